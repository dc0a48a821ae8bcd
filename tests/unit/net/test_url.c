#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/url.h"

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 1u << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static void decoding_is_strict_about_escapes_and_text(void **state)
{
	(void)state;
	static const struct {
		const char *in;
		enum err err;
		const char *out;
	} rows[] = {
		{"", OK, ""},
		{"plain", OK, "plain"},
		{"a%20b+c", OK, "a b+c"},
		{"%C3%A4%e2%82%ac", OK, "\xc3\xa4\xe2\x82\xac"},
		{"%2e%2E%2f", OK, "../"},
		{"%", ERR_SYNTAX, NULL},
		{"%2", ERR_SYNTAX, NULL},
		{"%g0", ERR_SYNTAX, NULL},
		{"%0g", ERR_SYNTAX, NULL},
		{"ab%4", ERR_SYNTAX, NULL},
		{"%00", ERR_SHAPE, NULL},
		{"%0a", ERR_SHAPE, NULL},
		{"%7f", ERR_SHAPE, NULL},
		{"%ff", ERR_SHAPE, NULL},
		{"%c0%af", ERR_SHAPE, NULL},
		{"%ed%a0%80", ERR_SHAPE, NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str out = STR("untouched");
		assert_int_equal(url_decode(str_of(rows[i].in), &arena, &out), rows[i].err);
		assert_true(str_is(out, rows[i].out ? rows[i].out : "untouched"));
	}
	struct arena tiny;
	struct str out;
	arena_init(&tiny, 16);
	assert_int_equal(url_decode(STR("longer than sixteen bytes"), &tiny, &out), ERR_NOMEM);
	arena_done(&tiny);
}

static void encoding_comes_back_the_same(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 4096);
	struct str text = STR("a b/c?d=e&f%g+h~-._\xc3\xa4");
	url_encode(&b, text);
	assert_true(str_eq(buf_view(&b), STR("a%20b%2Fc%3Fd%3De%26f%25g%2Bh~-._%C3%A4")));
	struct str back;
	assert_int_equal(url_decode(buf_view(&b), &arena, &back), OK);
	assert_true(str_eq(back, text));
	buf_done(&b);
}

static void queries_are_split_then_decoded(void **state)
{
	(void)state;
	struct url_param p[4];
	size_t n = 99;
	assert_int_equal(url_parse_query(STR("a=1&b=x+y%26z&&c&=v"), &arena, p, 4, &n), OK);
	assert_int_equal(n, 4);
	assert_true(str_is(p[0].name, "a") && str_is(p[0].value, "1"));
	assert_true(str_is(p[1].name, "b") && str_is(p[1].value, "x y&z"));
	assert_true(str_is(p[2].name, "c") && str_is(p[2].value, ""));
	assert_true(str_is(p[3].name, "") && str_is(p[3].value, "v"));
	assert_int_equal(url_parse_query(STR("a&b&c&d&e"), &arena, p, 4, &n), ERR_TOO_LARGE);
	assert_int_equal(url_parse_query(STR("a=%"), &arena, p, 4, &n), ERR_SYNTAX);
	assert_int_equal(url_parse_query(STR("%00=a"), &arena, p, 4, &n), ERR_SHAPE);
	assert_int_equal(n, 4);
	assert_int_equal(url_parse_query(STR_NONE, &arena, p, 4, &n), OK);
	assert_int_equal(n, 0);
}

static void only_plain_http_urls_are_split(void **state)
{
	(void)state;
	struct url_parts u;
	assert_int_equal(url_split(STR("HTTP://Host:80/p/q?r#s"), &u), OK);
	assert_true(str_is(u.scheme, "HTTP") && str_is(u.authority, "Host:80") && str_is(u.path_and_query, "/p/q?r"));
	assert_int_equal(url_split(STR("https://[::1]:8443"), &u), OK);
	assert_true(str_is(u.authority, "[::1]:8443") && str_is(u.path_and_query, "/"));
	assert_int_equal(url_split(STR("http://h?q"), &u), OK);
	assert_true(str_is(u.authority, "h") && str_is(u.path_and_query, "?q"));
	static const char *const bad[] = {
		"",
		"http:/h",
		"//h/p",
		"h/p",
		"http://",
		"http:///p",
		"http://:80/",
		"http://h:/",
		"http://h:0/",
		"http://h:65536/",
		"http://h:8x/",
		"http://u@h/",
		"http://[::1/",
		"http://[]/",
		"http://[::1]x/",
		"ftp://h/",
		"http://h/a b",
		"http://h/\x01",
		"http://h/\xc3\xa4",
		"http://h\\@evil/",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (url_split(str_of(bad[i]), &u) == OK)
			fail_msg("taken: %s", bad[i]);
}

static void references_resolve_as_rfc_3986_5_4_shows(void **state)
{
	(void)state;
	static const struct {
		const char *ref, *url;
	} rows[] = {
		{"g", "http://a/b/c/g"},          {"./g", "http://a/b/c/g"},
		{"g/", "http://a/b/c/g/"},        {"/g", "http://a/g"},
		{"?y", "http://a/b/c/d;p?y"},     {"g?y", "http://a/b/c/g?y"},
		{"#s", "http://a/b/c/d;p?q"},     {"g#s", "http://a/b/c/g"},
		{"g?y#s", "http://a/b/c/g?y"},    {";x", "http://a/b/c/;x"},
		{"", "http://a/b/c/d;p?q"},       {".", "http://a/b/c/"},
		{"./", "http://a/b/c/"},          {"..", "http://a/b/"},
		{"../", "http://a/b/"},           {"../g", "http://a/b/g"},
		{"../..", "http://a/"},           {"../../", "http://a/"},
		{"../../g", "http://a/g"},        {"../../../g", "http://a/g"},
		{"../../../../g", "http://a/g"},  {"/./g", "http://a/g"},
		{"/../g", "http://a/g"},          {"g.", "http://a/b/c/g."},
		{".g", "http://a/b/c/.g"},        {"..g", "http://a/b/c/..g"},
		{"./../g", "http://a/b/g"},       {"./g/.", "http://a/b/c/g/"},
		{"g/./h", "http://a/b/c/g/h"},    {"g/../h", "http://a/b/c/h"},
		{"g;x=1/../y", "http://a/b/c/y"}, {"g?y/../x", "http://a/b/c/g?y/../x"},
		{"http://a/x", "http://a/x"},     {"HTTP://A:80/x?y", "http://a/x?y"},
		{"//a/x", "http://a/x"},          {"http://a", "http://a/"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str out = STR_NONE;
		enum err err = url_resolve_same_origin(STR("http://a/b/c/d;p?q"), str_of(rows[i].ref), &arena, &out);
		if (err != OK || !str_is(out, rows[i].url))
			fail_msg("%s: %s, %.*s instead of %s", rows[i].ref, err_name(err), STR_ARG(out), rows[i].url);
	}
}

static void other_origins_are_denied(void **state)
{
	(void)state;
	static const char *const away[] = {"http://b/",   "https://a/", "http://a:81/",   "//b/x",   "ftp://a/",
					   "http://a@b/", "//u@a/",     "javascript:x()", "data:,x", "mailto:x"};
	struct str out;
	for (size_t i = 0; i < ARRAY_LEN(away); i++)
		if (url_resolve_same_origin(STR("http://a/b"), str_of(away[i]), &arena, &out) == OK)
			fail_msg("followed: %s", away[i]);
	assert_int_equal(url_resolve_same_origin(STR("http://a/b"), STR("http://b/"), &arena, &out), ERR_DENIED);
	assert_int_equal(url_resolve_same_origin(STR("http://a/b"), STR("/\\b"), &arena, &out), ERR_SYNTAX);
}

static void only_this_machine_is_loopback(void **state)
{
	(void)state;
	static const char *const own[] = {"127.0.0.1", "127.255.0.9", "127.0.0.0", "127.255.255.255", "::1",
					  "[::1]",     "LocalHost",   "localhost", "0:0:0:0:0:0:0:1", "[0::0001]"};
	static const char *const others[] = {
		"",
		"0.0.0.0",
		"::",
		"[::]",
		"[::2]",
		"126.255.255.255",
		"128.0.0.1",
		"127.0.0.1.example.com",
		"127.evil.com",
		"localhost.example.com",
		"localhost.",
		"xlocalhost",
		"2130706433",
		"0x7f000001",
		"0177.0.0.1",
		"127.0.0.01",
		"127.1",
		"127.0.0.1 ",
		"127.0.0.1:80",
		"::ffff:127.0.0.1", /* a kernel may map it to 127.0.0.1, or be set up not to */
		"[::ffff:127.0.0.1]",
		"::127.0.0.1",
		"::1%lo",
		"[127.0.0.1]",
		"[localhost]",
		"[::1",
		"::1]",
		"[]",
	};
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		if (!url_host_is_loopback(str_of(own[i])))
			fail_msg("not taken: %s", own[i]);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (url_host_is_loopback(str_of(others[i])))
			fail_msg("taken: %s", others[i]);
	assert_false(url_host_is_loopback(STR("127.0.0.1\0.example.com")));
	assert_false(url_host_is_loopback(STR_NONE));
}

static void an_url_is_judged_by_its_host_alone(void **state)
{
	(void)state;
	static const char *const own[] = {"http://127.0.0.1:8360", "http://[::1]:8360/x", "https://localhost", "http://[::1]",
					  "http://LOCALHOST:1?x"};
	static const char *const others[] = {
		"http://example.com/127.0.0.1",
		"http://127.0.0.1@example.com/",
		"http://[::2]:8360",
		"localhost",
		"",
		"http://127.evil.com/",
		"http://example.com:127/",
		"http://0.0.0.0:8360",
		"http://[::ffff:127.0.0.1]/",
		"ftp://127.0.0.1/",
		"http://127.0.0.1:0/",
	};
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		if (!url_is_loopback(str_of(own[i])))
			fail_msg("not taken: %s", own[i]);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (url_is_loopback(str_of(others[i])))
			fail_msg("taken: %s", others[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(decoding_is_strict_about_escapes_and_text, setup, teardown),
		cmocka_unit_test_setup_teardown(encoding_comes_back_the_same, setup, teardown),
		cmocka_unit_test_setup_teardown(queries_are_split_then_decoded, setup, teardown),
		cmocka_unit_test_setup_teardown(only_plain_http_urls_are_split, setup, teardown),
		cmocka_unit_test_setup_teardown(references_resolve_as_rfc_3986_5_4_shows, setup, teardown),
		cmocka_unit_test_setup_teardown(other_origins_are_denied, setup, teardown),
		cmocka_unit_test(only_this_machine_is_loopback),
		cmocka_unit_test(an_url_is_judged_by_its_host_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
