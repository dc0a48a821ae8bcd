/* sim/svc_wallet_write.c - what the wallet service is asked to do. See sim/README.md. */
#include "base/clock.h"
#include "sim/svc_wallet.h"
#include "sim/write.h"

#define AMOUNT_TEXT_MAX 32
#define TIMES_MAX       50
#define DAYS_MAX        365

static struct teller teller_of(struct write *x)
{
	struct wallet *wallet = &x->s->h->wallet;
	return (struct teller){
		.w = x->w, .wallet = wallet, .currency = str_of(wallet->currency), .exponent = exponent_of(wallet->currency)};
}

/* Opens the answer; the caller closes it. */
static void answer(struct write *x, struct teller *t, const char *operation)
{
	json_open_object(x->w);
	json_kv_str(x->w, STR("operation-key"), x->key);
	JSON_KEY(x->w, "account-id");
	ref_put_customer(x->w, x->s->h->number);
	KV_TEXT(x->w, "operation", operation);
	KV_TIME(t, "completed-at", x->s->at);
}

/* ---- withdrawals ---- */

struct decision_body {
	struct str decision, reason, target;
};

static const char *const decision_words[] = {"Approve", "Hold", "Reject", "Return", "Resend"};

static enum err read_reason(struct write *x, struct str text, bool needed, enum public_reason *ret)
{
	static const enum public_reason reasons[] = {REASON_REVIEW, REASON_DETAILS, REASON_KYC, REASON_SECURITY,
						     REASON_PROTECTION};
	*ret = REASON_NONE;
	if (!text.p)
		return needed ? write_bad(x, "/public-reason") : OK;
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		if (str_is(text, public_reason_text(reasons[i]))) {
			*ret = reasons[i];
			return OK;
		}
	return write_bad(x, "/public-reason");
}

static enum err read_decision(struct write *x, struct withdrawal_order *o)
{
	static const struct json_bind fields[] = {BIND_TEXT(decision_body, "decision", decision, WORD_MAX),
						  BIND_MAYBE(decision_body, "public-reason", reason, WORD_MAX),
						  BIND_MAYBE(decision_body, "target-at", target, WORD_MAX)};
	struct decision_body b = {0};
	unsigned decision;
	enum err e = WRITE_BIND(x, fields, &b);
	if (e == OK)
		e = WRITE_CHOICE(x, b.decision, decision_words, "/decision", &decision);
	if (e)
		return e;
	bool hold = decision == DECIDE_HOLD, reasoned = hold || decision == DECIDE_REJECT;
	o->decision = (enum withdrawal_decision)decision;
	if (b.reason.p && !reasoned && decision != DECIDE_RETURN)
		return write_bad(x, "/public-reason");
	if (hold != (b.target.p != NULL) || (hold && clock_parse_rfc3339(b.target, &o->target_at)))
		return write_bad(x, "/target-at");
	return read_reason(x, b.reason, reasoned, &o->reason);
}

static const struct pending *pending_of(const struct write *x, uint32_t tx)
{
	const struct wallet *w = &x->s->h->wallet;
	for (unsigned i = 0; i < w->pending_count; i++)
		if (w->pending[i].tx == tx)
			return &w->pending[i];
	return NULL;
}

static enum err decide(struct write *x)
{
	struct withdrawal_order o = {0};
	struct teller t = teller_of(x);
	uint32_t tx;
	if (!ref_parse(REF_TX, x->object, x->s->h->number, &o.tx))
		return ERR_NOT_FOUND;
	enum err e = read_decision(x, &o);
	if (e == OK)
		e = effect_withdrawal(x->s, &o, &tx);
	if (e)
		return e;
	const struct tx *now = series_at(&x->s->h->txs, tx);
	const struct pending *p = pending_of(x, tx);
	const struct tx_step *last = &now->steps[now->step_count - 1u];
	answer(x, &t, "withdrawal-decision");
	JSON_KEY(x->w, "transaction-id");
	ref_put(x->w, REF_TX, x->s->h->number, o.tx);
	KV_TEXT(x->w, "state", tx_state_name((enum tx_state)now->state));
	KV_MONEY(&t, "value", now->face);
	KV_TEXT(x->w, "public-reason", public_reason_text(p ? (enum public_reason)p->reason : (enum public_reason)last->reason));
	KV_TIME(&t, "target-at", p ? p->target_at : 0);
	JSON_KEY(x->w, "new-transaction-id");
	if (tx != o.tx)
		ref_put(x->w, REF_TX, x->s->h->number, tx);
	else
		json_put_null(x->w);
	json_close_object(x->w);
	return OK;
}

/* ---- bonuses ---- */

struct money_body {
	struct str amount, currency;
};
struct bonus_body {
	struct str name, note;
	struct money_body amount, max_bet;
	int64_t wagering, days;
};

static const struct json_bind money_fields[] = {BIND_TEXT(money_body, "amount", amount, AMOUNT_TEXT_MAX),
						BIND_TEXT(money_body, "currency", currency, 3)};

static enum err read_money(struct write *x, const struct money_body *m, const char *field, int64_t *ret)
{
	const char *currency = x->s->h->wallet.currency;
	if (money_parse_decimal(m->amount, exponent_of(currency), ret) || *ret <= 0 || *ret > ORDER_AMOUNT_MAX)
		return write_bad(x, field);
	return str_is(m->currency, currency) ? OK : scene_conflict(x->s, "wrong_currency");
}

static const char *name_of(unsigned i)
{
	return bonus_name(i);
}

static enum err read_bonus(struct write *x, struct bonus_order *o)
{
	static const struct json_bind fields[] = {
		BIND_TEXT(bonus_body, "name", name, WORD_MAX),
		{.name = "amount",
		 .type = JSON_BIND_OBJECT,
		 .offset = offsetof(struct bonus_body, amount),
		 .required = true,
		 .fields = money_fields,
		 .field_count = ARRAY_LEN(money_fields)},
		{.name = "max-bet",
		 .type = JSON_BIND_OBJECT,
		 .offset = offsetof(struct bonus_body, max_bet),
		 .nullable = true,
		 .fields = money_fields,
		 .field_count = ARRAY_LEN(money_fields)},
		{.name = "wagering-multiple",
		 .type = JSON_BIND_I64,
		 .offset = offsetof(struct bonus_body, wagering),
		 .required = true,
		 .max = TIMES_MAX},
		{.name = "expires-in-days",
		 .type = JSON_BIND_I64,
		 .offset = offsetof(struct bonus_body, days),
		 .required = true,
		 .min = 1,
		 .max = DAYS_MAX},
	};
	struct bonus_body b = {0};
	enum err e = WRITE_BIND(x, fields, &b);
	if (e == OK)
		e = write_word(x, b.name, name_of, BONUS_NAMES, "/name", &o->name);
	if (e == OK)
		e = read_money(x, &b.amount, "/amount/amount", &o->amount);
	if (e == OK && b.max_bet.amount.p)
		e = read_money(x, &b.max_bet, "/max-bet/amount", &o->max_bet);
	o->wagering = (unsigned)b.wagering;
	o->days = (unsigned)b.days;
	return e;
}

static void answer_bonus(struct write *x, struct teller *t, const char *operation, unsigned bonus)
{
	const struct bonus *b = &x->s->h->wallet.bonuses[bonus];
	answer(x, t, operation);
	JSON_KEY(x->w, "bonus-id");
	ref_put(x->w, REF_BONUS, x->s->h->number, bonus);
	KV_TEXT(x->w, "state", wallet_bonus_words[b->state]);
	KV_MONEY(t, "value", b->amount);
}

static enum err grant(struct write *x)
{
	struct bonus_order o = {0};
	struct teller t = teller_of(x);
	enum err e = read_bonus(x, &o);
	if (e == OK)
		e = effect_grant_bonus(x->s, &o);
	if (e)
		return e;
	answer_bonus(x, &t, "bonus-grant", x->s->h->wallet.bonus_count - 1u);
	json_close_object(x->w);
	return OK;
}

static enum err cancel(struct write *x)
{
	static const struct json_bind fields[] = {BIND_MAYBE(bonus_body, "note", note, NOTE_MAX)};
	struct bonus_body b = {0};
	struct teller t = teller_of(x);
	uint32_t bonus;
	int64_t forfeited;
	if (!ref_parse(REF_BONUS, x->object, x->s->h->number, &bonus) || bonus >= x->s->h->wallet.bonus_count)
		return ERR_NOT_FOUND;
	enum err e = WRITE_BIND(x, fields, &b);
	if (e == OK)
		e = effect_cancel_bonus(x->s, bonus, &forfeited);
	if (e)
		return e;
	answer_bonus(x, &t, "bonus-cancellation", bonus);
	KV_MONEY(&t, "forfeited", forfeited);
	json_close_object(x->w);
	return OK;
}

const struct write_route writes_wallet[] = {
	{HTTP_POST, "/accounts/{id}/withdrawals/{ref}/decision", decide},
	{HTTP_POST, "/accounts/{id}/bonuses", grant},
	{HTTP_POST, "/accounts/{id}/bonuses/{ref}/cancellation", cancel},
};
const size_t writes_wallet_count = ARRAY_LEN(writes_wallet);
