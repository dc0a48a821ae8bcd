#include "cache/ghost.h"

#include <stdlib.h>

enum { GHOST_WAYS = 4, GHOST_SETS_MIN = 16 };

struct ghost_slot {
	uint32_t fingerprint; /* 0: free */
	uint32_t until;       /* on the ghost's clock */
};

enum err ghost_init(struct ghost *g, size_t slots)
{
	size_t sets = GHOST_SETS_MIN;
	while (sets * 2 * GHOST_WAYS <= slots)
		sets *= 2;
	*g = (struct ghost){.set_mask = sets - 1};
	g->slots = calloc(sets * GHOST_WAYS, sizeof(*g->slots));
	return g->slots ? OK : ERR_NOMEM;
}

void ghost_done(struct ghost *g)
{
	free(g->slots);
	*g = (struct ghost){0};
}

size_t ghost_bytes(const struct ghost *g)
{
	return (g->set_mask + 1) * GHOST_WAYS * sizeof(*g->slots);
}

static struct ghost_slot *set_of(struct ghost *g, uint64_t hash)
{
	return &g->slots[((hash >> 8) & g->set_mask) * GHOST_WAYS];
}

static uint32_t fingerprint_of(uint64_t hash)
{
	uint32_t f = (uint32_t)(hash >> 32) ^ (uint32_t)hash * 0x9E3779B1u;
	return f ? f : 1;
}

/* Signed difference: the clock may run over. */
static bool is_over(const struct ghost *g, const struct ghost_slot *s)
{
	return s->fingerprint == 0 || (int32_t)(s->until - g->clock) < 0;
}

void ghost_add(struct ghost *g, uint64_t hash, size_t keep)
{
	struct ghost_slot *set = set_of(g, hash), *oldest = set;
	for (int i = 1; i < GHOST_WAYS && !is_over(g, oldest); i++)
		if (is_over(g, &set[i]) || (int32_t)(set[i].until - oldest->until) < 0)
			oldest = &set[i];
	g->clock++;
	*oldest = (struct ghost_slot){fingerprint_of(hash), g->clock + (uint32_t)MIN(keep, (size_t)INT32_MAX / 2)};
}

bool ghost_take(struct ghost *g, uint64_t hash)
{
	struct ghost_slot *set = set_of(g, hash);
	uint32_t f = fingerprint_of(hash);
	for (int i = 0; i < GHOST_WAYS; i++) {
		if (set[i].fingerprint == f && !is_over(g, &set[i])) {
			set[i].fingerprint = 0;
			return true;
		}
	}
	return false;
}
