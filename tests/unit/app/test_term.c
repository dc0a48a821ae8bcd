#include "check.h"

#include "app/json_tree.h"
#include "app/layout.h"
#include "base/utf8.h"

static void no_control_or_reordering_character_ever_passes(void **unused)
{
	(void)unused;
	struct term t = term_in_memory(100);
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		char bytes[4];
		bool bad = cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp >= 0x202a && cp <= 0x202e) ||
			   (cp >= 0x2066 && cp <= 0x2069) || cp == 0x200e || cp == 0x200f || cp == 0x061c || cp == 0x2028 ||
			   cp == 0x2029 || cp == 0xfeff || (cp >= 0xe0000 && cp <= 0xe007f);
		if (cp >= 0xd800 && cp <= 0xdfff)
			continue;
		size_t n = utf8_encode(cp, bytes);
		term_text(&t, STYLE_PLAIN, str_mem(bytes, n));
		if (bad)
			assert_string_equal(term_take(&t), "\xef\xbf\xbd");
		else
			assert_true(t.out.n > 0), term_take(&t);
	}
	buf_done(&t.out);
}

static void an_escape_sequence_in_a_name_is_only_text(void **unused)
{
	(void)unused;
	struct term t = term_in_memory(100);
	term_cell(&t, STYLE_PLAIN, STR("A\033[31mB\033]0;title\007"), 20, false);
	const char *out = term_take(&t);
	assert_null(strchr(out, '\033'));
	assert_null(strchr(out, '\007'));
	term_text(&t, STYLE_PLAIN,
		  STR("\xc2\x9b"
		      "31m")); /* CSI as one character */
	assert_string_equal(term_take(&t), "\xef\xbf\xbd"
					   "31m");
	buf_done(&t.out);
}

static void broken_utf8_becomes_replacement_characters(void **unused)
{
	(void)unused;
	struct term t = term_in_memory(100);
	term_text(&t, STYLE_PLAIN, STR("a\xff\xc3z"));
	assert_string_equal(term_take(&t), "a\xef\xbf\xbd\xef\xbf\xbdz");
	buf_done(&t.out);
}

static void columns_are_counted_as_terminals_do(void **unused)
{
	(void)unused;
	struct term t = term_in_memory(100);
	assert_int_equal(term_columns(&t, STR("abc")), 3);
	assert_int_equal(term_columns(&t, STR("Gonçalves")), 9);
	assert_int_equal(term_columns(&t, STR("山田太郎")), 8);
	assert_int_equal(term_columns(&t, STR("e\u0301")), 1);         /* e and a combining accent */
	assert_int_equal(term_columns(&t, STR("علی‌رضا")), 6); /* a joiner takes no room */
	buf_done(&t.out);
}

static void a_cell_is_exactly_as_wide_as_asked(void **unused)
{
	(void)unused;
	static const char *const texts[] = {"", "a", "abcdefghij", "山田太郎さん", "e\u0301e\u0301e\u0301", "aé山", "x\ty"};
	struct term t = term_in_memory(100);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		for (size_t width = 1; width < 16; width++)
			for (int right = 0; right < 2; right++) {
				term_cell(&t, STYLE_PLAIN, str_of(texts[i]), width, right);
				const char *out = term_take(&t);
				assert_int_equal(term_columns(&t, str_of(out)), width);
			}
	term_cell(&t, STYLE_PLAIN, STR("abcdef"), 4, false);
	assert_string_equal(term_take(&t), "abc…");
	buf_done(&t.out);
}

static void without_utf8_only_ascii_is_written(void **unused)
{
	(void)unused;
	struct term t = term_in_memory(100);
	t.utf8 = false;
	term_text(&t, STYLE_PLAIN, STR("Zoë 山e\u0301"));
	assert_string_equal(term_take(&t), "Zo? ?e");
	for (int g = 0; g < SIGN_COUNT_; g++)
		term_sign(&t, STYLE_PLAIN, (enum sign)g);
	for (const char *c = term_take(&t); *c; c++)
		assert_true(*c > 0);
	buf_done(&t.out);
}

static void colour_is_only_written_where_it_is_wanted(void **unused)
{
	(void)unused;
	struct term t = term_in_memory(100);
	term_text(&t, STYLE_ALARM, STR("x"));
	assert_string_equal(term_take(&t), "x");
	t.colour = true;
	term_text(&t, STYLE_ALARM, STR("x"));
	assert_string_equal(term_take(&t), "\033[1;97;41mx\033[0m");
	buf_done(&t.out);
}

static void json_stays_the_same_json_without_control_characters(void **unused)
{
	(void)unused;
	static const char json[] = "{\"a\":\"x\x7f\xc2\x9b\xe2\x80\xae\xf3\xa0\x80\x81y\",\"b\":[1,2]}";
	struct term t = term_in_memory(100);
	struct arena a;
	struct json_node *before, *after;
	arena_init(&a, 1u << 20);
	term_json(&t, str_of(json));
	struct str out = str_of(term_take(&t));
	for (size_t i = 0; i < out.n; i++)
		assert_true(out.p[i] >= 0x20 && out.p[i] < 0x7f);
	assert_int_equal(json_tree_parse(str_of(json), &a, &before, NULL), OK);
	assert_int_equal(json_tree_parse(out, &a, &after, NULL), OK);
	assert_true(str_eq(json_text_at(before, "a"), json_text_at(after, "a")));
	arena_done(&a);
	buf_done(&t.out);
}

static void a_paragraph_stays_within_the_terminal(void **unused)
{
	(void)unused;
	struct term t = term_in_memory(60);
	term_paragraph(&t, STYLE_PLAIN,
		       STR("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"), 10);
	char *out = strdup(term_take(&t)), *rest = out, *line;
	int lines = 0;
	while ((line = strsep(&rest, "\n")) && *line) {
		assert_true(strlen(line) + (lines ? 0 : 10) <= 60);
		if (lines++)
			assert_int_equal(strspn(line, " "), 10);
	}
	assert_true(lines > 1);
	free(out);
	buf_done(&t.out);
}

static void a_table_gives_way_in_its_flexible_columns_only(void **unused)
{
	(void)unused;
	static const struct table_column columns[] = {
		{"Id", false, false}, {"Text", false, true}, {"Sum", true, false}, {"None", false, false}};
	static struct table table;
	struct term t = term_in_memory(60);
	table_init(&table, columns, ARRAY_LEN(columns));
	assert_true(table_row(&table));
	table_set(&table, 0, STYLE_PLAIN, STR("TKT-1234567890"));
	table_set(&table, 1, STYLE_PLAIN, STR("a sentence that is far too long for a terminal of sixty columns"));
	table_set(&table, 2, STYLE_PLAIN, STR("CAD 1,234,567.89"));
	table_print(&t, &table);
	const char *out = term_take(&t);
	assert_non_null(strstr(out, "TKT-1234567890"));
	assert_non_null(strstr(out, "CAD 1,234,567.89"));
	assert_non_null(strstr(out, "…"));
	assert_null(strstr(out, "None")); /* nothing stands in it */
	for (const char *line = out; *line;) {
		const char *end = strchr(line, '\n');
		assert_true(term_columns(&t, str_mem(line, (size_t)(end - line))) <= 60);
		line = end + 1;
	}
	buf_done(&t.out);
}

static void a_full_table_counts_what_it_leaves_out(void **unused)
{
	(void)unused;
	static const struct table_column columns[] = {{"N", false, false}};
	static struct table table;
	struct term t = term_in_memory(60);
	table_init(&table, columns, 1);
	for (int i = 0; i < TABLE_ROWS_MAX + 3; i++)
		if (table_row(&table))
			table_set(&table, 0, STYLE_PLAIN, STR("x"));
	table_print(&t, &table);
	assert_non_null(strstr(term_take(&t), "and 3 more"));
	buf_done(&t.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_control_or_reordering_character_ever_passes),
		cmocka_unit_test(an_escape_sequence_in_a_name_is_only_text),
		cmocka_unit_test(broken_utf8_becomes_replacement_characters),
		cmocka_unit_test(columns_are_counted_as_terminals_do),
		cmocka_unit_test(a_cell_is_exactly_as_wide_as_asked),
		cmocka_unit_test(without_utf8_only_ascii_is_written),
		cmocka_unit_test(colour_is_only_written_where_it_is_wanted),
		cmocka_unit_test(json_stays_the_same_json_without_control_characters),
		cmocka_unit_test(a_paragraph_stays_within_the_terminal),
		cmocka_unit_test(a_table_gives_way_in_its_flexible_columns_only),
		cmocka_unit_test(a_full_table_counts_what_it_leaves_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
