/* live/journal.h - every event that was acknowledged, exactly once, in one order: the log of events (seglog, one line an event),
 * the log of those that were set aside, and the knowledge of which (source, id) were there before.
 *
 * An id is looked up among those under way, in the window in memory (seen.h), and in the indexes of older segments
 * (seen_index.h); so a repeat is found however old its first is, as long as its segment is kept.
 *
 * Thread: one loop, the home; journal_id() any. Besides it has threads of its own: a writer for each log and one for upkeep
 * (indexes, old segments). Life: journal_open (recovers, replays) .. journal_submit* .. journal_stop (what was accepted is
 * durable or failed, and on its way home) .. the home's mailbox is delivered (by the loop, or by loop_free) .. journal_free. */
#pragma once

#include "base/list.h"
#include "live/event.h"
#include "live/seen.h"
#include "net/loop.h"
#include "store/log.h"

#define JOURNAL_SEGMENT_BYTES (64u << 20)
#define JOURNAL_QUEUE_BYTES   (64u << 20)
#define JOURNAL_ASIDE_WINDOW  (1u << 16) /* ids of what was set aside that are known again; beyond it is set aside anew */
#define JOURNAL_BATCH_MAX     EVENT_BATCH_MAX

struct journal;
struct journal_batch;

enum journal_fate {
	JOURNAL_NEW,    /* durable for the first time */
	JOURNAL_REPEAT, /* was there before, or twice in flight: nothing was written */
};

/* One event on its way. The first four members are the caller's, the next three the answer. */
struct journal_item {
	struct str line; /* of event_line_put() or event_aside_put(); valid until the batch is done */
	struct seen_id id;
	bool aside;
	void *owner; /* the caller's own */

	enum journal_fate fate;
	enum err outcome; /* OK: durable, now or before. ERR_FULL, ERR_IO, ...: not written, to be sent again */
	uint64_t seq;     /* in its log, of a new one that is durable */

	struct seglog_entry entry; /* private, as all that follows */
	struct journal_batch *batch;
	struct journal_item *same_bucket;
	struct journal_item *repeats; /* of this one, by next_repeat */
	struct journal_item *next_repeat;
};

/* The events of one request. */
struct journal_batch {
	struct journal_item *items;
	size_t count; /* at most JOURNAL_BATCH_MAX */
	/* When all items have their outcome: on the home loop, exactly once for an accepted batch, perhaps before
	 * journal_submit() returns (nothing was to be written). Frees it. */
	void (*done)(struct journal_batch *b);

	struct journal *journal; /* private */
	size_t waiting;
};

struct journal_config {
	const char *dir;       /* of the log of events: made when missing, its parent must exist */
	const char *aside_dir; /* of the other log */
	struct loop *home;
	size_t segment_bytes, queue_bytes; /* 0: the defaults */
	uint32_t window;                   /* ids in memory, a power of two; 0: SEEN_WINDOW_DEFAULT */
	unsigned keep_days;                /* 0: for ever. See journal_release() */
	const struct seglog_io *io;        /* NULL: the system's */

	void *ctx;
	/* During journal_open, on its caller's thread: each event from @replay_from on, in order. */
	uint64_t replay_from;
	void (*replay)(void *ctx, const struct live_event *e);
	/* On the home loop: each new event when it is durable, in the journal's order, before its batch is done. Not those aside.
	 */
	void (*durable)(void *ctx, struct journal_item *i);
};

/* ERR_BUSY: another process writes there; ERR_CORRUPT: what stands there is no crash's doing; ERR_SHAPE: a setting makes no
 * sense.
 */
NODISCARD enum err journal_open(const struct journal_config *c, struct journal **ret, struct err_info *info);
void journal_stop(struct journal *j);
/* NULL is fine. */
void journal_free(struct journal *j);

/* The name under which an event is known. Any thread. */
struct seen_id journal_id(const struct journal *j, struct str source, struct str id);
/* All or none: ERR_UNAVAILABLE (a log can't be written), ERR_LIMIT (too much waiting, or the indexes can't follow): done() is not
 * called then and nothing of the batch is kept. */
NODISCARD enum err journal_submit(struct journal *j, struct journal_batch *b);
bool journal_healthy(const struct journal *j);
/* The last durable event's number, 0 when there is none. Any thread. */
uint64_t journal_last_seq(const struct journal *j);
/* How many are aside in all. Any thread. */
uint64_t journal_aside_count(const struct journal *j);
/* Events before @seq are in a snapshot: with keep_days their segments may go, and their ids with them. Nothing goes before the
 * first call. Any thread. */
void journal_release(struct journal *j, uint64_t seq);
