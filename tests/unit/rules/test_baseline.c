#include "shapes.h"

#include "rules/baseline.h"
#include "tests/unit/base/check.h"

#define ROUNDS 200

static void levels_are_logarithms_to_a_64th_of_an_octave(void **unused)
{
	(void)unused;
	assert_int_equal(baseline_level(0), 0);
	assert_int_equal(baseline_level(1), 0);
	assert_int_equal(baseline_level(2), BASELINE_OCTAVE);
	assert_int_equal(baseline_level(1u << 20), 20 * BASELINE_OCTAVE);
	assert_int_equal(baseline_level(UINT64_MAX), 64 * BASELINE_OCTAVE - 1);
	struct rng r = {1};
	for (int i = 0; i < 100000; i++) {
		uint64_t v = (rng_next(&r) | 1ull << 63) >> rng_next(&r) % 64;
		double exact = log2((double)v) * BASELINE_OCTAVE;
		int32_t level = baseline_level(v);
		assert_true(level <= exact + 1e-6 && level > exact - 1.001);
	}
}

static void an_amount_comes_back_from_its_level_within_its_width(void **unused)
{
	(void)unused;
	for (int64_t v = 1; v < INT64_MAX / 3; v += 1 + v / 7) {
		int64_t back = baseline_amount(baseline_level((uint64_t)v));
		assert_true(fabs((double)(back - v)) <= fmax(0, (double)v * 0.012));
	}
	assert_int_equal(baseline_amount(-1), 0);
	assert_true(baseline_amount(INT32_MAX) == INT64_MAX);
}

static int by_value(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
	return (x > y) - (x < y);
}

/* Against the sorted observations, within a bin. */
static void quantiles_and_mad_are_those_of_the_observations(void **unused)
{
	(void)unused;
	struct rng r = {2};
	for (int round = 0; round < ROUNDS; round++) {
		struct baseline b;
		int32_t levels[400], distances[400];
		size_t n = 20 + rng_next(&r) % 380;
		double spread = rng_between(&r, 0.1, 2);
		baseline_init(&b);
		for (size_t i = 0; i < n; i++) {
			int64_t v = (int64_t)(1000 * exp2(spread * rng_normal(&r))) + 1;
			levels[i] = baseline_level((uint64_t)v);
			baseline_add(&b, v, 512);
		}
		assert_int_equal(baseline_count(&b), n);
		qsort(levels, n, sizeof levels[0], by_value);
		for (double q = 0.05; q < 1; q += 0.05) {
			int32_t found = baseline_quantile(&b, q);
			int32_t low = levels[(size_t)(q * (double)n) - (q * (double)n >= 1)],
				high = levels[MIN((size_t)(q * (double)n) + 1, n - 1)];
			assert_true(found >= low - 16 && found <= high + 16);
		}
		int32_t median = baseline_quantile(&b, 0.5);
		for (size_t i = 0; i < n; i++)
			distances[i] = abs(levels[i] - median);
		qsort(distances, n, sizeof distances[0], by_value);
		assert_true(abs(baseline_mad(&b, median) - distances[n / 2]) <= 24);
	}
}

static void one_whale_of_a_bet_moves_neither_median_nor_spread(void **unused)
{
	(void)unused;
	struct baseline b;
	baseline_init(&b);
	for (int i = 0; i < 40; i++)
		baseline_add(&b, 90 + i, 512);
	int32_t median = baseline_quantile(&b, 0.5), mad = baseline_mad(&b, median);
	baseline_add(&b, INT64_MAX, 512);
	assert_true(abs(baseline_quantile(&b, 0.5) - median) <= 4);
	assert_true(abs(baseline_mad(&b, median) - mad) <= 16);
	assert_true(baseline_tail(&b, baseline_level(1u << 30)) < 0.05);
}

static void a_constant_stake_has_no_spread(void **unused)
{
	(void)unused;
	struct baseline b;
	baseline_init(&b);
	for (int i = 0; i < 1000; i++)
		baseline_add(&b, 250, 512);
	int32_t median = baseline_quantile(&b, 0.5);
	assert_int_equal(baseline_mad(&b, median), 0);
	assert_true(abs(median - baseline_level(250)) <= 16);
}

static void the_tail_is_never_nothing_and_shrinks_with_what_was_seen(void **unused)
{
	(void)unused;
	struct baseline b;
	double before = 1;
	baseline_init(&b);
	assert_true(fabs(baseline_tail(&b, 500) - 0.5) < 1e-9);
	for (int i = 0; i < 400; i++) {
		baseline_add(&b, 100, 512);
		double tail = baseline_tail(&b, baseline_level(10000));
		assert_true(tail > 0 && tail < before);
		before = tail;
	}
	assert_true(baseline_tail(&b, baseline_level(100)) > 0.99);
}

static void old_observations_fade(void **unused)
{
	(void)unused;
	struct baseline b;
	baseline_init(&b);
	for (int i = 0; i < 5000; i++)
		baseline_add(&b, 100, 512);
	for (int i = 0; i < 1200; i++)
		baseline_add(&b, 3000, 512);
	assert_in_range(baseline_count(&b), 200, 512);
	assert_true(abs(baseline_quantile(&b, 0.5) - baseline_level(3000)) <= 16);
	assert_true(baseline_tail(&b, baseline_level(3000)) > 0.7);
}

static void nothing_is_below_all_levels(void **unused)
{
	(void)unused;
	struct baseline b;
	baseline_init(&b);
	for (int i = 0; i < 10; i++)
		baseline_add(&b, -i, 512);
	assert_int_equal(baseline_quantile(&b, 0.95), INT32_MIN);
	for (int i = 0; i < 10; i++)
		baseline_add(&b, 500, 512);
	assert_int_equal(baseline_quantile(&b, 0.4), INT32_MIN);
	assert_true(abs(baseline_quantile(&b, 0.9) - baseline_level(500)) <= 16);
}

static void amounts_beyond_the_bins_count_at_their_ends(void **unused)
{
	(void)unused;
	struct baseline b;
	baseline_init(&b);
	baseline_add(&b, 1000000, 512);
	baseline_add(&b, 1, 512);
	baseline_add(&b, INT64_MAX, 512);
	assert_int_equal(baseline_count(&b), 3);
	assert_true(baseline_quantile(&b, 0.01) < baseline_level(1000000));
	assert_true(baseline_quantile(&b, 0.99) > baseline_level(1000000));
}

static void weights_never_overflow_whatever_cap_is_asked_for(void **unused)
{
	(void)unused;
	struct baseline b;
	baseline_init(&b);
	for (int i = 0; i < 20000; i++)
		baseline_add(&b, 7, UINT32_MAX);
	uint32_t sum = b.nothing;
	for (size_t i = 0; i < BASELINE_BINS; i++)
		sum += b.bins[i];
	assert_int_equal(sum, b.weight);
	assert_in_range(baseline_count(&b), 1000, 4096);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels_are_logarithms_to_a_64th_of_an_octave),
		cmocka_unit_test(an_amount_comes_back_from_its_level_within_its_width),
		cmocka_unit_test(quantiles_and_mad_are_those_of_the_observations),
		cmocka_unit_test(one_whale_of_a_bet_moves_neither_median_nor_spread),
		cmocka_unit_test(a_constant_stake_has_no_spread),
		cmocka_unit_test(the_tail_is_never_nothing_and_shrinks_with_what_was_seen),
		cmocka_unit_test(old_observations_fade),
		cmocka_unit_test(nothing_is_below_all_levels),
		cmocka_unit_test(amounts_beyond_the_bins_count_at_their_ends),
		cmocka_unit_test(weights_never_overflow_whatever_cap_is_asked_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
