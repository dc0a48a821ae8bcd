/* What must hold of every history, generated or played on: shared by the simulator's tests. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/gen.h"

#define CHECK_AS_OF INT64_C(1793491200000) /* 2026-11-01 */

static inline void check_order(struct series *s)
{
	int64_t last = INT64_MIN, at;
	for (uint32_t i = 0; i < s->length; i++) {
		memcpy(&at, (const char *)series_at(s, i) + s->kind->time_offset, sizeof(at));
		assert_true(at >= last);
		last = at;
	}
}

/* Lines, running balances and the sum of amounts agree, per pocket; totals are what the transactions say. */
static inline void check_ledger(struct history *h)
{
	int64_t sums[POCKET_COUNT_] = {0}, settled = 0, paid = 0, reserved = 0;
	for (uint32_t i = 0; i < h->txs.length; i++) {
		const struct tx *t = series_at(&h->txs, i);
		sums[t->pocket] += t->amount;
		assert_int_equal(t->balance, sums[t->pocket]);
		settled += t->kind == TX_DEPOSIT ? t->amount : 0;
		paid += t->kind == TX_WITHDRAWAL && t->state == TX_PAID ? t->face : 0;
		if (t->kind == TX_WITHDRAWAL && t->state >= TX_REQUESTED && t->state <= TX_SENT)
			reserved += t->face;
	}
	for (unsigned p = 0; p < POCKET_COUNT_; p++) {
		assert_int_equal(sums[p], h->wallet.pockets[p].balance);
		assert_int_equal(sums[p], ledger_sum(&h->wallet.pockets[p]));
	}
	assert_true(sums[POCKET_BONUS] >= 0);
	assert_int_equal(settled, h->wallet.deposits_settled);
	assert_int_equal(paid, h->wallet.withdrawals_paid);
	assert_int_equal(reserved, h->wallet.reserved);
}

/* Statistics are the sums of the bets; sessions hold their bets, one after the other. */
static inline void check_gaming(struct history *h)
{
	const struct gaming *g = &h->gaming;
	int64_t wagered = 0, won = 0, open_stakes = 0;
	uint32_t settled = 0, open = 0, voided = 0, next_bet = 0, by_game = 0;
	for (uint32_t s = 0; s < h->sessions.length; s++) {
		const struct session *x = series_at(&h->sessions, s);
		int64_t in_session[2] = {0, 0};
		assert_int_equal(x->first_bet, next_bet);
		for (; next_bet < x->first_bet + x->bets; next_bet++) {
			const struct bet *b = series_at(&h->bets, next_bet);
			assert_int_equal(b->session, s);
			assert_true(b->placed_at >= x->started_at);
			open += b->state == BET_OPEN;
			open_stakes += b->state == BET_OPEN ? b->stake : 0;
			voided += b->state == BET_VOID;
			if (b->state == BET_OPEN || b->state == BET_VOID)
				continue;
			settled++;
			in_session[0] += b->stake;
			in_session[1] += b->won;
		}
		assert_int_equal(x->wagered, in_session[0]);
		assert_int_equal(x->won, in_session[1]);
		wagered += in_session[0];
		won += in_session[1];
	}
	assert_int_equal(next_bet, h->bets.length);
	for (unsigned i = 0; i < g->game_count; i++)
		by_game += g->games[i].bets;
	assert_int_equal(by_game, g->settled);
	assert_int_equal(settled, g->settled);
	assert_int_equal(wagered, g->wagered);
	assert_int_equal(won, g->won);
	assert_int_equal(open, g->open);
	assert_int_equal(open, g->open_count);
	assert_int_equal(voided, g->voided);
	assert_int_equal(open_stakes, g->open_stakes);
	assert_int_equal(open_stakes, h->wallet.open_stakes);
}

/* What the wallet moved for bets is what the bets say. */
static inline void check_bets_against_wallet(struct history *h)
{
	const struct pocket *p = h->wallet.pockets;
	int64_t staked = 0, returned = 0, wallet_staked = 0, wallet_returned = 0;
	for (uint32_t i = 0; i < h->bets.length; i++) {
		const struct bet *b = series_at(&h->bets, i);
		staked += b->stake;
		returned += b->won + b->jackpot;
	}
	for (unsigned i = 0; i < POCKET_COUNT_; i++) {
		wallet_staked += p[i].lines[LEDGER_STAKES].minor;
		wallet_returned +=
			p[i].lines[LEDGER_WINS].minor + p[i].lines[LEDGER_VOIDS].minor + p[i].lines[LEDGER_RESETTLEMENTS].minor;
	}
	assert_int_equal(staked, wallet_staked);
	assert_int_equal(returned, wallet_returned);
}

static inline void check_statements(struct history *h)
{
	int64_t closing = 0;
	uint32_t month = 0;
	for (uint32_t i = 0; i < h->statements.length; i++) {
		const struct statement *s = series_at(&h->statements, i);
		assert_int_equal(s->opening, closing);
		assert_int_equal(s->closing, s->opening + s->deposits - s->withdrawals - s->staked + s->won + s->other);
		assert_true(month == 0 || s->month == month + 1);
		closing = s->closing;
		month = s->month;
	}
	const struct statement *m = &h->wallet.month;
	assert_int_equal(m->opening, closing);
	assert_int_equal(m->opening + m->deposits - m->withdrawals - m->staked + m->won + m->other,
			 h->wallet.pockets[POCKET_CASH].balance + h->wallet.pockets[POCKET_BONUS].balance);
}

static inline void check_history(struct history *h)
{
	check_order(&h->txs);
	check_order(&h->bets);
	check_order(&h->sessions);
	check_order(&h->logins);
	check_order(&h->letters);
	check_order(&h->tickets);
	check_ledger(h);
	check_gaming(h);
	check_bets_against_wallet(h);
	check_statements(h);
}
