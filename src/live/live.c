#include "live/live.h"

#include "base/clock.h"
#include "base/kill_point.h"
#include "base/log.h"
#include "live/live_private.h"

#include <sodium.h>
#include <stdlib.h>

#define SNAPSHOT_LOOK_MS 1000

/* Batches ------------------------------------------------------------------------------------------------------------------ */

static void batch_home(struct letter *m)
{
	struct live_batch *b = CONTAINER_OF(m, struct live_batch, letter);
	b->done(b);
}

static void batch_answer(struct live_batch *b, enum err outcome)
{
	struct live *l = b->live;
	b->outcome = outcome;
	atomic_store_explicit(&l->counts.wait_us, (clock_mono_ns() - b->submitted_ns) / 1000, memory_order_relaxed);
	if (outcome != OK)
		live_count(&l->counts.refused, 1);
	atomic_fetch_sub_explicit(&l->batches_under_way, 1, memory_order_relaxed);
	atomic_fetch_sub_explicit(&l->bytes_under_way, b->bytes, memory_order_relaxed);
	b->letter.deliver = batch_home;
	loop_post(b->home, &b->letter);
}

static void count_item(struct live_batch *b, const struct journal_item *i)
{
	if (i->fate == JOURNAL_REPEAT) {
		b->repeated++;
	} else if (i->aside) {
		b->aside++;
	} else {
		b->accepted++;
		b->first_seq = b->first_seq ? MIN(b->first_seq, i->seq) : i->seq;
		b->last_seq = MAX(b->last_seq, i->seq);
	}
}

static void batch_durable(struct journal_batch *journal)
{
	struct live_batch *b = CONTAINER_OF(journal, struct live_batch, journal);
	struct live *l = b->live;
	enum err outcome = OK;
	for (size_t i = 0; i < journal->count; i++) {
		if (journal->items[i].outcome == OK)
			count_item(b, &journal->items[i]);
		else
			outcome = journal->items[i].outcome;
	}
	live_count(&l->counts.repeats, b->repeated);
	live_count(&l->counts.aside, b->aside);
	hub_flush(l->hub);
	KILL_POINT("live.told");
	batch_answer(b, outcome);
	KILL_POINT("live.answered");
}

static void batch_arrive(struct letter *m)
{
	struct live_batch *b = CONTAINER_OF(m, struct live_batch, letter);
	struct live *l = b->live;
	b->journal.done = batch_durable;
	KILL_POINT("live.arrived");
	live_count(&l->counts.batches, 1);
	enum err e = l->journal ? journal_submit(l->journal, &b->journal) : ERR_UNAVAILABLE;
	if (e != OK)
		batch_answer(b, e);
}

enum err live_submit(struct live *l, struct live_batch *b)
{
	if (atomic_load_explicit(&l->stopping, memory_order_acquire))
		return ERR_UNAVAILABLE;
	if (l->keeper && alert_keeper_full(l->keeper)) {
		live_count(&l->counts.refused, 1);
		return ERR_LIMIT;
	}
	unsigned n = atomic_fetch_add_explicit(&l->batches_under_way, 1, memory_order_relaxed);
	size_t bytes = atomic_fetch_add_explicit(&l->bytes_under_way, b->bytes, memory_order_relaxed);
	if (n >= LIVE_BATCHES_MAX || (n && bytes + b->bytes > LIVE_BATCHES_BYTES_MAX)) {
		atomic_fetch_sub_explicit(&l->batches_under_way, 1, memory_order_relaxed);
		atomic_fetch_sub_explicit(&l->bytes_under_way, b->bytes, memory_order_relaxed);
		live_count(&l->counts.refused, 1);
		return ERR_LIMIT;
	}
	b->live = l;
	b->submitted_ns = clock_mono_ns();
	b->letter.deliver = batch_arrive;
	loop_post(l->loop, &b->letter);
	return OK;
}

/* Snapshots ---------------------------------------------------------------------------------------------------------------- */

static uint64_t applied_seq(void *ctx)
{
	return ((struct live *)ctx)->applied_seq;
}

static bool snapshot_ready(void *ctx, uint64_t seq)
{
	const struct live *l = ctx;
	return !l->keeper || alert_keeper_has_all(l->keeper, seq);
}

static void alerts_stored(void *ctx)
{
	live_snapshots_go_on(((struct live *)ctx)->snapshots);
}

static void snapshot_saved(void *ctx, enum err outcome, uint64_t seq)
{
	struct live *l = ctx;
	if (outcome != OK) {
		live_count(&l->counts.snapshots_failed, 1);
		log_event(LOG_WARN, "live.snapshot_failed", "error", err_name(outcome), NULL);
		return;
	}
	live_count(&l->counts.snapshots, 1);
	atomic_store_explicit(&l->counts.snapshot_seq, seq, memory_order_relaxed);
	journal_release(l->journal, seq);
}

static void snapshot_look(struct timer *t)
{
	struct live *l = CONTAINER_OF(t, struct live, snapshot_timer);
	uint64_t since = l->applied_seq - l->snapshot_seq, now = clock_mono_ms();
	if (since >= l->config.snapshot_events || (since && now - l->snapshot_ms >= (uint64_t)l->config.snapshot_s * 1000)) {
		l->snapshot_seq = l->applied_seq;
		l->snapshot_ms = now;
		live_snapshots_begin(l->snapshots);
	}
	timer_start(t, SNAPSHOT_LOOK_MS);
}

/* Life --------------------------------------------------------------------------------------------------------------------- */

static enum err open_journal(struct live *l, uint64_t replay_from, struct err_info *info)
{
	const struct journal_config c = {
		.dir = l->config.journal_dir,
		.aside_dir = l->config.aside_dir,
		.home = l->loop,
		.segment_bytes = l->config.segment_bytes,
		.window = l->config.window,
		.keep_days = l->config.keep_days,
		.io = l->config.io,
		.ctx = l,
		.replay_from = replay_from,
		.replay = live_apply_again,
		.durable = live_apply_new,
	};
	return journal_open(&c, &l->journal, info);
}

/* Somebody put another journal in the place of the one that the snapshot is of: it would hide new events. */
static enum err start_over(struct live *l, struct err_info *info)
{
	log_event(LOG_WARN, "live.snapshot_of_another_journal", NULL);
	journal_stop(l->journal);
	journal_free(l->journal);
	l->journal = NULL;
	live_snapshot_forget(l->snapshot_dir);
	live_state_clear(l->state);
	wall_clear(l->wall);
	l->in_snapshot = (struct live_shard_seqs){0};
	l->counts.recovered = 0;
	return open_journal(l, 1, info);
}

static enum err recover(struct live *l, struct err_info *info)
{
	uint64_t began = clock_mono_ms();
	enum err e = live_snapshot_load(l->snapshot_dir, l->state, l->wall, &l->in_snapshot);
	if (e == ERR_NOMEM)
		return err_set(info, e, NULL, "no memory for the live state");
	uint64_t least = e == OK ? live_shard_seqs_min(&l->in_snapshot) : 0;
	e = open_journal(l, least + 1, info);
	if (e == OK && journal_last_seq(l->journal) < least) {
		least = 0;
		e = start_over(l, info);
	}
	if (e != OK)
		return e;
	l->snapshot_seq = least;
	l->applied_seq = journal_last_seq(l->journal);
	if (least)
		journal_release(l->journal, least);
	atomic_store(&l->counts.applied_seq, l->applied_seq);
	atomic_store(&l->counts.snapshot_seq, least);
	l->counts.recovery_ms = clock_mono_ms() - began;
	log_event(LOG_INFO, "live.recovered", "snapshot", log_num((int64_t)least), "events",
		  log_num((int64_t)l->counts.recovered), "seq", log_num((int64_t)l->applied_seq), "ms",
		  log_num((int64_t)l->counts.recovery_ms), NULL);
	return OK;
}

static enum err make_parts(struct live *l)
{
	enum err e = live_state_new(l->config.customers_max, &l->state);
	if (e == OK)
		e = hub_new(l->loop, l->config.ring_count ? l->config.ring_count : HUB_RING_USUAL,
			    l->config.ring_bytes ? l->config.ring_bytes : HUB_BYTES_USUAL, &l->hub);
	if (e == OK)
		e = wall_new(l->rules.credit_cents, &l->wall);
	if (e == OK) {
		const struct live_snapshots_config c = {.dir = l->snapshot_dir,
							.loop = l->loop,
							.state = l->state,
							.wall = l->wall,
							.seq = applied_seq,
							.ready = snapshot_ready,
							.saved = snapshot_saved,
							.ctx = l};
		e = live_snapshots_new(&c, &l->snapshots);
	}
	if (e == OK)
		e = wall_teller_new(l->loop, l->wall, l->hub, &l->teller);
	if (e == OK)
		e = timer_init(&l->snapshot_timer, l->loop, snapshot_look);
	l->has_timer = e == OK;
	if (e == OK && l->config.portal) {
		const struct alert_keeper_config c = {.db = l->config.portal, .loop = l->loop, .stored = alerts_stored, .ctx = l};
		e = alert_keeper_new(&c, &l->keeper);
	}
	return e;
}

enum err live_open(const struct live_config *c, struct live **ret, struct err_info *info)
{
	struct live *l = calloc(1, sizeof *l);
	if (!l)
		return err_set(info, ERR_NOMEM, NULL, "no memory");
	l->config = *c;
	l->config.snapshot_events = c->snapshot_events ? c->snapshot_events : LIVE_SNAPSHOT_EVENTS;
	l->config.snapshot_s = c->snapshot_s ? c->snapshot_s : LIVE_SNAPSHOT_S;
	if (c->rules)
		l->rules = *c->rules;
	else
		signal_rules_init(&l->rules);
	l->snapshot_dir = strdup(c->snapshot_dir);
	l->snapshot_ms = clock_mono_ms();
	enum err e = l->snapshot_dir && sodium_init() >= 0 ? loop_new(LIVE_LOOP_INDEX, &l->loop) : ERR_NOMEM;
	if (e == OK)
		e = make_parts(l);
	if (e != OK)
		err_set(info, e, NULL, "the live state cannot be made: %s", err_name(e));
	else
		e = recover(l, info);
	if (e != OK) {
		live_close(l);
		return e;
	}
	*ret = l;
	return OK;
}

static void *thread_main(void *arg)
{
	struct live *l = arg;
	pthread_setname_np(pthread_self(), "live");
	loop_run(l->loop);
	return NULL;
}

enum err live_start(struct live *l)
{
	timer_start(&l->snapshot_timer, SNAPSHOT_LOOK_MS);
	wall_teller_run(l->teller);
	if (l->keeper)
		alert_keeper_run(l->keeper);
	int failed = pthread_create(&l->thread, NULL, thread_main, l);
	l->running = !failed;
	return failed ? err_from_errno(failed) : OK;
}

struct stopping {
	struct letter letter;
	struct live *live;
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool done;
};

/* Behind all batches that were submitted. */
static void stop_arrive(struct letter *m)
{
	struct stopping *s = CONTAINER_OF(m, struct stopping, letter);
	timer_stop(&s->live->snapshot_timer);
	wall_teller_halt(s->live->teller);
	if (s->live->keeper)
		alert_keeper_halt(s->live->keeper);
	pthread_mutex_lock(&s->lock);
	s->done = true;
	pthread_cond_signal(&s->over);
	pthread_mutex_unlock(&s->lock);
}

/* Waits for what was posted to the live thread before. */
static void settle(struct live *l)
{
	struct stopping s = {
		.letter.deliver = stop_arrive, .live = l, .lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER};
	loop_post(l->loop, &s.letter);
	pthread_mutex_lock(&s.lock);
	while (!s.done)
		pthread_cond_wait(&s.over, &s.lock);
	pthread_mutex_unlock(&s.lock);
}

void live_halt(struct live *l)
{
	if (!l || !l->running)
		return;
	atomic_store_explicit(&l->stopping, true, memory_order_release);
	settle(l);
	if (l->keeper)
		alert_keeper_wait(l->keeper);
}

void live_stop(struct live *l)
{
	if (!l || !l->running)
		return;
	atomic_store_explicit(&l->stopping, true, memory_order_release);
	settle(l); /* all batches are with the journal */
	journal_stop(l->journal);
	settle(l); /* and back, applied and answered */
	if (l->keeper)
		alert_keeper_wait(l->keeper);
	loop_stop(l->loop);
	pthread_join(l->thread, NULL);
	l->running = false;
	live_snapshots_stop(l->snapshots);
	if (l->applied_seq == l->snapshot_seq && atomic_load(&l->counts.snapshot_seq) == l->snapshot_seq)
		return;
	/* What is not stored by now the next start hears of from the journal. */
	enum err e = l->keeper ? alert_keeper_flush(l->keeper) : OK;
	if (e == OK && !snapshot_ready(l, l->applied_seq))
		e = ERR_NOMEM;
	if (e == OK)
		e = live_snapshot_save(l->snapshot_dir, l->state, l->wall, l->applied_seq);
	if (e != OK)
		log_event(LOG_WARN, "live.snapshot_failed", "error", err_name(e), NULL);
}

void live_close(struct live *l)
{
	if (!l)
		return;
	live_stop(l);
	if (l->journal)
		journal_stop(l->journal);
	if (l->has_timer)
		timer_done(&l->snapshot_timer);
	if (l->teller)
		wall_teller_halt(l->teller);
	live_snapshots_stop(l->snapshots);
	if (l->loop)
		loop_free(l->loop);
	live_snapshots_free(l->snapshots);
	alert_keeper_free(l->keeper);
	journal_free(l->journal);
	wall_teller_free(l->teller);
	hub_free(l->hub);
	wall_free(l->wall);
	live_state_free(l->state);
	free(l->snapshot_dir);
	free(l);
}

struct live_state *live_state_of(struct live *l)
{
	return l->state;
}

struct hub *live_hub(struct live *l)
{
	return l->hub;
}

struct wall_teller *live_wall(struct live *l)
{
	return l->teller;
}

const struct journal *live_journal(const struct live *l)
{
	return l->journal;
}

void live_counts(const struct live *l, struct live_counts *ret)
{
#define LOAD(member) atomic_load_explicit(&l->counts.member, memory_order_relaxed)
	*ret = (struct live_counts){
		.repeats = LOAD(repeats),
		.aside = LOAD(aside),
		.batches = LOAD(batches),
		.refused = LOAD(refused),
		.snapshots = LOAD(snapshots),
		.snapshots_failed = LOAD(snapshots_failed),
		.snapshot_seq = LOAD(snapshot_seq),
		.applied_seq = LOAD(applied_seq),
		.recovered = l->counts.recovered,
		.recovery_ms = l->counts.recovery_ms,
		.lag_ms = LOAD(lag_ms),
		.wait_us = LOAD(wait_us),
		.healthy = journal_healthy(l->journal),
	};
	for (unsigned t = 0; t < EVENT_TYPE_COUNT_; t++)
		ret->events[t] = LOAD(events[t]);
	for (unsigned r = 0; r < RULE_COUNT_; r++)
		for (unsigned s = 0; s < SIGNAL_SEVERITY_COUNT_; s++)
			ret->alerts[r][s] = LOAD(alerts[r][s]);
	if (l->keeper) {
		struct alert_keeper_counts k = alert_keeper_counts(l->keeper);
		ret->alerts_stored = k.stored;
		ret->alerts_waiting = k.waiting;
		ret->alerts_failed = k.failed;
	}
#undef LOAD
}
