/* api/push.c - a person's own browsers that are told of alerts, and how: /push. What is pushed, and to whom, is connect/push.h's.
 */
#include "connect/push.h"

#include "api/answer.h"
#include "api/call.h"
#include "api/problem.h"
#include "base/clock.h"
#include "base/utf8.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#define LABEL_MAX      80
#define BODY_MAX       (32u << 10)
#define KEY_TEXT_MAX   128
#define CLOCK_TEXT_LEN 5 /* "22:30" */

/* A look or a change in portal.db, on behalf of one call. */
struct push_task {
	struct db_job job;
	struct http_handle handle;
	uint64_t person_id;
	void (*done)(struct call *c, struct push_task *t);
	char id[UUID_TEXT + 1], label[LABEL_MAX + 1], endpoint[PUSH_ENDPOINT_MAX + 1], zone[PUSH_ZONE_MAX + 1];
	struct push_recipient recipient;
	struct push_settings_row settings;
	struct buf body;
	struct json_writer w;
};

static void task_done(struct job *j)
{
	struct push_task *t = CONTAINER_OF(CONTAINER_OF(j, struct db_job, base), struct push_task, job);
	struct http_exchange *x = http_handle_find(t->handle);
	if (x && j->outcome == OK)
		t->done(call_of(x), t);
	else if (x && j->outcome == ERR_NOT_FOUND)
		call_not_found(call_of(x), STR_NONE);
	else if (x && j->outcome == ERR_LIMIT)
		call_problem_type(call_of(x), 409, "too-many-subscriptions", "Too many devices", NULL, STR_NONE);
	else if (x)
		call_problem(call_of(x), j->outcome, NULL);
	buf_done(&t->body);
	free(t);
}

static struct push_task *task_new(struct call *c, enum err (*work)(struct db_job *, struct tx *),
				  void (*done)(struct call *, struct push_task *))
{
	struct push_task *t = calloc(1, sizeof *t);
	if (!t) {
		call_problem(c, ERR_NOMEM, NULL);
		return NULL;
	}
	t->job = (struct db_job){.base = {.home = c->al->loop, .done = task_done}, .work = work};
	t->handle = http_exchange_handle(c->exchange);
	t->person_id = c->person.person_id;
	t->done = done;
	buf_init(&t->body, BODY_MAX);
	return t;
}

static void task_send(struct call *c, struct push_task *t, bool writes)
{
	struct db *db = c->al->api->portal;
	enum err e = !db ? ERR_UNAVAILABLE : writes ? db_write(db, &t->job) : db_read(db, &t->job);
	if (e == OK)
		return;
	buf_done(&t->body);
	free(t);
	call_problem(c, e, NULL);
}

/* False, and answered, where pushes are turned off. */
static bool is_on(struct call *c)
{
	if (c->al->api->push)
		return true;
	call_problem_type(c, 409, "push-off", "This portal sends no pushes", NULL, STR_NONE);
	return false;
}

/* "event":"…","subscription":"…" */
static struct str members_of(struct call *c, const char *event, const char *id)
{
	char *text = id ? arena_printf(c->arena, "\"event\":\"%s\",\"subscription\":\"%s\"", event, id)
			: arena_printf(c->arena, "\"event\":\"%s\"", event);
	return str_of(text);
}

/* --- GET /push --- */

static void put_subscription(void *ctx, const struct push_subscription_row *s)
{
	struct push_task *t = ctx;
	unsigned char digest[crypto_hash_sha256_BYTES];
	char text[64];
	struct buf b = {.p = text, .cap = sizeof text, .max = sizeof text};
	/* The address itself would let whoever has it send; the page knows its own by this. */
	crypto_hash_sha256(digest, (const unsigned char *)s->endpoint.p, s->endpoint.n);
	buf_base64url(&b, digest, sizeof digest);
	json_open_object(&t->w);
	json_kv_str(&t->w, STR("subscriptionId"), s->id);
	json_kv_str(&t->w, STR("label"), s->label);
	json_kv_time(&t->w, STR("madeAt"), s->made_ms);
	json_kv_str(&t->w, STR("endpointHash"), buf_view(&b));
	json_close_object(&t->w);
}

static void put_clock(struct json_writer *w, struct str key, unsigned minute)
{
	char text[16];
	snprintf(text, sizeof text, "%02u:%02u", minute / 60 % 24, minute % 60);
	json_kv_str(w, key, str_of(text));
}

static void put_wishes(struct json_writer *w, const struct push_wishes *s, bool chosen)
{
	json_open_object(w);
	json_kv_bool(w, STR("chosen"), chosen);
	json_kv_str(w, STR("severityAtLeast"), str_of(signal_severity_name(s->at_least)));
	json_kv_str(w, STR("timeZone"), str_of(s->zone));
	json_kv_bool(w, STR("criticalPasses"), s->critical_passes);
	JSON_KEY(w, "quietHours");
	if (s->quiet) {
		json_open_object(w);
		put_clock(w, STR("from"), s->quiet_from);
		put_clock(w, STR("to"), s->quiet_to);
		json_close_object(w);
	} else {
		json_put_null(w);
	}
	json_close_object(w);
}

static void put_settings(void *ctx, const struct push_settings_row *s)
{
	struct push_task *t = ctx;
	struct push_wishes w = push_wishes_of(s);
	put_wishes(&t->w, &w, true);
}

/* On a reader's thread. */
static enum err show_work(struct db_job *j, struct tx *tx)
{
	struct push_task *t = CONTAINER_OF(j, struct push_task, job);
	JSON_KEY(&t->w, "subscriptions");
	json_open_array(&t->w);
	enum err e = push_subscriptions_of(tx, t->person_id, put_subscription, t);
	json_close_array(&t->w);
	if (e != OK)
		return e;
	JSON_KEY(&t->w, "settings");
	e = push_settings_find(tx, t->person_id, put_settings, t);
	if (e == ERR_NOT_FOUND) {
		struct push_wishes w = push_wishes_usual();
		put_wishes(&t->w, &w, false);
		e = OK;
	}
	json_close_object(&t->w);
	return e == OK ? buf_ok(&t->body) : e;
}

static void show_done(struct call *c, struct push_task *t)
{
	struct reply r = reply_owned(c, 200, &t->body);
	call_respond(c, &r); /* nothing about a customer */
}

void push_show(struct call *c)
{
	struct push_task *t = task_new(c, show_work, show_done);
	if (!t)
		return;
	json_writer_init(&t->w, &t->body);
	json_open_object(&t->w);
	JSON_KEY(&t->w, "publicKey");
	if (c->al->api->push) {
		char text[PUSH_POINT_TEXT + 1];
		push_public_key(c->al->api->push, text);
		json_put_string(&t->w, str_of(text));
	} else {
		json_put_null(&t->w);
	}
	task_send(c, t, false);
}

/* --- POST /push/subscriptions --- */

struct keys_given {
	struct str p256dh, auth;
};
struct subscription_given {
	struct str endpoint, label;
	struct keys_given keys;
};

static bool read_subscription(struct call *c, struct subscription_given *g)
{
	static const struct json_bind keys[] = {
		{.name = "p256dh",
		 .type = JSON_BIND_STRING,
		 .offset = offsetof(struct keys_given, p256dh),
		 .required = true,
		 .min = 1,
		 .max = KEY_TEXT_MAX},
		{.name = "auth",
		 .type = JSON_BIND_STRING,
		 .offset = offsetof(struct keys_given, auth),
		 .required = true,
		 .min = 1,
		 .max = KEY_TEXT_MAX},
	};
	static const struct json_bind fields[] = {
		{.name = "endpoint",
		 .type = JSON_BIND_STRING,
		 .offset = offsetof(struct subscription_given, endpoint),
		 .required = true,
		 .min = 1,
		 .max = PUSH_ENDPOINT_MAX},
		{.name = "keys",
		 .type = JSON_BIND_OBJECT,
		 .offset = offsetof(struct subscription_given, keys),
		 .required = true,
		 .fields = keys,
		 .field_count = ARRAY_LEN(keys)},
		{.name = "label",
		 .type = JSON_BIND_STRING,
		 .offset = offsetof(struct subscription_given, label),
		 .required = true,
		 .min = 1,
		 .max = LABEL_MAX},
	};
	return call_bind(c, fields, ARRAY_LEN(fields), g);
}

static bool take_subscription(struct call *c, const struct subscription_given *g, struct push_task *t)
{
	char origin[PUSH_ORIGIN_MAX + 1];
	enum err e = push_endpoint_check(push_hosts_of(c->al->api->push), g->endpoint, origin);
	if (e != OK) {
		call_invalid(c, "/endpoint",
			     e == ERR_DENIED ? "is not at a push service that this portal sends to"
					     : "is not the address of a push service");
		return false;
	}
	if (push_recipient_parse(g->keys.p256dh, g->keys.auth, &t->recipient) != OK) {
		call_invalid(c, "/keys", "are not a point of P-256 and 16 bytes in base64url");
		return false;
	}
	str_copy(t->endpoint, sizeof t->endpoint, g->endpoint);
	str_copy(t->label, sizeof t->label, g->label);
	return true;
}

static enum err subscribe_work(struct db_job *j, struct tx *tx)
{
	struct push_task *t = CONTAINER_OF(j, struct push_task, job);
	char fresh[UUID_TEXT + 1];
	uuid7(fresh);
	const struct push_subscription_row row = {
		.id = str_of(fresh),
		.person_id = t->person_id,
		.endpoint = str_of(t->endpoint),
		.label = str_of(t->label),
		.p256dh = str_mem((const char *)t->recipient.point, PUSH_POINT_BYTES),
		.auth = str_mem((const char *)t->recipient.auth, PUSH_AUTH_BYTES),
		.made_ms = clock_wall_ms(),
	};
	return push_subscriptions_put(tx, &row, t->id, sizeof t->id);
}

static void subscribed(struct call *c, struct push_task *t)
{
	json_writer_init(&t->w, &t->body);
	json_open_object(&t->w);
	json_kv_str(&t->w, STR("subscriptionId"), str_of(t->id));
	json_close_object(&t->w);
	struct str members = members_of(c, "subscribed", t->id);
	struct reply r = reply_owned(c, 201, &t->body);
	call_answer(c, AUDIT_PUSH, members, &r);
}

void push_subscribe(struct call *c)
{
	struct subscription_given given = {0};
	if (!is_on(c) || !read_subscription(c, &given))
		return;
	struct push_task *t = task_new(c, subscribe_work, subscribed);
	if (!t)
		return;
	if (take_subscription(c, &given, t))
		task_send(c, t, true);
	else
		free(t);
}

/* --- DELETE /push/subscriptions/{id} --- */

static enum err unsubscribe_work(struct db_job *j, struct tx *tx)
{
	struct push_task *t = CONTAINER_OF(j, struct push_task, job);
	return push_subscriptions_remove(tx, t->person_id, str_of(t->id));
}

static void unsubscribed(struct call *c, struct push_task *t)
{
	const struct reply r = {.status = 204};
	call_answer(c, AUDIT_PUSH, members_of(c, "unsubscribed", t->id), &r);
}

void push_unsubscribe(struct call *c)
{
	if (!uuid_valid(c->params[0])) {
		call_not_found(c, STR_NONE);
		return;
	}
	struct push_task *t = task_new(c, unsubscribe_work, unsubscribed);
	if (!t)
		return;
	str_copy(t->id, sizeof t->id, c->params[0]);
	task_send(c, t, true);
}

/* --- PUT /push/settings --- */

struct quiet_given {
	struct str from, to;
};
struct settings_given {
	struct str at_least, zone;
	bool critical_passes, has_quiet;
	struct quiet_given quiet;
};

static bool clock_parse(struct str s, unsigned *ret_minute)
{
	uint64_t hour, minute;
	if (s.n != CLOCK_TEXT_LEN || s.p[2] != ':' || str_to_u64(str_mem(s.p, 2), &hour) != OK ||
	    str_to_u64(str_mem(s.p + 3, 2), &minute) != OK || hour > 23 || minute > 59)
		return false;
	*ret_minute = (unsigned)(hour * 60 + minute);
	return true;
}

static bool read_settings(struct call *c, struct settings_given *g)
{
	static const struct json_bind quiet[] = {
		{.name = "from", .type = JSON_BIND_STRING, .offset = offsetof(struct quiet_given, from), .required = true},
		{.name = "to", .type = JSON_BIND_STRING, .offset = offsetof(struct quiet_given, to), .required = true},
	};
	static const struct json_bind fields[] = {
		{.name = "severityAtLeast",
		 .type = JSON_BIND_STRING,
		 .offset = offsetof(struct settings_given, at_least),
		 .required = true},
		{.name = "timeZone",
		 .type = JSON_BIND_STRING,
		 .offset = offsetof(struct settings_given, zone),
		 .required = true,
		 .max = PUSH_ZONE_MAX},
		{.name = "criticalPasses",
		 .type = JSON_BIND_BOOL,
		 .offset = offsetof(struct settings_given, critical_passes),
		 .required = true},
		{.name = "quietHours",
		 .type = JSON_BIND_OBJECT,
		 .offset = offsetof(struct settings_given, quiet),
		 .nullable = true,
		 .fields = quiet,
		 .field_count = ARRAY_LEN(quiet),
		 .present_offset = offsetof(struct settings_given, has_quiet)},
	};
	return call_bind(c, fields, ARRAY_LEN(fields), g);
}

static bool take_settings(struct call *c, const struct settings_given *g, struct push_task *t)
{
	enum signal_severity at_least;
	const char *field = NULL, *reason = "is not a time of day like 22:30";
	if (!push_severity_parse(g->at_least, &at_least))
		field = "/severityAtLeast", reason = "must be low, medium, high or critical";
	else if (!push_zone_valid(g->zone))
		field = "/timeZone", reason = "is not a time zone like Europe/Malta";
	else if (g->has_quiet && !clock_parse(g->quiet.from, &t->settings.quiet_from))
		field = "/quietHours/from";
	else if (g->has_quiet && !clock_parse(g->quiet.to, &t->settings.quiet_to))
		field = "/quietHours/to";
	if (field) {
		call_invalid(c, field, reason);
		return false;
	}
	str_copy(t->zone, sizeof t->zone, g->zone);
	t->settings.zone = str_of(t->zone);
	t->settings.at_least = str_of(signal_severity_name(at_least));
	t->settings.quiet = g->has_quiet;
	t->settings.critical_passes = g->critical_passes;
	return true;
}

static enum err settings_work(struct db_job *j, struct tx *tx)
{
	struct push_task *t = CONTAINER_OF(j, struct push_task, job);
	return push_settings_put(tx, t->person_id, &t->settings);
}

static void settings_done(struct call *c, struct push_task *t)
{
	const struct reply r = {.status = 204};
	(void)t;
	call_answer(c, AUDIT_PUSH, members_of(c, "settings", NULL), &r);
}

void push_settings_change(struct call *c)
{
	struct settings_given given = {0};
	if (!read_settings(c, &given))
		return;
	struct push_task *t = task_new(c, settings_work, settings_done);
	if (!t)
		return;
	if (take_settings(c, &given, t))
		task_send(c, t, true);
	else
		free(t);
}

/* --- POST /push/test --- */

struct push_test {
	struct push_trial trial;
	struct http_handle handle;
};

static bool write_results(struct call *c, const struct push_trial *t, struct buf *b)
{
	struct json_writer w;
	if (!call_buf(c, 64 + PUSH_SUBSCRIPTIONS_MAX * 160, b))
		return false;
	json_writer_init(&w, b);
	json_open_object(&w);
	JSON_KEY(&w, "results");
	json_open_array(&w);
	for (size_t i = 0; i < t->count; i++) {
		json_open_object(&w);
		json_kv_str(&w, STR("subscriptionId"), str_of(t->results[i].subscription));
		json_kv_str(&w, STR("outcome"), str_of(push_outcome_name(t->results[i].outcome)));
		if (t->results[i].status)
			json_kv_i64(&w, STR("status"), t->results[i].status);
		else
			json_kv_null(&w, STR("status"));
		json_close_object(&w);
	}
	json_close_array(&w);
	json_close_object(&w);
	return buf_ok(b) == OK;
}

static void tested(struct push_trial *trial)
{
	struct push_test *t = CONTAINER_OF(trial, struct push_test, trial);
	struct http_exchange *x = http_handle_find(t->handle);
	struct call *c = x ? call_of(x) : NULL;
	struct buf body;
	if (c && trial->err == ERR_LIMIT) {
		struct reply r = problem_limit(c, "Too many test messages.", 10);
		call_respond(c, &r);
	} else if (c && trial->err != OK) {
		call_problem(c, trial->err == ERR_CANCELLED ? ERR_UNAVAILABLE : trial->err, NULL);
	} else if (c && !write_results(c, trial, &body)) {
		call_problem(c, ERR_NOMEM, NULL);
	} else if (c) {
		struct reply r = reply_json(c, 200, &body);
		call_answer(c, AUDIT_PUSH, members_of(c, "test", NULL), &r);
	}
	free(t);
}

void push_test_send(struct call *c)
{
	if (!is_on(c))
		return;
	struct push_test *t = calloc(1, sizeof *t);
	enum err e = ERR_NOMEM;
	if (t) {
		t->handle = http_exchange_handle(c->exchange);
		t->trial.home = c->al->loop;
		t->trial.person_id = c->person.person_id;
		t->trial.done = tested;
		e = push_try(c->al->api->push, &t->trial);
	}
	if (e == OK)
		return;
	free(t);
	call_problem(c, e, NULL);
}
