/* One object by its own id, or sums over a span of time. Several requests, where a service needs them, go one after the other. */
#include "base/log.h"
#include "sources/ask.h"
#include "sources/filter.h"
#include "sources/span.h"

enum { DETAIL_ARENA_EXTRA = 4 << 20 };

struct detail_asking {
	struct ask_ticket base;
	enum detail_kind kind;
	const struct call_plan *plan;
	int64_t from_ms, to_ms;
	struct str time_zone; /* in the arena */
	size_t next;          /* request */
	struct str bodies[SOURCE_REQUESTS_MAX];
	struct record record;
};

static struct detail_asking *detail_of(struct ask_ticket *t)
{
	return CONTAINER_OF(t, struct detail_asking, base);
}

/* Whose value must be what was asked for. */
static const int id_fields[DETAIL_COUNT_] = {
	[DETAIL_BET] = F_BET_betId,
	[DETAIL_TRANSACTION] = F_TRANSACTION_transactionId,
	[DETAIL_TICKET] = F_TICKET_DETAIL_ticketId,
	[DETAIL_PREFERENCES] = -1,
	[DETAIL_STATISTICS] = -1,
	[DETAIL_CASHFLOW] = -1,
};

static enum err write_url(struct call *c, struct buf *out)
{
	struct detail_asking *d = detail_of(CONTAINER_OF(c, struct ask_ticket, call));
	struct template_values v = {.vars = {[VAR_ID] = d->base.customer, [VAR_OBJECT] = d->base.object}};
	char sep;
	buf_str(out, str_of(c->source->plan->base_url));
	enum err e = template_expand(&d->plan->requests[d->next].where, &v, NULL, NULL, out, &sep);
	if (e != OK || !detail_is_over_span(d->kind))
		return e;
	filter_add_span(&d->plan->filter, d->from_ms, d->to_ms, out, &sep);
	if (d->plan->filter.zone_param.n)
		template_add_param(out, &sep, d->plan->filter.zone_param, d->time_zone);
	return buf_ok(out);
}

static enum source_error read_answers(struct detail_asking *d)
{
	struct mapping_fault fault;
	int id = id_fields[d->kind];
	enum source_error e =
		mapping_run(d->plan->mapping, d->bodies, d->base.customer, &d->base.arena, NULL, &d->record, &fault);
	if (e == SOURCE_OK && id >= 0 && !str_eq(d->record.values[id].text, d->base.object)) {
		e = SOURCE_WRONG_CUSTOMER;
		fault = (struct mapping_fault){.field = d->record.schema->fields[id].name, .why = "about another object"};
	}
	if (e == SOURCE_OK && detail_is_over_span(d->kind)) {
		fault = (struct mapping_fault){0};
		e = span_check(d->kind, d->from_ms, d->to_ms, &d->record, &fault);
		span_settle_zone(d->kind, &d->record, d->plan->filter.zone_param.n ? d->time_zone : STR_NONE);
	}
	if (e != SOURCE_OK && e != SOURCE_NOT_FOUND)
		log_event(LOG_WARN, "source.bad_answer", "source", d->base.source->plan->name, "detail", detail_name(d->kind),
			  "error", source_error_name(e), "field", fault.field ? fault.field : "", "why",
			  fault.why ? fault.why : "", NULL);
	return e;
}

static enum source_error judge(struct call *c, const struct http_result *r, struct http_transfer *t)
{
	struct detail_asking *d = detail_of(CONTAINER_OF(c, struct ask_ticket, call));
	(void)t;
	if (r->status != 404) {
		d->bodies[d->next] = arena_dup(&d->base.arena, r->body.p ? r->body : STR(""));
		if (!d->bodies[d->next].p)
			return SOURCE_TOO_LARGE;
	}
	return d->next + 1 == d->plan->request_count ? read_answers(d) : SOURCE_OK;
}

static void on_finish(struct call *c, enum source_error e)
{
	struct ask_ticket *t = CONTAINER_OF(c, struct ask_ticket, call);
	struct detail_asking *d = detail_of(t);
	if (e == SOURCE_OK && ++d->next < d->plan->request_count) {
		c->takes_404 = d->plan->requests[d->next].empty_on_404;
		e = call_start(c);
		if (e == SOURCE_OK)
			return;
	}
	ask_answer(t, e);
}

static void answer(struct ask_ticket *t, enum source_error e)
{
	void (*done)(void *, enum source_error, const struct record *) =
		(void (*)(void *, enum source_error, const struct record *))t->done_fn;
	done(t->ctx, e, e == SOURCE_OK ? &detail_of(t)->record : NULL);
}

enum err sources_detail(struct sources *s, struct loop *l, const struct detail_ask *ask,
			void (*done)(void *ctx, enum source_error e, const struct record *r), void *ctx, struct ask_ticket **ret)
{
	struct source *src = sources_on(s, l)->catalog->details[ask->kind];
	size_t room = DETAIL_ARENA_EXTRA + (src ? 2 * src->plan->body_max_bytes : 0);
	struct ask_ticket *t = ask_new(s, l, src, sizeof(struct detail_asking), ask->customer, ask->object, room);
	if (!t)
		return ERR_NOMEM;
	struct detail_asking *d = detail_of(t);
	d->kind = ask->kind;
	d->plan = src ? src->plan->details[ask->kind] : NULL;
	d->from_ms = ask->from_ms;
	d->to_ms = ask->to_ms;
	d->time_zone = arena_dup(&t->arena, ask->time_zone);
	t->answer = answer;
	t->done_fn = (void (*)(void))done;
	t->ctx = ctx;
	t->call.url = write_url;
	t->call.judge = judge;
	t->call.finish = on_finish;
	t->call.takes_404 = d->plan && d->plan->requests[0].empty_on_404;
	if (!d->time_zone.p) {
		sources_ask_cancel(t);
		return ERR_NOMEM;
	}
	ask_begin(t);
	*ret = t;
	return OK;
}
