#include "sim/gen.h"

#include "sim/games.h"

#define STREAM_LIFE       UINT64_C(0x11fe)
#define OPEN_SESSION_ODDS 0.012
#define PENDING_DEPOSITS  0.01

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
	}
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
