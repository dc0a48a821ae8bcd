/* layer: base */
/* Money from text against the C library's long double, which holds every int64 exactly and rounds correctly: what is accepted
 * is that very integer, and what is refused as out of range is none, or doesn't fit. Division against 128 bits. */
#include "base/money.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MAX = 200, EXACT_DIGITS = 18, POWER_MAX = 4000 };

static bool has(struct str s, char c)
{
	return str_find(s, c, 0) != SIZE_MAX;
}

/* The value times 10^exponent, by strtold alone; false when the text's own exponent is past all reason. */
static bool reference(struct str s, unsigned exponent, long double *ret)
{
	char text[TEXT_MAX + 40];
	size_t e = has(s, 'e') ? str_find(s, 'e', 0) : str_find(s, 'E', 0);
	long power = 0;
	if (e != SIZE_MAX) {
		struct str digits = str_mem(s.p + e + 1, s.n - e - 1);
		str_copy(text, sizeof text, digits);
		power = strtol(text, NULL, 10);
		if (power > POWER_MAX || power < -POWER_MAX)
			return false;
		s.n = e;
	}
	snprintf(text, sizeof text, "%.*se%ld", STR_ARG(s), power + (long)exponent);
	*ret = strtold(text, NULL);
	return true;
}

static size_t significant_digits(struct str s)
{
	size_t n = 0;
	bool begun = false;
	for (size_t i = 0; i < s.n && (s.p[i] | 0x20) != 'e'; i++) {
		begun |= s.p[i] >= '1' && s.p[i] <= '9';
		n += begun && s.p[i] >= '0' && s.p[i] <= '9';
	}
	return n;
}

static void check_parse(struct str s, unsigned exponent)
{
	int64_t minor = 42, plain = 42;
	long double value;
	enum err e = money_parse_json_number(s, exponent, &minor), p = money_parse_decimal(s, exponent, &plain);
	MUST(e == OK || minor == 42);
	MUST(p == OK || plain == 42);
	if (e != ERR_SYNTAX && !has(s, 'e') && !has(s, 'E'))
		MUST(p == e && plain == minor);
	if (p != ERR_SYNTAX && e != ERR_SYNTAX)
		MUST(p == e);
	if (e == ERR_SYNTAX || !reference(s, exponent, &value))
		return;
	bool fits = value >= (long double)INT64_MIN && value <= (long double)INT64_MAX;
	if (e == OK)
		MUST(fits && value == (long double)minor);
	else if (significant_digits(s) <= EXACT_DIGITS)
		MUST(!fits || value != truncl(value));
}

static void check_round_trip(int64_t minor, unsigned exponent)
{
	char out[MONEY_TEXT_MAX];
	int64_t back;
	size_t n = money_format(minor, exponent, out);
	MUST(n == strlen(out) && n < MONEY_TEXT_MAX);
	MUST(money_parse_decimal(str_mem(out, n), exponent, &back) == OK && back == minor);
	MUST(money_parse_json_number(str_mem(out, n), exponent, &back) == OK && back == minor);
}

static void check_division(int64_t a, int64_t n)
{
	int64_t q;
	if (money_div_half_even(a, n, &q) != OK) {
		MUST(n == 0 || (a == INT64_MIN && n == -1));
		return;
	}
	__int128 off = 2 * ((__int128)a - (__int128)q * n), size = n < 0 ? -(__int128)n : n;
	off = off < 0 ? -off : off;
	MUST(off < size || (off == size && q % 2 == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int64_t two[2] = {0};
	if (size == 0 || size > TEXT_MAX)
		return 0;
	unsigned exponent = data[0] % 5;
	struct str s = str_mem((const char *)data + 1, size - 1);
	check_parse(s, exponent);
	memcpy(two, data, MIN(size, sizeof two));
	check_round_trip(two[0], exponent);
	check_division(two[0], two[1]);
	check_division(two[0], two[1] >> (two[0] & 63));
	const struct currency *c = currency_find(s);
	MUST(!c || str_is(s, c->code));
	return 0;
}
