/* store/tokens.h - the tokens table: machines' and terminals' bearer tokens, by their SHA-256, bound to a person. Thread: a
 * job's. */
#pragma once

#include "store/db.h"

struct token_row {
	struct str token_hash; /* 32 bytes */
	struct str label, username, role;
	uint64_t person_id;
	int64_t created_ms, expires_ms;
	bool revoked, person_disabled;
};

/* ERR_CONFLICT: the label is taken; ERR_NOT_FOUND: no such person. */
NODISCARD enum err tokens_add(struct tx *tx, struct str token_hash, struct str label, struct str username, int64_t now_ms,
			      int64_t expires_ms);
/* ERR_NOT_FOUND. */
NODISCARD enum err tokens_revoke(struct tx *tx, struct str label, int64_t now_ms);
/* By label; those changed after @since (-1: all), revoked ones too. */
NODISCARD enum err tokens_each(struct tx *tx, int64_t since, void (*each)(void *ctx, const struct token_row *t), void *ctx);
