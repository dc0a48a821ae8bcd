#include "sim/ledger.h"

#include "base/clock.h"

#define DAY_MS INT64_C(86400000)

/* How a transaction enters its pocket's line, and the month's statement. */
static const struct {
	enum ledger_line line;
	int sign; /* the line grows by sign * amount */
	enum { MONTH_DEPOSITS, MONTH_WITHDRAWALS, MONTH_STAKED, MONTH_WON, MONTH_OTHER } month;
} kinds[TX_KIND_COUNT_] = {
	[TX_DEPOSIT] = {LEDGER_DEPOSITS, 1, MONTH_DEPOSITS},
	[TX_WITHDRAWAL] = {LEDGER_RESERVED, -1, MONTH_WITHDRAWALS},
	[TX_STAKE] = {LEDGER_STAKES, -1, MONTH_STAKED},
	[TX_WIN] = {LEDGER_WINS, 1, MONTH_WON},
	[TX_VOID] = {LEDGER_VOIDS, 1, MONTH_WON},
	[TX_CASH_OUT] = {LEDGER_VOIDS, 1, MONTH_WON},
	[TX_RESETTLEMENT] = {LEDGER_RESETTLEMENTS, 1, MONTH_WON},
	[TX_BONUS_GRANTED] = {LEDGER_GRANTED, 1, MONTH_OTHER},
	[TX_BONUS_CONVERTED] = {LEDGER_CONVERSION, 1, MONTH_OTHER},
	[TX_BONUS_FORFEITED] = {LEDGER_FORFEITS, -1, MONTH_OTHER},
	[TX_CHARGEBACK] = {LEDGER_CHARGEBACKS, -1, MONTH_OTHER},
	[TX_REFUND] = {LEDGER_REFUNDS, -1, MONTH_OTHER},
	[TX_FEE] = {LEDGER_FEES, -1, MONTH_OTHER},
	[TX_ADJUSTMENT] = {LEDGER_ADJUSTMENTS, 1, MONTH_OTHER},
	[TX_WITHDRAWAL_RETURNED] = {LEDGER_RETURNED, 1, MONTH_WITHDRAWALS},
};

static const int line_signs[LEDGER_COUNT_] = {
	[LEDGER_DEPOSITS] = 1, [LEDGER_RESERVED] = -1,   [LEDGER_RETURNED] = 1,      [LEDGER_STAKES] = -1,
	[LEDGER_WINS] = 1,     [LEDGER_VOIDS] = 1,       [LEDGER_RESETTLEMENTS] = 1, [LEDGER_CONVERSION] = 1,
	[LEDGER_GRANTED] = 1,  [LEDGER_FORFEITS] = -1,   [LEDGER_REFUNDS] = -1,      [LEDGER_CHARGEBACKS] = -1,
	[LEDGER_FEES] = -1,    [LEDGER_ADJUSTMENTS] = 1,
};

uint32_t month_of(int64_t at)
{
	int y;
	unsigned m, d;
	clock_civil_from_days((int32_t)(at / DAY_MS), &y, &m, &d);
	return (uint32_t)y * 12 + m - 1;
}

int64_t month_start(uint32_t month)
{
	return DAY_MS * clock_days_from_civil((int)(month / 12), month % 12 + 1, 1);
}

static int64_t month_closing(const struct statement *m)
{
	return m->opening + m->deposits - m->withdrawals - m->staked + m->won + m->other;
}

void ledger_open(struct history *h, int64_t at)
{
	h->wallet.month = (struct statement){.month = month_of(at)};
	h->month_end_ms = month_start(h->wallet.month.month + 1);
}

void ledger_close_months(struct history *h, int64_t at)
{
	struct statement *m = &h->wallet.month;
	if (h->month_end_ms == 0)
		h->month_end_ms = month_start(m->month + 1);
	while (at >= h->month_end_ms) {
		struct statement *closed = series_append(&h->statements);
		*closed = *m;
		closed->closing = month_closing(m);
		*m = (struct statement){.month = m->month + 1, .opening = closed->closing};
		h->month_end_ms = month_start(m->month + 1);
	}
}

static void month_add(struct statement *m, enum tx_kind kind, int64_t amount)
{
	switch (kinds[kind].month) {
	case MONTH_DEPOSITS:
		m->deposits += amount;
		break;
	case MONTH_WITHDRAWALS:
		m->withdrawals -= amount;
		break;
	case MONTH_STAKED:
		m->staked -= amount;
		break;
	case MONTH_WON:
		m->won += amount;
		break;
	case MONTH_OTHER:
		m->other += amount;
		break;
	}
}

struct tx *ledger_post(struct history *h, int64_t at, enum tx_kind kind, enum pocket_name pocket, int64_t amount)
{
	struct pocket *p = &h->wallet.pockets[pocket];
	if (at >= h->month_end_ms)
		ledger_close_months(h, at);
	p->balance += amount;
	p->lines[kinds[kind].line].minor += kinds[kind].sign * amount;
	month_add(&h->wallet.month, kind, amount);
	struct tx *t = series_append(&h->txs);
	t->at = at;
	t->kind = (uint8_t)kind;
	t->pocket = (uint8_t)pocket;
	t->amount = amount;
	t->balance = p->balance;
	return t;
}

int64_t ledger_sum(const struct pocket *p)
{
	int64_t sum = 0;
	for (unsigned i = 0; i < LEDGER_COUNT_; i++)
		sum += line_signs[i] * p->lines[i].minor;
	return sum;
}
