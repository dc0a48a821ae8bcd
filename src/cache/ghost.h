/* cache/ghost.h - remembers, as fingerprints, which entries left the small queue lately: S3-FIFO's ghost queue, in a fixed table.
 * Private to src/cache. Thread: under the shard's lock. Life: ghost_init .. ghost_done. */
#pragma once

#include "base/str.h"

struct ghost {
	struct ghost_slot *slots; /* sets of GHOST_WAYS */
	size_t set_mask;
	uint32_t clock; /* counts what was added: an age is a difference */
};

/* Room for about @slots fingerprints, rounded to a power of two. ERR_NOMEM. */
NODISCARD enum err ghost_init(struct ghost *g, size_t slots);
void ghost_done(struct ghost *g);
size_t ghost_bytes(const struct ghost *g);
/* Remembers @hash until @keep more have been added, or its set is full of younger ones. */
void ghost_add(struct ghost *g, uint64_t hash, size_t keep);
/* True, once, when @hash is remembered. A stranger with the same 32-bit fingerprint in the same set passes for it: about one in
 * a thousand million, and all it costs is a place in the main queue. */
bool ghost_take(struct ghost *g, uint64_t hash);
