/* layer: live */
/* How a start finds the live state again: so many customers in a snapshot, and behind it so many events in the journal. Each part
 * is a process of its own, so that its memory is its own. bench_live [customers] [events behind the snapshot] */
#include "base/clock.h"
#include "base/log.h"
#include "live/live.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define BATCH     500u
#define UNDER_WAY 8
#define TEXT_MAX  640
#define EVENTS_OF 4u /* of each customer, in the snapshot */
#define MIB       (1024 * 1024)

static struct {
	char folder[64], journal[96], aside[96], snapshots[96];
	unsigned customers;
	struct live *live;
	struct loop *loop;
	sem_t room;
	uint64_t number;
} b;

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "%s\n", what);
	exit(1);
}

static double resident_mib(void)
{
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	must(f && fscanf(f, "%*u %lu", &pages) == 1, "statm");
	fclose(f);
	return (double)pages * (double)sysconf(_SC_PAGESIZE) / MIB;
}

static void open_live(void)
{
	struct err_info info = {0};
	const struct live_config c = {
		.journal_dir = b.journal,
		.aside_dir = b.aside,
		.snapshot_dir = b.snapshots,
		.customers_max = b.customers * 2, /* shards are not equally full */
		.snapshot_events = UINT32_MAX,
		.snapshot_s = 1u << 20,
	};
	if (live_open(&c, &b.live, &info) != OK) {
		fprintf(stderr, "%s\n", info.text);
		exit(1);
	}
	must(live_start(b.live) == OK, "a thread");
}

static void done(struct live_batch *batch)
{
	must(batch->outcome == OK, "an event was not taken");
	live_batch_free(batch);
	sem_post(&b.room);
}

static int event_text(char out[TEXT_MAX], uint64_t n)
{
	static const char *const data[EVENTS_OF] = {
		"\"pitboss.login.succeeded\",\"data\":{\"ip\":\"192.0.2.7\",\"country\":\"AT\",\"city\":\"Wien\",\"deviceId\":"
		"\"d-1\"}",
		"\"pitboss.session.started\",\"data\":{\"sessionId\":\"s-1\",\"game\":\"Book of Night\",\"currency\":\"EUR\"}",
		"\"pitboss.round.played\",\"data\":{\"betId\":\"b\",\"sessionId\":\"s-1\",\"game\":\"Book of "
		"Night\",\"stake\":2.5,"
		"\"payout\":0,\"balance\":97.5,\"currency\":\"EUR\"}",
		"\"pitboss.deposit\",\"data\":{\"transactionId\":\"t\",\"amount\":50,\"state\":\"settled\",\"currency\":\"EUR\"}",
	};
	char time[CLOCK_RFC3339_MAX];
	clock_format_rfc3339(clock_wall_ms(), time);
	return snprintf(out, TEXT_MAX,
			"{\"specversion\":\"1.0\",\"id\":\"%llu\",\"source\":\"urn:bench\",\"subject\":\"CUS-%07llu\",\"time\":"
			"\"%s\",\"type\":%s}",
			(unsigned long long)n, (unsigned long long)(n % b.customers), time, data[n / b.customers % EVENTS_OF]);
}

static void submit(size_t count)
{
	char text[TEXT_MAX];
	struct live_batch *batch = live_batch_new(b.loop, count);
	must(batch != NULL, "memory");
	batch->done = done;
	for (size_t i = 0; i < count; i++) {
		struct err_info why = {0};
		int n = event_text(text, b.number++);
		struct str json = live_batch_text(batch, i, str_mem(text, (size_t)n));
		must(json.p && event_parse(json, clock_wall_ms(), &batch->arena, &batch->events[i], &why) == OK, why.text);
		must(live_batch_put(batch, b.live, i, NULL) == OK, "memory");
	}
	sem_wait(&b.room);
	must(live_submit(b.live, batch) == OK, "a batch was refused");
}

static void *answers(void *arg)
{
	loop_run(arg);
	return NULL;
}

static void send_events(uint64_t count)
{
	pthread_t thread;
	must(loop_new(0, &b.loop) == OK && sem_init(&b.room, 0, UNDER_WAY) == 0, "a loop");
	must(pthread_create(&thread, NULL, answers, b.loop) == 0, "a thread");
	while (count) {
		size_t n = count < BATCH ? (size_t)count : BATCH;
		submit(n);
		count -= n;
	}
	for (int i = 0; i < UNDER_WAY; i++)
		sem_wait(&b.room);
	loop_stop(b.loop);
	pthread_join(thread, NULL);
}

/* @tail: more events, and then an end as by a crash; 0: an orderly one, which leaves a snapshot. */
static void fill(uint64_t tail)
{
	open_live();
	b.number = tail ? (uint64_t)b.customers * EVENTS_OF : 0;
	send_events(tail ? tail : (uint64_t)b.customers * EVENTS_OF);
	if (tail)
		_exit(0);
	uint64_t began = clock_mono_ns();
	live_stop(b.live);
	printf("  stop, with a snapshot          %8.2f s\n", (double)(clock_mono_ns() - began) / 1e9);
	live_close(b.live);
}

static void start(uint64_t tail)
{
	struct live_counts n;
	double before = resident_mib();
	uint64_t began = clock_mono_ns();
	open_live();
	double seconds = (double)(clock_mono_ns() - began) / 1e9;
	live_counts(b.live, &n);
	must(live_state_counts(live_state_of(b.live)).customers == b.customers && n.recovered == tail, "not all was found");
	printf("  start, %llu events to read %8.2f s   %.0f MiB resident, %.0f bytes a customer\n", (unsigned long long)tail,
	       seconds, resident_mib(), (resident_mib() - before) * MIB / b.customers);
	fflush(stdout);
	_exit(0);
}

static void in_a_process(void (*part)(uint64_t), uint64_t tail)
{
	int status = 0;
	fflush(stdout);
	pid_t pid = fork();
	must(pid >= 0, "fork");
	if (pid == 0) {
		part(tail);
		exit(0);
	}
	must(waitpid(pid, &status, 0) == pid && status == 0, "a part failed");
}

int main(int argc, char **argv)
{
	log_set_level(LOG_WARN);
	b.customers = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 200000;
	uint64_t tail = argc > 2 ? strtoull(argv[2], NULL, 10) : 100000;
	must(b.customers && tail, "usage: bench_live [customers] [events behind the snapshot]");
	snprintf(b.folder, sizeof b.folder, "/tmp/bench_live-%d", (int)getpid());
	snprintf(b.journal, sizeof b.journal, "%s/journal", b.folder);
	snprintf(b.aside, sizeof b.aside, "%s/aside", b.folder);
	snprintf(b.snapshots, sizeof b.snapshots, "%s/live", b.folder);
	char command[96];
	snprintf(command, sizeof command, "mkdir %s", b.folder);
	must(system(command) == 0, "a folder");
	printf("%u customers, %u events of each\n", b.customers, EVENTS_OF);
	in_a_process(fill, 0);
	in_a_process(start, 0);
	in_a_process(fill, tail);
	in_a_process(start, tail);
	snprintf(command, sizeof command, "rm -rf %s", b.folder);
	return system(command);
}
