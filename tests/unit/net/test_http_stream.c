#include "net_fixture.h"

#define HOST    "Host: h\r\n"
#define PENDING ((size_t)64 << 10)

struct streaming {
	struct fixture f;
	struct http_stream *stream; /* on the loop */
	int64_t length;
	bool release;
	sem_t begun, drained, closed;
	/* arguments and results of the calls below */
	struct str text;
	struct blob *blob;
	size_t max_pending, pending;
	uint64_t pending_ms;
	enum err err;
};

static void on_drain(void *ctx)
{
	struct streaming *s = ctx;
	sem_post(&s->drained);
}

static void on_close(void *ctx)
{
	struct streaming *s = ctx;
	s->stream = NULL;
	sem_post(&s->closed);
}

static void begin(void *ctx, struct http_exchange *x)
{
	struct streaming *s = CONTAINER_OF(ctx, struct streaming, f);
	if (!str_is(http_exchange_request(x)->path, "/stream")) {
		fixture_request(ctx, x);
		return;
	}
	static const struct http_stream_events events = {on_drain, on_close};
	struct http_header h = {STR("Content-Type"), STR("text/event-stream")};
	struct http_handle handle = http_exchange_handle(x);
	s->stream = http_stream_begin(x, 200, &h, 1, s->length, s->release, &events, s);
	assert_non_null(s->stream);
	assert_true(s->release == !http_handle_find(handle));
	sem_post(&s->begun);
}

static void streaming_start_with(struct streaming *s, int64_t length, bool release, unsigned write_timeout_ms)
{
	fixture_init(&s->f);
	s->stream = NULL;
	s->length = length;
	s->release = release;
	s->blob = NULL;
	s->max_pending = PENDING;
	sem_init(&s->begun, 0, 0);
	sem_init(&s->drained, 0, 0);
	sem_init(&s->closed, 0, 0);
	s->f.hooks.on_request = begin;
	s->f.config.write_timeout_ms = write_timeout_ms;
	fixture_start(&s->f);
}

static void streaming_start(struct streaming *s, int64_t length, bool release)
{
	streaming_start_with(s, length, release, PATIENCE_S * 1000);
}

static void streaming_done(struct streaming *s)
{
	fixture_done(&s->f);
	sem_destroy(&s->begun);
	sem_destroy(&s->drained);
	sem_destroy(&s->closed);
}

static struct client open_stream(struct streaming *s, const char *request, int rcvbuf)
{
	struct client c = client_connect_from(s->f.port, rcvbuf);
	client_send(&c, request);
	wait_for(&s->begun);
	return c;
}

static void do_write(void *ctx)
{
	struct streaming *s = ctx;
	struct chunk c = {s->blob ? blob_str(s->blob) : s->text, s->blob ? blob_ref(s->blob) : NULL};
	s->err = http_stream_write(s->stream, &c, 1, s->max_pending);
	if (s->stream) {
		s->pending = http_stream_pending_bytes(s->stream);
		s->pending_ms = http_stream_pending_ms(s->stream);
	}
}

static enum err write_text(struct streaming *s, const char *text)
{
	s->text = str_of(text);
	on_loop(&s->f.thread, do_write, s);
	return s->err;
}

static void do_end(void *ctx)
{
	struct streaming *s = ctx;
	http_stream_end(s->stream);
	s->stream = NULL;
}

static void do_abort(void *ctx)
{
	struct streaming *s = ctx;
	http_stream_abort(s->stream);
	s->stream = NULL;
}

static void a_stream_is_chunked_and_the_connection_goes_on(void **state)
{
	(void)state;
	for (int release = 0; release < 2; release++) {
		struct streaming s;
		streaming_start(&s, -1, release);
		struct client c = open_stream(&s, "GET /stream HTTP/1.1\r\n" HOST "\r\nGET /next HTTP/1.1\r\n" HOST "\r\n", 0);
		client_read_until(&c, "\r\n\r\n");
		assert_non_null(strstr(c.in, "\r\nTransfer-Encoding: chunked\r\n"));
		assert_null(strstr(c.in, "Content-Length"));
		assert_int_equal(write_text(&s, "data: 1\n\n"), OK);
		client_read_until(&c, "\r\n9\r\ndata: 1\n\n\r\n");
		assert_int_equal(write_text(&s, ""), OK); /* an empty chunk would be the end */
		assert_int_equal(write_text(&s, "0123456789abcdef"), OK);
		client_read_until(&c, "10\r\n0123456789abcdef\r\n");
		assert_int_equal(fixture_counts(&s.f).streams, 1);
		on_loop(&s.f.thread, do_end, &s);
		client_read_until(&c, "0\r\n\r\n");
		client_read_until(&c, "GET /next?");
		assert_int_equal(fixture_counts(&s.f).streams, 0);
		assert_int_equal(sem_trywait(&s.closed), -1);
		client_close(&c);
		streaming_done(&s);
	}
}

static void a_declared_length_is_kept_to(void **state)
{
	(void)state;
	struct streaming s;
	streaming_start(&s, 10, true);
	struct client c = open_stream(&s, "GET /stream HTTP/1.1\r\n" HOST "\r\n", 0);
	assert_int_equal(write_text(&s, "01234"), OK);
	assert_int_equal(write_text(&s, "567890"), ERR_SHAPE);
	assert_int_equal(write_text(&s, "56789"), OK);
	on_loop(&s.f.thread, do_end, &s);
	client_expect(&c, 200, "0123456789");
	client_send(&c, "GET /next HTTP/1.1\r\n" HOST "\r\n");
	client_expect(&c, 200, "GET /next?");
	/* fewer bytes than promised: the client must see it */
	client_send(&c, "GET /stream HTTP/1.1\r\n" HOST "\r\n");
	wait_for(&s.begun);
	assert_int_equal(write_text(&s, "01234"), OK);
	client_read_until(&c, "01234");
	on_loop(&s.f.thread, do_end, &s);
	client_read_to_end(&c);
	assert_null(strstr(c.in, "56789"));
	client_close(&c);
	streaming_done(&s);
}

static void http10_gets_plain_bytes_until_the_end(void **state)
{
	(void)state;
	struct streaming s;
	streaming_start(&s, -1, true);
	struct client c = open_stream(&s, "GET /stream HTTP/1.0\r\n\r\n", 0);
	assert_int_equal(write_text(&s, "plain"), OK);
	on_loop(&s.f.thread, do_end, &s);
	client_read_to_end(&c);
	assert_false(c.reset);
	assert_null(strstr(c.in, "chunked"));
	assert_string_equal(strstr(c.in, "\r\n\r\n") + 4, "plain");
	client_close(&c);
	/* cut short, it must not look whole */
	c = open_stream(&s, "GET /stream HTTP/1.0\r\n\r\n", 0);
	assert_int_equal(write_text(&s, "pla"), OK);
	client_read_until(&c, "pla");
	on_loop(&s.f.thread, do_abort, &s);
	client_read_to_end(&c);
	assert_true(c.reset);
	client_close(&c);
	streaming_done(&s);
}

static void head_of_a_stream_has_no_body(void **state)
{
	(void)state;
	struct streaming s;
	streaming_start(&s, -1, true);
	struct client c = open_stream(&s, "HEAD /stream HTTP/1.1\r\n" HOST "\r\n", 0);
	assert_int_equal(write_text(&s, "unseen"), OK);
	on_loop(&s.f.thread, do_end, &s);
	struct answer a = client_answer(&c, true);
	assert_int_equal(a.status, 200);
	free(a.body);
	client_send(&c, "GET /next HTTP/1.1\r\n" HOST "\r\n");
	client_expect(&c, 200, "GET /next?");
	client_close(&c);
	streaming_done(&s);
}

static void an_aborted_stream_has_no_last_chunk(void **state)
{
	(void)state;
	struct streaming s;
	streaming_start(&s, -1, true);
	struct client c = open_stream(&s, "GET /stream HTTP/1.1\r\n" HOST "\r\n", 0);
	assert_int_equal(write_text(&s, "half"), OK);
	on_loop(&s.f.thread, do_abort, &s);
	client_read_to_end(&c);
	assert_non_null(strstr(c.in, "half"));
	assert_null(strstr(c.in, "\r\n0\r\n"));
	assert_int_equal(sem_trywait(&s.closed), -1);
	client_close(&c);
	streaming_done(&s);
}

/* Writes until something waits in user space; the bytes that were taken. */
static size_t fill(struct streaming *s)
{
	size_t taken = 0;
	do {
		on_loop(&s->f.thread, do_write, s);
		assert_int_equal(s->err, OK);
		taken += s->blob ? s->blob->n : s->text.n;
	} while (s->pending == 0);
	return taken;
}

static void pending_bytes_are_bounded_and_drain_is_told(void **state)
{
	(void)state;
	struct streaming s;
	streaming_start(&s, -1, true);
	struct client c = open_stream(&s, "GET /stream HTTP/1.1\r\n" HOST "\r\n", 4096);
	char text[4001];
	memset(text, 'x', 4000);
	text[4000] = '\0';
	s.text = str_of(text);
	size_t taken = fill(&s);
	for (;;) {
		on_loop(&s.f.thread, do_write, &s);
		if (s.err != OK)
			break;
		taken += s.text.n;
	}
	assert_int_equal(s.err, ERR_LIMIT);
	assert_true(s.pending <= PENDING + 1000); /* and the chunks' frames */
	assert_true(s.pending > PENDING - 2 * 4000);
	size_t got = 0;
	while (sem_trywait(&s.drained) != 0)
		assert_true(client_read(&c));
	on_loop(&s.f.thread, do_end, &s);
	client_read_until(&c, "\r\n0\r\n\r\n");
	for (size_t i = 0; i < c.n; i++)
		got += c.in[i] == 'x';
	assert_int_equal(got, taken + 1); /* text/event-stream has an x in its name */
	client_close(&c);
	streaming_done(&s);
}

static void blobs_that_wait_are_referenced_and_given_back(void **state)
{
	(void)state;
	struct streaming s;
	streaming_start(&s, -1, true);
	struct client c = open_stream(&s, "GET /stream HTTP/1.1\r\n" HOST "\r\n", 4096);
	s.blob = s.f.big;
	s.max_pending = BIG_BYTES * 4;
	fill(&s);
	assert_true(atomic_load(&s.f.big->refs) > 1);
	s.max_pending = 1;
	on_loop(&s.f.thread, do_write, &s);
	assert_int_equal(s.err, ERR_LIMIT);
	client_vanish(&c);
	wait_for(&s.closed);
	streaming_done(&s); /* asserts that the blob came back */
}

static void a_stream_to_a_client_that_does_not_read_is_closed(void **state)
{
	(void)state;
	struct streaming s;
	streaming_start_with(&s, -1, true, 300);
	struct client c = open_stream(&s, "GET /stream HTTP/1.1\r\n" HOST "\r\n", 4096);
	s.text = (struct str){s.f.big->p, 60000};
	fill(&s);
	wait_for(&s.closed);
	assert_int_equal(fixture_counts(&s.f).streams, 0);
	client_close(&c);
	streaming_done(&s);
}

static void a_client_that_vanishes_closes_its_stream(void **state)
{
	(void)state;
	for (int release = 0; release < 2; release++) {
		struct streaming s;
		streaming_start(&s, -1, release);
		struct client c = open_stream(&s, "GET /stream HTTP/1.1\r\n" HOST "\r\n", 0);
		client_vanish(&c);
		wait_for(&s.closed);
		assert_int_equal(fixture_counts(&s.f).open, 0);
		streaming_done(&s);
	}
}

static void an_endless_stream_ends_a_while_after_the_clients_fin(void **state)
{
	(void)state;
	struct streaming s;
	streaming_start(&s, -1, true);
	struct client c = open_stream(&s, "GET /stream HTTP/1.1\r\n" HOST "\r\n", 0);
	shutdown(c.fd, SHUT_WR);
	assert_int_equal(write_text(&s, "still there"), OK);
	client_read_until(&c, "still there");
	wait_for(&s.closed);
	assert_false(client_read(&c));
	client_close(&c);
	streaming_done(&s);
}

static void a_stream_ends_in_order_behind_what_waits(void **state)
{
	(void)state;
	struct streaming s;
	streaming_start(&s, -1, false);
	struct client c = open_stream(&s, "GET /stream HTTP/1.1\r\n" HOST "\r\n", 4096);
	s.text = (struct str){s.f.big->p, 60000};
	fill(&s);
	on_loop(&s.f.thread, do_end, &s);
	client_read_until(&c, "\r\n0\r\n\r\n");
	client_send(&c, "GET /next HTTP/1.1\r\n" HOST "\r\n");
	client_read_until(&c, "GET /next?");
	client_close(&c);
	streaming_done(&s);
}

static void idle_streams_are_cheap(void **state)
{
	(void)state;
	enum { CROWD = 1500 };
	if (!allow_descriptors(2 * CROWD + 100))
		skip();
	struct streaming s;
	streaming_start(&s, -1, true);
	struct client *c = calloc(CROWD, sizeof(*c));
	size_t before = resident_bytes();
	for (int i = 0; i < CROWD; i++)
		c[i] = open_stream(&s, "GET /stream HTTP/1.1\r\n" HOST "\r\n", 0);
	size_t each = (resident_bytes() - before) / CROWD;
	assert_int_equal(fixture_counts(&s.f).streams, CROWD);
	if (!SANITIZED)
		assert_true(each < 4096);
	for (int i = 0; i < CROWD; i++)
		client_close(&c[i]);
	for (int i = 0; i < CROWD; i++)
		wait_for(&s.closed); /* each once its grace after the FIN is over */
	assert_int_equal(fixture_counts(&s.f).streams, 0);
	free(c);
	streaming_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stream_is_chunked_and_the_connection_goes_on),
		cmocka_unit_test(a_declared_length_is_kept_to),
		cmocka_unit_test(http10_gets_plain_bytes_until_the_end),
		cmocka_unit_test(head_of_a_stream_has_no_body),
		cmocka_unit_test(an_aborted_stream_has_no_last_chunk),
		cmocka_unit_test(pending_bytes_are_bounded_and_drain_is_told),
		cmocka_unit_test(blobs_that_wait_are_referenced_and_given_back),
		cmocka_unit_test(a_stream_to_a_client_that_does_not_read_is_closed),
		cmocka_unit_test(a_client_that_vanishes_closes_its_stream),
		cmocka_unit_test(an_endless_stream_ends_a_while_after_the_clients_fin),
		cmocka_unit_test(a_stream_ends_in_order_behind_what_waits),
		cmocka_unit_test(idle_streams_are_cheap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
