#include "view/record_json.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>

#define SPANS_MAX         4096
#define SPAN_POINTERS_MAX (256u << 10)
#define NESTING_MAX       4

void span_list_init(struct span_list *l)
{
	*l = (struct span_list){0};
	buf_init(&l->pointers, SPAN_POINTERS_MAX);
}

void span_list_done(struct span_list *l)
{
	free(l->items);
	buf_done(&l->pointers);
}

static struct span *span_add(struct span_list *l)
{
	if (l->count == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 16;
		struct span *grown = cap <= SPANS_MAX ? realloc(l->items, cap * sizeof *grown) : NULL;
		if (!grown) {
			l->failed = true;
			return NULL;
		}
		l->items = grown;
		l->cap = cap;
	}
	return &l->items[l->count++];
}

/* --- who may see which field --- */

struct mask_row {
	const char *field;
	enum mask_kind kind;
};

static const struct mask_row profile_masks[] = {
	{"email", MASK_EMAIL},        {"phone", MASK_PHONE},       {"dateOfBirth", MASK_DATE},      {"address.line1", MASK_TEXT},
	{"address.line2", MASK_TEXT}, {"address.city", MASK_TEXT}, {"address.postcode", MASK_TEXT}, {"formerEmails", MASK_EMAIL},
};
static const struct mask_row document_masks[] = {{"number", MASK_DOCUMENT_NUMBER}};
static const struct mask_row customer_masks[] = {{"email", MASK_EMAIL}, {"phone", MASK_PHONE}, {"formerEmails", MASK_EMAIL}};

static const struct mask_set {
	const char *schema;
	const struct mask_row *rows;
	size_t count;
} mask_sets[] = {
	{"PROFILE", profile_masks, ARRAY_LEN(profile_masks)},
	{"DOCUMENT", document_masks, ARRAY_LEN(document_masks)},
	{"CUSTOMER", customer_masks, ARRAY_LEN(customer_masks)},
};

/* NULL for most schemas: then no field of theirs is looked up. */
static const struct mask_set *mask_set_of(const struct schema *s)
{
	for (size_t i = 0; i < ARRAY_LEN(mask_sets); i++)
		if (strcmp(mask_sets[i].schema, s->name) == 0)
			return &mask_sets[i];
	return NULL;
}

static enum mask_kind mask_in_set(const struct mask_set *set, const char *field)
{
	for (size_t i = 0; set && i < set->count; i++)
		if (strcmp(set->rows[i].field, field) == 0)
			return set->rows[i].kind;
	return MASK_NONE;
}

enum mask_kind record_mask(const struct schema *s, size_t field)
{
	return mask_in_set(mask_set_of(s), s->fields[field].name);
}

/* The sight that an item of a list needs to exist at all. One rule today: AML is absent, not masked (product.md). */
static unsigned item_sight(const struct record *item)
{
	if (strcmp(item->schema->name, "FLAG") != 0)
		return 0;
	const struct value *category = &item->values[F_FLAG_category];
	const char *word = item->schema->fields[F_FLAG_category].values[category->index];
	return strcmp(word, "aml") == 0 ? SIGHT_AML : 0;
}

/* --- values --- */

static void put_masked(struct json_writer *w, enum mask_kind kind, struct str value)
{
	struct buf text;
	buf_init(&text, 1024);
	mask_put(kind, value, &text);
	json_put_string(w, buf_view(&text));
	buf_done(&text);
}

static void put_strings(struct json_writer *w, const struct value *v)
{
	json_open_array(w);
	for (size_t i = 0; i < v->strings.count; i++)
		json_put_string(w, v->strings.items[i]);
	json_close_array(w);
}

static void put_scalar(struct json_writer *w, const struct field *f, const struct value *v)
{
	char date[16];
	switch (f->type) {
	case FIELD_STRING:
	case FIELD_ID:
	case FIELD_CARD_NUMBER:
		json_put_string(w, v->text);
		return;
	case FIELD_DECIMAL:
		json_put_raw(w, v->text);
		return;
	case FIELD_INT:
		json_put_i64(w, v->i64);
		return;
	case FIELD_BOOL:
		json_put_bool(w, v->b);
		return;
	case FIELD_MONEY:
		json_put_money(w, v->money.minor, v->money.currency->exponent);
		return;
	case FIELD_TIME:
		json_put_time(w, v->i64);
		return;
	case FIELD_DATE:
		clock_format_date(v->days, date);
		json_put_string(w, str_of(date));
		return;
	case FIELD_ENUM:
		json_put_string(w, str_of(f->values[v->index]));
		return;
	case FIELD_CURRENCY:
		json_put_string(w, str_of(v->currency->code));
		return;
	case FIELD_STRINGS:
		put_strings(w, v);
		return;
	case FIELD_LIST:
		break; /* record_write_list */
	}
	MUST(f->type != FIELD_LIST);
}

static struct str pointer_join(char *out, size_t size, struct str parent, struct str name)
{
	size_t n = MIN(parent.n, size - 1);
	memcpy(out, parent.p, n);
	if (n < size)
		out[n++] = '/';
	for (size_t i = 0; i < name.n && n < size; i++)
		out[n++] = name.p[i] == '.' ? '/' : name.p[i];
	return str_mem(out, n);
}

static void note_pointer(struct buf *masked, struct str pointer)
{
	if (!masked)
		return;
	if (masked->n)
		buf_char(masked, ',');
	json_escape(masked, pointer);
}

/* What the reader's mask is computed from: the value's own text. */
static struct str maskable_text(const struct field *f, const struct value *v, char date[16])
{
	if (f->type == FIELD_DATE) {
		clock_format_date(v->days, date);
		return str_of(date);
	}
	if (f->type == FIELD_STRINGS)
		return v->strings.count ? v->strings.items[0] : STR("");
	return v->text;
}

/* The masked form of a list of strings is a list of masked strings of one entry: how many there are is not told. */
static void put_masked_field(struct json_writer *w, const struct field *f, const struct value *v, enum mask_kind kind)
{
	char date[16];
	if (f->type == FIELD_STRINGS)
		json_open_array(w);
	if (f->type != FIELD_STRINGS || v->strings.count)
		put_masked(w, kind, maskable_text(f, v, date));
	if (f->type == FIELD_STRINGS)
		json_close_array(w);
}

static void put_maskable(struct json_writer *w, const struct field *f, const struct value *v, enum mask_kind kind,
			 struct str pointer, const struct record_style *style)
{
	if (!style->spans) {
		if (style->sight & mask_sight(kind)) {
			put_scalar(w, f, v);
			return;
		}
		put_masked_field(w, f, v, kind);
		note_pointer(style->masked, pointer);
		return;
	}
	size_t start = w->out->n + (w->need_comma ? 1 : 0);
	put_scalar(w, f, v);
	struct span *s = span_add(style->spans);
	if (!s)
		return;
	*s = (struct span){.start = (uint32_t)start,
			   .end = (uint32_t)w->out->n,
			   .pointer = (uint32_t)style->spans->pointers.n,
			   .pointer_length = (uint32_t)pointer.n,
			   .kind = (uint8_t)kind,
			   .sight = (uint8_t)mask_sight(kind)};
	buf_str(&style->spans->pointers, pointer);
}

/* --- objects --- */

/* Opens and closes nested objects so that the path before the last name of @path is open. */
struct nest {
	struct str open[NESTING_MAX];
	size_t depth;
};

static void nest_to(struct json_writer *w, struct nest *n, struct str path, struct str *ret_leaf)
{
	struct str rest = path, part, want[NESTING_MAX];
	size_t depth = 0;
	while (str_find(rest, '.', 0) != SIZE_MAX && str_split(&rest, '.', &part)) {
		MUST(depth < NESTING_MAX);
		want[depth++] = part;
	}
	size_t same = 0;
	while (same < depth && same < n->depth && str_eq(want[same], n->open[same]))
		same++;
	for (; n->depth > same; n->depth--)
		json_close_object(w);
	for (; n->depth < depth; n->depth++) {
		json_key(w, want[n->depth]);
		json_open_object(w);
		n->open[n->depth] = want[n->depth];
	}
	*ret_leaf = rest;
}

static void put_field(struct json_writer *w, const struct record *r, size_t field, const struct mask_set *masks,
		      struct str pointer, const struct record_style *style)
{
	const struct field *f = &r->schema->fields[field];
	const struct value *v = &r->values[field];
	if (!v->present) {
		json_put_null(w);
		return;
	}
	char space[256];
	if (f->type == FIELD_LIST) {
		record_write_list(w, v, pointer_join(space, sizeof space, pointer, str_of(f->name)), style);
		return;
	}
	enum mask_kind kind = mask_in_set(masks, f->name);
	if (kind == MASK_NONE)
		put_scalar(w, f, v);
	else
		put_maskable(w, f, v, kind, pointer_join(space, sizeof space, pointer, str_of(f->name)), style);
}

void record_put(struct json_writer *w, const struct record *r, size_t field, struct str pointer, const struct record_style *style)
{
	put_field(w, r, field, mask_set_of(r->schema), pointer, style);
}

void record_write_members(struct json_writer *w, const struct record *r, size_t from, size_t to, uint64_t skip,
			  struct str pointer, const struct record_style *style)
{
	struct nest nest = {.depth = 0};
	const struct mask_set *masks = mask_set_of(r->schema);
	for (size_t i = from; i < to; i++) {
		if (i < 64 && (skip >> i) & 1)
			continue;
		struct str leaf;
		nest_to(w, &nest, str_of(r->schema->fields[i].name), &leaf);
		json_key(w, leaf);
		put_field(w, r, i, masks, pointer, style);
	}
	for (; nest.depth; nest.depth--)
		json_close_object(w);
}

void record_write(struct json_writer *w, const struct record *r, struct str pointer, const struct record_style *style)
{
	json_open_object(w);
	record_write_members(w, r, 0, r->schema->count, 0, pointer, style);
	json_close_object(w);
}

static void note_hidden_item(struct span_list *l, size_t start, size_t end, unsigned sight)
{
	struct span *s = span_add(l);
	if (s)
		*s = (struct span){.start = (uint32_t)start, .end = (uint32_t)end, .kind = MASK_NONE, .sight = (uint8_t)sight};
}

void record_write_list(struct json_writer *w, const struct value *list, struct str pointer, const struct record_style *style)
{
	if (!list->present) {
		json_put_null(w);
		return;
	}
	json_open_array(w);
	for (size_t i = 0; i < list->list.count; i++) {
		const struct record *item = &list->list.items[i];
		unsigned sight = item_sight(item);
		if (sight && !style->spans && !(style->sight & sight))
			continue;
		char space[256], number[24];
		int digits = snprintf(number, sizeof number, "%zu", i);
		/* The comma before a hidden item goes with it; copy_to() drops the one behind a hidden first item. */
		size_t start = w->out->n;
		record_write(w, item, pointer_join(space, sizeof space, pointer, str_mem(number, (size_t)digits)), style);
		if (sight && style->spans)
			note_hidden_item(style->spans, start, w->out->n, sight);
	}
	json_close_array(w);
}

/* --- variants --- */

struct apply {
	struct str text;
	unsigned sight;
	struct buf *out, *masked;
	const char *pointers;
	size_t at; /* how far the text has been copied */
};

static void apply_mask(struct apply *a, const struct span *s)
{
	struct str value = str_mem(a->text.p + s->start, s->end - s->start);
	struct json_writer w;
	struct json_reader r;
	struct arena scratch;
	struct str plain = STR("");
	arena_init(&scratch, 64u << 10);
	json_writer_init(&w, a->out);
	json_reader_init(&r, value, JSON_LIMITS_DEFAULT);
	bool list = json_peek(&r) == JSON_ARRAY;
	bool some = true;
	if (list) {
		json_enter_array(&r);
		some = json_next_element(&r);
	}
	if (some)
		json_get_string(&r, &scratch, &plain);
	if (list)
		json_open_array(&w);
	if (some)
		put_masked(&w, (enum mask_kind)s->kind, plain);
	if (list)
		json_close_array(&w);
	arena_done(&scratch);
	note_pointer(a->masked, str_mem(a->pointers + s->pointer, s->pointer_length));
}

static void copy_to(struct apply *a, size_t end)
{
	bool after_hidden_first = a->out->n && a->out->p[a->out->n - 1] == '[' && a->at && a->text.p[a->at - 1] == '}';
	if (after_hidden_first && a->at < end && a->text.p[a->at] == ',')
		a->at++;
	buf_add(a->out, a->text.p + a->at, end - a->at);
	a->at = end;
}

void spans_apply(struct str text, const struct span *spans, size_t count, const char *pointers, unsigned sight, struct buf *out,
		 struct buf *masked)
{
	struct apply a = {.text = text, .sight = sight, .out = out, .masked = masked, .pointers = pointers};
	for (size_t i = 0; i < count; i++) {
		const struct span *s = &spans[i];
		if (sight & s->sight)
			continue;
		copy_to(&a, s->start);
		a.at = s->end;
		if (s->kind != MASK_NONE)
			apply_mask(&a, s);
	}
	copy_to(&a, text.n);
}
