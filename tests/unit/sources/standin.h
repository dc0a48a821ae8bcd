/* A service on raw sockets that says what the test wants, byte for byte, or breaks off where it wants: a thread for all
 * connections' accepting, one for each. Header only, for the tests of src/sources. */
#pragma once

#include "fake.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

enum { STANDIN_CONNECTIONS = 128, STANDIN_REQUEST_MAX = 8192 };

enum standin_then { THEN_KEEP, THEN_CLOSE, THEN_RESET, THEN_HANG };

struct standin {
	int fd;
	uint16_t port;
	pthread_t thread, threads[STANDIN_CONNECTIONS];
	int fds[STANDIN_CONNECTIONS];
	atomic_uint connections, requests, acting_requests;
	pthread_mutex_t lock;                 /* guards what follows */
	char last[STANDIN_REQUEST_MAX];       /* the newest request that is no GET, or an ask: all but /profile */
	char says[STANDIN_REQUEST_MAX];       /* to such */
	enum standin_then then, profile_then; /* after them; after GET /profile…, answered well with THEN_KEEP only */
};

static inline size_t standin_length(const char *head)
{
	const char *at = strcasestr(head, "\r\nContent-Length:");
	return at ? (size_t)strtoul(at + 17, NULL, 10) : 0;
}

/* One request, NUL-terminated. */
static inline bool standin_read(int fd, char *buf)
{
	size_t n = 0;
	while (n < STANDIN_REQUEST_MAX - 1) {
		ssize_t r = recv(fd, buf + n, STANDIN_REQUEST_MAX - 1 - n, 0);
		if (r <= 0)
			return false;
		n += (size_t)r;
		buf[n] = '\0';
		char *end = strstr(buf, "\r\n\r\n");
		if (end && n >= (size_t)(end + 4 - buf) + standin_length(buf))
			return true;
	}
	return false;
}

static inline void standin_say(int fd, const char *text)
{
	size_t left = strlen(text);
	while (left) {
		ssize_t w = send(fd, text, left, MSG_NOSIGNAL);
		if (w <= 0)
			return;
		text += w;
		left -= (size_t)w;
	}
}

static inline bool standin_end(int fd, enum standin_then then)
{
	struct linger now = {.l_onoff = 1};
	char c[64];
	if (then == THEN_RESET)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	while (then == THEN_HANG && recv(fd, c, sizeof(c), 0) > 0)
		;
	return then == THEN_KEEP;
}

struct standin_connection {
	struct standin *s;
	int fd;
};

static inline bool standin_answer(struct standin *s, int fd, const char *request)
{
	static const char profile[] = "{\"id\":\"CUS-1\",\"u\":\"x\",\"r\":\"2020-01-01\",\"c\":\"EUR\",\"s\":\"active\"}";
	char says[STANDIN_REQUEST_MAX];
	enum standin_then then;
	bool is_profile = strncmp(request, "GET /profile", 12) == 0;
	atomic_fetch_add(&s->requests, 1);
	pthread_mutex_lock(&s->lock);
	if (!is_profile) {
		memcpy(s->last, request, strlen(request) + 1);
		atomic_fetch_add(&s->acting_requests, 1);
	}
	then = is_profile ? s->profile_then : s->then;
	if (is_profile && then == THEN_KEEP)
		snprintf(says, sizeof(says), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(profile), profile);
	else
		snprintf(says, sizeof(says), "%s", is_profile ? "" : s->says);
	pthread_mutex_unlock(&s->lock);
	standin_say(fd, says);
	return standin_end(fd, then);
}

static inline void *standin_serve(void *arg)
{
	struct standin_connection c = *(struct standin_connection *)arg;
	char *request = malloc(STANDIN_REQUEST_MAX);
	free(arg);
	while (standin_read(c.fd, request) && standin_answer(c.s, c.fd, request))
		;
	free(request);
	close(c.fd);
	return NULL;
}

static inline void *standin_run(void *arg)
{
	struct standin *s = arg;
	for (;;) {
		int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			return NULL;
		unsigned i = atomic_load(&s->connections);
		if (i == STANDIN_CONNECTIONS)
			abort();
		struct standin_connection *c = malloc(sizeof(*c));
		*c = (struct standin_connection){s, fd};
		pthread_create(&s->threads[i], NULL, standin_serve, c);
		atomic_fetch_add(&s->connections, 1);
	}
}

static inline int standin_bind(uint16_t *ret_port)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	*ret_port = ntohs(a.sin_port);
	return fd;
}

static inline void standin_start(struct standin *s)
{
	memset(s, 0, sizeof(*s));
	pthread_mutex_init(&s->lock, NULL);
	s->fd = standin_bind(&s->port);
	assert_int_equal(listen(s->fd, 64), 0);
	assert_int_equal(pthread_create(&s->thread, NULL, standin_run, s), 0);
}

/* After all clients have closed their ends. */
static inline void standin_stop(struct standin *s)
{
	shutdown(s->fd, SHUT_RDWR);
	close(s->fd);
	pthread_join(s->thread, NULL);
	for (unsigned i = 0; i < atomic_load(&s->connections); i++)
		pthread_join(s->threads[i], NULL);
	pthread_mutex_destroy(&s->lock);
}

static inline void standin_will(struct standin *s, const char *says, enum standin_then then)
{
	pthread_mutex_lock(&s->lock);
	snprintf(s->says, sizeof(s->says), "%s", says);
	s->then = then;
	s->last[0] = '\0';
	pthread_mutex_unlock(&s->lock);
}

static inline void standin_will_answer(struct standin *s, int status, const char *body)
{
	char text[STANDIN_REQUEST_MAX];
	snprintf(text, sizeof(text), "HTTP/1.1 %d X\r\nContent-Length: %zu\r\n\r\n%s", status, strlen(body), body);
	standin_will(s, text, THEN_KEEP);
}
