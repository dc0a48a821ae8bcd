#include "net/http1_parse.h"

/* Classes of bytes: token characters of RFC 9110 5.6.2, bytes of a field value (visible, blank, tab, obs-text), bytes of a target
 * (what RFC 3986 allows in a path or query; fragments are never sent), bytes of a host. */
enum { TOKEN = 1, VALUE = 2, TARGET = 4, HOST = 8 };

#define ALNUM (TOKEN | VALUE | TARGET | HOST)
/* clang-format off */
static const uint8_t classes[256] = {
	['\t'] = VALUE, [' '] = VALUE,
	['!'] = ALNUM, ['"'] = VALUE, ['#'] = TOKEN | VALUE, ['$'] = ALNUM, ['%'] = ALNUM, ['&'] = ALNUM,
	['\''] = ALNUM, ['('] = VALUE | TARGET | HOST, [')'] = VALUE | TARGET | HOST, ['*'] = ALNUM, ['+'] = ALNUM,
	[','] = VALUE | TARGET | HOST, ['-'] = ALNUM, ['.'] = ALNUM, ['/'] = VALUE | TARGET,
	['0' ... '9'] = ALNUM,
	[':'] = VALUE | TARGET | HOST, [';'] = VALUE | TARGET | HOST, ['<'] = VALUE, ['='] = VALUE | TARGET | HOST,
	['>'] = VALUE, ['?'] = VALUE | TARGET, ['@'] = VALUE | TARGET,
	['A' ... 'Z'] = ALNUM,
	['['] = VALUE | TARGET | HOST, ['\\'] = VALUE, [']'] = VALUE | TARGET | HOST, ['^'] = TOKEN | VALUE,
	['_'] = ALNUM, ['`'] = TOKEN | VALUE,
	['a' ... 'z'] = ALNUM,
	['{'] = VALUE, ['|'] = TOKEN | VALUE, ['}'] = VALUE, ['~'] = ALNUM,
	[0x80 ... 0xff] = VALUE,
};
/* clang-format on */

static size_t span(struct str s, unsigned class)
{
	size_t i = 0;
	while (i < s.n && classes[(unsigned char)s.p[i]] & class)
		i++;
	return i;
}

/* The first byte that no field value may hold, or s.n. Eight at a time: the sign bit of each byte of the sum tells one below
 * 0x20 or 0x7f; tab is let through by the slow look at the word that has it. */
static size_t span_value(struct str s)
{
	size_t i = 0;
	for (; i + 8 <= s.n; i += 8) {
		uint64_t w;
		memcpy(&w, s.p + i, 8);
		const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
		uint64_t below = (w - ones * 0x20) & ~w & high, del = w ^ (ones * 0x7f);
		if ((below | ((del - ones) & ~del & high)) == 0)
			continue;
		for (size_t k = 0; k < 8; k++)
			if (!(classes[(unsigned char)s.p[i + k]] & VALUE))
				return i + k;
	}
	return i + span(str_mem(s.p + i, s.n - i), VALUE);
}

static enum http1_outcome refuse(struct http1_head *h, int status, const char *reason)
{
	h->status = status;
	h->reason = reason;
	return HTTP1_REFUSED;
}

void http1_head_init(struct http1_head *h)
{
	*h = (struct http1_head){.framing = HTTP1_NO_BODY};
}

enum http1_outcome http1_head_overflow(struct http1_head *h)
{
	return h->have_request_line ? refuse(h, 431, "the head is too large") : refuse(h, 414, "the request line is too long");
}

static bool method_find(struct str s, enum http_method *ret)
{
	for (int m = 0; m < HTTP_METHOD_COUNT_; m++)
		if (str_is(s, http_method_name((enum http_method)m))) {
			*ret = (enum http_method)m;
			return true;
		}
	return false;
}

static enum http1_outcome parse_version(struct http1_head *h, struct str v, struct http_request *r)
{
	if (str_eq(v, STR("HTTP/1.1"))) {
		r->http10 = false;
	} else if (str_eq(v, STR("HTTP/1.0"))) {
		r->http10 = true;
	} else if (v.n == 8 && memcmp(v.p, "HTTP/", 5) == 0 && v.p[5] >= '0' && v.p[5] <= '9' && v.p[6] == '.' && v.p[7] >= '0' &&
		   v.p[7] <= '9') {
		return refuse(h, 505, "the HTTP version is not supported");
	} else {
		return refuse(h, 400, "malformed request line");
	}
	return HTTP1_DONE;
}

/* "http://authority/path": what a proxy would be sent. The authority is compared with Host at the end. */
static enum http1_outcome parse_absolute(struct http1_head *h, struct str target, struct str *ret_path)
{
	size_t skip = 0;
	if (target.n > 7 && str_ieq(str_mem(target.p, 7), STR("http://")))
		skip = 7;
	else if (target.n > 8 && str_ieq(str_mem(target.p, 8), STR("https://")))
		skip = 8;
	else
		return refuse(h, 400, "malformed target");
	struct str rest = {target.p + skip, target.n - skip};
	size_t n = span(rest, HOST);
	h->authority = str_mem(rest.p, n);
	*ret_path = str_mem(rest.p + n, rest.n - n);
	if (n == 0 || (ret_path->n && ret_path->p[0] != '/' && ret_path->p[0] != '?'))
		return refuse(h, 400, "malformed target");
	return HTTP1_DONE;
}

static enum http1_outcome parse_target(struct http1_head *h, struct str target, struct http_request *r)
{
	if (target.n == 0 || span(target, TARGET) != target.n)
		return refuse(h, 400, "malformed target");
	if (target.n > HTTP1_TARGET_MAX)
		return refuse(h, 414, "the target is too long");
	struct str path = target;
	if (target.p[0] != '/' && !(r->method == HTTP_OPTIONS && str_eq(target, STR("*")))) {
		enum http1_outcome o = parse_absolute(h, target, &path);
		if (o != HTTP1_DONE)
			return o;
	}
	const char *q = path.n ? memchr(path.p, '?', path.n) : NULL;
	r->target = target;
	r->path = str_mem(path.p, q ? (size_t)(q - path.p) : path.n);
	r->query = q ? str_mem(q + 1, path.n - r->path.n - 1) : str_mem(path.p + path.n, 0);
	if (r->path.n == 0)
		r->path = STR("/");
	return HTTP1_DONE;
}

static enum http1_outcome parse_request_line(struct http1_head *h, struct str line, struct http_request *r)
{
	size_t m = span(line, TOKEN);
	if (m == 0 || m == line.n || line.p[m] != ' ')
		return refuse(h, 400, "malformed request line");
	struct str rest = {line.p + m + 1, line.n - m - 1};
	const char *sp = rest.n ? memchr(rest.p, ' ', rest.n) : NULL;
	if (!sp)
		return refuse(h, 400, "malformed request line"); /* also HTTP/0.9 */
	size_t t = (size_t)(sp - rest.p);
	enum http1_outcome o = parse_version(h, str_mem(sp + 1, rest.n - t - 1), r);
	if (o != HTTP1_DONE)
		return o;
	if (!method_find(str_mem(line.p, m), &r->method))
		return refuse(h, 501, "the method is not supported");
	h->have_request_line = true;
	return parse_target(h, str_mem(rest.p, t), r);
}

static enum http1_outcome on_content_length(struct http1_head *h, struct str v)
{
	if (h->have_length)
		return refuse(h, 400, "repeated Content-Length");
	h->have_length = true;
	if (v.n == 0 || v.n > HTTP1_LENGTH_DIGITS)
		return refuse(h, 400, "malformed Content-Length");
	uint64_t n = 0;
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] < '0' || v.p[i] > '9')
			return refuse(h, 400, "malformed Content-Length");
		n = n * 10 + (uint64_t)(v.p[i] - '0');
	}
	h->content_length = n;
	return HTTP1_DONE;
}

static enum http1_outcome on_transfer_encoding(struct http1_head *h, struct str v)
{
	if (h->have_coding)
		return refuse(h, 400, "repeated Transfer-Encoding");
	h->have_coding = true;
	if (str_ieq(v, STR("chunked")))
		return HTTP1_DONE;
	if (v.n == 0 || span(v, TOKEN) != v.n)
		return refuse(h, 400, "only one transfer coding, chunked, is taken");
	return refuse(h, 501, "the transfer coding is not supported");
}

static enum http1_outcome on_host(struct http1_head *h, struct str v)
{
	if (h->have_host)
		return refuse(h, 400, "repeated Host");
	h->have_host = true;
	if (v.n == 0 || span(v, HOST) != v.n)
		return refuse(h, 400, "malformed Host");
	if (h->authority.n && !str_ieq(h->authority, v))
		return refuse(h, 400, "Host differs from the target");
	return HTTP1_DONE;
}

static enum http1_outcome on_connection(struct http1_head *h, struct str v)
{
	for (struct str part; str_split(&v, ',', &part);) {
		part = str_trim(part);
		h->close |= str_ieq(part, STR("close"));
		h->keep_alive |= str_ieq(part, STR("keep-alive"));
	}
	return HTTP1_DONE;
}

static enum http1_outcome on_expect(struct http1_head *h, struct str v)
{
	if (!str_ieq(v, STR("100-continue")))
		return refuse(h, 417, "the expectation is not supported");
	h->expect_continue = true;
	return HTTP1_DONE;
}

static const struct known {
	struct str name;
	enum http1_outcome (*take)(struct http1_head *h, struct str value);
} known[] = {
	{{"host", 4}, on_host},
	{{"content-length", 14}, on_content_length},
	{{"transfer-encoding", 17}, on_transfer_encoding},
	{{"connection", 10}, on_connection},
	{{"expect", 6}, on_expect},
};

static struct str trim_blanks(struct str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s.p++, s.n--;
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

static enum http1_outcome parse_field(struct http1_head *h, struct str line, struct http_header *headers, struct http_request *r)
{
	size_t n = span(line, TOKEN);
	if (n == 0 || n == line.n || line.p[n] != ':')
		return refuse(h, 400, line.p[0] == ' ' || line.p[0] == '\t' ? "folded header line" : "malformed header name");
	struct str name = {line.p, n}, value = {line.p + n + 1, line.n - n - 1};
	if (span_value(value) != value.n)
		return refuse(h, 400, "control byte in a header");
	if (r->header_count == HTTP_HEADERS_MAX)
		return refuse(h, 431, "too many headers");
	value = trim_blanks(value);
	headers[r->header_count++] = (struct http_header){name, value};
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].name.n == n && str_ieq(known[i].name, name))
			return known[i].take(h, value);
	return HTTP1_DONE;
}

/* What only the whole head tells: framing, Host, persistence. */
static enum http1_outcome finish(struct http1_head *h, struct http_request *r)
{
	if (h->have_coding && h->have_length)
		return refuse(h, 400, "Content-Length with Transfer-Encoding");
	if (h->have_coding && r->http10)
		return refuse(h, 400, "Transfer-Encoding in HTTP/1.0");
	if (!h->have_host && !r->http10)
		return refuse(h, 400, "missing Host");
	if (h->have_coding)
		h->framing = HTTP1_CHUNKED;
	else if (h->have_length && h->content_length)
		h->framing = HTTP1_LENGTH;
	r->keep_alive = !h->close && (!r->http10 || h->keep_alive);
	h->expect_continue &= !r->http10 && h->framing != HTTP1_NO_BODY;
	return HTTP1_DONE;
}

static enum http1_outcome take_line(struct http1_head *h, struct str line, struct http_header *headers, struct http_request *r,
				    bool *ret_end)
{
	if (!h->have_request_line) {
		if (line.n == 0 && h->blank_lines++ < HTTP1_LEADING_BLANK_LINES)
			return HTTP1_DONE;
		return parse_request_line(h, line, r);
	}
	*ret_end = line.n == 0;
	return *ret_end ? finish(h, r) : parse_field(h, line, headers, r);
}

/* A first byte that no method starts with is refused before its line is complete: TLS on the wrong port need not time out. */
static enum http1_outcome look_ahead(struct http1_head *h, struct str buffer)
{
	if (!h->have_request_line && h->line_start < buffer.n) {
		unsigned char c = (unsigned char)buffer.p[h->line_start];
		if (c != '\r' && !(classes[c] & TOKEN))
			return refuse(h, 400, "malformed request line");
	}
	return HTTP1_MORE;
}

enum http1_outcome http1_head_feed(struct http1_head *h, struct str buffer, struct http_header *headers, struct http_request *r)
{
	for (;;) {
		const char *lf = memchr(buffer.p + h->scanned, '\n', buffer.n - h->scanned);
		if (!lf) {
			h->scanned = buffer.n;
			return look_ahead(h, buffer);
		}
		size_t end = (size_t)(lf - buffer.p);
		if (end == h->line_start || buffer.p[end - 1] != '\r')
			return refuse(h, 400, "bare line feed");
		struct str line = {buffer.p + h->line_start, end - 1 - h->line_start};
		bool is_end = false;
		enum http1_outcome o = take_line(h, line, headers, r, &is_end);
		if (o != HTTP1_DONE)
			return o;
		h->line_start = h->scanned = end + 1;
		if (is_end) {
			h->head_bytes = end + 1;
			r->headers = headers;
			return HTTP1_DONE;
		}
	}
}
