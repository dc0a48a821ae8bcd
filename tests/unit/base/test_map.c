#include "check.h"

#include "base/map.h"

#include <stdio.h>

static void an_empty_map_has_nothing(void **unused)
{
	(void)unused;
	struct map m;
	size_t pos = 0;
	map_init(&m);
	assert_null(map_get(&m, STR("a")));
	assert_null(map_remove(&m, STR("a")));
	assert_null(map_next(&m, &pos));
	map_done(&m);
}

static void put_replaces_and_gives_the_old_value(void **unused)
{
	(void)unused;
	struct map m;
	int a, b;
	void *old = &b;
	char key[] = "key";
	map_init(&m);
	assert_int_equal(map_put(&m, str_of(key), &a, &old), OK);
	assert_null(old);
	assert_int_equal(map_put(&m, STR("key"), &b, &old), OK);
	assert_ptr_equal(old, &a);
	memset(key, 'x', 3); /* the old key went with the old value */
	assert_ptr_equal(map_get(&m, STR("key")), &b);
	assert_int_equal(m.count, 1);
	map_done(&m);
}

static void the_empty_key_is_a_key(void **unused)
{
	(void)unused;
	struct map m;
	int a;
	map_init(&m);
	assert_int_equal(map_put(&m, STR(""), &a, NULL), OK);
	assert_ptr_equal(map_get(&m, STR_NONE), &a);
	map_done(&m);
}

enum { KEYS = 2000, STEPS = 60000 };
struct item {
	char key[12];
	bool in;
};

/* Against the simplest model: a flag a key. Removal by shifting back must not lose a neighbour. */
static void random_puts_and_removals_agree_with_a_model(void **unused)
{
	(void)unused;
	static struct item items[KEYS];
	struct map m;
	size_t count = 0;
	uint32_t state = 1;
	map_init(&m);
	for (size_t i = 0; i < KEYS; i++)
		snprintf(items[i].key, sizeof items[i].key, "k%zu", i);
	for (int step = 0; step < STEPS; step++) {
		state = state * 1664525u + 1013904223u;
		struct item *it = &items[(state >> 8) % KEYS];
		struct str key = str_of(it->key);
		assert_ptr_equal(map_get(&m, key), it->in ? it : NULL);
		if (state >> 31) {
			assert_int_equal(map_put(&m, key, it, NULL), OK);
			count += !it->in;
			it->in = true;
		} else {
			assert_ptr_equal(map_remove(&m, key), it->in ? it : NULL);
			count -= it->in;
			it->in = false;
		}
		assert_int_equal(m.count, count);
	}
	for (size_t i = 0; i < KEYS; i++)
		assert_ptr_equal(map_get(&m, str_of(items[i].key)), items[i].in ? &items[i] : NULL);
	size_t pos = 0, seen = 0;
	for (struct item *it; (it = map_next(&m, &pos)); seen++) {
		assert_true(it->in);
		it->in = false; /* each comes once */
	}
	assert_int_equal(seen, count);
	assert_true(m.mask + 1 <= 4096); /* 2,000 keys at most 3/4 full: churn doesn't grow it */
	map_done(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_map_has_nothing),
		cmocka_unit_test(put_replaces_and_gives_the_old_value),
		cmocka_unit_test(the_empty_key_is_a_key),
		cmocka_unit_test(random_puts_and_removals_agree_with_a_model),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
