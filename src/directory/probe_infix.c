#include "base/clock.h"
#include "directory/find.h"
#include "directory/probe.h"

#include <stdlib.h>

#define BLOCK_WORDS    ((SEGMENT_DOCS_MAX / SEGMENT_BLOCK + 63) / 64)
#define BLOCK_BITS     (((uint64_t)1 << SEGMENT_BLOCK) - 1)
#define NEEDLES_MAX    4     /* of one word: as typed, as in names, as digits; and the whole text as a number */
#define TRIGRAMS_MAX   8     /* of a needle that are intersected, the rarest */
#define DEADLINE_EVERY 256   /* blocks between two looks at the clock */
#define FEW            2     /* documents of a block that are read one by one rather than all at once */
#define SAMPLE         512   /* candidate documents that tell how dense matches are */
#define DENSE          32    /* of one match in so many, walking the sort's order finds a page sooner than reading everything */
#define WALK_MAX       16384 /* documents read on such a walk before it is given up */

struct needle {
	struct str text;
	bool in_public, in_private;
};

static size_t term_needles(const struct term *t, bool contact_visible, struct needle *ret)
{
	size_t n = 0;
	ret[n++] = (struct needle){t->raw, true, contact_visible};
	if (t->name.n && !str_eq(t->name, t->raw))
		ret[n++] = (struct needle){t->name, true, false};
	if (contact_visible && t->digits.n >= TERMS_INFIX_MIN && !str_eq(t->digits, t->raw))
		ret[n++] = (struct needle){t->digits, false, true};
	return n;
}

struct trigram_list {
	const uint16_t *blocks;
	uint32_t count;
};

static int by_count(const void *a, const void *b)
{
	const struct trigram_list *x = a, *y = b;
	return (x->count > y->count) - (x->count < y->count);
}

/* Blocks that have all (of the rarest) trigrams of the needle, added to @to. One shorter than three bytes may be anywhere. */
static void or_needle_blocks(const struct segment *s, struct str needle, uint64_t *to, size_t words)
{
	struct trigram_list lists[DIRECTORY_TEXT_MAX * 4];
	uint64_t all[BLOCK_WORDS], one[BLOCK_WORDS];
	size_t n = 0;
	if (needle.n < 3) {
		memset(to, 0xFF, words * sizeof(*to));
		return;
	}
	for (size_t i = 0; i + 2 < needle.n && n < ARRAY_LEN(lists); i++) {
		uint32_t code = segment_trigram(needle.p + i);
		lists[n++] = (struct trigram_list){s->trigram_blocks + s->trigram_at[code],
						   s->trigram_at[code + 1] - s->trigram_at[code]};
	}
	qsort(lists, n, sizeof(lists[0]), by_count);
	for (size_t k = 0; k < MIN(n, (size_t)TRIGRAMS_MAX); k++) {
		bits_zero(one, words);
		for (uint32_t i = 0; i < lists[k].count; i++)
			bits_set(one, lists[k].blocks[i]);
		if (k == 0)
			memcpy(all, one, words * sizeof(*all));
		else
			bits_and(all, one, words);
	}
	bits_or(to, all, words);
}

/* Blocks in which a match is possible. */
static void candidate_blocks(const struct probe *p, uint64_t *blocks, size_t words)
{
	const struct terms *t = p->terms;
	uint64_t one[BLOCK_WORDS];
	memset(blocks, 0xFF, words * sizeof(*blocks));
	if (!p->segment->trigram_at)
		return;
	for (size_t i = 0; i < t->count; i++) {
		struct needle needles[NEEDLES_MAX];
		if (t->words[i].raw.n < TERMS_INFIX_MIN)
			continue;
		bits_zero(one, words);
		for (size_t n = term_needles(&t->words[i], p->contact_visible, needles), k = 0; k < n; k++)
			or_needle_blocks(p->segment, needles[k].text, one, words);
		bits_and(blocks, one, words);
	}
	if (p->contact_visible && t->number.digits.n >= TERMS_INFIX_MIN)
		or_needle_blocks(p->segment, t->number.digits, blocks, words);
}

/* What to read a block for: one word (the longest: the rarest, as a rule), and the number. */
static size_t lead_needles(const struct probe *p, struct needle *ret)
{
	const struct terms *t = p->terms;
	size_t lead = 0;
	for (size_t i = 1; i < t->count; i++)
		if (t->words[i].raw.n > t->words[lead].raw.n)
			lead = i;
	size_t n = t->words[lead].raw.n >= TERMS_INFIX_MIN ? term_needles(&t->words[lead], p->contact_visible, ret) : 0;
	if (p->contact_visible && t->number.digits.n >= TERMS_INFIX_MIN)
		ret[n++] = (struct needle){t->number.digits, false, true};
	return n;
}

/* Documents of the block whose text has the needle, as bits from its first on. A document is left once it has a match. */
static uint64_t block_has(const struct segment *s, enum segment_text t, uint32_t block, struct str needle)
{
	uint32_t from = block * SEGMENT_BLOCK, to = MIN(from + SEGMENT_BLOCK, s->docs);
	const uint32_t *at = s->text_at[t];
	struct str hay = str_mem(s->text[t] + at[from], at[to] - at[from]);
	uint64_t found = 0;
	uint32_t doc = from;
	for (size_t i = find_text(hay, needle, 0); i != SIZE_MAX;) {
		while (at[doc + 1] - at[from] <= i)
			doc++;
		found |= (uint64_t)1 << (doc - from);
		size_t next = at[doc + 1] - at[from];
		i = next < hay.n ? find_text(hay, needle, next) : SIZE_MAX;
	}
	return found;
}

/* Documents of the block, as bits from its first on, that match. */
static uint64_t block_matches(const struct probe *p, uint32_t block, uint64_t todo, const struct needle *lead, size_t lead_count)
{
	uint64_t maybe = 0, found = 0;
	enum directory_field field;
	if (__builtin_popcountll(todo) <= FEW) {
		maybe = todo;
	} else {
		for (size_t i = 0; i < lead_count; i++) {
			if (lead[i].in_public)
				maybe |= block_has(p->segment, TEXT_PUBLIC, block, lead[i].text);
			if (lead[i].in_private)
				maybe |= block_has(p->segment, TEXT_PRIVATE, block, lead[i].text);
		}
		maybe &= todo;
	}
	/* One word, found: no more to be looked at. */
	if (p->terms->count == 1 && maybe != todo)
		return maybe;
	for (; maybe; maybe &= maybe - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(maybe);
		if (probe_match_infix(p->segment, block * SEGMENT_BLOCK + bit, p->terms, p->contact_visible, &field))
			found |= (uint64_t)1 << bit;
	}
	return found;
}

/* What a walk through the candidate blocks needs to know. */
struct scan {
	struct probe *p;
	uint64_t blocks[BLOCK_WORDS];
	uint32_t block_count;
	struct needle lead[NEEDLES_MAX];
	size_t lead_count;
	uint64_t deadline_ns;
};

static uint64_t block_todo(const struct scan *s, uint32_t b)
{
	uint64_t todo = s->p->allowed[b * SEGMENT_BLOCK / 64] >> (b * SEGMENT_BLOCK % 64) & BLOCK_BITS;
	return bits_get(s->blocks, b) ? todo : 0;
}

static bool is_late(const struct scan *s, uint32_t b)
{
	return s->deadline_ns && b % DEADLINE_EVERY == 0 && clock_mono_ns() >= s->deadline_ns;
}

/* In the order of documents: done as soon as there are enough. */
static bool scan_ranked(struct scan *s, uint32_t from)
{
	struct probe *p = s->p;
	for (uint32_t b = from / SEGMENT_BLOCK; b < s->block_count; b++) {
		if (is_late(s, b))
			return p->total_exact = false;
		uint64_t todo = block_todo(s, b);
		if (b == from / SEGMENT_BLOCK)
			todo &= ~(uint64_t)0 << (from % SEGMENT_BLOCK);
		uint64_t m = todo ? block_matches(p, b, todo, s->lead, s->lead_count) : 0;
		p->total += (uint64_t)__builtin_popcountll(m);
		for (; m && p->count < p->need; m &= m - 1)
			p->hits[p->count++] = (struct probe_hit){b * SEGMENT_BLOCK + (uint32_t)__builtin_ctzll(m), CLASS_INFIX};
		if (p->count >= p->need) {
			p->total_exact = false;
			return true;
		}
	}
	return true;
}

/* In any other order all matches have to be known. */
static bool scan_all(struct scan *s, bool resume)
{
	struct probe *p = s->p;
	bool in_time = true;
	for (uint32_t b = 0; b < s->block_count && in_time; b++) {
		uint64_t todo = block_todo(s, b), m = todo ? block_matches(p, b, todo, s->lead, s->lead_count) : 0;
		p->found[b * SEGMENT_BLOCK / 64] |= m << (b * SEGMENT_BLOCK % 64);
		p->total += (uint64_t)__builtin_popcountll(m);
		in_time = !is_late(s, b + 1);
	}
	p->total_exact &= in_time;
	probe_take(p, p->found, CLASS_INFIX, resume);
	return in_time;
}

/* From blocks spread over the whole file. */
static bool is_dense(const struct scan *s)
{
	size_t seen = 0, matches = 0;
	uint32_t stride = MAX(s->block_count / (4 * SAMPLE / SEGMENT_BLOCK), 1u);
	for (uint32_t b = 0; b < s->block_count && seen < SAMPLE; b += stride) {
		uint64_t todo = block_todo(s, b);
		seen += SEGMENT_BLOCK;
		if (todo)
			matches += (size_t)__builtin_popcountll(block_matches(s->p, b, todo, s->lead, s->lead_count));
	}
	return matches * DENSE >= seen && seen > 0;
}

struct walk {
	struct scan *s;
	size_t seen;
};

static bool walk_matches(void *ctx, uint32_t doc)
{
	struct walk *w = ctx;
	enum directory_field field;
	if (!bits_get(w->s->p->allowed, doc) || !bits_get(w->s->blocks, doc / SEGMENT_BLOCK))
		return false;
	w->seen++;
	return probe_match_infix(w->s->p->segment, doc, w->s->p->terms, w->s->p->contact_visible, &field);
}

/* Where a good part of everybody matches, the first in any order are found by trying. True: they were, or there are no more. */
static bool scan_dense(struct scan *s, bool resume)
{
	struct walk w = {s, 0};
	struct probe *p = s->p;
	size_t before = p->count;
	if (!is_dense(s))
		return false;
	if (probe_walk(p, CLASS_INFIX, resume, walk_matches, &w, WALK_MAX)) {
		p->total += p->count - before;
		p->total_exact = false;
		return true;
	}
	p->count = before;
	return false;
}

bool probe_infix(struct probe *p, uint64_t deadline_ns)
{
	struct scan s = {.p = p, .deadline_ns = deadline_ns};
	s.lead_count = p->terms->infix ? lead_needles(p, s.lead) : 0;
	s.block_count = (p->segment->docs + SEGMENT_BLOCK - 1) / SEGMENT_BLOCK;
	bool ranked = p->order->sort == DIRECTORY_SORT_RELEVANCE, resume = p->order->resume && p->order->class == CLASS_INFIX;
	if (!s.lead_count || p->count >= p->need) {
		p->total_exact &= s.lead_count == 0;
		return true;
	}
	candidate_blocks(p, s.blocks, ((size_t)s.block_count + 63) / 64);
	if (ranked) {
		uint32_t from = resume ? probe_resume_doc(p) : 0;
		p->total_exact &= from == 0;
		return scan_ranked(&s, from);
	}
	return scan_dense(&s, resume) || scan_all(&s, resume);
}
