/* sim/live_care.c - what protects somebody: limits, breaks and exclusions, what is held back, and flags that are judged. */
#include "sim/cashier.h"
#include "sim/effects.h"
#include "sim/limits.h"

#define HOUR_MS        INT64_C(3600000)
#define DAY_MS         (24 * HOUR_MS)
#define LIMIT_CREDITS  100 /* a limit that nobody gave an amount for */
#define LIMIT_MINUTES  60
#define EXCLUSION_DAYS 182 /* six months */
#define COOL_OFF_DAYS  7
#define BY_REGULATOR   2u /* limit.by */

/* ---- limits ---- */

/* The regulator's stands beside the customer's and the operator's: the lowest counts. */
static struct limit *find_limit(struct risk *r, unsigned kind, unsigned period, bool regulators)
{
	for (unsigned i = 0; i < r->limit_count; i++)
		if (r->limits[i].kind == kind && r->limits[i].period == period && (r->limits[i].by == BY_REGULATOR) == regulators)
			return &r->limits[i];
	return NULL;
}

static bool looser(const struct limit_order *o, const struct limit *than)
{
	return o->amount > than->amount || o->minutes > than->minutes;
}

static void no_pending(struct limit *l)
{
	l->pending_from = l->pending_amount = 0;
	l->pending_minutes = 0;
}

static struct limit *new_limit(struct live_scene *s, const struct limit_order *o)
{
	struct limit *l = &s->h->risk.limits[s->h->risk.limit_count++];
	int64_t start;
	*l = (struct limit){.kind = (uint8_t)o->kind, .period = (uint8_t)o->period, .net = o->kind == LIMIT_LOSS};
	if (o->kind == LIMIT_DEPOSIT || o->kind == LIMIT_LOSS)
		limit_window((enum limit_period)o->period, s->at, &start, &l->resets_at);
	return l;
}

/* Tighter at once, looser when it may be. */
enum err effect_set_limit(struct live_scene *s, const struct limit_order *o, const struct limit **ret)
{
	struct risk *r = &s->h->risk;
	bool regulators = o->by == BY_REGULATOR;
	struct limit *l = find_limit(r, o->kind, o->period, regulators);
	const struct limit *theirs = regulators ? NULL : find_limit(r, o->kind, o->period, true);
	bool later = o->effective > s->at;
	if (theirs && looser(o, theirs))
		return scene_conflict(s, "regulators_limit");
	if (l && looser(o, l) && o->by == 0 && !later)
		return scene_conflict(s, "needs_wait");
	if (!l && r->limit_count == LIMITS_MAX)
		return scene_conflict(s, "too_many_limits");
	if (l && looser(o, l) && later) {
		l->pending_amount = o->amount;
		l->pending_minutes = o->minutes;
		l->pending_from = o->effective;
		*ret = l;
		return OK;
	}
	if (!l)
		l = new_limit(s, o);
	l->amount = o->amount;
	l->minutes = o->minutes;
	l->by = (uint8_t)o->by;
	l->since = s->at;
	no_pending(l);
	*ret = l;
	return OK;
}

enum err effect_drop_pending_limit(struct live_scene *s, unsigned kind, unsigned period, const struct limit **ret)
{
	struct limit *l = find_limit(&s->h->risk, kind, period, false);
	if (!l || !l->pending_from)
		l = find_limit(&s->h->risk, kind, period, true);
	if (!l || !l->pending_from)
		return scene_conflict(s, "no_pending_change");
	no_pending(l);
	*ret = l;
	return OK;
}

/* By the customer: tighter at once, looser after a day. */
enum err act_limit_change(struct live_scene *s)
{
	const struct live_order *o = s->order;
	const struct limit *l;
	unsigned kind = o->limit_kind == ORDER_NONE ? LIMIT_DEPOSIT : (unsigned)o->limit_kind;
	bool time = kind == LIMIT_SESSION_TIME, day = kind == LIMIT_DEPOSIT || kind == LIMIT_LOSS;
	struct limit_order order = {
		.kind = kind,
		.period = o->limit_period != ORDER_NONE ? (unsigned)o->limit_period
			  : day                         ? PERIOD_DAY
							: PERIOD_SESSION,
		.by = o->limit_by == ORDER_NONE ? 0 : (unsigned)o->limit_by,
		.amount = time        ? 0
			  : o->amount ? o->amount
				      : LIMIT_CREDITS * scene_credit(s),
		.minutes = !time        ? 0
			   : o->minutes ? o->minutes
					: LIMIT_MINUTES,
	};
	order.effective = order.by == 0 ? s->at + DAY_MS : 0;
	s->amount = order.amount;
	return effect_set_limit(s, &order, &l);
}

/* ---- restrictions ---- */

void scene_restrict(struct live_scene *s, const enum restriction_scope *scopes, unsigned n, enum public_reason reason,
		    int64_t until)
{
	struct risk *r = &s->h->risk;
	for (unsigned i = 0; i < n && r->restriction_count < RESTRICTIONS_MAX; i++) {
		r->restrictions[r->restriction_count++] = (struct restriction){
			.scope = (uint8_t)scopes[i], .reason = (uint8_t)reason, .since = s->at, .until = until};
		s->h->wallet.no_withdrawal |= scopes[i] == SCOPE_WITHDRAW;
	}
}

void scene_lift(struct live_scene *s, enum public_reason reason, int64_t since)
{
	struct risk *r = &s->h->risk;
	unsigned kept = 0, withheld = 0;
	for (unsigned i = 0; i < r->restriction_count; i++)
		if (r->restrictions[i].reason != reason || (since && r->restrictions[i].since != since))
			r->restrictions[kept++] = r->restrictions[i];
	r->restriction_count = (uint8_t)kept;
	for (unsigned i = 0; i < kept; i++)
		withheld += r->restrictions[i].scope == SCOPE_WITHDRAW;
	s->h->wallet.no_withdrawal = withheld > 0;
}

bool scene_restricted(const struct live_scene *s, enum restriction_scope scope)
{
	const struct risk *r = &s->h->risk;
	for (unsigned i = 0; i < r->restriction_count; i++)
		if (r->restrictions[i].scope == scope && (!r->restrictions[i].until || r->restrictions[i].until > s->at))
			return true;
	return false;
}

void scene_no_marketing(struct live_scene *s)
{
	struct profile *p = &s->h->profile;
	for (unsigned i = 0; i < p->consent_count; i++)
		if (p->consents[i].granted)
			p->consents[i] = (struct consent){p->consents[i].product, p->consents[i].channel, 0, s->at};
}

/* ---- exclusion ---- */

/* Where it can't go back, it stays on record. */
void scene_return_balance(struct live_scene *s, uint32_t *ret_tx)
{
	int64_t cash = ledger_balance(s->h, POCKET_CASH);
	uint32_t tx;
	*ret_tx = 0;
	if (cash > 0 && s->h->wallet.instrument_count && cashier_withdraw(s->h, s->at, cash, 0, TX_PAID, &tx)) {
		s->h->wallet.pending[s->h->wallet.pending_count - 1].due = s->at + HOUR_MS;
		scene_look_again(s, s->at + HOUR_MS);
		*ret_tx = tx + 1;
	}
}

static enum err longer_exclusion(struct live_scene *s, int64_t until, bool national)
{
	struct risk *r = &s->h->risk;
	if (until && (!r->exclusion_until || until < r->exclusion_until))
		return scene_conflict(s, "never_shortened");
	r->exclusion_until = until;
	r->exclusion_scheme |= national;
	return OK;
}

enum err effect_exclude(struct live_scene *s, int64_t until, bool national, unsigned *ret_sessions)
{
	static const enum restriction_scope scopes[] = {SCOPE_LOGIN, SCOPE_DEPOSIT, SCOPE_BET, SCOPE_BONUS, SCOPE_MARKETING};
	struct risk *r = &s->h->risk;
	struct profile *p = &s->h->profile;
	uint32_t tx;
	if (until && until <= s->at)
		return scene_conflict(s, "until_passed");
	*ret_sessions = 0;
	if (r->exclusion_since)
		return longer_exclusion(s, until, national);
	r->exclusion_since = s->at;
	r->exclusion_until = until;
	r->exclusion_scheme = national;
	if (p->status == ACCOUNT_SUSPENDED && !p->suspended_at) { /* generated so: it goes on behind the exclusion */
		p->suspended_at = p->status_since;
		p->suspended_for = REASON_SECURITY;
	}
	if (p->status != ACCOUNT_CLOSED) {
		p->status = ACCOUNT_SELF_EXCLUDED;
		p->status_since = s->at;
	}
	s->h->touched_profile = true;
	scene_no_marketing(s);
	scene_restrict(s, scopes, ARRAY_LEN(scopes), REASON_EXCLUSION, 0);
	*ret_sessions = effect_end_sessions(s);
	scene_letter(s, LETTER_EXCLUSION);
	cashier_end_bonus(s->h, s->at, BONUS_FORFEITED);
	scene_return_balance(s, &tx);
	return OK;
}

enum err effect_end_exclusion(struct live_scene *s)
{
	struct risk *r = &s->h->risk;
	if (!r->exclusion_since)
		return scene_conflict(s, "not_excluded");
	if (!r->exclusion_until || r->exclusion_until > s->at)
		return scene_conflict(s, "exclusion_runs");
	r->exclusion_since = r->exclusion_until = 0;
	scene_restore_status(s);
	scene_lift(s, REASON_EXCLUSION, 0);
	return OK;
}

enum err act_exclude(struct live_scene *s)
{
	unsigned sessions;
	if (s->order->ended)
		return effect_end_exclusion(s);
	if (s->h->risk.exclusion_since)
		return scene_conflict(s, "already_excluded");
	return effect_exclude(s, s->at + (int64_t)(s->order->days ? s->order->days : EXCLUSION_DAYS) * DAY_MS, false, &sessions);
}

/* ---- breaks ---- */

void scene_end_break(struct live_scene *s)
{
	struct risk *r = &s->h->risk;
	if (!r->cool_since || r->cool_until > s->at)
		return;
	r->cool_since = r->cool_until = 0;
	scene_lift(s, REASON_COOLING_OFF, 0);
}

static enum err longer_break(struct live_scene *s, int64_t until)
{
	struct risk *r = &s->h->risk;
	if (until < r->cool_until)
		return scene_conflict(s, "never_shortened");
	r->cool_until = until;
	for (unsigned i = 0; i < r->restriction_count; i++)
		if (r->restrictions[i].reason == REASON_COOLING_OFF)
			r->restrictions[i].until = until;
	return OK;
}

enum err effect_cool_off(struct live_scene *s, int64_t until)
{
	static const enum restriction_scope scopes[] = {SCOPE_DEPOSIT, SCOPE_BET, SCOPE_BONUS, SCOPE_MARKETING};
	struct risk *r = &s->h->risk;
	if (until <= s->at)
		return scene_conflict(s, "until_passed");
	if (r->cool_since)
		return longer_break(s, until);
	r->cool_since = s->at;
	r->cool_until = until;
	scene_restrict(s, scopes, ARRAY_LEN(scopes), REASON_COOLING_OFF, until);
	(void)effect_end_sessions(s);
	scene_letter(s, LETTER_COOL_OFF);
	return OK;
}

enum err act_cool_off(struct live_scene *s)
{
	struct risk *r = &s->h->risk;
	if (s->order->ended) {
		if (!r->cool_since)
			return scene_conflict(s, "not_cooling_off");
		r->cool_since = r->cool_until = 0;
		scene_lift(s, REASON_COOLING_OFF, 0);
		return OK;
	}
	if (r->cool_since)
		return scene_conflict(s, "already_cooling_off");
	return effect_cool_off(s, s->at + (int64_t)(s->order->days ? s->order->days : COOL_OFF_DAYS) * DAY_MS);
}

/* ---- flags ---- */

enum { FLAG_OPEN, FLAG_CONFIRMED, FLAG_DISMISSED };

/* Without the AML flags: everybody may see the level. */
static unsigned level_of(const struct risk *r)
{
	unsigned level = SEVERITY_NONE;
	for (unsigned i = 0; i < r->flag_count; i++)
		if (flag_at(r->flags[i].type)->class != FLAG_AML && r->flags[i].state != FLAG_DISMISSED)
			level = MAX(level, r->flags[i].severity);
	return level;
}

enum err effect_judge_flag(struct live_scene *s, uint32_t id, bool confirmed, unsigned *ret)
{
	struct risk *r = &s->h->risk;
	unsigned i = 0;
	while (i < r->flag_count && r->flags[i].id != id)
		i++;
	if (i == r->flag_count)
		return ERR_NOT_FOUND;
	if (r->flags[i].state != FLAG_OPEN)
		return scene_conflict(s, "already_decided");
	r->flags[i].state = confirmed ? FLAG_CONFIRMED : FLAG_DISMISSED;
	r->level = (uint8_t)level_of(r);
	s->h->touched_profile |= s->h->profile.risk != r->level;
	s->h->profile.risk = r->level;
	*ret = i;
	return OK;
}
