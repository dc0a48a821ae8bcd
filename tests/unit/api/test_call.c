/* What every call goes through: address, sign-on, origin, CSRF, permission, parameters; and what every answer carries. */
#include "fake.h"

#include "api/call.h"

static void who_is_not_signed_on_gets_nothing(void **state)
{
	(void)state;
	struct answer a = get_as(NULL, "/api/v1/customers/CUS-1");
	assert_int_equal(a.status, 401);
	assert_has(a.head, "Content-Type: application/problem+json\r\n");
	assert_has(a.head, "WWW-Authenticate: Bearer");
	assert_has(a.body, "\"type\":\"/problems/not-signed-on\"");
	assert_lacks(a.body, "john");
	free(a.body);
	expect_get("nobody", "/api/v1/customers/CUS-1", 401, NULL);
	assert_int_equal(fake.record_count, 0);
}

static void an_error_carries_the_request_id_of_its_header(void **state)
{
	(void)state;
	struct answer a = get_as("agent", "/api/v1/nothing");
	char id[64];
	const char *header = strstr(a.head, "X-Request-Id: ");
	assert_int_equal(a.status, 404);
	assert_non_null(header);
	snprintf(id, sizeof id, "\"requestId\":\"%.36s\"", header + 14);
	assert_has(a.body, id);
	free(a.body);
}

static void another_method_is_told_which_ones_there_are(void **state)
{
	(void)state;
	struct answer a = ask_as("agent", "DELETE", "/api/v1/customers/CUS-1", NULL, NULL);
	assert_int_equal(a.status, 405);
	assert_has(a.head, "Allow: GET, HEAD\r\n");
	free(a.body);
	a = get_as("agent", "/api/v1/customers/search");
	assert_int_equal(a.status, 405);
	assert_has(a.head, "Allow: POST\r\n");
	free(a.body);
}

static void head_is_get_without_the_body(void **state)
{
	(void)state;
	struct answer get = get_as("agent", "/api/v1/customers/CUS-1/sections/profile");
	struct answer head = ask_as("agent", "HEAD", "/api/v1/customers/CUS-1/sections/profile", NULL, NULL);
	assert_int_equal(get.status, 200);
	assert_int_equal(head.status, 200);
	assert_true(answer_length(head.head) > 0);
	free(get.body);
	free(head.body);
	assert_int_equal(fake.record_count, 2);
}

static void unknown_and_repeated_parameters_are_refused_by_name(void **state)
{
	(void)state;
	expect_get("agent", "/api/v1/customers/CUS-1/bets?colour=red", 422, "\"parameter\":\"colour\"");
	expect_get("agent", "/api/v1/customers/CUS-1/bets?limit=1&limit=2", 422, "\"reason\":\"is given twice\"");
	expect_get("agent", "/api/v1/customers/CUS-1?x=1", 422, "\"parameter\":\"x\"");
	expect_get("agent", "/api/v1/customers/CUS-1/bets?limit=0", 422, "\"parameter\":\"limit\"");
	expect_get("agent", "/api/v1/customers/CUS-1/bets?limit=201", 422, "\"parameter\":\"limit\"");
	expect_get("agent", "/api/v1/customers/CUS-1/bets?from=yesterday", 422, "\"parameter\":\"from\"");
	expect_get("agent", "/api/v1/customers/CUS-1/bets?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", 422,
		   "\"parameter\":\"to\"");
	expect_get("agent", "/api/v1/customers/CUS-1/bets?limit=%zz", 400, "malformed");
	expect_get("agent", "/api/v1/customers/CUS-1/bets?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9&j=1&k=2&l=3&m=4&n=5&o=6&p=7&q=8",
		   422, NULL);
}

static void what_cannot_be_a_customers_id_is_not_found(void **state)
{
	(void)state;
	static const char too_long[] = "/api/v1/customers/12345678901234567890123456789012345678901234567890123456789012345";
	static const char *const paths[] = {"/api/v1/customers/..", "/api/v1/customers/.", "/api/v1/customers/a%20b",
					    "/api/v1/customers/a%2Fb", too_long};
	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		expect_get("agent", paths[i], 404, "not-found");
	expect_get("agent", "/api/v1/customers//bets", 404, NULL);
	expect_get("agent", "/api/v1/customers/CUS-1/", 404, NULL);
	expect_get("agent", "/api/v1/customers/a%zz", 400, NULL);
	expect_get("agent", "/api/v1/customers/a%00", 422, NULL);
}

static void a_write_needs_the_sessions_token(void **state)
{
	(void)state;
	struct client c = client_connect(fake.port);
	client_send(&c, "POST /api/v1/customers/search HTTP/1.1\r\nHost: x\r\nCookie: pitboss_session=agent\r\nContent-Type: "
			"application/json\r\nContent-Length: 2\r\n\r\n{}");
	client_expect(&c, 403, NULL);
	client_send(
		&c,
		"POST /api/v1/customers/search HTTP/1.1\r\nHost: x\r\nCookie: pitboss_session=agent\r\nX-CSRF-Token: "
		"ccccccccccccccccccccccccccccccccccccccccccd\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
	client_expect(&c, 403, NULL);
	assert_has(last_record(AUDIT_DENIED), "\"reason\":\"csrf\"");
	fake.directory_ready = true;
	client_send(&c,
		    "POST /api/v1/customers/search HTTP/1.1\r\nHost: x\r\nAuthorization: bearer agent-machine\r\nContent-Type: "
		    "application/json\r\nContent-Length: 2\r\n\r\n{}");
	client_expect(&c, 200, NULL);
	client_close(&c);
}

static void a_write_from_another_sites_page_is_refused(void **state)
{
	(void)state;
	fake.directory_ready = true;
	struct answer a = ask_as("agent", "POST", "/api/v1/customers/search", "{}", "Origin: http://evil.example");
	assert_int_equal(a.status, 403);
	assert_has(last_record(AUDIT_DENIED), "foreign-origin");
	free(a.body);
	a = ask_as(NULL, "POST", "/api/v1/session", "{\"username\":\"agent\",\"password\":\"right\"}", "Origin: null");
	assert_int_equal(a.status, 403);
	free(a.body);
	a = ask_as("agent", "POST", "/api/v1/customers/search", "{}", "Origin: http://127.0.0.1:8360");
	assert_int_equal(a.status, 200);
	free(a.body);
}

static void every_route_is_open_to_exactly_the_roles_of_the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < api_route_count; i++) {
		const struct route *r = &api_routes[i];
		char path[256], method[16];
		size_t n = 0;
		for (const char *p = r->pattern; *p; p++) {
			if (*p == '{') {
				path[n++] = 'X';
				p = strchr(p, '}');
			} else {
				path[n++] = *p;
			}
		}
		path[n] = '\0';
		snprintf(method, sizeof method, "%s", http_method_name(r->method));
		for (enum role role = 0; role < ROLE_COUNT_; role++) {
			if (r->flags & ROUTE_STREAM && perm_allows(role, r->action))
				continue; /* would stay open */
			size_t before = fake.record_count;
			bool body = r->flags & ROUTE_BODY;
			struct answer a = ask_as(role_name(role), method, path, body ? "[]" : NULL, NULL);
			if (r->flags & ROUTE_SENDER) { /* people never; a session counts for nothing */
				assert_int_equal(a.status, 401);
				free(a.body);
				continue;
			}
			bool refused = a.status == 403 && strstr(a.body, "/problems/denied");
			if (refused == perm_allows(role, r->action))
				fail_msg("%s %s as %s: %d", method, r->pattern, role_name(role), a.status);
			if (refused)
				assert_int_equal(fake.record_count, before + 1);
			free(a.body);
			while (fake.record_count > before)
				free(fake.records[--fake.record_count]);
		}
	}
}

static void a_machines_token_may_only_what_machines_may(void **state)
{
	(void)state;
	static const char *const bearer = "Authorization: Bearer compliance-machine";
	struct answer a = ask_as(NULL, "GET", "/api/v1/customers/CUS-1", NULL, bearer);
	assert_int_equal(a.status, 200);
	free(a.body);
	a = ask_as(NULL, "POST", "/api/v1/customers/CUS-1/reveal", "{\"fields\":[\"/email\"],\"reason\":\"good reason\"}",
		   bearer);
	assert_int_equal(a.status, 403);
	free(a.body);
	a = ask_as(NULL, "GET", "/api/v1/customers/CUS-1/documents/DOC-1/content", NULL, bearer);
	assert_int_equal(a.status, 403);
	free(a.body);
}

static void every_answer_carries_what_protects_it(void **state)
{
	(void)state;
	static const char *const paths[] = {"/healthz", "/", "/api/v1/nothing", "/api/v1/customers/CUS-1", "/metrics"};
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct answer a = get_as("agent", paths[i]);
		assert_has(a.head, "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n");
		assert_has(a.head, "X-Content-Type-Options: nosniff\r\n");
		assert_has(a.head, "Referrer-Policy: no-referrer\r\n");
		assert_has(a.head, "Cross-Origin-Resource-Policy: same-origin\r\n");
		assert_has(a.head, "Cache-Control: no-");
		assert_lacks(a.head, "Strict-Transport-Security");
		free(a.body);
	}
}

static void over_https_the_answer_insists_on_it(void **state)
{
	(void)state;
	fake.api.config.secure_cookie = true;
	struct answer a = get_as("agent", "/healthz");
	assert_has(a.head, "Strict-Transport-Security: max-age=31536000");
	free(a.body);
}

static void a_body_that_is_no_json_is_not_taken(void **state)
{
	(void)state;
	struct client c = client_connect(fake.port);
	client_send(&c, "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}");
	client_expect(&c, 415, NULL);
	client_close(&c);
	expect_as(NULL, "POST", "/api/v1/session", "{", 400, "/problems/malformed");
	expect_as(NULL, "POST", "/api/v1/session", "{\"username\":1,\"password\":\"x\"}", 422, "\"pointer\":\"/username\"");
	expect_as(NULL, "POST", "/api/v1/session", "{\"username\":\"a\",\"password\":\"x\",\"x\":1}", 422, "\"pointer\":\"/x\"");
	expect_as(NULL, "POST", "/api/v1/session", "{\"username\":\"a\"}", 422, "\"pointer\":\"/password\"");
}

static void nothing_is_shown_that_cannot_be_recorded(void **state)
{
	(void)state;
	fake.append_error = ERR_UNAVAILABLE;
	expect_get("agent", "/api/v1/customers/CUS-1", 503, "/problems/audit-unavailable");
	expect_get("agent", "/readyz", 503, "not_ready");
	fake.append_error = OK;
	fake.outcome = ERR_FULL;
	struct answer a = get_as("agent", "/api/v1/customers/CUS-1");
	assert_int_equal(a.status, 503);
	assert_lacks(a.body, "john");
	assert_has(a.body, "disk full");
	free(a.body);
	fake.outcome = OK;
	expect_get("agent", "/api/v1/customers/CUS-1", 200, "john");
}

static void release_records(void *ctx)
{
	(void)ctx;
	for (size_t i = 0; i < fake.held_count; i++)
		fake_recorded(&fake.held[i]->base.home_letter);
	fake.held_count = 0;
}

static void an_answer_waits_for_its_record(void **state)
{
	(void)state;
	fake.hold = true;
	struct client c = client_connect(fake.port);
	client_send(&c, "GET /api/v1/customers/CUS-1 HTTP/1.1\r\nHost: x\r\nCookie: pitboss_session=agent\r\n\r\n");
	struct timeval soon = {.tv_usec = 100000};
	setsockopt(c.fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
	char byte;
	assert_true(recv(c.fd, &byte, 1, MSG_PEEK) < 0);
	soon.tv_sec = PATIENCE_S;
	setsockopt(c.fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
	on_loop(&fake.thread, release_records, NULL);
	client_expect(&c, 200, NULL);
	client_close(&c);
}

static void is_held(void *ctx)
{
	*(size_t *)ctx = fake.held_count;
}

static void open_connections(void *ctx)
{
	*(unsigned *)ctx = http_server_counts(fake.al.server).open;
}

static void a_client_that_left_meanwhile_costs_nothing(void **state)
{
	(void)state;
	size_t held = 0;
	unsigned open = 1;
	fake.hold = true;
	struct client c = client_connect(fake.port);
	client_send(&c, "GET /api/v1/customers/CUS-1 HTTP/1.1\r\nHost: x\r\nCookie: pitboss_session=agent\r\n\r\n");
	while (held == 0)
		on_loop(&fake.thread, is_held, &held);
	client_vanish(&c);
	while (open)
		on_loop(&fake.thread, open_connections, &open);
	on_loop(&fake.thread, release_records, NULL); /* the leak checker and the snapshots' counts judge */
}

static void a_record_says_who_asked_for_what(void **state)
{
	(void)state;
	expect_get("vip", "/api/v1/customers/CUS-1", 200, NULL);
	const char *record = last_record(AUDIT_LOOK);
	assert_has(record,
		   "\"who\":\"vip\",\"role\":\"vip\",\"session\":\"0190c0de-0000-7000-8000-000000000001\",\"request\":\"");
	assert_has(record,
		   "\"route\":\"/api/v1/customers/{id}\",\"status\":200,\"customer\":\"CUS-1\",\"parts\":{\"profile\":\"");
	assert_lacks(record, "john");
}

static void an_unchanged_view_is_not_sent_again_but_recorded(void **state)
{
	(void)state;
	struct answer a = get_as("agent", "/api/v1/customers/CUS-1");
	char header[128];
	const char *etag = strstr(a.head, "ETag: ");
	assert_non_null(etag);
	snprintf(header, sizeof header, "If-None-Match: \"x\", %.*s", (int)strcspn(etag + 6, "\r"), etag + 6);
	free(a.body);
	a = ask_as("agent", "GET", "/api/v1/customers/CUS-1", NULL, header);
	assert_int_equal(a.status, 304);
	assert_has(last_record(AUDIT_LOOK), "\"status\":304");
	free(a.body);
	a = ask_as("compliance", "GET", "/api/v1/customers/CUS-1", NULL, header); /* sees more, so has another */
	assert_int_equal(a.status, 200);
	free(a.body);
}

static void unknown_customers_and_silent_sources_are_told_apart(void **state)
{
	(void)state;
	for (size_t p = 0; p < PART_COUNT_; p++)
		fake.part_error[p] = SOURCE_TIMEOUT;
	expect_get("agent", "/api/v1/customers/CUS-1", 503, "\"source\":\"customer\",\"error\":\"timeout\"");
	fake.part_error[PART_PROFILE] = SOURCE_NOT_FOUND;
	expect_get("agent", "/api/v1/customers/CUS-1", 404, "/problems/not-found");
	assert_has(last_record(AUDIT_LOOK), "\"status\":404,\"customer\":\"CUS-1\"");
}

static void cookies_and_tokens_are_cut_out_of_their_headers(void **state)
{
	(void)state;
	static const struct {
		const char *header, *found;
	} cookies[] = {{"pitboss_session=x", "x"},
		       {"a=b;pitboss_session=x; c=d", "x"},
		       {"xpitboss_session=x", NULL},
		       {"pitboss_session", NULL},
		       {"pitboss_session=", ""},
		       {"", NULL},
		       {";;;=;", NULL}};
	for (size_t i = 0; i < ARRAY_LEN(cookies); i++) {
		struct str s = cookie_find(str_of(cookies[i].header), STR("pitboss_session"));
		assert_int_equal(s.p != NULL, cookies[i].found != NULL);
		assert_true(!s.p || str_is(s, cookies[i].found));
	}
	assert_true(str_is(bearer_find(STR("Bearer abc")), "abc"));
	assert_null(bearer_find(STR("Basic abc")).p);
	assert_null(bearer_find(STR("Bearer ")).p);
}

static void an_origin_is_ours_only_as_a_whole(void **state)
{
	(void)state;
	assert_true(origin_is_ours(STR("https://pit.example"), "https://pit.example/portal", STR_NONE));
	assert_false(origin_is_ours(STR("https://pit.example.evil"), "https://pit.example", STR_NONE));
	assert_false(origin_is_ours(STR("http://pit.example"), "https://pit.example", STR_NONE));
	assert_true(origin_is_ours(STR("http://h:1"), NULL, STR("h:1")));
	assert_false(origin_is_ours(STR("http://h:1"), "", STR("h:2")));
	assert_false(origin_is_ours(STR("null"), NULL, STR("null")));
}

#define T(f) cmocka_unit_test_setup_teardown(f, fake_start, fake_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(who_is_not_signed_on_gets_nothing),
		T(an_error_carries_the_request_id_of_its_header),
		T(another_method_is_told_which_ones_there_are),
		T(head_is_get_without_the_body),
		T(unknown_and_repeated_parameters_are_refused_by_name),
		T(what_cannot_be_a_customers_id_is_not_found),
		T(a_write_needs_the_sessions_token),
		T(a_write_from_another_sites_page_is_refused),
		T(every_route_is_open_to_exactly_the_roles_of_the_table),
		T(a_machines_token_may_only_what_machines_may),
		T(every_answer_carries_what_protects_it),
		T(over_https_the_answer_insists_on_it),
		T(a_body_that_is_no_json_is_not_taken),
		T(nothing_is_shown_that_cannot_be_recorded),
		T(an_answer_waits_for_its_record),
		T(a_client_that_left_meanwhile_costs_nothing),
		T(a_record_says_who_asked_for_what),
		T(an_unchanged_view_is_not_sent_again_but_recorded),
		T(unknown_customers_and_silent_sources_are_told_apart),
		cmocka_unit_test(cookies_and_tokens_are_cut_out_of_their_headers),
		cmocka_unit_test(an_origin_is_ours_only_as_a_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
