#include "directory/strsort.h"

#define RADIX_BITS   11
#define RADIX_SIZE   (1u << RADIX_BITS)
#define RADIX_PASSES 6
#define RUN          16   /* insertion sort up to this many */
#define MERGE_MAX    2048 /* up to this many, merging beats the radix sort's fixed cost */

/* The next eight bytes, big-endian, zeros from the NUL on: compares as memcmp would. */
static uint64_t load_key(const char *p)
{
	uint64_t k;
	memcpy(&k, p, sizeof(k));
	k = __builtin_bswap64(k);
	/* Whatever stands behind the NUL belongs to the next string. */
	for (int shift = 56; shift >= 0; shift -= 8)
		if ((k >> shift & 0xFF) == 0)
			return shift == 56 ? 0 : k >> (shift + 8) << (shift + 8);
	return k;
}

static void insertion(struct strsort_item *items, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct strsort_item it = items[i];
		size_t k = i;
		for (; k > 0 && items[k - 1].key > it.key; k--)
			items[k] = items[k - 1];
		items[k] = it;
	}
}

static void merge(const struct strsort_item *a, size_t na, const struct strsort_item *b, size_t nb, struct strsort_item *out)
{
	while (na && nb) {
		if (b->key < a->key) {
			*out++ = *b++;
			nb--;
		} else {
			*out++ = *a++;
			na--;
		}
	}
	memcpy(out, a, na * sizeof(*a));
	memcpy(out + na, b, nb * sizeof(*b));
}

static void merge_sort(struct strsort_item *items, size_t count, struct strsort_item *tmp)
{
	for (size_t i = 0; i < count; i += RUN)
		insertion(items + i, MIN((size_t)RUN, count - i));
	struct strsort_item *from = items, *to = tmp;
	for (size_t width = RUN; width < count; width *= 2) {
		for (size_t i = 0; i < count; i += 2 * width) {
			size_t na = MIN(width, count - i), nb = MIN(width, count - i - na);
			merge(from + i, na, from + i + na, nb, to + i);
		}
		struct strsort_item *swap = from;
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, count * sizeof(*items));
}

static void radix_pass(const struct strsort_item *from, struct strsort_item *to, size_t count, unsigned shift, uint32_t *starts)
{
	for (size_t i = 0; i < count; i++)
		to[starts[from[i].key >> shift & (RADIX_SIZE - 1)]++] = from[i];
}

/* Counts of all passes in one reading; false: this pass would move nothing. */
static bool radix_starts(uint32_t *counts, size_t count)
{
	uint32_t at = 0;
	for (unsigned d = 0; d < RADIX_SIZE; d++) {
		uint32_t c = counts[d];
		if (c == count)
			return false;
		counts[d] = at;
		at += c;
	}
	return true;
}

void strsort_keys(struct strsort_item *items, size_t count, struct strsort_item *tmp)
{
	if (count <= MERGE_MAX) {
		merge_sort(items, count, tmp);
		return;
	}
	static _Thread_local uint32_t counts[RADIX_PASSES][RADIX_SIZE];
	memset(counts, 0, sizeof(counts));
	for (size_t i = 0; i < count; i++)
		for (unsigned p = 0; p < RADIX_PASSES; p++)
			counts[p][items[i].key >> (p * RADIX_BITS) & (RADIX_SIZE - 1)]++;
	struct strsort_item *from = items, *to = tmp;
	for (unsigned p = 0; p < RADIX_PASSES; p++) {
		if (!radix_starts(counts[p], count))
			continue;
		radix_pass(from, to, count, p * RADIX_BITS, counts[p]);
		struct strsort_item *swap = from;
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, count * sizeof(*items));
}

static void sort_from(struct strsort_item *items, size_t count, const char *text, uint32_t flags, size_t depth,
		      struct strsort_item *tmp)
{
	for (size_t i = 0; i < count; i++)
		items[i].key = load_key(text + (items[i].at & ~flags) + depth);
	strsort_keys(items, count, tmp);
	for (size_t i = 0; i < count;) {
		size_t end = i + 1;
		while (end < count && items[end].key == items[i].key)
			end++;
		/* A last byte of zero: the strings ended, they are equal. */
		if (end - i > 1 && (items[i].key & 0xFF))
			sort_from(items + i, end - i, text, flags, depth + 8, tmp + i);
		i = end;
	}
}

void strsort(struct strsort_item *items, size_t count, const char *text, uint32_t flags, struct strsort_item *tmp)
{
	sort_from(items, count, text, flags, 0, tmp);
}
