/* layer: access */
/* The record and the session check under load: 64 looks in flight over two loops, each sent again when it was durable, as a busy
 * portal does. Prints records a second, CPU a record (all threads: appending, hashing, writing, syncing, coming home), latency.
 */
#include "access/audit.h"
#include "access/audit_text.h"
#include "access/identity.h"
#include "base/clock.h"
#include "base/codec.h"
#include "base/log.h"
#include "store/migrations_portal.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOOPS     2
#define IN_FLIGHT 64
#define RECORDS   200000
#define CHECKS    5000000
#define TEXTS     20000

struct slot {
	struct audit_entry e;
	uint64_t sent_ns;
};

static struct audit *audit;
static struct loop *loops[LOOPS];
static struct slot slots[IN_FLIGHT];
static atomic_uint sent = IN_FLIGHT, finished;
static atomic_uint latency_us[100000];
static char members[] =
	"\"who\":\"agent\",\"session\":\"0192a5b2-7c11-7e5a-9c3e-1f6e0a7b9d21\",\"request\":\"0192a5b2-7c11-7e5a-9c3e-"
	"1f6e0a7b9d22\",\"customer\":\"CUS-123456\",\"sections\":{\"profile\":\"8f2c4a1b\",\"gaming\":\"1b2c3d4e\","
	"\"financial\":\"99aa77bb\",\"risk\":\"00112233\"}";

static void send_again(struct slot *s)
{
	s->sent_ns = clock_mono_ns();
	s->e.at_ms = clock_wall_ms();
	if (audit_append(audit, &s->e) != OK)
		abort();
}

static void came_home(struct audit_entry *e)
{
	struct slot *s = CONTAINER_OF(e, struct slot, e);
	if (e->outcome)
		abort();
	uint64_t us = (clock_mono_ns() - s->sent_ns) / 1000;
	atomic_fetch_add_explicit(&latency_us[MIN(us, ARRAY_LEN(latency_us) - 1)], 1, memory_order_relaxed);
	if (atomic_fetch_add(&sent, 1) < RECORDS)
		send_again(s);
	else if (atomic_fetch_add(&finished, 1) + 1 == IN_FLIGHT)
		for (size_t i = 0; i < LOOPS; i++)
			loop_stop(loops[i]);
}

static void first_sends(void *ctx)
{
	size_t of_loop = (size_t)(uintptr_t)ctx;
	for (size_t i = of_loop; i < IN_FLIGHT; i += LOOPS) {
		slots[i].e = (struct audit_entry){.home = loops[of_loop],
						  .done = came_home,
						  .kind = AUDIT_LOOK,
						  .members = str_mem(members, sizeof members - 1)};
		send_again(&slots[i]);
	}
}

static void *loop_main(void *arg)
{
	loop_run(arg);
	return NULL;
}

static double cpu_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static unsigned percentile(double share)
{
	uint64_t total = 0, seen = 0;
	for (size_t i = 0; i < ARRAY_LEN(latency_us); i++)
		total += latency_us[i];
	for (size_t i = 0; i < ARRAY_LEN(latency_us); i++) {
		seen += latency_us[i];
		if ((double)seen >= share * (double)total)
			return (unsigned)i;
	}
	return 0;
}

static void bench_record(const char *dir)
{
	char chain[300], key[300];
	snprintf(chain, sizeof chain, "%s/main", dir);
	snprintf(key, sizeof key, "%s/audit.key", dir);
	const struct audit_config c = {
		.dir = chain, .key_file = key, .segment_bytes = 16 << 20, .max_queued_bytes = 8 << 20, .head_every_s = 60};
	struct err_info info = {0};
	if (audit_open(&c, &audit, &info)) {
		fprintf(stderr, "%s\n", info.text);
		exit(1);
	}
	pthread_t threads[LOOPS];
	for (size_t i = 0; i < LOOPS; i++)
		if (loop_new((unsigned)i, &loops[i]) || loop_call(loops[i], first_sends, (void *)(uintptr_t)i))
			exit(1);
	uint64_t begin = clock_mono_ns();
	double cpu = cpu_s();
	for (size_t i = 0; i < LOOPS; i++)
		pthread_create(&threads[i], NULL, loop_main, loops[i]);
	for (size_t i = 0; i < LOOPS; i++)
		pthread_join(threads[i], NULL);
	cpu = cpu_s() - cpu;
	double wall = (double)(clock_mono_ns() - begin) * 1e-9;
	audit_close(audit);
	for (size_t i = 0; i < LOOPS; i++)
		loop_free(loops[i]);
	struct audit_verdict v;
	begin = clock_mono_ns();
	if (audit_verify(chain, NULL, NULL, &v)) {
		fprintf(stderr, "the chain does not verify: %s\n", v.reason);
		exit(1);
	}
	double check = (double)(clock_mono_ns() - begin) * 1e-9;
	printf("record: %.0f records/s, %.2f us CPU each, latency p50 %u us p99 %u us p99.9 %u us (%u in flight)\n",
	       (double)v.records / wall, cpu / (double)v.records * 1e6, percentile(0.5), percentile(0.99), percentile(0.999),
	       IN_FLIGHT);
	printf("verify: %.0f records/s\n", (double)v.records / check);
}

static struct sign_on signing;

static void signed_on(struct job *j)
{
	(void)j;
	loop_stop(loops[0]);
}

static void sign_on_start(void *ctx)
{
	if (identity_sign_on(ctx, &signing) != OK)
		exit(1);
}

static void bench_check(const char *dir)
{
	char path[300];
	snprintf(path, sizeof path, "%s/portal.db", dir);
	const struct db_config c = {.path = path,
				    .migrations = portal_migrations,
				    .migration_count = PORTAL_MIGRATIONS,
				    .readers = 1,
				    .max_queued = 64,
				    .busy_ms = 1000};
	const struct identity_config ic = {.idle_s = 1800,
					   .absolute_s = 43200,
					   .sign_on_burst = 10,
					   .sign_on_window_s = 60,
					   .hash_concurrency = 2,
					   .refresh_s = 2};
	struct db *db;
	struct identity *id;
	if (db_open(&c, &db, NULL) || identity_user_add(db, STR("agent"), STR("pitboss-demo"), ROLE_AGENT) ||
	    loop_new(0, &loops[0]) || identity_open(db, loops[0], &ic, &id, NULL))
		exit(1);
	signing = (struct sign_on){
		.base = {.home = loops[0], .done = signed_on}, .username = "agent", .password = "pitboss-demo", .address = "::1"};
	double cpu = cpu_s();
	if (loop_call(loops[0], sign_on_start, id))
		exit(1);
	loop_run(loops[0]);
	printf("sign-on: %s, %.1f ms CPU\n", err_name(signing.base.outcome), (cpu_s() - cpu) * 1e3);
	struct person p;
	cpu = cpu_s();
	for (unsigned i = 0; i < CHECKS; i++)
		if (identity_check(id, str_mem(signing.token, SESSION_TOKEN_TEXT), &p) != OK)
			exit(1);
	printf("session check: %.0f ns CPU each\n", (cpu_s() - cpu) / CHECKS * 1e9);
	identity_close(id);
	loop_free(loops[0]);
	db_close(db);
}

static struct db *text_db;
static struct audit_text_job texts[IN_FLIGHT];
static unsigned texts_sent, texts_back;

static void text_send(struct audit_text_job *j)
{
	texts_sent++;
	if (audit_text_make(STR("john@example.com"), &j->text) || audit_text_put(text_db, j))
		exit(1);
}

static void text_back(struct job *job)
{
	if (job->outcome)
		exit(1);
	texts_back++;
	if (texts_sent < TEXTS)
		text_send(CONTAINER_OF(CONTAINER_OF(job, struct db_job, base), struct audit_text_job, job));
	else if (texts_back == TEXTS)
		loop_stop(loops[0]);
}

static void texts_start(void *ctx)
{
	(void)ctx;
	for (size_t i = 0; i < IN_FLIGHT; i++) {
		texts[i] = (struct audit_text_job){.job.base = {.home = loops[0], .done = text_back},
						   .body = STR("john@example.com")};
		text_send(&texts[i]);
	}
}

/* What a search or a reason adds to a record. */
static void bench_text(const char *dir)
{
	char path[300];
	snprintf(path, sizeof path, "%s/texts.db", dir);
	const struct db_config c = {.path = path,
				    .migrations = portal_migrations,
				    .migration_count = PORTAL_MIGRATIONS,
				    .readers = 1,
				    .max_queued = 256,
				    .busy_ms = 1000};
	if (db_open(&c, &text_db, NULL) || loop_new(0, &loops[0]) || loop_call(loops[0], texts_start, NULL))
		exit(1);
	double cpu = cpu_s();
	uint64_t begin = clock_mono_ns();
	loop_run(loops[0]);
	double wall = (double)(clock_mono_ns() - begin) * 1e-9;
	printf("text: %.0f texts/s, %.2f us CPU each\n", TEXTS / wall, (cpu_s() - cpu) / TEXTS * 1e6);
	db_close(text_db);
	loop_free(loops[0]);
}

int main(int argc, char **argv)
{
	char dir[256], command[300];
	snprintf(dir, sizeof dir, "%s/pitboss-bench-XXXXXX", argc > 1 ? argv[1] : "/tmp");
	if (!mkdtemp(dir))
		return 1;
	bench_record(dir);
	bench_check(dir);
	bench_text(dir);
	snprintf(command, sizeof command, "rm -r '%s'", dir);
	return system(command) != 0;
}
