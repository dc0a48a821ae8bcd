#include "sim/live_acts.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/money.h"
#include "sim/emit.h"
#include "sim/ledger.h"
#include "sim/refs.h"

#include <stdio.h>
#include <stdlib.h>

#define PLAYERS_MAX     64u  /* customers that are playing at the time */
#define ROUNDS_MAX      40u  /* of one of them, before they leave */
#define WATCHES_MAX     512u /* customers for whom something is due */
#define ANSWERS_MAX     256u /* chats in which the customer is about to answer */
#define ANSWER_STEP_MS  500u
#define TICK_MS         10u /* shortest; several events a tick where the rate asks for more */
#define PICKS           8u  /* tries to find somebody who may play */
#define RATE_MAX        10000u
#define EVENT_MAX_BYTES 65536u
#define REST_MS         60000 /* when nobody takes events and there are too many */

struct player {
	uint32_t customer;
	unsigned rounds; /* left */
};

struct watch {
	uint32_t customer;
	int64_t at;
};

struct live {
	struct store *store;
	struct timer timer;
	unsigned rate;
	uint64_t last_tick_ms;
	double owed; /* events */
	struct sim_rng rng;
	struct history h;
	struct store_change change;
	struct outbox *outbox; /* NULL: nobody is told */
	void (*told)(void *ctx, unsigned services);
	void *told_ctx;
	struct emit_before before;
	struct buf event;
	struct player players[PLAYERS_MAX];
	unsigned player_count;
	struct watch watches[WATCHES_MAX];
	unsigned watch_count;
	struct timer answer;
	struct watch answers[ANSWERS_MAX];
	unsigned answer_count;
};

static void put_change(void *ctx, enum table t, int64_t id, struct str body)
{
	store_change_put(ctx, t, id, body);
}

static void put_event(void *ctx, enum fault_service service, struct str event)
{
	struct live *l = ctx;
	outbox_put(l->outbox, &l->change, service, event);
}

static enum err make_events(struct live *l, struct live_scene *s)
{
	struct emit_order o = {.h = &l->h, .at = s->at, .said = s->said, .put = put_event, .ctx = l};
	o.tickets = s->tickets;
	o.ticket_count = s->ticket_count;
	if (!l->outbox)
		return OK;
	s->events = emit_changes(&l->before, &o, &l->event);
	return buf_ok(&l->event);
}

/* The one way by which a live change reaches the databases: all its rows and its events together, or none. */
static enum err live_commit(struct live *l, struct live_scene *s)
{
	buf_reset(&l->change.rows);
	l->change.count = 0;
	enum err e = history_flush(&l->h, put_change, &l->change);
	if (e == OK && l->h.touched_profile)
		store_change_mark(l->store, &l->change, l->h.number);
	for (unsigned i = 0; i < s->row_count; i++)
		store_change_put(&l->change, s->rows[i].table, s->rows[i].id, s->rows[i].body);
	if (e == OK)
		e = make_events(l, s);
	if (e == OK)
		e = store_apply(l->store, &l->change);
	if (!l->outbox)
		return e;
	if (e)
		outbox_rollback(l->outbox);
	else
		l->told(l->told_ctx, outbox_commit(l->outbox));
	return e;
}

static void watch(struct live *l, uint32_t customer, int64_t at)
{
	if (at == 0)
		return;
	for (unsigned i = 0; i < l->watch_count; i++)
		if (l->watches[i].customer == customer) {
			l->watches[i].at = MIN(l->watches[i].at, at);
			return;
		}
	/* When it is full, what is due happens the next time that the customer does something. */
	if (l->watch_count < WATCHES_MAX)
		l->watches[l->watch_count++] = (struct watch){customer, at};
}

/* Answers in chats come at their time, whether anything else is played or not. */
static void expect_answer(struct live *l, uint32_t customer, int64_t at)
{
	if (at == 0)
		return;
	/* When it is full, the answer comes the next time that the customer does something. */
	if (l->answer_count == ANSWERS_MAX)
		return;
	l->answers[l->answer_count++] = (struct watch){customer, at};
	if (l->answer_count == 1)
		timer_start(&l->answer, ANSWER_STEP_MS);
}

/* @s is zero but for what @run needs of it; @run may be NULL: only what fell due. */
static enum err play_scene(struct live *l, uint32_t customer, enum err (*run)(void *ctx, struct live_scene *s), void *ctx,
			   struct live_scene *s)
{
	s->h = &l->h;
	s->rng = &l->rng;
	/* Nothing is dropped: who can't tell of it any more stands still. */
	if (l->outbox && outbox_full(l->outbox)) {
		s->why = "outbox_full";
		return ERR_LIMIT;
	}
	enum err e = history_load(&l->h, l->store, customer);
	if (e)
		return e;
	emit_look(&l->before, &l->h);
	s->at = scene_time(&l->h, clock_wall_ms());
	ledger_close_months(&l->h, s->at);
	scene_catch_up(s);
	if (run) {
		s->at = scene_time(&l->h, s->at);
		e = run(ctx, s);
	}
	if (e == OK)
		e = live_commit(l, s);
	if (e == OK) {
		watch(l, customer, s->again_at);
		expect_answer(l, customer, s->answer_at);
	}
	return e;
}

static enum err play_order(void *ctx, struct live_scene *s)
{
	s->order = ctx;
	return scene_play(s);
}

static void put_ref(const struct live_scene *s, struct json_writer *w)
{
	int kind = scene_ref(s->act);
	if (kind >= 0) {
		JSON_KEY(w, "id");
		ref_put(w, (enum ref_kind)kind, s->h->number, s->ordinal);
	} else if (s->act == ACT_FLAG) {
		JSON_KEY(w, "id");
		ref_put_hex(w, "FLG-", s->h->risk.flags[s->ordinal].id);
	}
}

static void report(const struct live_scene *s, struct json_writer *w)
{
	const struct currency *c = currency_find(str_of(s->h->wallet.currency));
	unsigned exponent = c ? c->exponent : 2;
	json_open_object(w);
	JSON_KEY(w, "customerId");
	ref_put_customer(w, s->h->number);
	json_kv_str(w, STR("type"), str_of(live_act_word(s->act)));
	json_kv_time(w, STR("at"), s->at);
	put_ref(s, w);
	json_kv_i64(w, STR("count"), s->times);
	json_kv_i64(w, STR("events"), s->events);
	if (s->amount) {
		JSON_KEY(w, "amount");
		json_put_money(w, s->amount, exponent);
	}
	if (s->act == ACT_ROUND || s->act == ACT_BURST) {
		JSON_KEY(w, "won");
		json_put_money(w, s->won, exponent);
	}
	json_kv_str(w, STR("currency"), str_of(s->h->wallet.currency));
	JSON_KEY(w, "cash");
	json_put_money(w, ledger_balance(s->h, POCKET_CASH), exponent);
	json_close_object(w);
}

enum err live_play(struct live *l, const struct live_order *o, struct json_writer *w, const char **ret_why)
{
	struct live_scene s = {0};
	struct live_order order = *o;
	enum err e = play_scene(l, o->customer, play_order, &order, &s);
	if (e == OK)
		report(&s, w);
	else
		*ret_why = s.why;
	return e == ERR_LIMIT ? ERR_CONFLICT : e;
}

enum err live_run(struct live *l, uint32_t customer, enum err (*run)(void *ctx, struct live_scene *s), void *ctx,
		  const char **ret_why)
{
	struct live_scene s = {0};
	enum err e = play_scene(l, customer, run, ctx, &s);
	if (e)
		*ret_why = s.why;
	return e;
}

/* Neither suspended, excluded or closed, nor on a break, nor blocked by the games. */
static bool is_free_to_play(struct live *l, uint32_t number)
{
	struct profile profile;
	struct risk risk;
	struct gaming gaming;
	if (row_load(l->store, TABLE_PROFILE, &pack_profile, number, &l->h.scratch, &profile) ||
	    row_load(l->store, TABLE_RISK, &pack_risk, number, &l->h.scratch, &risk) ||
	    row_load(l->store, TABLE_GAMING, &pack_gaming, number, &l->h.scratch, &gaming))
		return false;
	return profile.status == ACCOUNT_ACTIVE && !risk.cool_since && !gaming.blocked_at;
}

/* Whom random play leaves alone: the contract's example, twins (they must stay alike), and who may not play. */
static bool may_play(struct live *l, uint32_t position, uint32_t *ret_customer)
{
	const struct population *p = store_population(l->store);
	enum kind kind = population_kind(p, position);
	uint32_t number = population_number(p, position);
	if (kind == KIND_TWIN || kind == KIND_EXAMPLE || kind == KIND_NEW || kind == KIND_DORMANT)
		return false;
	if (!is_free_to_play(l, number))
		return false;
	*ret_customer = number;
	return true;
}

static bool pick(struct live *l, uint32_t *ret)
{
	for (unsigned i = 0; i < PICKS; i++)
		if (may_play(l, rng_below(&l->rng, store_population(l->store)->count), ret))
			return true;
	return false;
}

static enum err act(struct live *l, uint32_t customer, enum live_act what)
{
	struct live_order o;
	struct live_scene s = {0};
	order_init(&o, what, customer);
	enum err e = play_scene(l, customer, play_order, &o, &s);
	if (e == ERR_LIMIT)
		e = ERR_CONFLICT;
	if (e && e != ERR_CONFLICT)
		log_event(LOG_ERROR, "sim.play", "act", live_act_word(what), "error", err_name(e), NULL);
	return e;
}

static void newcomer(struct live *l)
{
	uint32_t customer;
	if (!pick(l, &customer) || act(l, customer, ACT_LOGIN) || act(l, customer, ACT_SESSION_START))
		return;
	if (l->player_count < PLAYERS_MAX)
		l->players[l->player_count++] = (struct player){customer, 1 + rng_below(&l->rng, ROUNDS_MAX)};
	else
		(void)act(l, customer, ACT_SESSION_END);
}

/* One player's next round; broke, they pay in or leave; shut out meanwhile, they are gone. */
static void next_round(struct live *l, unsigned i)
{
	struct player *p = &l->players[i];
	if (!is_free_to_play(l, p->customer)) {
		*p = l->players[--l->player_count];
		return;
	}
	enum err e = act(l, p->customer, rng_chance(&l->rng, 0.08) ? ACT_BET : ACT_ROUND);
	if (e == ERR_CONFLICT && rng_chance(&l->rng, 0.6))
		e = act(l, p->customer, ACT_DEPOSIT);
	if (e == OK && --p->rounds)
		return;
	(void)act(l, p->customer, ACT_SESSION_END);
	*p = l->players[--l->player_count];
}

static bool run_watch(struct live *l, int64_t now)
{
	for (unsigned i = 0; i < l->watch_count; i++) {
		struct watch w = l->watches[i];
		struct live_scene s = {0};
		if (w.at > now)
			continue;
		l->watches[i] = l->watches[--l->watch_count];
		enum err e = play_scene(l, w.customer, NULL, NULL, &s);
		if (e == ERR_LIMIT) /* later, when there is room for its events */
			watch(l, w.customer, now + REST_MS);
		else if (e)
			log_event(LOG_ERROR, "sim.play", "act", "due", NULL);
		return true;
	}
	return false;
}

/* What happens beside the games. */
static enum live_act aside_act(uint32_t u)
{
	static const struct {
		uint32_t below;
		enum live_act act;
	} rows[] = {
		{32, ACT_LOGIN},      {36, ACT_LOGIN_FAILED}, {72, ACT_DEPOSIT},      {75, ACT_DEPOSIT_DECLINED},
		{87, ACT_WITHDRAWAL}, {92, ACT_TICKET},       {98, ACT_CHAT_MESSAGE}, {100, ACT_LIMIT_CHANGE},
	};
	size_t i = 0;
	while (u >= rows[i].below)
		i++;
	return rows[i].act;
}

static void one_event(struct live *l)
{
	uint32_t u = rng_below(&l->rng, 100), customer;
	if (run_watch(l, clock_wall_ms()))
		return;
	if (l->player_count && u < 75) {
		next_round(l, rng_below(&l->rng, l->player_count));
		return;
	}
	if (u < 88) {
		newcomer(l);
		return;
	}
	if (pick(l, &customer))
		(void)act(l, customer, aside_act(rng_below(&l->rng, 100)));
}

static void answer_due(struct timer *t)
{
	struct live *l = CONTAINER_OF(t, struct live, answer);
	int64_t now = clock_wall_ms();
	for (unsigned i = l->answer_count; i-- > 0;) {
		struct live_scene s = {0};
		struct watch w = l->answers[i];
		if (w.at > now)
			continue;
		l->answers[i] = l->answers[--l->answer_count];
		if (play_scene(l, w.customer, NULL, NULL, &s))
			log_event(LOG_ERROR, "sim.play", "act", "answer", NULL);
	}
	if (l->answer_count)
		timer_start(t, ANSWER_STEP_MS);
}

static void tick(struct timer *t)
{
	struct live *l = CONTAINER_OF(t, struct live, timer);
	uint64_t now = clock_mono_ms();
	/* A second's worth at most: after a pause the lost time isn't made good. */
	l->owed += (double)MIN(now - l->last_tick_ms, 1000) * l->rate / 1000.0;
	l->last_tick_ms = now;
	unsigned due = (unsigned)l->owed;
	l->owed -= due;
	while (due-- > 0)
		one_event(l);
	timer_start(&l->timer, MAX(1000 / l->rate, TICK_MS));
}

enum err live_new(struct loop *loop, struct store *store, struct live **ret)
{
	struct live *l = calloc(1, sizeof(*l));
	if (!l)
		return ERR_NOMEM;
	enum err e = timer_init(&l->timer, loop, tick);
	if (e) {
		free(l);
		return e;
	}
	e = timer_init(&l->answer, loop, answer_due);
	if (e) {
		timer_done(&l->timer);
		free(l);
		return e;
	}
	l->store = store;
	rng_seed(&l->rng, (uint64_t)clock_wall_ms(), clock_mono_ns());
	history_init(&l->h);
	store_change_init(&l->change);
	buf_init(&l->event, EVENT_MAX_BYTES);
	*ret = l;
	return OK;
}

void live_free(struct live *l)
{
	if (!l)
		return;
	timer_done(&l->timer);
	timer_done(&l->answer);
	history_done(&l->h);
	store_change_done(&l->change);
	buf_done(&l->event);
	free(l);
}

void live_tell(struct live *l, struct outbox *o, void (*told)(void *ctx, unsigned services), void *ctx)
{
	l->outbox = o;
	l->told = told;
	l->told_ctx = ctx;
}

void live_start(struct live *l, unsigned rate)
{
	l->rate = MIN(rate, RATE_MAX);
	l->last_tick_ms = clock_mono_ms();
	timer_stop(&l->timer);
	if (l->rate)
		timer_start(&l->timer, MAX(1000 / l->rate, TICK_MS));
}
