/* live/seen_index.h - the ids of the journal's older segments, on disk: a file of sorted hashes for each range of records, four
 * of one size becoming one of the next, so that a look-up touches few (three a tier, a tier for each power of four).
 *
 * They can always be made anew from the segments; what is damaged says so and is dropped. Thread: seen_index_has() any; the rest
 * one at a time (the journal's upkeep). Life: seen_index_open .. seen_index_close. */
#pragma once

#include "live/seen.h"

#define SEEN_CHECK_AT_OPEN (256u << 20) /* bytes of ids that are read whole when opening; the rest by seen_index_check() */

struct seen_index;

struct seen_range {
	uint64_t first_seq, last_seq;
};

/* What is there and sound in @dir; leftovers of a crash and files with damaged heads are removed. ERR_NOMEM, ERR_IO. */
NODISCARD enum err seen_index_open(const char *dir, const struct seen_secret *k, struct seen_index **ret);
void seen_index_close(struct seen_index *x);

bool seen_index_has(struct seen_index *x, struct seen_id id);
/* True when every record of the range lies in some file. */
bool seen_index_covers(struct seen_index *x, struct seen_range r);
/* Adds the file of a range; @ids are sorted on the way. Durable when it returns. */
NODISCARD enum err seen_index_add(struct seen_index *x, struct seen_range r, struct seen_id *ids, size_t count);
/* Merges four files of a tier into one of the next, or leaves it at @ret_merged false: nothing is to be merged. */
NODISCARD enum err seen_index_merge(struct seen_index *x, bool *ret_merged);
/* Reads one file that was not read whole yet. OK with @ret_checked false: all were. ERR_CORRUPT: it is damaged; its range is in
 * @ret: make the files of its segments anew, then seen_index_forget() it (the damaged one: not what took its place). */
NODISCARD enum err seen_index_check(struct seen_index *x, bool *ret_checked, struct seen_range *ret);
void seen_index_forget(struct seen_index *x, struct seen_range r);
/* Files with no record from @seq on go. */
void seen_index_remove_before(struct seen_index *x, uint64_t seq);
/* Any thread: a merge or check that is going on, and all later ones, end with ERR_CANCELLED. */
void seen_index_cancel(struct seen_index *x);
size_t seen_index_files(struct seen_index *x);
