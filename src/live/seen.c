/* A ring in the order of the journal, and a table of places in it (open addressing, linear probing, at most half full). Bits of
 * the id beside the place spare most looks into the ring: what is new costs one line of memory, what is a repeat two. */
#include "live/seen.h"

#include "live/event.h"

#include <sodium.h>
#include <stdlib.h>

struct seen_id seen_id_of(const struct seen_secret *k, struct str source, struct str id)
{
	unsigned char text[2 + 2 * EVENT_ENVELOPE_MAX], hash[crypto_shorthash_siphashx24_BYTES];
	_Static_assert(crypto_shorthash_siphashx24_KEYBYTES == SEEN_SECRET_BYTES, "the secret is its key");
	struct seen_id ret;
	_Static_assert(sizeof ret == sizeof hash, "the whole hash");
	MUST(source.n <= EVENT_ENVELOPE_MAX && id.n <= EVENT_ENVELOPE_MAX);
	text[0] = (unsigned char)(source.n >> 8);
	text[1] = (unsigned char)source.n;
	memcpy(text + 2, source.p, source.n);
	memcpy(text + 2 + source.n, id.p, id.n);
	crypto_shorthash_siphashx24(hash, text, 2 + source.n + id.n, k->bytes);
	memcpy(&ret, hash, sizeof ret);
	return ret;
}

enum err seen_init(struct seen *s, uint32_t window, uint64_t first)
{
	MUST(window >= SEEN_WINDOW_MIN && window <= SEEN_WINDOW_MAX && (window & (window - 1)) == 0);
	*s = (struct seen){.ring_mask = window - 1, .slot_mask = 2 * window - 1, .first = first, .next = first};
	s->ring = calloc(window, sizeof *s->ring);
	s->slots = calloc((size_t)window * 2, sizeof *s->slots);
	if (s->ring && s->slots)
		return OK;
	seen_done(s);
	return ERR_NOMEM;
}

void seen_done(struct seen *s)
{
	free(s->ring);
	free(s->slots);
	*s = (struct seen){0};
}

/* The place (from 1, so that no slot in use is 0) in the low bits, bits of the id above. */
static uint32_t slot_make(const struct seen *s, struct seen_id id, uint64_t n)
{
	uint32_t bits = s->ring_mask + 1;
	return (uint32_t)(id.hi & ~(uint64_t)(2 * bits - 1)) | ((uint32_t)(n & s->ring_mask) + 1);
}

static uint32_t slot_place(const struct seen *s, uint32_t slot)
{
	return (slot & (2 * (s->ring_mask + 1) - 1)) - 1;
}

static uint32_t home_of(const struct seen *s, struct seen_id id)
{
	return (uint32_t)id.lo & s->slot_mask;
}

void seen_add(struct seen *s, struct seen_id id)
{
	MUST(!seen_full(s));
	uint64_t n = s->next++;
	s->ring[n & s->ring_mask] = id;
	uint32_t i = home_of(s, id);
	while (s->slots[i])
		i = (i + 1) & s->slot_mask;
	s->slots[i] = slot_make(s, id, n);
}

/* Those behind in the same run move up, unless that would bring them before their home (Knuth, 6.4, algorithm R). */
static void slot_free(struct seen *s, uint32_t i)
{
	for (uint32_t j = (i + 1) & s->slot_mask; s->slots[j]; j = (j + 1) & s->slot_mask) {
		uint32_t home = home_of(s, s->ring[slot_place(s, s->slots[j])]);
		if (((j - home) & s->slot_mask) >= ((j - i) & s->slot_mask)) {
			s->slots[i] = s->slots[j];
			i = j;
		}
	}
	s->slots[i] = 0;
}

void seen_drop(struct seen *s)
{
	MUST(s->first < s->next);
	struct seen_id id = seen_id_at(s, s->first);
	uint32_t i = home_of(s, id), place = (uint32_t)s->first & s->ring_mask;
	while (slot_place(s, s->slots[i]) != place)
		i = (i + 1) & s->slot_mask;
	slot_free(s, i);
	s->first++;
}

bool seen_has(const struct seen *s, struct seen_id id)
{
	uint32_t tag_mask = ~(2 * (s->ring_mask + 1) - 1), tag = (uint32_t)id.hi & tag_mask;
	for (uint32_t i = home_of(s, id); s->slots[i]; i = (i + 1) & s->slot_mask)
		if ((s->slots[i] & tag_mask) == tag && seen_id_eq(s->ring[slot_place(s, s->slots[i])], id))
			return true;
	return false;
}
