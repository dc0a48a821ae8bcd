/* layer: cache
 * Nanoseconds of a cache_get that hits, out of 20,000 keys in random order, reference given back. */
#include "base/clock.h"
#include "cache/cache.h"

#include <stdio.h>
#include <stdlib.h>

enum { KEYS = 20000, GETS = 5000000 };

static void destroy(struct cache_value *v)
{
	free(v);
}

int main(void)
{
	struct cache *c;
	static char keys[KEYS][16];
	if (cache_new(64 << 20, 16, &c) != OK)
		return 1;
	for (unsigned i = 0; i < KEYS; i++) {
		struct cache_value *v = calloc(1, 256);
		if (!v)
			return 1;
		*v = (struct cache_value){1, 256, destroy};
		snprintf(keys[i], sizeof(keys[i]), "0CUS-%06u", i);
		if (cache_put(c, str_of(keys[i]), v) != OK)
			return 1;
		cache_value_unref(v);
	}
	uint64_t r = 1, start = clock_mono_ns();
	for (unsigned i = 0; i < GETS; i++) {
		r = r * 6364136223846793005u + 1442695040888963407u;
		struct cache_value *v = cache_get(c, str_mem(keys[(r >> 33) % KEYS], 11));
		if (!v)
			return 1;
		cache_value_unref(v);
	}
	printf("cache_get hit: %.1f ns\n", (double)(clock_mono_ns() - start) / GETS);
	cache_free(c);
	return 0;
}
