/* directory/edition.h - what one search sees: segments, oldest first, and which of their documents no newer one replaced.
 * Immutable and ref-counted; a change makes a new edition that shares what stayed the same. Thread: any. */
#pragma once

#include "directory/segment.h"

#define EDITION_SEGMENTS_MAX 64

struct edition_alive {
	atomic_uint refs;
	uint32_t count; /* of bits set */
	uint64_t bits[];
};

struct edition {
	atomic_uint refs;
	size_t count;
	uint64_t customers;
	struct edition_part {
		struct segment *segment;
		struct edition_alive *alive;
	} parts[EDITION_SEGMENTS_MAX];
};

/* No segments. NULL: no memory. */
struct edition *edition_new(void);
struct edition *edition_ref(struct edition *v);
void edition_unref(struct edition *v);
/* @v's parts [0, from), then @segments (with references of the edition's own), then @v's parts [to, end). Documents that
 * newer segments replace or delete are dead in the older. ERR_LIMIT: too many segments. */
NODISCARD enum err edition_replace(const struct edition *v, size_t from, size_t to, struct segment *const *segments, size_t count,
				   struct edition **ret);
/* The live document with this id. */
bool edition_find(const struct edition *v, struct str id, size_t *ret_part, uint32_t *ret_doc);
