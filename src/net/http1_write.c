/* Output: response heads, and the writing of pieces that live in arenas and blobs with one system call where the socket takes
 * them, queueing references where it does not. */
#include "net/http1_conn.h"

#include "base/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define QUEUE_START 8u

void chunks_unref(const struct chunk *chunks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		blob_unref(chunks[i].owner);
}

/* ---- the queue ---- */

static bool queue_grow(struct out_queue *q)
{
	size_t cap = q->ring ? (q->mask + 1) * 2 : QUEUE_START;
	struct out_entry *ring = malloc(cap * sizeof(*ring));
	if (!ring)
		return false;
	for (size_t i = 0; i < q->count; i++)
		ring[i] = q->ring[(q->head + i) & q->mask];
	free(q->ring);
	q->ring = ring;
	q->mask = cap - 1;
	q->head = 0;
	return true;
}

static struct out_entry *queue_last(struct out_queue *q)
{
	return q->count ? &q->ring[(q->head + q->count - 1) & q->mask] : NULL;
}

/* Takes over the reference, also on failure. */
static bool queue_push(struct out_queue *q, struct out_entry e)
{
	if ((!q->ring || q->count > q->mask) && !queue_grow(q)) {
		blob_unref(e.owner);
		return false;
	}
	q->ring[(q->head + q->count++) & q->mask] = e;
	q->bytes += e.n;
	return true;
}

/* Copies share blocks, and neighbours in a block share an entry, so that small writes cost little more than their bytes. */
static bool queue_copy(struct out_queue *q, struct str s, uint64_t now_ms)
{
	if (!q->block || q->block->n - q->block_used < s.n) {
		blob_unref(q->block);
		q->block = blob_new(MAX(s.n, (size_t)OUT_BLOCK_BYTES));
		q->block_used = 0;
		if (!q->block)
			return false;
	}
	char *p = q->block->p + q->block_used;
	memcpy(p, s.p, s.n);
	q->block_used += s.n;
	struct out_entry *last = queue_last(q);
	if (last && last->owner == q->block && last->p + last->n == p) {
		last->n += s.n;
		q->bytes += s.n;
		return true;
	}
	return queue_push(q, (struct out_entry){p, s.n, blob_ref(q->block), now_ms});
}

/* Takes over the piece's reference, also on failure. */
static bool queue_add(struct out_queue *q, struct chunk piece, size_t skip, bool copy, uint64_t now_ms)
{
	struct str s = {piece.bytes.p + skip, piece.bytes.n - skip};
	bool ok = true;
	if (s.n && (piece.owner ? s.n > OUT_COPY_MAX : !copy))
		return queue_push(q, (struct out_entry){s.p, s.n, piece.owner, now_ms});
	if (s.n)
		ok = queue_copy(q, s, now_ms);
	blob_unref(piece.owner);
	return ok;
}

void out_free(struct http_conn *c)
{
	struct out_queue *q = c->out;
	if (!q)
		return;
	for (size_t i = 0; i < q->count; i++)
		blob_unref(q->ring[(q->head + i) & q->mask].owner);
	blob_unref(q->block);
	free(q->ring);
	free(q);
	c->out = NULL;
}

static void queue_drop_front(struct out_queue *q, size_t n)
{
	q->bytes -= n;
	while (n) {
		struct out_entry *e = &q->ring[q->head & q->mask];
		if (n < e->n) {
			e->p += n;
			e->n -= n;
			return;
		}
		n -= e->n;
		blob_unref(e->owner);
		q->head = (q->head + 1) & q->mask;
		q->count--;
	}
}

/* ---- the socket ---- */

/* Bytes taken; 0 when the socket is full; -1 when the client is gone. */
static ssize_t socket_write(struct http_conn *c, struct iovec *iov, int n, bool more)
{
	struct msghdr m = {.msg_iov = iov, .msg_iovlen = (size_t)n};
	ssize_t w;
	do
		w = sendmsg(c->fd, &m, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
	while (w < 0 && errno == EINTR);
	if (w < 0 && errno == EAGAIN)
		return 0;
	if (w < 0) {
		c->broken = true;
		return -1;
	}
	c->server->counts.bytes_out += (uint64_t)w;
	return w;
}

enum out_result out_flush(struct http_conn *c)
{
	struct out_queue *q = c->out;
	while (q && q->count) {
		struct iovec iov[OUT_IOV_BATCH];
		int n = 0;
		size_t want = 0;
		for (; n < OUT_IOV_BATCH && (size_t)n < q->count; n++) {
			struct out_entry *e = &q->ring[(q->head + (size_t)n) & q->mask];
			iov[n] = (struct iovec){(void *)(uintptr_t)e->p, e->n};
			want += e->n;
		}
		ssize_t w = socket_write(c, iov, n, (size_t)n < q->count);
		if (w < 0)
			return OUT_BROKEN;
		queue_drop_front(q, (size_t)w);
		if (w > 0)
			conn_set_deadline(c, DEADLINE_WRITE);
		if ((size_t)w < want)
			return OUT_WAITS;
	}
	out_free(c);
	return OUT_WRITTEN;
}

/* Where writing stands: piece, and bytes of it that are done. */
struct pieces {
	struct chunk prefix, suffix;
	const struct chunk *chunks;
	size_t count; /* prefix and suffix included */
	size_t at, done;
};

static const struct chunk *piece_at(const struct pieces *p, size_t i)
{
	if (i == 0)
		return &p->prefix;
	return i < p->count - 1 ? &p->chunks[i - 1] : &p->suffix;
}

/* Steps over @w written bytes, giving back what is done with. */
static void pieces_advance(struct pieces *p, size_t w)
{
	while (p->at < p->count) {
		const struct chunk *piece = piece_at(p, p->at);
		size_t left = piece->bytes.n - p->done;
		if (w < left) {
			p->done += w;
			return;
		}
		w -= left;
		blob_unref(piece->owner);
		p->at++;
		p->done = 0;
	}
}

static enum out_result pieces_write(struct http_conn *c, struct pieces *p)
{
	while (p->at < p->count) {
		struct iovec iov[OUT_IOV_BATCH];
		int n = 0;
		size_t want = 0, skip = p->done, i = p->at;
		for (; i < p->count && n < OUT_IOV_BATCH; i++, skip = 0) {
			struct str s = piece_at(p, i)->bytes;
			if (s.n == skip)
				continue;
			iov[n++] = (struct iovec){(void *)(uintptr_t)(s.p + skip), s.n - skip};
			want += s.n - skip;
		}
		ssize_t w = n ? socket_write(c, iov, n, i < p->count) : 0;
		if (w < 0)
			return OUT_BROKEN;
		pieces_advance(p, (size_t)w);
		if ((size_t)w < want)
			return OUT_WAITS;
	}
	return OUT_WRITTEN;
}

static enum out_result pieces_queue(struct http_conn *c, struct pieces *p, bool copy)
{
	if (!c->out)
		c->out = calloc(1, sizeof(*c->out));
	bool ok = c->out != NULL;
	uint64_t now_ms = loop_now_ms(c->server->loop);
	for (; ok && p->at < p->count; p->at++, p->done = 0)
		ok = queue_add(c->out, *piece_at(p, p->at), p->done, copy, now_ms);
	if (ok)
		return OUT_WAITS;
	c->broken = true;
	return OUT_BROKEN;
}

enum out_result out_send(struct http_conn *c, struct chunk prefix, const struct chunk *chunks, size_t count, struct str suffix,
			 bool copy)
{
	struct pieces p = {.prefix = prefix, .suffix = {.bytes = suffix}, .chunks = chunks, .count = count + 2};
	enum out_result r = c->broken ? OUT_BROKEN : OUT_WAITS;
	if (!c->out && r != OUT_BROKEN)
		r = pieces_write(c, &p);
	if (r == OUT_WAITS)
		r = pieces_queue(c, &p, copy);
	for (; p.at < p.count; p.at++) /* only after a failure */
		blob_unref(piece_at(&p, p.at)->owner);
	return r;
}

/* ---- the head ---- */

#define LINE(status, text) [status - 200] = {"HTTP/1.1 " #status " " text "\r\n", sizeof("HTTP/1.1 " #status " " text "\r\n") - 1}
static const struct str status_lines[400] = {
	LINE(200, "OK"),
	LINE(201, "Created"),
	LINE(202, "Accepted"),
	LINE(204, "No Content"),
	LINE(206, "Partial Content"),
	LINE(301, "Moved Permanently"),
	LINE(302, "Found"),
	LINE(303, "See Other"),
	LINE(304, "Not Modified"),
	LINE(307, "Temporary Redirect"),
	LINE(308, "Permanent Redirect"),
	LINE(400, "Bad Request"),
	LINE(401, "Unauthorized"),
	LINE(403, "Forbidden"),
	LINE(404, "Not Found"),
	LINE(405, "Method Not Allowed"),
	LINE(406, "Not Acceptable"),
	LINE(408, "Request Timeout"),
	LINE(409, "Conflict"),
	LINE(410, "Gone"),
	LINE(411, "Length Required"),
	LINE(412, "Precondition Failed"),
	LINE(413, "Content Too Large"),
	LINE(414, "URI Too Long"),
	LINE(415, "Unsupported Media Type"),
	LINE(416, "Range Not Satisfiable"),
	LINE(417, "Expectation Failed"),
	LINE(421, "Misdirected Request"),
	LINE(422, "Unprocessable Content"),
	LINE(425, "Too Early"),
	LINE(428, "Precondition Required"),
	LINE(429, "Too Many Requests"),
	LINE(431, "Request Header Fields Too Large"),
	LINE(500, "Internal Server Error"),
	LINE(501, "Not Implemented"),
	LINE(502, "Bad Gateway"),
	LINE(503, "Service Unavailable"),
	LINE(504, "Gateway Timeout"),
	LINE(505, "HTTP Version Not Supported"),
	LINE(507, "Insufficient Storage"),
};

/* No CR, LF or NUL: they would let a value write headers of its own. Eight bytes at a time for "nothing below a blank". */
static bool field_ok(struct str s)
{
	size_t i = 0;
	for (; i + 8 <= s.n; i += 8) {
		uint64_t w;
		memcpy(&w, s.p + i, 8);
		if (UNLIKELY((w - 0x2020202020202020u) & ~w & 0x8080808080808080u))
			break;
	}
	for (; i < s.n; i++)
		if (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == '\0')
			return false;
	return true;
}

static char *put(char *p, struct str s)
{
	return s.n ? mempcpy(p, s.p, s.n) : p;
}

static char *put_number(char *p, uint64_t v)
{
	char digits[20];
	size_t n = 0;
	do
		digits[sizeof(digits) - ++n] = (char)('0' + v % 10);
	while (v /= 10);
	return mempcpy(p, digits + sizeof(digits) - n, n);
}

static char *put_status(char *p, int status)
{
	struct str line = status_lines[status - 200];
	if (line.n)
		return put(p, line);
	p = put_number(put(p, STR("HTTP/1.1 ")), (uint64_t)status);
	return put(p, STR(" Status\r\n"));
}

static size_t head_bound(const struct http_header *headers, size_t count)
{
	size_t n = 256; /* status line, Date, Content-Length, Connection or Transfer-Encoding, the empty line */
	for (size_t i = 0; i < count; i++)
		n += headers[i].name.n + headers[i].value.n + 4;
	return n;
}

struct chunk response_head(struct http_exchange *x, int status, const struct http_header *headers, size_t header_count,
			   struct response_framing framing)
{
	MUST(status >= 200 && status <= 599);
	size_t bound = head_bound(headers, header_count);
	struct blob *owner = NULL;
	if (bound > RESPONSE_HEAD_INLINE && (bound > RESPONSE_HEAD_MAX_BYTES || !(owner = blob_new(bound))))
		return (struct chunk){STR_NONE, NULL};
	char *start = owner ? owner->p : x->response_head;
	char *p = put_status(start, status);
	p = put(p, server_date(x->conn->server));
	if (framing.content_length >= 0) {
		p = put(p, STR("Content-Length: "));
		p = put(put_number(p, (uint64_t)framing.content_length), STR("\r\n"));
	}
	if (framing.chunked)
		p = put(p, STR("Transfer-Encoding: chunked\r\n"));
	if (framing.close)
		p = put(p, STR("Connection: close\r\n"));
	else if (x->request.http10)
		p = put(p, STR("Connection: keep-alive\r\n"));
	for (size_t i = 0; i < header_count; i++) {
		MUST(headers[i].name.n && field_ok(headers[i].name) && field_ok(headers[i].value));
		p = put(put(p, headers[i].name), STR(": "));
		p = put(put(p, headers[i].value), STR("\r\n"));
	}
	p = put(p, STR("\r\n"));
	return (struct chunk){{start, (size_t)(p - start)}, owner};
}
