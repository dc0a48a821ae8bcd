/* directory/bits.h - sets of documents as bits, 64 a word. Header only. */
#pragma once

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static inline size_t bits_words(uint32_t count)
{
	return ((size_t)count + 63) / 64;
}
static inline bool bits_get(const uint64_t *b, uint32_t i)
{
	return b[i >> 6] >> (i & 63) & 1;
}
static inline void bits_set(uint64_t *b, uint32_t i)
{
	b[i >> 6] |= (uint64_t)1 << (i & 63);
}
static inline void bits_clear(uint64_t *b, uint32_t i)
{
	b[i >> 6] &= ~((uint64_t)1 << (i & 63));
}
static inline void bits_zero(uint64_t *b, size_t words)
{
	memset(b, 0, words * sizeof(*b));
}
/* All @count bits, and none past them. */
static inline void bits_fill(uint64_t *b, uint32_t count)
{
	size_t words = bits_words(count);
	memset(b, 0xFF, words * sizeof(*b));
	if (count & 63)
		b[words - 1] = ((uint64_t)1 << (count & 63)) - 1;
}
/* Clears [from, to). */
static inline void bits_clear_run(uint64_t *b, uint32_t from, uint32_t to)
{
	for (; from < to && from & 63; from++)
		bits_clear(b, from);
	for (; to - from >= 64 && from < to; from += 64)
		b[from >> 6] = 0;
	for (; from < to; from++)
		bits_clear(b, from);
}
static inline void bits_and(uint64_t *to, const uint64_t *with, size_t words)
{
	for (size_t i = 0; i < words; i++)
		to[i] &= with[i];
}
static inline void bits_andnot(uint64_t *to, const uint64_t *without, size_t words)
{
	for (size_t i = 0; i < words; i++)
		to[i] &= ~without[i];
}
static inline void bits_or(uint64_t *to, const uint64_t *with, size_t words)
{
	for (size_t i = 0; i < words; i++)
		to[i] |= with[i];
}
static inline uint64_t bits_count(const uint64_t *b, size_t words)
{
	uint64_t n = 0;
	for (size_t i = 0; i < words; i++)
		n += (uint64_t)__builtin_popcountll(b[i]);
	return n;
}
