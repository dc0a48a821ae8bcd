/* base/codec.h - hex and base64url (RFC 4648, no padding) and UUIDv7 (RFC 9562). */
#pragma once

#include "base/buf.h"

#define UUID_TEXT 36

void codec_hex(const void *p, size_t n, char *out /* 2n + 1 */);
NODISCARD enum err codec_unhex(struct str s, void *out, size_t n);
void buf_base64url(struct buf *b, const void *p, size_t n);
/* Strict: ERR_SYNTAX on padding, other alphabets, or stray bits; ERR_TOO_LARGE past @cap. */
NODISCARD enum err codec_unbase64url(struct str s, void *out, size_t cap, size_t *ret_n);

/* Bytes from the kernel's generator; never fails (MUST). */
void codec_random(void *p, size_t n);
/* Time-ordered, monotonic within a thread. */
void uuid7(char out[UUID_TEXT + 1]);
bool uuid_valid(struct str s);
