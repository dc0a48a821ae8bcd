#include "base/clock.h"
#include "directory/find.h"
#include "directory/probe.h"

#include <stdlib.h>

#define BLOCK_WORDS    ((SEGMENT_DOCS_MAX / SEGMENT_BLOCK + 63) / 64)
#define NEEDLES_MAX    4  /* of one word: as typed, as in names, as digits; and the whole text as a number */
#define TRIGRAMS_MAX   8  /* of a needle that are intersected, the rarest */
#define DEADLINE_EVERY 64 /* blocks between two looks at the clock */
#define FEW            6  /* documents of a block that are read one by one rather than all at once */

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

/* Documents of the block whose text has the needle, as bits. Documents are skipped once they have one match. */
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
		found |= (uint64_t)1 << (doc & 63);
		size_t next = at[doc + 1] - at[from];
		i = next < hay.n ? find_text(hay, needle, next) : SIZE_MAX;
	}
	return found;
}

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
	for (; maybe; maybe &= maybe - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(maybe);
		if (probe_match_infix(p->segment, block * SEGMENT_BLOCK + bit, p->terms, p->contact_visible, &field))
			found |= (uint64_t)1 << bit;
	}
	return found;
}

bool probe_infix(struct probe *p, uint64_t deadline_ns)
{
	uint64_t blocks[BLOCK_WORDS];
	struct needle lead[NEEDLES_MAX];
	size_t lead_count = p->terms->infix ? lead_needles(p, lead) : 0;
	bool ranked = p->order->sort == DIRECTORY_SORT_RELEVANCE, resume = p->order->resume && p->order->class == CLASS_INFIX;
	if (!lead_count || p->count >= p->need) {
		p->total_exact &= lead_count == 0;
		return true;
	}
	candidate_blocks(p, blocks, (p->words + 63) / 64);
	uint32_t from = ranked && resume ? probe_resume_doc(p) : 0;
	p->total_exact &= from == 0;
	bool in_time = true;
	for (uint32_t b = from / SEGMENT_BLOCK; b < p->words && in_time; b++) {
		uint64_t todo = p->allowed[b];
		if (b == from / SEGMENT_BLOCK)
			todo &= ~(uint64_t)0 << (from & 63);
		if (deadline_ns && b % DEADLINE_EVERY == 0 && clock_mono_ns() >= deadline_ns)
			in_time = false;
		if (!todo || !bits_get(blocks, b) || !in_time)
			continue;
		p->found[b] = block_matches(p, b, todo, lead, lead_count);
		p->total += (uint64_t)__builtin_popcountll(p->found[b]);
		for (uint64_t m = p->found[b]; ranked && m && p->count < p->need; m &= m - 1)
			p->hits[p->count++] = (struct probe_hit){b * SEGMENT_BLOCK + (uint32_t)__builtin_ctzll(m), CLASS_INFIX};
		if (ranked && p->count >= p->need) {
			p->total_exact = false;
			return true;
		}
	}
	p->total_exact &= in_time;
	if (!ranked)
		probe_take(p, p->found, CLASS_INFIX, resume);
	return in_time;
}
