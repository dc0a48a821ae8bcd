#include "check.h"

#include "base/real.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void the_fast_way_and_strtod_agree(void **unused)
{
	(void)unused;
	uint64_t state = 88172645463325252u;
	for (int i = 0; i < 100000; i++) {
		char text[40];
		state ^= state << 13, state ^= state >> 7, state ^= state << 17;
		snprintf(text, sizeof text, "%s%llu.%0*llu", i % 2 ? "-" : "", (unsigned long long)(state % 1000000), 1 + i % 14,
			 (unsigned long long)(state >> 20) % 10000000000);
		double v;
		assert_int_equal(real_parse(str_of(text), &v), OK);
		assert_true(v == strtod(text, NULL));
	}
}

static void corners_are_rounded_correctly(void **unused)
{
	(void)unused;
	static const char *const texts[] = {
		"0",
		"-0",
		"9007199254740992",
		"9007199254740993",
		"9007199254740993.0",
		"1e22",
		"1e23",
		"5e-324",
		"2.4703282292062327e-324",
		"1.7976931348623157e308",
		"2.2250738585072011e-308",
		"0.000000000000000000000000000001",
		"12345678901234567890",
		"9999999999999999999",
		"123456789.123456789123456789",
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		double v;
		assert_int_equal(real_parse(str_of(texts[i]), &v), OK);
		assert_true(v == strtod(texts[i], NULL));
		assert_int_equal(signbit(v) != 0, texts[i][0] == '-');
	}
	double v = 7;
	assert_int_equal(real_parse(STR("1e309"), &v), ERR_RANGE);
	assert_int_equal(real_parse(STR("-1e309"), &v), ERR_RANGE);
	assert_true(v == 7);
}

static void a_very_long_number_is_read(void **unused)
{
	(void)unused;
	char text[2000];
	double v;
	memset(text, '0', sizeof text);
	text[0] = '1';
	text[1] = '.';
	text[sizeof text - 1] = '1';
	assert_int_equal(real_parse(str_mem(text, sizeof text), &v), OK);
	assert_true(v == 1.0);
}

static void formats_read_back_the_same(void **unused)
{
	(void)unused;
	uint64_t state = 88172645463325252u;
	for (int i = 0; i < 100000; i++) {
		double v, back;
		char out[REAL_TEXT_MAX];
		state ^= state << 13, state ^= state >> 7, state ^= state << 17;
		memcpy(&v, &state, sizeof v);
		if (!isfinite(v))
			continue;
		size_t n = real_format(v, out);
		assert_int_equal(n, strlen(out));
		assert_int_equal(real_parse(str_of(out), &back), OK);
		assert_true(v == back);
	}
	char out[REAL_TEXT_MAX];
	real_format(-DBL_TRUE_MIN, out);
	assert_string_equal(out, "-5e-324");
	real_format(-DBL_MAX, out);
	assert_string_equal(out, "-1.7976931348623157e+308");
}

/* A locale with a decimal comma must not reach the wire. Where none is installed, the C locale is all there is to test. */
static void the_locale_does_not_matter(void **unused)
{
	(void)unused;
	static const char *const commas[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "sv_SE.UTF-8", "C.UTF-8"};
	size_t i = 0;
	while (i < ARRAY_LEN(commas) && !setlocale(LC_ALL, commas[i]))
		i++;
	char out[REAL_TEXT_MAX];
	double v;
	real_format(0.5, out);
	assert_string_equal(out, "0.5");
	assert_int_equal(real_parse(STR("1.5e-300"), &v), OK);
	assert_true(v == 1.5e-300);
	setlocale(LC_ALL, "C");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fast_way_and_strtod_agree), cmocka_unit_test(corners_are_rounded_correctly),
		cmocka_unit_test(a_very_long_number_is_read),    cmocka_unit_test(formats_read_back_the_same),
		cmocka_unit_test(the_locale_does_not_matter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
