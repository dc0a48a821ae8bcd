#include "api/events.h"

#include "api/answer.h"
#include "api/call.h"
#include "api/problem.h"
#include "api/senders.h"
#include "base/clock.h"
#include "base/kill_point.h"
#include "live/live.h"

#include <stdio.h>
#include <stdlib.h>

#define RETRY_AFTER_S    "1"
#define ASIDES_TOLD_MAX  50 /* of one request, with their reasons */
#define ASIDE_REASON_MAX 200

enum form { FORM_SINGLE, FORM_BATCH, FORM_EITHER, FORM_COUNT_ };

/* A batch on its way, and what its answer says beside the engine's counts. */
struct sending {
	struct api_loop *al;
	struct http_handle handle;
	struct sender *sender;
	size_t aside_count;
	struct {
		size_t index;
		char field[96], reason[ASIDE_REASON_MAX];
	} asides[ASIDES_TOLD_MAX];
};

static bool form_of(struct str type, enum form *ret)
{
	static const char *const names[FORM_COUNT_] = {
		[FORM_SINGLE] = "application/cloudevents+json",
		[FORM_BATCH] = "application/cloudevents-batch+json",
		[FORM_EITHER] = "application/json",
	};
	size_t end = str_find(type, ';', 0);
	struct str bare = str_trim(end == SIZE_MAX ? type : str_mem(type.p, end));
	for (unsigned f = 0; f < FORM_COUNT_; f++)
		if (str_ieq(bare, str_of(names[f]))) {
			*ret = (enum form)f;
			return true;
		}
	return false;
}

static void refuse_type(struct call *c)
{
	struct err_info info;
	err_set(&info, ERR_SYNTAX, NULL,
		"Events are sent as application/cloudevents+json, application/cloudevents-batch+json or application/json.");
	call_problem_type(c, 415, "media-type", "Not in a form that is taken here", &info, STR_NONE);
}

static void refuse_unavailable(struct call *c, enum err why)
{
	struct err_info info;
	err_set(&info, why, NULL, "The events could not be made durable (%s). None of them counts as taken: send them again.",
		err_name(why));
	struct reply r = problem_reply(c, 503, "events-unavailable", "Events can't be taken now", &info, STR_NONE);
	r.headers[r.header_count++] = (struct http_header){STR("Retry-After"), STR(RETRY_AFTER_S)};
	call_respond(c, &r);
}

/* --- the answer --- */

static void put_asides(struct json_writer *w, const struct sending *s)
{
	JSON_KEY(w, "asides");
	json_open_array(w);
	for (size_t i = 0; i < s->aside_count; i++) {
		json_open_object(w);
		json_kv_i64(w, STR("index"), (int64_t)s->asides[i].index);
		json_kv_str(w, STR("pointer"), str_of(s->asides[i].field));
		json_kv_str(w, STR("reason"), str_of(s->asides[i].reason));
		json_close_object(w);
	}
	json_close_array(w);
}

static void put_seq(struct json_writer *w, struct str key, uint64_t seq)
{
	json_key(w, key);
	if (seq)
		json_put_u64(w, seq);
	else
		json_put_null(w);
}

static void answer(struct call *c, const struct live_batch *b, const struct sending *s)
{
	struct buf body;
	struct json_writer w;
	if (!call_buf(c, 1024 + s->aside_count * 1024, &body)) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	json_writer_init(&w, &body);
	json_open_object(&w);
	json_kv_i64(&w, STR("accepted"), (int64_t)b->accepted);
	json_kv_i64(&w, STR("repeated"), (int64_t)b->repeated);
	json_kv_i64(&w, STR("aside"), (int64_t)b->aside);
	put_seq(&w, STR("firstSeq"), b->first_seq);
	put_seq(&w, STR("lastSeq"), b->last_seq);
	put_asides(&w, s);
	json_close_object(&w);
	struct reply r = reply_json(c, 200, &body);
	call_respond(c, &r);
}

static void add(atomic_ullong *counter, size_t n)
{
	atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

static void batch_done(struct live_batch *b)
{
	struct sending *s = b->ctx;
	struct http_exchange *x = http_handle_find(s->handle);
	KILL_POINT("events.answering");
	add(&s->sender->accepted, b->accepted);
	add(&s->sender->repeated, b->repeated);
	add(&s->sender->aside, b->aside);
	if (b->outcome != OK)
		add(&s->sender->refused, 1);
	if (x && b->outcome == OK)
		answer(call_of(x), b, s);
	else if (x)
		refuse_unavailable(call_of(x), b->outcome);
	KILL_POINT("events.answered");
	free(s);
	live_batch_free(b);
}

/* --- reading --- */

struct reading {
	struct call *c;
	struct sender *sender;
	struct live *live;
	bool array;
	size_t count;
	struct str events[EVENT_BATCH_MAX];
	struct live_batch *batch;
	struct sending *sending;
	int64_t now_ms;
};

/* Where in the body: "/3/data/stake", or "/data/stake" of a single event. */
static void place(const struct reading *r, size_t i, struct err_info *info)
{
	char field[sizeof info->field];
	if (!r->array)
		return;
	snprintf(field, sizeof field, "/%zu%.80s", i, info->field);
	memcpy(info->field, field, sizeof field);
}

static bool cut_events(struct reading *r)
{
	struct event_batch batch;
	struct err_info info = {0};
	enum form form = FORM_EITHER;
	struct str body = str_trim(r->c->request->body), one;
	if (!form_of(http_request_header(r->c->request, "Content-Type"), &form)) {
		refuse_type(r->c);
		return false;
	}
	event_batch_init(&batch, body);
	while (event_batch_next(&batch, &one))
		r->events[r->count++] = one;
	enum err e = event_batch_finish(&batch, &info);
	r->array = batch.array;
	if (e == OK && form != FORM_EITHER && batch.array != (form == FORM_BATCH))
		e = err_set(&info, ERR_SHAPE, "", "The body must be %s.",
			    form == FORM_BATCH ? "an array of events" : "one event");
	if (e != OK)
		call_problem(r->c, e, &info);
	return e == OK;
}

static bool refuse_source(struct reading *r, size_t i)
{
	struct err_info info = {.code = ERR_DENIED};
	snprintf(info.text, sizeof info.text, "Event %zu is not of the source that this token is for.", i);
	struct buf members;
	if (call_buf(r->c, 1024, &members)) {
		BUF_LIT(&members, "\"sender\":");
		json_escape(&members, str_of(r->sender->source));
		BUF_LIT(&members, ",\"reason\":\"wrong-source\"");
		api_note(r->c->al, r->c, AUDIT_DENIED, 403, buf_view(&members));
	}
	call_problem_type(r->c, 403, "wrong-source", "Not permitted", &info, STR_NONE);
	return false;
}

static void note_aside(struct reading *r, size_t i, const struct err_info *why)
{
	struct sending *s = r->sending;
	if (s->aside_count == ASIDES_TOLD_MAX)
		return;
	s->asides[s->aside_count].index = i;
	str_copy(s->asides[s->aside_count].field, sizeof s->asides[0].field, str_of(why->field));
	str_copy(s->asides[s->aside_count].reason, sizeof s->asides[0].reason, str_of(why->text));
	s->aside_count++;
}

/* Hands the batch over, or answers. */
static void submit(struct reading *r)
{
	enum err e = live_submit(r->live, r->batch);
	if (e == OK) {
		r->batch = NULL;
		r->sending = NULL;
		return;
	}
	add(&r->sender->refused, 1);
	refuse_unavailable(r->c, e);
}

/* False: answered. */
static bool read_event(struct reading *r, size_t i)
{
	struct live_batch *b = r->batch;
	struct live_event *e = &b->events[i];
	struct err_info info = {0};
	/* The engine keeps it longer than the request may live. */
	struct str json = live_batch_text(b, i, r->events[i]);
	enum err err = json.p ? event_parse(json, r->now_ms, &b->arena, e, &info) : ERR_NOMEM;
	bool poison = err == ERR_UPSTREAM;
	if (err != OK && !poison) {
		place(r, i, &info);
		call_problem(r->c, err == ERR_SYNTAX ? ERR_SHAPE : err, &info); /* all of it was JSON */
		return false;
	}
	if (!str_is(e->source, r->sender->source))
		return refuse_source(r, i);
	if (poison)
		note_aside(r, i, &info);
	err = live_batch_put(b, r->live, i, poison ? &info : NULL);
	if (err != OK)
		call_problem(r->c, err, NULL);
	return err == OK;
}

static bool read_events(struct reading *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (!read_event(r, i))
			return false;
	return true;
}

static bool make_batch(struct reading *r)
{
	struct call *c = r->c;
	r->batch = live_batch_new(c->al->loop, MAX(r->count, 1));
	r->sending = calloc(1, sizeof *r->sending);
	if (!r->batch || !r->sending) {
		call_problem(c, ERR_NOMEM, NULL);
		return false;
	}
	r->batch->journal.count = r->count;
	r->batch->done = batch_done;
	r->batch->ctx = r->sending;
	*r->sending = (struct sending){.al = c->al, .handle = http_exchange_handle(c->exchange), .sender = r->sender};
	return true;
}

void events_take(struct call *c)
{
	struct reading *r = malloc(sizeof *r); /* the call's own memory may be gone before we are through */
	if (!r) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	r->c = c;
	r->sender = c->sender;
	r->live = c->al->api->live;
	r->now_ms = clock_wall_ms();
	r->count = 0;
	r->batch = NULL;
	r->sending = NULL;
	add(&r->sender->requests, 1);
	if (cut_events(r) && make_batch(r) && read_events(r))
		submit(r);
	live_batch_free(r->batch);
	free(r->sending);
	free(r);
}

/* --- the record: a line a minute and sender --- */

struct events_entry {
	struct audit_entry entry;
	char members[640];
};

static void recorded(struct audit_entry *e)
{
	if (e->outcome != OK)
		log_event(LOG_ERROR, "audit.lost", "kind", audit_kind_name(e->kind), "error", err_name(e->outcome), NULL);
	free(CONTAINER_OF(e, struct events_entry, entry));
}

static unsigned long long take(atomic_ullong *counter)
{
	return atomic_exchange_explicit(counter, 0, memory_order_relaxed);
}

static void record_sender(struct api *api, struct sender *s)
{
	unsigned long long requests = take(&s->requests);
	struct events_entry *e = requests ? calloc(1, sizeof *e) : NULL;
	if (!e)
		return;
	struct buf b = {.p = e->members, .cap = sizeof e->members, .max = sizeof e->members};
	BUF_LIT(&b, "\"event\":\"events\",\"sender\":");
	json_escape(&b, str_of(s->source));
	buf_printf(&b, ",\"requests\":%llu,\"accepted\":%llu,\"repeated\":%llu,\"aside\":%llu,\"refused\":%llu", requests,
		   take(&s->accepted), take(&s->repeated), take(&s->aside), take(&s->refused));
	e->entry = (struct audit_entry){.done = recorded, .kind = AUDIT_ADMIN, .at_ms = clock_wall_ms(), .members = buf_view(&b)};
	enum err err = buf_ok(&b) == OK ? audit_append(api->audit, &e->entry) : buf_ok(&b);
	if (err == OK)
		return;
	log_event(LOG_ERROR, "audit.lost", "kind", "events", "error", err_name(err), NULL);
	free(e);
}

void events_record(struct api *api)
{
	for (size_t i = 0; api->senders && i < api->senders->count; i++)
		record_sender(api, &api->senders->items[i]);
}
