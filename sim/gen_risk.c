/* sim/gen_risk.c - limits, flags, exclusion and restrictions as they stand at the end of the history. */
#include "sim/gen.h"
#include "sim/limits.h"

static void add_flag(struct gen *g, enum flag_type type, int64_t at)
{
	struct risk *r = &g->h->risk;
	if (r->flag_count == FLAGS_MAX)
		return;
	r->flags[r->flag_count++] = (struct flag){.type = (uint8_t)type,
						  .severity = (uint8_t)flag_at(type)->severity,
						  .id = (uint32_t)(rng_mix(g->h->number, 0xf1a6 + type) >> 32),
						  .at = at};
}

static void restrict_to(struct gen *g, enum restriction_scope scope, enum public_reason reason, int64_t since, int64_t until)
{
	struct risk *r = &g->h->risk;
	if (r->restriction_count < RESTRICTIONS_MAX)
		r->restrictions[r->restriction_count++] =
			(struct restriction){.scope = (uint8_t)scope, .reason = (uint8_t)reason, .since = since, .until = until};
}

/* Deposits and losses since @start, read backwards from the end. */
static void used_since(struct gen *g, int64_t start, int64_t *ret_deposits, int64_t *ret_loss)
{
	struct series *s = &g->h->txs;
	*ret_deposits = *ret_loss = 0;
	for (uint32_t i = s->length; i-- > 0;) {
		const struct tx *t = series_at(s, i);
		if (t->at < start)
			break;
		if (t->kind == TX_DEPOSIT)
			*ret_deposits += t->amount;
		else if (t->bet && t->pocket == POCKET_CASH)
			*ret_loss -= t->amount;
	}
	*ret_loss = MAX(*ret_loss, 0);
}

static void add_limit(struct gen *g, enum limit_kind kind, enum limit_period period, int64_t amount, uint32_t minutes)
{
	struct risk *r = &g->h->risk;
	struct limit *l = &r->limits[r->limit_count++];
	int64_t start, deposits, loss;
	*l = (struct limit){.kind = (uint8_t)kind,
			    .period = (uint8_t)period,
			    .amount = amount,
			    .minutes = minutes,
			    .net = kind == LIMIT_LOSS,
			    .since = g->registered_at + HOUR_MS};
	if (kind == LIMIT_STAKE || kind == LIMIT_SESSION_TIME)
		return;
	limit_window(period, g->as_of - 1, &start, &l->resets_at);
	if (kind == LIMIT_LOSS && rng_chance(&g->rng, 0.3)) {
		l->rolling = 1;
		start = g->as_of - (l->resets_at - start);
	}
	used_since(g, start, &deposits, &loss);
	l->used = kind == LIMIT_DEPOSIT ? deposits : loss;
	if (rng_chance(&g->rng, 0.04)) {
		l->pending_amount = amount * 2;
		l->pending_from = g->as_of + 20 * HOUR_MS;
	}
}

static void limits(struct gen *g)
{
	struct risk *r = &g->h->risk;
	if (g->deposit_limit)
		add_limit(g, LIMIT_DEPOSIT, PERIOD_DAY, g->deposit_limit, 0);
	if (strcmp(g->licence->jurisdiction, "DE") == 0) {
		add_limit(g, LIMIT_DEPOSIT, PERIOD_MONTH, 1000 * g->credit, 0);
		r->limits[r->limit_count - 1].by = 2; /* the regulator's */
	}
	if (rng_chance(&g->rng, 0.15))
		add_limit(g, LIMIT_LOSS, PERIOD_WEEK, gen_amount(g, g->persona.deposit * 10), 0);
	if (rng_chance(&g->rng, 0.1))
		add_limit(g, LIMIT_SESSION_TIME, PERIOD_SESSION, 0, 60 + 30 * rng_below(&g->rng, 5));
	if (g->kind == KIND_CHASING && rng_chance(&g->rng, 0.5)) {
		add_limit(g, LIMIT_STAKE, PERIOD_SESSION, gen_amount(g, 5), 0);
		r->limits[r->limit_count - 1].by = 1;
	}
}

static void kind_flags(struct gen *g)
{
	int64_t at = g->now, earlier = MAX(g->now - 3 * DAY_MS, g->registered_at);
	switch (g->kind) {
	case KIND_FLAGGED:
		add_flag(g, rng_chance(&g->rng, 0.5) ? FT_STOLEN_CARD : FT_VELOCITY, at);
		add_flag(g, FT_UNUSUAL_BETTING, earlier);
		break;
	case KIND_CHASING:
		add_flag(g, FT_CHASING_LOSSES, at);
		add_flag(g, rng_chance(&g->rng, 0.5) ? FT_NIGHT_PLAY : FT_DEPOSIT_FREQUENCY, earlier);
		if (rng_chance(&g->rng, 0.5))
			add_flag(g, FT_DECLINED_DEPOSITS, earlier);
		break;
	case KIND_BONUS_RING:
		add_flag(g, FT_BONUS_ABUSE, at);
		add_flag(g, FT_MULTI_ACCOUNTING, earlier);
		break;
	case KIND_ACCOUNT_TAKEOVER:
		add_flag(g, FT_ACCOUNT_TAKEOVER, at);
		add_flag(g, FT_IMPOSSIBLE_TRAVEL, at - HOUR_MS);
		break;
	case KIND_SELF_EXCLUDED:
		add_flag(g, FT_SELF_EXCLUSION, g->h->risk.exclusion_since);
		break;
	case KIND_TWIN: /* alike for both; what only the first has comes after everything that is drawn */
		add_flag(g, FT_NEW_DEVICE, earlier);
		if (g->member == 0) {
			add_flag(g, FT_STRUCTURING, at);
			add_flag(g, FT_MINIMAL_PLAY, at);
		}
		break;
	case KIND_STRUCTURING:
		add_flag(g, FT_STRUCTURING, at);
		add_flag(g, rng_chance(&g->rng, 0.5) ? FT_MINIMAL_PLAY : FT_THIRD_PARTY_INSTRUMENT, at);
		break;
	default:
		if (rng_chance(&g->rng, 0.02))
			add_flag(g, FT_VELOCITY, earlier);
	}
	if (g->h->wallet.deposits_charged_back)
		add_flag(g, FT_CHARGEBACK, earlier);
}

/* Without the AML flags: everybody may see the level. */
static void set_level(struct gen *g)
{
	struct risk *r = &g->h->risk;
	for (unsigned i = 0; i < r->flag_count; i++)
		if (flag_at(r->flags[i].type)->class != FLAG_AML)
			r->level = MAX(r->level, r->flags[i].severity);
	g->h->profile.risk = r->level;
}

static void all_scopes(struct gen *g, enum public_reason reason, int64_t since, int64_t until)
{
	restrict_to(g, SCOPE_DEPOSIT, reason, since, until);
	restrict_to(g, SCOPE_BET, reason, since, until);
	restrict_to(g, SCOPE_BONUS, reason, since, until);
	restrict_to(g, SCOPE_MARKETING, reason, since, until);
}

static void restrictions(struct gen *g)
{
	struct risk *r = &g->h->risk;
	struct wallet *w = &g->h->wallet;
	struct profile *p = &g->h->profile;
	if (r->exclusion_since) {
		restrict_to(g, SCOPE_LOGIN, REASON_EXCLUSION, r->exclusion_since, 0);
		all_scopes(g, REASON_EXCLUSION, r->exclusion_since, 0);
	}
	if (r->cool_since)
		all_scopes(g, REASON_COOLING_OFF, r->cool_since, r->cool_until);
	if (p->status == ACCOUNT_CLOSED) {
		restrict_to(g, SCOPE_LOGIN, REASON_CLOSED, p->status_since, 0);
		all_scopes(g, REASON_CLOSED, p->status_since, 0);
	}
	if (p->status == ACCOUNT_SUSPENDED) {
		restrict_to(g, SCOPE_LOGIN, REASON_SECURITY, p->status_since, 0);
		restrict_to(g, SCOPE_WITHDRAW, REASON_SECURITY, p->status_since, 0);
		w->no_withdrawal = 1;
	}
	if (g->h->kyc.state != KYC_VERIFIED) {
		restrict_to(g, SCOPE_WITHDRAW, REASON_KYC, g->registered_at, 0);
		w->no_withdrawal = 1;
	}
	/* One rule for every review, whatever is behind it. */
	for (unsigned i = 0; i < w->pending_count; i++)
		if (w->pending[i].state == TX_IN_REVIEW && w->pending[i].reason == REASON_REVIEW && !w->no_withdrawal) {
			restrict_to(g, SCOPE_WITHDRAW, REASON_REVIEW, w->pending[i].requested_at, 0);
			w->no_withdrawal = 1;
		}
	if (g->kind == KIND_CHASING && rng_chance(&g->rng, 0.4))
		restrict_to(g, SCOPE_MARKETING, REASON_PROTECTION, g->now, 0);
}

void gen_risk(struct gen *g)
{
	limits(g);
	restrictions(g);
	kind_flags(g);
	set_level(g);
}
