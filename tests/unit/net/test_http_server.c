#include "net_fixture.h"

#define HOST "Host: h\r\n"

static void requests_are_answered_with_length_date_and_the_handlers_headers(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "GET /a?b=1 HTTP/1.1\r\n" HOST "\r\n");
	struct answer a = client_answer(&c, false);
	assert_int_equal(a.status, 200);
	assert_string_equal(a.body, "GET /a?b=1");
	assert_non_null(strstr(a.head, "\r\nContent-Type: text/plain\r\n"));
	assert_non_null(strstr(a.head, "\r\nDate: "));
	assert_non_null(strstr(a.head, " GMT\r\n"));
	assert_null(strcasestr(a.head, "connection:"));
	free(a.body);
	client_close(&c);
	fixture_done(&f);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port);
	enum { COUNT = 200 }; /* more than the buffer holds, and more than one turn's worth */
	char text[COUNT * 160], *p = text;
	for (int i = 0; i < COUNT; i++)
		p += sprintf(p, "POST /echo HTTP/1.1\r\n" HOST "X-Pad: %070d\r\nContent-Length: 3\r\n\r\n%03d", i, i);
	client_send_n(&c, text, (size_t)(p - text));
	for (int i = 0; i < COUNT; i++) {
		char expected[16];
		sprintf(expected, "%03d", i);
		client_expect(&c, 200, expected);
	}
	client_close(&c);
	fixture_done(&f);
}

static void a_request_behind_one_that_is_worked_on_waits_its_turn(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "GET /later HTTP/1.1\r\n" HOST "\r\nGET /second HTTP/1.1\r\n" HOST "\r\n");
	wait_for(&f.arrived);
	assert_int_equal(fixture_counts(&f).requests, 1);
	on_loop(&f.thread, fixture_answer_later, &f);
	client_expect(&c, 200, "late");
	client_expect(&c, 200, "GET /second?");
	client_close(&c);
	fixture_done(&f);
}

static void input_is_bounded_while_an_answer_is_worked_on(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "GET /later HTTP/1.1\r\n" HOST "\r\n");
	wait_for(&f.arrived);
	/* Pour until the kernel's buffers are full: the server must not have taken any of it. */
	char junk[65536];
	memset(junk, 'x', sizeof(junk));
	while (send(c.fd, junk, sizeof(junk), MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
		;
	assert_true(fixture_counts(&f).bytes_in < f.config.head_max_bytes + 2048);
	client_close(&c);
	fixture_done(&f);
}

static void head_gets_the_length_but_no_body_and_the_next_answer_follows(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "HEAD /abc HTTP/1.1\r\n" HOST "\r\nGET /x HTTP/1.1\r\n" HOST "\r\n");
	struct answer a = client_answer(&c, true);
	assert_non_null(strstr(a.head, "\r\nContent-Length: 10\r\n"));
	free(a.body);
	client_expect(&c, 200, "GET /x?");
	client_close(&c);
	fixture_done(&f);
}

static void status_204_has_neither_body_nor_length(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "GET /empty HTTP/1.1\r\n" HOST "\r\nGET /x HTTP/1.1\r\n" HOST "\r\n");
	struct answer a = client_answer(&c, false);
	assert_int_equal(a.status, 204);
	assert_null(strcasestr(a.head, "content-length"));
	free(a.body);
	client_expect(&c, 200, "GET /x?");
	client_close(&c);
	fixture_done(&f);
}

static void http10_closes_unless_asked_to_stay(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
	struct answer a = client_answer(&c, false);
	assert_non_null(strstr(a.head, "\r\nConnection: keep-alive\r\n"));
	free(a.body);
	client_send(&c, "GET /2 HTTP/1.0\r\n\r\n");
	a = client_answer(&c, false);
	assert_non_null(strstr(a.head, "\r\nConnection: close\r\n"));
	assert_string_equal(a.body, "GET /2?");
	free(a.body);
	assert_false(client_read(&c));
	assert_false(c.reset);
	client_close(&c);
	fixture_done(&f);
}

static void connection_close_is_honoured(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "GET /1 HTTP/1.1\r\n" HOST "Connection: close\r\n\r\nGET /never HTTP/1.1\r\n" HOST "\r\n");
	client_read_to_end(&c);
	assert_false(c.reset);
	assert_non_null(strstr(c.in, "GET /1?"));
	assert_null(strstr(c.in, "never"));
	client_close(&c);
	fixture_done(&f);
}

/* ---- bodies ---- */

static void bodies_of_every_size_and_framing_come_whole(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port);
	static const size_t sizes[] = {0, 1, 100, 16000, 16384, 16385, 70000, 1u << 20};
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		size_t n = sizes[i];
		char head[128];
		sprintf(head, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n", n);
		client_send(&c, head);
		client_send_n(&c, f.big->p, n);
		struct answer a = client_answer(&c, false);
		assert_int_equal(a.body_bytes, n);
		assert_memory_equal(a.body, f.big->p, n);
		free(a.body);

		client_send(&c, "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
		for (size_t at = 0; at < n;) {
			size_t part = MIN(n - at, 1 + at % 5000);
			sprintf(head, "%zx\r\n", part);
			client_send(&c, head);
			client_send_n(&c, f.big->p + at, part);
			client_send(&c, "\r\n");
			at += part;
		}
		client_send(&c, "0\r\nX-Trailer: t\r\n\r\n");
		a = client_answer(&c, false);
		assert_int_equal(a.body_bytes, n);
		assert_memory_equal(a.body, f.big->p, n);
		free(a.body);
	}
	client_close(&c);
	fixture_done(&f);
}

static size_t limit_by_path(void *ctx, const struct http_request *head)
{
	(void)ctx;
	return str_is(head->path, "/none") ? 0 : str_is(head->path, "/ten") ? 10 : SIZE_MAX;
}

static void a_body_past_its_limit_is_413_before_it_is_read(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	f.hooks.body_limit = limit_by_path;
	f.config.body_max_bytes = 1000;
	fixture_start(&f);
	expect_status(&f, "POST /ten HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\n0123456789", 200);
	expect_status(&f, "POST /ten HTTP/1.1\r\n" HOST "Content-Length: 11\r\n\r\n", 413);
	expect_status(&f, "POST /none HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", 200);
	expect_status(&f, "POST /none HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\n", 413);
	expect_status(&f, "POST /any HTTP/1.1\r\n" HOST "Content-Length: 1001\r\n\r\n", 413);
	expect_status(&f, "POST /ten HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n", 413);
	expect_status(&f, "POST /ten HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 11\r\n\r\n", 413);
	fixture_done(&f);
}

static void a_refusal_arrives_although_the_client_goes_on_sending(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	f.config.body_max_bytes = 1000;
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "POST /x HTTP/1.1\r\n" HOST "Content-Length: 200000\r\n\r\n");
	client_send_n(&c, f.big->p, 200000);
	client_expect(&c, 413, NULL);
	assert_false(client_read(&c));
	assert_false(c.reset);
	client_close(&c);
	fixture_done(&f);
}

static void expect_continue_is_told_to_go_on(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "POST /echo HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");
	client_read_until(&c, "HTTP/1.1 100 Continue\r\n\r\n");
	c.n = 0;
	client_send(&c, "body");
	client_expect(&c, 200, "body");
	client_close(&c);
	fixture_done(&f);
}

/* ---- refusals ---- */

static void refusal_text(void *ctx, int status, const char *reason, struct arena *a, struct str *ret_type, struct str *ret_body)
{
	(void)ctx;
	*ret_type = STR("application/problem+json");
	*ret_body = str_of(arena_printf(a, "{\"status\":%d,\"detail\":\"%s\"}", status, reason));
}

static void malformed_requests_are_refused_counted_and_closed(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	f.hooks.refusal_body = refusal_text;
	fixture_start(&f);
	static const struct {
		const char *text;
		int status;
	} rows[] = {
		{"POST /echo HTTP/1.1\r\n" HOST "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\n\r\n", 400},
		{"GET / HTTP/2.0\r\n" HOST "\r\n", 505},
		{"BREW / HTTP/1.1\r\n" HOST "\r\n", 501},
		{"\x16\x03\x01", 400},
		{"POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct client c = client_connect(f.port);
		client_send(&c, rows[i].text);
		struct answer a = client_answer(&c, false);
		assert_int_equal(a.status, rows[i].status);
		assert_non_null(strstr(a.head, "\r\nConnection: close\r\n"));
		assert_non_null(strstr(a.head, "\r\nContent-Type: application/problem+json\r\n"));
		assert_non_null(strstr(a.body, "\"detail\""));
		free(a.body);
		assert_false(client_read(&c));
		client_close(&c);
	}
	struct http_server_counts n = fixture_counts(&f);
	assert_int_equal(n.refused_bad, ARRAY_LEN(rows));
	assert_int_equal(n.requests, 0);
	assert_int_equal(f.refused, ARRAY_LEN(rows));
	fixture_done(&f);
}

static void a_smuggled_request_is_not_answered(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX"
			"GET /smuggled HTTP/1.1\r\n" HOST "\r\n");
	client_read_to_end(&c);
	assert_non_null(strstr(c.in, "HTTP/1.1 400 "));
	assert_null(strstr(c.in, "smuggled"));
	assert_int_equal(fixture_counts(&f).requests, 0);
	client_close(&c);
	fixture_done(&f);
}

static void oversized_heads_are_414_or_431(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	f.config.head_max_bytes = 1024;
	fixture_start(&f);
	char pad[2001];
	memset(pad, 'a', 2000);
	pad[2000] = '\0';
	char text[4096];
	sprintf(text, "GET /%s HTTP/1.1\r\n" HOST "\r\n", pad);
	expect_status(&f, text, 414);
	sprintf(text, "GET / HTTP/1.1\r\n" HOST "A: %s\r\n\r\n", pad);
	expect_status(&f, text, 431);
	/* the largest that fits, with a body of chunks behind it */
	int n = sprintf(text, "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nA: ");
	n += sprintf(text + n, "%.*s\r\n\r\n", 1024 - n - 4, pad);
	assert_int_equal(n, 1024);
	sprintf(text + n, "3\r\nabc\r\n0\r\n\r\n");
	expect_status(&f, text, 200);
	fixture_done(&f);
}

/* ---- large answers ---- */

static void a_large_answer_reaches_a_slow_reader_whole(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect_from(f.port, 4096);
	client_send(&c, "GET /big HTTP/1.1\r\n" HOST "\r\nGET /x HTTP/1.1\r\n" HOST "\r\n");
	struct answer a = client_answer(&c, false);
	assert_int_equal(a.body_bytes, (size_t)BIG_BYTES * BIG_COPIES);
	for (size_t i = 0; i < BIG_COPIES; i++)
		assert_memory_equal(a.body + i * BIG_BYTES, f.big->p, BIG_BYTES);
	free(a.body);
	client_expect(&c, 200, "GET /x?");
	client_close(&c);
	fixture_done(&f);
}

static void header_of_many_bytes(void *ctx, struct http_exchange *x)
{
	struct fixture *f = ctx;
	struct http_header h = {STR("X-Long"), {f->big->p, 5000}};
	struct http_response r = {.status = 200, .headers = &h, .header_count = 1};
	http_respond(x, &r);
}

static void a_response_head_may_be_larger_than_the_inline_buffer(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	f.hooks.on_request = header_of_many_bytes;
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "GET / HTTP/1.1\r\n" HOST "\r\n");
	client_read_until(&c, "\r\n\r\n");
	assert_true(c.n > 5000);
	client_close(&c);
	fixture_done(&f);
}

static void a_port_in_use_is_told(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	f.config.reuse_port = false;
	fixture_start(&f);
	struct loop *l;
	assert_int_equal(loop_new(1, &l), OK);
	struct http_server_config c = f.config;
	c.port = f.port;
	struct http_server *second = NULL;
	struct err_info info = {0};
	assert_int_equal(http_server_new(l, &c, &f.hooks, &f, &second, &info), ERR_CONFLICT);
	assert_string_equal(info.field, "port");
	c.address = "localhost";
	assert_int_equal(http_server_new(l, &c, &f.hooks, &f, &second, &info), ERR_SHAPE);
	assert_string_equal(info.field, "address");
	assert_null(second);
	loop_free(l);
	fixture_done(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_are_answered_with_length_date_and_the_handlers_headers),
		cmocka_unit_test(pipelined_requests_are_answered_in_order),
		cmocka_unit_test(a_request_behind_one_that_is_worked_on_waits_its_turn),
		cmocka_unit_test(input_is_bounded_while_an_answer_is_worked_on),
		cmocka_unit_test(head_gets_the_length_but_no_body_and_the_next_answer_follows),
		cmocka_unit_test(status_204_has_neither_body_nor_length),
		cmocka_unit_test(http10_closes_unless_asked_to_stay),
		cmocka_unit_test(connection_close_is_honoured),
		cmocka_unit_test(bodies_of_every_size_and_framing_come_whole),
		cmocka_unit_test(a_body_past_its_limit_is_413_before_it_is_read),
		cmocka_unit_test(a_refusal_arrives_although_the_client_goes_on_sending),
		cmocka_unit_test(expect_continue_is_told_to_go_on),
		cmocka_unit_test(malformed_requests_are_refused_counted_and_closed),
		cmocka_unit_test(a_smuggled_request_is_not_answered),
		cmocka_unit_test(oversized_heads_are_414_or_431),
		cmocka_unit_test(a_large_answer_reaches_a_slow_reader_whole),
		cmocka_unit_test(a_response_head_may_be_larger_than_the_inline_buffer),
		cmocka_unit_test(a_port_in_use_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
