/* directory/feed.h - fills the index from the customer service: a snapshot page by page, then changes from a mark, at most one
 * page in flight and one being written, so that a slow disk slows the asking.
 * Thread: the loop it was made on; files are written by its own workers. Life: feed_new .. feed_free (before index_close). */
#pragma once

#include "directory/index.h"

struct feed;

struct feed_config {
	struct index *index;
	struct sources *sources;
	struct loop *loop;
	unsigned poll_ms, retry_ms, resnapshot_s;
};
/* Starts by itself: goes on with what was under way. */
NODISCARD enum err feed_new(const struct feed_config *c, struct feed **ret);
/* On the loop. Waits for the file that is being written. */
void feed_free(struct feed *f);

struct feed_state {
	enum source_error last_error;
	int64_t last_poll_ms;
	uint64_t refused;
};
/* Any thread. */
void feed_state(struct feed *f, struct feed_state *ret);
/* Any thread: a full rebuild at the next step. */
void feed_rebuild(struct feed *f);
#define FEED_REBUILD_NOTE "rebuild" /* file in the folder that asks for one */
