/* The walk. A value of the answer meets a node of the tree; what the node wants of it is taken, the rest skipped. Amounts stay
 * text until the whole answer is read, because their currency may stand behind them; mapping_settle() then turns them into minor
 * units, makes joined and fixed fields and looks for what is missing. */
#include "sources/mapping.h"

#include "base/json_reader.h"

enum { FIRST_ITEMS = 16 };

struct walk {
	struct json_reader r;
	struct arena *arena;
	struct str asked;
	const struct mapping_sink *sink;
	enum source_error error;
	struct mapping_fault fault;
};

/* Values of the record being filled, and its table. */
struct frame {
	const struct map_record *map;
	struct value *values;
	bool outermost;
};

static void walk_node(struct walk *w, const struct map_node *n, const struct frame *f);

static __attribute__((cold, noinline)) void fail(struct walk *w, enum source_error e, const struct frame *f, int slot,
						 const char *why)
{
	if (w->error != SOURCE_OK)
		return;
	w->error = e;
	w->fault = (struct mapping_fault){
		.schema = f ? f->map->schema->name : NULL,
		.field = f && slot >= 0 ? f->map->slots[slot].name : NULL,
		.why = why,
		.offset = (uint64_t)(w->r.p - w->r.start),
	};
	json_fail(&w->r, ERR_SHAPE, why);
}

static bool no_memory(struct walk *w)
{
	fail(w, SOURCE_TOO_LARGE, NULL, -1, "the answer needs more memory than one may");
	return false;
}

static struct value *values_new(struct walk *w, const struct map_record *map)
{
	size_t bytes = map->slot_count * sizeof(struct value);
	struct value *v = arena_alloc(w->arena, bytes);
	if (!v) {
		no_memory(w);
		return NULL;
	}
	return memcpy(v, map->initial, bytes);
}

/* One value for one slot. */
static void put(struct walk *w, const struct frame *f, unsigned slot, const struct map_scalar *in)
{
	const struct mapping_slot *s = &f->map->slots[slot];
	struct value *v = &f->values[slot];
	if (in->text.n == 0 && s->empty_is_null && in->type == JSON_STRING)
		return;
	if (v->present && !s->subject) {
		fail(w, SOURCE_WRONG_TYPE, f, (int)slot, "comes twice");
		return;
	}
	if (s->form != FORM_PRESENCE && UNLIKELY(!mapping_value(s, in, w->arena, v))) {
		fail(w, SOURCE_WRONG_TYPE, f, (int)slot, "not of the form that the mapping says");
		return;
	}
	if (s->subject && w->asked.p && UNLIKELY(!str_eq(v->text, w->asked))) {
		/* A number where ids are words is another customer's for nobody. */
		int64_t number;
		bool kind = in->type != JSON_NUMBER || str_to_i64(w->asked, &number) == OK;
		fail(w, kind ? SOURCE_WRONG_CUSTOMER : SOURCE_WRONG_TYPE, f, (int)slot,
		     kind ? "about another customer" : "not an id of the kind asked for");
		return;
	}
	v->present = true;
}

static void walk_scalar(struct walk *w, const struct map_node *n, const struct frame *f, enum json_type type)
{
	struct map_scalar in = {.type = type};
	bool b;
	if (type == JSON_STRING) {
		if (!json_get_string(&w->r, w->arena, &in.text))
			return;
	} else if (type == JSON_NUMBER) {
		if (!json_get_number(&w->r, &in.text))
			return;
	} else {
		if (!json_get_bool(&w->r, &b))
			return;
		in.text = b ? STR("true") : STR("false");
	}
	if (UNLIKELY(n->child_count))
		fail(w, SOURCE_WRONG_TYPE, f, -1, "an object is expected where the pointers lead");
	for (unsigned i = 0; i < n->leaf_count; i++)
		put(w, f, n->leafs[i], &in);
}

/* An array of texts. */
static void walk_strings(struct walk *w, const struct frame *f, unsigned slot)
{
	struct value *v = &f->values[slot];
	struct str *items = NULL;
	size_t count = 0, room = 0;
	json_enter_array(&w->r);
	while (json_next_element(&w->r)) {
		if (count == room) {
			room = room ? room * 2 : FIRST_ITEMS;
			struct str *bigger = arena_array(w->arena, room, sizeof(*items));
			if (!bigger) {
				no_memory(w);
				return;
			}
			if (count)
				memcpy(bigger, items, count * sizeof(*items));
			items = bigger;
		}
		enum json_type type = json_peek(&w->r);
		if (type != JSON_STRING && type != JSON_NONE)
			fail(w, SOURCE_WRONG_TYPE, f, (int)slot, "a list of texts is expected");
		else
			json_get_string(&w->r, w->arena, &items[count++]);
	}
	if (v->present)
		fail(w, SOURCE_WRONG_TYPE, f, (int)slot, "comes twice");
	v->strings.items = items;
	v->strings.count = count;
	v->present = true;
}

static void walk_members(struct walk *w, const struct map_node *n, const struct frame *f)
{
	struct str key;
	unsigned guess = 0;
	json_enter_object(&w->r);
	while (json_next_key(&w->r, w->arena, &key)) {
		const struct map_node *child = map_tree_child(n, key, &guess);
		if (child)
			walk_node(w, child, f);
		else
			json_skip(&w->r, NULL);
	}
}

static void walk_elements(struct walk *w, const struct map_node *n, const struct frame *f)
{
	size_t i = 0;
	json_enter_array(&w->r);
	for (; json_next_element(&w->r); i++) {
		const struct map_node *child = map_tree_element(n, i);
		if (child)
			walk_node(w, child, f);
		else
			json_skip(&w->r, NULL);
	}
}

/* A list under construction. */
struct items {
	struct record *records;
	size_t count, room;
	struct value *spare; /* of an item that the sink didn't want */
};

static bool items_grow(struct walk *w, struct items *it)
{
	if (it->count < it->room)
		return true;
	size_t room = it->room ? it->room * 2 : FIRST_ITEMS;
	struct record *bigger = arena_array(w->arena, room, sizeof(*bigger));
	if (!bigger)
		return no_memory(w);
	if (it->count)
		memcpy(bigger, it->records, it->count * sizeof(*bigger));
	it->records = bigger;
	it->room = room;
	return true;
}

static void walk_item(struct walk *w, const struct map_list *list, const struct frame *outer, struct str key, struct items *it)
{
	struct frame f = {.map = list->item, .values = it->spare};
	bool sunk = w->sink && outer->outermost && w->sink->slot == list->slot;
	if (!items_grow(w, it))
		return;
	if (f.values)
		memcpy(f.values, list->item->initial, list->item->slot_count * sizeof(*f.values));
	else
		f.values = values_new(w, list->item);
	if (!f.values)
		return;
	it->spare = NULL;
	if (list->key_slot != MAP_NO_SLOT)
		put(w, &f, (unsigned)list->key_slot, &(struct map_scalar){JSON_STRING, key});
	walk_node(w, &list->root, &f);
	if (w->r.failed != OK)
		return;
	struct record item = {list->item->schema, f.values};
	if (sunk && !w->sink->take(w->sink->ctx, &item))
		it->spare = f.values;
	else
		it->records[it->count++] = item;
}

static void walk_list(struct walk *w, const struct map_list *list, const struct frame *f)
{
	struct value *v = &f->values[list->slot];
	struct items it = {0};
	struct str key;
	enum json_type type = json_peek(&w->r);
	if (type != (list->key_slot == MAP_NO_SLOT ? JSON_ARRAY : JSON_OBJECT)) {
		fail(w, SOURCE_WRONG_TYPE, f, list->slot, "a list is expected");
		return;
	}
	if (type == JSON_ARRAY) {
		json_enter_array(&w->r);
		while (json_next_element(&w->r))
			walk_item(w, list, f, STR_NONE, &it);
	} else {
		json_enter_object(&w->r);
		while (json_next_key(&w->r, w->arena, &key))
			walk_item(w, list, f, key, &it);
	}
	if (v->present)
		fail(w, SOURCE_WRONG_TYPE, f, list->slot, "comes twice");
	v->list.items = it.records;
	v->list.count = it.count;
	v->present = true;
}

/* Several lists from one array, or a list and something else: read once for each. Rare. */
static void walk_shared(struct walk *w, const struct map_node *n, const struct frame *f)
{
	struct str raw;
	if (!json_skip(&w->r, &raw))
		return;
	struct json_reader after = w->r;
	struct map_node rest = *n;
	rest.list_count = 0;
	for (unsigned i = 0; i <= n->list_count && w->error == SOURCE_OK; i++) {
		json_reader_init(&w->r, raw, JSON_LIMITS_DEFAULT);
		if (i < n->list_count)
			walk_list(w, n->lists[i], f);
		else if (n->child_count || n->leaf_count)
			walk_node(w, &rest, f);
	}
	enum err failed = w->r.failed;
	w->r = after;
	if (failed != OK)
		json_fail(&w->r, failed, w->fault.why);
}

/* Slots that only want to know that something is there, and lists of text. */
static bool walk_container_leafs(struct walk *w, const struct map_node *n, const struct frame *f, enum json_type type)
{
	for (unsigned i = 0; i < n->leaf_count; i++) {
		unsigned slot = n->leafs[i];
		const struct mapping_slot *s = &f->map->slots[slot];
		if (s->form == FORM_PRESENCE) {
			f->values[slot].present = true;
		} else if (s->type == FIELD_STRINGS && type == JSON_ARRAY && n->leaf_count == 1 && !n->child_count) {
			walk_strings(w, f, slot);
			return true;
		} else {
			fail(w, SOURCE_WRONG_TYPE, f, (int)slot, "a single value is expected");
			return true;
		}
	}
	return false;
}

static void walk_node(struct walk *w, const struct map_node *n, const struct frame *f)
{
	if (json_take_null(&w->r))
		return;
	enum json_type type = json_peek(&w->r);
	if (n->list_count) {
		if (n->list_count == 1 && !n->child_count && !n->leaf_count)
			walk_list(w, n->lists[0], f);
		else
			walk_shared(w, n, f);
	} else if (type == JSON_OBJECT || type == JSON_ARRAY) {
		if (walk_container_leafs(w, n, f, type))
			return;
		if (type == JSON_OBJECT && n->child_count)
			walk_members(w, n, f);
		else if (type == JSON_ARRAY && n->indexed)
			walk_elements(w, n, f);
		else if (n->child_count)
			fail(w, SOURCE_WRONG_TYPE, f, -1, "an object is expected where the pointers lead");
		else
			json_skip(&w->r, NULL);
	} else if (type != JSON_NONE) {
		walk_scalar(w, n, f, type);
	}
}

static bool settle(struct walk *w, const struct frame *f, const struct currency *inherited);

static bool settle_joins(struct walk *w, const struct frame *f)
{
	for (unsigned i = 0; i < f->map->join_count; i++) {
		const struct map_join *j = &f->map->joins[i];
		struct buf text;
		struct value *v = &f->values[j->slot];
		size_t room = 1;
		for (unsigned k = 0; k < j->count; k++)
			room += f->values[j->parts[k]].present ? f->values[j->parts[k]].text.n + j->between.n : 0;
		char *out = arena_alloc(w->arena, room);
		if (!out)
			return no_memory(w);
		text = (struct buf){.p = out, .cap = room, .max = room};
		for (unsigned k = 0; k < j->count; k++) {
			const struct value *part = &f->values[j->parts[k]];
			if (!part->present || part->text.n == 0)
				continue;
			if (text.n)
				buf_str(&text, j->between);
			buf_str(&text, part->text);
			v->present = true;
		}
		v->text = buf_view(&text);
	}
	return true;
}

static bool settle_fixed(struct walk *w, const struct frame *f, const struct currency *inherited)
{
	for (unsigned i = 0; i < f->map->fixed_count; i++) {
		const struct map_fixed *x = &f->map->fixed[i];
		struct value *v = &f->values[x->slot];
		struct record *items = arena_array(w->arena, x->count, sizeof(*items));
		if (!items)
			return no_memory(w);
		v->list.items = items;
		v->list.count = 0;
		v->present = true;
		for (unsigned k = 0; k < x->count; k++) {
			if (!f->values[x->items[k].presence_slot].present)
				continue;
			const struct frame inner = {.map = x->items[k].item, .values = f->values + x->items[k].base};
			if (!settle(w, &inner, inherited))
				return false;
			items[v->list.count++] = (struct record){inner.map->schema, inner.values};
		}
	}
	return true;
}

static bool settle_money(struct walk *w, const struct frame *f, const struct currency *own)
{
	for (unsigned i = 0; i < f->map->money_count; i++) {
		unsigned slot = f->map->money_slots[i];
		const struct mapping_slot *s = &f->map->slots[slot];
		struct value *v = &f->values[slot];
		if (!v->present)
			continue;
		const struct currency *c = s->currency ? s->currency : own;
		if (s->currency_slot != MAP_NO_SLOT && f->values[s->currency_slot].present)
			c = f->values[s->currency_slot].currency;
		bool negative = s->sign_slot != MAP_NO_SLOT && f->values[s->sign_slot].present && f->values[s->sign_slot].b;
		if (!c) {
			fail(w, SOURCE_WRONG_TYPE, f, (int)slot, "an amount without a currency");
			return false;
		}
		if (!mapping_settle_money(s, c, negative, v)) {
			fail(w, SOURCE_WRONG_TYPE, f, (int)slot, "not an exact amount of its currency");
			return false;
		}
	}
	return true;
}

static bool settle_lists(struct walk *w, const struct frame *f, const struct currency *own)
{
	for (unsigned i = 0; i < f->map->list_count; i++) {
		const struct map_list *list = f->map->lists[i];
		const struct value *v = &f->values[list->slot];
		for (size_t k = 0; v->present && k < v->list.count; k++) {
			const struct frame inner = {.map = list->item, .values = v->list.items[k].values};
			if (!settle(w, &inner, own))
				return false;
		}
	}
	return true;
}

static bool settle_status(struct walk *w, const struct frame *f)
{
	if (f->map->status_slot == MAP_NO_SLOT)
		return true;
	const struct value *v = &f->values[f->map->status_slot];
	if (v->present && v->index == 0)
		return true;
	if (v->present && v->index == 1)
		fail(w, SOURCE_NOT_FOUND, f, -1, "the answer's status says not found");
	else
		fail(w, SOURCE_HTTP_ERROR, f, -1, "the answer's status says that it failed");
	return false;
}

static bool settle(struct walk *w, const struct frame *f, const struct currency *inherited)
{
	const struct map_record *m = f->map;
	const struct currency *own = inherited;
	if (!settle_status(w, f))
		return false;
	if (m->asked_slot != MAP_NO_SLOT) {
		f->values[m->asked_slot].present = true;
		f->values[m->asked_slot].text = w->asked;
	}
	if (m->own_currency_slot != MAP_NO_SLOT && f->values[m->own_currency_slot].present)
		own = f->values[m->own_currency_slot].currency;
	if (!settle_joins(w, f) || !settle_fixed(w, f, own) || !settle_money(w, f, own) || !settle_lists(w, f, own))
		return false;
	for (unsigned i = 0; i < m->schema->count; i++) {
		if (m->slots[i].required && UNLIKELY(!f->values[i].present)) {
			fail(w, SOURCE_WRONG_TYPE, f, (int)i, "is required and not there");
			return false;
		}
	}
	return true;
}

/* What the reader's failure says of the source. A text that ends in the middle was cut short. */
static enum source_error reader_error(const struct json_reader *r)
{
	switch (r->failed) {
	case OK:
		return SOURCE_OK;
	case ERR_SYNTAX:
		return r->failed_at == r->end ? SOURCE_TRUNCATED : SOURCE_MALFORMED;
	case ERR_NOMEM:
	case ERR_TOO_LARGE:
		return SOURCE_TOO_LARGE;
	default:
		return SOURCE_WRONG_TYPE;
	}
}

static void read_body(struct walk *w, const struct map_node *root, struct str body, const struct frame *f)
{
	json_reader_init(&w->r, body, JSON_LIMITS_DEFAULT);
	walk_node(w, root, f);
	if (w->error != SOURCE_OK || json_finish(&w->r) == OK)
		return;
	w->error = reader_error(&w->r);
	w->fault = (struct mapping_fault){.why = w->r.failed_why, .offset = (uint64_t)(w->r.failed_at - w->r.start)};
}

/* What a request brings whose 404 means "nothing there": lists without items, and about the customer who was asked for. */
static void read_nothing(struct walk *w, const struct map_node *n, const struct frame *f)
{
	for (unsigned i = 0; i < n->list_count; i++)
		f->values[n->lists[i]->slot].present = true;
	for (unsigned i = 0; i < n->leaf_count; i++) {
		struct value *v = &f->values[n->leafs[i]];
		if (f->map->slots[n->leafs[i]].subject && w->asked.p) {
			v->present = true;
			v->text = w->asked;
		}
	}
	for (unsigned i = 0; i < n->child_count; i++)
		read_nothing(w, n->children[i], f);
}

enum source_error mapping_run(const struct mapping *m, const struct str *bodies, struct str asked, struct arena *a,
			      const struct mapping_sink *sink, struct record *ret, struct mapping_fault *fault)
{
	struct walk w = {.arena = a, .asked = asked, .sink = sink};
	struct frame f = {.map = m->record, .outermost = true};
	f.values = values_new(&w, m->record);
	for (size_t i = 0; i < m->root_count && w.error == SOURCE_OK; i++)
		if (bodies[i].p)
			read_body(&w, &m->roots[i], bodies[i], &f);
		else
			read_nothing(&w, &m->roots[i], &f);
	if (w.error == SOURCE_OK && settle(&w, &f, NULL))
		*ret = (struct record){m->record->schema, f.values};
	if (fault)
		*fault = w.fault;
	return w.error;
}
