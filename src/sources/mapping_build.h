/* sources/mapping_build.h - a mapping under construction. Private to mapping_compile*.c. */
#pragma once

#include "sources/mapping_compile.h"

enum { MAP_SLOTS_MAX = 2000, MAP_WORDS_MAX = 200 };

/* Something that is to be found at a pointer, before it has its place in a tree. */
struct map_place {
	const struct yaml_node *at;
	struct str pointer;
	unsigned root, slot;
	struct map_list *list; /* or NULL: a leaf for .slot */
};

struct map_builder {
	const struct map_context *c;
	struct map_builder *outer; /* the record around it, or NULL */
	struct map_record *record;
	struct str prefix;
	unsigned root; /* which request is being compiled */
	unsigned slot_room, place_room, place_count;
	struct map_place *places;
	const char *field; /* for sentences */
	bool in_list;
	bool writes;         /* what we send: several of our words may be one of theirs */
	bool currency_comes; /* the currency will be mapped, after the lists inside */
	int key_slot;
};

/* mapping_build.c: slots and places. */
struct mapping_slot map_slot_of(const char *name, enum field_type type);
NODISCARD enum err map_slot_new(struct map_builder *b, const struct mapping_slot *model, unsigned *ret);
/* One that no reader of the record sees. */
NODISCARD enum err map_hidden(struct map_builder *b, const char *name, enum field_type type, enum map_form form, unsigned *ret);
NODISCARD enum err map_place_new(struct map_builder *b, struct map_place **ret);
/* @n: the pointer; @behind: more of it, for objects that hold an amount and a currency. */
NODISCARD enum err map_add_leaf(struct map_builder *b, const struct yaml_node *n, struct str behind, unsigned slot);
NODISCARD enum err map_add_list(struct map_builder *b, const struct yaml_node *n, struct map_list *list);
/* Puts everything that was added into the trees. */
NODISCARD enum err map_place_all(struct map_builder *b, struct map_node *roots);

/* mapping_compile_value.c: how a value is written. */
NODISCARD enum err map_words(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *list, unsigned index);
NODISCARD enum err map_our_word(struct map_builder *b, const struct field *f, const struct yaml_node *n, unsigned *ret);
NODISCARD enum err map_take_enum(struct map_builder *b, const struct field *f, struct mapping_slot *s, const struct yaml_node *n);
NODISCARD enum err map_take_bool(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n);
NODISCARD enum err map_take_form(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n);
/* @slot: of the field, whose row is @s. */
NODISCARD enum err map_take_money(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n,
				  const struct yaml_node *at, unsigned slot);

/* mapping_compile.c: records. Adds the fields of @map; makes the record when it is the first. */
NODISCARD enum err map_build_record(struct map_builder *b, const struct schema *schema, const struct yaml_node *map);
/* What can be checked when all is there: required fields, currencies. */
NODISCARD enum err map_finish_record(struct map_builder *b, const struct yaml_node *at);
NODISCARD enum err map_compile_items(struct map_builder *b, const struct schema *schema, unsigned slot,
				     const struct yaml_node *items, const struct yaml_node *map);
