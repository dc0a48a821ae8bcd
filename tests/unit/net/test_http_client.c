/* The client against a server that does as it is told by the path, on blocking sockets, a thread a connection. */
#include "net_fixture.h"

#include "net/http_client.h"

#define MAX_CONNECTIONS 64

struct rogue {
	int fd;
	uint16_t port;
	pthread_t thread, connections[MAX_CONNECTIONS];
	int fds[MAX_CONNECTIONS];
	atomic_int count;
};

/* Reads one request (head and declared body); false at the end. */
static bool read_request(int fd, char *buf, size_t size, size_t *ret_head, size_t *ret_n)
{
	size_t n = 0;
	while (n < size - 1) {
		ssize_t r = recv(fd, buf + n, size - 1 - n, 0);
		if (r <= 0)
			return false;
		n += (size_t)r;
		buf[n] = '\0';
		char *end = strstr(buf, "\r\n\r\n");
		if (end && n >= (size_t)(end + 4 - buf) + answer_length(buf)) {
			*ret_head = (size_t)(end + 4 - buf);
			*ret_n = n;
			return true;
		}
	}
	return false;
}

static void say_n(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t w = send(fd, p, n, MSG_NOSIGNAL);
		if (w <= 0)
			return;
		p += w;
		n -= (size_t)w;
	}
}

static void say(int fd, const char *text)
{
	say_n(fd, text, strlen(text));
}

static void wait_for_end(int fd)
{
	char c[256];
	while (recv(fd, c, sizeof(c), 0) > 0)
		;
}

static void reset_it(int fd)
{
	struct linger now = {.l_onoff = 1};
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

static void answer_echo(int fd, const char *request, size_t n)
{
	char head[128];
	snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nX-Twice: a\r\nX-Twice: b\r\nContent-Length: %zu\r\n\r\n", n);
	say(fd, head);
	say_n(fd, request, n);
}

static void pour(int fd, const char *head, size_t chunk)
{
	char block[4096 + 16];
	say(fd, head);
	int n = chunk ? snprintf(block, sizeof(block), "%zx\r\n", chunk) : 0;
	memset(block + n, 'x', 4096);
	memcpy(block + n + 4096, "\r\n", 2);
	for (int i = 0; i < 4096; i++) { /* 16 MB: more than any limit in these tests */
		ssize_t w = send(fd, block, (size_t)n + 4096 + (chunk ? 2 : 0), MSG_NOSIGNAL);
		if (w <= 0)
			return;
	}
}

/* False: close the connection. */
static bool act(int fd, const char *request, size_t n)
{
#define ON(path) (strstr(request, " " path " "))
	if (ON("/echo"))
		answer_echo(fd, request, n);
	else if (ON("/missing"))
		say(fd, "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone");
	else if (ON("/redirect"))
		say(fd, "HTTP/1.1 302 Found\r\nLocation: /echo\r\nContent-Length: 0\r\n\r\n");
	else if (ON("/interim"))
		say(fd,
		    "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 200 OK\r\nX-Late: 2\r\nContent-Length: 2\r\n\r\nok");
	else if (ON("/stream"))
		say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none \r\n4\r\ntwo \r\n5\r\nthree\r\n0\r\n\r\n");
	else if (ON("/hang"))
		wait_for_end(fd);
	else if (ON("/stall"))
		say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx"), wait_for_end(fd);
	else if (ON("/partial"))
		return say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789"), false;
	else if (ON("/chunk-cut"))
		return say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nwo"), false;
	else if (ON("/no-last-chunk"))
		return say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), false;
	else if (ON("/bad-chunk"))
		return say(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"), false;
	else if (ON("/reset-within"))
		return say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789"), reset_it(fd), false;
	else if (ON("/garbage"))
		return say(fd, "\x01\x02garbage, not HTTP\r\n\r\n"), false;
	else if (ON("/bad-length"))
		return say(fd, "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"), false;
	else if (ON("/nothing"))
		return false;
	else if (ON("/large"))
		pour(fd, "HTTP/1.1 200 OK\r\nContent-Length: 16777216\r\n\r\n", 0);
	else if (ON("/large-chunked"))
		pour(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 4096);
	return true;
}

static void *connection_main(void *arg)
{
	int fd = *(int *)arg;
	static _Thread_local char buf[65536 + 4096];
	size_t head, n;
	while (read_request(fd, buf, sizeof(buf), &head, &n) && act(fd, buf, n))
		;
	close(fd);
	return NULL;
}

static void *rogue_main(void *arg)
{
	struct rogue *r = arg;
	for (;;) {
		int fd = accept4(r->fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			return NULL;
		int i = atomic_load(&r->count);
		if (i == MAX_CONNECTIONS)
			abort();
		int on = 1;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		r->fds[i] = fd;
		atomic_fetch_add(&r->count, 1);
		pthread_create(&r->connections[i], NULL, connection_main, &r->fds[i]);
	}
}

/* ---- the test's side ---- */

struct outcome {
	bool done;
	enum err err;
	bool connected, truncated;
	int status;
	char *body;
	size_t body_bytes;
	char header[64];
};

struct fix {
	struct rogue rogue;
	struct loop_thread thread;
	struct http_client_config config;
	struct http_client *client;
	sem_t done, data, head;
	/* one call at a time */
	struct http_call call;
	char url[128];
	const char *want_header;
	struct http_transfer *transfer;
	enum err start_err;
	struct outcome out;
	char streamed[1024];
	size_t streamed_bytes;
	int head_status;
	bool pause, cancel_in_data, refuse_head, called_from_start, in_start;
	unsigned calls, left;
};

static void on_done(void *ctx, struct http_transfer *t, const struct http_result *r)
{
	struct fix *f = ctx;
	f->called_from_start |= f->in_start;
	free(f->out.body);
	f->out = (struct outcome){true, r->err, r->connected, r->truncated, r->status, malloc(r->body.n + 1), r->body.n, ""};
	if (r->body.n)
		memcpy(f->out.body, r->body.p, r->body.n);
	f->out.body[r->body.n] = '\0';
	if (f->want_header) {
		struct str v = http_transfer_header(t, f->want_header);
		str_copy(f->out.header, sizeof(f->out.header), v.p ? v : STR("(absent)"));
	}
	f->transfer = NULL;
	f->calls++;
	sem_post(&f->done);
}

static bool on_head(void *ctx, struct http_transfer *t, int status)
{
	struct fix *f = ctx;
	f->head_status = status;
	str_copy(f->out.header, sizeof(f->out.header), http_transfer_header(t, "x-late"));
	sem_post(&f->head);
	return !f->refuse_head;
}

static bool on_data(void *ctx, struct str bytes)
{
	struct fix *f = ctx;
	sem_post(&f->data);
	if (f->pause) {
		f->pause = false;
		return false;
	}
	if (f->cancel_in_data) {
		http_transfer_cancel(f->transfer);
		return true;
	}
	assert_true(f->streamed_bytes + bytes.n < sizeof(f->streamed));
	memcpy(f->streamed + f->streamed_bytes, bytes.p, bytes.n);
	f->streamed_bytes += bytes.n;
	return true;
}

static void do_start(void *ctx)
{
	struct fix *f = ctx;
	f->in_start = true;
	f->start_err = http_client_start(f->client, &f->call, &f->transfer);
	f->in_start = false;
}

static void do_new(void *ctx)
{
	struct fix *f = ctx;
	assert_int_equal(http_client_new(f->thread.loop, &f->config, &f->client), OK);
}

static void do_free(void *ctx)
{
	struct fix *f = ctx;
	http_client_free(f->client);
}

static void do_cancel(void *ctx)
{
	struct fix *f = ctx;
	if (f->transfer)
		http_transfer_cancel(f->transfer);
	f->transfer = NULL;
}

static void do_stop_cancelling(void *ctx)
{
	struct fix *f = ctx;
	f->cancel_in_data = false;
}

static void do_resume(void *ctx)
{
	struct fix *f = ctx;
	http_transfer_resume(f->transfer);
}

static void fix_call(struct fix *f, const char *path)
{
	snprintf(f->url, sizeof(f->url), "http://127.0.0.1:%u%s", f->rogue.port, path);
	f->call = (struct http_call){.method = "GET",
				     .url = f->url,
				     .connect_timeout_ms = 2000,
				     .timeout_ms = PATIENCE_S * 1000,
				     .body_max_bytes = 1u << 20,
				     .on_done = on_done,
				     .ctx = f};
	f->streamed_bytes = 0;
}

static void fix_init(struct fix *f)
{
	memset(f, 0, sizeof(*f));
	sem_init(&f->done, 0, 0);
	sem_init(&f->data, 0, 0);
	sem_init(&f->head, 0, 0);
	f->rogue.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	assert_int_equal(bind(f->rogue.fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(listen(f->rogue.fd, 64), 0);
	assert_int_equal(getsockname(f->rogue.fd, (struct sockaddr *)&a, &n), 0);
	f->rogue.port = ntohs(a.sin_port);
	pthread_create(&f->rogue.thread, NULL, rogue_main, &f->rogue);
	loop_thread_start(&f->thread);
	f->config = (struct http_client_config){
		.max_host_connections = 8, .max_total_connections = 16, .idle_close_s = 30, .user_agent = "pitboss-test"};
	on_loop(&f->thread, do_new, f);
}

static void fix_done(struct fix *f)
{
	on_loop(&f->thread, do_free, f);
	loop_thread_stop(&f->thread);
	loop_free(f->thread.loop);
	shutdown(f->rogue.fd, SHUT_RDWR);
	close(f->rogue.fd);
	pthread_join(f->rogue.thread, NULL);
	for (int i = 0; i < atomic_load(&f->rogue.count); i++)
		pthread_join(f->rogue.connections[i], NULL);
	assert_false(f->called_from_start);
	free(f->out.body);
}

static void fix_run(struct fix *f)
{
	on_loop(&f->thread, do_start, f);
	assert_int_equal(f->start_err, OK);
	wait_for(&f->done);
}

static void fix_get(struct fix *f, const char *path)
{
	fix_call(f, path);
	fix_run(f);
}

/* ---- what must hold ---- */

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

static void a_refused_connection_is_unavailable_and_safe_to_retry(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	/* a port that was free a moment ago and is kept from others by being bound, not listening */
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	getsockname(fd, (struct sockaddr *)&a, &n);
	fix_call(&f, "");
	snprintf(f.url, sizeof(f.url), "http://127.0.0.1:%u/", ntohs(a.sin_port));
	fix_run(&f);
	assert_int_equal(f.out.err, ERR_UNAVAILABLE);
	assert_false(f.out.connected);
	assert_int_equal(f.out.status, 0);
	close(fd);
	fix_done(&f);
}

static void a_hanging_server_times_out_in_time(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	static const char *const paths[] = {"/hang", "/stall"};
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		fix_call(&f, paths[i]);
		f.call.timeout_ms = 150;
		uint64_t start = clock_mono_ms();
		fix_run(&f);
		assert_in_range(clock_mono_ms() - start, 140, 3000);
		assert_int_equal(f.out.err, ERR_TIMEOUT);
		assert_true(f.out.connected);
	}
	fix_done(&f);
}

static void count_done(void *ctx, struct http_transfer *t, const struct http_result *r)
{
	(void)t;
	struct fix *f = ctx;
	if (r->err == ERR_TIMEOUT && !r->connected)
		f->calls++;
	if (--f->left == 0)
		sem_post(&f->done);
}

static void start_many(void *ctx)
{
	struct fix *f = ctx;
	for (unsigned i = 0; i < f->left; i++)
		assert_int_equal(http_client_start(f->client, &f->call, NULL), OK);
}

static void a_call_that_waits_for_a_connection_times_out_in_time_too(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	fix_call(&f, "/hang");
	f.call.timeout_ms = 300;
	f.call.on_done = count_done;
	f.left = f.config.max_host_connections + 4;
	uint64_t start = clock_mono_ms();
	on_loop(&f.thread, start_many, &f);
	wait_for(&f.done);
	assert_in_range(clock_mono_ms() - start, 290, 3000);
	assert_int_equal(f.calls, 4);
	fix_done(&f);
}

static void a_stalled_stream_is_given_up(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	fix_call(&f, "/stall");
	f.call.timeout_ms = 0;
	f.call.stall_timeout_s = 1;
	f.call.on_data = on_data;
	fix_run(&f);
	assert_int_equal(f.out.err, ERR_TIMEOUT);
	assert_int_equal(f.streamed_bytes, 1);
	fix_done(&f);
}

static void answers_cut_short_or_broken_are_upstream_failures(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		enum err err;
		bool truncated;
	} rows[] = {
		{"/partial", ERR_UPSTREAM, true},       {"/chunk-cut", ERR_UPSTREAM, true},
		{"/no-last-chunk", ERR_UPSTREAM, true}, {"/reset-within", ERR_UPSTREAM, true},
		{"/bad-chunk", ERR_UPSTREAM, true},     {"/garbage", ERR_UPSTREAM, false},
		{"/bad-length", ERR_UPSTREAM, false},   {"/nothing", ERR_UNAVAILABLE, false},
	};
	struct fix f;
	fix_init(&f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (int streamed = 0; streamed < 2; streamed++) {
			fix_call(&f, rows[i].path);
			if (streamed)
				f.call.on_data = on_data;
			fix_run(&f);
			if (f.out.err != rows[i].err || f.out.truncated != rows[i].truncated || !f.out.connected)
				fail_msg("%s: %s, truncated %d, connected %d", rows[i].path, err_name(f.out.err), f.out.truncated,
					 f.out.connected);
		}
	}
	fix_done(&f);
}

static void a_body_past_its_limit_is_too_large(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	static const char *const paths[] = {"/large", "/large-chunked", "/missing"};
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		fix_call(&f, paths[i]);
		f.call.body_max_bytes = i < 2 ? 10000 : 3;
		fix_run(&f);
		assert_int_equal(f.out.err, ERR_TOO_LARGE);
		assert_true(f.out.body_bytes <= f.call.body_max_bytes);
	}
	fix_call(&f, "/missing");
	f.call.body_max_bytes = 4;
	fix_run(&f);
	assert_int_equal(f.out.err, OK);
	fix_done(&f);
}

static void the_final_head_comes_before_data_and_can_be_refused(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	fix_call(&f, "/interim");
	f.call.on_head = on_head;
	f.call.on_data = on_data;
	fix_run(&f);
	assert_int_equal(f.out.err, OK);
	assert_int_equal(f.head_status, 200);
	assert_int_equal(f.streamed_bytes, 2);
	assert_int_equal(sem_trywait(&f.head), 0);
	assert_int_equal(sem_trywait(&f.head), -1);
	f.refuse_head = true;
	fix_call(&f, "/interim");
	f.call.on_head = on_head;
	fix_run(&f);
	assert_int_equal(f.out.err, ERR_UPSTREAM);
	assert_false(f.out.truncated);
	assert_int_equal(f.out.body_bytes, 0);
	fix_done(&f);
}

static void a_paused_stream_goes_on_without_loss(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	fix_call(&f, "/stream");
	f.call.on_data = on_data;
	f.pause = true;
	on_loop(&f.thread, do_start, &f);
	wait_for(&f.data);
	assert_int_equal(f.streamed_bytes, 0);
	on_loop(&f.thread, do_resume, &f);
	wait_for(&f.done);
	assert_int_equal(f.out.err, OK);
	assert_int_equal(f.streamed_bytes, 13);
	assert_memory_equal(f.streamed, "one two three", 13);
	fix_done(&f);
}

static void nothing_is_called_after_cancelling(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	/* at once */
	fix_call(&f, "/echo");
	on_loop(&f.thread, do_start, &f);
	on_loop(&f.thread, do_cancel, &f);
	unsigned calls = f.calls; /* the answer may have won the race */
	/* while paused in the middle of a body */
	fix_call(&f, "/stream");
	f.call.on_data = on_data;
	f.pause = true;
	on_loop(&f.thread, do_start, &f);
	wait_for(&f.data);
	on_loop(&f.thread, do_cancel, &f);
	/* from within its own callback */
	while (sem_trywait(&f.data) == 0)
		;
	fix_call(&f, "/stream");
	f.call.on_data = on_data;
	f.cancel_in_data = true;
	on_loop(&f.thread, do_start, &f);
	wait_for(&f.data);
	on_loop(&f.thread, do_stop_cancelling, &f);
	while (sem_trywait(&f.done) == 0)
		;
	fix_get(&f, "/echo");
	assert_int_equal(f.calls, calls + 1);
	fix_done(&f);
}

static void freeing_the_client_cancels_all(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	fix_call(&f, "/hang");
	f.left = 12;
	on_loop(&f.thread, start_many, &f);
	fix_done(&f);
	assert_int_equal(f.calls, 0);
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
		cmocka_unit_test(a_refused_connection_is_unavailable_and_safe_to_retry),
		cmocka_unit_test(a_hanging_server_times_out_in_time),
		cmocka_unit_test(a_call_that_waits_for_a_connection_times_out_in_time_too),
		cmocka_unit_test(a_stalled_stream_is_given_up),
		cmocka_unit_test(answers_cut_short_or_broken_are_upstream_failures),
		cmocka_unit_test(a_body_past_its_limit_is_too_large),
		cmocka_unit_test(the_final_head_comes_before_data_and_can_be_refused),
		cmocka_unit_test(a_paused_stream_goes_on_without_loss),
		cmocka_unit_test(nothing_is_called_after_cancelling),
		cmocka_unit_test(freeing_the_client_cancels_all),
		cmocka_unit_test(calls_started_from_on_done_reuse_one_connection),
		cmocka_unit_test(a_kept_connection_that_the_server_closed_is_replaced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
