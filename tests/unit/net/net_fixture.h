/* A server on a loop of its own thread, and a blocking client to poke it with. Every wait ends after PATIENCE_S at the latest,
 * and then the test fails. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "net/http_server.h"
#include "net/loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_S 10
#define UNUSED     __attribute__((unused))

struct loop_thread {
	struct loop *loop;
	pthread_t thread;
};

static void *loop_thread_main(void *arg)
{
	loop_run(arg);
	return NULL;
}

UNUSED static void loop_thread_start(struct loop_thread *t)
{
	assert_int_equal(loop_new(0, &t->loop), OK);
	assert_int_equal(pthread_create(&t->thread, NULL, loop_thread_main, t->loop), 0);
}

UNUSED static void loop_thread_stop(struct loop_thread *t)
{
	loop_stop(t->loop);
	pthread_join(t->thread, NULL);
}

UNUSED static void wait_for(sem_t *s)
{
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += PATIENCE_S;
	int r;
	while ((r = sem_timedwait(s, &until)) != 0 && errno == EINTR)
		;
	if (r != 0)
		fail_msg("waited in vain");
}

struct on_loop {
	void (*fn)(void *ctx);
	void *ctx;
	sem_t done;
};

static void on_loop_run(void *arg)
{
	struct on_loop *o = arg;
	o->fn(o->ctx);
	sem_post(&o->done);
}

/* Runs fn(ctx) on the loop's thread and waits for its end. */
UNUSED static void on_loop(struct loop_thread *t, void (*fn)(void *ctx), void *ctx)
{
	struct on_loop o = {.fn = fn, .ctx = ctx};
	sem_init(&o.done, 0, 0);
	assert_int_equal(loop_call(t->loop, on_loop_run, &o), OK);
	wait_for(&o.done);
	sem_destroy(&o.done);
}

/* Sanitizers' shadows make a process's size meaningless. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

UNUSED static size_t resident_bytes(void)
{
	FILE *statm = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;
	assert_non_null(statm);
	assert_int_equal(fscanf(statm, "%*u %lu", &pages), 1);
	fclose(statm);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

UNUSED static bool allow_descriptors(unsigned n)
{
	struct rlimit files = {0};
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	return files.rlim_cur >= n;
}

/* ---- a blocking client ---- */

struct client {
	int fd;
	char *in;
	size_t n, cap;
	bool eof, reset;
};

UNUSED static struct client client_connect_from(uint16_t port, int rcvbuf)
{
	struct client c = {.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
	struct timeval patience = {.tv_sec = PATIENCE_S};
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int on = 1;
	assert_true(c.fd >= 0);
	setsockopt(c.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (rcvbuf)
		setsockopt(c.fd, SOL_SOCKET, SO_RCVBUF, &rcvbuf, sizeof(rcvbuf));
	assert_int_equal(connect(c.fd, (struct sockaddr *)&a, sizeof(a)), 0);
	return c;
}

UNUSED static struct client client_connect(uint16_t port)
{
	return client_connect_from(port, 0);
}

UNUSED static void client_close(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	free(c->in);
	*c = (struct client){.fd = -1};
}

/* A reset instead of a FIN. */
UNUSED static void client_vanish(struct client *c)
{
	struct linger now = {.l_onoff = 1};
	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	client_close(c);
}

UNUSED static void client_send_n(struct client *c, const void *p, size_t n)
{
	for (size_t at = 0; at < n;) {
		ssize_t w = send(c->fd, (const char *)p + at, n - at, MSG_NOSIGNAL);
		if (w <= 0)
			return; /* the server has closed: the answer will tell */
		at += (size_t)w;
	}
}

UNUSED static void client_send(struct client *c, const char *text)
{
	client_send_n(c, text, strlen(text));
}

/* One read more; false at the end. */
UNUSED static bool client_read(struct client *c)
{
	if (c->cap - c->n < 65536) {
		c->cap = c->cap * 2 + 131072;
		c->in = realloc(c->in, c->cap);
		assert_non_null(c->in);
	}
	ssize_t r = recv(c->fd, c->in + c->n, c->cap - c->n - 1, 0);
	if (r < 0 && errno == EAGAIN)
		fail_msg("no answer");
	c->reset |= r < 0;
	c->eof |= r <= 0;
	if (r <= 0)
		return false;
	c->n += (size_t)r;
	c->in[c->n] = '\0';
	return true;
}

UNUSED static void client_read_to_end(struct client *c)
{
	while (client_read(c))
		;
}

UNUSED static void client_read_until(struct client *c, const char *text)
{
	while (!c->in || !memmem(c->in, c->n, text, strlen(text)))
		if (!client_read(c))
			fail_msg("the connection ended before '%s' came", text);
}

struct answer {
	int status;
	char head[4096];
	char *body; /* NUL-terminated; free() */
	size_t body_bytes;
};

static size_t answer_length(const char *head)
{
	const char *p = strcasestr(head, "\r\nContent-Length: ");
	return p ? strtoul(p + 18, NULL, 10) : 0;
}

/* Reads one answer with a declared length (none: no body) and takes it off the input. */
UNUSED static struct answer client_answer(struct client *c, bool to_head)
{
	struct answer a = {0};
	client_read_until(c, "\r\n\r\n");
	size_t head = (size_t)((char *)memmem(c->in, c->n, "\r\n\r\n", 4) - c->in) + 4;
	assert_true(head < sizeof(a.head));
	memcpy(a.head, c->in, head);
	assert_int_equal(sscanf(a.head, "HTTP/1.1 %d", &a.status), 1);
	a.body_bytes = to_head ? 0 : answer_length(a.head);
	while (c->n < head + a.body_bytes)
		if (!client_read(c))
			fail_msg("the body is cut short");
	a.body = malloc(a.body_bytes + 1);
	assert_non_null(a.body);
	memcpy(a.body, c->in + head, a.body_bytes);
	a.body[a.body_bytes] = '\0';
	c->n -= head + a.body_bytes;
	memmove(c->in, c->in + head + a.body_bytes, c->n + 1);
	return a;
}

UNUSED static void client_expect(struct client *c, int status, const char *body)
{
	struct answer a = client_answer(c, false);
	assert_int_equal(a.status, status);
	if (body)
		assert_string_equal(a.body, body);
	free(a.body);
}

/* ---- the server ---- */

struct fixture {
	struct loop_thread thread;
	struct http_server *server;
	struct http_server_config config;
	struct http_server_hooks hooks;
	uint16_t port;
	sem_t arrived, aborted, drained;
	/* on the loop */
	struct http_handle handle; /* of the last exchange that was left unanswered */
	struct blob *big;          /* a megabyte */
	unsigned refused;
	int refused_status;
	struct http_server_counts counts;
};

#define BIG_BYTES  (1u << 20)
#define BIG_COPIES 16

static void fixture_abort(struct http_exchange *x)
{
	struct fixture *f = http_exchange_data(x);
	sem_post(&f->aborted);
}

static void respond_text(struct http_exchange *x, int status, struct str text)
{
	struct http_header h = {STR("Content-Type"), STR("text/plain")};
	struct chunk c = {text, NULL};
	struct http_response r = {.status = status, .headers = &h, .header_count = 1, .body = &c, .body_count = 1};
	http_respond(x, &r);
}

static void fixture_request(void *ctx, struct http_exchange *x)
{
	struct fixture *f = ctx;
	const struct http_request *r = http_exchange_request(x);
	if (str_is(r->path, "/echo")) {
		respond_text(x, 200, r->body);
	} else if (str_is(r->path, "/big")) {
		struct chunk chunks[BIG_COPIES];
		for (int i = 0; i < BIG_COPIES; i++)
			chunks[i] = (struct chunk){blob_str(f->big), blob_ref(f->big)};
		struct http_response answer = {.status = 200, .body = chunks, .body_count = BIG_COPIES};
		http_respond(x, &answer);
	} else if (str_is(r->path, "/empty")) {
		respond_text(x, 204, STR_NONE);
	} else if (str_is(r->path, "/later")) {
		http_exchange_set_data(x, f);
		http_exchange_on_abort(x, fixture_abort);
		f->handle = http_exchange_handle(x);
		sem_post(&f->arrived);
	} else {
		char *text = arena_printf(http_exchange_arena(x), "%s %.*s?%.*s", http_method_name(r->method), STR_ARG(r->path),
					  STR_ARG(r->query));
		respond_text(x, 200, str_of(text));
	}
}

static void fixture_refused(void *ctx, int status, const char *reason)
{
	struct fixture *f = ctx;
	assert_non_null(reason);
	f->refused++;
	f->refused_status = status;
}

/* Answers what is still open; ctx is the fixture. */
UNUSED static void fixture_answer_later(void *ctx)
{
	struct fixture *f = ctx;
	struct http_exchange *x = http_handle_find(f->handle);
	if (x)
		respond_text(x, 200, STR("late"));
}

static void fixture_count(void *ctx)
{
	struct fixture *f = ctx;
	f->counts = http_server_counts(f->server);
}

UNUSED static struct http_server_counts fixture_counts(struct fixture *f)
{
	on_loop(&f->thread, fixture_count, f);
	return f->counts;
}

static void fixture_open(void *ctx)
{
	struct fixture *f = ctx;
	struct err_info info = {0};
	if (http_server_new(f->thread.loop, &f->config, &f->hooks, f, &f->server, &info) != OK)
		fail_msg("%s", info.text);
	f->port = http_server_port(f->server);
}

UNUSED static void fixture_init(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	f->config = http_server_config_default();
	f->config.port = 0;
	f->hooks = (struct http_server_hooks){.on_request = fixture_request, .on_refused = fixture_refused};
	f->big = blob_new(BIG_BYTES);
	for (size_t i = 0; i < BIG_BYTES; i++)
		f->big->p[i] = (char)('a' + i % 26);
	sem_init(&f->arrived, 0, 0);
	sem_init(&f->aborted, 0, 0);
	sem_init(&f->drained, 0, 0);
}

/* After the test has set what it wants in f->config and f->hooks. */
UNUSED static void fixture_start(struct fixture *f)
{
	loop_thread_start(&f->thread);
	on_loop(&f->thread, fixture_open, f);
}

static void fixture_close(void *ctx)
{
	struct fixture *f = ctx;
	http_server_free(f->server);
	f->server = NULL;
}

UNUSED static void fixture_done(struct fixture *f)
{
	if (f->server)
		on_loop(&f->thread, fixture_close, f);
	loop_thread_stop(&f->thread);
	loop_free(f->thread.loop);
	assert_int_equal(atomic_load(&f->big->refs), 1); /* every reference that was handed over came back */
	blob_unref(f->big);
	sem_destroy(&f->arrived);
	sem_destroy(&f->aborted);
	sem_destroy(&f->drained);
}

/* The whole of a conversation on a connection of its own. */
UNUSED static void expect_status(struct fixture *f, const char *request, int status)
{
	struct client c = client_connect(f->port);
	client_send(&c, request);
	struct answer a = client_answer(&c, false);
	if (a.status != status)
		fail_msg("%d instead of %d for: %s", a.status, status, request);
	free(a.body);
	client_close(&c);
}
