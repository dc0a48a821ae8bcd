/* directory/search.h - one query over a view: every segment probed, the best of each merged, the hits decoded.
 * Thread: any, one search a struct search_memory at a time. */
#pragma once

#include "directory/edition.h"

/* Reused from search to search, so that no query pays for fresh pages. Zeroed is empty. */
struct search_memory {
	uint64_t *words;
	size_t cap;
};
void search_memory_done(struct search_memory *m);

/* ERR_SHAPE, ERR_TOO_LARGE: what directory_search() promises to refuse. */
NODISCARD enum err search_check(const struct directory_query *q);
/* The infix stage may take @infix_ms, and no longer than the query's deadline. The answer lives in @a. ERR_NOMEM, ERR_CORRUPT. */
NODISCARD enum err search_run(const struct edition *v, const struct directory_query *q, uint64_t infix_ms,
			      struct search_memory *m, struct arena *a, struct directory_answer *ret);
/* One customer's summary, its texts copied to @a. */
NODISCARD enum err search_hit(const struct segment *s, uint32_t doc, struct arena *a, struct directory_hit *ret);
