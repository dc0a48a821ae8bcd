#include "check.h"

#include <pthread.h>

static void comparison_is_by_bytes_then_length(void **unused)
{
	(void)unused;
	assert_true(str_cmp(STR("a"), STR("b")) < 0);
	assert_true(str_cmp(STR("ab"), STR("a")) > 0);
	assert_true(str_cmp(STR("\xff"), STR("a")) > 0);
	assert_int_equal(str_cmp(STR_NONE, STR("")), 0);
	assert_true(str_eq(STR_NONE, STR("")));
	assert_false(str_eq(STR("a"), STR("A")));
	assert_true(str_ieq(STR("Content-LENGTH"), STR("content-length")));
	assert_false(str_ieq(STR("[]"), STR("{}"))); /* 0x20 apart, but no letters */
	assert_false(str_ieq(STR("a"), STR("ab")));
}

static void prefixes_and_suffixes(void **unused)
{
	(void)unused;
	assert_true(str_starts(STR("CUS-1"), STR("CUS-")));
	assert_false(str_starts(STR("CUS"), STR("CUS-")));
	assert_true(str_starts(STR("x"), STR("")));
	assert_true(str_ends(STR("a.pdf"), STR(".pdf")));
	assert_false(str_ends(STR("pdf"), STR(".pdf")));
	assert_true(str_ends(STR_NONE, STR("")));
}

static void find_starts_where_told(void **unused)
{
	(void)unused;
	assert_int_equal(str_find(STR("a,b,c"), ',', 0), 1);
	assert_int_equal(str_find(STR("a,b,c"), ',', 2), 3);
	assert_true(str_find(STR("a,b,c"), ',', 4) == SIZE_MAX);
	assert_true(str_find(STR("a"), 'a', 9) == SIZE_MAX);
	assert_true(str_find(STR_NONE, 'a', 0) == SIZE_MAX);
}

static void trim_takes_blanks_at_both_ends_only(void **unused)
{
	(void)unused;
	check_str(str_trim(STR(" \t\r\n a b \n")), "a b");
	check_str(str_trim(STR(" \t")), "");
	check_str(str_trim(STR("\v a")), "\v a");
}

static void split_gives_every_part_also_empty_ones(void **unused)
{
	(void)unused;
	struct str rest = STR(",a,,b,"), part;
	const char *const want[] = {"", "a", "", "b", ""};
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		assert_true(str_split(&rest, ',', &part));
		assert_true(str_is(part, want[i]));
	}
	assert_false(str_split(&rest, ',', &part));
	rest = STR("");
	assert_true(str_split(&rest, ',', &part));
	assert_int_equal(part.n, 0);
	assert_false(str_split(&rest, ',', &part));
}

static void integers_are_exact_or_refused(void **unused)
{
	(void)unused;
	uint64_t u = 7;
	int64_t i = 7;
	assert_int_equal(str_to_u64(STR("18446744073709551615"), &u), OK);
	assert_true(u == UINT64_MAX);
	assert_int_equal(str_to_i64(STR("-9223372036854775808"), &i), OK);
	assert_true(i == INT64_MIN);
	assert_int_equal(str_to_i64(STR("9223372036854775807"), &i), OK);
	assert_true(i == INT64_MAX);
	assert_int_equal(str_to_i64(STR("-0"), &i), OK);
	assert_int_equal(i, 0);

	u = 7, i = 7;
	assert_int_equal(str_to_u64(STR("18446744073709551616"), &u), ERR_RANGE);
	assert_int_equal(str_to_i64(STR("9223372036854775808"), &i), ERR_RANGE);
	assert_int_equal(str_to_i64(STR("-9223372036854775809"), &i), ERR_RANGE);
	/* Not a number at all goes before too large. */
	assert_int_equal(str_to_u64(STR("99999999999999999999x"), &u), ERR_SYNTAX);
	static const char *const bad[] = {"", "-", "+1", " 1", "1 ", "1.0", "0x1", "--1", "1e2"};
	for (size_t k = 0; k < ARRAY_LEN(bad); k++)
		assert_int_equal(str_to_i64(str_of(bad[k]), &i), ERR_SYNTAX);
	assert_int_equal(str_to_u64(STR("-1"), &u), ERR_SYNTAX);
	assert_int_equal(u, 7);
	assert_int_equal(i, 7);
}

static void copy_always_ends_and_says_when_cut(void **unused)
{
	(void)unused;
	char out[4] = "zzz";
	assert_true(str_copy(out, sizeof out, STR("abc")));
	assert_string_equal(out, "abc");
	assert_false(str_copy(out, sizeof out, STR("abcd")));
	assert_string_equal(out, "abc");
	assert_true(str_copy(out, sizeof out, STR_NONE));
	assert_string_equal(out, "");
	assert_false(str_copy(out, 0, STR("a")));
}

static uint64_t other_hash;
static void *hash_elsewhere(void *unused)
{
	(void)unused;
	other_hash = str_hash(STR("CUS-123456"));
	return NULL;
}

static void hash_is_one_function_on_all_threads(void **unused)
{
	(void)unused;
	pthread_t t;
	assert_int_equal(pthread_create(&t, NULL, hash_elsewhere, NULL), 0);
	assert_int_equal(pthread_join(t, NULL), 0);
	assert_true(other_hash == str_hash(STR("CUS-123456")));
	assert_true(str_hash(STR("a")) != str_hash(STR("b")));
	assert_true(str_hash(STR_NONE) == str_hash(STR("")));
}

static void hash_key_differs_between_processes(void **unused)
{
	(void)unused;
	/* The key is drawn on first use, so two children that were forked before it draw their own. Runs first. */
	uint64_t seen[2];
	for (int i = 0; i < 2; i++) {
		int fd[2];
		assert_int_equal(pipe(fd), 0);
		pid_t child = fork();
		if (child == 0) {
			uint64_t h = str_hash(STR("x"));
			_exit(write(fd[1], &h, sizeof h) == sizeof h ? 0 : 1);
		}
		assert_int_equal(read(fd[0], &seen[i], sizeof seen[i]), sizeof seen[i]);
		assert_int_equal(waitpid(child, NULL, 0), child);
		close(fd[0]);
		close(fd[1]);
	}
	assert_true(seen[0] != seen[1]);
}

static void stable_hash_is_fnv1a_64(void **unused)
{
	(void)unused;
	/* Test vectors of the FNV authors. */
	assert_true(str_hash_stable(STR("")) == 0xcbf29ce484222325u);
	assert_true(str_hash_stable(STR("a")) == 0xaf63dc4c8601ec8cu);
	assert_true(str_hash_stable(STR("foobar")) == 0x85944171f73967e8u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hash_key_differs_between_processes),
		cmocka_unit_test(comparison_is_by_bytes_then_length),
		cmocka_unit_test(prefixes_and_suffixes),
		cmocka_unit_test(find_starts_where_told),
		cmocka_unit_test(trim_takes_blanks_at_both_ends_only),
		cmocka_unit_test(split_gives_every_part_also_empty_ones),
		cmocka_unit_test(integers_are_exact_or_refused),
		cmocka_unit_test(copy_always_ends_and_says_when_cut),
		cmocka_unit_test(hash_is_one_function_on_all_threads),
		cmocka_unit_test(stable_hash_is_fnv1a_64),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
