#include "check.h"

#include "base/clock.h"

static void calendar_round_trips_over_400_years_and_more(void **unused)
{
	(void)unused;
	int py = 0;
	unsigned pm = 0, pd = 0;
	int32_t first = clock_days_from_civil(-1, 12, 31), last = clock_days_from_civil(2401, 1, 2);
	for (int32_t day = first; day <= last; day++) {
		int y;
		unsigned m, d;
		clock_civil_from_days(day, &y, &m, &d);
		assert_int_equal(clock_days_from_civil(y, m, d), day);
		if (day > first) /* each day is the next one of the same month, or the first of a month */
			assert_true((y == py && m == pm && d == pd + 1) ||
				    (d == 1 && pd >= 28 && (m == pm + 1 || (m == 1 && y == py + 1))));
		py = y, pm = m, pd = d;
	}
	assert_int_equal(clock_days_from_civil(1970, 1, 1), 0);
	assert_int_equal(clock_days_from_civil(2000, 3, 1), 11017);
}

struct text_ms {
	const char *text;
	int64_t ms;
};

static void rfc3339_reads(void **unused)
{
	(void)unused;
	static const struct text_ms good[] = {
		{"1970-01-01T00:00:00Z", 0},
		{"1969-12-31T23:59:59.999Z", -1},
		{"2025-10-06T14:23:00Z", 1759760580000},
		{"2025-10-06t14:23:00z", 1759760580000},
		{"2025-10-06T16:23:00+02:00", 1759760580000},
		{"2025-10-06T09:23:00-05:00", 1759760580000},
		{"2025-10-06T14:23:00-00:00", 1759760580000},
		{"2025-10-06T14:23:00.5Z", 1759760580500},
		{"2025-10-06T14:23:00.1239999999999999999999Z", 1759760580123},
		{"2024-02-29T00:00:00Z", 1709164800000},
		{"2016-12-31T23:59:60Z", 1483228799999},
		{"2016-12-31T15:59:60.25-08:00", 1483228799999},
		{"0001-01-01T00:00:00Z", -62135596800000},
		{"9999-12-31T23:59:59.999Z", 253402300799999},
	};
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		int64_t ms;
		assert_int_equal(clock_parse_rfc3339(str_of(good[i].text), &ms), OK);
		assert_true(ms == good[i].ms);
	}
}

static void rfc3339_refuses_what_it_is_not(void **unused)
{
	(void)unused;
	static const char *const bad[] = {
		"",
		"2025-10-06",
		"2025-10-06T14:23Z",
		"2025-10-06T14:23:00",
		"2025-10-06 14:23:00Z",
		"2025-10-06T14:23:00.Z",
		"2025-10-06T14:23:00+0200",
		"2025-10-06T14:23:00+02",
		"2025-10-06T14:23:00Zx",
		"2025-10-06T14:23:00 Z",
		"20251006T142300Z",
		"2025-1-06T14:23:000Z",
		"+025-10-06T14:23:00Z",
		"2025-10-06T14:23:00,5Z",
		"2025-10-06T14:23:00.5",
		"2025-10-06T14:23:0:Z",
		"2025-10-06T14:23:00*02:00",
		"2025-10-06T14:23:00+02:0x",
		/* malformed goes before out of range */
		"2025-02-31T14:23:00",
		"2025-02-31T25:23:00Zx",
	};
	static const char *const out[] = {
		"2025-02-29T00:00:00Z",      "2025-02-31T00:00:00Z", "1900-02-29T00:00:00Z", "2025-13-01T00:00:00Z",
		"2025-00-01T00:00:00Z",      "2025-01-00T00:00:00Z", "2025-04-31T00:00:00Z", "2025-01-01T24:00:00Z",
		"2025-01-01T00:60:00Z",      "2025-01-01T00:00:61Z", "0000-01-01T00:00:00Z", "2025-01-01T00:00:00+24:00",
		"2025-01-01T00:00:00+00:60",
	};
	int64_t ms = 42;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(clock_parse_rfc3339(str_of(bad[i]), &ms), ERR_SYNTAX);
	for (size_t i = 0; i < ARRAY_LEN(out); i++)
		assert_int_equal(clock_parse_rfc3339(str_of(out[i]), &ms), ERR_RANGE);
	assert_true(ms == 42);
}

static void dates_read_and_refuse(void **unused)
{
	(void)unused;
	int32_t days = 42;
	assert_int_equal(clock_parse_date(STR("1985-06-15"), &days), OK);
	assert_int_equal(days, 5644);
	days = 42;
	assert_int_equal(clock_parse_date(STR("1985-02-29"), &days), ERR_RANGE);
	assert_int_equal(clock_parse_date(STR("0000-01-01"), &days), ERR_RANGE);
	assert_int_equal(clock_parse_date(STR("1985-6-15"), &days), ERR_SYNTAX);
	assert_int_equal(clock_parse_date(STR("1985/06/15"), &days), ERR_SYNTAX);
	assert_int_equal(clock_parse_date(STR("1985-06-15Z"), &days), ERR_SYNTAX);
	assert_int_equal(clock_parse_date(STR_NONE, &days), ERR_SYNTAX);
	assert_int_equal(days, 42);
}

static void formats_are_canonical(void **unused)
{
	(void)unused;
	char out[CLOCK_RFC3339_MAX], date[16];
	clock_format_rfc3339(1759760580000, out);
	assert_string_equal(out, "2025-10-06T14:23:00Z");
	clock_format_rfc3339(1759760580007, out);
	assert_string_equal(out, "2025-10-06T14:23:00.007Z");
	clock_format_rfc3339(-1, out);
	assert_string_equal(out, "1969-12-31T23:59:59.999Z");
	clock_format_rfc3339(INT64_MAX, out);
	assert_string_equal(out, "9999-12-31T23:59:59.999Z");
	clock_format_rfc3339(INT64_MIN, out);
	assert_string_equal(out, "0001-01-01T00:00:00Z");
	clock_format_date(5644, date);
	assert_string_equal(date, "1985-06-15");
	clock_format_date(INT32_MAX, date);
	assert_string_equal(date, "9999-12-31");
	clock_format_date(INT32_MIN, date);
	assert_string_equal(date, "0001-01-01");
}

static void format_and_parse_round_trip(void **unused)
{
	(void)unused;
	uint64_t state = 88172645463325252u;
	for (int i = 0; i < 20000; i++) {
		state ^= state << 13, state ^= state >> 7, state ^= state << 17;
		int64_t ms = (int64_t)(state % 315537897600000u) - 62135596800000, back;
		char out[CLOCK_RFC3339_MAX];
		clock_format_rfc3339(ms, out);
		assert_int_equal(clock_parse_rfc3339(str_of(out), &back), OK);
		assert_true(back == ms);
	}
}

static void clocks_run(void **unused)
{
	(void)unused;
	uint64_t before = clock_mono_ns();
	assert_true(clock_mono_ns() >= before);
	assert_true(clock_mono_ms() >= before / 1000000);
	assert_true(clock_wall_ms() > 1700000000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calendar_round_trips_over_400_years_and_more),
		cmocka_unit_test(rfc3339_reads),
		cmocka_unit_test(rfc3339_refuses_what_it_is_not),
		cmocka_unit_test(dates_read_and_refuse),
		cmocka_unit_test(formats_are_canonical),
		cmocka_unit_test(format_and_parse_round_trip),
		cmocka_unit_test(clocks_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
