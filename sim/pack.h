/* sim/pack.h - structs to bytes and back by tables: how the simulator keeps its rows.
 *
 * A record is a mask of the fields that are not zero, as a varint, and those fields: numbers as varints (signed ones and
 * differences from the record before zigzagged), text as length and bytes, lists as count and records. What is zero costs a bit,
 * which is most of what most rows have. Not a format for strangers: only the simulator reads its own files, but a damaged one is
 * noticed (ERR_CORRUPT) and never read past its end. Thread: any; tables are constant. */
#pragma once

#include "base/buf.h"

enum pack_type {
	PACK_U8,
	PACK_U16,
	PACK_U32,
	PACK_U64,
	PACK_I32,
	PACK_I64,
	PACK_DELTA32, /* uint32_t, kept as the difference from the record before */
	PACK_DELTA64, /* int64_t, likewise */
	PACK_TEXT,    /* char[size], NUL-terminated */
	PACK_LIST,    /* array of at most max items of .items, count in a uint8_t at count_offset */
};

#define PACK_FIELDS_MAX 64

struct pack_table;

struct pack_field {
	enum pack_type type;
	uint32_t offset;
	uint32_t size; /* TEXT: bytes with the NUL; LIST: max items */
	uint32_t count_offset;
	const struct pack_table *items;
};

struct pack_table {
	const struct pack_field *fields;
	uint32_t count, size; /* size: of the struct */
};

#define PACK_NUM(s, member, kind)                                         \
	{                                                                 \
		.type = PACK_##kind, .offset = offsetof(struct s, member) \
	}
#define PACK_STR(s, member)                                                                                      \
	{                                                                                                        \
		.type = PACK_TEXT, .offset = offsetof(struct s, member), .size = sizeof(((struct s *)0)->member) \
	}
#define PACK_ROWS(s, member, n, table)                                                                               \
	{                                                                                                            \
		.type = PACK_LIST, .offset = offsetof(struct s, member), .size = ARRAY_LEN(((struct s *)0)->member), \
		.count_offset = offsetof(struct s, n), .items = (table)                                              \
	}
#define PACK_TABLE(s, rows)                                                          \
	{                                                                            \
		.fields = (rows), .count = ARRAY_LEN(rows), .size = sizeof(struct s) \
	}

/* Appends @rec; @prev is the record before it in its chunk, or NULL. Failure sticks in @out. */
void pack_encode(const struct pack_table *t, const void *rec, const void *prev, struct buf *out);
/* Takes one record off the front of @in into @rec, whose every byte is set. ERR_CORRUPT. */
NODISCARD enum err pack_decode(const struct pack_table *t, struct str *in, const void *prev, void *rec);
