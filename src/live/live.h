/* live/live.h - the engine: batches of events in, and for each new event, in the journal's order: durable, then the live state,
 * the instant rules, the notices to those who watch, and last the answer to the sender.
 *
 * Thread: an own one with an own loop, the live thread; live_submit and the figures from any. What is durable and applied before
 * a crash is found again by the next live_open: a snapshot, and the journal from there on. Life: live_open (recovers; blocks) ..
 * live_start .. live_submit* .. live_stop (what was accepted is answered, on letters; a snapshot is written) .. live_close. */
#pragma once

#include "live/alert_keeper.h"
#include "live/hub.h"
#include "live/journal.h"
#include "live/live_snapshot.h"
#include "live/wall_teller.h"

#define LIVE_LOOP_INDEX        200 /* of the live thread's loop: behind all others */
#define LIVE_BATCHES_MAX       1024
#define LIVE_BATCHES_BYTES_MAX (128u << 20)
#define LIVE_SNAPSHOT_EVENTS   100000
#define LIVE_SNAPSHOT_S        60

struct live;

struct live_config {
	const char *journal_dir, *aside_dir, *snapshot_dir;
	size_t customers_max;
	size_t segment_bytes;     /* of the journal; 0: the usual */
	uint32_t window;          /* ids in memory; 0: the usual */
	unsigned keep_days;       /* of the journal; 0: for ever */
	unsigned snapshot_events; /* a snapshot after so many, 0: LIVE_SNAPSHOT_EVENTS */
	unsigned snapshot_s;      /* or so long, if there was anything; 0: LIVE_SNAPSHOT_S */
	size_t ring_count, ring_bytes;
	struct db *portal;                /* where alerts are kept; NULL: nowhere */
	const struct signal_rules *rules; /* NULL: the defaults */
	const struct seglog_io *io;       /* NULL: the system's */
	/* On the live thread, when @customer's live state has changed; what was expired is expired by then. May be NULL. */
	void (*changed)(void *ctx, struct str customer, struct live_effect effect);
	/* On the live thread, for an alert that is new, or (@risen) one that has become graver, of a rule's or a service's
	 * making; not for what the journal tells again. @a is lent. Whom it may be shown to is the caller's to look after. May be
	 * NULL. */
	void (*on_alert)(void *ctx, const struct alert *a, bool risen);
	void *ctx;
};

NODISCARD enum err live_open(const struct live_config *c, struct live **ret, struct err_info *info);
NODISCARD enum err live_start(struct live *l);
/* Answers of what is under way are on their loops when it returns; nothing may be submitted any more. */
void live_stop(struct live *l);
/* Before a process ends as it stands: when this returns the database is not used any more, and no snapshot begins. NULL is fine.
 */
void live_halt(struct live *l);
/* After the loops have delivered their letters. NULL is fine. */
void live_close(struct live *l);

struct live_state *live_state_of(struct live *l);
struct hub *live_hub(struct live *l);
struct wall_teller *live_wall(struct live *l);
const struct journal *live_journal(const struct live *l);

/* The events of one request. Made and freed by who sends; the engine's between live_submit() and done(). */
struct live_batch {
	struct letter letter; /* private */
	struct live *live;    /* private */
	struct loop *home;
	void (*done)(struct live_batch *b); /* on .home, exactly once */
	void *ctx;                          /* the sender's own */
	struct arena arena;                 /* of all that follows, and of the events' texts */
	struct buf scratch;                 /* private */
	struct live_event *events;          /* as many as items; those set aside have only their envelope */
	struct journal_batch journal;       /* items: line, id, aside and owner (the event) set by the sender */
	uint64_t submitted_ns;              /* private */
	size_t bytes;                       /* what it takes of memory, about */

	enum err outcome; /* OK, or why not all of it is durable: to be sent again whole */
	size_t accepted, repeated, aside;
	uint64_t first_seq, last_seq; /* of the accepted; 0: none */
};
#define LIVE_BATCH_ARENA_MAX (64u << 20)
NODISCARD struct live_batch *live_batch_new(struct loop *home, size_t count);
void live_batch_free(struct live_batch *b);
/* A copy of the JSON of event number @i, to be parsed and to live as long as the batch. p NULL: no memory. */
NODISCARD struct str live_batch_text(struct live_batch *b, size_t i, struct str json);
/* Adds event number @i as it was parsed; @why: it is set aside for that. ERR_NOMEM. */
NODISCARD enum err live_batch_put(struct live_batch *b, const struct live *l, size_t i, const struct err_info *why);
/* ERR_LIMIT: too much is under way, or too many alerts wait to be kept; ERR_UNAVAILABLE: it is stopping. done() is not called
 * then. */
NODISCARD enum err live_submit(struct live *l, struct live_batch *b);

struct live_counts {
	uint64_t events[EVENT_TYPE_COUNT_]; /* new ones, by type */
	uint64_t repeats, aside, batches, refused;
	uint64_t alerts[RULE_COUNT_][SIGNAL_SEVERITY_COUNT_];
	uint64_t snapshots, snapshots_failed, snapshot_seq, applied_seq, recovered, recovery_ms;
	uint64_t alerts_stored, alerts_waiting, alerts_failed; /* rows; rows; batches */
	int64_t lag_ms;   /* from the moment that the last event is of until it was applied */
	uint64_t wait_us; /* the last batch, from its coming in to its answer */
	bool healthy;
};
void live_counts(const struct live *l, struct live_counts *ret);
