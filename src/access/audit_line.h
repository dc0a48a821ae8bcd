/* access/audit_line.h - one line of the record: how it is written, taken apart and hashed. Pure; any thread. */
#pragma once

#include "base/buf.h"

#define AUDIT_HASH_TEXT 64                                                                 /* SHA-256 in hex */
#define AUDIT_HASH_NONE "0000000000000000000000000000000000000000000000000000000000000000" /* before the first record */

struct audit_line {
	uint64_t seq;
	int64_t at_ms;
	struct str prev, kind, hash;
	struct str members; /* behind "kind", without the commas around; empty when there are none */
	struct str covered; /* what the hash is over */
};

/* ERR_SYNTAX: not a line that audit_line_put() makes. Does not compare the hash. */
NODISCARD enum err audit_line_parse(struct str line, struct audit_line *ret);
bool audit_line_hash_ok(const struct audit_line *l);
/* Appends the line without LF; its hash goes to @ret_hash, with a NUL. @prev: AUDIT_HASH_TEXT bytes; may be @ret_hash itself. */
void audit_line_put(struct buf *out, uint64_t seq, int64_t at_ms, const char *prev, const char *kind, struct str members,
		    char ret_hash[AUDIT_HASH_TEXT + 1]);
