/* What follows from a customer's sums. */
#include "packs.h"
#include "rules/thresholds.h"

static struct packs *packs;
static struct time_zone madrid;
static const struct currency *eur, *gbp;

static int set_up(void **unused)
{
	(void)unused;
	packs = shipped_packs();
	madrid = zone_of("Europe/Madrid");
	eur = currency_find(STR("EUR"));
	gbp = currency_find(STR("GBP"));
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	packs_free(packs);
	return 0;
}

static struct threshold_facts facts(const char *pack, const char *now)
{
	return (struct threshold_facts){.pack = pack_of(packs, pack),
					.zone = &madrid,
					.at_ms = at(now),
					.age = 40,
					.currency = strcmp(pack, "GB") == 0 ? gbp : eur,
					.cash_known = true,
					.play_known = true,
					.deposits_ever = -1};
}

static int32_t day(int y, unsigned m, unsigned d)
{
	return clock_days_from_civil(y, m, d);
}

static bool says(const struct verdict *v, enum verdict_code code)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->rows[i].code == code)
			return true;
	return false;
}

static void net_deposits_are_checked_or_stop(void **unused)
{
	(void)unused;
	static const struct {
		const char *pack, *now;
		int age;
		int month;
		unsigned day;
		int64_t in, out;
		enum verdict_level level;
		bool says, stops;
	} rows[] = {
		{"GB", "2026-06-30T10:00:00Z", 40, 6, 1, 15000, 0, VERDICT_ALLOWED, false, false},
		{"GB", "2026-06-30T10:00:00Z", 40, 6, 1, 15001, 0, VERDICT_ALLOWED, true, false},
		{"GB", "2026-06-30T10:00:00Z", 40, 6, 1, 15001, 1, VERDICT_ALLOWED, false, false}, /* net */
		{"GB", "2026-06-30T10:00:00Z", 40, 5, 31, 15001, 0, VERDICT_ALLOWED, true,
		 false}, /* within the last 30 days in part */
		{"GB", "2026-06-30T10:00:00Z", 40, 5, 30, 15001, 0, VERDICT_ALLOWED, false, false},
		{"GB", "2025-02-01T10:00:00Z", 40, 6, 1, 15001, 0, VERDICT_ALLOWED, false, false}, /* 500 then */
		{"NL", "2026-06-30T10:00:00Z", 40, 6, 1, 70000, 0, VERDICT_ALLOWED, false, false},
		{"NL", "2026-06-30T10:00:00Z", 40, 6, 1, 70001, 0, VERDICT_BLOCKED, true, true},
		{"NL", "2026-06-30T10:00:00Z", 24, 6, 1, 30001, 0, VERDICT_BLOCKED, true, true},
		{"NL", "2026-06-30T10:00:00Z", 25, 6, 1, 30001, 0, VERDICT_ALLOWED, false, false},
		{"NL", "2026-06-30T10:00:00Z", -1, 6, 1, 30001, 0, VERDICT_BLOCKED, true, true},
		{"NL", "2026-06-30T10:00:00Z", 40, 5, 31, 70001, 0, VERDICT_ALLOWED, false, false}, /* another month */
		{"MT", "2026-06-30T10:00:00Z", 40, 6, 1, 90000, 0, VERDICT_ALLOWED, false, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct threshold_facts f = facts(rows[i].pack, rows[i].now);
		int year = rows[i].now[3] == '5' ? 2025 : 2026;
		const struct day_sum cash = {
			.day = day(year, (unsigned)rows[i].month, rows[i].day), .in = rows[i].in, .out = rows[i].out};
		struct verdict v;
		uint32_t states = 0;
		f.age = rows[i].age;
		f.cash = &cash;
		f.cash_count = 1;
		verdict_init(&v);
		thresholds_judge(&f, &v, &states);
		assert_int_equal(v.level, rows[i].level);
		assert_int_equal(says(&v, VERDICT_NET_DEPOSITS_HIGH), rows[i].says);
		assert_int_equal(states, rows[i].stops ? STATE_BIT(NET_DEPOSITS_HIGH) : 0);
		/* Shown to be affordable, or not known. */
		for (int k = 0; k < 2; k++) {
			f.affordable = k == 0;
			f.cash_known = k == 0;
			states = 0;
			verdict_init(&v);
			thresholds_judge(&f, &v, &states);
			assert_int_equal(states, 0);
			assert_false(says(&v, VERDICT_NET_DEPOSITS_HIGH));
		}
	}
}

static void a_sum_that_no_number_holds_is_above_everything(void **unused)
{
	(void)unused;
	const struct day_sum cash[] = {{day(2026, 6, 1), INT64_MAX, 0}, {day(2026, 6, 2), INT64_MAX, 0}};
	struct threshold_facts f = facts("NL", "2026-06-30T10:00:00Z");
	struct verdict v;
	uint32_t states = 0;
	f.cash = cash;
	f.cash_count = 2;
	verdict_init(&v);
	thresholds_judge(&f, &v, &states);
	assert_int_equal(states, STATE_BIT(NET_DEPOSITS_HIGH));
}

static void three_weeks_of_losses_running_are_intensive_play(void **unused)
{
	(void)unused;
	/* Now is a Wednesday; losses of this week and the four before, in whole euros. */
	static const struct {
		int age;
		int64_t lost[5];
		bool intensive;
	} rows[] = {
		{40, {600, 600, 600, 0, 0}, true},  {40, {0, 600, 600, 600, 0}, true},     {40, {599, 600, 600, 0, 0}, false},
		{40, {600, 0, 600, 600, 0}, false}, {40, {0, 0, 600, 600, 600}, false},    {40, {900, 900, 0, 900, 900}, false},
		{25, {200, 200, 200, 0, 0}, true},  {26, {200, 200, 200, 0, 0}, false},    {-1, {200, 200, 200, 0, 0}, true},
		{40, {0, 0, 0, 0, 0}, false},       {40, {600, 600, 600, 600, 600}, true},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct threshold_facts f = facts("ES", "2026-06-17T10:00:00Z");
		struct day_sum play[10];
		struct verdict v;
		uint32_t states = 0;
		for (int32_t w = 0; w < 5; w++) {
			/* On Monday, and won a part of it back on Wednesday. */
			play[2 * w] = (struct day_sum){day(2026, 6, 15) - 7 * w, rows[i].lost[w] * 100 + 5000, 0};
			play[2 * w + 1] = (struct day_sum){day(2026, 6, 17) - 7 * w, 1000, 6000};
		}
		f.age = rows[i].age;
		f.play = play;
		f.play_count = 10;
		verdict_init(&v);
		thresholds_judge(&f, &v, &states);
		assert_int_equal(states, rows[i].intensive ? STATE_BIT(INTENSIVE_PLAY) : 0);
		assert_int_equal(says(&v, VERDICT_INTENSIVE_PLAY), rows[i].intensive);
		/* No promotions then. */
		assert_int_equal(blocks_scopes(f.pack, states, f.at_ms),
				 rows[i].intensive ? SCOPE_BIT(BONUS) | SCOPE_BIT(MARKETING) : 0);
	}
}

static void due_diligence_is_due_at_its_threshold(void **unused)
{
	(void)unused;
	struct threshold_facts f = facts("MT", "2026-06-30T10:00:00Z");
	const struct day_sum cash[] = {{day(2026, 1, 1), 150000, 150000}, {day(2026, 6, 1), 50000, 0}};
	struct verdict v;
	uint32_t states = 0;
	f.cash = cash;
	f.cash_count = 2;
	verdict_init(&v);
	thresholds_judge(&f, &v, &states); /* 1 January is the 180th day before */
	assert_true(says(&v, VERDICT_DUE_DILIGENCE));
	f.at_ms = at("2026-07-03T10:00:00Z");
	verdict_init(&v);
	thresholds_judge(&f, &v, &states);
	assert_false(says(&v, VERDICT_DUE_DILIGENCE));
	f.deposits_ever = 200000;
	verdict_init(&v);
	thresholds_judge(&f, &v, &states);
	assert_int_equal(v.count, 1);
	assert_string_equal(v.rows[0].rule->id, "MT/due-diligence-lifetime");
	f.diligence_done = true;
	verdict_init(&v);
	thresholds_judge(&f, &v, &states);
	assert_int_equal(v.count, 0);
	/* Great Britain's is in euros: of pounds about 1,700, from four fifths of that on; of afghanis nobody here knows. */
	f = facts("GB", "2026-06-30T10:00:00Z");
	static const struct {
		const char *currency;
		int64_t transaction;
		enum verdict_code code;
	} rows[] = {{"GBP", 200000, VERDICT_DUE_DILIGENCE}, {"GBP", 136100, VERDICT_DUE_DILIGENCE},
		    {"GBP", 135900, VERDICT_CODE_COUNT_},   {"JPY", 256100, VERDICT_DUE_DILIGENCE},
		    {"JPY", 255900, VERDICT_CODE_COUNT_},   {"AFN", 1, VERDICT_AMOUNT_NOT_COMPARABLE}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		f.currency = currency_find(str_of(rows[i].currency));
		assert_non_null(f.currency);
		f.transaction_minor = rows[i].transaction;
		verdict_init(&v);
		f.cash_known = false;
		thresholds_judge(&f, &v, &states);
		assert_int_equal(v.count, rows[i].code != VERDICT_CODE_COUNT_);
		if (v.count)
			assert_int_equal(v.rows[0].code, rows[i].code);
	}
	f.currency = eur;
	f.cash_known = false;
	f.transaction_minor = 200000;
	verdict_init(&v);
	thresholds_judge(&f, &v, &states);
	assert_int_equal(v.count, 1);
	assert_int_equal(v.rows[0].code, VERDICT_DUE_DILIGENCE);
}

static void the_young_stake_less(void **unused)
{
	(void)unused;
	static const struct {
		const char *pack, *now;
		int age;
		int64_t most; /* -1: no rule */
	} rows[] = {{"GB", "2025-04-08T10:00:00Z", 40, -1},  {"GB", "2025-04-09T10:00:00Z", 20, 500},
		    {"GB", "2025-05-21T10:00:00Z", 20, 200}, {"GB", "2025-05-21T10:00:00Z", 25, 500},
		    {"GB", "2025-05-21T10:00:00Z", -1, 200}, {"DE", "2025-05-21T10:00:00Z", 40, 100}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct pack *p = pack_of(packs, rows[i].pack);
		const struct rule *r = thresholds_stake_cap(p, PRODUCT_SLOTS, rows[i].age,
							    strcmp(rows[i].pack, "GB") == 0 ? gbp : eur, at(rows[i].now));
		assert_int_equal(r ? r->values[STAKE_CAP_most].money.minor : -1, rows[i].most);
		assert_null(thresholds_stake_cap(p, PRODUCT_SPORTS, rows[i].age, gbp, at(rows[i].now)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(net_deposits_are_checked_or_stop),
		cmocka_unit_test(a_sum_that_no_number_holds_is_above_everything),
		cmocka_unit_test(three_weeks_of_losses_running_are_intensive_play),
		cmocka_unit_test(due_diligence_is_due_at_its_threshold),
		cmocka_unit_test(the_young_stake_less),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
