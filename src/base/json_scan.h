/* base/json_scan.h - the inner loops of the JSON reader and writer: 16 bytes at a time where the machine can. Private to
 * src/base. Nothing here reads past @end, so slices of mapped files and of larger texts are fine. */
#pragma once

#include "base/attr.h"

#include <stdbool.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What a byte may be, for tables. */
enum {
	SCAN_STOP_READ = 1,  /* in a string to be read: '"', '\\', controls, not ASCII */
	SCAN_STOP_WRITE = 2, /* in a string to be written: the same and '<' */
	SCAN_BLANK = 4,
	SCAN_DIGIT = 8,
};
extern const unsigned char json_scan_class[256];

static inline bool scan_is(char c, unsigned char class)
{
	return json_scan_class[(unsigned char)c] & class;
}

/* The first byte at which reading (or writing) a string can't just go on, or @end. */
static inline const char *scan_plain(const char *p, const char *end, unsigned char stop)
{
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), less = _mm_set1_epi8('<');
	while (end - p >= 16) {
		__m128i v = _mm_loadu_si128((const void *)p);
		/* Signed: bytes from 0x80 are negative, so one comparison finds them and the controls. */
		__m128i hit = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20));
		hit = _mm_or_si128(hit, _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, backslash)));
		if (stop == SCAN_STOP_WRITE)
			hit = _mm_or_si128(hit, _mm_cmpeq_epi8(v, less));
		int mask = _mm_movemask_epi8(hit);
		if (mask)
			return p + __builtin_ctz((unsigned)mask);
		p += 16;
	}
#endif
	while (p < end && !scan_is(*p, stop))
		p++;
	return p;
}

static inline const char *scan_blanks(const char *p, const char *end)
{
	if (LIKELY(p < end && !scan_is(*p, SCAN_BLANK)))
		return p;
#ifdef __SSE2__
	while (end - p >= 16) { /* indentation */
		__m128i v = _mm_loadu_si128((const void *)p);
		__m128i blank = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(' ')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\n')));
		blank = _mm_or_si128(blank, _mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));
		blank = _mm_or_si128(blank, _mm_cmpeq_epi8(v, _mm_set1_epi8('\t')));
		unsigned other = ~(unsigned)_mm_movemask_epi8(blank) & 0xFFFFu;
		if (other)
			return p + __builtin_ctz(other);
		p += 16;
	}
#endif
	while (p < end && scan_is(*p, SCAN_BLANK))
		p++;
	return p;
}
