/* base/json_bind.h - decodes one flat-or-nested JSON object into a struct by a table; unknown, repeated and missing members
 * and wrong types are refused by name (JSON Pointer in err_info.field). For request bodies, not for sources. */
#pragma once

#include "base/json_reader.h"

enum json_bind_type {
	JSON_BIND_STRING,  /* struct str */
	JSON_BIND_I64,     /* int64_t */
	JSON_BIND_BOOL,    /* bool */
	JSON_BIND_STRINGS, /* struct str_list: an array of strings */
	JSON_BIND_OBJECT,  /* nested: .fields at .offset */
	JSON_BIND_RAW,     /* struct str: the raw JSON of any value */
};

struct str_list {
	struct str *items;
	size_t count;
};

struct json_bind {
	const char *name;
	enum json_bind_type type;
	size_t offset;
	bool required;
	bool nullable;                  /* null counts as absent */
	int64_t min, max;               /* I64: value; STRING: bytes; STRINGS: count; max 0 = no limit */
	const struct json_bind *fields; /* OBJECT: its table */
	size_t field_count;
	size_t present_offset; /* if not 0: a bool at this offset is set to true when the member is present */
};

/* ERR_SYNTAX: not JSON; ERR_SHAPE: with info->field and info->text; ERR_NOMEM. @dst should be zeroed first. */
NODISCARD enum err json_bind_object(struct str text, const struct json_bind *fields, size_t count, struct arena *a, void *dst,
				    struct err_info *info);
