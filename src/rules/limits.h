/* rules/limits.h - a customer's limits: what counts against one and when it starts anew, which of several binds, and what a
 * change of one means: tighter at once; looser after the pack's wait, and where it says so only when confirmed then. Amounts are
 * minor units, of time minutes. Pure functions, any thread, no allocation. */
#pragma once

#include "rules/verdict.h"

struct play_limit {
	enum word_LIMIT kind;
	enum word_LIMIT_PER per;
	enum word_BASIS basis;
	enum word_WINDOW window;
	bool by_customer;                /* false: the operator's or the regulator's; a customer's change leaves it as it is */
	const struct currency *currency; /* NULL for LIMIT_TIME */
	int64_t amount;                  /* 0 blocks; no limit is no struct play_limit */
	bool used_known;
	int64_t used;
	int64_t resets_at_ms; /* when used starts anew, as its source says; 0: it does not */
	bool pending;         /* a looser one was asked for */
	bool pending_removal;
	bool pending_needs_confirmation;
	int64_t pending_amount;
	int64_t pending_from_ms;
};

/* ---- use ---- */

/* The period that counts at @at_ms, from .. until: a calendar day, week (from Monday) or month of the customer's wall clock, or
 * the last 24 hours, 7 days, month. *ret_until_ms of a rolling one is @at_ms. false: of a session, which only its source can
 * know. */
bool limits_window(enum word_LIMIT_PER per, enum word_WINDOW window, int64_t at_ms, const struct time_zone *z,
		   int64_t *ret_from_ms, int64_t *ret_until_ms);

struct limit_flow {
	int64_t at_ms;
	int64_t minor; /* deposits and stakes above 0; withdrawals, winnings below: what a net limit gives back */
};
/* What counts of @flows from .. before until: gross what went in, net what went in less what came out, 0 at least. ERR_RANGE. */
NODISCARD enum err limits_sum(const struct limit_flow *flows, size_t count, enum word_BASIS basis, int64_t from_ms,
			      int64_t until_ms, int64_t *ret_minor);

struct limit_use {
	int64_t amount; /* in force: a pending one included that has come due and wants no confirmation */
	bool none;      /* it was taken away */
	bool known;     /* used, left and reached are */
	bool reached;
	int64_t used, left;
	int64_t resets_at_ms; /* 0: it does not, or nobody knows */
};
void limits_use(const struct play_limit *l, int64_t at_ms, const struct time_zone *z, struct limit_use *ret);

/* Of the limits of a kind the one that leaves least, NULL: none. One of unknown use leaves its amount at most. The order of the
 * list does not matter. @ret may be NULL. */
const struct play_limit *limits_binding(const struct play_limit *list, size_t count, enum word_LIMIT kind, int64_t at_ms,
					const struct time_zone *z, struct limit_use *ret);

/* ---- change ---- */

struct limit_facts {
	const struct pack *pack;
	const struct time_zone *zone; /* the customer's; where it is unknown &pack->zone */
	int64_t at_ms;
	int age;    /* in years; -1: not known, the stricter rule applies */
	bool known; /* false: the limits in force are not known */
	size_t count;
	const struct play_limit *list;
	bool elsewhere_known;
	int64_t elsewhere; /* what the customer's limits of that kind at other operators allow, in the period of a cap across
			      operators */
	bool contact_made; /* somebody has talked with the customer about this request */
};

struct limit_request {
	enum word_LIMIT kind;
	enum word_LIMIT_PER per;
	enum word_BASIS basis;
	enum word_WINDOW window;
	const struct currency *currency;
	bool removal; /* take it away; amount is not looked at */
	int64_t amount;
};

enum limit_direction {
	LIMIT_SAME,
	LIMIT_TIGHTER, /* also one where there was none */
	LIMIT_LOOSER,
	LIMIT_UNSURE, /* what is in force is not known: it may hold at once beside all others, but must not replace any */
};

struct limit_decision {
	enum limit_direction direction;
	const struct play_limit *now; /* the customer's of that kind and period, NULL: none */
	int64_t effective_ms;         /* when it holds; of a looser one not before that */
	bool needs_confirmation;      /* by the customer, at effective_ms or later */
	struct verdict verdict;
};

/* A limit that is lowered is never blocked, whatever else is so. A first one may be more than the pack allows anybody. */
void limits_judge(const struct limit_facts *f, const struct limit_request *r, struct limit_decision *ret);

/* The limit as it is after the change @d of it: tighter at once, which also takes back what was pending; looser as pending, in
 * place of an earlier one. @l with amount and the rest unset where d->now is NULL. */
void limits_change(struct play_limit *l, const struct limit_request *r, const struct limit_decision *d);
/* The customer confirms what is pending. ERR_NOT_FOUND: nothing is; ERR_LIMIT: not before pending_from_ms. *ret_removed: it is
 * gone. */
NODISCARD enum err limits_confirm(struct play_limit *l, int64_t at_ms, bool *ret_removed);
/* Takes over what is pending, has come due and wants no confirmation. true: it changed; *ret_removed as above. */
bool limits_advance(struct play_limit *l, int64_t at_ms, bool *ret_removed);
