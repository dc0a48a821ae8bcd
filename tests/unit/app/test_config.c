/* The configuration: the shipped file is good and complete; everything wrong is refused with its line and the reason. */
#include "app/config.h"
#include "base/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define SHIPPED PITBOSS_SOURCE_DIR "/config/pitboss.yaml"

#define SOURCE                                                                                                     \
	"sources: {a: {base_url: 'http://127.0.0.1:1', parts: {support: {path: '/s/{id}', map: {customerId: /id, " \
	"supportHistory: {items: /t, map: {ticketId: /i, subject: /s, status: /st, createdAt: /c}}}}}}}\n"

static struct config *parse_good(const char *text)
{
	struct config *c = NULL;
	struct err_info info = {0};
	if (config_parse(str_of(text), NULL, &c, &info) != OK)
		fail_msg("line %u: %s: %s", info.line, info.field, info.text);
	return c;
}

static void the_shipped_file_is_good_and_brings_everything(void **state)
{
	(void)state;
	struct config *c = NULL;
	struct err_info info = {0};
	if (config_load(SHIPPED, &c, &info) != OK)
		fail_msg("line %u: %s: %s", info.line, info.field, info.text);
	assert_int_equal(c->source_count, 6);
	assert_string_equal(source_config_name(&c->sources[0]), "customer");
	assert_false(c->demo);
	assert_int_equal(c->cache_bytes, 64u << 20);
	assert_int_equal(config_set_sim_port(c, 9000), OK);
	assert_string_equal(source_config_base_url(&c->sources[5]), "http://127.0.0.1:9006");
	for (size_t i = 0; i < c->source_count; i++)
		assert_true(source_config_is_loopback(&c->sources[i]));
	assert_int_equal(config_set_sim_port(c, 65535), ERR_RANGE);
	config_free(c);
}

/* "Every key with its usual value": what the file says at the top is what one gets without it. */
static void the_shipped_file_says_the_usual_values(void **state)
{
	(void)state;
	struct config *shipped = NULL, *usual = parse_good(SOURCE);
	assert_int_equal(config_load(SHIPPED, &shipped, NULL), OK);
	assert_string_equal(shipped->listen, usual->listen);
	assert_int_equal(shipped->port, usual->port);
	assert_string_equal(shipped->public_url, usual->public_url);
	assert_string_equal(shipped->data, usual->data);
	assert_string_equal(shipped->web_dir, usual->web_dir);
	assert_string_equal(shipped->web_asset_url, usual->web_asset_url);
	assert_int_equal(shipped->loops, usual->loops);
	assert_int_equal(shipped->log_level, usual->log_level);
	assert_int_equal(shipped->demo, usual->demo);
	/* The rest are numbers, side by side. */
	assert_int_equal(shipped->body_max_bytes, usual->body_max_bytes);
	assert_memory_equal(&shipped->reveal_s, &usual->reveal_s,
			    offsetof(struct config, audit_segment_bytes) - offsetof(struct config, reveal_s));
	assert_int_equal(shipped->audit_segment_bytes, usual->audit_segment_bytes);
	assert_int_equal(shipped->audit_max_queued_bytes, usual->audit_max_queued_bytes);
	assert_int_equal(shipped->audit_head_every_s, usual->audit_head_every_s);
	assert_int_equal(shipped->cache_bytes, usual->cache_bytes);
	assert_int_equal(shipped->stream_heartbeat_s, usual->stream_heartbeat_s);
	assert_int_equal(shipped->stream_max_per_person, usual->stream_max_per_person);
	assert_int_equal(shipped->stream_pending_max_ms, usual->stream_pending_max_ms);
	assert_int_equal(shipped->stream_pending_max_bytes, usual->stream_pending_max_bytes);
	assert_memory_equal(&shipped->directory_poll_ms, &usual->directory_poll_ms, 5 * sizeof(unsigned));
	config_free(shipped);
	config_free(usual);
}

static void values_are_taken(void **state)
{
	(void)state;
	struct config *c = parse_good("listen: '::1'\nport: 0\npublic_url: https://pit.example.com\nlog_level: error\nloops: 3\n"
				      "sessions: {idle_s: 60, absolute_s: 300}\ncache: {limit_mb: 4}\nbody_max_kb: 2\n"
				      "web: {dir: '', asset_url: 'https://cdn.example.net/pitboss/'}\n" SOURCE);
	assert_string_equal(c->listen, "::1");
	assert_int_equal(c->port, 0);
	assert_string_equal(c->public_url, "https://pit.example.com");
	assert_int_equal(c->log_level, LOG_ERROR);
	assert_int_equal(c->loops, 3);
	assert_int_equal(c->session_idle_s, 60);
	assert_int_equal(c->cache_bytes, 4u << 20);
	assert_int_equal(c->body_max_bytes, 2048);
	assert_string_equal(c->web_dir, "");
	assert_string_equal(c->web_asset_url, "https://cdn.example.net/pitboss/");
	config_free(c);
}

static void what_is_wrong_is_refused_with_line_and_reason(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		unsigned line;
		const char *field, *reason; /* parts of them */
	} rows[] = {
		{"prot: 1\n" SOURCE, 1, "", "is \"port\" meant?"},
		{"port: 1\nport: 2\n" SOURCE, 2, "", "twice"},
		{"port: abc\n" SOURCE, 1, "port", "whole number"},
		{"port: \"8360\"\n" SOURCE, 1, "port", "whole number"},
		{"\nport: 70000\n" SOURCE, 2, "port", "from 0 to 65535"},
		{"listen: example.com\n" SOURCE, 1, "listen", "numeric"},
		{"public_url: pit.example.com\n" SOURCE, 1, "public_url", "origin"},
		{"public_url: https://pit.example.com/path\n" SOURCE, 1, "public_url", "origin"},
		{"log_level: loud\n" SOURCE, 1, "log_level", "debug"},
		{"demo: yes\n" SOURCE, 1, "demo", "true or false"},
		{"demo: true\npublic_url: https://pit.example.com\n" SOURCE, 1, "demo", "public_url"},
		{"demo: true\nsources: {a: {base_url: 'http://10.0.0.1', parts: {}}}\n", 1, "demo", "not on this machine"},
		{"sessions: {idle: 5}\n" SOURCE, 1, "sessions", "idle_s"},
		{"sessions: [1]\n" SOURCE, 1, "sessions", "table"},
		{"sessions: {idle_s: 4000, absolute_s: 3000}\n" SOURCE, 1, "sessions.idle_s", "longer"},
		{"cache: {limit_mb: 1}\n" SOURCE, 1, "cache.limit_mb", "from 4"},
		{"web: {asset_uri: x}\n" SOURCE, 1, "web", "asset_url"},
		{"web:\n  asset_url: http://cdn.example.net/\n" SOURCE, 2, "web.asset_url", "https"},
		{"web:\n  dir: x\n  asset_url: https://cdn.example.net/x\n" SOURCE, 3, "web.asset_url", "slash"},
		{"web: {asset_url: 'https://a@cdn.example.net/'}\n" SOURCE, 1, "web.asset_url", "an address is expected"},
		{"web: {asset_url: 'https://cdn.example.net/?a/'}\n" SOURCE, 1, "web.asset_url", "path"},
		{"port: 1\n", 1, "sources", "required"},
		{"sources: {}\n", 1, "sources", "1 to"},
		{"sources: [1]\n", 1, "sources", "table"},
		{"a: &x 1\n" SOURCE, 1, "", "anchors"},
		{"a: *x\n" SOURCE, 1, "", "alias"},
		{"port: [1\n" SOURCE, 2, "", ""},
		{"--- 1\n--- 2\n", 2, "", "one document"},
		{"\xFF", 0, "", "UTF-8"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct config *c = NULL;
		struct err_info info = {0};
		enum err e = config_parse(str_of(rows[i].text), NULL, &c, &info);
		if (e == OK || info.line != rows[i].line || !strstr(info.field, rows[i].field) ||
		    !strstr(info.text, rows[i].reason))
			fail_msg("%s: line %u: %s: %s", rows[i].text, info.line, info.field, info.text);
		assert_null(c);
	}
}

static void bad_sources_are_refused_with_line_and_reason(void **state)
{
	(void)state;
#define BASE "base_url: 'http://127.0.0.1:1'"
#define MAP  "customerId: /id, supportHistory: {items: /t, map: {ticketId: /i, subject: /s, status: /st, createdAt: /c}}"
#define BETS "betId: /i, game: /g, placedAt: /p, state: /s, stake: {at: /a, as: minor, currency: EUR}"
	static const struct {
		const char *source; /* of "sources: {a: {…}}", on line 2 */
		const char *field, *reason;
	} rows[] = {
		{"parts: {}", "base_url", "required"},
		{"base_url: ftp://x", "base_url", "http://"},
		{"base_url: 'http://u:p@host'", "base_url", "credentials"},
		{BASE ", timeout: 5", "", "timeout_ms"},
		{BASE ", timeout_ms: 5", "timeout_ms", "from 10"},
		{BASE ", auth: {kind: bearer, token: abc}", "token", "token_env or token_file"},
		{BASE ", auth: {kind: bearer}", "token", "is needed"},
		{BASE ", auth: {kind: bearer, token_env: PITBOSS_TEST_NOT_SET}", "token_env", "not set"},
		{BASE ", auth: {kind: bearer, token_file: /does/not/exist}", "token_file", "can't be read"},
		{BASE ", auth: {kind: basic, user: u, password: p}", "password", "password_env"},
		{BASE ", auth: {kind: api_key, token_env: HOME}", "header", "is needed"},
		{BASE ", auth: {kind: oauth, token_url: nowhere, client_id: c, secret_env: HOME}", "token_url", "address"},
		{BASE ", auth: {kind: magic}", "auth", "kind is one of"},
		{BASE ", headers: {Authorization: x}", "headers", "auth"},
		{BASE ", tls: {cert_file: x}", "tls", "go together"},
		{BASE ", parts: {suport: {}}", "parts", "support"},
		{BASE ", parts: {support: {map: {" MAP "}}}", "path", "required"},
		{BASE ", parts: {support: {path: 's/{id}', map: {" MAP "}}}", "path", "starts with"},
		{BASE ", parts: {support: {path: '/s/{who}', map: {" MAP "}}}", "path", "unknown variable"},
		{BASE ", parts: {support: {path: '/s?x={id}', map: {" MAP "}}}", "path", "query"},
		{BASE ", parts: {support: {path: '/s/{id}', map: {customerId: /id}}}", "supportHistory",
		 "required and not mapped"},
		{BASE ", parts: {support: {path: '/s/{id}', map: {" MAP ", nonsense: /x}}}", "nonsense", "no such field"},
		{BASE ", parts: {support: {path: '/s/{id}', map: {customerId: id}}}", "customerId", "starts with"},
		{BASE ", parts: {support: {path: '/s/{id}', map: {customerId: '/a~2', supportHistory: {value: []}}}}", "",
		 "malformed"},
		{BASE ", parts: {support: {path: '/s/{id}', map: {customerId: {at: /id, asis: 1}, supportHistory: {value: []}}}}",
		 "", "unknown key"},
		{BASE ", parts: {support: {path: /s, map: {customerId: {asked: true}, supportHistory: {value: []}}}}", "path",
		 "{id}"},
		{BASE ", parts: {support: {path: '/s/{id}', map: {customerId: /id, supportHistory: /t}}}", "supportHistory",
		 "items"},
		{BASE ", parts: {support: {requests: [{path: '/s/{id}', map: {" MAP "}}, {path: '/t/{id}', map: {}}]}}",
		 "customerId", "each request"},
		{BASE ", lists: {bets: {path: '/b/{id}', items: /i, map: {" BETS "}}}", "paging", "needed"},
		{BASE ", lists: {bets: {path: '/b/{id}', items: /i, paging: {kind: pages}, map: {" BETS "}}}", "paging",
		 "one of"},
		{BASE ", lists: {bets: {path: '/b/{id}', items: /i, paging: {kind: page}, map: {" BETS "}}}", "page", "needed"},
		{BASE ", lists: {bets: {path: '/b/{id}', items: /i, paging: {kind: cursor, cursor: c}, map: {" BETS "}}}", "next",
		 "cursor"},
		{BASE ", lists: {bets: {path: /b, items: /i, paging: {kind: none}, map: {" BETS "}}}", "path", "{id}"},
		{BASE ", lists: {bets: {path: '/b/{id}', order: oldest_first, items: /i, paging: {kind: none}, map: {" BETS "}}}",
		 "order", "newest first"},
		{BASE ", lists: {bets: {path: '/b/{id}', items: /i, paging: {kind: none}, map: {betId: /i, game: /g, placedAt: "
		      "/p, state: /s, stake: /a}}}",
		 "stake", "money needs"},
		{BASE ", lists: {bets: {path: '/b/{id}', items: /i, paging: {kind: none}, map: {betId: /i, game: /g, placedAt: "
		      "/p, state: /s, stake: {at: /a, as: minor}}}}",
		 "stake", "currency"},
		{BASE ", lists: {bets: {path: '/b/{id}', items: /i, paging: {kind: none}, map: {betId: /i, game: /g, placedAt: "
		      "{at: /p, as: soon}, state: /s}}}",
		 "placedAt", "epoch_ms"},
		{BASE ", lists: {bets: {path: '/b/{id}', items: /i, paging: {kind: none}, map: {betId: /i, game: /g, placedAt: "
		      "/p, state: {at: /s, enum: {W: winner}}}}}",
		 "state", "not a word"},
		{BASE ", details: {bet: {path: '/b/{id}', map: {" BETS "}}}", "path", "{object}"},
		{BASE ", contents: {document: {path: '/d/{object}'}}", "path", "{id}"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct config *c = NULL;
		struct err_info info = {0};
		char text[2048];
		snprintf(text, sizeof(text), "port: 1\nsources: {a: {%s}}\n", rows[i].source);
		enum err e = config_parse(str_of(text), NULL, &c, &info);
		if (e == OK || info.line != 2 || !strstr(info.field, rows[i].field) || !strstr(info.text, rows[i].reason))
			fail_msg("%s: line %u: %s: %s", text, info.line, info.field, info.text);
		if (strncmp(info.field, "sources.a", 9) != 0)
			fail_msg("%s: does not name the source: %s", text, info.field);
	}
}

static void two_sources_may_not_bring_the_same(void **state)
{
	(void)state;
	struct config *c;
	struct err_info info = {0};
	char text[4096];
	snprintf(text, sizeof(text),
		 "sources:\n  a: {%s, parts: {support: {path: '/s/{id}', map: {%s}}}}\n  b: {%s, parts: {support: {path: "
		 "'/s/{id}', map: {%s}}}}\n",
		 BASE, MAP, BASE, MAP);
	assert_int_equal(config_parse(str_of(text), NULL, &c, &info), ERR_SHAPE);
	assert_int_equal(info.line, 3);
	assert_non_null(strstr(info.text, "a and b both bring \"support\""));
}

static void secrets_come_from_files_and_the_environment(void **state)
{
	(void)state;
	struct config *c = NULL;
	struct err_info info = {0};
	char file[] = "/tmp/test_config_XXXXXX", text[2048];
	int fd = mkstemp(file);
	assert_true(fd >= 0 && write(fd, "from-a-file\n", 12) == 12);
	close(fd);
	snprintf(text, sizeof(text),
		 "sources: {a: {%s, auth: {kind: bearer, token_file: %s}, parts: {support: {path: '/s/{id}', map: {%s}}}}}\n",
		 BASE, file, MAP);
	assert_int_equal(config_parse(str_of(text), NULL, &c, &info), OK);
	config_free(c);
	assert_int_equal(truncate(file, 0), 0);
	assert_int_equal(config_parse(str_of(text), NULL, &c, &info), ERR_SHAPE);
	assert_non_null(strstr(info.text, "empty"));
	unlink(file);
	assert_int_equal(setenv("PITBOSS_TEST_TOKEN", "two\nlines", 1), 0);
	snprintf(text, sizeof(text),
		 "sources: {a: {%s, auth: {kind: bearer, token_env: PITBOSS_TEST_TOKEN}, parts: {support: {path: '/s/{id}', map: "
		 "{%s}}}}}\n",
		 BASE, MAP);
	assert_int_equal(config_parse(str_of(text), NULL, &c, &info), ERR_SHAPE);
	assert_non_null(strstr(info.text, "one line"));
	assert_int_equal(setenv("PITBOSS_TEST_TOKEN", "good", 1), 0);
	assert_int_equal(config_parse(str_of(text), NULL, &c, &info), OK);
	config_free(c);
}

static void files_that_are_not_there_say_so(void **state)
{
	(void)state;
	struct config *c;
	struct err_info info = {0};
	assert_int_equal(config_load("/does/not/exist.yaml", &c, &info), ERR_NOT_FOUND);
	assert_non_null(strstr(info.text, "/does/not/exist.yaml"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_file_is_good_and_brings_everything),
		cmocka_unit_test(the_shipped_file_says_the_usual_values),
		cmocka_unit_test(values_are_taken),
		cmocka_unit_test(what_is_wrong_is_refused_with_line_and_reason),
		cmocka_unit_test(bad_sources_are_refused_with_line_and_reason),
		cmocka_unit_test(two_sources_may_not_bring_the_same),
		cmocka_unit_test(secrets_come_from_files_and_the_environment),
		cmocka_unit_test(files_that_are_not_there_say_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
