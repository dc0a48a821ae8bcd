#include "net/http1_conn.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINGER_READ_BYTES 4096
/* Every edge we care about; our own EV_TIMEOUT stands for conn_kick(). */
#define CONN_EVENTS (EV_READ | EV_WRITE | EV_CLOSED | EV_ET | EV_PERSIST)

static void conn_on_event(evutil_socket_t fd, short what, void *arg);

/* ---- life ---- */

static void peer_text(const struct sockaddr_storage *peer, char out[INET6_ADDRSTRLEN])
{
	out[0] = '\0';
	if (peer->ss_family == AF_INET) {
		inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)peer)->sin_addr, out, INET6_ADDRSTRLEN);
	} else if (peer->ss_family == AF_INET6) {
		const struct in6_addr *a = &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr;
		if (IN6_IS_ADDR_V4MAPPED(a))
			inet_ntop(AF_INET, a->s6_addr + 12, out, INET6_ADDRSTRLEN);
		else
			inet_ntop(AF_INET6, a, out, INET6_ADDRSTRLEN);
	}
}

enum err conn_open(struct http_server *s, int fd, const struct sockaddr_storage *peer)
{
	struct http_conn *c = calloc(1, sizeof(*c));
	if (!c)
		return ERR_NOMEM;
	if (event_assign(&c->ev, loop_base(s->loop), fd, CONN_EVENTS, conn_on_event, c) || event_add(&c->ev, NULL)) {
		free(c);
		return ERR_NOMEM;
	}
	c->server = s;
	c->fd = fd;
	c->deadline_kind = DEADLINE_NONE;
	peer_text(peer, c->peer);
	list_init(&c->deadline);
	list_push_back(&s->connections, &c->link);
	s->counts.open++;
	conn_set_deadline(c, DEADLINE_IDLE);
	return OK;
}

static void conn_unpin(struct http_conn *c)
{
	if (--c->pins == 0 && c->state == CONN_CLOSED)
		free(c);
}

void conn_close(struct http_conn *c)
{
	if (c->state == CONN_CLOSED)
		return;
	struct http_server *s = c->server;
	enum conn_state was = (enum conn_state)c->state;
	c->state = CONN_CLOSED;
	c->pins++;
	conn_set_deadline(c, DEADLINE_NONE);
	list_remove(&c->link);
	event_del(&c->ev);
	close(c->fd);
	out_free(c);
	free(c->carry);
	if (was == CONN_WORK || was == CONN_WRITE || was == CONN_STREAM)
		s->counts.active--;
	if (was == CONN_WORK || c->stream)
		s->counts.aborted++;
	if (c->stream)
		stream_closed(c);
	if (c->x) {
		if (was == CONN_WORK && c->x->on_abort)
			c->x->on_abort(c->x);
		server_give_exchange(s, c->x);
	}
	s->counts.open--;
	server_conn_gone(s);
	conn_unpin(c);
}

void conn_reset(struct http_conn *c)
{
	struct linger now = {.l_onoff = 1, .l_linger = 0};
	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	conn_close(c);
}

/* Ends the connection so that what was written arrives: closing a socket with unread input sends a reset, which may overtake the
 * answer. So the FIN goes first, and what the client still sends is read and dropped for a while. */
static void conn_finish(struct http_conn *c, bool input_expected)
{
	if (!input_expected && !c->readable) {
		conn_close(c);
		return;
	}
	shutdown(c->fd, SHUT_WR);
	if (c->x)
		server_give_exchange(c->server, c->x);
	c->x = NULL;
	c->state = CONN_LINGER;
	c->linger_bytes = 0;
	conn_set_deadline(c, DEADLINE_LINGER);
	conn_kick(c);
}

static void conn_linger(struct http_conn *c)
{
	char drop[LINGER_READ_BYTES];
	while (c->linger_bytes < CONN_LINGER_BYTES) {
		ssize_t n = recv(c->fd, drop, sizeof(drop), 0);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0)
			break;
		c->linger_bytes += (size_t)n;
	}
	conn_close(c);
}

void conn_kick(struct http_conn *c)
{
	event_active(&c->ev, EV_TIMEOUT, 1);
}

void conn_set_deadline(struct http_conn *c, enum deadline kind)
{
	if (c->deadline_kind != DEADLINE_NONE)
		list_remove(&c->deadline);
	c->deadline_kind = (uint8_t)kind;
	if (kind == DEADLINE_NONE)
		return;
	c->deadline_since_ms = loop_now_ms(c->server->loop);
	list_push_back(&c->server->deadlines[kind], &c->deadline);
}

/* ---- refusing ---- */

void conn_refuse(struct http_conn *c, int status, const char *reason)
{
	struct http_server *s = c->server;
	struct http_exchange *x = c->x;
	struct str type = STR_NONE, body = STR_NONE;
	s->counts.refused_bad++;
	s->counts.active++;
	c->state = CONN_WRITE;
	c->close_after = true;
	c->unread = true;
	if (s->hooks.on_refused)
		s->hooks.on_refused(s->ctx, status, reason);
	if (s->hooks.refusal_body)
		s->hooks.refusal_body(s->ctx, status, reason, &x->arena, &type, &body);
	struct http_header h = {STR("Content-Type"), type};
	struct response_framing f = {.content_length = (int64_t)body.n, .close = true};
	struct chunk head = response_head(x, status, &h, type.n ? 1 : 0, f);
	if (x->head.have_request_line && x->request.method == HTTP_HEAD)
		body = STR_NONE;
	struct chunk chunk = {body, NULL};
	enum out_result r = head.bytes.p ? out_send(c, head, &chunk, body.n ? 1 : 0, STR_NONE, false) : OUT_BROKEN;
	if (r == OUT_WRITTEN)
		conn_answered(c);
	else if (r == OUT_WAITS)
		conn_set_deadline(c, DEADLINE_WRITE);
	else
		conn_close(c);
}

void conn_deadline_passed(struct http_conn *c)
{
	enum deadline kind = (enum deadline)c->deadline_kind;
	if (kind == DEADLINE_HEAD)
		conn_refuse(c, 408, "the head took too long");
	else if (kind == DEADLINE_BODY)
		conn_refuse(c, 408, "the body took too long");
	else if (kind == DEADLINE_WRITE)
		conn_reset(c); /* a FIN would wait behind what the client does not read */
	else
		conn_close(c);
}

/* ---- between requests ---- */

/* The bytes behind the answered request start the next one. */
static bool conn_take_leftover(struct http_conn *c)
{
	struct http_exchange *x = c->x;
	if (!x && !c->carry)
		return false;
	if (!x) {
		x = server_take_exchange(c->server, c);
		if (!x)
			return false;
		memcpy(x->in, c->carry, c->carry_bytes);
		x->in_bytes = c->carry_bytes;
		free(c->carry);
		c->carry = NULL;
		c->x = x;
		return true;
	}
	size_t left = x->in_bytes - x->in_used;
	if (left == 0) {
		server_give_exchange(c->server, x);
		c->x = NULL;
		return false;
	}
	memmove(x->in, x->in + x->in_used, left);
	exchange_reset(x);
	x->in_bytes = left;
	return true;
}

void conn_answered(struct http_conn *c)
{
	c->server->counts.active--;
	if (c->close_after || c->server->draining) {
		c->state = CONN_IDLE;
		conn_finish(c, c->unread || c->carry || (c->x && c->x->in_used < c->x->in_bytes));
		return;
	}
	bool more = conn_take_leftover(c);
	c->state = more ? CONN_HEAD : CONN_IDLE;
	conn_set_deadline(c, more ? DEADLINE_NONE : DEADLINE_IDLE);
	if (!c->processing && (more || c->readable))
		conn_kick(c);
}

void conn_drain_idle(struct http_conn *c)
{
	char byte;
	if (c->state == CONN_IDLE && recv(c->fd, &byte, 1, MSG_PEEK) <= 0)
		conn_close(c);
}

/* ---- events ---- */

/* While an answer is being worked on nothing is read, so the end of the stream shows otherwise: a reset or a full close is the
 * end of the client; a FIN alone may be a client that has said all it wanted and waits for its answer. */
static void conn_look_for_end(struct http_conn *c)
{
	struct pollfd p = {.fd = c->fd, .events = POLLRDHUP};
	if (poll(&p, 1, 0) <= 0)
		return;
	if (p.revents & (POLLERR | POLLHUP)) {
		conn_close(c);
		return;
	}
	c->peer_fin = true;
	if (c->state == CONN_STREAM && stream_is_endless(c->stream) && !c->out)
		conn_set_deadline(c, DEADLINE_FIN);
}

static void conn_flush(struct http_conn *c)
{
	enum out_result r = out_flush(c);
	if (r == OUT_BROKEN)
		conn_close(c);
	else if (r == OUT_WRITTEN && c->state == CONN_STREAM)
		stream_drained(c);
	else if (r == OUT_WRITTEN && c->state == CONN_WRITE)
		conn_answered(c);
}

static void conn_on_event(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	struct http_conn *c = arg;
	c->pins++;
	if (what & (EV_READ | EV_CLOSED))
		c->readable = true;
	if (what & EV_CLOSED)
		c->peer_fin = true;
	if (c->broken)
		conn_close(c);
	else if ((what & EV_WRITE) && c->out)
		conn_flush(c);
	bool busy = c->state == CONN_WORK || c->state == CONN_WRITE || c->state == CONN_STREAM;
	if (busy && (what & (EV_READ | EV_CLOSED)))
		conn_look_for_end(c);
	if (c->state == CONN_IDLE || c->state == CONN_HEAD || c->state == CONN_BODY)
		conn_process(c);
	else if (c->state == CONN_LINGER)
		conn_linger(c);
	conn_unpin(c);
}
