/* Slots and places of a mapping under construction. */
#include "sources/mapping_build.h"

static enum err no_memory(const struct map_context *c)
{
	return err_set(c->info, ERR_NOMEM, NULL, "no memory");
}

enum err map_slot_new(struct map_builder *b, const struct mapping_slot *model, unsigned *ret)
{
	struct map_record *m = b->record;
	if (m->slot_count >= MAP_SLOTS_MAX)
		return err_set(b->c->info, ERR_TOO_LARGE, model->name, "too many fields in one table");
	if (m->slot_count == b->slot_room) {
		unsigned room = b->slot_room ? b->slot_room * 2 : 16;
		struct mapping_slot *slots = arena_array(b->c->arena, room, sizeof(*slots));
		struct value *initial = arena_array(b->c->arena, room, sizeof(*initial));
		if (!slots || !initial)
			return no_memory(b->c);
		if (m->slot_count) {
			memcpy(slots, m->slots, m->slot_count * sizeof(*slots));
			memcpy(initial, m->initial, m->slot_count * sizeof(*initial));
		}
		m->slots = slots;
		m->initial = initial;
		b->slot_room = room;
	}
	m->slots[m->slot_count] = *model;
	m->initial[m->slot_count] = (struct value){0};
	*ret = m->slot_count++;
	return OK;
}

struct mapping_slot map_slot_of(const char *name, enum field_type type)
{
	return (struct mapping_slot){
		.name = name,
		.type = type,
		.other_word = MAP_NO_WORD,
		.decimals = type == FIELD_MONEY ? MAP_OWN_DECIMALS : 0,
		.currency_slot = MAP_NO_SLOT,
		.sign_slot = MAP_NO_SLOT,
	};
}

enum err map_hidden(struct map_builder *b, const char *name, enum field_type type, enum map_form form, unsigned *ret)
{
	struct mapping_slot s = map_slot_of(name, type);
	s.form = form;
	s.mapped = true;
	return map_slot_new(b, &s, ret);
}

/* Leafs and lists wait in the builder until it is known whose tree they go into. */
enum err map_place_new(struct map_builder *b, struct map_place **ret)
{
	if (b->place_count == b->place_room) {
		unsigned room = b->place_room ? b->place_room * 2 : 16;
		struct map_place *bigger = arena_array(b->c->arena, room, sizeof(*bigger));
		if (!bigger)
			return no_memory(b->c);
		if (b->place_count)
			memcpy(bigger, b->places, b->place_count * sizeof(*bigger));
		b->places = bigger;
		b->place_room = room;
	}
	*ret = &b->places[b->place_count++];
	return OK;
}

static enum err pointer_text(struct map_builder *b, const struct yaml_node *n, struct str behind, struct str *ret)
{
	if (n->type != YAML_SCALAR || yaml_is_null(n))
		return yaml_fail(n, b->c->info, b->field, "a JSON Pointer is expected");
	if (n->text.n && n->text.p[0] != '/')
		return yaml_fail(n, b->c->info, b->field, "a JSON Pointer starts with \"/\"");
	char *p = arena_printf(b->c->arena, "%.*s%.*s%.*s", STR_ARG(b->prefix), STR_ARG(n->text), STR_ARG(behind));
	if (!p)
		return no_memory(b->c);
	*ret = str_of(p);
	return OK;
}

enum err map_add_leaf(struct map_builder *b, const struct yaml_node *n, struct str behind, unsigned slot)
{
	struct map_place *p;
	struct str pointer;
	enum err e = pointer_text(b, n, behind, &pointer);
	if (e == OK)
		e = map_place_new(b, &p);
	if (e == OK)
		*p = (struct map_place){.at = n, .pointer = pointer, .slot = slot, .root = b->root};
	return e;
}

enum err map_add_list(struct map_builder *b, const struct yaml_node *n, struct map_list *list)
{
	struct map_place *p;
	struct str pointer;
	enum err e = pointer_text(b, n, STR_NONE, &pointer);
	if (e == OK)
		e = map_place_new(b, &p);
	if (e == OK)
		*p = (struct map_place){.at = n, .pointer = pointer, .list = list, .root = b->root};
	return e;
}

enum err map_place_all(struct map_builder *b, struct map_node *roots)
{
	for (unsigned i = 0; i < b->place_count; i++) {
		const struct map_place *p = &b->places[i];
		struct map_node *n;
		enum err e = map_tree_at(&roots[p->root], p->pointer, b->c->arena, &n);
		if (e == ERR_SHAPE)
			return yaml_fail(p->at, b->c->info, NULL, "malformed JSON Pointer: \"~\" stands before 0 or 1 only");
		if (e == ERR_TOO_LARGE)
			return yaml_fail(p->at, b->c->info, NULL, "JSON Pointer too long, or too many at one place");
		if (e == OK)
			e = p->list ? map_tree_add_list(n, p->list, b->c->arena)
				    : map_tree_add_leaf(n, (uint16_t)p->slot, b->c->arena);
		if (e != OK)
			return no_memory(b->c);
	}
	return OK;
}
