/* view/record_json.h - a mapped record as JSON under our own names: dotted paths become nested objects, money gets its currency's
 * decimals, an absent value is null. Masked values and items that a role may not see are noted as spans, from which variants are
 * made. Pure; any thread. */
#pragma once

#include "access/mask.h"
#include "access/perm.h"
#include "base/json_writer.h"
#include "sources/schema.h"

/* A stretch of the text that depends on who reads it. */
struct span {
	uint32_t start, end;              /* the JSON value, or the list item with its comma */
	uint32_t pointer, pointer_length; /* in span_list.pointers */
	uint8_t kind;                     /* enum mask_kind; MASK_NONE: an item to leave out */
	uint8_t sight;                    /* the SIGHT_ bit that lifts it */
};
struct span_list {
	struct span *items; /* in order of start */
	size_t count, cap;
	struct buf pointers;
	bool failed;
};
void span_list_init(struct span_list *l);
void span_list_done(struct span_list *l);

/* Which fields of a schema are masked, by field name; NULL-terminated rows. One table for all schemas, in record_json.c. */
enum mask_kind record_mask(const struct schema *s, size_t field);

/* Members of @r (without braces) for fields [from, to) of its schema that are not in @skip (a bit a field, up to 64; may be 0).
 * @pointer: JSON Pointer of the object that they stand in, "" at the top. @spans may be NULL: then masks are applied at once for
 * @sight and the pointers are appended to @masked
 * ("\"/a\",\"/b\"", may be NULL), and items hidden from @sight are left out. */
struct record_style {
	struct span_list *spans;
	unsigned sight;
	struct buf *masked;
	const struct currency *currency; /* where a record names none */
};
void record_write_members(struct json_writer *w, const struct record *r, size_t from, size_t to, uint64_t skip,
			  struct str pointer, const struct record_style *style);
/* One field's value alone. */
void record_put(struct json_writer *w, const struct record *r, size_t field, struct str pointer,
		const struct record_style *style);
/* The whole record as an object. */
void record_write(struct json_writer *w, const struct record *r, struct str pointer, const struct record_style *style);
/* A list value (absent: null). */
void record_write_list(struct json_writer *w, const struct value *list, struct str pointer, const struct record_style *style);
/* Text with its spans to text for one class; the pointers of what was masked go to @masked. */
void spans_apply(struct str text, const struct span *spans, size_t count, const char *pointers, unsigned sight, struct buf *out,
		 struct buf *masked);
