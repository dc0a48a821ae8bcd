/* directory/feed: a snapshot, then changes, one page in flight; goes on where it stood; rebuilds beside what is served. Against a
 * customer service that is a few functions here (fake_source.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "directory/directory.h"
#include "tests/unit/directory/fake_source.h"

#include <pthread.h>
#include <unistd.h>

#define ROOM       4000
#define GIVE_UP_MS 20000

static char dir[32];
static struct loop *loop;
static struct directory *d;

static int set_up(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/directory-XXXXXX");
	fake_init(1000, ROOM);
	return mkdtemp(dir) && loop_new(0, &loop) == OK ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[64];
	(void)state;
	loop_free(loop);
	fake_free();
	snprintf(command, sizeof(command), "rm -r %s", dir);
	return system(command);
}

static void open_directory(void)
{
	struct err_info info;
	/* Nothing asks it for anything: the fake takes any pointer for the services. */
	struct directory_config c = {
		.dir = dir, .sources = (struct sources *)&fake, .loop = loop, .poll_ms = 20, .retry_ms = 5, .infix_ms = 60000};
	assert_int_equal(directory_open(&c, &d, &info), OK);
}

/* --- running until something is so --- */

static struct {
	struct timer timer;
	bool (*so)(void);
	uint64_t until_ms;
	bool gave_up;
} watch;

static void on_watch(struct timer *t)
{
	watch.gave_up = clock_mono_ms() >= watch.until_ms;
	if (watch.so() || watch.gave_up)
		loop_stop(loop);
	else
		timer_start(t, 1);
}

static void run_until(bool (*so)(void))
{
	watch.so = so;
	watch.until_ms = clock_mono_ms() + GIVE_UP_MS;
	assert_int_equal(timer_init(&watch.timer, loop, on_watch), OK);
	timer_start(&watch.timer, 1);
	loop_run(loop);
	timer_done(&watch.timer);
	assert_false(watch.gave_up && !so());
}

static bool is_ready(void)
{
	return directory_ready(d);
}

static char wanted_mark[32];
static bool has_mark(void)
{
	struct directory_state s;
	directory_state(d, &s);
	return s.ready && strcmp(s.mark, wanted_mark) == 0;
}

static void run_to_mark(void)
{
	snprintf(wanted_mark, sizeof(wanted_mark), "%zu", fake.change_count);
	run_until(has_mark);
}

/* Every customer of the service as it is now, and nobody else. */
static void check_all(void)
{
	struct directory_state s;
	uint64_t alive = 0;
	for (uint64_t i = 0; i < fake.customers; i++) {
		struct person p;
		struct arena a;
		struct directory_hit h;
		arena_init(&a, 1 << 16);
		person_make(&p, i, 7, fake.versions[i]);
		enum err e = directory_lookup(d, str_of(p.id), &a, &h);
		assert_int_equal(e, fake.gone[i] ? ERR_NOT_FOUND : OK);
		if (!e)
			assert_true(str_is(h.username, p.username));
		alive += !fake.gone[i];
		arena_done(&a);
	}
	directory_state(d, &s);
	assert_int_equal(s.customers, alive);
}

static void a_snapshot_then_changes_follow_the_service(void **state)
{
	(void)state;
	open_directory();
	assert_false(directory_ready(d));
	run_until(is_ready);
	check_all();
	for (uint64_t i = 0; i < 350; i++)
		fake_change(i * 3 % 1100, i % 10 == 0);
	run_to_mark();
	check_all();
	assert_int_equal(fake.most_in_flight, 1);
	assert_int_equal(fake.asks[LIST_CUSTOMERS], 10);
	directory_close(d);
}

/* Each page of the snapshot is followed by changes to customers before and behind it: nothing may be missed. */
static void change_around(const struct list_ask *ask)
{
	static uint64_t n;
	if (ask->kind == LIST_CUSTOMERS) {
		fake_change(n * 7 % fake.customers, false);
		fake_change((n * 13 + 500) % fake.customers, n % 3 == 0);
		n++;
	}
}

static void changes_during_the_snapshot_are_not_missed(void **state)
{
	(void)state;
	fake.on_ask = change_around;
	open_directory();
	run_until(is_ready);
	run_to_mark();
	check_all();
	directory_close(d);
}

static bool is_holding(void)
{
	return fake.held != NULL;
}

static void a_restart_goes_on_with_the_page_it_stood_at(void **state)
{
	(void)state;
	fake.hold_page = 4;
	open_directory();
	run_until(is_holding);
	struct directory_state s;
	directory_state(d, &s);
	assert_int_equal(s.loaded, 300);
	assert_true(s.loading);
	directory_close(d);
	fake.position_count = 0;
	open_directory();
	run_until(is_ready);
	assert_string_equal(fake.first_positions[0], "300");
	run_to_mark();
	check_all();
	directory_close(d);
	/* And with the changes it has, without a snapshot. */
	fake_change(5, false);
	memset(fake.asks, 0, sizeof(fake.asks));
	open_directory();
	assert_true(directory_ready(d));
	run_to_mark();
	check_all();
	assert_int_equal(fake.asks[LIST_CUSTOMERS], 0);
	directory_close(d);
}

static void a_failing_service_is_asked_again(void **state)
{
	(void)state;
	fake.fail_next[LIST_CUSTOMERS] = SOURCE_TIMEOUT;
	fake.hold_page = 4;
	open_directory();
	run_until(is_holding);
	fake.fail_next[LIST_CUSTOMERS] = SOURCE_HTTP_ERROR;
	fake_release();
	run_until(is_ready);
	fake.fail_next[LIST_CUSTOMER_CHANGES] = SOURCE_UNREACHABLE;
	fake_change(1, false);
	run_to_mark();
	check_all();
	struct directory_state s;
	directory_state(d, &s);
	assert_int_equal(s.last_error, SOURCE_OK);
	assert_true(s.last_poll_ms > 0);
	directory_close(d);
}

static void a_position_that_the_service_forgot_starts_over(void **state)
{
	(void)state;
	fake.hold_page = 4;
	open_directory();
	run_until(is_holding);
	fake.fail_next[LIST_CUSTOMERS] = SOURCE_NOT_FOUND;
	fake_release();
	run_until(is_ready);
	check_all();
	assert_int_equal(fake.asks[LIST_CUSTOMERS], 14);
	/* A mark that it forgot: a rebuild, meanwhile what there is. */
	uint64_t asked = fake.asks[LIST_CUSTOMERS];
	fake.versions[7]++; /* a change that the forgotten mark would have told of */
	fake.fail_next[LIST_CUSTOMER_CHANGES] = SOURCE_NOT_FOUND;
	while (fake.asks[LIST_CUSTOMERS] < asked + 10)
		run_until(is_ready);
	fake_change(8, false);
	run_to_mark();
	struct directory_state s;
	do {
		run_until(is_ready);
		directory_state(d, &s);
	} while (s.loading);
	check_all();
	directory_close(d);
}

static int64_t rebuilt_after;
static bool is_rebuilt(void)
{
	struct directory_state s;
	directory_state(d, &s);
	return !s.loading && s.ready_since_ms > rebuilt_after;
}

static unsigned served, not_served;
static void look_meanwhile(const struct list_ask *ask)
{
	struct arena a;
	struct directory_hit h;
	arena_init(&a, 1 << 16);
	if (directory_ready(d) && directory_lookup(d, STR("CUS-000001"), &a, &h) == OK)
		served++;
	else
		not_served++;
	arena_done(&a);
	change_around(ask);
}

static void a_rebuild_serves_meanwhile_and_ends_up_right(void **state)
{
	(void)state;
	open_directory();
	run_until(is_ready);
	run_to_mark();
	/* What the change feed never told of only a rebuild finds. */
	fake.versions[500]++;
	struct directory_state s;
	directory_state(d, &s);
	rebuilt_after = s.ready_since_ms;
	served = not_served = 0;
	fake.on_ask = look_meanwhile;
	assert_int_equal(directory_rebuild_request(dir), OK);
	run_until(is_rebuilt);
	assert_int_equal(not_served, 0);
	assert_true(served >= 10);
	fake.on_ask = NULL;
	run_to_mark();
	check_all();
	directory_close(d);
}

static void without_a_change_feed_the_snapshot_alone_serves(void **state)
{
	(void)state;
	fake.no_changes = true;
	open_directory();
	run_until(is_ready);
	check_all();
	while (fake.asks[LIST_CUSTOMER_CHANGES] == 0)
		run_until(is_ready);
	directory_close(d);
}

/* --- asking while it changes --- */

static atomic_bool asking;
static atomic_uint answered;

static void *ask_on(void *arg)
{
	uint64_t s = (uint64_t)(uintptr_t)arg;
	while (atomic_load(&asking)) {
		static const char *const texts[] = {"smith", "ka", "山田", "CUS-000", "example", "mi ra", "+44", ""};
		struct arena a;
		struct directory_answer ans;
		struct directory_query q = {
			.text = str_of(texts[people_mix(&s) % 8]), .filters = DIRECTORY_FILTERS_NONE, .limit = 30};
		q.contact_visible = people_mix(&s) & 1;
		q.sort = (enum directory_sort)(people_mix(&s) % DIRECTORY_SORT_COUNT_);
		arena_init(&a, 1 << 22);
		if (directory_search_now(d, &q, &a, &ans) == OK) {
			for (size_t i = 0; i < ans.count; i++)
				if (!str_starts(ans.hits[i].customer_id, STR("CUS-")))
					abort();
			atomic_fetch_add(&answered, 1);
		}
		arena_done(&a);
	}
	return NULL;
}

static unsigned answers;
static void on_answer(void *ctx, enum err e, const struct directory_answer *a)
{
	(void)ctx;
	assert_int_equal(e, OK);
	assert_true(a->count > 0);
	answers++;
}
static void never(void *ctx, enum err e, const struct directory_answer *a)
{
	(void)ctx, (void)e, (void)a;
	fail_msg("a cancelled search was answered");
}
static bool all_answered(void)
{
	return answers == 20;
}

static void searches_and_changes_go_together(void **state)
{
	pthread_t threads[2];
	(void)state;
	open_directory();
	run_until(is_ready);
	atomic_store(&asking, true);
	for (uintptr_t i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask_on, (void *)(i + 1)), 0);
	for (unsigned round = 0; round < 15; round++) {
		for (uint64_t i = 0; i < 40; i++)
			fake_change((round * 41 + i * 17) % 1200, i % 9 == 0);
		run_to_mark();
		if (round == 5)
			directory_rebuild(d);
	}
	atomic_store(&asking, false);
	for (unsigned i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	assert_true(atomic_load(&answered) > 0);
	check_all();
	struct directory_query q = {.text = STR("CUS"), .filters = DIRECTORY_FILTERS_NONE, .limit = 10};
	struct directory_ticket *t;
	answers = 0;
	for (unsigned i = 0; i < 20; i++) {
		assert_int_equal(directory_search(d, loop, &q, on_answer, NULL, &t), OK);
		assert_int_equal(directory_search(d, loop, &q, never, NULL, &t), OK);
		directory_search_cancel(t);
	}
	run_until(all_answered);
	directory_close(d);
}

static unsigned cancelled, answered_late;
static void on_late(void *ctx, enum err e, const struct directory_answer *a)
{
	(void)ctx, (void)a;
	cancelled += e == ERR_CANCELLED;
	answered_late += e == OK;
}

static void closing_answers_what_is_queued(void **state)
{
	struct directory_query q = {.text = STR("CUS"), .filters = DIRECTORY_FILTERS_NONE, .limit = 10};
	struct directory_ticket *t;
	unsigned taken = 0;
	(void)state;
	open_directory();
	run_until(is_ready);
	while (directory_search(d, loop, &q, on_late, NULL, &t) == OK && taken < 5000)
		taken++;
	assert_true(taken >= 256 && taken < 5000); /* the queue has its limit */
	directory_close(d);
	loop_free(loop); /* delivers what came home */
	assert_int_equal(cancelled + answered_late, taken);
	assert_int_equal(loop_new(0, &loop), OK);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(a_snapshot_then_changes_follow_the_service),
		T(changes_during_the_snapshot_are_not_missed),
		T(a_restart_goes_on_with_the_page_it_stood_at),
		T(a_failing_service_is_asked_again),
		T(a_position_that_the_service_forgot_starts_over),
		T(a_rebuild_serves_meanwhile_and_ends_up_right),
		T(without_a_change_feed_the_snapshot_alone_serves),
		T(searches_and_changes_go_together),
		T(closing_answers_what_is_queued),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
