/* layer: base */
/* What the JSON reader accepts, json-c's strict mode accepts with the same values (not the other way round: json-c is more
 * lenient); reading by parts, skipping and binding agree about what is JSON; and what is read, written and read again stays
 * the same. */
#include "base/json_bind.h"
#include "base/json_writer.h"
#include "base/utf8.h"

/* Both have an enum of this name. */
#define json_type json_c_type
#include <json-c/json.h>
#undef json_type

enum { TEXT_MAX_BYTES = 1 << 20, OUT_MAX_BYTES = 16 << 20 };

/* Copies one value from reader to writer. False after a failure. */
static bool copy_value(struct json_reader *r, struct arena *a, struct json_writer *w)
{
	struct str s;
	bool b;
	switch (json_peek(r)) {
	case JSON_OBJECT:
		json_enter_object(r);
		if (r->failed != OK) /* too deep: the writer would be stopped */
			return false;
		json_open_object(w);
		while (json_next_key(r, a, &s)) {
			MUST(utf8_valid(s));
			json_key(w, s);
			if (!copy_value(r, a, w))
				return false;
		}
		json_close_object(w);
		return r->failed == OK;
	case JSON_ARRAY:
		json_enter_array(r);
		if (r->failed != OK) /* too deep: the writer would be stopped */
			return false;
		json_open_array(w);
		while (json_next_element(r))
			if (!copy_value(r, a, w))
				return false;
		json_close_array(w);
		return r->failed == OK;
	case JSON_STRING:
		if (!json_get_string(r, a, &s))
			return false;
		MUST(utf8_valid(s) && str_find(s, '\0', 0) == SIZE_MAX);
		json_put_string(w, s);
		return true;
	case JSON_NUMBER:
		if (!json_get_number(r, &s))
			return false;
		json_put_raw(w, s);
		return true;
	case JSON_TRUE:
	case JSON_FALSE:
		if (!json_get_bool(r, &b))
			return false;
		json_put_bool(w, b);
		return true;
	case JSON_NULL:
		if (!json_take_null(r))
			return false;
		json_put_null(w);
		return true;
	case JSON_NONE:
		break;
	}
	return false;
}

static enum err copy_text(struct str text, struct arena *a, struct buf *out)
{
	struct json_reader r;
	struct json_writer w;
	json_reader_init(&r, text, JSON_LIMITS_DEFAULT);
	json_writer_init(&w, out);
	bool copied = copy_value(&r, a, &w);
	enum err e = json_finish(&r);
	MUST(copied || e != OK);
	return e;
}

static enum err skip_text(struct str text)
{
	struct json_reader r;
	struct err_info info;
	struct str raw = STR_NONE;
	json_reader_init(&r, text, JSON_LIMITS_DEFAULT);
	bool skipped = json_skip(&r, &raw);
	enum err e = json_finish(&r);
	MUST(skipped || e != OK);
	if (e == OK) {
		MUST(str_eq(raw, str_trim(text)));
	} else {
		json_describe_failure(&r, &info);
		MUST(info.code == e && info.offset <= text.n && info.line > 0 && info.column > 0 && info.text[0]);
	}
	return e;
}

static void compare_number(struct str text, struct json_object *o)
{
	struct json_reader r;
	int64_t v;
	double d;
	bool integer =
		str_find(text, '.', 0) == SIZE_MAX && str_find(text, 'e', 0) == SIZE_MAX && str_find(text, 'E', 0) == SIZE_MAX;
	json_reader_init(&r, text, JSON_LIMITS_DEFAULT);
	if (integer && json_get_i64(&r, &v))
		MUST(json_object_is_type(o, json_type_int) && json_object_get_int64(o) == v);
	json_reader_init(&r, text, JSON_LIMITS_DEFAULT);
	if (!integer && json_get_double(&r, &d))
		MUST(json_object_is_type(o, json_type_double) && json_object_get_double(o) == d);
}

/* json-c 0.16 takes an escaped U+1D800 (to U+1DFFF, and the same in other planes) for half of a surrogate pair and puts U+FFFD
 * there: it looks at the low sixteen bits only. */
static bool json_c_misreads(struct str s)
{
	uint32_t cp;
	for (const char *p = s.p, *end = s.p + s.n; p < end; p += utf8_decode(p, end, &cp)) {
		MUST(utf8_decode(p, end, &cp) > 0);
		if (cp > 0xFFFF && (cp & 0xF800) == 0xD800)
			return true;
	}
	return false;
}

static void compare_string(struct str s, struct json_object *o)
{
	MUST(json_object_is_type(o, json_type_string));
	if (json_c_misreads(s))
		return;
	MUST(str_eq(s, str_mem(json_object_get_string(o), (size_t)json_object_get_string_len(o))));
}

static void compare_value(struct json_reader *r, struct arena *a, struct json_object *o);

/* json-c keeps the last of several members of one name: then only their number and order can't be compared. */
static size_t count_members(struct json_reader r)
{
	struct str key;
	size_t n = 0;
	json_enter_object(&r);
	while (json_next_key(&r, NULL, &key) && json_skip(&r, NULL))
		n++;
	return n;
}

static void compare_object(struct json_reader *r, struct arena *a, struct json_object *o)
{
	MUST(json_object_is_type(o, json_type_object));
	size_t ours = count_members(*r), theirs = (size_t)json_object_object_length(o);
	MUST(theirs <= ours);
	if (ours != theirs) {
		json_skip(r, NULL);
		return;
	}
	struct str key;
	json_enter_object(r);
	json_object_object_foreach(o, name, member)
	{
		MUST(json_next_key(r, a, &key));
		MUST(str_is(key, name) || json_c_misreads(key));
		compare_value(r, a, member);
	}
	MUST(!json_next_key(r, a, &key));
}

static void compare_array(struct json_reader *r, struct arena *a, struct json_object *o)
{
	size_t i = 0;
	MUST(json_object_is_type(o, json_type_array));
	json_enter_array(r);
	for (; json_next_element(r); i++)
		compare_value(r, a, json_object_array_get_idx(o, i));
	MUST(i == json_object_array_length(o));
}

static void compare_value(struct json_reader *r, struct arena *a, struct json_object *o)
{
	struct str s;
	bool b;
	switch (json_peek(r)) {
	case JSON_OBJECT:
		compare_object(r, a, o);
		break;
	case JSON_ARRAY:
		compare_array(r, a, o);
		break;
	case JSON_STRING:
		MUST(json_get_string(r, a, &s));
		compare_string(s, o);
		break;
	case JSON_NUMBER:
		MUST(json_get_number(r, &s));
		compare_number(s, o);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		MUST(json_get_bool(r, &b));
		MUST(json_object_is_type(o, json_type_boolean) && (json_object_get_boolean(o) != 0) == b);
		break;
	case JSON_NULL:
		MUST(json_take_null(r) && o == NULL);
		break;
	case JSON_NONE:
		MUST(false);
	}
}

static void compare_with_json_c(struct str text, struct arena *a)
{
	struct json_reader r;
	struct json_tokener *t = json_tokener_new_ex(JSON_MAX_DEPTH + 1);
	struct str copy = arena_dup(a, text); /* with a NUL: json-c can't tell otherwise that a number ends */
	MUST(t && copy.p);
	json_tokener_set_flags(t, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	struct json_object *o = json_tokener_parse_ex(t, copy.p, (int)copy.n + 1);
	MUST(json_tokener_get_error(t) == json_tokener_success);
	json_reader_init(&r, text, JSON_LIMITS_DEFAULT);
	compare_value(&r, a, o);
	MUST(json_finish(&r) == OK);
	json_object_put(o);
	json_tokener_free(t);
}

struct form {
	struct str name, raw;
	struct str_list tags;
	int64_t limit;
	bool exact, present;
};
static const struct json_bind inner[] = {
	{.name = "limit",
	 .type = JSON_BIND_I64,
	 .offset = offsetof(struct form, limit),
	 .required = true,
	 .min = -5,
	 .max = 1000},
	{.name = "exact", .type = JSON_BIND_BOOL, .offset = offsetof(struct form, exact), .nullable = true},
};
static const struct json_bind outer[] = {
	{.name = "a", .type = JSON_BIND_STRING, .offset = offsetof(struct form, name), .max = 20},
	{.name = "b", .type = JSON_BIND_STRINGS, .offset = offsetof(struct form, tags), .max = 5},
	{.name = "c", .type = JSON_BIND_OBJECT, .fields = inner, .field_count = ARRAY_LEN(inner)},
	{.name = "d",
	 .type = JSON_BIND_RAW,
	 .offset = offsetof(struct form, raw),
	 .present_offset = offsetof(struct form, present)},
};

static void check_binding(struct str text, enum err skipped, struct arena *a)
{
	struct form f = {0};
	struct err_info info;
	enum err e = json_bind_object(text, outer, ARRAY_LEN(outer), a, &f, &info);
	MUST(skipped == OK ? e == OK || e == ERR_SHAPE : e == skipped);
	if (e != OK)
		MUST(info.code == e && utf8_valid(str_of(info.field)) && info.text[0]);
	for (size_t i = 0; e == OK && i < f.tags.count; i++)
		MUST(utf8_valid(f.tags.items[i]));
	MUST(e != OK || f.present == (f.raw.p != NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_mem((const char *)data, size);
	struct arena a;
	struct buf once, twice;
	if (size > TEXT_MAX_BYTES)
		return 0;
	arena_init(&a, 16 * TEXT_MAX_BYTES);
	buf_init(&once, OUT_MAX_BYTES);
	buf_init(&twice, OUT_MAX_BYTES);

	enum err e = skip_text(text);
	MUST(copy_text(text, &a, &once) == e);
	check_binding(text, e, &a);
	if (e == OK) {
		MUST(buf_ok(&once) == OK);
		MUST(copy_text(buf_view(&once), &a, &twice) == OK);
		MUST(str_eq(buf_view(&once), buf_view(&twice)));
		compare_with_json_c(text, &a);
		compare_with_json_c(buf_view(&once), &a);
	}
	buf_done(&twice);
	buf_done(&once);
	arena_done(&a);
	return 0;
}
