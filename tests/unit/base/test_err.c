#include "check.h"

#include "base/utf8.h"

#include <errno.h>

static void every_error_has_a_name_of_its_own(void **unused)
{
	(void)unused;
	for (int i = 0; i < ERR_COUNT_; i++) {
		assert_non_null(err_name((enum err)i));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(err_name((enum err)i), err_name((enum err)j));
	}
	assert_string_equal(err_name(ERR_COUNT_), "unknown error");
}

static void set_fills_the_detail_and_returns_the_code(void **unused)
{
	(void)unused;
	struct err_info info = {.line = 7, .offset = 9};
	assert_int_equal(err_set(&info, ERR_SHAPE, "/a/b", "at most %d", 5), ERR_SHAPE);
	assert_int_equal(info.code, ERR_SHAPE);
	assert_string_equal(info.field, "/a/b");
	assert_string_equal(info.text, "at most 5");
	assert_int_equal(info.line, 0);
	assert_int_equal(info.offset, 0);
}

static void set_without_detail_only_returns_the_code(void **unused)
{
	(void)unused;
	assert_int_equal(err_set(NULL, ERR_IO, "x", "%d", 1), ERR_IO);
}

static void set_cuts_long_words_between_code_points(void **unused)
{
	(void)unused;
	char word[400];
	/* One byte ahead moves every cut to each place inside the two- and four-byte sequences. */
	for (size_t shift = 0; shift < 4; shift++) {
		memset(word, 'x', shift);
		for (size_t i = shift; i + 4 < sizeof word; i += 4)
			memcpy(word + i, "\xF0\x9F\x8E\xB2", 4);
		word[sizeof word - 8] = '\0';
		struct err_info info;
		(void)err_set(&info, ERR_SHAPE, word, "%s", word);
		assert_true(utf8_valid(str_of(info.field)));
		assert_true(utf8_valid(str_of(info.text)));
		assert_true(strlen(info.field) >= sizeof info.field - 4);
	}
}

static void errno_maps_to_what_the_caller_can_do(void **unused)
{
	(void)unused;
	assert_int_equal(err_from_errno(0), OK);
	assert_int_equal(err_from_errno(ENOMEM), ERR_NOMEM);
	assert_int_equal(err_from_errno(ENOSPC), ERR_FULL);
	assert_int_equal(err_from_errno(EDQUOT), ERR_FULL);
	assert_int_equal(err_from_errno(ENOENT), ERR_NOT_FOUND);
	assert_int_equal(err_from_errno(ECONNREFUSED), ERR_UNAVAILABLE);
	assert_int_equal(err_from_errno(ETIMEDOUT), ERR_TIMEOUT);
	assert_int_equal(err_from_errno(EMFILE), ERR_LIMIT);
	assert_int_equal(err_from_errno(EIO), ERR_IO);
	assert_int_equal(err_from_errno(123456), ERR_IO);
}

static void break_an_invariant(void)
{
	MUST(1 + 1 == 3);
}
static void keep_an_invariant(void)
{
	MUST(1 + 1 == 2);
}

static void must_stops_the_program_only_when_broken(void **unused)
{
	(void)unused;
	assert_true(dies(break_an_invariant));
	assert_false(dies(keep_an_invariant));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_error_has_a_name_of_its_own),
		cmocka_unit_test(set_fills_the_detail_and_returns_the_code),
		cmocka_unit_test(set_without_detail_only_returns_the_code),
		cmocka_unit_test(set_cuts_long_words_between_code_points),
		cmocka_unit_test(errno_maps_to_what_the_caller_can_do),
		cmocka_unit_test(must_stops_the_program_only_when_broken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
