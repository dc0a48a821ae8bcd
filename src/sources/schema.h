/* sources/schema.h - what Pitboss knows how to understand: the fields of every part and list, under our own names.
 * A mapping in the configuration fills these from an operator's JSON; the view renders them. Constant tables, any thread.
 *
 * A *part* is what one fetch brings for one customer and what the cache holds; a *list* is paged through and not cached;
 * a *detail* is one object asked for by its own id, or sums over a span of time. Names are JSON paths: "address.city" is member
 * city of object address. */
#pragma once

#include "base/arena.h"
#include "base/money.h"

enum field_type {
	FIELD_STRING,  /* text for people, any script */
	FIELD_ID,      /* an identifier: string, or number taken as its text */
	FIELD_INT,     /* int64 */
	FIELD_DECIMAL, /* exact decimal text: rates and ratios such as 0.965 */
	FIELD_BOOL,
	FIELD_MONEY,       /* int64 minor units in the record's currency, or its own */
	FIELD_TIME,        /* int64 ms UTC */
	FIELD_DATE,        /* int32 days since 1970-01-01 */
	FIELD_ENUM,        /* index into .values */
	FIELD_CURRENCY,    /* ISO 4217 code */
	FIELD_CARD_NUMBER, /* a card number as the source has it; kept as first 6 + last 4 at most (PCI DSS 3.4.1), cut before it
			      is stored */
	FIELD_STRINGS,     /* a list of text */
	FIELD_LIST,        /* a list of records of .items */
};

enum field_flag {
	FIELD_REQUIRED = 1, /* absent or null makes the whole answer bad (or the item, in a list: then the answer too) */
	FIELD_SUBJECT = 2,  /* must equal the customer asked for, else it is an answer about another customer */
	FIELD_ASIDE = 4,    /* of an action: left out by a call that has no place for it (sources/act_fields.h) */
	FIELD_TERM = 8,     /* of an action: one of several ways to say how long */
};

struct schema;

struct field {
	const char *name;
	enum field_type type;
	unsigned flags;
	const char *const *values;  /* ENUM: NULL-terminated */
	const struct schema *items; /* LIST */
};

struct schema {
	const char *name;
	const struct field *fields;
	size_t count;
};

struct record;

struct value {
	bool present; /* false: absent or null at the source */
	union {
		struct str text; /* STRING ID DECIMAL CARD_NUMBER ("411111******1111") */
		int64_t i64;     /* INT TIME */
		bool b;
		struct money money; /* MONEY */
		int32_t days;
		unsigned index; /* ENUM */
		const struct currency *currency;
		struct {
			struct str *items;
			size_t count;
		} strings;
		struct {
			struct record *items;
			size_t count;
		} list;
	};
};

/* Values in the order of the schema's fields. Lives in an arena. */
struct record {
	const struct schema *schema;
	struct value *values;
};

enum part {
	PART_PROFILE, /* customer: who it is */
	PART_LOGINS,  /* customer: recent logins, devices */
	PART_GAMING,  /* gaming: lifetime statistics */
	PART_PLAY,    /* gaming: open sessions and bets */
	PART_WALLET,  /* wallet: balances, totals, bonuses, instruments, ledger */
	PART_KYC,     /* kyc: status, checks, documents, PEP and sanctions */
	PART_RISK,    /* risk: flags, limits, exclusions, restrictions */
	PART_SUPPORT, /* support: tickets and chats */
	PART_COUNT_
};

enum list_kind {
	LIST_BETS,
	LIST_SESSIONS,
	LIST_ROUNDS, /* of one session */
	LIST_TRANSACTIONS,
	LIST_BONUSES,
	LIST_LOGINS,
	LIST_TICKETS,
	LIST_CORRESPONDENCE,
	LIST_STATEMENTS,
	LIST_CUSTOMERS,        /* all customers, for the directory's snapshot */
	LIST_CUSTOMER_CHANGES, /* changed since a mark, oldest first */
	LIST_CUSTOMER_SEARCH,  /* the customer service's own search */
	LIST_COUNT_
};

enum detail_kind {
	DETAIL_BET,
	DETAIL_TRANSACTION,
	DETAIL_TICKET,
	DETAIL_PREFERENCES,
	DETAIL_STATISTICS, /* of a span of time, by day, hour and game */
	DETAIL_CASHFLOW,   /* of a span of time, by day */
	DETAIL_COUNT_
};

#include "sources/act_fields.h"

/* What a service can be asked to carry out. */
enum act_kind {
#define A(id, name, parts) ACT_##id,
	ACT_ALL(A)
#undef A
		ACT_COUNT_
};

const struct schema *schema_part(enum part p);
const struct schema *schema_list(enum list_kind k);
const struct schema *schema_detail(enum detail_kind k);
const struct schema *schema_act(enum act_kind k);
const struct schema *schema_act_answer(void);
/* Index of a word of an ENUM field, or -1. */
int schema_word(const struct field *f, struct str word);
const char *part_name(enum part p);
const char *list_name(enum list_kind k);
const char *detail_name(enum detail_kind k);
const char *act_name(enum act_kind k);
/* Index of a field by name, or -1: for tests and for checking tables at start. */
int schema_field(const struct schema *s, const char *name);

/* Field positions, so that C code reads record->values[F_PROFILE_email] without a search: generated from the same rows. */
#include "sources/schema_fields.h"
