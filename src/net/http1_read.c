/* Input: from the first byte of a head to the request's hand-over. One step looks at what is there, or reads once. */
#include "net/http1_conn.h"

#include "base/clock.h"

#include <errno.h>
#include <sys/socket.h>

enum step {
	STEP_ON,       /* look again at once */
	STEP_WAIT,     /* nothing more to read, or no longer reading */
	STEP_ANSWERED, /* a request was handed over */
};

/* Bytes read, or 0 when nothing came: then @c waits, or is closed. */
static size_t conn_recv(struct http_conn *c, char *p, size_t room)
{
	ssize_t n;
	do
		n = recv(c->fd, p, room, 0);
	while (n < 0 && errno == EINTR);
	if (n > 0) {
		/* A short read has emptied the kernel's buffer, so the next byte is a new edge; but a FIN already seen is not. */
		c->readable = (size_t)n == room || c->peer_fin;
		c->server->counts.bytes_in += (uint64_t)n;
		return (size_t)n;
	}
	if (n < 0 && errno == EAGAIN)
		c->readable = false;
	else
		conn_close(c); /* a FIN with a request unfinished, or a reset */
	return 0;
}

static void conn_dispatch(struct http_conn *c, struct str body)
{
	struct http_server *s = c->server;
	struct http_exchange *x = c->x;
	x->request.body = body;
	x->generation = ++s->last_generation;
	s->counts.requests++;
	s->counts.active++;
	c->state = CONN_WORK;
	conn_set_deadline(c, DEADLINE_NONE);
	s->hooks.on_request(s->ctx, x);
}

static void send_continue(struct http_conn *c)
{
	static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";
	ssize_t n = send(c->fd, line, sizeof(line) - 1, MSG_NOSIGNAL);
	/* A full socket: the client goes on without it after a while (RFC 9110 10.1.1). A part of it cannot be taken back. */
	if (n > 0 && (size_t)n < sizeof(line) - 1)
		conn_close(c);
}

static size_t body_limit(struct http_conn *c)
{
	struct http_server *s = c->server;
	if (!s->hooks.body_limit)
		return s->config.body_max_bytes;
	size_t limit = s->hooks.body_limit(s->ctx, &c->x->request);
	return MIN(limit, s->config.body_max_bytes);
}

static enum step conn_head_done(struct http_conn *c)
{
	struct http_exchange *x = c->x;
	x->in_used = x->head.head_bytes;
	x->request.peer = str_of(c->peer);
	x->request.received_ns = clock_mono_ns();
	x->request.body = STR("");
	c->close_after = !x->request.keep_alive || c->server->draining;
	if (x->head.framing == HTTP1_NO_BODY) {
		conn_dispatch(c, STR(""));
		return STEP_ANSWERED;
	}
	x->body_limit = body_limit(c);
	if (x->head.framing == HTTP1_LENGTH && x->head.content_length > x->body_limit) {
		conn_refuse(c, 413, "the body is too large");
		return STEP_WAIT;
	}
	x->body_in_place =
		x->head.framing == HTTP1_LENGTH && x->head.content_length <= c->server->config.head_max_bytes - x->in_used;
	if (!x->body_in_place)
		buf_init(&x->body, x->body_limit);
	http1_chunked_init(&x->chunked);
	c->state = CONN_BODY;
	conn_set_deadline(c, DEADLINE_BODY);
	if (x->head.expect_continue && x->in_bytes == x->in_used)
		send_continue(c);
	return STEP_ON;
}

static enum step conn_step_head(struct http_conn *c)
{
	struct http_exchange *x = c->x;
	size_t max = c->server->config.head_max_bytes;
	size_t known = MIN(x->in_bytes, max);
	if (known > x->head.scanned) {
		enum http1_outcome o = http1_head_feed(&x->head, str_mem(x->in, known), x->headers, &x->request);
		if (o == HTTP1_DONE)
			return conn_head_done(c);
		if (o == HTTP1_MORE && known == max)
			o = http1_head_overflow(&x->head);
		if (o == HTTP1_REFUSED) {
			conn_refuse(c, x->head.status, x->head.reason);
			return STEP_WAIT;
		}
	}
	if (c->deadline_kind != DEADLINE_HEAD)
		conn_set_deadline(c, DEADLINE_HEAD);
	if (!c->readable)
		return STEP_WAIT;
	size_t n = conn_recv(c, x->in + x->in_bytes, max - x->in_bytes);
	x->in_bytes += n;
	return n ? STEP_ON : STEP_WAIT;
}

static enum step conn_step_idle(struct http_conn *c)
{
	if (!c->readable)
		return STEP_WAIT;
	c->x = server_take_exchange(c->server, c);
	if (!c->x) {
		conn_close(c);
		return STEP_WAIT;
	}
	size_t n = conn_recv(c, c->x->in, c->server->config.head_max_bytes);
	if (n) {
		c->x->in_bytes = n;
		c->state = CONN_HEAD;
		return STEP_ON;
	}
	if (c->state != CONN_CLOSED) {
		server_give_exchange(c->server, c->x);
		c->x = NULL;
	}
	return STEP_WAIT;
}

/* A body that fits behind its head. */
static enum step conn_step_body_in_place(struct http_conn *c)
{
	struct http_exchange *x = c->x;
	size_t length = (size_t)x->head.content_length, start = x->in_used;
	if (x->in_bytes - start >= length) {
		x->in_used += length;
		conn_dispatch(c, str_mem(x->in + start, length));
		return STEP_ANSWERED;
	}
	if (!c->readable)
		return STEP_WAIT;
	size_t n = conn_recv(c, x->in + x->in_bytes, c->server->config.head_max_bytes - x->in_bytes);
	x->in_bytes += n;
	return n ? STEP_ON : STEP_WAIT;
}

/* A larger one: read straight into its own buffer, which grows with what came rather than with what was promised. */
static enum step conn_step_body_length(struct http_conn *c)
{
	struct http_exchange *x = c->x;
	if (x->in_used < x->in_bytes) {
		buf_add(&x->body, x->in + x->in_used, x->in_bytes - x->in_used);
		x->in_bytes = x->in_used;
	}
	size_t left = (size_t)x->head.content_length - x->body.n;
	if (left == 0) {
		conn_dispatch(c, buf_view(&x->body));
		return STEP_ANSWERED;
	}
	if (!c->readable)
		return STEP_WAIT;
	size_t room = MIN(left, MAX(x->body.n, (size_t)CONN_BODY_START_BYTES));
	char *p = buf_ok(&x->body) == OK ? buf_reserve(&x->body, room) : NULL;
	if (!p) {
		conn_refuse(c, 503, "out of memory");
		return STEP_WAIT;
	}
	size_t n = conn_recv(c, p, room);
	if (!n)
		return STEP_WAIT;
	buf_commit(&x->body, n);
	return STEP_ON;
}

static enum step conn_step_body_chunked(struct http_conn *c)
{
	struct http_exchange *x = c->x;
	while (x->in_used < x->in_bytes) {
		size_t used;
		struct str data;
		enum http1_outcome o =
			http1_chunked_feed(&x->chunked, str_mem(x->in + x->in_used, x->in_bytes - x->in_used), &used, &data);
		x->in_used += used;
		if (o == HTTP1_DATA)
			buf_str(&x->body, data);
		if (o == HTTP1_REFUSED) {
			conn_refuse(c, x->chunked.status, x->chunked.reason);
			return STEP_WAIT;
		}
		if (buf_ok(&x->body) != OK) {
			bool large = buf_ok(&x->body) == ERR_TOO_LARGE;
			conn_refuse(c, large ? 413 : 503, large ? "the body is too large" : "out of memory");
			return STEP_WAIT;
		}
		if (o == HTTP1_DONE) {
			conn_dispatch(c, x->body.n ? buf_view(&x->body) : STR(""));
			return STEP_ANSWERED;
		}
	}
	if (!c->readable)
		return STEP_WAIT;
	x->in_used = x->in_bytes = x->head.head_bytes;
	size_t n = conn_recv(c, x->in + x->in_bytes, c->server->config.head_max_bytes + CONN_READ_AHEAD_BYTES - x->in_bytes);
	x->in_bytes += n;
	return n ? STEP_ON : STEP_WAIT;
}

static enum step conn_step(struct http_conn *c)
{
	switch ((enum conn_state)c->state) {
	case CONN_IDLE:
		return conn_step_idle(c);
	case CONN_HEAD:
		return conn_step_head(c);
	case CONN_BODY:
		if (c->x->head.framing == HTTP1_CHUNKED)
			return conn_step_body_chunked(c);
		return c->x->body_in_place ? conn_step_body_in_place(c) : conn_step_body_length(c);
	default:
		return STEP_WAIT;
	}
}

void conn_process(struct http_conn *c)
{
	unsigned answers = 0;
	c->processing = true;
	for (enum step step = STEP_ON; step != STEP_WAIT;) {
		step = conn_step(c);
		if (step == STEP_ANSWERED && ++answers == CONN_ANSWERS_A_TURN && c->state != CONN_CLOSED) {
			conn_kick(c);
			break;
		}
	}
	c->processing = false;
}
