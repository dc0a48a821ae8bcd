/* Events that wait: they are there exactly when the change is of which they tell, in order, until they were taken. */
#include "world.h"

#include "sim/live.h"
#include "sim/outbox.h"

#include <sqlite3.h>

static struct world w;
static struct outbox *outbox;
static struct store_change change;

static void open_both(void)
{
	world_open(&w);
	assert_int_equal(outbox_open(w.store, &outbox), OK);
}

static void close_both(void)
{
	outbox_close(outbox);
	store_close(w.store);
	outbox = NULL;
	w.store = NULL;
}

static int setup(void **state)
{
	(void)state;
	world_make(&w, 40, 1);
	open_both();
	store_change_init(&change);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	store_change_done(&change);
	outbox_close(outbox);
	world_remove(&w);
	return 0;
}

static void put(enum fault_service service, const char *event)
{
	outbox_put(outbox, &change, service, str_of(event));
}

static void begin(void)
{
	buf_reset(&change.rows);
	change.count = 0;
}

static char seen[4096];
static unsigned seen_count, seen_max;

static bool see(void *ctx, struct str event)
{
	(void)ctx;
	if (seen_count == seen_max)
		return false;
	assert_true(str_copy(seen + strlen(seen), sizeof(seen) - strlen(seen), event));
	seen_count++;
	return true;
}

static const char *waiting(enum fault_service service, unsigned max)
{
	*seen = 0;
	seen_count = 0;
	seen_max = max;
	assert_int_equal(outbox_read(outbox, service, see, NULL), OK);
	return seen;
}

static void events_wait_in_order_and_are_taken_from_the_front(void **state)
{
	(void)state;
	begin();
	put(FAULT_WALLET, "a");
	put(FAULT_GAMING, "x");
	put(FAULT_WALLET, "b");
	put(FAULT_WALLET, "c");
	assert_int_equal(store_apply(w.store, &change), OK);
	assert_int_equal(outbox_pending(outbox, FAULT_WALLET), 0); /* not before it counts */
	assert_string_equal(waiting(FAULT_WALLET, 9), "");
	assert_int_equal(outbox_commit(outbox), 1u << FAULT_WALLET | 1u << FAULT_GAMING);
	assert_string_equal(waiting(FAULT_WALLET, 9), "abc");
	assert_string_equal(waiting(FAULT_WALLET, 2), "ab");
	assert_string_equal(waiting(FAULT_GAMING, 9), "x");
	assert_string_equal(waiting(FAULT_KYC, 9), "");
	assert_int_equal(outbox_delivered(outbox, FAULT_WALLET, 2), OK);
	assert_string_equal(waiting(FAULT_WALLET, 9), "c");
	assert_int_equal(outbox_pending(outbox, FAULT_WALLET), 1);
	assert_int_equal(outbox_pending(outbox, FAULT_GAMING), 1);
}

static void what_waits_is_there_after_the_next_start(void **state)
{
	(void)state;
	close_both();
	open_both();
	assert_string_equal(waiting(FAULT_WALLET, 9), "c");
	assert_string_equal(waiting(FAULT_GAMING, 9), "x");
	/* The journal puts the last change once more at each start: what was taken doesn't come again. */
	assert_int_equal(outbox_delivered(outbox, FAULT_WALLET, 1), OK);
	close_both();
	open_both();
	assert_string_equal(waiting(FAULT_WALLET, 9), "");
	assert_int_equal(outbox_pending(outbox, FAULT_WALLET), 0);
	begin();
	put(FAULT_WALLET, "d");
	assert_int_equal(store_apply(w.store, &change), OK);
	assert_int_equal(outbox_commit(outbox), 1u << FAULT_WALLET);
	assert_string_equal(waiting(FAULT_WALLET, 9), "d");
}

static void a_change_that_failed_leaves_no_events(void **state)
{
	(void)state;
	begin();
	put(FAULT_WALLET, "never");
	outbox_rollback(outbox);
	assert_int_equal(outbox_commit(outbox), 0);
	assert_string_equal(waiting(FAULT_WALLET, 9), "d");
	begin();
	put(FAULT_WALLET, "e");
	assert_int_equal(store_apply(w.store, &change), OK);
	(void)outbox_commit(outbox);
	assert_string_equal(waiting(FAULT_WALLET, 9), "de");
}

static void what_is_set_aside_is_kept_and_out_of_the_way(void **state)
{
	(void)state;
	assert_int_equal(outbox_set_aside(outbox, FAULT_WALLET), OK);
	assert_string_equal(waiting(FAULT_WALLET, 9), "e");
	assert_int_equal(outbox_aside(outbox, FAULT_WALLET), 1);
	assert_int_equal(outbox_aside(outbox, FAULT_GAMING), 0);
	close_both();
	open_both();
	assert_int_equal(outbox_aside(outbox, FAULT_WALLET), 1);
	assert_string_equal(waiting(FAULT_WALLET, 9), "e");
}

static void run_sql(const char *service, const char *text)
{
	char path[128];
	sqlite3 *sql;
	world_path(&w, service, path);
	assert_int_equal(sqlite3_open(path, &sql), SQLITE_OK);
	assert_int_equal(sqlite3_exec(sql, text, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(sql), SQLITE_OK);
}

static void never_told(void *ctx, unsigned services)
{
	(void)ctx;
	(void)services;
	fail();
}

static void nothing_happens_while_too_much_waits(void **state)
{
	(void)state;
	struct loop *loop;
	struct live *live;
	struct live_order o;
	struct buf out;
	struct json_writer writer;
	const char *why = NULL;
	char text[96];
	close_both();
	(void)snprintf(text, sizeof(text), "INSERT INTO outbox VALUES (%u, 'x')", OUTBOX_MAX + 1);
	run_sql("gaming", text);
	open_both();
	assert_true(outbox_full(outbox));
	assert_int_equal(loop_new(0, &loop), OK);
	assert_int_equal(live_new(loop, w.store, &live), OK);
	live_tell(live, outbox, never_told, NULL);
	buf_init(&out, 4096);
	json_writer_init(&writer, &out);
	order_init(&o, ACT_LOGIN, CUSTOMER_EXAMPLE);
	assert_int_equal(live_play(live, &o, &writer, &why), ERR_CONFLICT);
	assert_string_equal(why, "outbox_full");
	buf_done(&out);
	live_free(live);
	loop_free(loop);
}

static void data_of_an_older_version_have_an_outbox_too(void **state)
{
	(void)state;
	close_both();
	run_sql("risk", "DROP TABLE outbox; DROP TABLE aside");
	run_sql("support", "DROP TABLE texts");
	open_both();
	assert_int_equal(outbox_pending(outbox, FAULT_RISK), 0);
	assert_string_equal(waiting(FAULT_RISK, 9), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_wait_in_order_and_are_taken_from_the_front),
		cmocka_unit_test(what_waits_is_there_after_the_next_start),
		cmocka_unit_test(a_change_that_failed_leaves_no_events),
		cmocka_unit_test(what_is_set_aside_is_kept_and_out_of_the_way),
		cmocka_unit_test(nothing_happens_while_too_much_waits),
		cmocka_unit_test(data_of_an_older_version_have_an_outbox_too),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
