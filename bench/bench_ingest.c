/* layer: base */
/* Events over HTTP, as fast as they are taken: so many connections, on each a batch and its answer and then the next batch.
 * Prints one JSON object: events and batches acknowledged with 200, seconds, events a second, how long a batch took.
 *
 *   bench_ingest --port N [--path /api/v1/events] [--header 'Authorization: Bearer …'] [--connections 8] [--batch 100]
 *                [--seconds 4] [--customers 5000] */
#include "wire.h"

#include <poll.h>

#define CONNECTIONS_MAX 64u
#define BATCH_MAX       1000u
#define EVENT_BYTES_MAX 640u
#define HEAD_BYTES_MAX  1024u
#define ANSWER_MAX      65536u
#define LATENCIES_MAX   1000000u

struct connection {
	int fd;
	char *out;
	size_t out_n, out_done;
	char in[ANSWER_MAX + 1];
	size_t in_n;
	uint64_t sent_ns;
};

static struct {
	unsigned port, connections, batch, seconds, customers;
	const char *path, *header;
} options = {.connections = 8, .batch = 100, .seconds = 4, .customers = 5000, .path = "/api/v1/events", .header = "X-Bench: 1"};

static struct connection connections[CONNECTIONS_MAX];
static unsigned latencies_us[LATENCIES_MAX];
static size_t latency_count;
static unsigned long long run, number, acknowledged;

/* A round as a game server tells it; ids never come again. */
static size_t put_event(char *out, size_t room, const char *time)
{
	unsigned long long n = number++;
	return (size_t)snprintf(
		out, room,
		"{\"specversion\":\"1.0\",\"id\":\"%llx-%012llx\",\"source\":\"" WIRE_SOURCE
		"\",\"type\":\"pitboss.round.played\",\"subject\":\"CUS-%06llu\",\"time\":\"%s\",\"data\":{\"betId\":"
		"\"B%llu\",\"sessionId\":\"S-%llu\",\"gameId\":\"G-17\",\"game\":\"Book of Night\",\"stake\":2.50,"
		"\"payout\":%llu.00,\"balance\":137.45,\"currency\":\"EUR\"}}",
		run, n, 100000 + n % options.customers, time, n, n % options.customers, n % 7);
}

static void fill(struct connection *c)
{
	char time[CLOCK_RFC3339_MAX];
	size_t room = options.batch * EVENT_BYTES_MAX, n = 0;
	char *body = c->out + HEAD_BYTES_MAX;
	clock_format_rfc3339(clock_wall_ms(), time);
	for (unsigned i = 0; i < options.batch; i++) {
		body[n++] = i ? ',' : '[';
		n += put_event(body + n, room - n, time);
	}
	body[n++] = ']';
	char head[HEAD_BYTES_MAX];
	int h = snprintf(head, sizeof head,
			 "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\nContent-Type: application/cloudevents-batch+json\r\n"
			 "Content-Length: %zu\r\n\r\n",
			 options.path, options.header, n);
	memcpy(c->out, head, (size_t)h);
	memmove(c->out + h, body, n);
	c->out_n = (size_t)h + n;
	c->out_done = c->in_n = 0;
	c->sent_ns = clock_mono_ns();
}

static void write_some(struct connection *c)
{
	if (c->out_done == c->out_n)
		return;
	ssize_t n = write(c->fd, c->out + c->out_done, c->out_n - c->out_done);
	if (n > 0)
		c->out_done += (size_t)n;
}

/* True: the batch under way was acknowledged. */
static bool read_some(struct connection *c)
{
	ssize_t n = read(c->fd, c->in + c->in_n, ANSWER_MAX - c->in_n);
	must(n != 0, "the server hung up");
	if (n < 0)
		return false;
	c->in_n += (size_t)n;
	c->in[c->in_n] = 0;
	int status = wire_answer(c->in, c->in_n);
	if (!status)
		return false;
	if (status != 200) {
		fprintf(stderr, "bench_ingest: answer %d\n%s\n", status, c->in);
		exit(1);
	}
	acknowledged += options.batch;
	if (latency_count < LATENCIES_MAX)
		latencies_us[latency_count++] = (unsigned)((clock_mono_ns() - c->sent_ns) / 1000);
	return true;
}

static void drive(void)
{
	struct pollfd polls[CONNECTIONS_MAX];
	uint64_t end_ns = clock_mono_ns() + options.seconds * 1000000000ull;
	unsigned busy = options.connections;
	for (unsigned i = 0; i < options.connections; i++) {
		fill(&connections[i]);
		polls[i] = (struct pollfd){.fd = connections[i].fd};
	}
	while (busy) {
		for (unsigned i = 0; i < options.connections; i++) {
			write_some(&connections[i]);
			polls[i].events = POLLIN;
			if (connections[i].out_done < connections[i].out_n)
				polls[i].events |= POLLOUT;
		}
		must(poll(polls, options.connections, 30000) > 0, "no answer for 30 s");
		for (unsigned i = 0; i < options.connections; i++) {
			if (!(polls[i].revents & (POLLIN | POLLHUP | POLLERR)) || !read_some(&connections[i]))
				continue;
			if (clock_mono_ns() < end_ns) {
				fill(&connections[i]);
			} else {
				polls[i].fd = -1;
				busy--;
			}
		}
	}
}

static void read_options(int argc, char **argv)
{
	for (int i = 1; i + 1 < argc; i += 2) {
		unsigned v = (unsigned)strtoul(argv[i + 1], NULL, 10);
		if (strcmp(argv[i], "--port") == 0)
			options.port = v;
		else if (strcmp(argv[i], "--connections") == 0)
			options.connections = v;
		else if (strcmp(argv[i], "--batch") == 0)
			options.batch = v;
		else if (strcmp(argv[i], "--seconds") == 0)
			options.seconds = v;
		else if (strcmp(argv[i], "--customers") == 0)
			options.customers = v;
		else if (strcmp(argv[i], "--path") == 0)
			options.path = argv[i + 1];
		else if (strcmp(argv[i], "--header") == 0)
			options.header = argv[i + 1];
	}
	if (options.port && options.connections && options.connections <= CONNECTIONS_MAX && options.batch &&
	    options.batch <= BATCH_MAX && options.customers && strlen(options.header) < HEAD_BYTES_MAX / 2)
		return;
	fprintf(stderr, "usage: bench_ingest --port N [--path P] [--header LINE] [--connections N] [--batch N] [--seconds N] "
			"[--customers N]\n");
	exit(2);
}

int main(int argc, char **argv)
{
	read_options(argc, argv);
	run = (unsigned long long)clock_wall_ms();
	for (unsigned i = 0; i < options.connections; i++) {
		connections[i].fd = wire_connect(options.port);
		connections[i].out = malloc(HEAD_BYTES_MAX + options.batch * EVENT_BYTES_MAX + 16);
		must(connections[i].out != NULL, "memory");
	}
	uint64_t begin_ns = clock_mono_ns();
	drive();
	double seconds = (double)(clock_mono_ns() - begin_ns) / 1e9;
	qsort(latencies_us, latency_count, sizeof *latencies_us, compare_u32);
	printf("{\"events\":%llu,\"batches\":%zu,\"seconds\":%.3f,\"rate\":%.0f,\"p50Ms\":%.3f,\"p99Ms\":%.3f,\"maxMs\":%.3f}\n",
	       acknowledged, latency_count, seconds, (double)acknowledged / seconds,
	       percentile_ms(latencies_us, latency_count, 0.5), percentile_ms(latencies_us, latency_count, 0.99),
	       percentile_ms(latencies_us, latency_count, 1));
	return 0;
}
