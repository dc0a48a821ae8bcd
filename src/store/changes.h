/* store/changes.h - the feed of changes: each change of what portals keep in memory takes the next number within its own
 * transaction, so a reader that saw number N asks for what is above N. Thread: a job's. */
#pragma once

#include "store/db.h"

/* The number for what this job is about to change. */
NODISCARD enum err changes_next(struct tx *tx, int64_t *ret);
NODISCARD enum err changes_newest(struct tx *tx, int64_t *ret);
