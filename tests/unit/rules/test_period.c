/* Periods: what they end with at month ends, in leap years, over changes of the clock, and over holidays. */
#include "moments.h"
#include "rules/period.h"

static struct period period(const char *text)
{
	struct period p;
	assert_int_equal(period_parse(str_of(text), &p), OK);
	return p;
}

static void what_is_written_is_read_and_written_again(void **unused)
{
	(void)unused;
	static const char *const good[] = {"24 h",    "1 day",          "7 days",        "1 week",  "2 weeks", "6 months",
					   "5 years", "7 working days", "1 working day", "2500 ms", "0 h",     "90 min",
					   "5 s"};
	static const char *const bad[] = {"",         "24",   "h",  "24h", "-1 h", "1.5 h", "1 fortnight", "1 hour extra",
					  "100001 h", " 1 h", "1 H"};
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		char text[PERIOD_TEXT_MAX];
		period_format(period(good[i]), text);
		assert_string_equal(text, good[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct period p = {.n = 3};
		assert_int_equal(period_parse(str_of(bad[i]), &p), ERR_SYNTAX);
		assert_int_equal(p.n, 3);
	}
}

static void ends_are_as_the_calendar_has_them(void **unused)
{
	(void)unused;
	static const struct {
		const char *zone, *start, *period, *earliest, *latest;
	} rows[] = {
		{"UTC", "2026-01-15T10:00:00Z", "1 month", "2026-02-15T10:00:00Z", "2026-02-15T10:00:00Z"},
		{"UTC", "2026-01-31T10:00:00Z", "1 month", "2026-02-28T10:00:00Z", "2026-03-01T00:00:00Z"},
		{"UTC", "2024-01-31T10:00:00Z", "1 month", "2024-02-29T10:00:00Z", "2024-03-01T00:00:00Z"},
		{"UTC", "2026-08-31T10:00:00Z", "6 months", "2027-02-28T10:00:00Z", "2027-03-01T00:00:00Z"},
		{"UTC", "2024-02-29T10:00:00Z", "1 year", "2025-02-28T10:00:00Z", "2025-03-01T00:00:00Z"},
		{"UTC", "2026-11-30T10:00:00Z", "3 months", "2027-02-28T10:00:00Z", "2027-03-01T00:00:00Z"},
		{"UTC", "2026-12-31T23:59:59Z", "2 months", "2027-02-28T23:59:59Z", "2027-03-01T00:00:00Z"},
		/* A day in London with 23 hours, and one with 25. */
		{"Europe/London", "2026-03-28T12:00:00Z", "1 day", "2026-03-29T11:00:00Z", "2026-03-29T12:00:00Z"},
		{"Europe/London", "2026-03-28T12:00:00Z", "24 h", "2026-03-29T12:00:00Z", "2026-03-29T12:00:00Z"},
		{"Europe/London", "2026-10-24T11:00:00Z", "1 day", "2026-10-25T11:00:00Z", "2026-10-25T12:00:00Z"},
		{"Europe/London", "2026-03-25T12:00:00Z", "1 week", "2026-04-01T11:00:00Z", "2026-04-01T12:00:00Z"},
		{"Europe/London", "2026-03-01T12:00:00Z", "1 month", "2026-04-01T11:00:00Z", "2026-04-01T11:00:00Z"},
		/* The last of a month in New York is the first of the next in UTC. */
		{"America/Toronto", "2026-02-01T03:00:00Z", "1 month", "2026-03-01T03:00:00Z", "2026-03-01T05:00:00Z"},
		/* To a time that does not come, and to one that comes twice. */
		{"Europe/Berlin", "2026-02-28T01:30:00Z", "29 days", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"},
		{"Europe/Berlin", "2026-09-25T00:30:00Z", "1 month", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"},
		{"UTC", "2026-01-31T10:00:00Z", "0 months", "2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct time_zone z = zone_of(rows[i].zone);
		struct period p = period(rows[i].period);
		check_at(period_end(p, at(rows[i].start), &z, NULL, PERIOD_EARLIEST), rows[i].earliest);
		check_at(period_end(p, at(rows[i].start), &z, NULL, PERIOD_LATEST), rows[i].latest);
	}
}

static void working_days_leave_out_weekends_and_holidays(void **unused)
{
	(void)unused;
	struct time_zone z = zone_of("Europe/London");
	int32_t holidays[] = {clock_days_from_civil(2026, 12, 25), clock_days_from_civil(2026, 12, 28),
			      clock_days_from_civil(2027, 1, 1)};
	struct working_days w = {.weekend = WEEKEND_USUAL,
				 .holidays = holidays,
				 .holiday_count = ARRAY_LEN(holidays),
				 .known_from = clock_days_from_civil(2026, 1, 1),
				 .known_until = clock_days_from_civil(2027, 12, 31)};
	struct period seven = period("7 working days");
	/* From Monday the 21st: 22, 23, 24, 29, 30, 31, 4 January. */
	check_at(period_end(seven, at("2026-12-21T15:00:00Z"), &z, &w, PERIOD_EARLIEST), "2027-01-05T00:00:00Z");
	/* From a Saturday: 7 whole ones after it. */
	check_at(period_end(seven, at("2026-06-06T15:00:00Z"), &z, &w, PERIOD_EARLIEST), "2026-06-16T23:00:00Z");
	check_at(period_end(seven, at("2026-12-21T15:00:00Z"), &z, NULL, PERIOD_EARLIEST), "2026-12-31T00:00:00Z");
	assert_true(period_is_known(seven, at("2026-12-21T15:00:00Z"), &z, &w));
	assert_false(period_is_known(seven, at("2027-12-27T15:00:00Z"), &z, &w));
	assert_false(period_is_known(seven, at("2025-12-31T15:00:00Z"), &z, &w));
	assert_false(period_is_known(seven, at("2026-12-21T15:00:00Z"), &z, NULL));
	assert_true(period_is_known(period("7 days"), at("2036-12-21T15:00:00Z"), &z, NULL));
	struct working_days none = {.weekend = 0xFE};
	assert_int_equal(period_end(seven, at("2026-12-21T15:00:00Z"), &z, &none, PERIOD_EARLIEST), INT64_MAX);
}

/* Whoever is protected is so for the whole term, whatever the calendar does; and duties are never due after it. */
static void a_protecting_term_is_never_shorter_than_it_says(void **unused)
{
	(void)unused;
	static const char *const names[] = {"Europe/London", "America/Toronto", "Asia/Beirut", "Australia/Lord_Howe",
					    "Pacific/Apia"};
	static const struct {
		const char *period;
		int64_t days; /* at least */
	} rows[] = {{"24 h", 1},     {"1 day", 1},      {"1 week", 7},   {"6 weeks", 42},
		    {"1 month", 28}, {"6 months", 181}, {"1 year", 365}, {"5 years", 1826}};
	uint64_t dice = 5;
	for (unsigned n = 0; n < 20000; n++) {
		static struct time_zone z;
		if (n % 4000 == 0)
			z = zone_of(names[n / 4000]);
		int64_t start = at("2000-01-01T00:00:00Z") + (int64_t)(roll(&dice) % (40ull * 365 * 86400)) * 1000;
		unsigned r = (unsigned)(roll(&dice) % ARRAY_LEN(rows));
		struct period p = period(rows[r].period);
		int64_t earliest = period_end(p, start, &z, NULL, PERIOD_EARLIEST);
		int64_t latest = period_end(p, start, &z, NULL, PERIOD_LATEST);
		/* Offsets may differ between start and end of months and years. */
		int64_t change = p.unit >= PERIOD_MONTH
					 ? (int64_t)(time_zone_offset_s(&z, latest) - time_zone_offset_s(&z, start)) * 1000
					 : 0;
		assert_true(latest + change - start >= rows[r].days * 86400000);
		assert_true(earliest <= latest && earliest > start);
		/* Later starts end later. */
		assert_true(period_end(p, start + 1 + (int64_t)(roll(&dice) % 100000000), &z, NULL, PERIOD_LATEST) >= latest);
	}
}

static void ends_beyond_all_calendars_are_never(void **unused)
{
	(void)unused;
	struct time_zone z = zone_of("UTC");
	assert_int_equal(period_end(period("100000 years"), at("2026-01-01T00:00:00Z"), &z, NULL, PERIOD_LATEST), INT64_MAX);
	assert_int_equal(period_end(period("1 day"), INT64_MAX, &z, NULL, PERIOD_LATEST), INT64_MAX);
	assert_int_equal(period_end(period("1 h"), INT64_MAX - 1, &z, NULL, PERIOD_EARLIEST), INT64_MAX);
}

static void the_last_thirty_days_begin_at_the_same_time_of_day(void **unused)
{
	(void)unused;
	struct time_zone z = zone_of("Europe/London");
	check_at(period_begin(period("30 days"), at("2026-04-10T11:00:00Z"), &z), "2026-03-11T12:00:00Z");
	check_at(period_begin(period("1 month"), at("2026-03-31T11:00:00Z"), &z), "2026-02-28T12:00:00Z");
	check_at(period_begin(period("24 h"), at("2026-03-29T12:00:00Z"), &z), "2026-03-28T12:00:00Z");
}

static void an_age_is_in_whole_years(void **unused)
{
	(void)unused;
	int32_t born = clock_days_from_civil(2001, 5, 20), leap = clock_days_from_civil(2004, 2, 29);
	assert_int_equal(age_on(born, clock_days_from_civil(2026, 5, 19)), 24);
	assert_int_equal(age_on(born, clock_days_from_civil(2026, 5, 20)), 25);
	assert_int_equal(age_on(leap, clock_days_from_civil(2022, 2, 28)), 17);
	assert_int_equal(age_on(leap, clock_days_from_civil(2022, 3, 1)), 18);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_and_written_again),
		cmocka_unit_test(ends_are_as_the_calendar_has_them),
		cmocka_unit_test(working_days_leave_out_weekends_and_holidays),
		cmocka_unit_test(a_protecting_term_is_never_shorter_than_it_says),
		cmocka_unit_test(ends_beyond_all_calendars_are_never),
		cmocka_unit_test(the_last_thirty_days_begin_at_the_same_time_of_day),
		cmocka_unit_test(an_age_is_in_whole_years),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
