/* directory/view.h - what one search sees: segments, oldest first, and which of their documents no newer one replaced.
 * Immutable and ref-counted; a change makes a new view that shares what stayed the same. Thread: any. */
#pragma once

#include "directory/segment.h"

#define VIEW_SEGMENTS_MAX 64

struct view_alive {
	atomic_uint refs;
	uint32_t count; /* of bits set */
	uint64_t bits[];
};

struct view {
	atomic_uint refs;
	size_t count;
	uint64_t customers;
	struct view_part {
		struct segment *segment;
		struct view_alive *alive;
	} parts[VIEW_SEGMENTS_MAX];
};

/* No segments. NULL: no memory. */
struct view *view_new(void);
struct view *view_ref(struct view *v);
void view_unref(struct view *v);
/* @v's parts [0, from), then @segments (with references of the view's own), then @v's parts [to, end). Documents that
 * newer segments replace or delete are dead in the older. ERR_LIMIT: too many segments. */
NODISCARD enum err view_replace(const struct view *v, size_t from, size_t to, struct segment *const *segments, size_t count,
				struct view **ret);
/* The live document with this id. */
bool view_find(const struct view *v, struct str id, size_t *ret_part, uint32_t *ret_doc);
