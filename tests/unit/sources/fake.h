/* A source in the same process: an HTTP server on a thread of its own whose answers the test makes, and a portal of sources on
 * the test's own loop. Header only, for the tests of src/sources. */
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "net/http_server.h"
#include "sources/config.h"
#include "sources/house.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct fake {
	struct loop *loop;
	struct http_server *server;
	pthread_t thread;
	uint16_t port;
	atomic_uint requests;
	void (*answer)(struct fake *f, struct http_exchange *x, struct str target);
	void *ctx;
};

static inline void fake_reply(struct http_exchange *x, int status, const char *type, struct str body,
			      const struct http_header *more, size_t more_count)
{
	struct http_header headers[4] = {{STR("Content-Type"), str_of(type)}};
	struct arena *a = http_exchange_arena(x);
	struct chunk chunk = {.bytes = arena_dup(a, body)};
	for (size_t i = 0; i < more_count; i++)
		headers[1 + i] = more[i];
	http_respond(
		x,
		&(struct http_response){
			.status = status, .headers = headers, .header_count = 1 + more_count, .body = &chunk, .body_count = 1});
}

static inline void fake_json(struct http_exchange *x, int status, const char *fmt, ...) PRINTF_LIKE(3, 4);
static inline void fake_json(struct http_exchange *x, int status, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	va_start(ap, fmt);
	int n = vasprintf(&text, fmt, ap);
	va_end(ap);
	fake_reply(x, status, "application/json", str_mem(text, (size_t)n), NULL, 0);
	free(text);
}

static inline void fake_on_request(void *ctx, struct http_exchange *x)
{
	struct fake *f = ctx;
	atomic_fetch_add(&f->requests, 1);
	f->answer(f, x, http_exchange_request(x)->target);
}

static inline void *fake_run(void *arg)
{
	loop_run(((struct fake *)arg)->loop);
	return NULL;
}

static inline void fake_start(struct fake *f, uint16_t port)
{
	static const struct http_server_hooks hooks = {.on_request = fake_on_request};
	struct http_server_config c = http_server_config_default();
	c.address = "127.0.0.1";
	c.port = port;
	c.max_connections = 2000;
	c.arena_max_bytes = 64 << 20;
	assert_int_equal(loop_new(200, &f->loop), OK);
	assert_int_equal(http_server_new(f->loop, &c, &hooks, f, &f->server, NULL), OK);
	f->port = http_server_port(f->server);
	atomic_store(&f->requests, 0);
	assert_int_equal(pthread_create(&f->thread, NULL, fake_run, f), 0);
}

static inline void fake_stop(struct fake *f)
{
	loop_stop(f->loop);
	pthread_join(f->thread, NULL);
	http_server_free(f->server);
	loop_free(f->loop);
}

/* What the seal keeps in these tests: the record's first texts, enough to know which answer it was. */
struct sealed {
	char customer[64], name[64];
};

static inline void *fake_seal(void *ctx, enum part p, struct str customer, const struct record *r, size_t *ret_size)
{
	(void)ctx, (void)p;
	struct sealed *s = calloc(1, sizeof(*s));
	str_copy(s->customer, sizeof(s->customer), customer);
	if (p == PART_PROFILE)
		str_copy(s->name, sizeof(s->name), r->values[F_PROFILE_username].text);
	*ret_size = sizeof(*s);
	return s;
}

struct portal {
	struct cache *cache;
	struct sources *sources;
	struct loop *loop;
	struct source_config *configs;
	size_t config_count;
};

/* @yaml with PORT where the port goes. */
static inline void portal_configs(const char *yaml, uint16_t port, struct source_config **ret, size_t *ret_count)
{
	struct buf b;
	struct arena a;
	struct yaml_node *root;
	struct err_info info = {0};
	buf_init(&b, 1 << 20);
	for (const char *at; (at = strstr(yaml, "PORT")); yaml = at + 4) {
		buf_add(&b, yaml, (size_t)(at - yaml));
		buf_u64(&b, port);
	}
	buf_str(&b, str_of(yaml));
	arena_init(&a, 16 << 20);
	if (yaml_parse(buf_view(&b), &a, &root, &info) != OK || source_configs_parse(root, NULL, ret, ret_count, &info) != OK)
		fail_msg("line %u: %s: %s", info.line, info.field, info.text);
	arena_done(&a);
	buf_done(&b);
}

static inline void portal_start(struct portal *p, const char *yaml, uint16_t port)
{
	portal_configs(yaml, port, &p->configs, &p->config_count);
	assert_int_equal(cache_new(4 << 20, 4, &p->cache), OK);
	assert_int_equal(loop_new(0, &p->loop), OK);
	assert_int_equal(sources_new(p->configs, p->config_count, p->cache, fake_seal, free, NULL, &p->sources, NULL), OK);
	assert_int_equal(sources_attach(p->sources, p->loop), OK);
}

static inline void portal_stop(struct portal *p)
{
	sources_detach(p->sources, p->loop);
	sources_free(p->sources);
	loop_free(p->loop);
	cache_free(p->cache);
	source_configs_free(p->configs, p->config_count);
}

/* One look on the test's own thread, waited for. */
struct look_wait {
	struct loop *loop;
	struct look look;
	unsigned left;
};

static inline void look_waited(void *ctx, enum part p, const struct look *l)
{
	(void)p;
	struct look_wait *w = ctx;
	w->look = *l;
	w->left = 0;
	loop_stop(w->loop);
}

static inline struct look portal_look(struct portal *p, const char *customer, enum part part)
{
	struct look_wait w = {.loop = p->loop, .left = 1};
	struct look_ticket *t;
	if (!sources_look(p->sources, p->loop, str_of(customer), part, &w.look, look_waited, &w, &t)) {
		loop_run(p->loop);
		assert_int_equal(w.left, 0);
	}
	return w.look;
}

static inline void portal_on_tick(struct timer *t)
{
	loop_stop(t->loop);
}

/* Runs the loop until nothing is in flight to a source. */
static inline void portal_settle(struct portal *p, size_t source)
{
	struct timer t;
	struct source_health h;
	assert_int_equal(timer_init(&t, p->loop, portal_on_tick), OK);
	do {
		timer_start(&t, 1);
		loop_run(p->loop);
		sources_health(p->sources, source, &h);
	} while (h.in_flight || h.queued);
	timer_done(&t);
}
