#include "api/answer.h"

#include "api/headers.h"
#include "api/metrics.h"
#include "api/problem.h"
#include "base/clock.h"

#include <stdlib.h>

struct answer {
	struct audit_entry entry;
	struct api_loop *al;
	struct list spare;
	struct http_handle handle; /* server NULL: nobody waits */
	void (*then)(struct call *c);
	struct reply reply; /* text and headers live in the exchange's arena: used only while that is there */
	struct chunk chunks[ANSWER_CHUNKS_MAX];
	struct buf members;
};

bool call_buf(struct call *c, size_t bytes, struct buf *ret)
{
	char *p = arena_alloc(c->arena, bytes + 1);
	if (!p)
		return false;
	*ret = (struct buf){.p = p, .cap = bytes, .max = bytes};
	return true;
}

static void chunks_drop(const struct reply *r)
{
	for (size_t i = 0; i < r->chunk_count; i++)
		blob_unref(r->chunks[i].owner);
}

/* --- leaving --- */

static void log_failure(const struct call *c, int status)
{
	log_set_request(str_mem(c->request_id, UUID_TEXT));
	log_event(LOG_WARN, "request.failed", "route", c->route ? c->route->pattern : "", "status", log_num(status), NULL);
}

void call_respond(struct call *c, const struct reply *r)
{
	struct http_header headers[HEADERS_MAX];
	size_t count = headers_make(c, r, headers);
	c->on_abort = NULL;
	metrics_answered(c->al, c->route, r->status, clock_mono_ns() - c->request->received_ns);
	if (UNLIKELY(r->status >= 500))
		log_failure(c, r->status);
	/* The call's memory may be gone when this returns. */
	http_respond(c->exchange, &(struct http_response){.status = r->status,
							  .headers = headers,
							  .header_count = count,
							  .body = r->chunks,
							  .body_count = r->chunk_count});
}

struct reply reply_json(struct call *c, int status, const struct buf *body)
{
	struct chunk *chunk = buf_ok(body) == OK ? ARENA_NEW(c->arena, struct chunk) : NULL;
	if (!chunk)
		return problem_fallback(c);
	chunk->bytes = buf_view(body);
	return (struct reply){.status = status, .chunks = chunk, .chunk_count = 1};
}

struct reply reply_owned(struct call *c, int status, struct buf *body)
{
	struct chunk *chunk = buf_ok(body) == OK ? ARENA_NEW(c->arena, struct chunk) : NULL;
	if (chunk)
		chunk->owner = blob_of(buf_view(body));
	buf_done(body);
	if (!chunk || !chunk->owner)
		return problem_fallback(c);
	chunk->bytes = blob_str(chunk->owner);
	return (struct reply){.status = status, .chunks = chunk, .chunk_count = 1};
}

/* --- the record --- */

static struct answer *answer_take(struct api_loop *al)
{
	struct answer *a;
	if (!list_empty(&al->answers_free)) {
		a = LIST_ENTRY(al->answers_free.next, struct answer, spare);
		list_remove(&a->spare);
		al->answers_free_count--;
		return a;
	}
	a = malloc(sizeof *a);
	if (!a)
		return NULL;
	buf_init(&a->members, AUDIT_MEMBERS_MAX);
	a->al = al;
	return a;
}

static void answer_give(struct answer *a)
{
	struct api_loop *al = a->al;
	if (al->answers_free_count >= ANSWERS_SPARE) {
		buf_done(&a->members);
		free(a);
		return;
	}
	if (a->members.cap > ANSWER_TEXT_SPARE)
		buf_done(&a->members);
	list_push_front(&al->answers_free, &a->spare);
	al->answers_free_count++;
}

void answers_done(struct api_loop *al)
{
	LIST_FOREACH_SAFE (&al->answers_free, it) {
		struct answer *a = LIST_ENTRY(it, struct answer, spare);
		buf_done(&a->members);
		free(a);
	}
	list_init(&al->answers_free);
	al->answers_free_count = 0;
}

/* "who":…,"role":…,"session":…,"request":…,"route":…,"status":… and the caller's. */
static void members_make(struct buf *b, const struct call *c, int status, struct str members)
{
	buf_reset(b);
	if (c) {
		if (c->person.username[0]) {
			BUF_LIT(b, "\"who\":");
			json_escape(b, str_of(c->person.username));
			BUF_LIT(b, ",\"role\":\"");
			buf_str(b, str_of(role_name(c->person.role)));
			BUF_LIT(b, "\",\"session\":\"");
			buf_str(b, str_of(c->person.session_id));
			BUF_LIT(b, "\",");
		}
		BUF_LIT(b, "\"request\":\"");
		buf_add(b, c->request_id, UUID_TEXT);
		BUF_LIT(b, "\",\"route\":\"");
		buf_str(b, str_of(c->route ? c->route->pattern : ""));
		BUF_LIT(b, "\",\"status\":");
		buf_u64(b, (uint64_t)status);
		if (members.n)
			buf_char(b, ',');
	}
	buf_str(b, members);
}

/* On the way to the log, or not: then with the reason. */
static enum err answer_record(struct answer *a, const struct call *c, enum audit_kind kind, int status, struct str members,
			      void (*done)(struct audit_entry *e))
{
	members_make(&a->members, c, status, members);
	if (buf_ok(&a->members) != OK)
		return buf_ok(&a->members);
	a->entry = (struct audit_entry){
		.home = a->al->loop, .done = done, .kind = kind, .at_ms = clock_wall_ms(), .members = buf_view(&a->members)};
	return audit_append(a->al->api->audit, &a->entry);
}

static void refuse(struct call *c, enum err why)
{
	struct reply r = problem_audit(c, why);
	call_respond(c, &r);
}

static void answer_done(struct audit_entry *e)
{
	struct answer *a = CONTAINER_OF(e, struct answer, entry);
	struct http_exchange *x = http_handle_find(a->handle);
	struct reply r = a->reply;
	if (!x) {
		chunks_drop(&r);
		answer_give(a);
		return;
	}
	struct call *c = http_exchange_data(x);
	if (LIKELY(e->outcome == OK)) {
		call_respond(c, &r); /* r.chunks are still the answer's */
	} else {
		chunks_drop(&r);
		refuse(c, e->outcome);
	}
	answer_give(a);
}

void call_answer(struct call *c, enum audit_kind kind, struct str members, const struct reply *r)
{
	struct answer *a = answer_take(c->al);
	c->on_abort = NULL;
	if (!a) {
		chunks_drop(r);
		refuse(c, ERR_NOMEM);
		return;
	}
	MUST(r->chunk_count <= ANSWER_CHUNKS_MAX);
	a->handle = http_exchange_handle(c->exchange);
	a->reply = *r;
	a->reply.chunks = a->chunks;
	if (r->chunk_count)
		memcpy(a->chunks, r->chunks, r->chunk_count * sizeof *r->chunks);
	enum err e = answer_record(a, c, kind, r->status, members, answer_done);
	if (LIKELY(e == OK))
		return;
	answer_give(a);
	chunks_drop(r);
	refuse(c, e);
}

/* --- records that a call waits for before it goes on, and those that nobody waits for --- */

static void fail_call(struct call *c, enum err why)
{
	void (*on_abort)(struct call *) = c->on_abort;
	c->on_abort = NULL;
	if (on_abort)
		on_abort(c);
	refuse(c, why);
}

static void record_done(struct audit_entry *e)
{
	struct answer *a = CONTAINER_OF(e, struct answer, entry);
	struct http_exchange *x = http_handle_find(a->handle);
	void (*then)(struct call *) = a->then;
	enum err outcome = e->outcome;
	answer_give(a);
	if (!x)
		return;
	if (outcome == OK)
		then(http_exchange_data(x));
	else
		fail_call(http_exchange_data(x), outcome);
}

void call_record(struct call *c, enum audit_kind kind, int status, struct str members, void (*then)(struct call *c))
{
	struct answer *a = answer_take(c->al);
	if (!a) {
		fail_call(c, ERR_NOMEM);
		return;
	}
	a->handle = http_exchange_handle(c->exchange);
	a->then = then;
	enum err e = answer_record(a, c, kind, status, members, record_done);
	if (e == OK)
		return;
	answer_give(a);
	fail_call(c, e);
}

static void log_lost(enum audit_kind kind, enum err why)
{
	log_event(LOG_ERROR, "audit.lost", "kind", audit_kind_name(kind), "error", err_name(why), NULL);
}

static void note_done(struct audit_entry *e)
{
	struct answer *a = CONTAINER_OF(e, struct answer, entry);
	if (e->outcome != OK)
		log_lost(e->kind, e->outcome);
	answer_give(a);
}

void api_note(struct api_loop *al, const struct call *c, enum audit_kind kind, int status, struct str members)
{
	struct answer *a = answer_take(al);
	enum err e = a ? answer_record(a, c, kind, status, members, note_done) : ERR_NOMEM;
	if (e == OK)
		return;
	if (a)
		answer_give(a);
	log_lost(kind, e);
}
