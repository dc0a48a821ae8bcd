/* base/utf8.h - UTF-8 checks. RFC 3629: no overlongs, no surrogates, at most U+10FFFF. Pure functions. */
#pragma once

#include "base/str.h"

/* Offset of the first invalid byte, or SIZE_MAX when all is valid. ASCII runs go 16 bytes and more at a time. */
size_t utf8_invalid_at(struct str s);
static inline bool utf8_valid(struct str s) { return utf8_invalid_at(s) == SIZE_MAX; }
/* Decodes one code point at @p (< @end); returns its length, 0 when invalid. */
size_t utf8_decode(const char *p, const char *end, uint32_t *ret_cp);
/* Writes @cp; returns 1-4. */
size_t utf8_encode(uint32_t cp, char out[4]);
/* The longest valid prefix of at most @max bytes: never cuts a code point. */
struct str utf8_cut(struct str s, size_t max);
