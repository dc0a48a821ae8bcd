/* api/call.h - private to src/api: from a request to a call, and the small pieces of decoding that resources share.
 * Thread: the call's loop. */
#pragma once

#include "api/api.h"

/* The call of an exchange that http_handle_find() gave back. */
static inline struct call *call_of(struct http_exchange *x)
{
	return http_exchange_data(x);
}

/* "pitboss_session" out of a Cookie header; p == NULL when it isn't there. Pure: for tests and fuzzing. */
struct str cookie_find(struct str cookies, struct str name);
/* Bearer text out of an Authorization header; p == NULL when it is of another kind. */
struct str bearer_find(struct str authorization);
/* Is @origin (of an Origin header) the one that @public_url has? @host is asked when there is no public_url. */
bool origin_is_ours(struct str origin, const char *public_url, struct str host);
/* Is @etag (with its quotes, without W/) among the tags of an If-None-Match header? Weak comparison (RFC 9110, 13.1.2). */
bool etag_matches(struct str header, struct str etag);
/* Is @name one of the words of the route's list? */
bool query_allows(const char *list, struct str name);

/* An object's id out of a path: 1-128 bytes, not dots alone. Answers 404 itself when it can't be one. */
bool call_object(struct call *c, struct str customer, struct str object);
/* ?from= and ?to= (RFC 3339, half-open); 0 when absent. Answers 422 itself. */
bool call_range(struct call *c, int64_t *ret_from_ms, int64_t *ret_to_ms);
/* 422 about one parameter or member. @field: a parameter's name or a JSON Pointer. */
void call_invalid(struct call *c, const char *field, const char *reason);
