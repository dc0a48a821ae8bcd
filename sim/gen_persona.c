/* sim/gen_persona.c - how somebody plays, by kind. The shares and sizes are ours, chosen so that a history has about 70 bets on
 * average with a long tail; stakes are spread log-normally, as gambling spend is. */
#include "sim/games.h"
#include "sim/gen.h"

static double spread(struct sim_rng *rng, double median, double sigma)
{
	return median * exp(sigma * rng_normal(rng));
}

static const struct persona base_personas[KIND_COUNT_] = {
	/*                          sessions rounds stake deposit out  sports night chase declin redep bonus tickets */
	[KIND_RECREATIONAL] = {4, 8, 0.5, 20, 4, 0.35, 0.08, 0.02, 0.05, 0.10, 0.35, 0.02, 0, {0}},
	[KIND_VIP] = {45, 14, 12, 500, 5, 0.35, 0.12, 0.05, 0.02, 0.35, 0.6, 0.04, 0, {0}},
	[KIND_NEW] = {1, 5, 0.4, 20, 6, 0.35, 0.08, 0.0, 0.1, 0.05, 0.5, 0.02, 0, {0}},
	[KIND_DORMANT] = {4, 8, 0.4, 20, 4, 0.35, 0.08, 0.02, 0.05, 0.05, 0.3, 0.01, 0, {0}},
	[KIND_FLAGGED] = {12, 9, 2, 100, 3, 0.4, 0.15, 0.05, 0.25, 0.3, 0.6, 0.08, 0, {0}},
	[KIND_SELF_EXCLUDED] = {25, 12, 2, 60, 8, 0.3, 0.3, 0.3, 0.15, 0.5, 0.5, 0.06, 0, {0}},
	[KIND_COOLING_OFF] = {18, 10, 1, 40, 6, 0.35, 0.2, 0.2, 0.1, 0.4, 0.4, 0.05, 0, {0}},
	[KIND_CHASING] = {40, 18, 2, 50, 10, 0.25, 0.45, 0.8, 0.22, 0.8, 0.5, 0.05, 0, {0}},
	[KIND_BONUS_RING] = {5, 22, 1, 50, 1.6, 0.0, 0.1, 0.0, 0.02, 0.0, 1.0, 0.05, 0, {0}},
	[KIND_ACCOUNT_TAKEOVER] = {12, 9, 1.5, 60, 5, 0.35, 0.1, 0.05, 0.05, 0.2, 0.4, 0.03, 0, {0}},
	[KIND_STRUCTURING] = {6, 6, 4, 300, 2, 0.2, 0.1, 0.0, 0.02, 0.1, 0.1, 0.02, 0, {0}},
	[KIND_HIGH_VOLUME] = {1300, 80, 0.6, 80, 5, 0.12, 0.25, 0.05, 0.04, 0.9, 0.4, 0.004, 104000, {0}},
	[KIND_TWIN] = {14, 10, 1.5, 80, 4, 0.35, 0.1, 0.05, 0.05, 0.2, 0.4, 0.05, 0, {0}},
};

static unsigned pick_game(struct gen *g, bool sport)
{
	unsigned first = games_first_sport();
	return sport ? first + rng_below(&g->rng, games_count() - first) : rng_below(&g->rng, first);
}

void gen_persona(struct gen *g)
{
	struct persona *p = &g->persona;
	*p = base_personas[g->kind];
	if (g->kind != KIND_HIGH_VOLUME)
		p->sessions = MIN(spread(&g->rng, p->sessions, 0.9), 400);
	p->rounds = MAX(spread(&g->rng, p->rounds, 0.4), 2);
	p->stake = MAX(spread(&g->rng, p->stake, 0.7), 0.1);
	/* A deposit lasts for some dozen rounds. */
	p->deposit = MAX(p->deposit * 0.5, p->stake * (20 + 40 * rng_unit(&g->rng)));
	p->sports = MIN(p->sports * 2 * rng_unit(&g->rng), 1);
	for (unsigned i = 0; i < ARRAY_LEN(p->games); i++)
		p->games[i] = pick_game(g, i == 3 || (p->sports > 0.5 && i));
	if (g->kind == KIND_BONUS_RING) /* low volatility, full contribution */
		for (unsigned i = 0; i < ARRAY_LEN(p->games); i++)
			p->games[i] = (unsigned)game_find("G-BARBELL");
}
