/* api/timeline.c - what happened around a customer, across all sources. */
#include "view/timeline.h"

#include "api/answer.h"
#include "api/call.h"
#include "api/problem.h"
#include "api/subject.h"

#define TIMELINE_LIMIT_USUAL 50
#define TIMELINE_BODY_MAX    (1u << 20)

struct showing {
	struct subject subject;
	struct call *c;
	struct timeline_query query;
	struct timeline *timeline;
};

static void on_abort(struct call *c)
{
	struct showing *s = c->state;
	timeline_free(s->timeline);
	s->timeline = NULL;
	subject_end(&s->subject);
}

/* "customer":…,"list":"timeline","count":…,"version":… */
static struct str members_of(const struct showing *s, size_t count, uint64_t version)
{
	struct buf b;
	if (!call_buf(s->c, 512, &b))
		return STR_NONE;
	buf_str(&b, record_customer(s->c, s->query.customer));
	buf_printf(&b, ",\"list\":\"timeline\",\"count\":%zu", count);
	if (count)
		buf_printf(&b, ",\"version\":\"%016llx\"", (unsigned long long)version);
	return buf_view(&b);
}

static bool put_next(struct showing *s, struct json_writer *w)
{
	size_t n;
	char *position = arena_alloc(s->c->arena, TIMELINE_POSITION_MAX);
	JSON_KEY(w, "nextCursor");
	if (!position)
		return false;
	if (!timeline_next(s->timeline, position, &n)) {
		json_put_null(w);
		return true;
	}
	struct str sealed = call_cursor_seal(s->c, str_mem(position, n));
	json_put_string(w, sealed);
	return sealed.p != NULL;
}

static struct reply page(struct showing *s, uint64_t *ret_version)
{
	struct buf body;
	struct json_writer w;
	struct str items = STR("");
	buf_init(&body, TIMELINE_BODY_MAX);
	json_writer_init(&w, &body);
	json_open_object(&w);
	JSON_KEY(&w, "items");
	json_open_array(&w);
	bool ok = timeline_items_text(s->timeline, &items) == OK;
	buf_str(&body, items);
	json_close_array(&w);
	*ret_version = str_hash_stable(items);
	ok = ok && put_next(s, &w);
	JSON_KEY(&w, "meta");
	json_open_object(&w);
	JSON_KEY(&w, "sources");
	timeline_put_sources(s->timeline, &w);
	json_close_object(&w);
	JSON_KEY(&w, "masked");
	json_open_array(&w);
	json_close_array(&w);
	json_close_object(&w);
	if (ok)
		return reply_owned(s->c, 200, &body);
	buf_done(&body);
	return problem_of(s->c, ERR_NOMEM, NULL);
}

static void answer(struct showing *s)
{
	struct call *c = s->c;
	const char *source;
	enum source_error error;
	uint64_t version = 0;
	size_t count = timeline_count(s->timeline);
	struct reply r = timeline_failed(s->timeline, &source, &error) ? problem_source(c, source, error) : page(s, &version);
	struct str members = members_of(s, count, version);
	on_abort(c);
	call_answer(c, AUDIT_LOOK, members, &r);
}

static void on_done(void *ctx)
{
	answer(ctx);
}

static void begin(struct subject *subject)
{
	struct showing *s = CONTAINER_OF(subject, struct showing, subject);
	struct call *c = s->c;
	bool finished;
	enum err e = timeline_begin(&s->query, &c->al->view_env, c->al->loop, subject->view.looks, on_done, s, &s->timeline,
				    &finished);
	if (e != OK) {
		on_abort(c);
		call_problem(c, e, NULL);
	} else if (finished) {
		answer(s);
	}
}

static bool read_filters(struct call *c, struct timeline_query *q)
{
	struct str unknown;
	if (timeline_parse_types(call_query(c, "type"), &q->types, &unknown) != OK) {
		call_invalid(c, "type", "names a type that the timeline does not have");
		return false;
	}
	if (timeline_parse_sources(call_query(c, "source"), c->al->api->sources, &q->streams, &unknown) != OK) {
		call_invalid(c, "source", "names a source that is not one of ours");
		return false;
	}
	return call_limit(c, TIMELINE_LIMIT_USUAL, &q->limit) && call_range(c, &q->from_ms, &q->to_ms) &&
	       call_cursor_open(c, call_query(c, "cursor"), &q->position);
}

void timeline_list(struct call *c)
{
	struct showing *s = ARENA_NEW(c->arena, struct showing);
	if (!s) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	s->c = c;
	s->query.customer = c->params[0];
	s->query.sight = c->sight;
	if (!call_customer(c, c->params[0]) || !read_filters(c, &s->query))
		return;
	c->state = s;
	c->on_abort = on_abort;
	subject_find(&s->subject, c, 1u << PART_RISK | 1u << PART_KYC, begin);
}
