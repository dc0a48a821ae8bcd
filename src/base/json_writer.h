/* base/json_writer.h - writes JSON into a buf; commas and nesting are its business, and closing what was opened is the caller's
 * (MUST-checked). Errors are the buf's and stick there. Thread: the buf's owner. */
#pragma once

#include "base/buf.h"
#include "base/json_reader.h"

struct json_writer {
	struct buf *out;
	uint32_t depth;
	bool need_comma;
	bool after_key; /* the next value is a member's */
	uint64_t is_object;
};

void json_writer_init(struct json_writer *w, struct buf *out);
void json_open_object(struct json_writer *w);
void json_close_object(struct json_writer *w);
void json_open_array(struct json_writer *w);
void json_close_array(struct json_writer *w);
/* @key is written escaped. */
void json_key(struct json_writer *w, struct str key);
#define JSON_KEY(w, lit) json_key((w), STR(lit))
/* Escapes what RFC 8259 demands, and U+2028/2029 and '<' as \u003c, so that the text can stand in a page. Invalid UTF-8 becomes
 * U+FFFD. */
void json_put_string(struct json_writer *w, struct str s);
void json_put_i64(struct json_writer *w, int64_t v);
void json_put_u64(struct json_writer *w, uint64_t v);
void json_put_bool(struct json_writer *w, bool v);
void json_put_null(struct json_writer *w);
/* Shortest text that reads back the same; NaN and infinities become null. */
void json_put_double(struct json_writer *w, double v);
void json_put_money(struct json_writer *w, int64_t minor, unsigned exponent);
void json_put_time(struct json_writer *w, int64_t ms);
/* Already valid JSON, copied as it is. */
void json_put_raw(struct json_writer *w, struct str json);
/* The escaped, quoted text alone, into any buf. */
void json_escape(struct buf *b, struct str s);

/* key + value in one, for flat records. */
static inline void json_kv_str(struct json_writer *w, struct str k, struct str v)
{
	json_key(w, k);
	json_put_string(w, v);
}
static inline void json_kv_i64(struct json_writer *w, struct str k, int64_t v)
{
	json_key(w, k);
	json_put_i64(w, v);
}
static inline void json_kv_bool(struct json_writer *w, struct str k, bool v)
{
	json_key(w, k);
	json_put_bool(w, v);
}
static inline void json_kv_time(struct json_writer *w, struct str k, int64_t ms)
{
	json_key(w, k);
	json_put_time(w, ms);
}
static inline void json_kv_null(struct json_writer *w, struct str k)
{
	json_key(w, k);
	json_put_null(w);
}
