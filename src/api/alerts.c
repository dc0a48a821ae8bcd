/* api/alerts.c - the open alerts of all customers, or of one: page by page, the newest or the gravest first; and up to where a
 * person has seen them.
 *
 * A page is merged from runs of one class and one severity each (store/alerts.h). A class that the asker may not see is no run:
 * it changes neither what is found, nor the cursors, nor how long it takes. */
#include "store/alerts.h"
#include "api/answer.h"
#include "api/call.h"
#include "api/problem.h"
#include "base/clock.h"
#include "rules/signals.h"

#include <stdio.h>
#include <stdlib.h>

#define ALERTS_LIMIT_USUAL 50
#define ALERTS_DEADLINE_MS 5000
#define ALERTS_BODY_MAX    (8u << 20)
#define CUSTOMER_ID_MAX    64

enum order { ORDER_NEWEST, ORDER_PRIORITY };

struct listing {
	struct db_job job;
	struct http_handle handle;
	uint64_t person;
	unsigned classes; /* bits 1 << enum signal_class, of those that may be shown */
	int64_t at_least;
	enum order order;
	char customer[CUSTOMER_ID_MAX + 1]; /* "": of all */
	size_t limit;
	struct alert_key after; /* id "": from the start */
	struct alert_key *keys; /* of the runs, in order; then of the page */
	size_t count;
	struct buf items, customers; /* as JSON */
	int64_t seen_until_ms;
};

static void listing_free(struct listing *l)
{
	buf_done(&l->items);
	buf_done(&l->customers);
	free(l->keys);
	free(l);
}

/* --- on the database's thread --- */

static int compare(const struct alert_key *a, const struct alert_key *b)
{
	if (a->heard_ms != b->heard_ms)
		return a->heard_ms > b->heard_ms ? -1 : 1;
	return -strcmp(a->id, b->id);
}

static int by_news(const void *a, const void *b)
{
	return compare(a, b);
}

static enum err add_run(struct listing *l, struct tx *tx, enum signal_class class, int64_t severity)
{
	size_t count = 0;
	bool from_start = !l->after.id[0] || (l->order == ORDER_PRIORITY && severity < l->after.severity);
	struct alerts_ask ask = {.class = str_of(signal_class_name(class)),
				 .severity = severity,
				 .before_ms = from_start ? INT64_MAX : l->after.heard_ms,
				 .before_id = from_start ? STR("") : str_of(l->after.id),
				 .limit = l->limit + 1};
	if (l->customer[0])
		ask.customer = str_of(l->customer);
	enum err e = alerts_keys(tx, &ask, l->keys + l->count, &count);
	l->count += count;
	return e;
}

/* One severity's runs, of all classes, behind what there is; sorted. */
static enum err add_severity(struct listing *l, struct tx *tx, int64_t severity)
{
	enum err e = OK;
	size_t before = l->count;
	for (unsigned c = 0; c < SIGNAL_CLASS_COUNT_ && e == OK; c++)
		if (l->classes >> c & 1)
			e = add_run(l, tx, (enum signal_class)c, severity);
	qsort(l->keys + before, l->count - before, sizeof *l->keys, by_news);
	return e;
}

static enum err find_keys(struct listing *l, struct tx *tx)
{
	enum err e = OK;
	bool by_priority = l->order == ORDER_PRIORITY;
	int64_t top = by_priority && l->after.id[0] ? l->after.severity : ALERT_SEVERITIES;
	for (int64_t s = top; s >= l->at_least && e == OK && !(by_priority && l->count > l->limit); s--)
		e = add_severity(l, tx, s);
	if (!by_priority)
		qsort(l->keys, l->count, sizeof *l->keys, by_news);
	return e;
}

static void write_item(void *ctx, const struct alert_row *a)
{
	struct listing *l = ctx;
	struct json_writer w;
	if (l->items.n)
		buf_char(&l->items, ',');
	json_writer_init(&w, &l->items);
	json_open_object(&w);
	json_kv_str(&w, STR("alertId"), a->id);
	json_kv_str(&w, STR("customerId"), a->customer);
	json_kv_str(&w, STR("flagId"), a->flag_id);
	json_kv_str(&w, STR("rule"), a->rule);
	json_kv_str(&w, STR("origin"), a->origin);
	json_kv_str(&w, STR("class"), a->class);
	json_kv_str(&w, STR("severity"), str_of(signal_severity_name((enum signal_severity)a->severity)));
	json_kv_str(&w, STR("status"), a->status);
	JSON_KEY(&w, "description");
	if (a->description.n)
		json_put_string(&w, a->description);
	else
		json_put_null(&w);
	json_kv_time(&w, STR("openedAt"), a->opened_ms);
	json_kv_time(&w, STR("risenAt"), a->risen_ms);
	json_kv_time(&w, STR("lastAt"), a->last_ms);
	json_kv_time(&w, STR("heardAt"), a->heard_ms);
	JSON_KEY(&w, "evidence");
	json_put_raw(&w, a->evidence);
	json_close_object(&w);
	if (l->customers.n)
		buf_char(&l->customers, ',');
	json_escape(&l->customers, a->customer);
}

static enum err work(struct db_job *job, struct tx *tx)
{
	struct listing *l = CONTAINER_OF(job, struct listing, job);
	enum err e = find_keys(l, tx);
	for (size_t i = 0; i < MIN(l->count, l->limit) && e == OK; i++)
		e = alerts_find(tx, str_of(l->keys[i].id), write_item, l);
	if (e == OK)
		e = alerts_seen_until(tx, l->person, &l->seen_until_ms);
	return e == OK ? buf_ok(&l->items) : e;
}

/* --- the answer --- */

static void put_seen(struct json_writer *w, int64_t until_ms)
{
	JSON_KEY(w, "seenUntil");
	if (until_ms)
		json_put_time(w, until_ms);
	else
		json_put_null(w);
}

/* "severity heard id" */
static struct str position_of(struct call *c, const struct alert_key *k)
{
	char *text = arena_printf(c->arena, "%lld %lld %s", (long long)k->severity, (long long)k->heard_ms, k->id);
	return text ? str_of(text) : STR_NONE;
}

static struct reply page(struct call *c, const struct listing *l)
{
	struct buf body;
	struct json_writer w;
	bool more = l->count > l->limit;
	struct str sealed = more ? call_cursor_seal(c, position_of(c, &l->keys[l->limit - 1])) : STR_NONE;
	buf_init(&body, ALERTS_BODY_MAX + 16384);
	json_writer_init(&w, &body);
	json_open_object(&w);
	JSON_KEY(&w, "items");
	json_open_array(&w);
	if (l->items.n)
		json_put_raw(&w, buf_view(&l->items));
	json_close_array(&w);
	JSON_KEY(&w, "nextCursor");
	if (sealed.p)
		json_put_string(&w, sealed);
	else
		json_put_null(&w);
	if (more && !sealed.p) /* an end that is none would hide what follows */
		body.failed = ERR_NOMEM;
	put_seen(&w, l->seen_until_ms);
	json_close_object(&w);
	return reply_owned(c, 200, &body);
}

/* "list":"alerts","count":…,"customers":[…],"version":… */
static struct str members_of(struct call *c, const struct listing *l)
{
	struct buf b;
	size_t shown = MIN(l->count, l->limit);
	if (!call_buf(c, l->customers.n + 256, &b))
		return STR_NONE;
	buf_printf(&b, "\"list\":\"alerts\",\"count\":%zu,\"customers\":[", shown);
	buf_str(&b, buf_view(&l->customers));
	BUF_LIT(&b, "]");
	if (shown)
		buf_printf(&b, ",\"version\":\"%016llx\"", (unsigned long long)str_hash_stable(buf_view(&l->items)));
	return buf_view(&b);
}

static void done(struct job *j)
{
	struct listing *l = CONTAINER_OF(CONTAINER_OF(j, struct db_job, base), struct listing, job);
	struct http_exchange *x = http_handle_find(l->handle);
	if (!x) {
		listing_free(l);
		return;
	}
	struct call *c = call_of(x);
	struct str members = j->outcome == OK ? members_of(c, l) : STR("\"list\":\"alerts\"");
	struct reply r =
		j->outcome == OK && members.p ? page(c, l) : problem_of(c, j->outcome == OK ? ERR_NOMEM : j->outcome, NULL);
	listing_free(l);
	call_answer(c, AUDIT_LOOK, members, &r);
}

/* --- the question --- */

static bool read_class(struct call *c, unsigned *ret)
{
	struct str text = call_query(c, "class");
	unsigned seen = (1u << SIGNAL_CLASS_COUNT_) - 1, asked = text.p ? 0 : seen;
	for (unsigned k = 0; k < SIGNAL_CLASS_COUNT_ && text.p; k++)
		if (str_is(text, signal_class_name((enum signal_class)k)))
			asked = 1u << k;
	if (!asked) {
		call_invalid(c, "class", "must be rg, fraud or aml");
		return false;
	}
	if (!(c->sight & SIGHT_AML))
		seen &= ~(1u << SIGNAL_CLASS_AML);
	*ret = asked & seen;
	return true;
}

static bool read_at_least(struct call *c, int64_t *ret)
{
	struct str text = call_query(c, "severityAtLeast");
	*ret = SIGNAL_LOW;
	for (int s = SIGNAL_LOW; s < SIGNAL_SEVERITY_COUNT_ && text.p; s++)
		if (str_is(text, signal_severity_name((enum signal_severity)s))) {
			*ret = s;
			return true;
		}
	if (text.p)
		call_invalid(c, "severityAtLeast", "must be low, medium, high or critical");
	return !text.p;
}

static bool read_order(struct call *c, enum order *ret)
{
	struct str text = call_query(c, "order");
	*ret = text.p && str_is(text, "priority") ? ORDER_PRIORITY : ORDER_NEWEST;
	if (!text.p || *ret == ORDER_PRIORITY || str_is(text, "newest"))
		return true;
	call_invalid(c, "order", "must be newest or priority");
	return false;
}

static bool read_customer(struct call *c, char ret[CUSTOMER_ID_MAX + 1])
{
	struct str text = call_query(c, "customer");
	if (!text.p || (customer_id_valid(text) && str_copy(ret, CUSTOMER_ID_MAX + 1, text)))
		return true;
	call_invalid(c, "customer", "is no customer's id");
	return false;
}

static bool read_status(struct call *c)
{
	struct str text = call_query(c, "status");
	if (!text.p || str_is(text, "open"))
		return true;
	call_invalid(c, "status", "must be open");
	return false;
}

static bool read_position(struct call *c, struct alert_key *ret)
{
	struct str position, severity, heard;
	if (!call_cursor_open(c, call_query(c, "cursor"), &position))
		return false;
	if (!position.p)
		return true;
	if (str_split(&position, ' ', &severity) && str_split(&position, ' ', &heard) && position.n &&
	    str_to_i64(severity, &ret->severity) == OK && str_to_i64(heard, &ret->heard_ms) == OK &&
	    str_copy(ret->id, sizeof ret->id, position))
		return true;
	call_invalid(c, "cursor", "is not one that this list gave");
	return false;
}

static bool read_question(struct call *c, struct listing *l)
{
	return read_status(c) && read_class(c, &l->classes) && read_at_least(c, &l->at_least) && read_order(c, &l->order) &&
	       read_customer(c, l->customer) && call_limit(c, ALERTS_LIMIT_USUAL, &l->limit) && read_position(c, &l->after);
}

void alerts_list(struct call *c)
{
	struct listing *l = calloc(1, sizeof *l);
	if (!l) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	buf_init(&l->items, ALERTS_BODY_MAX);
	buf_init(&l->customers, ALERTS_BODY_MAX);
	if (!read_question(c, l)) {
		listing_free(l);
		return;
	}
	l->keys = calloc((l->limit + 1) * SIGNAL_CLASS_COUNT_ * ALERT_SEVERITIES, sizeof *l->keys);
	l->person = c->person.person_id;
	l->handle = http_exchange_handle(c->exchange);
	l->job = (struct db_job){.base = {.home = c->al->loop,
					  .deadline_ns = clock_mono_ns() + ALERTS_DEADLINE_MS * UINT64_C(1000000),
					  .done = done},
				 .work = work};
	enum err e = !l->keys ? ERR_NOMEM : c->al->api->portal ? db_read(c->al->api->portal, &l->job) : ERR_UNAVAILABLE;
	if (e == OK)
		return;
	listing_free(l);
	call_problem(c, e, NULL);
}

/* --- up to where somebody has seen them --- */

struct seeing {
	struct db_job job;
	struct http_handle handle;
	uint64_t person;
	int64_t until_ms;
};

static enum err see(struct db_job *job, struct tx *tx)
{
	struct seeing *s = CONTAINER_OF(job, struct seeing, job);
	enum err e = alerts_see(tx, s->person, s->until_ms);
	return e == OK ? alerts_seen_until(tx, s->person, &s->until_ms) : e;
}

static void seen(struct job *j)
{
	struct seeing *s = CONTAINER_OF(CONTAINER_OF(j, struct db_job, base), struct seeing, job);
	struct http_exchange *x = http_handle_find(s->handle);
	int64_t until_ms = s->until_ms;
	enum err outcome = j->outcome;
	free(s);
	if (!x)
		return;
	struct call *c = call_of(x);
	struct buf body;
	struct json_writer w;
	if (outcome != OK || !call_buf(c, 128, &body)) {
		call_problem(c, outcome == OK ? ERR_NOMEM : outcome, NULL);
		return;
	}
	json_writer_init(&w, &body);
	json_open_object(&w);
	put_seen(&w, until_ms);
	json_close_object(&w);
	struct reply r = reply_json(c, 200, &body);
	call_respond(c, &r); /* a mark of one's own: nothing about a customer */
}

void alerts_seen_set(struct call *c)
{
	struct {
		struct str until;
	} given = {0};
	static const struct json_bind fields[] = {
		{.name = "until", .type = JSON_BIND_STRING, .required = true, .min = 1, .max = 64},
	};
	int64_t until_ms;
	if (!call_bind(c, fields, ARRAY_LEN(fields), &given))
		return;
	if (clock_parse_rfc3339(given.until, &until_ms) != OK) {
		call_invalid(c, "/until", "must be a time as RFC 3339 writes it, such as 2026-01-31T12:00:00Z");
		return;
	}
	struct seeing *s = calloc(1, sizeof *s);
	enum err e = !s ? ERR_NOMEM : c->al->api->portal ? OK : ERR_UNAVAILABLE;
	if (e == OK) {
		s->person = c->person.person_id;
		s->until_ms = MIN(until_ms, clock_wall_ms()); /* what is yet to come nobody has seen */
		s->handle = http_exchange_handle(c->exchange);
		s->job = (struct db_job){.base = {.home = c->al->loop, .done = seen}, .work = see};
		e = db_write(c->al->api->portal, &s->job);
	}
	if (e == OK)
		return;
	free(s);
	call_problem(c, e, NULL);
}
