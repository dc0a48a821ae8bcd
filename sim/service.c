#include "sim/service.h"

#include "sim/keys.h"

struct str ask_param(const struct ask *q, const char *name)
{
	for (size_t i = 0; i < q->param_count; i++)
		if (str_is(q->params[i].name, name) && q->params[i].value.n)
			return q->params[i].value;
	return STR_NONE;
}

enum err ask_number(const struct ask *q, const char *name, uint64_t min, uint64_t max, uint64_t fallback, uint64_t *ret)
{
	struct str text = ask_param(q, name);
	uint64_t v = fallback;
	if (text.p && (str_to_u64(text, &v) || v < min || v > max))
		return ERR_SHAPE;
	*ret = v;
	return OK;
}

enum err ask_key(struct ask *q, enum fault_service service, struct str *ret_answer)
{
	struct key_row row;
	int64_t id;
	if (!key_is_valid(q->object))
		return ERR_SHAPE;
	enum err e = keys_find(q->store, service, q->object, q->scratch, &row, &id);
	if (e && e != ERR_NOT_FOUND)
		return e;
	*ret_answer = e ? STR_NONE : row.answer;
	return OK;
}

bool header_is(const struct http_request *r, const char *name, const char *value)
{
	return str_is(http_request_header(r, name), value);
}

enum err ask_records(struct ask *q, const struct series_kind *kind, uint32_t length, struct page p, void *ret_array)
{
	uint32_t n = p.end - p.first;
	void *records = arena_array(q->arena, MAX(n, 1u), kind->pack->size);
	if (!records)
		return ERR_NOMEM;
	enum err e = n ? series_read(q->store, kind, q->number, length, p.first, n, q->scratch, records) : OK;
	if (e == OK)
		*(void **)ret_array = records;
	return e == ERR_RANGE ? ERR_INTERNAL : e;
}

enum err ask_range(struct ask *q, const struct series_kind *kind, uint32_t length, int64_t from_ms, int64_t to_ms,
		   struct page *ret)
{
	struct page p = {0, length};
	enum err e = OK;
	if (from_ms)
		e = series_before(q->store, kind, q->number, length, from_ms, q->scratch, &p.first);
	if (e == OK && to_ms)
		e = series_before(q->store, kind, q->number, length, to_ms, q->scratch, &p.end);
	p.end = MAX(p.end, p.first);
	if (e == OK)
		*ret = p;
	return e;
}
