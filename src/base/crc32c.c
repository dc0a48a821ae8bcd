#include "base/crc32c.h"

#include <pthread.h>

#ifdef __x86_64__
#include <nmmintrin.h>
#endif

#define POLYNOMIAL 0x82F63B78u /* 0x1EDC6F41 with its bits the other way round */

static uint32_t table[256];
static pthread_once_t table_once = PTHREAD_ONCE_INIT;

static void make_table(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t c = i;
		for (int bit = 0; bit < 8; bit++)
			c = c & 1 ? c >> 1 ^ POLYNOMIAL : c >> 1;
		table[i] = c;
	}
}

static uint32_t by_table(uint32_t c, const unsigned char *p, size_t n)
{
	pthread_once(&table_once, make_table);
	while (n--)
		c = c >> 8 ^ table[(c ^ *p++) & 0xFF];
	return c;
}

#ifdef __x86_64__
__attribute__((target("sse4.2"))) static uint32_t by_machine(uint32_t c, const unsigned char *p, size_t n)
{
	uint64_t wide = c, v;
	for (; n >= sizeof v; p += sizeof v, n -= sizeof v) {
		memcpy(&v, p, sizeof v);
		wide = _mm_crc32_u64(wide, v);
	}
	c = (uint32_t)wide;
	while (n--)
		c = _mm_crc32_u8(c, *p++);
	return c;
}
#endif

uint32_t crc32c(uint32_t crc, struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	if (!s.n)
		return crc;
#ifdef __x86_64__
	if (__builtin_cpu_supports("sse4.2"))
		return ~by_machine(~crc, p, s.n);
#endif
	return ~by_table(~crc, p, s.n);
}

uint32_t crc32c_by_table(uint32_t crc, struct str s)
{
	return ~by_table(~crc, (const unsigned char *)s.p, s.n);
}
