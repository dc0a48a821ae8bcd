#include "sources/record_pack.h"

/* Before each value. Money mostly has the currency of the money before it. */
enum tag { TAG_ABSENT, TAG_PRESENT, TAG_OTHER_CURRENCY };

struct packing {
	struct buf *out;
	const struct currency *currency;
};

static void put_number(struct buf *out, uint64_t v)
{
	while (v >= 0x80) {
		buf_char(out, (char)(v | 0x80));
		v >>= 7;
	}
	buf_char(out, (char)v);
}

static void put_signed(struct buf *out, int64_t v)
{
	put_number(out, (uint64_t)v << 1 ^ (uint64_t)(v >> 63));
}

static void put_text(struct buf *out, struct str s)
{
	put_number(out, s.n);
	buf_str(out, s);
}

static void put_record(struct packing *p, const struct record *r);

static void put_value(struct packing *p, const struct field *f, const struct value *v)
{
	bool other = v->present && f->type == FIELD_MONEY && v->money.currency != p->currency;
	buf_char(p->out, !v->present ? TAG_ABSENT : other ? TAG_OTHER_CURRENCY : TAG_PRESENT);
	if (!v->present)
		return;
	switch (f->type) {
	case FIELD_STRING:
	case FIELD_ID:
	case FIELD_DECIMAL:
	case FIELD_CARD_NUMBER:
		put_text(p->out, v->text);
		return;
	case FIELD_INT:
	case FIELD_TIME:
		put_signed(p->out, v->i64);
		return;
	case FIELD_BOOL:
		buf_char(p->out, v->b);
		return;
	case FIELD_MONEY:
		if (other)
			buf_add(p->out, &v->money.currency, sizeof v->money.currency);
		p->currency = v->money.currency;
		put_signed(p->out, v->money.minor);
		return;
	case FIELD_DATE:
		put_signed(p->out, v->days);
		return;
	case FIELD_ENUM:
		put_number(p->out, v->index);
		return;
	case FIELD_CURRENCY:
		buf_add(p->out, &v->currency, sizeof v->currency);
		return;
	case FIELD_STRINGS:
		put_number(p->out, v->strings.count);
		for (size_t i = 0; i < v->strings.count; i++)
			put_text(p->out, v->strings.items[i]);
		return;
	case FIELD_LIST:
		put_number(p->out, v->list.count);
		for (size_t i = 0; i < v->list.count; i++)
			put_record(p, &v->list.items[i]);
		return;
	}
}

static void put_record(struct packing *p, const struct record *r)
{
	for (size_t i = 0; i < r->schema->count; i++)
		put_value(p, &r->schema->fields[i], &r->values[i]);
}

void record_pack(struct buf *out, const struct record *r)
{
	struct packing p = {.out = out};
	put_record(&p, r);
}

/* Back ---------------------------------------------------------------------------------------------------------------------- */

struct unpacking {
	const char *at;
	struct arena *arena;
	const struct currency *currency;
	bool failed;
};

static uint64_t get_number(struct unpacking *u)
{
	uint64_t v = 0;
	for (unsigned shift = 0;; shift += 7) {
		unsigned char byte = (unsigned char)*u->at++;
		v |= (uint64_t)(byte & 0x7F) << shift;
		if (!(byte & 0x80))
			return v;
	}
}

static int64_t get_signed(struct unpacking *u)
{
	uint64_t v = get_number(u);
	return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

static struct str get_text(struct unpacking *u)
{
	size_t n = get_number(u);
	struct str s = str_mem(u->at, n);
	u->at += n;
	return s;
}

static const struct currency *get_currency(struct unpacking *u)
{
	const struct currency *c;
	memcpy(&c, u->at, sizeof c);
	u->at += sizeof c;
	return c;
}

static void get_record(struct unpacking *u, const struct schema *schema, struct record *ret);

static void get_strings(struct unpacking *u, struct value *v)
{
	v->strings.count = get_number(u);
	v->strings.items = arena_array(u->arena, MAX(v->strings.count, 1), sizeof *v->strings.items);
	u->failed |= !v->strings.items;
	for (size_t i = 0; i < v->strings.count && !u->failed; i++)
		v->strings.items[i] = get_text(u);
}

static void get_list(struct unpacking *u, const struct schema *items, struct value *v)
{
	v->list.count = get_number(u);
	v->list.items = arena_array(u->arena, MAX(v->list.count, 1), sizeof *v->list.items);
	u->failed |= !v->list.items;
	for (size_t i = 0; i < v->list.count && !u->failed; i++)
		get_record(u, items, &v->list.items[i]);
}

static void get_value(struct unpacking *u, const struct field *f, struct value *v)
{
	char tag = *u->at++;
	v->present = tag != TAG_ABSENT;
	if (!v->present)
		return;
	switch (f->type) {
	case FIELD_STRING:
	case FIELD_ID:
	case FIELD_DECIMAL:
	case FIELD_CARD_NUMBER:
		v->text = get_text(u);
		return;
	case FIELD_INT:
	case FIELD_TIME:
		v->i64 = get_signed(u);
		return;
	case FIELD_BOOL:
		v->b = *u->at++;
		return;
	case FIELD_MONEY:
		if (tag == TAG_OTHER_CURRENCY)
			u->currency = get_currency(u);
		v->money.currency = u->currency;
		v->money.minor = get_signed(u);
		return;
	case FIELD_DATE:
		v->days = (int32_t)get_signed(u);
		return;
	case FIELD_ENUM:
		v->index = (unsigned)get_number(u);
		return;
	case FIELD_CURRENCY:
		v->currency = get_currency(u);
		return;
	case FIELD_STRINGS:
		get_strings(u, v);
		return;
	case FIELD_LIST:
		get_list(u, f->items, v);
		return;
	}
}

static void get_record(struct unpacking *u, const struct schema *schema, struct record *ret)
{
	ret->schema = schema;
	ret->values = arena_zalloc(u->arena, schema->count * sizeof *ret->values);
	u->failed |= !ret->values;
	for (size_t i = 0; i < schema->count && !u->failed; i++)
		get_value(u, &schema->fields[i], &ret->values[i]);
}

struct record *record_unpack(struct str packed, const struct schema *schema, struct arena *a)
{
	struct unpacking u = {.at = packed.p, .arena = a};
	struct record *r = ARENA_NEW(a, struct record);
	if (!r)
		return NULL;
	get_record(&u, schema, r);
	MUST(u.failed || u.at == packed.p + packed.n);
	return u.failed ? NULL : r;
}
