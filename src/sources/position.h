/* sources/position.h - where a list goes on: our own text for any kind of paging, so that any limit works on any page size.
 * Private to src/sources. Pure functions; the text comes back from outside and is not trusted. */
#pragma once

#include "sources/plan.h"

struct position {
	enum paging_kind kind;
	uint64_t number;  /* PAGE: which; OFFSET: how many before */
	unsigned size;    /* asked for a page; kept, because a cursor or a page number means something only with its size */
	uint64_t index;   /* items of the page that were given already */
	struct str token; /* CURSOR: the source's cursor; LINK: path and query; n == 0: the first page */
};

/* The start of a list for somebody who wants @limit items. */
struct position position_start(const struct paging_plan *p, size_t limit);
/* ERR_SHAPE: not a position of this kind of list. Slices of @text. */
NODISCARD enum err position_parse(const struct paging_plan *p, struct str text, struct position *ret);
/* p == NULL: no memory. */
struct str position_format(const struct position *p, struct arena *a);
