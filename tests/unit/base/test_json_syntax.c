/* Which texts are JSON, by RFC 8259 and nothing beside it: skipping and walking agree. */
#include "json_walk.h"

#define MALFORMED_MAX 24 /* of a kind, and the NULL behind them */

static void well_formed_texts_pass(void **unused)
{
	(void)unused;
	static const char *const good[] = {
		"0",
		"-0",
		"1.5e-7",
		"1E+2",
		"123456789012345678901234567890",
		"\"\"",
		"\"a\"",
		"true",
		"false",
		"null",
		"[]",
		"{}",
		" [ ] ",
		"\t{\r\n}\n",
		"[1,2,3]",
		"[[],[[]],{}]",
		"{\"a\":1,\"b\":{\"c\":[true,null]}}",
		"{ \"a\" : 1 , \"b\" : 2 }",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83C\\uDFB2\"",
		"\"\x7f\"",
		"{\"\":0}",
		"{\"a\":1,\"a\":2}",
		"\"\\u0001\"",
		"\"\\uFFFF\"",
		"\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\xB2\"",
		"\"Ελένη Παπαδοπούλου 王小明\"",
		"[0,0.0,0e0,-0.0E-0]",
	};
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		if (check_text(str_of(good[i])) != OK || walk_text(str_of(good[i])) != OK)
			fail_msg("refused: %s", good[i]);
	}
}

/* Kinds of what is malformed; a failure names the kind and the text. */
static const struct {
	const char *kind;
	const char *texts[MALFORMED_MAX];
} malformed[] = {
	{"nothing", {"", " "}},
	{"objects", {"{",
		     "}",
		     "{]",
		     "{\"a\"}",
		     "{\"a\":}",
		     "{\"a\":1,}",
		     "{,\"a\":1}",
		     "{\"a\" 1}",
		     "{\"a\":1 \"b\":2}",
		     "{a:1}",
		     "{'a':1}",
		     "{1:1}",
		     "{\"a\":1",
		     "{\"a",
		     "{\"a\"",
		     "{\"a\":",
		     "{\"\xFF\":1}",
		     "{\"\n\":1}",
		     "{\"\\q\":1}",
		     "{\"a\",1}"}},
	{"arrays", {"[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1}", "[\"a\",\"b]", "[\"a\":1]"}},
	{"numbers",
	 {"01", "-", "-a", "+1", ".5", "5.", "5.e1", "1e", "1e+", "1.2.3", "0x10", "1_000", "00", "-01", "Infinity", "NaN",
	  "-Infinity"}},
	{"words", {"tru", "truE", "nul", "fals", "t", "nulll", "True", "undefined"}},
	{"strings",
	 {"\"", "\"a", "\"\n\"", "\"\x01\"", "\"\x1f\"", "\"\t\"", "\"\xC0\xAF\"", "\"\xED\xA0\x80\"", "\"\xF4\x90\x80\x80\"",
	  "\"\x80\"", "\"\xC3\"", "\"\xE2\x82\"", "'a'"}},
	{"escapes",
	 {"\"\\\"", "\"\\x41\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\", "\"\\u", "\"\\uD83C\"", "\"\\uDFB2\"", "\"\\uD83C\\u0041\"",
	  "\"\\uD83C\\uD83C\"", "\"\\uD83Cxxxxxx\"", "\"\\u0000\""}},
	{"around a value", {"\xEF\xBB\xBF{}", "1 1", "{}{}", "[]]", "{}x", "null,", "/* */1", "1//", "[1\v]", "\302\2401"}},
};

static void malformed_texts_are_refused(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < ARRAY_LEN(malformed); i++)
		for (const char *const *text = malformed[i].texts; *text; text++)
			if (check_text(str_of(*text)) != ERR_SYNTAX || walk_text(str_of(*text)) != ERR_SYNTAX)
				fail_msg("not refused, %s: %s", malformed[i].kind, *text);
	assert_int_equal(check_text(STR("\"a\0b\"")), ERR_SYNTAX);
	assert_int_equal(check_text(STR("1\0")), ERR_SYNTAX);
	assert_int_equal(check_text(STR("\0")), ERR_SYNTAX);
	assert_int_equal(check_text(STR_NONE), ERR_SYNTAX);
}

static const char sample[] = "{\"id\":\"CUS-123456\",\"n\":-12.50e+3,\"list\":[1,true,false,null,{\"x\":\"\\u00e9\xC3\xA9\\n\"}],"
			     "\"long\":\"a string that is longer than sixteen bytes, to be scanned in blocks\"}";

static void every_prefix_is_refused(void **unused)
{
	(void)unused;
	assert_int_equal(walk_text(str_of(sample)), OK);
	for (size_t n = 0; n < sizeof sample - 1; n++) {
		assert_int_equal(check_text(str_mem(sample, n)), ERR_SYNTAX);
		assert_int_equal(walk_text(str_mem(sample, n)), ERR_SYNTAX);
	}
}

/* Blocks of sixteen must not hide a byte: at every place of strings of every length. */
static void a_bad_byte_is_found_at_every_place_in_a_string(void **unused)
{
	(void)unused;
	static const char bad[] = {'\x00', '\x1f', '\n', '\x80', '\xff', '\\'};
	char text[80];
	for (size_t n = 0; n < sizeof text - 2; n++) {
		memset(text, 'a', sizeof text);
		text[0] = text[n + 1] = '"';
		assert_int_equal(walk_text(str_mem(text, n + 2)), OK);
		for (size_t at = 1; at <= n; at++) {
			for (size_t i = 0; i < sizeof bad; i++) {
				text[at] = bad[i];
				assert_int_equal(walk_text(str_mem(text, n + 2)), ERR_SYNTAX);
			}
			text[at] = 'a';
		}
	}
}

static void white_space_of_every_length_passes(void **unused)
{
	(void)unused;
	char text[64];
	for (size_t n = 0; n < 50; n++) {
		memset(text, " \n\t\r"[n % 4], sizeof text);
		text[n] = '7';
		assert_int_equal(walk_text(str_mem(text, sizeof text)), OK);
		text[n + 1] = '\f';
		assert_int_equal(walk_text(str_mem(text, sizeof text)), ERR_SYNTAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_texts_pass),
		cmocka_unit_test(malformed_texts_are_refused),
		cmocka_unit_test(every_prefix_is_refused),
		cmocka_unit_test(a_bad_byte_is_found_at_every_place_in_a_string),
		cmocka_unit_test(white_space_of_every_length_passes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
