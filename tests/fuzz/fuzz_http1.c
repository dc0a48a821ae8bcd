/* layer: net */
/* The request head and the chunked body, fed in one piece and in pieces cut where the input says: both must agree, and what is
 * accepted must keep the promises that the connection relies on. First byte: the size of the pieces; bit 7: a chunked body. */
#include "net/http1_parse.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct head_result {
	enum http1_outcome outcome;
	struct http1_head head;
	struct http_request request;
	struct http_header headers[HTTP_HEADERS_MAX];
};

static void feed_head(struct head_result *r, struct str text, size_t step)
{
	http1_head_init(&r->head);
	r->request = (struct http_request){0};
	r->outcome = HTTP1_MORE;
	for (size_t at = 0; at < text.n && r->outcome == HTTP1_MORE;) {
		at = MIN(text.n, at + step);
		r->outcome = http1_head_feed(&r->head, str_mem(text.p, at), r->headers, &r->request);
	}
}

static void check_slice(struct str whole, struct str s)
{
	MUST(s.p >= whole.p && s.p + s.n <= whole.p + whole.n);
	for (size_t i = 0; i < s.n; i++)
		MUST(s.p[i] != '\r' && s.p[i] != '\n' && s.p[i] != '\0');
}

static void check_head(const struct head_result *r, struct str text)
{
	MUST(r->head.head_bytes <= text.n && r->head.head_bytes >= 4);
	MUST(memcmp(text.p + r->head.head_bytes - 4, "\r\n\r\n", 4) == 0);
	check_slice(text, r->request.target);
	MUST(r->request.path.n > 0 && (r->request.path.p[0] == '/' || r->request.path.p[0] == '*'));
	unsigned lengths = 0, codings = 0, hosts = 0;
	for (size_t i = 0; i < r->request.header_count; i++) {
		check_slice(text, r->headers[i].name);
		check_slice(text, r->headers[i].value);
		lengths += str_ieq(r->headers[i].name, STR("content-length"));
		codings += str_ieq(r->headers[i].name, STR("transfer-encoding"));
		hosts += str_ieq(r->headers[i].name, STR("host"));
	}
	MUST(lengths + codings <= 1 && hosts <= 1 && (hosts == 1 || r->request.http10));
	MUST((r->head.framing == HTTP1_CHUNKED) == (codings == 1));
	MUST(r->head.framing != HTTP1_LENGTH || lengths == 1);
}

static void fuzz_head(struct str text, size_t step)
{
	static struct head_result whole, cut;
	feed_head(&whole, text, text.n);
	feed_head(&cut, text, step);
	MUST(whole.outcome == cut.outcome);
	if (whole.outcome == HTTP1_REFUSED)
		MUST(whole.head.status == cut.head.status && whole.head.reason && whole.head.status >= 400);
	if (whole.outcome != HTTP1_DONE)
		return;
	check_head(&whole, text);
	MUST(whole.head.head_bytes == cut.head.head_bytes && whole.head.content_length == cut.head.content_length);
	MUST(whole.request.header_count == cut.request.header_count && whole.request.keep_alive == cut.request.keep_alive);
}

struct body_result {
	enum http1_outcome outcome;
	size_t used, bytes;
	uint64_t sum;
};

static struct body_result feed_body(struct str text, size_t step)
{
	struct http1_chunked c;
	struct body_result r = {.outcome = HTTP1_MORE};
	size_t seen = 0;
	http1_chunked_init(&c);
	while (r.outcome <= HTTP1_DATA && r.outcome != HTTP1_DONE && (seen < text.n || r.used < seen)) {
		if (r.used == seen)
			seen = MIN(text.n, seen + step);
		size_t used = 0;
		struct str data = STR_NONE;
		struct str in = {text.p + r.used, seen - r.used};
		r.outcome = http1_chunked_feed(&c, in, &used, &data);
		MUST(used <= in.n && (used > 0 || r.outcome == HTTP1_REFUSED));
		if (r.outcome == HTTP1_DATA) {
			MUST(data.p >= in.p && data.p + data.n <= in.p + used && data.n > 0);
			for (size_t i = 0; i < data.n; i++)
				r.sum = r.sum * 31 + (unsigned char)data.p[i];
			r.bytes += data.n;
		}
		r.used += used;
	}
	return r;
}

static void fuzz_body(struct str text, size_t step)
{
	struct body_result whole = feed_body(text, text.n), cut = feed_body(text, step);
	MUST((whole.outcome == HTTP1_DONE) == (cut.outcome == HTTP1_DONE));
	MUST((whole.outcome == HTTP1_REFUSED) == (cut.outcome == HTTP1_REFUSED));
	MUST(whole.bytes == cut.bytes && whole.sum == cut.sum && whole.used == cut.used);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	/* A copy of its exact size, so that a byte read too far is seen. */
	char *copy = malloc(size - 1);
	MUST(copy);
	memcpy(copy, data + 1, size - 1);
	size_t step = (data[0] & 0x7f) + 1u;
	if (data[0] & 0x80)
		fuzz_body(str_mem(copy, size - 1), step);
	else
		fuzz_head(str_mem(copy, size - 1), step);
	free(copy);
	return 0;
}
