/* One try: the subscription as it stands now, and whether its person may and wants to know; the record; the request; what the
 * answer means (RFC 8030, 5 and 7.3). */
#include "connect/push_private.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>

#define AUTHORIZATION_MAX 2048
#define ANSWER_MAX        (16u << 10)

static const char *const urgencies[SIGNAL_SEVERITY_COUNT_] = {
	[SIGNAL_NONE] = "normal", [SIGNAL_LOW] = "low",       [SIGNAL_MEDIUM] = "normal",
	[SIGNAL_HIGH] = "high",   [SIGNAL_CRITICAL] = "high",
};

void delivery_free(struct delivery *d)
{
	free(d);
}

/* --- the request --- */

static bool discard(void *ctx, struct str bytes)
{
	(void)ctx, (void)bytes;
	return true;
}

struct forgetting {
	struct db_job job;
	char subscription[PUSH_ID_MAX + 1], endpoint[PUSH_ENDPOINT_MAX + 1];
};

static enum err forget_work(struct db_job *j, struct tx *tx)
{
	struct forgetting *f = CONTAINER_OF(j, struct forgetting, job);
	return push_subscriptions_drop(tx, str_of(f->subscription), str_of(f->endpoint));
}

static void forget_done(struct job *j)
{
	struct forgetting *f = CONTAINER_OF(CONTAINER_OF(j, struct db_job, base), struct forgetting, job);
	if (j->outcome != OK)
		log_event(LOG_WARN, "push.forget", "error", err_name(j->outcome), NULL);
	free(f);
}

/* Nobody waits for it; if it fails, the service says the same at the next message. */
static void forget(const struct delivery *d)
{
	struct forgetting *f = calloc(1, sizeof *f);
	if (!f)
		return;
	f->job.base.done = forget_done; /* on the database's thread: no loop need be there */
	f->job.work = forget_work;
	str_copy(f->subscription, sizeof f->subscription, str_of(d->subscription));
	str_copy(f->endpoint, sizeof f->endpoint, str_of(d->endpoint));
	if (db_write(d->push->config.portal, &f->job) != OK)
		free(f);
}

static void on_done(void *ctx, struct http_transfer *t, const struct http_result *r)
{
	struct delivery *d = ctx;
	int status = r->status;
	d->transfer = NULL;
	if (status >= 200 && status < 300) {
		push_delivery_over(d, PUSH_SENT, status);
	} else if (status == 404 || status == 410) {
		forget(d);
		push_delivery_over(d, PUSH_GONE, status);
	} else if (r->err != OK && status == 0) {
		push_delivery_again(d, 0, 0);
	} else if (status == 429 || status >= 500) {
		struct str after = http_transfer_header(t, "Retry-After");
		push_delivery_again(d, push_retry_after(after, clock_wall_ms(), PUSH_AGAIN_MAX_S), status);
	} else {
		log_event(LOG_WARN, "push.refused", "service", d->origin, "status", log_num(status), NULL);
		push_delivery_over(d, PUSH_REFUSED, status);
	}
}

static enum err write_text(const struct delivery *d, struct buf *out)
{
	if (d->kind == DELIVERY_ALERT)
		push_news_write(&d->news, out);
	else if (d->kind == DELIVERY_MORE)
		push_more_write(d->more_seen, out);
	else
		push_trial_write(out);
	return buf_ok(out);
}

static enum err write_body(const struct delivery *d, struct buf *out)
{
	struct buf text;
	buf_init(&text, PUSH_PAYLOAD_MAX);
	enum err e = write_text(d, &text);
	if (e == OK)
		e = push_encrypt(&d->to, buf_view(&text), PUSH_PAD_BYTES, out);
	buf_done(&text);
	return e;
}

static enum err write_authorization(const struct delivery *d, struct buf *out)
{
	BUF_LIT(out, "Authorization: ");
	enum err e = push_vapid(d->push->config.keys, str_of(d->origin), str_of(d->push->config.subject),
				clock_wall_ms() / 1000 + PUSH_VAPID_S, out);
	buf_char(out, '\0');
	return e == OK ? buf_ok(out) : e;
}

static enum err start_request(struct delivery *d, struct buf *body, struct buf *authorization)
{
	char ttl[32], urgency[32], topic[16 + PUSH_TOPIC_TEXT];
	uint64_t now = clock_mono_ms();
	snprintf(ttl, sizeof ttl, "TTL: %llu", (unsigned long long)(d->ends_ms > now ? (d->ends_ms - now) / 1000 : 0));
	snprintf(urgency, sizeof urgency, "Urgency: %s", urgencies[d->severity]);
	snprintf(topic, sizeof topic, "Topic: %s", d->topic);
	const char *const headers[] = {
		ttl, urgency, topic, "Content-Encoding: aes128gcm", "Content-Type: application/octet-stream", authorization->p,
		NULL};
	const struct http_call call = {.method = "POST",
				       .url = d->endpoint,
				       .headers = headers,
				       .body = buf_view(body),
				       .connect_timeout_ms = PUSH_TIMEOUT_MS / 2,
				       .timeout_ms = PUSH_TIMEOUT_MS,
				       .body_max_bytes = ANSWER_MAX,
				       .on_data = discard,
				       .on_done = on_done,
				       .ctx = d};
	return http_client_start(d->push->client, &call, &d->transfer);
}

static void send(struct delivery *d)
{
	struct buf body, authorization;
	buf_init(&body, PUSH_BODY_MAX);
	buf_init(&authorization, AUTHORIZATION_MAX);
	d->tries++;
	enum err e = write_body(d, &body);
	if (e == OK)
		e = write_authorization(d, &authorization);
	if (e == OK)
		e = start_request(d, &body, &authorization);
	buf_done(&body);
	buf_done(&authorization);
	if (e == OK)
		return;
	log_event(LOG_ERROR, "push.unsent", "error", err_name(e), NULL);
	if (e == ERR_NOMEM)
		push_delivery_again(d, 0, 0);
	else
		push_delivery_over(d, PUSH_REFUSED, 0);
}

/* --- the record --- */

static void recorded(struct push_record *r)
{
	struct delivery *d = CONTAINER_OF(r, struct delivery, record);
	if (!push_came_home(d->push, d))
		return;
	if (r->outcome != OK) {
		push_delivery_again(d, 0, 0);
		return;
	}
	d->recorded = true;
	send(d);
}

static void record(struct delivery *d)
{
	struct push *p = d->push;
	if (d->kind == DELIVERY_TRIAL || d->recorded) {
		send(d);
		return;
	}
	d->record = (struct push_record){
		.home = p->loop, .username = d->username, .subscription = d->subscription, .topic = d->topic, .done = recorded};
	p->away++;
	p->config.record(p->config.ctx, &d->record);
}

/* --- as it stands now --- */

/* On a reader's thread. */
static void take_row(void *ctx, const struct push_subscription_row *s)
{
	struct delivery *d = ctx;
	if (s->p256dh.n == sizeof d->to.point && s->auth.n == sizeof d->to.auth) {
		memcpy(d->to.point, s->p256dh.p, sizeof d->to.point);
		memcpy(d->to.auth, s->auth.p, sizeof d->to.auth);
	}
	d->owner_id = s->person_id;
	str_copy(d->endpoint, sizeof d->endpoint, s->endpoint);
	str_copy(d->username, sizeof d->username, s->username);
	str_copy(d->role, sizeof d->role, s->role);
	d->wishes = push_wishes_of(&s->settings);
}

static enum err check_work(struct db_job *j, struct tx *tx)
{
	struct delivery *d = CONTAINER_OF(j, struct delivery, job);
	return push_subscriptions_find(tx, str_of(d->subscription), take_row, d);
}

/* A browser may have changed hands since: what was meant for one person is not for the next. */
static bool is_wanted(struct delivery *d)
{
	const struct push_config *c = &d->push->config;
	struct str role = str_of(d->role);
	if (d->owner_id != d->person_id)
		return false;
	if (d->kind == DELIVERY_TRIAL)
		return true;
	d->more_seen = 0;
	for (unsigned i = 0; i < SIGNAL_CLASS_COUNT_; i++)
		if (d->more[i] && c->may_see(c->ctx, role, (enum signal_class)i))
			d->more_seen += d->more[i];
	return d->more_seen && push_wishes_hold(&d->wishes, d->severity, clock_wall_ms()) == PUSH_WANTED;
}

static void checked(struct job *j)
{
	struct delivery *d = CONTAINER_OF(CONTAINER_OF(j, struct db_job, base), struct delivery, job);
	enum err e = j->outcome;
	if (!push_came_home(d->push, d))
		return;
	if (e != OK && e != ERR_NOT_FOUND) {
		push_delivery_again(d, 0, 0);
		return;
	}
	if (e == ERR_NOT_FOUND || !is_wanted(d)) {
		push_delivery_over(d, PUSH_UNWANTED, 0);
		return;
	}
	/* The list of hosts may be another than when the browser was taken in. */
	if (push_endpoint_check(&d->push->config.hosts, str_of(d->endpoint), d->origin) != OK) {
		push_delivery_over(d, PUSH_REFUSED, 0);
		return;
	}
	record(d);
}

void delivery_start(struct delivery *d)
{
	struct push *p = d->push;
	d->job = (struct db_job){.base = {.home = p->loop, .done = checked}, .work = check_work};
	enum err e = db_read(p->config.portal, &d->job);
	if (e == OK)
		p->away++;
	else
		push_delivery_again(d, 0, 0);
}
