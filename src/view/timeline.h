/* view/timeline.h - everything that happened around a customer, newest first: six lists and two parts merged by time.
 *
 * A page of each list is held at a time, so memory does not grow with the history. A list that fails costs its own items and is
 * named. Where a list was read as deep as one answer may go without filling it, the answer ends there with fewer items and goes
 * on by its position. The position tells for each list on which of its source's pages the next item lies, and which came last.
 *
 * Thread: the loop that asks. Life: timeline_begin .. timeline_free (cancels what is under way). */
#pragma once

#include "view/timeline_item.h"
#include "view/view.h"

#define TIMELINE_LIMIT_MAX           200
#define TIMELINE_PAGES_MAX           8   /* of one list in one answer */
#define TIMELINE_SOURCE_POSITION_MAX 768 /* a longer one of a source's ends its list as failed: "too_large" */
#define TIMELINE_POSITION_MAX        (TIMELINE_STREAM_COUNT_ * (TIMELINE_SOURCE_POSITION_MAX + 32) + 16)

struct timeline_query {
	struct str customer;
	unsigned sight;
	int64_t from_ms, to_ms; /* half-open; 0: open */
	size_t limit;           /* 1 .. TIMELINE_LIMIT_MAX */
	unsigned streams;       /* bits 1 << enum timeline_stream */
	uint32_t types;         /* bits 1 << enum timeline_type */
	struct str position;    /* of the answer before; p == NULL: from the start */
};

/* Comma-separated names to bits, those of the other kind included (a type's stream). Empty text: all. ERR_SHAPE: a name that is
 * none; its place in @ret_unknown. Sources by the name of their service in the configuration. */
NODISCARD enum err timeline_parse_types(struct str names, uint32_t *ret_types, struct str *ret_unknown);
NODISCARD enum err timeline_parse_sources(struct str names, const struct sources *s, unsigned *ret_streams,
					  struct str *ret_unknown);

struct timeline;
/* @looks: of PART_RISK and PART_KYC, which stay the caller's and are read during the call only.
 * True: finished at once; false: on_done(ctx) follows, never from within. ERR_SHAPE: the position is none of ours. */
NODISCARD enum err timeline_begin(const struct timeline_query *q, struct view_env *env, struct loop *l, const struct look *looks,
				  void (*on_done)(void *ctx), void *ctx, struct timeline **ret, bool *ret_finished);
void timeline_free(struct timeline *t);

/* When finished. The items as JSON with commas between, without brackets; lives as long as the timeline. ERR_NOMEM. */
NODISCARD enum err timeline_items_text(const struct timeline *t, struct str *ret);
size_t timeline_count(const struct timeline *t);
/* Where to go on; false: there is no more. @out has TIMELINE_POSITION_MAX bytes. */
bool timeline_next(const struct timeline *t, char *out, size_t *ret_n);
/* [{"source":…,"list":…,"state":…,"error":…}] */
void timeline_put_sources(const struct timeline *t, struct json_writer *w);
/* Has every stream that was asked for failed? Then the first one's source and error. */
bool timeline_failed(const struct timeline *t, const char **ret_source, enum source_error *ret_error);
