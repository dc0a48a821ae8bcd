/* sim/svc_wallet.c - the wallet service: kebab-case, decimal strings, Link headers, basic auth. See sim/README.md. */
#include "base/clock.h"
#include "sim/cashier.h"
#include "sim/service.h"

#include <stdio.h>

#define SUMMARY_BONUSES 10u
#define BASIC_HEADER    "Basic c2ltLXdhbGxldDpzaW0td2FsbGV0LXBhc3N3b3Jk" /* sim-wallet:sim-wallet-password */

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
static const char *const bonus_words[] = {"Offered", "Active", "Completed", "Expired", "Forfeited"};
static const char *const by_words[] = {"customer", "system", "payments", "provider", "bank"};
static const char *const instrument_kinds[METHOD_COUNT_] = {"credit_card", "debit_card", "bank_account", "e_wallet", "prepaid"};
static const char *const pocket_words[] = {"cash", "bonus"};
static const struct str line_words[LEDGER_COUNT_] = {
	[LEDGER_DEPOSITS] = STR("deposits"),
	[LEDGER_RESERVED] = STR("withdrawals-reserved"),
	[LEDGER_RETURNED] = STR("returned"),
	[LEDGER_STAKES] = STR("stakes"),
	[LEDGER_WINS] = STR("wins"),
	[LEDGER_VOIDS] = STR("voids-and-cash-outs"),
	[LEDGER_RESETTLEMENTS] = STR("resettlements"),
	[LEDGER_CONVERSION] = STR("bonus-conversion"),
	[LEDGER_GRANTED] = STR("bonus-granted"),
	[LEDGER_FORFEITS] = STR("forfeits"),
	[LEDGER_CHARGEBACKS] = STR("chargebacks"),
	[LEDGER_REFUNDS] = STR("refunds"),
	[LEDGER_FEES] = STR("fees"),
	[LEDGER_ADJUSTMENTS] = STR("adjustments"),
};

/* What an answer is made with. */
struct teller {
	struct ask *q;
	struct json_writer *w;
	struct wallet *wallet;
	struct str currency;
	unsigned exponent;
};

static void put_text(struct json_writer *w, const char *text)
{
	if (text && *text)
		json_put_string(w, str_of(text));
	else
		json_put_null(w);
}
#define KV_TEXT(w, lit, text) (JSON_KEY(w, lit), put_text((w), (text)))

/* Decimal text, in quotes. */
static void put_decimal(struct teller *t, int64_t minor)
{
	char text[MONEY_TEXT_MAX + 2];
	size_t n = money_format(minor, t->exponent, text + 1);
	text[0] = text[n + 1] = '"';
	json_put_raw(t->w, str_mem(text, n + 2));
}

static void put_money(struct teller *t, struct str key, int64_t minor)
{
	json_key(t->w, key);
	json_open_object(t->w);
	JSON_KEY(t->w, "amount");
	put_decimal(t, minor);
	json_kv_str(t->w, STR("currency"), t->currency);
	json_close_object(t->w);
}
#define KV_MONEY(t, lit, minor) put_money((t), STR(lit), (minor))

/* With milliseconds, always. */
static void put_time(struct teller *t, struct str key, int64_t ms)
{
	char text[CLOCK_RFC3339_MAX + 8], whole[CLOCK_RFC3339_MAX];
	json_key(t->w, key);
	if (ms == 0) {
		json_put_null(t->w);
		return;
	}
	clock_format_rfc3339(ms / 1000 * 1000, whole);
	int n = snprintf(text, sizeof(text), "\"%.19s.%03uZ\"", whole, (unsigned)(ms % 1000));
	json_put_raw(t->w, str_mem(text, (size_t)n));
}
#define KV_TIME(t, lit, ms) put_time((t), STR(lit), (ms))

static enum err begin(struct ask *q, struct wallet *wallet, struct teller *ret)
{
	enum err e = row_load(q->store, TABLE_WALLET, &pack_wallet, q->number, q->scratch, wallet);
	if (e)
		return e;
	*ret = (struct teller){.q = q, .w = q->w, .wallet = wallet, .currency = str_of(wallet->currency)};
	ret->exponent = exponent_of(wallet->currency);
	return OK;
}

static void put_account(struct teller *t)
{
	JSON_KEY(t->w, "account-id");
	ref_put_customer(t->w, t->q->number);
}

static void put_totals(struct teller *t)
{
	const struct wallet *w = t->wallet;
	int64_t cash = w->pockets[POCKET_CASH].balance;
	JSON_KEY(t->w, "balances");
	json_open_object(t->w);
	KV_MONEY(t, "cash", cash);
	KV_MONEY(t, "bonus", w->pockets[POCKET_BONUS].balance);
	KV_MONEY(t, "reserved", w->reserved);
	KV_MONEY(t, "open-stakes", w->open_stakes);
	KV_MONEY(t, "withdrawable", w->no_withdrawal || cash < 0 ? 0 : cash);
	json_close_object(t->w);
	JSON_KEY(t->w, "lifetime");
	json_open_object(t->w);
	KV_MONEY(t, "deposits-settled", w->deposits_settled);
	KV_MONEY(t, "deposits-refunded", w->deposits_refunded);
	KV_MONEY(t, "deposits-charged-back", w->deposits_charged_back);
	KV_MONEY(t, "withdrawals-paid", w->withdrawals_paid);
	KV_MONEY(t, "bonus-converted", w->bonus_converted);
	KV_MONEY(t, "payment-costs", w->costs);
	json_close_object(t->w);
}

static void put_last_deposit(struct teller *t)
{
	const struct wallet *w = t->wallet;
	JSON_KEY(t->w, "last-deposit");
	if (!w->last_deposit_method) {
		json_put_null(t->w);
		return;
	}
	json_open_object(t->w);
	KV_MONEY(t, "value", w->last_deposit);
	KV_TEXT(t->w, "method", method_name(w->last_deposit_method - 1u));
	KV_TIME(t, "settled-at", w->last_deposit_at);
	json_close_object(t->w);
}

static void put_pending(struct teller *t)
{
	const struct wallet *w = t->wallet;
	JSON_KEY(t->w, "pending-withdrawals");
	json_open_array(t->w);
	for (unsigned i = w->pending_count; i-- > 0;) {
		const struct pending *p = &w->pending[i];
		json_open_object(t->w);
		JSON_KEY(t->w, "transaction-id");
		ref_put(t->w, REF_TX, t->q->number, p->tx);
		KV_MONEY(t, "value", p->amount);
		KV_TEXT(t->w, "method", method_name(p->method - 1u));
		KV_TIME(t, "requested-at", p->requested_at);
		KV_TEXT(t->w, "state", tx_state_name(p->state));
		KV_TEXT(t->w, "public-reason", public_reason_text(p->reason));
		KV_TIME(t, "target-at", p->target_at);
		json_close_object(t->w);
	}
	json_close_array(t->w);
}

static void put_bonus(struct teller *t, unsigned i)
{
	const struct bonus *b = &t->wallet->bonuses[i];
	char rate[16];
	json_open_object(t->w);
	JSON_KEY(t->w, "bonus-id");
	ref_put(t->w, REF_BONUS, t->q->number, i);
	put_account(t);
	KV_TEXT(t->w, "name", bonus_name(b->name));
	KV_TEXT(t->w, "state", bonus_words[b->state]);
	KV_MONEY(t, "amount", b->amount);
	KV_MONEY(t, "wagering-required", b->required);
	KV_MONEY(t, "wagered", b->wagered);
	(void)snprintf(rate, sizeof(rate), "%u.%02u", b->contribution / 100, b->contribution % 100);
	KV_TEXT(t->w, "contribution", rate);
	KV_MONEY(t, "max-bet", b->max_bet);
	KV_MONEY(t, "converted", b->converted);
	KV_TIME(t, "granted-at", b->granted_at);
	KV_TIME(t, "expires-at", b->expires_at);
	json_close_object(t->w);
}

static void put_bonuses(struct teller *t)
{
	const struct wallet *w = t->wallet;
	unsigned shown = 0;
	JSON_KEY(t->w, "bonuses");
	json_open_array(t->w);
	for (unsigned i = w->bonus_count; i-- > 0 && shown < SUMMARY_BONUSES;)
		if (w->bonuses[i].state <= BONUS_ACTIVE) {
			put_bonus(t, i);
			shown++;
		}
	for (unsigned i = w->bonus_count; i-- > 0 && shown < SUMMARY_BONUSES;)
		if (w->bonuses[i].state > BONUS_ACTIVE) {
			put_bonus(t, i);
			shown++;
		}
	json_close_array(t->w);
}

static void put_card(struct teller *t, const struct instrument *i)
{
	char text[24], label[32];
	(void)snprintf(text, sizeof(text), "%016llu", (unsigned long long)i->number);
	(void)snprintf(label, sizeof(label), "%s …%s", text[0] == '4' ? "Visa" : "Mastercard", text + 12);
	KV_TEXT(t->w, "label", label);
	KV_TEXT(t->w, "card-number", text);
	(void)snprintf(text, sizeof(text), "%04u-%02u", i->expires / 12u, i->expires % 12u + 1);
	KV_TEXT(t->w, "expires", text);
}

static void put_instruments(struct teller *t)
{
	const struct wallet *w = t->wallet;
	JSON_KEY(t->w, "instruments");
	json_open_array(t->w);
	for (unsigned n = 0; n < w->instrument_count; n++) {
		const struct instrument *i = &w->instruments[n];
		json_open_object(t->w);
		JSON_KEY(t->w, "instrument-id");
		ref_put(t->w, REF_INSTRUMENT, t->q->number, n);
		KV_TEXT(t->w, "kind", instrument_kinds[i->method]);
		if (i->number)
			put_card(t, i);
		else
			KV_TEXT(t->w, "label", method_name(i->method));
		KV_TEXT(t->w, "holder", i->other_holder ? w->other_holder : w->holder);
		json_kv_bool(t->w, STR("verified"), i->verified);
		KV_TIME(t, "added-at", i->added_at);
		json_close_object(t->w);
	}
	json_close_array(t->w);
}

static void put_ledger(struct teller *t)
{
	const struct wallet *w = t->wallet;
	JSON_KEY(t->w, "ledger");
	json_open_array(t->w);
	for (unsigned p = 0; p < w->pocket_count; p++) {
		json_open_object(t->w);
		KV_TEXT(t->w, "pocket", pocket_words[p]);
		KV_MONEY(t, "balance", w->pockets[p].balance);
		for (unsigned l = 0; l < LEDGER_COUNT_; l++)
			put_money(t, line_words[l], w->pockets[p].lines[l].minor);
		json_close_object(t->w);
	}
	json_close_array(t->w);
}

static enum err get_summary(struct ask *q)
{
	struct wallet wallet;
	struct teller t;
	enum err e = begin(q, &wallet, &t);
	if (e)
		return e;
	json_open_object(t.w);
	put_account(&t);
	json_kv_str(t.w, STR("currency"), t.currency);
	put_totals(&t);
	put_last_deposit(&t);
	put_pending(&t);
	put_bonuses(&t);
	put_instruments(&t);
	put_ledger(&t);
	json_close_object(t.w);
	return OK;
}

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
	put_account(t);
	KV_TEXT(w, "kind", kind_words[x->kind]);
	KV_TEXT(w, "state", tx_state_name(x->state));
	KV_TIME(t, "at", x->at);
	json_kv_str(w, STR("currency"), t->currency);
	JSON_KEY(w, "amount");
	put_decimal(t, x->amount);
	JSON_KEY(w, "face-amount");
	put_decimal(t, x->face ? x->face : x->amount < 0 ? -x->amount : x->amount);
	KV_TEXT(w, "pocket", pocket_words[x->pocket]);
	JSON_KEY(w, "balance-after");
	put_decimal(t, x->balance);
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

static enum err get_transactions(struct ask *q)
{
	struct wallet wallet;
	struct teller t;
	struct page range, page;
	struct tx *txs;
	int64_t from, to;
	enum err e = begin(q, &wallet, &t);
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
	put_account(&t);
	JSON_KEY(t.w, "transactions");
	json_open_array(t.w);
	for (uint32_t i = page.end; i-- > page.first;)
		put_transaction(&t, &txs[i - page.first], i, false);
	json_close_array(t.w);
	json_close_object(t.w);
	return OK;
}

static enum err get_transaction(struct ask *q)
{
	struct wallet wallet;
	struct teller t;
	struct tx *x;
	uint32_t n = 0;
	enum err e = begin(q, &wallet, &t);
	if (e == OK && (!ref_parse(REF_TX, q->object, q->number, &n) || n >= wallet.txs))
		e = ERR_NOT_FOUND;
	if (e == OK)
		e = ask_records(q, &series_txs, wallet.txs, (struct page){n, n + 1}, &x);
	if (e == OK)
		put_transaction(&t, x, n, true);
	return e;
}

static enum err get_bonuses(struct ask *q)
{
	struct wallet wallet;
	struct teller t;
	struct page page;
	enum err e = begin(q, &wallet, &t);
	if (e == OK)
		e = link_page(q, "bonuses", (struct page){0, wallet.bonus_count}, &page);
	if (e)
		return e;
	json_open_object(t.w);
	put_account(&t);
	JSON_KEY(t.w, "bonuses");
	json_open_array(t.w);
	for (uint32_t i = page.end; i-- > page.first;)
		put_bonus(&t, i);
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
	put_account(t);
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
		put_decimal(t, sums[i].minor);
	}
	json_close_object(t->w);
}

static enum err get_statements(struct ask *q)
{
	struct wallet wallet;
	struct teller t;
	struct page page;
	struct statement *rows;
	enum err e = begin(q, &wallet, &t);
	if (e == OK)
		e = link_page(q, "statements", (struct page){0, wallet.statements}, &page);
	if (e == OK)
		e = ask_records(q, &series_statements, wallet.statements, page, &rows);
	if (e)
		return e;
	json_open_object(t.w);
	put_account(&t);
	JSON_KEY(t.w, "statements");
	json_open_array(t.w);
	for (uint32_t i = page.end; i-- > page.first;)
		put_statement(&t, &rows[i - page.first]);
	json_close_array(t.w);
	json_close_object(t.w);
	return OK;
}

static bool allowed(const struct http_request *r)
{
	return header_is(r, "authorization", BASIC_HEADER);
}

static void problem(struct json_writer *w, int status)
{
	json_open_object(w);
	KV_TEXT(w, "title",
		status == 404   ? "No such account"
		: status == 401 ? "Credentials needed"
		: status == 400 ? "Bad parameter"
				: "Failed");
	json_kv_i64(w, STR("status"), status);
	json_close_object(w);
}

static const struct route routes[] = {
	{"/accounts/{id}", get_summary},
	{"/accounts/{id}/transactions", get_transactions},
	{"/accounts/{id}/transactions/{ref}", get_transaction},
	{"/accounts/{id}/bonuses", get_bonuses},
	{"/accounts/{id}/statements", get_statements},
};
const struct service service_wallet = {routes, ARRAY_LEN(routes), allowed, problem};
