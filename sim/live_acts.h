/* sim/live_acts.h - what each live act does to a loaded history; shared by sim/live*.c only. */
#pragma once

#include "sim/live.h"
#include "sim/rng.h"

/* One act under way: where it happens and what came of it. */
struct live_scene {
	struct history *h;
	struct sim_rng *rng;
	const struct live_order *order;
	int64_t at;
	const char *why;   /* of ERR_CONFLICT */
	enum live_act act; /* what really happened */
	uint32_t ordinal;  /* of the bet, transaction, session... */
	int64_t amount;    /* staked, paid in, asked for */
	int64_t won;
	int64_t again_at; /* when the customer should be looked at again: something is due; 0: never */
};

/* What fell due meanwhile: bets that settle, withdrawals that move on. */
void scene_catch_up(struct live_scene *s);
/* ERR_CONFLICT with why. */
NODISCARD enum err scene_play(struct live_scene *s);
/* Now, or just behind the last thing that is on record. */
int64_t scene_time(struct history *h, int64_t now);
