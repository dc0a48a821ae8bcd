/* Whole mappings: parts and details out of one or several requests, and lists with their envelope. */
#include "sources/mapping_build.h"

static enum err compile_status(struct map_builder *b, const struct yaml_node *n)
{
	static const char *const keys[] = {"at", "ok", "not_found", NULL};
	static const char *const names[] = {NULL};
	struct mapping_slot s = map_slot_of("status", FIELD_ENUM);
	const struct map_context *c = b->c;
	b->field = "status";
	enum err e = yaml_check_keys(n, "status", keys, c->info);
	if (e != OK)
		return e;
	const struct yaml_node *at = yaml_get(n, "at"), *ok = yaml_get(n, "ok"), *not_found = yaml_get(n, "not_found");
	if (!at || !ok)
		return yaml_fail(n, c->info, "status", "\"at\" and \"ok\" are needed");
	if (b->record->status_slot != MAP_NO_SLOT)
		return yaml_fail(n, c->info, "status", "only one request of several may have it");
	s.names = names;
	s.other_word = 2;
	s.mapped = true;
	e = map_words(b, &s, ok, 0);
	if (e == OK && not_found)
		e = map_words(b, &s, not_found, 1);
	if (e != OK)
		return e;
	unsigned slot;
	e = map_slot_new(b, &s, &slot);
	if (e != OK)
		return e;
	b->record->status_slot = (int16_t)slot;
	return map_add_leaf(b, at, STR_NONE, slot);
}

static enum err finish(struct map_builder *b, size_t roots, struct mapping **ret)
{
	struct mapping *m = ARENA_NEW(b->c->arena, struct mapping);
	if (m)
		m->roots = arena_array(b->c->arena, roots, sizeof(*m->roots));
	if (!m || !m->roots)
		return err_set(b->c->info, ERR_NOMEM, NULL, "no memory");
	m->record = b->record;
	m->root_count = roots;
	enum err e = map_place_all(b, m->roots);
	for (size_t i = 0; i < roots && e == OK; i++)
		e = map_tree_seal(&m->roots[i], b->c->arena);
	if (e == OK)
		*ret = m;
	return e;
}

static bool maps_currency(const struct map_context *c, const struct yaml_node *map)
{
	if (map->type == YAML_SCALAR && c->maps)
		map = yaml_get(c->maps, map->text.p);
	return map && yaml_get(map, "currency");
}

/* The schema's subject, or -1. */
static int subject_of(const struct schema *schema)
{
	for (size_t i = 0; i < schema->count; i++)
		if (schema->fields[i].flags & FIELD_SUBJECT)
			return (int)i;
	return -1;
}

enum err mapping_compile(const struct map_context *c, const struct schema *schema, const struct map_request *requests,
			 size_t count, const struct yaml_node *at, struct mapping **ret)
{
	struct map_builder b = {.c = c, .key_slot = MAP_NO_SLOT};
	int subject = subject_of(schema);
	enum err e = OK;
	for (size_t i = 0; i < count; i++)
		b.currency_comes |= maps_currency(c, requests[i].map);
	for (size_t i = 0; i < count && e == OK; i++) {
		b.root = (unsigned)i;
		b.prefix = requests[i].root;
		if (b.record && subject >= 0)
			b.record->slots[subject].mapped = false;
		e = map_build_record(&b, schema, requests[i].map);
		if (e == OK && count > 1 && subject >= 0 && !b.record->slots[subject].mapped)
			return yaml_fail(requests[i].map, c->info, schema->fields[subject].name,
					 "each request must say which customer it is about");
		b.prefix = STR_NONE;
		if (e == OK && requests[i].status)
			e = compile_status(&b, requests[i].status);
	}
	if (e == OK)
		e = map_finish_record(&b, at);
	return e == OK ? finish(&b, count, ret) : e;
}

/* Lists ----------------------------------------------------------------------------------------------------------------- */

static const struct field envelope_fields[ENVELOPE_COUNT_] = {
	[ENVELOPE_ITEMS] = {"items", FIELD_LIST, FIELD_REQUIRED, NULL, NULL},
	[ENVELOPE_NEXT] = {"next", FIELD_STRING, 0, NULL, NULL},
	[ENVELOPE_MORE] = {"more", FIELD_BOOL, 0, NULL, NULL},
	[ENVELOPE_TOTAL] = {"total", FIELD_INT, 0, NULL, NULL},
	[ENVELOPE_CURRENCY] = {"currency", FIELD_CURRENCY, 0, NULL, NULL},
	[ENVELOPE_CUSTOMER] = {"customer", FIELD_ID, FIELD_SUBJECT, NULL, NULL},
};
static const struct schema envelope_schema = {"list", envelope_fields, ENVELOPE_COUNT_};

/* The envelope's own fields as a table of fields, which they are written like. */
static struct yaml_node *envelope_map(const struct map_context *c, const struct yaml_node *list)
{
	struct yaml_node *map = ARENA_NEW(c->arena, struct yaml_node);
	if (!map)
		return NULL;
	*map = (struct yaml_node){.type = YAML_MAPPING, .line = list->line, .column = list->column};
	map->pairs = arena_array(c->arena, ENVELOPE_COUNT_, sizeof(*map->pairs));
	if (!map->pairs)
		return NULL;
	for (size_t i = 0; i < list->count; i++)
		for (size_t f = ENVELOPE_ITEMS + 1; f < ENVELOPE_COUNT_; f++)
			if (str_is(list->pairs[i].key->text, envelope_fields[f].name) && map->count < ENVELOPE_COUNT_)
				map->pairs[map->count++] = list->pairs[i];
	return map;
}

enum err mapping_compile_list(const struct map_context *c, const struct schema *item, const struct yaml_node *list,
			      struct mapping **ret)
{
	struct map_builder b = {.c = c, .key_slot = MAP_NO_SLOT};
	const struct yaml_node *items = yaml_get(list, "items"), *map = yaml_get(list, "map"), *status = yaml_get(list, "status");
	struct yaml_node *envelope = envelope_map(c, list);
	if (!envelope)
		return err_set(c->info, ERR_NOMEM, NULL, "no memory");
	if (!items || !map)
		return yaml_fail(list, c->info, NULL, "a list needs \"items\" and \"map\"");
	b.currency_comes = yaml_get(list, "currency") != NULL;
	enum err e = map_build_record(&b, &envelope_schema, envelope);
	b.field = "items";
	if (e == OK) {
		/* Cursors come as texts or numbers, and as "" for none. */
		b.record->slots[ENVELOPE_NEXT].form = FORM_ANY;
		b.record->slots[ENVELOPE_NEXT].empty_is_null = true;
		b.record->slots[ENVELOPE_ITEMS].mapped = true;
		e = map_compile_items(&b, item, ENVELOPE_ITEMS, items, map);
	}
	if (e == OK && status)
		e = compile_status(&b, status);
	if (e == OK)
		e = map_finish_record(&b, list);
	return e == OK ? finish(&b, 1, ret) : e;
}

bool mapping_fills(const struct mapping *m, unsigned field)
{
	return m->record->slots[field].mapped;
}

const struct map_record *mapping_item(const struct mapping *list)
{
	return list->record->lists[0]->item;
}
