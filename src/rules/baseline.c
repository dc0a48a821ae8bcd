#include "rules/baseline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BIN_LEVELS 16 /* a quarter of an octave */
_Static_assert(BIN_LEVELS * 4 == BASELINE_OCTAVE, "a bin is a quarter of an octave");
#define MIDDLE_BIN (BASELINE_BINS / 2)
#define LEVEL_BITS 6 /* log2 of BASELINE_OCTAVE */
#define LEVEL_MAX  (63 * BASELINE_OCTAVE)

void baseline_init(struct baseline *b)
{
	memset(b, 0, sizeof *b);
}

/* Bit by bit: squaring a mantissa of [1, 2) doubles its logarithm, and what overflows is the next bit. */
int32_t baseline_level(uint64_t amount)
{
	if (!amount)
		return 0;
	int exponent = 63 - __builtin_clzll(amount);
	uint64_t x = (amount << (63 - exponent)) >> 32;
	int32_t level = exponent;
	for (int i = 0; i < LEVEL_BITS; i++) {
		x = (x * x) >> 31;
		level *= 2;
		if (x >> 32) {
			x >>= 1;
			level++;
		}
	}
	return level;
}

int64_t baseline_amount(int32_t level)
{
	if (level < 0)
		return 0;
	/* Half a level up: baseline_level() cuts off. */
	return level >= LEVEL_MAX ? INT64_MAX : llround(exp2((level + 0.5) / BASELINE_OCTAVE));
}

static uint32_t bin_of(const struct baseline *b, int32_t level)
{
	int32_t bin = (level - b->first_level) / BIN_LEVELS;
	if (level < b->first_level)
		return 0;
	return bin < BASELINE_BINS ? (uint32_t)bin : BASELINE_BINS - 1;
}

static int32_t bin_middle(const struct baseline *b, uint32_t bin)
{
	return b->first_level + (int32_t)bin * BIN_LEVELS + BIN_LEVELS / 2;
}

static void halve(struct baseline *b)
{
	b->weight = b->nothing /= 2;
	for (size_t i = 0; i < BASELINE_BINS; i++) {
		b->bins[i] /= 2;
		b->weight += b->bins[i];
	}
}

/* Counts one observation; of what is left to its caller. */
static void make_room(struct baseline *b, uint32_t cap_observations)
{
	/* A bin must hold all of it. */
	uint32_t cap = MIN(cap_observations, UINT16_MAX / BASELINE_WEIGHT);
	if (b->weight >= cap * BASELINE_WEIGHT)
		halve(b);
	b->weight += BASELINE_WEIGHT;
}

void baseline_add_level(struct baseline *b, int32_t level, uint32_t cap_observations)
{
	make_room(b, cap_observations);
	if (!b->placed) {
		/* On the bins' own grid, so that where they lie doesn't depend on who came first. */
		b->first_level = (int16_t)((level / BIN_LEVELS - MIDDLE_BIN) * BIN_LEVELS);
		b->placed = 1;
	}
	uint16_t *bin = &b->bins[bin_of(b, level)];
	*bin = (uint16_t)(*bin + BASELINE_WEIGHT);
}

void baseline_add(struct baseline *b, int64_t amount, uint32_t cap_observations)
{
	if (amount > 0) {
		baseline_add_level(b, baseline_level((uint64_t)amount), cap_observations);
		return;
	}
	make_room(b, cap_observations);
	b->nothing += BASELINE_WEIGHT;
}

uint32_t baseline_count(const struct baseline *b)
{
	return b->weight / BASELINE_WEIGHT;
}

int32_t baseline_quantile(const struct baseline *b, double q)
{
	double wanted = q * b->weight;
	double below = b->nothing;
	if (!b->placed || wanted < below)
		return INT32_MIN;
	for (uint32_t i = 0; i < BASELINE_BINS; i++) {
		if (b->bins[i] && below + b->bins[i] >= wanted)
			return b->first_level + (int32_t)i * BIN_LEVELS + (int32_t)((wanted - below) * BIN_LEVELS / b->bins[i]);
		below += b->bins[i];
	}
	return bin_middle(b, BASELINE_BINS - 1);
}

/* Outwards from the centre, the nearer side first, until half of the weight is inside. */
int32_t baseline_mad(const struct baseline *b, int32_t centre)
{
	uint32_t all = b->weight - b->nothing, inside = 0;
	int32_t low = (int32_t)bin_of(b, centre), high = low + 1, distance = 0;
	while (inside * 2 < all && (low >= 0 || high < BASELINE_BINS)) {
		int32_t down = low >= 0 ? abs(centre - bin_middle(b, (uint32_t)low)) : INT32_MAX;
		int32_t up = high < BASELINE_BINS ? abs(bin_middle(b, (uint32_t)high) - centre) : INT32_MAX;
		bool downwards = down <= up;
		uint16_t weight = b->bins[downwards ? low-- : high++];
		if (weight)
			distance = MIN(down, up);
		inside += weight;
	}
	/* Half a bin is how well the middle of one is known. */
	return distance <= BIN_LEVELS / 2 ? 0 : distance;
}

double baseline_tail(const struct baseline *b, int32_t level)
{
	uint32_t above = BASELINE_WEIGHT;
	if (b->placed)
		for (uint32_t i = bin_of(b, level); i < BASELINE_BINS; i++)
			above += b->bins[i];
	return (double)above / (b->weight + 2 * BASELINE_WEIGHT);
}
