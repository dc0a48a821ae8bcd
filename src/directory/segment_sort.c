#include "directory/segment_draft.h"

#include <stdlib.h>

static enum err make_items(struct draft *d, size_t count)
{
	enum err e = scratch_resize(&d->items, count * sizeof(struct strsort_item));
	return e ? e : scratch_resize(&d->tmp, count * sizeof(struct strsort_item));
}

static struct strsort_item *items(struct draft *d)
{
	return (struct strsort_item *)(void *)d->items.p;
}

static struct strsort_item *spare(struct draft *d)
{
	return (struct strsort_item *)(void *)d->tmp.p;
}

static uint32_t *u32s(struct scratch *s)
{
	return (uint32_t *)(void *)s->p;
}

/* Entries came in the order of documents, which stays among equal texts. */
enum err draft_column(struct draft *d, enum segment_column c)
{
	struct scratch *docs = &d->section[SECTION_COLUMN_DOCS + c], *places = &d->section[SECTION_COLUMN_PLACES + c];
	size_t count = docs->n / sizeof(uint32_t);
	enum err e = make_items(d, count);
	if (e)
		return e;
	for (size_t i = 0; i < count; i++)
		items(d)[i] = (struct strsort_item){.at = u32s(places)[i], .doc = u32s(docs)[i]};
	strsort(items(d), count, d->section[SECTION_TEXT + column_text(c)].p, SEGMENT_PLACE_FLAGS, spare(d));
	for (size_t i = 0; i < count; i++) {
		u32s(docs)[i] = items(d)[i].doc;
		u32s(places)[i] = items(d)[i].at;
	}
	return OK;
}

static unsigned char byte_at(struct draft *d, enum segment_column c, uint32_t entry, size_t depth)
{
	uint32_t place = u32s(&d->section[SECTION_COLUMN_PLACES + c])[entry] & SEGMENT_PLACE_MASK;
	return (unsigned char)d->section[SECTION_TEXT + column_text(c)].p[place + depth];
}

/* End of the entries from @from on that have the same byte there. */
static uint32_t same_byte(struct draft *d, enum segment_column c, uint32_t from, uint32_t to, size_t depth)
{
	unsigned char b = byte_at(d, c, from, depth);
	uint32_t lo = from, hi = to;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (byte_at(d, c, mid, depth) == b)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void put_broad(struct draft *d, enum segment_column c, uint32_t from, uint32_t to)
{
	struct broad_entry e = {.column = c, .from = from, .to = to};
	struct scratch *bits = &d->section[SECTION_BROAD_BITS];
	size_t bytes = bits_words(d->docs) * sizeof(uint64_t);
	scratch_add(&d->section[SECTION_BROAD], &e, sizeof(e));
	if (!scratch_reserve(bits, bytes))
		return;
	uint64_t *set = (uint64_t *)(void *)(bits->p + bits->n);
	bits_zero(set, bits_words(d->docs));
	for (uint32_t i = from; i < to; i++)
		bits_set(set, u32s(&d->section[SECTION_COLUMN_DOCS + c])[i]);
	bits->n += bytes;
}

/* Parts a range by its next byte and goes on in the parts that are broad; one that is all of the range is the same set. The texts
 * of a broad range share what was gone through, which bounds the depth. */
static void part_broad(struct draft *d, enum segment_column c, uint32_t from, uint32_t to, size_t depth)
{
	for (uint32_t at = from; at < to;) {
		uint32_t end = same_byte(d, c, at, to, depth);
		if (end - at > d->docs / SEGMENT_BROAD && byte_at(d, c, at, depth)) {
			if (depth == 0 || at != from || end != to)
				put_broad(d, c, at, end);
			part_broad(d, c, at, end, depth + 1);
		}
		at = end;
	}
}

enum err draft_broad(struct draft *d, enum segment_column c)
{
	if (d->docs <= SEGMENT_SMALL)
		return OK;
	part_broad(d, c, 0, (uint32_t)(d->section[SECTION_COLUMN_DOCS + c].n / sizeof(uint32_t)), 0);
	return d->section[SECTION_BROAD].failed ? d->section[SECTION_BROAD].failed : d->section[SECTION_BROAD_BITS].failed;
}

static enum err keep_order(struct draft *d, enum segment_order o)
{
	struct scratch *docs = &d->section[SECTION_ORDER_DOCS + o], *ranks = &d->section[SECTION_ORDER_RANKS + o];
	enum err e = scratch_resize(docs, d->docs * sizeof(uint32_t));
	e = e ? e : scratch_resize(ranks, d->docs * sizeof(uint32_t));
	for (uint32_t i = 0; i < d->docs && !e; i++) {
		u32s(docs)[i] = items(d)[i].doc;
		u32s(ranks)[items(d)[i].doc] = i;
	}
	return e;
}

/* All start from the order of ids, and the sorts are stable: equal keys stay in the order of ids. */
static void items_by_id(struct draft *d, const struct scratch *at)
{
	for (uint32_t i = 0; i < d->docs; i++) {
		uint32_t doc = u32s(&d->id_docs)[i];
		items(d)[i] = (struct strsort_item){.doc = doc, .at = at ? u32s((struct scratch *)(uintptr_t)at)[doc] : 0};
	}
}

enum err draft_orders(struct draft *d)
{
	enum err e = make_items(d, d->docs);
	if (e)
		return e;
	items_by_id(d, NULL);
	if ((e = keep_order(d, ORDER_ID)))
		return e;
	for (uint32_t i = 0; i < d->docs; i++)
		items(d)[i].key = u32s(&d->section[SECTION_REGISTERED])[items(d)[i].doc] ^ 0x80000000u;
	strsort_keys(items(d), d->docs, spare(d));
	if ((e = keep_order(d, ORDER_REGISTERED)))
		return e;
	items_by_id(d, &d->name_at);
	strsort(items(d), d->docs, d->section[SECTION_TEXT + TEXT_PUBLIC].p, 0, spare(d));
	if ((e = keep_order(d, ORDER_NAME)))
		return e;
	items_by_id(d, &d->user_at);
	strsort(items(d), d->docs, d->section[SECTION_TEXT + TEXT_PUBLIC].p, 0, spare(d));
	return keep_order(d, ORDER_USERNAME);
}

static int compare_values(const void *a, const void *b)
{
	const struct draft_value *x = *(struct draft_value *const *)a, *y = *(struct draft_value *const *)b;
	if (x->facet != y->facet)
		return x->facet < y->facet ? -1 : 1;
	return str_cmp(x->text, y->text);
}

static void pad8(struct scratch *s)
{
	static const char zeros[8];
	scratch_add(s, zeros, (8 - s->n % 8) % 8);
}

static void put_facet(struct draft *d, const struct draft_value *v, const uint32_t *docs, uint32_t count)
{
	struct scratch *data = &d->section[SECTION_FACET_DATA], *text = &d->section[SECTION_FACET_TEXT];
	size_t bits_bytes = bits_words(d->docs) * sizeof(uint64_t);
	struct facet_entry e = {.facet = v->facet,
				.value_at = (uint32_t)text->n,
				.value_n = (uint32_t)v->text.n,
				.count = count,
				.data_at = data->n,
				.is_bits = count * sizeof(uint32_t) > bits_bytes};
	scratch_add(text, v->text.p, v->text.n);
	if (!e.is_bits) {
		scratch_add(data, docs, count * sizeof(uint32_t));
		pad8(data);
	} else if (scratch_reserve(data, bits_bytes)) {
		uint64_t *bits = (uint64_t *)(void *)(data->p + data->n);
		bits_zero(bits, bits_words(d->docs));
		for (uint32_t i = 0; i < count; i++)
			bits_set(bits, docs[i]);
		data->n += bits_bytes;
	}
	scratch_add(&d->section[SECTION_FACETS], &e, sizeof(e));
}

/* Pairs by value: counted, then dealt out, which keeps the documents of each in order. */
static enum err deal_pairs(struct draft *d, uint32_t *starts, struct scratch *docs)
{
	size_t count = d->facet_pairs.n / sizeof(struct draft_pair);
	const struct draft_pair *pairs = (const void *)d->facet_pairs.p;
	enum err e = scratch_resize(docs, count * sizeof(uint32_t));
	if (e)
		return e;
	for (size_t i = 0; i < count; i++)
		starts[pairs[i].value + 1]++;
	for (uint32_t v = 0; v < d->value_count; v++)
		starts[v + 1] += starts[v];
	for (size_t i = 0; i < count; i++)
		u32s(docs)[starts[pairs[i].value]++] = pairs[i].doc;
	/* Each start has moved to its end, which is the next one's start. */
	for (uint32_t v = d->value_count; v > 0; v--)
		starts[v] = starts[v - 1];
	starts[0] = 0;
	return OK;
}

enum err draft_facets(struct draft *d)
{
	if (!d->value_count)
		return OK;
	struct scratch docs;
	scratch_init(&docs, d->dir);
	uint32_t *starts = calloc((size_t)d->value_count + 1, sizeof(uint32_t));
	enum err e = starts ? deal_pairs(d, starts, &docs) : ERR_NOMEM;
	if (!e) {
		qsort(d->values, d->value_count, sizeof(struct draft_value *), compare_values);
		for (uint32_t i = 0; i < d->value_count; i++) {
			const struct draft_value *v = d->values[i];
			put_facet(d, v, u32s(&docs) + starts[v->index], starts[v->index + 1] - starts[v->index]);
		}
		e = d->section[SECTION_FACETS].failed ? d->section[SECTION_FACETS].failed : d->section[SECTION_FACET_DATA].failed;
		e = e ? e : d->section[SECTION_FACET_TEXT].failed;
	}
	free(starts);
	scratch_done(&docs);
	return e;
}

/* Calls for every distinct trigram of a block; @seen is zero before and after. */
static size_t block_trigrams(struct draft *d, uint32_t block, uint64_t *seen, uint16_t *codes)
{
	size_t n = 0;
	uint32_t from = block * SEGMENT_BLOCK, to = MIN(from + SEGMENT_BLOCK, d->docs);
	for (unsigned t = 0; t < TEXT_COUNT_; t++) {
		const char *text = d->section[SECTION_TEXT + t].p;
		const uint32_t *at = u32s(&d->section[SECTION_TEXT_AT + t]);
		for (uint32_t i = at[from]; i + 2 < at[to]; i++) {
			uint32_t code = segment_trigram(text + i);
			if (code == UINT32_MAX || bits_get(seen, code))
				continue;
			bits_set(seen, code);
			codes[n++] = (uint16_t)code;
		}
	}
	for (size_t i = 0; i < n; i++)
		bits_clear(seen, codes[i]);
	return n;
}

enum err draft_trigrams(struct draft *d)
{
	if (d->docs <= SEGMENT_SMALL)
		return OK;
	struct scratch *at = &d->section[SECTION_TRIGRAM_AT], *blocks = &d->section[SECTION_TRIGRAM_BLOCKS];
	uint32_t block_count = (d->docs + SEGMENT_BLOCK - 1) / SEGMENT_BLOCK;
	uint64_t *seen = calloc(bits_words(SEGMENT_TRIGRAMS), sizeof(uint64_t));
	uint16_t *codes = malloc(SEGMENT_TRIGRAMS * sizeof(uint16_t));
	enum err e = seen && codes ? scratch_resize(at, (SEGMENT_TRIGRAMS + 1) * sizeof(uint32_t)) : ERR_NOMEM;
	for (uint32_t b = 0; b < block_count && !e; b++)
		for (size_t n = block_trigrams(d, b, seen, codes), i = 0; i < n; i++)
			u32s(at)[codes[i] + 1]++;
	for (uint32_t c = 0; c < SEGMENT_TRIGRAMS && !e; c++)
		u32s(at)[c + 1] += u32s(at)[c];
	e = e ? e : scratch_resize(blocks, u32s(at)[SEGMENT_TRIGRAMS] * sizeof(uint16_t));
	for (uint32_t b = 0; b < block_count && !e; b++)
		for (size_t n = block_trigrams(d, b, seen, codes), i = 0; i < n; i++)
			((uint16_t *)(void *)blocks->p)[u32s(at)[codes[i]]++] = (uint16_t)b;
	for (uint32_t c = SEGMENT_TRIGRAMS; c > 0 && !e; c--)
		u32s(at)[c] = u32s(at)[c - 1];
	if (!e)
		u32s(at)[0] = 0;
	free(seen);
	free(codes);
	return e;
}
