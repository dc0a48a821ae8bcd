/* rules/verdict.h - what rules say about something that somebody wants to do: a row a rule that speaks, the gravest first. Plain
 * data on the caller's stack; rules in it live as long as their packs. Pure functions, any thread. */
#pragma once

#include "rules/pack.h"

enum verdict_level {
	VERDICT_ALLOWED,  /* a row of it says what follows, or what to mind */
	VERDICT_APPROVAL, /* not without a second person */
	VERDICT_BLOCKED,  /* not at all, whoever approves */
};

/* Names of what a row says: words for the API, keys for translations. */
#define VERDICT_CODES(V)                                      \
	V(STATE_BLOCKS, "state-blocks")                       \
	V(SECOND_PERSON, "second-person")                     \
	V(AMOUNT_NOT_COMPARABLE, "amount-not-comparable")     \
	V(LIMIT_AT_ONCE, "limit-at-once")                     \
	V(LIMIT_WAITS, "limit-waits")                         \
	V(LIMIT_CONFIRMATION, "limit-confirmation")           \
	V(LIMIT_CONTACT, "limit-contact")                     \
	V(LIMIT_ABOVE_CAP, "limit-above-cap")                 \
	V(OTHER_OPERATORS_UNKNOWN, "other-operators-unknown") \
	V(LIMIT_NAMING, "limit-naming")                       \
	V(LIMIT_LOWER_ONE_APPLIES, "limit-lower-one-applies") \
	V(LIMITS_UNKNOWN, "limits-unknown")                   \
	V(TERM_TOO_SHORT, "term-too-short")                   \
	V(TERM_TOO_LONG, "term-too-long")                     \
	V(TERM_NOT_OFFERED, "term-not-offered")               \
	V(LONGER_ONE_RUNS, "longer-one-runs")                 \
	V(EXCLUSION_RUNS, "exclusion-runs")                   \
	V(COOL_OFF_RUNS, "cool-off-runs")                     \
	V(ON_REGISTER, "on-register")                         \
	V(EXCLUSION_UNKNOWN, "exclusion-unknown")             \
	V(REMOVAL_NOT_ASKED, "removal-not-asked")             \
	V(REMOVAL_WAITS, "removal-waits")                     \
	V(STAYS_EXCLUDED, "stays-excluded")                   \
	V(MARKETING_STOPS, "marketing-stops")                 \
	V(BALANCE_RETURNED, "balance-returned")               \
	V(BONUSES_END, "bonuses-end")                         \
	V(RECORD_STAYS, "record-stays")                       \
	V(WAGERING_TOO_HIGH, "wagering-too-high")             \
	V(BONUS_HAD, "bonus-had")                             \
	V(BONUS_NOT_FIRST_PLAY, "bonus-not-first-play")       \
	V(CUSTOMER_CANNOT_CANCEL, "customer-cannot-cancel")   \
	V(LATE_DOCUMENT, "late-document")                     \
	V(NET_DEPOSITS_HIGH, "net-deposits-high")             \
	V(INTENSIVE_PLAY, "intensive-play")                   \
	V(DUE_DILIGENCE, "due-diligence")

#define V(id, word) VERDICT_##id,
enum verdict_code { VERDICT_CODES(V) VERDICT_CODE_COUNT_ };
#undef V

struct verdict_row {
	enum verdict_level level;
	enum verdict_code code;
	const struct rule *rule; /* id, text, citation, verified. NULL: no rule says so, but something is not known */
	int64_t until_ms;        /* until when, or from when on; 0: no moment belongs to it */
};

#define VERDICT_ROWS_MAX 24

struct verdict {
	enum verdict_level level; /* the gravest of the rows */
	size_t count;
	struct verdict_row rows[VERDICT_ROWS_MAX];
};

void verdict_init(struct verdict *v);
/* Keeps rows in order of gravity, then as they came. The same rule with the same code comes once. A full verdict drops its
 * mildest. */
void verdict_add(struct verdict *v, enum verdict_level level, enum verdict_code code, const struct rule *rule, int64_t until_ms);
/* "state-blocks". */
const char *verdict_code_word(enum verdict_code code);
/* "allowed", "needs-approval", "blocked". */
const char *verdict_level_word(enum verdict_level level);

/* Whether an amount is above a rule's bound. Exact in the bound's currency. In another one the amount is taken in credits (about
 * a euro each, to two digits) and counts as above from four fifths of the bound on: early rather than late. */
enum amount_order { AMOUNT_NOT_ABOVE, AMOUNT_ABOVE, AMOUNT_UNKNOWN /* what its currency is worth */ };
enum amount_order amount_compare(int64_t minor, const struct currency *currency, struct money bound);

/* The second person that @act takes: adds a row where the pack demands one. @amount_minor with @currency: of acts that move
 * money, NULL otherwise. An amount that cannot be compared counts as above. */
void verdict_second_person(struct verdict *v, const struct pack *p, enum word_DEED act, int64_t at_ms, int64_t amount_minor,
			   const struct currency *currency);

struct json_writer;
/* An object: verdict, and rules with level, code, id, text, citation, verified, until. */
void verdict_write(const struct verdict *v, struct json_writer *w);
