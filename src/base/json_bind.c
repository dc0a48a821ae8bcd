#include "base/json_bind.h"

#include "base/buf.h"
#include "base/utf8.h"

enum { FIELDS_MAX = 64 }; /* of one table: a bit each says that the member was seen */

/* Where in the text we are, for the JSON Pointer of a complaint (RFC 6901). */
struct path {
	const struct path *up;
	struct str name;
	size_t index; /* used when name.p is NULL */
};

struct binding {
	struct json_reader r;
	struct arena *arena;
	struct err_info *info;
	const char *value_at; /* what a complaint is about */
};

static void pointer_of(const struct path *at, struct buf *out)
{
	if (!at)
		return;
	pointer_of(at->up, out);
	buf_char(out, '/');
	if (!at->name.p) {
		buf_u64(out, at->index);
		return;
	}
	for (size_t i = 0; i < at->name.n; i++) {
		if (at->name.p[i] == '~')
			BUF_LIT(out, "~0");
		else if (at->name.p[i] == '/')
			BUF_LIT(out, "~1");
		else
			buf_char(out, at->name.p[i]);
	}
}

/* Says what is wrong at @at, in words that follow the field's name, and stops the reader. @limit is said when @unit is. */
static bool complain(struct binding *b, const struct path *at, const char *why, int64_t limit, const char *unit)
{
	char field[sizeof b->info->field];
	struct buf out = {.p = field, .cap = sizeof field - 1, .max = sizeof field - 1};
	struct err_info where;
	if (b->r.failed != OK)
		return false;
	json_fail(&b->r, ERR_SHAPE, why);
	b->r.failed_at = b->value_at;
	if (!b->info)
		return false;
	pointer_of(at, &out);
	struct str whole = utf8_cut(buf_view(&out), sizeof field - 1);
	field[whole.n] = '\0';
	json_describe_failure(&b->r, &where);
	if (unit)
		err_set(b->info, ERR_SHAPE, field, "%s %lld%s", why, (long long)limit, unit);
	else
		err_set(b->info, ERR_SHAPE, field, "%s", why);
	b->info->line = where.line;
	b->info->column = where.column;
	b->info->offset = where.offset;
	return false;
}

/* A value of another type than asked for: a complaint if it is one at all, else the reader's own failure. */
static bool expect(struct binding *b, const struct path *at, bool matches, const char *why)
{
	return matches || complain(b, at, why, 0, NULL);
}

static bool in_limits(struct binding *b, const struct path *at, const struct json_bind *f, int64_t v, const char *unit)
{
	if ((f->min != 0 || f->max != 0) && v < f->min)
		return complain(b, at, "must be at least", f->min, unit);
	if (f->max != 0 && v > f->max)
		return complain(b, at, "must be at most", f->max, unit);
	return true;
}

static bool bind_members(struct binding *b, const struct path *up, const struct json_bind *fields, size_t count, char *dst);

static bool bind_string(struct binding *b, const struct path *at, const struct json_bind *f, struct str *ret)
{
	struct str s;
	if (!expect(b, at, json_peek(&b->r) == JSON_STRING, "must be a string") || !json_get_string(&b->r, b->arena, &s) ||
	    !in_limits(b, at, f, (int64_t)s.n, " bytes long"))
		return false;
	*ret = s;
	return true;
}

static bool bind_i64(struct binding *b, const struct path *at, const struct json_bind *f, int64_t *ret)
{
	int64_t v;
	if (!expect(b, at, json_peek(&b->r) == JSON_NUMBER, "must be a number"))
		return false;
	/* On a copy: the reader's own failure wouldn't name the field. */
	struct json_reader probe = b->r;
	struct str text;
	if (!json_get_i64(&probe, &v))
		return json_get_number(&b->r, &text) && complain(b, at, "must be an integer of at most 64 bits", 0, NULL);
	b->r = probe;
	if (!in_limits(b, at, f, v, ""))
		return false;
	*ret = v;
	return true;
}

static bool bind_bool(struct binding *b, const struct path *at, bool *ret)
{
	enum json_type type = json_peek(&b->r);
	return expect(b, at, type == JSON_TRUE || type == JSON_FALSE, "must be true or false") && json_get_bool(&b->r, ret);
}

/* How many elements the array that comes next has: it is skipped on a copy of the reader. */
static bool count_elements(const struct binding *b, size_t *ret)
{
	struct json_reader r = b->r;
	size_t n = 0;
	json_enter_array(&r);
	while (json_next_element(&r) && json_skip(&r, NULL))
		n++;
	*ret = n;
	return r.failed == OK;
}

static bool bind_strings(struct binding *b, const struct path *at, const struct json_bind *f, struct str_list *ret)
{
	static const struct json_bind unlimited = {.type = JSON_BIND_STRING};
	struct str_list list = {0};
	size_t count = 0;
	if (!expect(b, at, json_peek(&b->r) == JSON_ARRAY, "must be an array of strings"))
		return false;
	/* A broken array ends the count early; reading it then says what is wrong, with the index. */
	if (count_elements(b, &count) && !in_limits(b, at, f, (int64_t)count, " long"))
		return false;
	list.items = arena_array(b->arena, MAX(count, (size_t)1), sizeof *list.items);
	if (!list.items) {
		json_fail(&b->r, ERR_NOMEM, "no memory for the list");
		return false;
	}
	json_enter_array(&b->r);
	while (json_next_element(&b->r)) {
		struct path element = {.up = at, .index = list.count};
		struct str s;
		b->value_at = b->r.p;
		if (!bind_string(b, &element, &unlimited, &s))
			return false;
		if (list.count == count) /* cannot be: it was counted */
			return complain(b, at, "changed while it was read", 0, NULL);
		list.items[list.count++] = s;
	}
	*ret = list;
	return b->r.failed == OK;
}

static bool bind_value(struct binding *b, const struct path *at, const struct json_bind *f, void *dst)
{
	switch (f->type) {
	case JSON_BIND_STRING:
		return bind_string(b, at, f, dst);
	case JSON_BIND_I64:
		return bind_i64(b, at, f, dst);
	case JSON_BIND_BOOL:
		return bind_bool(b, at, dst);
	case JSON_BIND_STRINGS:
		return bind_strings(b, at, f, dst);
	case JSON_BIND_OBJECT:
		return bind_members(b, at, f->fields, f->field_count, dst);
	case JSON_BIND_RAW:
		return json_skip(&b->r, dst);
	}
	return false;
}

static size_t find_field(const struct json_bind *fields, size_t count, struct str key)
{
	size_t i = 0;
	while (i < count && !str_is(key, fields[i].name))
		i++;
	return i;
}

static bool bind_members(struct binding *b, const struct path *up, const struct json_bind *fields, size_t count, char *dst)
{
	uint64_t seen = 0, given = 0;
	struct str key;
	MUST(count <= FIELDS_MAX);
	if (!expect(b, up, json_peek(&b->r) == JSON_OBJECT, "must be an object"))
		return false;
	const char *object_at = b->r.p;
	json_enter_object(&b->r);
	while (json_next_key(&b->r, b->arena, &key)) {
		struct path at = {.up = up, .name = key};
		size_t i = find_field(fields, count, key);
		json_peek(&b->r);
		b->value_at = b->r.p;
		if (i == count)
			return complain(b, &at, "is not known here", 0, NULL);
		if (seen >> i & 1)
			return complain(b, &at, "is given twice", 0, NULL);
		seen |= UINT64_C(1) << i;
		if (fields[i].nullable && json_take_null(&b->r))
			continue;
		if (!bind_value(b, &at, &fields[i], dst + fields[i].offset))
			return false;
		given |= UINT64_C(1) << i;
		if (fields[i].present_offset)
			*(bool *)(dst + fields[i].present_offset) = true;
	}
	b->value_at = object_at;
	for (size_t i = 0; i < count && b->r.failed == OK; i++)
		if (fields[i].required && !(given >> i & 1)) {
			struct path at = {.up = up, .name = str_of(fields[i].name)};
			return complain(b, &at, "is required", 0, NULL);
		}
	return b->r.failed == OK;
}

enum err json_bind_object(struct str text, const struct json_bind *fields, size_t count, struct arena *a, void *dst,
			  struct err_info *info)
{
	struct binding b = {.arena = a, .info = info, .value_at = text.p};
	json_reader_init(&b.r, text, JSON_LIMITS_DEFAULT);
	bool bound = bind_members(&b, NULL, fields, count, dst);
	enum err e = json_finish(&b.r);
	if (e == OK)
		return bound ? OK : ERR_INTERNAL;
	if (e == ERR_SHAPE) {
		/* Malformed further on goes before the wrong shape here. */
		struct json_reader whole;
		json_reader_init(&whole, text, JSON_LIMITS_DEFAULT);
		json_skip(&whole, NULL);
		e = json_finish(&whole);
		if (e == OK)
			return ERR_SHAPE;
		b.r = whole;
	}
	json_describe_failure(&b.r, info);
	return e;
}
