/* Clients that are slow, vanish, half-close, come in crowds, or are there when the server goes. */
#include "net_fixture.h"

#define HOST "Host: h\r\n"

/* Drips @text, a byte every @gap_ms, until the server closes. */
static void drip(struct client *c, const char *text, int gap_ms)
{
	struct pollfd p = {.fd = c->fd, .events = POLLIN};
	for (; *text; text++) {
		client_send_n(c, text, 1);
		if (poll(&p, 1, gap_ms) > 0)
			return;
	}
}

static void a_dripped_head_is_ended_by_its_deadline(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	f.config.head_timeout_ms = 200;
	fixture_start(&f);
	struct client c = client_connect(f.port);
	uint64_t start = clock_mono_ms();
	drip(&c, "GET /a-long-path-that-takes-for-ever-to-come HTTP/1.1\r\n" HOST "A: b\r\nB: c\r\nC: d\r\n", 20);
	client_expect(&c, 408, NULL);
	assert_false(client_read(&c));
	uint64_t took = clock_mono_ms() - start;
	assert_in_range(took, 180, 3000);
	client_close(&c);
	fixture_done(&f);
}

static void a_dripped_body_is_ended_by_its_deadline(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	f.config.body_timeout_ms = 200;
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 100000\r\n\r\n");
	drip(&c, "a body that comes a byte at a time and would go on like that for half an hour", 20);
	client_expect(&c, 408, NULL);
	assert_false(client_read(&c));
	client_close(&c);
	c = client_connect(f.port);
	client_send(&c, "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
	drip(&c, "1\r\na\r\n1\r\na\r\n1\r\na\r\n1\r\na\r\n1\r\na\r\n1\r\na\r\n1\r\na\r\n", 20);
	client_expect(&c, 408, NULL);
	client_close(&c);
	fixture_done(&f);
}

static void an_idle_connection_is_closed_without_a_word(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	f.config.idle_timeout_ms = 150;
	fixture_start(&f);
	struct client fresh = client_connect(f.port), used = client_connect(f.port);
	client_send(&used, "GET / HTTP/1.1\r\n" HOST "\r\n");
	client_expect(&used, 200, NULL);
	assert_false(client_read(&used));
	assert_false(client_read(&fresh));
	assert_false(fresh.reset || used.reset);
	client_close(&fresh);
	client_close(&used);
	fixture_done(&f);
}

static void work_may_take_longer_than_any_deadline_of_the_wire(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	f.config.idle_timeout_ms = f.config.head_timeout_ms = f.config.body_timeout_ms = f.config.write_timeout_ms = 50;
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "GET /later HTTP/1.1\r\n" HOST "\r\n");
	wait_for(&f.arrived);
	struct pollfd p = {.fd = c.fd, .events = POLLIN};
	assert_int_equal(poll(&p, 1, 300), 0);
	on_loop(&f.thread, fixture_answer_later, &f);
	client_expect(&c, 200, "late");
	client_close(&c);
	fixture_done(&f);
}

static void a_client_that_does_not_read_is_cut_off(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	f.config.write_timeout_ms = 200;
	fixture_start(&f);
	struct client c = client_connect_from(f.port, 4096);
	client_send(&c, "GET /big HTTP/1.1\r\n" HOST "\r\n");
	struct pollfd p = {.fd = c.fd, .events = POLLRDHUP};
	assert_int_equal(poll(&p, 1, PATIENCE_S * 1000), 1);
	assert_true(p.revents & (POLLERR | POLLHUP | POLLRDHUP));
	assert_int_equal(fixture_counts(&f).open, 0);
	client_close(&c);
	fixture_done(&f);
}

/* ---- vanishing and half-closing ---- */

static void a_client_that_vanishes_while_we_work_is_noticed(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "GET /later HTTP/1.1\r\n" HOST "\r\n");
	wait_for(&f.arrived);
	client_vanish(&c);
	wait_for(&f.aborted);
	struct http_server_counts n = fixture_counts(&f);
	assert_int_equal(n.aborted, 1);
	assert_int_equal(n.open, 0);
	assert_int_equal(n.active, 0);
	on_loop(&f.thread, fixture_answer_later, &f); /* finds nothing by its handle */
	fixture_done(&f);
}

static void a_client_that_vanishes_behind_unread_input_is_noticed(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "GET /later HTTP/1.1\r\n" HOST "\r\n");
	wait_for(&f.arrived);
	client_send_n(&c, f.big->p, 50000);
	client_vanish(&c);
	wait_for(&f.aborted);
	assert_int_equal(fixture_counts(&f).open, 0);
	fixture_done(&f);
}

static void a_half_closed_client_gets_every_answer_then_the_end(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port);
	client_send(&c, "GET /later HTTP/1.1\r\n" HOST "\r\nGET /2 HTTP/1.1\r\n" HOST "\r\nGET /3 HTTP/1.1\r\n" HOST "\r\n");
	shutdown(c.fd, SHUT_WR);
	wait_for(&f.arrived);
	on_loop(&f.thread, fixture_answer_later, &f);
	client_expect(&c, 200, "late");
	client_expect(&c, 200, "GET /2?");
	client_expect(&c, 200, "GET /3?");
	assert_false(client_read(&c));
	assert_false(c.reset);
	assert_int_equal(sem_trywait(&f.aborted), -1);
	client_close(&c);
	/* and when the FIN comes while the answer is worked on */
	c = client_connect(f.port);
	client_send(&c, "GET /later HTTP/1.1\r\n" HOST "\r\n");
	wait_for(&f.arrived);
	shutdown(c.fd, SHUT_WR);
	on_loop(&f.thread, fixture_answer_later, &f);
	client_expect(&c, 200, "late");
	assert_false(client_read(&c));
	client_close(&c);
	fixture_done(&f);
}

static void a_client_that_ends_in_the_middle_of_a_request_is_forgotten(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	static const char *const parts[] = {"GET / HT", "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\nabc",
					    "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n5\r\nab"};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct client c = client_connect(f.port);
		client_send(&c, parts[i]);
		shutdown(c.fd, SHUT_WR);
		assert_false(client_read(&c));
		client_close(&c);
	}
	struct http_server_counts n = fixture_counts(&f);
	assert_int_equal(n.requests, 0);
	assert_int_equal(n.open, 0);
	fixture_done(&f);
}

/* ---- crowds ---- */

static void past_the_cap_newcomers_get_503_until_there_is_room(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	f.config.max_connections = 2;
	fixture_start(&f);
	struct client a = client_connect(f.port), b = client_connect(f.port);
	client_send(&a, "GET /later HTTP/1.1\r\n" HOST "\r\n");
	wait_for(&f.arrived);
	client_send(&b, "GET /later HTTP/1.1\r\n" HOST "\r\n");
	wait_for(&f.arrived);
	struct client c = client_connect(f.port);
	client_expect(&c, 503, NULL);
	client_close(&c);
	assert_int_equal(fixture_counts(&f).refused_cap, 1);
	client_vanish(&a);
	wait_for(&f.aborted);
	c = client_connect(f.port);
	client_send(&c, "GET /x HTTP/1.1\r\n" HOST "\r\n");
	client_expect(&c, 200, "GET /x?");
	client_close(&c);
	client_close(&b);
	fixture_done(&f);
}

static void at_the_cap_the_longest_idle_connection_makes_room(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	f.config.max_connections = 2;
	fixture_start(&f);
	struct client a = client_connect(f.port), b = client_connect(f.port);
	client_send(&a, "GET /1 HTTP/1.1\r\n" HOST "\r\n");
	client_expect(&a, 200, NULL);
	client_send(&b, "GET /later HTTP/1.1\r\n" HOST "\r\n");
	wait_for(&f.arrived);
	/* not before it has been idle for a second */
	struct client c = client_connect(f.port);
	client_expect(&c, 503, NULL);
	client_close(&c);
	struct pollfd p = {.fd = a.fd, .events = POLLIN};
	assert_int_equal(poll(&p, 1, 1100), 0);
	c = client_connect(f.port);
	client_send(&c, "GET /x HTTP/1.1\r\n" HOST "\r\n");
	client_expect(&c, 200, "GET /x?");
	assert_false(client_read(&a));
	client_close(&a);
	client_close(&b);
	client_close(&c);
	fixture_done(&f);
}

static void idle_connections_are_cheap_and_do_not_slow_others(void **state)
{
	(void)state;
	enum { CROWD = 5000 };
	if (!allow_descriptors(2 * CROWD + 100))
		skip();
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	int *fds = malloc(CROWD * sizeof(int));
	for (int i = 0; i < 200; i++) { /* warm: spares, tables, the allocator */
		struct client c = client_connect(f.port);
		client_send(&c, "GET /x HTTP/1.1\r\n" HOST "\r\n");
		client_expect(&c, 200, NULL);
		client_close(&c);
	}
	size_t before = resident_bytes();
	for (int i = 0; i < CROWD; i++) {
		struct client c = client_connect(f.port);
		client_send(&c, "GET /x HTTP/1.1\r\n" HOST "\r\n");
		client_expect(&c, 200, NULL);
		fds[i] = c.fd;
		free(c.in);
	}
	assert_int_equal(fixture_counts(&f).open, CROWD);
	size_t each = (resident_bytes() - before) / CROWD;
	if (!SANITIZED)
		assert_true(each < 4096);
	struct client c = client_connect(f.port);
	client_send(&c, "GET /x HTTP/1.1\r\n" HOST "\r\n");
	client_expect(&c, 200, "GET /x?");
	client_close(&c);
	for (int i = 0; i < CROWD; i++)
		close(fds[i]);
	free(fds);
	fixture_done(&f);
}

/* ---- going down ---- */

static void drained(void *ctx)
{
	struct fixture *f = ctx;
	http_server_free(f->server); /* as the header allows */
	f->server = NULL;
	sem_post(&f->drained);
}

static void drain(void *ctx)
{
	struct fixture *f = ctx;
	http_server_drain(f->server, drained, f);
}

static void draining_finishes_what_is_under_way_and_closes_the_rest(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client idle = client_connect(f.port), busy = client_connect(f.port), slow = client_connect_from(f.port, 4096);
	client_send(&idle, "GET / HTTP/1.1\r\n" HOST "\r\n");
	client_expect(&idle, 200, NULL);
	client_send(&slow, "GET /big HTTP/1.1\r\n" HOST "\r\n");
	client_read_until(&slow, "\r\n\r\n");
	client_send(&busy, "GET /later HTTP/1.1\r\n" HOST "\r\n");
	wait_for(&f.arrived);
	on_loop(&f.thread, drain, &f);
	assert_false(client_read(&idle));
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(f.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), -1);
	close(fd);
	assert_int_equal(sem_trywait(&f.drained), -1);
	on_loop(&f.thread, fixture_answer_later, &f);
	struct answer late = client_answer(&busy, false);
	assert_string_equal(late.body, "late");
	assert_non_null(strstr(late.head, "\r\nConnection: close\r\n"));
	free(late.body);
	assert_false(client_read(&busy));
	struct answer big = client_answer(&slow, false);
	assert_int_equal(big.body_bytes, (size_t)BIG_BYTES * BIG_COPIES);
	free(big.body);
	assert_false(client_read(&slow));
	wait_for(&f.drained);
	client_close(&idle);
	client_close(&busy);
	client_close(&slow);
	fixture_done(&f);
}

static void draining_an_unused_server_ends_at_once(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	on_loop(&f.thread, drain, &f);
	wait_for(&f.drained);
	fixture_done(&f);
}

static void freeing_a_busy_server_aborts_what_is_open(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	fixture_start(&f);
	struct client c = client_connect(f.port), reader = client_connect_from(f.port, 4096);
	client_send(&c, "GET /later HTTP/1.1\r\n" HOST "\r\n");
	wait_for(&f.arrived);
	client_send(&reader, "GET /big HTTP/1.1\r\n" HOST "\r\n");
	client_read_until(&reader, "\r\n\r\n");
	on_loop(&f.thread, fixture_close, &f);
	wait_for(&f.aborted);
	client_read_to_end(&reader);
	assert_false(client_read(&c));
	client_close(&c);
	client_close(&reader);
	fixture_done(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dripped_head_is_ended_by_its_deadline),
		cmocka_unit_test(a_dripped_body_is_ended_by_its_deadline),
		cmocka_unit_test(an_idle_connection_is_closed_without_a_word),
		cmocka_unit_test(work_may_take_longer_than_any_deadline_of_the_wire),
		cmocka_unit_test(a_client_that_does_not_read_is_cut_off),
		cmocka_unit_test(a_client_that_vanishes_while_we_work_is_noticed),
		cmocka_unit_test(a_client_that_vanishes_behind_unread_input_is_noticed),
		cmocka_unit_test(a_half_closed_client_gets_every_answer_then_the_end),
		cmocka_unit_test(a_client_that_ends_in_the_middle_of_a_request_is_forgotten),
		cmocka_unit_test(past_the_cap_newcomers_get_503_until_there_is_room),
		cmocka_unit_test(at_the_cap_the_longest_idle_connection_makes_room),
		cmocka_unit_test(idle_connections_are_cheap_and_do_not_slow_others),
		cmocka_unit_test(draining_finishes_what_is_under_way_and_closes_the_rest),
		cmocka_unit_test(draining_an_unused_server_ends_at_once),
		cmocka_unit_test(freeing_a_busy_server_aborts_what_is_open),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
