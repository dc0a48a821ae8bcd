/* live/event.h - one event of the operator's world: a CloudEvents 1.0 envelope (JSON format) and data of a known type, checked
 * once when it comes in and immutable from then on. (The struct is live_event: struct event is libevent's.)
 *
 * Thread: any one; an event belongs to whoever parsed it. Life: struct live_event on the stack or in an arena; its texts are
 * slices of the JSON it was parsed from or lie in the arena, so both must outlive it. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_reader.h"
#include "base/money.h"
#include "live/event_types.h"

#define EVENT_JSON_MAX       (64u << 10) /* bytes of one event as it was sent */
#define EVENT_BATCH_MAX      1000        /* events of one request */
#define EVENT_DEPTH_MAX      16          /* containers inside one another */
#define EVENT_ENVELOPE_MAX   256         /* bytes of id, source and type */
#define EVENT_EXTENSION_NAME 20          /* bytes of an extension attribute's name: [a-z0-9] */
#define EVENT_EXTENSION_MAX  1024        /* bytes of its value */
#define EVENT_EXTENSIONS_MAX 32
#define EVENT_CUSTOMER_MAX   64         /* bytes of subject: [A-Za-z0-9_.:-] */
#define EVENT_ID_MAX         128        /* bytes of an id in data, without control characters */
#define EVENT_WORD_MAX       64         /* of a word such as a method or a status */
#define EVENT_NAME_MAX       256        /* of a name: a game, a city, a device */
#define EVENT_TITLE_MAX      1024       /* of a sentence */
#define EVENT_TEXT_MAX       (8u << 10) /* of a message */
#define EVENT_MINUTES_MAX    (366 * 24 * 60)
#define EVENT_FUTURE_MS      (5 * 60 * 1000)           /* how far a sender's clock may be ahead */
#define EVENT_TIME_MIN_MS    INT64_C(946684800000)     /* 2000-01-01: what is older is a clock that was never set */
#define EVENT_AMOUNT_MAX     INT64_C(1000000000000000) /* 10^15 minor units: sums of thousands still fit 64 bits */

#define EVENT_TYPE_PREFIX "pitboss."

enum event_type {
#define X(id, name, body, currency) EVENT_##id,
	EVENT_TYPES(X)
#undef X
		EVENT_TYPE_COUNT_
};

/* enum event_outcome { EVENT_OUTCOME_NONE, EVENT_OUTCOME_WON, ... }: NONE is "not said". */
#define X(id, word)               EVENT_##id,
#define ENUM(name, prefix, words) enum name { EVENT_##prefix##_NONE, words(X) };
EVENT_ENUMS(ENUM)
#undef ENUM
#undef X

/* What may be left out says whether it was there. */
struct event_amount {
	int64_t minor; /* of event->currency */
	bool said;
};
struct event_decimal {
	double v;
	bool said;
};
struct event_count {
	int64_t v;
	bool said;
};
struct event_time {
	int64_t ms;
	bool said;
};

/* The C type of each kind of member. A text that was not said has n == 0. */
#define EVENT_C_ID(limit)      struct str
#define EVENT_C_TEXT(limit)    struct str
#define EVENT_C_PROSE(limit)   struct str
#define EVENT_C_MONEY(limit)   struct event_amount
#define EVENT_C_BALANCE(limit) struct event_amount
#define EVENT_C_BOOL(limit)    bool
#define EVENT_C_DECIMAL(limit) struct event_decimal
#define EVENT_C_COUNT(limit)   struct event_count
#define EVENT_C_TIME(limit)    struct event_time
#define EVENT_C_COUNTRY(limit) struct str
#define EVENT_C_IP(limit)      struct str
#define EVENT_C_CARD(limit)    struct str
#define EVENT_C_ENUM(limit)    enum limit

/* struct event_round_played { struct str bet_id, session_id, ...; struct event_amount stake, payout, balance; bool free_bet; } */
#define MEMBER(s, member, name, kind, presence, limit) EVENT_C_##kind(limit) member;
#define BODY(name, fields)       \
	struct event_##name {    \
		fields(MEMBER, ) \
	};
EVENT_BODIES(BODY)
#undef BODY
#undef MEMBER

/* A piece of the JSON that is kept otherwise than it was sent: a card's number. Private to live/event*.c. */
struct event_cut {
	struct event_cut *next; /* further behind in the text */
	struct str from, to;
};

struct live_event {
	enum event_type type;            /* EVENT_TYPE_COUNT_: not one of ours (set aside) */
	struct str type_name;            /* CloudEvents type, as sent */
	struct str id, source, customer; /* CloudEvents id, source, subject */
	int64_t at_ms;                   /* CloudEvents time */
	int64_t received_ms;             /* when the portal took it */
	uint64_t seq;                    /* its place in the journal; 0 before */
	uint64_t customer_hash;          /* map_hash() of .customer where somebody has computed it already, else 0 */
	const struct currency *currency; /* NULL: none said */
	struct str json;                 /* as it was sent */
	bool compact;                    /* json has no white space but in texts */
	struct event_cut *cuts;          /* private */
	union {
#define BODY(name, fields) struct event_##name name;
		EVENT_BODIES(BODY)
#undef BODY
	};
};

/* One event, a JSON object. @received_ms judges whether its time is too far ahead.
 * ERR_SYNTAX: not JSON. ERR_TOO_LARGE: too long or too deep. ERR_SHAPE: no CloudEvents envelope (specversion, id, source, type):
 * none of these can be kept. ERR_UPSTREAM: poison: the envelope is sound and what it holds is not; @ret has the envelope (id,
 * source, type_name) and is fit for event_aside_put(), @info says field and reason. ERR_NOMEM. */
NODISCARD enum err event_parse(struct str json, int64_t received_ms, struct arena *a, struct live_event *ret,
			       struct err_info *info);

/* The journal's line without its LF: {"at":received_ms,"sum":"<CRC-32C, hex>","event":{...}}, the event as it was sent but for
 * white space and card numbers: extension attributes and unknown members stay. The sum is of the event as it stands there and
 * then of the digits of "at". Lines without one, as they were written once, are read too. */
void event_line_put(struct buf *out, const struct live_event *e);
/* The same line made where @e->json lies: the EVENT_LINE_ROOM bytes before it and the one behind it are written to. p NULL, and
 * nothing was written: it isn't kept as it was sent. */
#define EVENT_LINE_ROOM 64
struct str event_line_around(const struct live_event *e);
/* The same for one that is set aside: {"at":...,"field":"/data/stake","reason":"...","event":{...}}. */
void event_aside_put(struct buf *out, const struct live_event *e, const struct err_info *why);
/* A line of the journal, checked anew. ERR_CORRUPT: not such a line; ERR_UPSTREAM: one that this program would set aside;
 * ERR_NOMEM.
 */
NODISCARD enum err event_line_parse(struct str line, uint64_t seq, struct arena *a, struct live_event *ret,
				    struct err_info *info);

/* A line of what was set aside. Texts are slices or in the arena. */
struct event_aside {
	int64_t at_ms;
	struct str field, reason;
	struct str json;             /* the event */
	struct str id, source, type; /* of its envelope */
};
NODISCARD enum err event_aside_parse(struct str line, struct arena *a, struct event_aside *ret);

/* "round.played", without the prefix. Static. */
const char *event_type_name(enum event_type t);
/* With or without the prefix; EVENT_TYPE_COUNT_: none of ours. */
enum event_type event_type_find(struct str name);

/* "won"; NULL for NONE: event_outcome_word(), event_deposit_state_word() ... */
#define ENUM(name, prefix, words) const char *name##_word(enum name v);
EVENT_ENUMS(ENUM)
#undef ENUM

/* The events of a request's body, one by one: a JSON array, or a single object. Each is checked to be JSON, no more. */
struct event_batch {
	struct json_reader reader;
	bool array;
	size_t count; /* handed out so far */
};
void event_batch_init(struct event_batch *b, struct str body);
/* False at the end and on failure: event_batch_finish() tells which. */
bool event_batch_next(struct event_batch *b, struct str *ret_json);
/* OK, ERR_SYNTAX, ERR_SHAPE (neither array nor object), ERR_TOO_LARGE (more than EVENT_BATCH_MAX, an event longer than
 * EVENT_JSON_MAX, nested too deeply). */
NODISCARD enum err event_batch_finish(struct event_batch *b, struct err_info *info);
