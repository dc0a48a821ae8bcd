/* sources/filter.h - what is wanted of a list or of a span of time: written into the request where the service has parameters for
 * it, and applied to what comes back whatever the service did with them. Private to src/sources. Pure functions; any thread. */
#pragma once

#include "sources/plan.h"

/* 0: open. A form coarser than ours asks for more than is wanted, never for less. */
void filter_add_span(const struct filter_plan *f, int64_t from_ms, int64_t to_ms, struct buf *out, char *sep);
/* @item: how the list's items are mapped: kinds are told in the service's own words. */
void filter_add_only(const struct filter_plan *f, const struct list_only *only, enum list_kind kind,
		     const struct map_record *item, struct buf *out, char *sep);
/* False: what is wanted can't be told from the items, as they are mapped. (Kinds and states always can: they are required.) */
bool filter_can_take(const struct list_only *only, enum list_kind kind, const struct map_record *item);
bool filter_takes(const struct list_only *only, enum list_kind kind, const struct record *item);
