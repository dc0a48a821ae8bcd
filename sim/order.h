/* sim/order.h - what POST /play asks for: one live act and how it is to be done. Plain data; the decoder is a pure function. */
#pragma once

#include "base/arena.h"

#include <stdbool.h>

enum live_act {
	ACT_LOGIN,
	ACT_SESSION_START,
	ACT_ROUND,
	ACT_SESSION_END,
	ACT_BET,
	ACT_DEPOSIT,
	ACT_WITHDRAWAL,
	ACT_TICKET,
	ACT_FLAG,
	ACT_LOGIN_FAILED,
	ACT_DEPOSIT_DECLINED,
	ACT_WITHDRAWAL_DECIDE,
	ACT_LIMIT_CHANGE,
	ACT_EXCLUDE,
	ACT_COOL_OFF,
	ACT_KYC_DECIDE,
	ACT_CHAT_MESSAGE,
	ACT_BURST,
	ACT_IMPOSSIBLE_TRAVEL,
	ACT_STRUCTURING,
	ACT_CARDS,
	ACT_COUNT_
};
const char *live_act_word(enum live_act a);

#define ORDER_TEXT_MAX   8192u
#define ORDER_ROUNDS_MAX 200u /* of a burst */
#define ORDER_TIMES_MAX  20u  /* of everything else that is repeated */
#define ORDER_FACTOR_MAX 1000u
#define ORDER_DAYS_MAX   3660u
#define ORDER_AMOUNT_MAX INT64_C(1000000000000) /* minor units: sums of many stay exact */

struct live_order {
	enum live_act act;
	uint32_t customer;
	int64_t amount;       /* minor units; 0: as the customer would */
	struct str flag_type; /* of ACT_FLAG; p == NULL: unusual betting */
	uint32_t count;       /* how often, where an act may be repeated; 0: as usual */
	uint32_t factor;      /* of ACT_BURST: times the usual stake; 0: once */
	struct str object;    /* the transaction or document; p == NULL: the one that waits */
	struct str text;      /* of ACT_CHAT_MESSAGE; p == NULL: what customers write */
	/* Members of the enums of sim/model.h that the words stand for; order_init() says "none given". */
	int withdrawal; /* enum tx_state */
	int document;   /* enum document_state */
	int limit_kind, limit_period, limit_by;
	int from; /* enum ticket_from */
	uint32_t minutes, days;
	bool ended; /* of ACT_COOL_OFF and ACT_EXCLUDE */
};
#define ORDER_NONE (-1)

void order_init(struct live_order *o, enum live_act act, uint32_t customer);
/* The body of POST /play. Texts point into @a. @ret_amount is the amount's own JSON, p == NULL: none; what it is worth depends on
 * the customer's currency. ERR_SYNTAX, ERR_SHAPE with info (text is a code), ERR_NOT_FOUND: that is no customer's id;
 * ERR_TOO_LARGE: nested too deeply. */
NODISCARD enum err order_parse(struct str json, struct arena *a, struct live_order *ret, struct str *ret_amount,
			       struct err_info *info);
/* Decimal text or a number; positive, ORDER_AMOUNT_MAX at most. ERR_SHAPE. */
NODISCARD enum err order_parse_amount(struct str raw, unsigned exponent, int64_t *ret_minor);
