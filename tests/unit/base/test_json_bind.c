#include "check.h"

#include "base/json_bind.h"

struct place {
	int64_t zip;
	struct str city;
};
struct form {
	struct str name;
	int64_t limit;
	bool exact, has_limit;
	struct str_list tags;
	struct place place;
	struct str raw;
	int64_t count;
};

static const struct json_bind place_fields[] = {
	{.name = "zip", .type = JSON_BIND_I64, .offset = offsetof(struct place, zip), .required = true},
	{.name = "city/town", .type = JSON_BIND_STRING, .offset = offsetof(struct place, city)},
};
static const struct json_bind form_fields[] = {
	{.name = "name", .type = JSON_BIND_STRING, .offset = offsetof(struct form, name), .required = true, .min = 2, .max = 5},
	{.name = "limit",
	 .type = JSON_BIND_I64,
	 .offset = offsetof(struct form, limit),
	 .nullable = true,
	 .min = 1,
	 .max = 200,
	 .present_offset = offsetof(struct form, has_limit)},
	{.name = "exact", .type = JSON_BIND_BOOL, .offset = offsetof(struct form, exact)},
	{.name = "tags", .type = JSON_BIND_STRINGS, .offset = offsetof(struct form, tags), .max = 3},
	{.name = "place",
	 .type = JSON_BIND_OBJECT,
	 .offset = offsetof(struct form, place),
	 .fields = place_fields,
	 .field_count = ARRAY_LEN(place_fields)},
	{.name = "raw", .type = JSON_BIND_RAW, .offset = offsetof(struct form, raw)},
	{.name = "count", .type = JSON_BIND_I64, .offset = offsetof(struct form, count)},
};

static struct arena arena;

static enum err bind(const char *text, struct form *f, struct err_info *info)
{
	memset(f, 0, sizeof *f);
	memset(info, 0, sizeof *info);
	arena_reset(&arena);
	return json_bind_object(str_of(text), form_fields, ARRAY_LEN(form_fields), &arena, f, info);
}

static int setup(void **unused)
{
	(void)unused;
	arena_init(&arena, 1 << 16);
	return 0;
}

static int teardown(void **unused)
{
	(void)unused;
	arena_done(&arena);
	return 0;
}

static void every_type_is_bound(void **unused)
{
	(void)unused;
	struct form f;
	struct err_info info;
	assert_int_equal(bind("{\"tags\":[\"a\",\"\\u00e9\"],\"\\u006eame\":\"John\",\"limit\":2e1,\"exact\":true,\"count\":-7,"
			      "\"place\":{\"city/town\":\"X\",\"zip\":9},\"raw\":[1, {}]}",
			      &f, &info),
			 OK);
	check_str(f.name, "John");
	assert_int_equal(f.limit, 20);
	assert_true(f.has_limit);
	assert_true(f.exact);
	assert_int_equal(f.tags.count, 2);
	check_str(f.tags.items[1], "\xC3\xA9");
	assert_int_equal(f.place.zip, 9);
	check_str(f.place.city, "X");
	check_str(f.raw, "[1, {}]");
	assert_int_equal(f.count, -7);
}

static void absent_and_null_leave_the_field_alone(void **unused)
{
	(void)unused;
	struct form f;
	struct err_info info;
	assert_int_equal(bind("{\"name\":\"Jo\",\"limit\":null,\"tags\":[]}", &f, &info), OK);
	assert_false(f.has_limit);
	assert_int_equal(f.limit, 0);
	assert_int_equal(f.tags.count, 0);
}

static void wrong_shapes_are_named(void **unused)
{
	(void)unused;
	static const struct {
		const char *text, *field, *why;
	} rows[] = {
		{"[]", "", "must be an object"},
		{"1", "", "must be an object"},
		{"{}", "/name", "is required"},
		{"{\"name\":null}", "/name", "must be a string"},
		{"{\"name\":7}", "/name", "must be a string"},
		{"{\"name\":\"J\"}", "/name", "must be at least 2 bytes long"},
		{"{\"name\":\"Johnny\"}", "/name", "must be at most 5 bytes long"},
		{"{\"name\":\"Jo\",\"name\":\"Jo\"}", "/name", "is given twice"},
		{"{\"name\":\"Jo\",\"limit\":null,\"limit\":3}", "/limit", "is given twice"},
		{"{\"name\":\"Jo\",\"limit\":0}", "/limit", "must be at least 1"},
		{"{\"name\":\"Jo\",\"limit\":201}", "/limit", "must be at most 200"},
		{"{\"name\":\"Jo\",\"limit\":1.5}", "/limit", "must be an integer of at most 64 bits"},
		{"{\"name\":\"Jo\",\"limit\":1e30}", "/limit", "must be an integer of at most 64 bits"},
		{"{\"name\":\"Jo\",\"limit\":\"1\"}", "/limit", "must be a number"},
		{"{\"name\":\"Jo\",\"exact\":1}", "/exact", "must be true or false"},
		{"{\"name\":\"Jo\",\"tags\":\"a\"}", "/tags", "must be an array of strings"},
		{"{\"name\":\"Jo\",\"tags\":[\"a\",2]}", "/tags/1", "must be a string"},
		{"{\"name\":\"Jo\",\"tags\":[\"a\",\"b\",\"c\",\"d\"]}", "/tags", "must be at most 3 long"},
		{"{\"name\":\"Jo\",\"place\":[]}", "/place", "must be an object"},
		{"{\"name\":\"Jo\",\"place\":{}}", "/place/zip", "is required"},
		{"{\"name\":\"Jo\",\"place\":{\"zip\":1,\"city/town\":3}}", "/place/city~1town", "must be a string"},
		{"{\"name\":\"Jo\",\"place\":{\"zip\":1,\"~\":3}}", "/place/~0", "is not known here"},
		{"{\"name\":\"Jo\",\"extra\":{}}", "/extra", "is not known here"},
		{"{\"extra\":1}", "/extra", "is not known here"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct form f;
		struct err_info info;
		assert_int_equal(bind(rows[i].text, &f, &info), ERR_SHAPE);
		assert_int_equal(info.code, ERR_SHAPE);
		assert_string_equal(info.field, rows[i].field);
		assert_string_equal(info.text, rows[i].why);
		assert_int_equal(info.line, 1);
		assert_int_equal(bind(rows[i].text, &f, &info), ERR_SHAPE);
	}
}

static void a_complaint_points_at_the_value(void **unused)
{
	(void)unused;
	struct form f;
	struct err_info info;
	assert_int_equal(bind("{\"name\":\"Jo\",\n  \"limit\": 500}", &f, &info), ERR_SHAPE);
	assert_int_equal(info.line, 2);
	assert_int_equal(info.column, 12);
}

static void malformed_goes_before_the_wrong_shape(void **unused)
{
	(void)unused;
	static const char *const texts[] = {"",
					    "{\"name\":7,",
					    "{\"extra\":1}}",
					    "{\"name\":\"Jo\",\"tags\":[\"a\",}",
					    "{\"name\":\"\\x\"}",
					    "[1",
					    "{\"name\":\"Jo\",\"limit\":01}",
					    "{\"name\":\"Jo\"",
					    "{\"name\":\"Jo\"} x",
					    "{\"name\":\"Jo\",\"raw\":[}"};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct form f;
		struct err_info info;
		assert_int_equal(bind(texts[i], &f, &info), ERR_SYNTAX);
		assert_int_equal(info.code, ERR_SYNTAX);
		assert_true(info.text[0] != '\0');
		assert_int_equal(json_bind_object(str_of(texts[i]), form_fields, ARRAY_LEN(form_fields), &arena, &f, NULL),
				 ERR_SYNTAX);
	}
}

static void a_long_unknown_name_is_cut_in_the_complaint(void **unused)
{
	(void)unused;
	char text[600] = "{\"";
	struct form f;
	struct err_info info;
	memset(text + 2, 'k', 500);
	strcpy(text + 502, "\":1}");
	assert_int_equal(bind(text, &f, &info), ERR_SHAPE);
	assert_int_equal(strlen(info.field), sizeof info.field - 1);
}

static void deep_nesting_is_too_large(void **unused)
{
	(void)unused;
	char text[400] = "{\"raw\":";
	struct form f;
	struct err_info info;
	memset(text + 7, '[', 100);
	assert_int_equal(bind(text, &f, &info), ERR_TOO_LARGE);
}

static void a_full_arena_is_said(void **unused)
{
	(void)unused;
	struct arena tiny;
	struct form f = {0};
	struct err_info info;
	static const char *const texts[] = {"{\"name\":\"\\n\\n\"}", "{\"tags\":[\"a\"]}", "{\"n\\u0061me\":\"a\"}"};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		arena_init(&tiny, 0);
		assert_int_equal(json_bind_object(str_of(texts[i]), form_fields, ARRAY_LEN(form_fields), &tiny, &f, &info),
				 ERR_NOMEM);
		assert_int_equal(info.code, ERR_NOMEM);
		arena_done(&tiny);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_bound),
		cmocka_unit_test(absent_and_null_leave_the_field_alone),
		cmocka_unit_test(wrong_shapes_are_named),
		cmocka_unit_test(a_complaint_points_at_the_value),
		cmocka_unit_test(malformed_goes_before_the_wrong_shape),
		cmocka_unit_test(a_long_unknown_name_is_cut_in_the_complaint),
		cmocka_unit_test(deep_nesting_is_too_large),
		cmocka_unit_test(a_full_arena_is_said),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
