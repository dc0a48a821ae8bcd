/* Where pushes may go, when, how many, and what stays when there is too much. */
#include "base/clock.h"
#include "connect/push_endpoint.h"
#include "connect/push_news.h"
#include "connect/push_pace.h"
#include "connect/push_quiet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* --- where --- */

static const char *const names[] = {"fcm.googleapis.com", "*.push.services.mozilla.com"};
static const struct push_hosts hosts = {.names = names, .count = ARRAY_LEN(names)};
static const struct push_hosts with_loopback = {.names = names, .count = ARRAY_LEN(names), .loopback = true};

static enum err check(const struct push_hosts *h, const char *endpoint, char *ret_origin)
{
	return push_endpoint_check(h, str_of(endpoint), ret_origin);
}

static void endpoints_of_named_hosts_are_taken(void **state)
{
	(void)state;
	char origin[PUSH_ORIGIN_MAX + 1];
	assert_int_equal(check(&hosts, "https://fcm.googleapis.com/fcm/send/abc", origin), OK);
	assert_string_equal(origin, "https://fcm.googleapis.com");
	assert_int_equal(check(&hosts, "https://FCM.GoogleAPIs.com:443/x?y=1", origin), OK);
	assert_string_equal(origin, "https://fcm.googleapis.com");
	assert_int_equal(check(&hosts, "https://a.b.push.services.mozilla.com/x", origin), OK);
	assert_string_equal(origin, "https://a.b.push.services.mozilla.com");
}

static void endpoints_anywhere_else_are_refused(void **state)
{
	(void)state;
	static const char *const denied[] = {
		"http://fcm.googleapis.com/x",
		"https://fcm.googleapis.com:444/x",
		"https://fcm.googleapis.com./x",
		"https://xfcm.googleapis.com/x",
		"https://fcm.googleapis.com.example/x",
		"https://push.services.mozilla.com/x",
		"https://xpush.services.mozilla.com/x",
		"https://127.0.0.1/x",
		"https://[::1]/x",
		"https://localhost/x",
		"https://2130706433/x",
		"https://0x7f.1/x",
		"http://127.0.0.1/x",
	};
	static const char *const broken[] = {
		"",
		"fcm.googleapis.com/x",
		"https://fcm.googleapis.com",
		"https://fcm.googleapis.com/",
		"https://fcm.googleapis.com?x",
		"https://u@fcm.googleapis.com/x",
		"https://fcm.googleapis.com@example.com/x",
		"https://example.com\\@fcm.googleapis.com/x",
		"https://fcm.googleapis.com/x y",
		"https://fcm.googleapis.com/x#y",
		"https://fcm.googleapis.com/\xc3\xa9",
		"https://fcm.googleapis.com/x\r\nHost: y",
	};
	char origin[PUSH_ORIGIN_MAX + 1] = "untouched";
	for (size_t i = 0; i < ARRAY_LEN(denied); i++)
		if (check(&hosts, denied[i], origin) != ERR_DENIED)
			fail_msg("%s is not denied", denied[i]);
	for (size_t i = 0; i < ARRAY_LEN(broken); i++)
		if (check(&hosts, broken[i], origin) != ERR_SYNTAX)
			fail_msg("%s is no syntax error", broken[i]);
	assert_string_equal(origin, "untouched");
}

static void this_machine_is_reached_only_where_that_is_said(void **state)
{
	(void)state;
	char origin[PUSH_ORIGIN_MAX + 1];
	assert_int_equal(check(&with_loopback, "http://127.0.0.1:8421/push/1", origin), OK);
	assert_string_equal(origin, "http://127.0.0.1:8421");
	assert_int_equal(check(&with_loopback, "http://169.254.169.254/latest", origin), ERR_DENIED);
	assert_int_equal(check(&with_loopback, "https://127.0.0.1/x", origin), ERR_DENIED);
	assert_int_equal(check(&hosts, "http://127.0.0.1:8421/push/1", origin), ERR_DENIED);
}

static void an_endpoint_has_a_limit(void **state)
{
	(void)state;
	char text[PUSH_ENDPOINT_MAX + 2], origin[PUSH_ORIGIN_MAX + 1];
	int n = snprintf(text, sizeof text, "https://fcm.googleapis.com/");
	memset(text + n, 'x', sizeof text - (size_t)n);
	assert_int_equal(push_endpoint_check(&hosts, str_mem(text, PUSH_ENDPOINT_MAX), origin), OK);
	assert_int_equal(push_endpoint_check(&hosts, str_mem(text, PUSH_ENDPOINT_MAX + 1), origin), ERR_TOO_LARGE);
}

static void names_of_hosts_are_dns_names(void **state)
{
	(void)state;
	static const char *const good[] = {"a.b", "*.a.b", "fcm.googleapis.com", "x-1.example"};
	static const char *const bad[] = {"",     "*",    "*.",  "a",    "*.com.*",   "a..b",
					  "-a.b", "a-.b", "A.b", "a.b.", "127.0.0.1", "a_b.c"};
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(push_host_name_valid(str_of(good[i])));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (push_host_name_valid(str_of(bad[i])))
			fail_msg("%s is taken", bad[i]);
}

static void retry_after_is_read_in_both_forms(void **state)
{
	(void)state;
	int64_t now;
	assert_int_equal(clock_parse_rfc3339(STR("1994-11-06T08:49:00Z"), &now), OK);
	assert_int_equal(push_retry_after(STR("120"), now, 600), 120);
	assert_int_equal(push_retry_after(STR("99999"), now, 600), 600);
	assert_int_equal(push_retry_after(STR("99999999999999999999999"), now, 600), 600);
	assert_int_equal(push_retry_after(STR("Sun, 06 Nov 1994 08:49:37 GMT"), now, 600), 37);
	assert_int_equal(push_retry_after(STR("Sun, 06 Nov 1994 08:48:37 GMT"), now, 600), 0);
	assert_int_equal(push_retry_after(STR("Sunday, 06-Nov-94 08:49:37 GMT"), now, 600), 0);
	assert_int_equal(push_retry_after(STR("soon"), now, 600), 0);
	assert_int_equal(push_retry_after(STR_NONE, now, 600), 0);
}

/* --- when --- */

static int64_t at(const char *text)
{
	int64_t ms;
	assert_int_equal(clock_parse_rfc3339(str_of(text), &ms), OK);
	return ms;
}

static void quiet_hours_go_by_the_clocks_of_the_zone(void **state)
{
	(void)state;
	struct push_wishes w = push_wishes_usual();
	w.quiet = true;
	w.quiet_from = 22 * 60;
	w.quiet_to = 7 * 60;
	str_copy(w.zone, sizeof w.zone, STR("Europe/Malta"));
	assert_int_equal(push_wishes_hold(&w, SIGNAL_HIGH, at("2026-01-15T20:59:59Z")), PUSH_WANTED);
	assert_int_equal(push_wishes_hold(&w, SIGNAL_HIGH, at("2026-01-15T21:00:00Z")), PUSH_QUIET);
	assert_int_equal(push_wishes_hold(&w, SIGNAL_HIGH, at("2026-01-15T05:59:59Z")), PUSH_QUIET);
	assert_int_equal(push_wishes_hold(&w, SIGNAL_HIGH, at("2026-01-15T06:00:00Z")), PUSH_WANTED);
	/* Two hours ahead in summer; and the night on which the clock goes forward at two. */
	assert_int_equal(push_wishes_hold(&w, SIGNAL_HIGH, at("2026-07-15T20:00:00Z")), PUSH_QUIET);
	assert_int_equal(push_wishes_hold(&w, SIGNAL_HIGH, at("2026-03-29T04:59:00Z")), PUSH_QUIET);
	assert_int_equal(push_wishes_hold(&w, SIGNAL_HIGH, at("2026-03-29T05:00:00Z")), PUSH_WANTED);
	assert_int_equal(push_wishes_hold(&w, SIGNAL_CRITICAL, at("2026-01-15T23:00:00Z")), PUSH_WANTED);
	w.critical_passes = false;
	assert_int_equal(push_wishes_hold(&w, SIGNAL_CRITICAL, at("2026-01-15T23:00:00Z")), PUSH_QUIET);
	assert_int_equal(push_wishes_hold(&w, SIGNAL_MEDIUM, at("2026-01-15T12:00:00Z")), PUSH_TOO_SLIGHT);
	w.quiet_to = w.quiet_from;
	assert_int_equal(push_wishes_hold(&w, SIGNAL_HIGH, at("2026-01-15T12:00:00Z")), PUSH_QUIET);
}

static void zones_are_iana_names(void **state)
{
	(void)state;
	char long_name[PUSH_ZONE_MAX + 2];
	memset(long_name, 'A', sizeof long_name);
	assert_true(push_zone_valid(STR("Europe/Malta")));
	assert_true(push_zone_valid(STR("Etc/UTC")));
	assert_true(push_zone_valid(STR("America/Argentina/Buenos_Aires")));
	assert_false(push_zone_valid(STR("GMT+5")));
	assert_false(push_zone_valid(STR("Mars/Olympus")));
	assert_false(push_zone_valid(STR("")));
	assert_false(push_zone_valid(STR("Europe/Malt\xc3\xa4")));
	assert_false(push_zone_valid(str_mem(long_name, sizeof long_name)));
	assert_int_equal(push_zone_minute("Asia/Kathmandu", at("2026-01-15T00:00:30Z")), 5 * 60 + 45);
	assert_int_equal(push_zone_minute("Nowhere", at("2026-01-15T01:02:03Z")), 62);
	assert_int_equal(push_zone_minute("Etc/UTC", -1), PUSH_DAY_MIN - 1);
}

/* --- how many --- */

static void a_few_at_once_then_one_at_a_time(void **state)
{
	(void)state;
	const struct push_rate rate = {.burst = 5, .every_ms = 1000};
	struct push_pace p = {0};
	unsigned taken = 0, critical = 0;
	for (int i = 0; i < 500; i++)
		taken += push_pace_take(&p, &rate, SIGNAL_HIGH, 10000);
	assert_int_equal(taken, 5);
	for (int i = 0; i < 500; i++)
		critical += push_pace_take(&p, &rate, SIGNAL_CRITICAL, 10000);
	assert_int_equal(critical, 5);
	assert_int_equal(push_pace_free_ms(&p, &rate), 11000);
	assert_false(push_pace_take(&p, &rate, SIGNAL_LOW, 10999));
	assert_true(push_pace_take(&p, &rate, SIGNAL_LOW, 11000));
	assert_false(push_pace_take(&p, &rate, SIGNAL_LOW, 11000));
	/* Long after, the burst is whole again and no larger. */
	taken = 0;
	for (int i = 0; i < 500; i++)
		taken += push_pace_take(&p, &rate, SIGNAL_HIGH, 1000000);
	assert_int_equal(taken, 5);
}

static void what_is_held_keeps_its_class_and_the_gravest_severity(void **state)
{
	(void)state;
	struct push_pace p = {0};
	assert_false(push_pace_holds(&p));
	push_pace_hold(&p, SIGNAL_CLASS_AML, SIGNAL_CRITICAL);
	push_pace_hold(&p, SIGNAL_CLASS_RG, SIGNAL_LOW);
	push_pace_hold(&p, SIGNAL_CLASS_RG, SIGNAL_LOW);
	assert_true(push_pace_holds(&p));
	assert_int_equal(p.held[SIGNAL_CLASS_RG], 2);
	assert_int_equal(p.held[SIGNAL_CLASS_AML], 1);
	assert_int_equal(p.held_severity, SIGNAL_CRITICAL);
}

/* --- the inbox --- */

static struct push_news news(unsigned number, enum signal_severity severity)
{
	struct push_news n = {.severity = severity};
	snprintf(n.alert, sizeof n.alert, "%032x", number);
	return n;
}

static bool put(struct push_inbox *b, unsigned number, enum signal_severity severity)
{
	struct push_news n = news(number, severity);
	bool tell;
	return push_inbox_put(b, &n, &tell);
}

static void a_full_inbox_keeps_the_gravest_and_says_what_was_lost(void **state)
{
	(void)state;
	static struct push_inbox b;
	static struct push_news out[PUSH_INBOX_MAX];
	push_inbox_init(&b);
	for (unsigned i = 0; i < PUSH_INBOX_MAX; i++)
		assert_true(put(&b, i, SIGNAL_LOW));
	assert_false(put(&b, 10000, SIGNAL_LOW));
	assert_false(put(&b, 10001, SIGNAL_CRITICAL));
	assert_false(put(&b, 10002, SIGNAL_MEDIUM));
	assert_true(put(&b, 10001, SIGNAL_CRITICAL)); /* known */
	size_t n = push_inbox_take(&b, out);
	assert_int_equal(n, PUSH_INBOX_MAX);
	assert_string_equal(out[0].alert, news(10001, 0).alert);
	assert_string_equal(out[1].alert, news(10002, 0).alert);
	assert_string_equal(out[2].alert, news(0, 0).alert);
	assert_string_equal(out[n - 1].alert, news(PUSH_INBOX_MAX - 3, 0).alert);
	assert_int_equal(push_inbox_take(&b, out), 0);
	push_inbox_done(&b);
}

static void the_reader_is_woken_once_until_it_has_heard(void **state)
{
	(void)state;
	static struct push_inbox b;
	static struct push_news out[PUSH_INBOX_MAX];
	struct push_news n = news(1, SIGNAL_HIGH);
	bool tell = false;
	push_inbox_init(&b);
	push_inbox_put(&b, &n, &tell);
	assert_true(tell);
	push_inbox_put(&b, &n, &tell);
	assert_false(tell);
	/* Taken meanwhile for another reason: the letter is still under way. */
	assert_int_equal(push_inbox_take(&b, out), 1);
	push_inbox_put(&b, &n, &tell);
	assert_false(tell);
	push_inbox_heard(&b);
	push_inbox_put(&b, &n, &tell);
	assert_true(tell);
	push_inbox_done(&b);
}

static void what_is_sent_holds_nothing_personal(void **state)
{
	(void)state;
	struct push_news n;
	struct buf out;
	const struct alert a = {.id = "0123456789abcdef0123456789abcdef",
				.class = SIGNAL_CLASS_FRAUD,
				.severity = SIGNAL_HIGH,
				.customer = STR("CUS-1"),
				.rule = STR("stolen_card"),
				.description = STR("John Smith's card"),
				.evidence = STR("{\"name\":\"John Smith\"}"),
				.heard_ms = 5};
	buf_init(&out, 4096);
	push_news_of(&a, &n);
	push_news_write(&n, &out);
	assert_true(str_eq(buf_view(&out),
			   STR("{\"v\":1,\"kind\":\"alert\",\"alert\":\"0123456789abcdef0123456789abcdef\",\"severity\":\"high\","
			       "\"rule\":\"stolen_card\",\"customer\":\"CUS-1\",\"path\":\"/customers/CUS-1/risk\",\"at\":5}")));
	buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(endpoints_of_named_hosts_are_taken),
		cmocka_unit_test(endpoints_anywhere_else_are_refused),
		cmocka_unit_test(this_machine_is_reached_only_where_that_is_said),
		cmocka_unit_test(an_endpoint_has_a_limit),
		cmocka_unit_test(names_of_hosts_are_dns_names),
		cmocka_unit_test(retry_after_is_read_in_both_forms),
		cmocka_unit_test(quiet_hours_go_by_the_clocks_of_the_zone),
		cmocka_unit_test(zones_are_iana_names),
		cmocka_unit_test(a_few_at_once_then_one_at_a_time),
		cmocka_unit_test(what_is_held_keeps_its_class_and_the_gravest_severity),
		cmocka_unit_test(a_full_inbox_keeps_the_gravest_and_says_what_was_lost),
		cmocka_unit_test(the_reader_is_woken_once_until_it_has_heard),
		cmocka_unit_test(what_is_sent_holds_nothing_personal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
