/* tests/unit/net/rogue_server.h - a server that does as the path says, which is mostly wrong: on blocking sockets, a thread a
 * connection. */
#pragma once

#include "tests/unit/net/net_fixture.h"

#define MAX_CONNECTIONS 64
#define CHUNKED         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
#define OF_100_BYTES    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"

struct rogue {
	int fd;
	uint16_t port;
	pthread_t thread, connections[MAX_CONNECTIONS];
	int fds[MAX_CONNECTIONS];
	atomic_int count;
};

/* Reads one request (head and declared body); false at the end. */
static bool read_request(int fd, char *buf, size_t size, size_t *ret_head, size_t *ret_n)
{
	size_t n = 0;
	while (n < size - 1) {
		ssize_t r = recv(fd, buf + n, size - 1 - n, 0);
		if (r <= 0)
			return false;
		n += (size_t)r;
		buf[n] = '\0';
		char *end = strstr(buf, "\r\n\r\n");
		if (end && n >= (size_t)(end + 4 - buf) + answer_length(buf)) {
			*ret_head = (size_t)(end + 4 - buf);
			*ret_n = n;
			return true;
		}
	}
	return false;
}

static void say_n(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t w = send(fd, p, n, MSG_NOSIGNAL);
		if (w <= 0)
			return;
		p += w;
		n -= (size_t)w;
	}
}

static void say(int fd, const char *text)
{
	say_n(fd, text, strlen(text));
}

static void wait_for_end(int fd)
{
	char c[256];
	while (recv(fd, c, sizeof(c), 0) > 0)
		;
}

static void reset_it(int fd)
{
	struct linger now = {.l_onoff = 1};
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

static void answer_echo(int fd, const char *request, size_t n)
{
	char head[128];
	snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nX-Twice: a\r\nX-Twice: b\r\nContent-Length: %zu\r\n\r\n", n);
	say(fd, head);
	say_n(fd, request, n);
}

/* 16 MB: more than any limit in these tests. */
static void pour(int fd, const char *block, size_t n)
{
	for (int i = 0; i < 4096; i++) {
		ssize_t w = send(fd, block, n, MSG_NOSIGNAL);
		if (w <= 0)
			return;
	}
}

static void pour_bytes(int fd)
{
	char block[4096];
	memset(block, 'x', sizeof block);
	pour(fd, block, sizeof block);
}

static void pour_chunks(int fd)
{
	char block[4096 + 16];
	int n = snprintf(block, sizeof block, "%x\r\n", 4096);
	memset(block + n, 'x', 4096);
	memcpy(block + n + 4096, "\r\n", 2);
	pour(fd, block, (size_t)n + 4096 + 2);
}

/* What it says when it is asked for @path, and what it does after that. */
static const struct rogue_act {
	const char *path;
	const char *says;
	void (*then)(int fd);
	bool closes;
} rogue_acts[] = {
	{"/missing", "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone", NULL, false},
	{"/redirect", "HTTP/1.1 302 Found\r\nLocation: /echo\r\nContent-Length: 0\r\n\r\n", NULL, false},
	{"/interim", "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 200 OK\r\nX-Late: 2\r\nContent-Length: 2\r\n\r\nok",
	 NULL, false},
	{"/stream", CHUNKED "4\r\none \r\n4\r\ntwo \r\n5\r\nthree\r\n0\r\n\r\n", NULL, false},
	{"/hang", "", wait_for_end, false},
	{"/stall", OF_100_BYTES "x", wait_for_end, false},
	{"/partial", OF_100_BYTES "0123456789", NULL, true},
	{"/chunk-cut", CHUNKED "5\r\nhello\r\n5\r\nwo", NULL, true},
	{"/no-last-chunk", CHUNKED "5\r\nhello\r\n", NULL, true},
	{"/bad-chunk", CHUNKED "zz\r\nhello\r\n", NULL, true},
	{"/reset-within", OF_100_BYTES "0123456789", reset_it, true},
	{"/garbage", "\x01\x02garbage, not HTTP\r\n\r\n", NULL, true},
	{"/bad-length", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", NULL, true},
	{"/nothing", "", NULL, true},
	{"/large", "HTTP/1.1 200 OK\r\nContent-Length: 16777216\r\n\r\n", pour_bytes, false},
	{"/large-chunked", CHUNKED, pour_chunks, false},
};

/* False: close the connection. */
static bool rogue_act(int fd, const char *request, size_t n)
{
	struct str line = str_mem(request, strcspn(request, "\r")), method, path;
	if (!str_split(&line, ' ', &method) || !str_split(&line, ' ', &path))
		return false;
	if (str_is(path, "/echo")) {
		answer_echo(fd, request, n);
		return true;
	}
	for (size_t i = 0; i < ARRAY_LEN(rogue_acts); i++) {
		const struct rogue_act *a = &rogue_acts[i];
		if (!str_is(path, a->path))
			continue;
		say(fd, a->says);
		if (a->then)
			a->then(fd);
		return !a->closes;
	}
	return true;
}

static void *connection_main(void *arg)
{
	int fd = *(int *)arg;
	static _Thread_local char buf[65536 + 4096];
	size_t head, n;
	while (read_request(fd, buf, sizeof(buf), &head, &n) && rogue_act(fd, buf, n))
		;
	close(fd);
	return NULL;
}

static void *rogue_main(void *arg)
{
	struct rogue *r = arg;
	for (;;) {
		int fd = accept4(r->fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			return NULL;
		int i = atomic_load(&r->count);
		if (i == MAX_CONNECTIONS)
			abort();
		int on = 1;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		r->fds[i] = fd;
		atomic_fetch_add(&r->count, 1);
		pthread_create(&r->connections[i], NULL, connection_main, &r->fds[i]);
	}
}

static void rogue_start(struct rogue *r)
{
	r->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	assert_int_equal(bind(r->fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(r->fd, 64), 0);
	assert_int_equal(getsockname(r->fd, (struct sockaddr *)&a, &n), 0);
	r->port = ntohs(a.sin_port);
	pthread_create(&r->thread, NULL, rogue_main, r);
}

static void rogue_stop(struct rogue *r)
{
	shutdown(r->fd, SHUT_RDWR);
	close(r->fd);
	pthread_join(r->thread, NULL);
	for (int i = 0; i < atomic_load(&r->count); i++)
		pthread_join(r->connections[i], NULL);
}
