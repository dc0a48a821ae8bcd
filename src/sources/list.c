/* Lists: as many pages of the source as it takes for one of ours, or the rest of one. Times are filtered here too, whatever the
 * source does with from and to, because inclusive and exclusive ends are where services differ. */
#include "base/log.h"
#include "net/url.h"
#include "sources/ask.h"
#include "sources/filter.h"
#include "sources/link.h"
#include "sources/position.h"

#include <stdio.h>

enum {
	LIST_LIMIT_MAX = 200,
	LIST_FETCHES_MAX = 16, /* pages for one of ours; a filter that finds nothing in them says where to go on */
	LIST_ARENA_EXTRA = 8 << 20,
	MS_A_DAY = 86400000,
};

struct list_asking {
	struct ask_ticket base;
	const struct list_plan *plan;
	enum list_kind kind;
	int64_t from_ms, to_ms;
	struct list_only only; /* texts in the arena */
	size_t limit, count;
	struct record *items;
	struct position at; /* of the page being fetched */
	unsigned fetches;
	bool reached_from; /* an item older than from: the rest is older still */
	bool is_full;      /* of this page something is left over */
	uint64_t seen;     /* items of the page so far */
	struct str next;
};

static struct list_asking *list_of(struct ask_ticket *t)
{
	return CONTAINER_OF(t, struct list_asking, base);
}

static struct list_asking *list_of_call(struct call *c)
{
	return list_of(CONTAINER_OF(c, struct ask_ticket, call));
}

/* The address ------------------------------------------------------------------------------------------------------------ */

/* Paging parameters stand in for those of the configuration that have the same name. */
static bool is_replaced(const void *ctx, struct str name)
{
	const struct list_asking *l = ctx;
	return l->plan->paging.kind == PAGING_CURSOR && l->at.token.n && str_eq(name, l->plan->paging.param);
}

static struct template_values values_of(const struct list_asking *l)
{
	return (struct template_values){.vars = {[VAR_ID] = l->base.customer, [VAR_OBJECT] = l->base.object}};
}

static void add_number(struct buf *out, char *sep, struct str param, uint64_t n)
{
	char text[24];
	snprintf(text, sizeof(text), "%llu", (unsigned long long)n);
	template_add_param(out, sep, param, str_of(text));
}

static enum err write_first(const struct list_asking *l, struct buf *out, char *sep)
{
	struct template_values v = values_of(l);
	return template_expand(&l->plan->request.where, &v, is_replaced, l, out, sep);
}

/* Whether a link leads on in the same list of the same customer: it may come from outside in a position. */
static bool is_good_link(const struct list_asking *l, struct str path_and_query)
{
	struct url_parts base;
	struct buf first;
	char sep;
	buf_init(&first, SOURCE_URL_MAX);
	bool good = url_split(str_of(l->base.source->plan->base_url), &base) == OK;
	buf_str(&first, base.path_and_query.n > 1 ? base.path_and_query : STR(""));
	good = good && write_first(l, &first, &sep) == OK && link_is_same_list(buf_view(&first), path_and_query);
	buf_done(&first);
	return good;
}

static enum err write_link(const struct list_asking *l, struct buf *out)
{
	struct url_parts base;
	enum err e = url_split(str_of(l->base.source->plan->base_url), &base);
	if (e != OK)
		return e;
	buf_str(out, base.scheme);
	BUF_LIT(out, "://");
	buf_str(out, base.authority);
	buf_str(out, l->at.token);
	return buf_ok(out);
}

static enum err write_url(struct call *c, struct buf *out)
{
	struct list_asking *l = list_of_call(c);
	const struct paging_plan *p = &l->plan->paging;
	char sep;
	if (l->at.kind == PAGING_LINK && l->at.token.n)
		return write_link(l, out);
	buf_str(out, str_of(c->source->plan->base_url));
	enum err e = write_first(l, out, &sep);
	filter_add_span(&l->plan->filter, l->from_ms, l->to_ms, out, &sep);
	filter_add_only(&l->plan->filter, &l->only, l->kind, mapping_item(l->plan->mapping), out, &sep);
	if (l->at.kind == PAGING_PAGE || l->at.kind == PAGING_OFFSET)
		add_number(out, &sep, p->param, l->at.number);
	else if (l->at.kind == PAGING_CURSOR && l->at.token.n)
		template_add_param(out, &sep, p->param, l->at.token);
	if (p->size_param.n)
		add_number(out, &sep, p->size_param, l->at.size);
	return e == OK ? buf_ok(out) : e;
}

/* The page --------------------------------------------------------------------------------------------------------------- */

static bool is_in_time(struct list_asking *l, const struct record *item)
{
	if ((!l->from_ms && !l->to_ms) || l->plan->time_field < 0)
		return true;
	const struct value *v = &item->values[l->plan->time_field];
	if (!v->present)
		return false;
	int64_t ms = l->plan->time_is_date ? (int64_t)v->days * MS_A_DAY : v->i64;
	if (l->from_ms && ms < l->from_ms) {
		l->reached_from = true;
		return false;
	}
	return !l->to_ms || ms < l->to_ms;
}

/* Called for each item of a page, in its order. */
static bool take_item(void *ctx, const struct record *item)
{
	struct list_asking *l = ctx;
	uint64_t index = l->seen++;
	if (index < l->at.index || l->reached_from || l->is_full)
		return false;
	if (!is_in_time(l, item) || !filter_takes(&l->only, l->kind, item))
		return false;
	if (l->count == l->limit) {
		/* This one begins the next of our pages. */
		l->is_full = true;
		l->at.index = index;
		return false;
	}
	l->items[l->count++] = *item;
	return true;
}

static bool has_more_by_number(const struct list_asking *l, const struct record *envelope)
{
	const struct value *more = &envelope->values[ENVELOPE_MORE], *total = &envelope->values[ENVELOPE_TOTAL];
	const struct paging_plan *p = &l->plan->paging;
	if (mapping_fills(l->plan->mapping, ENVELOPE_NEXT))
		return envelope->values[ENVELOPE_NEXT].present;
	if (more->present)
		return more->b && l->seen > 0;
	if (total->present && p->kind == PAGING_OFFSET)
		return l->seen > 0 && (int64_t)(l->at.number + l->seen) < total->i64;
	if (total->present && p->size_param.n)
		return (int64_t)((l->at.number - p->first + 1) * l->at.size) < total->i64;
	return p->size_param.n ? l->seen >= l->at.size : l->seen > 0;
}

/* The base of a relative link is the address that was asked; the loop's buffer may hold another one by now. */
static enum source_error next_link(struct list_asking *l, struct http_transfer *t, struct position *ret, bool *ret_more)
{
	struct arena *a = &l->base.arena;
	struct buf *url = &l->base.on->url;
	struct str target = link_next(http_transfer_header(t, "Link")), absolute;
	struct url_parts parts;
	if (!target.p)
		return SOURCE_OK;
	buf_reset(url);
	if (write_url(&l->base.call, url) != OK || url_resolve_same_origin(buf_view(url), target, a, &absolute) != OK ||
	    url_split(absolute, &parts) != OK || str_eq(parts.path_and_query, l->at.token) ||
	    !is_good_link(l, parts.path_and_query))
		return SOURCE_MALFORMED;
	if (parts.path_and_query.n > SOURCE_POSITION_MAX - 64)
		return SOURCE_TOO_LARGE;
	*ret = (struct position){.kind = PAGING_LINK, .size = l->at.size, .token = arena_dup(a, parts.path_and_query)};
	*ret_more = true;
	return ret->token.p ? SOURCE_OK : SOURCE_TOO_LARGE;
}

/* SOURCE_OK with *ret_more, and the position of the page that follows in @ret. */
static enum source_error next_page(struct list_asking *l, const struct record *envelope, struct http_transfer *t,
				   struct position *ret, bool *ret_more)
{
	const struct value *next = &envelope->values[ENVELOPE_NEXT], *more = &envelope->values[ENVELOPE_MORE];
	struct position at = {.kind = l->at.kind, .size = l->at.size};
	*ret_more = false;
	switch (l->at.kind) {
	case PAGING_NONE:
		return SOURCE_OK;
	case PAGING_PAGE:
		at.number = l->at.number + 1;
		*ret_more = has_more_by_number(l, envelope);
		break;
	case PAGING_OFFSET:
		at.number = l->at.number + l->seen;
		*ret_more = has_more_by_number(l, envelope);
		break;
	case PAGING_CURSOR:
		if (!next->present || (more->present && !more->b))
			return SOURCE_OK;
		if (next->text.n > SOURCE_POSITION_MAX / 2)
			return SOURCE_TOO_LARGE;
		/* A cursor that stands still would go round for ever. */
		if (str_eq(next->text, l->at.token))
			return l->seen ? SOURCE_MALFORMED : SOURCE_OK;
		at.token = next->text;
		*ret_more = true;
		break;
	case PAGING_LINK:
		return next_link(l, t, ret, ret_more);
	}
	*ret = at;
	return SOURCE_OK;
}

static void log_fault(const struct list_asking *l, enum source_error e, const struct mapping_fault *f)
{
	log_event(LOG_WARN, "source.bad_answer", "source", l->base.source->plan->name, "list", list_name(l->kind), "error",
		  source_error_name(e), "field", f->field ? f->field : "", "why", f->why ? f->why : "", NULL);
}

static enum source_error judge(struct call *c, const struct http_result *r, struct http_transfer *t)
{
	struct list_asking *l = list_of_call(c);
	struct arena *a = &l->base.arena;
	struct mapping_fault fault = {0};
	struct record envelope;
	struct position after = {0};
	bool more = false;
	if (r->status == 404) { /* "nothing there" */
		l->next = STR_NONE;
		return SOURCE_OK;
	}
	/* A try before this one may have got half way. */
	size_t had = l->count;
	uint64_t index = l->at.index;
	l->seen = 0;
	l->fetches++;
	struct str body = arena_dup(a, r->body.p ? r->body : STR(""));
	struct mapping_sink sink = {.slot = ENVELOPE_ITEMS, .take = take_item, .ctx = l};
	struct str asked = l->base.customer.n ? l->base.customer : STR_NONE;
	enum source_error e =
		body.p ? mapping_run(l->plan->mapping, &body, asked, a, &sink, &envelope, &fault) : SOURCE_TOO_LARGE;
	if (e == SOURCE_OK && !l->is_full && !l->reached_from)
		e = next_page(l, &envelope, t, &after, &more);
	if (e != SOURCE_OK) {
		if (e != SOURCE_NOT_FOUND)
			log_fault(l, e, &fault);
		l->count = had;
		l->at.index = index;
		l->is_full = l->reached_from = false;
		return e;
	}
	if (l->is_full || more) {
		if (more)
			l->at = after;
		l->next = position_format(&l->at, a);
		return l->next.p ? SOURCE_OK : SOURCE_TOO_LARGE;
	}
	l->next = STR_NONE;
	return SOURCE_OK;
}

static void on_finish(struct call *c, enum source_error e)
{
	struct list_asking *l = list_of_call(c);
	bool wants_more = e == SOURCE_OK && l->next.p && l->count < l->limit && l->fetches < LIST_FETCHES_MAX;
	if (wants_more) {
		e = call_start(c);
		if (e == SOURCE_OK)
			return;
	}
	/* What came before the failure is worth having: it says where to go on. */
	if (e != SOURCE_OK && l->count > 0)
		e = SOURCE_OK;
	ask_answer(&l->base, e);
}

static void answer(struct ask_ticket *t, enum source_error e)
{
	struct list_asking *l = list_of(t);
	void (*done)(void *, const struct list_page *) = (void (*)(void *, const struct list_page *))t->done_fn;
	struct list_page page = {.error = e};
	if (e == SOURCE_OK) {
		page.items = l->items;
		page.count = l->count;
		page.next = l->next;
	}
	done(t->ctx, &page);
}

static enum err begin(struct list_asking *l, const struct list_ask *ask)
{
	struct arena *a = &l->base.arena;
	l->items = arena_array(a, l->limit, sizeof(*l->items));
	l->only = (struct list_only){
		.game = arena_dup(a, ask->only.game), .state = arena_dup(a, ask->only.state), .kinds = ask->only.kinds};
	if (!l->items || !l->base.customer.p || !l->base.object.p || !l->only.game.p || !l->only.state.p)
		return ERR_NOMEM;
	if (!l->plan)
		return OK;
	l->at = position_start(&l->plan->paging, l->limit);
	if (!ask->position.p)
		return OK;
	struct str text = arena_dup(a, ask->position);
	enum err e = text.p ? position_parse(&l->plan->paging, text, &l->at) : ERR_NOMEM;
	if (e == OK && l->at.kind == PAGING_LINK && l->at.token.n && !is_good_link(l, l->at.token))
		e = ERR_SHAPE;
	return e;
}

enum err sources_list(struct sources *s, struct loop *loop, const struct list_ask *ask,
		      void (*done)(void *ctx, const struct list_page *page), void *ctx, struct ask_ticket **ret)
{
	struct source *src = sources_on(s, loop)->catalog->lists[ask->kind];
	size_t room = LIST_ARENA_EXTRA + (src ? 2 * src->plan->body_max_bytes : 0);
	if (ask->limit == 0 || ask->limit > LIST_LIMIT_MAX)
		return ERR_RANGE;
	struct ask_ticket *t = ask_new(s, loop, src, sizeof(struct list_asking), ask->customer, ask->object, room);
	if (!t)
		return ERR_NOMEM;
	struct list_asking *l = list_of(t);
	l->plan = src ? src->plan->lists[ask->kind] : NULL;
	l->kind = ask->kind;
	l->from_ms = ask->from_ms;
	l->to_ms = ask->to_ms;
	l->limit = ask->limit;
	t->answer = answer;
	t->done_fn = (void (*)(void))done;
	t->ctx = ctx;
	t->call.url = write_url;
	t->call.judge = judge;
	t->call.finish = on_finish;
	t->call.takes_404 = l->plan && l->plan->request.empty_on_404;
	enum err e = begin(l, ask);
	if (e != OK) {
		sources_ask_cancel(t);
		return e;
	}
	if (l->plan && !filter_can_take(&l->only, l->kind, mapping_item(l->plan->mapping)))
		ask_answer_later(t, SOURCE_NOT_CONFIGURED);
	else
		ask_begin(t);
	*ret = t;
	return OK;
}
