/* live/seen.h - the ids of the newest events: which (source, id) the journal has had, first in first out by the journal's order.
 * An id is kept as a 128-bit hash under a key of its own (SipHash-2-4-128), so that nobody can make two of them alike.
 *
 * Thread: the owner's; but for seen_id_at(), see there. Life: seen_init .. seen_done. */
#pragma once

#include "base/str.h"

#define SEEN_WINDOW_DEFAULT (1u << 20)
#define SEEN_WINDOW_MIN     (1u << 4)
#define SEEN_WINDOW_MAX     (1u << 24)
#define SEEN_SECRET_BYTES   16

struct seen_secret {
	unsigned char bytes[SEEN_SECRET_BYTES];
};

/* Ordered as the bytes are: hi first. */
struct seen_id {
	uint64_t hi, lo;
};

static inline bool seen_id_eq(struct seen_id a, struct seen_id b)
{
	return a.hi == b.hi && a.lo == b.lo;
}
static inline bool seen_id_less(struct seen_id a, struct seen_id b)
{
	return a.hi < b.hi || (a.hi == b.hi && a.lo < b.lo);
}

/* The source's length keeps ("ab", "c") apart from ("a", "bc"). Both at most EVENT_ENVELOPE_MAX bytes. */
struct seen_id seen_id_of(const struct seen_secret *k, struct str source, struct str id);

struct seen {
	struct seen_id *ring; /* the id of number n is at n & ring_mask */
	uint32_t *slots;      /* 0: free; else the place in the ring, and bits of the id above it */
	uint32_t ring_mask, slot_mask;
	uint64_t first, next; /* numbers held: [first, next) */
};

/* For @window ids (a power of two from SEEN_WINDOW_MIN to SEEN_WINDOW_MAX): 24 bytes each. ERR_NOMEM. */
NODISCARD enum err seen_init(struct seen *s, uint32_t window, uint64_t first);
void seen_done(struct seen *s);
static inline bool seen_full(const struct seen *s)
{
	return s->next - s->first > s->ring_mask;
}
/* As number s->next. The window must not be full. An id that is there already takes its place in the order all the same. */
void seen_add(struct seen *s, struct seen_id id);
/* The oldest one goes, there must be one. */
void seen_drop(struct seen *s);
bool seen_has(const struct seen *s, struct seen_id id);
/* Ahead of seen_has() or seen_add() of @id, with other work between: waiting for memory is most of what they cost. */
static inline void seen_prefetch(const struct seen *s, struct seen_id id)
{
	__builtin_prefetch(&s->slots[(uint32_t)id.lo & s->slot_mask], 1);
}
/* Ahead of the seen_drop() after @ahead others. */
static inline void seen_prefetch_drop(const struct seen *s, unsigned ahead)
{
	seen_prefetch(s, s->ring[(s->first + ahead) & s->ring_mask]);
}
/* The id of number @n, which must be held. Its memory stays as it is until seen_drop() passed it: another thread that was told of
 * @n after it was added may read it. */
static inline struct seen_id seen_id_at(const struct seen *s, uint64_t n)
{
	return s->ring[n & s->ring_mask];
}
