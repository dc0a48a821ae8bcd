#include "check.h"

#include "base/json_writer.h"

#include <math.h>

struct written {
	struct buf b;
	struct json_writer w;
};

static struct json_writer *start(struct written *t)
{
	buf_init(&t->b, 1 << 16);
	json_writer_init(&t->w, &t->b);
	return &t->w;
}

#define check_written(t, lit)                          \
	do {                                           \
		assert_int_equal(buf_ok(&(t)->b), OK); \
		check_str(buf_view(&(t)->b), lit);     \
		buf_done(&(t)->b);                     \
	} while (0)

static void commas_and_nesting_are_right(void **unused)
{
	(void)unused;
	struct written t;
	struct json_writer *w = start(&t);
	json_open_object(w);
	json_kv_str(w, STR("a"), STR("x"));
	JSON_KEY(w, "b");
	json_open_array(w);
	json_open_array(w);
	json_close_array(w);
	json_put_i64(w, -1);
	json_open_object(w);
	json_close_object(w);
	json_put_u64(w, UINT64_MAX);
	json_put_raw(w, STR("{\"r\":1}"));
	json_close_array(w);
	json_kv_bool(w, STR("c"), true);
	json_kv_bool(w, STR("d"), false);
	json_kv_null(w, STR("e"));
	json_kv_i64(w, STR("f"), INT64_MIN);
	json_kv_time(w, STR("g"), 1759760580000);
	JSON_KEY(w, "h");
	json_put_money(w, -305025, 2);
	json_close_object(w);
	check_written(&t, "{\"a\":\"x\",\"b\":[[],-1,{},18446744073709551615,{\"r\":1}],\"c\":true,\"d\":false,\"e\":null,"
			  "\"f\":-9223372036854775808,\"g\":\"2025-10-06T14:23:00Z\",\"h\":-3050.25}");
}

static void strings_are_escaped_for_json_and_for_pages(void **unused)
{
	(void)unused;
	struct written t;
	struct json_writer *w = start(&t);
	json_open_array(w);
	json_put_string(w, STR("\"\\/\b\f\n\r\t\x01\x1f\x7f"));
	json_put_string(w, STR("</script>&"));
	json_put_string(w, STR("a\xE2\x80\xA8"
			       "b\xE2\x80\xA9"
			       "c\xE2\x80\xAA"));
	json_put_string(w, STR("\xC3\xA9\xF0\x9F\x8E\xB2"));
	json_put_string(w, STR("a\xFF\xC3"
			       "b\xE2\x82"));
	json_put_string(w, STR("nul\0!"));
	json_put_string(w, STR_NONE);
	json_close_array(w);
	check_written(&t,
		      "[\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\",\"\\u003c/script>&\",\"a\\u2028b\\u2029c\xE2\x80\xAA\","
		      "\"\xC3\xA9\xF0\x9F\x8E\xB2\",\"a\xEF\xBF\xBD\xEF\xBF\xBD"
		      "b\xEF\xBF\xBD\xEF\xBF\xBD\",\"nul\\u0000!\",\"\"]");
}

static void escaping_works_at_every_place(void **unused)
{
	(void)unused;
	char text[70];
	for (size_t n = 1; n < sizeof text; n++)
		for (size_t at = 0; at < n; at++) {
			struct buf b;
			buf_init(&b, 200);
			memset(text, 'a', n);
			text[at] = '<';
			json_escape(&b, str_mem(text, n));
			assert_int_equal(buf_view(&b).n, n + 7);
			assert_memory_equal(buf_view(&b).p + 1 + at, "\\u003c", 6);
			buf_done(&b);
		}
}

static void doubles_are_shortest_and_read_back(void **unused)
{
	(void)unused;
	struct written t;
	struct json_writer *w = start(&t);
	json_open_array(w);
	static const double values[] = {0.0, -0.0,     0.1,      29.24, 1e21, 5e-324, 1.0 / 3, 123456789012345680.0,
					NAN, INFINITY, -INFINITY};
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		json_put_double(w, values[i]);
	json_close_array(w);
	check_written(&t, "[0,-0,0.1,29.24,1e+21,5e-324,0.3333333333333333,1.2345678901234568e+17,null,null,null]");
}

static void a_full_buffer_sticks(void **unused)
{
	(void)unused;
	struct buf b;
	struct json_writer w;
	buf_init(&b, 8);
	json_writer_init(&w, &b);
	json_open_array(&w);
	json_put_string(&w, STR("much too long"));
	json_close_array(&w);
	assert_int_equal(buf_ok(&b), ERR_TOO_LARGE);
	buf_done(&b);
}

static struct written broken;
static void close_the_other_kind(void)
{
	json_open_object(start(&broken));
	json_close_array(&broken.w);
}
static void close_what_was_not_opened(void)
{
	json_close_object(start(&broken));
}
static void name_in_an_array(void)
{
	json_open_array(start(&broken));
	JSON_KEY(&broken.w, "a");
}
static void value_without_a_name(void)
{
	json_open_object(start(&broken));
	json_put_null(&broken.w);
}
static void name_without_a_value(void)
{
	json_open_object(start(&broken));
	JSON_KEY(&broken.w, "a");
	json_close_object(&broken.w);
}
static void too_deep(void)
{
	start(&broken);
	for (int i = 0; i <= JSON_MAX_DEPTH; i++)
		json_open_array(&broken.w);
}

static void wrong_use_stops_the_program(void **unused)
{
	(void)unused;
	assert_true(dies(close_the_other_kind));
	assert_true(dies(close_what_was_not_opened));
	assert_true(dies(name_in_an_array));
	assert_true(dies(value_without_a_name));
	assert_true(dies(name_without_a_value));
	assert_true(dies(too_deep));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commas_and_nesting_are_right),  cmocka_unit_test(strings_are_escaped_for_json_and_for_pages),
		cmocka_unit_test(escaping_works_at_every_place), cmocka_unit_test(doubles_are_shortest_and_read_back),
		cmocka_unit_test(a_full_buffer_sticks),          cmocka_unit_test(wrong_use_stops_the_program),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
