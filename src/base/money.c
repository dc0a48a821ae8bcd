#include "base/money.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A decimal number taken apart: digits with perhaps a point inside, times ten to the power. */
struct decimal {
	struct str digits;
	int64_t power;
	bool negative;
};

enum { POWER_LIMIT = 1000000 }; /* an exponent past this is as good as infinite; sums of such can't overflow */

/* @with_exponent: JSON's grammar (no leading zeros); else plain decimal text, where zero-padding is harmless. */
static enum err scan_decimal(struct str s, bool with_exponent, struct decimal *d)
{
	size_t i = s.n && s.p[0] == '-', start = i;
	while (i < s.n && is_digit(s.p[i]))
		i++;
	if (i == start || (with_exponent && s.p[start] == '0' && i - start > 1))
		return ERR_SYNTAX;
	if (i < s.n && s.p[i] == '.') {
		size_t point = i++;
		while (i < s.n && is_digit(s.p[i]))
			i++;
		if (i == point + 1)
			return ERR_SYNTAX;
	}
	*d = (struct decimal){.digits = str_mem(s.p + start, i - start), .negative = start > 0};
	if (with_exponent && i < s.n && (s.p[i] | 0x20) == 'e') {
		i++;
		bool down = i < s.n && s.p[i] == '-';
		i += i < s.n && (s.p[i] == '-' || s.p[i] == '+');
		start = i;
		for (; i < s.n && is_digit(s.p[i]); i++)
			d->power = MIN(d->power * 10 + (s.p[i] - '0'), (int64_t)POWER_LIMIT);
		if (i == start)
			return ERR_SYNTAX;
		d->power = down ? -d->power : d->power;
	}
	return i == s.n ? OK : ERR_SYNTAX;
}

/* Cuts zeros at both ends and moves the point behind the last digit that counts. Empty digits mean zero. */
static void normalise(struct decimal *d)
{
	size_t point = str_find(d->digits, '.', 0);
	size_t decimals = point == SIZE_MAX ? 0 : d->digits.n - point - 1;
	d->power -= (int64_t)decimals;
	while (d->digits.n && (d->digits.p[0] == '0' || d->digits.p[0] == '.'))
		d->digits.p++, d->digits.n--;
	for (; d->digits.n; d->digits.n--) {
		char last = d->digits.p[d->digits.n - 1];
		if (last == '0')
			d->power++;
		else if (last != '.')
			break;
	}
}

static enum err to_minor(struct decimal d, unsigned exponent, int64_t *ret_minor)
{
	uint64_t v = 0;
	normalise(&d);
	if (d.digits.n == 0) {
		*ret_minor = 0;
		return OK;
	}
	d.power += exponent;
	if (d.power < 0 || d.power > 18 || d.digits.n > 20)
		return ERR_RANGE;
	for (size_t i = 0; i < d.digits.n; i++)
		if (d.digits.p[i] != '.' &&
		    (__builtin_mul_overflow(v, 10u, &v) || __builtin_add_overflow(v, (unsigned)(d.digits.p[i] - '0'), &v)))
			return ERR_RANGE;
	for (; d.power > 0; d.power--)
		if (__builtin_mul_overflow(v, 10u, &v))
			return ERR_RANGE;
	if (v > (uint64_t)INT64_MAX + d.negative)
		return ERR_RANGE;
	*ret_minor = (int64_t)(d.negative ? 0 - v : v);
	return OK;
}

enum err money_parse_decimal(struct str s, unsigned exponent, int64_t *ret_minor)
{
	struct decimal d;
	enum err e = scan_decimal(s, false, &d);
	return e == OK ? to_minor(d, exponent, ret_minor) : e;
}

enum err money_parse_json_number(struct str s, unsigned exponent, int64_t *ret_minor)
{
	struct decimal d;
	enum err e = scan_decimal(s, true, &d);
	return e == OK ? to_minor(d, exponent, ret_minor) : e;
}

size_t money_format(int64_t minor, unsigned exponent, char out[MONEY_TEXT_MAX])
{
	char digits[MONEY_TEXT_MAX], *end = digits + sizeof digits, *p = end;
	uint64_t v = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
	MUST(exponent <= 18);
	for (unsigned n = 0; v > 0 || n <= exponent; n++, v /= 10) {
		if (n == exponent && n > 0)
			*--p = '.';
		*--p = (char)('0' + v % 10);
	}
	if (minor < 0)
		*--p = '-';
	size_t length = (size_t)(end - p);
	memcpy(out, p, length);
	out[length] = '\0';
	return length;
}

void buf_money(struct buf *b, int64_t minor, unsigned exponent)
{
	char text[MONEY_TEXT_MAX];
	buf_add(b, text, money_format(minor, exponent, text));
}

enum err money_add(int64_t a, int64_t b, int64_t *ret)
{
	int64_t sum;
	if (__builtin_add_overflow(a, b, &sum))
		return ERR_RANGE;
	*ret = sum;
	return OK;
}

enum err money_sub(int64_t a, int64_t b, int64_t *ret)
{
	int64_t difference;
	if (__builtin_sub_overflow(a, b, &difference))
		return ERR_RANGE;
	*ret = difference;
	return OK;
}

enum err money_div_half_even(int64_t a, int64_t n, int64_t *ret)
{
	if (n == 0 || (a == INT64_MIN && n == -1))
		return ERR_RANGE;
	int64_t quotient = a / n, rest = a % n;
	/* In unsigned magnitudes: twice the rest doesn't overflow there. */
	uint64_t twice = 2 * (rest < 0 ? 0 - (uint64_t)rest : (uint64_t)rest);
	uint64_t divisor = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	if (twice > divisor || (twice == divisor && quotient % 2 != 0))
		quotient += (a < 0) == (n < 0) ? 1 : -1;
	*ret = quotient;
	return OK;
}
