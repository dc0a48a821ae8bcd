/* live/seen_layout.h - what stands in a file of ids: a head; a filter, which answers most look-ups for what is not there from one
 * line of memory; the ids, sorted. Numbers as this machine has them, which the magic number tells. Private to live/seen_file*.c.
 *
 * The filter is a blocked Bloom filter (Putze, Sanders & Singler 2007). The block follows from the upper half of the hash, so
 * that blocks fill in the order of the ids and need no memory while a file is written; the bits within it from the lower half.
 * With 12 bits an id some 1 in 150 look-ups for what is not there goes on to the ids. */
#pragma once

#include "live/seen_file.h"

#define SEEN_SUM_BYTES   16
#define SEEN_MAGIC       UINT64_C(0x3273646970627631)
#define SEEN_BITS_PER_ID 12
#define SEEN_PROBES      7    /* of 9 bits each, from the 64 of the lower half */
#define SEEN_CHUNK       4096 /* ids that are read or written at a time */

struct seen_block {
	uint64_t words[8];
};

struct seen_head {
	uint64_t magic;
	uint64_t first_seq, last_seq;
	uint64_t count, blocks;
	uint64_t level;
	uint64_t reserved[4];
	unsigned char filter_sum[SEEN_SUM_BYTES], ids_sum[SEEN_SUM_BYTES];
	unsigned char head_sum[SEEN_SUM_BYTES]; /* of all before it */
};
_Static_assert(sizeof(struct seen_head) % sizeof(struct seen_block) == 0, "a block is a line of memory");

void seen_head_sum(const struct seen_head *h, const struct seen_secret *k, unsigned char out[SEEN_SUM_BYTES]);

static inline uint64_t seen_block_of(struct seen_id id, uint64_t blocks)
{
	return (uint64_t)(((unsigned __int128)id.hi * blocks) >> 64);
}
static inline void seen_block_set(struct seen_block *b, struct seen_id id)
{
	for (unsigned i = 0; i < SEEN_PROBES; i++, id.lo >>= 9)
		b->words[id.lo >> 6 & 7] |= UINT64_C(1) << (id.lo & 63);
}
static inline bool seen_block_has(const struct seen_block *b, struct seen_id id)
{
	bool all = true;
	for (unsigned i = 0; i < SEEN_PROBES; i++, id.lo >>= 9)
		all &= b->words[id.lo >> 6 & 7] >> (id.lo & 63) & 1;
	return all;
}
