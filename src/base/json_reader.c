#include "base/json_reader.h"

#include "base/json_scan.h"
#include "base/money.h"
#include "base/real.h"
#include "base/utf8.h"

/* The failures everybody meets; others are said where they happen. */
static const char why_end[] = "the text ends too early";
static const char why_value[] = "a value is expected here";

/* A failure moves p to the end: whatever is asked for next finds nothing, so the hot paths never look at r->failed. */
static __attribute__((cold, noinline)) void fail_at(struct json_reader *r, enum err code, const char *at, const char *why)
{
	if (r->failed != OK)
		return;
	r->failed = code;
	r->failed_at = at;
	r->failed_why = why;
	r->p = r->end;
	r->due = false;
}

void json_fail(struct json_reader *r, enum err code, const char *static_why)
{
	fail_at(r, code, r->p, static_why);
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
		fail_at(r, ERR_TOO_LARGE, r->start, "the text is longer than allowed");
}

static enum json_type type_at(const char *p)
{
	switch (*p) {
	case '{':
		return JSON_OBJECT;
	case '[':
		return JSON_ARRAY;
	case '"':
		return JSON_STRING;
	case 't':
		return JSON_TRUE;
	case 'f':
		return JSON_FALSE;
	case 'n':
		return JSON_NULL;
	case '-':
		return JSON_NUMBER;
	default:
		return scan_is(*p, SCAN_DIGIT) ? JSON_NUMBER : JSON_NONE;
	}
}

/* Another type than the caller's is there: well-formed as far as one can see, or not JSON at all. */
static __attribute__((cold, noinline)) bool fail_type(struct json_reader *r, const char *why)
{
	if (r->p >= r->end)
		fail_at(r, ERR_SYNTAX, r->p, why_end);
	else if (type_at(r->p) == JSON_NONE)
		fail_at(r, ERR_SYNTAX, r->p, why_value);
	else
		fail_at(r, ERR_SHAPE, r->p, why);
	return false;
}

/* The first byte of the next value, '\0' at the end: no value starts with that. */
static inline char next_byte(struct json_reader *r)
{
	r->p = scan_blanks(r->p, r->end);
	return LIKELY(r->p < r->end) ? *r->p : '\0';
}

enum json_type json_peek(struct json_reader *r)
{
	if (!r->due)
		return JSON_NONE;
	next_byte(r);
	enum json_type type = r->p < r->end ? type_at(r->p) : JSON_NONE;
	if (type == JSON_NONE)
		fail_type(r, why_value);
	return type;
}

static inline bool push(struct json_reader *r, bool is_object)
{
	if (UNLIKELY(r->depth >= r->max_depth)) {
		fail_at(r, ERR_TOO_LARGE, r->p, "nested too deeply");
		return false;
	}
	r->depth++;
	r->is_object = r->is_object << 1 | is_object;
	r->p++;
	return true;
}

static inline void pop(struct json_reader *r)
{
	r->depth--;
	r->is_object >>= 1;
	r->p++;
}

void json_enter_object(struct json_reader *r)
{
	if (next_byte(r) != '{')
		fail_type(r, "an object is expected here");
	else if (push(r, true)) {
		r->first = true;
		r->due = false;
	}
}

void json_enter_array(struct json_reader *r)
{
	if (next_byte(r) != '[')
		fail_type(r, "an array is expected here");
	else if (push(r, false)) {
		r->first = true;
		r->due = false;
	}
}

static int hex4(const char *p)
{
	int v = 0;
	for (int i = 0; i < 4; i++) {
		char c = (char)(p[i] | 0x20);
		int digit = scan_is(p[i], SCAN_DIGIT) ? p[i] - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (digit < 0)
			return -1;
		v = v << 4 | digit;
	}
	return v;
}

/* Checks the escape at @p; its end, or NULL after failing. */
static const char *scan_escape(struct json_reader *r, const char *p)
{
	static const char bad[] = "not an escape that JSON has";
	if (r->end - p < 2)
		goto cut;
	if (p[1] != 'u') {
		if (p[1] && strchr("\"\\/bfnrt", p[1]))
			return p + 2;
		fail_at(r, ERR_SYNTAX, p, bad);
		return NULL;
	}
	if (r->end - p < 6)
		goto cut;
	int unit = hex4(p + 2);
	if (unit < 0)
		fail_at(r, ERR_SYNTAX, p, bad);
	else if (unit == 0)
		fail_at(r, ERR_SYNTAX, p, "NUL is not allowed in text");
	else if (unit < 0xD800 || unit > 0xDFFF)
		return p + 6;
	else if (unit < 0xDC00 && r->end - p >= 12 && p[6] == '\\' && p[7] == 'u' && (hex4(p + 8) & ~0x3FF) == 0xDC00)
		return p + 12;
	else
		fail_at(r, ERR_SYNTAX, p, "half of a surrogate pair");
	return NULL;
cut:
	fail_at(r, ERR_SYNTAX, r->end, why_end);
	return NULL;
}

/* From the first byte that isn't plain to the closing quote, or NULL after failing. */
static __attribute__((noinline)) const char *scan_string_slow(struct json_reader *r, const char *p, bool *ret_escaped)
{
	while (p < r->end) {
		if (*p == '"')
			return p;
		if (*p == '\\') {
			*ret_escaped = true;
			p = scan_escape(r, p);
			if (!p)
				return NULL;
		} else if (!(*p & 0x80)) {
			fail_at(r, ERR_SYNTAX, p, "a control character in a string");
			return NULL;
		}
		while (p < r->end && (*p & 0x80)) {
			size_t n = utf8_length(p, r->end);
			if (n == 0) {
				fail_at(r, ERR_SYNTAX, p, "not UTF-8");
				return NULL;
			}
			p += n;
		}
		p = scan_plain(p, r->end, SCAN_STOP_READ);
	}
	fail_at(r, ERR_SYNTAX, r->end, why_end);
	return NULL;
}

/* @p is behind the opening quote. The closing quote, or NULL after failing. */
static inline const char *scan_string(struct json_reader *r, const char *p, bool *ret_escaped)
{
	*ret_escaped = false;
	p = scan_plain(p, r->end, SCAN_STOP_READ);
	if (LIKELY(p < r->end && *p == '"'))
		return p;
	return scan_string_slow(r, p, ret_escaped);
}

static inline const char *scan_digits(const char *p, const char *end)
{
	while (p < end && scan_is(*p, SCAN_DIGIT))
		p++;
	return p;
}

/* The end of the number at @p, or NULL after failing. */
static inline const char *scan_number(struct json_reader *r, const char *p)
{
	const char *end = r->end, *digits = p + (*p == '-');
	p = scan_digits(digits, end);
	if (UNLIKELY(p == digits || (*digits == '0' && p - digits > 1)))
		goto bad;
	if (p < end && *p == '.') {
		digits = p + 1;
		p = scan_digits(digits, end);
		if (UNLIKELY(p == digits))
			goto bad;
	}
	if (p < end && (*p | 0x20) == 'e') {
		digits = p + 1;
		if (digits < end && (*digits == '+' || *digits == '-'))
			digits++;
		p = scan_digits(digits, end);
		if (UNLIKELY(p == digits))
			goto bad;
	}
	return p;
bad:
	fail_at(r, ERR_SYNTAX, p, p < end ? "not a number that JSON has" : why_end);
	return NULL;
}

static inline bool take_literal(struct json_reader *r, const char *word, size_t n)
{
	if (UNLIKELY((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)) {
		fail_at(r, ERR_SYNTAX, r->p, why_value);
		return false;
	}
	r->p += n;
	r->due = false;
	return true;
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
		uint32_t cp = (uint32_t)hex4(p + 2);
		p += 6;
		if (cp >= 0xD800 && cp <= 0xDFFF) {
			cp = 0x10000 + ((cp & 0x3FF) << 10) + ((uint32_t)hex4(p + 2) & 0x3FF);
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
		fail_at(r, ERR_NOMEM, raw.p, "no memory for the text");
		return false;
	}
	*ret = str_mem(out, unescape(raw, out));
	return true;
}

/* A comma if one is due, then whether another element is there; eats the closing bracket if not. */
static inline bool next_in(struct json_reader *r, char close)
{
	char c = next_byte(r);
	if (c == close) {
		pop(r);
		r->first = false;
		return false;
	}
	if (!r->first) {
		if (UNLIKELY(c != ',')) {
			fail_at(r, ERR_SYNTAX, r->p, r->p < r->end ? "a comma or a closing bracket is expected here" : why_end);
			return false;
		}
		r->p++;
	}
	r->first = false;
	return r->failed == OK;
}

bool json_next_key(struct json_reader *r, struct arena *a, struct str *ret_key)
{
	bool escaped;
	if (UNLIKELY(r->failed != OK || !next_in(r, '}')))
		return false;
	if (UNLIKELY(next_byte(r) != '"')) {
		fail_at(r, ERR_SYNTAX, r->p, r->p < r->end ? "a member's name is expected here" : why_end);
		return false;
	}
	const char *start = r->p + 1, *quote = scan_string(r, start, &escaped);
	if (UNLIKELY(!quote))
		return false;
	struct str key = str_mem(start, (size_t)(quote - start));
	r->p = quote + 1;
	if (UNLIKELY(next_byte(r) != ':')) {
		fail_at(r, ERR_SYNTAX, r->p, r->p < r->end ? "a colon is expected here" : why_end);
		return false;
	}
	r->p++;
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
		return fail_type(r, "a string is expected here");
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
		return fail_type(r, "a number is expected here");
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
		fail_at(r, ERR_SHAPE, text.p, "an integer of at most 64 bits is expected here");
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
		fail_at(r, e == ERR_RANGE ? ERR_SHAPE : e, text.p, "the number is too large");
	return e == OK;
}

bool json_get_bool(struct json_reader *r, bool *ret)
{
	char c = next_byte(r);
	if (UNLIKELY(c != 't' && c != 'f'))
		return fail_type(r, "true or false is expected here");
	if (c == 't' ? !take_literal(r, "true", 4) : !take_literal(r, "false", 5))
		return false;
	*ret = c == 't';
	return true;
}

bool json_take_null(struct json_reader *r)
{
	return next_byte(r) == 'n' && take_literal(r, "null", 4);
}

/* A name and its colon. */
static inline bool skip_key(struct json_reader *r)
{
	bool escaped;
	if (UNLIKELY(next_byte(r) != '"')) {
		fail_at(r, ERR_SYNTAX, r->p, r->p < r->end ? "a member's name is expected here" : why_end);
		return false;
	}
	const char *quote = scan_string(r, r->p + 1, &escaped);
	if (UNLIKELY(!quote))
		return false;
	r->p = quote + 1;
	if (UNLIKELY(next_byte(r) != ':')) {
		fail_at(r, ERR_SYNTAX, r->p, r->p < r->end ? "a colon is expected here" : why_end);
		return false;
	}
	r->p++;
	return true;
}

/* A value that holds no others. */
static inline bool skip_scalar(struct json_reader *r, char c)
{
	bool escaped;
	const char *end;
	switch (c) {
	case '"':
		end = scan_string(r, r->p + 1, &escaped);
		if (UNLIKELY(!end))
			return false;
		r->p = end + 1;
		return true;
	case 't':
		return take_literal(r, "true", 4);
	case 'f':
		return take_literal(r, "false", 5);
	case 'n':
		return take_literal(r, "null", 4);
	default:
		if (UNLIKELY(c != '-' && !scan_is(c, SCAN_DIGIT)))
			return fail_type(r, why_value);
		end = scan_number(r, r->p);
		if (UNLIKELY(!end))
			return false;
		r->p = end;
		return true;
	}
}

/* Behind a value: closes what closes; true when another value of an open container above @base follows. */
static inline bool skip_to_next(struct json_reader *r, uint32_t base)
{
	while (r->depth > base) {
		bool in_object = r->is_object & 1;
		char c = next_byte(r);
		if (c == ',') {
			r->p++;
			return !in_object || skip_key(r);
		}
		if (UNLIKELY(c != (in_object ? '}' : ']'))) {
			fail_at(r, ERR_SYNTAX, r->p, r->p < r->end ? "a comma or a closing bracket is expected here" : why_end);
			return false;
		}
		pop(r);
	}
	return false;
}

/* Opens a container; true when it has a value to be skipped next, false when it is empty (and closed) or broken. */
static inline bool skip_open(struct json_reader *r, bool is_object)
{
	if (!push(r, is_object))
		return false;
	if (next_byte(r) == (is_object ? '}' : ']')) {
		pop(r);
		return false;
	}
	return !is_object || skip_key(r);
}

bool json_skip(struct json_reader *r, struct str *ret_raw)
{
	uint32_t base = r->depth;
	char c = next_byte(r);
	const char *start = r->p;
	bool more = true;
	while (more) {
		c = next_byte(r);
		if (c == '{' || c == '[') {
			more = skip_open(r, c == '{') || (r->failed == OK && skip_to_next(r, base));
		} else {
			more = skip_scalar(r, c) && skip_to_next(r, base);
		}
	}
	if (UNLIKELY(r->failed != OK))
		return false;
	r->due = false;
	if (ret_raw)
		*ret_raw = str_mem(start, (size_t)(r->p - start));
	return true;
}

enum err json_finish(struct json_reader *r)
{
	if (r->failed == OK) {
		r->p = scan_blanks(r->p, r->end);
		if (r->due || r->depth > 0)
			fail_at(r, ERR_SYNTAX, r->p, r->p < r->end ? "read only in part" : why_end);
		else if (r->p < r->end)
			fail_at(r, ERR_SYNTAX, r->p, "something follows the value");
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
