#include "access/limiter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void a_burst_then_one_at_a_time(void **state)
{
	(void)state;
	struct limiter *l = limiter_new(5, 50);
	unsigned retry = 0;
	for (int i = 0; i < 5; i++)
		assert_true(limiter_take(l, STR("a"), 1000, &retry));
	assert_false(limiter_take(l, STR("a"), 1000, &retry));
	assert_int_equal(retry, 10);
	assert_true(limiter_take(l, STR("b"), 1000, &retry));
	assert_false(limiter_take(l, STR("a"), 10999, &retry));
	assert_int_equal(retry, 1);
	assert_true(limiter_take(l, STR("a"), 11000, &retry));
	assert_false(limiter_take(l, STR("a"), 11000, &retry));
	/* A full window later all are back, and not more. */
	for (int i = 0; i < 5; i++)
		assert_true(limiter_take(l, STR("a"), 1000000, &retry));
	assert_false(limiter_take(l, STR("a"), 1000000, &retry));
	limiter_free(l);
}

static void tries_that_went_well_are_given_back(void **state)
{
	(void)state;
	struct limiter *l = limiter_new(2, 100);
	unsigned retry;
	for (int i = 0; i < 50; i++) {
		assert_true(limiter_take(l, STR("a"), 5, &retry));
		limiter_give_back(l, STR("a"), 5);
	}
	limiter_give_back(l, STR("never seen"), 5);
	assert_true(limiter_take(l, STR("a"), 5, &retry));
	assert_true(limiter_take(l, STR("a"), 5, &retry));
	assert_false(limiter_take(l, STR("a"), 5, &retry));
	limiter_free(l);
}

static void keys_are_bounded_and_the_idlest_goes(void **state)
{
	(void)state;
	struct limiter *l = limiter_new(1, 1000);
	unsigned retry;
	char key[32];
	assert_true(limiter_take(l, STR("busy"), 1, &retry));
	assert_true(limiter_take(l, STR("idle"), 1, &retry));
	for (unsigned i = 0; i < LIMITER_KEYS_MAX - 1; i++) {
		snprintf(key, sizeof key, "k%u", i);
		assert_false(limiter_take(l, STR("busy"), 2, &retry));
		assert_true(limiter_take(l, str_of(key), 2, &retry));
	}
	assert_false(limiter_take(l, STR("busy"), 2, &retry)); /* still known */
	assert_true(limiter_take(l, STR("idle"), 2, &retry));  /* forgotten */
	limiter_free(l);
}

static void a_clock_that_stands_or_goes_back_gives_nothing(void **state)
{
	(void)state;
	struct limiter *l = limiter_new(1, 10);
	unsigned retry;
	assert_true(limiter_take(l, STR("a"), 100000, &retry));
	assert_false(limiter_take(l, STR("a"), 50000, &retry));
	assert_false(limiter_take(l, STR("a"), 50000, &retry));
	limiter_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_then_one_at_a_time),
		cmocka_unit_test(tries_that_went_well_are_given_back),
		cmocka_unit_test(keys_are_bounded_and_the_idlest_goes),
		cmocka_unit_test(a_clock_that_stands_or_goes_back_gives_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
