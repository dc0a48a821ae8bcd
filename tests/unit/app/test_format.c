#include "check.h"

#include "app/format.h"

static struct arena arena;
#define check(call, text)                                                    \
	do {                                                                 \
		struct str got_ = (call);                                    \
		if (!str_is(got_, text))                                     \
			fail_msg("'%.*s' is not '%s'", STR_ARG(got_), text); \
	} while (0)

static void money_keeps_every_digit(void **unused)
{
	(void)unused;
	check(format_money(&arena, STR("CAD"), STR("1250.75")), "CAD 1,250.75");
	check(format_money(&arena, STR("CAD"), STR("-3050.25")), "CAD -3,050.25");
	check(format_money(&arena, STR("JPY"), STR("1234567")), "JPY 1,234,567");
	check(format_money(&arena, STR("KWD"), STR("0.005")), "KWD 0.005");
	check(format_money(&arena, STR(""), STR("-100")), "-100");
	check(format_money(&arena, STR("XXX"), STR("92233720368547758.07")), "XXX 92,233,720,368,547,758.07");
	check(format_money(&arena, STR("CAD"), STR("")), "");
}

static void shares_and_counts(void **unused)
{
	(void)unused;
	check(format_share(&arena, STR("0.9655")), "96.55 %");
	check(format_share(&arena, STR("1.0007998")), "100.08 %");
	check(format_share(&arena, STR("no")), "");
	check(format_count(&arena, STR("1547")), "1,547");
	check(format_count(&arena, STR("999")), "999");
	check(format_count(&arena, STR("-1000")), "-1,000");
}

static void ages_have_the_unit_that_says_most(void **unused)
{
	(void)unused;
	check(format_age(&arena, 0), "0 s");
	check(format_age(&arena, 59999), "59 s");
	check(format_age(&arena, 60000), "1 min");
	check(format_age(&arena, 3600000), "1 h");
	check(format_age(&arena, 86400000), "1 day");
	check(format_age(&arena, 12ll * 86400000), "12 days");
	check(format_age(&arena, 400ll * 86400000), "13 months");
	check(format_age(&arena, 1000ll * 86400000), "2 years");
}

static void moments_say_how_long_ago_or_how_long_still(void **unused)
{
	(void)unused;
	const int64_t now = 1759760580000; /* 2025-10-06T14:23:00Z */
	check(format_time(&arena, STR("2025-10-06T14:20:00Z"), now), "2025-10-06 14:20  (3 min ago)");
	check(format_time(&arena, STR("2025-10-06T17:23:00Z"), now), "2025-10-06 17:23  (in 3 h)");
	check(format_time(&arena, STR("2025-10-06T16:20:00+02:00"), 0), "2025-10-06 14:20");
	check(format_time(&arena, STR("soon"), now), "soon");
	check(format_when(&arena, STR("2025-10-06T14:20:00Z"), now), "2025-10-06 14:20  (3 min ago)");
	check(format_when(&arena, STR("2025-09-01T14:20:00Z"), now), "2025-09-01 14:20");
	check(format_day(&arena, STR("2025-09-01T14:20:00Z")), "2025-09-01");
}

static void words_minutes_and_sizes(void **unused)
{
	(void)unused;
	check(format_words(&arena, STR("self_excluded")), "self excluded");
	check(format_minutes(&arena, STR("120")), "2 h");
	check(format_minutes(&arena, STR("95")), "1 h 35 min");
	check(format_minutes(&arena, STR("0")), "0 min");
	check(format_bytes(&arena, 999), "999 B");
	check(format_bytes(&arena, 1234567), "1.2 MB");
	check(format_bytes(&arena, 116000), "116 kB");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(money_keeps_every_digit),           cmocka_unit_test(shares_and_counts),
		cmocka_unit_test(ages_have_the_unit_that_says_most), cmocka_unit_test(moments_say_how_long_ago_or_how_long_still),
		cmocka_unit_test(words_minutes_and_sizes),
	};
	arena_init(&arena, 1u << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_done(&arena);
	return failed;
}
