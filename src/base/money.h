/* base/money.h - exact money: int64 minor units with an ISO 4217 currency. Never a float, end to end. */
#pragma once

#include "base/buf.h"

#define MONEY_TEXT_MAX 32

/* A row of the ISO 4217 table (exponents 0-4). Static; compare by pointer. */
struct currency {
	char code[4];
	uint16_t numeric;
	uint8_t exponent;
	bool withdrawn; /* since 2023: for histories, not to be offered for anything new; may share its number with its successor
			 */
};

struct money {
	int64_t minor;
	const struct currency *currency;
};

/* NULL: no such currency, active or withdrawn since 2023. Upper case only. */
const struct currency *currency_find(struct str code);
size_t currency_count(void);
const struct currency *currency_at(size_t i);

/* Decimal text ("-1234.50", "1e3" refused, leading '+' refused) to minor units. Zeros past the exponent are accepted,
 * other digits there are ERR_RANGE: money is never rounded on its way in. ERR_SYNTAX, ERR_RANGE (does not fit). */
NODISCARD enum err money_parse_decimal(struct str s, unsigned exponent, int64_t *ret_minor);
/* The same for a JSON number's own text, which may have an exponent (1.5e2): still exact, or ERR_RANGE. */
NODISCARD enum err money_parse_json_number(struct str s, unsigned exponent, int64_t *ret_minor);
/* "1250.75", "-3050.25", "500" for exponent 0; always all decimals. Returns the length. */
size_t money_format(int64_t minor, unsigned exponent, char out[MONEY_TEXT_MAX]);
void buf_money(struct buf *b, int64_t minor, unsigned exponent);

NODISCARD enum err money_add(int64_t a, int64_t b, int64_t *ret);
NODISCARD enum err money_sub(int64_t a, int64_t b, int64_t *ret);
/* a / n rounded half to even; n must not be 0 (ERR_RANGE). */
NODISCARD enum err money_div_half_even(int64_t a, int64_t n, int64_t *ret);
