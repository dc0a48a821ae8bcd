/* YAML as a tree: what is understood, with its place, and what is refused. */
#include "base/buf.h"
#include "base/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 64 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static struct yaml_node *parse(const char *text)
{
	struct yaml_node *n = NULL;
	struct err_info info = {0};
	if (yaml_parse(str_of(text), &arena, &n, &info) != OK)
		fail_msg("%s: line %u: %s", text, info.line, info.text);
	return n;
}

static void scalars_sequences_and_mappings_have_their_place(void **state)
{
	(void)state;
	const struct yaml_node *n = parse("# comment\na: one\nb:\n  - x\n  - {c: 'two', d: \"null\"}\ne: |\n  line\n  more\n");
	assert_int_equal(n->type, YAML_MAPPING);
	assert_int_equal(n->count, 3);
	assert_true(str_is(yaml_get(n, "a")->text, "one"));
	const struct yaml_node *b = yaml_get(n, "b");
	assert_int_equal(b->type, YAML_SEQUENCE);
	assert_int_equal(b->count, 2);
	const struct yaml_node *c = yaml_get(b->items[1], "c");
	assert_int_equal(c->line, 5);
	assert_int_equal(c->column, 9);
	assert_false(c->plain);
	assert_false(yaml_is_null(yaml_get(b->items[1], "d")));
	assert_true(str_is(yaml_get(n, "e")->text, "line\nmore\n"));
	assert_null(yaml_get(n, "z"));
	assert_null(yaml_get(c, "z"));
	assert_null(yaml_get(NULL, "z"));
}

static void nothing_is_an_empty_mapping_and_nulls_are_null(void **state)
{
	(void)state;
	assert_int_equal(parse("")->type, YAML_MAPPING);
	assert_int_equal(parse("# only this\n")->count, 0);
	const struct yaml_node *n = parse("a:\nb: ~\nc: null\nd: ''\ne: nil\n");
	assert_true(yaml_is_null(yaml_get(n, "a")) && yaml_is_null(yaml_get(n, "b")) && yaml_is_null(yaml_get(n, "c")));
	assert_false(yaml_is_null(yaml_get(n, "d")) || yaml_is_null(yaml_get(n, "e")) || yaml_is_null(n));
}

static void what_a_configuration_does_not_need_is_refused_with_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err code;
		unsigned line;
	} rows[] = {
		{"a: &x 1\n", ERR_SHAPE, 1},
		{"a: 1\nb: *a\n", ERR_SHAPE, 2},
		{"a: !!int 1\n", ERR_SHAPE, 1},
		{"--- 1\n--- 2\n", ERR_SHAPE, 2},
		{"a: 1\nb: 2\na: 3\n", ERR_SHAPE, 3},
		{"? [a]\n: 1\n", ERR_SHAPE, 1},
		{"a: \"x\\0y\"\n", ERR_SHAPE, 1},
		{"a: [1, 2\nb: 3\n", ERR_SYNTAX, 2},
		{"a: 1\n\tb: 2\n", ERR_SYNTAX, 2},
		{"a: \"open\n", ERR_SYNTAX, 2},
		{"\xFF\xFE"
		 "a",
		 ERR_SYNTAX, 0},
		{"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", ERR_TOO_LARGE, 1},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct yaml_node *n = NULL;
		struct err_info info = {0};
		enum err e = yaml_parse(str_of(rows[i].text), &arena, &n, &info);
		if (e != rows[i].code || info.line != rows[i].line || !info.text[0] || n)
			fail_msg("%s: %s, line %u: %s", rows[i].text, err_name(e), info.line, info.text);
	}
}

static void size_nodes_and_keys_are_bounded(void **state)
{
	(void)state;
	struct yaml_node *n;
	struct err_info info;
	struct buf b;
	buf_init(&b, 4 << 20);
	BUF_LIT(&b, "[");
	for (int i = 0; i < YAML_NODES_MAX - 1; i++)
		BUF_LIT(&b, "1,");
	BUF_LIT(&b, "]");
	assert_int_equal(yaml_parse(buf_view(&b), &arena, &n, &info), OK);
	assert_int_equal(n->count, YAML_NODES_MAX - 1);
	b.n--;
	BUF_LIT(&b, "1]");
	assert_int_equal(yaml_parse(buf_view(&b), &arena, &n, &info), ERR_TOO_LARGE);
	buf_reset(&b);
	for (int i = 0; i < YAML_KEYS_MAX; i++)
		buf_printf(&b, "k%d: 1\n", i);
	assert_int_equal(yaml_parse(buf_view(&b), &arena, &n, &info), OK);
	BUF_LIT(&b, "more: 1\n");
	assert_int_equal(yaml_parse(buf_view(&b), &arena, &n, &info), ERR_TOO_LARGE);
	assert_int_equal(info.line, YAML_KEYS_MAX + 1);
	buf_reset(&b);
	for (int i = 0; i < YAML_BYTES_MAX / 2; i++)
		BUF_LIT(&b, "#\n");
	assert_int_equal(yaml_parse(buf_view(&b), &arena, &n, &info), OK);
	BUF_LIT(&b, "#");
	assert_int_equal(yaml_parse(buf_view(&b), &arena, &n, &info), ERR_TOO_LARGE);
	buf_done(&b);
}

static void values_are_checked_with_their_place(void **state)
{
	(void)state;
	const struct yaml_node *n = parse("n: 12\nq: \"12\"\nt: true\nword: hi\nempty: ''\nlist: []\nctl: \"a\\tb\"\n");
	struct err_info info = {0};
	int64_t v = 0;
	bool t = false;
	struct str s = STR_NONE;
	assert_int_equal(yaml_i64(yaml_get(n, "n"), "n", 0, 12, &v, &info), OK);
	assert_int_equal(v, 12);
	assert_int_equal(yaml_i64(yaml_get(n, "n"), "n", 0, 11, &v, &info), ERR_SHAPE);
	assert_string_equal(info.text, "must be from 0 to 11");
	assert_int_equal(yaml_i64(yaml_get(n, "q"), "q", 0, 99, &v, &info), ERR_SHAPE);
	assert_int_equal(info.line, 2);
	assert_int_equal(yaml_bool(yaml_get(n, "t"), "t", &t, &info), OK);
	assert_true(t);
	assert_int_equal(yaml_bool(yaml_get(n, "word"), "word", &t, &info), ERR_SHAPE);
	assert_int_equal(yaml_text(yaml_get(n, "word"), "word", 2, &s, &info), OK);
	assert_int_equal(yaml_text(yaml_get(n, "word"), "word", 1, &s, &info), ERR_SHAPE);
	assert_int_equal(yaml_text(yaml_get(n, "empty"), "empty", 9, &s, &info), ERR_SHAPE);
	assert_int_equal(yaml_text(yaml_get(n, "list"), "list", 9, &s, &info), ERR_SHAPE);
	assert_int_equal(yaml_text(yaml_get(n, "ctl"), "ctl", 9, &s, &info), ERR_SHAPE);
	assert_int_equal(info.line, 7);
}

static void unknown_keys_are_told_with_the_nearest_known_one(void **state)
{
	(void)state;
	static const char *const known[] = {"timeout_ms", "retries", "queue", NULL};
	struct err_info info = {0};
	assert_int_equal(yaml_check_keys(parse("retries: 1\nqueue: 2\n"), "x", known, &info), OK);
	assert_int_equal(yaml_check_keys(parse("retries: 1\ntimeout: 2\n"), "x", known, &info), ERR_SHAPE);
	assert_int_equal(info.line, 2);
	assert_non_null(strstr(info.text, "\"timeout_ms\" meant"));
	assert_int_equal(yaml_check_keys(parse("something_else: 2\n"), "x", known, &info), ERR_SHAPE);
	assert_null(strstr(info.text, "meant"));
	assert_int_equal(yaml_check_keys(parse("[1]"), "x", known, &info), ERR_SHAPE);
}

static void a_copy_outlives_the_first_arena(void **state)
{
	(void)state;
	struct arena first;
	struct yaml_node *n;
	arena_init(&first, 1 << 20);
	assert_int_equal(yaml_parse(STR("a: [1, {b: two}]\n"), &first, &n, NULL), OK);
	const struct yaml_node *c = yaml_copy(n, &arena);
	arena_done(&first);
	assert_true(str_is(yaml_get(yaml_get(c, "a")->items[1], "b")->text, "two"));
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(scalars_sequences_and_mappings_have_their_place),
		T(nothing_is_an_empty_mapping_and_nulls_are_null),
		T(what_a_configuration_does_not_need_is_refused_with_its_line),
		T(size_nodes_and_keys_are_bounded),
		T(values_are_checked_with_their_place),
		T(unknown_keys_are_told_with_the_nearest_known_one),
		T(a_copy_outlives_the_first_arena),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
