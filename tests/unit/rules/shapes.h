/* Stakes of customers of many kinds, generated from a seed: what real ones do that makes simple rules fail. Heavy tails, two
 * sizes, runs of doubling, levels that shift and drift, chips, bots, and the sparse samples that public data sets are. */
#pragma once

#include "rules/signals.h"

#include <math.h>
#include <stdlib.h>

struct rng {
	uint64_t state;
};
static inline uint64_t rng_next(struct rng *r)
{
	/* SplitMix64 (Steele, Lea and Flood 2014). */
	uint64_t z = r->state += 0x9E3779B97F4A7C15u;
	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}
static inline double rng_unit(struct rng *r)
{
	return ((double)(rng_next(r) >> 11) + 0.5) / 9007199254740992.0;
}
static inline double rng_between(struct rng *r, double low, double high)
{
	return low + (high - low) * rng_unit(r);
}
static inline double rng_normal(struct rng *r)
{
	return sqrt(-2 * log(rng_unit(r))) * cos(2 * M_PI * rng_unit(r));
}

struct bet {
	int64_t at_ms, stake, payout; /* minor units of two decimals */
	bool planted;
};

struct bets {
	struct bet *items;
	size_t count, capacity;
};
static inline void bets_add(struct bets *b, struct bet one)
{
	if (b->count == b->capacity) {
		b->capacity = b->capacity ? b->capacity * 2 : 256;
		b->items = realloc(b->items, b->capacity * sizeof b->items[0]);
		MUST(b->items);
	}
	b->items[b->count++] = one;
}

/* How one customer chooses the next stake. */
struct chooser {
	double base;   /* in minor units */
	double stake;  /* the last one */
	double spread; /* in octaves, or a tail's exponent, as the shape has it */
	double win;    /* the chance to win; what is won is fair but for 2 % */
	double level;  /* of the session, of the drift */
	bool lost;
	unsigned step;
};
typedef double choose_fn(struct rng *r, struct chooser *c);

static inline double choose_pareto(struct rng *r, struct chooser *c)
{
	return c->base * pow(rng_unit(r), -1 / (0.7 + c->spread / 4));
}
static inline double choose_lognormal(struct rng *r, struct chooser *c)
{
	return c->base * exp2(c->spread * rng_normal(r));
}
static inline double choose_double(struct rng *r, struct chooser *c)
{
	(void)r;
	return c->lost && c->stake < c->base * 4096 ? c->stake * 2 : c->base;
}
/* Cash-out at three times, half more after a loss. */
static inline double choose_half_more(struct rng *r, struct chooser *c)
{
	(void)r;
	c->win = 0.33;
	return c->lost && c->stake < c->base * 3000 ? c->stake * 1.5 : c->base;
}
/* Long odds: an eighth more after a loss. */
static inline double choose_eighth_more(struct rng *r, struct chooser *c)
{
	(void)r;
	c->win = 0.1;
	return c->lost && c->stake < c->base * 3000 ? c->stake * 1.125 : c->base;
}
/* D'Alembert: a unit more after a loss, one less after a win. */
static inline double choose_unit_more(struct rng *r, struct chooser *c)
{
	(void)r;
	return fmax(c->base, c->stake + (c->lost ? c->base : -c->base));
}
static inline double choose_two_sizes(struct rng *r, struct chooser *c)
{
	return rng_unit(r) < 0.3 ? c->base * 12 : c->base;
}
/* A session is played at one level, one in ten far above the others. */
static inline double choose_by_session(struct rng *r, struct chooser *c)
{
	if (c->step == 0)
		c->level = rng_unit(r) < 0.1 ? c->base * 15 : c->base * exp2(rng_normal(r));
	return c->level * exp2(0.3 * rng_normal(r));
}
static inline double choose_drifting(struct rng *r, struct chooser *c)
{
	c->level += 0.08 * rng_normal(r);
	return c->base * exp2(c->level + 0.7 * rng_normal(r));
}
static inline double choose_chips(struct rng *r, struct chooser *c)
{
	static const double chips[] = {1, 1, 1, 1, 5, 5, 5, 10, 10, 25, 25, 100, 500};
	return c->base * chips[rng_next(r) % ARRAY_LEN(chips)];
}
/* A share of what one has: runs of luck carry the stakes along. */
static inline double choose_of_bankroll(struct rng *r, struct chooser *c)
{
	c->level = fmax(-6, fmin(9, c->level + (c->lost ? -0.12 : 0.11)));
	return c->base * exp2(c->level) * (rng_unit(r) < 0.05 ? 10 : 1);
}
static inline double choose_same(struct rng *r, struct chooser *c)
{
	if (c->step == 0)
		c->level = rng_unit(r) < 0.2 ? c->base * rng_between(r, 1, 6) : c->base;
	return c->level;
}
/* Mostly the smallest stake there is, sometimes whatever is there. */
static inline double choose_whims(struct rng *r, struct chooser *c)
{
	return rng_unit(r) < 0.85 ? c->base : c->base * exp2(rng_between(r, 1, 10));
}

struct shape {
	const char *name;
	choose_fn *choose;
	bool sparse; /* a sample of what was played: bets hours apart */
};
static const struct shape shapes[] = {
	{"pareto", choose_pareto, false},
	{"log-normal", choose_lognormal, false},
	{"doubling", choose_double, false},
	{"half more after a loss", choose_half_more, false},
	{"eighth more after a loss", choose_eighth_more, false},
	{"unit more after a loss", choose_unit_more, false},
	{"two sizes", choose_two_sizes, false},
	{"level by session", choose_by_session, false},
	{"drifting", choose_drifting, false},
	{"chips", choose_chips, false},
	{"share of the bankroll", choose_of_bankroll, false},
	{"the same always", choose_same, false},
	{"whims", choose_whims, false},
	{"sampled pareto", choose_pareto, true},
	{"sampled log-normal", choose_lognormal, true},
	{"sampled doubling", choose_double, true},
	{"sampled drifting", choose_drifting, true},
};

#define MINUTE_MS    60000
#define FIRST_BET_MS 1764547200000 /* 2025-12-01 */

static inline struct bet bet_of(struct rng *r, struct chooser *c, int64_t at_ms, double stake)
{
	struct bet b = {.at_ms = at_ms, .stake = (int64_t)fmax(1, fmin(stake, 1e13))};
	c->stake = stake;
	c->lost = rng_unit(r) >= c->win;
	b.payout = c->lost ? 0 : (int64_t)((double)b.stake * 0.98 / c->win);
	return b;
}

/* One customer's bets, in order of time. Most have few, some have thousands. */
static inline void shape_generate(const struct shape *s, struct rng *r, struct bets *out)
{
	struct chooser c = {.base = 10 * exp2(fmin(9, fabs(2.5 * rng_normal(r)))), .spread = rng_between(r, 1, 2.5), .win = 0.49};
	size_t wanted = (size_t)fmin(3000, 5 * pow(rng_unit(r), -1.1)), session = 0;
	int64_t at_ms = FIRST_BET_MS + (int64_t)(rng_unit(r) * 86400000);
	out->count = 0;
	for (size_t i = 0; i < wanted; i++) {
		if (session == 0) {
			session = (size_t)rng_between(r, 20, 300);
			c.step = 0;
			at_ms += (int64_t)rng_between(r, 3, 60) * 60 * MINUTE_MS;
		}
		at_ms += s->sparse ? (int64_t)(-log(rng_unit(r)) * 600 * MINUTE_MS) : (int64_t)rng_between(r, 3000, 25000);
		bets_add(out, bet_of(r, &c, at_ms, s->choose(r, &c)));
		c.step++;
		session--;
	}
}

static inline int by_stake(const void *a, const void *b)
{
	int64_t x = ((const struct bet *)a)->stake, y = ((const struct bet *)b)->stake;
	return (x > y) - (x < y);
}
static inline int by_time(const void *a, const void *b)
{
	int64_t x = ((const struct bet *)a)->at_ms, y = ((const struct bet *)b)->at_ms;
	return (x > y) - (x < y);
}

#define PLANT_MIN_BETS 20 /* before a customer's burst: less history has no usual level */

/* Puts a burst somewhere behind the first bets: 10 to 30 stakes of 8 to 50 times the customer's median, seconds apart; instead of
 * what would have been played meanwhile, or among it. False: too few bets for that, or all of it below @floor. */
static inline bool bets_plant(struct bets *b, struct rng *r, bool among, int64_t floor)
{
	if (b->count < PLANT_MIN_BETS + 1)
		return false;
	size_t before = b->count, at = PLANT_MIN_BETS + rng_next(r) % (before - PLANT_MIN_BETS), n = 10 + rng_next(r) % 21;
	int64_t start_ms = b->items[at].at_ms + 1, at_ms = start_ms;
	struct bet *sorted = malloc(before * sizeof *sorted);
	MUST(sorted);
	memcpy(sorted, b->items, before * sizeof *sorted);
	qsort(sorted, before, sizeof *sorted, by_stake);
	double level = (double)sorted[before / 2].stake * 8 * pow(50.0 / 8, rng_unit(r));
	free(sorted);
	if (level * 0.85 < (double)floor)
		return false;
	for (size_t i = 0; i < n; i++) {
		int64_t stake = (int64_t)(level * rng_between(r, 0.85, 1.15));
		at_ms += (int64_t)rng_between(r, 4000, 25000);
		bets_add(b, (struct bet){at_ms, stake, rng_unit(r) < 0.49 ? stake * 2 : 0, true});
	}
	for (size_t i = at + 1; !among && i < before; i++)
		b->items[i].at_ms += at_ms - start_ms;
	qsort(b->items, b->count, sizeof b->items[0], by_time);
	return true;
}
