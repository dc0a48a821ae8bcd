#include "base/codec.h"

#include "base/clock.h"

#include <errno.h>
#include <sys/random.h>

static const char hex_digits[] = "0123456789abcdef";

void codec_hex(const void *p, size_t n, char *out)
{
	const unsigned char *in = p;
	for (size_t i = 0; i < n; i++) {
		*out++ = hex_digits[in[i] >> 4];
		*out++ = hex_digits[in[i] & 15];
	}
	*out = '\0';
}

static inline int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum err codec_unhex(struct str s, void *out, size_t n)
{
	if (s.n % 2 != 0 || s.n / 2 != n)
		return ERR_SYNTAX;
	for (size_t i = 0; i < s.n; i++)
		if (hex_value(s.p[i]) < 0)
			return ERR_SYNTAX;
	unsigned char *o = out;
	for (size_t i = 0; i < n; i++)
		o[i] = (unsigned char)(hex_value(s.p[2 * i]) << 4 | hex_value(s.p[2 * i + 1]));
	return OK;
}

void buf_base64url(struct buf *b, const void *p, size_t n)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const unsigned char *in = p;
	size_t rest = n % 3, length = n / 3 * 4 + (rest ? rest + 1 : 0);
	char *out = buf_reserve(b, length);
	if (!out)
		return;
	for (size_t i = 0; i + 3 <= n; i += 3) {
		uint32_t v = (uint32_t)in[i] << 16 | (uint32_t)in[i + 1] << 8 | in[i + 2];
		*out++ = alphabet[v >> 18];
		*out++ = alphabet[v >> 12 & 63];
		*out++ = alphabet[v >> 6 & 63];
		*out++ = alphabet[v & 63];
	}
	if (rest) {
		uint32_t v = (uint32_t)in[n - rest] << 16 | (rest == 2 ? (uint32_t)in[n - 1] << 8 : 0);
		*out++ = alphabet[v >> 18];
		*out++ = alphabet[v >> 12 & 63];
		if (rest == 2)
			*out++ = alphabet[v >> 6 & 63];
	}
	buf_commit(b, length);
}

static inline int base64url_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

enum err codec_unbase64url(struct str s, void *out, size_t cap, size_t *ret_n)
{
	size_t rest = s.n % 4, length = s.n / 4 * 3 + (rest ? rest - 1 : 0);
	if (rest == 1)
		return ERR_SYNTAX;
	for (size_t i = 0; i < s.n; i++)
		if (base64url_value(s.p[i]) < 0)
			return ERR_SYNTAX;
	/* One value, one text: the bits that don't belong to a byte are zero. */
	if (rest && (base64url_value(s.p[s.n - 1]) & (rest == 2 ? 15 : 3)) != 0)
		return ERR_SYNTAX;
	if (length > cap)
		return ERR_TOO_LARGE;
	unsigned char *o = out;
	uint32_t bits = 0;
	unsigned have = 0;
	for (size_t i = 0; i < s.n; i++) {
		bits = bits << 6 | (uint32_t)base64url_value(s.p[i]);
		have += 6;
		if (have >= 8) {
			have -= 8;
			*o++ = (unsigned char)(bits >> have);
		}
	}
	*ret_n = length;
	return OK;
}

void codec_random(void *p, size_t n)
{
	unsigned char *out = p;
	while (n > 0) {
		ssize_t got = getrandom(out, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		MUST(got > 0);
		out += got;
		n -= (size_t)got;
	}
}

/* RFC 9562, 6.2 method 2: within one millisecond, or when the clock goes back, the random part of the last id is
 * incremented by a random step, which keeps both the order and the guessing hard. */
static _Thread_local struct {
	uint64_t ms, high, low; /* 48, 12 and 62 bits */
} uuid_last;

enum { UUID_HIGH_BITS = 12, UUID_LOW_BITS = 62, UUID_STOCK = 32 };
#define UUID_LOW_MASK ((UINT64_C(1) << UUID_LOW_BITS) - 1)

struct uuid_random {
	uint64_t low;
	uint32_t high, step;
};

/* Randomness for the next ids in one system call: alone it would cost ten times the rest. A forked child must not make ids from
 * its parent's stock: nothing forks and goes on here. */
static struct uuid_random uuid_fresh(void)
{
	static _Thread_local struct uuid_random stock[UUID_STOCK];
	static _Thread_local unsigned left;
	if (left == 0) {
		codec_random(stock, sizeof stock);
		left = UUID_STOCK;
	}
	return stock[--left];
}

static void uuid_advance(void)
{
	const struct uuid_random fresh = uuid_fresh();
	uint64_t now = (uint64_t)clock_wall_ms() & ((UINT64_C(1) << 48) - 1);
	if (now > uuid_last.ms) {
		uuid_last.ms = now;
		/* The top bit stays clear: room to count up. */
		uuid_last.high = fresh.high & ((1u << (UUID_HIGH_BITS - 1)) - 1);
		uuid_last.low = fresh.low & UUID_LOW_MASK;
		return;
	}
	uuid_last.low += (uint64_t)fresh.step + 1;
	uuid_last.high += uuid_last.low >> UUID_LOW_BITS;
	uuid_last.low &= UUID_LOW_MASK;
	uuid_last.ms += uuid_last.high >> UUID_HIGH_BITS;
	uuid_last.high &= (1u << UUID_HIGH_BITS) - 1;
}

void uuid7(char out[UUID_TEXT + 1])
{
	uuid_advance();
	uint64_t half[2] = {
		uuid_last.ms << 16 | 0x7000u | uuid_last.high,
		UINT64_C(2) << 62 | uuid_last.low,
	};
	for (size_t i = 0, digit = 0; i < UUID_TEXT; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			out[i] = '-';
			continue;
		}
		out[i] = hex_digits[half[digit / 16] >> (60 - 4 * (digit % 16)) & 15];
		digit++;
	}
	out[UUID_TEXT] = '\0';
}

bool uuid_valid(struct str s)
{
	if (s.n != UUID_TEXT)
		return false;
	for (size_t i = 0; i < UUID_TEXT; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		if (dash ? s.p[i] != '-' : hex_value(s.p[i]) < 0)
			return false;
	}
	return true;
}
