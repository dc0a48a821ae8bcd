/* live/alert_keeper.h - alerts on their way into portal.db: batches off the live thread, the gravest first, one row an alert.
 *
 * What waits is bounded: at ALERTS_WAITING_MAX no more events are taken until some of it is stored (what was accepted by then
 * still finds a place). Nothing is dropped: a database that is locked or full is tried again, and the snapshot of an event waits
 * until its alerts are stored, so that after a crash the journal tells them again. Thread: the live thread; alert_keeper_full and
 * the counts from any. Before that thread runs and when it runs no more, the caller's. Life: alert_keeper_new .. alert_keeper_run
 * .. alert_keeper_halt .. alert_keeper_flush .. alert_keeper_free. */
#pragma once

#include "live/alert.h"
#include "net/loop.h"
#include "store/db.h"

#define ALERTS_WAITING_MAX 4096
#define ALERTS_BATCH_MAX   256 /* rows of one transaction */
#define ALERTS_RETRY_MS    500

struct alert_keeper;
struct alert_keeper_config {
	struct db *db;
	struct loop *loop;
	void (*stored)(void *ctx); /* on the loop: alert_keeper_has_all() may say otherwise now */
	void *ctx;
};
NODISCARD enum err alert_keeper_new(const struct alert_keeper_config *c, struct alert_keeper **ret);
/* After alert_keeper_halt(), and when what was under way has been delivered. NULL is fine. */
void alert_keeper_free(struct alert_keeper *k);

/* Copies @a. Without memory for it no snapshot is kept any more: the next start hears of it from the journal. */
void alert_keeper_put(struct alert_keeper *k, const struct alert *a);
/* Event @seq says that the rule of alert @id held until @last_ms. */
void alert_keeper_held(struct alert_keeper *k, const char *id, int64_t last_ms, uint64_t seq);
/* Is all stored that events up to @seq said? */
bool alert_keeper_has_all(const struct alert_keeper *k, uint64_t seq);
/* Too much waits. */
bool alert_keeper_full(const struct alert_keeper *k);

/* Begins to store, and goes on by itself: the loop is about to run. */
void alert_keeper_run(struct alert_keeper *k);
/* Begins nothing more. On the loop's thread. */
void alert_keeper_halt(struct alert_keeper *k);
/* Waits until what was begun is over. From another thread than the loop's, which still runs. */
void alert_keeper_wait(struct alert_keeper *k);
/* Stores all that waits, blocking; what cannot be stored goes on waiting. While the loop does not run. */
NODISCARD enum err alert_keeper_flush(struct alert_keeper *k);

struct alert_keeper_counts {
	uint64_t stored, failed; /* rows; batches */
	uint64_t waiting;        /* rows, those under way too */
};
struct alert_keeper_counts alert_keeper_counts(const struct alert_keeper *k);
