/* live/live_snapshot.h - the live state on disk, so that a start need not read the whole journal: a file of shards, each with the
 * number of the last event that is in it and a checksum, and behind them the wall as one piece more. Events go on between them:
 * what came after one was written is told by the journal.
 *
 * A snapshot is complete or not there (written aside, synced, renamed); the newest two are kept, and one that is damaged, or was
 * written by another program, is passed over. Thread: the live thread, but for the writing itself, which has a worker. Life:
 * live_snapshots_new
 * .. live_snapshots_begin* .. live_snapshots_stop .. live_snapshots_free. */
#pragma once

#include "live/state.h"
#include "live/wall.h"
#include "net/worker.h"

#define LIVE_SNAPSHOTS_KEPT 2
#define LIVE_WALL_PIECE     LIVE_SHARDS

/* What is in each shard, and in the wall behind them: events up to that number. All zero when there is no snapshot. */
struct live_shard_seqs {
	uint64_t seq[LIVE_SHARDS + 1];
};
/* The smallest of them: the journal is needed from the next event on. */
uint64_t live_shard_seqs_min(const struct live_shard_seqs *q);

/* The newest snapshot of @dir that is sound into the empty @s and @wall (NULL in all of these: there is none). ERR_NOT_FOUND:
 * there is none; ERR_NOMEM, ERR_IO. */
NODISCARD enum err live_snapshot_load(const char *dir, struct live_state *s, struct wall *wall, struct live_shard_seqs *ret);
/* Removes all of @dir: they belong to another journal. */
void live_snapshot_forget(const char *dir);
/* At once, blocking: for an orderly stop. @seq: the last event that was applied. */
NODISCARD enum err live_snapshot_save(const char *dir, const struct live_state *s, const struct wall *wall, uint64_t seq);

struct live_snapshots;
struct live_snapshots_config {
	const char *dir; /* made when missing, its parent must exist */
	struct loop *loop;
	const struct live_state *state;
	const struct wall *wall;
	uint64_t (*seq)(void *ctx); /* of the last event that was applied */
	/* May a snapshot of events up to @seq be kept? Until then it waits for live_snapshots_go_on(). NULL: always. */
	bool (*ready)(void *ctx, uint64_t seq);
	void (*saved)(void *ctx, enum err outcome, uint64_t seq); /* events up to @seq are in a snapshot. On the loop */
	void *ctx;
};
NODISCARD enum err live_snapshots_new(const struct live_snapshots_config *c, struct live_snapshots **ret);
/* Nothing when one is being written. */
void live_snapshots_begin(struct live_snapshots *s);
/* config.ready() may say otherwise now. */
void live_snapshots_go_on(struct live_snapshots *s);
/* What is under way is dropped, and its last letter posted, when this returns. On any thread while the loop does not run. */
void live_snapshots_stop(struct live_snapshots *s);
/* After the loop's mailbox was delivered. NULL is fine. */
void live_snapshots_free(struct live_snapshots *s);
