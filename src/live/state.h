/* live/state.h - the live state of all customers that events told of, by customer: a sharded table with the least recently told
 * of dropped past a cap (a shard's share of it).
 *
 * Thread: one writer, the live thread, applies events; any thread copies. A shard's lock is held for a change or a copy of one
 * customer and never across a callback. Life: live_state_new .. live_state_free. */
#pragma once

#include "live/live_customer.h"
#include "rules/signals.h"

#define LIVE_SHARDS         64
#define LIVE_FETCH_PAUSE_MS 5000 /* two looks at a service for the sake of events within so long, for a customer and area */

struct live_state;

NODISCARD enum err live_state_new(size_t customers_max, struct live_state **ret);
void live_state_free(struct live_state *s);

/* --- the writer --- */

/* Takes @e in. @now_mono_ms: when, by clock_coarse_ms(); 0: long ago, from the journal. @ret_window (may be NULL): what the rules
 * remember of the customer, made when there was none; the writer's until the next call. ERR_NOMEM: not taken in. */
NODISCARD enum err live_state_apply(struct live_state *s, const struct live_event *e, uint64_t now_mono_ms,
				    struct signal_window **ret_window);
/* Is this bet in play, and a free one? */
bool live_state_bet_is_free(struct live_state *s, struct str customer, struct str bet_id);
/* How grave is this flag of a service known to be? SIGNAL_NONE: not at all. */
enum signal_severity live_state_flag_severity(struct live_state *s, struct str customer, struct str flag_id);
/* A hit of rule @rule by the event that was applied last. */
NODISCARD enum err live_state_alert(struct live_state *s, const struct alert *a, enum signal_rule_id rule,
				    struct str description);
/* The alerts of the customer of the last event whose rules held once more by it, as its window says. @held (may be NULL) hears of
 * those that have held for another LIVE_HELD_STEP_MS. */
typedef void live_held_fn(void *ctx, struct str customer, const struct live_alert *a);
#define LIVE_HELD_STEP_MS (10 * 60 * 1000)
void live_state_hold(struct live_state *s, live_held_fn *held, void *ctx);
/* @e will be applied soon. The three steps, in order and with other work between them, bring what that takes into the processor's
 * cache: of customers who were not told of for a while, waiting for memory is most of an event's cost. */
enum live_ahead { LIVE_AHEAD_PLACE, LIVE_AHEAD_CUSTOMER, LIVE_AHEAD_PARTS };
void live_state_ahead(const struct live_state *s, const struct live_event *e, enum live_ahead step);
unsigned live_state_shard_of(struct str customer);
/* One shard, oldest customer first, for a snapshot; by the writer, so it needs no lock. */
void live_state_write_shard(const struct live_state *s, unsigned shard, struct buf *out);
/* Adds what was written to the empty @shard. ERR_CORRUPT, ERR_NOMEM: the shard is empty again. */
NODISCARD enum err live_state_read_shard(struct live_state *s, unsigned shard, struct str text);
/* Forgets everything. */
void live_state_clear(struct live_state *s);
/* Another one when shards have another form. */
uint64_t live_state_layout(void);

/* --- any thread --- */

/* What may differ from what the services told, cheap to ask for. */
struct live_marks {
	struct live_area_news news[LIVE_AREA_COUNT_];
	uint64_t expired_mono_ms[LIVE_AREA_COUNT_]; /* what was asked of a service before lacks something; 0: nothing is known to
						     */
	int64_t alerts_until_ms;                    /* own alerts are shown until then; 0: there are none */
	int64_t open_alert_heard_ms;                /* wall clock: the last of them that everybody may see */
};
/* False: nothing is known of @customer. */
bool live_state_marks(struct live_state *s, struct str customer, struct live_marks *ret);
/* A copy, to be freed by live_customer_done(). ERR_NOT_FOUND; ERR_NOMEM. */
NODISCARD enum err live_state_copy(struct live_state *s, struct str customer, struct live_customer *ret);
/* May the service be asked because of what expired_mono_ms says? Counts as asked when it may. */
bool live_state_may_fetch(struct live_state *s, struct str customer, enum live_area area, uint64_t now_mono_ms);

struct live_state_counts {
	uint64_t customers, evicted;
};
struct live_state_counts live_state_counts(struct live_state *s);
