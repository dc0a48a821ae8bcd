/* How values are taken from a text, and how the reader fails. */
#include "json_walk.h"

static void values_come_as_they_are(void **unused)
{
	(void)unused;
	struct json_reader r;
	struct arena a;
	struct str key, s = STR_NONE;
	bool b = false;
	int64_t v = 0;
	double d = 0;
	arena_init(&a, 1 << 16);
	static const char text[] = "{\"s\":\"abc\",\"\\u0065sc\":\"\\\"\\\\\\/"
				   "\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83c\\uDFB2\xC3\xA9\",\"i\":-42,\"n\":12.340,"
				   "\"d\":-2.5e-1,\"t\":true,\"z\":null,\"raw\": {\"a\" : [1 , 2]} ,\"l\":[1,[2]]}";
	json_reader_init(&r, str_of(text), JSON_LIMITS_DEFAULT);
	assert_int_equal(json_peek(&r), JSON_OBJECT);
	json_enter_object(&r);
	assert_int_equal(json_peek(&r), JSON_NONE); /* a name comes next, not a value */
	assert_true(json_next_key(&r, &a, &key));
	check_str(key, "s");
	assert_true(key.p > text && key.p < text + sizeof text); /* a slice */
	assert_true(json_get_string(&r, &a, &s));
	check_str(s, "abc");
	assert_int_equal(a.used_bytes, 0);
	assert_true(json_next_key(&r, &a, &key));
	check_str(key, "esc");
	assert_true(json_get_string(&r, &a, &s));
	check_str(s, "\"\\/\b\f\n\r\t\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\xB2\xC3\xA9");
	assert_true(json_next_key(&r, &a, &key) && json_get_i64(&r, &v));
	assert_int_equal(v, -42);
	assert_true(json_next_key(&r, &a, &key) && json_get_number(&r, &s));
	check_str(s, "12.340");
	assert_true(json_next_key(&r, &a, &key) && json_get_double(&r, &d));
	assert_true(d == -0.25);
	assert_true(json_next_key(&r, &a, &key) && !json_take_null(&r) && json_get_bool(&r, &b));
	assert_true(b);
	assert_true(json_next_key(&r, &a, &key) && json_take_null(&r));
	assert_true(json_next_key(&r, &a, &key) && json_skip(&r, &s));
	check_str(s, "{\"a\" : [1 , 2]}");
	assert_true(json_next_key(&r, &a, &key));
	json_enter_array(&r);
	assert_true(json_next_element(&r) && json_get_i64(&r, &v) && json_next_element(&r));
	assert_int_equal(json_peek(&r), JSON_ARRAY);
	assert_true(json_skip(&r, NULL));
	assert_false(json_next_element(&r));
	assert_false(json_next_key(&r, &a, &key));
	assert_int_equal(json_peek(&r), JSON_NONE);
	assert_int_equal(json_finish(&r), OK);
	arena_done(&a);
}

static void an_escaped_name_without_an_arena_comes_raw(void **unused)
{
	(void)unused;
	struct json_reader r;
	struct str key, s = STR("before");
	json_reader_init(&r, STR("{\"\\u0061\":\"\\n\"}"), JSON_LIMITS_DEFAULT);
	json_enter_object(&r);
	assert_true(json_next_key(&r, NULL, &key));
	check_str(key, "\\u0061");
	assert_false(json_get_string(&r, NULL, &s));
	check_str(s, "before");
	assert_int_equal(json_finish(&r), ERR_NOMEM);
}

static void integers_are_exact_or_a_wrong_shape(void **unused)
{
	(void)unused;
	static const struct {
		const char *text;
		int64_t v;
	} good[] = {{"0", 0},
		    {"-0", 0},
		    {"1.0", 1},
		    {"1e2", 100},
		    {"12.50e1", 125},
		    {"-9223372036854775808", INT64_MIN},
		    {"9223372036854775807", INT64_MAX},
		    {"9223372036854775807.000", INT64_MAX}};
	static const char *const bad[] = {"1.5", "1e-1", "9223372036854775808", "1e19", "\"1\"", "true", "null", "[]", "{}"};
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct json_reader r;
		int64_t v = 7;
		json_reader_init(&r, str_of(good[i].text), JSON_LIMITS_DEFAULT);
		assert_true(json_get_i64(&r, &v));
		assert_true(v == good[i].v);
		assert_int_equal(json_finish(&r), OK);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct json_reader r;
		int64_t v = 7;
		json_reader_init(&r, str_of(bad[i]), JSON_LIMITS_DEFAULT);
		assert_false(json_get_i64(&r, &v));
		assert_int_equal(v, 7);
		assert_int_equal(json_finish(&r), ERR_SHAPE);
	}
}

static void a_number_past_double_is_a_wrong_shape(void **unused)
{
	(void)unused;
	struct json_reader r;
	double d = 7;
	json_reader_init(&r, STR("1e999"), JSON_LIMITS_DEFAULT);
	assert_false(json_get_double(&r, &d));
	assert_true(d == 7);
	assert_int_equal(json_finish(&r), ERR_SHAPE);
}

static void another_type_is_a_wrong_shape_and_sticks(void **unused)
{
	(void)unused;
	struct json_reader r;
	struct str s = STR("before"), key;
	bool b;
	json_reader_init(&r, STR("[1,\"x\"]"), JSON_LIMITS_DEFAULT);
	json_enter_array(&r);
	assert_true(json_next_element(&r));
	assert_false(json_get_string(&r, NULL, &s));
	check_str(s, "before");
	assert_false(json_next_element(&r));
	assert_false(json_next_key(&r, NULL, &key));
	assert_false(json_get_bool(&r, &b));
	assert_false(json_skip(&r, NULL));
	assert_int_equal(json_peek(&r), JSON_NONE);
	json_fail(&r, ERR_RANGE, "too late: the first failure counts");
	assert_int_equal(json_finish(&r), ERR_SHAPE);
}

static void the_caller_can_fail_the_reader(void **unused)
{
	(void)unused;
	struct json_reader r;
	struct err_info info;
	int64_t v;
	json_reader_init(&r, STR("[\n 500]"), JSON_LIMITS_DEFAULT);
	json_enter_array(&r);
	assert_true(json_next_element(&r) && json_get_i64(&r, &v));
	json_fail(&r, ERR_SHAPE, "at most 200");
	assert_false(json_next_element(&r));
	assert_int_equal(json_finish(&r), ERR_SHAPE);
	json_describe_failure(&r, &info);
	assert_int_equal(info.line, 2);
	assert_int_equal(info.column, 5);
	assert_string_equal(info.text, "at most 200");
}

static void a_failure_says_where_and_never_quotes(void **unused)
{
	(void)unused;
	struct json_reader r;
	struct err_info info;
	json_reader_init(&r, STR("{\n \"\xC3\xA9\": secret}"), JSON_LIMITS_DEFAULT);
	json_skip(&r, NULL);
	assert_int_equal(json_finish(&r), ERR_SYNTAX);
	json_describe_failure(&r, &info);
	assert_int_equal(info.code, ERR_SYNTAX);
	assert_int_equal(info.line, 2);
	assert_int_equal(info.column, 7); /* the letter counts as one */
	assert_int_equal(info.offset, 9);
	assert_null(strstr(info.text, "secret"));
	json_describe_failure(&r, NULL);
}

static void finish_wants_everything_read(void **unused)
{
	(void)unused;
	struct json_reader r;
	struct str key;
	json_reader_init(&r, STR("1"), JSON_LIMITS_DEFAULT);
	assert_int_equal(json_finish(&r), ERR_SYNTAX);
	json_reader_init(&r, STR("{\"a\":1}"), JSON_LIMITS_DEFAULT);
	json_enter_object(&r);
	assert_true(json_next_key(&r, NULL, &key));
	assert_int_equal(json_finish(&r), ERR_SYNTAX);
}

static void leave_the_array_and_go_on(void)
{
	struct json_reader r;
	json_reader_init(&r, STR("[]]"), JSON_LIMITS_DEFAULT);
	json_enter_array(&r);
	if (!json_next_element(&r))
		(void)json_next_element(&r);
}
static void ask_an_array_for_names(void)
{
	struct json_reader r;
	struct str key;
	json_reader_init(&r, STR("[1]"), JSON_LIMITS_DEFAULT);
	json_enter_array(&r);
	(void)json_next_key(&r, NULL, &key);
}

static void a_caller_that_loses_its_place_is_stopped(void **unused)
{
	(void)unused;
	struct json_reader r;
	assert_true(dies(leave_the_array_and_go_on));
	assert_true(dies(ask_an_array_for_names));
	json_reader_init(&r, STR("[1,2]"), JSON_LIMITS_DEFAULT);
	json_enter_array(&r);
	assert_true(json_next_element(&r));
	assert_false(json_next_element(&r)); /* the 1 was left unread: the text is not to blame */
	assert_int_equal(json_finish(&r), ERR_INTERNAL);
}

static void nest(char *out, size_t depth)
{
	memset(out, '[', depth);
	memset(out + depth, ']', depth);
	out[2 * depth] = '\0';
}

static void depth_is_limited_in_skipping_and_walking(void **unused)
{
	(void)unused;
	static char text[200002];
	nest(text, JSON_MAX_DEPTH);
	assert_int_equal(check_text(str_of(text)), OK);
	assert_int_equal(walk_text(str_of(text)), OK);
	nest(text, JSON_MAX_DEPTH + 1);
	assert_int_equal(check_text(str_of(text)), ERR_TOO_LARGE);
	assert_int_equal(walk_text(str_of(text)), ERR_TOO_LARGE);
	nest(text, 100000);
	assert_int_equal(check_text(str_of(text)), ERR_TOO_LARGE);
	struct json_reader r;
	json_reader_init(&r, STR("[[[1]]]"), (struct json_limits){.max_depth = 2, .max_bytes = 100});
	assert_false(json_skip(&r, NULL));
	assert_int_equal(json_finish(&r), ERR_TOO_LARGE);
	json_reader_init(&r, STR("[[1],{\"a\":2}]"), (struct json_limits){.max_depth = 2, .max_bytes = 100});
	assert_true(json_skip(&r, NULL));
	/* Objects and arrays in turn: the kinds are kept a bit a level. */
	char mixed[1024] = "";
	for (int i = 0; i < JSON_MAX_DEPTH / 2; i++)
		strcat(mixed, "[{\"\":");
	strcat(mixed, "1");
	for (int i = 0; i < JSON_MAX_DEPTH / 2; i++)
		strcat(mixed, "}]");
	assert_int_equal(check_text(str_of(mixed)), OK);
	assert_int_equal(walk_text(str_of(mixed)), OK);
}

static void length_is_limited(void **unused)
{
	(void)unused;
	struct json_reader r;
	json_reader_init(&r, STR("[1,2]"), (struct json_limits){.max_depth = 8, .max_bytes = 5});
	json_skip(&r, NULL);
	assert_int_equal(json_finish(&r), OK);
	json_reader_init(&r, STR("[1,2] "), (struct json_limits){.max_depth = 8, .max_bytes = 5});
	assert_int_equal(json_peek(&r), JSON_NONE);
	assert_int_equal(json_finish(&r), ERR_TOO_LARGE);
}

static void skip_inside_leaves_the_rest_readable(void **unused)
{
	(void)unused;
	struct json_reader r;
	struct str key, raw = STR_NONE;
	int64_t v = 0;
	json_reader_init(&r, STR("{\"a\":{\"b\":[{},[],\"]}\"]},\"c\":3}"), JSON_LIMITS_DEFAULT);
	json_enter_object(&r);
	assert_true(json_next_key(&r, NULL, &key) && json_skip(&r, &raw));
	check_str(raw, "{\"b\":[{},[],\"]}\"]}");
	assert_true(json_next_key(&r, NULL, &key) && json_get_i64(&r, &v));
	assert_int_equal(v, 3);
	assert_false(json_next_key(&r, NULL, &key));
	assert_int_equal(json_finish(&r), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_as_they_are),
		cmocka_unit_test(an_escaped_name_without_an_arena_comes_raw),
		cmocka_unit_test(integers_are_exact_or_a_wrong_shape),
		cmocka_unit_test(a_number_past_double_is_a_wrong_shape),
		cmocka_unit_test(another_type_is_a_wrong_shape_and_sticks),
		cmocka_unit_test(the_caller_can_fail_the_reader),
		cmocka_unit_test(a_failure_says_where_and_never_quotes),
		cmocka_unit_test(finish_wants_everything_read),
		cmocka_unit_test(a_caller_that_loses_its_place_is_stopped),
		cmocka_unit_test(depth_is_limited_in_skipping_and_walking),
		cmocka_unit_test(length_is_limited),
		cmocka_unit_test(skip_inside_leaves_the_rest_readable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
