/* sources/mapping_compile.h - from the configuration's "map:" tables to compiled mappings, checked against the schema: unknown
 * fields, missing required ones, forms that don't fit, malformed pointers, amounts that can have no currency are refused with
 * line and reason. Private to src/sources. Life: at start, in the configuration's arena. */
#pragma once

#include "base/yaml.h"
#include "sources/mapping.h"

/* What a source's mappings share. */
struct map_context {
	struct arena *arena;
	struct err_info *info;
	const struct yaml_node *enums;    /* tables of words by name; may be NULL */
	const struct yaml_node *maps;     /* tables of fields by name; may be NULL */
	const struct yaml_node *defaults; /* money:, time:, date:; may be NULL */
};

/* One request's share of a record. */
struct map_request {
	const struct yaml_node *map;    /* our field: where it is */
	const struct yaml_node *status; /* where the answer says how it went; may be NULL */
	struct str root;                /* pointer before all pointers; may be empty */
};

/* A part or a detail, from one or several requests. */
NODISCARD enum err mapping_compile(const struct map_context *c, const struct schema *schema, const struct map_request *requests,
				   size_t count, const struct yaml_node *at, struct mapping **ret);

/* A list: the record that comes of it is the envelope. */
enum { ENVELOPE_ITEMS, ENVELOPE_NEXT, ENVELOPE_MORE, ENVELOPE_TOTAL, ENVELOPE_CURRENCY, ENVELOPE_CUSTOMER, ENVELOPE_COUNT_ };
/* @list holds "items", "map" and, as the list has them, "next", "more", "total", "currency", "customer", "status". */
NODISCARD enum err mapping_compile_list(const struct map_context *c, const struct schema *item, const struct yaml_node *list,
					struct mapping **ret);
/* Whether some pointer (or the answer's own id) fills @field of @m. */
bool mapping_fills(const struct mapping *m, unsigned field);
/* The record of a list's items. */
const struct map_record *mapping_item(const struct mapping *list);
