#define OPENSSL_SUPPRESS_DEPRECATED
#include "access/sha256.h"

#include "base/attr.h"

#include <openssl/sha.h>

void sha256(const void *p, size_t n, unsigned char out[SHA256_BYTES])
{
	sha256_two(p, n, NULL, 0, out);
}

void sha256_two(const void *a, size_t a_n, const void *b, size_t b_n, unsigned char out[SHA256_BYTES])
{
	SHA256_CTX c;
	MUST(SHA256_Init(&c) && SHA256_Update(&c, a, a_n) && (!b_n || SHA256_Update(&c, b, b_n)) && SHA256_Final(out, &c));
}
