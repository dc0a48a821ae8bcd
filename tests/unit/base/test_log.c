#include "check.h"

#include "base/clock.h"
#include "base/json_reader.h"
#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>

static int wire[2];
static char line[1 << 16];

static int setup(void **unused)
{
	(void)unused;
	if (pipe(wire) != 0)
		return 1;
	log_set_fd(wire[1]);
	return fcntl(wire[0], F_SETFL, O_NONBLOCK);
}

static int teardown(void **unused)
{
	(void)unused;
	log_set_fd(STDERR_FILENO);
	log_set_request(STR_NONE);
	log_set_level(LOG_INFO);
	return close(wire[0]) | close(wire[1]);
}

/* What came out, without its newline; it must be one valid line. */
static struct str written(void)
{
	ssize_t n = read(wire[0], line, sizeof line);
	if (n < 0)
		return STR_NONE;
	assert_int_equal(line[n - 1], '\n');
	assert_null(memchr(line, '\n', (size_t)n - 1));
	struct json_reader r;
	struct str s = str_mem(line, (size_t)n - 1);
	json_reader_init(&r, s, JSON_LIMITS_DEFAULT);
	json_skip(&r, NULL);
	assert_int_equal(json_finish(&r), OK);
	return s;
}

static struct str member(struct str object, const char *name, struct arena *a)
{
	struct json_reader r;
	struct str key, value = STR_NONE;
	json_reader_init(&r, object, JSON_LIMITS_DEFAULT);
	json_enter_object(&r);
	while (json_next_key(&r, a, &key)) {
		if (str_is(key, name) && json_peek(&r) == JSON_STRING)
			json_get_string(&r, a, &value);
		else
			json_skip(&r, NULL);
	}
	return value;
}

static void an_event_is_one_json_line(void **unused)
{
	(void)unused;
	struct arena a;
	int64_t at;
	arena_init(&a, 1 << 16);
	log_set_request(STR("req-1"));
	log_event(LOG_WARN, "source.failed", "source", "wal\"let\n", "none", (const char *)NULL, "ms", log_num(-250), NULL);
	struct str s = written();
	check_str(member(s, "level", &a), "warn");
	check_str(member(s, "event", &a), "source.failed");
	check_str(member(s, "request", &a), "req-1");
	check_str(member(s, "source", &a), "wal\"let\n");
	check_str(member(s, "ms", &a), "-250");
	assert_int_equal(clock_parse_rfc3339(member(s, "time", &a), &at), OK);
	assert_true(at > 1700000000000 && at <= clock_wall_ms());
	log_set_request(STR_NONE);
	log_text(LOG_INFO, "start", "ready in %d ms", 12);
	s = written();
	check_str(member(s, "text", &a), "ready in 12 ms");
	assert_null(member(s, "request", &a).p);
	arena_done(&a);
}

static void levels_below_the_set_one_are_silent(void **unused)
{
	(void)unused;
	enum log_level l = LOG_OFF;
	log_event(LOG_DEBUG, "x", NULL);
	assert_null(written().p);
	log_set_level(LOG_DEBUG);
	log_event(LOG_DEBUG, "x", NULL);
	assert_non_null(written().p);
	log_set_level(LOG_OFF);
	log_event(LOG_ERROR, "x", NULL);
	log_text(LOG_OFF, "x", "y");
	assert_null(written().p);
	assert_true(log_level_parse(STR("error"), &l));
	assert_int_equal(l, LOG_ERROR);
	assert_false(log_level_parse(STR("ERROR"), &l));
	assert_int_equal(l, LOG_ERROR);
}

static void what_is_too_long_is_cut_and_stays_json(void **unused)
{
	(void)unused;
	static char big[5000];
	struct arena a;
	arena_init(&a, 1 << 20);
	for (size_t i = 0; i + 3 < sizeof big; i += 3)
		memcpy(big + i, "\xE2\x82\xAC", 3);
	log_event(LOG_INFO, "long", "a", big, NULL);
	struct str value = member(written(), "a", &a);
	assert_true(value.n >= 1000 && value.n <= 1024);
	assert_int_equal(value.n % 3, 0);
	memset(big, 1, sizeof big - 1); /* each byte becomes six */
	log_event(LOG_INFO, "long", "a", big, "b", big, "c", "short", NULL);
	struct str s = written();
	assert_true(s.n < 8192);
	assert_null(member(s, "b", &a).p);
	check_str(member(s, "c", &a), "short");
	assert_true(str_ends(s, STR(",\"cut\":true}")));
	arena_done(&a);
}

static void request_ids_are_cut_to_a_uuid(void **unused)
{
	(void)unused;
	struct arena a;
	arena_init(&a, 1 << 16);
	log_set_request(STR("0123456789012345678901234567890123456789"));
	log_event(LOG_INFO, "x", NULL);
	check_str(member(written(), "request", &a), "012345678901234567890123456789012345");
	arena_done(&a);
}

static void errno_survives(void **unused)
{
	(void)unused;
	log_set_fd(-1);
	errno = ENOSPC;
	log_event(LOG_INFO, "x", NULL);
	assert_int_equal(errno, ENOSPC);
	log_set_fd(wire[1]);
}

enum { THREADS = 4, LINES = 200 };

static void *log_much(void *name)
{
	log_set_request(str_of(name));
	for (int i = 0; i < LINES; i++)
		log_event(LOG_INFO, "line", "thread", (const char *)name, "n", log_num(i), NULL);
	return NULL;
}

static void lines_of_threads_do_not_mix(void **unused)
{
	(void)unused;
	static char names[THREADS][2] = {"a", "b", "c", "d"};
	pthread_t threads[THREADS];
	size_t lines = 0;
	struct arena a;
	FILE *file = tmpfile();
	assert_non_null(file);
	arena_init(&a, 1 << 16);
	log_set_fd(fileno(file));
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, log_much, names[i]), 0);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	rewind(file);
	while (fgets(line, sizeof line, file)) {
		struct str s = str_trim(str_of(line));
		struct str thread = member(s, "thread", &a);
		assert_int_equal(thread.n, 1);
		assert_true(str_eq(thread, member(s, "request", &a)));
		arena_reset(&a);
		lines++;
	}
	assert_int_equal(lines, THREADS * LINES);
	fclose(file);
	arena_done(&a);
}

static void numbers_of_one_call_do_not_overwrite_each_other(void **unused)
{
	(void)unused;
	const char *a = log_num(INT64_MIN), *b = log_num(2), *c = log_num(INT64_MAX);
	assert_string_equal(a, "-9223372036854775808");
	assert_string_equal(b, "2");
	assert_string_equal(c, "9223372036854775807");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_event_is_one_json_line, setup, teardown),
		cmocka_unit_test_setup_teardown(levels_below_the_set_one_are_silent, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_too_long_is_cut_and_stays_json, setup, teardown),
		cmocka_unit_test_setup_teardown(request_ids_are_cut_to_a_uuid, setup, teardown),
		cmocka_unit_test_setup_teardown(errno_survives, setup, teardown),
		cmocka_unit_test_setup_teardown(lines_of_threads_do_not_mix, setup, teardown),
		cmocka_unit_test(numbers_of_one_call_do_not_overwrite_each_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
