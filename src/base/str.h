/* base/str.h - a slice of bytes that somebody else owns. No allocation, no NUL at the end. */
#pragma once

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p;
	size_t n;
};

#define STR(lit) ((struct str){"" lit, sizeof(lit) - 1})
#define STR_NONE ((struct str){NULL, 0})
/* For printf: "%.*s", STR_ARG(s). */
#define STR_ARG(s) (int)(s).n, (s).p

static inline struct str str_of(const char *z)
{
	return (struct str){z, z ? strlen(z) : 0};
}
static inline struct str str_mem(const char *p, size_t n)
{
	return (struct str){p, n};
}
static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool str_is(struct str a, const char *z)
{
	return str_eq(a, str_of(z));
}

bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* ASCII case only. */
bool str_ieq(struct str a, struct str b);
int str_cmp(struct str a, struct str b);
/* Index of the first @c at or after @from, or SIZE_MAX. */
size_t str_find(struct str s, char c, size_t from);
/* Without ASCII blanks (space, tab, CR, LF) at both ends. */
struct str str_trim(struct str s);
/* Cuts the part before the next @sep off @rest into @ret_part; false when @rest was used up (p == NULL). */
bool str_split(struct str *rest, char sep, struct str *ret_part);

/* Decimal digits only, with an optional '-' for i64. ERR_SYNTAX: anything else or empty; ERR_RANGE: does not fit. */
NODISCARD enum err str_to_u64(struct str s, uint64_t *ret);
NODISCARD enum err str_to_i64(struct str s, int64_t *ret);

/* Copies at most size - 1 bytes and a NUL; returns false when it was cut. */
bool str_copy(char *dst, size_t size, struct str s);

/* SipHash-2-4 under a key drawn once a process: for hash tables that outsiders can fill. */
uint64_t str_hash(struct str s);
/* FNV-1a 64: stable between runs, for data on disk and deterministic generation; never for outsiders' keys. */
uint64_t str_hash_stable(struct str s);
