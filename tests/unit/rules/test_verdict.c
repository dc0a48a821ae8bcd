/* What rows a verdict keeps, and when a second person is wanted. */
#include "packs.h"
#include "rules/verdict.h"

static struct packs *packs;

static int set_up(void **unused)
{
	(void)unused;
	packs = shipped_packs();
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	packs_free(packs);
	return 0;
}

static void the_gravest_comes_first_and_is_never_dropped(void **unused)
{
	(void)unused;
	static struct rule rules[2 * VERDICT_ROWS_MAX + 2];
	struct verdict v;
	verdict_init(&v);
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		verdict_add(&v, (enum verdict_level)(i % 3), VERDICT_LIMIT_WAITS, &rules[i], 0);
	assert_int_equal(v.level, VERDICT_BLOCKED);
	assert_int_equal(v.count, VERDICT_ROWS_MAX);
	size_t blocked = 0;
	for (size_t i = 0; i < v.count; i++) {
		assert_true(i == 0 || v.rows[i].level <= v.rows[i - 1].level);
		/* As they came. */
		assert_true(i == 0 || v.rows[i].level < v.rows[i - 1].level || v.rows[i].rule > v.rows[i - 1].rule);
		blocked += v.rows[i].level == VERDICT_BLOCKED;
	}
	assert_int_equal(blocked, ARRAY_LEN(rules) / 3);
	for (size_t i = 0; i < VERDICT_ROWS_MAX; i++)
		verdict_add(&v, VERDICT_BLOCKED, VERDICT_ON_REGISTER, &rules[i], 0);
	assert_int_equal(v.count, VERDICT_ROWS_MAX);
	for (size_t i = 0; i < v.count; i++)
		assert_int_equal(v.rows[i].level, VERDICT_BLOCKED);
}

static void the_same_rule_comes_once_with_its_latest_end(void **unused)
{
	(void)unused;
	static struct rule rule;
	struct verdict v;
	verdict_init(&v);
	verdict_add(&v, VERDICT_BLOCKED, VERDICT_EXCLUSION_RUNS, &rule, 20);
	verdict_add(&v, VERDICT_BLOCKED, VERDICT_EXCLUSION_RUNS, &rule, 30);
	verdict_add(&v, VERDICT_BLOCKED, VERDICT_EXCLUSION_RUNS, &rule, 10);
	assert_int_equal(v.count, 1);
	assert_int_equal(v.rows[0].until_ms, 30);
}

static void a_second_person_is_wanted_above_an_amount_in_whatever_currency(void **unused)
{
	(void)unused;
	static const struct {
		int64_t minor;
		const char *currency;
		enum verdict_level want;
	} rows[] = {{200000, "GBP", VERDICT_ALLOWED},  {200001, "GBP", VERDICT_APPROVAL},    {188200, "EUR", VERDICT_ALLOWED},
		    {188300, "EUR", VERDICT_APPROVAL}, {INT64_MAX, "IDR", VERDICT_APPROVAL}, {1, "AFN", VERDICT_APPROVAL},
		    {1, NULL, VERDICT_APPROVAL}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct verdict v;
		verdict_init(&v);
		verdict_second_person(&v, pack_of(packs, "GB"), DEED_WITHDRAWAL, at("2026-11-23T12:00:00Z"), rows[i].minor,
				      rows[i].currency ? currency_find(str_of(rows[i].currency)) : NULL);
		assert_int_equal(v.level, rows[i].want);
	}
}

static void every_code_and_level_has_a_word_of_its_own(void **unused)
{
	(void)unused;
	for (unsigned i = 0; i < VERDICT_CODE_COUNT_; i++) {
		const char *word = verdict_code_word((enum verdict_code)i);
		for (const char *c = word; *c; c++)
			assert_true((*c >= 'a' && *c <= 'z') || *c == '-');
		for (unsigned k = 0; k < i; k++)
			assert_string_not_equal(word, verdict_code_word((enum verdict_code)k));
	}
	assert_string_equal(verdict_level_word(VERDICT_ALLOWED), "allowed");
	assert_string_equal(verdict_level_word(VERDICT_APPROVAL), "needs-approval");
	assert_string_equal(verdict_level_word(VERDICT_BLOCKED), "blocked");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_gravest_comes_first_and_is_never_dropped),
		cmocka_unit_test(the_same_rule_comes_once_with_its_latest_end),
		cmocka_unit_test(a_second_person_is_wanted_above_an_amount_in_whatever_currency),
		cmocka_unit_test(every_code_and_level_has_a_word_of_its_own),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
