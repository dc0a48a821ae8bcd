#include "sim/zone.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int64_t ms_of(const char *at)
{
	int64_t ms;
	assert_int_equal(clock_parse_rfc3339(str_of(at), &ms), OK);
	return ms;
}

/* The wall clock, told as if it were UTC. */
static void expect_local(struct zone *z, const char *at, const char *local)
{
	char text[CLOCK_RFC3339_MAX];
	clock_format_rfc3339(zone_local(z, ms_of(at)), text);
	assert_string_equal(text, local);
}

static void clocks_go_forward_and_back_when_the_zones_do(void **state)
{
	(void)state;
	struct zone z;
	assert_int_equal(zone_open(STR("America/Toronto"), &z), OK);
	expect_local(&z, "2025-03-09T06:59:59Z", "2025-03-09T01:59:59Z");
	expect_local(&z, "2025-03-09T07:00:00Z", "2025-03-09T03:00:00Z");
	expect_local(&z, "2025-11-02T05:59:59Z", "2025-11-02T01:59:59Z");
	expect_local(&z, "2025-11-02T06:00:00Z", "2025-11-02T01:00:00Z");
	expect_local(&z, "2024-07-01T00:00:00Z", "2024-06-30T20:00:00Z"); /* going back in time is allowed, too */
	zone_close(&z);
	assert_int_equal(zone_open(STR("Asia/Kolkata"), &z), OK);
	expect_local(&z, "2025-12-31T18:30:00Z", "2026-01-01T00:00:00Z");
	zone_close(&z);
	assert_int_equal(zone_open(STR("UTC"), &z), OK);
	expect_local(&z, "2025-12-31T18:30:00Z", "2025-12-31T18:30:00Z");
	zone_close(&z);
}

static void what_is_no_zone_is_refused(void **state)
{
	(void)state;
	static const char *const none[] = {"", "Nowhere/Atall", "Europe/London; x", "Zürich",
					   "America/Argentina/ComodRivadaviaAmerica/Argentina/ComodRivadavia"};
	struct zone z;
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_int_equal(zone_open(str_of(none[i]), &z), ERR_SHAPE);
}

static void days_weekdays_and_hours_before_the_epoch_are_right(void **state)
{
	(void)state;
	assert_int_equal(local_day(-1), -1);
	assert_int_equal(local_hour(-1), 23);
	assert_int_equal(local_day(0), 0);
	assert_int_equal(local_hour(86399999), 23);
	assert_int_equal(iso_weekday(0), 4);
	assert_int_equal(iso_weekday(-4), 7);
	assert_int_equal(iso_weekday(local_day(ms_of("2026-11-22T12:00:00Z"))), 7);
	assert_int_equal(iso_weekday(local_day(ms_of("2026-11-23T00:00:00Z"))), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clocks_go_forward_and_back_when_the_zones_do),
		cmocka_unit_test(what_is_no_zone_is_refused),
		cmocka_unit_test(days_weekdays_and_hours_before_the_epoch_are_right),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
