/* Moments and zones in a few words, for tests of rules about time. */
#pragma once

#include "base/time_zone.h"
#include "tests/unit/base/check.h"

static inline int64_t at(const char *text)
{
	int64_t ms;
	assert_int_equal(clock_parse_rfc3339(str_of(text), &ms), OK);
	return ms;
}

static inline struct time_zone zone_of(const char *name)
{
	struct time_zone z;
	assert_int_equal(time_zone_load(str_of(name), &z), OK);
	return z;
}

/* With the moment as text, so that a failure can be read. */
static inline void check_at(int64_t ms, const char *want)
{
	char got[CLOCK_RFC3339_MAX];
	clock_format_rfc3339(ms, got);
	assert_string_equal(got, want);
}

/* The same numbers every time: SplitMix64. */
static inline uint64_t roll(uint64_t *state)
{
	uint64_t x = *state += 0x9E3779B97F4A7C15u;
	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return x ^ x >> 31;
}
