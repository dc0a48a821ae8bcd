/* directory/position.h - where a list goes on: the sort keys of the last hit, bound to the query that gave it, as bytes. By
 * value, not by number, so that pages stay right while customers change. Pure. */
#pragma once

#include "directory/probe.h"

/* What of a query decides which hits come, in which order. */
uint64_t position_query_hash(const struct directory_query *q);
/* Into @a; p == NULL: no memory. */
struct str position_encode(const struct probe_order *o, uint64_t query_hash, struct arena *a);
/* Fills the place to resume at; texts point into @bytes. ERR_SHAPE: not a position, or another query's. */
NODISCARD enum err position_decode(struct str bytes, uint64_t query_hash, struct probe_order *ret);
