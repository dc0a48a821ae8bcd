/* sim/limits.h - responsible-gambling limits and what was used of them in the running window (UTC calendar). Pure functions on
 * rows; thread: the row's. */
#pragma once

#include "sim/model.h"

/* Start and end of the calendar window that @at lies in; a session's window is the day. */
void limit_window(enum limit_period period, int64_t at, int64_t *ret_start, int64_t *ret_end);
/* Brings the limit to @now: a window that ended starts anew, a pending change whose time has come takes effect. */
void limit_roll(struct limit *l, int64_t now);
/* Counts a deposit, or a loss (negative: a win), of now. */
void limits_note(struct risk *r, int64_t now, int64_t deposit, int64_t loss);
