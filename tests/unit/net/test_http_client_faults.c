/* The client against servers that refuse, hang, break off, break the rules or never stop: each failure is told for what it is. */
#include "client_fixture.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refused_connection_is_unavailable_and_safe_to_retry),
		cmocka_unit_test(a_hanging_server_times_out_in_time),
		cmocka_unit_test(a_call_that_waits_for_a_connection_times_out_in_time_too),
		cmocka_unit_test(a_stalled_stream_is_given_up),
		cmocka_unit_test(answers_cut_short_or_broken_are_upstream_failures),
		cmocka_unit_test(a_body_past_its_limit_is_too_large),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
