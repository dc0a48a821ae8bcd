/* Alerts from the event to the hook, the page's state and the table: once each, whatever breaks in between. */
#include "base/log.h"
#include "live/live.h"
#include "store/alerts.h"
#include "store/migrations_portal.h"
#include "tests/unit/live/day.h"

#include <pthread.h>
#include <time.h>

#define TOLD_MAX 64
#define ROWS_MAX 64

struct told {
	char id[ALERT_ID_MAX + 1], rule[EVENT_WORD_MAX + 1];
	enum alert_origin origin;
	enum signal_class class;
	enum signal_severity severity;
	bool risen, has_evidence;
};

struct row {
	char id[ALERT_ID_MAX + 1], customer[EVENT_CUSTOMER_MAX + 1], rule[EVENT_WORD_MAX + 1];
	int64_t severity, opened_ms, last_ms, heard_ms;
	bool has_evidence;
};

static struct {
	char dir[64];
	struct db *db;
	struct live *live;
	struct loop *loop;
	pthread_t thread;
	atomic_uint answered, refused;
	unsigned events;
	pthread_mutex_t lock; /* of what follows */
	struct told told[TOLD_MAX];
	size_t told_count;
	struct row rows[ROWS_MAX];
	size_t row_count;
} w;

static void on_alert(void *ctx, const struct alert *a, bool risen)
{
	(void)ctx;
	pthread_mutex_lock(&w.lock);
	struct told *t = &w.told[MIN(w.told_count, TOLD_MAX - 1)]; /* one test has thousands, and looks at none */
	w.told_count++;
	*t = (struct told){.origin = a->origin, .class = a->class, .severity = a->severity, .risen = risen};
	memcpy(t->id, a->id, sizeof t->id);
	str_copy(t->rule, sizeof t->rule, a->rule);
	t->has_evidence = a->evidence.n > 2 && a->evidence.p[0] == '{' && a->evidence.p[a->evidence.n - 1] == '}';
	pthread_mutex_unlock(&w.lock);
}

static struct db *db_at(const char *dir, unsigned busy_ms)
{
	char path[128];
	struct db *d = NULL;
	struct err_info info = {0};
	snprintf(path, sizeof path, "%s/portal.db", dir);
	const struct db_config c = {.path = path,
				    .migrations = portal_migrations,
				    .migration_count = PORTAL_MIGRATIONS,
				    .readers = 1,
				    .max_queued = 64,
				    .busy_ms = busy_ms};
	if (db_open(&c, &d, &info) != OK)
		fail_msg("%s", info.text);
	return d;
}

static void engine_start(void)
{
	char journal[96], aside[96], snapshots[96];
	struct err_info info = {0};
	snprintf(journal, sizeof journal, "%s/journal", w.dir);
	snprintf(aside, sizeof aside, "%s/aside", w.dir);
	snprintf(snapshots, sizeof snapshots, "%s/live", w.dir);
	w.db = db_at(w.dir, 20);
	const struct live_config c = {.journal_dir = journal,
				      .aside_dir = aside,
				      .snapshot_dir = snapshots,
				      .customers_max = 1000,
				      .window = 1u << 16,
				      .snapshot_events = 1,
				      .portal = w.db,
				      .on_alert = on_alert};
	if (live_open(&c, &w.live, &info) != OK)
		fail_msg("%s", info.text);
	assert_int_equal(live_start(w.live), OK);
}

static void engine_stop(void)
{
	live_stop(w.live);
	live_close(w.live);
	db_close(w.db);
	w.live = NULL;
}

static void *run(void *arg)
{
	loop_run(arg);
	return NULL;
}

static int set_up(void **state)
{
	(void)state;
	memset(&w, 0, sizeof w);
	pthread_mutex_init(&w.lock, NULL);
	snprintf(w.dir, sizeof w.dir, "/tmp/pitboss-alerts-XXXXXX");
	assert_non_null(mkdtemp(w.dir));
	engine_start();
	assert_int_equal(loop_new(0, &w.loop), OK);
	assert_int_equal(pthread_create(&w.thread, NULL, run, w.loop), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	char command[160];
	live_stop(w.live);
	loop_stop(w.loop);
	pthread_join(w.thread, NULL);
	loop_free(w.loop);
	live_close(w.live);
	db_close(w.db);
	snprintf(command, sizeof command, "rm -rf %s %s.copy", w.dir, w.dir);
	return system(command);
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){.tv_nsec = ms * 1000000L}, NULL);
}

/* Until it is so; the test fails when it never is. */
#define WAIT_FOR(condition)                                        \
	do {                                                       \
		for (int i_ = 0; i_ < 10000 && !(condition); i_++) \
			pause_ms(1);                               \
		assert_true(condition);                            \
	} while (0)

static void answered(struct live_batch *b)
{
	atomic_fetch_add(b->outcome == OK ? &w.answered : &w.refused, 1);
	live_batch_free(b);
}

static enum err try_send(const char *type, const char *customer, int64_t at_ms, const char *data)
{
	char time[CLOCK_RFC3339_MAX];
	struct err_info why = {0};
	struct live_batch *b = live_batch_new(w.loop, 1);
	assert_non_null(b);
	b->done = answered;
	clock_format_rfc3339(at_ms, time);
	char *json =
		arena_printf(&b->arena,
			     "{\"specversion\":\"1.0\",\"type\":\"pitboss.%s\",\"source\":\"urn:x\",\"id\":\"%u\",\"subject\":"
			     "\"%s\",\"time\":\"%s\",\"data\":{%s}}",
			     type, w.events++, customer, time, data);
	assert_int_equal(event_parse(str_of(json), at_ms + 50, &b->arena, &b->events[0], &why), OK);
	assert_int_equal(live_batch_put(b, w.live, 0, NULL), OK);
	enum err e = live_submit(w.live, b);
	if (e != OK)
		live_batch_free(b);
	return e;
}

static void send_one(const char *type, const char *customer, int64_t at_ms, const char *data)
{
	unsigned before = atomic_load(&w.answered);
	assert_int_equal(try_send(type, customer, at_ms, data), OK);
	WAIT_FOR(atomic_load(&w.answered) == before + 1);
}

/* The bank declines: two are low, three medium, five high. */
static void declines(const char *customer, unsigned from, unsigned count)
{
	char data[256];
	for (unsigned i = from; i < from + count; i++) {
		snprintf(data, sizeof data,
			 "\"transactionId\":\"T%s%u\",\"amount\":10,\"currency\":\"EUR\",\"state\":\"declined\",\"method\":"
			 "\"card\",\"declineCode\":\"51\"",
			 customer, i);
		send_one("deposit", customer, DAY_START + i * 60000, data);
	}
}

static void keep_row(void *ctx, const struct alert_row *a)
{
	(void)ctx;
	struct row *r = &w.rows[w.row_count++];
	*r = (struct row){.severity = a->severity, .opened_ms = a->opened_ms, .last_ms = a->last_ms, .heard_ms = a->heard_ms};
	str_copy(r->id, sizeof r->id, a->id);
	str_copy(r->customer, sizeof r->customer, a->customer);
	str_copy(r->rule, sizeof r->rule, a->rule);
	r->has_evidence = a->evidence.n > 2;
	assert_true(str_is(a->status, "new"));
}

static enum err read_all(void *ctx, struct tx *tx)
{
	enum err e = OK;
	static const char *const classes[] = {"rg", "fraud", "aml"};
	for (int64_t s = ALERT_SEVERITIES; s > 0; s--)
		for (size_t k = 0; k < ARRAY_LEN(classes); k++) {
			struct alert_key keys[ROWS_MAX];
			size_t count = 0;
			const struct alerts_ask ask = {.class = str_of(classes[k]),
						       .severity = s,
						       .before_ms = INT64_MAX,
						       .before_id = STR(""),
						       .limit = ROWS_MAX};
			e = alerts_keys(tx, &ask, keys, &count);
			for (size_t i = 0; i < count && e == OK; i++)
				e = alerts_find(tx, str_of(keys[i].id), keep_row, ctx);
			if (e != OK)
				return e;
		}
	return e;
}

static size_t rows(void)
{
	w.row_count = 0;
	assert_int_equal(db_read_wait(w.db, read_all, NULL), OK);
	return w.row_count;
}

static uint64_t waiting(void)
{
	struct live_counts n;
	live_counts(w.live, &n);
	return n.alerts_waiting;
}

static struct live_customer copy_of(const char *customer)
{
	struct live_customer c;
	assert_int_equal(live_state_copy(live_state_of(w.live), str_of(customer), &c), OK);
	return c;
}

static void an_alert_is_told_when_new_and_when_graver_and_is_one_row(void **state)
{
	(void)state;
	declines("CUS-1", 0, 5);
	assert_int_equal(w.told_count, 3);
	static const enum signal_severity grades[] = {SIGNAL_LOW, SIGNAL_MEDIUM, SIGNAL_HIGH};
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(w.told[i].rule, "declined-deposits");
		assert_string_equal(w.told[i].id, w.told[0].id);
		assert_int_equal(w.told[i].severity, grades[i]);
		assert_int_equal(w.told[i].class, SIGNAL_CLASS_RG);
		assert_int_equal(w.told[i].risen, i > 0);
		assert_true(w.told[i].has_evidence);
	}
	assert_int_equal(strlen(w.told[0].id), ALERT_ID_MAX);
	WAIT_FOR(waiting() == 0);
	assert_int_equal(rows(), 1);
	assert_string_equal(w.rows[0].id, w.told[0].id);
	assert_int_equal(w.rows[0].severity, SIGNAL_HIGH);
	assert_int_equal(w.rows[0].opened_ms, DAY_START + 60000);
	assert_int_equal(w.rows[0].heard_ms, DAY_START + 4 * 60000 + 50);
	assert_true(w.rows[0].has_evidence);
	struct live_customer c = copy_of("CUS-1");
	assert_int_equal(c.alerts.count, 1);
	assert_string_equal(c.alerts.items[0].id, w.told[0].id);
	assert_int_equal(c.alerts.items[0].severity, SIGNAL_HIGH);
	assert_int_equal(c.alerts.items[0].opened_ms, DAY_START + 60000);
	assert_true(strstr(c.alerts.items[0].description, "declined"));
	live_customer_done(&c);
}

static void a_rule_that_goes_on_holding_is_said_to(void **state)
{
	(void)state;
	declines("CUS-1", 0, 5);
	declines("CUS-1", 30, 1); /* no graver, half an hour later */
	assert_int_equal(w.told_count, 3);
	WAIT_FOR(waiting() == 0);
	assert_int_equal(rows(), 1);
	assert_int_equal(w.rows[0].last_ms / 60000, (DAY_START + 30 * 60000) / 60000);
	struct live_customer c = copy_of("CUS-1");
	assert_int_equal(c.alerts.items[0].last_ms / 60000, (DAY_START + 30 * 60000) / 60000);
	live_customer_done(&c);
}

static void a_services_alert_is_one_too(void **state)
{
	(void)state;
#define FLAG(severity, class)                                                     \
	"\"flagId\":\"F1\",\"flagType\":\"bonus_abuse\",\"severity\":\"" severity \
	"\",\"class\":\"" class "\",\"description\":\"So so.\""
	send_one("fraud.alert", "CUS-2", DAY_START, FLAG("medium", "fraud"));
	send_one("fraud.alert", "CUS-2", DAY_START + 1000, FLAG("medium", "fraud"));
	assert_int_equal(w.told_count, 1);
	assert_int_equal(w.told[0].origin, ALERT_OF_SOURCE);
	assert_false(w.told[0].risen);
	send_one("fraud.alert", "CUS-2", DAY_START + 2000, FLAG("high", "fraud"));
	assert_int_equal(w.told_count, 2);
	assert_true(w.told[1].risen);
	assert_string_equal(w.told[0].id, w.told[1].id);
	WAIT_FOR(waiting() == 0);
	assert_int_equal(rows(), 1);
	assert_int_equal(w.rows[0].severity, SIGNAL_HIGH);
	assert_string_equal(w.rows[0].rule, "bonus_abuse");
}

static void a_replay_tells_nobody_and_makes_the_same_rows(void **state)
{
	(void)state;
	char command[160];
	declines("CUS-1", 0, 5);
	declines("CUS-2", 0, 2);
	WAIT_FOR(waiting() == 0);
	assert_int_equal(rows(), 2);
	struct row before[2];
	memcpy(before, w.rows, sizeof before);
	size_t told = w.told_count;
	engine_stop();
	snprintf(command, sizeof command, "rm -rf %s/live", w.dir);
	assert_int_equal(system(command), 0);
	engine_start();
	WAIT_FOR(waiting() == 0);
	assert_int_equal(w.told_count, told);
	assert_int_equal(rows(), 2);
	assert_memory_equal(before, w.rows, sizeof before);
	struct live_customer c = copy_of("CUS-1");
	assert_int_equal(c.alerts.count, 1);
	assert_string_equal(c.alerts.items[0].id, before[0].id);
	live_customer_done(&c);
}

/* --- another process holds the database --- */

static struct {
	struct db *db;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool held, let_go;
} holder;

static enum err hold(void *ctx, struct tx *tx)
{
	(void)ctx;
	enum err e = alerts_held(tx, STR("none"), 1);
	pthread_mutex_lock(&holder.lock);
	holder.held = true;
	pthread_cond_broadcast(&holder.changed);
	while (!holder.let_go)
		pthread_cond_wait(&holder.changed, &holder.lock);
	pthread_mutex_unlock(&holder.lock);
	return e;
}

static void *holder_main(void *arg)
{
	(void)arg;
	(void)!db_write_wait(holder.db, hold, NULL);
	return NULL;
}

static void lock_database(void)
{
	holder.db = db_at(w.dir, 5000);
	holder.held = holder.let_go = false;
	pthread_mutex_init(&holder.lock, NULL);
	pthread_cond_init(&holder.changed, NULL);
	assert_int_equal(pthread_create(&holder.thread, NULL, holder_main, NULL), 0);
	pthread_mutex_lock(&holder.lock);
	while (!holder.held)
		pthread_cond_wait(&holder.changed, &holder.lock);
	pthread_mutex_unlock(&holder.lock);
}

static void release_database(void)
{
	pthread_mutex_lock(&holder.lock);
	holder.let_go = true;
	pthread_cond_broadcast(&holder.changed);
	pthread_mutex_unlock(&holder.lock);
	pthread_join(holder.thread, NULL);
	db_close(holder.db);
}

static struct live_counts counts(void)
{
	struct live_counts n;
	live_counts(w.live, &n);
	return n;
}

static void while_the_database_is_held_events_are_taken_and_no_snapshot_is_kept(void **state)
{
	(void)state;
	lock_database();
	declines("CUS-1", 0, 5);
	WAIT_FOR(counts().alerts_failed >= 2);
	assert_int_equal(counts().alerts_waiting, 1);
	assert_int_equal(counts().snapshots, 0);
	assert_int_equal(rows(), 0);
	release_database();
	WAIT_FOR(counts().alerts_waiting == 0);
	assert_int_equal(rows(), 1);
	assert_int_equal(w.rows[0].severity, SIGNAL_HIGH);
	WAIT_FOR(counts().snapshots > 0);
	assert_int_equal(counts().snapshot_seq, 5);
}

/* The folder as it lies there is what a crash leaves. */
static void a_crash_between_the_hit_and_the_row_loses_nothing(void **state)
{
	(void)state;
	char command[256], dir[64];
	declines("CUS-1", 0, 2);
	WAIT_FOR(counts().snapshots > 0 && counts().alerts_waiting == 0);
	lock_database();
	declines("CUS-1", 2, 3);
	declines("CUS-2", 0, 2);
	WAIT_FOR(counts().alerts_failed >= 1);
	snprintf(command, sizeof command, "cp -r %s %s.copy", w.dir, w.dir);
	assert_int_equal(system(command), 0);
	release_database();
	engine_stop();
	memcpy(dir, w.dir, sizeof dir);
	snprintf(w.dir, sizeof w.dir, "%.30s.copy", dir);
	engine_start();
	assert_in_range(counts().recovered, 5, 7);
	WAIT_FOR(waiting() == 0);
	assert_int_equal(rows(), 2);
	assert_int_equal(w.rows[0].severity, SIGNAL_HIGH);
	assert_string_equal(w.rows[0].customer, "CUS-1");
	assert_string_equal(w.rows[1].customer, "CUS-2");
	memcpy(w.dir, dir, sizeof w.dir);
}

static void the_bound_refuses_events_until_some_is_stored(void **state)
{
	(void)state;
	char customer[32], data[256];
	unsigned sent = 0;
	enum err e = OK;
	lock_database();
	for (; e == OK && sent < 2 * ALERTS_WAITING_MAX; sent++) {
		snprintf(customer, sizeof customer, "CUS-%u", sent);
		snprintf(data, sizeof data, "\"flagId\":\"F%u\",\"flagType\":\"x\",\"severity\":\"%s\",\"class\":\"rg\"", sent,
			 sent % 7 ? "low" : "critical");
		e = try_send("fraud.alert", customer, DAY_START, data);
		if (sent % 500 == 499)
			WAIT_FOR(atomic_load(&w.answered) == sent + 1 || e != OK);
	}
	assert_int_equal(e, ERR_LIMIT);
	assert_true(sent > ALERTS_WAITING_MAX);
	release_database();
	WAIT_FOR(counts().alerts_waiting == 0);
	assert_int_equal(counts().alerts_stored, sent - 1);
	send_one("fraud.alert", "CUS-X", DAY_START, FLAG("high", "fraud"));
	WAIT_FOR(counts().alerts_stored == sent);
}

int main(void)
{
	log_set_level(LOG_OFF);
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(an_alert_is_told_when_new_and_when_graver_and_is_one_row),
		TEST(a_rule_that_goes_on_holding_is_said_to),
		TEST(a_services_alert_is_one_too),
		TEST(a_replay_tells_nobody_and_makes_the_same_rows),
		TEST(while_the_database_is_held_events_are_taken_and_no_snapshot_is_kept),
		TEST(a_crash_between_the_hit_and_the_row_loses_nothing),
		TEST(the_bound_refuses_events_until_some_is_stored),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
