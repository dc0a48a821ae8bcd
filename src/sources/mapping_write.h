/* sources/mapping_write.h - a mapping the other way round: our record as the JSON that a service wants to be sent. The same table
 * of fields, pointers and forms as for reading, compiled by the same code; what can't be said exactly in a form is not said at
 * all.
 *
 * Private to src/sources. Life: mapping_write_compile() at start, in an arena; then read only, by any thread. */
#pragma once

#include "base/json_writer.h"
#include "sources/mapping_compile.h"

enum { WRITE_FIELDS_MAX = 64, WRITE_FIXED_MAX = 64 };

struct map_writer {
	const struct map_record *record;
	struct map_node root; /* a leaf has one slot and no children */
	struct str *raw;      /* by slot: JSON that is always sent; p == NULL: a value is */
	int16_t *owners;      /* by slot: the amount whose currency it holds, or MAP_NO_SLOT */
	uint64_t nulls;       /* a bit a field: sent as null when absent */
	uint64_t carried;     /* a bit a field that it has a place for */
};

/* @body: our field: their pointer, or a table as for reading, without what is about answers. @fixed: their pointer: a constant.
 * @nulls: fields that are sent as null instead of left out. All may be NULL. ERR_SHAPE with line and reason: an unknown field,
 * two things at one pointer, a pointer through a value, array elements with gaps. */
NODISCARD enum err mapping_write_compile(const struct map_context *c, const struct schema *schema, const struct yaml_node *body,
					 const struct yaml_node *fixed, const struct yaml_node *nulls, struct map_writer **ret);
/* Fields that are put elsewhere than into a body, into a path: @names of @schema, with their forms in @forms (may be NULL), each
 * in the slot of its field. */
NODISCARD enum err mapping_write_compile_vars(const struct map_context *c, const struct schema *schema, const struct str *names,
					      size_t count, const struct yaml_node *forms, const struct map_record **ret);
/* Adds the JSON of @r to @out. False: the value of *ret_field can't be said in its form; or no memory, as buf_ok() then says. */
bool mapping_write(const struct map_writer *m, const struct record *r, struct arena *a, struct buf *out, const char **ret_field);
/* One value as it is written; a JSON_STRING's text is not yet escaped. False: it can't be said. */
bool mapping_write_value(const struct mapping_slot *s, const struct value *v, struct arena *a, struct map_scalar *ret);
