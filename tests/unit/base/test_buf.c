#include "check.h"

#include "base/buf.h"

#include <stdlib.h>

static void appends_add_up(void **unused)
{
	(void)unused;
	struct buf b;
	buf_init(&b, 1 << 16);
	assert_int_equal(buf_view(&b).n, 0);
	buf_str(&b, STR_NONE);
	buf_char(&b, '<');
	buf_str(&b, STR("ab"));
	BUF_LIT(&b, "\0>");
	buf_u64(&b, UINT64_MAX);
	buf_char(&b, ' ');
	buf_i64(&b, INT64_MIN);
	buf_i64(&b, 0);
	buf_printf(&b, "[%5d]", 42);
	assert_int_equal(buf_ok(&b), OK);
	check_str(buf_view(&b), "<ab\0>18446744073709551615 -92233720368547758080[   42]");
	buf_done(&b);
}

static void long_printf_grows(void **unused)
{
	(void)unused;
	struct buf b;
	buf_init(&b, 1 << 16);
	buf_printf(&b, "%5000d|", 1);
	assert_int_equal(buf_view(&b).n, 5001);
	assert_int_equal(buf_view(&b).p[5000], '|');
	buf_done(&b);
}

static void maximum_is_reached_exactly_and_the_failure_sticks(void **unused)
{
	(void)unused;
	struct buf b;
	buf_init(&b, 1000);
	for (int i = 0; i < 1000; i++)
		buf_char(&b, 'x');
	assert_int_equal(buf_ok(&b), OK);
	assert_int_equal(b.n, 1000);
	buf_char(&b, 'y');
	assert_int_equal(buf_ok(&b), ERR_TOO_LARGE);
	assert_null(buf_reserve(&b, 0));
	size_t n = 5;
	assert_null(buf_take(&b, &n));
	assert_int_equal(n, 5);
	buf_reset(&b);
	assert_int_equal(buf_ok(&b), OK);
	buf_printf(&b, "%1000d", 1); /* the NUL of printf needs no room of the maximum's */
	assert_int_equal(buf_ok(&b), OK);
	buf_printf(&b, "%d", 1);
	assert_int_equal(buf_ok(&b), ERR_TOO_LARGE);
	assert_int_equal(b.n, 1000);
	buf_done(&b);
}

static void after_a_failure_nothing_is_added(void **unused)
{
	(void)unused;
	struct buf b;
	buf_init(&b, 10);
	buf_str(&b, STR("12345"));
	buf_str(&b, STR("123456"));
	buf_str(&b, STR("1"));
	check_str(buf_view(&b), "12345");
	assert_int_equal(buf_ok(&b), ERR_TOO_LARGE);
	buf_done(&b);
}

static void absurd_sizes_are_refused(void **unused)
{
	(void)unused;
	struct buf b;
	volatile size_t huge = SIZE_MAX;
	buf_init(&b, huge);
	buf_char(&b, 'x');
	assert_null(buf_reserve(&b, huge));
	assert_int_equal(buf_ok(&b), ERR_TOO_LARGE);
	buf_done(&b);
}

static void reserve_and_commit(void **unused)
{
	(void)unused;
	struct buf b;
	buf_init(&b, 4096);
	char *p = buf_reserve(&b, 3000);
	assert_non_null(p);
	memset(p, 'z', 3000);
	buf_commit(&b, 2999);
	assert_int_equal(buf_view(&b).n, 2999);
	assert_non_null(buf_reserve(&b, 0));
	buf_done(&b);
}

static void take_moves_the_memory(void **unused)
{
	(void)unused;
	struct buf b;
	size_t n = 0;
	buf_init(&b, 100);
	assert_null(buf_take(&b, &n));
	BUF_LIT(&b, "abc");
	char *p = buf_take(&b, &n);
	assert_int_equal(n, 3);
	assert_memory_equal(p, "abc", 3);
	assert_int_equal(b.n, 0);
	BUF_LIT(&b, "d"); /* and it can be used again */
	check_str(buf_view(&b), "d");
	free(p);
	buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appends_add_up),
		cmocka_unit_test(long_printf_grows),
		cmocka_unit_test(maximum_is_reached_exactly_and_the_failure_sticks),
		cmocka_unit_test(after_a_failure_nothing_is_added),
		cmocka_unit_test(absurd_sizes_are_refused),
		cmocka_unit_test(reserve_and_commit),
		cmocka_unit_test(take_moves_the_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
