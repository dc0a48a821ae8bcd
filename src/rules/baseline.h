/* rules/baseline.h - what is usual for one customer, of stakes or of losses: a histogram on a log scale that forgets slowly.
 * Quarter-octave bins (a bin is 19 % wide), so that median, spread and quantiles cost one pass over 96 numbers and one whale of a
 * bet moves none of them. Integers only: the same events give the same baseline on every machine. Plain data of a fixed size: a
 * snapshot writes it as it is. Thread: the owner's. Life: zeroed (baseline_init) .. baseline_add*. */
#pragma once

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

#define BASELINE_BINS   96 /* 24 octaves: from the first observation 4,096 times down and as much up; what is beyond is clamped */
#define BASELINE_WEIGHT 16 /* of one observation, so that halving keeps what is rare for a while */
/* Levels are log2 of an amount in minor units, in 64ths of an octave. */
#define BASELINE_OCTAVE 64

struct baseline {
	uint32_t weight;     /* of all bins, and of nothing */
	uint32_t nothing;    /* weight of observations of zero and less: an hour without a loss */
	int16_t first_level; /* of bin 0 */
	uint16_t placed;     /* whether first_level is known */
	uint16_t bins[BASELINE_BINS];
};

void baseline_init(struct baseline *b);

/* The level of an amount of 1 or more; exact to 1/64 octave. 0 for 0. */
int32_t baseline_level(uint64_t amount);
/* The amount at a level, within 1.1 %; saturates at INT64_MAX. */
int64_t baseline_amount(int32_t level);

/* One observation, @amount <= 0 being "nothing". When the weight of @cap_observations is reached, all is halved first: the
 * memory's half-life is half of that. */
void baseline_add(struct baseline *b, int64_t amount, uint32_t cap_observations);
void baseline_add_level(struct baseline *b, int32_t level, uint32_t cap_observations);
/* Observations that still count, decayed. */
uint32_t baseline_count(const struct baseline *b);

/* Levels; only where baseline_count() is not 0. "Nothing" lies below every level: INT32_MIN when the quantile falls there. */
int32_t baseline_quantile(const struct baseline *b, double q);
/* Median absolute deviation from @centre, in levels; "nothing" is left out. */
int32_t baseline_mad(const struct baseline *b, int32_t centre);
/* The share of observations in the bin of @level and above, with one imagined there and one below it: never 0, and the smaller
 * the more has been seen. */
double baseline_tail(const struct baseline *b, int32_t level);
