/* layer: net. bench_load - asks for a list of paths over HTTP, at a fixed rate (open loop: a slow answer does not slow the
 * asking) or with a fixed number under way (closed loop), and prints one JSON object: answers by status, latency percentiles in
 * microseconds, bytes.
 *
 *   bench_load --base http://127.0.0.1:8360 --paths FILE --header 'Cookie: …' [--rate N | --at-once N] [--count N] */
#include "base/buf.h"
#include "base/clock.h"
#include "net/http_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_MAX  1000000
#define PATHS_MAX  1100000
#define TIMEOUT_MS 30000

struct load {
	struct loop *loop;
	struct http_client *client;
	struct timer tick;
	const char *base;
	const char *headers[9];
	char **paths;
	size_t path_count, count, started, finished;
	unsigned rate, at_once;
	uint64_t begin_ns, *latency_us;
	uint64_t bytes, status[6], failed;
};

struct ask {
	struct load *load;
	uint64_t due_ns; /* when it should have left: waiting here counts as latency, as it would for a person */
};

static void start_more(struct load *l);

static void on_done(void *ctx, struct http_transfer *t, const struct http_result *r)
{
	struct ask *a = ctx;
	struct load *l = a->load;
	(void)t;
	l->latency_us[l->finished++] = (clock_mono_ns() - a->due_ns) / 1000;
	l->bytes += r->body.n;
	if (r->err == OK && r->status >= 100 && r->status < 600)
		l->status[r->status / 100]++;
	else
		l->failed++;
	free(a);
	if (l->finished == l->count)
		loop_stop(l->loop);
	else if (!l->rate)
		start_more(l);
}

static void start_one(struct load *l, uint64_t due_ns)
{
	char url[1024];
	struct ask *a = calloc(1, sizeof *a);
	struct http_transfer *t;
	if (!a)
		abort();
	*a = (struct ask){.load = l, .due_ns = due_ns};
	snprintf(url, sizeof url, "%s%s", l->base, l->paths[l->started++ % l->path_count]);
	const struct http_call call = {.method = "GET",
				       .url = url,
				       .headers = l->headers,
				       .timeout_ms = TIMEOUT_MS,
				       .body_max_bytes = 16u << 20,
				       .on_done = on_done,
				       .ctx = a};
	if (http_client_start(l->client, &call, &t) != OK)
		abort();
}

static void start_more(struct load *l)
{
	while (l->started < l->count && l->started - l->finished < l->at_once)
		start_one(l, clock_mono_ns());
}

static void on_tick(struct timer *timer)
{
	struct load *l = CONTAINER_OF(timer, struct load, tick);
	uint64_t now = clock_mono_ns();
	while (l->started < l->count) {
		uint64_t due_ns = l->begin_ns + (uint64_t)l->started * 1000000000u / l->rate;
		if (due_ns > now)
			break;
		start_one(l, due_ns);
	}
	if (l->started < l->count)
		timer_start(timer, 1);
}

static int compare_u64(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

static void read_paths(struct load *l, const char *file)
{
	char line[512];
	FILE *f = fopen(file, "r");
	l->paths = calloc(PATHS_MAX, sizeof *l->paths);
	if (!f || !l->paths) {
		fprintf(stderr, "bench_load: no %s\n", file);
		exit(2);
	}
	while (l->path_count < PATHS_MAX && fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = 0;
		l->paths[l->path_count++] = strdup(line);
	}
	fclose(f);
	if (!l->path_count)
		exit(2);
}

static void report(const struct load *l)
{
	double seconds = (double)(clock_mono_ns() - l->begin_ns) / 1e9;
	qsort(l->latency_us, l->finished, sizeof *l->latency_us, compare_u64);
	static const double points[] = {0.5, 0.9, 0.99, 0.999};
	printf("{\"answers\":%zu,\"seconds\":%.3f,\"bytes\":%llu,\"failed\":%llu", l->finished, seconds,
	       (unsigned long long)l->bytes, (unsigned long long)l->failed);
	for (unsigned i = 1; i < 6; i++)
		printf(",\"status%uxx\":%llu", i, (unsigned long long)l->status[i]);
	for (size_t i = 0; i < ARRAY_LEN(points); i++)
		printf(",\"p%gUs\":%llu", points[i] * 100,
		       (unsigned long long)l->latency_us[(size_t)((double)(l->finished - 1) * points[i])]);
	printf(",\"maxUs\":%llu}\n", (unsigned long long)l->latency_us[l->finished - 1]);
}

int main(int argc, char **argv)
{
	static struct load l = {.base = "http://127.0.0.1:8360", .at_once = 16, .count = 1000};
	size_t headers = 0;
	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--base") == 0)
			l.base = argv[i + 1];
		else if (strcmp(argv[i], "--paths") == 0)
			read_paths(&l, argv[i + 1]);
		else if (strcmp(argv[i], "--header") == 0 && headers < ARRAY_LEN(l.headers) - 1)
			l.headers[headers++] = argv[i + 1];
		else if (strcmp(argv[i], "--rate") == 0)
			l.rate = (unsigned)atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--at-once") == 0)
			l.at_once = (unsigned)atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--count") == 0)
			l.count = (size_t)atoi(argv[i + 1]);
	}
	if (!l.path_count || !l.count || l.count > COUNT_MAX || (!l.rate && !l.at_once)) {
		fprintf(stderr,
			"usage: bench_load --base URL --paths FILE [--header LINE] [--rate N | --at-once N] [--count N]\n");
		return 2;
	}
	l.latency_us = calloc(l.count, sizeof *l.latency_us);
	const struct http_client_config config = {
		.max_host_connections = 256, .max_total_connections = 256, .idle_close_s = 30, .user_agent = "bench"};
	if (!l.latency_us || loop_new(0, &l.loop) != OK || http_client_new(l.loop, &config, &l.client) != OK ||
	    timer_init(&l.tick, l.loop, on_tick) != OK)
		return 1;
	l.begin_ns = clock_mono_ns();
	if (l.rate)
		on_tick(&l.tick);
	else
		start_more(&l);
	loop_run(l.loop);
	report(&l);
	return l.failed ? 1 : 0;
}
