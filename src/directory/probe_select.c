#include "directory/probe.h"

/* Of sets sparser than one in SPARSE, every document's rank is read; in denser ones the order is walked until enough are found,
 * but for no more than one document in WALK: a filter may leave out just those that come first. */
#define SPARSE 8
#define WALK   16

static enum segment_order order_of(enum directory_sort s)
{
	static const enum segment_order orders[DIRECTORY_SORT_COUNT_] = {
		[DIRECTORY_SORT_REGISTERED] = ORDER_REGISTERED,
		[DIRECTORY_SORT_NAME] = ORDER_NAME,
		[DIRECTORY_SORT_USERNAME] = ORDER_USERNAME,
		[DIRECTORY_SORT_ID] = ORDER_ID,
	};
	return orders[s];
}

/* Documents are numbered by tier, best first: the order of relevance, and of tiers when descending. */
static bool by_document(enum directory_sort s)
{
	return s == DIRECTORY_SORT_RELEVANCE || s == DIRECTORY_SORT_VIP;
}

const char *probe_sort_text(const struct segment *s, enum directory_sort sort, uint32_t doc)
{
	const char *p = segment_text(s, TEXT_PUBLIC, doc).p;
	p += strlen(p) + 1;
	return sort == DIRECTORY_SORT_NAME ? p + strlen(p) + 1 : p;
}

static int compare_i64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* By tier, registration, id: as documents are numbered. */
static int compare_rank(int64_t vip, int64_t registered, struct str id, const struct segment *s, uint32_t doc)
{
	int c = compare_i64(s->vip[doc], vip);
	c = c ? c : compare_i64(s->registered[doc], registered);
	return c ? c : str_cmp(id, customer_id(segment_stored(s, doc)));
}

/* The place to resume at against a document, ascending. */
static int compare_resume(const struct probe_order *o, const struct segment *s, uint32_t doc)
{
	int c = 0;
	if (by_document(o->sort))
		return compare_rank(o->vip, o->registered, o->id, s, doc);
	if (o->sort == DIRECTORY_SORT_REGISTERED)
		c = compare_i64(o->registered, s->registered[doc]);
	else if (o->sort != DIRECTORY_SORT_ID)
		c = str_cmp(o->key, str_of(probe_sort_text(s, o->sort, doc)));
	return c ? c : str_cmp(o->id, customer_id(segment_stored(s, doc)));
}

static uint32_t doc_at(const struct probe *p, uint32_t i)
{
	return by_document(p->order->sort) ? i : p->segment->order[order_of(p->order->sort)].docs[i];
}

/* How many documents, ascending, lie before the one to resume at; with @too, that one counts as well. */
static uint32_t resume_bound(const struct probe *p, bool too)
{
	uint32_t lo = 0, hi = p->segment->docs;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		int c = compare_resume(p->order, p->segment, doc_at(p, mid));
		if (c > 0 || (too && c == 0))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

uint32_t probe_resume_doc(const struct probe *p)
{
	return resume_bound(p, true);
}

static void add_hit(struct probe *p, uint32_t doc, enum term_class class)
{
	p->hits[p->count++] = (struct probe_hit){doc, class};
}

static void take_by_document(struct probe *p, const uint64_t *set, enum term_class class, uint32_t from)
{
	for (size_t w = from / 64; w < p->words && p->count < p->need; w++) {
		uint64_t bits = set[w];
		if (w == from / 64)
			bits &= ~(uint64_t)0 << (from & 63);
		for (; bits && p->count < p->need; bits &= bits - 1)
			add_hit(p, (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(bits), class);
	}
}

/* False: gave up, without a hit added. */
static bool walk(struct probe *p, const uint64_t *set, enum term_class class, uint32_t from, uint32_t to, bool backwards)
{
	size_t before = p->count;
	uint32_t most = MAX(p->segment->docs / WALK, (uint32_t)DIRECTORY_LIMIT_MAX * SPARSE);
	for (uint32_t n = from; n < to && p->count < p->need; n++) {
		uint32_t doc = doc_at(p, backwards ? to - 1 - (n - from) : n);
		if (n - from == most) {
			p->count = before;
			return false;
		}
		if (bits_get(set, doc))
			add_hit(p, doc, class);
	}
	return true;
}

/* The smallest keys of a set, kept in a heap with the largest on top. Keys are ranks, so that no two are equal. */
struct heap {
	uint64_t keys[DIRECTORY_LIMIT_MAX + 1]; /* rank << 32 | document */
	size_t count, max;
};

static void heap_down(struct heap *h, size_t i)
{
	for (;;) {
		size_t child = 2 * i + 1;
		if (child >= h->count)
			return;
		if (child + 1 < h->count && h->keys[child + 1] > h->keys[child])
			child++;
		if (h->keys[child] <= h->keys[i])
			return;
		uint64_t k = h->keys[i];
		h->keys[i] = h->keys[child];
		h->keys[child] = k;
		i = child;
	}
}

/* Returns what a key must be below to count from now on. */
static uint64_t heap_add(struct heap *h, uint64_t key)
{
	if (h->count == h->max) {
		h->keys[0] = key;
		heap_down(h, 0);
		return h->keys[0];
	}
	size_t i = h->count++;
	for (; i > 0 && h->keys[(i - 1) / 2] < key; i = (i - 1) / 2)
		h->keys[i] = h->keys[(i - 1) / 2];
	h->keys[i] = key;
	return h->count == h->max ? h->keys[0] : UINT64_MAX;
}

/* Empties the heap into ascending order, in place. */
static void heap_sort(struct heap *h, size_t *ret_count)
{
	*ret_count = h->count;
	while (h->count > 1) {
		uint64_t top = h->keys[0];
		h->keys[0] = h->keys[--h->count];
		heap_down(h, 0);
		h->keys[h->count] = top;
	}
}

/* Documents are numbered newest first within a tier: the oldest, or the lowest tier, come first when the set is read from its
 * end. Read the other way, each would be better than all before it, and the heap would have the work of a sort. */
static bool read_from_end(const struct probe *p, bool backwards)
{
	return by_document(p->order->sort) ? backwards : p->order->sort == DIRECTORY_SORT_REGISTERED && !backwards;
}

static void pick(struct probe *p, const uint64_t *set, enum term_class class, uint32_t from, uint32_t to, bool backwards)
{
	const uint32_t *ranks = by_document(p->order->sort) ? NULL : p->segment->order[order_of(p->order->sort)].ranks;
	struct heap h = {.count = 0, .max = MIN(p->need - p->count, (size_t)DIRECTORY_LIMIT_MAX + 1)};
	uint64_t worst = UINT64_MAX;
	bool end_first = read_from_end(p, backwards);
	for (size_t n = 0; n < p->words; n++) {
		size_t w = end_first ? p->words - 1 - n : n;
		for (uint64_t bits = set[w]; bits;) {
			unsigned bit = (unsigned)(end_first ? 63 - __builtin_clzll(bits) : __builtin_ctzll(bits));
			uint32_t doc = (uint32_t)(w * 64) + bit, rank = ranks ? ranks[doc] : doc;
			uint64_t key = (uint64_t)(backwards ? UINT32_MAX - rank : rank) << 32 | doc;
			bits &= ~((uint64_t)1 << bit);
			if (key < worst && rank >= from && rank < to)
				worst = heap_add(&h, key);
		}
	}
	size_t count;
	heap_sort(&h, &count);
	for (size_t i = 0; i < count; i++)
		add_hit(p, (uint32_t)h.keys[i], class);
}

/* Tiers descending is the order of documents; ascending is that backwards. */
static bool is_backwards(const struct probe_order *o)
{
	return o->sort == DIRECTORY_SORT_VIP ? !o->descending : o->descending;
}

/* The part of the order that is left. */
static void remaining(const struct probe *p, bool resume, uint32_t *from, uint32_t *to)
{
	*from = 0;
	*to = p->segment->docs;
	if (resume && is_backwards(p->order))
		*to = resume_bound(p, false);
	else if (resume)
		*from = resume_bound(p, true);
}

bool probe_walk(struct probe *p, enum term_class class, bool resume, bool (*matches)(void *ctx, uint32_t doc), void *ctx,
		size_t max)
{
	uint32_t from, to;
	bool backwards = is_backwards(p->order);
	remaining(p, resume, &from, &to);
	for (uint32_t n = from; n < to && p->count < p->need; n++, max--) {
		uint32_t doc = doc_at(p, backwards ? to - 1 - (n - from) : n);
		if (!max)
			return false;
		if (matches(ctx, doc))
			add_hit(p, doc, class);
	}
	return true;
}

void probe_take(struct probe *p, const uint64_t *set, enum term_class class, bool resume)
{
	const struct probe_order *o = p->order;
	bool backwards = is_backwards(o);
	uint32_t from, to;
	if (p->count >= p->need)
		return;
	remaining(p, resume, &from, &to);
	if (by_document(o->sort) && !backwards)
		take_by_document(p, set, class, from);
	else if (bits_count(set, p->words) < p->segment->docs / SPARSE || !walk(p, set, class, from, to, backwards))
		pick(p, set, class, from, to, backwards);
}

int probe_compare(const struct probe *a, const struct probe_hit *x, const struct probe *b, const struct probe_hit *y)
{
	const struct probe_order *o = a->order;
	const struct segment *s = a->segment;
	if (x->class != y->class)
		return x->class < y->class ? -1 : 1;
	struct probe_order at = {.sort = o->sort,
				 .vip = s->vip[x->doc],
				 .registered = s->registered[x->doc],
				 .id = customer_id(segment_stored(s, x->doc))};
	if (o->sort == DIRECTORY_SORT_NAME || o->sort == DIRECTORY_SORT_USERNAME)
		at.key = str_of(probe_sort_text(s, o->sort, x->doc));
	int c = compare_resume(&at, b->segment, y->doc);
	return is_backwards(o) ? -c : c;
}
