/* access/sha256.h - SHA-256 in one call. OpenSSL's low-level functions: 216 bytes take 158 ns here (SHA instructions), 187 ns by
 * a reused EVP context, 422 ns by its one-call function (a look-up each time), 743 ns by libsodium (portable code). They are
 * marked deprecated in favour of EVP, so this is the only file that names them. Pure; any thread. */
#pragma once

#include <stddef.h>

#define SHA256_BYTES 32

void sha256(const void *p, size_t n, unsigned char out[SHA256_BYTES]);
/* Over @a and then @b. */
void sha256_two(const void *a, size_t a_n, const void *b, size_t b_n, unsigned char out[SHA256_BYTES]);
