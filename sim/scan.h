/* sim/scan.h - going through a customer's series record by record, a chunk in memory at a time, however long it is.
 * Thread: the simulator's loop. */
#pragma once

#include "sim/service.h"

/* Every record of @range, oldest first. */
NODISCARD enum err scan_each(struct ask *q, const struct series_kind *kind, uint32_t length, struct page range,
			     void (*each)(void *ctx, const void *record), void *ctx);

/* A page of those that are wanted. */
struct scan_page {
	char *records;      /* newest first, in the arena */
	uint32_t *ordinals; /* of each */
	uint32_t count;
	uint32_t rest; /* what has not been looked at: range.first .. rest - 1 */
};
/* The newest @limit records of @range that @takes says yes to; NULL takes all. */
NODISCARD enum err scan_newest(struct ask *q, const struct series_kind *kind, uint32_t length, struct page range, uint32_t limit,
			       bool (*takes)(const void *ctx, const void *record), const void *ctx, struct scan_page *ret);
