/* One object by its own id. Several requests, where a service needs them, go one after the other. */
#include "base/log.h"
#include "sources/ask.h"

enum { DETAIL_ARENA_EXTRA = 4 << 20 };

struct detail_ask {
	struct ask_ticket base;
	enum detail_kind kind;
	const struct call_plan *plan;
	size_t next; /* request */
	struct str bodies[SOURCE_REQUESTS_MAX];
	struct record record;
};

static struct detail_ask *detail_of(struct ask_ticket *t)
{
	return CONTAINER_OF(t, struct detail_ask, base);
}

/* Whose value must be what was asked for. */
static const int id_fields[DETAIL_COUNT_] = {
	[DETAIL_BET] = F_BET_betId,
	[DETAIL_TRANSACTION] = F_TRANSACTION_transactionId,
	[DETAIL_TICKET] = F_TICKET_DETAIL_ticketId,
	[DETAIL_PREFERENCES] = -1,
};

static enum err write_url(struct call *c, struct buf *out)
{
	struct detail_ask *d = detail_of(CONTAINER_OF(c, struct ask_ticket, call));
	struct template_values v = {.vars = {[VAR_ID] = d->base.customer, [VAR_OBJECT] = d->base.object}};
	char sep;
	buf_str(out, str_of(c->source->plan->base_url));
	return template_expand(&d->plan->requests[d->next].where, &v, NULL, NULL, out, &sep);
}

static enum source_error read_answers(struct detail_ask *d)
{
	struct mapping_fault fault;
	int id = id_fields[d->kind];
	enum source_error e =
		mapping_run(d->plan->mapping, d->bodies, d->base.customer, &d->base.arena, NULL, &d->record, &fault);
	if (e == SOURCE_OK && id >= 0 && !str_eq(d->record.values[id].text, d->base.object)) {
		e = SOURCE_WRONG_CUSTOMER;
		fault = (struct mapping_fault){.field = d->record.schema->fields[id].name, .why = "about another object"};
	}
	if (e != SOURCE_OK && e != SOURCE_NOT_FOUND)
		log_event(LOG_WARN, "source.bad_answer", "source", d->base.source->plan->name, "detail", detail_name(d->kind),
			  "error", source_error_name(e), "field", fault.field ? fault.field : "", "why",
			  fault.why ? fault.why : "", NULL);
	return e;
}

static enum source_error judge(struct call *c, const struct http_result *r, struct http_transfer *t)
{
	struct detail_ask *d = detail_of(CONTAINER_OF(c, struct ask_ticket, call));
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
	struct detail_ask *d = detail_of(t);
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

enum err sources_detail(struct sources *s, struct loop *l, struct str customer, enum detail_kind kind, struct str object,
			void (*done)(void *ctx, enum source_error e, const struct record *r), void *ctx, struct ask_ticket **ret)
{
	struct source *src = sources_on(s, l)->catalog->details[kind];
	size_t room = DETAIL_ARENA_EXTRA + (src ? 2 * src->plan->body_max_bytes : 0);
	struct ask_ticket *t = ask_new(s, l, src, sizeof(struct detail_ask), customer, object, room);
	if (!t)
		return ERR_NOMEM;
	struct detail_ask *d = detail_of(t);
	d->kind = kind;
	d->plan = src ? src->plan->details[kind] : NULL;
	t->answer = answer;
	t->done_fn = (void (*)(void))done;
	t->ctx = ctx;
	t->call.url = write_url;
	t->call.judge = judge;
	t->call.finish = on_finish;
	t->call.takes_404 = d->plan && d->plan->requests[0].empty_on_404;
	ask_begin(t);
	*ret = t;
	return OK;
}
