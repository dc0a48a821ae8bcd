#include "net/http1_conn.h"

#include <stdlib.h>

struct http_stream {
	struct http_conn *conn;
	struct http_stream_events events;
	void *ctx;
	int64_t left; /* of a declared length; -1: unknown */
	bool chunked, bodiless, ended;
};

bool stream_is_endless(const struct http_stream *st)
{
	return st->left < 0;
}

/* Lets the request's memory go; what the client sent behind it is kept aside. */
static bool release_exchange(struct http_conn *c)
{
	struct http_exchange *x = c->x;
	size_t left = x->in_bytes - x->in_used;
	if (left) {
		c->carry = malloc(left);
		if (!c->carry)
			return false;
		memcpy(c->carry, x->in + x->in_used, left);
		c->carry_bytes = left;
	}
	server_give_exchange(c->server, x);
	c->x = NULL;
	return true;
}

/* The deadline that a stream is under now: the client's reading, or its silence after a FIN. */
static void stream_set_deadline(struct http_conn *c)
{
	if (c->out) {
		if (c->deadline_kind != DEADLINE_WRITE)
			conn_set_deadline(c, DEADLINE_WRITE);
	} else if (c->peer_fin && stream_is_endless(c->stream)) {
		conn_set_deadline(c, DEADLINE_FIN);
	} else if (c->deadline_kind != DEADLINE_NONE) {
		conn_set_deadline(c, DEADLINE_NONE);
	}
}

struct http_stream *http_stream_begin(struct http_exchange *x, int status, const struct http_header *headers, size_t header_count,
				      int64_t content_length, bool release_arena, const struct http_stream_events *ev, void *ctx)
{
	struct http_conn *c = x->conn;
	MUST(c->state == CONN_WORK);
	bool no_content = status == 204 || status == 304;
	bool unknown = content_length < 0 && !no_content;
	c->close_after |= c->server->draining || (unknown && x->request.http10);
	struct http_stream *st = malloc(sizeof(*st));
	struct response_framing f = {.content_length = no_content ? -1 : content_length, .close = c->close_after};
	f.chunked = unknown && !x->request.http10;
	struct chunk head = response_head(x, status, headers, header_count, f);
	if (st)
		*st = (struct http_stream){.conn = c, .events = *ev, .ctx = ctx, .left = content_length, .chunked = f.chunked};
	bool ok = st && head.bytes.p;
	if (ok) {
		st->bodiless = no_content || x->request.method == HTTP_HEAD;
		out_send(c, head, NULL, 0, STR_NONE, true);
	}
	if (!ok || (release_arena && !release_exchange(c))) {
		free(st);
		c->state = CONN_WRITE;
		conn_close(c);
		return NULL;
	}
	c->state = CONN_STREAM;
	c->stream = st;
	c->server->counts.streams++;
	stream_set_deadline(c);
	if (c->broken || c->peer_fin)
		conn_kick(c); /* never call back from within a call */
	return st;
}

/* Size line of a chunk. */
static size_t put_size_line(char *p, size_t n)
{
	size_t digits = 1;
	while (digits < 2 * sizeof(n) && n >> (4 * digits))
		digits++;
	for (size_t i = 0; i < digits; i++)
		p[i] = "0123456789abcdef"[n >> (4 * (digits - 1 - i)) & 15];
	p[digits] = '\r';
	p[digits + 1] = '\n';
	return digits + 2;
}

enum err http_stream_write(struct http_stream *st, const struct chunk *chunks, size_t count, size_t max_pending)
{
	struct http_conn *c = st->conn;
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		n += chunks[i].bytes.n;
	enum err err = OK;
	if (c->broken || c->state != CONN_STREAM)
		err = ERR_UNAVAILABLE;
	else if (st->left >= 0 && n > (uint64_t)st->left)
		err = ERR_SHAPE;
	else if (!st->bodiless && out_bytes(c) + n > max_pending)
		err = ERR_LIMIT;
	if (err != OK || st->bodiless || n == 0) {
		chunks_unref(chunks, count);
		return err;
	}
	char line[2 * sizeof(n) + 2];
	struct chunk prefix = {STR(""), NULL};
	if (st->chunked)
		prefix.bytes = str_mem(line, put_size_line(line, n));
	if (st->left >= 0)
		st->left -= (int64_t)n;
	enum out_result r = out_send(c, prefix, chunks, count, st->chunked ? STR("\r\n") : STR(""), true);
	if (r == OUT_BROKEN) {
		conn_kick(c);
		return ERR_UNAVAILABLE;
	}
	stream_set_deadline(c);
	return OK;
}

size_t http_stream_pending_bytes(const struct http_stream *st)
{
	return out_bytes(st->conn);
}

uint64_t http_stream_pending_ms(const struct http_stream *st)
{
	const struct out_queue *q = st->conn->out;
	return q && q->count ? loop_now_ms(st->conn->server->loop) - q->ring[q->head].since_ms : 0;
}

/* Takes the stream off its connection, which goes on without it. */
static struct http_conn *stream_detach(struct http_stream *st)
{
	struct http_conn *c = st->conn;
	c->stream = NULL;
	c->server->counts.streams--;
	free(st);
	return c;
}

static void stream_finish(struct http_stream *st)
{
	conn_answered(stream_detach(st));
}

void http_stream_end(struct http_stream *st)
{
	struct http_conn *c = st->conn;
	MUST(!st->ended);
	if (c->state == CONN_CLOSED)
		return; /* from within on_close: it is on its way out already */
	if (st->left > 0 && !st->bodiless) {
		http_stream_abort(st); /* less than was declared */
		return;
	}
	st->ended = true;
	enum out_result r = c->broken ? OUT_BROKEN : c->out ? OUT_WAITS : OUT_WRITTEN;
	if (r != OUT_BROKEN && st->chunked && !st->bodiless)
		r = out_send(c, (struct chunk){STR("0\r\n\r\n"), NULL}, NULL, 0, STR(""), true);
	if (r == OUT_WRITTEN) {
		stream_finish(st);
	} else if (r == OUT_BROKEN) {
		stream_detach(st);
		conn_close(c);
	} else {
		stream_set_deadline(c);
	}
}

void http_stream_abort(struct http_stream *st)
{
	struct http_conn *c = st->conn;
	if (c->state == CONN_CLOSED)
		return;
	bool delimited = st->chunked || st->left >= 0;
	stream_detach(st);
	if (delimited && !c->readable)
		conn_close(c);
	else
		conn_reset(c); /* else the end of the connection would look like the end of the answer */
}

void stream_drained(struct http_conn *c)
{
	struct http_stream *st = c->stream;
	if (st->ended) {
		stream_finish(st);
		return;
	}
	stream_set_deadline(c);
	if (st->events.on_drain)
		st->events.on_drain(st->ctx);
}

void stream_closed(struct http_conn *c)
{
	struct http_stream *st = c->stream;
	if (!st->ended && st->events.on_close)
		st->events.on_close(st->ctx);
	stream_detach(st);
}
