/* What the client sends, what it makes of answers, and which connections it uses for that. */
#include "client_fixture.h"

static void a_request_carries_what_the_caller_gave_and_nothing_odd(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	const char *headers[] = {"Accept: application/json", "X-Key: k", NULL};
	fix_call(&f, "/echo");
	f.call.headers = headers;
	f.call.user = "me";
	f.call.password = "pass";
	f.want_header = "x-twice";
	fix_run(&f);
	assert_int_equal(f.out.err, OK);
	assert_int_equal(f.out.status, 200);
	assert_true(f.out.connected);
	assert_string_equal(f.out.header, "a");
	assert_int_equal(strncmp(f.out.body, "GET /echo HTTP/1.1\r\n", 20), 0);
	assert_non_null(strstr(f.out.body, "\r\nX-Key: k\r\n"));
	assert_non_null(strstr(f.out.body, "\r\nUser-Agent: pitboss-test\r\n"));
	assert_non_null(strstr(f.out.body, "\r\nAuthorization: Basic bWU6cGFzcw==\r\n"));
	/* the next call on the same handle and connection inherits nothing */
	f.want_header = "absent";
	fix_get(&f, "/echo");
	assert_null(strstr(f.out.body, "Authorization"));
	assert_null(strstr(f.out.body, "X-Key"));
	assert_string_equal(f.out.header, "(absent)");
	assert_int_equal(atomic_load(&f.rogue.count), 1);
	fix_done(&f);
}

static void every_method_sends_its_body_as_it_is(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	static const char *const methods[] = {"POST", "PUT", "PATCH", "DELETE", "GET"};
	char body[20000];
	memset(body, 'b', sizeof(body));
	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		const char *headers[] = {"Content-Type: application/json", NULL};
		fix_call(&f, "/echo");
		f.call.method = methods[i];
		f.call.headers = i ? headers : NULL;
		f.call.body = (struct str){body, sizeof(body)};
		fix_run(&f);
		assert_int_equal(f.out.err, OK);
		assert_int_equal(strncmp(f.out.body, methods[i], strlen(methods[i])), 0);
		assert_non_null(strstr(f.out.body, "\r\nContent-Length: 20000\r\n"));
		assert_null(strstr(f.out.body, "Expect:"));
		assert_null(strstr(f.out.body, "urlencoded"));
		assert_memory_equal(f.out.body + f.out.body_bytes - sizeof(body), body, sizeof(body));
	}
	fix_call(&f, "/echo");
	f.call.method = "DELETE";
	fix_run(&f);
	assert_int_equal(strncmp(f.out.body, "DELETE /echo ", 13), 0);
	fix_call(&f, "/echo");
	f.call.method = "POST";
	fix_run(&f);
	assert_non_null(strstr(f.out.body, "\r\nContent-Length: 0\r\n"));
	fix_get(&f, "/echo");
	assert_int_equal(strncmp(f.out.body, "GET /echo ", 10), 0);
	fix_done(&f);
}

static void statuses_are_answers_and_redirects_are_not_followed(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	fix_get(&f, "/missing");
	assert_int_equal(f.out.err, OK);
	assert_int_equal(f.out.status, 404);
	assert_string_equal(f.out.body, "none");
	fix_get(&f, "/redirect");
	assert_int_equal(f.out.err, OK);
	assert_int_equal(f.out.status, 302);
	fix_done(&f);
}

static void a_bad_url_is_refused_at_once(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	static const char *const urls[] = {"",        "/relative",   "ftp://127.0.0.1/",      "file:///etc/passwd",
					   "http://", "http://a b/", "http://u:p@127.0.0.1/", "http://127.0.0.1:99999/"};
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		fix_call(&f, "");
		f.call.url = urls[i];
		on_loop(&f.thread, do_start, &f);
		assert_int_equal(f.start_err, ERR_SHAPE);
	}
	fix_get(&f, "/echo");
	assert_int_equal(f.calls, 1);
	fix_done(&f);
}

static void chain_done(void *ctx, struct http_transfer *t, const struct http_result *r)
{
	(void)t;
	struct fix *f = ctx;
	assert_int_equal(r->err, OK);
	f->calls++;
	if (f->calls < 500)
		assert_int_equal(http_client_start(f->client, &f->call, NULL), OK);
	else
		sem_post(&f->done);
}

static void calls_started_from_on_done_reuse_one_connection(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	fix_call(&f, "/echo");
	f.call.on_done = chain_done;
	fix_run(&f);
	assert_int_equal(f.calls, 500);
	assert_int_equal(atomic_load(&f.rogue.count), 1);
	fix_done(&f);
}

static void a_kept_connection_that_the_server_closed_is_replaced(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	for (int i = 0; i < 5; i++) {
		fix_get(&f, "/echo");
		assert_int_equal(f.out.err, OK);
		shutdown(f.rogue.fds[i], SHUT_RDWR);
	}
	assert_int_equal(atomic_load(&f.rogue.count), 5);
	fix_done(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_carries_what_the_caller_gave_and_nothing_odd),
		cmocka_unit_test(every_method_sends_its_body_as_it_is),
		cmocka_unit_test(statuses_are_answers_and_redirects_are_not_followed),
		cmocka_unit_test(a_bad_url_is_refused_at_once),
		cmocka_unit_test(calls_started_from_on_done_reuse_one_connection),
		cmocka_unit_test(a_kept_connection_that_the_server_closed_is_replaced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
