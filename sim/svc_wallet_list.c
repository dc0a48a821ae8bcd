/* sim/svc_wallet_list.c - the wallet service's lists: transactions and one of them whole, bonuses, statements. */
#include "sim/svc_wallet.h"

#include "base/clock.h"

#include <stdio.h>

static const char *const kind_words[TX_KIND_COUNT_] = {
	"Deposit",
	"Withdrawal",
	"Stake",
	"Win",
	"Void",
	"Cash Out",
	"Resettlement",
	"Bonus Granted",
	"Bonus Converted",
	"Bonus Forfeited",
	"Chargeback",
	"Refund",
	"Fee",
	"Adjustment",
	"Withdrawal Returned",
};
static const char *const by_words[] = {"customer", "system", "payments", "provider", "bank"};

static void put_reference(struct teller *t, uint32_t ordinal)
{
	char text[32];
	uint64_t bits = rng_mix((uint64_t)t->q->number << 32 | ordinal, 0x9a7);
	(void)snprintf(text, sizeof(text), "PAY-%012llx", (unsigned long long)(bits >> 16));
	KV_TEXT(t->w, "payment-reference", text);
}

static void put_lifecycle(struct teller *t, const struct tx *x)
{
	JSON_KEY(t->w, "lifecycle");
	json_open_array(t->w);
	if (x->step_count == 0) {
		json_open_object(t->w);
		KV_TEXT(t->w, "state", tx_state_name(x->state));
		KV_TIME(t, "at", x->at);
		KV_TEXT(t->w, "by", by_words[BY_SYSTEM]);
		json_close_object(t->w);
	}
	for (unsigned i = 0; i < x->step_count; i++) {
		const struct tx_step *s = &x->steps[i];
		json_open_object(t->w);
		KV_TEXT(t->w, "state", tx_state_name(s->state));
		KV_TIME(t, "at", x->at + (int64_t)s->after_s * 1000);
		KV_TEXT(t->w, "by", by_words[s->by]);
		KV_TEXT(t->w, "public-reason", public_reason_text(s->reason));
		json_close_object(t->w);
	}
	json_close_array(t->w);
}

static void put_transaction(struct teller *t, const struct tx *x, uint32_t ordinal, bool whole)
{
	struct json_writer *w = t->w;
	json_open_object(w);
	JSON_KEY(w, "transaction-id");
	ref_put(w, REF_TX, t->q->number, ordinal);
	teller_account(t);
	KV_TEXT(w, "kind", kind_words[x->kind]);
	KV_TEXT(w, "state", tx_state_name(x->state));
	KV_TIME(t, "at", x->at);
	json_kv_str(w, STR("currency"), t->currency);
	JSON_KEY(w, "amount");
	teller_decimal(t, x->amount);
	JSON_KEY(w, "face-amount");
	teller_decimal(t, x->face ? x->face : x->amount < 0 ? -x->amount : x->amount);
	KV_TEXT(w, "pocket", wallet_pocket_words[x->pocket]);
	JSON_KEY(w, "balance-after");
	teller_decimal(t, x->balance);
	if (x->method)
		KV_TEXT(w, "method", method_name(x->method - 1u));
	if (x->instrument) {
		JSON_KEY(w, "instrument-id");
		ref_put(w, REF_INSTRUMENT, t->q->number, x->instrument - 1u);
		put_reference(t, ordinal);
	}
	KV_TEXT(w, "decline-code", decline_code(x->decline));
	JSON_KEY(w, "bet-id");
	if (x->bet)
		ref_put(w, REF_BET, t->q->number, x->bet - 1);
	else
		json_put_null(w);
	if (whole)
		put_lifecycle(t, x);
	json_close_object(w);
}

/* Cuts @range to what ?before= and ?limit= say, and leaves the address of the page behind it in q->link. */
static enum err link_page(struct ask *q, const char *what, struct page range, struct page *ret)
{
	uint64_t limit, before;
	struct str from = ask_param(q, "from");
	char id[CUSTOMER_ID_MAX];
	enum err e = ask_number(q, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit);
	if (e == OK)
		e = ask_number(q, "before", 0, UINT32_MAX, range.end, &before);
	if (e)
		return e;
	range.end = (uint32_t)MAX(MIN(before, range.end), range.first);
	ret->end = range.end;
	ret->first = range.end - MIN((uint32_t)limit, range.end - range.first);
	if (ret->first == range.first)
		return OK;
	(void)customer_id_format(q->number, id);
	/* What lies before the page is before ?to= as well: only ?from= goes on. */
	struct buf encoded;
	buf_init(&encoded, LINK_HEADER_MAX);
	url_encode(&encoded, from);
	(void)snprintf(q->link, sizeof(q->link), "</accounts/%s/%s?limit=%llu&before=%u%s%.*s>; rel=\"next\"", id, what,
		       (unsigned long long)limit, ret->first, from.n ? "&from=" : "", STR_ARG(buf_view(&encoded)));
	buf_done(&encoded);
	return OK;
}

static enum err parse_time(const struct ask *q, const char *name, int64_t *ret)
{
	struct str text = ask_param(q, name);
	*ret = 0;
	return text.p && clock_parse_rfc3339(text, ret) ? ERR_SHAPE : OK;
}

enum err wallet_transactions(struct ask *q)
{
	struct wallet wallet;
	struct teller t;
	struct page range, page;
	struct tx *txs;
	int64_t from, to;
	enum err e = teller_begin(q, &wallet, &t);
	if (e == OK)
		e = parse_time(q, "from", &from);
	if (e == OK)
		e = parse_time(q, "to", &to);
	if (e == OK)
		e = ask_range(q, &series_txs, wallet.txs, from, to, &range);
	if (e == OK)
		e = link_page(q, "transactions", range, &page);
	if (e == OK)
		e = ask_records(q, &series_txs, wallet.txs, page, &txs);
	if (e)
		return e;
	json_open_object(t.w);
	teller_account(&t);
	JSON_KEY(t.w, "transactions");
	json_open_array(t.w);
	for (uint32_t i = page.end; i-- > page.first;)
		put_transaction(&t, &txs[i - page.first], i, false);
	json_close_array(t.w);
	json_close_object(t.w);
	return OK;
}

enum err wallet_transaction(struct ask *q)
{
	struct wallet wallet;
	struct teller t;
	struct tx *x;
	uint32_t n = 0;
	enum err e = teller_begin(q, &wallet, &t);
	if (e == OK && (!ref_parse(REF_TX, q->object, q->number, &n) || n >= wallet.txs))
		e = ERR_NOT_FOUND;
	if (e == OK)
		e = ask_records(q, &series_txs, wallet.txs, (struct page){n, n + 1}, &x);
	if (e == OK)
		put_transaction(&t, x, n, true);
	return e;
}

enum err wallet_bonuses(struct ask *q)
{
	struct wallet wallet;
	struct teller t;
	struct page page;
	enum err e = teller_begin(q, &wallet, &t);
	if (e == OK)
		e = link_page(q, "bonuses", (struct page){0, wallet.bonus_count}, &page);
	if (e)
		return e;
	json_open_object(t.w);
	teller_account(&t);
	JSON_KEY(t.w, "bonuses");
	json_open_array(t.w);
	for (uint32_t i = page.end; i-- > page.first;)
		teller_bonus(&t, i);
	json_close_array(t.w);
	json_close_object(t.w);
	return OK;
}

static void put_statement(struct teller *t, const struct statement *s)
{
	char text[48];
	unsigned year = s->month / 12, month = s->month % 12 + 1;
	int32_t first = clock_days_from_civil((int)year, month, 1), last = (int32_t)(month_start(s->month + 1) / 86400000) - 1;
	json_open_object(t->w);
	(void)snprintf(text, sizeof(text), "STM-%u-%04u-%02u", t->q->number, year, month);
	KV_TEXT(t->w, "statement-id", text);
	teller_account(t);
	clock_format_date(first, text);
	KV_TEXT(t->w, "from", text);
	clock_format_date(last, text);
	KV_TEXT(t->w, "to", text);
	json_kv_str(t->w, STR("currency"), t->currency);
	const struct {
		struct str key;
		int64_t minor;
	} sums[] = {{STR("opening"), s->opening}, {STR("deposits"), s->deposits}, {STR("withdrawals"), s->withdrawals},
		    {STR("staked"), s->staked},   {STR("won"), s->won},           {STR("other"), s->other},
		    {STR("closing"), s->closing}};
	for (size_t i = 0; i < ARRAY_LEN(sums); i++) {
		json_key(t->w, sums[i].key);
		teller_decimal(t, sums[i].minor);
	}
	json_close_object(t->w);
}

enum err wallet_statements(struct ask *q)
{
	struct wallet wallet;
	struct teller t;
	struct page page;
	struct statement *rows;
	enum err e = teller_begin(q, &wallet, &t);
	if (e == OK)
		e = link_page(q, "statements", (struct page){0, wallet.statements}, &page);
	if (e == OK)
		e = ask_records(q, &series_statements, wallet.statements, page, &rows);
	if (e)
		return e;
	json_open_object(t.w);
	teller_account(&t);
	JSON_KEY(t.w, "statements");
	json_open_array(t.w);
	for (uint32_t i = page.end; i-- > page.first;)
		put_statement(&t, &rows[i - page.first]);
	json_close_array(t.w);
	json_close_object(t.w);
	return OK;
}
