#include "sources/mapping_write.h"

#include "base/clock.h"

enum { MS_A_DAY = 86400000, NUMBER_TEXT_MAX = 32 };

/* One value ----------------------------------------------------------------------------------------------------------------
 * The mirror of mapping_value.c: tables by field type. */

static bool put(struct map_scalar *ret, enum json_type type, struct str text)
{
	*ret = (struct map_scalar){type, text};
	return text.p != NULL;
}

static bool put_number(struct map_scalar *ret, bool quoted, int64_t v, struct arena *a)
{
	char *text = arena_printf(a, "%lld", (long long)v);
	return put(ret, quoted ? JSON_STRING : JSON_NUMBER, str_of(text));
}

static bool write_string(const struct mapping_slot *s, const struct value *v, struct arena *a, struct map_scalar *ret)
{
	(void)a;
	bool number = s->type == FIELD_ID && s->form == FORM_NUMBER;
	uint64_t any;
	if (number && (str_to_u64(v->text, &any) != OK || (v->text.n > 1 && v->text.p[0] == '0')))
		return false;
	return put(ret, number ? JSON_NUMBER : JSON_STRING, v->text.p ? v->text : STR(""));
}

static bool write_int(const struct mapping_slot *s, const struct value *v, struct arena *a, struct map_scalar *ret)
{
	return put_number(ret, s->form == FORM_TEXT, v->i64, a);
}

static bool write_decimal(const struct mapping_slot *s, const struct value *v, struct arena *a, struct map_scalar *ret)
{
	return put(ret, s->form == FORM_TEXT ? JSON_STRING : JSON_NUMBER, mapping_move_point(v->text, -s->decimals, a));
}

static bool is_number(struct str text)
{
	struct json_reader r;
	struct str number;
	json_reader_init(&r, text, JSON_LIMITS_DEFAULT);
	return json_get_number(&r, &number) && json_finish(&r) == OK;
}

/* A word in quotes is a text whatever it looks like; without, numbers and truth values are themselves. */
static bool put_word(struct map_scalar *ret, const struct map_word *w)
{
	enum json_type type = JSON_STRING;
	if (w->plain && str_is(w->word, "true"))
		type = JSON_TRUE;
	else if (w->plain && str_is(w->word, "false"))
		type = JSON_FALSE;
	else if (w->plain && is_number(w->word))
		type = JSON_NUMBER;
	return put(ret, type, w->word);
}

/* The first of their words for ours. */
static bool find_word(const struct mapping_slot *s, unsigned index, struct map_scalar *ret)
{
	for (unsigned i = 0; i < s->word_count; i++)
		if (s->words[i].index == index)
			return put_word(ret, &s->words[i]);
	return false;
}

static bool write_bool(const struct mapping_slot *s, const struct value *v, struct arena *a, struct map_scalar *ret)
{
	(void)a;
	if (s->form == FORM_WORDS)
		return find_word(s, v->b, ret);
	return put(ret, v->b ? JSON_TRUE : JSON_FALSE, v->b ? STR("true") : STR("false"));
}

static bool write_enum(const struct mapping_slot *s, const struct value *v, struct arena *a, struct map_scalar *ret)
{
	(void)a;
	if (s->names)
		return put(ret, JSON_STRING, str_of(s->names[v->index]));
	return find_word(s, v->index, ret);
}

static bool write_money(const struct mapping_slot *s, const struct value *v, struct arena *a, struct map_scalar *ret)
{
	const struct currency *c = v->money.currency;
	char text[MONEY_TEXT_MAX];
	int64_t minor = v->money.minor;
	if (!c || (s->currency && s->currency != c))
		return false;
	if (s->form == FORM_MINOR || s->form == FORM_MINOR_TEXT) {
		if (s->decimals != MAP_OWN_DECIMALS && !mapping_rescale(minor, c->exponent, s->decimals, &minor))
			return false;
		return put_number(ret, s->form == FORM_MINOR_TEXT, minor, a);
	}
	size_t n = money_format(minor, c->exponent, text);
	return put(ret, s->form == FORM_NUMBER ? JSON_NUMBER : JSON_STRING, arena_dup(a, str_mem(text, n)));
}

/* Seconds, with as many decimals as the milliseconds need. */
static bool put_seconds(struct map_scalar *ret, int64_t ms, struct arena *a)
{
	char text[MONEY_TEXT_MAX];
	if (ms % 1000 == 0)
		return put_number(ret, false, ms / 1000, a);
	size_t n = money_format(ms, 3, text);
	while (text[n - 1] == '0')
		n--;
	return put(ret, JSON_NUMBER, arena_dup(a, str_mem(text, n)));
}

static bool put_moment(const struct mapping_slot *s, int64_t ms, struct arena *a, struct map_scalar *ret)
{
	char text[CLOCK_RFC3339_MAX], day[16];
	switch (s->form) {
	case FORM_EPOCH_S:
		return put_seconds(ret, ms, a);
	case FORM_EPOCH_MS:
		return put_number(ret, false, ms, a);
	case FORM_DATE:
		if (ms % MS_A_DAY)
			return false;
		clock_format_date((int32_t)(ms / MS_A_DAY), day);
		return put(ret, JSON_STRING, arena_dup(a, str_of(day)));
	default:
		clock_format_rfc3339(ms, text);
		return put(ret, JSON_STRING, arena_dup(a, str_of(text)));
	}
}

static bool write_time(const struct mapping_slot *s, const struct value *v, struct arena *a, struct map_scalar *ret)
{
	return put_moment(s, v->i64, a, ret);
}

static bool write_date(const struct mapping_slot *s, const struct value *v, struct arena *a, struct map_scalar *ret)
{
	return put_moment(s, (int64_t)v->days * MS_A_DAY, a, ret);
}

static bool write_currency(const struct mapping_slot *s, const struct value *v, struct arena *a, struct map_scalar *ret)
{
	(void)s, (void)a;
	return v->currency && put(ret, JSON_STRING, str_of(v->currency->code));
}

static bool write_never(const struct mapping_slot *s, const struct value *v, struct arena *a, struct map_scalar *ret)
{
	(void)s, (void)v, (void)a, (void)ret;
	return false;
}

static bool (*const writers[])(const struct mapping_slot *, const struct value *, struct arena *, struct map_scalar *) = {
	[FIELD_STRING] = write_string,     [FIELD_ID] = write_string,         [FIELD_INT] = write_int,
	[FIELD_DECIMAL] = write_decimal,   [FIELD_BOOL] = write_bool,         [FIELD_MONEY] = write_money,
	[FIELD_TIME] = write_time,         [FIELD_DATE] = write_date,         [FIELD_ENUM] = write_enum,
	[FIELD_CURRENCY] = write_currency, [FIELD_CARD_NUMBER] = write_never, /* a whole one is never known here */
	[FIELD_STRINGS] = write_never,     [FIELD_LIST] = write_never,
};

bool mapping_write_value(const struct mapping_slot *s, const struct value *v, struct arena *a, struct map_scalar *ret)
{
	return writers[s->type](s, v, a, ret);
}

/* A body ------------------------------------------------------------------------------------------------------------------ */

struct writing {
	const struct map_writer *m;
	const struct record *r;
	struct arena *arena;
	struct json_writer json;
	const char *failed; /* field */
};

static bool is_array(const struct map_node *n)
{
	for (unsigned i = 0; i < n->child_count; i++)
		if (n->children[i]->index < 0)
			return false;
	return n->child_count > 0;
}

/* Whose value stands at a slot: the field's own, or the amount's whose currency it is. */
static const struct value *value_at(const struct writing *w, unsigned slot)
{
	int owner = w->m->owners[slot];
	return &w->r->values[owner == MAP_NO_SLOT ? slot : (unsigned)owner];
}

static bool is_null_at(const struct writing *w, unsigned slot)
{
	int owner = w->m->owners[slot];
	return w->m->nulls >> (owner == MAP_NO_SLOT ? slot : (unsigned)owner) & 1;
}

static bool has_anything(const struct writing *w, const struct map_node *n)
{
	if (n->leaf_count) {
		unsigned slot = n->leafs[0];
		return w->m->raw[slot].p || value_at(w, slot)->present || is_null_at(w, slot);
	}
	for (unsigned i = 0; i < n->child_count; i++)
		if (has_anything(w, n->children[i]))
			return true;
	return false;
}

static void write_leaf(struct writing *w, unsigned slot)
{
	const struct mapping_slot *s = &w->m->record->slots[slot];
	const struct value *v = w->m->raw[slot].p ? NULL : value_at(w, slot);
	struct value currency = {.present = true};
	struct map_scalar out;
	if (!v) {
		json_put_raw(&w->json, w->m->raw[slot]);
		return;
	}
	if (!v->present) {
		json_put_null(&w->json);
		return;
	}
	if (w->m->owners[slot] != MAP_NO_SLOT) {
		currency.currency = v->money.currency;
		v = &currency;
	}
	if (!mapping_write_value(s, v, w->arena, &out)) {
		w->failed = s->name;
		json_put_null(&w->json);
	} else if (out.type == JSON_STRING) {
		json_put_string(&w->json, out.text);
	} else {
		json_put_raw(&w->json, out.text);
	}
}

static void write_node(struct writing *w, const struct map_node *n)
{
	if (n->leaf_count) {
		write_leaf(w, n->leafs[0]);
	} else if (is_array(n)) {
		json_open_array(&w->json);
		for (unsigned i = 0; i < n->child_count; i++)
			write_node(w, map_tree_element(n, i)); /* an absent one keeps its place */
		json_close_array(&w->json);
	} else {
		json_open_object(&w->json);
		for (unsigned i = 0; i < n->child_count; i++) {
			if (!has_anything(w, n->children[i]))
				continue;
			json_key(&w->json, n->children[i]->key);
			write_node(w, n->children[i]);
		}
		json_close_object(&w->json);
	}
}

bool mapping_write(const struct map_writer *m, const struct record *r, struct arena *a, struct buf *out, const char **ret_field)
{
	struct writing w = {.m = m, .r = r, .arena = a};
	json_writer_init(&w.json, out);
	write_node(&w, &m->root);
	if (ret_field)
		*ret_field = w.failed;
	return !w.failed && buf_ok(out) == OK;
}
