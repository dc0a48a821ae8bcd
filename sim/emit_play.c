/* sim/emit_play.c - the gaming service's events: sessions, rounds, bets. */
#include "sim/emit_private.h"

#include "sim/games.h"
#include "sim/sports.h"

#include <stdio.h>

static const char *const outcome_words[] = {"open", "won", "lost", "void", "half_won", "half_lost", "cashed_out", "resettled"};

static bool is_sport(const struct bet *b)
{
	return b->game >= games_first_sport();
}

static void put_game(struct emitter *e, unsigned game)
{
	emit_text(e, STR("gameId"), game_at(game)->id);
	emit_text(e, STR("game"), game_at(game)->title);
}

static void put_balance(struct emitter *e, int64_t balance)
{
	emit_money(e, STR("balance"), balance);
	emit_currency(e);
}

/* Cash and bonus with which a session began: before its first round, if it has one already. */
static int64_t opening(struct emitter *e, const struct session *s)
{
	if (s->first_bet >= e->h->bets.length)
		return ledger_balance(e->h, POCKET_CASH) + ledger_balance(e->h, POCKET_BONUS);
	const struct bet *b = series_at(&e->h->bets, s->first_bet);
	return b->balance + b->stake - (is_sport(b) ? 0 : b->won + b->jackpot);
}

static void put_started(struct emitter *e, uint32_t n)
{
	const struct session *s = series_at(&e->h->sessions, n);
	char id[EVENT_ID_MAX];
	emit_id(id, REF_SESSION, e, n, "started");
	emit_open(e, FAULT_GAMING, "session.started", id, s->started_at);
	emit_ref(e, STR("sessionId"), REF_SESSION, n);
	put_game(e, s->game);
	emit_device(e, s->device);
	put_balance(e, opening(e, s));
	emit_close(e, FAULT_GAMING);
}

static void put_ended(struct emitter *e, uint32_t n, int64_t balance)
{
	const struct session *s = series_at(&e->h->sessions, n);
	char id[EVENT_ID_MAX];
	emit_id(id, REF_SESSION, e, n, "ended");
	emit_open(e, FAULT_GAMING, "session.ended", id, s->started_at + s->length_ms);
	emit_ref(e, STR("sessionId"), REF_SESSION, n);
	put_balance(e, balance);
	emit_close(e, FAULT_GAMING);
}

static void note_cause(struct emitter *e, const char *id, const char *reason)
{
	(void)str_copy(e->cause, sizeof(e->cause), str_of(id));
	e->cause_reason = reason;
}

static void put_round(struct emitter *e, uint32_t n, const struct bet *b)
{
	char id[EVENT_ID_MAX];
	emit_id(id, REF_BET, e, n, "played");
	emit_open(e, FAULT_GAMING, "round.played", id, b->placed_at + b->settle_ms);
	emit_ref(e, STR("betId"), REF_BET, n);
	emit_ref(e, STR("sessionId"), REF_SESSION, b->session);
	put_game(e, b->game);
	emit_money(e, STR("stake"), b->stake + b->free_stake);
	emit_money(e, STR("payout"), b->won + b->jackpot);
	put_balance(e, b->balance);
	json_kv_bool(&e->w, STR("freeBet"), b->free_stake > 0);
	emit_close(e, FAULT_GAMING);
	note_cause(e, id, "round");
}

static void put_placed(struct emitter *e, uint32_t n, const struct bet *b)
{
	char id[EVENT_ID_MAX];
	emit_id(id, REF_BET, e, n, "placed");
	emit_open(e, FAULT_GAMING, "bet.placed", id, b->placed_at);
	emit_ref(e, STR("betId"), REF_BET, n);
	emit_ref(e, STR("sessionId"), REF_SESSION, b->session);
	put_game(e, b->game);
	emit_money(e, STR("stake"), b->stake + b->free_stake);
	emit_money(e, STR("potentialReturn"), sports_potential(b));
	put_balance(e, b->balance);
	json_kv_bool(&e->w, STR("freeBet"), b->free_stake > 0);
	emit_close(e, FAULT_GAMING);
	note_cause(e, id, "bet");
}

static void put_settled(struct emitter *e, uint32_t n, const struct bet *b)
{
	char id[EVENT_ID_MAX];
	emit_id(id, REF_BET, e, n, outcome_words[b->state]);
	emit_open(e, FAULT_GAMING, "bet.settled", id, b->placed_at + b->settle_ms);
	emit_ref(e, STR("betId"), REF_BET, n);
	emit_text(e, STR("outcome"), outcome_words[b->state]);
	emit_money(e, STR("stake"), b->stake + b->free_stake);
	emit_money(e, STR("payout"), b->won + b->jackpot);
	put_balance(e, e->cash + e->bonus);
	json_kv_bool(&e->w, STR("freeBet"), b->free_stake > 0);
	emit_close(e, FAULT_GAMING);
	note_cause(e, id, "settlement");
}

/* The pockets as the bet's settlement left them; the transactions lie in the order in which bets were settled. What is converted
 * from bonus to cash on the way leaves their sum as it is. */
static void follow(struct emitter *e, uint32_t bet, uint32_t *tx)
{
	for (; *tx < e->h->txs.length; ++*tx) {
		const struct tx *t = series_at(&e->h->txs, *tx);
		if (t->bet != bet + 1 && t->kind != TX_BONUS_CONVERTED)
			return;
		*(t->pocket == POCKET_CASH ? &e->cash : &e->bonus) = t->balance;
	}
}

static void settled(struct emitter *e)
{
	const struct gaming *g = &e->b->gaming;
	uint32_t tx = e->b->txs;
	e->cash = e->b->wallet.pockets[POCKET_CASH].balance;
	e->bonus = e->b->wallet.pockets[POCKET_BONUS].balance;
	for (unsigned i = g->open_count; i-- > 0;) {
		uint32_t n = g->open_bets[i].n;
		const struct bet *b = series_at(&e->h->bets, n);
		if (b->state == BET_OPEN)
			continue;
		follow(e, n, &tx);
		put_settled(e, n, b);
	}
}

/* The balance with which a session ended: that of its last bet if this change brought it, else what there was before. */
static int64_t closing(struct emitter *e, const struct session *s)
{
	uint32_t last = s->first_bet + s->bets;
	if (s->bets && last > e->b->bets)
		return ((const struct bet *)series_at(&e->h->bets, last - 1))->balance;
	return e->cash + e->bonus;
}

void emit_gaming(struct emitter *e)
{
	uint32_t first = e->b->sessions - (e->b->gaming.has_open_session ? 1 : 0), bet = e->b->bets;
	settled(e);
	for (uint32_t n = first; n < e->h->sessions.length; n++) {
		const struct session *s = series_at(&e->h->sessions, n);
		if (n >= e->b->sessions)
			put_started(e, n);
		for (; bet < s->first_bet + s->bets; bet++) {
			const struct bet *b = series_at(&e->h->bets, bet);
			if (is_sport(b))
				put_placed(e, bet, b);
			else
				put_round(e, bet, b);
		}
		if (!s->open)
			put_ended(e, n, closing(e, s));
	}
}
