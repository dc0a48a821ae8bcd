/* live/journal_private.h - what the files of the journal share. Private to live/journal*.c. */
#pragma once

#include "live/journal.h"
#include "live/seen_index.h"

#include <pthread.h>
#include <stdatomic.h>

#define PENDING_BUCKETS (1u << 12)

struct journal {
	struct loop *home;
	char *dir, *aside_dir;
	uint32_t window_ids;
	unsigned keep_days;
	void *ctx;
	void (*durable)(void *ctx, struct journal_item *i);

	/* The home loop's (before it runs: the opener's). */
	struct seglog *log, *aside; /* NULL: stopped */
	struct seen_secret secret;
	struct seen window, aside_window; /* numbered as the records of their logs */
	struct journal_item *pending[PENDING_BUCKETS];
	size_t pending_count; /* new ones of the log of events */
	uint64_t asked_seq;   /* upkeep was told to index up to here */

	_Atomic uint64_t last_seq, aside_count;

	/* From the writer to the home loop: the segment before this record is finished. */
	struct letter sealed_letter;
	_Atomic uint64_t sealed_first;
	atomic_bool sealed_posted;

	/* Upkeep. */
	struct seen_index *index;
	_Atomic uint64_t indexed_seq; /* the ids of all records up to here are in the index */
	_Atomic uint64_t release_seq; /* 0: nothing may go */
	bool started;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	uint64_t wanted_seq; /* under lock: up to here ids shall be in the index */
	bool woken, stopping;
};

/* The ids and events of what is stored; leaves the window behind the last record. */
NODISCARD enum err journal_recover(struct journal *j, const struct journal_config *c, struct err_info *info);
/* Reads the records of @r and adds their file to the index. */
NODISCARD enum err journal_index_range(struct journal *j, struct seen_range r);
/* A name in the window for a record that can't be read: no event has it. */
static inline struct seen_id journal_no_id(uint64_t seq)
{
	return (struct seen_id){seq, ~seq};
}

NODISCARD enum err journal_upkeep_start(struct journal *j);
void journal_upkeep_stop(struct journal *j);
/* Home loop: the ids of the records up to @seq, which are in the window, shall go into the index. */
void journal_upkeep_index(struct journal *j, uint64_t seq);
