#include "check.h"

#include "base/money.h"

struct row {
	const char *text;
	unsigned exponent;
	int64_t minor;
};

static void decimal_text_is_exact(void **unused)
{
	(void)unused;
	static const struct row good[] = {
		{"1250.75", 2, 125075},
		{"-3050.25", 2, -305025},
		{"500", 2, 50000},
		{"500", 0, 500},
		{"0", 2, 0},
		{"-0.00", 2, 0},
		{"0.5", 2, 50},
		{"1.500", 2, 150},
		{"1.2345", 4, 12345},
		{"1.0000000000000000000000000000", 0, 1},
		{"0.001", 3, 1},
		{"007.10", 2, 710},
		{"92233720368547758.07", 2, INT64_MAX},
		{"-92233720368547758.08", 2, INT64_MIN},
		{"9223372036854775807", 0, INT64_MAX},
		{"000000000000000000000000000000000001", 0, 1},
		{"9000000000000000000.000", 0, 9000000000000000000},
	};
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		int64_t minor;
		assert_int_equal(money_parse_decimal(str_of(good[i].text), good[i].exponent, &minor), OK);
		assert_true(minor == good[i].minor);
	}
}

static void decimal_text_never_rounds(void **unused)
{
	(void)unused;
	static const struct row out[] = {
		{"0.001", 2, 0},
		{"1.5", 0, 0},
		{"1.005", 2, 0},
		{"92233720368547758.08", 2, 0},
		{"-92233720368547758.09", 2, 0},
		{"99999999999999999999999", 2, 0},
		{"9223372036854775808", 0, 0},
		{"18446744073709551616", 0, 0},
		{"0.00000000000000000000000000000000000000001", 4, 0},
		{"1", 19, 0},
	};
	int64_t minor = 42;
	for (size_t i = 0; i < ARRAY_LEN(out); i++)
		assert_int_equal(money_parse_decimal(str_of(out[i].text), out[i].exponent, &minor), ERR_RANGE);
	assert_true(minor == 42);
}

static void decimal_text_of_another_form_is_refused(void **unused)
{
	(void)unused;
	static const char *const bad[] = {"",   "-",     "+1",  ".5",   "5.",  "1e3",  "1,5", "1 ",
					  " 1", "1.2.3", "--1", "0x10", "NaN", "1.-5", "-.5"};
	int64_t minor = 42;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(money_parse_decimal(str_of(bad[i]), 2, &minor), ERR_SYNTAX);
	assert_true(minor == 42);
}

static void json_numbers_may_have_an_exponent(void **unused)
{
	(void)unused;
	static const struct row good[] = {
		{"1.5e2", 2, 15000},
		{"15E-1", 2, 150},
		{"1e+3", 0, 1000},
		{"0e999999999999999999999", 2, 0},
		{"-1.25e1", 2, -1250},
		{"100e-2", 0, 1},
		{"1e18", 0, 1000000000000000000},
		{"0.00000000000000000000000001e26", 2, 100},
		{"10000000000000000000000000e-25", 2, 100},
	};
	static const char *const out[] = {"1e-3", "1e400", "1.5e99999999999999999999", "1e-99999999999999999999",
					  "1e17", "12e16"};
	static const char *const bad[] = {"1e", "1e+", "01", "-01.5", "1.e2", "e2", "1e2.5", "1e 2", "0x1p3"};
	int64_t minor;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_int_equal(money_parse_json_number(str_of(good[i].text), good[i].exponent, &minor), OK);
		assert_true(minor == good[i].minor);
	}
	minor = 42;
	for (size_t i = 0; i < ARRAY_LEN(out); i++)
		assert_int_equal(money_parse_json_number(str_of(out[i]), 2, &minor), ERR_RANGE);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(money_parse_json_number(str_of(bad[i]), 2, &minor), ERR_SYNTAX);
	assert_true(minor == 42);
}

static void formats_show_all_decimals(void **unused)
{
	(void)unused;
	static const struct row rows[] = {
		{"1250.75", 2, 125075},
		{"-3050.25", 2, -305025},
		{"500", 0, 500},
		{"0.00", 2, 0},
		{"0.05", 2, 5},
		{"-0.005", 3, -5},
		{"0", 0, 0},
		{"1.0000", 4, 10000},
		{"-92233720368547758.08", 2, INT64_MIN},
		{"9.223372036854775807", 18, INT64_MAX},
		{"-0.000000000000000001", 18, -1},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char out[MONEY_TEXT_MAX];
		assert_int_equal(money_format(rows[i].minor, rows[i].exponent, out), strlen(rows[i].text));
		assert_string_equal(out, rows[i].text);
		struct buf b;
		buf_init(&b, 100);
		buf_money(&b, rows[i].minor, rows[i].exponent);
		assert_true(str_is(buf_view(&b), rows[i].text));
		buf_done(&b);
	}
}

static void format_and_parse_round_trip_for_every_exponent(void **unused)
{
	(void)unused;
	uint64_t state = 88172645463325252u;
	for (unsigned i = 0; i < 50000; i++) {
		state ^= state << 13, state ^= state >> 7, state ^= state << 17;
		int64_t minor = (int64_t)state >> (i % 60), back;
		char out[MONEY_TEXT_MAX];
		struct str text = str_mem(out, money_format(minor, i % 5, out));
		assert_int_equal(money_parse_decimal(text, i % 5, &back), OK);
		assert_true(back == minor);
		assert_int_equal(money_parse_json_number(text, i % 5, &back), OK);
		assert_true(back == minor);
	}
}

static void sums_that_overflow_are_refused(void **unused)
{
	(void)unused;
	int64_t v = 42;
	assert_int_equal(money_add(INT64_MAX, 1, &v), ERR_RANGE);
	assert_int_equal(money_sub(INT64_MIN, 1, &v), ERR_RANGE);
	assert_int_equal(money_sub(0, INT64_MIN, &v), ERR_RANGE);
	assert_true(v == 42);
	assert_int_equal(money_add(INT64_MAX, INT64_MIN, &v), OK);
	assert_true(v == -1);
	assert_int_equal(money_sub(-1, INT64_MIN, &v), OK);
	assert_true(v == INT64_MAX);
}

static void division_rounds_half_to_even(void **unused)
{
	(void)unused;
	static const int64_t rows[][3] = {
		{4523050, 1547, 2924}, /* the average bet of the printed view: 29.24 */
		{5, 2, 2},
		{7, 2, 4},
		{-5, 2, -2},
		{-7, 2, -4},
		{5, -2, -2},
		{-7, -2, 4},
		{1, 2, 0},
		{3, 2, 2},
		{-1, 2, 0},
		{1, 3, 0},
		{2, 3, 1},
		{-2, 3, -1},
		{0, 5, 0},
		{INT64_MAX, 1, INT64_MAX},
		{INT64_MIN, 1, INT64_MIN},
		{INT64_MIN, INT64_MIN, 1},
		{INT64_MAX, INT64_MIN, -1},
		{INT64_MIN, 2, INT64_MIN / 2},
		{INT64_MAX, 2, 4611686018427387904},
	};
	int64_t v;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(money_div_half_even(rows[i][0], rows[i][1], &v), OK);
		assert_true(v == rows[i][2]);
	}
	v = 42;
	assert_int_equal(money_div_half_even(1, 0, &v), ERR_RANGE);
	assert_int_equal(money_div_half_even(INT64_MIN, -1, &v), ERR_RANGE);
	assert_true(v == 42);
}

/* Against the definition itself: the nearest integer, of two as near the even one. */
static void division_is_the_nearest_for_all_small_numbers(void **unused)
{
	(void)unused;
	for (int64_t a = -200; a <= 200; a++)
		for (int64_t n = -30; n <= 30; n++) {
			int64_t q;
			if (n == 0)
				continue;
			assert_int_equal(money_div_half_even(a, n, &q), OK);
			int64_t off = 2 * (a - q * n), size = n < 0 ? -n : n;
			off = off < 0 ? -off : off;
			assert_true(off < size || (off == size && q % 2 == 0));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimal_text_is_exact),
		cmocka_unit_test(decimal_text_never_rounds),
		cmocka_unit_test(decimal_text_of_another_form_is_refused),
		cmocka_unit_test(json_numbers_may_have_an_exponent),
		cmocka_unit_test(formats_show_all_decimals),
		cmocka_unit_test(format_and_parse_round_trip_for_every_exponent),
		cmocka_unit_test(sums_that_overflow_are_refused),
		cmocka_unit_test(division_rounds_half_to_even),
		cmocka_unit_test(division_is_the_nearest_for_all_small_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
