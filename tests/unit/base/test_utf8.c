#include "check.h"

#include "base/utf8.h"

static bool is_scalar(uint32_t cp)
{
	return cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF);
}

static void every_scalar_value_round_trips(void **unused)
{
	(void)unused;
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		char out[4];
		uint32_t back;
		size_t n = utf8_encode(cp, out);
		if (utf8_decode(out, out + n, &back) != n || back != (is_scalar(cp) ? cp : 0xFFFD) ||
		    !utf8_valid(str_mem(out, n)))
			fail_msg("U+%04X", cp);
		for (size_t cut = 1; cut < n; cut++)
			if (utf8_decode(out, out + cut, &back) != 0 || utf8_valid(str_mem(out, cut)))
				fail_msg("U+%04X cut", cp);
	}
	char out[4];
	assert_int_equal(utf8_encode(0x110000, out), 3);
}

/* By counting: of all 4-byte strings that start a sequence, exactly those of scalar values are valid. */
static void nothing_but_scalar_values_is_valid(void **unused)
{
	(void)unused;
	size_t two = 0, three = 0, four = 0;
	for (uint32_t v = 0; v < 1u << 16; v++) {
		char s[2] = {(char)(v >> 8), (char)v};
		two += (v >> 15) && utf8_valid(str_mem(s, 2));
	}
	for (uint32_t v = 0xE00000; v < 0x1000000; v++) {
		char s[3] = {(char)(v >> 16), (char)(v >> 8), (char)v};
		three += utf8_length(s, s + 3) == 3;
	}
	for (uint32_t lead = 0xF0; lead <= 0xFF; lead++)
		for (uint32_t v = 0; v < 1u << 16; v++) {
			char s[4] = {(char)lead, (char)(v >> 8), (char)v, (char)0x80};
			four += utf8_length(s, s + 4) == 4;
		}
	assert_int_equal(two, 0x800 - 0x80);
	assert_int_equal(three, 0x10000 - 0x800 - 0x800);
	assert_int_equal(four, 0x100000 / 64);
}

static void the_first_invalid_byte_is_found_at_every_place(void **unused)
{
	(void)unused;
	char text[80];
	for (size_t length = 1; length < sizeof text; length++)
		for (size_t at = 0; at < length; at++) {
			memset(text, 'a', length);
			text[at] = (char)0xC0;
			assert_int_equal(utf8_invalid_at(str_mem(text, length)), at);
			text[at] = 'b';
			assert_true(utf8_valid(str_mem(text, length)));
		}
	assert_int_equal(utf8_invalid_at(STR("ok \xE2\x82\xAC \xE2\x82")), 7);
	assert_true(utf8_valid(STR_NONE));
	assert_true(utf8_valid(STR("a\0b")));
}

static void known_traps_are_refused(void **unused)
{
	(void)unused;
	static const char *const bad[] = {
		"\xC0\xAF",
		"\xC1\xBF",
		"\xE0\x80\xAF",
		"\xE0\x9F\xBF",
		"\xED\xA0\x80",
		"\xED\xBF\xBF",
		"\xF0\x80\x80\xAF",
		"\xF0\x8F\xBF\xBF",
		"\xF4\x90\x80\x80",
		"\xF5\x80\x80\x80",
		"\xFE",
		"\xFF",
		"\x80",
		"\xBF",
		"\xC3(",
		"\xE2\x82(",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(utf8_invalid_at(str_of(bad[i])), 0);
}

static void cut_never_splits_a_code_point(void **unused)
{
	(void)unused;
	struct str s = STR("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\xB2z"); /* 1 + 2 + 3 + 4 + 1 */
	static const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
	for (size_t max = 0; max < ARRAY_LEN(want); max++)
		assert_int_equal(utf8_cut(s, max).n, want[max]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_scalar_value_round_trips),
		cmocka_unit_test(nothing_but_scalar_values_is_valid),
		cmocka_unit_test(the_first_invalid_byte_is_found_at_every_place),
		cmocka_unit_test(known_traps_are_refused),
		cmocka_unit_test(cut_never_splits_a_code_point),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
