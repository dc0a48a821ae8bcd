/* store/sessions.h - the sessions table: signed-on people, by the SHA-256 of their token. Thread: a job's. */
#pragma once

#include "store/db.h"

struct session_row {
	struct str token_hash; /* 32 bytes */
	struct str public_id, csrf, username, role;
	uint64_t person_id;
	int64_t created_ms, seen_ms;
	bool ended;
};

NODISCARD enum err sessions_add(struct tx *tx, const struct session_row *s);
/* Moves the idle end; says nothing about an ended session. */
NODISCARD enum err sessions_touch(struct tx *tx, struct str token_hash, int64_t seen_ms);
NODISCARD enum err sessions_end(struct tx *tx, struct str token_hash, int64_t now_ms);
NODISCARD enum err sessions_end_of(struct tx *tx, struct str username, int64_t now_ms);
/* Those that nobody can use any more: ended, or last seen or begun before these moments. */
NODISCARD enum err sessions_purge(struct tx *tx, int64_t seen_before_ms, int64_t created_before_ms);
/* Changed after @since (-1: all), ended ones too. */
NODISCARD enum err sessions_each(struct tx *tx, int64_t since, void (*each)(void *ctx, const struct session_row *s), void *ctx);
