/* sim/ledger.h - the wallet as a ledger: every movement of money goes through ledger_post, which keeps the pockets, their lines,
 * the running month and the list of transactions in step, to the minor unit. Thread: the history's. */
#pragma once

#include "sim/history.h"

/* Appends a transaction that changes @pocket by @amount (signed). The caller fills in method, reference and lifecycle. Months
 * that ended before @at get their statements first. */
struct tx *ledger_post(struct history *h, int64_t at, enum tx_kind kind, enum pocket_name pocket, int64_t amount);
/* Writes the statements of all months that ended by @at. */
void ledger_close_months(struct history *h, int64_t at);
/* Starts the first month; the wallet is empty. */
void ledger_open(struct history *h, int64_t at);

static inline int64_t ledger_balance(const struct history *h, enum pocket_name p)
{
	return h->wallet.pockets[p].balance;
}
/* What the lines of a pocket add up to: equals the balance, or the ledger is broken. */
int64_t ledger_sum(const struct pocket *p);
/* 2026-10-05 is in 2026 * 12 + 9. */
uint32_t month_of(int64_t at);
int64_t month_start(uint32_t month);
