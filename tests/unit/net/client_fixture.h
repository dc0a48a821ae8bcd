/* tests/unit/net/client_fixture.h - a client on a loop of its own thread and a rogue server; one call at a time, whose end the
 * test waits for. */
#pragma once

#include "tests/unit/net/rogue_server.h"

#include "net/http_client.h"

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

UNUSED static bool on_head(void *ctx, struct http_transfer *t, int status)
{
	struct fix *f = ctx;
	f->head_status = status;
	str_copy(f->out.header, sizeof(f->out.header), http_transfer_header(t, "x-late"));
	sem_post(&f->head);
	return !f->refuse_head;
}

UNUSED static bool on_data(void *ctx, struct str bytes)
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

UNUSED static void do_start(void *ctx)
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

UNUSED static void do_cancel(void *ctx)
{
	struct fix *f = ctx;
	if (f->transfer)
		http_transfer_cancel(f->transfer);
	f->transfer = NULL;
}

UNUSED static void do_stop_cancelling(void *ctx)
{
	struct fix *f = ctx;
	f->cancel_in_data = false;
}

UNUSED static void do_resume(void *ctx)
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
	rogue_start(&f->rogue);
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
	rogue_stop(&f->rogue);
	assert_false(f->called_from_start);
	free(f->out.body);
}

UNUSED static void fix_run(struct fix *f)
{
	on_loop(&f->thread, do_start, f);
	assert_int_equal(f->start_err, OK);
	wait_for(&f->done);
}

UNUSED static void fix_get(struct fix *f, const char *path)
{
	fix_call(f, path);
	fix_run(f);
}

/* Starts as many as f->left says. */
UNUSED static void start_many(void *ctx)
{
	struct fix *f = ctx;
	for (unsigned i = 0; i < f->left; i++)
		assert_int_equal(http_client_start(f->client, &f->call, NULL), OK);
}
