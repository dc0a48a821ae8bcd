/* view/composite.h - a whole view that was put together before, kept in the cache: what does not change from one answer to the
 * next while its eight parts stay what they are. It is made at the second look, so that a scan over everybody does not fill the
 * cache with them. Thread: any; immutable. Life: a cache value. */
#pragma once

#include "base/blob.h"
#include "view/view.h"

struct composite {
	struct cache_value base;
	uint64_t serials[PART_COUNT_];    /* of the bodies that it was made from */
	uint64_t versions[PART_COUNT_];   /* the first 8 bytes of each variant's, for the ETag */
	int64_t valid_until_ms;           /* something that follows from the time changes then */
	struct blob *text;                /* members, then the list of what is masked, then the versions for the record */
	uint32_t members, masked, record; /* bytes of each */
};

/* One that is still true for this view, with a reference of the caller's own; NULL: none. Every part must be there. */
struct composite *composite_find(const struct view *v, unsigned sight, int64_t now_ms);
/* Keeps what was just written. Failing costs nothing but the next answer's time. */
void composite_keep(const struct view *v, unsigned sight, const uint64_t versions[PART_COUNT_], int64_t valid_until_ms,
		    const struct chunk *members, size_t member_count, const struct chunk *masked, size_t masked_count,
		    struct str record);
