/* sim/svc_wallet_list.c - the wallet service's lists: transactions and one of them whole, bonuses, statements. */
#include "sim/svc_wallet.h"

#include "base/clock.h"
#include "sim/scan.h"

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

/* Cuts @range to what lies before ?before=. */
static enum err parse_page(struct ask *q, struct page *range, uint32_t *ret_limit)
{
	uint64_t limit, before;
	enum err e = ask_number(q, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit);
	if (e == OK)
		e = ask_number(q, "before", 0, UINT32_MAX, range->end, &before);
	if (e)
		return e;
	range->end = (uint32_t)MAX(MIN(before, range->end), range->first);
	*ret_limit = (uint32_t)limit;
	return OK;
}

/* Leaves the address of the page that ends before @rest in q->link. What lies there is before ?to= as well, so that is left out.
 */
static void link_next(struct ask *q, const char *what, uint32_t limit, uint32_t rest)
{
	char id[CUSTOMER_ID_MAX];
	struct buf link = {.p = q->link, .cap = sizeof(q->link) - 1, .max = sizeof(q->link) - 1};
	(void)customer_id_format(q->number, id);
	buf_printf(&link, "</accounts/%s/%s?limit=%u&before=%u", id, what, limit, rest);
	for (size_t i = 0; i < q->param_count; i++) {
		const struct url_param *p = &q->params[i];
		if (p->value.n == 0 || !(str_is(p->name, "from") || str_is(p->name, "kind") || str_is(p->name, "state")))
			continue;
		buf_char(&link, '&');
		buf_str(&link, p->name);
		buf_char(&link, '=');
		url_encode(&link, p->value);
	}
	buf_str(&link, STR(">; rel=\"next\""));
	q->link[buf_ok(&link) == OK ? link.n : 0] = '\0';
}

/* Cuts @range to one page, newest first, and leaves the address of the next. */
static enum err link_page(struct ask *q, const char *what, struct page range, struct page *ret)
{
	uint32_t limit;
	enum err e = parse_page(q, &range, &limit);
	if (e)
		return e;
	*ret = (struct page){range.end - MIN(limit, range.end - range.first), range.end};
	if (ret->first != range.first)
		link_next(q, what, limit, ret->first);
	return OK;
}

enum err wallet_time(const struct ask *q, const char *name, int64_t *ret)
{
	struct str text = ask_param(q, name);
	*ret = 0;
	return text.p && clock_parse_rfc3339(text, ret) ? ERR_SHAPE : OK;
}

/* Which transactions are asked for: ?kind=, perhaps several times, and ?state=. */
struct wanted {
	unsigned kinds; /* a bit a kind; 0: all */
	struct str state;
};

static enum err parse_wanted(const struct ask *q, struct wanted *ret)
{
	*ret = (struct wanted){.state = ask_param(q, "state")};
	for (size_t i = 0; i < q->param_count; i++) {
		unsigned kind = 0;
		if (!str_is(q->params[i].name, "kind") || q->params[i].value.n == 0)
			continue;
		while (kind < TX_KIND_COUNT_ && !str_is(q->params[i].value, kind_words[kind]))
			kind++;
		if (kind == TX_KIND_COUNT_)
			return ERR_SHAPE;
		ret->kinds |= 1u << kind;
	}
	return OK;
}

static bool is_wanted(const void *ctx, const void *record)
{
	const struct wanted *wanted = ctx;
	const struct tx *x = record;
	return (!wanted->kinds || wanted->kinds & 1u << x->kind) &&
	       (!wanted->state.p || str_is(wanted->state, tx_state_name(x->state)));
}

static enum err find_transactions(struct ask *q, uint32_t length, uint32_t *ret_limit, struct page *ret_range,
				  struct scan_page *ret)
{
	struct wanted wanted;
	int64_t from, to;
	enum err e = wallet_time(q, "from", &from);
	if (e == OK)
		e = wallet_time(q, "to", &to);
	if (e == OK)
		e = parse_wanted(q, &wanted);
	if (e == OK)
		e = ask_range(q, &series_txs, length, from, to, ret_range);
	if (e == OK)
		e = parse_page(q, ret_range, ret_limit);
	return e ? e : scan_newest(q, &series_txs, length, *ret_range, *ret_limit, is_wanted, &wanted, ret);
}

enum err wallet_transactions(struct ask *q)
{
	struct wallet wallet;
	struct teller t;
	struct page range;
	struct scan_page page;
	uint32_t limit;
	enum err e = teller_begin(q, &wallet, &t);
	if (e == OK)
		e = find_transactions(q, wallet.txs, &limit, &range, &page);
	if (e)
		return e;
	const struct tx *txs = (const struct tx *)(const void *)page.records;
	if (page.rest != range.first)
		link_next(q, "transactions", limit, page.rest);
	json_open_object(t.w);
	teller_account(&t);
	JSON_KEY(t.w, "transactions");
	json_open_array(t.w);
	for (uint32_t i = 0; i < page.count; i++)
		put_transaction(&t, &txs[i], page.ordinals[i], false);
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
