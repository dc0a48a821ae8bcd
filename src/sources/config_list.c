/* Lists of a source: how their pages follow one another, and how they are asked for a time. */
#include "sources/plan.h"

enum { PAGE_MAX = 1000 };

static const char *const list_keys[] = {"path",     "query",  "items",  "map",    "next",   "more",  "total", "currency",
					"customer", "status", "on_404", "paging", "filter", "order", NULL};

/* By what each list is ordered, newest first. */
static const struct {
	int field;
	bool is_date, any_order, oldest_first, of_customer;
} lists[LIST_COUNT_] = {
	[LIST_BETS] = {.field = F_BET_placedAt, .of_customer = true},
	[LIST_SESSIONS] = {.field = F_SESSION_startedAt, .of_customer = true},
	[LIST_ROUNDS] = {.field = F_ROUND_at, .of_customer = true},
	[LIST_TRANSACTIONS] = {.field = F_TRANSACTION_at, .of_customer = true},
	[LIST_BONUSES] = {.field = F_BONUS_grantedAt, .of_customer = true},
	[LIST_LOGINS] = {.field = F_LOGIN_at, .of_customer = true},
	[LIST_TICKETS] = {.field = F_TICKET_createdAt, .of_customer = true},
	[LIST_CORRESPONDENCE] = {.field = F_CORRESPONDENCE_at, .of_customer = true},
	[LIST_STATEMENTS] = {.field = F_STATEMENT_to, .is_date = true, .of_customer = true},
	[LIST_CUSTOMERS] = {.field = -1, .any_order = true},
	[LIST_CUSTOMER_CHANGES] = {.field = -1, .oldest_first = true},
	[LIST_CUSTOMER_SEARCH] = {.field = -1, .any_order = true},
};

static const struct {
	const char *name, *param;
	enum paging_kind kind;
	const char *keys[8];
} pagings[] = {
	{"none", NULL, PAGING_NONE, {"kind"}},
	{"page", "page", PAGING_PAGE, {"kind", "page", "size", "max", "first"}},
	{"offset", "offset", PAGING_OFFSET, {"kind", "offset", "size", "max"}},
	{"cursor", "cursor", PAGING_CURSOR, {"kind", "cursor", "size", "max"}},
	{"link", NULL, PAGING_LINK, {"kind", "size", "max"}},
};

static enum err parse_paging(struct plan_parser *p, const struct yaml_node *n, struct paging_plan *ret)
{
	const struct yaml_node *kind = yaml_get(n, "kind"), *max = yaml_get(n, "max"), *first = yaml_get(n, "first");
	int64_t largest = 100, start = 1;
	size_t i = 0;
	while (i < ARRAY_LEN(pagings) && !(kind && kind->type == YAML_SCALAR && str_is(kind->text, pagings[i].name)))
		i++;
	if (i == ARRAY_LEN(pagings))
		return yaml_fail(n, p->info, "paging", "kind is one of none, page, offset, cursor, link");
	ret->kind = pagings[i].kind;
	enum err e = yaml_check_keys(n, "paging", pagings[i].keys, p->info);
	if (e == OK && pagings[i].param)
		e = plan_parse_param(p, n, pagings[i].param, true, &ret->param);
	if (e == OK)
		e = plan_parse_param(p, n, "size", false, &ret->size_param);
	if (e == OK && max)
		e = yaml_i64(max, "max", 1, PAGE_MAX, &largest, p->info);
	if (e == OK && first)
		e = yaml_i64(first, "first", 0, 1, &start, p->info);
	ret->max = (unsigned)largest;
	ret->first = (unsigned)start;
	return e;
}

/* What each list can be narrowed down to at the source. */
static enum err parse_filter(struct plan_parser *p, enum list_kind kind, const struct yaml_node *n, struct filter_plan *ret)
{
	static const char *const any[] = {"from", "to", "as", NULL}, *const bets[] = {"from", "to", "as", "game", NULL},
				 *const transactions[] = {"from", "to", "as", "kind", "state", NULL};
	return plan_parse_filter(p, n, kind == LIST_BETS ? bets : kind == LIST_TRANSACTIONS ? transactions : any, ret);
}

static enum err check_order(struct plan_parser *p, enum list_kind kind, const struct yaml_node *n)
{
	const struct yaml_node *order = yaml_get(n, "order");
	if (lists[kind].any_order || !order)
		return OK;
	const char *want = lists[kind].oldest_first ? "oldest_first" : "newest_first";
	if (order->type != YAML_SCALAR || !str_is(order->text, want))
		return yaml_fail(order, p->info, "order", "this list must come %s: ask the service for it by \"query\"",
				 lists[kind].oldest_first ? "oldest first" : "newest first");
	return OK;
}

/* Rules between the keys of a list. */
static enum err check_list(struct plan_parser *p, enum list_kind kind, const struct yaml_node *n, const struct list_plan *l)
{
	const struct map_record *item = mapping_item(l->mapping);
	bool says_itself = mapping_fills(l->mapping, ENVELOPE_CUSTOMER);
	for (size_t i = 0; i < item->schema->count; i++)
		says_itself |= item->slots[i].subject && item->slots[i].mapped && item->asked_slot == MAP_NO_SLOT;
	if (lists[kind].of_customer && !plan_is_bound(&l->request) && !says_itself)
		return yaml_fail(n, p->info, "path", "without {id}, the answer itself must say which customer it is about");
	if (lists[kind].of_customer && !item->slots[lists[kind].field].mapped)
		return yaml_fail(n, p->info, item->schema->fields[lists[kind].field].name,
				 "is what this list is ordered by: map it");
	if ((kind == LIST_ROUNDS || kind == LIST_CUSTOMER_SEARCH) && !(l->request.where.uses & 1u << VAR_OBJECT))
		return yaml_fail(n, p->info, "path",
				 kind == LIST_ROUNDS ? "{object}, the session, is needed" : "{text} is needed");
	if (l->paging.kind == PAGING_CURSOR && !mapping_fills(l->mapping, ENVELOPE_NEXT))
		return yaml_fail(n, p->info, "next", "where the next cursor stands is needed");
	return check_order(p, kind, n);
}

static enum err parse_list(struct plan_parser *p, enum list_kind kind, const struct yaml_node *n)
{
	struct list_plan *l = ARENA_NEW(&p->plan->arena, struct list_plan);
	const struct yaml_node *paging = yaml_get(n, "paging"), *filter = yaml_get(n, "filter");
	if (!l)
		return err_set(p->info, ERR_NOMEM, NULL, "no memory");
	enum err e = yaml_check_keys(n, list_name(kind), list_keys, p->info);
	if (e == OK)
		e = plan_parse_request(p, n, &l->request);
	if (e == OK && !paging)
		return yaml_fail(n, p->info, "paging", "is needed: {kind: none} when one answer brings all");
	if (e == OK)
		e = parse_paging(p, paging, &l->paging);
	if (e == OK && filter)
		e = parse_filter(p, kind, filter, &l->filter);
	if (e == OK)
		e = mapping_compile_list(&p->map, schema_list(kind), n, &l->mapping);
	if (e == OK)
		e = check_list(p, kind, n, l);
	l->time_field = lists[kind].field;
	l->time_is_date = lists[kind].is_date;
	if (e == OK)
		p->plan->lists[kind] = l;
	return e;
}

enum err plan_parse_lists(struct plan_parser *p, const struct yaml_node *n)
{
	const char *names[LIST_COUNT_ + 1] = {0};
	for (unsigned i = 0; i < LIST_COUNT_; i++)
		names[i] = list_name((enum list_kind)i);
	enum err e = yaml_check_keys(n, "lists", names, p->info);
	for (unsigned i = 0; i < LIST_COUNT_ && e == OK; i++)
		if (yaml_get(n, names[i]))
			e = parse_list(p, (enum list_kind)i, yaml_get(n, names[i]));
	return e;
}
