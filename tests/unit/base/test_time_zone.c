/* Local time: daylight saving, days without midnight, zones that are no whole hour, and the way back. */
#include "base/time_zone.h"
#include "check.h"

#define HOUR_MS INT64_C(3600000)

static struct time_zone zone_of(const char *name)
{
	struct time_zone z;
	assert_int_equal(time_zone_load(str_of(name), &z), OK);
	return z;
}

static int64_t at(const char *text)
{
	int64_t ms;
	assert_int_equal(clock_parse_rfc3339(str_of(text), &ms), OK);
	return ms;
}

static void a_name_that_no_zone_has_is_refused(void **unused)
{
	(void)unused;
	struct time_zone z = {.count = 7};
	static const char *const names[] = {"", "Europe/Atlantis", "Europe/L\xC3\xB6ndon",
					    "a-name-that-is-much-longer-than-any-of-the-database-could-ever-be-really"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_int_equal(time_zone_load(str_of(names[i]), &z), ERR_SHAPE);
	assert_int_equal(time_zone_load(str_mem("UTC\0x", 5), &z), ERR_SHAPE);
	assert_int_equal(z.count, 7);
}

static void summer_time_begins_and_ends_at_its_moment(void **unused)
{
	(void)unused;
	struct time_zone z = zone_of("Europe/London");
	assert_int_equal(time_zone_offset_s(&z, at("2026-03-29T00:59:59Z")), 0);
	assert_int_equal(time_zone_offset_s(&z, at("2026-03-29T01:00:00Z")), 3600);
	assert_int_equal(time_zone_offset_s(&z, at("2026-10-25T00:59:59Z")), 3600);
	assert_int_equal(time_zone_offset_s(&z, at("2026-10-25T01:00:00Z")), 0);
	/* The United Kingdom kept summer time through the winter of 1970. */
	assert_int_equal(time_zone_offset_s(&z, at("1970-01-15T00:00:00Z")), 3600);
	assert_int_equal(time_zone_local(&z, at("2026-07-01T12:00:00Z")), at("2026-07-01T13:00:00Z"));
}

static void a_time_that_comes_twice_is_the_first_or_the_last(void **unused)
{
	(void)unused;
	struct time_zone z = zone_of("Europe/Berlin");
	int64_t twice = at("2026-10-25T02:30:00Z");
	assert_int_equal(time_zone_moment(&z, twice, TIME_ZONE_FIRST), at("2026-10-25T00:30:00Z"));
	assert_int_equal(time_zone_moment(&z, twice, TIME_ZONE_LAST), at("2026-10-25T01:30:00Z"));
	int64_t once = at("2026-10-25T12:30:00Z");
	assert_int_equal(time_zone_moment(&z, once, TIME_ZONE_FIRST), time_zone_moment(&z, once, TIME_ZONE_LAST));
}

static void a_time_that_does_not_come_is_the_moment_of_the_change(void **unused)
{
	(void)unused;
	struct time_zone z = zone_of("Europe/Berlin");
	for (int64_t minute = 0; minute < 60; minute++) {
		int64_t gone = at("2026-03-29T02:00:00Z") + minute * 60000;
		assert_int_equal(time_zone_moment(&z, gone, TIME_ZONE_FIRST), at("2026-03-29T01:00:00Z"));
		assert_int_equal(time_zone_moment(&z, gone, TIME_ZONE_LAST), at("2026-03-29T01:00:00Z"));
	}
	assert_int_equal(time_zone_moment(&z, at("2026-03-29T03:00:00Z"), TIME_ZONE_FIRST), at("2026-03-29T01:00:00Z"));
}

/* In Beirut the clock goes from 00:00 to 01:00. */
static void a_day_without_midnight_begins_when_it_begins(void **unused)
{
	(void)unused;
	struct time_zone z = zone_of("Asia/Beirut");
	int32_t day = clock_days_from_civil(2022, 3, 27);
	int64_t start = time_zone_day_start(&z, day);
	assert_int_equal(start, at("2022-03-26T22:00:00Z"));
	assert_int_equal(time_zone_day(&z, start), day);
	assert_int_equal(time_zone_day(&z, start - 1), day - 1);
}

static void days_follow_on_each_other_in_every_zone(void **unused)
{
	(void)unused;
	static const char *const names[] = {"Europe/London",    "America/Toronto",    "Asia/Kathmandu",    "Australia/Lord_Howe",
					    "America/Santiago", "Pacific/Kiritimati", "Africa/Casablanca", "Pacific/Apia"};
	for (size_t n = 0; n < ARRAY_LEN(names); n++) {
		struct time_zone z = zone_of(names[n]);
		int32_t first = clock_days_from_civil(2008, 1, 1), last = clock_days_from_civil(2036, 12, 31);
		for (int32_t day = first; day <= last; day++) {
			int64_t start = time_zone_day_start(&z, day), next = time_zone_day_start(&z, day + 1);
			/* Samoa left out 30 December 2011. */
			if (next == start && strcmp(names[n], "Pacific/Apia") == 0 && day == clock_days_from_civil(2011, 12, 30))
				continue;
			assert_in_range(next - start, 23 * HOUR_MS, 25 * HOUR_MS);
			assert_int_equal(time_zone_day(&z, start), day);
			assert_int_equal(time_zone_day(&z, next - 1), day);
			assert_int_equal(time_zone_moment(&z, time_zone_local(&z, start + HOUR_MS * 12), TIME_ZONE_FIRST),
					 start + HOUR_MS * 12);
		}
	}
}

static void a_fixed_offset_is_a_zone_too(void **unused)
{
	(void)unused;
	struct time_zone z;
	time_zone_fixed(-(3 * 3600 + 1800), &z);
	assert_string_equal(z.name, "-03:30");
	assert_int_equal(time_zone_local(&z, at("2026-01-01T00:00:00Z")), at("2025-12-31T20:30:00Z"));
	assert_int_equal(time_zone_moment(&z, at("2025-12-31T20:30:00Z"), TIME_ZONE_LAST), at("2026-01-01T00:00:00Z"));
	assert_int_equal(time_zone_day(&z, -1), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_that_no_zone_has_is_refused),
		cmocka_unit_test(summer_time_begins_and_ends_at_its_moment),
		cmocka_unit_test(a_time_that_comes_twice_is_the_first_or_the_last),
		cmocka_unit_test(a_time_that_does_not_come_is_the_moment_of_the_change),
		cmocka_unit_test(a_day_without_midnight_begins_when_it_begins),
		cmocka_unit_test(days_follow_on_each_other_in_every_zone),
		cmocka_unit_test(a_fixed_offset_is_a_zone_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
