#include "directory/fold.h"
#include "directory/segment_draft.h"

#include <stdlib.h>

static bool is_word(char c)
{
	unsigned char u = (unsigned char)c;
	return (u >= 'a' && u <= 'z') || (u >= '0' && u <= '9') || u >= 0x80;
}

/* Where the next value of this text will stand. */
static uint32_t text_place(const struct draft *d, enum segment_text t)
{
	return (uint32_t)d->section[SECTION_TEXT + t].n;
}

static void add_entry(struct draft *d, enum segment_column c, uint32_t doc, uint32_t place)
{
	scratch_add(&d->section[SECTION_COLUMN_DOCS + c], &doc, sizeof(doc));
	scratch_add(&d->section[SECTION_COLUMN_PLACES + c], &place, sizeof(place));
}

static void add_text(struct draft *d, enum segment_text t, const char *p, size_t n)
{
	scratch_add(&d->section[SECTION_TEXT + t], p, n);
	scratch_add(&d->section[SECTION_TEXT + t], "", 1);
}

/* A value and every place in it where a word begins. Of an address's host only the start: nobody looks for "com". */
static void add_value(struct draft *d, enum segment_column c, uint32_t doc, const char *p, size_t n)
{
	enum segment_text t = column_text(c);
	uint32_t place = text_place(d, t);
	bool host = false;
	if (n)
		add_entry(d, c, doc, place | SEGMENT_PLACE_START | SEGMENT_PLACE_WHOLE);
	for (size_t i = 1; i < n && !host; i++) {
		if (is_word(p[i]) && !is_word(p[i - 1])) {
			add_entry(d, c, doc, place + (uint32_t)i);
			host = p[i - 1] == '@';
		}
	}
	add_text(d, t, p, n);
}

static void add_folded(struct draft *d, enum segment_column c, uint32_t doc, struct str value)
{
	char folded[FOLD_OUT_MAX];
	add_value(d, c, doc, folded, fold_text(value, folded));
}

/* An empty name still is a value: the order by name needs a place. */
static void add_names(struct draft *d, uint32_t doc, struct str name)
{
	char forms[FOLD_OUT_MAX];
	size_t n = fold_name(name, forms);
	if (n == 0)
		add_text(d, TEXT_PUBLIC, "", 0);
	for (size_t at = 0; at < n; at += strlen(forms + at) + 1)
		add_value(d, COLUMN_NAME, doc, forms + at, strlen(forms + at));
}

/* Like every value that is missing, one that is no phone number takes its empty place: readers count values. */
static void add_phone(struct draft *d, uint32_t doc, struct str phone)
{
	struct fold_phone f;
	if (!phone.n || !fold_phone(phone, &f)) {
		add_text(d, TEXT_PRIVATE, "", 0);
		return;
	}
	uint32_t place = text_place(d, TEXT_PRIVATE);
	add_entry(d, COLUMN_PHONE, doc, place | SEGMENT_PLACE_START | SEGMENT_PLACE_WHOLE);
	if (f.national)
		add_entry(d, COLUMN_PHONE, doc,
			  (place + (uint32_t)f.national) | (f.n - f.national >= FOLD_NATIONAL_MIN ? SEGMENT_PLACE_WHOLE : 0));
	add_text(d, TEXT_PRIVATE, f.digits, f.n);
}

static struct draft_value *facet_value(struct draft *d, const char *key, size_t n)
{
	struct draft_value *v = map_get(&d->facet_values, str_mem(key, n));
	if (v)
		return v;
	struct str kept = arena_dup(&d->facet_arena, str_mem(key, n));
	v = ARENA_NEW(&d->facet_arena, struct draft_value);
	if (!kept.p || !v)
		return NULL;
	if (d->value_count == d->value_cap) {
		uint32_t cap = d->value_cap ? d->value_cap * 2 : 64;
		struct draft_value **more = realloc(d->values, cap * sizeof(struct draft_value *));
		if (!more)
			return NULL;
		d->values = more;
		d->value_cap = cap;
	}
	*v = (struct draft_value){.index = d->value_count, .facet = (uint8_t)kept.p[0], .text = str_mem(kept.p + 1, kept.n - 1)};
	if (map_put(&d->facet_values, kept, v, NULL))
		return NULL;
	d->values[d->value_count++] = v;
	return v;
}

static enum err add_facet(struct draft *d, enum segment_facet f, uint32_t doc, struct str value)
{
	char key[1 + CUSTOMER_TEXT_MAX];
	key[0] = (char)f;
	for (size_t i = 0; i < value.n; i++)
		key[1 + i] = value.p[i] >= 'A' && value.p[i] <= 'Z' ? (char)(value.p[i] + 32) : value.p[i];
	struct draft_value *v = facet_value(d, key, 1 + value.n);
	if (!v)
		return ERR_NOMEM;
	struct draft_pair pair = {v->index, doc};
	scratch_add(&d->facet_pairs, &pair, sizeof(pair));
	return OK;
}

static enum err add_facets(struct draft *d, uint32_t doc, const struct directory_hit *h)
{
	const int enums[] = {[FACET_STATUS] = h->account_status,
			     [FACET_VIP] = h->vip_tier,
			     [FACET_KYC] = h->kyc_status,
			     [FACET_RISK] = h->risk_level};
	enum err e = OK;
	for (unsigned f = 0; f < ARRAY_LEN(enums) && !e; f++)
		if (enums[f] >= 0)
			e = add_facet(d, (enum segment_facet)f, doc, str_mem(&(char){(char)enums[f]}, 1));
	if (!e && h->country.n)
		e = add_facet(d, FACET_COUNTRY, doc, h->country);
	if (!e && h->brand.n)
		e = add_facet(d, FACET_BRAND, doc, h->brand);
	for (size_t i = 0; i < h->tag_count && !e; i++)
		if (h->tags[i].n)
			e = add_facet(d, FACET_TAG, doc, h->tags[i]);
	return e;
}

static void add_offsets(struct draft *d)
{
	uint64_t at = d->section[SECTION_STORED].n;
	scratch_add(&d->section[SECTION_STORED_AT], &at, sizeof(at));
	for (unsigned t = 0; t < TEXT_COUNT_; t++) {
		uint32_t place = text_place(d, (enum segment_text)t);
		scratch_add(&d->section[SECTION_TEXT_AT + t], &place, sizeof(place));
	}
}

enum err draft_document(struct draft *d, uint32_t doc, struct str stored)
{
	struct directory_hit h;
	enum err e = customer_decode(stored, &h);
	if (e)
		return e;
	for (unsigned t = 0; t < TEXT_COUNT_; t++)
		if (d->section[SECTION_TEXT + t].n > SEGMENT_PLACE_MASK - CUSTOMER_BYTES_MAX * FOLD_FORMS_MAX)
			return ERR_TOO_LARGE;
	add_offsets(d);
	scratch_add(&d->section[SECTION_STORED], stored.p, stored.n);
	scratch_add(&d->section[SECTION_REGISTERED], &h.registration_date, sizeof(int32_t));
	scratch_add(&d->section[SECTION_VIP], &(int8_t){(int8_t)h.vip_tier}, 1);
	add_folded(d, COLUMN_ID, doc, h.customer_id);
	uint32_t place = text_place(d, TEXT_PUBLIC);
	scratch_add(&d->user_at, &place, sizeof(place));
	add_folded(d, COLUMN_USERNAME, doc, h.username);
	place = text_place(d, TEXT_PUBLIC);
	scratch_add(&d->name_at, &place, sizeof(place));
	add_names(d, doc, h.full_name);
	add_folded(d, COLUMN_EMAIL, doc, h.email);
	add_phone(d, doc, h.phone);
	for (size_t i = 0; i < h.former_count; i++)
		if (h.former_emails[i].n)
			add_folded(d, COLUMN_FORMER, doc, h.former_emails[i]);
	return add_facets(d, doc, &h);
}

enum err draft_end_documents(struct draft *d)
{
	static const char zeros[SEGMENT_TEXT_PADDING];
	add_offsets(d);
	for (unsigned t = 0; t < TEXT_COUNT_; t++)
		scratch_add(&d->section[SECTION_TEXT + t], zeros, sizeof(zeros));
	for (unsigned i = 0; i < SECTION_COUNT_; i++)
		if (d->section[i].failed)
			return d->section[i].failed;
	if (d->user_at.failed || d->name_at.failed)
		return d->user_at.failed ? d->user_at.failed : d->name_at.failed;
	return d->facet_pairs.failed;
}
