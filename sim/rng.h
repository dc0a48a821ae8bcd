/* sim/rng.h - the simulator's random numbers: xoshiro256** seeded by splitmix64 (Blackman & Vigna, prng.di.unimi.it). The same
 * (seed, stream) gives the same numbers on every machine; a stream per customer makes customers independent of one another.
 * Thread: the owner's. Life: on the stack, rng_seed first. Header only. */
#pragma once

#include "base/attr.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

struct sim_rng {
	uint64_t s[4];
};

static inline uint64_t rng_splitmix(uint64_t *x)
{
	uint64_t z = (*x += UINT64_C(0x9e3779b97f4a7c15));
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* One hash of two numbers: for values that must be found again without drawing everything before them. */
static inline uint64_t rng_mix(uint64_t a, uint64_t b)
{
	uint64_t x = a ^ (b * UINT64_C(0xd1342543de82ef95));
	(void)rng_splitmix(&x);
	return rng_splitmix(&x);
}

static inline void rng_seed(struct sim_rng *r, uint64_t seed, uint64_t stream)
{
	uint64_t x = rng_mix(seed, stream);
	for (int i = 0; i < 4; i++)
		r->s[i] = rng_splitmix(&x);
}

static inline uint64_t rng_u64(struct sim_rng *r)
{
	uint64_t *s = r->s, x = s[1] * 5, result = ((x << 7) | (x >> 57)) * 9, t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = (s[3] << 45) | (s[3] >> 19);
	return result;
}

/* 0 .. n-1; 0 when n is 0. Multiply-shift: the bias is below 2^-32 for any n used here. */
static inline uint32_t rng_below(struct sim_rng *r, uint32_t n)
{
	return (uint32_t)(((rng_u64(r) >> 32) * n) >> 32);
}

/* lo .. hi, both included. */
static inline int64_t rng_between(struct sim_rng *r, int64_t lo, int64_t hi)
{
	return hi <= lo ? lo : lo + (int64_t)(rng_u64(r) % (uint64_t)(hi - lo + 1));
}

/* [0, 1) */
static inline double rng_unit(struct sim_rng *r)
{
	return (double)(rng_u64(r) >> 11) * 0x1.0p-53;
}

static inline bool rng_chance(struct sim_rng *r, double p)
{
	return rng_unit(r) < p;
}

/* Standard normal (Box & Muller 1958). */
static inline double rng_normal(struct sim_rng *r)
{
	double u = 1.0 - rng_unit(r), v = rng_unit(r);
	return sqrt(-2.0 * log(u)) * cos(6.283185307179586 * v);
}

/* Exponential with mean 1. */
static inline double rng_exp(struct sim_rng *r)
{
	return -log(1.0 - rng_unit(r));
}
