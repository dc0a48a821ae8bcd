/* tests/unit/base/json_walk.h - what the reader thinks of a whole text: once skipped over, once walked value by value. */
#pragma once

#include "tests/unit/base/check.h"

#include "base/json_reader.h"

#include <stdlib.h>

static inline enum err check_text(struct str text)
{
	struct json_reader r;
	json_reader_init(&r, text, JSON_LIMITS_DEFAULT);
	json_skip(&r, NULL);
	return json_finish(&r);
}

static inline bool walk(struct json_reader *r, struct arena *a)
{
	struct str s;
	bool b;
	double d;
	switch (json_peek(r)) {
	case JSON_OBJECT:
		json_enter_object(r);
		while (json_next_key(r, a, &s))
			if (!walk(r, a))
				return false;
		return r->failed == OK;
	case JSON_ARRAY:
		json_enter_array(r);
		while (json_next_element(r))
			if (!walk(r, a))
				return false;
		return r->failed == OK;
	case JSON_STRING:
		return json_get_string(r, a, &s);
	case JSON_NUMBER:
		return strlen(r->p) > 400 ? json_get_number(r, &s) : json_get_double(r, &d);
	case JSON_TRUE:
	case JSON_FALSE:
		return json_get_bool(r, &b);
	case JSON_NULL:
		return json_take_null(r);
	case JSON_NONE:
		break;
	}
	return false;
}

/* The same text by walking; in a block of its own size, so that a read past the end is seen. */
static inline enum err walk_text(struct str text)
{
	struct json_reader r;
	struct arena a;
	char *exact = malloc(text.n + 1);
	assert_non_null(exact);
	memcpy(exact, text.p, text.n);
	exact[text.n] = '\0';
	arena_init(&a, 1 << 20);
	json_reader_init(&r, str_mem(exact, text.n), JSON_LIMITS_DEFAULT);
	walk(&r, &a);
	enum err e = json_finish(&r);
	arena_done(&a);
	free(exact);
	return e;
}
