/* live/live_private.h - what the files of the engine share. Private to live/live.c and live/live_apply.c. */
#pragma once

#include "live/alert.h"
#include "live/live.h"

#include <pthread.h>

struct live {
	struct live_config config;
	struct loop *loop;
	pthread_t thread;
	bool running;
	struct live_state *state;
	struct hub *hub;
	struct wall *wall;
	struct wall_teller *teller;
	struct journal *journal;
	struct signal_rules rules;
	struct live_snapshots *snapshots;
	struct alert_keeper *keeper; /* NULL: nobody keeps alerts */
	char *snapshot_dir;
	struct timer snapshot_timer;
	bool has_timer;
	uint64_t flush_at;                  /* while the journal is read: not before so many events */
	struct live_shard_seqs in_snapshot; /* while the journal is read */
	uint64_t applied_seq;
	uint64_t snapshot_seq; /* as of the last snapshot's begin */
	uint64_t snapshot_ms;
	atomic_bool stopping;
	atomic_uint batches_under_way;
	atomic_size_t bytes_under_way;
	struct {
		atomic_ullong events[EVENT_TYPE_COUNT_], repeats, aside, batches, refused,
			alerts[RULE_COUNT_][SIGNAL_SEVERITY_COUNT_], snapshots, snapshots_failed, snapshot_seq, applied_seq,
			wait_us;
		atomic_llong lag_ms;
		uint64_t recovered, recovery_ms;
	} counts;
};

static inline void live_count(atomic_ullong *counter, uint64_t n)
{
	atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

/* On the live thread: what is durable takes effect, and whoever it concerns is told. @ctx is the engine. */
void live_apply_new(void *ctx, struct journal_item *i);
/* During a start: the journal tells it again. */
void live_apply_again(void *ctx, const struct live_event *e);
