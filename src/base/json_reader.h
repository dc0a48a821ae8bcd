/* base/json_reader.h - strict RFC 8259 pull reader over one complete text in memory. Zero-copy: strings and numbers
 * are slices of the input. Checks UTF-8 everywhere, refuses control characters in strings, lone surrogates in \u
 * escapes, NUL escapes (\u0000), leading zeros, trailing commas, a byte order mark and anything behind the value.
 * Duplicate member names pass: they are the caller's to refuse, who alone knows which names matter (json_bind does).
 * Thread: any one. Life: on the stack; the input must outlive it.
 *
 *   struct json_reader r;
 *   json_reader_init(&r, text, JSON_LIMITS_DEFAULT);
 *   json_enter_object(&r);
 *   while (json_next_key(&r, arena, &key)) { if (str_is(key, "id")) json_get_string(&r, arena, &id); else json_skip(&r, NULL); }
 *   if (json_finish(&r) != OK) ...   // errors stick: check once at the end
 */
#pragma once

#include "base/arena.h"

enum json_type { JSON_NONE, JSON_OBJECT, JSON_ARRAY, JSON_STRING, JSON_NUMBER, JSON_TRUE, JSON_FALSE, JSON_NULL };

struct json_limits {
	uint32_t max_depth;
	size_t max_bytes;
};
#define JSON_MAX_DEPTH      64 /* containers inside one another, whatever the limits say */
#define JSON_LIMITS_DEFAULT ((struct json_limits){.max_depth = JSON_MAX_DEPTH, .max_bytes = 64u << 20})

struct json_reader {
	const char *start, *p, *end;
	uint32_t depth, max_depth;
	/* OK, ERR_SYNTAX, ERR_SHAPE (type asked for is not there), ERR_TOO_LARGE, ERR_NOMEM, ERR_INTERNAL (a value left unread)
	 */
	enum err failed;
	const char *failed_at;
	const char *failed_why; /* static sentence */
	bool first;             /* no element of the open container read yet */
	bool due;               /* a value must come next */
	bool blanks;            /* white space was passed over outside of strings */
	uint64_t is_object;     /* a bit a level: the open containers' kinds */
};

void json_reader_init(struct json_reader *r, struct str text, struct json_limits limits);
/* The type of the value that comes next, without consuming it; JSON_NONE after a failure or at the end. */
enum json_type json_peek(struct json_reader *r);

/* Each of these consumes one value, or fails with ERR_SHAPE if another type is there. */
void json_enter_object(struct json_reader *r);
/* Next member's key: a slice of the input when it has no escapes, else unescaped into @a (which may be NULL: then an
 * escaped key comes as its raw text). False at the closing brace, which is consumed, or on failure. */
bool json_next_key(struct json_reader *r, struct arena *a, struct str *ret_key);
void json_enter_array(struct json_reader *r);
/* True when another element follows; false at the closing bracket, which is consumed, or on failure. */
bool json_next_element(struct json_reader *r);

/* Unescaped text: a slice of the input when there are no escapes, else a copy in @a (ERR_NOMEM when there is none). */
bool json_get_string(struct json_reader *r, struct arena *a, struct str *ret);
/* The number's own text, for exact money. */
bool json_get_number(struct json_reader *r, struct str *ret_text);
bool json_get_i64(struct json_reader *r, int64_t *ret); /* ERR_SHAPE unless an integer that fits; 1.0 and 1e2 count as integers */
bool json_get_double(struct json_reader *r, double *ret); /* for statistics only, never for money; ERR_SHAPE past DBL_MAX */
bool json_get_bool(struct json_reader *r, bool *ret);
/* Consumes null and returns true, else consumes nothing. */
bool json_take_null(struct json_reader *r);
/* Consumes any value, checking it fully, and gives its raw text (may be NULL). */
bool json_skip(struct json_reader *r, struct str *ret_raw);

/* Fails the reader on the caller's behalf (a value out of range, an unknown key). */
void json_fail(struct json_reader *r, enum err code, const char *static_why);
/* OK only if nothing failed, the top value was read to its end and nothing but white space follows it. */
NODISCARD enum err json_finish(struct json_reader *r);
/* Line, column, offset and sentence of the failure; the sentence never quotes the input. */
void json_describe_failure(const struct json_reader *r, struct err_info *info);
