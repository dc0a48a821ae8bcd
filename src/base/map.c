#include "base/map.h"

#include <stdlib.h>

/* Linear probing, at most 3/4 full; a removal shifts the run back instead of leaving tombstones, so that tables which
 * live long and change much don't slow down. */
enum { FIRST_SLOTS = 16 };

void map_init(struct map *m)
{
	*m = (struct map){0};
}

void map_done(struct map *m)
{
	free(m->slots);
	*m = (struct map){0};
}

uint64_t map_hash(struct str key)
{
	uint64_t h = str_hash(key);
	return h ? h : 1;
}

/* The key's slot, or the free slot where it belongs. The table is never full, so this ends. */
static struct map_slot *probe(const struct map *m, uint64_t hash, struct str key)
{
	for (size_t i = hash & m->mask;; i = (i + 1) & m->mask) {
		struct map_slot *s = &m->slots[i];
		if (s->hash == 0 || (s->hash == hash && str_eq(s->key, key)))
			return s;
	}
}

void *map_get(const struct map *m, struct str key)
{
	if (m->count == 0)
		return NULL;
	return probe(m, map_hash(key), key)->value;
}

void *map_get_hashed(const struct map *m, uint64_t hash, struct str key)
{
	return m->count ? probe(m, hash, key)->value : NULL;
}

void *map_guess(const struct map *m, uint64_t hash)
{
	if (m->count == 0)
		return NULL;
	for (size_t i = hash & m->mask; m->slots[i].hash; i = (i + 1) & m->mask)
		if (m->slots[i].hash == hash)
			return m->slots[i].value;
	return NULL;
}

static enum err grow(struct map *m)
{
	size_t size = m->slots ? (m->mask + 1) * 2 : FIRST_SLOTS;
	struct map bigger = {.slots = calloc(size, sizeof *m->slots), .mask = size - 1, .count = m->count};
	if (!bigger.slots)
		return ERR_NOMEM;
	for (size_t i = 0; m->slots && i <= m->mask; i++)
		if (m->slots[i].hash)
			*probe(&bigger, m->slots[i].hash, m->slots[i].key) = m->slots[i];
	free(m->slots);
	*m = bigger;
	return OK;
}

enum err map_put(struct map *m, struct str key, void *value, void **ret_old)
{
	uint64_t hash = map_hash(key);
	struct map_slot *s = m->slots ? probe(m, hash, key) : NULL;
	if (!s || s->hash == 0) {
		if (!m->slots || (m->count + 1) * 4 > (m->mask + 1) * 3) {
			enum err e = grow(m);
			if (e != OK)
				return e;
			s = probe(m, hash, key);
		}
		m->count++;
	}
	void *old = s->value;
	/* The key is replaced too: the old one lived in the old value. */
	*s = (struct map_slot){.hash = hash, .key = key, .value = value};
	if (ret_old)
		*ret_old = old;
	return OK;
}

void *map_remove(struct map *m, struct str key)
{
	if (m->count == 0)
		return NULL;
	struct map_slot *s = probe(m, map_hash(key), key);
	if (s->hash == 0)
		return NULL;
	void *value = s->value;
	size_t hole = (size_t)(s - m->slots);
	for (size_t i = (hole + 1) & m->mask; m->slots[i].hash; i = (i + 1) & m->mask) {
		size_t home = m->slots[i].hash & m->mask;
		if (((i - home) & m->mask) < ((i - hole) & m->mask))
			continue; /* its home lies behind the hole */
		m->slots[hole] = m->slots[i];
		hole = i;
	}
	m->slots[hole] = (struct map_slot){0};
	m->count--;
	return value;
}

void *map_next(const struct map *m, size_t *pos)
{
	while (m->slots && *pos <= m->mask) {
		const struct map_slot *s = &m->slots[(*pos)++];
		if (s->hash)
			return s->value;
	}
	return NULL;
}
