#include "check.h"

#include "app/loops.h"

#include <pthread.h>
#include <stdatomic.h>

struct visits {
	struct loops *loops;
	atomic_uint count, wrong_thread;
	enum err outcome_of_first;
};

static enum err visit(void *ctx, unsigned index)
{
	struct visits *v = ctx;
	atomic_fetch_add(&v->count, 1);
	if (loop_current() != loops_at(v->loops, index))
		atomic_fetch_add(&v->wrong_thread, 1);
	return index == 0 ? v->outcome_of_first : OK;
}

static void an_errand_runs_on_its_loop_and_is_waited_for(void **unused)
{
	(void)unused;
	struct visits v = {.outcome_of_first = OK};
	assert_int_equal(loops_start(3, &v.loops), OK);
	assert_int_equal(loops_count(v.loops), 3);
	assert_int_equal(loops_each(v.loops, visit, &v), OK);
	assert_int_equal(v.count, 3);
	assert_int_equal(loops_on(v.loops, 2, visit, &v), OK);
	assert_int_equal(v.count, 4);
	assert_int_equal(v.wrong_thread, 0);
	v.outcome_of_first = ERR_FULL;
	assert_int_equal(loops_each(v.loops, visit, &v), ERR_FULL);
	loops_stop(v.loops);
	loops_free(v.loops);
}

struct note {
	struct letter letter;
	atomic_bool delivered;
};

static void note_deliver(struct letter *m)
{
	atomic_store(&CONTAINER_OF(m, struct note, letter)->delivered, true);
}

static void what_was_posted_before_settling_is_delivered(void **unused)
{
	(void)unused;
	struct loops *l;
	struct note notes[64];
	assert_int_equal(loops_start(2, &l), OK);
	for (size_t i = 0; i < ARRAY_LEN(notes); i++) {
		notes[i] = (struct note){.letter.deliver = note_deliver};
		loop_post(loops_at(l, i % 2), &notes[i].letter);
	}
	loops_settle(l);
	for (size_t i = 0; i < ARRAY_LEN(notes); i++)
		assert_true(notes[i].delivered);
	loops_stop(l);
	loops_free(l);
}

static void letters_to_stopped_loops_are_delivered_when_they_are_freed(void **unused)
{
	(void)unused;
	struct loops *l;
	struct note n = {.letter.deliver = note_deliver};
	assert_int_equal(loops_start(0, &l), OK);
	assert_true(loops_count(l) >= 1);
	loops_stop(l);
	loop_post(loops_at(l, 0), &n.letter);
	assert_false(n.delivered);
	loops_free(l);
	assert_true(n.delivered);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_errand_runs_on_its_loop_and_is_waited_for),
		cmocka_unit_test(what_was_posted_before_settling_is_delivered),
		cmocka_unit_test(letters_to_stopped_loops_are_delivered_when_they_are_freed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
