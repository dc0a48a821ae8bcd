/* The engine with its threads: batches from several loops at once, figures, recovery. */
#include "base/log.h"
#include "live/live.h"
#include "tests/unit/live/day.h"

#include <errno.h>
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>

enum { LOOPS = 3, BATCHES = 40, BATCH = 25, CUSTOMERS = 3 };

struct side {
	struct loop *loop;
	pthread_t thread;
	unsigned index;
	atomic_uint answered;
	size_t accepted, repeated, aside;
	atomic_uint heard;
};

static struct {
	char dir[64], journal[96], aside[96], snapshots[96];
	struct live *live;
	struct side sides[LOOPS];
	atomic_uint changed;
	atomic_bool full; /* the disk */
} w;

static ssize_t put(int fd, const void *p, size_t n, off_t at)
{
	if (w.full) {
		errno = ENOSPC;
		return -1;
	}
	return pwrite(fd, p, n, at);
}

static const struct seglog_io io = {.pwrite = put, .fdatasync = fdatasync};

static void on_change(void *ctx, struct str customer, struct live_effect effect)
{
	(void)ctx, (void)effect;
	assert_true(customer.n > 0);
	atomic_fetch_add(&w.changed, 1);
}

static void engine_start(void)
{
	struct err_info info = {0};
	const struct live_config c = {.journal_dir = w.journal,
				      .aside_dir = w.aside,
				      .snapshot_dir = w.snapshots,
				      .customers_max = 1000,
				      .window = 1u << 20,
				      .snapshot_events = 100,
				      .snapshot_s = 1,
				      .changed = on_change,
				      .io = &io};
	if (live_open(&c, &w.live, &info) != OK)
		fail_msg("%s", info.text);
	assert_int_equal(live_start(w.live), OK);
}

static void *side_main(void *arg)
{
	loop_run(((struct side *)arg)->loop);
	return NULL;
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){.tv_nsec = ms * 1000000L}, NULL);
}

static int set_up(void **state)
{
	(void)state;
	memset(&w, 0, sizeof w);
	snprintf(w.dir, sizeof w.dir, "/tmp/pitboss-engine-XXXXXX");
	assert_non_null(mkdtemp(w.dir));
	snprintf(w.journal, sizeof w.journal, "%s/journal", w.dir);
	snprintf(w.aside, sizeof w.aside, "%s/aside", w.dir);
	snprintf(w.snapshots, sizeof w.snapshots, "%s/live", w.dir);
	engine_start();
	for (unsigned i = 0; i < LOOPS; i++) {
		w.sides[i].index = i;
		assert_int_equal(loop_new(i, &w.sides[i].loop), OK);
		assert_int_equal(pthread_create(&w.sides[i].thread, NULL, side_main, &w.sides[i]), 0);
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	char command[128];
	live_stop(w.live);
	for (unsigned i = 0; i < LOOPS; i++) {
		loop_stop(w.sides[i].loop);
		pthread_join(w.sides[i].thread, NULL);
		loop_free(w.sides[i].loop);
	}
	live_close(w.live);
	snprintf(command, sizeof command, "rm -rf %s", w.dir);
	return system(command);
}

static void answered(struct live_batch *b)
{
	struct side *s = b->ctx;
	assert_ptr_equal(loop_current(), s->loop);
	s->accepted += b->accepted;
	s->repeated += b->repeated;
	s->aside += b->aside;
	if (b->outcome == OK)
		atomic_fetch_add(&s->answered, 1);
	else
		atomic_fetch_add(&s->answered, 0x10000);
	live_batch_free(b);
}

/* Event number @n of all, the same text each time. */
static enum err parse_event(struct live_batch *b, size_t at, unsigned n, bool poison, struct err_info *why)
{
	char time[CLOCK_RFC3339_MAX];
	clock_format_rfc3339(DAY_START + n, time);
	char *json = arena_printf(
		&b->arena,
		"{\"specversion\":\"1.0\",\"type\":\"pitboss.round.played\",\"source\":\"urn:x\",\"id\":\"%u\",\"subject\":"
		"\"CUS-%u\",\"time\":\"%s\",\"data\":{\"betId\":\"%u\",\"sessionId\":\"s\",\"game\":\"G\",\"stake\":%s%u,"
		"\"payout\":0,\"currency\":\"EUR\"}}",
		n, n % CUSTOMERS, time, n, poison ? "-" : "", n + 1);
	return event_parse(str_of(json), DAY_START + n, &b->arena, &b->events[at], why);
}

static void submit(struct side *s, unsigned first, size_t count, bool poison)
{
	struct live_batch *b = live_batch_new(s->loop, count);
	assert_non_null(b);
	b->done = answered;
	b->ctx = s;
	for (size_t i = 0; i < count; i++) {
		struct err_info why = {0};
		enum err e = parse_event(b, i, first + (unsigned)i, poison, &why);
		assert_int_equal(e, poison ? ERR_UPSTREAM : OK);
		assert_int_equal(live_batch_put(b, w.live, i, poison ? &why : NULL), OK);
	}
	assert_int_equal(live_submit(w.live, b), OK);
}

static void wait_answers(struct side *s, unsigned count)
{
	for (int i = 0; i < 10000 && atomic_load(&s->answered) < count; i++)
		pause_ms(1);
	assert_int_equal(atomic_load(&s->answered), count);
}

static int64_t stake_of(const char *customer)
{
	struct live_customer c;
	assert_int_equal(live_state_copy(live_state_of(w.live), str_of(customer), &c), OK);
	int64_t minor = c.sessions.items[0].bet.minor;
	live_customer_done(&c);
	return minor / 100;
}

/* Each side sends all the events, so that most are repeats of another's. Meanwhile the state is read and a customer watched. */
static void *sender(void *arg)
{
	struct side *s = arg;
	struct live_marks m;
	for (unsigned i = 0; i < BATCHES; i++) {
		submit(s, i * BATCH, BATCH, false);
		live_state_marks(live_state_of(w.live), STR("CUS-1"), &m);
		if (i % 8 == 7)
			wait_answers(s, i + 1);
	}
	wait_answers(s, BATCHES);
	return NULL;
}

static void hear(void *ctx, struct live_notice *const *notices, size_t count, bool lost)
{
	struct side *s = ctx;
	assert_false(lost);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(notices[i]->customer, "CUS-1");
	atomic_fetch_add(&s->heard, (unsigned)count);
}

static void joined(struct hub_join *j)
{
	struct side *s = &w.sides[loop_index(j->home)];
	atomic_fetch_add(&s->heard, (unsigned)j->missed_count);
	hub_join_release(j);
	free(j);
}

static void all_are_applied_once_whoever_sends_them(void **state)
{
	(void)state;
	pthread_t threads[LOOPS];
	for (unsigned i = 0; i < LOOPS; i++) {
		hub_attach(live_hub(w.live), w.sides[i].loop, hear, &w.sides[i]);
		struct hub_join *j = calloc(1, sizeof *j);
		*j = (struct hub_join){.home = w.sides[i].loop, .customer = "CUS-1", .done = joined};
		hub_join(live_hub(w.live), j);
	}
	for (unsigned i = 0; i < LOOPS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, sender, &w.sides[i]), 0);
	for (unsigned i = 0; i < LOOPS; i++)
		pthread_join(threads[i], NULL);
	size_t accepted = 0, repeated = 0;
	for (unsigned i = 0; i < LOOPS; i++) {
		accepted += w.sides[i].accepted;
		repeated += w.sides[i].repeated;
	}
	assert_int_equal(accepted, BATCHES * BATCH);
	assert_int_equal(repeated, (LOOPS - 1) * BATCHES * BATCH);
	assert_int_equal(atomic_load(&w.changed), BATCHES * BATCH);
	assert_int_equal(stake_of("CUS-0"), BATCHES * BATCH);
	unsigned theirs = (BATCHES * BATCH + CUSTOMERS - 2) / CUSTOMERS;
	struct live_counts n;
	live_counts(w.live, &n);
	uint64_t alerts = 0;
	for (unsigned r = 0; r < RULE_COUNT_; r++)
		for (unsigned s = 0; s < SIGNAL_SEVERITY_COUNT_; s++)
			alerts += n.alerts[r][s];
	for (unsigned i = 0; i < LOOPS; i++) {
		for (int k = 0; k < 5000 && atomic_load(&w.sides[i].heard) < theirs; k++)
			pause_ms(1);
		assert_in_range(atomic_load(&w.sides[i].heard), theirs, theirs + alerts);
	}
	assert_int_equal(n.events[EVENT_ROUND_PLAYED], BATCHES * BATCH);
	assert_int_equal(n.applied_seq, BATCHES * BATCH);
	assert_true(n.healthy);
}

static void a_restart_finds_everything_again(void **state)
{
	(void)state;
	submit(&w.sides[0], 0, 500, false);
	submit(&w.sides[0], 5000, 3, true);
	wait_answers(&w.sides[0], 2);
	assert_int_equal(w.sides[0].aside, 3);
	for (int round = 0; round < 3; round++) {
		live_stop(w.live);
		live_close(w.live);
		if (round == 1) { /* without a snapshot the journal tells all */
			char command[128];
			snprintf(command, sizeof command, "rm -rf %s", w.snapshots);
			assert_int_equal(system(command), 0);
		}
		engine_start();
		struct live_counts n;
		live_counts(w.live, &n);
		assert_int_equal(n.applied_seq, 500);
		assert_int_equal(n.recovered, round == 1 ? 500 : 0);
		assert_int_equal(stake_of("CUS-0"), 499 + 0);
	}
	submit(&w.sides[1], 0, 500, false);
	submit(&w.sides[1], 5000, 3, true);
	wait_answers(&w.sides[1], 2);
	assert_int_equal(w.sides[1].repeated, 503);
}

static void a_snapshot_of_another_journal_is_not_believed(void **state)
{
	(void)state;
	char command[128];
	submit(&w.sides[0], 0, 500, false);
	wait_answers(&w.sides[0], 1);
	live_stop(w.live);
	live_close(w.live);
	snprintf(command, sizeof command, "rm -rf %s", w.journal);
	assert_int_equal(system(command), 0);
	engine_start();
	struct live_marks m;
	assert_false(live_state_marks(live_state_of(w.live), STR("CUS-0"), &m));
	submit(&w.sides[0], 0, 10, false);
	wait_answers(&w.sides[0], 2);
	assert_int_equal(stake_of("CUS-0"), 10);
}

static void on_a_full_disk_events_are_refused_and_taken_later(void **state)
{
	(void)state;
	submit(&w.sides[0], 0, 10, false);
	wait_answers(&w.sides[0], 1);
	w.full = true;
	submit(&w.sides[0], 10, 10, false);
	wait_answers(&w.sides[0], 0x10001);
	assert_int_equal(stake_of("CUS-0"), 10);
	w.full = false;
	for (int i = 0; i < 400; i++) { /* until the log is open again */
		unsigned before = atomic_load(&w.sides[0].answered);
		submit(&w.sides[0], 10, 10, false);
		for (int k = 0; k < 5000 && atomic_load(&w.sides[0].answered) == before; k++)
			pause_ms(1);
		if (atomic_load(&w.sides[0].answered) == before + 1)
			break;
		pause_ms(10);
	}
	assert_int_equal(w.sides[0].accepted, 20);
	assert_int_equal(stake_of("CUS-0"), 19);
}

int main(void)
{
	log_set_level(LOG_OFF);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_are_applied_once_whoever_sends_them, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_restart_finds_everything_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_snapshot_of_another_journal_is_not_believed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(on_a_full_disk_events_are_refused_and_taken_later, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
