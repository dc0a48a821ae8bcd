#include "sources/schema.h"

static const char *const enum_account_status[] = {"active", "suspended", "self_excluded", "closed", NULL};
static const char *const enum_vip_tier[] = {"bronze", "silver", "gold", "platinum", NULL};
static const char *const enum_login_outcome[] = {"success", "failed", NULL};
static const char *const enum_kyc_status[] = {"verified", "pending", "rejected", NULL};
static const char *const enum_verification_type[] = {"basic", "intermediate", "enhanced", NULL};
static const char *const enum_check_status[] = {"passed", "failed", "pending", "expired", NULL};
static const char *const enum_document_status[] = {"requested", "uploaded", "accepted", "rejected", "expired", NULL};
static const char *const enum_screening_kind[] = {"pep", "sanctions", NULL};
static const char *const enum_screening_status[] = {"open", "confirmed", "cleared", NULL};
static const char *const enum_severity[] = {"none", "low", "medium", "high", "critical", NULL};
static const char *const enum_flag_class[] = {"fraud", "rg", "account", "aml", NULL};
static const char *const enum_limit_kind[] = {"deposit", "loss", "stake", "session_time", NULL};
static const char *const enum_limit_period[] = {"session", "day", "week", "month", NULL};
static const char *const enum_restriction_scope[] = {"login", "deposit", "bet", "withdraw", "bonus", "marketing", NULL};
static const char *const enum_withdrawal_state[] = {"requested", "in_review", "approved", "sent",     "paid",
						    "rejected",  "cancelled", "failed",   "returned", NULL};
static const char *const enum_bonus_state[] = {"offered", "active", "completed", "expired", "forfeited", NULL};
static const char *const enum_ticket_status[] = {"open", "waiting_for_customer", "resolved", "reopened", "complaint", "dispute",
						 NULL};
static const char *const enum_priority[] = {"low", "normal", "high", "urgent", NULL};
static const char *const enum_bet_state[] = {"open",      "won",        "lost",      "void", "half_won",
					     "half_lost", "cashed_out", "resettled", NULL};
static const char *const enum_transaction_kind[] = {"deposit",
						    "withdrawal",
						    "stake",
						    "win",
						    "void",
						    "cash_out",
						    "resettlement",
						    "bonus_granted",
						    "bonus_converted",
						    "bonus_forfeited",
						    "chargeback",
						    "refund",
						    "fee",
						    "adjustment",
						    "withdrawal_returned",
						    NULL};
static const char *const enum_author[] = {"customer", "agent", "system", NULL};
static const char *const enum_requested_by[] = {"customer", "operator", "regulator", NULL};
static const char *const enum_suspend_cause[] = {"security", "protection", NULL};
static const char *const enum_reset_channel[] = {"email", "sms", NULL};
static const char *const enum_withdrawal_decision[] = {"approve", "hold", "reject", "return", "resend", NULL};
static const char *const enum_reason_class[] = {"routine", "aml", NULL};
static const char *const enum_document_decision[] = {"accept", "reject", "ask_again", NULL};
static const char *const enum_flag_state[] = {"new",       "investigating",  "confirmed", "resolved",
					      "dismissed", "false_positive", NULL};
static const char *const enum_act_state[] = {"done", "pending", "refused", "unknown", NULL};
#define C(id, word) word,
static const char *const enum_act_code[] = {ACT_CODES(C) NULL};
#undef C

#define FORWARD(n) static const struct schema schema_##n;
SCHEMA_ALL(FORWARD)
#undef FORWARD

#define X(id, path, type, flags, values, items) {path, FIELD_##type, flags, values, items},
static const struct field fields_CONSENT[] = {SCHEMA_CONSENT(X)};
static const struct field fields_PROFILE[] = {SCHEMA_PROFILE(X)};
static const struct field fields_LOGIN[] = {SCHEMA_LOGIN(X)};
static const struct field fields_DEVICE[] = {SCHEMA_DEVICE(X)};
static const struct field fields_LOGINS[] = {SCHEMA_LOGINS(X)};
static const struct field fields_GAME_STAT[] = {SCHEMA_GAME_STAT(X)};
static const struct field fields_GAMING[] = {SCHEMA_GAMING(X)};
static const struct field fields_OPEN_SESSION[] = {SCHEMA_OPEN_SESSION(X)};
static const struct field fields_OPEN_BET[] = {SCHEMA_OPEN_BET(X)};
static const struct field fields_PLAY[] = {SCHEMA_PLAY(X)};
static const struct field fields_WITHDRAWAL[] = {SCHEMA_WITHDRAWAL(X)};
static const struct field fields_INSTRUMENT[] = {SCHEMA_INSTRUMENT(X)};
static const struct field fields_BONUS[] = {SCHEMA_BONUS(X)};
static const struct field fields_POCKET[] = {SCHEMA_POCKET(X)};
static const struct field fields_WALLET[] = {SCHEMA_WALLET(X)};
static const struct field fields_CHECK[] = {SCHEMA_CHECK(X)};
static const struct field fields_DOCUMENT[] = {SCHEMA_DOCUMENT(X)};
static const struct field fields_SCREENING[] = {SCHEMA_SCREENING(X)};
static const struct field fields_KYC[] = {SCHEMA_KYC(X)};
static const struct field fields_FLAG[] = {SCHEMA_FLAG(X)};
static const struct field fields_LIMIT[] = {SCHEMA_LIMIT(X)};
static const struct field fields_RESTRICTION[] = {SCHEMA_RESTRICTION(X)};
static const struct field fields_RISK[] = {SCHEMA_RISK(X)};
static const struct field fields_TICKET[] = {SCHEMA_TICKET(X)};
static const struct field fields_SUPPORT[] = {SCHEMA_SUPPORT(X)};
static const struct field fields_LEG[] = {SCHEMA_LEG(X)};
static const struct field fields_BET[] = {SCHEMA_BET(X)};
static const struct field fields_SESSION[] = {SCHEMA_SESSION(X)};
static const struct field fields_ROUND[] = {SCHEMA_ROUND(X)};
static const struct field fields_TRANSITION[] = {SCHEMA_TRANSITION(X)};
static const struct field fields_TRANSACTION[] = {SCHEMA_TRANSACTION(X)};
static const struct field fields_CORRESPONDENCE[] = {SCHEMA_CORRESPONDENCE(X)};
static const struct field fields_STATEMENT[] = {SCHEMA_STATEMENT(X)};
static const struct field fields_MESSAGE[] = {SCHEMA_MESSAGE(X)};
static const struct field fields_TICKET_DETAIL[] = {SCHEMA_TICKET_DETAIL(X)};
static const struct field fields_PREFERENCES[] = {SCHEMA_PREFERENCES(X)};
static const struct field fields_PLAY_DAY[] = {SCHEMA_PLAY_DAY(X)};
static const struct field fields_PLAY_HOUR[] = {SCHEMA_PLAY_HOUR(X)};
static const struct field fields_STATISTICS[] = {SCHEMA_STATISTICS(X)};
static const struct field fields_CASH_DAY[] = {SCHEMA_CASH_DAY(X)};
static const struct field fields_CASHFLOW[] = {SCHEMA_CASHFLOW(X)};
static const struct field fields_CUSTOMER[] = {SCHEMA_CUSTOMER(X)};
static const struct field fields_ACT_ANSWER[] = {SCHEMA_ACT_ANSWER(X)};
#define A(id, name, parts) static const struct field fields_ACT_##id[] = {SCHEMA_ACT_##id(X)};
ACT_ALL(A)
#undef A
#undef X

#define TABLE(n) static const struct schema schema_##n = {#n, fields_##n, ARRAY_LEN(fields_##n)};
SCHEMA_ALL(TABLE)
#undef TABLE

static const struct {
	const char *name;
	const struct schema *schema;
} parts[PART_COUNT_] = {
	[PART_PROFILE] = {"profile", &schema_PROFILE}, [PART_LOGINS] = {"logins", &schema_LOGINS},
	[PART_GAMING] = {"gaming", &schema_GAMING},    [PART_PLAY] = {"play", &schema_PLAY},
	[PART_WALLET] = {"wallet", &schema_WALLET},    [PART_KYC] = {"kyc", &schema_KYC},
	[PART_RISK] = {"risk", &schema_RISK},          [PART_SUPPORT] = {"support", &schema_SUPPORT},
};

static const struct {
	const char *name;
	const struct schema *schema;
} lists[LIST_COUNT_] = {
	[LIST_BETS] = {"bets", &schema_BET},
	[LIST_SESSIONS] = {"sessions", &schema_SESSION},
	[LIST_ROUNDS] = {"rounds", &schema_ROUND},
	[LIST_TRANSACTIONS] = {"transactions", &schema_TRANSACTION},
	[LIST_BONUSES] = {"bonuses", &schema_BONUS},
	[LIST_LOGINS] = {"logins", &schema_LOGIN},
	[LIST_TICKETS] = {"tickets", &schema_TICKET},
	[LIST_CORRESPONDENCE] = {"correspondence", &schema_CORRESPONDENCE},
	[LIST_STATEMENTS] = {"statements", &schema_STATEMENT},
	[LIST_CUSTOMERS] = {"customers", &schema_CUSTOMER},
	[LIST_CUSTOMER_CHANGES] = {"customer_changes", &schema_CUSTOMER},
	[LIST_CUSTOMER_SEARCH] = {"customer_search", &schema_CUSTOMER},
};

static const struct {
	const char *name;
	const struct schema *schema;
} details[DETAIL_COUNT_] = {
	[DETAIL_BET] = {"bet", &schema_BET},
	[DETAIL_TRANSACTION] = {"transaction", &schema_TRANSACTION},
	[DETAIL_TICKET] = {"ticket", &schema_TICKET_DETAIL},
	[DETAIL_PREFERENCES] = {"preferences", &schema_PREFERENCES},
	[DETAIL_STATISTICS] = {"statistics", &schema_STATISTICS},
	[DETAIL_CASHFLOW] = {"cashflow", &schema_CASHFLOW},
};

static const struct schema schema_ACT_ANSWER = {"ACT_ANSWER", fields_ACT_ANSWER, ARRAY_LEN(fields_ACT_ANSWER)};
#define A(id, name, parts) [ACT_##id] = {name, {"ACT_" #id, fields_ACT_##id, ARRAY_LEN(fields_ACT_##id)}},
static const struct {
	const char *name;
	struct schema schema;
} acts[ACT_COUNT_] = {ACT_ALL(A)};
#undef A

const struct schema *schema_part(enum part p)
{
	return parts[p].schema;
}
const struct schema *schema_list(enum list_kind k)
{
	return lists[k].schema;
}
const struct schema *schema_detail(enum detail_kind k)
{
	return details[k].schema;
}
const struct schema *schema_act(enum act_kind k)
{
	return &acts[k].schema;
}
const struct schema *schema_act_answer(void)
{
	return &schema_ACT_ANSWER;
}
const char *part_name(enum part p)
{
	return parts[p].name;
}
const char *list_name(enum list_kind k)
{
	return lists[k].name;
}
const char *detail_name(enum detail_kind k)
{
	return details[k].name;
}
const char *act_name(enum act_kind k)
{
	return acts[k].name;
}

int schema_field(const struct schema *s, const char *name)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->fields[i].name, name) == 0)
			return (int)i;
	return -1;
}

int schema_word(const struct field *f, struct str word)
{
	for (int i = 0; f->values[i]; i++)
		if (str_is(word, f->values[i]))
			return i;
	return -1;
}
