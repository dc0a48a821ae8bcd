#include "base/log.h"
#include "live/seen_file.h"
#include "live/seen_index.h"
#include "live/seen_layout.h"
#include "tests/unit/store/scratch.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>

static const struct seen_secret secret = {"0123456789abcdef"};

static struct seen_id id_of(uint64_t n)
{
	char text[32];
	return seen_id_of(&secret, STR("/operator"),
			  str_mem(text, (size_t)snprintf(text, sizeof text, "event-%llu", (unsigned long long)n)));
}

/* --- the window --- */

static void ids_tell_source_from_id_and_depend_on_the_secret(void **state)
{
	(void)state;
	static const struct seen_secret other = {"0123456789abcdeg"};
	assert_true(seen_id_eq(seen_id_of(&secret, STR("ab"), STR("c")), seen_id_of(&secret, STR("ab"), STR("c"))));
	assert_false(seen_id_eq(seen_id_of(&secret, STR("ab"), STR("c")), seen_id_of(&secret, STR("a"), STR("bc"))));
	assert_false(seen_id_eq(seen_id_of(&secret, STR("ab"), STR("c")), seen_id_of(&other, STR("ab"), STR("c"))));
}

static void a_window_holds_the_newest_and_nothing_else(void **state)
{
	(void)state;
	for (uint32_t window = SEEN_WINDOW_MIN; window <= 4096; window *= 4) {
		struct seen s;
		assert_int_equal(seen_init(&s, window, 1), OK);
		for (uint64_t n = 1; n <= window * 5; n++) {
			assert_false(seen_has(&s, id_of(n)));
			if (seen_full(&s))
				seen_drop(&s);
			seen_add(&s, id_of(n));
			assert_true(seen_has(&s, id_of(n)));
			assert_true(seen_id_eq(seen_id_at(&s, n), id_of(n)));
			if (n > window) {
				assert_true(seen_has(&s, id_of(n - window + 1)));
				assert_false(seen_has(&s, id_of(n - window)));
			}
		}
		for (uint64_t n = 1; n <= window * 5; n++)
			assert_int_equal(seen_has(&s, id_of(n)), n > window * 4);
		while (s.first < s.next)
			seen_drop(&s);
		for (size_t i = 0; i <= s.slot_mask; i++)
			assert_int_equal(s.slots[i], 0);
		seen_done(&s);
	}
}

/* Ids that all begin their search at one place, around the table's end, come and go in order. */
static void ids_that_collide_are_kept_apart(void **state)
{
	(void)state;
	struct seen s;
	assert_int_equal(seen_init(&s, 64, 0), OK);
	for (uint64_t n = 0; n < 1000; n++) {
		if (seen_full(&s))
			seen_drop(&s);
		seen_add(&s, (struct seen_id){n << 20, s.slot_mask - n % 3});
		for (uint64_t m = n > 80 ? n - 80 : 0; m <= n; m++)
			assert_int_equal(seen_has(&s, (struct seen_id){m << 20, s.slot_mask - m % 3}), m + 64 > n);
	}
	seen_done(&s);
}

static void the_same_id_twice_goes_one_by_one(void **state)
{
	(void)state;
	struct seen s;
	assert_int_equal(seen_init(&s, SEEN_WINDOW_MIN, 7), OK);
	seen_add(&s, id_of(1));
	seen_add(&s, id_of(1));
	seen_drop(&s);
	assert_true(seen_has(&s, id_of(1)));
	seen_drop(&s);
	assert_false(seen_has(&s, id_of(1)));
	seen_done(&s);
}

static void an_id_costs_no_more_than_32_bytes(void **state)
{
	(void)state;
	struct seen s;
	assert_int_equal(seen_init(&s, SEEN_WINDOW_DEFAULT, 0), OK);
	size_t bytes = (s.ring_mask + 1) * sizeof *s.ring + (s.slot_mask + (size_t)1) * sizeof *s.slots;
	assert_true(bytes <= 32u * SEEN_WINDOW_DEFAULT);
	seen_done(&s);
}

/* --- files --- */

static void add_range(struct seen_index *x, uint64_t first, uint64_t last)
{
	size_t n = (size_t)(last - first + 1);
	struct seen_id *ids = malloc(n * sizeof *ids);
	for (size_t i = 0; i < n; i++)
		ids[i] = id_of(first + i);
	assert_int_equal(seen_index_add(x, (struct seen_range){first, last}, ids, n), OK);
	free(ids);
}

static struct seen_index *open_index(const char *dir)
{
	struct seen_index *x;
	assert_int_equal(seen_index_open(dir, &secret, &x), OK);
	return x;
}

static void check_range(struct seen_index *x, uint64_t first, uint64_t last)
{
	for (uint64_t n = first; n <= last; n++)
		assert_true(seen_index_has(x, id_of(n)));
	assert_true(seen_index_covers(x, (struct seen_range){first, last}));
	assert_false(seen_index_covers(x, (struct seen_range){first, last + 1}));
	assert_false(seen_index_has(x, id_of(last + 1)));
}

static void merge_all(struct seen_index *x)
{
	for (bool merged = true; merged;)
		assert_int_equal(seen_index_merge(x, &merged), OK);
}

static void tiers_stay_few_and_find_all(void **state)
{
	struct scratch *s = *state;
	struct seen_index *x = open_index(s->dir);
	for (uint64_t i = 0; i < 70; i++) {
		add_range(x, 1 + i * 50, 50 + i * 50);
		merge_all(x);
		assert_true(seen_index_files(x) <= 3 * 4);
	}
	check_range(x, 1, 3500);
	assert_int_equal(seen_index_files(x), 1 + 1 + 2); /* 70 = 64 + 4 + 2 */
	seen_index_close(x);
	x = open_index(s->dir);
	check_range(x, 1, 3500);
	/* Old ones go whole or not at all. */
	seen_index_remove_before(x, 3000);
	assert_true(seen_index_has(x, id_of(1)));
	seen_index_remove_before(x, 3201);
	assert_false(seen_index_has(x, id_of(3200)));
	assert_true(seen_index_has(x, id_of(3201)));
	seen_index_close(x);
	x = open_index(s->dir);
	assert_int_equal(seen_index_files(x), 3);
	seen_index_close(x);
}

static void what_a_crash_leaves_is_cleaned_up(void **state)
{
	struct scratch *s = *state;
	struct seen_index *x = open_index(s->dir);
	add_range(x, 1, 400);
	for (uint64_t i = 0; i < 4; i++)
		add_range(x, 1 + i * 100, 100 + i * 100);
	seen_index_close(x);
	file_save(scratch_path(s, "new.ids"), "half", 4);
	x = open_index(s->dir);
	assert_int_equal(seen_index_files(x), 1);
	check_range(x, 1, 400);
	seen_index_close(x);
}

/* Any byte, and any length, of a file: it is known for damaged, and gone. */
static void damaged_files_are_dropped_not_believed(void **state)
{
	struct scratch *s = *state;
	char name[SEEN_NAME_MAX];
	seen_file_name(1, 20, name);
	struct seen_index *x = open_index(s->dir);
	add_range(x, 1, 20);
	seen_index_close(x);
	size_t n;
	char *whole = file_load(scratch_path(s, name), &n), *work = malloc(n);
	for (size_t i = 0; i < n; i++) {
		memcpy(work, whole, n);
		work[i] ^= 0x10;
		file_save(scratch_path(s, name), work, n);
		x = open_index(s->dir);
		assert_int_equal(seen_index_files(x), 0);
		seen_index_close(x);
		file_save(scratch_path(s, name), whole, i);
		x = open_index(s->dir);
		assert_int_equal(seen_index_files(x), 0);
		assert_int_not_equal(access(scratch_path(s, name), F_OK), 0);
		seen_index_close(x);
	}
	/* Written under another secret: worth nothing here. */
	file_save(scratch_path(s, name), whole, n);
	const struct seen_secret other = {"another"};
	assert_int_equal(seen_index_open(s->dir, &other, &x), OK);
	assert_int_equal(seen_index_files(x), 0);
	seen_index_close(x);
	free(whole);
	free(work);
}

static void a_file_that_rots_later_is_found_and_replaced(void **state)
{
	struct scratch *s = *state;
	char name[SEEN_NAME_MAX];
	seen_file_name(1, 20, name);
	struct seen_index *x = open_index(s->dir);
	add_range(x, 1, 20);
	struct seen_file *f;
	assert_int_equal(seen_file_open(s->dir, 1, 20, &secret, &f), OK);
	assert_int_equal(seen_file_check(f, &secret, NULL), OK);
	int fd = open(scratch_path(s, name), O_WRONLY);
	assert_int_equal(pwrite(fd, "x", 1, 200), 1);
	close(fd);
	assert_int_equal(seen_file_check(f, &secret, NULL), ERR_CORRUPT);
	seen_file_close(f);
	add_range(x, 1, 20);
	check_range(x, 1, 20);
	bool checked;
	struct seen_range r;
	assert_int_equal(seen_index_check(x, &checked, &r), OK);
	assert_false(checked);
	seen_index_close(x);
}

static void a_merge_that_is_called_off_leaves_all_as_it_was(void **state)
{
	struct scratch *s = *state;
	struct seen_index *x = open_index(s->dir);
	bool merged;
	for (uint64_t i = 0; i < 4; i++)
		add_range(x, 1 + i * 50, 50 + i * 50);
	seen_index_cancel(x);
	assert_int_equal(seen_index_merge(x, &merged), ERR_CANCELLED);
	assert_false(merged);
	check_range(x, 1, 200);
	seen_index_close(x);
	assert_int_not_equal(access(scratch_path(s, "new.ids"), F_OK), 0);
	x = open_index(s->dir);
	assert_int_equal(seen_index_files(x), 4);
	merge_all(x);
	assert_int_equal(seen_index_files(x), 1);
	check_range(x, 1, 200);
	seen_index_close(x);
}

static void sizes_from_nothing_to_many_are_searched_rightly(void **state)
{
	struct scratch *s = *state;
	static const size_t sizes[] = {0, 1, 2, 3, 17, 1000, 100000};
	struct seen_id *ids = malloc(100000 * sizeof *ids);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		for (size_t n = 0; n < sizes[i]; n++)
			ids[n] = id_of(n);
		assert_int_equal(seen_file_write(s->dir, 1, 200000, ids, sizes[i], &secret), OK);
		struct seen_file *f;
		assert_int_equal(seen_file_open(s->dir, 1, 200000, &secret, &f), OK);
		assert_int_equal(f->count, sizes[i]);
		for (size_t n = 0; n < sizes[i]; n++)
			assert_true(seen_file_has(f, id_of(n)));
		for (size_t n = sizes[i]; n < sizes[i] + 1000; n++)
			assert_false(seen_file_has(f, id_of(n)));
		assert_false(seen_file_has(f, (struct seen_id){0, 0}));
		assert_false(seen_file_has(f, (struct seen_id){UINT64_MAX, UINT64_MAX}));
		seen_file_close(f);
	}
	/* Hashes that do not lie evenly are slow, not wrong. */
	for (size_t n = 0; n < 5000; n++)
		ids[n] = (struct seen_id){n < 4000 ? 5 : UINT64_MAX - n, n};
	assert_int_equal(seen_file_write(s->dir, 1, 200000, ids, 5000, &secret), OK);
	struct seen_file *f;
	assert_int_equal(seen_file_open(s->dir, 1, 200000, &secret, &f), OK);
	for (size_t n = 0; n < 5000; n++) {
		assert_true(seen_file_has(f, (struct seen_id){n < 4000 ? 5 : UINT64_MAX - n, n}));
		assert_false(seen_file_has(f, (struct seen_id){6 + n, n}));
	}
	seen_file_close(f);
	free(ids);
}

static void the_filter_turns_away_nearly_all_that_is_not_there(void **state)
{
	struct scratch *s = *state;
	enum { COUNT = 100000 };
	struct seen_id *ids = malloc(COUNT * sizeof *ids);
	for (size_t n = 0; n < COUNT; n++)
		ids[n] = id_of(n);
	assert_int_equal(seen_file_write(s->dir, 1, COUNT, ids, COUNT, &secret), OK);
	struct seen_file *f;
	assert_int_equal(seen_file_open(s->dir, 1, COUNT, &secret, &f), OK);
	assert_in_range(f->block_count * sizeof *f->blocks, COUNT, 2 * COUNT);
	size_t passed = 0;
	for (size_t n = 0; n < COUNT; n++) {
		struct seen_id absent = id_of(COUNT + n);
		assert_true(seen_block_has(&f->blocks[seen_block_of(ids[n], f->block_count)], ids[n]));
		passed += seen_block_has(&f->blocks[seen_block_of(absent, f->block_count)], absent);
	}
	assert_in_range(passed, 1, COUNT / 100);
	seen_file_close(f);
	free(ids);
}

struct looker {
	struct seen_index *x;
	atomic_bool stop;
};

static void *look(void *arg)
{
	struct looker *l = arg;
	while (!atomic_load(&l->stop))
		for (uint64_t n = 1; n <= 100; n++)
			assert_true(seen_index_has(l->x, id_of(n)));
	return NULL;
}

static void looking_goes_on_while_files_are_merged(void **state)
{
	struct scratch *s = *state;
	struct looker l = {.x = open_index(s->dir)};
	pthread_t t;
	add_range(l.x, 1, 100);
	assert_int_equal(pthread_create(&t, NULL, look, &l), 0);
	for (uint64_t i = 1; i < 40; i++) {
		add_range(l.x, 1 + i * 100, 100 + i * 100);
		merge_all(l.x);
	}
	atomic_store(&l.stop, true);
	pthread_join(t, NULL);
	check_range(l.x, 1, 4000);
	seen_index_close(l.x);
}

static int setup(void **state)
{
	static struct scratch s;
	assert_true(sodium_init() >= 0);
	scratch_make(&s);
	*state = &s;
	return 0;
}

static int teardown(void **state)
{
	scratch_done(*state);
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	log_set_level(LOG_OFF);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_tell_source_from_id_and_depend_on_the_secret),
		cmocka_unit_test(a_window_holds_the_newest_and_nothing_else),
		cmocka_unit_test(ids_that_collide_are_kept_apart),
		cmocka_unit_test(the_same_id_twice_goes_one_by_one),
		cmocka_unit_test(an_id_costs_no_more_than_32_bytes),
		TEST(tiers_stay_few_and_find_all),
		TEST(what_a_crash_leaves_is_cleaned_up),
		TEST(damaged_files_are_dropped_not_believed),
		TEST(a_file_that_rots_later_is_found_and_replaced),
		TEST(a_merge_that_is_called_off_leaves_all_as_it_was),
		TEST(sizes_from_nothing_to_many_are_searched_rightly),
		TEST(the_filter_turns_away_nearly_all_that_is_not_there),
		TEST(looking_goes_on_while_files_are_merged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
