#include "base/utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The first byte that is not ASCII, or @end. */
static inline const char *skip_ascii(const char *p, const char *end)
{
#ifdef __SSE2__
	while (end - p >= 16) {
		int mask = _mm_movemask_epi8(_mm_loadu_si128((const void *)p));
		if (mask)
			return p + __builtin_ctz((unsigned)mask);
		p += 16;
	}
#else
	uint64_t word;
	while (end - p >= 8 && (memcpy(&word, p, 8), (word & UINT64_C(0x8080808080808080)) == 0))
		p += 8;
#endif
	while (p < end && !(*p & 0x80))
		p++;
	return p;
}

size_t utf8_invalid_at(struct str s)
{
	const char *p = s.p, *end = s.p + s.n;
	while ((p = skip_ascii(p, end)) < end) {
		do {
			size_t n = utf8_length(p, end);
			if (n == 0)
				return (size_t)(p - s.p);
			p += n;
		} while (p < end && (*p & 0x80));
	}
	return SIZE_MAX;
}

size_t utf8_decode(const char *p, const char *end, uint32_t *ret_cp)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t n = utf8_length(p, end);
	switch (n) {
	case 1:
		*ret_cp = u[0];
		break;
	case 2:
		*ret_cp = (u[0] & 0x1Fu) << 6 | (u[1] & 0x3Fu);
		break;
	case 3:
		*ret_cp = (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
		break;
	case 4:
		*ret_cp = (u[0] & 0x07u) << 18 | (u[1] & 0x3Fu) << 12 | (u[2] & 0x3Fu) << 6 | (u[3] & 0x3Fu);
		break;
	}
	return n;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = 0xFFFD;
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

struct str utf8_cut(struct str s, size_t max)
{
	s.n = MIN(s.n, max);
	size_t valid = utf8_invalid_at(s);
	return valid == SIZE_MAX ? s : str_mem(s.p, valid);
}
