#include "base/json_scan.h"

#include "base/utf8.h"

enum { BOTH = SCAN_STOP_READ | SCAN_STOP_WRITE };

const unsigned char json_scan_class[256] = {
	[0x00 ... 0x08] = BOTH,
	['\t'] = BOTH | SCAN_BLANK,
	['\n'] = BOTH | SCAN_BLANK,
	[0x0B ... 0x0C] = BOTH,
	['\r'] = BOTH | SCAN_BLANK,
	[0x0E ... 0x1F] = BOTH,
	[' '] = SCAN_BLANK,
	['"'] = BOTH,
	['0' ... '9'] = SCAN_DIGIT,
	['<'] = SCAN_STOP_WRITE,
	['\\'] = BOTH,
	[0x80 ... 0xFF] = BOTH,
};

const char json_why_end[] = "the text ends too early";
const char json_why_value[] = "a value is expected here";

void json_fail_at(struct json_reader *r, enum err code, const char *at, const char *why)
{
	if (r->failed != OK)
		return;
	r->failed = code;
	r->failed_at = at;
	r->failed_why = why;
	r->p = r->end;
	r->due = false;
}

enum json_type json_type_at(const char *p)
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

bool json_fail_type(struct json_reader *r, const char *why)
{
	if (r->p >= r->end)
		json_fail_at(r, ERR_SYNTAX, r->p, json_why_end);
	else if (json_type_at(r->p) == JSON_NONE)
		json_fail_at(r, ERR_SYNTAX, r->p, json_why_value);
	else
		json_fail_at(r, ERR_SHAPE, r->p, why);
	return false;
}

int json_hex4(const char *p)
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
		json_fail_at(r, ERR_SYNTAX, p, bad);
		return NULL;
	}
	if (r->end - p < 6)
		goto cut;
	int unit = json_hex4(p + 2);
	if (unit < 0)
		json_fail_at(r, ERR_SYNTAX, p, bad);
	else if (unit == 0)
		json_fail_at(r, ERR_SYNTAX, p, "NUL is not allowed in text");
	else if (unit < 0xD800 || unit > 0xDFFF)
		return p + 6;
	else if (unit < 0xDC00 && r->end - p >= 12 && p[6] == '\\' && p[7] == 'u' && (json_hex4(p + 8) & ~0x3FF) == 0xDC00)
		return p + 12;
	else
		json_fail_at(r, ERR_SYNTAX, p, "half of a surrogate pair");
	return NULL;
cut:
	json_fail_at(r, ERR_SYNTAX, r->end, json_why_end);
	return NULL;
}

const char *json_scan_string_slow(struct json_reader *r, const char *p, bool *ret_escaped)
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
			json_fail_at(r, ERR_SYNTAX, p, "a control character in a string");
			return NULL;
		}
		while (p < r->end && (*p & 0x80)) {
			size_t n = utf8_length(p, r->end);
			if (n == 0) {
				json_fail_at(r, ERR_SYNTAX, p, "not UTF-8");
				return NULL;
			}
			p += n;
		}
		p = scan_plain(p, r->end, SCAN_STOP_READ);
	}
	json_fail_at(r, ERR_SYNTAX, r->end, json_why_end);
	return NULL;
}
