/* Where the page's addresses lead, what it may load, and what may stand before the addresses of its assets. */
#include "api/assets_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define CDN "https://cdn.example.net/pitboss/"

static void expect_page(const char *html, const char *asset_url, const char *wanted)
{
	struct buf out;
	bool changed = false;
	buf_init(&out, 4096);
	assert_int_equal(page_rewrite(str_of(html), str_of(asset_url), &out, &changed), OK);
	if (!str_is(buf_view(&out), wanted))
		fail_msg("%s: %.*s instead of %s", html, STR_ARG(buf_view(&out)), wanted);
	assert_int_equal(changed, strcmp(html, wanted) != 0);
	buf_done(&out);
}

static void addresses_lead_to_our_own_root(void **state)
{
	(void)state;
	expect_page("<script type=\"module\" crossorigin src=\"./assets/index-1.js\"></script>", "",
		    "<script type=\"module\" crossorigin src=\"/assets/index-1.js\"></script>");
	expect_page("<link rel=icon href=./icon.svg><link href='./manifest.webmanifest'/>", "",
		    "<link rel=icon href=/icon.svg><link href='/manifest.webmanifest'/>");
	expect_page("<LINK\n  HREF = \"./assets/a.css\"\n>", "", "<LINK\n  HREF = \"/assets/a.css\"\n>");
}

static void with_an_asset_url_only_the_assets_lead_there(void **state)
{
	(void)state;
	expect_page("<script src=\"./theme.js\"></script><link href=\"./assets/a.css\"><img src='./assets/b.png'>", CDN,
		    "<script src=\"/theme.js\"></script><link href=\"" CDN "assets/a.css\"><img src='" CDN "assets/b.png'>");
}

static void what_is_no_relative_address_of_an_element_stays(void **state)
{
	(void)state;
	static const char *const pages[] = {
		"",
		"<",
		"<a",
		"<a href",
		"<a href=",
		"<a href=\"",
		"<a href=\"/x\"",
		"<p>./assets/a.js href=\"./x\"</p>",
		"<!-- <a href=\"./x\"> -->",
		"<a data-href=\"./x\" title=\"href='./x'\" href=\"https://x/./y\">",
		"<a href=\"../x\" src=\"x/./y\" href=\".\" src=''>",
		"<meta content=\"./x\">",
		"a < b > c <!-- unfinished <a href=./x>",
	};
	for (size_t i = 0; i < ARRAY_LEN(pages); i++)
		expect_page(pages[i], CDN, pages[i]);
}

static void no_page_at_all_is_an_empty_one(void **state)
{
	(void)state;
	struct buf out;
	bool changed = true;
	buf_init(&out, 16);
	assert_int_equal(page_rewrite(STR_NONE, STR(CDN), &out, &changed), OK);
	assert_int_equal(out.n, 0);
	assert_false(changed);
	buf_done(&out);
}

static void a_page_past_its_room_is_refused(void **state)
{
	(void)state;
	struct buf out;
	bool changed = false;
	buf_init(&out, 16);
	assert_int_equal(page_rewrite(STR("<a href=\"./x\">more than that</a>"), STR(""), &out, &changed), ERR_TOO_LARGE);
	assert_false(changed);
	buf_done(&out);
}

static void an_asset_url_is_https_and_a_folder(void **state)
{
	(void)state;
	static const char *const good[] = {
		CDN,
		"https://cdn.example.net/",
		"https://cdn.example.net:8443/a-b_c/~d/%20/",
		"https://[2001:db8::1]:8443/",
		"http://127.0.0.1:9000/",
		"http://localhost:9000/x/",
		"http://[::1]/",
	};
	static const struct {
		const char *url, *reason;
	} bad[] = {
		{"cdn.example.net/", "an address is expected"},
		{"//cdn.example.net/", "an address is expected"},
		{"ftp://cdn.example.net/", "an address is expected"},
		{"https:///", "an address is expected"},
		{"https://user:secret@cdn.example.net/", "an address is expected"},
		{"https://cdn.example.net/a b/", "an address is expected"},
		{"https://cdn.example.net/\"><script>/", "an address is expected"},
		{"http://cdn.example.net/", "https"},
		{"http://localhost.example.net/", "https"},
		{"http://127.0.0.1.example.net/", "https"},
		{"https://cdn.example.net", "slash"},
		{"https://cdn.example.net/pitboss", "slash"},
		{"https://cdn.example.net/?v=1/", "path"},
		{"https://cdn.example.net/#/", "path"},
		{"https://cdn.example.net/;/", "path"},
		{"https://cdn.example.net/'/", "path"},
		{"https://cdn.example.net/&amp/", "path"},
		{"https://cdn;script-src.example.net/", "host"},
		{"https://*/", "host"},
	};
	char *longest = malloc(ASSET_URL_MAX + 2);
	assert_non_null(longest);
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_null(asset_url_fault(str_of(good[i])));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const char *fault = asset_url_fault(str_of(bad[i].url));
		if (!fault || !strstr(fault, bad[i].reason))
			fail_msg("%s: %s", bad[i].url, fault ? fault : "taken");
	}
	memset(longest, 'a', ASSET_URL_MAX + 1);
	memcpy(longest, "https://a/", 10);
	longest[ASSET_URL_MAX - 1] = longest[ASSET_URL_MAX] = '/';
	assert_null(asset_url_fault(str_mem(longest, ASSET_URL_MAX)));
	assert_string_equal(asset_url_fault(str_mem(longest, ASSET_URL_MAX + 1)), "is too long");
	free(longest);
}

static void expect_policy(void (*put)(struct str url, struct buf *out), const char *url, const char *wanted)
{
	struct buf out;
	buf_init(&out, PAGE_POLICY_MAX);
	put(str_of(url), &out);
	buf_char(&out, '\0');
	assert_int_equal(buf_ok(&out), OK);
	assert_string_equal(out.p, wanted);
	buf_done(&out);
}

static void policies_permit_ourselves_and_the_assets_origin_and_nothing_else(void **state)
{
	(void)state;
	expect_policy(page_policy, "",
		      "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
		      "connect-src 'self'; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; "
		      "form-action 'none'; frame-ancestors 'none'");
	expect_policy(
		page_policy, "https://cdn.example.net:8443/pitboss/",
		"default-src 'self'; style-src 'self' https://cdn.example.net:8443; "
		"script-src 'self' https://cdn.example.net:8443; "
		"img-src 'self' data: blob: https://cdn.example.net:8443; font-src 'self' https://cdn.example.net:8443; "
		"connect-src 'self' https://cdn.example.net:8443; worker-src 'self'; manifest-src 'self'; object-src 'none'; "
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
	expect_policy(worker_policy, "",
		      "default-src 'self'; script-src 'self'; font-src 'self'; connect-src 'self'; object-src 'none'; "
		      "base-uri 'none'; frame-ancestors 'none'");
	expect_policy(worker_policy, "https://cdn.example.net/",
		      "default-src 'self'; script-src 'self' https://cdn.example.net; font-src 'self' https://cdn.example.net; "
		      "connect-src 'self' https://cdn.example.net; object-src 'none'; base-uri 'none'; frame-ancestors 'none'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_lead_to_our_own_root),
		cmocka_unit_test(with_an_asset_url_only_the_assets_lead_there),
		cmocka_unit_test(what_is_no_relative_address_of_an_element_stays),
		cmocka_unit_test(no_page_at_all_is_an_empty_one),
		cmocka_unit_test(a_page_past_its_room_is_refused),
		cmocka_unit_test(an_asset_url_is_https_and_a_folder),
		cmocka_unit_test(policies_permit_ourselves_and_the_assets_origin_and_nothing_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
