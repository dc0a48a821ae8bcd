/* base/json_scan.h - the inner loops of the JSON reader and writer: 16 bytes at a time where the machine can. Private to
 * src/base. Nothing here reads past @end, so slices of mapped files and of larger texts are fine.
 * Pointers that are returned are NULL after the reader was failed. */
#pragma once

#include "base/json_reader.h"

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

/* The failures everybody meets; others are said where they happen. */
extern const char json_why_end[], json_why_value[];

/* The first failure counts. It moves p to the end: whatever is asked for next finds nothing, so the hot paths never look at
 * r->failed. */
__attribute__((cold)) void json_fail_at(struct json_reader *r, enum err code, const char *at, const char *why);
/* Another type than the caller's is at p: well-formed as far as one can see, or not JSON at all. False. */
__attribute__((cold)) bool json_fail_type(struct json_reader *r, const char *why);
enum json_type json_type_at(const char *p);
/* Four hexadecimal digits, or -1. */
int json_hex4(const char *p);
/* From the first byte that isn't plain to the closing quote. */
const char *json_scan_string_slow(struct json_reader *r, const char *p, bool *ret_escaped);

/* The first byte of the next value, '\0' at the end: no value starts with that. */
static inline char next_byte(struct json_reader *r)
{
	if (LIKELY(r->p < r->end && !scan_is(*r->p, SCAN_BLANK)))
		return *r->p;
	const char *p = scan_blanks(r->p, r->end);
	r->blanks |= p > r->p;
	r->p = p;
	return r->p < r->end ? *r->p : '\0';
}

static inline bool push(struct json_reader *r, bool is_object)
{
	if (UNLIKELY(r->depth >= r->max_depth)) {
		json_fail_at(r, ERR_TOO_LARGE, r->p, "nested too deeply");
		return false;
	}
	r->depth++;
	r->is_object = r->is_object << 1 | is_object;
	r->p++;
	return true;
}

static inline void pop(struct json_reader *r)
{
	r->depth--;
	r->is_object >>= 1;
	r->p++;
}

/* @p is behind the opening quote. The closing quote, or NULL after failing. */
static inline const char *scan_string(struct json_reader *r, const char *p, bool *ret_escaped)
{
	*ret_escaped = false;
	p = scan_plain(p, r->end, SCAN_STOP_READ);
	if (LIKELY(p < r->end && *p == '"'))
		return p;
	return json_scan_string_slow(r, p, ret_escaped);
}

/* A member's name and its colon; p is behind it then. */
static inline bool scan_name(struct json_reader *r, struct str *ret, bool *ret_escaped)
{
	if (UNLIKELY(next_byte(r) != '"')) {
		json_fail_at(r, ERR_SYNTAX, r->p, r->p < r->end ? "a member's name is expected here" : json_why_end);
		return false;
	}
	const char *start = r->p + 1, *quote = scan_string(r, start, ret_escaped);
	if (UNLIKELY(!quote))
		return false;
	*ret = str_mem(start, (size_t)(quote - start));
	r->p = quote + 1;
	if (UNLIKELY(next_byte(r) != ':')) {
		json_fail_at(r, ERR_SYNTAX, r->p, r->p < r->end ? "a colon is expected here" : json_why_end);
		return false;
	}
	r->p++;
	return true;
}

static inline const char *scan_digits(const char *p, const char *end)
{
	while (p < end && scan_is(*p, SCAN_DIGIT))
		p++;
	return p;
}

/* The end of the number at @p, or NULL after failing. */
static inline const char *scan_number(struct json_reader *r, const char *p)
{
	const char *end = r->end, *digits = p + (*p == '-');
	p = scan_digits(digits, end);
	if (UNLIKELY(p == digits || (*digits == '0' && p - digits > 1)))
		goto bad;
	if (p < end && *p == '.') {
		digits = p + 1;
		p = scan_digits(digits, end);
		if (UNLIKELY(p == digits))
			goto bad;
	}
	if (p < end && (*p | 0x20) == 'e') {
		digits = p + 1;
		if (digits < end && (*digits == '+' || *digits == '-'))
			digits++;
		p = scan_digits(digits, end);
		if (UNLIKELY(p == digits))
			goto bad;
	}
	return p;
bad:
	json_fail_at(r, ERR_SYNTAX, p, p < end ? "not a number that JSON has" : json_why_end);
	return NULL;
}

static inline bool take_literal(struct json_reader *r, const char *word, size_t n)
{
	if (UNLIKELY((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)) {
		json_fail_at(r, ERR_SYNTAX, r->p, json_why_value);
		return false;
	}
	r->p += n;
	r->due = false;
	return true;
}
