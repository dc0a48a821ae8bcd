#include "base/log.h"
#include "live/hub.h"
#include "store/log.h"
#include "tests/unit/live/day.h"

enum { RING = 64, BYTES = 1 << 20 };

/* The loops' mailboxes are emptied by hand: everything happens on this thread, in order. */
static struct {
	struct loop *live, *home;
	struct hub *hub;
	struct day day;
	uint64_t heard[4096];
	size_t heard_count, lost;
	struct hub_join *joined;
} w;

static void stop_loop(void *ctx)
{
	loop_stop(ctx);
}

/* Delivers what lies in a mailbox. */
static void drain(struct loop *l)
{
	assert_int_equal(loop_call(l, stop_loop, l), OK);
	loop_run(l);
}

static void settle(void)
{
	for (int i = 0; i < 3; i++) {
		drain(w.live);
		drain(w.home);
	}
}

static void deliver(void *ctx, struct live_notice *const *notices, size_t count, bool lost)
{
	(void)ctx;
	w.lost += lost;
	for (size_t i = 0; i < count; i++)
		w.heard[w.heard_count++] = notices[i]->number;
}

static int set_up(void **state)
{
	(void)state;
	memset(&w, 0, sizeof w);
	assert_int_equal(loop_new(0, &w.live), OK);
	assert_int_equal(loop_new(1, &w.home), OK);
	assert_int_equal(hub_new(w.live, RING, BYTES, &w.hub), OK);
	hub_attach(w.hub, w.home, deliver, NULL);
	day_init(&w.day, 20000, 1);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	loop_free(w.live);
	loop_free(w.home);
	hub_free(w.hub);
	day_done(&w.day);
	return 0;
}

static void publish(const char *customer, int times)
{
	for (int i = 0; i < times; i++) {
		struct live_notice *n = live_notice_of_event(
			day_add(&w.day, "balance.changed", customer, DAY_START, "\"cash\":%d,\"currency\":\"EUR\"", i));
		assert_non_null(n);
		hub_publish(w.hub, n);
	}
	hub_flush(w.hub);
}

static void on_joined(struct hub_join *j)
{
	w.joined = j;
}

static struct hub_join *join(const char *customer, uint64_t after)
{
	struct hub_join *j = calloc(1, sizeof *j);
	assert_non_null(j);
	*j = (struct hub_join){.home = w.home, .after = after, .done = on_joined};
	str_copy(j->customer, sizeof j->customer, str_of(customer));
	w.joined = NULL;
	hub_join(w.hub, j);
	settle();
	assert_ptr_equal(w.joined, j);
	return j;
}

static void leave(struct hub_join *j)
{
	hub_join_release(j);
	free(j);
}

static void only_who_is_interested_hears(void **state)
{
	(void)state;
	publish("A", 3);
	settle();
	assert_int_equal(w.heard_count, 0);
	struct hub_join *j = join("A", hub_number(w.hub));
	assert_int_equal(j->missed_count, 0);
	assert_false(j->gone);
	publish("B", 2);
	publish("A", 2);
	settle();
	assert_int_equal(w.heard_count, 2);
	assert_int_equal(w.heard[0], 6);
	assert_int_equal(w.heard[1], 7);
	hub_leave(w.hub, w.home, STR("A"));
	settle();
	publish("A", 1);
	settle();
	assert_int_equal(w.heard_count, 2);
	assert_int_equal(hub_counts(w.hub).customers, 0);
	leave(j);
}

static void what_was_missed_is_told_once_and_in_order(void **state)
{
	(void)state;
	publish("A", 5);
	publish("B", 5);
	publish("A", 5);
	struct hub_join *j = join("A", 3);
	assert_false(j->gone);
	assert_int_equal(j->number, 15);
	assert_int_equal(j->missed_count, 7);
	static const uint64_t want[] = {4, 5, 11, 12, 13, 14, 15};
	for (size_t i = 0; i < 7; i++)
		assert_int_equal(j->missed[i]->number, want[i]);
	publish("A", 1);
	settle();
	assert_int_equal(w.heard_count, 1);
	assert_int_equal(w.heard[0], 16);
	leave(j);
}

static void beyond_the_ring_it_is_gone(void **state)
{
	(void)state;
	publish("A", RING + 10);
	struct hub_join *j = join("A", 5);
	assert_true(j->gone);
	assert_int_equal(j->missed_count, 0);
	leave(j);
	j = join("A", RING + 9);
	assert_false(j->gone);
	assert_int_equal(j->missed_count, 1);
	leave(j);
	j = join("A", RING + 10); /* nothing was missed */
	assert_false(j->gone);
	leave(j);
	j = join("A", RING + 11); /* not given out yet: another's number */
	assert_true(j->gone);
	leave(j);
	assert_true(hub_counts(w.hub).ring_count <= RING);
}

static void the_ring_is_bounded_by_bytes_too(void **state)
{
	(void)state;
	struct hub *small;
	assert_int_equal(hub_new(w.live, 1 << 16, 20000, &small), OK);
	for (int i = 0; i < 500; i++)
		hub_publish(small, live_notice_of_event(day_add(&w.day, "balance.changed", "A", DAY_START,
								"\"cash\":%d,\"currency\":\"EUR\"", i)));
	hub_flush(small);
	assert_true(hub_counts(small).ring_bytes <= 20000);
	assert_true(hub_counts(small).ring_count < 100 && hub_counts(small).ring_count > 10);
	hub_free(small);
}

static void a_loop_that_takes_nothing_loses_and_is_told(void **state)
{
	(void)state;
	struct hub_join *j = join("A", hub_number(w.hub));
	leave(j);
	for (int i = 0; i < HUB_PARCELS_MAX + 5; i++)
		publish("A", 1);
	assert_int_equal(hub_counts(w.hub).lost, 5);
	settle();
	assert_int_equal(w.heard_count, HUB_PARCELS_MAX);
	assert_int_equal(w.lost, 0);
	publish("A", 1);
	settle();
	assert_int_equal(w.lost, 1);
}

static void publish_line(const struct live_event *e)
{
	struct buf line;
	buf_init(&line, SEGLOG_RECORD_MAX);
	event_line_put(&line, e);
	struct live_notice *n = live_notice_of_line(e, buf_view(&line));
	assert_non_null(n);
	assert_null(n->text);
	hub_publish(w.hub, n);
	buf_done(&line);
}

static void assert_same_notice(const struct live_notice *a, const struct live_event *e)
{
	struct live_notice *b = live_notice_of_event(e);
	assert_non_null(b);
	assert_int_equal(a->text->n, b->text->n);
	assert_memory_equal(a->text->p, b->text->p, b->text->n);
	assert_int_equal(a->data_at, b->data_at);
	assert_int_equal(a->topics, b->topics);
	assert_int_equal(a->sight, b->sight);
	assert_int_equal(a->at_ms, b->at_ms);
	assert_int_equal(a->customer_hash, b->customer_hash);
	live_notice_unref(b);
}

/* As the journal keeps it: with the card's number cut. */
static void what_nobody_heard_is_written_for_who_comes_back(void **state)
{
	(void)state;
	struct day *d = &w.day;
	day_add(d, "deposit", "CUS-0", DAY_START,
		"\"transactionId\":\"t\",\"amount\":\"5.00\",\"state\":\"settled\",\"card\":\"4111111111111111\",\"currency\":"
		"\"EUR\"");
	day_add(d, "chat.message", "CUS-0", DAY_START,
		"\"ticketId\":\"t\",\"messageId\":\"m\",\"from\":\"customer\",\"text\":\"mine is 4111 1111 1111 1111 <b>\"");
	while (d->count < RING / 2)
		day_any(d);
	for (size_t i = 0; i < d->count; i++)
		publish_line(&d->events[i]);
	uint64_t bytes = hub_counts(w.hub).ring_bytes;
	struct hub_join *j = join("CUS-0", 0);
	assert_false(j->gone);
	assert_true(j->missed_count > 2);
	size_t k = 0;
	for (size_t i = 0; i < d->count; i++)
		if (str_is(d->events[i].customer, "CUS-0"))
			assert_same_notice(j->missed[k++], &d->events[i]);
	assert_int_equal(k, j->missed_count);
	hub_flush(w.hub);
	assert_true(hub_counts(w.hub).ring_bytes > bytes);
	publish_line(&d->events[0]); /* somebody hears of this one at once */
	hub_flush(w.hub);
	settle();
	assert_int_equal(w.heard_count, 1);
	leave(j);
}

static void picture(void)
{
	struct blob *text = blob_of(STR("{}"));
	assert_non_null(text);
	struct live_notice *n = live_notice_of_picture(1u << TOPIC_WALL, 0, SIGHT_AML, text);
	assert_non_null(n);
	hub_pass(w.hub, n);
	hub_flush(w.hub);
	settle();
}

static void a_picture_is_for_who_hears_of_everybody_now_and_takes_no_number(void **state)
{
	(void)state;
	struct hub_join *one = join("A", 0);
	picture();
	assert_int_equal(w.heard_count, 0);
	struct hub_join all = {.home = w.home, .topics = 1u << TOPIC_WALL, .done = on_joined};
	hub_join(w.hub, &all);
	settle();
	assert_int_equal(all.missed_count, 0);
	assert_true(hub_hears(w.hub, STR(""), 0, 1u << TOPIC_WALL));
	picture();
	assert_int_equal(w.heard_count, 1);
	assert_int_equal(w.heard[0], 0);
	assert_int_equal(hub_number(w.hub), 0);
	assert_int_equal(hub_counts(w.hub).ring_count, 0);
	hub_leave(w.hub, w.home, STR(""));
	settle();
	picture();
	assert_int_equal(w.heard_count, 1);
	hub_join_release(&all);
	leave(one);
}

static void what_an_event_says_is_written_as_its_types_say(void **state)
{
	(void)state;
	struct live_notice *n = live_notice_of_event(day_add(
		&w.day, "round.played", "C-1", DAY_START + 500,
		"\"betId\":\"b\",\"sessionId\":\"s\",\"game\":\"<Roulette>\",\"stake\":\"2.50\",\"payout\":0,\"balance\":-1,"
		"\"currency\":\"EUR\",\"unknown\":[1]"));
	assert_string_equal(
		arena_dup(&w.day.arena, blob_str(n->text)).p,
		"{\"type\":\"round.played\",\"customerId\":\"C-1\",\"at\":\"2026-09-21T14:13:20.500Z\",\"data\":{\"betId\":\"b\","
		"\"sessionId\":\"s\",\"game\":\"\\u003cRoulette>\",\"stake\":2.50,\"payout\":0.00,\"balance\":-1.00,\"currency\":"
		"\"EUR\"}}");
	assert_int_equal(n->sight, 0);
	live_notice_unref(n);
	n = live_notice_of_event(day_add(&w.day, "fraud.alert", "C-1", DAY_START,
					 "\"flagId\":\"f\",\"flagType\":\"x\",\"severity\":\"low\",\"class\":\"aml\""));
	assert_int_equal(n->sight, SIGHT_AML);
	live_notice_unref(n);
}

int main(void)
{
	log_set_level(LOG_OFF);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(only_who_is_interested_hears, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_missed_is_told_once_and_in_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(beyond_the_ring_it_is_gone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_ring_is_bounded_by_bytes_too, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_loop_that_takes_nothing_loses_and_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_nobody_heard_is_written_for_who_comes_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_picture_is_for_who_hears_of_everybody_now_and_takes_no_number, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(what_an_event_says_is_written_as_its_types_say, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
