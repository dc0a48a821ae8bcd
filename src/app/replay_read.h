/* app/replay_read.h - a CSV file of bets into a replay, in pieces: of the text, no more is held than one record. */
#pragma once

#include "app/replay.h"

/* From @fd to its end. ERR_SYNTAX, ERR_SHAPE, ERR_RANGE, ERR_TOO_LARGE: info says line and column; ERR_IO. */
NODISCARD enum err replay_read(struct replay *r, int fd, struct err_info *info);
