/* app/replay.h - a history of bets, run through the instant rules. Rows are kept in 40 bytes each, sorted by customer and time,
 * and judged a customer at a time, so that a window is needed once. Thread: one. Life: replay_new .. replay_add* .. replay_run ..
 * replay_free. */
#pragma once

#include "app/replay_row.h"
#include "rules/signals.h"

#define REPLAY_ROWS_MAX       50000000u
#define REPLAY_CUSTOMERS_MAX  10000000u
#define REPLAY_CURRENCIES_MAX 64u

/* One episode: as it was when it was gravest. */
struct replay_alert {
	struct signal_hit hit;
	int64_t last_ms; /* the last bet at which the rule held */
	uint32_t customer, currency;
};

struct replay_currency {
	char code[REPLAY_CURRENCY_MAX + 1];
	const struct currency *iso; /* NULL: not one of ISO 4217 */
	uint8_t decimals;           /* that its amounts are kept with */
	uint8_t seen_decimals;
	int64_t largest; /* whole units of its largest amount */
	uint64_t rows, rounded;
};

struct replay_customer {
	struct str name;
	uint32_t rows;
	uint32_t alerts[RULE_COUNT_];
};

struct replay_tally {
	uint64_t alerts, raised, customers;
	uint64_t by_severity[SIGNAL_SEVERITY_COUNT_];
};

struct replay;

NODISCARD enum err replay_new(struct replay **ret);
void replay_free(struct replay *r);
/* @line is what evidence will point at. ERR_TOO_LARGE: a limit above; ERR_NOMEM. */
NODISCARD enum err replay_add(struct replay *r, const struct replay_row *row, uint64_t line, struct err_info *info);
/* Judges everything once. Of the alerts the first @keep by time are kept; SIZE_MAX: all. ERR_NOMEM. */
NODISCARD enum err replay_run(struct replay *r, const struct signal_rules *rules, size_t keep);

/* ---- after replay_run ---- */

struct replay_totals {
	uint64_t rows, customers, without_payout, without_zone;
	int64_t from_ms, to_ms; /* 0 when there are no rows */
	struct replay_tally rules[RULE_COUNT_];
};
const struct replay_totals *replay_totals(const struct replay *r);
/* By time. */
const struct replay_alert *replay_alerts(const struct replay *r, size_t *ret_count);
const struct replay_customer *replay_customers(const struct replay *r, size_t *ret_count);
const struct replay_currency *replay_currencies(const struct replay *r, size_t *ret_count);
