/* sim/emit_money.c - the wallet's events: deposits, withdrawals, balances. */
#include "sim/emit_private.h"

#include "sim/cashier.h"

#include <stdio.h>

static const char *state_word(unsigned state)
{
	static const char *const words[TX_STATE_COUNT_] = {
		[TX_PENDING] = "pending",     [TX_DECLINED] = "declined",      [TX_SETTLED] = "settled",
		[TX_REFUNDED] = "refunded",   [TX_CB_RECEIVED] = "chargeback", [TX_CB_REPRESENTED] = "chargeback",
		[TX_CB_WON] = "settled",      [TX_CB_LOST] = "chargeback",     [TX_REQUESTED] = "requested",
		[TX_IN_REVIEW] = "in_review", [TX_APPROVED] = "approved",      [TX_SENT] = "sent",
		[TX_PAID] = "paid",           [TX_REJECTED] = "rejected",      [TX_CANCELLED] = "cancelled",
		[TX_FAILED] = "failed",       [TX_RETURNED] = "returned",
	};
	return words[state];
}

static void note(struct emitter *e, const char *id, const char *reason)
{
	(void)str_copy(e->cause, sizeof(e->cause), str_of(id));
	e->cause_reason = reason;
}

/* First six and last four digits, no more; and where the card comes from. Somebody else's card comes from elsewhere. */
static void put_card(struct emitter *e, const struct instrument *i)
{
	char number[24], text[24];
	if (!i->number)
		return;
	(void)snprintf(number, sizeof(number), "%016llu", (unsigned long long)i->number);
	(void)snprintf(text, sizeof(text), "%.6s******%s", number, number + 12);
	emit_text(e, STR("card"), text);
	emit_text(e, STR("cardCountry"),
		  i->other_holder ? place_at((unsigned)(i->number % place_count()))->country : e->h->profile.country);
}

static void put_payment(struct emitter *e, uint32_t n, const struct tx *t)
{
	emit_ref(e, STR("transactionId"), REF_TX, n);
	emit_money(e, STR("amount"), t->face);
	emit_currency(e);
	emit_text(e, STR("method"), t->method ? method_name(t->method - 1u) : NULL);
	if (t->instrument)
		emit_ref(e, STR("instrumentId"), REF_INSTRUMENT, t->instrument - 1u);
}

/* By which device somebody pays: that of the session, else their usual one. */
static void put_device(struct emitter *e)
{
	const struct history *h = e->h;
	unsigned device = 0;
	if (h->gaming.has_open_session)
		device = ((const struct session *)series_at(&e->h->sessions, h->sessions.length - 1))->device;
	emit_device(e, device);
}

static void put_deposit(struct emitter *e, uint32_t n, const struct tx *t)
{
	char id[EVENT_ID_MAX];
	emit_id(id, REF_TX, e, n, state_word(t->state));
	emit_open(e, FAULT_WALLET, "deposit", id, t->at);
	put_payment(e, n, t);
	if (t->instrument)
		put_card(e, &e->h->wallet.instruments[t->instrument - 1u]);
	emit_text(e, STR("state"), state_word(t->state));
	emit_text(e, STR("declineCode"), t->decline ? decline_code((enum decline)t->decline) : NULL);
	put_device(e);
	emit_money(e, STR("balance"), e->cash + e->bonus);
	if (e->h->gaming.has_open_session)
		emit_ref(e, STR("sessionId"), REF_SESSION, e->h->sessions.length - 1);
	emit_close(e, FAULT_WALLET);
	note(e, id, "deposit");
}

static void put_decided(struct emitter *e, uint32_t n, const struct tx *t, unsigned step)
{
	const char *state = state_word(t->steps[step].state);
	char id[EVENT_ID_MAX];
	emit_id(id, REF_TX, e, n, state);
	emit_open(e, FAULT_WALLET, "withdrawal.decided", id, e->o->at);
	emit_ref(e, STR("transactionId"), REF_TX, n);
	emit_text(e, STR("state"), state);
	emit_money(e, STR("amount"), t->face);
	emit_currency(e);
	emit_close(e, FAULT_WALLET);
	note(e, id, "withdrawal");
}

static void put_requested(struct emitter *e, uint32_t n, const struct tx *t)
{
	char id[EVENT_ID_MAX];
	emit_id(id, REF_TX, e, n, "requested");
	emit_open(e, FAULT_WALLET, "withdrawal.requested", id, t->at);
	put_payment(e, n, t);
	put_device(e);
	emit_money(e, STR("balance"), e->cash + e->bonus);
	emit_close(e, FAULT_WALLET);
	note(e, id, "withdrawal");
	for (unsigned i = 1; i < t->step_count; i++)
		put_decided(e, n, t, i);
}

/* Withdrawals that were under way: the steps behind the one in which they were. */
static void moved(struct emitter *e)
{
	const struct wallet *w = &e->b->wallet;
	for (unsigned i = 0; i < w->pending_count; i++) {
		const struct tx *t = series_at(&e->h->txs, w->pending[i].tx);
		unsigned step = t->step_count;
		while (step > 0 && t->steps[step - 1].state != w->pending[i].state)
			step--;
		for (; step < t->step_count; step++)
			put_decided(e, w->pending[i].tx, t, step);
	}
}

static int64_t withdrawable(const struct wallet *w)
{
	return w->no_withdrawal ? 0 : MAX(w->pockets[POCKET_CASH].balance, 0);
}

static bool same_balance(const struct wallet *a, const struct wallet *b)
{
	return a->pockets[POCKET_CASH].balance == b->pockets[POCKET_CASH].balance &&
	       a->pockets[POCKET_BONUS].balance == b->pockets[POCKET_BONUS].balance && a->reserved == b->reserved &&
	       a->open_stakes == b->open_stakes && withdrawable(a) == withdrawable(b);
}

static void put_balance(struct emitter *e)
{
	const struct wallet *w = &e->h->wallet;
	char id[EVENT_ID_MAX + 16];
	/* By the newest transaction, or, where money only changed its place, by what moved it. */
	if (e->h->txs.length > e->b->txs)
		emit_id(id, REF_TX, e, e->h->txs.length - 1, "balance");
	else if (*e->cause)
		(void)snprintf(id, sizeof(id), "%s/balance", e->cause);
	else
		(void)snprintf(id, sizeof(id), "BAL-%u/%lld", e->h->number, (long long)e->o->at);
	emit_open(e, FAULT_WALLET, "balance.changed", id, e->o->at);
	emit_money(e, STR("cash"), w->pockets[POCKET_CASH].balance);
	emit_money(e, STR("bonus"), w->pockets[POCKET_BONUS].balance);
	emit_money(e, STR("reserved"), w->reserved);
	emit_money(e, STR("openStakes"), w->open_stakes);
	emit_money(e, STR("withdrawable"), withdrawable(w));
	emit_currency(e);
	emit_text(e, STR("reason"), e->cause_reason ? e->cause_reason : "restriction");
	emit_close(e, FAULT_WALLET);
}

void emit_wallet(struct emitter *e)
{
	e->cash = e->b->wallet.pockets[POCKET_CASH].balance;
	e->bonus = e->b->wallet.pockets[POCKET_BONUS].balance;
	moved(e);
	for (uint32_t n = e->b->txs; n < e->h->txs.length; n++) {
		const struct tx *t = series_at(&e->h->txs, n);
		*(t->pocket == POCKET_CASH ? &e->cash : &e->bonus) = t->balance;
		if (t->kind == TX_DEPOSIT)
			put_deposit(e, n, t);
		else if (t->kind == TX_WITHDRAWAL)
			put_requested(e, n, t);
	}
	if (!same_balance(&e->b->wallet, &e->h->wallet))
		put_balance(e);
}
