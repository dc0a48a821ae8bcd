/* base/map.h - open-addressing hash table from a str to a pointer. Keys are not copied: they live in the value.
 * Thread: the owner's. Life: map_init .. map_put/get/remove .. map_done (values are the owner's to free). */
#pragma once

#include "base/str.h"

struct map_slot {
	uint64_t hash; /* 0: free */
	struct str key;
	void *value;
};

struct map {
	struct map_slot *slots;
	size_t count, mask;
};

void map_init(struct map *m);
void map_done(struct map *m);
void *map_get(const struct map *m, struct str key);
/* For who looks a key up more than once, or ahead of time: its hash, never 0, the same for all tables of this process. */
uint64_t map_hash(struct str key);
void *map_get_hashed(const struct map *m, uint64_t hash, struct str key);
/* Brings the slot into the cache. */
static inline void map_prefetch(const struct map *m, uint64_t hash)
{
	if (m->slots)
		__builtin_prefetch(&m->slots[hash & m->mask]);
}
/* The value that a key of this hash has, most likely: no key is compared. NULL: none has. */
void *map_guess(const struct map *m, uint64_t hash);
/* Replaces (and returns through @ret_old, may be NULL) a value of the same key. ERR_NOMEM. */
NODISCARD enum err map_put(struct map *m, struct str key, void *value, void **ret_old);
/* The removed value, or NULL. */
void *map_remove(struct map *m, struct str key);
/* Start with *pos = 0; NULL at the end. The table must not change meanwhile. */
void *map_next(const struct map *m, size_t *pos);
