/* layer: access */
/* Signed heads: no bytes but those that were signed pass for a head. */
#include "access/audit_heads.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct head_key key;
	static struct buf good;
	static const struct audit_head head = {.seq = 360, .at_ms = 1760000000123, .hash = AUDIT_HASH_NONE};
	if (!good.p) {
		static const unsigned char seed[crypto_sign_SEEDBYTES] = {3, 6, 0};
		MUST(sodium_init() >= 0);
		crypto_sign_seed_keypair(key.public_key, key.secret_key, seed);
		buf_init(&good, HEAD_LINE_MAX);
		audit_head_put(&good, &head, &key);
		MUST(buf_ok(&good) == OK);
		good.n--; /* the LF */
	}
	struct audit_head h = {0};
	struct str text = str_mem((const char *)data, size);
	enum err err = audit_head_parse(text, key.public_key, &h);
	MUST((err == OK) == str_eq(text, buf_view(&good)));
	MUST(err == OK || err == ERR_SYNTAX || err == ERR_CORRUPT);
	/* The good one with the input laid over it. */
	if (size >= 2 && size < 64) {
		char work[HEAD_LINE_MAX];
		memcpy(work, good.p, good.n);
		size_t at = data[0] % good.n, n = MIN(size - 1, good.n - at);
		memcpy(work + at, data + 1, n);
		bool same = memcmp(work, good.p, good.n) == 0;
		MUST((audit_head_parse(str_mem(work, good.n), key.public_key, &h) == OK) == same);
	}
	return 0;
}
