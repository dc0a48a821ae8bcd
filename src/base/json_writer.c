#include "base/json_writer.h"

#include "base/clock.h"
#include "base/json_scan.h"
#include "base/money.h"
#include "base/real.h"
#include "base/utf8.h"

#include <math.h>

void json_writer_init(struct json_writer *w, struct buf *out)
{
	*w = (struct json_writer){.out = out};
}

/* What stands between two values; in an object the comma was json_key()'s. */
static inline void before_value(struct json_writer *w)
{
	bool in_object = w->depth > 0 && (w->is_object & 1);
	MUST(in_object == w->after_key);
	if (w->need_comma)
		buf_char(w->out, ',');
	w->need_comma = true;
	w->after_key = false;
}

static void open(struct json_writer *w, bool is_object)
{
	MUST(w->depth < JSON_MAX_DEPTH);
	before_value(w);
	buf_char(w->out, is_object ? '{' : '[');
	w->depth++;
	w->is_object = w->is_object << 1 | is_object;
	w->need_comma = false;
}

static void close(struct json_writer *w, bool is_object)
{
	MUST(w->depth > 0 && (w->is_object & 1) == is_object && !w->after_key);
	buf_char(w->out, is_object ? '}' : ']');
	w->depth--;
	w->is_object >>= 1;
	w->need_comma = true;
}

void json_open_object(struct json_writer *w)
{
	open(w, true);
}
void json_close_object(struct json_writer *w)
{
	close(w, true);
}
void json_open_array(struct json_writer *w)
{
	open(w, false);
}
void json_close_array(struct json_writer *w)
{
	close(w, false);
}

void json_key(struct json_writer *w, struct str key)
{
	MUST(w->depth > 0 && (w->is_object & 1) && !w->after_key);
	if (w->need_comma)
		buf_char(w->out, ',');
	json_escape(w->out, key);
	buf_char(w->out, ':');
	w->need_comma = false;
	w->after_key = true;
}

static void escape_ascii(struct buf *b, char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char letter[] = {
		['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"', ['\\'] = '\\'};
	unsigned char u = (unsigned char)c;
	if (u < sizeof letter && letter[u])
		buf_add(b, (char[]){'\\', letter[u]}, 2);
	else
		buf_add(b, (char[]){'\\', 'u', '0', '0', hex[u >> 4], hex[u & 15]}, 6);
}

/* Writes the sequence at @p that isn't ASCII; returns how much of the input it was. */
static size_t escape_other(struct buf *b, const char *p, const char *end)
{
	size_t n = utf8_length(p, end);
	if (n == 0) {
		BUF_LIT(b, "\xEF\xBF\xBD");
		return 1;
	}
	if (n == 3 && memcmp(p, "\xE2\x80\xA8", 3) == 0)
		BUF_LIT(b, "\\u2028");
	else if (n == 3 && memcmp(p, "\xE2\x80\xA9", 3) == 0)
		BUF_LIT(b, "\\u2029");
	else
		buf_add(b, p, n);
	return n;
}

void json_escape(struct buf *b, struct str s)
{
	const char *p = s.p, *end = s.p + s.n;
	buf_char(b, '"');
	while (p < end) {
		const char *stop = scan_plain(p, end, SCAN_STOP_WRITE);
		buf_add(b, p, (size_t)(stop - p));
		p = stop;
		if (p == end)
			break;
		if (*p & 0x80) {
			p += escape_other(b, p, end);
		} else {
			escape_ascii(b, *p++);
		}
	}
	buf_char(b, '"');
}

void json_put_string(struct json_writer *w, struct str s)
{
	before_value(w);
	json_escape(w->out, s);
}

void json_put_i64(struct json_writer *w, int64_t v)
{
	before_value(w);
	buf_i64(w->out, v);
}

void json_put_u64(struct json_writer *w, uint64_t v)
{
	before_value(w);
	buf_u64(w->out, v);
}

void json_put_bool(struct json_writer *w, bool v)
{
	before_value(w);
	if (v)
		BUF_LIT(w->out, "true");
	else
		BUF_LIT(w->out, "false");
}

void json_put_null(struct json_writer *w)
{
	before_value(w);
	BUF_LIT(w->out, "null");
}

void json_put_double(struct json_writer *w, double v)
{
	char text[REAL_TEXT_MAX];
	if (!isfinite(v)) {
		json_put_null(w);
		return;
	}
	before_value(w);
	buf_add(w->out, text, real_format(v, text));
}

void json_put_money(struct json_writer *w, int64_t minor, unsigned exponent)
{
	before_value(w);
	buf_money(w->out, minor, exponent);
}

void json_put_time(struct json_writer *w, int64_t ms)
{
	char text[CLOCK_RFC3339_MAX];
	clock_format_rfc3339(ms, text);
	before_value(w);
	buf_char(w->out, '"');
	buf_str(w->out, str_of(text));
	buf_char(w->out, '"');
}

void json_put_raw(struct json_writer *w, struct str json)
{
	before_value(w);
	buf_str(w->out, json);
}
