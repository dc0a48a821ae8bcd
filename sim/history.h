/* sim/history.h - everything about one customer, open for change: the six services' rows and the series.
 *
 * Generation fills a history from nothing and writes it out; live play loads one, changes it by the very same functions
 * (ledger, cashier, play), and writes back what changed. Thread: one. Life: history_init .. (history_begin or history_load ..
 * changes
 * .. history_flush)* .. history_done; it keeps its memory from customer to customer. */
#pragma once

#include "sim/series.h"

struct history {
	uint32_t number;
	bool touched_profile; /* the change feed should tell of it */
	struct profile profile;
	struct gaming gaming;
	struct wallet wallet;
	struct kyc kyc;
	struct support support;
	struct risk risk;
	struct series logins, letters, bets, sessions, txs, statements, tickets;
	int64_t month_end_ms; /* of wallet.month, worked out once a month */
	struct buf scratch;
};

void history_init(struct history *h);
void history_done(struct history *h);
void history_begin(struct history *h, uint32_t number);
/* ERR_NOT_FOUND: no such customer; ERR_CORRUPT. */
NODISCARD enum err history_load(struct history *h, struct store *s, uint32_t number);
/* All rows and all changed chunks to @put, in the order of enum table within a service. */
NODISCARD enum err history_flush(struct history *h, void (*put)(void *ctx, enum table t, int64_t id, struct str body), void *ctx);

/* One row alone, for answers. ERR_NOT_FOUND, ERR_CORRUPT. */
NODISCARD enum err row_load(struct store *s, enum table t, const struct pack_table *pack, uint32_t number, struct buf *scratch,
			    void *ret);
