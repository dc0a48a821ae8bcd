#include "check.h"

#include "base/arena.h"

static void memory_is_aligned_separate_and_counted(void **unused)
{
	(void)unused;
	struct arena a;
	unsigned char *p[400];
	arena_init(&a, 1 << 20);
	for (size_t i = 0; i < ARRAY_LEN(p); i++) {
		p[i] = arena_alloc(&a, i);
		assert_non_null(p[i]);
		assert_int_equal((uintptr_t)p[i] % 16, 0);
		memset(p[i], (int)(i & 0xFF), i);
	}
	for (size_t i = 0; i < ARRAY_LEN(p); i++)
		for (size_t k = 0; k < i; k++)
			assert_int_equal(p[i][k], i & 0xFF);
	assert_true(a.used_bytes >= 399 * 400 / 2);
	arena_done(&a);
	assert_int_equal(a.used_bytes, 0);
}

static void cap_is_reached_exactly_and_holds(void **unused)
{
	(void)unused;
	struct arena a;
	arena_init(&a, 1024);
	assert_non_null(arena_alloc(&a, 1000)); /* counts as 1008 */
	assert_null(arena_alloc(&a, 17));
	assert_non_null(arena_alloc(&a, 16));
	assert_null(arena_alloc(&a, 1));
	assert_null(arena_alloc(&a, 0));
	arena_reset(&a);
	assert_non_null(arena_alloc(&a, 1024));
	assert_null(arena_alloc(&a, 1));
	arena_done(&a);
}

static void absurd_sizes_are_refused(void **unused)
{
	(void)unused;
	struct arena a;
	volatile size_t huge = SIZE_MAX;
	arena_init(&a, 1 << 20);
	assert_null(arena_alloc(&a, huge));
	assert_null(arena_alloc(&a, huge - 15));
	assert_null(arena_array(&a, huge / 2, 3));
	assert_null(arena_dup(&a, str_mem("x", huge)).p);
	assert_non_null(arena_array(&a, 0, 8));
	arena_done(&a);
}

static void zeroed_memory_is_zero_also_after_reset(void **unused)
{
	(void)unused;
	struct arena a;
	arena_init(&a, 1 << 20);
	void *dirty = arena_alloc(&a, 512);
	assert_non_null(dirty);
	memset(dirty, 0xAA, 512);
	arena_reset(&a);
	unsigned char *p = arena_zalloc(&a, 512);
	assert_ptr_equal(p, dirty); /* the first block was kept */
	for (size_t i = 0; i < 512; i++)
		assert_int_equal(p[i], 0);
	arena_done(&a);
}

static void large_requests_leave_the_open_block_in_use(void **unused)
{
	(void)unused;
	struct arena a;
	arena_init(&a, 64 << 20);
	char *first = arena_alloc(&a, 16);
	char *large = arena_alloc(&a, 10 << 20);
	char *second = arena_alloc(&a, 16);
	assert_non_null(large);
	memset(large, 1, 10 << 20);
	assert_ptr_equal(second, first + 16);
	arena_reset(&a);
	assert_int_equal(a.used_bytes, 0);
	assert_ptr_equal(arena_alloc(&a, 16), first);
	arena_done(&a);
}

static void a_round_that_took_several_blocks_is_followed_by_one_in_a_single_block(void **unused)
{
	(void)unused;
	struct arena a;
	arena_init(&a, 64 << 20);
	assert_non_null(arena_alloc(&a, 16));
	assert_non_null(arena_alloc(&a, 16384));
	arena_reset(&a);
	arena_reset(&a); /* once more changes nothing */
	char *small = arena_alloc(&a, 16), *large = arena_alloc(&a, 16384);
	assert_ptr_equal(large, small + 16);
	arena_reset(&a);
	assert_ptr_equal(arena_alloc(&a, 16), small); /* and stays */
	arena_done(&a);
}

static void a_huge_first_block_is_not_kept(void **unused)
{
	(void)unused;
	struct arena a;
	arena_init(&a, 64 << 20);
	assert_non_null(arena_alloc(&a, 10 << 20));
	arena_reset(&a);
	assert_null(a.head);
	assert_non_null(arena_alloc(&a, 16));
	arena_done(&a);
}

static void reset_and_done_of_an_unused_arena(void **unused)
{
	(void)unused;
	struct arena a;
	arena_init(&a, 100);
	arena_reset(&a);
	arena_done(&a);
	arena_done(&a);
}

static void copies_end_with_a_nul(void **unused)
{
	(void)unused;
	struct arena a;
	arena_init(&a, 4096);
	struct str s = arena_dup(&a, STR("abc\0def"));
	assert_int_equal(s.n, 7);
	assert_memory_equal(s.p, "abc\0def", 8);
	s = arena_dup(&a, STR_NONE);
	assert_non_null(s.p);
	assert_int_equal(s.n, 0);
	assert_string_equal(s.p, "");
	arena_done(&a);
}

static void printf_fits_or_fails(void **unused)
{
	(void)unused;
	struct arena a;
	arena_init(&a, 64);
	assert_string_equal(arena_printf(&a, "%s-%d", "CUS", 7), "CUS-7");
	assert_null(arena_printf(&a, "%100d", 1));
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_aligned_separate_and_counted),
		cmocka_unit_test(cap_is_reached_exactly_and_holds),
		cmocka_unit_test(absurd_sizes_are_refused),
		cmocka_unit_test(zeroed_memory_is_zero_also_after_reset),
		cmocka_unit_test(large_requests_leave_the_open_block_in_use),
		cmocka_unit_test(a_round_that_took_several_blocks_is_followed_by_one_in_a_single_block),
		cmocka_unit_test(a_huge_first_block_is_not_kept),
		cmocka_unit_test(reset_and_done_of_an_unused_arena),
		cmocka_unit_test(copies_end_with_a_nul),
		cmocka_unit_test(printf_fits_or_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
