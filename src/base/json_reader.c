#include "base/json_reader.h"

#include "base/json_scan.h"
#include "base/money.h"
#include "base/real.h"
#include "base/utf8.h"

void json_fail(struct json_reader *r, enum err code, const char *static_why)
{
	json_fail_at(r, code, r->p, static_why);
}

void json_reader_init(struct json_reader *r, struct str text, struct json_limits limits)
{
	*r = (struct json_reader){
		.start = text.p,
		.p = text.p,
		.end = text.p + text.n,
		.max_depth = MIN(limits.max_depth, (uint32_t)JSON_MAX_DEPTH),
		.due = true,
	};
	if (text.n > limits.max_bytes)
		json_fail_at(r, ERR_TOO_LARGE, r->start, "the text is longer than allowed");
}

enum json_type json_peek(struct json_reader *r)
{
	if (!r->due)
		return JSON_NONE;
	next_byte(r);
	enum json_type type = r->p < r->end ? json_type_at(r->p) : JSON_NONE;
	if (type == JSON_NONE)
		json_fail_type(r, json_why_value);
	return type;
}

void json_enter_object(struct json_reader *r)
{
	if (next_byte(r) != '{')
		json_fail_type(r, "an object is expected here");
	else if (push(r, true)) {
		r->first = true;
		r->due = false;
	}
}

void json_enter_array(struct json_reader *r)
{
	if (next_byte(r) != '[')
		json_fail_type(r, "an array is expected here");
	else if (push(r, false)) {
		r->first = true;
		r->due = false;
	}
}

/* Writes what scan_string() has checked; never longer than the raw text. */
static size_t unescape(struct str raw, char *out)
{
	static const char plain[] = {
		['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t',
	};
	const char *p = raw.p, *end = raw.p + raw.n;
	char *o = out;
	while (p < end) {
		const char *escape = memchr(p, '\\', (size_t)(end - p));
		size_t run = (size_t)((escape ? escape : end) - p);
		memcpy(o, p, run);
		o += run;
		p += run;
		if (!escape)
			break;
		if (p[1] != 'u') {
			*o++ = plain[(unsigned char)p[1]];
			p += 2;
			continue;
		}
		uint32_t cp = (uint32_t)json_hex4(p + 2);
		p += 6;
		if (cp >= 0xD800 && cp <= 0xDFFF) {
			cp = 0x10000 + ((cp & 0x3FF) << 10) + ((uint32_t)json_hex4(p + 2) & 0x3FF);
			p += 6;
		}
		o += utf8_encode(cp, o);
	}
	return (size_t)(o - out);
}

static __attribute__((noinline)) bool unescape_into(struct json_reader *r, struct arena *a, struct str raw, struct str *ret)
{
	char *out = a ? arena_alloc(a, raw.n) : NULL;
	if (!out) {
		json_fail_at(r, ERR_NOMEM, raw.p, "no memory for the text");
		return false;
	}
	*ret = str_mem(out, unescape(raw, out));
	return true;
}

/* A comma if one is due, then whether another element is there; eats the closing bracket if not. */
static inline bool next_in(struct json_reader *r, char close)
{
	MUST(r->depth > 0 && (r->is_object & 1) == (close == '}'));
	if (UNLIKELY(r->due)) {
		json_fail_at(r, ERR_INTERNAL, r->p, "the value before was left unread");
		return false;
	}
	char c = next_byte(r);
	if (c == close) {
		pop(r);
		r->first = false;
		return false;
	}
	if (!r->first) {
		if (UNLIKELY(c != ',')) {
			json_fail_at(r, ERR_SYNTAX, r->p,
				     r->p < r->end ? "a comma or a closing bracket is expected here" : json_why_end);
			return false;
		}
		r->p++;
	}
	r->first = false;
	return true;
}

bool json_next_key(struct json_reader *r, struct arena *a, struct str *ret_key)
{
	bool escaped;
	struct str key;
	if (UNLIKELY(r->failed != OK || !next_in(r, '}')))
		return false;
	if (UNLIKELY(!scan_name(r, &key, &escaped)))
		return false;
	if (UNLIKELY(escaped && a) && !unescape_into(r, a, key, &key))
		return false;
	r->due = true;
	*ret_key = key;
	return true;
}

bool json_next_element(struct json_reader *r)
{
	if (UNLIKELY(r->failed != OK || !next_in(r, ']')))
		return false;
	r->due = true;
	return true;
}

bool json_get_string(struct json_reader *r, struct arena *a, struct str *ret)
{
	bool escaped;
	if (UNLIKELY(next_byte(r) != '"'))
		return json_fail_type(r, "a string is expected here");
	const char *start = r->p + 1, *quote = scan_string(r, start, &escaped);
	if (UNLIKELY(!quote))
		return false;
	struct str raw = str_mem(start, (size_t)(quote - start));
	if (UNLIKELY(escaped) && !unescape_into(r, a, raw, &raw))
		return false;
	r->p = quote + 1;
	r->due = false;
	*ret = raw;
	return true;
}

bool json_get_number(struct json_reader *r, struct str *ret_text)
{
	char c = next_byte(r);
	if (UNLIKELY(c != '-' && !scan_is(c, SCAN_DIGIT)))
		return json_fail_type(r, "a number is expected here");
	const char *start = r->p, *end = scan_number(r, start);
	if (UNLIKELY(!end))
		return false;
	r->p = end;
	r->due = false;
	*ret_text = str_mem(start, (size_t)(end - start));
	return true;
}

bool json_get_i64(struct json_reader *r, int64_t *ret)
{
	struct str text;
	int64_t v;
	if (!json_get_number(r, &text))
		return false;
	/* A number with no minor units: 1.0 and 1e2 pass, 1.5 and what overflows don't. */
	if (str_to_i64(text, &v) != OK && money_parse_json_number(text, 0, &v) != OK) {
		json_fail_at(r, ERR_SHAPE, text.p, "an integer of at most 64 bits is expected here");
		return false;
	}
	*ret = v;
	return true;
}

bool json_get_double(struct json_reader *r, double *ret)
{
	struct str text;
	if (!json_get_number(r, &text))
		return false;
	enum err e = real_parse(text, ret);
	if (e != OK)
		json_fail_at(r, e == ERR_RANGE ? ERR_SHAPE : e, text.p, "the number is too large");
	return e == OK;
}

bool json_get_bool(struct json_reader *r, bool *ret)
{
	char c = next_byte(r);
	if (UNLIKELY(c != 't' && c != 'f'))
		return json_fail_type(r, "true or false is expected here");
	if (c == 't' ? !take_literal(r, "true", 4) : !take_literal(r, "false", 5))
		return false;
	*ret = c == 't';
	return true;
}

bool json_take_null(struct json_reader *r)
{
	return next_byte(r) == 'n' && take_literal(r, "null", 4);
}

enum err json_finish(struct json_reader *r)
{
	if (r->failed == OK) {
		next_byte(r);
		if (r->due || r->depth > 0)
			json_fail_at(r, ERR_SYNTAX, r->p, r->p < r->end ? "read only in part" : json_why_end);
		else if (r->p < r->end)
			json_fail_at(r, ERR_SYNTAX, r->p, "something follows the value");
	}
	return r->failed;
}

void json_describe_failure(const struct json_reader *r, struct err_info *info)
{
	if (!info)
		return;
	err_set(info, r->failed, NULL, "%s", r->failed_why ? r->failed_why : "");
	if (r->failed == OK)
		return;
	info->offset = (uint64_t)(r->failed_at - r->start);
	info->line = info->column = 1;
	for (const char *p = r->start; p < r->failed_at; p++) {
		if (*p == '\n') {
			info->line++;
			info->column = 1;
		} else if (((unsigned char)*p & 0xC0) != 0x80) {
			info->column++; /* counted in code points, as editors do */
		}
	}
}
