/* sources/mapping.h - turns an operator's JSON into our records: a compiled table that is walked along with the answer in one
 * pass. What the table doesn't name is skipped (but checked to be JSON); what it names must have the type that it says.
 *
 * A record's values are its schema's fields followed by *hidden* slots: what a field needs besides (the currency of an amount,
 * the parts of a joined name) and no reader of the record sees.
 *
 * Private to src/sources. Life: mapping_compile() at start (mapping_compile.h), in an arena; then read only, by any thread. */
#pragma once

#include "base/json_reader.h"
#include "sources/map_tree.h"
#include "sources/sources.h"

/* How a value is written at the source. */
enum map_form {
	FORM_PLAIN, /* the JSON type that goes with the field's type */
	FORM_ANY,   /* string, number or boolean, taken as text */
	FORM_TEXT,  /* a number in a string */
	FORM_WORDS, /* by table: enums, booleans */
	FORM_RFC3339,
	FORM_EPOCH_S,
	FORM_EPOCH_MS,
	FORM_DATE,
	FORM_DECIMAL,    /* money as decimal text */
	FORM_NUMBER,     /* money as a JSON number */
	FORM_MINOR,      /* money in minor units, a JSON number */
	FORM_MINOR_TEXT, /* the same in a string */
	FORM_PRESENCE,   /* hidden: is anything but null there? */
};

struct map_word {
	struct str word; /* theirs */
	unsigned index;  /* ours; for booleans 0 or 1 */
	bool plain;      /* written without quotes: a number or truth value where it looks like one */
};

enum { MAP_NO_SLOT = -1, MAP_NO_WORD = -1, MAP_OWN_DECIMALS = -1, MAP_JOIN_MAX = 4, MAP_RECORDS_MAX = 32 };

struct mapping_slot {
	const char *name; /* our field; static */
	enum field_type type;
	enum map_form form;
	bool mapped, required, subject;
	bool empty_is_null;
	uint32_t line;                   /* of the configuration */
	int16_t other_word;              /* for words that the table doesn't know */
	int8_t decimals;                 /* MINOR: MAP_OWN_DECIMALS or fixed; DECIMAL: how far the point moves right */
	int16_t currency_slot;           /* MONEY: its own currency */
	int16_t sign_slot;               /* MONEY: a boolean, true for negative */
	const struct currency *currency; /* MONEY: fixed */
	const struct map_word *words;
	uint16_t word_count;
	const char *const *names; /* ENUM without a table: our own words */
};

struct map_join {
	uint16_t slot, parts[MAP_JOIN_MAX], count;
	struct str between;
};

/* What to do with the elements of an array, or with the members of an object whose names are a field. */
struct map_list {
	uint16_t slot;    /* in the outer record */
	int16_t key_slot; /* in the item: the member's name; MAP_NO_SLOT: an array */
	struct map_record *item;
	struct map_node root;
};

/* A list made of a fixed number of records, each there when its condition is (limits written as members of one object). */
struct map_fixed {
	uint16_t slot, count;
	struct {
		struct map_record *item;
		uint16_t base; /* its values lie in the outer record's, from here */
		int16_t presence_slot;
	} items[MAP_RECORDS_MAX];
};

struct map_record {
	const struct schema *schema;
	struct mapping_slot *slots;
	struct value *initial; /* constants, and what is absent */
	uint16_t slot_count;
	int16_t own_currency_slot;
	int16_t asked_slot;  /* filled with the id that was asked for */
	int16_t status_slot; /* "status:" in the answer: 0 fine, 1 not found, 2 any other */
	uint16_t money_count, join_count, fixed_count, list_count;
	uint16_t *money_slots;
	struct map_join *joins;
	struct map_fixed *fixed;
	struct map_list **lists;
};

struct mapping {
	struct map_record *record;
	struct map_node *roots; /* one for each request */
	size_t root_count;
};

/* Which field was bad: for logs and for people who write mappings. Names of ours only, nothing of the answer. */
struct mapping_fault {
	const char *schema, *field; /* NULL: none */
	const char *why;
	uint64_t offset;
};

/* Called for each item of the outermost list whose slot is @slot. False: forget the item. */
struct mapping_sink {
	uint16_t slot;
	bool (*take)(void *ctx, const struct record *item);
	void *ctx;
};

/* Maps one answer to each request, in their order, into a record whose texts are slices of @bodies or lie in @a. @asked: the
 * customer, p == NULL when the answer is about none. A body with
 * p == NULL: the service has nothing there. @sink and @fault may be NULL. */
NODISCARD enum source_error mapping_run(const struct mapping *m, const struct str *bodies, struct str asked, struct arena *a,
					const struct mapping_sink *sink, struct record *ret, struct mapping_fault *fault);

/* mapping_value.c: one scalar of the answer. */
struct map_scalar {
	enum json_type type; /* STRING, NUMBER, TRUE, FALSE */
	struct str text;     /* unescaped, or as the number is written */
};
/* False: not of the form that the slot wants. Money stays text (.text) until mapping_settle_money(). */
bool mapping_value(const struct mapping_slot *s, const struct map_scalar *in, struct arena *a, struct value *ret);
/* Minor units of another size than the currency's own: exact or false. */
bool mapping_rescale(int64_t v, int from, int to, int64_t *ret);
/* @decimal with its point moved @places to the right; p == NULL: no number, or no memory. */
struct str mapping_move_point(struct str decimal, int places, struct arena *a);
bool mapping_settle_money(const struct mapping_slot *s, const struct currency *c, bool negative, struct value *v);
