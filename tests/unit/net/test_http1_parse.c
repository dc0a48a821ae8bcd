#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/http1_parse.h"

#include <stdio.h>
#include <stdlib.h>

struct parsed {
	struct http1_head head;
	struct http_request request;
	struct http_header headers[HTTP_HEADERS_MAX];
	enum http1_outcome outcome;
	char *text; /* exactly as long as the input, so that reading past it is seen */
};

static struct parsed parse_n(const char *text, size_t n, size_t step)
{
	struct parsed p = {.text = malloc(n ? n : 1)};
	memcpy(p.text, text, n);
	http1_head_init(&p.head);
	p.outcome = HTTP1_MORE;
	for (size_t at = 0; at < n && p.outcome == HTTP1_MORE;) {
		at = MIN(n, at + step);
		p.outcome = http1_head_feed(&p.head, str_mem(p.text, at), p.headers, &p.request);
	}
	return p;
}

#define R1 "GET /a HTTP/1.1\r\nHost: h\r\n"
#define P1 "POST /a HTTP/1.1\r\nHost: h\r\n"

static const struct {
	const char *text;
	size_t n;
	int status;
} refused[] = {
#define NO(status, text)                       \
	{                                      \
		text, sizeof(text) - 1, status \
	}
	/* where a request ends */
	NO(400, P1 "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"),
	NO(400, P1 "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"),
	NO(400, P1 "Content-Length: 3\r\nContent-Length: 4\r\n\r\n"),
	NO(400, P1 "Content-Length: 3\r\nContent-Length: 3\r\n\r\n"),
	NO(400, P1 "Content-Length: 3, 3\r\n\r\n"),
	NO(400, P1 "Content-Length: +3\r\n\r\n"),
	NO(400, P1 "Content-Length: -1\r\n\r\n"),
	NO(400, P1 "Content-Length: 0x3\r\n\r\n"),
	NO(400, P1 "Content-Length: 3 \v\r\n\r\n"),
	NO(400, P1 "Content-Length:\r\n\r\n"),
	NO(400, P1 "Content-Length: 99999999999999999999\r\n\r\n"),
	NO(400, P1 "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
	NO(400, P1 "Transfer-Encoding: chunked, chunked\r\n\r\n"),
	NO(400, P1 "Transfer-Encoding: gzip, chunked\r\n\r\n"),
	NO(400, P1 "Transfer-Encoding: chunked, identity\r\n\r\n"),
	NO(501, P1 "Transfer-Encoding: xchunked\r\n\r\n"),
	NO(501, P1 "Transfer-Encoding: identity\r\n\r\n"),
	NO(400, P1 "Transfer-Encoding: chunked;q=1\r\n\r\n"),
	NO(400, P1 "Transfer-Encoding:\r\n\r\n"),
	NO(400, P1 "Transfer-Encoding: \x0b"
		   "chunked\r\n\r\n"),
	NO(400, "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"),
	/* line ends and blanks */
	NO(400, "GET /a HTTP/1.1\nHost: h\n\n"),
	NO(400, R1 "\n"),
	NO(400, R1 "A: b\n\r\n"),
	NO(400, R1 "A: b\rc\r\n\r\n"),
	NO(400, R1 "A: b\r\r\n\r\n"),
	NO(400, R1 "A: b\r\n c\r\n\r\n"),
	NO(400, R1 "A: b\r\n\tc\r\n\r\n"),
	NO(400, R1 "A : b\r\n\r\n"),
	NO(400, R1 "Transfer-Encoding : chunked\r\n\r\n"),
	NO(400, R1 " A: b\r\n\r\n"),
	NO(400, R1 "A\r\n\r\n"),
	NO(400, R1 ": b\r\n\r\n"),
	NO(400, R1 "A\x00: b\r\n\r\n"),
	NO(400, R1 "A: b\x00"
		   "c\r\n\r\n"),
	NO(400, R1 "A: 0123456789\x01\r\n\r\n"),
	NO(400, R1 "A: 0123456789\x7f\r\n\r\n"),
	NO(400, R1 "A(b): c\r\n\r\n"),
	NO(400, R1 "\xc3\xa4: c\r\n\r\n"),
	NO(400, "\r\n\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n"),
	/* the request line */
	NO(400, "GET /a\r\n"),
	NO(400, "GET\r\n"),
	NO(400, " GET /a HTTP/1.1\r\n"),
	NO(400, "GET  /a HTTP/1.1\r\n"),
	NO(400, "GET /a  HTTP/1.1\r\n"),
	NO(400, "GET /a HTTP/1.1 \r\n"),
	NO(400, "GET\t/a\tHTTP/1.1\r\n"),
	NO(400, "GET /a b HTTP/1.1\r\n"),
	NO(400, "GET /a http/1.1\r\n"),
	NO(400, "GET /a HTTP/1.10\r\n"),
	NO(400, "GET /a HTTP/1\r\n"),
	NO(505, "GET /a HTTP/2.0\r\n"),
	NO(505, "GET /a HTTP/0.9\r\n"),
	NO(505, "GET /a HTTP/1.2\r\n"),
	NO(505, "PRI * HTTP/2.0\r\n"),
	NO(501, "FOO /a HTTP/1.1\r\n"),
	NO(501, "get /a HTTP/1.1\r\n"),
	NO(501, "CONNECT h:80 HTTP/1.1\r\n"),
	NO(501, "TRACE / HTTP/1.1\r\n"),
	NO(400, "G@T /a HTTP/1.1\r\n"),
	NO(400, "GET a HTTP/1.1\r\n"),
	NO(400, "GET * HTTP/1.1\r\n"),
	NO(400, "GET /a#b HTTP/1.1\r\n"),
	NO(400, "GET /\xc3\xa4 HTTP/1.1\r\n"),
	NO(400, "GET /\x00 HTTP/1.1\r\n"),
	NO(400, "GET /\\ HTTP/1.1\r\n"),
	NO(400, "GET ftp://h/a HTTP/1.1\r\n"),
	NO(400, "GET http:///a HTTP/1.1\r\n"),
	NO(400, "GET http://u@h/a HTTP/1.1\r\n"),
	NO(400, "GET file:///etc/passwd HTTP/1.1\r\n"),
	NO(400, "\x16\x03\x01\x02"), /* TLS, refused by its first byte */
	NO(400, "\x00"),
	/* Host and Expect */
	NO(400, "GET /a HTTP/1.1\r\n\r\n"),
	NO(400, R1 "Host: h\r\n\r\n"),
	NO(400, R1 "Host: other\r\n\r\n"),
	NO(400, "GET /a HTTP/1.1\r\nHost:\r\n\r\n"),
	NO(400, "GET /a HTTP/1.1\r\nHost: h h\r\n\r\n"),
	NO(400, "GET /a HTTP/1.1\r\nHost: h/../\r\n\r\n"),
	NO(400, "GET /a HTTP/1.1\r\nHost: u@h\r\n\r\n"),
	NO(400, "GET http://h/a HTTP/1.1\r\nHost: other\r\n\r\n"),
	NO(417, P1 "Expect: 200-maybe\r\nContent-Length: 1\r\n\r\n"),
};

static void every_refused_form_is_refused_with_its_status(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		for (size_t step = 1; step <= refused[i].n; step++) {
			struct parsed p = parse_n(refused[i].text, refused[i].n, step);
			if (p.outcome != HTTP1_REFUSED || p.head.status != refused[i].status)
				fail_msg("row %zu, step %zu: outcome %d status %d instead of %d: %s", i, step, (int)p.outcome,
					 p.head.status, refused[i].status, refused[i].text);
			assert_non_null(p.head.reason);
			free(p.text);
		}
	}
}

static void a_head_is_the_same_however_it_is_cut(void **state)
{
	(void)state;
	static const char text[] =
		"\r\nPOST /a/b%20c?x=1&y=2 HTTP/1.1\r\nHost: example.com:8360\r\nX-Empty:\r\nX-Blank: \t v w\t \r\n"
		"X-Obs: \xe4\xf6\r\nCONTENT-length: 12\r\n\r\nbody follows";
	for (size_t step = 1; step < sizeof(text); step++) {
		struct parsed p = parse_n(text, sizeof(text) - 1, step);
		p.request.headers = p.headers; /* the parser's were on parse_n's stack */
		assert_int_equal(p.outcome, HTTP1_DONE);
		assert_int_equal(p.request.method, HTTP_POST);
		assert_true(str_is(p.request.target, "/a/b%20c?x=1&y=2"));
		assert_true(str_is(p.request.path, "/a/b%20c"));
		assert_true(str_is(p.request.query, "x=1&y=2"));
		assert_int_equal(p.request.header_count, 5);
		assert_true(str_is(http_request_header(&p.request, "x-blank"), "v w"));
		assert_true(str_is(http_request_header(&p.request, "X-EMPTY"), ""));
		assert_non_null(http_request_header(&p.request, "X-EMPTY").p);
		assert_null(http_request_header(&p.request, "X-Other").p);
		assert_int_equal(p.head.framing, HTTP1_LENGTH);
		assert_int_equal(p.head.content_length, 12);
		assert_int_equal(p.head.head_bytes, sizeof(text) - 1 - 12);
		assert_true(p.request.keep_alive);
		free(p.text);
	}
}

static void every_method_of_ours_is_taken(void **state)
{
	(void)state;
	for (int m = 0; m < HTTP_METHOD_COUNT_; m++) {
		char text[64];
		int n = snprintf(text, sizeof(text), "%s / HTTP/1.1\r\nHost: h\r\n\r\n", http_method_name((enum http_method)m));
		struct parsed p = parse_n(text, (size_t)n, (size_t)n);
		assert_int_equal(p.outcome, HTTP1_DONE);
		assert_int_equal(p.request.method, m);
		free(p.text);
	}
}

static void persistence_follows_version_and_connection(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool keep;
	} rows[] = {
		{"GET / HTTP/1.1\r\nHost: h\r\n\r\n", true},
		{"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", false},
		{"GET / HTTP/1.1\r\nHost: h\r\nConnection: x, CLOSE\r\n\r\n", false},
		{"GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n", false},
		{"GET / HTTP/1.0\r\n\r\n", false},
		{"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct parsed p = parse_n(rows[i].text, strlen(rows[i].text), 7);
		assert_int_equal(p.outcome, HTTP1_DONE);
		assert_int_equal(p.request.keep_alive, rows[i].keep);
		free(p.text);
	}
}

static void an_absolute_target_is_split_and_its_host_compared(void **state)
{
	(void)state;
	static const char text[] = "GET http://Host:80/p?q HTTP/1.1\r\nHost: host:80\r\n\r\n";
	struct parsed p = parse_n(text, sizeof(text) - 1, 100);
	assert_int_equal(p.outcome, HTTP1_DONE);
	assert_true(str_is(p.request.path, "/p"));
	assert_true(str_is(p.request.query, "q"));
	free(p.text);
	static const char bare[] = "GET http://h?q HTTP/1.1\r\nHost: h\r\n\r\n";
	p = parse_n(bare, sizeof(bare) - 1, 100);
	assert_int_equal(p.outcome, HTTP1_DONE);
	assert_true(str_is(p.request.path, "/"));
	assert_true(str_is(p.request.query, "q"));
	free(p.text);
}

static void too_many_headers_are_431_and_a_long_target_414(void **state)
{
	(void)state;
	char text[HTTP1_TARGET_MAX + 4096];
	size_t n = (size_t)snprintf(text, sizeof(text), R1);
	for (int i = 1; i < HTTP_HEADERS_MAX; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "A: b\r\n");
	size_t full = n;
	n += (size_t)snprintf(text + n, sizeof(text) - n, "\r\n");
	struct parsed p = parse_n(text, n, n);
	assert_int_equal(p.outcome, HTTP1_DONE);
	free(p.text);
	n = full + (size_t)snprintf(text + full, sizeof(text) - full, "A: b\r\n\r\n");
	p = parse_n(text, n, n);
	assert_int_equal(p.outcome, HTTP1_REFUSED);
	assert_int_equal(p.head.status, 431);
	free(p.text);

	memcpy(text, "GET /", 5);
	memset(text + 5, 'a', HTTP1_TARGET_MAX);
	n = 5 + HTTP1_TARGET_MAX;
	n += (size_t)snprintf(text + n, sizeof(text) - n, " HTTP/1.1\r\n");
	p = parse_n(text, n, n);
	assert_int_equal(p.head.status, 414);
	free(p.text);
}

static void an_overflow_is_414_in_the_request_line_and_431_behind_it(void **state)
{
	(void)state;
	struct parsed p = parse_n("GET /aaaa", 9, 9);
	assert_int_equal(p.outcome, HTTP1_MORE);
	assert_int_equal(http1_head_overflow(&p.head), HTTP1_REFUSED);
	assert_int_equal(p.head.status, 414);
	free(p.text);
	p = parse_n(R1, sizeof(R1) - 1, 9);
	assert_int_equal(p.outcome, HTTP1_MORE);
	http1_head_overflow(&p.head);
	assert_int_equal(p.head.status, 431);
	free(p.text);
}

/* ---- chunked ---- */

static enum http1_outcome dechunk(const char *text, size_t n, size_t step, char *out, size_t *ret_out, size_t *ret_used,
				  int *ret_status)
{
	struct http1_chunked c;
	http1_chunked_init(&c);
	size_t at = 0, seen = 0, done = 0;
	enum http1_outcome o = HTTP1_MORE;
	while ((o == HTTP1_MORE || o == HTTP1_DATA) && (at < n || seen > at)) {
		if (at == seen)
			seen = MIN(n, seen + step);
		size_t used = 0;
		struct str data = STR_NONE;
		o = http1_chunked_feed(&c, str_mem(text + at, seen - at), &used, &data);
		if (o == HTTP1_DATA) {
			memcpy(out + done, data.p, data.n);
			done += data.n;
		}
		at += used;
	}
	*ret_out = done;
	*ret_used = at;
	*ret_status = c.status;
	return o;
}

static void a_chunked_body_is_the_same_however_it_is_cut(void **state)
{
	(void)state;
	static const char text[] =
		"5\r\nhello\r\n00000A;ext=\"a b\"\r\n 0123456\r\n\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\nGET / HTTP/1.1\r\n";
	for (size_t step = 1; step < sizeof(text); step++) {
		char out[64];
		size_t n, used;
		int status;
		assert_int_equal(dechunk(text, sizeof(text) - 1, step, out, &n, &used, &status), HTTP1_DONE);
		assert_int_equal(n, 15);
		assert_memory_equal(out, "hello 0123456\r\n", 15);
		assert_string_equal(text + used, "GET / HTTP/1.1\r\n");
	}
}

static void every_malformed_chunk_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t n;
	} rows[] = {
#define CH(text) {text, sizeof(text) - 1}
		CH("\r\n"),
		CH("g\r\n"),
		CH("-1\r\n"),
		CH("+1\r\n"),
		CH("0x1\r\n"),
		CH(" 1\r\n"),
		CH("1 \r\n"),
		CH("1\n"),
		CH("1\r\r"),
		CH("1\ra"),
		CH(";a\r\n"),
		CH("1000000000000000\r\n"),
		CH("0000000000000000\r\n"),
		CH("1;a\nb\r\n"),
		CH("1;a\x00\r\n"),
		CH("3\r\nabcd\r\n"),
		CH("3\r\nabc\n"),
		CH("3\r\nabc\r\r\n"),
		CH("0\r\n\n"),
		CH("0\r\nA: b\n\r\n"),
		CH("0\r\n A: b\r\n\r\n"),
		CH("0\r\n: b\r\n\r\n"),
		CH("0\r\nA: \x01\r\n\r\n"),
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char out[64];
		size_t n, used;
		int status;
		for (size_t step = 1; step <= rows[i].n; step++) {
			if (dechunk(rows[i].text, rows[i].n, step, out, &n, &used, &status) != HTTP1_REFUSED || status != 400)
				fail_msg("row %zu: %s", i, rows[i].text);
		}
	}
}

static void extensions_and_trailers_are_bounded_over_the_whole_body(void **state)
{
	(void)state;
	char text[16384], out[4096];
	size_t n = 0, got, used;
	int status;
	for (unsigned i = 0; i <= HTTP1_CHUNK_EXT_MAX; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "1;e\r\nx\r\n");
	assert_int_equal(dechunk(text, n, n, out, &got, &used, &status), HTTP1_REFUSED);
	assert_int_equal(status, 400);
	assert_int_equal(got, HTTP1_CHUNK_EXT_MAX);

	n = (size_t)snprintf(text, sizeof(text), "0\r\n");
	for (unsigned i = 0; i * 4 <= HTTP1_TRAILER_MAX; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "A: b\r\n");
	assert_int_equal(dechunk(text, n, n, out, &got, &used, &status), HTTP1_REFUSED);
	assert_int_equal(status, 431);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_refused_form_is_refused_with_its_status),
		cmocka_unit_test(a_head_is_the_same_however_it_is_cut),
		cmocka_unit_test(every_method_of_ours_is_taken),
		cmocka_unit_test(persistence_follows_version_and_connection),
		cmocka_unit_test(an_absolute_target_is_split_and_its_host_compared),
		cmocka_unit_test(too_many_headers_are_431_and_a_long_target_414),
		cmocka_unit_test(an_overflow_is_414_in_the_request_line_and_431_behind_it),
		cmocka_unit_test(a_chunked_body_is_the_same_however_it_is_cut),
		cmocka_unit_test(every_malformed_chunk_is_refused),
		cmocka_unit_test(extensions_and_trailers_are_bounded_over_the_whole_body),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
