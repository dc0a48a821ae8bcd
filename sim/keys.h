/* sim/keys.h - what was done under which key: a service's memory, so that no write is done twice.
 *
 * A row is part of the change that it stands for (store_apply): after a crash there are both or neither. Rows are found by a hash
 * of the key, and told apart by the key itself. They are kept for ever. Thread: the simulator's loop. */
#pragma once

#include "sim/store.h"

#define KEY_MAX 80u /* bytes */

/* 1 to KEY_MAX printable ASCII characters without blanks. */
bool key_is_valid(struct str key);

struct key_row {
	struct str request, answer;
};

/* What @key stands for at @service; the texts point into @scratch. ERR_NOT_FOUND: nothing yet, *@ret_id is where its row may be
 * put. ERR_FULL: too many keys have about the same hash. */
NODISCARD enum err keys_find(struct store *s, enum fault_service service, struct str key, struct buf *scratch,
			     struct key_row *ret, int64_t *ret_id);
/* The row's bytes, to be put into TABLE_KEYS + service. Failure sticks to @out. */
void keys_encode(struct str key, const struct key_row *row, struct buf *out);
