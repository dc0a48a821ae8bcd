/* api/search_query.h - a search as its body says it, and the little matcher that judges what the customer service's own search
 * finds while the portal's directory is not ready. Thread: the call's loop. */
#pragma once

#include "api/api.h"

#define SEARCH_LIMIT_USUAL 20
#define SEARCH_IDS_MAX     20 /* customers that are asked for by id */

struct search_query {
	struct directory_query query; /* strings in the call's arena */
	struct str cursor;
	struct str filter_names;        /* for the record: "vipTier","country" */
	struct str sort_name;           /* with its sign */
	const struct str *customer_ids; /* these and nobody else, in this order; stands alone */
	size_t customer_id_count;
};

/* Answers 400 or 422 itself. */
bool search_read(struct call *c, struct search_query *ret);

/* A record of the CUSTOMER schema as a hit; strings stay the record's. */
struct directory_hit search_hit_of(const struct record *r);
/* Does the hit pass the filters? */
bool search_passes(const struct directory_hit *h, const struct directory_filters *f);
/* Does the text name this customer in a way that the asker may search by? Fills matched and how. Whether masked fields match by
 * more than their whole value isn't left to the customer service. */
bool search_matches(struct directory_hit *h, struct str text, bool contact_visible);
