/* api/decode.c - parameters and bodies of a call. */
#include "api/call.h"

#include "api/problem.h"
#include "base/clock.h"

#define CUSTOMER_ID_MAX 64
#define OBJECT_ID_MAX   128
#define LIMIT_MAX       200

struct str call_query(const struct call *c, const char *name)
{
	for (size_t i = 0; i < c->query_count; i++)
		if (str_is(c->query[i].name, name))
			return c->query[i].value;
	return STR_NONE;
}

void call_invalid(struct call *c, const char *field, const char *reason)
{
	struct err_info info;
	err_set(&info, ERR_SHAPE, field, "%s", reason);
	call_problem(c, ERR_SHAPE, &info);
}

bool call_bind(struct call *c, const struct json_bind *fields, size_t count, void *dst)
{
	struct err_info info = {0};
	enum err e = json_bind_object(c->request->body, fields, count, c->arena, dst, &info);
	if (e == OK)
		return true;
	call_problem(c, e, &info);
	return false;
}

bool call_limit(struct call *c, size_t def, size_t *ret)
{
	struct str text = call_query(c, "limit");
	uint64_t limit = def;
	if (text.p && (str_to_u64(text, &limit) != OK || limit < 1 || limit > LIMIT_MAX)) {
		call_invalid(c, "limit", "must be a whole number from 1 to 200");
		return false;
	}
	*ret = (size_t)limit;
	return true;
}

/* Dots alone would walk up in a source's address. */
static bool only_dots(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '.')
			return false;
	return true;
}

bool customer_id_valid(struct str id)
{
	if (id.n < 1 || id.n > CUSTOMER_ID_MAX || only_dots(id))
		return false;
	for (size_t i = 0; i < id.n; i++) {
		char ch = id.p[i];
		bool ok = (ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z') || ch == '_' ||
			  ch == '.' || ch == ':' || ch == '-';
		if (!ok)
			return false;
	}
	return true;
}

bool call_customer(struct call *c, struct str id)
{
	if (customer_id_valid(id))
		return true;
	call_not_found(c, STR_NONE);
	return false;
}

bool call_object(struct call *c, struct str customer, struct str object)
{
	if (object.n >= 1 && object.n <= OBJECT_ID_MAX && !only_dots(object))
		return true;
	call_not_found(c, customer);
	return false;
}

static bool read_time(struct call *c, const char *name, int64_t *ret)
{
	struct str text = call_query(c, name);
	if (!text.p || clock_parse_rfc3339(text, ret) == OK)
		return true;
	call_invalid(c, name, "must be a time as RFC 3339 writes it, such as 2026-01-31T12:00:00Z");
	return false;
}

bool call_range(struct call *c, int64_t *ret_from_ms, int64_t *ret_to_ms)
{
	int64_t from = 0, to = 0;
	if (!read_time(c, "from", &from) || !read_time(c, "to", &to))
		return false;
	if (call_query(c, "from").p && call_query(c, "to").p && from >= to) {
		call_invalid(c, "to", "must be later than from");
		return false;
	}
	*ret_from_ms = from;
	*ret_to_ms = to;
	return true;
}
