#include "sim/cashier.h"

#define HOUR_MS INT64_C(3600000)
#define DAY_MS  (24 * HOUR_MS)

static const char *const reason_texts[REASON_COUNT_] = {
	NULL,
	"Routine payment review",
	"Bank details could not be confirmed",
	"Cancelled by customer",
	"Returned by the bank",
	"Self-exclusion",
	"Cooling-off period",
	"Identity verification required",
	"Account security check",
	"Customer protection measure",
	"Account closed",
};
static const char *const decline_codes[DECLINE_COUNT_] = {
	NULL, "51_insufficient_funds", "05_do_not_honour", "54_expired_card", "61_exceeds_limit", "59_suspected_fraud"};
static const char *const method_names[METHOD_COUNT_] = {"Credit Card", "Debit Card", "Bank Transfer", "E-Wallet",
							"Prepaid Voucher"};
static const char *const state_names[TX_STATE_COUNT_] = {
	"Posted",
	"Pending",
	"Declined",
	"Settled",
	"Refunded",
	"Chargeback Received",
	"Chargeback Represented",
	"Chargeback Won",
	"Chargeback Lost",
	"Requested",
	"In Review",
	"Approved",
	"Sent",
	"Paid",
	"Rejected",
	"Cancelled",
	"Failed",
	"Returned",
};
static const char *const bonus_names[BONUS_NAMES] = {"Welcome bonus",  "Weekend reload", "Loyalty reward",
						     "Birthday bonus", "Cashback",       "Seasonal offer"};

/* Payment costs in hundredths of a percent of what is paid in. */
static const unsigned cost_basis_points[METHOD_COUNT_] = {180, 90, 30, 220, 500};

const char *public_reason_text(enum public_reason r)
{
	return reason_texts[r];
}
const char *decline_code(enum decline d)
{
	return decline_codes[d];
}
const char *method_name(enum method m)
{
	return method_names[m];
}
const char *tx_state_name(enum tx_state s)
{
	return state_names[s];
}
const char *bonus_name(unsigned name)
{
	return bonus_names[name % BONUS_NAMES];
}

static void step(struct tx *t, int64_t at, enum tx_state state, enum step_by by, enum public_reason reason)
{
	t->state = (uint8_t)state;
	if (t->step_count == TX_STEPS_MAX)
		return;
	t->steps[t->step_count++] = (struct tx_step){.after_s = (uint32_t)(MAX(at - t->at, 0) / 1000),
						     .state = (uint8_t)state,
						     .by = (uint8_t)by,
						     .reason = (uint8_t)reason};
}

static struct tx *deposit(struct history *h, int64_t at, int64_t effect, int64_t face, unsigned instrument)
{
	MUST(instrument < h->wallet.instrument_count);
	struct tx *t = ledger_post(h, at, TX_DEPOSIT, POCKET_CASH, effect);
	t->face = face;
	t->method = (uint8_t)(h->wallet.instruments[instrument].method + 1);
	t->instrument = (uint8_t)(instrument + 1);
	step(t, at, TX_PENDING, BY_CUSTOMER, REASON_NONE);
	return t;
}

uint32_t cashier_deposit(struct history *h, int64_t at, int64_t amount, unsigned instrument)
{
	struct wallet *w = &h->wallet;
	struct tx *t = deposit(h, at, amount, amount, instrument);
	step(t, at + 2000, TX_SETTLED, BY_PROVIDER, REASON_NONE);
	w->deposits_settled += amount;
	w->costs += amount * cost_basis_points[w->instruments[instrument].method] / 10000;
	w->last_deposit = amount;
	w->last_deposit_at = at;
	w->last_deposit_method = t->method;
	return h->txs.length - 1;
}

uint32_t cashier_deposit_declined(struct history *h, int64_t at, int64_t amount, unsigned instrument, enum decline why)
{
	struct tx *t = deposit(h, at, 0, amount, instrument);
	step(t, at + 1000, TX_DECLINED, BY_PROVIDER, REASON_NONE);
	t->decline = (uint8_t)why;
	return h->txs.length - 1;
}

uint32_t cashier_deposit_pending(struct history *h, int64_t at, int64_t amount, unsigned instrument)
{
	(void)deposit(h, at, 0, amount, instrument);
	return h->txs.length - 1;
}

/* A movement that undoes @deposit's, by the same way. */
static void undo(struct history *h, int64_t at, enum tx_kind kind, int64_t amount, uint32_t deposit_tx)
{
	const struct tx *d = series_at(&h->txs, deposit_tx);
	uint8_t method = d->method, instrument = d->instrument;
	struct tx *t = ledger_post(h, at, kind, POCKET_CASH, amount);
	t->method = method;
	t->instrument = instrument;
}

void cashier_refund(struct history *h, int64_t at, uint32_t deposit_tx)
{
	struct tx *d = series_edit(&h->txs, deposit_tx);
	int64_t amount = d->amount;
	step(d, at, TX_REFUNDED, BY_PAYMENTS, REASON_NONE);
	undo(h, at, TX_REFUND, -amount, deposit_tx);
	h->wallet.deposits_refunded += amount;
}

void cashier_chargeback(struct history *h, int64_t at, uint32_t deposit_tx)
{
	struct tx *d = series_edit(&h->txs, deposit_tx);
	int64_t amount = d->amount;
	step(d, at, TX_CB_RECEIVED, BY_BANK, REASON_NONE);
	undo(h, at, TX_CHARGEBACK, -amount, deposit_tx);
	h->wallet.deposits_charged_back += amount;
}

void cashier_chargeback_represented(struct history *h, int64_t at, uint32_t deposit_tx)
{
	step(series_edit(&h->txs, deposit_tx), at, TX_CB_REPRESENTED, BY_PAYMENTS, REASON_NONE);
}

void cashier_chargeback_decided(struct history *h, int64_t at, uint32_t deposit_tx, bool won)
{
	struct tx *d = series_edit(&h->txs, deposit_tx);
	int64_t amount = d->amount;
	step(d, at, won ? TX_CB_WON : TX_CB_LOST, BY_BANK, REASON_NONE);
	if (!won)
		return;
	undo(h, at, TX_CHARGEBACK, amount, deposit_tx);
	h->wallet.deposits_charged_back -= amount;
}

bool cashier_withdraw(struct history *h, int64_t at, int64_t amount, unsigned instrument, enum tx_state fate, uint32_t *ret_tx)
{
	struct wallet *w = &h->wallet;
	MUST(instrument < w->instrument_count);
	if (w->pending_count == PENDING_MAX)
		return false;
	struct tx *t = ledger_post(h, at, TX_WITHDRAWAL, POCKET_CASH, -amount);
	t->face = amount;
	t->method = (uint8_t)(w->instruments[instrument].method + 1);
	t->instrument = (uint8_t)(instrument + 1);
	step(t, at, TX_REQUESTED, BY_CUSTOMER, REASON_NONE);
	w->reserved += amount;
	w->pending[w->pending_count++] = (struct pending){.tx = h->txs.length - 1,
							  .state = TX_REQUESTED,
							  .method = t->method,
							  .amount = amount,
							  .requested_at = at,
							  .target_at = at + 3 * DAY_MS,
							  .fate = (uint8_t)fate};
	*ret_tx = h->txs.length - 1;
	return true;
}

static void pending_remove(struct wallet *w, unsigned pending)
{
	memmove(&w->pending[pending], &w->pending[pending + 1], (w->pending_count - pending - 1u) * sizeof(w->pending[0]));
	w->pending_count--;
}

void cashier_withdrawal_step(struct history *h, unsigned pending, int64_t at, enum tx_state state, enum step_by by,
			     enum public_reason reason)
{
	struct wallet *w = &h->wallet;
	MUST(pending < w->pending_count);
	struct pending *p = &w->pending[pending];
	int64_t amount = p->amount;
	struct tx *t = series_edit(&h->txs, p->tx);
	uint8_t method = t->method, instrument = t->instrument;
	step(t, at, state, by, reason);
	p->state = (uint8_t)state;
	p->reason = (uint8_t)reason;
	if (state == TX_PAID) {
		w->reserved -= amount;
		w->withdrawals_paid += amount;
		pending_remove(w, pending);
	} else if (state >= TX_REJECTED) {
		w->reserved -= amount;
		pending_remove(w, pending);
		struct tx *back = ledger_post(h, at, TX_WITHDRAWAL_RETURNED, POCKET_CASH, amount);
		back->method = method;
		back->instrument = instrument;
	}
}

enum tx_state cashier_withdrawal_next(enum tx_state from, enum tx_state fate, int64_t *ret_wait_ms, enum step_by *ret_by)
{
	static const struct {
		enum tx_state to;
		int64_t wait_ms;
		enum step_by by;
	} way[] = {
		/* from TX_REQUESTED on */
		[0] = {TX_IN_REVIEW, 4 * 60000, BY_SYSTEM},
		[TX_IN_REVIEW - TX_REQUESTED] = {TX_APPROVED, 7 * HOUR_MS, BY_PAYMENTS},
		[TX_APPROVED - TX_REQUESTED] = {TX_SENT, HOUR_MS, BY_SYSTEM},
		[TX_SENT - TX_REQUESTED] = {TX_PAID, 20 * HOUR_MS, BY_BANK},
	};
	MUST(from >= TX_REQUESTED && from <= TX_SENT);
	*ret_wait_ms = way[from - TX_REQUESTED].wait_ms;
	*ret_by = way[from - TX_REQUESTED].by;
	/* Where the way to the fate leaves the way to being paid. */
	if (fate == TX_CANCELLED) {
		*ret_by = BY_CUSTOMER;
		return TX_CANCELLED;
	}
	if (fate == TX_REJECTED && from == TX_IN_REVIEW)
		return TX_REJECTED;
	if ((fate == TX_FAILED || fate == TX_RETURNED) && from == TX_SENT)
		return fate;
	return way[from - TX_REQUESTED].to;
}

struct bonus *cashier_active_bonus(struct history *h)
{
	for (unsigned i = h->wallet.bonus_count; i-- > 0;)
		if (h->wallet.bonuses[i].state == BONUS_ACTIVE)
			return &h->wallet.bonuses[i];
	return NULL;
}

bool cashier_grant(struct history *h, int64_t at, unsigned name, int64_t amount, unsigned wagering, int64_t max_bet,
		   unsigned days)
{
	struct wallet *w = &h->wallet;
	if (w->bonus_count == BONUSES_MAX || cashier_active_bonus(h))
		return false;
	w->bonuses[w->bonus_count++] = (struct bonus){.name = (uint8_t)name,
						      .state = BONUS_ACTIVE,
						      .contribution = 100,
						      .amount = amount,
						      .required = amount * wagering,
						      .max_bet = max_bet,
						      .granted_at = at,
						      .expires_at = at + days * DAY_MS};
	(void)ledger_post(h, at, TX_BONUS_GRANTED, POCKET_BONUS, amount);
	return true;
}

static void convert(struct history *h, int64_t at, struct bonus *b)
{
	int64_t left = ledger_balance(h, POCKET_BONUS);
	b->state = BONUS_COMPLETED;
	b->converted = left;
	h->wallet.bonus_converted += left;
	if (left == 0)
		return;
	(void)ledger_post(h, at, TX_BONUS_CONVERTED, POCKET_BONUS, -left);
	(void)ledger_post(h, at, TX_BONUS_CONVERTED, POCKET_CASH, left);
}

void cashier_wagered(struct history *h, int64_t at, int64_t stake)
{
	struct bonus *b = cashier_active_bonus(h);
	if (!b)
		return;
	b->wagered = MIN(b->wagered + stake, b->required);
	if (b->wagered == b->required)
		convert(h, at, b);
}

void cashier_end_bonus(struct history *h, int64_t at, enum bonus_state state)
{
	struct bonus *b = cashier_active_bonus(h);
	int64_t left = ledger_balance(h, POCKET_BONUS);
	if (!b)
		return;
	b->state = (uint8_t)state;
	if (left)
		(void)ledger_post(h, at, TX_BONUS_FORFEITED, POCKET_BONUS, -left);
}
