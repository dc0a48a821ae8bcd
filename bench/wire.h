/* bench/wire.h - what the load generators for live figures share: blocking connects to this machine, and where an HTTP answer
 * ends. For bench_ingest.c and bench_streams.c only. */
#pragma once

#include "base/attr.h"
#include "base/clock.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define WIRE_SOURCE "urn:simulated-operator:gaming"

static inline void must(bool ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(1);
}

static inline int wire_connect(unsigned port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	must(fd >= 0, "socket");
	must(connect(fd, (struct sockaddr *)&to, sizeof to) == 0, "connect");
	must(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0, "TCP_NODELAY");
	must(fcntl(fd, F_SETFL, O_NONBLOCK) == 0, "O_NONBLOCK");
	return fd;
}

static inline void wire_raise_file_limit(void)
{
	struct rlimit r;
	must(getrlimit(RLIMIT_NOFILE, &r) == 0, "getrlimit");
	r.rlim_cur = r.rlim_max;
	must(setrlimit(RLIMIT_NOFILE, &r) == 0, "setrlimit");
}

/* One whole answer with a Content-Length (or none and no body) in the first @n bytes of @p, which end with a zero byte: its
 * status; 0: not yet. */
static inline int wire_answer(const char *p, size_t n)
{
	const char *end = strstr(p, "\r\n\r\n"), *length;
	if (!end)
		return 0;
	for (length = p; length && length < end; length = strstr(length, "\r\n"), length = length ? length + 2 : NULL)
		if (strncasecmp(length, "content-length:", 15) == 0)
			break;
	size_t body = length && length < end ? strtoul(length + 15, NULL, 10) : 0;
	return n >= (size_t)(end + 4 - p) + body ? atoi(p + 9) : 0;
}

static inline int compare_u32(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
	return x < y ? -1 : x > y;
}

static inline double percentile_ms(const unsigned *sorted_us, size_t n, double share)
{
	return n ? (double)sorted_us[(size_t)((double)(n - 1) * share)] / 1000 : 0;
}
