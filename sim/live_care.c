/* sim/live_care.c - live acts by which something is decided about somebody: withdrawals, limits, exclusion, documents. */
#include "sim/cashier.h"
#include "sim/draw.h"
#include "sim/limits.h"
#include "sim/live_acts.h"
#include "sim/play.h"
#include "sim/refs.h"

#define HOUR_MS        INT64_C(3600000)
#define DAY_MS         (24 * HOUR_MS)
#define LIMIT_CREDITS  100 /* a limit that nobody gave an amount for */
#define LIMIT_MINUTES  60
#define EXCLUSION_DAYS 182 /* six months */
#define COOL_OFF_DAYS  7
#define CHECK_YEARS_MS (3 * 365 * DAY_MS)

static void letter(struct live_scene *s, enum letter_template t)
{
	struct mail *m = series_append(&s->h->letters);
	*m = (struct mail){.at = s->at, .template = (uint8_t)t};
}

/* ---- withdrawals ---- */

static void lift(struct live_scene *s, enum public_reason reason);

static enum public_reason reason_of(enum tx_state state)
{
	switch (state) {
	case TX_IN_REVIEW:
		return REASON_REVIEW;
	case TX_REJECTED:
		return REASON_DETAILS;
	case TX_CANCELLED:
		return REASON_CUSTOMER;
	case TX_FAILED:
	case TX_RETURNED:
		return REASON_BANK;
	default:
		return REASON_NONE;
	}
}

/* To @target, by all states on the way. */
static void decide(struct live_scene *s, unsigned pending, enum tx_state target)
{
	struct wallet *w = &s->h->wallet;
	enum tx_state state;
	w->pending[pending].fate = (uint8_t)target; /* where it stays until somebody decides again */
	do {
		int64_t wait;
		enum step_by by;
		state = cashier_withdrawal_next((enum tx_state)w->pending[pending].state, target, &wait, &by);
		cashier_withdrawal_step(s->h, pending, s->at, state, by, reason_of(state));
	} while (state != target);
}

/* What a review held back is free again, once none is left. */
static void end_review(struct live_scene *s)
{
	const struct wallet *w = &s->h->wallet;
	for (unsigned i = 0; i < w->pending_count; i++)
		if (w->pending[i].state == TX_IN_REVIEW && w->pending[i].reason == REASON_REVIEW)
			return;
	lift(s, REASON_REVIEW);
}

/* The one that was asked for, or the oldest. */
static bool find_pending(const struct live_scene *s, unsigned *ret)
{
	const struct wallet *w = &s->h->wallet;
	uint32_t tx = 0;
	if (!s->order->object.p) {
		*ret = 0;
		return w->pending_count > 0;
	}
	if (!ref_parse(REF_TX, s->order->object, s->h->number, &tx))
		return false;
	for (unsigned i = 0; i < w->pending_count; i++)
		if (w->pending[i].tx == tx) {
			*ret = i;
			return true;
		}
	return false;
}

enum err act_withdrawal_decide(struct live_scene *s)
{
	unsigned i;
	enum tx_state target = (enum tx_state)s->order->withdrawal;
	if (!find_pending(s, &i))
		return scene_conflict(s, "no_pending_withdrawal");
	const struct pending *p = &s->h->wallet.pending[i];
	/* It never goes back; and once it was sent, nobody but the bank returns it. */
	if (target <= TX_PAID ? p->state >= target : p->state == TX_SENT && target != TX_FAILED && target != TX_RETURNED)
		return scene_conflict(s, "wrong_state");
	if (target == TX_REJECTED && p->state > TX_IN_REVIEW)
		return scene_conflict(s, "wrong_state");
	s->ordinal = p->tx;
	s->amount = p->amount;
	decide(s, i, target);
	end_review(s);
	if (target == TX_PAID)
		letter(s, LETTER_WITHDRAWAL_PAID);
	else if (target == TX_RETURNED)
		letter(s, LETTER_WITHDRAWAL_RETURNED);
	return OK;
}

/* ---- limits ---- */

static struct limit *find_limit(struct risk *r, unsigned kind, unsigned period)
{
	for (unsigned i = 0; i < r->limit_count; i++)
		if (r->limits[i].kind == kind && r->limits[i].period == period)
			return &r->limits[i];
	return NULL;
}

/* By the customer: tighter at once, looser after a day. */
enum err act_limit_change(struct live_scene *s)
{
	const struct live_order *o = s->order;
	struct risk *r = &s->h->risk;
	unsigned kind = o->limit_kind == ORDER_NONE ? LIMIT_DEPOSIT : (unsigned)o->limit_kind;
	bool time = kind == LIMIT_SESSION_TIME, day = kind == LIMIT_DEPOSIT || kind == LIMIT_LOSS;
	unsigned period = o->limit_period != ORDER_NONE ? (unsigned)o->limit_period : day ? PERIOD_DAY : PERIOD_SESSION;
	unsigned by = o->limit_by == ORDER_NONE ? 0 : (unsigned)o->limit_by;
	int64_t amount = time ? 0 : o->amount ? o->amount : LIMIT_CREDITS * scene_credit(s), start;
	uint32_t minutes = !time ? 0 : o->minutes ? o->minutes : LIMIT_MINUTES;
	struct limit *l = find_limit(r, kind, period);
	if (!l && r->limit_count == LIMITS_MAX)
		return scene_conflict(s, "too_many_limits");
	s->amount = amount;
	if (l && by == 0 && (amount > l->amount || minutes > l->minutes)) {
		l->pending_amount = amount;
		l->pending_minutes = minutes;
		l->pending_from = s->at + DAY_MS;
		return OK;
	}
	if (!l) {
		l = &r->limits[r->limit_count++];
		*l = (struct limit){.kind = (uint8_t)kind, .period = (uint8_t)period, .net = kind == LIMIT_LOSS};
		if (day)
			limit_window((enum limit_period)period, s->at, &start, &l->resets_at);
	}
	l->amount = amount;
	l->minutes = minutes;
	l->by = (uint8_t)by;
	l->since = s->at;
	l->pending_from = l->pending_amount = 0;
	l->pending_minutes = 0;
	return OK;
}

/* ---- exclusion ---- */

static void restrict_scopes(struct live_scene *s, bool login, enum public_reason reason, int64_t until)
{
	static const enum restriction_scope scopes[] = {SCOPE_LOGIN, SCOPE_DEPOSIT, SCOPE_BET, SCOPE_BONUS, SCOPE_MARKETING};
	struct risk *r = &s->h->risk;
	for (unsigned i = login ? 0 : 1; i < ARRAY_LEN(scopes) && r->restriction_count < RESTRICTIONS_MAX; i++)
		r->restrictions[r->restriction_count++] = (struct restriction){
			.scope = (uint8_t)scopes[i], .reason = (uint8_t)reason, .since = s->at, .until = until};
}

static void lift(struct live_scene *s, enum public_reason reason)
{
	struct risk *r = &s->h->risk;
	unsigned kept = 0, withheld = 0;
	for (unsigned i = 0; i < r->restriction_count; i++)
		if (r->restrictions[i].reason != reason)
			r->restrictions[kept++] = r->restrictions[i];
	r->restriction_count = (uint8_t)kept;
	for (unsigned i = 0; i < kept; i++)
		withheld += r->restrictions[i].scope == SCOPE_WITHDRAW;
	s->h->wallet.no_withdrawal = withheld > 0;
}

static void no_marketing(struct live_scene *s)
{
	struct profile *p = &s->h->profile;
	for (unsigned i = 0; i < p->consent_count; i++)
		if (p->consents[i].granted)
			p->consents[i] = (struct consent){p->consents[i].product, p->consents[i].channel, 0, s->at};
}

/* What is left goes back to the customer; where it can't, it stays on record. */
static void return_balance(struct live_scene *s)
{
	int64_t cash = ledger_balance(s->h, POCKET_CASH);
	uint32_t tx;
	if (cashier_active_bonus(s->h))
		cashier_end_bonus(s->h, s->at, BONUS_FORFEITED);
	if (cash > 0 && s->h->wallet.instrument_count && cashier_withdraw(s->h, s->at, cash, 0, TX_PAID, &tx)) {
		s->h->wallet.pending[s->h->wallet.pending_count - 1].due = s->at + HOUR_MS;
		scene_look_again(s, s->at + HOUR_MS);
	}
}

static void exclusion_over(struct live_scene *s)
{
	s->h->risk.exclusion_since = s->h->risk.exclusion_until = 0;
	s->h->profile.status = ACCOUNT_ACTIVE;
	s->h->profile.status_since = s->at;
	s->h->touched_profile = true;
	lift(s, REASON_EXCLUSION);
}

enum err act_exclude(struct live_scene *s)
{
	struct risk *r = &s->h->risk;
	struct profile *p = &s->h->profile;
	if (s->order->ended) {
		if (!r->exclusion_since || !r->exclusion_until || r->exclusion_until > s->at)
			return scene_conflict(s, r->exclusion_since ? "exclusion_runs" : "not_excluded");
		exclusion_over(s);
		return OK;
	}
	if (r->exclusion_since)
		return scene_conflict(s, "already_excluded");
	r->exclusion_since = s->at;
	r->exclusion_until = s->at + (int64_t)(s->order->days ? s->order->days : EXCLUSION_DAYS) * DAY_MS;
	r->exclusion_scheme = 0;
	p->status = ACCOUNT_SELF_EXCLUDED;
	p->status_since = s->at;
	s->h->touched_profile = true;
	no_marketing(s);
	restrict_scopes(s, true, REASON_EXCLUSION, 0);
	play_session_end(s->h, s->at);
	letter(s, LETTER_EXCLUSION);
	return_balance(s);
	return OK;
}

void scene_end_break(struct live_scene *s)
{
	struct risk *r = &s->h->risk;
	if (!r->cool_since || r->cool_until > s->at)
		return;
	r->cool_since = r->cool_until = 0;
	lift(s, REASON_COOLING_OFF);
}

enum err act_cool_off(struct live_scene *s)
{
	struct risk *r = &s->h->risk;
	if (s->order->ended) {
		if (!r->cool_since)
			return scene_conflict(s, "not_cooling_off");
		r->cool_since = r->cool_until = 0;
		lift(s, REASON_COOLING_OFF);
		return OK;
	}
	if (r->cool_since)
		return scene_conflict(s, "already_cooling_off");
	r->cool_since = s->at;
	r->cool_until = s->at + (int64_t)(s->order->days ? s->order->days : COOL_OFF_DAYS) * DAY_MS;
	restrict_scopes(s, false, REASON_COOLING_OFF, r->cool_until);
	play_session_end(s->h, s->at);
	letter(s, LETTER_COOL_OFF);
	return OK;
}

/* ---- documents ---- */

static bool find_document(const struct live_scene *s, uint32_t *ret)
{
	const struct kyc *k = &s->h->kyc;
	bool any = false;
	if (s->order->object.p)
		return ref_parse(REF_DOCUMENT, s->order->object, s->h->number, ret) && *ret < k->document_count;
	for (uint32_t i = 0; i < k->document_count; i++) {
		if (k->documents[i].state == DOCUMENT_REQUESTED)
			continue;
		*ret = i;
		any = true;
		if (k->documents[i].state == DOCUMENT_UPLOADED)
			break;
	}
	return any;
}

/* Identity, address and source of funds, as sim/words.c lists checks. */
static unsigned check_of(enum draw_kind kind)
{
	return kind == DRAW_UTILITY_BILL ? 1 : kind == DRAW_BANK_STATEMENT ? 3 : 0;
}

static void note_check(struct live_scene *s, unsigned kind, bool passed)
{
	struct kyc *k = &s->h->kyc;
	struct kyc_check *c = NULL;
	for (unsigned i = 0; i < k->check_count; i++)
		if (k->checks[i].kind == kind)
			c = &k->checks[i];
	if (!c && k->check_count == CHECKS_MAX)
		return;
	if (!c) {
		c = &k->checks[k->check_count++];
		*c = (struct kyc_check){.kind = (uint8_t)kind};
	}
	c->outcome = passed ? OUTCOME_PASS : OUTCOME_FAIL;
	c->at = s->at;
	c->until = passed ? s->at + CHECK_YEARS_MS : 0;
}

static void verify(struct live_scene *s, unsigned check, bool passed)
{
	struct kyc *k = &s->h->kyc;
	if (check == 1)
		k->address = passed;
	else if (check == 3)
		k->funds = passed;
	else {
		k->identity = passed;
		k->state = passed ? KYC_VERIFIED : KYC_REJECTED;
	}
	if (k->state == KYC_VERIFIED)
		lift(s, REASON_KYC);
	s->h->touched_profile |= s->h->profile.kyc != k->state;
	s->h->profile.kyc = k->state;
}

enum err act_kyc_decide(struct live_scene *s)
{
	struct kyc *k = &s->h->kyc;
	uint32_t n;
	if (!find_document(s, &n))
		return scene_conflict(s, "no_document");
	struct document *d = &k->documents[n];
	if (d->state == DOCUMENT_REQUESTED)
		return scene_conflict(s, "not_uploaded");
	bool passed = s->order->document == DOCUMENT_ACCEPTED;
	unsigned check = check_of((enum draw_kind)d->kind);
	d->state = (uint8_t)s->order->document;
	d->reviewed_at = s->at;
	d->reason =
		(uint8_t)(s->order->document == DOCUMENT_REJECTED ? 1 + rng_below(s->rng, word_document_reason_count() - 1) : 0);
	s->ordinal = n;
	if (s->order->document != DOCUMENT_EXPIRED) {
		note_check(s, check, passed);
		verify(s, check, passed);
		letter(s, passed ? LETTER_KYC_DONE : LETTER_KYC_REJECTED);
	}
	return OK;
}
