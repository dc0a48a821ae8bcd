/* sim/svc_wallet.c - the wallet service: kebab-case, decimal strings, Link headers, basic auth. See sim/README.md. */
#include "sim/svc_wallet.h"
#include "sim/write.h"

#include "base/clock.h"

#include <stdio.h>

#define SUMMARY_BONUSES 10u
#define BASIC_HEADER    "Basic c2ltLXdhbGxldDpzaW0td2FsbGV0LXBhc3N3b3Jk" /* sim-wallet:sim-wallet-password */

const char *const wallet_bonus_words[] = {"Offered", "Active", "Completed", "Expired", "Forfeited"};
static const char *const instrument_kinds[METHOD_COUNT_] = {"credit_card", "debit_card", "bank_account", "e_wallet", "prepaid"};
const char *const wallet_pocket_words[] = {"cash", "bonus"};
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

void teller_text(struct json_writer *w, const char *text)
{
	if (text && *text)
		json_put_string(w, str_of(text));
	else
		json_put_null(w);
}

void teller_decimal(struct teller *t, int64_t minor)
{
	char text[MONEY_TEXT_MAX + 2];
	size_t n = money_format(minor, t->exponent, text + 1);
	text[0] = text[n + 1] = '"';
	json_put_raw(t->w, str_mem(text, n + 2));
}

void teller_money(struct teller *t, struct str key, int64_t minor)
{
	json_key(t->w, key);
	json_open_object(t->w);
	JSON_KEY(t->w, "amount");
	teller_decimal(t, minor);
	json_kv_str(t->w, STR("currency"), t->currency);
	json_close_object(t->w);
}

void teller_time(struct teller *t, struct str key, int64_t ms)
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

enum err teller_begin(struct ask *q, struct wallet *wallet, struct teller *ret)
{
	enum err e = row_load(q->store, TABLE_WALLET, &pack_wallet, q->number, q->scratch, wallet);
	if (e)
		return e;
	*ret = (struct teller){.q = q, .w = q->w, .wallet = wallet, .currency = str_of(wallet->currency)};
	ret->exponent = exponent_of(wallet->currency);
	return OK;
}

void teller_account(struct teller *t)
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

void teller_bonus(struct teller *t, unsigned i)
{
	const struct bonus *b = &t->wallet->bonuses[i];
	char rate[16];
	json_open_object(t->w);
	JSON_KEY(t->w, "bonus-id");
	ref_put(t->w, REF_BONUS, t->q->number, i);
	teller_account(t);
	KV_TEXT(t->w, "name", bonus_name(b->name));
	KV_TEXT(t->w, "state", wallet_bonus_words[b->state]);
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
			teller_bonus(t, i);
			shown++;
		}
	for (unsigned i = w->bonus_count; i-- > 0 && shown < SUMMARY_BONUSES;)
		if (w->bonuses[i].state > BONUS_ACTIVE) {
			teller_bonus(t, i);
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
		KV_TEXT(t->w, "pocket", wallet_pocket_words[p]);
		KV_MONEY(t, "balance", w->pockets[p].balance);
		for (unsigned l = 0; l < LEDGER_COUNT_; l++)
			teller_money(t, line_words[l], w->pockets[p].lines[l].minor);
		json_close_object(t->w);
	}
	json_close_array(t->w);
}

static enum err get_summary(struct ask *q)
{
	struct wallet wallet;
	struct teller t;
	enum err e = teller_begin(q, &wallet, &t);
	if (e)
		return e;
	json_open_object(t.w);
	teller_account(&t);
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

static bool allowed(const struct http_request *r)
{
	return header_is(r, "authorization", BASIC_HEADER);
}

static enum err get_operation(struct ask *q)
{
	struct json_writer *w = q->w;
	struct str answer;
	enum err e = ask_key(q, FAULT_WALLET, &answer);
	if (e)
		return e;
	json_open_object(w);
	json_kv_str(w, STR("operation-key"), q->object);
	KV_TEXT(w, "state", answer.p ? "Completed" : "Unknown");
	JSON_KEY(w, "answer");
	json_put_raw(w, answer.p ? answer : STR("null"));
	json_close_object(w);
	return OK;
}

static void problem(struct json_writer *w, int status, const char *code, const char *field)
{
	char text[CODE_TEXT_MAX];
	json_open_object(w);
	KV_TEXT(w, "title",
		status == 404   ? "No such account"
		: status == 401 ? "Credentials needed"
		: status == 400 ? "Bad parameter"
		: status == 409 ? "Not as things stand"
				: "Failed");
	json_kv_i64(w, STR("status"), status);
	if (code) {
		KV_TEXT(w, "code", code_in(CASE_KEBAB, code, text));
		KV_TEXT(w, "field", field);
	}
	json_close_object(w);
}

static const struct route routes[] = {
	{"/accounts/{id}", get_summary},
	{"/accounts/{id}/transactions", wallet_transactions},
	{"/accounts/{id}/transactions/{ref}", wallet_transaction},
	{"/accounts/{id}/bonuses", wallet_bonuses},
	{"/accounts/{id}/statements", wallet_statements},
	{"/accounts/{id}/cash-flow", wallet_flow},
	{"/operations/{ref}", get_operation},
};
const struct service service_wallet = {routes,        ARRAY_LEN(routes),    allowed,           problem,
				       writes_wallet, &writes_wallet_count, "idempotency-key", NULL};
