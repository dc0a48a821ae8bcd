#include "check.h"

#include "base/csv.h"

#include <stdio.h>
#include <stdlib.h>

/* All records of @text, "field|field;" each, fed in pieces of @piece bytes; the place and text of what was refused behind it. */
static void read_all(const char *text, size_t length, size_t piece, char *out, size_t size)
{
	struct csv c;
	struct err_info info = {0};
	size_t from = 0, to = 0, n = 0;
	csv_init(&c);
	for (;;) {
		size_t used;
		/* A copy of its own, so that reading past what is there is found. */
		char *bytes = malloc(to - from + 1);
		assert_non_null(bytes);
		memcpy(bytes, text + from, to - from);
		char *exact = realloc(bytes, to - from ? to - from : 1);
		enum csv_result got = csv_next(&c, str_mem(exact, to - from), to == length, &used, &info);
		for (size_t i = 0; got == CSV_RECORD && i < c.count; i++)
			n += (size_t)snprintf(out + n, size - n, "%.*s%c", STR_ARG(c.fields[i].text),
					      i + 1 == c.count ? ';' : '|');
		free(exact);
		assert_true(used <= to - from && n < size);
		from += used;
		if (got == CSV_MORE) {
			assert_true(to < length);
			to = to + piece < length ? to + piece : length;
		} else if (got != CSV_RECORD) {
			if (got == CSV_BAD)
				snprintf(out + n, size - n, "!%u:%u", info.line, info.column);
			break;
		}
	}
	csv_done(&c);
}

static void check(const char *text, const char *want)
{
	size_t length = strlen(text);
	for (size_t piece = 1; piece <= length + 1; piece++) {
		char out[4096] = "";
		read_all(text, length, piece, out, sizeof out);
		assert_string_equal(out, want);
	}
}

static void records_are_read_in_pieces_of_any_size(void **unused)
{
	(void)unused;
	check("a,b\n1,2\n", "a|b;1|2;");
	check("a,b\r\n1,2\r\n", "a|b;1|2;");
	check("a,b\n1,2", "a|b;1|2;");
	check("\xEF\xBB\xBF"
	      "a,b\n",
	      "a|b;");
	check(",\n,,\n", "|;||;");
	check("a\n\n\r\nb\n\n", "a;b;");
	check("", "");
	check("\n\n", "");
	check("\"\"\n", ";");
	check("\"a,\"\"b\"\"\r\nc\",d\n", "a,\"b\"\r\nc|d;");
	check("\"a\",\"b\"", "a|b;");
	check("\"\"\"\"", "\";");
	check("Zoë,日本\n", "Zoë|日本;");
}

static void what_is_no_csv_is_refused_with_its_place(void **unused)
{
	(void)unused;
	check("a,b\n1,\"2\n3", "a|b;!2:3");
	check("a,b\nx\"y,2\n", "a|b;!2:2");
	check("a,b\n\"x\"y,2\n", "a|b;!2:4");
	check("a,b\rc\n", "!1:4");
	check("a,b\r", "!1:4");
	check("a,\"b\nc\",é\"\n", "!2:5");
	check("a\n\xFF\xFEx\n", "a;!2:1");
	check("ab\nc\xE4x\n", "ab;!2:2"); /* Latin-1 */
}

static void nul_bytes_are_refused(void **unused)
{
	(void)unused;
	char out[64] = "";
	read_all("a\n\0b\n", 5, 5, out, sizeof out);
	assert_string_equal(out, "a;!2:1");
	out[0] = '\0';
	read_all("\xFF\xFE"
		 "a\0\n\0",
		 6, 6, out, sizeof out);
	assert_string_equal(out, "!1:1");
}

static void lines_inside_quotes_count(void **unused)
{
	(void)unused;
	struct csv c;
	struct err_info info;
	size_t used, at = 0;
	const char *text = "\"a\nb\nc\"\n\n\nx,y\n";
	csv_init(&c);
	assert_int_equal(csv_next(&c, str_of(text), true, &used, &info), CSV_RECORD);
	assert_int_equal(c.line, 1);
	at += used;
	assert_int_equal(csv_next(&c, str_of(text + at), true, &used, &info), CSV_RECORD);
	assert_int_equal(c.line, 6);
	uint32_t line, column;
	csv_place(&c, c.fields[1].offset, &line, &column);
	assert_int_equal(line, 6);
	assert_int_equal(column, 3);
	csv_done(&c);
}

static void a_record_and_its_fields_have_limits(void **unused)
{
	(void)unused;
	struct csv c;
	struct err_info info = {0};
	size_t used, n = CSV_RECORD_MAX + 100;
	char *text = malloc(n);
	assert_non_null(text);
	memset(text, 'x', n);
	csv_init(&c);
	assert_int_equal(csv_next(&c, str_mem(text, n), false, &used, &info), CSV_BAD);
	assert_int_equal(info.code, ERR_TOO_LARGE);
	csv_done(&c);
	memset(text, ',', CSV_FIELDS_MAX);
	text[CSV_FIELDS_MAX] = '\n';
	csv_init(&c);
	assert_int_equal(csv_next(&c, str_mem(text, CSV_FIELDS_MAX + 1), true, &used, &info), CSV_BAD);
	csv_done(&c);
	csv_init(&c);
	assert_int_equal(csv_next(&c, str_mem(text + 1, CSV_FIELDS_MAX), true, &used, &info), CSV_RECORD);
	assert_int_equal(c.count, CSV_FIELDS_MAX);
	csv_done(&c);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_read_in_pieces_of_any_size),
		cmocka_unit_test(what_is_no_csv_is_refused_with_its_place),
		cmocka_unit_test(nul_bytes_are_refused),
		cmocka_unit_test(lines_inside_quotes_count),
		cmocka_unit_test(a_record_and_its_fields_have_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
