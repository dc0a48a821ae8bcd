#include "tests/unit/store/log_fixture.h"

static void records_come_back_in_order_across_segments_and_restarts(void **state)
{
	struct scratch *s = *state;
	const char *dir = scratch_path(s, "log");
	struct seglog_config c = config_of(dir);
	unsigned next = 1;
	for (int round = 0; round < 3; round++) {
		struct seglog *l = open_ok(&c);
		assert_int_equal(seglog_last_seq(l), next - 1);
		struct note *notes[400];
		for (size_t i = 0; i < ARRAY_LEN(notes); i++) {
			notes[i] = note_new(next++);
			assert_int_equal(seglog_append(l, &notes[i]->e), OK);
		}
		for (size_t i = 0; i < ARRAY_LEN(notes); i++)
			assert_int_equal(note_wait(notes[i]), OK);
		check_all(dir, next - 1); /* while it is open */
		seglog_close(l);
		check_all(dir, next - 1);
	}
}

struct batch_check {
	uint64_t seq; /* of the last one that was accepted: the hooks' ctx begins with it */
	uint64_t sealed[64];
	size_t count;
};

static void note_sealed(void *ctx, uint64_t first_seq)
{
	struct batch_check *b = ctx;
	if (b->count < ARRAY_LEN(b->sealed))
		b->sealed[b->count] = first_seq;
	b->count++;
}

static void records_put_together_stay_together_and_segments_say_when_they_end(void **state)
{
	struct scratch *s = *state;
	const char *dir = scratch_path(s, "log");
	struct seglog_config c = config_of(dir);
	struct batch_check check = {0};
	c.hooks.ctx = &check;
	c.hooks.sealed = note_sealed;
	struct seglog *l = open_ok(&c);
	struct note *notes[100];
	unsigned next = 1;
	for (int round = 0; round < 20; round++) {
		struct list all;
		list_init(&all);
		for (size_t i = 0; i < ARRAY_LEN(notes); i++) {
			notes[i] = note_new(next++);
			list_push_back(&all, &notes[i]->e.link);
		}
		assert_int_equal(seglog_append_all(l, &all), OK);
		for (size_t i = 0; i < ARRAY_LEN(notes); i++)
			assert_int_equal(note_wait(notes[i]), OK);
	}
	struct list none;
	list_init(&none);
	assert_int_equal(seglog_append_all(l, &none), OK);
	seglog_close(l);
	check_all(dir, 2000);
	assert_in_range(check.count, 4, ARRAY_LEN(check.sealed));
	for (size_t i = 0; i < check.count; i++) {
		char name[64];
		snprintf(name, sizeof name, "log/%020llu.log", (unsigned long long)check.sealed[i]);
		assert_int_equal(access(scratch_path(s, name), F_OK), 0);
	}
}

static void one_bad_record_refuses_all_that_are_put_with_it(void **state)
{
	struct scratch *s = *state;
	const char *dir = scratch_path(s, "log");
	struct seglog_config c = config_of(dir);
	c.max_queued_bytes = 1000;
	struct seglog *l = open_ok(&c);
	struct note *good = note_new(1), *bad = note_new(2);
	struct list all;
	list_init(&all);
	bad->e.record = STR("two\nlines");
	list_push_back(&all, &good->e.link);
	list_push_back(&all, &bad->e.link);
	assert_int_equal(seglog_append_all(l, &all), ERR_SHAPE);
	char big[1000];
	memset(big, 'x', sizeof big);
	bad->e.record = str_mem(big, sizeof big);
	list_init(&all);
	list_push_back(&all, &good->e.link);
	list_push_back(&all, &bad->e.link);
	assert_int_equal(seglog_append_all(l, &all), ERR_LIMIT);
	free(good);
	free(bad);
	assert_int_equal(put_one(l, 1), OK);
	seglog_close(l);
	check_all(dir, 1);
}

struct back {
	uint64_t next, count;
};

static bool each_back(void *ctx, uint64_t seq, struct str record)
{
	struct back *b = ctx;
	uint64_t got = 0;
	assert_int_equal(seq, b->next);
	assert_true(accept_numbered(&got, seq, record));
	b->next--;
	return --b->count > 0;
}

static void newest_first_from_any_place(void **state)
{
	struct scratch *s = *state;
	const char *dir = scratch_path(s, "log");
	struct seglog_config c = config_of(dir);
	c.segment_bytes = 16384;
	struct seglog *l = open_ok(&c);
	for (unsigned i = 1; i <= 900; i++)
		assert_int_equal(put_one(l, i), OK);
	for (uint64_t before = 1; before <= 901; before += 37) {
		struct back b = {.next = before - 1, .count = UINT64_MAX};
		assert_int_equal(seglog_read_back(dir, before, each_back, &b), OK);
		assert_int_equal(b.next, 0);
	}
	struct back b = {.next = 900, .count = 10};
	assert_int_equal(seglog_read_back(dir, 0, each_back, &b), OK);
	assert_int_equal(b.next, 890);
	seglog_close(l);
}

static void a_second_writer_is_refused_and_a_reader_takes_nothing(void **state)
{
	struct scratch *s = *state;
	const char *dir = scratch_path(s, "log");
	struct seglog_config c = config_of(dir);
	struct seglog *l = open_ok(&c), *other = NULL;
	assert_int_equal(seglog_open(&c, &other, NULL), ERR_BUSY);
	assert_true(seglog_in_use(dir));
	seglog_close(l);
	assert_false(seglog_in_use(dir));
}

static void bytes_that_are_no_record_are_refused(void **state)
{
	struct scratch *s = *state;
	struct seglog_config c = config_of(scratch_path(s, "log"));
	struct seglog *l = open_ok(&c);
	struct seglog_entry e = {.done = note_done};
	e.record = STR("two\nlines");
	assert_int_equal(seglog_append(l, &e), ERR_SHAPE);
	e.record = str_mem("a\0b", 3);
	assert_int_equal(seglog_append(l, &e), ERR_SHAPE);
	char *big = calloc(1, SEGLOG_RECORD_MAX + 1);
	memset(big, 'x', SEGLOG_RECORD_MAX + 1);
	e.record = str_mem(big, SEGLOG_RECORD_MAX + 1);
	assert_int_equal(seglog_append(l, &e), ERR_TOO_LARGE);
	seglog_close(l);
	free(big);
}

/* --- what a crash leaves behind --- */

/* --- home --- */

struct homing {
	struct loop *loop;
	struct seglog *log;
	struct note *notes[64];
	uint64_t last_seq;
	unsigned came;
};
static struct homing homing;

static void came_home(struct seglog_entry *e)
{
	assert_ptr_equal(loop_current(), homing.loop);
	assert_int_equal(e->outcome, OK);
	assert_int_equal(e->seq, homing.last_seq + 1);
	homing.last_seq = e->seq;
	free(CONTAINER_OF(e, struct note, e));
	if (++homing.came == 64)
		loop_stop(homing.loop);
}

static void send_all(void *ctx)
{
	(void)ctx;
	for (unsigned i = 0; i < 64; i++) {
		struct note *n = note_new(i + 1);
		n->e.home = homing.loop;
		n->e.done = came_home;
		assert_int_equal(seglog_append(homing.log, &n->e), OK);
	}
}

static void records_come_home_to_their_loop_in_order(void **state)
{
	struct scratch *s = *state;
	struct seglog_config c = config_of(scratch_path(s, "log"));
	homing = (struct homing){0};
	assert_int_equal(loop_new(0, &homing.loop), OK);
	homing.log = open_ok(&c);
	assert_int_equal(loop_call(homing.loop, send_all, NULL), OK);
	loop_run(homing.loop);
	seglog_close(homing.log);
	loop_free(homing.loop);
	assert_int_equal(homing.came, 64);
}

int main(void)
{
	log_set_level(LOG_OFF);
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(records_come_back_in_order_across_segments_and_restarts),
		T(records_put_together_stay_together_and_segments_say_when_they_end),
		T(one_bad_record_refuses_all_that_are_put_with_it),
		T(newest_first_from_any_place),
		T(a_second_writer_is_refused_and_a_reader_takes_nothing),
		T(bytes_that_are_no_record_are_refused),
		T(records_come_home_to_their_loop_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
