/* sim/sports.h - the legs of a sports bet: made again from the bet's seed whenever they are shown, never stored.
 * Pure functions, any thread. */
#pragma once

#include "sim/model.h"
#include "sim/rng.h"

#define LEGS_MAX      5
#define LEG_TEXT      64
#define SPORTS_MARGIN 1.055 /* of a leg's price */

struct leg {
	char event[LEG_TEXT];
	const char *market;
	char pick[LEG_TEXT];
	uint32_t price; /* decimal odds in hundredths */
};

/* Prices only, 100 .. : what the outcome depends on. Returns the combined price in hundredths, each product rounded down. */
uint32_t sports_price(uint32_t seed, unsigned legs);
/* Probability that all legs win. */
double sports_chance(uint32_t seed, unsigned legs);
/* What an open bet pays if all legs win; a free bet's stake isn't paid. */
int64_t sports_potential(const struct bet *b);
/* @i < legs. */
void sports_leg(const struct bet *b, unsigned i, struct leg *ret);
/* "won", "lost", "void", "half_won", "half_lost", or NULL while unknown. */
const char *sports_leg_outcome(const struct bet *b, unsigned i);
/* How an open bet ends: state and what is paid. */
void sports_settle(const struct bet *b, struct sim_rng *rng, enum bet_state *ret_state, int64_t *ret_won);
