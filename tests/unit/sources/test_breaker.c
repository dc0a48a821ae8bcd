/* The breaker as a table of steps, the limiter's order, the latency's quantiles. */
#include "sources/breaker.h"
#include "sources/latency.h"
#include "sources/limiter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct breaker_plan plan = {.window_s = 10, .min_requests = 10, .failure_percent = 50, .open_ms = 1000};

/* One step: ask @count times at @at_ms, each answered with @verdict at once; expect each pass, then the state. */
struct step {
	uint64_t at_ms;
	unsigned count;
	enum breaker_verdict verdict;
	enum breaker_pass pass;
	int state; /* behind it */
};

static void run(const struct step *steps, size_t n)
{
	struct breaker b;
	breaker_init(&b, &plan);
	for (size_t i = 0; i < n; i++) {
		for (unsigned k = 0; k < steps[i].count; k++) {
			assert_int_equal(breaker_stops(&b, steps[i].at_ms), steps[i].pass == BREAKER_STOP);
			enum breaker_pass pass = breaker_ask(&b, steps[i].at_ms);
			if (pass != steps[i].pass)
				fail_msg("step %zu, request %u: %d", i, k, (int)pass);
			if (pass != BREAKER_STOP)
				breaker_report(&b, pass, steps[i].verdict, steps[i].at_ms);
		}
		if (breaker_state(&b) != steps[i].state)
			fail_msg("behind step %zu: %d", i, breaker_state(&b));
	}
}

enum { CLOSED, OPEN, HALF_OPEN };
#define RUN(...) run((const struct step[]){__VA_ARGS__}, sizeof((const struct step[]){__VA_ARGS__}) / sizeof(struct step))

static void it_opens_at_the_share_and_not_before_there_are_enough(void **state)
{
	(void)state;
	RUN({5000, 9, BREAKER_BAD, BREAKER_PASS, CLOSED}, {5000, 1, BREAKER_BAD, BREAKER_PASS, OPEN},
	    {5000, 1, BREAKER_BAD, BREAKER_STOP, OPEN});
	RUN({5000, 6, BREAKER_GOOD, BREAKER_PASS, CLOSED}, {5500, 5, BREAKER_BAD, BREAKER_PASS, CLOSED},
	    {6500, 1, BREAKER_BAD, BREAKER_PASS, OPEN});
	RUN({5000, 100, BREAKER_GOOD, BREAKER_PASS, CLOSED}, {5500, 99, BREAKER_BAD, BREAKER_PASS, CLOSED},
	    {5900, 1, BREAKER_BAD, BREAKER_PASS, OPEN});
}

static void what_is_no_verdict_does_not_count(void **state)
{
	(void)state;
	RUN({5000, 1000, BREAKER_NO_VERDICT, BREAKER_PASS, CLOSED}, {5000, 9, BREAKER_BAD, BREAKER_PASS, CLOSED});
}

static void the_window_slides(void **state)
{
	(void)state;
	RUN({5000, 9, BREAKER_BAD, BREAKER_PASS, CLOSED}, {15000, 9, BREAKER_BAD, BREAKER_PASS, CLOSED},
	    {16000, 1, BREAKER_BAD, BREAKER_PASS, OPEN});
	/* The same slot of the ring, a turn later, starts anew. */
	RUN({5000, 9, BREAKER_BAD, BREAKER_PASS, CLOSED}, {5000 + BREAKER_BUCKETS * 1000, 9, BREAKER_BAD, BREAKER_PASS, CLOSED});
}

static void one_probe_leaves_every_open_ms_and_a_good_one_closes(void **state)
{
	(void)state;
	RUN({5000, 10, BREAKER_BAD, BREAKER_PASS, OPEN}, {5999, 5, BREAKER_BAD, BREAKER_STOP, OPEN},
	    {6000, 1, BREAKER_BAD, BREAKER_PROBE, OPEN}, {6999, 5, BREAKER_BAD, BREAKER_STOP, OPEN},
	    {7000, 1, BREAKER_NO_VERDICT, BREAKER_PROBE, OPEN}, {7500, 1, BREAKER_BAD, BREAKER_STOP, OPEN},
	    {8000, 1, BREAKER_GOOD, BREAKER_PROBE, CLOSED},
	    /* The bad past is forgotten. */
	    {8000, 9, BREAKER_BAD, BREAKER_PASS, CLOSED}, {8000, 1, BREAKER_BAD, BREAKER_PASS, OPEN});
}

static void a_probe_that_hangs_does_not_keep_the_next_one_back(void **state)
{
	(void)state;
	struct breaker b;
	breaker_init(&b, &plan);
	for (int i = 0; i < 10; i++)
		breaker_report(&b, breaker_ask(&b, 5000), BREAKER_BAD, 5000);
	enum breaker_pass hanging = breaker_ask(&b, 6000);
	assert_int_equal(hanging, BREAKER_PROBE);
	assert_int_equal(breaker_state(&b), HALF_OPEN);
	assert_int_equal(breaker_ask(&b, 6500), BREAKER_STOP);
	enum breaker_pass second = breaker_ask(&b, 7000);
	assert_int_equal(second, BREAKER_PROBE);
	breaker_report(&b, second, BREAKER_GOOD, 7001);
	assert_int_equal(breaker_state(&b), CLOSED);
	breaker_report(&b, hanging, BREAKER_BAD, 8000);
	assert_int_equal(breaker_state(&b), CLOSED);
}

static void what_left_before_it_opened_neither_opens_nor_closes(void **state)
{
	(void)state;
	struct breaker b;
	breaker_init(&b, &plan);
	enum breaker_pass early = breaker_ask(&b, 4000);
	for (int i = 0; i < 10; i++)
		breaker_report(&b, breaker_ask(&b, 5000), BREAKER_BAD, 5000);
	breaker_report(&b, early, BREAKER_GOOD, 5001);
	assert_int_equal(breaker_state(&b), OPEN);
}

static void that_it_opens_and_closes_is_said_once_each(void **state)
{
	(void)state;
	struct breaker b;
	breaker_init(&b, &plan);
	for (int i = 0; i < 12; i++)
		assert_int_equal(breaker_report(&b, BREAKER_PASS, BREAKER_BAD, 5000), i == 9);
	enum breaker_pass first = breaker_ask(&b, 6000), second = breaker_ask(&b, 7000);
	assert_false(breaker_report(&b, first, BREAKER_BAD, 7000));
	assert_false(breaker_report(&b, breaker_ask(&b, 8000), BREAKER_NO_VERDICT, 8000));
	assert_true(breaker_report(&b, second, BREAKER_GOOD, 8001));
	assert_false(breaker_report(&b, BREAKER_PASS, BREAKER_GOOD, 8002));
}

/* Limiter ---------------------------------------------------------------------------------------------------------------- */

static unsigned told[8], told_count;

static void note(struct letter *m)
{
	struct limiter_waiter *w = CONTAINER_OF(m, struct limiter_waiter, letter);
	told[told_count++] = (unsigned)(uintptr_t)w;
	loop_stop(w->loop);
}

static void permits_go_on_in_the_order_of_waiting(void **state)
{
	(void)state;
	struct limiter l;
	struct loop *loop;
	struct limiter_waiter w[4];
	assert_int_equal(loop_new(0, &loop), OK);
	limiter_init(&l, 2, 3);
	for (int i = 0; i < 4; i++) {
		w[i] = (struct limiter_waiter){.loop = loop, .letter.deliver = note};
		list_init(&w[i].link);
	}
	assert_int_equal(limiter_acquire(&l, NULL), LIMITER_OK);
	assert_int_equal(limiter_acquire(&l, NULL), LIMITER_OK);
	assert_int_equal(limiter_acquire(&l, NULL), LIMITER_FULL);
	for (int i = 0; i < 3; i++)
		assert_int_equal(limiter_acquire(&l, &w[i]), LIMITER_WAIT);
	assert_int_equal(limiter_acquire(&l, &w[3]), LIMITER_FULL);
	assert_true(limiter_leave(&l, &w[1]));
	limiter_release(&l);
	limiter_release(&l);
	assert_false(limiter_leave(&l, &w[0])); /* its letter is under way */
	assert_int_equal(l.in_flight, 2);
	loop_run(loop);
	assert_int_equal(told_count, 2);
	assert_int_equal(told[0], (unsigned)(uintptr_t)&w[0]);
	assert_int_equal(told[1], (unsigned)(uintptr_t)&w[2]);
	limiter_release(&l);
	limiter_release(&l);
	assert_int_equal(l.in_flight, 0);
	assert_int_equal(l.waiting, 0);
	limiter_done(&l);
	loop_free(loop);
}

static void quantiles_are_within_a_fifth(void **state)
{
	(void)state;
	static const uint64_t each[] = {1, 3, 17, 100, 950, 12345, 2000000};
	for (size_t i = 0; i < ARRAY_LEN(each); i++) {
		struct latency l = {0};
		latency_add(&l, each[i], 60000);
		uint32_t q = latency_quantile(&l, 50, 60000);
		assert_true(q >= each[i] && q <= each[i] + each[i] / 4 + 1);
	}
	struct latency l = {0};
	assert_int_equal(latency_quantile(&l, 99, 60000), 0);
	for (uint64_t us = 1; us <= 1000; us++)
		latency_add(&l, us, 60000 + us * 50); /* over two minutes */
	assert_in_range(latency_quantile(&l, 50, 110000), 500, 625);
	assert_in_range(latency_quantile(&l, 99, 110000), 990, 1250);
	assert_int_equal(latency_quantile(&l, 99, 110000 + 180000), 0);
	latency_add(&l, UINT64_MAX, 110000);
	assert_true(latency_quantile(&l, 100, 110000) > 100000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_opens_at_the_share_and_not_before_there_are_enough),
		cmocka_unit_test(what_is_no_verdict_does_not_count),
		cmocka_unit_test(the_window_slides),
		cmocka_unit_test(one_probe_leaves_every_open_ms_and_a_good_one_closes),
		cmocka_unit_test(a_probe_that_hangs_does_not_keep_the_next_one_back),
		cmocka_unit_test(what_left_before_it_opened_neither_opens_nor_closes),
		cmocka_unit_test(that_it_opens_and_closes_is_said_once_each),
		cmocka_unit_test(permits_go_on_in_the_order_of_waiting),
		cmocka_unit_test(quantiles_are_within_a_fifth),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
