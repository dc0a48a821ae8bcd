#include "directory/probe.h"

static size_t memory_rows(const struct terms *t)
{
	return 3 + (t->count > 1 ? t->count : 0);
}

size_t probe_memory(const struct segment *s, const struct terms *t)
{
	return memory_rows(t) * bits_words(s->docs);
}

/* --- filters --- */

static void or_facet(const struct probe *p, enum segment_facet f, struct str value, uint64_t *to)
{
	const struct facet_entry *e = segment_facet(p->segment, f, value);
	if (!e)
		return;
	if (e->is_bits) {
		bits_or(to, (const uint64_t *)(const void *)(p->segment->facet_data + e->data_at), p->words);
		return;
	}
	const uint32_t *docs = (const uint32_t *)(const void *)(p->segment->facet_data + e->data_at);
	for (uint32_t i = 0; i < e->count; i++)
		bits_set(to, docs[i]);
}

static void and_enum(struct probe *p, enum segment_facet f, unsigned set)
{
	if (!set)
		return;
	bits_zero(p->spare, p->words);
	for (unsigned i = 0; i < 32; i++)
		if (set >> i & 1)
			or_facet(p, f, str_mem(&(char){(char)i}, 1), p->spare);
	bits_and(p->allowed, p->spare, p->words);
}

static void or_text(struct probe *p, enum segment_facet f, struct str value)
{
	char low[CUSTOMER_TEXT_MAX];
	size_t n = MIN(value.n, sizeof(low));
	for (size_t i = 0; i < n; i++)
		low[i] = value.p[i] >= 'A' && value.p[i] <= 'Z' ? (char)(value.p[i] + 32) : value.p[i];
	or_facet(p, f, str_mem(low, n), p->spare);
}

static void and_texts(struct probe *p, enum segment_facet f, const struct str *values, size_t count, bool all)
{
	for (size_t i = 0; i < count;) {
		bits_zero(p->spare, p->words);
		do
			or_text(p, f, values[i++]);
		while (!all && i < count);
		bits_and(p->allowed, p->spare, p->words);
	}
}

/* First document of [from, to), which are of one tier and so newest first, that was registered before this day. */
static uint32_t before_day(const struct segment *s, uint32_t from, uint32_t to, int64_t day)
{
	while (from < to) {
		uint32_t mid = from + (to - from) / 2;
		if (s->registered[mid] >= day)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

static uint32_t tier_end(const struct segment *s, uint32_t from)
{
	uint32_t lo = from, hi = s->docs;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (s->vip[mid] == s->vip[from])
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Documents are numbered by tier, and in a tier by day: a span of days is a run in each tier. */
static void and_registered(struct probe *p, const struct directory_filters *f)
{
	if (!f->has_registered_from && !f->has_registered_to)
		return;
	const struct segment *s = p->segment;
	/* A customer without a date has INT32_MIN and lies in no span. */
	int64_t first = f->has_registered_from ? MAX(f->registered_from, INT32_MIN + 1) : INT32_MIN + 1;
	int64_t behind = f->has_registered_to ? (int64_t)f->registered_to + 1 : INT64_MAX;
	uint32_t done = 0;
	for (uint32_t tier = 0; tier < s->docs;) {
		uint32_t end = tier_end(s, tier), from = before_day(s, tier, end, behind), to = before_day(s, from, end, first);
		bits_clear_run(p->allowed, done, from);
		done = MAX(from, to);
		tier = end;
	}
	bits_clear_run(p->allowed, done, s->docs);
}

static void apply_filters(struct probe *p, const struct directory_filters *f)
{
	and_enum(p, FACET_STATUS, f->account_status);
	and_enum(p, FACET_VIP, f->vip_tier);
	and_enum(p, FACET_KYC, f->kyc_status);
	if (f->risk_at_least >= 0)
		and_enum(p, FACET_RISK, ~0u << (f->risk_at_least & 31));
	and_texts(p, FACET_COUNTRY, f->countries, f->country_count, false);
	and_texts(p, FACET_BRAND, f->brands, f->brand_count, false);
	and_texts(p, FACET_TAG, f->tags, f->tag_count, true);
	and_registered(p, f);
}

/* Ten things that a probe is made of, once: a struct of them would be the probe again. */
/* NOLINTNEXTLINE(readability-function-size) */
void probe_start(struct probe *p, const struct segment *s, const uint64_t *alive, const struct terms *t,
		 const struct directory_filters *f, const struct probe_order *o, bool contact_visible, uint64_t *memory,
		 struct probe_hit *hits, size_t need)
{
	*p = (struct probe){.segment = s,
			    .terms = t,
			    .order = o,
			    .contact_visible = contact_visible,
			    .words = bits_words(s->docs),
			    .hits = hits,
			    .need = need,
			    .total_exact = true};
	p->allowed = memory;
	p->found = memory + p->words;
	p->spare = memory + 2 * p->words;
	for (size_t i = 0; i < t->count && t->count > 1; i++) {
		p->word[i] = memory + (3 + i) * p->words;
		bits_zero(p->word[i], p->words);
	}
	memcpy(p->allowed, alive, p->words * sizeof(uint64_t));
	bits_zero(p->found, p->words);
	apply_filters(p, f);
}

/* --- classes --- */

static bool may_look(const struct probe *p, enum segment_column c)
{
	return p->contact_visible || !column_is_private(c);
}

/* A range is taken whole unless its places matter: reading only documents halves the memory that is touched. */
static bool or_prefix(const struct probe *p, enum segment_column c, const struct term *t, uint64_t *to)
{
	struct str needles[2];
	bool any = false;
	for (size_t n = term_in_column(t, c, needles), k = 0; k < n; k++) {
		struct segment_range r = segment_prefix(p->segment, c, needles[k]);
		bool check = c == COLUMN_PHONE && t->international;
		const uint64_t *bits = check ? NULL : segment_broad(p->segment, c, r);
		any |= r.from < r.to;
		if (bits)
			bits_or(to, bits, p->words);
		for (uint32_t i = bits ? r.to : r.from; i < r.to; i++)
			if (!check || term_place_counts(true, p->segment->column[c].places[i]))
				bits_set(to, p->segment->column[c].docs[i]);
	}
	return any;
}

static bool or_equal(const struct probe *p, enum segment_column c, struct str whole, bool international, uint64_t *to)
{
	bool any = false, masked = !may_look(p, c);
	struct segment_range r = whole.n ? segment_prefix(p->segment, c, whole) : (struct segment_range){0, 0};
	for (uint32_t i = r.from; i < r.to; i++) {
		uint32_t place = p->segment->column[c].places[i], doc = p->segment->column[c].docs[i];
		if (!(place & SEGMENT_PLACE_WHOLE) || !term_place_counts(international, place))
			continue;
		/* Folding is generous; towards somebody who sees the value masked it must not be. */
		if (masked && c != COLUMN_PHONE && !probe_match_exact(p->segment, doc, c, p->terms))
			continue;
		bits_set(to, doc);
		any = true;
	}
	return any;
}

/* An exact class into @to, which is empty before. */
static bool or_exact(const struct probe *p, enum segment_column c, uint64_t *to)
{
	const struct terms *t = p->terms;
	if (c != COLUMN_PHONE)
		return or_equal(p, c, c == COLUMN_NAME ? t->whole_name : t->whole, false, to);
	bool any = t->number.digits.n &&
		   or_equal(p, c, str_mem(t->number.digits.p, t->number.digits.n + 1), t->number.international, to);
	if (t->number.zeros.n)
		any |= or_equal(p, c, str_mem(t->number.zeros.p, t->number.zeros.n + 1), false, to);
	return any;
}

/* Adds a column to what the words are looked for in, and the documents that have them all now to @to. */
static bool or_words(struct probe *p, enum segment_column c, uint64_t *to)
{
	bool any = false;
	if (!may_look(p, c))
		return false;
	if (p->terms->count == 1) {
		any = or_prefix(p, c, &p->terms->words[0], to);
	} else {
		for (size_t i = 0; i < p->terms->count; i++)
			any |= or_prefix(p, c, &p->terms->words[i], p->word[i]);
		if (any) {
			memcpy(p->spare, p->word[0], p->words * sizeof(uint64_t));
			for (size_t i = 1; i < p->terms->count; i++)
				bits_and(p->spare, p->word[i], p->words);
			bits_or(to, p->spare, p->words);
		}
	}
	if (c == COLUMN_PHONE && p->terms->number.digits.n)
		any |= or_prefix(p, c, &p->terms->number, to);
	return any;
}

static bool or_class(struct probe *p, enum term_class class, uint64_t *to)
{
	return class < CLASS_PREFIX ? or_exact(p, class_exact_column[class], to)
				    : or_words(p, (enum segment_column)(class - CLASS_PREFIX), to);
}

static void relevant_class(struct probe *p, enum term_class class)
{
	if (!or_class(p, class, p->found))
		return;
	bits_and(p->found, p->allowed, p->words);
	bits_andnot(p->allowed, p->found, p->words);
	p->total += bits_count(p->found, p->words);
	/* Classes before the one to resume in were only read to be left out. */
	bool behind = p->order->resume && class < p->order->class;
	if (!behind)
		probe_take(p, p->found, class, p->order->resume && class == p->order->class);
	bits_zero(p->found, p->words);
}

static void classes_by_relevance(struct probe *p)
{
	for (unsigned c = 0; c < CLASS_INFIX; c++) {
		if (p->count >= p->need) {
			p->total_exact = false;
			return;
		}
		relevant_class(p, (enum term_class)c);
	}
}

void probe_classes(struct probe *p)
{
	bool relevance = p->order->sort == DIRECTORY_SORT_RELEVANCE;
	if (!p->terms->count) {
		p->total = bits_count(p->allowed, p->words);
		probe_take(p, p->allowed, CLASS_EXACT_ID, p->order->resume);
		return;
	}
	if (relevance) {
		classes_by_relevance(p);
		return;
	}
	for (unsigned c = 0; c < CLASS_INFIX; c++)
		or_class(p, (enum term_class)c, p->found);
	bits_and(p->found, p->allowed, p->words);
	bits_andnot(p->allowed, p->found, p->words);
	p->total = bits_count(p->found, p->words);
	if (!p->order->resume || p->order->class != CLASS_INFIX)
		probe_take(p, p->found, CLASS_EXACT_ID, p->order->resume);
	bits_zero(p->found, p->words);
}
