/* The cache keeps what it was given, never passes its limit, gives every reference back, and outlives scans. */
#include "cache/cache.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct thing {
	struct cache_value base;
	uint64_t id, version;
};

static atomic_long alive;

static void thing_destroy(struct cache_value *v)
{
	atomic_fetch_sub(&alive, 1);
	free(v);
}

static struct thing *thing_new(uint64_t id, uint64_t version, size_t size)
{
	struct thing *t = calloc(1, sizeof(*t));
	assert_non_null(t);
	*t = (struct thing){{1, size, thing_destroy}, id, version};
	atomic_fetch_add(&alive, 1);
	return t;
}

static struct str key_of(uint64_t id, char buf[32])
{
	return str_mem(buf, (size_t)snprintf(buf, 32, "p%d:CUS-%06llu", (int)(id % 8), (unsigned long long)id));
}

static enum err put(struct cache *c, uint64_t id, uint64_t version, size_t size)
{
	char buf[32];
	struct thing *t = thing_new(id, version, size);
	enum err e = cache_put(c, key_of(id, buf), &t->base);
	cache_value_unref(&t->base);
	return e;
}

static bool look(struct cache *c, uint64_t id)
{
	char buf[32];
	struct cache_value *v = cache_get(c, key_of(id, buf));
	if (!v)
		return false;
	assert_int_equal(((struct thing *)(void *)v)->id, id);
	cache_value_unref(v);
	return true;
}

static struct cache *cache_of(size_t limit, unsigned shards)
{
	struct cache *c;
	assert_int_equal(cache_new(limit, shards, &c), OK);
	return c;
}

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void gives_back_what_was_put_and_the_newest_of_it(void **state)
{
	(void)state;
	struct cache *c = cache_of(1 << 20, 4);
	char buf[32];
	assert_false(look(c, 1));
	assert_int_equal(put(c, 1, 1, 100), OK);
	assert_int_equal(put(c, 1, 2, 200), OK);
	struct cache_value *v = cache_get(c, key_of(1, buf));
	assert_int_equal(((struct thing *)(void *)v)->version, 2);
	cache_remove(c, key_of(1, buf));
	assert_false(look(c, 1));
	assert_int_equal(((struct thing *)(void *)v)->version, 2); /* ours outlives the removal */
	cache_value_unref(v);
	cache_free(c);
	assert_int_equal(alive, 0);
}

static void limits_too_small_to_hold_anything_are_refused(void **state)
{
	(void)state;
	struct cache *c = NULL;
	assert_int_equal(cache_new(100, 1, &c), ERR_RANGE);
	assert_int_equal(cache_new(4096, 16, &c), ERR_RANGE);
	assert_int_equal(cache_new(1 << 20, 0, &c), ERR_RANGE);
	assert_null(c);
}

static void a_value_larger_than_a_shard_is_not_kept(void **state)
{
	(void)state;
	struct cache *c = cache_of(1 << 20, 4);
	assert_int_equal(put(c, 1, 1, 1 << 18), ERR_TOO_LARGE);
	assert_int_equal(put(c, 2, 1, SIZE_MAX - 8), ERR_TOO_LARGE);
	assert_int_equal(put(c, 3, 1, 1 << 17), OK);
	assert_true(look(c, 3));
	cache_free(c);
	assert_int_equal(alive, 0);
}

/* Random puts, gets, removals and growth against a model of what the newest version of each key is. */
static void random_use_never_passes_the_limit_nor_gives_an_old_value(void **state)
{
	(void)state;
	enum { KEYS = 5000, STEPS = 300000 };
	for (unsigned shards = 1; shards <= 16; shards *= 4) {
		struct cache *c = cache_of(400000, shards);
		uint64_t *newest = calloc(KEYS, sizeof(*newest)), r = 88172645463325252u + shards;
		for (unsigned i = 1; i <= STEPS; i++) {
			uint64_t id = next_random(&r) % KEYS, what = next_random(&r) % 100;
			char buf[32];
			struct str key = key_of(id, buf);
			if (what < 40) {
				enum err e = put(c, id, i, 32 + next_random(&r) % (what == 0 ? 60000 : 3000));
				assert_true(e == OK || e == ERR_TOO_LARGE);
				if (e == OK)
					newest[id] = i;
			} else if (what < 45) {
				cache_remove(c, key);
				newest[id] = 0;
			} else {
				struct cache_value *v = cache_get(c, key);
				if (v) {
					assert_int_equal(((struct thing *)(void *)v)->version, newest[id]);
					if (what < 50)
						cache_value_grow(c, key, v, next_random(&r) % 2000);
					cache_value_unref(v);
				}
			}
			if (i % 64 == 0)
				assert_true(cache_counts(c).bytes <= 400000);
		}
		struct cache_counts n = cache_counts(c);
		assert_true(n.evicted > 0 && n.hits > 0 && n.misses > 0 && n.removed > 0);
		assert_true(n.entries > 0 && n.entries == (size_t)alive);
		/* Not only below the limit, but near it: bytes are not lost. */
		assert_true(n.bytes > 200000);
		free(newest);
		cache_free(c);
		assert_int_equal(alive, 0);
	}
}

static void bytes_return_to_where_they_were_when_everything_is_removed(void **state)
{
	(void)state;
	struct cache *c = cache_of(8 << 20, 2);
	char buf[32];
	for (int round = 0; round < 2; round++) {
		for (uint64_t id = 0; id < 500; id++)
			assert_int_equal(put(c, id, 1, 1000), OK);
		for (uint64_t id = 0; id < 500; id += 2) {
			struct cache_value *v = cache_get(c, key_of(id, buf));
			cache_value_grow(c, key_of(id, buf), v, 77);
			cache_value_unref(v);
		}
		static size_t full;
		if (round == 0)
			full = cache_counts(c).bytes;
		else
			assert_int_equal(cache_counts(c).bytes, full); /* tables grew in the first round */
		for (uint64_t id = 0; id < 500; id++)
			cache_remove(c, key_of(id, buf));
		assert_int_equal(cache_counts(c).entries, 0);
	}
	assert_int_equal(alive, 0);
	cache_free(c);
}

static void a_hot_thousand_survives_a_scan_over_a_million(void **state)
{
	(void)state;
	struct cache *c = cache_of(4 << 20, 16);
	for (uint64_t id = 0; id < 1000; id++)
		assert_int_equal(put(c, id, 1, 700), OK);
	for (int round = 0; round < 3; round++)
		for (uint64_t id = 0; id < 1000; id++)
			assert_true(look(c, id));
	/* The scan looks and puts as the portal does; the hot set is looked at now and then. */
	unsigned misses = 0, looks = 0;
	for (uint64_t id = 1000; id < 1001000; id++) {
		if (!look(c, id))
			assert_int_equal(put(c, id, 1, 700), OK);
		if (id % 50 == 0) {
			looks++;
			misses += !look(c, id / 50 % 1000);
		}
	}
	assert_true(misses * 100 < looks);
	unsigned kept = 0;
	for (uint64_t id = 0; id < 1000; id++)
		kept += look(c, id);
	assert_true(kept >= 990);
	assert_true(cache_counts(c).bytes <= 4u << 20);
	cache_free(c);
	assert_int_equal(alive, 0);
}

static void what_returns_soon_after_it_was_evicted_is_kept_among_the_hot(void **state)
{
	(void)state;
	struct cache *c = cache_of(256 << 10, 1);
	for (uint64_t id = 100; id < 300; id++) { /* a main queue, so that ghosts are remembered */
		assert_int_equal(put(c, id, 1, 700), OK);
		assert_true(look(c, id) && look(c, id));
	}
	assert_int_equal(put(c, 1, 1, 700), OK);
	uint64_t scan = 1000;
	while (scan < 1400)
		assert_int_equal(put(c, scan++, 1, 700), OK);
	assert_int_equal(put(c, 2, 1, 700), OK);
	for (unsigned i = 0; i < 200; i++)
		assert_int_equal(put(c, scan++, 1, 700), OK);
	assert_false(look(c, 2)); /* seen once: flowed through the small queue */
	assert_int_equal(put(c, 2, 2, 700), OK);
	for (unsigned i = 0; i < 250; i++)
		assert_int_equal(put(c, scan++, 1, 700), OK);
	assert_true(look(c, 2)); /* came back while remembered: outlives a scan that would have washed it away */
	cache_free(c);
	assert_int_equal(alive, 0);
}

enum { THREADS = 4, THREAD_STEPS = 60000 };

static void *hammer(void *arg)
{
	struct cache *c = arg;
	static atomic_uint seed = 1;
	uint64_t r = 0x9E3779B97F4A7C15u * atomic_fetch_add(&seed, 1);
	for (int i = 0; i < THREAD_STEPS; i++) {
		uint64_t id = next_random(&r) % 2000;
		char buf[32];
		struct str key = key_of(id, buf);
		switch (next_random(&r) % 8) {
		case 0:
		case 1:
			if (put(c, id, 1, 64 + next_random(&r) % 900) != OK)
				abort();
			break;
		case 2:
			cache_remove(c, key);
			break;
		default: {
			struct cache_value *v = cache_get(c, key);
			if (!v)
				break;
			if (((struct thing *)(void *)v)->id != id)
				abort();
			if (i % 16 == 0)
				cache_value_grow(c, key, v, 50);
			cache_value_unref(v);
		}
		}
		if (i % 512 == 0 && cache_counts(c).bytes > 300000)
			abort();
	}
	return NULL;
}

static void threads_share_it_without_harm(void **state)
{
	(void)state;
	struct cache *c = cache_of(300000, 4);
	pthread_t t[THREADS];
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&t[i], NULL, hammer, c), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	assert_int_equal(cache_counts(c).entries, (size_t)alive);
	cache_free(c);
	assert_int_equal(alive, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_back_what_was_put_and_the_newest_of_it),
		cmocka_unit_test(limits_too_small_to_hold_anything_are_refused),
		cmocka_unit_test(a_value_larger_than_a_shard_is_not_kept),
		cmocka_unit_test(random_use_never_passes_the_limit_nor_gives_an_old_value),
		cmocka_unit_test(bytes_return_to_where_they_were_when_everything_is_removed),
		cmocka_unit_test(a_hot_thousand_survives_a_scan_over_a_million),
		cmocka_unit_test(what_returns_soon_after_it_was_evicted_is_kept_among_the_hot),
		cmocka_unit_test(threads_share_it_without_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
