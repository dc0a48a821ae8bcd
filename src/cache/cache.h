/* cache/cache.h - a sharded, bounded cache of immutable, ref-counted values: S3-FIFO (Yang et al., SOSP 2023), so that a scan
 * over a million customers does not push out what is looked at all day. The limit counts keys, values and the cache's own
 * bookkeeping and is never exceeded. Thread: any; a shard's lock is never held across a callback. Life: cache_new .. cache_free.
 */
#pragma once

#include "base/str.h"

#include <stdatomic.h>

struct cache;

/* Embedded first in every value. */
struct cache_value {
	atomic_uint refs;
	size_t size_bytes; /* what it costs, itself included; may grow later through cache_value_grow() */
	void (*destroy)(struct cache_value *v);
};
static inline void cache_value_ref(struct cache_value *v)
{
	atomic_fetch_add_explicit(&v->refs, 1, memory_order_relaxed);
}
void cache_value_unref(struct cache_value *v);

NODISCARD enum err cache_new(size_t limit_bytes, unsigned shards, struct cache **ret);
void cache_free(struct cache *c);
/* A reference of the caller's own, or NULL. Key: any bytes. */
struct cache_value *cache_get(struct cache *c, struct str key);
/* Takes a reference of its own. A value larger than a shard's part of the limit is not kept: ERR_TOO_LARGE (the caller still has
 * his). */
NODISCARD enum err cache_put(struct cache *c, struct str key, struct cache_value *v);
/* The same, but only in the place of @expected: false when something else, or nothing, is kept under @key by now. */
bool cache_replace(struct cache *c, struct str key, const struct cache_value *expected, struct cache_value *v);
void cache_remove(struct cache *c, struct str key);
/* The value under @key grew by @bytes (a derived fragment was attached). */
void cache_value_grow(struct cache *c, struct str key, struct cache_value *v, size_t bytes);

struct cache_counts {
	uint64_t hits, misses, inserted, evicted, removed;
	size_t bytes, limit_bytes, entries;
};
struct cache_counts cache_counts(struct cache *c);
