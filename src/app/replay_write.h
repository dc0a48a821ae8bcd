/* app/replay_write.h - what a replay found, as JSON. */
#pragma once

#include "app/replay.h"

#include <stdio.h>

struct replay_write {
	const struct replay *replay;
	const struct signal_rules *rules;
	size_t customers_max; /* rows of customers, those with most alerts first */
};

/* One object and a line end. ERR_IO, ERR_NOMEM. */
NODISCARD enum err replay_write(const struct replay_write *what, FILE *to);
/* The table of rules with their thresholds, likewise. */
NODISCARD enum err replay_write_rules(const struct signal_rules *rules, FILE *to);
