#include "sources/mapping_build.h"

static const char *const field_keys[] = {"at",   "as",      "value",  "enum", "default",       "currency", "decimals", "shift",
					 "sign", "true",    "false",  "join", "with",          "asked",    "items",    "key",
					 "map",  "records", "amount", "of",   "empty_is_null", NULL};

static enum err no_memory(const struct map_context *c)
{
	return err_set(c->info, ERR_NOMEM, NULL, "no memory");
}

/* Slots ----------------------------------------------------------------------------------------------------------------- */

static enum err slot_new(struct map_builder *b, const struct mapping_slot *model, unsigned *ret)
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

enum err map_hidden_slot(struct map_builder *b, const struct mapping_slot *s, unsigned *ret)
{
	return slot_new(b, s, ret);
}

static enum err hidden_slot(struct map_builder *b, const char *name, enum field_type type, enum map_form form, unsigned *ret)
{
	struct mapping_slot s = map_slot_of(name, type);
	s.form = form;
	s.mapped = true;
	return slot_new(b, &s, ret);
}

/* Leafs and lists wait in the builder until it is known whose tree they go into. */
static enum err place_new(struct map_builder *b, struct map_place **ret)
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
		e = place_new(b, &p);
	if (e == OK)
		*p = (struct map_place){.at = n, .pointer = pointer, .slot = slot, .root = b->root};
	return e;
}

static enum err add_list(struct map_builder *b, const struct yaml_node *n, struct map_list *list)
{
	struct map_place *p;
	struct str pointer;
	enum err e = pointer_text(b, n, STR_NONE, &pointer);
	if (e == OK)
		e = place_new(b, &p);
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

/* Words ----------------------------------------------------------------------------------------------------------------- */

enum err map_words(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *list, unsigned index)
{
	size_t more = list->type == YAML_SEQUENCE ? list->count : 1;
	struct map_word *words = arena_array(b->c->arena, s->word_count + more, sizeof(*words));
	if (!words)
		return no_memory(b->c);
	if (list->type == YAML_MAPPING || more > MAP_WORDS_MAX)
		return yaml_fail(list, b->c->info, b->field, "a word or a list of at most %d words is expected", MAP_WORDS_MAX);
	if (s->word_count)
		memcpy(words, s->words, s->word_count * sizeof(*words));
	for (size_t i = 0; i < more; i++) {
		const struct yaml_node *w = list->type == YAML_SEQUENCE ? list->items[i] : list;
		if (w->type != YAML_SCALAR)
			return yaml_fail(w, b->c->info, b->field, "a word is expected");
		words[s->word_count + i] = (struct map_word){w->text, index};
	}
	s->words = words;
	s->word_count = (uint16_t)(s->word_count + more);
	return OK;
}

static int enum_index(const struct field *f, struct str word)
{
	for (int i = 0; f->values[i]; i++)
		if (str_is(word, f->values[i]))
			return i;
	return -1;
}

static enum err our_word(struct map_builder *b, const struct field *f, const struct yaml_node *n, unsigned *ret)
{
	int i = n->type == YAML_SCALAR ? enum_index(f, n->text) : -1;
	if (i < 0)
		return yaml_fail(n, b->c->info, b->field, "not a word that this field has; the first is \"%s\"", f->values[0]);
	*ret = (unsigned)i;
	return OK;
}

static enum err enum_table(struct map_builder *b, const struct field *f, struct mapping_slot *s, const struct yaml_node *n)
{
	if (n->type == YAML_SCALAR) {
		const struct yaml_node *named = b->c->enums ? yaml_get(b->c->enums, n->text.p) : NULL;
		if (!named)
			return yaml_fail(n, b->c->info, b->field, "no table of that name under \"enums\"");
		n = named;
	}
	if (n->type != YAML_MAPPING || n->count == 0 || n->count > MAP_WORDS_MAX)
		return yaml_fail(n, b->c->info, b->field, "a table is expected: their word: ours");
	s->names = NULL;
	for (size_t i = 0; i < n->count; i++) {
		unsigned index;
		enum err e = our_word(b, f, n->pairs[i].value, &index);
		if (e == OK)
			e = map_words(b, s, n->pairs[i].key, index);
		if (e != OK)
			return e;
	}
	return OK;
}

static enum err compile_enum(struct map_builder *b, const struct field *f, struct mapping_slot *s, const struct yaml_node *n)
{
	const struct yaml_node *table = yaml_get(n, "enum"), *other = yaml_get(n, "default");
	enum err e = OK;
	s->names = f->values;
	if (table)
		e = enum_table(b, f, s, table);
	if (e == OK && other) {
		unsigned index;
		e = our_word(b, f, other, &index);
		if (e == OK)
			s->other_word = (int16_t)index;
	}
	return e;
}

static enum err compile_bool(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n)
{
	const struct yaml_node *yes = yaml_get(n, "true"), *no = yaml_get(n, "false"), *other = yaml_get(n, "default");
	enum err e = OK;
	bool v;
	if (!yes && !no)
		return other ? yaml_fail(other, b->c->info, b->field, "\"default\" goes with \"true\" or \"false\"") : OK;
	s->form = FORM_WORDS;
	if (yes)
		e = map_words(b, s, yes, 1);
	if (e == OK && no)
		e = map_words(b, s, no, 0);
	if (e == OK && other) {
		e = yaml_bool(other, b->field, &v, b->c->info);
		if (e == OK)
			s->other_word = v;
	}
	return e;
}

/* Forms ----------------------------------------------------------------------------------------------------------------- */

static const struct form_word {
	const char *word;
	enum field_type type;
	enum map_form form;
} form_words[] = {
	{"text", FIELD_STRING, FORM_PLAIN},      {"any", FIELD_STRING, FORM_ANY},
	{"number", FIELD_INT, FORM_PLAIN},       {"text", FIELD_INT, FORM_TEXT},
	{"number", FIELD_DECIMAL, FORM_PLAIN},   {"text", FIELD_DECIMAL, FORM_TEXT},
	{"decimal", FIELD_MONEY, FORM_DECIMAL},  {"number", FIELD_MONEY, FORM_NUMBER},
	{"minor", FIELD_MONEY, FORM_MINOR},      {"minor_text", FIELD_MONEY, FORM_MINOR_TEXT},
	{"rfc3339", FIELD_TIME, FORM_RFC3339},   {"epoch_s", FIELD_TIME, FORM_EPOCH_S},
	{"epoch_ms", FIELD_TIME, FORM_EPOCH_MS}, {"date", FIELD_TIME, FORM_DATE},
	{"rfc3339", FIELD_DATE, FORM_RFC3339},   {"epoch_s", FIELD_DATE, FORM_EPOCH_S},
	{"epoch_ms", FIELD_DATE, FORM_EPOCH_MS}, {"date", FIELD_DATE, FORM_DATE},
};

static enum err find_form(struct map_builder *b, enum field_type type, const struct yaml_node *n, enum map_form *ret)
{
	char known[96] = "";
	for (size_t i = 0; i < ARRAY_LEN(form_words); i++) {
		if (form_words[i].type != type)
			continue;
		if (n->type == YAML_SCALAR && str_is(n->text, form_words[i].word)) {
			*ret = form_words[i].form;
			return OK;
		}
		size_t used = strlen(known);
		struct buf list = {.p = known + used, .cap = sizeof(known) - used - 1, .max = sizeof(known) - used - 1};
		buf_str(&list, used ? STR(", ") : STR(""));
		buf_str(&list, str_of(form_words[i].word));
		known[used + list.n] = '\0';
	}
	if (!known[0])
		return yaml_fail(n, b->c->info, b->field, "\"as\" means nothing for this field");
	return yaml_fail(n, b->c->info, b->field, "\"as\" is one of %s%s", known, type == FIELD_MONEY ? ", object" : "");
}

/* The defaults entry that is meant for a type, or NULL. */
static const struct yaml_node *default_of(const struct map_context *c, enum field_type type)
{
	const char *key = type == FIELD_MONEY ? "money" : type == FIELD_TIME ? "time" : type == FIELD_DATE ? "date" : NULL;
	return key && c->defaults ? yaml_get(c->defaults, key) : NULL;
}

static enum err compile_form(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n)
{
	const struct yaml_node *as = yaml_get(n, "as"), *usual = default_of(b->c, s->type);
	if (!as && usual)
		as = usual->type == YAML_SCALAR ? usual : yaml_get(usual, "as");
	if (as)
		return find_form(b, s->type, as, &s->form);
	if (s->type == FIELD_TIME)
		s->form = FORM_RFC3339;
	else if (s->type == FIELD_DATE)
		s->form = FORM_DATE;
	return OK;
}

/* Money ----------------------------------------------------------------------------------------------------------------- */

static enum err money_currency(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n, struct str behind_at,
			       const struct yaml_node *at)
{
	unsigned slot;
	if (n->type == YAML_SCALAR && n->text.n && n->text.p[0] != '/') {
		s->currency = currency_find(n->text);
		return s->currency ? OK : yaml_fail(n, b->c->info, b->field, "not a currency of ISO 4217");
	}
	enum err e = hidden_slot(b, s->name, FIELD_CURRENCY, FORM_PLAIN, &slot);
	if (e != OK)
		return e;
	s->currency_slot = (int16_t)slot;
	return at ? map_add_leaf(b, at, behind_at, slot) : map_add_leaf(b, n, STR_NONE, slot);
}

static enum err money_sign(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n)
{
	static const char *const keys[] = {"at", "negative", NULL};
	unsigned slot;
	enum err e = yaml_check_keys(n, b->field, keys, b->c->info);
	if (e != OK)
		return e;
	const struct yaml_node *at = yaml_get(n, "at"), *negative = yaml_get(n, "negative");
	if (!at || !negative)
		return yaml_fail(n, b->c->info, b->field, "\"sign\" needs \"at\" and \"negative\"");
	e = hidden_slot(b, s->name, FIELD_BOOL, FORM_WORDS, &slot);
	if (e != OK)
		return e;
	struct mapping_slot *sign = &b->record->slots[slot];
	sign->other_word = 0;
	e = map_words(b, sign, negative, 1);
	s->sign_slot = (int16_t)slot;
	return e == OK ? map_add_leaf(b, at, STR_NONE, slot) : e;
}

/* One key of a money field: its own, or the default's. */
static const struct yaml_node *money_key(const struct map_builder *b, const struct yaml_node *n, const char *key)
{
	const struct yaml_node *own = yaml_get(n, key), *usual = default_of(b->c, FIELD_MONEY);
	return own || yaml_get(n, "as") ? own : yaml_get(usual, key);
}

/* {at: /balance, as: object, amount: /value, currency: /currency, of: decimal}: pointers below "at". */
static enum err money_object(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n, const struct yaml_node *at,
			     unsigned slot)
{
	const struct yaml_node *amount = money_key(b, n, "amount"), *currency = money_key(b, n, "currency"),
			       *of = money_key(b, n, "of");
	struct str behind = amount && amount->type == YAML_SCALAR ? amount->text : STR("/amount");
	enum err e = of ? find_form(b, FIELD_MONEY, of, &s->form) : OK;
	if (!of)
		s->form = FORM_DECIMAL;
	if (e == OK && behind.n && behind.p[0] != '/')
		return yaml_fail(amount, b->c->info, b->field, "a JSON Pointer starts with \"/\"");
	if (e == OK)
		e = map_add_leaf(b, at, behind, slot);
	if (e != OK)
		return e;
	struct str where = currency && currency->type == YAML_SCALAR ? currency->text : STR("/currency");
	if (where.n && where.p[0] != '/')
		return money_currency(b, s, currency, STR_NONE, NULL);
	return money_currency(b, s, at, where, at);
}

static enum err compile_money(struct map_builder *b, struct mapping_slot *s, const struct yaml_node *n,
			      const struct yaml_node *at, unsigned slot)
{
	const struct yaml_node *as = money_key(b, n, "as"), *currency = money_key(b, n, "currency"),
			       *decimals = money_key(b, n, "decimals"), *sign = yaml_get(n, "sign"),
			       *usual = default_of(b->c, FIELD_MONEY);
	int64_t places;
	enum err e = OK;
	if (!as && usual && usual->type == YAML_SCALAR)
		as = usual;
	if (!as)
		return yaml_fail(n, b->c->info, b->field, "money needs \"as\": decimal, number, minor, minor_text or object");
	if (as->type == YAML_SCALAR && str_is(as->text, "object")) {
		e = money_object(b, s, n, at, slot);
	} else {
		e = find_form(b, FIELD_MONEY, as, &s->form);
		if (e == OK)
			e = map_add_leaf(b, at, STR_NONE, slot);
		if (e == OK && currency)
			e = money_currency(b, s, currency, STR_NONE, NULL);
	}
	if (e == OK && decimals) {
		if (s->form != FORM_MINOR && s->form != FORM_MINOR_TEXT)
			return yaml_fail(decimals, b->c->info, b->field, "\"decimals\" goes with minor units");
		e = yaml_i64(decimals, b->field, 0, 9, &places, b->c->info);
		if (e == OK)
			s->decimals = (int8_t)places;
	}
	return e == OK && sign ? money_sign(b, s, sign) : e;
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
		e = our_word(b, f, n, &index);
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
		enum err e = hidden_slot(b, m->slots[slot].name, FIELD_STRING, FORM_ANY, &part);
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
		enum err e = slot_new(b, &item->record->slots[i], &slot);
		if (e != OK)
			return e;
		b->record->initial[slot] = item->record->initial[i];
	}
	for (unsigned i = 0; i < item->place_count; i++) {
		struct map_place *p;
		if (item->places[i].list)
			return yaml_fail(item->places[i].at, b->c->info, b->field, "a list inside \"records\" is not understood");
		enum err e = place_new(b, &p);
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
		e = hidden_slot(b, f->name, FIELD_STRING, FORM_PRESENCE, &presence);
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
	return add_list(b, items, list);
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
		e = compile_money(b, &s, n, at, slot);
	else if (f->type == FIELD_ENUM)
		e = compile_enum(b, f, &s, n);
	else if (f->type == FIELD_BOOL)
		e = compile_bool(b, &s, n);
	else
		e = compile_form(b, &s, n);
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
		enum err e = slot_new(b, &s, &slot);
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
