/* net/url.h - percent-encoding, query strings, and resolving of references. RFC 3986. Pure functions. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"

/* Decodes %XX ('+' stays '+'). ERR_SYNTAX: bad escape; ERR_SHAPE: decodes to NUL, a control byte or invalid UTF-8. */
NODISCARD enum err url_decode(struct str s, struct arena *a, struct str *ret);
/* Everything but unreserved characters is encoded. */
void url_encode(struct buf *b, struct str s);

struct url_param {
	struct str name, value; /* decoded; '+' is a blank in queries */
};
/* ERR_SYNTAX, ERR_SHAPE as above; ERR_TOO_LARGE: more than @max parameters. */
NODISCARD enum err url_parse_query(struct str query, struct arena *a, struct url_param *out, size_t max, size_t *ret_n);

/* Scheme, host:port and path split; only http and https. The path starts with '/', or with '?' when there is none; the fragment
 * is cut off. ERR_SYNTAX: not a URL; ERR_SHAPE: another scheme, user information, a bad port. */
struct url_parts {
	struct str scheme, authority, path_and_query;
};
NODISCARD enum err url_split(struct str url, struct url_parts *ret);
/* This machine's own for sure: 127.0.0.0/8 and ::1 as inet_pton() reads them, IPv6 with or without brackets, and the name that
 * RFC 6761 keeps for it. What a resolver or a kernel may take for the same (127.1, 2130706433, ::ffff:127.0.0.1, localhost.)
 * is none: the promise hangs on it that nobody else is reached. */
bool url_host_is_loopback(struct str host);
/* The same of the host of a whole URL; false also when it is none. */
bool url_is_loopback(struct str url);
/* Resolves @ref (absolute or relative) against @base; ERR_DENIED when it leaves the base's scheme and authority;
 * a scheme's own port counts as none. The fragment is dropped. */
NODISCARD enum err url_resolve_same_origin(struct str base, struct str ref, struct arena *a, struct str *ret);
