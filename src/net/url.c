#include "net/url.h"

#include "base/utf8.h"

#include <arpa/inet.h>

#define URL_MAX_PORT 65535u

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
	       c == '~';
}

static bool has_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return true;
	return false;
}

static enum err check_text(struct str s)
{
	return has_control(s) || !utf8_valid(s) ? ERR_SHAPE : OK;
}

static enum err decode(struct str s, bool plus_is_blank, struct arena *a, struct str *ret)
{
	char *out = arena_alloc(a, s.n + 1);
	if (!out)
		return ERR_NOMEM;
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '%') {
			int hi = i + 2 < s.n ? hex_value(s.p[i + 1]) : -1;
			int lo = i + 2 < s.n ? hex_value(s.p[i + 2]) : -1;
			if (hi < 0 || lo < 0)
				return ERR_SYNTAX;
			c = (char)(hi << 4 | lo);
			i += 2;
		} else if (c == '+' && plus_is_blank) {
			c = ' ';
		}
		out[n++] = c;
	}
	out[n] = '\0';
	struct str text = {out, n};
	enum err err = check_text(text);
	if (err == OK)
		*ret = text;
	return err;
}

enum err url_decode(struct str s, struct arena *a, struct str *ret)
{
	return decode(s, false, a, ret);
}

void url_encode(struct buf *b, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (is_unreserved(s.p[i]))
			buf_char(b, s.p[i]);
		else
			buf_add(b, (char[]){'%', hex[c >> 4], hex[c & 15]}, 3);
	}
}

enum err url_parse_query(struct str query, struct arena *a, struct url_param *out, size_t max, size_t *ret_n)
{
	size_t n = 0;
	for (size_t at = 0; at < query.n;) {
		size_t end = str_find(query, '&', at);
		if (end == SIZE_MAX)
			end = query.n;
		struct str part = {query.p + at, end - at};
		at = end + 1;
		if (part.n == 0)
			continue;
		if (n == max)
			return ERR_TOO_LARGE;
		size_t eq = str_find(part, '=', 0);
		struct str name = {part.p, eq == SIZE_MAX ? part.n : eq};
		struct str value = eq == SIZE_MAX ? STR("") : str_mem(part.p + eq + 1, part.n - eq - 1);
		enum err err = decode(name, true, a, &name);
		if (err == OK)
			err = decode(value, true, a, &value);
		if (err != OK)
			return err;
		out[n++] = (struct url_param){name, value};
	}
	*ret_n = n;
	return OK;
}

/* Visible ASCII but those that RFC 3986 leaves out everywhere. */
static bool url_bytes_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c <= 0x20 || c > 0x7e || c == '"' || c == '<' || c == '>' || c == '\\' || c == '^' || c == '`' || c == '{' ||
		    c == '|' || c == '}')
			return false;
	}
	return true;
}

/* Host and optional port; user information is refused, since it hides where a URL really leads. */
static bool authority_ok(struct str s)
{
	if (s.n == 0 || str_find(s, '@', 0) != SIZE_MAX)
		return false;
	size_t colon = SIZE_MAX;
	if (s.p[0] == '[') {
		size_t close = str_find(s, ']', 0);
		if (close == SIZE_MAX || close < 3)
			return false;
		if (close + 1 < s.n)
			colon = close + 1;
	} else {
		colon = str_find(s, ':', 0);
		if (colon == 0)
			return false;
	}
	if (colon == SIZE_MAX)
		return true;
	uint64_t port;
	return s.p[colon] == ':' && str_to_u64(str_mem(s.p + colon + 1, s.n - colon - 1), &port) == OK && port > 0 &&
	       port <= URL_MAX_PORT;
}

enum err url_split(struct str url, struct url_parts *ret)
{
	size_t colon = str_find(url, ':', 0);
	if (colon == SIZE_MAX || url.n < colon + 3 || url.p[colon + 1] != '/' || url.p[colon + 2] != '/')
		return ERR_SYNTAX;
	if (!url_bytes_ok(url))
		return ERR_SYNTAX;
	struct str scheme = {url.p, colon};
	if (!str_ieq(scheme, STR("http")) && !str_ieq(scheme, STR("https")))
		return ERR_SHAPE;
	size_t start = colon + 3, end = start;
	while (end < url.n && url.p[end] != '/' && url.p[end] != '?' && url.p[end] != '#')
		end++;
	struct str authority = {url.p + start, end - start};
	if (!authority_ok(authority))
		return ERR_SHAPE;
	size_t hash = str_find(url, '#', end);
	struct str path = {url.p + end, (hash == SIZE_MAX ? url.n : hash) - end};
	*ret = (struct url_parts){scheme, authority, path.n ? path : STR("/")};
	return OK;
}

bool url_host_is_loopback(struct str host)
{
	char text[INET6_ADDRSTRLEN];
	struct in_addr four;
	struct in6_addr six;
	bool bracketed = host.n >= 2 && host.p[0] == '[' && host.p[host.n - 1] == ']';
	if (str_ieq(host, STR("localhost")))
		return true;
	if (bracketed)
		host = str_mem(host.p + 1, host.n - 2);
	if (!str_copy(text, sizeof text, host) || strlen(text) != host.n)
		return false;
	if (!bracketed && inet_pton(AF_INET, text, &four) == 1)
		return ntohl(four.s_addr) >> 24 == IN_LOOPBACKNET;
	return inet_pton(AF_INET6, text, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

/* An authority without its port. */
static struct str host_of(struct str authority)
{
	size_t end = authority.p[0] == '[' ? str_find(authority, ']', 0) + 1 : str_find(authority, ':', 0);
	return str_mem(authority.p, MIN(authority.n, end));
}

bool url_is_loopback(struct str url)
{
	struct url_parts parts;
	return url_split(url, &parts) == OK && url_host_is_loopback(host_of(parts.authority));
}

/* "host:port" with the scheme's own port cut off, so that http://a and http://a:80 are one origin. */
static struct str authority_canonical(const struct url_parts *u)
{
	struct str port = str_ieq(u->scheme, STR("https")) ? STR(":443") : STR(":80");
	struct str a = u->authority;
	if (str_ends(a, port))
		a.n -= port.n;
	return a;
}

static bool same_origin(const struct url_parts *a, const struct url_parts *b)
{
	return str_ieq(a->scheme, b->scheme) && str_ieq(authority_canonical(a), authority_canonical(b));
}

/* RFC 3986 5.2.4 on an absolute path, in place; returns the new length. */
static size_t remove_dot_segments(char *p, size_t n)
{
	size_t out = 0, at = 0;
	while (at < n) {
		size_t end = at + 1; /* p[at] is '/' */
		while (end < n && p[end] != '/')
			end++;
		struct str seg = {p + at + 1, end - at - 1};
		bool last = end == n;
		if (str_is(seg, ".") || str_is(seg, "..")) {
			if (seg.n == 2)
				while (out > 0 && p[--out] != '/')
					;
			if (last)
				p[out++] = '/';
		} else {
			memmove(p + out, p + at, end - at);
			out += end - at;
		}
		at = end;
	}
	return out;
}

/* What stands before the '?'. */
static struct str path_of(struct str path_and_query)
{
	size_t q = str_find(path_and_query, '?', 0);
	return str_mem(path_and_query.p, q == SIZE_MAX ? path_and_query.n : q);
}

static bool has_scheme(struct str ref)
{
	for (size_t i = 0; i < ref.n; i++) {
		char c = ref.p[i];
		if (c == ':')
			return i > 0;
		if (c == '/' || c == '?' || c == '#')
			return false;
	}
	return false;
}

/* Merges (5.2.3) and writes scheme://authority/path?query. @ref has neither scheme nor authority. */
static enum err compose(const struct url_parts *base, struct str ref, struct arena *a, struct str *ret)
{
	struct str base_path = path_of(base->path_and_query), ref_path = path_of(ref);
	struct str ref_query = str_mem(ref.p + ref_path.n, ref.n - ref_path.n);
	struct str query = ref_query, dir = STR_NONE, tail = ref_path;
	if (base_path.n == 0)
		base_path = STR("/");
	if (ref.n == 0 || (ref_path.n == 0 && ref_query.n)) {
		tail = base_path;
		if (ref.n == 0)
			query = str_mem(base->path_and_query.p + path_of(base->path_and_query).n,
					base->path_and_query.n - path_of(base->path_and_query).n);
	} else if (ref_path.p[0] != '/') {
		dir = base_path;
		while (dir.n && dir.p[dir.n - 1] != '/')
			dir.n--;
	}
	size_t origin = base->scheme.n + 3 + base->authority.n;
	char *out = arena_alloc(a, origin + dir.n + tail.n + query.n + 2);
	if (!out)
		return ERR_NOMEM;
	char *p = out;
	p = mempcpy(p, base->scheme.p, base->scheme.n);
	p = mempcpy(p, "://", 3);
	p = mempcpy(p, base->authority.p, base->authority.n);
	char *path = p;
	if (dir.n)
		p = mempcpy(p, dir.p, dir.n);
	p = mempcpy(p, tail.p, tail.n);
	p = path + remove_dot_segments(path, (size_t)(p - path));
	if (query.n)
		p = mempcpy(p, query.p, query.n);
	*p = '\0';
	*ret = str_mem(out, (size_t)(p - out));
	return OK;
}

enum err url_resolve_same_origin(struct str base, struct str ref, struct arena *a, struct str *ret)
{
	struct url_parts b, r;
	enum err err = url_split(base, &b);
	if (err != OK)
		return err;
	if (!url_bytes_ok(ref))
		return ERR_SYNTAX;
	size_t hash = str_find(ref, '#', 0);
	if (hash != SIZE_MAX)
		ref.n = hash;
	bool network_path = str_starts(ref, STR("//"));
	if (!has_scheme(ref) && !network_path)
		return compose(&b, ref, a, ret);
	if (network_path) {
		const char *absolute = arena_printf(a, "%.*s:%.*s", STR_ARG(b.scheme), STR_ARG(ref));
		if (!absolute)
			return ERR_NOMEM;
		ref = str_of(absolute);
	}
	err = url_split(ref, &r);
	if (err != OK)
		return err == ERR_SHAPE ? ERR_DENIED : err; /* another scheme, or user information */
	return same_origin(&b, &r) ? compose(&b, r.path_and_query, a, ret) : ERR_DENIED;
}
