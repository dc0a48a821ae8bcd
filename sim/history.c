#include "sim/history.h"

#define ROW_MAX (1u << 16)

static struct series *const *all_series(struct history *h, struct series *out[7])
{
	out[0] = &h->logins;
	out[1] = &h->letters;
	out[2] = &h->bets;
	out[3] = &h->sessions;
	out[4] = &h->txs;
	out[5] = &h->statements;
	out[6] = &h->tickets;
	return out;
}

void history_init(struct history *h)
{
	static const struct series_kind *const kinds[7] = {&series_logins, &series_letters,    &series_bets,   &series_sessions,
							   &series_txs,    &series_statements, &series_tickets};
	struct series *list[7];
	memset(h, 0, sizeof(*h));
	(void)all_series(h, list);
	for (unsigned i = 0; i < ARRAY_LEN(list); i++)
		series_init(list[i], kinds[i]);
	buf_init(&h->scratch, ROW_MAX);
}

void history_done(struct history *h)
{
	struct series *list[7];
	(void)all_series(h, list);
	for (unsigned i = 0; i < ARRAY_LEN(list); i++)
		series_done(list[i]);
	buf_done(&h->scratch);
}

static void clear_rows(struct history *h, uint32_t number)
{
	h->number = number;
	h->touched_profile = false;
	h->month_end_ms = 0;
	memset(&h->profile, 0, sizeof(h->profile));
	memset(&h->gaming, 0, sizeof(h->gaming));
	memset(&h->wallet, 0, sizeof(h->wallet));
	memset(&h->kyc, 0, sizeof(h->kyc));
	memset(&h->support, 0, sizeof(h->support));
	memset(&h->risk, 0, sizeof(h->risk));
	h->support.known = 1;
}

void history_begin(struct history *h, uint32_t number)
{
	struct series *list[7];
	clear_rows(h, number);
	(void)all_series(h, list);
	for (unsigned i = 0; i < ARRAY_LEN(list); i++)
		series_reset(list[i], NULL, number, 0);
	h->wallet.pocket_count = POCKET_COUNT_;
	for (unsigned i = 0; i < POCKET_COUNT_; i++)
		h->wallet.pockets[i].line_count = LEDGER_COUNT_;
}

enum err row_load(struct store *s, enum table t, const struct pack_table *pack, uint32_t number, struct buf *scratch, void *ret)
{
	enum err e = store_get(s, t, store_id(number, 0), scratch);
	struct str body = buf_view(scratch);
	return e ? e : pack_decode(pack, &body, NULL, ret);
}

enum err history_load(struct history *h, struct store *s, uint32_t number)
{
	clear_rows(h, number);
	enum err e = row_load(s, TABLE_PROFILE, &pack_profile, number, &h->scratch, &h->profile);
	if (e == OK)
		e = row_load(s, TABLE_GAMING, &pack_gaming, number, &h->scratch, &h->gaming);
	if (e == OK)
		e = row_load(s, TABLE_WALLET, &pack_wallet, number, &h->scratch, &h->wallet);
	if (e == OK)
		e = row_load(s, TABLE_KYC, &pack_kyc, number, &h->scratch, &h->kyc);
	if (e == OK)
		e = row_load(s, TABLE_SUPPORT, &pack_support, number, &h->scratch, &h->support);
	if (e == OK)
		e = row_load(s, TABLE_RISK, &pack_risk, number, &h->scratch, &h->risk);
	if (e)
		return e;
	series_reset(&h->logins, s, number, h->profile.logins);
	series_reset(&h->letters, s, number, h->profile.letters);
	series_reset(&h->bets, s, number, h->gaming.bets);
	series_reset(&h->sessions, s, number, h->gaming.sessions);
	series_reset(&h->txs, s, number, h->wallet.txs);
	series_reset(&h->statements, s, number, h->wallet.statements);
	series_reset(&h->tickets, s, number, h->support.tickets);
	return OK;
}

static void put_row(struct history *h, enum table t, const struct pack_table *pack, const void *row,
		    void (*put)(void *ctx, enum table t, int64_t id, struct str body), void *ctx)
{
	buf_reset(&h->scratch);
	pack_encode(pack, row, NULL, &h->scratch);
	MUST(buf_ok(&h->scratch) == OK);
	put(ctx, t, store_id(h->number, 0), buf_view(&h->scratch));
}

enum err history_flush(struct history *h, void (*put)(void *ctx, enum table t, int64_t id, struct str body), void *ctx)
{
	struct series *list[7];
	enum err e = OK;
	h->profile.logins = h->logins.length;
	h->profile.letters = h->letters.length;
	h->gaming.bets = h->bets.length;
	h->gaming.sessions = h->sessions.length;
	h->wallet.txs = h->txs.length;
	h->wallet.statements = h->statements.length;
	h->support.tickets = h->tickets.length;
	h->gaming.device_count = h->profile.device_count;
	for (unsigned i = 0; i < h->profile.device_count; i++)
		h->gaming.devices[i].id = h->profile.devices[i].id;
	(void)all_series(h, list);
	for (unsigned i = 0; i < ARRAY_LEN(list); i++)
		if (list[i]->failed)
			return list[i]->failed;
	put_row(h, TABLE_PROFILE, &pack_profile, &h->profile, put, ctx);
	put_row(h, TABLE_GAMING, &pack_gaming, &h->gaming, put, ctx);
	put_row(h, TABLE_WALLET, &pack_wallet, &h->wallet, put, ctx);
	put_row(h, TABLE_KYC, &pack_kyc, &h->kyc, put, ctx);
	put_row(h, TABLE_SUPPORT, &pack_support, &h->support, put, ctx);
	put_row(h, TABLE_RISK, &pack_risk, &h->risk, put, ctx);
	for (unsigned i = 0; i < ARRAY_LEN(list) && e == OK; i++)
		e = series_flush(list[i], put, ctx);
	return e;
}
