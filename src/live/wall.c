#include "live/wall_private.h"

#include <stdlib.h>

/* Life --------------------------------------------------------------------------------------------------------------------- */

enum err wall_new(const uint32_t credit_cents[1000], struct wall **ret)
{
	struct wall *w = calloc(1, sizeof *w);
	if (!w)
		return ERR_NOMEM;
	w->credit_cents = credit_cents;
	map_init(&w->sessions);
	list_init(&w->by_heard);
	*ret = w;
	return OK;
}

static void session_drop(struct wall *w, struct wall_session *s)
{
	map_remove(&w->sessions, s->key);
	list_remove(&s->by_heard);
	free(s);
}

void wall_clear(struct wall *w)
{
	LIST_FOREACH_SAFE (&w->by_heard, it)
		session_drop(w, LIST_ENTRY(it, struct wall_session, by_heard));
	memset(&w->rows, 0, sizeof w->rows);
}

void wall_free(struct wall *w)
{
	if (!w)
		return;
	wall_clear(w);
	map_done(&w->sessions);
	free(w);
}

/* Counts ------------------------------------------------------------------------------------------------------------------- */

/* A clock that is ahead would fill minutes that have not come. */
static int64_t moment_of(const struct live_event *e)
{
	return MIN(e->at_ms, e->received_ms);
}

/* NULL: of an hour that has gone. What a clock left behind that was ahead does not stand. */
static struct wall_minute *minute_of(struct wall *w, const struct live_event *e)
{
	int64_t minute = moment_of(e) / 60000, now = e->received_ms / 60000;
	struct wall_minute *m = &w->rows.minutes[minute % WALL_MINUTES];
	if (minute < m->minute && m->minute <= now)
		return NULL;
	if (minute != m->minute)
		*m = (struct wall_minute){.minute = minute};
	return m;
}

static unsigned counts_of(const struct live_event *e)
{
	switch (e->type) {
	case EVENT_ROUND_PLAYED:
		return 1u << WALL_ROUNDS | (unsigned)(e->round_played.stake.minor > 0 && !e->round_played.free_bet)
						   << WALL_STAKES;
	case EVENT_BET_PLACED:
		return (unsigned)(e->bet_placed.stake.minor > 0 && !e->bet_placed.free_bet) << WALL_STAKES;
	case EVENT_DEPOSIT:
		return (unsigned)(e->deposit.state == EVENT_DEPOSIT_SETTLED) << WALL_DEPOSITS;
	case EVENT_WITHDRAWAL_REQUESTED:
		return 1u << WALL_WITHDRAWALS;
	case EVENT_LOGIN_FAILED:
		return 1u << WALL_FAILED_LOGINS;
	default:
		return 0;
	}
}

static void count(struct wall *w, struct wall_minute *m, const struct live_event *e)
{
	bool aml = e->type == EVENT_FRAUD_ALERT && e->fraud_alert.class == EVENT_CLASS_AML;
	int64_t second = e->received_ms / 1000;
	struct wall_second *s = &w->rows.seconds[second % (int64_t)ARRAY_LEN(w->rows.seconds)];
	if (second != s->second)
		*s = (struct wall_second){.second = second};
	*(aml ? &s->aml_events : &s->events) += 1;
	if (!m)
		return;
	*(aml ? &m->aml_events : &m->counts[WALL_EVENTS]) += 1;
	for (unsigned bits = counts_of(e); bits; bits &= bits - 1)
		m->counts[__builtin_ctz(bits)]++;
}

/* Stakes ------------------------------------------------------------------------------------------------------------------- */

struct play {
	struct str session, game;
	int64_t stake_minor, payout_minor;
	bool free_bet, is_round;
};

static bool play_of(const struct live_event *e, struct play *ret)
{
	if (e->type == EVENT_ROUND_PLAYED) {
		const struct event_round_played *d = &e->round_played;
		*ret = (struct play){d->session_id, d->game, d->stake.minor, d->payout.minor, d->free_bet, true};
		return true;
	}
	if (e->type == EVENT_BET_PLACED) {
		const struct event_bet_placed *d = &e->bet_placed;
		*ret = (struct play){d->session_id, d->game, d->stake.minor, 0, d->free_bet, false};
		return true;
	}
	return false;
}

double wall_rank(const struct wall *w, int64_t minor, const struct currency *c)
{
	static const double units[] = {1, 10, 100, 1000, 10000};
	uint32_t cents = c && c->numeric < 1000 ? w->credit_cents[c->numeric] : 0;
	return cents && c->exponent < ARRAY_LEN(units) ? (double)minor / units[c->exponent] * 100 / cents : -1;
}

/* Names are cut at a letter, as the live state cuts them. */
static void name_copy(char *dst, size_t size, struct str name)
{
	while (name.n >= size && name.n)
		name.n = size - 1;
	while (name.n && name.n == size - 1 && ((unsigned char)name.p[name.n] & 0xC0) == 0x80)
		name.n--;
	str_copy(dst, size, name);
}

static void note_stake(struct wall_minute *m, const struct live_event *e, const struct play *p, double rank)
{
	uint32_t at = m->stake_count;
	while (at && m->stakes[at - 1].rank < rank)
		at--;
	if (at == WALL_STAKES_TOLD)
		return;
	m->stake_count = MIN(m->stake_count + 1, WALL_STAKES_TOLD);
	memmove(&m->stakes[at + 1], &m->stakes[at], (m->stake_count - 1 - at) * sizeof m->stakes[0]);
	struct wall_stake *s = &m->stakes[at];
	*s = (struct wall_stake){.rank = rank, .at_ms = e->at_ms, .minor = p->stake_minor, .seq = e->seq};
	str_copy(s->customer, sizeof s->customer, e->customer);
	str_copy(s->currency, sizeof s->currency, str_of(e->currency->code));
	name_copy(s->game, sizeof s->game, p->game);
}

/* Sessions ----------------------------------------------------------------------------------------------------------------- */

struct wall_session *wall_session_add(struct wall *w, struct str key)
{
	struct wall_session *s = calloc(1, sizeof *s + key.n);
	if (!s)
		return NULL;
	memcpy(s->key_text, key.p, key.n);
	s->key = str_mem(s->key_text, key.n);
	if (map_put(&w->sessions, s->key, s, NULL) != OK) {
		free(s);
		return NULL;
	}
	list_push_back(&w->by_heard, &s->by_heard);
	return s;
}

static void make_room(struct wall *w, int64_t now_ms)
{
	LIST_FOREACH_SAFE (&w->by_heard, it) {
		struct wall_session *s = LIST_ENTRY(it, struct wall_session, by_heard);
		bool full = w->sessions.count > WALL_SESSIONS_MAX;
		if (!full && s->row.heard_ms > now_ms - WALL_KEEPS_MS)
			return;
		if (full && wall_session_plays(&s->row, now_ms))
			w->rows.dropped_ms = now_ms;
		session_drop(w, s);
	}
}

/* NULL: no memory. */
static struct wall_session *session_of(struct wall *w, const struct live_event *e, struct str session)
{
	char text[WALL_KEY_MAX];
	size_t n = e->customer.n;
	MUST(n <= EVENT_CUSTOMER_MAX && session.n <= EVENT_ID_MAX);
	memcpy(text, e->customer.p, n);
	text[n] = '\0';
	memcpy(text + n + 1, session.p, session.n);
	struct str key = str_mem(text, n + 1 + session.n);
	struct wall_session *s = map_get(&w->sessions, key);
	if (!s && (s = wall_session_add(w, key))) {
		s->row.order = ++w->rows.order;
		str_copy(s->row.customer, sizeof s->row.customer, e->customer);
	}
	if (!s)
		return NULL;
	s->row.heard_ms = e->received_ms;
	list_remove(&s->by_heard);
	list_push_back(&w->by_heard, &s->by_heard);
	make_room(w, e->received_ms);
	return s;
}

static void play_on(struct wall_session_row *s, const struct live_event *e, const struct play *p, double rank)
{
	int64_t at = moment_of(e);
	if (!s->start_told && (!s->since_ms || at < s->since_ms))
		s->since_ms = at;
	if (!s->currency[0])
		str_copy(s->currency, sizeof s->currency, str_of(e->currency->code));
	bool same = strcmp(s->currency, e->currency->code) == 0;
	if (at >= s->played_ms) {
		s->played_ms = at;
		name_copy(s->game, sizeof s->game, p->game);
		if (same)
			s->stake_minor = p->stake_minor;
	}
	if (p->is_round) {
		s->rounds++;
		if (same)
			s->net_minor += p->payout_minor - (p->free_bet ? 0 : p->stake_minor);
	}
	if (!p->free_bet && rank > 0)
		s->turnover += rank;
}

static enum err session_event(struct wall *w, const struct live_event *e)
{
	bool starts = e->type == EVENT_SESSION_STARTED;
	struct wall_session *s = session_of(w, e, starts ? e->session_started.session_id : e->session_ended.session_id);
	if (!s)
		return ERR_NOMEM;
	if (!starts) {
		s->row.ended = true;
		return OK;
	}
	s->row.start_told = true;
	s->row.since_ms = moment_of(e);
	if (!s->row.played_ms)
		name_copy(s->row.game, sizeof s->row.game, e->session_started.game);
	return OK;
}

enum err wall_event(struct wall *w, const struct live_event *e)
{
	struct play p;
	struct wall_minute *m = minute_of(w, e);
	count(w, m, e);
	if (e->type == EVENT_SESSION_STARTED || e->type == EVENT_SESSION_ENDED)
		return session_event(w, e);
	if (!play_of(e, &p))
		return OK;
	double rank = wall_rank(w, p.stake_minor, e->currency);
	if (m && !p.free_bet && p.stake_minor > 0)
		note_stake(m, e, &p, rank);
	if (!p.session.n)
		return OK;
	struct wall_session *s = session_of(w, e, p.session);
	if (!s)
		return ERR_NOMEM;
	play_on(&s->row, e, &p, rank);
	return OK;
}

/* Alerts ------------------------------------------------------------------------------------------------------------------- */

void wall_alert(struct wall *w, const struct alert *a)
{
	struct wall_alerts *all = &w->rows.alerts[a->class == SIGNAL_CLASS_AML];
	uint32_t at = 0;
	if (a->before != SIGNAL_NONE && all->open[a->before])
		all->open[a->before]--;
	all->open[a->severity]++;
	while (at < all->count && strcmp(all->newest[at].id, a->id) != 0)
		at++;
	if (at == all->count && all->count < WALL_ALERTS_TOLD)
		all->count++;
	at = MIN(at, WALL_ALERTS_TOLD - 1);
	memmove(&all->newest[1], &all->newest[0], at * sizeof all->newest[0]);
	struct wall_alert_row *row = &all->newest[0];
	*row = (struct wall_alert_row){.opened_ms = a->opened_ms,
				       .risen_ms = a->risen_ms,
				       .seq = a->seq,
				       .origin = a->origin,
				       .class = a->class,
				       .severity = a->severity};
	str_copy(row->id, sizeof row->id, str_of(a->id));
	str_copy(row->customer, sizeof row->customer, a->customer);
	str_copy(row->rule, sizeof row->rule, a->rule);
}
