/* view/composite.h - a whole view that was put together before, kept in the cache: what does not change from one answer to the
 * next while all its parts are fresh and the same. It is found with one look-up where eight parts would take eight. It is made at
 * the second look, so that a scan over everybody does not fill the cache with them. Thread: any; immutable. Life: a cache value.
 */
#pragma once

#include "base/blob.h"
#include "view/view.h"

struct composite {
	struct cache_value base;
	uint64_t generation;            /* of the customer in sources: another one ends it */
	uint64_t fresh_until_mono_ms;   /* the first part's ttl is over then */
	int64_t valid_until_ms;         /* something that follows from the time changes then */
	uint64_t versions[PART_COUNT_]; /* the first 8 bytes of each variant's, for the ETag */
	int64_t fetched_ms[PART_COUNT_];
	uint64_t fetched_mono_ms[PART_COUNT_];
	struct blob *text;                /* members, then the list of what is masked, then the versions for the record */
	uint32_t members, masked, record; /* bytes of each */
};

/* One that is still true, with a reference of the caller's own; NULL: none. */
struct composite *composite_find(struct view_env *env, struct str customer, unsigned sight, int64_t now_ms, uint64_t now_mono_ms);

struct composite_parts {
	const struct chunk *members, *masked;
	size_t member_count, masked_count;
	struct str record;
	const uint64_t *versions; /* PART_COUNT_ */
	int64_t valid_until_ms;
};
/* Keeps what was just written of @v, all parts of which are there and fresh. Failing costs nothing but the next answer's time. */
void composite_keep(const struct view *v, unsigned sight, const struct composite_parts *parts);
