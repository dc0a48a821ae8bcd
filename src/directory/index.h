/* directory/index.h - the folder of the index: its manifest, the view that is served, changes, merging, and the snapshot under
 * way.
 *
 * A change page becomes a small segment; when newer segments together reach an eighth of the one before them they are merged with
 * it, so that there are few and each customer is rewritten a logarithmic number of times. What counts is what the manifest names:
 * it is replaced by rename, so that a crash at any moment leaves the folder as it was before or after a step.
 *
 * Thread: index_view from any; everything else blocks on files and is serialised by a lock inside, so any thread but a loop's.
 * Life: index_open .. index_close. */
#pragma once

#include "directory/edition.h"
#include "directory/load.h"

#include <pthread.h>

#define INDEX_MERGE_FACTOR 8
#define INDEX_MERGE_SMALL                                                                                    \
	((uint64_t)32) /* fewer documents count as so many: a tiny file costs a search what a small one does \
			*/

struct index_state {
	bool ready, loading, load_ended;
	uint64_t loaded, disk_bytes, customers;
	int64_t ready_ms;
	unsigned files;
	char mark[DIRECTORY_MARK_MAX + 1];
};
struct index {
	char dir[4000];
	bool read_only;
	int lock_fd;
	pthread_mutex_t view_lock; /* held for a pointer's length */
	struct edition *view;
	struct index_state published; /* as of the last step, so that a loop can ask without waiting for files */
	pthread_mutex_t write_lock;   /* changes, commits and the load */
	uint64_t next_number;
	bool ready;
	int64_t ready_ms;
	char mark[DIRECTORY_MARK_MAX + 1];
	bool loading, building; /* a load file is there; it is complete and its build under way */
	struct load load;
	char load_path[4096];
	uint64_t barrier; /* segments from this number on hold changes made during the build */
	atomic_bool stop;
};

NODISCARD enum err index_open(struct index *x, const char *dir, bool read_only, struct err_info *info);
void index_close(struct index *x);
/* A reference of the caller's own. */
struct edition *index_view(struct index *x);
/* Makes running builds and merges end early with ERR_CANCELLED. */
void index_stop(struct index *x);

void index_state(struct index *x, struct index_state *ret);

/* Encoded records as they came: customers and deletions (LOAD_CUSTOMER, LOAD_GONE). Replaces by id; the last of equal ids counts;
 * what changes nothing is left out. @mark (p == NULL: as it was): from where changes go on now. Durable, and searchable, when it
 * returns. While a snapshot is loading beside, goes there as well. */
struct index_change {
	enum load_kind kind;
	struct str bytes;
};
/* Appends one to @bytes: a customer, or the id of one that is gone. ERR_SHAPE: no usable id. */
NODISCARD enum err index_change_encode(const struct record *r, struct buf *bytes, bool gone, enum load_kind *ret_kind);
NODISCARD enum err index_apply(struct index *x, const struct index_change *changes, size_t count, struct str mark);

/* A snapshot: begin (fresh, or going on after a restart with x->loading), pages, then build: makes the segments from it beside
 * what is served and swaps. @mark of the first page: from where the changes after it are to be read, unless something is served
 * already and its changes were applied beside. */
NODISCARD enum err index_load_begin(struct index *x);
NODISCARD enum err index_load_page(struct index *x, const struct index_change *changes, size_t count, struct str mark,
				   struct str next);
NODISCARD enum err index_load_build(struct index *x);
void index_load_drop(struct index *x);
/* Where the next page starts, copied to @a; p == NULL: at the start. @ret_ended: all pages are there. */
struct str index_load_position(struct index *x, struct arena *a, bool *ret_ended);

/* Merges one run of segments if any is due; @ret_more: look again. */
NODISCARD enum err index_merge(struct index *x, bool *ret_more);

/* Serves without a snapshot: for a directory that is filled by hand. */
NODISCARD enum err index_set_ready(struct index *x);

/* For directory/index*.c: a step takes the lock, and at its end lets everybody see the new state. */
void index_write_begin(struct index *x);
void index_write_end(struct index *x);
/* Replaces parts [from, to) of what is served, on disk and in memory. Under the lock. */
NODISCARD enum err index_commit(struct index *x, size_t from, size_t to, struct segment *const *segments, size_t count);

/* index_manifest.c */
NODISCARD enum err manifest_read(struct index *x, uint64_t *ret_numbers, size_t *ret_count);
NODISCARD enum err manifest_write(const struct index *x, const struct edition *v);
void index_segment_path(const struct index *x, uint64_t number, char ret[4096]);
/* Removes files of ours that the manifest does not name. */
void index_sweep(const struct index *x, const uint64_t *numbers, size_t count);
