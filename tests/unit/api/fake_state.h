/* tests/unit/api/fake_state.h - what a test of the API sets and looks at: how those below the API answer, and what they were
 * told. A test changes it between requests. */
#pragma once

#include "tests/unit/net/net_fixture.h"

#include "api/api.h"

#define FAKE_RECORDS_MAX 256

static struct fake {
	struct loop_thread thread;
	struct api api;
	struct api_loop al;
	struct arena arena; /* of records */
	uint16_t port;

	/* the record */
	enum err append_error, outcome; /* refused at once; failed later */
	bool hold;                      /* records stay unanswered */
	struct audit_entry *held[8];
	size_t held_count;
	char *records[FAKE_RECORDS_MAX];
	enum audit_kind kinds[FAKE_RECORDS_MAX];
	size_t record_count;
	enum err text_outcome;

	/* sources */
	bool hold_asks; /* what is asked is never answered */
	unsigned asks;
	struct snapshot snapshots[PART_COUNT_];
	enum source_error part_error[PART_COUNT_]; /* SOURCE_OK: the snapshot is given */
	enum source_error list_error[LIST_COUNT_];
	/* Fills the page; texts in the arena. */
	void (*list)(const struct list_ask *ask, struct list_page *page);
	unsigned list_asks[LIST_COUNT_];
	enum source_error detail_error;
	const struct record *detail;
	int64_t detail_from_ms, detail_to_ms; /* of the last one asked for */
	char detail_zone[TIME_ZONE_MAX];
	enum source_error content_error, content_end;
	const char *content_type;
	struct str content;
	size_t content_piece;
	int64_t content_length;
	unsigned pauses, cancels;

	/* directory */
	bool directory_ready;
	enum err search_error;
	struct directory_hit *hits;
	size_t hit_count;
	struct directory_query asked; /* of the last search */
	char asked_text[256];
} fake;
