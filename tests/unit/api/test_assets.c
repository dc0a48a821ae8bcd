/* The table of what the web front end consists of: its names, variants and limits, and how its files are answered. */
#include "fake.h"

#include "api/assets_page.h"
#include "api/assets_route.h"

#define INDEX "<!doctype html><script src=\"./assets/a-1.js\"></script>"

static struct assets *site;

static enum err add(struct assets *a, const char *name, const char *text, struct err_info *info)
{
	struct blob *body = blob_of(str_of(text));
	assert_non_null(body);
	return assets_add(a, str_of(name), body, info);
}

static struct assets *begun(void)
{
	struct assets *a;
	assert_int_equal(assets_new(&a), OK);
	return a;
}

static struct assets *small_site(const char *asset_url)
{
	static const struct {
		const char *name, *text;
	} files[] = {
		{"index.html", INDEX},       {"index.html.br", "BR page"}, {"index.html.gz", "GZ page"},
		{"assets/a-1.js", "plain"},  {"assets/a-1.js.br", "BR"},   {"assets/a-1.js.gz", "GZ"},
		{"assets/c-2.css", "style"}, {"sw.js", "worker"},          {"assets/pdf.worker-3.mjs", "worker"},
		{"robots.txt", "robots"},
	};
	struct assets *a = begun();
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		assert_int_equal(add(a, files[i].name, files[i].text, NULL), OK);
	assert_int_equal(assets_finish(a, str_of(asset_url), NULL), OK);
	return a;
}

/* --- the table --- */

static void an_address_is_a_file_the_page_or_nothing(void **state)
{
	(void)state;
	static const struct {
		const char *path, *found; /* NULL: nothing */
	} rows[] = {
		{"/assets/a-1.js", "/assets/a-1.js"},
		{"/robots.txt", "/robots.txt"},
		{"/", "/index.html"},
		{"/index.html", "/index.html"},
		{"/customers/CUS-1", "/index.html"},
		{"/customers/CUS-1/", "/index.html"},
		{"/a.b/c", "/index.html"},
		{"/apix", "/index.html"},
		{"/assetsx", "/index.html"},
		{"/favicon.ico", NULL},
		{"/customers/a.b", "/index.html"},
		{"/customer/a.b", NULL},
		{"/assets", NULL},
		{"/assets/", NULL},
		{"/assets/a-1", NULL},
		{"/assets/a-1.js.br", NULL},
		{"/assets/../robots.txt", NULL},
		{"/assets/%61-1.js", NULL},
		{"//robots.txt", NULL},
		{"/ROBOTS.TXT", NULL},
		{"/api", NULL},
		{"/api/", NULL},
		{"/api/v1/nothing", NULL},
		{"/healthz/x", NULL},
		{"/readyz/", NULL},
		{"/metrics/x", NULL},
		{"/problems/denied", NULL},
		{"", NULL},
		{"*", NULL},
	};
	struct assets *a = small_site("");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct asset *one = assets_match(a, str_of(rows[i].path));
		if (rows[i].found ? !one || !str_is(one->path, rows[i].found) : one != NULL)
			fail_msg("%s: %s", rows[i].path, one ? one->path.p : "nothing");
		assert_null(assets_match(NULL, str_of(rows[i].path)));
	}
	assert_int_equal(assets_count(a), 6);
	assets_unref(a);
}

static void names_that_no_address_has_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *name, *reason;
	} rows[] = {
		{"a b.js", "named by"},
		{"a%20b.js", "named by"},
		{"../x.js", "named by"},
		{"a//b.js", "named by"},
		{"/a.js", "named by"},
		{"a/", "named by"},
		{"", "named by"},
		{".hidden/x.js", "named by"},
		{"\xC3\xA9.js", "named by"},
		{"a\nb.js", "named by"},
		{"api/v1/x", "portal's own"},
		{"healthz", "portal's own"},
		{"metrics/x.js", "portal's own"},
	};
	char longest[ASSET_PATH_MAX + 2];
	struct assets *a = begun();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err_info info = {0};
		assert_int_equal(add(a, rows[i].name, "x", &info), ERR_SHAPE);
		assert_has(info.text, rows[i].reason);
	}
	memset(longest, 'a', sizeof longest);
	longest[ASSET_PATH_MAX + 1] = '\0';
	assert_int_equal(add(a, longest, "x", NULL), ERR_SHAPE);
	longest[ASSET_PATH_MAX] = '\0';
	assert_int_equal(add(a, longest, "x", NULL), OK);
	assert_int_equal(add(a, longest, "x", NULL), ERR_CONFLICT);
	assert_int_equal(assets_count(a), 1);
	assets_unref(a);
}

static void so_many_files_and_no_more(void **state)
{
	(void)state;
	struct assets *a = begun();
	struct err_info info = {0};
	char name[32];
	for (unsigned i = 0; i < ASSETS_FILES_MAX; i++) {
		snprintf(name, sizeof name, "f%u", i);
		assert_int_equal(add(a, name, "", NULL), OK);
	}
	assert_int_equal(add(a, "f0.br", "", &info), ERR_TOO_LARGE); /* a variant counts as a file */
	assert_has(info.text, "4096 files");
	assets_unref(a);
}

static void so_many_bytes_and_no_more(void **state)
{
	(void)state;
	struct assets *a = begun();
	struct err_info info = {0};
	struct blob *most = blob_new(ASSETS_BYTES_MAX - 1);
	assert_non_null(most);
	assert_int_equal(assets_add(a, STR("most.bin"), most, NULL), OK);
	assert_int_equal(add(a, "two", "xx", &info), ERR_TOO_LARGE);
	assert_has(info.text, "64 MiB");
	assert_int_equal(add(a, "one", "x", NULL), OK);
	assert_int_equal(add(a, "none", "", NULL), OK);
	assert_int_equal(assets_bytes(a), ASSETS_BYTES_MAX);
	assets_unref(a);
}

static void a_site_without_its_page_or_with_half_a_file_is_none(void **state)
{
	(void)state;
	static const struct {
		const char *files[2];
		enum err err;
		const char *reason;
	} rows[] = {
		{{"assets/a.js"}, ERR_NOT_FOUND, "index.html"},
		{{"index.html", "assets/a.js.br"}, ERR_SHAPE, "assets/a.js is only there compressed"},
		{{"index.html.gz"}, ERR_SHAPE, "index.html is only there compressed"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err_info info = {0};
		struct assets *a = begun();
		for (size_t k = 0; k < ARRAY_LEN(rows[i].files) && rows[i].files[k]; k++)
			assert_int_equal(add(a, rows[i].files[k], "x", NULL), OK);
		assert_int_equal(assets_finish(a, STR(""), &info), rows[i].err);
		assert_has(info.text, rows[i].reason);
		assets_unref(a);
	}
}

static void a_page_past_its_limit_is_refused(void **state)
{
	(void)state;
	for (unsigned more = 0; more < 2; more++) {
		struct err_info info = {0};
		struct assets *a = begun();
		struct blob *page = blob_new(PAGE_HTML_MAX + more);
		assert_non_null(page);
		memset(page->p, 'x', page->n);
		assert_int_equal(assets_add(a, STR("index.html"), page, NULL), OK);
		assert_int_equal(assets_finish(a, STR(""), &info), more ? ERR_TOO_LARGE : OK);
		assets_unref(a);
	}
}

static void a_page_that_was_rewritten_has_no_compressed_variants_and_one_that_was_not_keeps_them(void **state)
{
	(void)state;
	struct assets *a = small_site("");
	assert_int_equal(assets_match(a, STR("/"))->available, 1u << ENCODING_IDENTITY);
	assets_unref(a);
	a = begun();
	assert_int_equal(add(a, "index.html", "<script src=\"/assets/a.js\"></script>", NULL), OK);
	assert_int_equal(add(a, "index.html.br", "BR page", NULL), OK);
	assert_int_equal(assets_finish(a, STR("https://cdn.example.net/"), NULL), OK);
	assert_int_equal(assets_match(a, STR("/"))->available, 1u << ENCODING_IDENTITY | 1u << ENCODING_BR);
	assets_unref(a);
}

static void types_are_told_by_the_ending(void **state)
{
	(void)state;
	static const struct {
		const char *name, *type;
	} rows[] = {
		{"a.js", "text/javascript; charset=utf-8"},
		{"a.mjs", "text/javascript; charset=utf-8"},
		{"a.css", "text/css; charset=utf-8"},
		{"robots.txt", "text/plain; charset=utf-8"},
		{"offline.html", "text/html; charset=utf-8"},
		{"a.json", "application/json"},
		{"a.js.map", "application/json"},
		{"manifest.webmanifest", "application/manifest+json"},
		{"a.woff2", "font/woff2"},
		{"a.svg", "image/svg+xml"},
		{"a.png", "image/png"},
		{"favicon.ico", "image/x-icon"},
		{"a.wasm", "application/wasm"},
		{"a.bcmap", "application/octet-stream"},
		{"js", "application/octet-stream"},
	};
	struct assets *a = begun();
	assert_int_equal(add(a, "index.html", INDEX, NULL), OK);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(add(a, rows[i].name, "x", NULL), OK);
	assert_int_equal(assets_finish(a, STR(""), NULL), OK);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char path[64];
		snprintf(path, sizeof path, "/%s", rows[i].name);
		const struct asset *one = assets_match(a, str_of(path));
		if (!one || !str_is(one->type, rows[i].type))
			fail_msg("%s: %s", path, one ? one->type.p : "nothing");
	}
	assets_unref(a);
}

/* --- answers --- */

static void hand_out(void *a)
{
	api_loop_set_assets(&fake.al, a);
}

static int start(void **state)
{
	fake_start(state);
	site = small_site("");
	on_loop(&fake.thread, hand_out, site);
	return 0;
}

static int stop(void **state)
{
	assets_unref(site);
	return fake_stop(state);
}

static void expect(const char *method, const char *path, const char *more, int status, const char *head, const char *body)
{
	struct answer a = ask_as(NULL, method, path, NULL, more);
	if (a.status != status)
		fail_msg("%s %s: %d: %s", method, path, a.status, a.body);
	if (head)
		assert_has(a.head, head);
	if (body)
		assert_string_equal(a.body, body);
	free(a.body);
}

static void a_file_goes_to_anybody_in_the_coding_that_is_taken_and_off_the_record(void **state)
{
	(void)state;
	const char *path = "/assets/a-1.js";
	expect("GET", path, NULL, 200, "Cache-Control: public, max-age=31536000, immutable\r\n", "plain");
	expect("GET", path, "Accept-Encoding: gzip, br", 200, "Content-Encoding: br\r\n", "BR");
	expect("GET", path, "Accept-Encoding: gzip", 200, "Content-Encoding: gzip\r\n", "GZ");
	expect("GET", path, "Accept-Encoding: gzip\r\nAccept-Encoding: br;q=0.5", 200, "Content-Encoding: gzip\r\n", "GZ");
	expect("GET", path, "Accept-Encoding: identity;q=0", 406, "Cache-Control: no-store\r\n", NULL);
	expect("GET", "/assets/c-2.css", "Accept-Encoding: br", 200, "Vary: Accept-Encoding\r\n", "style");
	struct answer a = ask_as(NULL, "HEAD", path, NULL, "Accept-Encoding: br");
	assert_int_equal(a.status, 200);
	assert_int_equal(answer_length(a.head), 2);
	free(a.body);
	expect("GET", "/assets/gone.js", NULL, 404, "Cache-Control: no-store\r\n", NULL);
	expect("POST", path, NULL, 405, "Allow: GET, HEAD\r\n", NULL);
	assert_int_equal(fake.record_count, 0);
}

static void the_page_answers_its_own_addresses_whatever_their_parameters(void **state)
{
	(void)state;
	const char *page = "<!doctype html><script src=\"/assets/a-1.js\"></script>";
	expect("GET", "/", NULL, 200, "Cross-Origin-Opener-Policy: same-origin\r\n", page);
	expect("GET", "/?a=1&a=%zz", NULL, 200, "Content-Type: text/html; charset=utf-8\r\n", page);
	expect("GET", "/customers/CUS-1?section=risk", "Accept-Encoding: br", 200, "Cache-Control: no-cache\r\n", page);
	expect("GET", "/customers/CUS-1", NULL, 200, "Content-Security-Policy: default-src 'self'; style-src 'self'; ", page);
	expect("GET", "/sw.js", NULL, 200, "Content-Security-Policy: default-src 'self'; script-src 'self'; ", "worker");
	expect("GET", "/assets/pdf.worker-3.mjs", NULL, 200, "Content-Security-Policy: default-src 'self'; ", "worker");
	expect("GET", "/robots.txt", NULL, 200, "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n",
	       "robots");
	expect("GET", "/api/v1/nothing", NULL, 404, "Content-Type: application/problem+json\r\n", NULL);
	expect("GET", "/healthz?x=1", NULL, 422, NULL, NULL);
}

static void what_a_browser_has_is_not_sent_again(void **state)
{
	(void)state;
	char tag[64], ask[160];
	struct answer a = ask_as(NULL, "GET", "/assets/a-1.js", NULL, "Accept-Encoding: br");
	const char *header = strstr(a.head, "ETag: \"");
	assert_non_null(header);
	assert_int_equal(sscanf(header, "ETag: %63[^\r]", tag), 1);
	free(a.body);
	snprintf(ask, sizeof ask, "Accept-Encoding: br\r\nIf-None-Match: \"x\", W/%s", tag);
	a = ask_as(NULL, "GET", "/assets/a-1.js", NULL, ask);
	assert_int_equal(a.status, 304);
	assert_has(a.head, tag);
	assert_has(a.head, "Vary: Accept-Encoding\r\n");
	assert_lacks(a.head, "Content-Encoding");
	free(a.body);
	/* The tag is that of one coding. */
	snprintf(ask, sizeof ask, "Accept-Encoding: gzip\r\nIf-None-Match: %s", tag);
	expect("GET", "/assets/a-1.js", ask, 200, NULL, "GZ");
	expect("GET", "/", "If-None-Match: *", 304, "Content-Security-Policy: default-src 'self'; ", "");
}

static void another_site_takes_over_at_once_and_without_one_the_small_page_is_back(void **state)
{
	(void)state;
	struct assets *other = small_site("https://cdn.example.net/x/");
	on_loop(&fake.thread, hand_out, other);
	expect("GET", "/", NULL, 200, "script-src 'self' https://cdn.example.net; ",
	       "<!doctype html><script src=\"https://cdn.example.net/x/assets/a-1.js\"></script>");
	expect("GET", "/assets/a-1.js", NULL, 200, "Access-Control-Allow-Origin: *\r\n", "plain");
	expect("GET", "/assets/a-1.js", NULL, 200, "Cross-Origin-Resource-Policy: cross-origin\r\n", "plain");
	expect("GET", "/robots.txt", NULL, 200, "Cross-Origin-Resource-Policy: same-origin\r\n", "robots");
	assets_unref(other);
	on_loop(&fake.thread, hand_out, NULL);
	struct answer a = get_as(NULL, "/");
	assert_int_equal(a.status, 200);
	assert_has(a.body, "<h1>Pitboss</h1>");
	free(a.body);
	expect("GET", "/?x=1", NULL, 422, NULL, NULL);
	expect("GET", "/customers/CUS-1", NULL, 404, NULL, NULL);
}

#define T(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_a_file_the_page_or_nothing),
		cmocka_unit_test(names_that_no_address_has_are_refused),
		cmocka_unit_test(so_many_files_and_no_more),
		cmocka_unit_test(so_many_bytes_and_no_more),
		cmocka_unit_test(a_site_without_its_page_or_with_half_a_file_is_none),
		cmocka_unit_test(a_page_past_its_limit_is_refused),
		cmocka_unit_test(a_page_that_was_rewritten_has_no_compressed_variants_and_one_that_was_not_keeps_them),
		cmocka_unit_test(types_are_told_by_the_ending),
		T(a_file_goes_to_anybody_in_the_coding_that_is_taken_and_off_the_record),
		T(the_page_answers_its_own_addresses_whatever_their_parameters),
		T(what_a_browser_has_is_not_sent_again),
		T(another_site_takes_over_at_once_and_without_one_the_small_page_is_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
