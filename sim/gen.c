#include "sim/gen.h"

#include "sim/games.h"

#define STREAM_LIFE         UINT64_C(0x11fe)
#define OPEN_SESSION_ODDS   0.012
#define PENDING_DEPOSITS    0.01
#define PENDING_WITHDRAWALS 0.03
#define OFFERS              0.05

static void begin(struct gen *g, const struct population *p, uint32_t position, struct history *h)
{
	memset(g, 0, offsetof(struct gen, dues));
	g->due_count = 0;
	g->population = p;
	g->h = h;
	g->position = position;
	g->kind = population_kind(p, position);
	uint32_t group = population_group(p, position, &g->member);
	g->group_seed = rng_mix(p->seed, group);
	g->country = population_country(p, position);
	g->as_of = p->as_of_ms;
	/* Twins live the same life; ring members only share what they share. */
	rng_seed(&g->rng, p->seed ^ STREAM_LIFE, g->kind == KIND_TWIN ? group : position);
	history_begin(h, population_number(p, position));
}

/* Asked for within the last day, so still under way. */
static void withdraw_late(struct gen *g)
{
	int64_t at = MAX(g->as_of - 10 * MINUTE_MS - rng_below(&g->rng, 28 * 60) * MINUTE_MS, g->now);
	int64_t amount = ledger_balance(g->h, POCKET_CASH) / 2 / 10 * 10;
	uint32_t tx;
	due_run(g, at);
	g->now = at;
	if (amount >= g->credit && cashier_withdraw(g->h, at, amount, 0, TX_PAID, &tx))
		due_add(g, at + 4 * MINUTE_MS, DUE_WITHDRAWAL, tx);
}

static void offer(struct gen *g)
{
	struct wallet *w = &g->h->wallet;
	if (w->bonus_count == BONUSES_MAX)
		return;
	w->bonuses[w->bonus_count++] = (struct bonus){.name = (uint8_t)rng_below(&g->rng, BONUS_NAMES),
						      .state = BONUS_OFFERED,
						      .contribution = 100,
						      .amount = 10 * g->credit,
						      .required = 100 * g->credit,
						      .max_bet = 5 * g->credit,
						      .granted_at = g->as_of - DAY_MS,
						      .expires_at = g->as_of + 60 * DAY_MS};
}

/* A few are playing, or paying in, as the history ends. */
static void leave_something_open(struct gen *g)
{
	bool busy = g->kind == KIND_RECREATIONAL || g->kind == KIND_VIP || g->kind == KIND_HIGH_VOLUME || g->kind == KIND_CHASING;
	int64_t at = g->as_of - (5 + rng_below(&g->rng, 30)) * MINUTE_MS;
	if (!busy || g->active_until < g->as_of - DAY_MS || g->now > at || g->h->profile.status != ACCOUNT_ACTIVE)
		return;
	if (rng_chance(&g->rng, OPEN_SESSION_ODDS * (g->kind == KIND_RECREATIONAL ? 1 : 8))) {
		gen_session(g, at, true);
	} else if (rng_chance(&g->rng, PENDING_DEPOSITS)) {
		due_run(g, at);
		g->now = at;
		(void)cashier_deposit_pending(g->h, at, gen_amount(g, g->persona.deposit), 0);
	} else if (rng_chance(&g->rng, PENDING_WITHDRAWALS)) {
		withdraw_late(g);
	}
	if (rng_chance(&g->rng, OFFERS))
		offer(g);
}

void gen_customer(const struct population *p, uint32_t position, struct history *h)
{
	struct gen g;
	games_init();
	begin(&g, p, position, h);
	if (g.kind == KIND_EXAMPLE) {
		gen_example(&g);
		return;
	}
	gen_person(&g);
	g.now = g.registered_at;
	ledger_open(h, g.registered_at);
	gen_kyc(&g);
	gen_persona(&g);
	gen_instruments(&g);
	if (rng_chance(&g.rng, 0.25))
		g.deposit_limit = gen_amount(&g, g.persona.deposit * 5);
	if (g.kind != KIND_NEW || rng_chance(&g.rng, 0.5))
		gen_life(&g);
	gen_story(&g);
	leave_something_open(&g);
	due_run(&g, g.as_of);
	gen_risk(&g);
	ledger_close_months(h, g.as_of);
}
