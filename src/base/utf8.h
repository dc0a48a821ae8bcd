/* base/utf8.h - UTF-8 checks. RFC 3629: no overlongs, no surrogates, at most U+10FFFF. Pure functions. */
#pragma once

#include "base/str.h"

/* Offset of the first invalid byte, or SIZE_MAX when all is valid. ASCII runs go 16 bytes and more at a time. */
size_t utf8_invalid_at(struct str s);
static inline bool utf8_valid(struct str s)
{
	return utf8_invalid_at(s) == SIZE_MAX;
}
/* Length of the valid sequence at @p (< @end), 0 when invalid. Inline: the innermost loop of every text that isn't English.
 * Bounds of the second byte from the Unicode Standard, table 3-7. */
static inline size_t utf8_length(const char *p, const char *end)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t have = (size_t)(end - p);
	if (u[0] < 0x80)
		return 1;
	if (u[0] < 0xC2 || u[0] > 0xF4 || have < 2)
		return 0;
	if (u[0] < 0xE0)
		return (u[1] & 0xC0) == 0x80 ? 2 : 0;
	unsigned char low = u[0] == 0xE0 ? 0xA0 : u[0] == 0xF0 ? 0x90 : 0x80;
	unsigned char high = u[0] == 0xED ? 0x9F : u[0] == 0xF4 ? 0x8F : 0xBF;
	if (u[1] < low || u[1] > high || have < 3 || (u[2] & 0xC0) != 0x80)
		return 0;
	if (u[0] < 0xF0)
		return 3;
	return have >= 4 && (u[3] & 0xC0) == 0x80 ? 4 : 0;
}
/* Decodes one code point at @p (< @end); returns its length, 0 when invalid. */
size_t utf8_decode(const char *p, const char *end, uint32_t *ret_cp);
/* Writes @cp, U+FFFD for what is no scalar value; returns 1-4. */
size_t utf8_encode(uint32_t cp, char out[4]);
/* The longest valid prefix of at most @max bytes: never cuts a code point. */
struct str utf8_cut(struct str s, size_t max);
