#include "check.h"

#include "base/money.h"

static void the_table_is_sorted_and_unique(void **unused)
{
	(void)unused;
	assert_true(currency_count() > 150);
	assert_null(currency_at(currency_count()));
	for (size_t i = 0; i < currency_count(); i++) {
		const struct currency *c = currency_at(i);
		assert_int_equal(strlen(c->code), 3);
		assert_true(c->exponent <= 4);
		assert_true(c->numeric > 0 && c->numeric < 1000);
		assert_ptr_equal(currency_find(str_of(c->code)), c);
		for (size_t k = 0; k < i; k++) {
			assert_true(strcmp(currency_at(k)->code, c->code) < 0);
			if (!c->withdrawn && !currency_at(k)->withdrawn)
				assert_int_not_equal(currency_at(k)->numeric, c->numeric);
		}
	}
}

/* Every currency that doesn't have two decimals. */
static void exponents_are_those_of_the_standard(void **unused)
{
	(void)unused;
	static const struct {
		const char *codes;
		unsigned exponent;
	} odd[] = {
		{"BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF", 0},
		{"BHD IQD JOD KWD LYD OMR TND", 3},
		{"CLF UYW", 4},
	};
	size_t listed = 0, found = 0;
	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		struct str rest = str_of(odd[i].codes), code;
		for (; str_split(&rest, ' ', &code); listed++) {
			assert_non_null(currency_find(code));
			assert_int_equal(currency_find(code)->exponent, odd[i].exponent);
		}
	}
	for (size_t i = 0; i < currency_count(); i++)
		found += currency_at(i)->exponent != 2;
	assert_int_equal(found, listed);
}

static void numbers_are_those_of_the_standard(void **unused)
{
	(void)unused;
	assert_int_equal(currency_find(STR("EUR"))->numeric, 978);
	assert_int_equal(currency_find(STR("USD"))->numeric, 840);
	assert_int_equal(currency_find(STR("ALL"))->numeric, 8);
	assert_int_equal(currency_find(STR("XCG"))->numeric, 532);
}

static void histories_can_still_be_read(void **unused)
{
	(void)unused;
	struct str rest = STR("ANG BGN HRK SLL ZWL"), code;
	size_t listed = 0, found = 0;
	for (; str_split(&rest, ' ', &code); listed++)
		assert_true(currency_find(code) && currency_find(code)->withdrawn);
	for (size_t i = 0; i < currency_count(); i++)
		found += currency_at(i)->withdrawn;
	assert_int_equal(found, listed);
	assert_false(currency_find(STR("EUR"))->withdrawn);
}

static void what_is_no_currency_is_not_found(void **unused)
{
	(void)unused;
	static const char *const none[] = {"", "EU", "EURO", "eur", "XXX", "XAU", "XTS", "DEM", "BYR", "AAA", "ZZZ"};
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_null(currency_find(str_of(none[i])));
	assert_null(currency_find(STR("EU\0")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_sorted_and_unique),    cmocka_unit_test(exponents_are_those_of_the_standard),
		cmocka_unit_test(numbers_are_those_of_the_standard), cmocka_unit_test(histories_can_still_be_read),
		cmocka_unit_test(what_is_no_currency_is_not_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
