/* access/audit_heads.h - signed heads of a chain (its last number and hash at a moment), a line each in heads.jsonl:
 * {"seq":N,"hash":"<hex>","at":"…","sig":"<base64url>"}, signed with Ed25519 over the bytes before ,"sig". Who keeps a copy
 * elsewhere can tell a chain that was cut or written anew. Thread: the record's writer, or a verifier. */
#pragma once

#include "access/audit_line.h"

#include <sodium.h>

#define HEAD_LINE_MAX   512
#define HEADS_FILE      "heads.jsonl"
#define PUBLIC_KEY_FILE "public.pem"

struct head_key {
	unsigned char public_key[crypto_sign_PUBLICKEYBYTES], secret_key[crypto_sign_SECRETKEYBYTES];
};

struct audit_head {
	uint64_t seq;
	int64_t at_ms;
	char hash[AUDIT_HASH_TEXT + 1];
};

/* The seed (64 hex digits) from @path; makes it (mode 0600) when @may_make. ERR_NOT_FOUND, ERR_DENIED: others may read it;
 * ERR_CORRUPT: not a seed. */
NODISCARD enum err head_key_load(const char *path, bool may_make, struct head_key *ret, struct err_info *info);
/* PEM, as openssl reads and writes it. Writing over another key: ERR_CONFLICT. */
NODISCARD enum err head_public_key_save(const char *path, const unsigned char public_key[crypto_sign_PUBLICKEYBYTES]);
NODISCARD enum err head_public_key_load(const char *path, unsigned char ret[crypto_sign_PUBLICKEYBYTES]);

/* With LF. */
void audit_head_put(struct buf *out, const struct audit_head *h, const struct head_key *key);
/* ERR_SYNTAX; ERR_CORRUPT: the signature is not this key's. */
NODISCARD enum err audit_head_parse(struct str line, const unsigned char public_key[crypto_sign_PUBLICKEYBYTES],
				    struct audit_head *ret);

/* Appends and syncs; a failure leaves no half line behind for the next one. */
NODISCARD enum err audit_heads_append(const char *path, const struct audit_head *h, const struct head_key *key);
/* The last head; a torn line behind it is cut. ERR_NOT_FOUND: none yet. */
NODISCARD enum err audit_heads_last(const char *path, const unsigned char public_key[crypto_sign_PUBLICKEYBYTES],
				    struct audit_head *ret);
/* Are there any? Before a key is made anew. */
bool audit_heads_exist(const char *path);
