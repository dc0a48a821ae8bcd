#include "connect/push_endpoint.h"

#include "base/clock.h"
#include "base/codec.h"
#include "net/url.h"

#include <stdio.h>

#define LABEL_MAX     63
#define HTTP_DATE_MAX 29 /* "Sun, 06 Nov 1994 08:49:37 GMT" */

/* --- hosts --- */

static bool is_label(struct str s)
{
	if (!s.n || s.n > LABEL_MAX || s.p[0] == '-' || s.p[s.n - 1] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-')
			return false;
	return true;
}

/* A name of DNS with at least two labels, the last of them not a number: so no address of IPv4 in any of its spellings, and no
 * name that a resolver would look for in a search list. */
static bool is_host(struct str host)
{
	struct str rest = host, label = STR_NONE;
	size_t labels = 0;
	if (!host.n || host.n > PUSH_HOST_MAX)
		return false;
	while (str_split(&rest, '.', &label)) {
		if (!is_label(label))
			return false;
		labels++;
	}
	return labels > 1 && label.p[0] >= 'a' && label.p[0] <= 'z';
}

bool push_host_name_valid(struct str name)
{
	if (str_starts(name, STR("*.")))
		name = str_mem(name.p + 2, name.n - 2);
	return is_host(name);
}

static bool host_allowed(const struct push_hosts *h, struct str host)
{
	for (size_t i = 0; i < h->count; i++) {
		struct str name = str_of(h->names[i]);
		if (str_starts(name, STR("*."))) {
			/* With its dot, so that evilpush.example is not below push.example. */
			struct str below = str_mem(name.p + 1, name.n - 1);
			if (host.n > below.n && str_ends(host, below))
				return true;
		} else if (str_eq(host, name)) {
			return true;
		}
	}
	return false;
}

/* --- addresses --- */

/* What may stand in one: nothing that two readers of addresses could understand differently. */
static bool bytes_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c <= ' ' || c >= 0x7f || memchr("\\\"<>^`{|}#@", c, 11))
			return false;
	}
	return true;
}

static enum err lower_host(struct str host, char ret[PUSH_HOST_MAX + 1])
{
	if (!str_copy(ret, PUSH_HOST_MAX + 1, host))
		return ERR_SYNTAX;
	for (char *p = ret; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return OK;
}

static bool is_loopback(const struct push_hosts *h, struct str endpoint, const struct url_parts *u)
{
	return h->loopback && str_eq(u->scheme, STR("http")) && url_is_loopback(endpoint);
}

enum err push_endpoint_check(const struct push_hosts *h, struct str endpoint, char ret_origin[PUSH_ORIGIN_MAX + 1])
{
	struct url_parts u;
	char host[PUSH_HOST_MAX + 1];
	if (endpoint.n > PUSH_ENDPOINT_MAX)
		return ERR_TOO_LARGE;
	if (!bytes_ok(endpoint) || url_split(endpoint, &u) != OK || u.path_and_query.n < 2 || u.path_and_query.p[0] != '/')
		return ERR_SYNTAX;
	if (is_loopback(h, endpoint, &u))
		return snprintf(ret_origin, PUSH_ORIGIN_MAX + 1, "http://%.*s", STR_ARG(u.authority)) <= PUSH_ORIGIN_MAX
			       ? OK
			       : ERR_SYNTAX;
	if (!str_eq(u.scheme, STR("https")))
		return ERR_DENIED;
	struct str authority = u.authority;
	if (str_ends(authority, STR(":443")))
		authority.n -= 4;
	enum err e = lower_host(authority, host);
	if (e != OK)
		return e;
	if (!is_host(str_of(host)) || !host_allowed(h, str_of(host)))
		return ERR_DENIED;
	snprintf(ret_origin, PUSH_ORIGIN_MAX + 1, "https://%s", host);
	return OK;
}

enum err push_recipient_parse(struct str p256dh, struct str auth, struct push_recipient *ret)
{
	struct push_recipient r;
	size_t point_n = 0, auth_n = 0;
	enum err e = codec_unbase64url(p256dh, r.point, sizeof r.point, &point_n);
	if (e == OK)
		e = codec_unbase64url(auth, r.auth, sizeof r.auth, &auth_n);
	if (e == ERR_TOO_LARGE || (e == OK && (point_n != sizeof r.point || auth_n != sizeof r.auth)))
		return ERR_SHAPE;
	if (e != OK)
		return e;
	if (!push_point_valid(r.point))
		return ERR_SHAPE;
	*ret = r;
	return OK;
}

/* --- when to try again --- */

/* The fixed form alone ("Sun, 06 Nov 1994 08:49:37 GMT"), which is the one that may be sent. */
static enum err parse_http_date(struct str s, int64_t *ret_ms)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char text[CLOCK_RFC3339_MAX];
	if (s.n != HTTP_DATE_MAX || memcmp(s.p + 3, ", ", 2) != 0 || memcmp(s.p + 25, " GMT", 4) != 0 || s.p[7] != ' ' ||
	    s.p[11] != ' ' || s.p[16] != ' ')
		return ERR_SYNTAX;
	for (unsigned m = 0; m < 12; m++)
		if (memcmp(s.p + 8, months + 3 * m, 3) == 0) {
			snprintf(text, sizeof text, "%.4s-%02u-%.2sT%.8sZ", s.p + 12, m + 1, s.p + 5, s.p + 17);
			return clock_parse_rfc3339(str_of(text), ret_ms);
		}
	return ERR_SYNTAX;
}

unsigned push_retry_after(struct str header, int64_t now_ms, unsigned max_s)
{
	uint64_t seconds = 0;
	int64_t at_ms = 0;
	header = str_trim(header);
	enum err e = str_to_u64(header, &seconds);
	if (e == ERR_RANGE)
		return max_s;
	if (e != OK) {
		if (parse_http_date(header, &at_ms) != OK || at_ms <= now_ms)
			return 0;
		seconds = (uint64_t)(at_ms - now_ms + 999) / 1000;
	}
	return (unsigned)MIN(seconds, max_s);
}
