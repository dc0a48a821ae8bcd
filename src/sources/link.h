/* sources/link.h - the next page of a list by a Link header (RFC 8288). Where it leads is the source's word, and comes back from
 * outside in a position, so it is followed only to the same list of the same customer. Private to src/sources. Pure functions. */
#pragma once

#include "sources/template.h"

/* The target of the first link whose rel has the word "next"; p == NULL: none. */
struct str link_next(struct str header);
/* Whether @path_and_query asks for the same as @first does (the first page's path and query, expanded from @t): the same path,
 * and each parameter of the configuration as it was. */
bool link_is_same_list(struct str first, struct str path_and_query);
