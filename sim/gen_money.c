/* sim/gen_money.c - when money comes in and goes out. */
#include "sim/gen.h"

#define REFUND_SHARE     0.004
#define CHARGEBACK_SHARE 0.0015

/* 1, 2, 5, 10... times the credit, as people choose sums. */
int64_t gen_amount(const struct gen *g, double credits)
{
	static const double steps[] = {1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10};
	double scale = 1;
	credits = MAX(credits, 1);
	while (credits >= scale * 10)
		scale *= 10;
	for (size_t i = ARRAY_LEN(steps); i-- > 0;)
		if (credits >= steps[i] * scale)
			return (int64_t)(steps[i] * scale * (double)g->credit);
	return g->credit;
}

static bool within_limit(struct gen *g, int64_t at, int64_t amount)
{
	int32_t day = (int32_t)(at / DAY_MS);
	if (day != g->day) {
		g->day = day;
		g->day_deposits = 0;
	}
	return g->deposit_limit == 0 || g->day_deposits + amount <= g->deposit_limit;
}

static unsigned pick_instrument(struct gen *g)
{
	unsigned n = g->h->wallet.instrument_count;
	return rng_chance(&g->rng, 0.8) ? 0 : rng_below(&g->rng, n);
}

static bool is_card(const struct gen *g, unsigned instrument)
{
	return g->h->wallet.instruments[instrument].method <= METHOD_DEBIT_CARD;
}

/* What may become of a settled deposit. */
static void deposit_fate(struct gen *g, int64_t at, uint32_t tx, unsigned instrument)
{
	double u = rng_unit(&g->rng), charged_back = g->kind == KIND_FLAGGED ? 0.08 : CHARGEBACK_SHARE;
	if (g->kind == KIND_TWIN)
		return;
	if (u < REFUND_SHARE)
		due_add(g, at + 2 * HOUR_MS, DUE_REFUND, tx);
	else if (u < REFUND_SHARE + charged_back && is_card(g, instrument))
		due_add(g, at + (10 + rng_below(&g->rng, 50)) * DAY_MS, DUE_CHARGEBACK, tx);
}

bool gen_deposit(struct gen *g, int64_t at, double credits)
{
	int64_t amount = gen_amount(g, credits);
	unsigned instrument = pick_instrument(g);
	if (!within_limit(g, at, amount))
		return false;
	if (rng_chance(&g->rng, g->persona.decline)) {
		static const enum decline why[] = {DECLINE_FUNDS,         DECLINE_FUNDS, DECLINE_FUNDS,
						   DECLINE_DO_NOT_HONOUR, DECLINE_LIMIT, DECLINE_EXPIRED_CARD};
		enum decline d = g->kind == KIND_FLAGGED && rng_chance(&g->rng, 0.4) ? DECLINE_FRAUD
										     : why[rng_below(&g->rng, ARRAY_LEN(why))];
		(void)cashier_deposit_declined(g->h, at, amount, instrument, d);
		return false;
	}
	uint32_t tx = cashier_deposit(g->h, at, amount, instrument);
	g->day_deposits += amount;
	deposit_fate(g, at, tx, instrument);
	if (rng_chance(&g->rng, 0.004))
		due_add(g, at + 20 * MINUTE_MS, DUE_TICKET, TOPIC_DEPOSIT);
	gen_offer_bonus(g, at, amount);
	return true;
}

void gen_offer_bonus(struct gen *g, int64_t at, int64_t deposit)
{
	bool first = g->h->wallet.bonus_count == 0;
	double chance = g->persona.bonus * (first ? 1 : 0.15);
	unsigned name = first ? 0 : 1 + rng_below(&g->rng, BONUS_NAMES - 1);
	if (!rng_chance(&g->rng, chance))
		return;
	int64_t amount = MIN(deposit / (first ? 1 : 2), 100 * g->credit) / 10 * 10;
	unsigned wagering = g->licence->jurisdiction[0] == 'G' ? 10 : 15 + 5 * rng_below(&g->rng, 4);
	if (amount > 0 && cashier_grant(g->h, at, name, amount, wagering, 5 * g->credit, 30))
		due_add(g, at + 30 * DAY_MS, DUE_BONUS_END, g->h->wallet.bonus_count - 1u);
}

static enum tx_state draw_fate(struct sim_rng *rng)
{
	double u = rng_unit(rng);
	if (u < 0.86)
		return TX_PAID;
	if (u < 0.91)
		return TX_CANCELLED;
	if (u < 0.95)
		return TX_REJECTED;
	return u < 0.98 ? TX_FAILED : TX_RETURNED;
}

void gen_maybe_withdraw(struct gen *g, int64_t at)
{
	const struct persona *p = &g->persona;
	int64_t cash = ledger_balance(g->h, POCKET_CASH), want = (int64_t)(p->deposit * p->cash_out_at * (double)g->credit);
	uint32_t tx;
	if (cash < want || cash < 10 * g->credit || rng_chance(&g->rng, 0.3))
		return;
	int64_t amount = gen_amount(g, 0.8 * (double)cash / (double)g->credit);
	/* A British customer cannot cancel a withdrawal. */
	enum tx_state fate = draw_fate(&g->rng);
	if (fate == TX_CANCELLED && g->licence->jurisdiction[0] == 'G')
		fate = TX_PAID;
	if (amount > cash || !cashier_withdraw(g->h, at, amount, pick_instrument(g), fate, &tx))
		return;
	due_add(g, at + 4 * MINUTE_MS, DUE_WITHDRAWAL, tx);
	if (cashier_active_bonus(g->h))
		cashier_end_bonus(g->h, at, BONUS_FORFEITED);
}

static enum public_reason fate_reason(enum tx_state state, enum tx_state next_fate)
{
	switch (state) {
	case TX_IN_REVIEW:
		return next_fate == TX_PAID ? REASON_NONE : REASON_REVIEW;
	case TX_REJECTED:
		return REASON_DETAILS;
	case TX_CANCELLED:
		return REASON_CUSTOMER;
	case TX_FAILED:
	case TX_RETURNED:
		return REASON_BANK;
	default:
		return REASON_NONE;
	}
}

void gen_withdrawal_due(struct gen *g, int64_t at, uint32_t tx)
{
	struct wallet *w = &g->h->wallet;
	unsigned i = 0;
	int64_t wait;
	enum step_by by;
	while (i < w->pending_count && w->pending[i].tx != tx)
		i++;
	if (i == w->pending_count)
		return;
	enum tx_state fate = (enum tx_state)w->pending[i].fate;
	enum tx_state next = cashier_withdrawal_next((enum tx_state)w->pending[i].state, fate, &wait, &by);
	cashier_withdrawal_step(g->h, i, at, next, by, fate_reason(next, fate));
	if (next == TX_PAID)
		gen_letter(g, at, LETTER_WITHDRAWAL_PAID);
	else if (next >= TX_REJECTED)
		gen_letter(g, at, LETTER_WITHDRAWAL_RETURNED);
	else
		due_add(g, at + (int64_t)((double)wait * (0.4 + 1.2 * rng_unit(&g->rng))), DUE_WITHDRAWAL, tx);
	if (next == TX_IN_REVIEW && rng_chance(&g->rng, 0.05))
		due_add(g, at + 5 * HOUR_MS, DUE_TICKET, TOPIC_WITHDRAWAL);
}

void gen_chargeback_due(struct gen *g, const struct due *d)
{
	switch (d->kind) {
	case DUE_CHARGEBACK:
		cashier_chargeback(g->h, d->at, d->what);
		if (rng_chance(&g->rng, 0.6))
			due_add(g, d->at + 5 * DAY_MS, DUE_REPRESENT, d->what);
		else
			due_add(g, d->at + 20 * DAY_MS, DUE_CB_DECISION, d->what);
		break;
	case DUE_REPRESENT:
		cashier_chargeback_represented(g->h, d->at, d->what);
		due_add(g, d->at + 40 * DAY_MS, DUE_CB_DECISION, d->what);
		break;
	default: {
		const struct tx *t = series_at(&g->h->txs, d->what);
		bool won = t->state == TX_CB_REPRESENTED && rng_chance(&g->rng, 0.4);
		cashier_chargeback_decided(g->h, d->at, d->what, won);
	}
	}
}
