#include "view/live_merge.h"

#define LOGINS_SHOWN_MAX 20
#define SAME_LOGIN_MS    2000 /* a login has no id: of the same outcome and device within so long it is the same */

struct merge {
	struct record *r;
	const struct live_customer *c;
	int64_t since_ms, now_ms;
	struct arena *arena;
	const struct currency *currency; /* of the answer; NULL: it names none */
};

static struct value *val(const struct record *r, size_t field)
{
	return &r->values[field];
}

/* Fields ----------------------------------------------------------------------------------------------------------------- */

static void set_text(struct record *r, size_t field, const char *text)
{
	*val(r, field) = (struct value){.present = text[0], .text = str_of(text)};
}

static void set_time(struct record *r, size_t field, int64_t ms)
{
	*val(r, field) = (struct value){.present = true, .i64 = ms};
}

static void set_word(struct record *r, size_t field, const char *word)
{
	const char *const *words = r->schema->fields[field].values;
	for (unsigned i = 0; words[i]; i++)
		if (strcmp(words[i], word) == 0)
			*val(r, field) = (struct value){.present = true, .index = i};
}

/* Amounts in another currency than the answer's are not put beside its own. */
static bool fits(const struct merge *m, const struct live_amount *a)
{
	const struct currency *c = a->stamp.at_ms ? currency_find(str_of(a->currency)) : NULL;
	return c && (!m->currency || m->currency == c);
}

static void set_amount(const struct merge *m, struct record *r, size_t field, const struct live_amount *a)
{
	if (fits(m, a))
		*val(r, field) = (struct value){.present = true,
						.money = {.minor = a->minor, .currency = currency_find(str_of(a->currency))}};
}

static void set_newer_amount(const struct merge *m, struct record *r, size_t field, const struct live_amount *a)
{
	if (a->stamp.at_ms >= m->since_ms)
		set_amount(m, r, field, a);
}

/* Lists ------------------------------------------------------------------------------------------------------------------ */

/* The list again, empty, with room for @more beside what it had. */
static struct record *list_remake(struct merge *m, size_t field, size_t more, struct record **ret_old, size_t *ret_count)
{
	struct value *v = val(m->r, field);
	*ret_old = v->list.items;
	*ret_count = v->list.count;
	v->list.items = arena_array(m->arena, v->list.count + more + 1, sizeof *v->list.items);
	v->list.count = 0;
	return v->list.items;
}

static struct record *list_add(struct merge *m, size_t field, const struct record *from)
{
	struct value *v = val(m->r, field);
	const struct schema *schema = m->r->schema->fields[field].items;
	struct record *r = &v->list.items[v->list.count++];
	if (from) {
		*r = *from;
		return r;
	}
	r->schema = schema;
	r->values = arena_zalloc(m->arena, schema->count * sizeof *r->values);
	return r->values ? r : NULL;
}

static bool list_has(const struct record *items, size_t count, size_t id_field, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(items[i].values[id_field].text, id))
			return true;
	return false;
}

/* Activity --------------------------------------------------------------------------------------------------------------- */

static enum err merge_sessions(struct merge *m)
{
	struct record *old;
	size_t count;
	const struct live_customer *c = m->c;
	if (!list_remake(m, F_PLAY_activeSessions, c->sessions.count, &old, &count))
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++) {
		struct str id = val(&old[i], F_OPEN_SESSION_sessionId)->text;
		if (live_session_ended(c, id))
			continue;
		struct record *r = list_add(m, F_PLAY_activeSessions, &old[i]);
		for (unsigned k = 0; k < c->sessions.count; k++) {
			const struct live_session *s = &c->sessions.items[k];
			if (!str_is(id, s->id))
				continue;
			set_newer_amount(m, r, F_OPEN_SESSION_currentBet, &s->bet);
			set_newer_amount(m, r, F_OPEN_SESSION_sessionBalance, &s->balance);
			if (s->named.at_ms >= m->since_ms && s->game[0])
				set_text(r, F_OPEN_SESSION_game, s->game);
		}
	}
	for (unsigned k = 0; k < c->sessions.count; k++) {
		const struct live_session *s = &c->sessions.items[k];
		if (s->last.at_ms < m->since_ms || !s->game[0] || list_has(old, count, F_OPEN_SESSION_sessionId, s->id))
			continue;
		struct record *r = list_add(m, F_PLAY_activeSessions, NULL);
		if (!r)
			return ERR_NOMEM;
		set_text(r, F_OPEN_SESSION_sessionId, s->id);
		set_text(r, F_OPEN_SESSION_game, s->game);
		set_time(r, F_OPEN_SESSION_startedAt, s->started_ms);
		set_amount(m, r, F_OPEN_SESSION_currentBet, &s->bet);
		set_amount(m, r, F_OPEN_SESSION_sessionBalance, &s->balance);
		set_text(r, F_OPEN_SESSION_deviceId, s->device_id);
	}
	return OK;
}

/* A service that does not tell of bets in play is not made to by those that events know. */
static enum err merge_bets(struct merge *m)
{
	struct record *old;
	size_t count;
	const struct live_customer *c = m->c;
	if (!val(m->r, F_PLAY_betsInPlay)->present)
		return OK;
	if (!list_remake(m, F_PLAY_betsInPlay, c->bets.count, &old, &count))
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		if (!live_bet_ended(c, val(&old[i], F_OPEN_BET_betId)->text))
			list_add(m, F_PLAY_betsInPlay, &old[i]);
	for (unsigned k = 0; k < c->bets.count; k++) {
		const struct live_bet *b = &c->bets.items[k];
		if (b->placed.at_ms < m->since_ms || !fits(m, &b->stake) || list_has(old, count, F_OPEN_BET_betId, b->id))
			continue;
		struct record *r = list_add(m, F_PLAY_betsInPlay, NULL);
		if (!r)
			return ERR_NOMEM;
		set_text(r, F_OPEN_BET_betId, b->id);
		set_text(r, F_OPEN_BET_game, b->game);
		set_time(r, F_OPEN_BET_placedAt, b->placed.at_ms);
		set_amount(m, r, F_OPEN_BET_stake, &b->stake);
		set_amount(m, r, F_OPEN_BET_potentialReturn, &b->potential_return);
	}
	return OK;
}

static enum err merge_play(struct merge *m)
{
	m->currency = val(m->r, F_PLAY_currency)->present ? val(m->r, F_PLAY_currency)->currency : NULL;
	enum err e = merge_sessions(m);
	return e == OK ? merge_bets(m) : e;
}

static bool same_login(const struct record *r, const struct live_login *l)
{
	const char *outcome = r->schema->fields[F_LOGIN_outcome].values[val(r, F_LOGIN_outcome)->index];
	int64_t apart = val(r, F_LOGIN_at)->i64 - l->stamp.at_ms;
	const struct value *device = val(r, F_LOGIN_deviceId);
	return apart <= SAME_LOGIN_MS && apart >= -SAME_LOGIN_MS && (strcmp(outcome, "success") == 0) == l->success &&
	       (!device->present || !l->device_id[0] || str_is(device->text, l->device_id));
}

static bool is_listed(const struct record *items, size_t count, const struct live_login *l)
{
	for (size_t i = 0; i < count; i++)
		if (same_login(&items[i], l))
			return true;
	return false;
}

static void fill_login(struct record *r, const struct live_login *l)
{
	set_time(r, F_LOGIN_at, l->stamp.at_ms);
	set_word(r, F_LOGIN_outcome, l->success ? "success" : "failed");
	set_text(r, F_LOGIN_ip, l->ip);
	set_text(r, F_LOGIN_country, l->country);
	set_text(r, F_LOGIN_city, l->city);
	set_text(r, F_LOGIN_deviceId, l->device_id);
	set_text(r, F_LOGIN_device, l->device);
}

/* Both newest first. */
static enum err merge_recent_logins(struct merge *m)
{
	struct record *old;
	size_t count, at = 0;
	const struct live_customer *c = m->c;
	if (!list_remake(m, F_LOGINS_recentLogins, c->logins.count, &old, &count))
		return ERR_NOMEM;
	for (unsigned k = 0; k < c->logins.count; k++) {
		const struct live_login *l = &c->logins.items[k];
		if (l->stamp.at_ms < m->since_ms || is_listed(old, count, l))
			continue;
		while (at < count && val(&old[at], F_LOGIN_at)->i64 > l->stamp.at_ms)
			list_add(m, F_LOGINS_recentLogins, &old[at++]);
		struct record *r = list_add(m, F_LOGINS_recentLogins, NULL);
		if (!r)
			return ERR_NOMEM;
		fill_login(r, l);
	}
	while (at < count)
		list_add(m, F_LOGINS_recentLogins, &old[at++]);
	struct value *v = val(m->r, F_LOGINS_recentLogins);
	v->list.count = MIN(v->list.count, MAX(count, LOGINS_SHOWN_MAX));
	return OK;
}

static struct record *find_device(struct value *v, const char *id)
{
	for (size_t i = 0; i < v->list.count; i++)
		if (str_is(val(&v->list.items[i], F_DEVICE_deviceId)->text, id))
			return &v->list.items[i];
	return NULL;
}

static enum err merge_devices(struct merge *m)
{
	struct record *old;
	size_t count;
	struct value *v = val(m->r, F_LOGINS_devices);
	if (!v->present)
		return OK;
	if (!list_remake(m, F_LOGINS_devices, m->c->logins.count, &old, &count))
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		list_add(m, F_LOGINS_devices, &old[i]);
	for (unsigned k = m->c->logins.count; k-- > 0;) {
		const struct live_login *l = &m->c->logins.items[k];
		if (!l->success || !l->device_id[0] || l->stamp.at_ms < m->since_ms)
			continue;
		struct record *r = find_device(v, l->device_id);
		if (!r) {
			if (!(r = list_add(m, F_LOGINS_devices, NULL)))
				return ERR_NOMEM;
			set_text(r, F_DEVICE_deviceId, l->device_id);
			set_text(r, F_DEVICE_kind, l->device);
			set_time(r, F_DEVICE_firstSeen, l->stamp.at_ms);
		}
		const struct value *seen = val(r, F_DEVICE_lastSeen);
		set_time(r, F_DEVICE_lastSeen, seen->present ? MAX(seen->i64, l->stamp.at_ms) : l->stamp.at_ms);
	}
	return OK;
}

static enum err merge_logins(struct merge *m)
{
	enum err e = merge_recent_logins(m);
	return e == OK ? merge_devices(m) : e;
}

/* Money ------------------------------------------------------------------------------------------------------------------ */

static enum err merge_withdrawals(struct merge *m)
{
	struct record *old;
	size_t count;
	const struct live_customer *c = m->c;
	if (!list_remake(m, F_WALLET_pendingWithdrawals, c->withdrawals.count, &old, &count))
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++) {
		struct str id = val(&old[i], F_WITHDRAWAL_transactionId)->text;
		if (live_withdrawal_ended(c, id))
			continue;
		struct record *r = list_add(m, F_WALLET_pendingWithdrawals, &old[i]);
		for (unsigned k = 0; k < c->withdrawals.count; k++) {
			const struct live_withdrawal *w = &c->withdrawals.items[k];
			if (str_is(id, w->id) && w->decided.at_ms >= m->since_ms && w->state != EVENT_WITHDRAWAL_NONE)
				set_word(r, F_WITHDRAWAL_state, event_withdrawal_state_word(w->state));
		}
	}
	for (unsigned k = 0; k < c->withdrawals.count; k++) {
		const struct live_withdrawal *w = &c->withdrawals.items[k];
		if (w->requested.at_ms < m->since_ms || !fits(m, &w->amount) ||
		    list_has(old, count, F_WITHDRAWAL_transactionId, w->id))
			continue;
		struct record *r = list_add(m, F_WALLET_pendingWithdrawals, NULL);
		if (!r)
			return ERR_NOMEM;
		set_text(r, F_WITHDRAWAL_transactionId, w->id);
		set_amount(m, r, F_WITHDRAWAL_amount, &w->amount);
		set_text(r, F_WITHDRAWAL_method, w->method);
		set_time(r, F_WITHDRAWAL_requestedAt, w->requested.at_ms);
		set_word(r, F_WITHDRAWAL_state,
			 w->state == EVENT_WITHDRAWAL_NONE ? "requested" : event_withdrawal_state_word(w->state));
	}
	return OK;
}

static enum err merge_wallet(struct merge *m)
{
	m->currency = val(m->r, F_WALLET_currency)->currency;
	set_newer_amount(m, m->r, F_WALLET_cash, &m->c->cash);
	set_newer_amount(m, m->r, F_WALLET_bonus, &m->c->bonus);
	set_newer_amount(m, m->r, F_WALLET_reserved, &m->c->reserved);
	set_newer_amount(m, m->r, F_WALLET_openStakes, &m->c->open_stakes);
	set_newer_amount(m, m->r, F_WALLET_withdrawable, &m->c->withdrawable);
	return merge_withdrawals(m);
}

/* Flags ----------------------------------------------------------------------------------------------------- */

static const char *severity_word(enum event_severity s)
{
	return s == EVENT_SEVERITY_NONE ? "low" : event_severity_word(s);
}

static void fill_flag(struct record *r, const struct live_flag *f)
{
	set_text(r, F_FLAG_flagId, f->id);
	set_text(r, F_FLAG_type, f->type);
	set_word(r, F_FLAG_severity, severity_word(f->severity));
	set_text(r, F_FLAG_description, f->description);
	set_time(r, F_FLAG_detectedAt, f->raised_ms);
	set_word(r, F_FLAG_category, "aml");
}

static void fill_alert(struct record *r, const struct live_alert *a)
{
	set_text(r, F_FLAG_flagId, a->id);
	set_text(r, F_FLAG_type, a->name);
	set_word(r, F_FLAG_severity, signal_severity_name(a->severity));
	set_text(r, F_FLAG_description, a->description);
	set_time(r, F_FLAG_detectedAt, a->opened_ms);
	set_word(r, F_FLAG_category, signal_class_name(a->class));
}

/* Of own rules, the newest first: no service's answer has them. */
static enum err add_alerts(struct merge *m)
{
	for (unsigned k = m->c->alerts.count; k-- > 0;) {
		const struct live_alert *a = &m->c->alerts.items[k];
		if (m->now_ms - a->last_ms >= LIVE_ALERT_SHOWN_MS)
			continue;
		struct record *r = list_add(m, F_RISK_riskFlags, NULL);
		if (!r)
			return ERR_NOMEM;
		fill_alert(r, a);
	}
	return OK;
}

static enum err merge_risk(struct merge *m)
{
	struct record *old;
	size_t count;
	if (!list_remake(m, F_RISK_riskFlags, m->c->flags.count + m->c->alerts.count, &old, &count) || add_alerts(m) != OK)
		return ERR_NOMEM;
	for (unsigned k = m->c->flags.count; k-- > 0;) {
		const struct live_flag *f = &m->c->flags.items[k];
		/* The others the service is asked for. */
		if (f->class != EVENT_CLASS_AML || f->stamp.at_ms < m->since_ms || list_has(old, count, F_FLAG_flagId, f->id))
			continue;
		struct record *r = list_add(m, F_RISK_riskFlags, NULL);
		if (!r)
			return ERR_NOMEM;
		fill_flag(r, f);
	}
	for (size_t i = 0; i < count; i++)
		list_add(m, F_RISK_riskFlags, &old[i]);
	return OK;
}

static enum err (*const mergers[PART_COUNT_])(struct merge *m) = {
	[PART_PLAY] = merge_play,
	[PART_LOGINS] = merge_logins,
	[PART_WALLET] = merge_wallet,
	[PART_RISK] = merge_risk,
};

bool live_merge_can(enum part p)
{
	return mergers[p] != NULL;
}

enum err live_merge(enum part p, struct record *r, const struct live_customer *c, int64_t since_ms, int64_t now_ms,
		    struct arena *a)
{
	struct merge m = {.r = r, .c = c, .since_ms = since_ms, .now_ms = now_ms, .arena = a};
	return mergers[p](&m);
}
