/* rules/signals.h - the instant rules: what needs no history beyond the day and the customer's own baseline, judged event by
 * event.
 *
 * A struct signal_window is all that is remembered of one customer: a fixed size, plain data without pointers, so that a snapshot
 * writes it as it is. signals_apply() is a pure function of rules, window and event: the same journal gives the same alerts.
 * Rules are rows of a table (signal_table.c); their thresholds are data that a rule pack replaces (signal_rules_set).
 * Thread: the owner's of the window; rules are read only once set. */
#pragma once

#include "base/err.h"
#include "base/money.h"
#include "base/str.h"
#include "rules/baseline.h"

/* ---- what happened ---- */

enum signal_kind {
	SIGNAL_SESSION,     /* a game session was started: play */
	SIGNAL_ROUND,       /* a round: amount is the stake, payout its result */
	SIGNAL_BET_PLACED,  /* amount is the stake; no result yet */
	SIGNAL_BET_SETTLED, /* payout, and amount the stake where it is known, else 0: then it counts in no loss */
	SIGNAL_DEPOSIT,     /* amount, state, transaction, card, device */
	SIGNAL_WITHDRAWAL,  /* requested: amount, transaction, device */
	SIGNAL_LOGIN,       /* device, place */
	SIGNAL_LOGIN_FAILED,
	SIGNAL_EXCLUSION, /* exclusion, started or ended, since, until */
	SIGNAL_KIND_COUNT_
};

enum signal_deposit {
	SIGNAL_DEPOSIT_MADE,     /* pending or settled */
	SIGNAL_DEPOSIT_NO_FUNDS, /* declined: insufficient funds */
	SIGNAL_DEPOSIT_DECLINED, /* declined for another reason */
	SIGNAL_DEPOSIT_UNDONE,   /* refunded, charged back */
};

enum signal_exclusion { SIGNAL_SELF_EXCLUSION, SIGNAL_COOL_OFF, SIGNAL_EXCLUSION_COUNT_ };

/* Ids are hashed by the caller with a hash that stays the same between runs (str_hash_stable); 0: none said. */
struct signal_event {
	enum signal_kind kind;
	int64_t at_ms;        /* CloudEvents time: when it happened */
	uint64_t seq;         /* its place in the journal: what evidence points at */
	uint64_t id;          /* of its source and id */
	int64_t amount_minor; /* stake or amount, >= 0 */
	int64_t payout_minor;
	uint16_t currency; /* ISO 4217 number; 0: none said; from SIGNAL_CURRENCY_OWN on: the caller's own */
	uint8_t exponent;  /* decimals of the currency */
	bool free_bet;     /* not the customer's money: no stake, no loss, but play */
	enum signal_deposit deposit;
	enum signal_exclusion exclusion;
	bool ended;                 /* of an exclusion */
	int64_t since_ms, until_ms; /* of an exclusion; until 0: indefinite */
	uint64_t transaction, card, device;
	bool has_place;
	double latitude, longitude; /* degrees */
};
#define SIGNAL_CURRENCY_OWN 1000
/* Sets currency and exponent; NULL: none said. */
void signal_event_currency(struct signal_event *ev, const struct currency *c);

/* ---- the rules ---- */

enum signal_class { SIGNAL_CLASS_RG, SIGNAL_CLASS_FRAUD, SIGNAL_CLASS_AML, SIGNAL_CLASS_COUNT_ };
enum signal_severity { SIGNAL_NONE, SIGNAL_LOW, SIGNAL_MEDIUM, SIGNAL_HIGH, SIGNAL_CRITICAL, SIGNAL_SEVERITY_COUNT_ };
/* "rg", "fraud", "aml"; "none", "low", "medium", "high", "critical". Static. */
const char *signal_class_name(enum signal_class c);
const char *signal_severity_name(enum signal_severity s);

enum signal_rule_id {
	RULE_STAKE_ESCALATION,
	RULE_LOSS_VELOCITY,
	RULE_DEPOSITS_IN_SESSION,
	RULE_DECLINED_DEPOSITS,
	RULE_MANY_CARDS,
	RULE_NEW_DEVICE_WITHDRAWAL,
	RULE_IMPOSSIBLE_TRAVEL,
	RULE_STRUCTURING,
	RULE_EXCLUDED_ACTIVE,
	RULE_COUNT_
};

#define SIGNAL_PARAMS_MAX 12
struct signal_param {
	const char *name; /* NULL: the end */
	double value;
	const char *meaning;
};

/* As every pack has them: "loss-velocity". Static. */
const char *signal_rule_name(enum signal_rule_id id);
enum signal_class signal_rule_class(enum signal_rule_id id);

struct signal_rules;
struct signal_window;
struct signal_hit;
/* Fills value, limit, numbers, sequence numbers and period of @hit, and says how grave it is; SIGNAL_NONE: the rule does not
 * hold. */
typedef enum signal_severity signal_rule_fn(const struct signal_rules *rules, const struct signal_window *w,
					    const struct signal_event *ev, struct signal_hit *hit);

struct signal_rule {
	const char *id;         /* "stake-escalation" */
	const char *name;       /* for people */
	uint16_t version;       /* of the defaults; a pack sets its own */
	int32_t effective_from; /* days since 1970-01-01: events before it are judged by no rule */
	enum signal_class class;
	bool verified;    /* false: the figure was not checked against the regulator's or the paper's own text */
	uint32_t kinds;   /* bits 1 << enum signal_kind that it looks at */
	uint32_t rearm_s; /* the alert is one and the same until the rule has not held for so long */
	double steps[SIGNAL_SEVERITY_COUNT_]; /* the measure at which a severity begins; 0: that severity is not used */
	bool lower_is_worse;                  /* a severity begins at its step and below */
	const char *measure;                  /* what the steps measure */
	struct signal_param params[SIGNAL_PARAMS_MAX];
	const char *text;     /* what it is, in a sentence */
	const char *citation; /* where it comes from */
	signal_rule_fn *fn;
};

struct signal_rules {
	struct signal_rule rows[RULE_COUNT_];
	uint32_t enabled;            /* bits 1 << enum signal_rule_id */
	bool whatever_date;          /* judge events from before a rule's first day too: a replay of history */
	uint32_t credit_cents[1000]; /* by ISO number: what about one euro is in that currency, in hundredths of its unit; 0:
					unknown */
};

/* The defaults of the table, all enabled. */
void signal_rules_init(struct signal_rules *r);
/* A threshold by name: a parameter of the row, a severity ("medium": where that begins), "rearm_s", "version" or "enabled".
 * ERR_NOT_FOUND; ERR_RANGE: not finite, or negative. */
NODISCARD enum err signal_rules_set(struct signal_rules *r, struct str rule, struct str what, double value,
				    struct err_info *info);
double signal_param(const struct signal_rules *r, enum signal_rule_id id, const char *name);

/* ---- what is remembered of a customer ---- */

#define SIGNAL_WINDOW_VERSION 1 /* of the layout below, for snapshots */
#define SIGNAL_STAKES_MAX     16
#define SIGNAL_PAYMENTS_MAX   16
#define SIGNAL_DEVICES_MAX    8
#define SIGNAL_HOURS          24
#define SIGNAL_SLOTS          6 /* of ten minutes: the last hour */

/* Times in the window are seconds since 1970, 0 being never. */
struct signal_stake {
	uint64_t seq;
	uint32_t at_s;
	int32_t level;
};

struct signal_payment {
	uint64_t seq;
	int64_t amount_minor;       /* in the window's currency */
	uint32_t transaction, card; /* halves of the hashes */
	uint32_t at_s;
	uint8_t what; /* enum signal_payment_kind */
	uint8_t pad[3];
};
enum signal_payment_kind {
	PAYMENT_NONE,
	PAYMENT_DEPOSIT,
	PAYMENT_NO_FUNDS,
	PAYMENT_DECLINED,
	PAYMENT_UNDONE,
	PAYMENT_WITHDRAWAL
};

struct signal_device {
	uint32_t device, first_s, last_s;
};

struct signal_alert {
	uint32_t opened_s, last_s; /* of the alert under way; last time that its rule held */
	uint32_t severity;
};

struct signal_window {
	uint32_t latest_s; /* the newest event */
	uint32_t born_s;   /* the first one */
	uint16_t currency; /* of all amounts here: the first one said */
	uint8_t exponent;
	uint8_t has_currency;
	uint32_t session_s, played_s; /* first and last play of the session under way */
	struct {
		uint32_t since_s, until_s; /* until UINT32_MAX: indefinite; since 0: none */
		uint32_t changed_s;        /* when that was said */
	} excluded[SIGNAL_EXCLUSION_COUNT_];
	struct signal_alert alerts[RULE_COUNT_];

	struct baseline stakes;
	struct signal_stake recent[SIGNAL_STAKES_MAX]; /* oldest first; not yet in the baseline */
	uint32_t recent_count;

	uint32_t hour, day, slot, day_played; /* numbers since 1970 of the newest ones; whether there was play in that day */
	int64_t hour_loss[SIGNAL_HOURS], slot_loss[SIGNAL_SLOTS], day_loss;
	uint16_t hour_bets[SIGNAL_HOURS], slot_bets[SIGNAL_SLOTS];
	struct baseline hours, days; /* of net losses, of hours and days with play */

	struct signal_payment payments[SIGNAL_PAYMENTS_MAX]; /* oldest first */
	uint32_t payment_count, device_count;
	struct signal_device devices[SIGNAL_DEVICES_MAX];

	float latitude, longitude, last_latitude, last_longitude; /* of the last login with a place, and of the one before */
	uint32_t place_s, last_place_s;
	uint64_t place_seq, last_place_seq;
};
_Static_assert(sizeof(struct signal_window) <= 2048, "a customer's window is at most 2 KiB");

void signal_window_init(struct signal_window *w);
/* Ahead of signals_apply(), where a batch tells whose events come next: of a window that is not in the processor's cache, waiting
 * for memory is most of an event's cost. */
void signal_window_prefetch(const struct signal_window *w);

/* ---- what was found ---- */

enum signal_unit { SIGNAL_COUNT, SIGNAL_TIMES, SIGNAL_MONEY, SIGNAL_SHARE, SIGNAL_MINUTES, SIGNAL_KM, SIGNAL_KM_H };
struct signal_number {
	const char *name;
	enum signal_unit unit;
	union {
		int64_t minor; /* SIGNAL_MONEY */
		double value;
	};
};

#define SIGNAL_NUMBERS_MAX 12
#define SIGNAL_SEQS_MAX    16

/* An alert that is new, or one that has become graver. The alert's name is (customer, rule, opened_ms): a later hit of the same
 * name replaces the earlier one. */
struct signal_hit {
	enum signal_rule_id rule;
	uint16_t version;
	enum signal_class class;
	enum signal_severity severity, before; /* before: SIGNAL_NONE for a new alert */
	int64_t opened_ms, at_ms;
	int64_t from_ms, to_ms; /* the period that the evidence is of */
	const char *measure;    /* what value is: the row's, unless another figure tipped it */
	double value, limit;    /* the measure, and the step that it passed */
	struct signal_number numbers[SIGNAL_NUMBERS_MAX];
	size_t number_count;
	uint64_t seqs[SIGNAL_SEQS_MAX]; /* the events, oldest first; the newest ones where there are more */
	size_t seq_count;
	uint64_t event_id, event_seq; /* the event that tipped it */
	uint16_t currency;
	uint8_t exponent; /* of the money in numbers */
};

#define SIGNAL_HITS_MAX RULE_COUNT_

/* Takes @ev in and judges it. Returns how many of @hits were filled: new alerts, and such as became graver; never the same again.
 */
size_t signals_apply(const struct signal_rules *r, struct signal_window *w, const struct signal_event *ev,
		     struct signal_hit hits[SIGNAL_HITS_MAX]);

struct json_writer;
/* An object: rule, version, class, verified, severity, openedAt, at, from, to, measure, value, threshold, citation, numbers,
 * events. */
void signal_hit_write(const struct signal_rules *r, const struct signal_hit *h, struct json_writer *w);
/* The same without the braces, for who has more to say of it. */
void signal_hit_write_members(const struct signal_rules *r, const struct signal_hit *h, struct json_writer *w);
