/* sim/games.h - the games on offer, with their theoretical return and volatility, and how a round of one falls.
 *
 * A game of chance is a table of outcomes: a multiplier of the stake in tenths, and a probability. Its return to player is the
 * table's mean, exactly, and its volatility (the standard deviation of the return per unit staked) the table's too, so that a
 * long history converges to what the catalogue says. Thread: any, after games_init(), which is idempotent and cheap. */
#pragma once

#include "sim/rng.h"

enum vertical {
	VERTICAL_SLOTS,
	VERTICAL_TABLE,
	VERTICAL_LIVE,
	VERTICAL_INSTANT,
	VERTICAL_BINGO,
	VERTICAL_SPORTS,
	VERTICAL_COUNT_
};

struct game {
	const char *id, *title;
	enum vertical vertical;
	double rtp, volatility; /* 0 for sports */
	unsigned round_ms;      /* typical length of a round */
	bool jackpot;           /* a hundredth of each stake feeds a pot */
};

unsigned games_count(void);
const struct game *game_at(unsigned index);
const char *vertical_name(enum vertical v);
/* First game of sports; those behind it are sports too. */
unsigned games_first_sport(void);
/* -1: no such id. */
int game_find(const char *id);

void games_init(void);
/* The multiplier of one round, in tenths of the stake. */
uint32_t game_draw(unsigned index, struct sim_rng *rng);
