/* Documents and photos, passed through as they come: what the receiver doesn't take yet stays in the socket. */
#include "sources/ask.h"

enum { CONTENT_ARENA_MAX = 8 << 10, CONTENT_TYPE_MAX = 256 };

struct content_ask {
	struct ask_ticket base;
	const struct content_plan *plan;
	struct content_events events;
	bool told_head;
};

static struct content_ask *content_of(struct ask_ticket *t)
{
	return CONTAINER_OF(t, struct content_ask, base);
}

static struct ask_ticket *ticket_of(struct call *c)
{
	return CONTAINER_OF(c, struct ask_ticket, call);
}

static enum err write_url(struct call *c, struct buf *out)
{
	struct content_ask *a = content_of(ticket_of(c));
	struct template_values v = {.vars = {[VAR_ID] = a->base.customer, [VAR_OBJECT] = a->base.object}};
	char sep;
	buf_str(out, str_of(c->source->plan->base_url));
	return template_expand(&a->plan->where, &v, NULL, NULL, out, &sep);
}

static bool on_head(struct call *c, struct http_transfer *x)
{
	struct content_ask *a = content_of(ticket_of(c));
	struct str type = http_transfer_header(x, "Content-Type"), length = http_transfer_header(x, "Content-Length");
	int64_t n;
	if (type.n > CONTENT_TYPE_MAX)
		return false;
	if (!length.p || str_to_i64(length, &n) != OK)
		n = -1;
	a->told_head = true;
	a->events.on_head(a->base.ctx, SOURCE_OK, type, n);
	return true;
}

static bool on_data(struct call *c, struct str bytes)
{
	struct content_ask *a = content_of(ticket_of(c));
	return a->events.on_data(a->base.ctx, bytes);
}

static enum source_error judge(struct call *c, const struct http_result *r, struct http_transfer *t)
{
	(void)r, (void)t;
	/* Without a head that was told there is nothing to be complete. */
	return content_of(ticket_of(c))->told_head ? SOURCE_OK : SOURCE_MALFORMED;
}

static void on_finish(struct call *c, enum source_error e)
{
	ask_answer(ticket_of(c), e);
}

static void answer(struct ask_ticket *t, enum source_error e)
{
	struct content_ask *a = content_of(t);
	if (a->told_head)
		a->events.on_end(t->ctx, e);
	else
		a->events.on_head(t->ctx, e, STR_NONE, -1);
}

enum err sources_content(struct sources *s, struct loop *l, struct str customer, enum content_kind kind, struct str object,
			 const struct content_events *ev, void *ctx, struct ask_ticket **ret)
{
	struct source *src = sources_on(s, l)->catalog->contents[kind];
	struct ask_ticket *t = ask_new(s, l, src, sizeof(struct content_ask), customer, object, CONTENT_ARENA_MAX);
	if (!t)
		return ERR_NOMEM;
	struct content_ask *a = content_of(t);
	a->plan = src ? src->plan->contents[kind] : NULL;
	a->events = *ev;
	t->answer = answer;
	t->ctx = ctx;
	t->call.url = write_url;
	t->call.judge = judge;
	t->call.finish = on_finish;
	t->call.on_head = on_head;
	t->call.on_data = on_data;
	ask_begin(t);
	*ret = t;
	return OK;
}

void sources_content_resume(struct ask_ticket *t)
{
	if (t->call.state == CALL_RUNNING && t->call.transfer)
		http_transfer_resume(t->call.transfer);
}
