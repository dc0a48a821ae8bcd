/* store/people.h - the people table: who may sign on. Roles are words here; access/perm.h knows what they mean. Thread: a job's.
 */
#pragma once

#include "store/db.h"

struct person_row {
	uint64_t id;
	struct str username, role, password_hash;
	bool disabled;
	int64_t last_sign_on_ms; /* 0: never */
};

/* ERR_CONFLICT: the name is taken. */
NODISCARD enum err people_add(struct tx *tx, struct str username, struct str role, struct str password_hash, int64_t now_ms);
/* ERR_NOT_FOUND. */
NODISCARD enum err people_set_role(struct tx *tx, struct str username, struct str role);
NODISCARD enum err people_set_password(struct tx *tx, struct str username, struct str password_hash);
NODISCARD enum err people_disable(struct tx *tx, struct str username);
NODISCARD enum err people_signed_on(struct tx *tx, uint64_t id, int64_t now_ms);
/* Gives the row to @use, whose slices end with the call. ERR_NOT_FOUND. */
NODISCARD enum err people_find(struct tx *tx, struct str username, void (*use)(void *ctx, const struct person_row *p), void *ctx);
/* By name; those changed after @since (-1: all). */
NODISCARD enum err people_each(struct tx *tx, int64_t since, void (*each)(void *ctx, const struct person_row *p), void *ctx);
