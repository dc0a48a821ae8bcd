/* sim/cashier.h - deposits, withdrawals and bonuses with their lives, on the ledger. Generation and live play call the same.
 * Thread: the history's. Times never go back. */
#pragma once

#include "sim/ledger.h"

enum step_by { BY_CUSTOMER, BY_SYSTEM, BY_PAYMENTS, BY_PROVIDER, BY_BANK };
/* Public reasons; 0: none. */
enum public_reason {
	REASON_NONE,
	REASON_REVIEW, /* "Routine payment review": also, indistinguishably, a hold for AML */
	REASON_DETAILS,
	REASON_CUSTOMER,
	REASON_BANK,
	REASON_EXCLUSION,
	REASON_COOLING_OFF,
	REASON_KYC,
	REASON_SECURITY,
	REASON_PROTECTION,
	REASON_CLOSED,
	REASON_COUNT_
};
const char *public_reason_text(enum public_reason r); /* NULL for none */

enum decline {
	DECLINE_NONE,
	DECLINE_FUNDS,
	DECLINE_DO_NOT_HONOUR,
	DECLINE_EXPIRED_CARD,
	DECLINE_LIMIT,
	DECLINE_FRAUD,
	DECLINE_COUNT_
};
const char *decline_code(enum decline d); /* NULL for none */
const char *method_name(enum method m);
const char *tx_state_name(enum tx_state s);

/* Ordinals of transactions are what the functions below take and give. @instrument is a position in wallet.instruments. */
uint32_t cashier_deposit(struct history *h, int64_t at, int64_t amount, unsigned instrument);
uint32_t cashier_deposit_declined(struct history *h, int64_t at, int64_t amount, unsigned instrument, enum decline why);
/* Under way; moves nothing. */
uint32_t cashier_deposit_pending(struct history *h, int64_t at, int64_t amount, unsigned instrument);
void cashier_refund(struct history *h, int64_t at, uint32_t deposit);
void cashier_chargeback(struct history *h, int64_t at, uint32_t deposit);
void cashier_chargeback_represented(struct history *h, int64_t at, uint32_t deposit);
void cashier_chargeback_decided(struct history *h, int64_t at, uint32_t deposit, bool won);

/* Reserves @amount. False: PENDING_MAX are under way. */
bool cashier_withdraw(struct history *h, int64_t at, int64_t amount, unsigned instrument, enum tx_state fate, uint32_t *ret_tx);
/* The pending withdrawal's next state; PAID and the states in which money comes back end it. */
void cashier_withdrawal_step(struct history *h, unsigned pending, int64_t at, enum tx_state state, enum step_by by,
			     enum public_reason reason);
/* The state after @from on the way to @fate, and a typical wait; @fate itself at last. */
enum tx_state cashier_withdrawal_next(enum tx_state from, enum tx_state fate, int64_t *ret_wait_ms, enum step_by *ret_by);

/* @wagering: how many times the amount. False: BONUSES_MAX, or one is active. */
bool cashier_grant(struct history *h, int64_t at, unsigned name, int64_t amount, unsigned wagering, int64_t max_bet,
		   unsigned days);
/* The active bonus, or NULL. */
struct bonus *cashier_active_bonus(struct history *h);
/* Counts a stake; converts what is left when the wagering is complete. */
void cashier_wagered(struct history *h, int64_t at, int64_t stake);
/* Ends the active bonus: expired or forfeited. */
void cashier_end_bonus(struct history *h, int64_t at, enum bonus_state state);

#define BONUS_NAMES 6
const char *bonus_name(unsigned name);
