/* The listener, the cap on connections, deadlines, draining, and the exchanges that connections borrow. */
#include "net/http1_conn.h"

#include "base/clock.h"

#include <errno.h>
#include <event2/event.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ACCEPT_BATCH      64u /* connections taken before others get their turn */
#define TICK_MIN_MS       5u  /* deadlines are looked at every quarter of the shortest, within these */
#define TICK_MAX_MS       250u
#define EVICT_IDLE_MIN_MS 1000u /* at the cap, a connection idle for so long makes room for a new one */
#define REFUSE_READ_BYTES 4096u /* of a request past the cap */
#define ACCEPT_RETRY_MS   100u  /* when out of descriptors */

struct http_server_config http_server_config_default(void)
{
	return (struct http_server_config){
		.address = "127.0.0.1",
		.max_connections = 16384,
		.backlog = 1024,
		.head_timeout_ms = 10000,
		.body_timeout_ms = 30000,
		.idle_timeout_ms = 60000,
		.write_timeout_ms = 30000,
		.head_max_bytes = 16u << 10,
		.body_max_bytes = 1u << 20,
		.arena_max_bytes = 8u << 20,
		.reuse_port = true,
	};
}

/* ---- exchanges ---- */

static struct http_exchange *exchange_new(struct http_server *s)
{
	uint32_t slot;
	if (s->free_slot_count)
		slot = s->free_slots[--s->free_slot_count];
	else if (s->slot_count < s->slot_cap)
		slot = s->slot_count++;
	else
		return NULL;
	struct http_exchange *x = malloc(sizeof(*x) + s->config.head_max_bytes + CONN_READ_AHEAD_BYTES);
	if (!x) {
		s->free_slots[s->free_slot_count++] = slot;
		return NULL;
	}
	memset(x, 0, offsetof(struct http_exchange, response_head));
	x->slot = slot;
	arena_init(&x->arena, s->config.arena_max_bytes);
	s->slots[slot] = x;
	return x;
}

static void exchange_free(struct http_server *s, struct http_exchange *x)
{
	s->slots[x->slot] = NULL;
	s->free_slots[s->free_slot_count++] = x->slot;
	buf_done(&x->body);
	arena_done(&x->arena);
	free(x);
}

void exchange_reset(struct http_exchange *x)
{
	x->generation = 0;
	x->data = NULL;
	x->on_abort = NULL;
	x->in_used = 0;
	x->request.header_count = 0;
	http1_head_init(&x->head);
	arena_reset(&x->arena);
	buf_done(&x->body);
}

struct http_exchange *server_take_exchange(struct http_server *s, struct http_conn *c)
{
	struct http_exchange *x = s->spares;
	if (x) {
		s->spares = x->next_spare;
		s->spare_count--;
	} else {
		x = exchange_new(s);
	}
	if (!x)
		return NULL;
	x->conn = c;
	x->in_bytes = 0;
	exchange_reset(x);
	return x;
}

void server_give_exchange(struct http_server *s, struct http_exchange *x)
{
	x->generation = 0;
	x->conn = NULL;
	if (s->spare_count >= EXCHANGES_SPARE) {
		exchange_free(s, x);
		return;
	}
	arena_reset(&x->arena);
	buf_done(&x->body);
	x->next_spare = s->spares;
	s->spares = x;
	s->spare_count++;
}

/* ---- Date ---- */

struct str server_date(struct http_server *s)
{
	struct timespec ts;
	clock_gettime(CLOCK_REALTIME_COARSE, &ts);
	if (ts.tv_sec != s->date_second || !s->date_bytes) {
		static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
		struct tm t;
		gmtime_r(&ts.tv_sec, &t);
		/* IMF-fixdate, RFC 9110 5.6.7; not strftime, which follows the locale. */
		int n = snprintf(s->date, sizeof(s->date), "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d GMT\r\n",
				 days + 3 * t.tm_wday, t.tm_mday, months + 3 * t.tm_mon, t.tm_year + 1900, t.tm_hour, t.tm_min,
				 t.tm_sec);
		s->date_bytes = (size_t)n;
		s->date_second = ts.tv_sec;
	}
	return (struct str){s->date, s->date_bytes};
}

/* ---- accepting ---- */

/* At the cap: whoever has been idle longest makes room, as an idle connection may be closed at any time (RFC 9112 9.3). */
static bool evict_idle(struct http_server *s)
{
	struct list *idle = &s->deadlines[DEADLINE_IDLE];
	if (list_empty(idle))
		return false;
	struct http_conn *c = LIST_ENTRY(idle->next, struct http_conn, deadline);
	if (loop_now_ms(s->loop) - c->deadline_since_ms < EVICT_IDLE_MIN_MS)
		return false;
	conn_close(c);
	return true;
}

static void refuse_over_cap(struct http_server *s, int fd)
{
	static const char answer[] =
		"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\nRetry-After: 1\r\n\r\n";
	s->counts.refused_cap++;
	if (send(fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL) > 0)
		shutdown(fd, SHUT_WR);
	/* A request that is here already would turn the close into a reset, which may overtake the answer. */
	char drop[REFUSE_READ_BYTES];
	ssize_t ignored = recv(fd, drop, sizeof(drop), 0);
	(void)ignored;
	close(fd);
}

static void accept_pause(struct http_server *s)
{
	event_del(&s->listen_event);
	s->accept_paused = true;
	if (!s->tick.armed)
		timer_start(&s->tick, ACCEPT_RETRY_MS);
}

static uint64_t tick_ms(const struct http_server *s)
{
	uint64_t shortest = TICK_MAX_MS * 4;
	for (int i = 0; i < DEADLINE_COUNT_; i++)
		shortest = MIN(shortest, s->deadline_ms[i]);
	return MAX(shortest / 4, (uint64_t)TICK_MIN_MS);
}

static void take_connection(struct http_server *s, int fd, const struct sockaddr_storage *peer)
{
	if (s->counts.open >= s->config.max_connections && !evict_idle(s)) {
		refuse_over_cap(s, fd);
		return;
	}
	if (conn_open(s, fd, peer) != OK) {
		close(fd);
		return;
	}
	s->counts.accepted++;
	if (!s->tick.armed)
		timer_start(&s->tick, tick_ms(s));
}

static void on_listen(evutil_socket_t fd, short what, void *arg)
{
	(void)what;
	struct http_server *s = arg;
	for (unsigned i = 0; i < ACCEPT_BATCH; i++) {
		struct sockaddr_storage peer;
		socklen_t n = sizeof(peer);
		int conn = accept4(fd, (struct sockaddr *)&peer, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (conn >= 0) {
			take_connection(s, conn, &peer);
		} else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
			accept_pause(s);
			return;
		} else if (errno == EAGAIN) {
			return;
		} /* else that one is gone already: the next */
	}
}

/* ---- deadlines ---- */

static void pass_deadlines(struct http_server *s, enum deadline kind, uint64_t now_ms)
{
	struct list *l = &s->deadlines[kind];
	while (!list_empty(l)) {
		struct http_conn *c = LIST_ENTRY(l->next, struct http_conn, deadline);
		if (now_ms < c->deadline_since_ms + s->deadline_ms[kind])
			return;
		conn_deadline_passed(c); /* takes it off the list */
	}
}

static void on_tick(struct timer *t)
{
	struct http_server *s = CONTAINER_OF(t, struct http_server, tick);
	uint64_t now_ms = loop_now_ms(s->loop);
	for (int kind = 0; kind < DEADLINE_COUNT_; kind++)
		pass_deadlines(s, (enum deadline)kind, now_ms);
	if (s->accept_paused && s->listening) {
		s->accept_paused = false;
		event_add(&s->listen_event, NULL);
	}
	if (s->counts.open)
		timer_start(&s->tick, tick_ms(s));
}

/* ---- draining ---- */

static void on_drained(struct timer *t)
{
	struct http_server *s = CONTAINER_OF(t, struct http_server, drained);
	s->on_drained(s->drained_ctx); /* may free the server */
}

void server_conn_gone(struct http_server *s)
{
	if (s->draining && s->counts.open == 0 && s->on_drained)
		timer_start(&s->drained, 0);
}

static void stop_listening(struct http_server *s)
{
	if (!s->listening)
		return;
	event_del(&s->listen_event);
	close(s->listen_fd);
	s->listening = false;
}

void http_server_drain(struct http_server *s, void (*done)(void *ctx), void *ctx)
{
	MUST(!s->draining);
	/* Those whom the kernel has let in already are served: with SO_REUSEPORT nobody else would. */
	if (s->listening && !s->accept_paused)
		on_listen(s->listen_fd, EV_READ, s);
	stop_listening(s);
	s->draining = true;
	s->on_drained = done;
	s->drained_ctx = ctx;
	LIST_FOREACH_SAFE (&s->connections, it)
		conn_drain_idle(LIST_ENTRY(it, struct http_conn, link));
	server_conn_gone(s);
}

/* ---- life ---- */

static int listen_socket(const struct http_server_config *c, const struct addrinfo *ai)
{
	int on = 1;
	int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* Accepted sockets inherit it, which saves a call each. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if ((c->reuse_port && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) != 0) ||
	    bind(fd, ai->ai_addr, ai->ai_addrlen) != 0 || listen(fd, (int)c->backlog) != 0) {
		int saved = errno;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

static uint16_t port_of(int fd)
{
	struct sockaddr_storage a = {0};
	socklen_t n = sizeof(a);
	if (getsockname(fd, (struct sockaddr *)&a, &n) != 0)
		return 0;
	return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)(void *)&a)->sin6_port
					     : ((struct sockaddr_in *)(void *)&a)->sin_port);
}

static enum err server_listen(struct http_server *s, struct err_info *info)
{
	const struct http_server_config *c = &s->config;
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE, .ai_socktype = SOCK_STREAM};
	struct addrinfo *ai = NULL;
	char port[8];
	snprintf(port, sizeof(port), "%u", c->port);
	if (getaddrinfo(c->address, port, &hints, &ai) != 0)
		return err_set(info, ERR_SHAPE, "address", "'%s' is not a numeric address", c->address);
	int fd = listen_socket(c, ai);
	int saved = errno;
	freeaddrinfo(ai);
	if (fd < 0)
		return err_set(info, saved == EADDRINUSE ? ERR_CONFLICT : err_from_errno(saved), "port",
			       "cannot listen on %s port %u: %s", c->address, c->port, strerror(saved));
	s->listen_fd = fd;
	s->port = port_of(fd);
	s->listening = true;
	if (event_assign(&s->listen_event, loop_base(s->loop), fd, EV_READ | EV_PERSIST, on_listen, s) ||
	    event_add(&s->listen_event, NULL))
		return err_set(info, ERR_NOMEM, "", "out of memory");
	return OK;
}

static void set_deadlines(struct http_server *s)
{
	const struct http_server_config *c = &s->config;
	s->deadline_ms[DEADLINE_IDLE] = c->idle_timeout_ms;
	s->deadline_ms[DEADLINE_HEAD] = c->head_timeout_ms;
	s->deadline_ms[DEADLINE_BODY] = c->body_timeout_ms;
	s->deadline_ms[DEADLINE_WRITE] = c->write_timeout_ms;
	s->deadline_ms[DEADLINE_LINGER] = CONN_LINGER_MS;
	s->deadline_ms[DEADLINE_FIN] = CONN_STREAM_FIN_MS;
	for (int i = 0; i < DEADLINE_COUNT_; i++)
		list_init(&s->deadlines[i]);
}

enum err http_server_new(struct loop *l, const struct http_server_config *c, const struct http_server_hooks *hooks, void *ctx,
			 struct http_server **ret, struct err_info *info)
{
	MUST(hooks->on_request && c->max_connections && c->head_max_bytes && c->arena_max_bytes);
	struct http_server *s = calloc(1, sizeof(*s));
	if (!s)
		return err_set(info, ERR_NOMEM, "", "out of memory");
	s->loop = l;
	s->config = *c;
	s->hooks = *hooks;
	s->ctx = ctx;
	list_init(&s->connections);
	set_deadlines(s);
	s->slot_cap = c->max_connections + EXCHANGES_SPARE;
	s->slots = calloc(s->slot_cap, sizeof(struct http_exchange *));
	s->free_slots = calloc(s->slot_cap, sizeof(s->free_slots[0]));
	enum err err = ERR_NOMEM;
	if (s->slots && s->free_slots && timer_init(&s->tick, l, on_tick) == OK && timer_init(&s->drained, l, on_drained) == OK)
		err = server_listen(s, info);
	else
		err_set(info, ERR_NOMEM, "", "out of memory");
	if (err != OK) {
		http_server_free(s);
		return err;
	}
	*ret = s;
	return OK;
}

void http_server_free(struct http_server *s)
{
	if (!s)
		return;
	stop_listening(s);
	s->on_drained = NULL;
	while (!list_empty(&s->connections))
		conn_close(LIST_ENTRY(s->connections.next, struct http_conn, link));
	while (s->spares) {
		struct http_exchange *x = s->spares;
		s->spares = x->next_spare;
		exchange_free(s, x);
	}
	timer_done(&s->tick);
	timer_done(&s->drained);
	free(s->slots);
	free(s->free_slots);
	free(s);
}

uint16_t http_server_port(const struct http_server *s)
{
	return s->port;
}

struct http_server_counts http_server_counts(const struct http_server *s)
{
	return s->counts;
}
