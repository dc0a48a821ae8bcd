#include "sources/client.h"

#include "base/clock.h"
#include "base/codec.h"
#include "sources/house.h"

#include <stdlib.h>

enum {
	PAUSE_BASE_MS = 20, /* before a second try, doubled for each more, plus as much again at random */
	HEADER_LINES_MAX = 32,
	STALL_S = 10, /* a streamed body may stand still for so long */
};

/* A place in the limiter's queue lives on when its call is gone: its letter may be under way. */
struct call_waiter {
	struct limiter_waiter base;
	struct call *call; /* NULL: gone */
	struct catalog *catalog;
	struct source *source;
};

static void send(struct call *c);

static uint64_t now_of(const struct call *c)
{
	return c->on->house->now_ms();
}

static uint64_t left_ms(const struct call *c)
{
	uint64_t now = clock_mono_ms();
	return now < c->deadline_ms ? c->deadline_ms - now : 0;
}

/* Gives everything back. True when the source was cut off, or is back. */
static bool settle(struct call *c, enum breaker_verdict v)
{
	if (c->state != CALL_IDLE && c->state != CALL_WAITING)
		limiter_release(&c->source->limiter);
	bool flipped = breaker_report(&c->source->breaker, c->pass, v, now_of(c));
	if (c->timer_made)
		timer_done(&c->timer);
	c->timer_made = false;
	c->transfer = NULL;
	c->state = CALL_IDLE;
	return flipped;
}

/* What a service says about one request (400, 403, 422) is no word about its health: otherwise somebody who asks for nonsense
 * could keep everybody else from asking. */
static enum breaker_verdict verdict(const struct call *c, enum source_error e)
{
	bool about_request = c->status >= 400 && c->status < 500 && c->status != 401;
	return about_request && source_verdict(e) == BREAKER_BAD ? BREAKER_NO_VERDICT : source_verdict(e);
}

static void end(struct call *c, enum source_error e)
{
	const struct sources *house = c->on->house;
	bool flipped = settle(c, verdict(c, e));
	source_count(c->source, e);
	if (flipped && house->flipped)
		house->flipped(house->flipped_ctx);
	c->finish(c, e);
}

/* Timers: one a call, made when it is first needed (queue, pause, head of a stream). --------------------------------------- */

static void on_timer(struct timer *t)
{
	struct call *c = CONTAINER_OF(t, struct call, timer);
	if (c->state == CALL_PAUSE) {
		send(c);
		return;
	}
	/* The deadline came while it waited for a permit, a token, or the head of a stream. */
	enum source_error e = c->state == CALL_WAITING ? SOURCE_OVERLOADED : SOURCE_TIMEOUT;
	if (c->state == CALL_WAITING) {
		struct call_waiter *w = c->waiter;
		c->waiter = NULL;
		w->call = NULL;
		if (limiter_leave(&c->source->limiter, &w->base)) {
			catalog_unref(w->catalog);
			free(w);
		}
	} else if (c->state == CALL_TOKEN) {
		list_remove(&c->token_link);
	} else if (c->transfer) {
		http_transfer_cancel(c->transfer);
	}
	end(c, e);
}

static bool start_timer(struct call *c, uint64_t ms)
{
	if (!c->timer_made) {
		if (timer_init(&c->timer, c->on->loop, on_timer) != OK)
			return false;
		c->timer_made = true;
	}
	timer_start(&c->timer, ms);
	return true;
}

/* Judging ---------------------------------------------------------------------------------------------------------------- */

static enum source_error judge_failure(const struct http_result *r)
{
	switch (r->err) {
	case ERR_TIMEOUT:
		return SOURCE_TIMEOUT;
	case ERR_TOO_LARGE:
		return SOURCE_TOO_LARGE;
	case ERR_UPSTREAM:
		return r->truncated ? SOURCE_TRUNCATED : SOURCE_MALFORMED;
	case ERR_NOMEM:
		return SOURCE_OVERLOADED;
	default:
		return SOURCE_UNREACHABLE;
	}
}

static enum source_error judge_status(int status)
{
	switch (status) {
	case 401:
	case 403:
		return SOURCE_REFUSED;
	case 404:
	case 410:
		return SOURCE_NOT_FOUND;
	case 429:
		return SOURCE_THROTTLED;
	default:
		return SOURCE_HTTP_ERROR;
	}
}

static enum source_error judge(struct call *c, struct http_transfer *t, const struct http_result *r)
{
	if (r->err != OK)
		return judge_failure(r);
	if (c->takes_all || (r->status >= 200 && r->status < 300) || (r->status == 404 && c->takes_404))
		return c->judge(c, r, t);
	return judge_status(r->status);
}

/* What another try may mend: the source was away or stumbled. Time-outs have used up the time; a wrong answer is wrong again. */
static bool may_mend(enum source_error e, int status)
{
	return e == SOURCE_UNREACHABLE || e == SOURCE_TRUNCATED || e == SOURCE_MALFORMED ||
	       (e == SOURCE_HTTP_ERROR && status >= 500);
}

static bool try_again(struct call *c, enum source_error e, int status)
{
	uint32_t noise;
	if (c->streaming || c->once || !may_mend(e, status) || c->tries > c->source->plan->retries)
		return false;
	uint64_t pause = (uint64_t)PAUSE_BASE_MS << (c->tries - 1);
	codec_random(&noise, sizeof(noise));
	pause += noise % (pause + 1);
	if (left_ms(c) < 2 * pause || !source_spend_retry(c->source))
		return false;
	c->transfer = NULL;
	c->state = CALL_PAUSE;
	if (!start_timer(c, pause))
		return false;
	atomic_fetch_add_explicit(&c->source->retries, 1, memory_order_relaxed);
	return true;
}

/* A token can end before its time; then one more is fetched, outside the retry budget, once. */
static bool renew_token(struct call *c, enum source_error e)
{
	if (e != SOURCE_REFUSED || c->source->plan->auth.kind != AUTH_OAUTH || c->token_renewed)
		return false;
	c->token_renewed = true;
	if (c->once) { /* whoever tries again then does so with a new one */
		token_forget(c);
		return false;
	}
	c->transfer = NULL;
	token_forget(c);
	c->state = CALL_PAUSE;
	return start_timer(c, 0);
}

static void on_done(void *ctx, struct http_transfer *t, const struct http_result *r)
{
	struct call *c = ctx;
	enum source_error e = judge(c, t, r);
	c->status = r->err == OK ? r->status : 0;
	c->sent = r->connected;
	if (!c->streaming)
		latency_add(&c->source->latency, r->duration_us, now_of(c));
	if (!renew_token(c, e) && !try_again(c, e, r->status))
		end(c, e);
}

static bool on_head(void *ctx, struct http_transfer *t, int status)
{
	struct call *c = ctx;
	if (c->timer_made)
		timer_stop(&c->timer);
	if (status < 200 || status >= 300)
		return true; /* its body is thrown away, its status judged at the end */
	c->streaming = true;
	return c->on_head(c, t);
}

static bool on_data(void *ctx, struct str bytes)
{
	struct call *c = ctx;
	return c->streaming ? c->on_data(c, bytes) : true;
}

/* Sending ---------------------------------------------------------------------------------------------------------------- */

/* The source's header lines and the call's own. False: more than there can be. */
static bool all_headers(const struct call_write *w, const char *const *lines, const char *ret[HEADER_LINES_MAX + 1])
{
	size_t n = 0;
	for (; lines && lines[n] && n < HEADER_LINES_MAX; n++)
		ret[n] = lines[n];
	for (size_t i = 0; i < ARRAY_LEN(w->lines) && w->lines[i] && n < HEADER_LINES_MAX; i++)
		ret[n++] = w->lines[i];
	ret[n] = NULL;
	return n < HEADER_LINES_MAX;
}

static enum source_error send_now(struct call *c, const char *const *headers)
{
	const struct source_plan *p = c->source->plan;
	struct buf *url = &c->on->url;
	buf_reset(url);
	enum err e = c->url(c, url);
	buf_char(url, '\0');
	if (e == ERR_NOT_FOUND)
		return SOURCE_NOT_FOUND;
	if (e != OK || buf_ok(url) != OK)
		return SOURCE_OVERLOADED;
	uint64_t left = left_ms(c);
	bool stream = c->on_data != NULL, tls = p->tls.ca_file || p->tls.cert_file;
	if (left == 0)
		return SOURCE_TIMEOUT;
	const struct call_write *w = c->write;
	const char *lines[HEADER_LINES_MAX + 1];
	if (w && !all_headers(w, headers, lines))
		return SOURCE_OVERLOADED;
	struct http_call call = {
		.method = w ? w->method : "GET",
		.body = w ? w->body : STR_NONE,
		.once = c->once,
		.url = url->p,
		.headers = w ? lines : headers,
		.user = p->auth.user,
		.password = p->auth.password,
		.tls = tls ? &p->tls : NULL,
		.connect_timeout_ms = (unsigned)MIN(left, (uint64_t)p->connect_timeout_ms),
		.timeout_ms = stream ? 0 : (unsigned)left,
		.stall_timeout_s = stream ? STALL_S : 0,
		.body_max_bytes = stream ? p->content_max_bytes : p->body_max_bytes,
		.on_head = stream ? on_head : NULL,
		.on_data = stream ? on_data : NULL,
		.on_done = on_done,
		.ctx = c,
	};
	if (stream && !start_timer(c, left))
		return SOURCE_OVERLOADED;
	e = http_client_start(c->on->http, &call, &c->transfer);
	if (e != OK)
		return SOURCE_OVERLOADED;
	c->state = CALL_RUNNING;
	c->tries++;
	atomic_fetch_add_explicit(&c->source->requests, 1, memory_order_relaxed);
	return SOURCE_OK;
}

/* With a permit in hand. SOURCE_OK: it is under way, or waits for a token. */
static enum source_error try_send(struct call *c)
{
	const char *const *headers = c->source->plan->headers;
	enum source_error e = SOURCE_OK;
	if (c->source->plan->auth.kind == AUTH_OAUTH) {
		headers = token_headers(c, &e);
		if (e != SOURCE_OK)
			return e;
		if (!headers && !start_timer(c, left_ms(c))) {
			list_remove(&c->token_link);
			return SOURCE_OVERLOADED;
		}
		if (!headers) {
			c->state = CALL_TOKEN;
			return SOURCE_OK;
		}
	}
	return send_now(c, headers);
}

static void send(struct call *c)
{
	if (c->timer_made)
		timer_stop(&c->timer);
	enum source_error e = try_send(c);
	if (e != SOURCE_OK)
		end(c, e);
}

void call_token_ready(struct call *c, enum source_error e)
{
	c->state = CALL_PAUSE; /* it holds a permit and nothing else */
	if (e == SOURCE_OK)
		send(c);
	else
		end(c, e);
}

/* Permits ---------------------------------------------------------------------------------------------------------------- */

static void on_permit(struct letter *m)
{
	struct call_waiter *w = CONTAINER_OF(m, struct call_waiter, base.letter);
	struct call *c = w->call;
	if (c) {
		c->waiter = NULL;
		c->state = CALL_PAUSE;
	} else {
		limiter_release(&w->source->limiter);
	}
	catalog_unref(w->catalog);
	free(w);
	if (c)
		send(c);
}

static enum source_error wait_for_permit(struct call *c)
{
	struct call_waiter *w = calloc(1, sizeof(*w));
	if (!w)
		return SOURCE_OVERLOADED;
	*w = (struct call_waiter){.call = c, .source = c->source, .catalog = catalog_ref(c->catalog)};
	w->base.loop = c->on->loop;
	w->base.letter.deliver = on_permit;
	list_init(&w->base.link);
	c->waiter = w;
	c->state = CALL_WAITING;
	enum limiter_result r = limiter_acquire(&c->source->limiter, &w->base);
	if (r == LIMITER_WAIT && start_timer(c, left_ms(c)))
		return SOURCE_OK;
	if (r == LIMITER_WAIT && !limiter_leave(&c->source->limiter, &w->base)) {
		w->call = NULL; /* its letter is under way and gives the permit back */
		w = NULL;
	}
	if (w) {
		catalog_unref(w->catalog);
		free(w);
	}
	c->waiter = NULL;
	c->state = r == LIMITER_OK ? CALL_PAUSE : CALL_WAITING;
	return r == LIMITER_OK ? try_send(c) : SOURCE_OVERLOADED;
}

enum source_error call_start(struct call *c)
{
	enum source_error e;
	c->pass = breaker_ask(&c->source->breaker, now_of(c));
	if (c->pass == BREAKER_STOP) {
		int last = atomic_load_explicit(&c->source->last_error, memory_order_relaxed);
		return last != SOURCE_OK ? (enum source_error)last : SOURCE_UNREACHABLE;
	}
	c->tries = 0;
	c->status = 0;
	c->sent = false;
	c->streaming = c->token_renewed = false;
	c->transfer = NULL;
	source_earn_retry(c->source);
	if (limiter_acquire(&c->source->limiter, NULL) == LIMITER_OK) {
		c->state = CALL_PAUSE;
		e = try_send(c);
	} else {
		e = wait_for_permit(c);
	}
	if (e == SOURCE_OK)
		return SOURCE_OK;
	settle(c, BREAKER_NO_VERDICT);
	source_count(c->source, e);
	return e;
}

void call_cancel(struct call *c)
{
	if (c->state == CALL_IDLE)
		return;
	if (c->state == CALL_WAITING) {
		struct call_waiter *w = c->waiter;
		c->waiter = NULL;
		w->call = NULL;
		if (limiter_leave(&c->source->limiter, &w->base)) {
			catalog_unref(w->catalog);
			free(w);
		}
	} else if (c->state == CALL_TOKEN) {
		list_remove(&c->token_link);
	} else if (c->state == CALL_RUNNING && c->transfer) {
		http_transfer_cancel(c->transfer);
	}
	settle(c, BREAKER_NO_VERDICT);
}
