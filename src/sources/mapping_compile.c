#include "sources/mapping_build.h"

static const char *const field_keys[] = {"at",   "as",      "value",  "enum", "default",       "currency", "decimals", "shift",
					 "sign", "true",    "false",  "join", "with",          "asked",    "items",    "key",
					 "map",  "records", "amount", "of",   "empty_is_null", NULL};

static enum err no_memory(const struct map_context *c)
{
	return err_set(c->info, ERR_NOMEM, NULL, "no memory");
}

/* Constants ------------------------------------------------------------------------------------------------------------- */

static enum err compile_constant(struct map_builder *b, const struct field *f, unsigned slot, const struct yaml_node *n)
{
	struct value *v = &b->record->initial[slot];
	unsigned index;
	enum err e = OK;
	if (f->type == FIELD_LIST || f->type == FIELD_STRINGS) {
		if (n->type != YAML_SEQUENCE || n->count)
			return yaml_fail(n, b->c->info, b->field, "a list's only constant is []");
	} else if (n->type != YAML_SCALAR) {
		return yaml_fail(n, b->c->info, b->field, "a single value is expected");
	} else if (f->type == FIELD_ENUM) {
		e = map_our_word(b, f, n, &index);
		if (e == OK)
			v->index = index;
	} else if (f->type == FIELD_BOOL) {
		e = yaml_bool(n, b->field, &v->b, b->c->info);
	} else if (f->type == FIELD_INT) {
		e = yaml_i64(n, b->field, INT64_MIN, INT64_MAX, &v->i64, b->c->info);
	} else if (f->type == FIELD_CURRENCY) {
		v->currency = currency_find(n->text);
		if (!v->currency)
			e = yaml_fail(n, b->c->info, b->field, "not a currency of ISO 4217");
	} else if (f->type == FIELD_STRING) {
		v->text = n->text;
	} else {
		e = yaml_fail(n, b->c->info, b->field, "this field can't be a constant");
	}
	if (e == OK)
		v->present = true;
	return e;
}

/* Joined, fixed and listed ---------------------------------------------------------------------------------------------- */

static enum err compile_join(struct map_builder *b, unsigned slot, const struct yaml_node *parts, const struct yaml_node *with)
{
	struct map_join j = {.slot = (uint16_t)slot, .between = with && with->type == YAML_SCALAR ? with->text : STR(" ")};
	struct map_record *m = b->record;
	if (parts->type != YAML_SEQUENCE || parts->count < 2 || parts->count > MAP_JOIN_MAX)
		return yaml_fail(parts, b->c->info, b->field, "\"join\" takes 2 to %d pointers", MAP_JOIN_MAX);
	for (size_t i = 0; i < parts->count; i++) {
		unsigned part;
		enum err e = map_hidden(b, m->slots[slot].name, FIELD_STRING, FORM_ANY, &part);
		if (e == OK)
			e = map_add_leaf(b, parts->items[i], STR_NONE, part);
		if (e != OK)
			return e;
		j.parts[j.count++] = (uint16_t)part;
	}
	struct map_join *joins = arena_array(b->c->arena, m->join_count + 1u, sizeof(*joins));
	if (!joins)
		return no_memory(b->c);
	if (m->join_count)
		memcpy(joins, m->joins, m->join_count * sizeof(*joins));
	joins[m->join_count++] = j;
	m->joins = joins;
	return OK;
}

/* The item's slots become slots of @b's record, its pointers pointers of @b's. */
static enum err adopt(struct map_builder *b, struct map_builder *item, unsigned *ret_base)
{
	unsigned slot;
	*ret_base = b->record->slot_count;
	for (unsigned i = 0; i < item->record->slot_count; i++) {
		enum err e = map_slot_new(b, &item->record->slots[i], &slot);
		if (e != OK)
			return e;
		b->record->initial[slot] = item->record->initial[i];
	}
	for (unsigned i = 0; i < item->place_count; i++) {
		struct map_place *p;
		if (item->places[i].list)
			return yaml_fail(item->places[i].at, b->c->info, b->field, "a list inside \"records\" is not understood");
		enum err e = map_place_new(b, &p);
		if (e != OK)
			return e;
		*p = item->places[i];
		p->slot += *ret_base;
	}
	return OK;
}

static enum err compile_fixed_item(struct map_builder *b, const struct field *f, struct map_fixed *x, const struct yaml_node *n)
{
	static const char *const keys[] = {"if", "map", NULL};
	enum err e = yaml_check_keys(n, b->field, keys, b->c->info);
	if (e != OK)
		return e;
	const struct yaml_node *condition = yaml_get(n, "if"), *map = yaml_get(n, "map");
	if (!condition || !map)
		return yaml_fail(n, b->c->info, b->field, "\"if\" and \"map\" are needed");
	struct map_builder item = {.c = b->c, .prefix = b->prefix, .root = b->root, .outer = b};
	unsigned base, presence;
	e = map_build_record(&item, f->items, map);
	if (e == OK)
		e = map_finish_record(&item, map);
	if (e == OK)
		e = adopt(b, &item, &base);
	if (e == OK)
		e = map_hidden(b, f->name, FIELD_STRING, FORM_PRESENCE, &presence);
	if (e == OK)
		e = map_add_leaf(b, condition, STR_NONE, presence);
	if (e != OK)
		return e;
	x->items[x->count].item = item.record;
	x->items[x->count].base = (uint16_t)base;
	x->items[x->count++].presence_slot = (int16_t)presence;
	return OK;
}

static enum err compile_fixed(struct map_builder *b, const struct field *f, unsigned slot, const struct yaml_node *list)
{
	struct map_record *m = b->record;
	if (list->type != YAML_SEQUENCE || list->count == 0 || list->count > MAP_RECORDS_MAX)
		return yaml_fail(list, b->c->info, b->field, "\"records\" takes 1 to %d records", MAP_RECORDS_MAX);
	struct map_fixed *all = arena_array(b->c->arena, m->fixed_count + 1u, sizeof(*all));
	if (!all)
		return no_memory(b->c);
	if (m->fixed_count)
		memcpy(all, m->fixed, m->fixed_count * sizeof(*all));
	struct map_fixed *x = &all[m->fixed_count];
	x->slot = (uint16_t)slot;
	m->fixed = all;
	m->fixed_count++;
	for (size_t i = 0; i < list->count; i++) {
		enum err e = compile_fixed_item(b, f, x, list->items[i]);
		if (e != OK)
			return e;
	}
	return OK;
}

enum err map_compile_items(struct map_builder *b, const struct schema *schema, unsigned slot, const struct yaml_node *items,
			   const struct yaml_node *map)
{
	struct map_record *m = b->record;
	if (!map)
		return yaml_fail(items, b->c->info, b->field, "\"items\" needs \"map\"");
	struct map_list *list = ARENA_NEW(b->c->arena, struct map_list);
	struct map_list **lists = arena_array(b->c->arena, m->list_count + 1u, sizeof(struct map_list *));
	if (!list || !lists)
		return no_memory(b->c);
	struct map_builder item = {.c = b->c, .outer = b, .in_list = true, .key_slot = MAP_NO_SLOT};
	enum err e = map_build_record(&item, schema, map);
	if (e == OK)
		e = map_finish_record(&item, map);
	if (e == OK)
		e = map_place_all(&item, &list->root);
	if (e == OK)
		e = map_tree_seal(&list->root, b->c->arena);
	if (e != OK)
		return e;
	list->slot = (uint16_t)slot;
	list->item = item.record;
	list->key_slot = (int16_t)item.key_slot;
	if (m->list_count)
		memcpy(lists, m->lists, m->list_count * sizeof(struct map_list *));
	lists[m->list_count++] = list;
	m->lists = lists;
	return map_add_list(b, items, list);
}

/* Fields ---------------------------------------------------------------------------------------------------------------- */

static enum err compile_key(struct map_builder *b, unsigned slot, const struct yaml_node *key)
{
	bool v;
	enum err e = yaml_bool(key, b->field, &v, b->c->info);
	if (e != OK)
		return e;
	if (!b->in_list)
		return yaml_fail(key, b->c->info, b->field, "\"key\" belongs into the map of a list");
	b->key_slot = (int)slot;
	return OK;
}

/* What is the same for a pointer's value of any type but lists and money. */
static enum err compile_at(struct map_builder *b, const struct field *f, unsigned slot, const struct yaml_node *n,
			   const struct yaml_node *at)
{
	struct mapping_slot s = b->record->slots[slot];
	const struct yaml_node *shift = yaml_get(n, "shift"), *empty = yaml_get(n, "empty_is_null"), *key = yaml_get(n, "key");
	int64_t places;
	enum err e = OK;
	if (f->type == FIELD_MONEY)
		e = map_take_money(b, &s, n, at, slot);
	else if (f->type == FIELD_ENUM)
		e = map_take_enum(b, f, &s, n);
	else if (f->type == FIELD_BOOL)
		e = map_take_bool(b, &s, n);
	else
		e = map_take_form(b, &s, n);
	if (e == OK && shift) {
		if (f->type != FIELD_DECIMAL)
			return yaml_fail(shift, b->c->info, b->field, "\"shift\" is for decimals");
		e = yaml_i64(shift, b->field, -6, 6, &places, b->c->info);
		if (e == OK)
			s.decimals = (int8_t)places;
	}
	if (e == OK && empty)
		e = yaml_bool(empty, b->field, &s.empty_is_null, b->c->info);
	if (e == OK && key)
		e = compile_key(b, slot, key);
	else if (e == OK && f->type != FIELD_MONEY)
		e = map_add_leaf(b, at, STR_NONE, slot);
	b->record->slots[slot] = s;
	return e;
}

static enum err compile_table(struct map_builder *b, const struct field *f, unsigned slot, const struct yaml_node *n)
{
	enum err e = yaml_check_keys(n, b->field, field_keys, b->c->info);
	if (e != OK)
		return e;
	const struct yaml_node *at = yaml_get(n, "at"), *value = yaml_get(n, "value"), *join = yaml_get(n, "join"),
			       *asked = yaml_get(n, "asked"), *items = yaml_get(n, "items"), *records = yaml_get(n, "records");
	bool v;
	if (!!at + !!value + !!join + !!asked + !!items + !!records + !!yaml_get(n, "key") != 1)
		return yaml_fail(n, b->c->info, b->field,
				 "one of \"at\", \"value\", \"join\", \"items\", \"records\", \"key\", \"asked\" is "
				 "needed, and only one");
	if ((items || records) && f->type != FIELD_LIST)
		return yaml_fail(n, b->c->info, b->field, "this field is no list");
	if (f->type == FIELD_LIST && !items && !records && !value)
		return yaml_fail(n, b->c->info, b->field, "a list needs \"items\" or \"records\"");
	if (value)
		return compile_constant(b, f, slot, value);
	if (items)
		return map_compile_items(b, f->items, slot, items, yaml_get(n, "map"));
	if (records)
		return compile_fixed(b, f, slot, records);
	if (join)
		return f->type == FIELD_STRING ? compile_join(b, slot, join, yaml_get(n, "with"))
					       : yaml_fail(n, b->c->info, b->field, "\"join\" is for texts");
	if (asked) {
		e = yaml_bool(asked, b->field, &v, b->c->info);
		if (e == OK && !(f->flags & FIELD_SUBJECT))
			return yaml_fail(asked, b->c->info, b->field, "\"asked\" is for the customer's id only");
		b->record->asked_slot = (int16_t)slot;
		return e;
	}
	return compile_at(b, f, slot, n, at);
}

static enum err compile_field(struct map_builder *b, const struct yaml_pair *pair)
{
	const struct schema *schema = b->record->schema;
	struct map_record *m = b->record;
	int i = schema_field(schema, pair->key->text.p);
	b->field = pair->key->text.p;
	if (i < 0)
		return yaml_fail(pair->key, b->c->info, b->field, "no such field here");
	const struct field *f = &schema->fields[i];
	/* Each request of several names the customer, so that each is checked; other fields come from one place. */
	if (m->slots[i].mapped && !m->slots[i].subject)
		return yaml_fail(pair->key, b->c->info, b->field, "mapped by another request already");
	m->slots[i].mapped = true;
	m->slots[i].line = pair->key->line;
	if (pair->value->type == YAML_MAPPING)
		return compile_table(b, f, (unsigned)i, pair->value);
	if (f->type == FIELD_LIST)
		return yaml_fail(pair->value, b->c->info, b->field, "a list needs {items: …, map: …}");
	return compile_at(b, f, (unsigned)i, pair->value, pair->value);
}

static enum err begin_record(struct map_builder *b, const struct schema *schema)
{
	b->record = ARENA_NEW(b->c->arena, struct map_record);
	if (!b->record)
		return no_memory(b->c);
	b->record->schema = schema;
	b->record->asked_slot = b->record->status_slot = b->record->own_currency_slot = MAP_NO_SLOT;
	for (size_t i = 0; i < schema->count; i++) {
		const struct field *f = &schema->fields[i];
		struct mapping_slot s = map_slot_of(f->name, f->type);
		unsigned slot;
		s.required = f->flags & FIELD_REQUIRED;
		s.subject = f->flags & FIELD_SUBJECT;
		enum err e = map_slot_new(b, &s, &slot);
		if (e != OK)
			return e;
		if (f->type == FIELD_CURRENCY && strcmp(f->name, "currency") == 0)
			b->record->own_currency_slot = (int16_t)slot;
	}
	return OK;
}

enum err map_build_record(struct map_builder *b, const struct schema *schema, const struct yaml_node *map)
{
	if (!b->record) {
		enum err e = begin_record(b, schema);
		if (e != OK)
			return e;
	}
	if (map->type == YAML_SCALAR) {
		const struct yaml_node *named = b->c->maps ? yaml_get(b->c->maps, map->text.p) : NULL;
		if (!named)
			return yaml_fail(map, b->c->info, "map", "no table of that name under \"maps\"");
		map = named;
	}
	if (map->type != YAML_MAPPING)
		return yaml_fail(map, b->c->info, "map", "a table is expected: our field: their JSON Pointer");
	b->currency_comes |= yaml_get(map, "currency") != NULL;
	for (size_t i = 0; i < map->count; i++) {
		enum err e = compile_field(b, &map->pairs[i]);
		if (e != OK)
			return e;
	}
	return OK;
}

static bool has_currency(const struct map_builder *b)
{
	for (; b; b = b->outer) {
		int slot = b->record->own_currency_slot;
		if (slot != MAP_NO_SLOT && (b->record->slots[slot].mapped || b->currency_comes))
			return true;
	}
	return false;
}

enum err map_finish_record(struct map_builder *b, const struct yaml_node *at)
{
	struct map_record *m = b->record;
	m->money_slots = arena_array(b->c->arena, m->slot_count, sizeof(*m->money_slots));
	if (!m->money_slots)
		return no_memory(b->c);
	/* Without those of adopted records, which are settled with their own tables: they lie behind all of this one's fields. */
	for (unsigned i = 0; i < m->schema->count; i++) {
		const struct mapping_slot *s = &m->slots[i];
		if (s->required && !s->mapped)
			return yaml_fail(at, b->c->info, s->name, "is required and not mapped");
		if (s->type != FIELD_MONEY || !s->mapped)
			continue;
		m->money_slots[m->money_count++] = (uint16_t)i;
		if (s->currency || s->currency_slot != MAP_NO_SLOT || has_currency(b))
			continue;
		err_set(b->c->info, ERR_SHAPE, s->name,
			"an amount needs a currency: map \"currency\" of its record, or name one");
		if (b->c->info)
			b->c->info->line = s->line;
		return ERR_SHAPE;
	}
	return OK;
}
