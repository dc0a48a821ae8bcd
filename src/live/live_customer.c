#include "live/live_customer.h"

#include "base/utf8.h"

#include <stdlib.h>

/* Lists ------------------------------------------------------------------------------------------------------------------ */

/* Room for one more; NULL: no memory, or the list is full. */
static void *list_grow(void **items, unsigned *count, unsigned *cap, size_t size, unsigned max)
{
	if (*count == max)
		return NULL;
	if (*count == *cap) {
		unsigned more = MIN(*cap ? *cap * 2 : 1, max);
		void *grown = realloc(*items, more * size);
		if (!grown)
			return NULL;
		*items = grown;
		*cap = more;
	}
	void *at = (char *)*items + (size_t)(*count)++ * size;
	memset(at, 0, size);
	return at;
}
#define LIST_GROW(l, max) list_grow((void **)&(l)->items, &(l)->count, &(l)->cap, sizeof *(l)->items, (max))
#define LIST_DROP(l, i)                                                                                       \
	do {                                                                                                  \
		unsigned at_ = (unsigned)(i);                                                                 \
		memmove((l)->items + at_, (l)->items + at_ + 1, ((l)->count - at_ - 1) * sizeof *(l)->items); \
		(l)->count--;                                                                                 \
	} while (0)

/* Nothing is left of a longer one before: the same state is the same bytes. */
static void keep_text(char *dst, size_t size, struct str s)
{
	memset(dst, 0, size);
	str_copy(dst, size, utf8_cut(s, size - 1));
}

/* Moments ---------------------------------------------------------------------------------------------------------------- */

bool live_stamp_newer(struct live_stamp a, struct live_stamp than)
{
	return a.at_ms > than.at_ms || (a.at_ms == than.at_ms && a.tie > than.tie);
}

static bool stamp_same(struct live_stamp a, struct live_stamp b)
{
	return a.at_ms == b.at_ms && a.tie == b.tie;
}

static struct live_stamp stamp_of(const struct live_event *e)
{
	uint64_t source = str_hash_stable(e->source);
	return (struct live_stamp){.at_ms = e->at_ms, .tie = str_hash_stable(e->id) ^ (source << 29 | source >> 35)};
}

/* True: @now takes the place of what @at was of. */
static bool stamp_take(struct live_stamp *at, struct live_stamp now)
{
	if (!live_stamp_newer(now, *at))
		return false;
	*at = now;
	return true;
}

static void amount_take(struct live_amount *a, struct live_stamp now, struct event_amount said, const struct currency *currency)
{
	if (!said.said || !currency || !stamp_take(&a->stamp, now))
		return;
	a->minor = said.minor;
	memcpy(a->currency, currency->code, sizeof a->currency);
}

/* What is over ----------------------------------------------------------------------------------------------------------- */

enum ended_kind { ENDED_SESSION = 1, ENDED_BET, ENDED_WITHDRAWAL };

static uint64_t ended_key(enum ended_kind k, struct str id)
{
	return str_hash_stable(id) * 3 + k;
}

static struct live_ended *find_ended(const struct live_customer *c, enum ended_kind k, struct str id)
{
	uint64_t key = ended_key(k, id);
	for (unsigned i = 0; i < c->ended.count; i++)
		if (c->ended.items[i].key == key)
			return &c->ended.items[i];
	return NULL;
}

bool live_session_ended(const struct live_customer *c, struct str id)
{
	return find_ended(c, ENDED_SESSION, id);
}

bool live_bet_ended(const struct live_customer *c, struct str id)
{
	return find_ended(c, ENDED_BET, id);
}

bool live_withdrawal_ended(const struct live_customer *c, struct str id)
{
	return find_ended(c, ENDED_WITHDRAWAL, id);
}

static enum err note_ended(struct live_customer *c, enum ended_kind k, struct str id, int64_t at_ms)
{
	struct live_ended *e = find_ended(c, k, id);
	if (e) {
		e->at_ms = MAX(e->at_ms, at_ms);
		return OK;
	}
	if (c->ended.count == LIVE_ENDED_MAX) {
		e = &c->ended.items[0];
		for (unsigned i = 1; i < c->ended.count; i++)
			if (c->ended.items[i].at_ms < e->at_ms)
				e = &c->ended.items[i];
		if (e->at_ms > at_ms)
			return OK;
	} else if (!(e = LIST_GROW(&c->ended, LIVE_ENDED_MAX))) {
		return ERR_NOMEM;
	}
	*e = (struct live_ended){.key = ended_key(k, id), .at_ms = at_ms};
	return OK;
}

/* Sessions --------------------------------------------------------------------------------------------------------------- */

/* The session's place, made when it is new. OK with NULL: it is over, or older than all of a full list. */
static enum err session_at(struct live_customer *c, struct str id, struct live_stamp now, struct live_session **ret)
{
	struct live_session *s = NULL;
	*ret = NULL;
	if (live_session_ended(c, id))
		return OK;
	for (unsigned i = 0; i < c->sessions.count && !s; i++)
		if (str_is(id, c->sessions.items[i].id))
			s = &c->sessions.items[i];
	if (!s && c->sessions.count == LIVE_SESSIONS_MAX) {
		unsigned oldest = 0;
		for (unsigned i = 1; i < c->sessions.count; i++)
			if (live_stamp_newer(c->sessions.items[oldest].last, c->sessions.items[i].last))
				oldest = i;
		if (!live_stamp_newer(now, c->sessions.items[oldest].last))
			return OK;
		LIST_DROP(&c->sessions, oldest);
	}
	if (!s) {
		if (!(s = LIST_GROW(&c->sessions, LIVE_SESSIONS_MAX)))
			return ERR_NOMEM;
		str_copy(s->id, sizeof s->id, id);
		s->started_ms = now.at_ms;
	}
	if (!s->start_told)
		s->started_ms = MIN(s->started_ms, now.at_ms);
	stamp_take(&s->last, now);
	*ret = s;
	return OK;
}

static void session_name(struct live_session *s, struct live_stamp now, struct str game, struct str device_id)
{
	if (device_id.n && !s->device_id[0]) /* one session, one device: whoever tells it first */
		str_copy(s->device_id, sizeof s->device_id, device_id);
	if (game.n && stamp_take(&s->named, now))
		keep_text(s->game, sizeof s->game, game);
}

static enum err apply_session_started(struct live_customer *c, const struct live_event *e, struct live_stamp now)
{
	const struct event_session_started *d = &e->session_started;
	struct live_session *s;
	enum err err = session_at(c, d->session_id, now, &s);
	if (!s)
		return err;
	s->started_ms = s->start_told ? MIN(s->started_ms, e->at_ms) : e->at_ms;
	s->start_told = true;
	session_name(s, now, d->game, d->device_id);
	amount_take(&s->balance, now, d->balance, e->currency);
	return OK;
}

static enum err apply_session_ended(struct live_customer *c, const struct live_event *e, struct live_stamp now)
{
	struct str id = e->session_ended.session_id;
	enum err err = note_ended(c, ENDED_SESSION, id, now.at_ms);
	for (unsigned i = 0; i < c->sessions.count && err == OK; i++)
		if (str_is(id, c->sessions.items[i].id)) {
			LIST_DROP(&c->sessions, i);
			break;
		}
	return err;
}

static enum err apply_round(struct live_customer *c, const struct live_event *e, struct live_stamp now)
{
	const struct event_round_played *d = &e->round_played;
	struct live_session *s;
	enum err err = session_at(c, d->session_id, now, &s);
	if (!s)
		return err;
	session_name(s, now, d->game, STR_NONE);
	amount_take(&s->bet, now, d->stake, e->currency);
	amount_take(&s->balance, now, d->balance, e->currency);
	return OK;
}

/* Bets in play ----------------------------------------------------------------------------------------------------------- */

static struct live_bet *find_bet(struct live_customer *c, struct str id, unsigned *ret_at)
{
	for (unsigned i = 0; i < c->bets.count; i++)
		if (str_is(id, c->bets.items[i].id)) {
			*ret_at = i;
			return &c->bets.items[i];
		}
	return NULL;
}

static enum err bet_add(struct live_customer *c, const struct live_event *e, struct live_stamp now)
{
	const struct event_bet_placed *d = &e->bet_placed;
	unsigned at;
	if (live_bet_ended(c, d->bet_id))
		return OK;
	struct live_bet *b = find_bet(c, d->bet_id, &at);
	if (!b && c->bets.count == LIVE_BETS_MAX) {
		unsigned oldest = 0;
		for (unsigned i = 1; i < c->bets.count; i++)
			if (live_stamp_newer(c->bets.items[oldest].placed, c->bets.items[i].placed))
				oldest = i;
		if (!live_stamp_newer(now, c->bets.items[oldest].placed))
			return OK;
		LIST_DROP(&c->bets, oldest);
	}
	if (!b && !(b = LIST_GROW(&c->bets, LIVE_BETS_MAX)))
		return ERR_NOMEM;
	str_copy(b->id, sizeof b->id, d->bet_id);
	if (stamp_take(&b->placed, now)) {
		keep_text(b->game, sizeof b->game, d->game);
		b->free_bet = d->free_bet;
	}
	amount_take(&b->stake, now, d->stake, e->currency);
	amount_take(&b->potential_return, now, d->potential_return, e->currency);
	return OK;
}

/* A bet that stays open is no round of the session that it may be placed in: it is in play by itself. */
static enum err apply_bet_placed(struct live_customer *c, const struct live_event *e, struct live_stamp now)
{
	amount_take(&c->cash, now, e->bet_placed.balance, e->currency);
	return bet_add(c, e, now);
}

static enum err apply_bet_settled(struct live_customer *c, const struct live_event *e, struct live_stamp now)
{
	unsigned at;
	amount_take(&c->cash, now, e->bet_settled.balance, e->currency);
	enum err err = note_ended(c, ENDED_BET, e->bet_settled.bet_id, now.at_ms);
	if (err == OK && find_bet(c, e->bet_settled.bet_id, &at))
		LIST_DROP(&c->bets, at);
	return err;
}

/* Money ------------------------------------------------------------------------------------------------------------------ */

static enum err apply_balance(struct live_customer *c, const struct live_event *e, struct live_stamp now)
{
	const struct event_balance_changed *d = &e->balance_changed;
	amount_take(&c->cash, now, d->cash, e->currency);
	amount_take(&c->bonus, now, d->bonus, e->currency);
	amount_take(&c->reserved, now, d->reserved, e->currency);
	amount_take(&c->open_stakes, now, d->open_stakes, e->currency);
	amount_take(&c->withdrawable, now, d->withdrawable, e->currency);
	return OK;
}

static enum err apply_deposit(struct live_customer *c, const struct live_event *e, struct live_stamp now)
{
	amount_take(&c->cash, now, e->deposit.balance, e->currency);
	return OK;
}

static bool state_is_final(enum event_withdrawal_state s)
{
	return s == EVENT_WITHDRAWAL_PAID || s == EVENT_WITHDRAWAL_REJECTED || s == EVENT_WITHDRAWAL_CANCELLED ||
	       s == EVENT_WITHDRAWAL_FAILED || s == EVENT_WITHDRAWAL_RETURNED;
}

static struct live_stamp withdrawal_last(const struct live_withdrawal *w)
{
	return live_stamp_newer(w->decided, w->requested) ? w->decided : w->requested;
}

static enum err withdrawal_at(struct live_customer *c, struct str id, struct live_stamp now, struct live_withdrawal **ret)
{
	struct live_withdrawal *w = NULL;
	*ret = NULL;
	if (live_withdrawal_ended(c, id))
		return OK;
	for (unsigned i = 0; i < c->withdrawals.count && !w; i++)
		if (str_is(id, c->withdrawals.items[i].id))
			w = &c->withdrawals.items[i];
	if (!w && c->withdrawals.count == LIVE_WITHDRAWALS_MAX) {
		unsigned oldest = 0;
		for (unsigned i = 1; i < c->withdrawals.count; i++)
			if (live_stamp_newer(withdrawal_last(&c->withdrawals.items[oldest]),
					     withdrawal_last(&c->withdrawals.items[i])))
				oldest = i;
		if (!live_stamp_newer(now, withdrawal_last(&c->withdrawals.items[oldest])))
			return OK;
		LIST_DROP(&c->withdrawals, oldest);
	}
	if (!w && !(w = LIST_GROW(&c->withdrawals, LIVE_WITHDRAWALS_MAX)))
		return ERR_NOMEM;
	str_copy(w->id, sizeof w->id, id);
	*ret = w;
	return OK;
}

static enum err apply_withdrawal_requested(struct live_customer *c, const struct live_event *e, struct live_stamp now)
{
	const struct event_withdrawal_requested *d = &e->withdrawal_requested;
	struct live_withdrawal *w;
	amount_take(&c->cash, now, d->balance, e->currency);
	enum err err = withdrawal_at(c, d->transaction_id, now, &w);
	if (!w)
		return err;
	if (stamp_take(&w->requested, now))
		keep_text(w->method, sizeof w->method, d->method);
	amount_take(&w->amount, now, d->amount, e->currency);
	return OK;
}

static enum err apply_withdrawal_decided(struct live_customer *c, const struct live_event *e, struct live_stamp now)
{
	const struct event_withdrawal_decided *d = &e->withdrawal_decided;
	struct live_withdrawal *w;
	amount_take(&c->cash, now, d->balance, e->currency);
	if (!state_is_final(d->state)) {
		enum err err = withdrawal_at(c, d->transaction_id, now, &w);
		if (w && stamp_take(&w->decided, now))
			w->state = d->state;
		return err;
	}
	enum err err = note_ended(c, ENDED_WITHDRAWAL, d->transaction_id, now.at_ms);
	for (unsigned i = 0; i < c->withdrawals.count && err == OK; i++)
		if (str_is(d->transaction_id, c->withdrawals.items[i].id)) {
			LIST_DROP(&c->withdrawals, i);
			break;
		}
	return err;
}

/* Logins, exclusion, flags ----------------------------------------------------------------------------------------------- */

static enum err apply_login(struct live_customer *c, const struct live_event *e, struct live_stamp now)
{
	const struct event_login *d = &e->login;
	unsigned at = 0;
	while (at < c->logins.count && live_stamp_newer(c->logins.items[at].stamp, now))
		at++;
	if (at < c->logins.count && stamp_same(c->logins.items[at].stamp, now))
		return OK;
	if (at == LIVE_LOGINS_MAX)
		return OK;
	if (c->logins.count == LIVE_LOGINS_MAX)
		c->logins.count--;
	if (!LIST_GROW(&c->logins, LIVE_LOGINS_MAX))
		return ERR_NOMEM;
	struct live_login *l = &c->logins.items[at];
	memmove(l + 1, l, (c->logins.count - 1 - at) * sizeof *l);
	*l = (struct live_login){.stamp = now, .success = e->type == EVENT_LOGIN_SUCCEEDED};
	str_copy(l->ip, sizeof l->ip, d->ip);
	str_copy(l->country, sizeof l->country, d->country);
	keep_text(l->city, sizeof l->city, d->city);
	str_copy(l->device_id, sizeof l->device_id, d->device_id);
	keep_text(l->device, sizeof l->device, d->device);
	return OK;
}

static enum err apply_exclusion(struct live_customer *c, const struct live_event *e, struct live_stamp now)
{
	const struct event_exclusion_changed *d = &e->exclusion_changed;
	struct live_exclusion *x = d->kind == EVENT_EXCLUSION_SELF ? &c->self_exclusion : &c->cool_off;
	if (!stamp_take(&x->stamp, now))
		return OK;
	x->started = d->state == EVENT_EXCLUSION_STARTED;
	x->since_ms = d->since.said ? d->since.ms : 0;
	x->until_ms = d->until.said ? d->until.ms : 0;
	return OK;
}

static enum err apply_alert(struct live_customer *c, const struct live_event *e, struct live_stamp now)
{
	const struct event_fraud_alert *d = &e->fraud_alert;
	struct live_flag *f = NULL;
	for (unsigned i = 0; i < c->flags.count && !f; i++)
		if (str_is(d->flag_id, c->flags.items[i].id))
			f = &c->flags.items[i];
	if (!f && c->flags.count == LIVE_FLAGS_MAX) {
		unsigned oldest = 0;
		for (unsigned i = 1; i < c->flags.count; i++)
			if (live_stamp_newer(c->flags.items[oldest].stamp, c->flags.items[i].stamp))
				oldest = i;
		if (!live_stamp_newer(now, c->flags.items[oldest].stamp))
			return OK;
		LIST_DROP(&c->flags, oldest);
	}
	if (!f) {
		if (!(f = LIST_GROW(&c->flags, LIVE_FLAGS_MAX)))
			return ERR_NOMEM;
		str_copy(f->id, sizeof f->id, d->flag_id);
		f->raised_ms = e->at_ms;
	}
	f->raised_ms = MIN(f->raised_ms, e->at_ms);
	if (!stamp_take(&f->stamp, now))
		return OK;
	keep_text(f->type, sizeof f->type, d->flag_type);
	f->severity = d->severity;
	f->class = d->class;
	keep_text(f->description, sizeof f->description, d->description);
	return OK;
}

bool live_customer_bet_is_free(const struct live_customer *c, struct str bet_id)
{
	for (unsigned i = 0; i < c->bets.count; i++)
		if (str_is(bet_id, c->bets.items[i].id))
			return c->bets.items[i].free_bet;
	return false;
}

enum signal_severity live_customer_flag_severity(const struct live_customer *c, struct str flag_id)
{
	for (unsigned i = 0; i < c->flags.count; i++)
		if (str_is(flag_id, c->flags.items[i].id))
			return alert_severity_of(c->flags.items[i].severity);
	return SIGNAL_NONE;
}

/* Own alerts ------------------------------------------------------------------------------------------------------------- */

/* The alert's place; OK with NULL: older than all of a full list. */
static enum err alert_at(struct live_customer *c, const struct alert *a, struct live_alert **ret)
{
	*ret = NULL;
	for (unsigned i = 0; i < c->alerts.count; i++)
		if (strcmp(c->alerts.items[i].id, a->id) == 0) {
			*ret = &c->alerts.items[i];
			return OK;
		}
	if (c->alerts.count == LIVE_ALERTS_MAX) {
		unsigned oldest = 0;
		for (unsigned i = 1; i < c->alerts.count; i++)
			if (c->alerts.items[i].last_ms < c->alerts.items[oldest].last_ms)
				oldest = i;
		if (a->last_ms <= c->alerts.items[oldest].last_ms)
			return OK;
		LIST_DROP(&c->alerts, oldest);
	}
	if (!(*ret = LIST_GROW(&c->alerts, LIVE_ALERTS_MAX)))
		return ERR_NOMEM;
	str_copy((*ret)->id, sizeof(*ret)->id, str_of(a->id));
	return OK;
}

enum err live_customer_alert(struct live_customer *c, const struct alert *a, enum signal_rule_id rule, struct str description)
{
	struct live_alert *l;
	struct live_area_news *news = &c->news[LIVE_RISK];
	enum err err = alert_at(c, a, &l);
	if (!l)
		return err;
	l->rule = rule;
	l->class = a->class;
	l->severity = MAX(l->severity, a->severity);
	l->opened_ms = a->opened_ms;
	l->risen_ms = a->risen_ms;
	l->last_ms = MAX(l->last_ms, a->last_ms);
	keep_text(l->name, sizeof l->name, a->rule);
	keep_text(l->description, sizeof l->description, description);
	if (a->class != SIGNAL_CLASS_AML)
		c->open_alert_heard_ms = MAX(c->open_alert_heard_ms, a->heard_ms);
	news->seq = MAX(news->seq, a->seq);
	news->at_ms = MAX(news->at_ms, a->risen_ms);
	news->heard_ms = MAX(news->heard_ms, a->heard_ms);
	return OK;
}

/* All together ----------------------------------------------------------------------------------------------------------- */

#define BIT(area) (1u << LIVE_##area)

static const struct {
	enum err (*apply)(struct live_customer *c, const struct live_event *e, struct live_stamp now);
	unsigned patched, expired;
} effects[EVENT_TYPE_COUNT_] = {
	[EVENT_SESSION_STARTED] = {apply_session_started, BIT(PLAY), BIT(GAMING)},
	[EVENT_SESSION_ENDED] = {apply_session_ended, BIT(PLAY), BIT(GAMING)},
	[EVENT_ROUND_PLAYED] = {apply_round, BIT(PLAY), BIT(GAMING)},
	[EVENT_BET_PLACED] = {apply_bet_placed, BIT(PLAY) | BIT(WALLET), BIT(GAMING)},
	[EVENT_BET_SETTLED] = {apply_bet_settled, BIT(PLAY) | BIT(WALLET), BIT(GAMING)},
	[EVENT_BALANCE_CHANGED] = {apply_balance, BIT(WALLET), 0},
	[EVENT_DEPOSIT] = {apply_deposit, BIT(WALLET), BIT(WALLET)},
	[EVENT_WITHDRAWAL_REQUESTED] = {apply_withdrawal_requested, BIT(WALLET), 0},
	[EVENT_WITHDRAWAL_DECIDED] = {apply_withdrawal_decided, BIT(WALLET), 0},
	[EVENT_LOGIN_SUCCEEDED] = {apply_login, BIT(LOGINS), 0},
	[EVENT_LOGIN_FAILED] = {apply_login, BIT(LOGINS), 0},
	[EVENT_LIMIT_CHANGED] = {NULL, 0, BIT(RISK)},
	[EVENT_EXCLUSION_CHANGED] = {apply_exclusion, 0, BIT(RISK) | BIT(PROFILE)},
	[EVENT_KYC_DECIDED] = {NULL, 0, BIT(KYC)},
	[EVENT_TICKET_CHANGED] = {NULL, 0, BIT(SUPPORT)},
	[EVENT_CHAT_MESSAGE] = {NULL, 0, BIT(SUPPORT)},
	[EVENT_FRAUD_ALERT] = {apply_alert, 0, BIT(RISK)},
};

struct live_effect live_effect_of(const struct live_event *e)
{
	if (e->type >= EVENT_TYPE_COUNT_)
		return (struct live_effect){0};
	struct live_effect f = {.patched = effects[e->type].patched, .expired = effects[e->type].expired};
	/* Nobody else may notice, not even by the age of a section. */
	if (e->type == EVENT_FRAUD_ALERT && e->fraud_alert.class == EVENT_CLASS_AML)
		f = (struct live_effect){.patched = BIT(RISK)};
	/* The totals count withdrawals that were paid. */
	if (e->type == EVENT_WITHDRAWAL_DECIDED && state_is_final(e->withdrawal_decided.state))
		f.expired |= BIT(WALLET);
	return f;
}

enum err live_customer_apply(struct live_customer *c, const struct live_event *e)
{
	if (e->type >= EVENT_TYPE_COUNT_)
		return OK;
	struct live_stamp now = stamp_of(e);
	enum err err = effects[e->type].apply ? effects[e->type].apply(c, e, now) : OK;
	if (err != OK)
		return err;
	if (e->currency && stamp_take(&c->currency_stamp, now))
		memcpy(c->currency, e->currency->code, sizeof c->currency);
	unsigned patched = live_effect_of(e).patched;
	for (unsigned a = 0; a < LIVE_AREA_COUNT_; a++) {
		if (!(patched >> a & 1))
			continue;
		struct live_area_news *n = &c->news[a];
		n->seq = MAX(n->seq, e->seq);
		n->at_ms = MAX(n->at_ms, e->at_ms);
		n->heard_ms = MAX(n->heard_ms, e->received_ms);
	}
	return OK;
}
