/* Parts, details and contents of a source. */
#include "sources/plan.h"

static const char *const request_keys[] = {"path", "query", "root", "map", "status", "on_404", NULL};
static const char *const call_keys[] = {"path", "query", "root", "map", "status", "on_404", "requests", NULL};
static const char *const span_call_keys[] = {"path", "query", "root", "map", "status", "on_404", "requests", "filter", NULL};
static const char *const content_keys[] = {"path", "query", NULL};

static enum err no_memory(struct plan_parser *p)
{
	return err_set(p->info, ERR_NOMEM, NULL, "no memory");
}

enum err plan_parse_request(struct plan_parser *p, const struct yaml_node *n, struct request_plan *ret)
{
	const struct yaml_node *path = yaml_get(n, "path"), *on_404 = yaml_get(n, "on_404");
	struct request_plan r = {0};
	if (!path)
		return yaml_fail(n, p->info, "path", "is required");
	enum err e = template_compile(path, yaml_get(n, "query"), &p->plan->arena, &r.where, p->info);
	if (e == OK && on_404) {
		r.empty_on_404 = on_404->type == YAML_SCALAR && str_is(on_404->text, "empty");
		if (!r.empty_on_404 && !(on_404->type == YAML_SCALAR && str_is(on_404->text, "not_found")))
			return yaml_fail(on_404, p->info, "on_404", "is \"not_found\" or \"empty\"");
	}
	if (e == OK)
		*ret = r;
	return e;
}

bool plan_is_bound(const struct request_plan *r)
{
	return r->where.uses & 1u << VAR_ID;
}

static enum err parse_one(struct plan_parser *p, const struct yaml_node *n, const char *const *keys, struct call_plan *call,
			  struct map_request *map)
{
	const struct yaml_node *root = yaml_get(n, "root");
	enum err e = yaml_check_keys(n, "request", keys, p->info);
	if (e == OK)
		e = plan_parse_request(p, n, &call->requests[call->request_count]);
	if (e != OK)
		return e;
	*map = (struct map_request){.map = yaml_get(n, "map"), .status = yaml_get(n, "status")};
	if (!map->map)
		return yaml_fail(n, p->info, "map", "is required");
	if (root) {
		if (root->type != YAML_SCALAR || (root->text.n && root->text.p[0] != '/'))
			return yaml_fail(root, p->info, "root", "a JSON Pointer is expected");
		map->root = root->text;
	}
	call->request_count++;
	return OK;
}

static enum err parse_requests(struct plan_parser *p, const struct yaml_node *n, bool over_span, struct call_plan *call,
			       struct map_request *maps)
{
	static const char *const keys[] = {"requests", NULL}, *const span_keys[] = {"requests", "filter", NULL};
	const struct yaml_node *requests = yaml_get(n, "requests");
	if (!requests)
		return parse_one(p, n, over_span ? span_call_keys : call_keys, call, maps);
	enum err e = yaml_check_keys(n, "requests", over_span ? span_keys : keys, p->info);
	if (e != OK)
		return e;
	if (requests->type != YAML_SEQUENCE || requests->count == 0 || requests->count > SOURCE_REQUESTS_MAX)
		return yaml_fail(requests, p->info, "requests", "a list of 1 to %d requests is expected", SOURCE_REQUESTS_MAX);
	for (size_t i = 0; i < requests->count && e == OK; i++)
		e = parse_one(p, requests->items[i], request_keys, call, &maps[i]);
	return e;
}

static int subject_of(const struct schema *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->fields[i].flags & FIELD_SUBJECT)
			return (int)i;
	return -1;
}

/* What a call is about besides the customer. */
enum call_about { ABOUT_CUSTOMER, ABOUT_OBJECT, ABOUT_SPAN };

/* A service that is not told the span would answer about another one, and nothing here could take that out of its sums. */
static enum err parse_span(struct plan_parser *p, const struct yaml_node *n, struct call_plan *call)
{
	static const char *const keys[] = {"from", "to", "as", "zone", NULL};
	const struct yaml_node *filter = yaml_get(n, "filter");
	enum err e = filter ? plan_parse_filter(p, filter, keys, &call->filter) : OK;
	if (e == OK && (call->filter.from_param.n == 0 || call->filter.to_param.n == 0))
		return yaml_fail(filter ? filter : n, p->info, "filter", "the names of its parameters from and to are needed");
	if (e == OK && call->filter.form == FORM_DATE)
		return yaml_fail(filter, p->info, "filter", "a span of time can't be asked for by dates");
	return e;
}

static enum err parse_call(struct plan_parser *p, const struct schema *schema, const struct yaml_node *n, enum call_about about,
			   struct call_plan **ret)
{
	struct call_plan *call = ARENA_NEW(&p->plan->arena, struct call_plan);
	struct map_request maps[SOURCE_REQUESTS_MAX];
	if (!call)
		return no_memory(p);
	enum err e = parse_requests(p, n, about == ABOUT_SPAN, call, maps);
	if (e == OK && about == ABOUT_SPAN)
		e = parse_span(p, n, call);
	if (e == OK)
		e = mapping_compile(&p->map, schema, maps, call->request_count, n, &call->mapping);
	if (e != OK)
		return e;
	int subject = subject_of(schema);
	struct map_record *m = call->mapping->record;
	for (size_t i = 0; i < call->request_count; i++) {
		const struct request_plan *r = &call->requests[i];
		if (about == ABOUT_OBJECT && !(r->where.uses & 1u << VAR_OBJECT))
			return yaml_fail(n, p->info, "path", "{object} is needed");
		if (plan_is_bound(r))
			continue;
		if (subject < 0 || !m->slots[subject].mapped || m->asked_slot == subject)
			return yaml_fail(n, p->info, "path",
					 "without {id}, the answer itself must say which customer it is about: map customerId");
		m->slots[subject].required = true; /* or an answer that says nothing would pass */
	}
	*ret = call;
	return OK;
}

static enum err parse_parts(struct plan_parser *p, const struct yaml_node *n)
{
	const char *names[PART_COUNT_ + 1] = {0};
	for (unsigned i = 0; i < PART_COUNT_; i++)
		names[i] = part_name((enum part)i);
	enum err e = yaml_check_keys(n, "parts", names, p->info);
	for (unsigned i = 0; i < PART_COUNT_ && e == OK; i++)
		if (yaml_get(n, names[i]))
			e = parse_call(p, schema_part((enum part)i), yaml_get(n, names[i]), ABOUT_CUSTOMER, &p->plan->parts[i]);
	return e;
}

static enum err parse_details(struct plan_parser *p, const struct yaml_node *n)
{
	static const enum call_about abouts[DETAIL_COUNT_] = {
		[DETAIL_BET] = ABOUT_OBJECT,           [DETAIL_TRANSACTION] = ABOUT_OBJECT, [DETAIL_TICKET] = ABOUT_OBJECT,
		[DETAIL_PREFERENCES] = ABOUT_CUSTOMER, [DETAIL_STATISTICS] = ABOUT_SPAN,    [DETAIL_CASHFLOW] = ABOUT_SPAN,
	};
	const char *names[DETAIL_COUNT_ + 1] = {0};
	for (unsigned i = 0; i < DETAIL_COUNT_; i++)
		names[i] = detail_name((enum detail_kind)i);
	enum err e = yaml_check_keys(n, "details", names, p->info);
	for (unsigned i = 0; i < DETAIL_COUNT_ && e == OK; i++)
		if (yaml_get(n, names[i]))
			e = parse_call(p, schema_detail((enum detail_kind)i), yaml_get(n, names[i]), abouts[i],
				       &p->plan->details[i]);
	return e;
}

static enum err parse_contents(struct plan_parser *p, const struct yaml_node *n)
{
	static const char *const names[] = {[CONTENT_DOCUMENT] = "document", [CONTENT_PHOTO] = "photo", NULL};
	enum err e = yaml_check_keys(n, "contents", names, p->info);
	for (unsigned i = 0; names[i] && e == OK; i++) {
		const struct yaml_node *c = yaml_get(n, names[i]);
		if (!c)
			continue;
		e = yaml_check_keys(c, "contents", content_keys, p->info);
		if (e != OK)
			return e;
		struct content_plan *plan = ARENA_NEW(&p->plan->arena, struct content_plan);
		struct request_plan r;
		if (!plan)
			return no_memory(p);
		e = plan_parse_request(p, c, &r);
		/* Bytes can't say whom they are about, so the address must. */
		if (e == OK && !plan_is_bound(&r))
			return yaml_fail(c, p->info, "path", "{id} is needed");
		if (e == OK && i == CONTENT_DOCUMENT && !(r.where.uses & 1u << VAR_OBJECT))
			return yaml_fail(c, p->info, "path", "{object} is needed");
		if (e == OK) {
			plan->where = r.where;
			p->plan->contents[i] = plan;
		}
	}
	return e;
}

enum err plan_parse_calls(struct plan_parser *p, const struct yaml_node *source)
{
	const struct yaml_node *parts = yaml_get(source, "parts"), *details = yaml_get(source, "details"),
			       *contents = yaml_get(source, "contents");
	enum err e = parts ? parse_parts(p, parts) : OK;
	if (e == OK && details)
		e = parse_details(p, details);
	return e == OK && contents ? parse_contents(p, contents) : e;
}
