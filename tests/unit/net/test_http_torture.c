/* Many clients at once, each doing what it likes: requests cut anywhere, pipelined, answered at once, later or from a worker,
 * streamed, abandoned. Whoever stays must get exactly the answers to what it asked, in order; in the end nothing is left. */
#include "net_fixture.h"

#include "net/worker.h"

enum { CLIENTS = 24, ROUNDS = 200, PIPELINE_MAX = 8 };

struct torture {
	struct fixture f;
	struct worker_pool *pool;
};

struct answer_job {
	struct job job;
	struct http_handle handle;
	char text[32];
};

static void job_run(struct job *j)
{
	j->outcome = OK;
}

static void job_done(struct job *j)
{
	struct answer_job *a = CONTAINER_OF(j, struct answer_job, job);
	struct http_exchange *x = http_handle_find(a->handle);
	if (x) {
		char *copy = arena_printf(http_exchange_arena(x), "%s", a->text);
		respond_text(x, 200, str_of(copy));
	}
	free(a);
}

static void answer_from_worker(struct torture *t, struct http_exchange *x, struct str text)
{
	struct answer_job *a = calloc(1, sizeof(*a));
	a->job = (struct job){.home = t->f.thread.loop, .run = job_run, .done = job_done};
	a->handle = http_exchange_handle(x);
	str_copy(a->text, sizeof(a->text), text);
	if (worker_submit(t->pool, &a->job) != OK) {
		free(a);
		respond_text(x, 503, STR("full"));
	}
}

static void answer_as_stream(struct http_exchange *x, struct str text)
{
	static const struct http_stream_events none = {NULL, NULL};
	struct chunk parts[2] = {{{text.p, text.n / 2}, NULL}, {{text.p + text.n / 2, text.n - text.n / 2}, NULL}};
	struct http_stream *s = http_stream_begin(x, 200, NULL, 0, (int64_t)text.n, false, &none, NULL);
	if (!s)
		return;
	if (http_stream_write(s, parts, 2, 4096) == OK)
		http_stream_end(s);
	else
		http_stream_abort(s);
}

static void on_request(void *ctx, struct http_exchange *x)
{
	struct torture *t = CONTAINER_OF(ctx, struct torture, f);
	const struct http_request *r = http_exchange_request(x);
	struct str text = r->body.n ? r->body : r->query;
	if (str_is(r->path, "/worker"))
		answer_from_worker(t, x, text);
	else if (str_is(r->path, "/stream"))
		answer_as_stream(x, text);
	else
		respond_text(x, 200, text);
}

struct tormentor {
	pthread_t thread;
	uint16_t port;
	uint64_t random;
	unsigned id, answered, abandoned;
};

/* xorshift64*: the same torture each time. */
static unsigned draw(struct tormentor *t, unsigned below)
{
	t->random ^= t->random >> 12;
	t->random ^= t->random << 25;
	t->random ^= t->random >> 27;
	return (unsigned)((t->random * 2685821657736338717u) >> 33) % below;
}

/* One request whose answer must be @ret_text. */
static size_t compose(struct tormentor *t, char *out, size_t size, char ret_text[32])
{
	static const char *const paths[] = {"/direct", "/worker", "/stream"};
	const char *path = paths[draw(t, 3)];
	int text = snprintf(ret_text, 32, "c%u-%u", t->id, draw(t, 1000000));
	switch (draw(t, 3)) {
	case 0:
		return (size_t)snprintf(out, size, "GET %s?%s HTTP/1.1\r\nHost: h\r\n\r\n", path, ret_text);
	case 1:
		return (size_t)snprintf(out, size, "POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s", path, text,
					ret_text);
	default:
		return (size_t)snprintf(
			out, size,
			"PUT %s HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n%c\r\n%x\r\n%s\r\n0\r\n\r\n", path,
			ret_text[0], (unsigned)text - 1, ret_text + 1);
	}
}

static void send_in_pieces(struct tormentor *t, struct client *c, const char *p, size_t n)
{
	while (n) {
		size_t part = draw(t, 3) ? n : 1 + draw(t, (unsigned)n);
		client_send_n(c, p, part);
		p += part;
		n -= part;
	}
}

static void leave(struct tormentor *t, struct client *c)
{
	if (draw(t, 2))
		client_vanish(c);
	else
		client_close(c);
}

static void *torment(void *arg)
{
	struct tormentor *t = arg;
	struct client c = client_connect(t->port);
	for (int round = 0; round < ROUNDS; round++) {
		char text[PIPELINE_MAX * 256], expected[PIPELINE_MAX][32];
		size_t n = 0;
		unsigned count = 1 + draw(t, PIPELINE_MAX);
		for (unsigned i = 0; i < count; i++)
			n += compose(t, text + n, sizeof(text) - n, expected[i]);
		if (draw(t, 8) == 0) {
			send_in_pieces(t, &c, text, 1 + draw(t, (unsigned)n));
			leave(t, &c);
			t->abandoned++;
			c = client_connect(t->port);
			continue;
		}
		send_in_pieces(t, &c, text, n);
		bool half_closed = draw(t, 10) == 0;
		if (half_closed)
			shutdown(c.fd, SHUT_WR);
		for (unsigned i = 0; i < count; i++) {
			client_expect(&c, 200, expected[i]);
			t->answered++;
		}
		if (half_closed || draw(t, 10) == 0) {
			client_close(&c);
			c = client_connect(t->port);
		}
	}
	client_close(&c);
	return NULL;
}

static void every_client_gets_its_own_answers_in_order_whatever_others_do(void **state)
{
	(void)state;
	struct torture t;
	struct tormentor clients[CLIENTS];
	fixture_init(&t.f);
	t.f.hooks.on_request = on_request;
	assert_int_equal(worker_pool_new("torture", 2, 10000, &t.pool), OK);
	fixture_start(&t.f);
	for (unsigned i = 0; i < CLIENTS; i++) {
		clients[i] = (struct tormentor){.port = t.f.port, .random = 88172645463325252u + i * 7919u, .id = i};
		pthread_create(&clients[i].thread, NULL, torment, &clients[i]);
	}
	unsigned answered = 0, abandoned = 0;
	for (unsigned i = 0; i < CLIENTS; i++) {
		pthread_join(clients[i].thread, NULL);
		answered += clients[i].answered;
		abandoned += clients[i].abandoned;
	}
	assert_true(answered > CLIENTS * ROUNDS && abandoned > 0);
	struct http_server_counts n = fixture_counts(&t.f);
	assert_int_equal(n.refused_bad, 0);
	assert_true(n.requests >= answered);
	worker_pool_free(t.pool);
	fixture_counts(&t.f); /* behind the last letters home: handles must not outlive the server */
	fixture_done(&t.f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_client_gets_its_own_answers_in_order_whatever_others_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
