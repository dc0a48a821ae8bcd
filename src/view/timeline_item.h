/* view/timeline_item.h - one line of a customer's timeline, made from a record of a list or from the text of a part. Pure. */
#pragma once

#include "view/section.h"

enum timeline_stream {
	TIMELINE_BETS,
	TIMELINE_TRANSACTIONS, /* but those of bets, which are told by the bets */
	TIMELINE_SESSIONS,
	TIMELINE_LOGINS,
	TIMELINE_TICKETS,
	TIMELINE_CORRESPONDENCE,
	TIMELINE_RISK, /* flags, exclusions, cool-offs */
	TIMELINE_KYC,  /* documents, checks */
	TIMELINE_STREAM_COUNT_
};
#define TIMELINE_LISTS TIMELINE_RISK /* the first of the streams that come from parts */

/* What an item is; a name never changes, as it stands in the filters of saved addresses. */
enum timeline_type {
	TIMELINE_BET,
	TIMELINE_DEPOSIT,
	TIMELINE_WITHDRAWAL,
	TIMELINE_WITHDRAWAL_RETURNED,
	TIMELINE_BONUS_GRANTED,
	TIMELINE_BONUS_CONVERTED,
	TIMELINE_BONUS_FORFEITED,
	TIMELINE_CHARGEBACK,
	TIMELINE_REFUND,
	TIMELINE_FEE,
	TIMELINE_ADJUSTMENT,
	TIMELINE_SESSION,
	TIMELINE_LOGIN,
	TIMELINE_TICKET,
	TIMELINE_MESSAGE,
	TIMELINE_RISK_FLAG,
	TIMELINE_EXCLUSION,
	TIMELINE_COOLING_OFF,
	TIMELINE_DOCUMENT,
	TIMELINE_CHECK,
	TIMELINE_TYPE_COUNT_
};
const char *timeline_type_name(enum timeline_type t);
bool timeline_type_parse(struct str s, enum timeline_type *ret);
enum timeline_stream timeline_type_stream(enum timeline_type t);

enum list_kind timeline_stream_list(enum timeline_stream s); /* of the first TIMELINE_LISTS streams */
enum part timeline_stream_part(enum timeline_stream s);      /* the part whose source has the stream */
const char *timeline_stream_name(enum timeline_stream s);

struct timeline_item {
	int64_t at_ms;
	uint64_t hash; /* of its id: tells it from others of the same moment */
	uint32_t start, length;
	enum timeline_type type;
};

#define TIMELINE_ITEMS_MAX 200

/* Items of one stream: their JSON texts in one buffer. */
struct timeline_items {
	struct timeline_item items[TIMELINE_ITEMS_MAX];
	size_t count;
	struct buf text;
};

/* Adds what @r tells; nothing when it is not one for the timeline (transactions of bets). @source: its name.
 * The time of @r comes back in any case: the stream has been read up to there. */
int64_t timeline_add_record(struct timeline_items *out, enum timeline_stream s, const char *source, const struct record *r);
/* Adds what a part tells to somebody of @sight: what is hidden from him is not in the variant's text. Newest first; at most
 * TIMELINE_ITEMS_MAX. ERR_NOMEM; ERR_SYNTAX: the text is not what sections write. */
NODISCARD enum err timeline_add_risk(struct timeline_items *out, const char *source, const struct facts *facts,
				     const struct variant *v, struct arena *a);
NODISCARD enum err timeline_add_kyc(struct timeline_items *out, const char *source, const struct variant *v, struct arena *a);
/* Newest first; what is of the same moment in an order of its own that is always the same. */
void timeline_sort(struct timeline_items *items);
