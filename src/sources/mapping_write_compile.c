/* From "body", "fixed" and "nulls" to a writer. The fields are compiled by the reader's code; what is a leaf to be found there is
 * a leaf to be made here. */
#include "sources/mapping_build.h"
#include "sources/mapping_write.h"

/* Of a reader's keys those that say where a value goes and how it is written. */
static const char *const write_keys[] = {"at", "as",    "enum", "currency", "decimals", "amount",
					 "of", "shift", "true", "false",    NULL};
static const char *const form_keys[] = {"as", "enum", "currency", "decimals", "shift", "true", "false", NULL};

static enum err no_memory(const struct map_context *c)
{
	return err_set(c->info, ERR_NOMEM, NULL, "no memory");
}

static enum err check_table(const struct map_context *c, const struct yaml_node *map, const char *what, const char *const *keys)
{
	enum err e = OK;
	if (map->type != YAML_MAPPING)
		return yaml_fail(map, c->info, what, "a table is expected: our field: where it goes");
	for (size_t i = 0; i < map->count && e == OK; i++)
		if (map->pairs[i].value->type == YAML_MAPPING)
			e = yaml_check_keys(map->pairs[i].value, map->pairs[i].key->text.p, keys, c->info);
	return e;
}

/* Constants ---------------------------------------------------------------------------------------------------------------- */

static struct str json_of(const struct yaml_node *n, struct arena *a)
{
	struct json_reader r;
	struct str number;
	struct buf b;
	if (yaml_is_null(n))
		return STR("null");
	json_reader_init(&r, n->text, JSON_LIMITS_DEFAULT);
	if (n->plain &&
	    (str_is(n->text, "true") || str_is(n->text, "false") || (json_get_number(&r, &number) && json_finish(&r) == OK)))
		return n->text;
	buf_init(&b, 6 * n->text.n + 16); /* "\u0000" at most, and quotes */
	json_escape(&b, n->text);
	struct str text = buf_ok(&b) == OK ? arena_dup(a, buf_view(&b)) : STR_NONE;
	buf_done(&b);
	return text;
}

static enum err add_fixed(struct map_builder *b, const struct yaml_node *fixed, struct str *ret_texts)
{
	enum err e = OK;
	if (fixed->type != YAML_MAPPING || fixed->count > WRITE_FIXED_MAX)
		return yaml_fail(fixed, b->c->info, "fixed", "a table of at most %d constants is expected: their pointer: value",
				 WRITE_FIXED_MAX);
	b->field = "fixed";
	for (size_t i = 0; i < fixed->count && e == OK; i++) {
		const struct yaml_pair *p = &fixed->pairs[i];
		unsigned slot;
		if (p->value->type != YAML_SCALAR)
			return yaml_fail(p->value, b->c->info, "fixed", "a single value is expected");
		ret_texts[i] = json_of(p->value, b->c->arena);
		if (!ret_texts[i].p)
			return no_memory(b->c);
		e = map_hidden(b, "fixed", FIELD_STRING, FORM_PLAIN, &slot);
		if (e == OK)
			e = map_add_leaf(b, p->key, STR_NONE, slot);
	}
	return e;
}

/* Places ------------------------------------------------------------------------------------------------------------------- */

enum fault { FAULT_NONE, FAULT_TWICE, FAULT_THROUGH, FAULT_ROOT };

static enum fault find_fault(const struct map_node *n, bool root)
{
	if (n->leaf_count && root)
		return FAULT_ROOT;
	if (n->leaf_count > 1)
		return FAULT_TWICE;
	if (n->leaf_count && n->child_count)
		return FAULT_THROUGH;
	for (unsigned i = 0; i < n->child_count; i++) {
		enum fault f = find_fault(n->children[i], false);
		if (f != FAULT_NONE)
			return f;
	}
	return FAULT_NONE;
}

static enum err place_one(struct map_builder *b, const struct map_place *p, struct map_node *root)
{
	static const char *const sentences[] = {
		[FAULT_TWICE] = "two things can't go to the same place",
		[FAULT_THROUGH] = "this pointer and another one: a place can't be a value and hold others",
		[FAULT_ROOT] = "the whole body can't be one value: a pointer like \"/name\" is expected",
	};
	struct map_node *n;
	enum err e = map_tree_at(root, p->pointer, b->c->arena, &n);
	if (e == ERR_SHAPE)
		return yaml_fail(p->at, b->c->info, NULL, "malformed JSON Pointer: \"~\" stands before 0 or 1 only");
	if (e == ERR_TOO_LARGE)
		return yaml_fail(p->at, b->c->info, NULL, "JSON Pointer too long, or too many at one place");
	if (e == OK)
		e = map_tree_add_leaf(n, (uint16_t)p->slot, b->c->arena);
	if (e != OK)
		return no_memory(b->c);
	enum fault f = find_fault(root, true);
	return f == FAULT_NONE ? OK : yaml_fail(p->at, b->c->info, b->record->slots[p->slot].name, "%s", sentences[f]);
}

/* Elements of an array are all that are named, from 0 on. */
static bool has_gaps(const struct map_node *n)
{
	unsigned indexed = 0;
	for (unsigned i = 0; i < n->child_count; i++) {
		if (has_gaps(n->children[i]))
			return true;
		indexed += n->children[i]->index >= 0;
	}
	if (indexed < n->child_count)
		return false;
	for (unsigned i = 0; i < n->child_count; i++)
		if (!map_tree_element(n, i))
			return true;
	return false;
}

static enum err place_all(struct map_builder *b, const struct yaml_node *at, struct map_writer *m)
{
	for (unsigned i = 0; i < b->place_count; i++) {
		enum err e = place_one(b, &b->places[i], &m->root);
		if (e != OK)
			return e;
	}
	if (has_gaps(&m->root))
		return yaml_fail(at, b->c->info, "body", "the elements of an array are numbered from 0 without gaps");
	return OK;
}

/* Whole -------------------------------------------------------------------------------------------------------------------- */

static enum err finish(struct map_builder *b, const struct str *fixed, size_t fixed_count, struct map_writer *m)
{
	const struct map_record *r = b->record;
	m->record = r;
	m->raw = arena_array(b->c->arena, r->slot_count, sizeof(*m->raw));
	m->owners = arena_array(b->c->arena, r->slot_count, sizeof(*m->owners));
	if (!m->raw || !m->owners)
		return no_memory(b->c);
	for (unsigned i = 0; i < r->slot_count; i++) {
		m->raw[i] = STR_NONE;
		m->owners[i] = MAP_NO_SLOT;
	}
	for (unsigned i = 0; i < r->schema->count; i++) {
		if (r->slots[i].mapped)
			m->carried |= UINT64_C(1) << i;
		if (r->slots[i].currency_slot != MAP_NO_SLOT)
			m->owners[r->slots[i].currency_slot] = (int16_t)i;
	}
	/* The constants' slots were the last that were made. */
	for (size_t i = 0; i < fixed_count; i++)
		m->raw[r->slot_count - fixed_count + i] = fixed[i];
	return OK;
}

static enum err take_nulls(const struct map_context *c, const struct yaml_node *nulls, struct map_writer *m)
{
	if (nulls->type != YAML_SEQUENCE)
		return yaml_fail(nulls, c->info, "nulls", "a list of our fields is expected");
	for (size_t i = 0; i < nulls->count; i++) {
		const struct yaml_node *n = nulls->items[i];
		int field = n->type == YAML_SCALAR ? schema_field(m->record->schema, n->text.p) : -1;
		if (field < 0 || !(m->carried >> field & 1))
			return yaml_fail(n, c->info, "nulls", "not a field of this body");
		m->nulls |= UINT64_C(1) << field;
	}
	return OK;
}

enum err mapping_write_compile(const struct map_context *c, const struct schema *schema, const struct yaml_node *body,
			       const struct yaml_node *fixed, const struct yaml_node *nulls, struct map_writer **ret)
{
	static const struct yaml_node nothing = {.type = YAML_MAPPING};
	struct map_builder b = {.c = c, .key_slot = MAP_NO_SLOT, .writes = true};
	struct map_writer *m = ARENA_NEW(c->arena, struct map_writer);
	struct str texts[WRITE_FIXED_MAX];
	const struct yaml_node *at = body ? body : fixed ? fixed : &nothing;
	MUST(schema->count <= WRITE_FIELDS_MAX);
	if (!m)
		return no_memory(c);
	enum err e = body ? check_table(c, body, "body", write_keys) : OK;
	if (e == OK)
		e = map_build_record(&b, schema, body ? body : &nothing);
	if (e == OK && fixed)
		e = add_fixed(&b, fixed, texts);
	if (e == OK)
		e = finish(&b, texts, fixed ? fixed->count : 0, m);
	if (e == OK)
		e = place_all(&b, at, m);
	if (e == OK && nulls)
		e = take_nulls(c, nulls, m);
	if (e == OK)
		*ret = m;
	return e;
}

/* Variables ---------------------------------------------------------------------------------------------------------------- */

/* The form of a field as the table of a place, which the reader's code wants to see. */
static enum err add_place(const struct map_context *c, struct str name, const struct yaml_node *form, struct yaml_node *map)
{
	struct yaml_node *key = ARENA_NEW(c->arena, struct yaml_node), *at = ARENA_NEW(c->arena, struct yaml_node),
			 *word = ARENA_NEW(c->arena, struct yaml_node), *table = ARENA_NEW(c->arena, struct yaml_node);
	size_t count = form ? form->count : 0;
	struct yaml_pair *pairs = arena_array(c->arena, count + 1, sizeof(*pairs));
	if (!key || !at || !word || !table || !pairs)
		return no_memory(c);
	uint32_t line = form ? form->line : map->line;
	*key = (struct yaml_node){.type = YAML_SCALAR, .line = line, .column = 1, .text = arena_dup(c->arena, name)};
	*at = (struct yaml_node){.type = YAML_SCALAR, .line = line, .column = 1, .text = STR("at")};
	*word = (struct yaml_node){.type = YAML_SCALAR, .line = line, .column = 1, .text = STR("/x")};
	if (count)
		memcpy(pairs, form->pairs, count * sizeof(*pairs));
	pairs[count] = (struct yaml_pair){at, word};
	*table = (struct yaml_node){.type = YAML_MAPPING, .line = line, .column = 1, .count = count + 1, .pairs = pairs};
	map->pairs[map->count++] = (struct yaml_pair){key, table};
	return key->text.p ? OK : no_memory(c);
}

enum err mapping_write_compile_vars(const struct map_context *c, const struct schema *schema, const struct str *names,
				    size_t count, const struct yaml_node *forms, const struct map_record **ret)
{
	struct map_builder b = {.c = c, .key_slot = MAP_NO_SLOT, .writes = true};
	struct yaml_node map = {.type = YAML_MAPPING, .line = forms ? forms->line : 0, .column = 1};
	enum err e = forms ? check_table(c, forms, "vars", form_keys) : OK;
	map.pairs = arena_array(c->arena, count + 1, sizeof(*map.pairs));
	if (!map.pairs)
		return no_memory(c);
	for (size_t i = 0; i < (forms && e == OK ? forms->count : 0); i++) {
		bool used = false;
		for (size_t k = 0; k < count; k++)
			used |= str_eq(names[k], forms->pairs[i].key->text);
		if (!used || forms->pairs[i].value->type != YAML_MAPPING)
			return yaml_fail(forms->pairs[i].key, c->info, "vars",
					 used ? "a table of a form is expected, like {enum: …}" : "no {variable} of that name");
	}
	for (size_t i = 0; i < count && e == OK; i++) {
		const char *name = arena_dup(c->arena, names[i]).p;
		e = name ? add_place(c, names[i], forms ? yaml_get(forms, name) : NULL, &map) : no_memory(c);
	}
	if (e == OK)
		e = map_build_record(&b, schema, &map);
	if (e == OK)
		*ret = b.record;
	return e;
}
