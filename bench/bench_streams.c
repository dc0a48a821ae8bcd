/* layer: base */
/* Many streams of server-sent events, and events for them: opens --streams connections, so many at once, each GET --path with
 * {customer} filled in, waits until every one has had --ready, says {"open":N}, and then does what it is told on standard input,
 * a line each: publish RATE COUNT   COUNT events, RATE a second whatever the answers do, over 16 connections. Prints one JSON
 * object: when an event was there, from the moment that it was its turn to be sent, and what arrived. until that ends. A stream
 * hears of the events of its customer; with --same all hear of all.
 *
 *   bench_streams --port N --streams N --customers FILE --path P [--headers FILE] [--ready TEXT] --publish-path P
 *                 [--publish-header LINE] [--same 1] [--open-at-once 32]
 * Files: "id currency" a line, stream i watches line i modulo their number; header lines, stream i sends line i * lines /
 * streams. */
#include "wire.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>

#define STREAMS_MAX       20000u
#define PUBLISHERS        16u
#define EVENTS_MAX        200000u
#define MARK              "BENCH-"
#define MARK_BYTES        (sizeof MARK - 1)
#define MARK_DIGITS       8u
#define CARRY_MAX         64u
#define READ_BYTES        65536u
#define REQUEST_MAX       4096u
#define ANSWER_MAX        8192u
#define BALANCES          977u /* a balance that stays is nothing new to a section */
#define TICK_NS           1000000u
#define OPEN_WAIT_MS      120000
#define ARRIVAL_WAIT_MS   10000u
#define ARRIVALS_KEPT_MAX 4000000u

struct stream {
	int fd;
	bool ready;
	unsigned next; /* number of the first event that it has not had */
	unsigned carry_n;
	char carry[CARRY_MAX];
};

struct publisher {
	int fd;
	bool busy;
	unsigned event;
	char in[ANSWER_MAX + 1];
	size_t in_n;
};

enum kind { KIND_STREAM, KIND_PUBLISHER, KIND_TICK, KIND_INPUT };
#define TAG(kind, i) ((uint64_t)(kind) << 32 | (i))

static struct {
	unsigned port, streams, at_once;
	bool same;
	const char *path, *ready, *publish_path, *publish_header;
} options = {.at_once = 32, .publish_header = "X-Bench: 1"};

static struct stream streams[STREAMS_MAX];
static struct publisher publishers[PUBLISHERS];
static struct {
	char id[72], currency[4];
} * customers;
static char **headers;
static size_t customer_count, header_count;
static unsigned opened, ready;
static int poller, tick;
static unsigned long long run;

/* Of the publishing under way. */
static uint64_t *due_ns, begin_ns;
static unsigned *arrivals_us, *answers_us;
static size_t arrival_count, answer_count;
static unsigned first, published, sent, target, rate, refused, late_us;
static unsigned long long bytes_in;

static char *fill_in(const char *text, const char *customer, char *out, size_t room)
{
	const char *at = strstr(text, "{customer}");
	if (at)
		snprintf(out, room, "%.*s%s%s", (int)(at - text), text, customer, at + strlen("{customer}"));
	else
		snprintf(out, room, "%s", text);
	return out;
}

static void watch_fd(int fd, uint64_t tag)
{
	struct epoll_event e = {.events = EPOLLIN, .data.u64 = tag};
	must(epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e) == 0, "epoll_ctl");
}

/* --- streams --- */

static void open_stream(unsigned i)
{
	char path[512], request[REQUEST_MAX];
	const char *customer = customers[options.same ? 0 : i % customer_count].id;
	int n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n%s%s\r\n",
			 fill_in(options.path, customer, path, sizeof path),
			 header_count ? headers[(size_t)i * header_count / options.streams] : "", header_count ? "\r\n" : "");
	must(n > 0 && (size_t)n < sizeof request, "a request is too long");
	streams[i] = (struct stream){.fd = wire_connect(options.port)};
	must(write(streams[i].fd, request, (size_t)n) == n, "asking for a stream");
	watch_fd(streams[i].fd, TAG(KIND_STREAM, i));
}

static void open_more(void)
{
	while (opened < options.streams && opened - ready < options.at_once)
		open_stream(opened++);
}

static void note_arrival(struct stream *s, unsigned number, uint64_t now_ns)
{
	if (number < s->next || number < first || number >= first + sent)
		return;
	s->next = number + 1;
	if (arrival_count < ARRIVALS_KEPT_MAX)
		arrivals_us[arrival_count++] = (unsigned)((now_ns - due_ns[number - first]) / 1000);
}

static void find_marks(struct stream *s, const char *p, size_t n, uint64_t now_ns)
{
	const char *end = p + n, *at;
	while ((at = memmem(p, (size_t)(end - p), MARK, MARK_BYTES)) && (size_t)(end - at) >= MARK_BYTES + MARK_DIGITS) {
		char digits[MARK_DIGITS + 1] = "";
		memcpy(digits, at + MARK_BYTES, MARK_DIGITS);
		note_arrival(s, (unsigned)strtoul(digits, NULL, 10), now_ns);
		p = at + MARK_BYTES + MARK_DIGITS;
	}
}

static void take_bytes(struct stream *s, const char *p, size_t n, uint64_t now_ns)
{
	if (!s->ready && memmem(p, n, options.ready, strlen(options.ready))) {
		must(strncmp(p, "HTTP/1.1 200", 12) == 0 || s->carry_n, "a stream is refused");
		s->ready = true;
		ready++;
	}
	if (sent)
		find_marks(s, p, n, now_ns);
}

/* What may be the beginning of something is looked at again with what comes next. */
static void read_stream(struct stream *s)
{
	static char space[CARRY_MAX + READ_BYTES];
	memcpy(space, s->carry, s->carry_n);
	ssize_t n = read(s->fd, space + s->carry_n, READ_BYTES);
	if (n <= 0) {
		must(n < 0 && errno == EAGAIN, "a stream ended");
		return;
	}
	bytes_in += (size_t)n;
	size_t have = s->carry_n + (size_t)n;
	if (!s->carry_n && !s->ready && strncmp(space, "HTTP/1.1 200", 12) != 0) {
		fprintf(stderr, "bench_streams: %.*s\n", (int)have, space);
		exit(1);
	}
	take_bytes(s, space, have, clock_mono_ns());
	s->carry_n = (unsigned)(have < CARRY_MAX - 1 ? have : CARRY_MAX - 1);
	memcpy(s->carry, space + have - s->carry_n, s->carry_n);
}

/* --- events --- */

static size_t put_event(char *out, size_t room, unsigned i)
{
	char time[CLOCK_RFC3339_MAX];
	size_t to = options.same ? 0 : i % (options.streams < customer_count ? options.streams : customer_count);
	clock_format_rfc3339(clock_wall_ms(), time);
	return (size_t)snprintf(
		out, room,
		"{\"specversion\":\"1.0\",\"id\":\"%llx-%08u\",\"source\":\"" WIRE_SOURCE
		"\",\"type\":\"pitboss.round.played\",\"subject\":\"%s\",\"time\":\"%s\",\"data\":{\"betId\":\"" MARK
		"%08u\",\"sessionId\":\"S-%zu\",\"gameId\":\"G-17\",\"game\":\"Book of Night\",\"stake\":2,"
		"\"payout\":%u,\"balance\":%u,\"currency\":\"%s\"}}",
		run, i, customers[to].id, time, i, to, i % 4, 100 + i % BALANCES, customers[to].currency);
}

static void publish(struct publisher *p)
{
	char event[1024], path[512], request[REQUEST_MAX];
	unsigned number = first + sent;
	size_t n = put_event(event, sizeof event, number);
	size_t to = options.same ? 0 : number % (options.streams < customer_count ? options.streams : customer_count);
	int r = snprintf(request, sizeof request,
			 "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\nContent-Type: application/cloudevents+json\r\n"
			 "Content-Length: %zu\r\n\r\n%s",
			 fill_in(options.publish_path, customers[to].id, path, sizeof path), options.publish_header, n, event);
	must(r > 0 && (size_t)r < sizeof request, "an event is too long");
	p->busy = true;
	p->event = sent++;
	p->in_n = 0;
	must(write(p->fd, request, (size_t)r) == r, "sending an event");
}

/* An event's turn comes with the clock; where all connections are busy it waits, and that counts. */
static void publish_due(void)
{
	uint64_t now = clock_mono_ns();
	while (published < target && begin_ns + (uint64_t)published * 1000000000u / rate <= now) {
		uint64_t planned = begin_ns + (uint64_t)published * 1000000000u / rate;
		unsigned late = (unsigned)((now - planned) / 1000);
		late_us = late > late_us ? late : late_us;
		due_ns[published++] = now;
	}
	for (unsigned i = 0; i < PUBLISHERS && sent < published; i++)
		if (!publishers[i].busy)
			publish(&publishers[i]);
}

static void read_answer(struct publisher *p)
{
	ssize_t n = read(p->fd, p->in + p->in_n, ANSWER_MAX - p->in_n);
	if (n <= 0) {
		must(n < 0 && errno == EAGAIN, "a publisher's connection ended");
		return;
	}
	p->in_n += (size_t)n;
	p->in[p->in_n] = 0;
	int status = wire_answer(p->in, p->in_n);
	if (!status)
		return;
	p->busy = false;
	if (status / 100 != 2 && !refused++)
		fprintf(stderr, "bench_streams: %s\n", p->in);
	answers_us[answer_count++] = (unsigned)((clock_mono_ns() - due_ns[p->event]) / 1000);
	publish_due();
}

static void report(unsigned long long expected)
{
	qsort(arrivals_us, arrival_count, sizeof *arrivals_us, compare_u32);
	qsort(answers_us, answer_count, sizeof *answers_us, compare_u32);
	printf("{\"events\":%u,\"refused\":%u,\"expected\":%llu,\"arrived\":%zu,\"p50Ms\":%.3f,\"p90Ms\":%.3f,\"p99Ms\":%.3f,"
	       "\"maxMs\":%.3f,\"answerP50Ms\":%.3f,\"answerP99Ms\":%.3f,\"generatorLateMs\":%.3f,\"bytes\":%llu}\n",
	       sent, refused, expected, arrival_count, percentile_ms(arrivals_us, arrival_count, 0.5),
	       percentile_ms(arrivals_us, arrival_count, 0.9), percentile_ms(arrivals_us, arrival_count, 0.99),
	       percentile_ms(arrivals_us, arrival_count, 1), percentile_ms(answers_us, answer_count, 0.5),
	       percentile_ms(answers_us, answer_count, 0.99), late_us / 1000.0, bytes_in);
	fflush(stdout);
}

/* --- all together --- */

static bool turn(int timeout_ms)
{
	struct epoll_event events[256];
	int n = epoll_wait(poller, events, 256, timeout_ms);
	bool input = false;
	must(n >= 0 || errno == EINTR, "epoll_wait");
	for (int i = 0; i < n; i++) {
		unsigned index = (unsigned)events[i].data.u64;
		uint64_t times;
		switch ((enum kind)(events[i].data.u64 >> 32)) {
		case KIND_STREAM:
			read_stream(&streams[index]);
			break;
		case KIND_PUBLISHER:
			read_answer(&publishers[index]);
			break;
		case KIND_TICK:
			if (read(tick, &times, sizeof times) == sizeof times)
				publish_due();
			break;
		case KIND_INPUT:
			input = true;
			break;
		}
	}
	return input;
}

/* Servers hang up on those who say nothing for long. */
static void connect_publishers(bool on)
{
	for (unsigned i = 0; i < PUBLISHERS; i++) {
		if (!on) {
			close(publishers[i].fd);
			continue;
		}
		publishers[i] = (struct publisher){.fd = wire_connect(options.port)};
		watch_fd(publishers[i].fd, TAG(KIND_PUBLISHER, i));
	}
}

static void run_publish(void)
{
	unsigned long long expected = 0;
	first += sent;
	published = sent = refused = late_us = 0;
	arrival_count = answer_count = bytes_in = 0;
	connect_publishers(true);
	begin_ns = clock_mono_ns() + TICK_NS;
	const struct itimerspec on = {.it_interval.tv_nsec = TICK_NS, .it_value.tv_nsec = TICK_NS}, off = {0};
	must(timerfd_settime(tick, 0, &on, NULL) == 0, "timerfd");
	uint64_t end_ms = clock_mono_ms() + (uint64_t)target * 1000 / rate + ARRIVAL_WAIT_MS;
	size_t watched = options.streams < customer_count ? options.streams : customer_count;
	for (unsigned i = first; i < first + target; i++)
		expected += options.same ? options.streams
					 : options.streams / watched + (i % watched < options.streams % watched ? 1 : 0);
	while ((answer_count < target || arrival_count < expected) && clock_mono_ms() < end_ms)
		turn(100);
	must(timerfd_settime(tick, 0, &off, NULL) == 0, "timerfd");
	connect_publishers(false);
	report(expected);
}

static bool obey(void)
{
	char line[128];
	ssize_t n = read(STDIN_FILENO, line, sizeof line - 1);
	if (n <= 0)
		return false;
	line[n] = 0;
	if (sscanf(line, "publish %u %u", &rate, &target) != 2 || !rate || !target || target > EVENTS_MAX) {
		fprintf(stderr, "bench_streams: not understood: %s\n", line);
		exit(2);
	}
	run_publish();
	return true;
}

static char **read_lines(const char *file, size_t *ret_count)
{
	char line[1024];
	char **lines = calloc(STREAMS_MAX, sizeof *lines);
	FILE *f = fopen(file, "r");
	must(f && lines, file);
	while (*ret_count < STREAMS_MAX && fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = 0;
		lines[(*ret_count)++] = strdup(line);
	}
	fclose(f);
	return lines;
}

static void read_customers(const char *file)
{
	char **lines = read_lines(file, &customer_count);
	customers = calloc(customer_count + 1, sizeof *customers);
	must(customers != NULL, "memory");
	for (size_t i = 0; i < customer_count; i++)
		must(sscanf(lines[i], "%71s %3s", customers[i].id, customers[i].currency) == 2, "a customer's line");
}

static void read_options(int argc, char **argv)
{
	for (int i = 1; i + 1 < argc; i += 2) {
		const char *name = argv[i], *value = argv[i + 1];
		unsigned v = (unsigned)strtoul(value, NULL, 10);
		if (strcmp(name, "--port") == 0)
			options.port = v;
		else if (strcmp(name, "--streams") == 0)
			options.streams = v;
		else if (strcmp(name, "--open-at-once") == 0)
			options.at_once = v;
		else if (strcmp(name, "--same") == 0)
			options.same = v;
		else if (strcmp(name, "--customers") == 0)
			read_customers(value);
		else if (strcmp(name, "--headers") == 0)
			headers = read_lines(value, &header_count);
		else if (strcmp(name, "--path") == 0)
			options.path = value;
		else if (strcmp(name, "--ready") == 0)
			options.ready = value;
		else if (strcmp(name, "--publish-path") == 0)
			options.publish_path = value;
		else if (strcmp(name, "--publish-header") == 0)
			options.publish_header = value;
	}
	options.ready = options.ready ? options.ready : "\r\n\r\n";
	if (options.port && options.streams && options.streams <= STREAMS_MAX && options.at_once && customer_count &&
	    options.path && options.publish_path && strlen(options.ready) < CARRY_MAX)
		return;
	fprintf(stderr, "usage: bench_streams --port N --streams N --customers FILE --path P --publish-path P [--headers FILE] "
			"[--ready TEXT] [--publish-header LINE] [--same 1] [--open-at-once N]\n");
	exit(2);
}

int main(int argc, char **argv)
{
	read_options(argc, argv);
	wire_raise_file_limit();
	run = (unsigned long long)clock_wall_ms();
	due_ns = calloc(EVENTS_MAX, sizeof *due_ns);
	answers_us = calloc(EVENTS_MAX, sizeof *answers_us);
	arrivals_us = calloc(ARRIVALS_KEPT_MAX, sizeof *arrivals_us);
	poller = epoll_create1(EPOLL_CLOEXEC);
	tick = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	must(due_ns && answers_us && arrivals_us && poller >= 0 && tick >= 0, "memory");
	uint64_t end_ms = clock_mono_ms() + OPEN_WAIT_MS;
	for (open_more(); ready < options.streams; open_more()) {
		turn(100);
		must(clock_mono_ms() < end_ms, "not all streams are ready");
	}
	watch_fd(tick, TAG(KIND_TICK, 0));
	watch_fd(STDIN_FILENO, TAG(KIND_INPUT, 0));
	printf("{\"open\":%u,\"bytes\":%llu}\n", ready, bytes_in);
	fflush(stdout);
	for (;;)
		if (turn(-1) && !obey())
			return 0;
}
