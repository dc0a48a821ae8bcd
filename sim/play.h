/* sim/play.h - sessions, rounds and bets: what they do to the bets list, the statistics and, by the ledger, the wallet, all in
 * step. Generation and live play call the same. Thread: the history's. Times never go back. */
#pragma once

#include "sim/ledger.h"
#include "sim/rng.h"

void play_login(struct history *h, int64_t at, unsigned device, unsigned place, uint32_t ip, bool failed);

/* At most one session is open: another one's start ends it. */
void play_session_start(struct history *h, int64_t at, unsigned game, unsigned device);
void play_session_end(struct history *h, int64_t at);
/* The open session, to be changed; NULL: none. */
struct session *play_open_session(struct history *h);

/* A stake that cash and bonus can pay. */
static inline bool play_can_stake(const struct history *h, int64_t stake)
{
	return stake > 0 && MAX(ledger_balance(h, POCKET_CASH), 0) + ledger_balance(h, POCKET_BONUS) >= stake;
}

/* A whole round of a game of chance in the open session. MUST: play_can_stake. Returns when it ended. */
int64_t play_round(struct history *h, int64_t at, unsigned game, int64_t stake, struct sim_rng *rng);
/* The same with the result given, and when it is settled. */
void play_round_result(struct history *h, int64_t at, int64_t settled_at, unsigned game, int64_t stake, int64_t won,
		       int64_t jackpot);

/* A bet on sports in the open session; @free: a free bet, which takes no money. False: OPEN_BETS_MAX are open. */
bool play_bet(struct history *h, int64_t at, unsigned game, unsigned legs, uint32_t seed, int64_t stake, bool free,
	      uint32_t settle_ms, uint32_t *ret_bet);
void play_settle(struct history *h, int64_t at, uint32_t bet, enum bet_state state, int64_t won);
/* A settled bet's result was wrong: pays or takes the difference. */
void play_resettle(struct history *h, int64_t at, uint32_t bet, int64_t won);
