/* sim/gen_due.c - the queue of what is due, soonest last, and what happens then. */
#include "sim/gen.h"
#include "sim/sports.h"

#define RESETTLED_SHARE 0.03 /* of what lost and might have won */

void due_add(struct gen *g, int64_t at, enum due_kind kind, uint32_t what)
{
	unsigned i = g->due_count;
	if (g->due_count == DUES_MAX) /* cannot happen with what must not be lost: open bets and withdrawals are fewer */
		return;
	while (i > 0 && g->dues[i - 1].at <= at) {
		g->dues[i] = g->dues[i - 1];
		i--;
	}
	g->dues[i] = (struct due){.at = at, .kind = kind, .what = what};
	g->due_count++;
}

static void settle(struct gen *g, const struct due *d)
{
	const struct bet *b = series_at(&g->h->bets, d->what);
	enum bet_state state;
	int64_t won, stake = b->stake;
	sports_settle(b, &g->rng, &state, &won);
	play_settle(g->h, d->at, d->what, state, won);
	/* As often as the price makes it fair, or the house would lose by its mistakes. */
	if (state == BET_LOST && stake && rng_chance(&g->rng, RESETTLED_SHARE * sports_chance(b->seed, b->legs)))
		due_add(g, d->at + 3 * HOUR_MS, DUE_RESETTLE, d->what);
}

static void resettle(struct gen *g, const struct due *d)
{
	const struct bet *b = series_at(&g->h->bets, d->what);
	play_resettle(g->h, d->at, d->what, b->stake * sports_price(b->seed, b->legs) / 100);
	due_add(g, d->at + HOUR_MS, DUE_TICKET, TOPIC_GAME_RESULT);
}

static void end_bonus(struct gen *g, const struct due *d)
{
	const struct wallet *w = &g->h->wallet;
	if (d->what < w->bonus_count && w->bonuses[d->what].state == BONUS_ACTIVE)
		cashier_end_bonus(g->h, d->at, BONUS_EXPIRED);
}

static void fee(struct gen *g, const struct due *d)
{
	int64_t amount = MIN(g->credit * 5, ledger_balance(g->h, POCKET_CASH));
	if (amount <= 0)
		return;
	(void)ledger_post(g->h, d->at, TX_FEE, POCKET_CASH, -amount);
	due_add(g, d->at + 30 * DAY_MS, DUE_FEE, 0);
}

static void newsletter(struct gen *g, const struct due *d)
{
	gen_letter(g, d->at, LETTER_NEWSLETTER);
	due_add(g, d->at + 30 * DAY_MS, DUE_NEWSLETTER, 0);
}

static void run(struct gen *g, const struct due *d)
{
	switch (d->kind) {
	case DUE_SETTLE:
		settle(g, d);
		break;
	case DUE_RESETTLE:
		resettle(g, d);
		break;
	case DUE_WITHDRAWAL:
		gen_withdrawal_due(g, d->at, d->what);
		break;
	case DUE_REFUND:
		cashier_refund(g->h, d->at, d->what);
		break;
	case DUE_CHARGEBACK:
	case DUE_REPRESENT:
	case DUE_CB_DECISION:
		gen_chargeback_due(g, d);
		break;
	case DUE_BONUS_END:
		end_bonus(g, d);
		break;
	case DUE_LETTER:
		gen_letter(g, d->at, (enum letter_template)d->what);
		break;
	case DUE_NEWSLETTER:
		newsletter(g, d);
		break;
	case DUE_FEE:
		fee(g, d);
		break;
	case DUE_TICKET:
		gen_ticket(g, d->at, (enum ticket_topic)d->what);
		break;
	}
}

void due_run(struct gen *g, int64_t until)
{
	while (g->due_count && g->dues[g->due_count - 1].at <= until) {
		struct due d = g->dues[--g->due_count];
		/* A round that began before @d was due may have ended after it. */
		d.at = g->now = MAX(d.at, g->now);
		run(g, &d);
	}
}
