/* What one event does: state, rules, alerts, and who is told of it. */
#include "live/live_private.h"

#include "base/clock.h"
#include "base/kill_point.h"
#include "base/log.h"

#define FLUSH_AGAIN_EVENTS 50000

/* What one event came to. */
struct taken {
	struct signal_hit hits[SIGNAL_HITS_MAX];
	struct alert alerts[SIGNAL_HITS_MAX];
	size_t count;
	enum signal_severity known; /* of a fraud.alert: how grave that flag was known to be */
};

static void held(void *ctx, struct str customer, const struct live_alert *a)
{
	struct live *l = ctx;
	(void)customer;
	if (l->keeper)
		alert_keeper_held(l->keeper, a->id, a->last_ms, l->applied_seq);
}

static void show_hit(struct live *l, const struct live_event *e, const struct signal_hit *h, struct alert *a)
{
	char description[ALERT_DESCRIPTION_MAX + 1];
	alert_of_hit(&l->rules, e, h, a);
	alert_describe(h, description);
	if (live_state_alert(l->state, a, h->rule, str_of(description)) != OK)
		log_event(LOG_ERROR, "live.alert_not_shown", "rule", l->rules.rows[h->rule].id, NULL);
}

/* State and rules; the same for what is new and for what the journal tells again. @now_mono_ms: 0 for the latter. */
static void take_in(struct live *l, const struct live_event *e, uint64_t now_mono_ms, struct taken *ret)
{
	struct signal_event signal;
	struct signal_window *window = NULL;
	bool judged = alert_signal_of(e, &signal);
	if (e->type == EVENT_BET_SETTLED && judged && !signal.free_bet)
		signal.free_bet = live_state_bet_is_free(l->state, e->customer, e->bet_settled.bet_id);
	ret->known = e->type == EVENT_FRAUD_ALERT ? live_state_flag_severity(l->state, e->customer, e->fraud_alert.flag_id)
						  : SIGNAL_NONE;
	enum err err = live_state_apply(l->state, e, now_mono_ms, judged ? &window : NULL);
	if (err != OK)
		log_event(LOG_ERROR, "live.not_applied", "seq", log_num((int64_t)e->seq), "error", err_name(err), NULL);
	l->applied_seq = e->seq;
	ret->count = window ? signals_apply(&l->rules, window, &signal, ret->hits) : 0;
	if (window)
		live_state_hold(l->state, held, l);
	for (size_t i = 0; i < ret->count; i++)
		show_hit(l, e, &ret->hits[i], &ret->alerts[i]);
	if (e->seq > l->in_snapshot.seq[LIVE_WALL_PIECE] && wall_event(l->wall, e) != OK)
		log_event(LOG_ERROR, "wall.session_lost", "seq", log_num((int64_t)e->seq), NULL);
}

/* On with an alert, to all but those who watch: they are told by its notice. @again: by the journal. */
static void alert_pass(struct live *l, struct alert *a, const struct live_notice *n, bool again)
{
	if (n)
		a->evidence = live_notice_data(n);
	if (l->keeper)
		alert_keeper_put(l->keeper, a);
	if (a->seq > l->in_snapshot.seq[LIVE_WALL_PIECE])
		wall_alert(l->wall, a);
	if (!again && l->config.on_alert)
		l->config.on_alert(l->config.ctx, a, a->before != SIGNAL_NONE);
}

static struct live_notice *hit_pass(struct live *l, const struct signal_hit *h, struct alert *a, bool again)
{
	struct live_notice *n = live_notice_of_hit(a->customer, &l->rules, h, a->id);
	if (!n)
		log_event(LOG_ERROR, "live.alert_lost", "rule", l->rules.rows[h->rule].id, NULL);
	alert_pass(l, a, n, again);
	return n;
}

/* A flag that a service told of, when it is new to us or graver than what we knew. */
static void flag_pass(struct live *l, const struct live_event *e, enum signal_severity known, const struct live_notice *n,
		      bool again)
{
	struct alert a;
	alert_of_event(e, known, &a);
	if (a.severity > known)
		alert_pass(l, &a, n, again);
}

static void tell_changed(struct live *l, const struct live_event *e, const struct taken *t)
{
	struct live_effect effect = live_effect_of(e);
	effect.patched |= t->count ? 1u << LIVE_RISK : 0;
	if (l->config.changed)
		l->config.changed(l->config.ctx, e->customer, effect);
}

/* Its text is for who hears of it; that of a flag is its alert's evidence too. */
static struct live_notice *notice_of(const struct live *l, const struct live_event *e, struct str line)
{
	bool heard = e->type == EVENT_FRAUD_ALERT || hub_hears(l->hub, e->customer, e->customer_hash, live_notice_topics(e));
	return heard ? live_notice_of_event(e) : live_notice_of_line(e, line);
}

static void look_ahead(const struct live *l, const struct journal_item *i, size_t ahead, enum live_ahead step)
{
	if ((size_t)(i - i->batch->items) + ahead < i->batch->count && !i[ahead].aside)
		live_state_ahead(l->state, i[ahead].owner, step);
}

void live_apply_new(void *ctx, struct journal_item *i)
{
	struct live *l = ctx;
	struct live_event *e = i->owner;
	struct taken t;
	look_ahead(l, i, 8, LIVE_AHEAD_PLACE);
	look_ahead(l, i, 5, LIVE_AHEAD_CUSTOMER);
	look_ahead(l, i, 2, LIVE_AHEAD_PARTS);
	e->seq = i->seq;
	KILL_POINT("live.durable");
	take_in(l, e, clock_coarse_ms(), &t);
	KILL_POINT("live.applied");
	live_count(&l->counts.events[e->type], 1);
	atomic_store_explicit(&l->counts.applied_seq, e->seq, memory_order_release);
	atomic_store_explicit(&l->counts.lag_ms, clock_wall_ms() - e->at_ms, memory_order_relaxed);
	tell_changed(l, e, &t);
	/* Alerts first: whoever is behind shall at least hear these. */
	for (size_t k = 0; k < t.count; k++) {
		struct live_notice *hit = hit_pass(l, &t.hits[k], &t.alerts[k], false);
		live_count(&l->counts.alerts[t.hits[k].rule][t.hits[k].severity], 1);
		if (hit)
			hub_publish(l->hub, hit);
	}
	struct live_notice *n = notice_of(l, e, i->line);
	if (e->type == EVENT_FRAUD_ALERT)
		flag_pass(l, e, t.known, n, false);
	if (n)
		hub_publish(l->hub, n);
	else
		log_event(LOG_ERROR, "live.notice_lost", "seq", log_num((int64_t)e->seq), NULL);
}

/* Its alerts were told when it was new. */
void live_apply_again(void *ctx, const struct live_event *e)
{
	struct live *l = ctx;
	struct taken t;
	if (e->type >= EVENT_TYPE_COUNT_ || e->seq <= l->in_snapshot.seq[live_state_shard_of(e->customer)])
		return;
	take_in(l, e, 0, &t);
	for (size_t k = 0; k < t.count; k++)
		live_notice_unref(hit_pass(l, &t.hits[k], &t.alerts[k], true));
	if (e->type == EVENT_FRAUD_ALERT) {
		struct live_notice *n = live_notice_of_event(e);
		flag_pass(l, e, t.known, n, true);
		live_notice_unref(n);
	}
	l->counts.recovered++;
	/* What cannot be stored now waits, however much it becomes: no events come in yet. */
	if (l->keeper && alert_keeper_full(l->keeper) && l->counts.recovered >= l->flush_at &&
	    alert_keeper_flush(l->keeper) != OK)
		l->flush_at = l->counts.recovered + FLUSH_AGAIN_EVENTS;
}
