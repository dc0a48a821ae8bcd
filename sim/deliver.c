#include "sim/deliver.h"

#include "base/clock.h"
#include "base/log.h"
#include "net/http_client.h"
#include "net/url.h"
#include "sim/rng.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define URL_MAX            1024u
#define TOKEN_MAX          256u
#define ANSWER_MAX_BYTES   (64u << 10)
#define CONNECT_TIMEOUT_MS 2000u
#define TIMEOUT_MS         15000u
#define IDLE_CLOSE_S       60u
#define LOG_EVERY_MS       60000u
#define RETRY_AFTER_MAX_S  60u

struct sender {
	struct deliver *deliver;
	enum fault_service service;
	char authorization[TOKEN_MAX + 32];
	struct timer timer;
	struct http_transfer *transfer; /* NULL: nothing under way */
	unsigned size;                  /* events under way */
	unsigned size_max;              /* what a batch may hold: less after it was refused */
	unsigned failures;              /* in a row */
	uint64_t delivered, retried;
};

struct deliver {
	struct outbox *outbox;
	struct http_client *client;
	char url[URL_MAX];
	struct sender senders[SIM_SERVICES];
	struct buf batch;
	struct sim_rng rng;
	uint64_t failed_logged_ms, refused_logged_ms; /* 0: never */
};

static void send_batch(struct sender *s);

/* One line a minute, whoever fails. */
static bool may_log(uint64_t *last_ms)
{
	uint64_t now = clock_mono_ms();
	if (*last_ms && now - *last_ms < LOG_EVERY_MS)
		return false;
	*last_ms = now;
	return true;
}

/* Twice as long each time, half of it at random, so that six senders don't come back at once. */
static uint64_t wait_ms(struct sender *s)
{
	uint64_t wait = DELIVER_WAIT_MAX_MS;
	if (s->failures < 16)
		wait = MIN((uint64_t)DELIVER_WAIT_MIN_MS << s->failures, DELIVER_WAIT_MAX_MS);
	return wait / 2 + rng_below(&s->deliver->rng, (uint32_t)(wait / 2) + 1);
}

static void fail(struct sender *s, uint64_t at_least_ms, const char *why)
{
	struct deliver *d = s->deliver;
	timer_start(&s->timer, MAX(wait_ms(s), at_least_ms));
	s->failures++;
	if (may_log(&d->failed_logged_ms))
		log_event(LOG_WARN, "sim.events.failed", "service", fault_service_name(s->service), "why", why, "pending",
			  log_num((int64_t)outbox_pending(d->outbox, s->service)), NULL);
}

static uint64_t retry_after_ms(const struct http_transfer *t)
{
	struct str text = http_transfer_header(t, "retry-after");
	uint64_t seconds;
	return text.p && str_to_u64(text, &seconds) == OK ? MIN(seconds, RETRY_AFTER_MAX_S) * 1000 : 0;
}

/* The other side can't use it. Of many nobody knows which one: they are sent in ever smaller batches. */
static void refused(struct sender *s, int status)
{
	struct deliver *d = s->deliver;
	if (s->size > 1) {
		s->size_max = s->size / 2;
		s->retried += s->size;
		send_batch(s);
		return;
	}
	enum err e = outbox_set_aside(d->outbox, s->service);
	if (e) {
		fail(s, 0, err_name(e));
		return;
	}
	if (may_log(&d->refused_logged_ms))
		log_event(LOG_WARN, "sim.events.refused", "service", fault_service_name(s->service), "status", log_num(status),
			  "set_aside", log_num((int64_t)outbox_aside(d->outbox, s->service)), NULL);
	s->failures = 0;
	send_batch(s);
}

static void accepted(struct sender *s)
{
	enum err e = outbox_delivered(s->deliver->outbox, s->service, s->size);
	if (e) {
		fail(s, 0, err_name(e)); /* they come again: the other side knows them by their ids */
		return;
	}
	s->delivered += s->size;
	s->failures = 0;
	s->size_max = MIN(s->size_max * 2, DELIVER_BATCH_MAX);
	send_batch(s);
}

static void on_done(void *ctx, struct http_transfer *t, const struct http_result *r)
{
	struct sender *s = ctx;
	char status[16];
	s->transfer = NULL;
	if (r->err == OK && r->status >= 200 && r->status < 300) {
		accepted(s);
	} else if (r->err == OK && (r->status == 400 || r->status == 413 || r->status == 422)) {
		refused(s, r->status);
	} else {
		(void)snprintf(status, sizeof(status), "status %d", r->status);
		s->retried += s->size;
		fail(s, r->err == OK ? retry_after_ms(t) : 0, r->err == OK ? status : err_name(r->err));
	}
}

static bool add_event(void *ctx, struct str event)
{
	struct sender *s = ctx;
	struct buf *b = &s->deliver->batch;
	if (s->size == s->size_max || (s->size && b->n + event.n + 2 > DELIVER_BATCH_BYTES_MAX))
		return false;
	buf_char(b, s->size ? ',' : '[');
	buf_str(b, event);
	s->size++;
	return true;
}

static enum err post(struct sender *s)
{
	static const char type[] = "Content-Type: application/cloudevents-batch+json; charset=utf-8";
	struct deliver *d = s->deliver;
	const char *const headers[] = {type, s->authorization, NULL};
	struct http_call call = {.method = "POST",
				 .url = d->url,
				 .headers = headers,
				 .body = buf_view(&d->batch),
				 .connect_timeout_ms = CONNECT_TIMEOUT_MS,
				 .timeout_ms = TIMEOUT_MS,
				 .body_max_bytes = ANSWER_MAX_BYTES,
				 .on_done = on_done,
				 .ctx = s};
	enum err e = buf_ok(&d->batch);
	return e ? e : http_client_start(d->client, &call, &s->transfer);
}

static void send_batch(struct sender *s)
{
	struct deliver *d = s->deliver;
	s->size = 0;
	if (outbox_pending(d->outbox, s->service) == 0)
		return;
	buf_reset(&d->batch);
	enum err e = outbox_read(d->outbox, s->service, add_event, s);
	buf_char(&d->batch, ']');
	if (e == OK && s->size == 0)
		e = ERR_CORRUPT;
	if (e == OK)
		e = post(s);
	if (e)
		fail(s, 0, err_name(e));
}

static void again(struct timer *t)
{
	send_batch(CONTAINER_OF(t, struct sender, timer));
}

void deliver_wake(struct deliver *d, unsigned services)
{
	for (unsigned i = 0; i < SIM_SERVICES; i++) {
		struct sender *s = &d->senders[i];
		if ((services >> i & 1) && !s->transfer && !s->timer.armed)
			send_batch(s);
	}
}

static enum err read_token(const char *dir, enum fault_service service, char out[TOKEN_MAX], struct err_info *info)
{
	char path[URL_MAX];
	if (snprintf(path, sizeof(path), "%s/%s.events.token", dir, fault_service_name(service)) >= (int)sizeof(path))
		return err_set(info, ERR_SHAPE, "events-token-dir", "the folder's name is too long");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, out, TOKEN_MAX - 1);
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return err_set(info, ERR_NOT_FOUND, "events-token-dir", "cannot read %s", path);
	out[n] = 0;
	struct str token = str_trim(str_mem(out, (size_t)n));
	if (token.n == 0 || strcspn(out, " \t\r\n") < token.n || token.p != out)
		return err_set(info, ERR_SHAPE, "events-token-dir", "%s does not hold one line with a token", path);
	out[token.n] = 0;
	return OK;
}

static enum err sender_init(struct deliver *d, struct loop *l, enum fault_service service, const char *token_dir,
			    struct err_info *info)
{
	struct sender *s = &d->senders[service];
	char token[TOKEN_MAX];
	s->deliver = d;
	s->service = service;
	s->size_max = DELIVER_BATCH_MAX;
	enum err e = read_token(token_dir, service, token, info);
	if (e)
		return e;
	(void)snprintf(s->authorization, sizeof(s->authorization), "Authorization: Bearer %s", token);
	e = timer_init(&s->timer, l, again);
	return e ? err_set(info, e, "", "out of memory") : OK;
}

static enum err setup(struct deliver *d, struct loop *l, const char *url, const char *token_dir, struct err_info *info)
{
	static const struct http_client_config config = {.max_host_connections = SIM_SERVICES,
							 .max_total_connections = SIM_SERVICES,
							 .idle_close_s = IDLE_CLOSE_S,
							 .user_agent = "pitboss-sim/" PITBOSS_VERSION};
	struct url_parts parts;
	if (url_split(str_of(url), &parts) || !str_copy(d->url, sizeof(d->url), str_of(url)))
		return err_set(info, ERR_SHAPE, "events", "--events takes an http or https address");
	enum err e = OK;
	for (unsigned i = 0; i < SIM_SERVICES && e == OK; i++)
		e = sender_init(d, l, (enum fault_service)i, token_dir, info);
	if (e)
		return e;
	e = http_client_new(l, &config, &d->client);
	return e ? err_set(info, e, "", "out of memory") : OK;
}

enum err deliver_new(struct loop *l, struct outbox *o, const char *url, const char *token_dir, struct deliver **ret,
		     struct err_info *info)
{
	struct deliver *d = calloc(1, sizeof(*d));
	if (!d)
		return err_set(info, ERR_NOMEM, "", "out of memory");
	d->outbox = o;
	/* The last event may go over the batch's limit by its own length. */
	buf_init(&d->batch, 2 * (size_t)DELIVER_BATCH_BYTES_MAX);
	rng_seed(&d->rng, (uint64_t)clock_wall_ms(), clock_mono_ns());
	enum err e = setup(d, l, url, token_dir, info);
	if (e) {
		deliver_free(d);
		return e;
	}
	*ret = d;
	deliver_wake(d, UINT32_MAX); /* what an earlier run left */
	return OK;
}

void deliver_free(struct deliver *d)
{
	if (!d)
		return;
	if (d->client)
		http_client_free(d->client);
	for (unsigned i = 0; i < SIM_SERVICES; i++)
		if (d->senders[i].timer.loop)
			timer_done(&d->senders[i].timer);
	buf_done(&d->batch);
	free(d);
}

static void put_count(struct json_writer *w, struct str key, uint64_t n)
{
	json_key(w, key);
	json_put_u64(w, n);
}

void deliver_write_stats(const struct deliver *d, struct json_writer *w)
{
	json_open_object(w);
	json_kv_str(w, STR("to"), str_of(d->url));
	JSON_KEY(w, "services");
	json_open_object(w);
	for (unsigned i = 0; i < SIM_SERVICES; i++) {
		const struct sender *s = &d->senders[i];
		json_key(w, str_of(fault_service_name(s->service)));
		json_open_object(w);
		put_count(w, STR("delivered"), s->delivered);
		put_count(w, STR("pending"), outbox_pending(d->outbox, s->service));
		put_count(w, STR("retried"), s->retried);
		put_count(w, STR("refused"), outbox_aside(d->outbox, s->service));
		json_close_object(w);
	}
	json_close_object(w);
	json_close_object(w);
}
