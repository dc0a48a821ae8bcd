/* api/route_match.h - finds the route of a method and a path in a trie made once from the route table. No allocation.
 * A literal segment goes before a parameter, without going back: "/customers/search" is never a customer's id.
 * Thread: any, after routes_prepare(). Life: the process. */
#pragma once

#include "api/api.h"

struct route_match {
	const struct route *route;          /* NULL: no such path, or not by this method */
	unsigned allowed;                   /* bits 1 << enum http_method that the path takes; 0: no such path */
	struct str params[CALL_PARAMS_MAX]; /* as sent, still percent-encoded */
	size_t param_count;
};

/* Makes the trie; may be called again. A table that contradicts itself fails a MUST. */
void routes_prepare(void);
/* HEAD is taken as GET. */
struct route_match route_find(enum http_method method, struct str path);
