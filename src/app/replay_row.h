/* app/replay_row.h - one bet of somebody's history, out of a record of CSV: which column is which, times, and decimal text of any
 * currency that is kept exactly as it is written. Pure functions. */
#pragma once

#include "base/csv.h"

#define REPLAY_CUSTOMER_MAX 128 /* bytes of a customer's name or id */
#define REPLAY_CURRENCY_MAX 16
#define REPLAY_DIGITS_MAX   18 /* of an amount, decimals included: what 63 bits hold */

enum replay_column { COLUMN_CUSTOMER, COLUMN_AT, COLUMN_STAKE, COLUMN_PAYOUT, COLUMN_CURRENCY, COLUMN_COUNT_ };

struct replay_columns {
	size_t index[COLUMN_COUNT_]; /* of the record's fields */
	size_t count;                /* fields that every record has */
};

/* An amount: mantissa / 10^decimals. */
struct replay_amount {
	int64_t mantissa;
	uint8_t decimals;
	bool rounded; /* digits beyond what is kept were dropped, half to even */
};

struct replay_row {
	struct str customer, currency; /* slices of the record */
	int64_t at_ms;
	bool no_zone; /* the time said no offset: taken as UTC */
	bool has_payout;
	struct replay_amount stake, payout;
};

/* The header's names, in any order, others beside them. ERR_SHAPE: one is missing or stands twice. */
NODISCARD enum err replay_columns(const struct csv *c, struct replay_columns *ret, struct err_info *info);
/* ERR_SHAPE, ERR_RANGE: info says line, column and why. */
NODISCARD enum err replay_row(const struct csv *c, const struct replay_columns *columns, struct replay_row *ret,
			      struct err_info *info);

/* Decimal text, with an exponent where a program wrote one ("1e-05"): exact up to 18 digits. What a program's binary fractions
 * leave ("110.00000000000001") is rounded to 15 digits, as those are all that it holds; so is what has too many decimals.
 * ERR_SYNTAX; ERR_RANGE. */
NODISCARD enum err replay_amount(struct str s, struct replay_amount *ret);
/* RFC 3339, also with a blank for the T and without an offset; or seconds (with a fraction) or milliseconds since 1970.
 * ERR_SYNTAX; ERR_RANGE: before 1970 or after 2105. */
NODISCARD enum err replay_time(struct str s, int64_t *ret_ms, bool *ret_no_zone);
