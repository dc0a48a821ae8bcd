#include "sim/order.h"

#include "base/json_bind.h"
#include "base/money.h"
#include "sim/population.h"
#include "sim/words.h"

static const char *const act_words[ACT_COUNT_] = {
	[ACT_LOGIN] = "login",
	[ACT_SESSION_START] = "session_start",
	[ACT_ROUND] = "round",
	[ACT_SESSION_END] = "session_end",
	[ACT_BET] = "bet",
	[ACT_DEPOSIT] = "deposit",
	[ACT_WITHDRAWAL] = "withdrawal",
	[ACT_TICKET] = "ticket",
	[ACT_FLAG] = "flag",
	[ACT_LOGIN_FAILED] = "login_failed",
	[ACT_DEPOSIT_DECLINED] = "deposit_declined",
	[ACT_WITHDRAWAL_DECIDE] = "withdrawal_decide",
	[ACT_LIMIT_CHANGE] = "limit_change",
	[ACT_EXCLUDE] = "exclude",
	[ACT_COOL_OFF] = "cool_off",
	[ACT_KYC_DECIDE] = "kyc_decide",
	[ACT_CHAT_MESSAGE] = "chat_message",
	[ACT_BURST] = "burst",
	[ACT_IMPOSSIBLE_TRAVEL] = "impossible_travel",
	[ACT_STRUCTURING] = "structuring",
	[ACT_CARDS] = "cards",
};

const char *live_act_word(enum live_act a)
{
	return act_words[a];
}

struct word {
	const char *text;
	int value;
};
static const struct word withdrawal_words[] = {
	{"in_review", TX_IN_REVIEW}, {"approved", TX_APPROVED},   {"sent", TX_SENT},     {"paid", TX_PAID},
	{"rejected", TX_REJECTED},   {"cancelled", TX_CANCELLED}, {"failed", TX_FAILED}, {"returned", TX_RETURNED},
};
static const struct word document_words[] = {
	{"accepted", DOCUMENT_ACCEPTED}, {"rejected", DOCUMENT_REJECTED}, {"expired", DOCUMENT_EXPIRED}};
static const struct word course_words[] = {{"started", 0}, {"ended", 1}};
static const struct word limit_words[] = {
	{"deposit", LIMIT_DEPOSIT}, {"loss", LIMIT_LOSS}, {"stake", LIMIT_STAKE}, {"session_time", LIMIT_SESSION_TIME}};
static const struct word period_words[] = {
	{"session", PERIOD_SESSION}, {"day", PERIOD_DAY}, {"week", PERIOD_WEEK}, {"month", PERIOD_MONTH}};
static const struct word by_words[] = {{"customer", 0}, {"operator", 1}, {"regulator", 2}};
static const struct word from_words[] = {{"customer", FROM_CUSTOMER}, {"agent", FROM_AGENT}, {"system", FROM_SYSTEM}};

void order_init(struct live_order *o, enum live_act act, uint32_t customer)
{
	*o = (struct live_order){.act = act, .customer = customer};
	o->withdrawal = o->document = o->limit_kind = o->limit_period = o->limit_by = o->from = ORDER_NONE;
}

struct body {
	struct str customer, type, amount, flag, state, id, kind, period, set_by, text, from;
	int64_t count, factor, minutes, days;
};

#define TEXT(n, m, len)                                                                                 \
	{                                                                                               \
		.name = (n), .type = JSON_BIND_STRING, .offset = offsetof(struct body, m), .max = (len) \
	}
#define COUNT(n, m, most)                                                                                       \
	{                                                                                                       \
		.name = (n), .type = JSON_BIND_I64, .offset = offsetof(struct body, m), .min = 1, .max = (most) \
	}
static const struct json_bind fields[] = {
	{.name = "customerId",
	 .type = JSON_BIND_STRING,
	 .offset = offsetof(struct body, customer),
	 .required = true,
	 .max = CUSTOMER_ID_MAX},
	{.name = "type", .type = JSON_BIND_STRING, .offset = offsetof(struct body, type), .required = true, .max = 32},
	{.name = "amount", .type = JSON_BIND_RAW, .offset = offsetof(struct body, amount)},
	TEXT("flagType", flag, 64),
	TEXT("state", state, 32),
	TEXT("id", id, 32),
	TEXT("kind", kind, 32),
	TEXT("period", period, 32),
	TEXT("setBy", set_by, 32),
	TEXT("text", text, ORDER_TEXT_MAX),
	TEXT("from", from, 32),
	COUNT("count", count, ORDER_ROUNDS_MAX),
	COUNT("factor", factor, ORDER_FACTOR_MAX),
	COUNT("minutes", minutes, 1440),
	COUNT("days", days, ORDER_DAYS_MAX),
};

static enum err find(const struct word *words, size_t n, struct str text, const char *field, int *ret, struct err_info *info)
{
	if (!text.p)
		return OK;
	for (size_t i = 0; i < n; i++)
		if (str_is(text, words[i].text)) {
			*ret = words[i].value;
			return OK;
		}
	return err_set(info, ERR_SHAPE, field, "no_such_word");
}
#define FIND(words, text, field, ret, info) find((words), ARRAY_LEN(words), (text), (field), (ret), (info))

static bool act_parse(struct str s, enum live_act *ret)
{
	for (unsigned i = 0; i < ACT_COUNT_; i++)
		if (str_is(s, act_words[i])) {
			*ret = (enum live_act)i;
			return true;
		}
	return false;
}

/* What "state" means depends on the act. */
static enum err state(struct live_order *o, struct str text, struct err_info *info)
{
	int ended = 0;
	enum err e = OK;
	if (o->act == ACT_WITHDRAWAL_DECIDE) {
		e = FIND(withdrawal_words, text, "/state", &o->withdrawal, info);
		return e == OK && !text.p ? err_set(info, ERR_SHAPE, "/state", "needed") : e;
	}
	if (o->act == ACT_KYC_DECIDE) {
		e = FIND(document_words, text, "/state", &o->document, info);
		return e == OK && !text.p ? err_set(info, ERR_SHAPE, "/state", "needed") : e;
	}
	if (o->act == ACT_EXCLUDE || o->act == ACT_COOL_OFF) {
		e = FIND(course_words, text, "/state", &ended, info);
		o->ended = ended;
		return e;
	}
	return text.p ? err_set(info, ERR_SHAPE, "/state", "not_of_this_type") : OK;
}

static enum err words(struct live_order *o, const struct body *b, struct err_info *info)
{
	enum err e = state(o, b->state, info);
	if (e == OK)
		e = FIND(limit_words, b->kind, "/kind", &o->limit_kind, info);
	if (e == OK)
		e = FIND(period_words, b->period, "/period", &o->limit_period, info);
	if (e == OK)
		e = FIND(by_words, b->set_by, "/setBy", &o->limit_by, info);
	if (e == OK)
		e = FIND(from_words, b->from, "/from", &o->from, info);
	return e;
}

enum err order_parse(struct str json, struct arena *a, struct live_order *ret, struct str *ret_amount, struct err_info *info)
{
	struct body b = {0};
	struct live_order o;
	enum live_act act;
	uint32_t customer;
	enum err e = json_bind_object(json, fields, ARRAY_LEN(fields), a, &b, info);
	if (e)
		return e;
	if (!act_parse(b.type, &act))
		return err_set(info, ERR_SHAPE, "/type", "no_such_type");
	if (act != ACT_BURST && b.count > ORDER_TIMES_MAX)
		return err_set(info, ERR_SHAPE, "/count", "too_many");
	if (b.text.p && b.text.n == 0)
		return err_set(info, ERR_SHAPE, "/text", "empty");
	if (!customer_number_parse(b.customer, &customer))
		return err_set(info, ERR_NOT_FOUND, "/customerId", "no_such_customer");
	order_init(&o, act, customer);
	o.flag_type = b.flag;
	o.object = b.id;
	o.text = b.text;
	o.count = (uint32_t)b.count;
	o.factor = (uint32_t)b.factor;
	o.minutes = (uint32_t)b.minutes;
	o.days = (uint32_t)b.days;
	e = words(&o, &b, info);
	if (e)
		return e;
	*ret = o;
	*ret_amount = b.amount;
	return OK;
}

enum err order_parse_amount(struct str raw, unsigned exponent, int64_t *ret_minor)
{
	int64_t minor = 0;
	enum err e;
	if (raw.n >= 2 && raw.p[0] == '"')
		e = money_parse_decimal(str_mem(raw.p + 1, raw.n - 2), exponent, &minor);
	else
		e = money_parse_json_number(raw, exponent, &minor);
	if (e || minor <= 0 || minor > ORDER_AMOUNT_MAX)
		return ERR_SHAPE;
	*ret_minor = minor;
	return OK;
}
