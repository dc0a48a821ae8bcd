#include "base/str.h"

#include "base/codec.h"

#include <pthread.h>
#include <sodium.h>

static inline unsigned char ascii_lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_mem(s.p, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

bool str_ieq(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
			return false;
	return true;
}

int str_cmp(struct str a, struct str b)
{
	size_t n = MIN(a.n, b.n);
	int d = n ? memcmp(a.p, b.p, n) : 0;
	return d ? d : (a.n > b.n) - (a.n < b.n);
}

size_t str_find(struct str s, char c, size_t from)
{
	if (from >= s.n || s.n > PTRDIFF_MAX) /* no object is that large; the compiler wants to be told */
		return SIZE_MAX;
	const char *hit = memchr(s.p + from, c, s.n - from);
	return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
	while (s.n && is_blank(s.p[0]))
		s.p++, s.n--;
	while (s.n && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool str_split(struct str *rest, char sep, struct str *ret_part)
{
	if (!rest->p)
		return false;
	size_t at = str_find(*rest, sep, 0);
	if (at == SIZE_MAX) {
		*ret_part = *rest;
		*rest = STR_NONE;
	} else {
		*ret_part = str_mem(rest->p, at);
		*rest = str_mem(rest->p + at + 1, rest->n - at - 1);
	}
	return true;
}

enum err str_to_u64(struct str s, uint64_t *ret)
{
	uint64_t v = 0;
	bool fits = true;
	if (s.n == 0)
		return ERR_SYNTAX;
	for (size_t i = 0; i < s.n; i++) {
		unsigned d = (unsigned)(unsigned char)s.p[i] - '0';
		if (d > 9)
			return ERR_SYNTAX;
		if (fits)
			fits = !__builtin_mul_overflow(v, 10u, &v) && !__builtin_add_overflow(v, d, &v);
	}
	if (!fits)
		return ERR_RANGE;
	*ret = v;
	return OK;
}

enum err str_to_i64(struct str s, int64_t *ret)
{
	bool negative = s.n && s.p[0] == '-';
	uint64_t magnitude;
	enum err e = str_to_u64(negative ? str_mem(s.p + 1, s.n - 1) : s, &magnitude);
	if (e != OK)
		return e;
	if (magnitude > (uint64_t)INT64_MAX + negative)
		return ERR_RANGE;
	*ret = (int64_t)(negative ? 0 - magnitude : magnitude);
	return OK;
}

bool str_copy(char *dst, size_t size, struct str s)
{
	if (size == 0)
		return false;
	size_t n = MIN(s.n, size - 1);
	if (n)
		memcpy(dst, s.p, n);
	dst[n] = '\0';
	return n == s.n;
}

static unsigned char hash_key[crypto_shorthash_KEYBYTES];
static pthread_once_t hash_key_once = PTHREAD_ONCE_INIT;

static void draw_hash_key(void)
{
	codec_random(hash_key, sizeof hash_key);
}

uint64_t str_hash(struct str s)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t h;
	pthread_once(&hash_key_once, draw_hash_key);
	crypto_shorthash(out, s.n ? (const unsigned char *)s.p : out, s.n, hash_key);
	memcpy(&h, out, sizeof h);
	return h;
}

/* Parameters from http://www.isthe.com/chongo/tech/comp/fnv/ (FNV-1a, 64 bits). */
uint64_t str_hash_stable(struct str s)
{
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	return h;
}
