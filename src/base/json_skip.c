#include "base/json_scan.h"

/* Skipping checks as much as reading does; it is a loop, not a recursion, and keeps no copies. */

static inline bool skip_name(struct json_reader *r)
{
	struct str name;
	bool escaped;
	return scan_name(r, &name, &escaped);
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
			return json_fail_type(r, json_why_value);
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
			return !in_object || skip_name(r);
		}
		if (UNLIKELY(c != (in_object ? '}' : ']'))) {
			json_fail_at(r, ERR_SYNTAX, r->p,
				     r->p < r->end ? "a comma or a closing bracket is expected here" : json_why_end);
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
	return !is_object || skip_name(r);
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
