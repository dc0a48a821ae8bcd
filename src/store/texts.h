/* store/texts.h - free text of the record (search texts, reasons): kept apart from the chain so that it can be erased. Thread: a
 * job's. */
#pragma once

#include "store/db.h"

struct text_row {
	struct str salt, body; /* p NULL when erased */
	int64_t created_ms;
	bool erased;
};

NODISCARD enum err texts_add(struct tx *tx, struct str id, struct str salt, struct str body, int64_t now_ms);
/* Body and salt go; that there was a text stays. ERR_NOT_FOUND. Call db_settle() after the job: until then the engine's log may
 * still hold it. */
NODISCARD enum err texts_erase(struct tx *tx, struct str id, int64_t now_ms);
/* Gives the row to @use, whose slices end with the call. ERR_NOT_FOUND. */
NODISCARD enum err texts_find(struct tx *tx, struct str id, void (*use)(void *ctx, const struct text_row *t), void *ctx);
