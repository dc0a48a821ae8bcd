/* live/live_customer.h - what events say of one customer now: open sessions, bets in play, balances, last logins, withdrawals on
 * their way, exclusion, the services' flags and alerts of our own rules. Plain data of bounded size; a pure function of the
 * events that were applied.
 *
 * Events may come late, twice and in any order: each value knows the moment that it is of and gives way to newer ones only (of
 * the same moment the larger hash of the event's id wins), and what has ended stays ended. So long as no list is full, the order
 * of events makes no difference. What is full loses its oldest.
 *
 * Thread: the owner's. Life: zeroed .. live_customer_apply* .. live_customer_done. */
#pragma once

#include "live/alert.h"

/* What a piece of news is about. In the order of the view's parts. */
enum live_area {
	LIVE_PROFILE,
	LIVE_LOGINS,
	LIVE_GAMING,
	LIVE_PLAY,
	LIVE_WALLET,
	LIVE_KYC,
	LIVE_RISK,
	LIVE_SUPPORT,
	LIVE_AREA_COUNT_
};

enum {
	LIVE_SESSIONS_MAX = 8,
	LIVE_BETS_MAX = 16,
	LIVE_LOGINS_MAX = 6,
	LIVE_WITHDRAWALS_MAX = 8,
	LIVE_FLAGS_MAX = 8,
	LIVE_ALERTS_MAX = 16,
	LIVE_ENDED_MAX = 48,
	LIVE_NAME_MAX = 96,         /* bytes of a name that is kept; longer ones are cut at a letter */
	LIVE_DESCRIPTION_MAX = 256, /* likewise */
};

struct live_stamp {
	int64_t at_ms;
	uint64_t tie;
};

struct live_amount {
	struct live_stamp stamp; /* at_ms 0: never said */
	int64_t minor;
	char currency[4];
};

struct live_session {
	char id[EVENT_ID_MAX + 1];
	struct live_stamp last; /* the newest event about it */
	int64_t started_ms;     /* as its start was told, else its oldest event */
	bool start_told;
	struct live_stamp named; /* of game and device */
	char game[LIVE_NAME_MAX + 1];
	char device_id[EVENT_ID_MAX + 1];
	struct live_amount bet, balance;
};

struct live_bet {
	char id[EVENT_ID_MAX + 1];
	struct live_stamp placed;
	char game[LIVE_NAME_MAX + 1];
	struct live_amount stake, potential_return;
	bool free_bet;
};

struct live_login {
	struct live_stamp stamp;
	bool success;
	char ip[48], country[4];
	char city[LIVE_NAME_MAX + 1];
	char device_id[EVENT_ID_MAX + 1];
	char device[LIVE_NAME_MAX + 1];
};

struct live_withdrawal {
	char id[EVENT_ID_MAX + 1];
	struct live_stamp requested; /* at_ms 0: only its state is known so far */
	struct live_amount amount;
	char method[EVENT_WORD_MAX + 1];
	struct live_stamp decided;
	enum event_withdrawal_state state; /* WITHDRAWAL_NONE: as requested */
};

struct live_exclusion {
	struct live_stamp stamp;
	bool started;
	int64_t since_ms, until_ms; /* 0: not said */
};

/* An alert of an own rule is shown for so long after its rule last held. */
#define LIVE_ALERT_SHOWN_MS (7 * 24 * 3600 * INT64_C(1000))

/* What a service told of. Of class aml: its own list takes them in without another look at it, which others would notice. */
struct live_flag {
	char id[EVENT_ID_MAX + 1];
	struct live_stamp stamp;
	int64_t raised_ms;
	char type[EVENT_WORD_MAX + 1];
	enum event_severity severity;
	enum event_class class;
	char description[LIVE_DESCRIPTION_MAX + 1];
};

/* A hit of an own rule. It rises and never falls. */
struct live_alert {
	char id[ALERT_ID_MAX + 1];
	char name[EVENT_WORD_MAX + 1]; /* the rule's id */
	enum signal_rule_id rule;
	enum signal_class class;
	enum signal_severity severity;
	int64_t opened_ms, risen_ms, last_ms; /* last: that its rule held */
	char description[LIVE_DESCRIPTION_MAX + 1];
};

/* A session, bet or withdrawal that is over. */
struct live_ended {
	uint64_t key;
	int64_t at_ms;
};

/* A growing list of at most so many items. */
#define LIVE_LIST(type)              \
	struct {                     \
		type *items;         \
		unsigned count, cap; \
	}

struct live_area_news {
	uint64_t seq;     /* of the last event that patched the area; 0: none */
	int64_t at_ms;    /* the newest moment that it says something of */
	int64_t heard_ms; /* wall clock: when the last one came in */
};

struct live_customer {
	char id[EVENT_CUSTOMER_MAX + 1];
	char currency[4]; /* of the newest event that named one */
	struct live_stamp currency_stamp;
	struct live_amount cash, bonus, reserved, open_stakes, withdrawable;
	struct live_exclusion self_exclusion, cool_off;
	struct live_area_news news[LIVE_AREA_COUNT_];
	LIVE_LIST(struct live_session) sessions;
	LIVE_LIST(struct live_bet) bets;
	LIVE_LIST(struct live_login) logins; /* newest first */
	LIVE_LIST(struct live_withdrawal) withdrawals;
	LIVE_LIST(struct live_flag) flags;
	LIVE_LIST(struct live_alert) alerts;
	int64_t open_alert_heard_ms; /* wall clock: the last one that everybody may see */
	LIVE_LIST(struct live_ended) ended;
};

/* What an event does to what is kept of the services' answers: bits 1 << enum live_area. */
struct live_effect {
	unsigned patched; /* what is kept stays true with what the customer's live state says */
	unsigned expired; /* only the service can tell the new figures */
};
struct live_effect live_effect_of(const struct live_event *e);

/* ERR_NOMEM: nothing was changed but what had been taken in before. */
NODISCARD enum err live_customer_apply(struct live_customer *c, const struct live_event *e);
/* Takes in a hit of own rule @rule; @description is for people. */
NODISCARD enum err live_customer_alert(struct live_customer *c, const struct alert *a, enum signal_rule_id rule,
				       struct str description);
/* A bet in play that is known to be a free one: its settlement need not say so again. */
bool live_customer_bet_is_free(const struct live_customer *c, struct str bet_id);
/* How grave is the flag known to be that a service calls so? SIGNAL_NONE: nothing is known of it. */
enum signal_severity live_customer_flag_severity(const struct live_customer *c, struct str flag_id);
void live_customer_done(struct live_customer *c);
/* A copy with memory of its own. */
NODISCARD enum err live_customer_copy(const struct live_customer *c, struct live_customer *ret);

bool live_stamp_newer(struct live_stamp a, struct live_stamp than);
/* Has this session (bet, withdrawal) ended? */
bool live_session_ended(const struct live_customer *c, struct str id);
bool live_bet_ended(const struct live_customer *c, struct str id);
bool live_withdrawal_ended(const struct live_customer *c, struct str id);

/* For snapshots: bytes that this very program understands, see LIVE_LAYOUT. */
void live_customer_write(struct buf *out, const struct live_customer *c);
/* Cuts one customer off @in. ERR_CORRUPT; ERR_NOMEM. */
NODISCARD enum err live_customer_read(struct str *in, struct live_customer *ret);
/* Another one when what is written has another form. */
uint64_t live_customer_layout(void);
