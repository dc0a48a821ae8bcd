#include "app/replay_row.h"

#include "base/clock.h"

#define TIME_MAX_MS    4260211200000 /* 2105-01-01 */
#define MILLIS_FROM    100000000000  /* as seconds it would be the year 5138 */
#define FLOAT_DIGITS   15            /* decimal digits that a double holds for sure */
#define ARTEFACT_FROM  16            /* a number of so many digits or one more ... */
#define ARTEFACT_BELOW 12            /* ... that has at most so many when rounded to 15 was never meant to have them */
#define EXPONENT_MAX   400

static const char *const names[COLUMN_COUNT_] = {"customer", "at", "stake", "payout", "currency"};

/* ---- header ---- */

static enum err at_place(const struct csv *c, const struct csv_field *f, enum err code, struct err_info *info)
{
	if (info && f)
		csv_place(c, f->offset, &info->line, &info->column);
	return code;
}

enum err replay_columns(const struct csv *c, struct replay_columns *ret, struct err_info *info)
{
	ret->count = c->count;
	for (size_t k = 0; k < COLUMN_COUNT_; k++) {
		size_t found = SIZE_MAX;
		for (size_t i = 0; i < c->count; i++) {
			if (!str_ieq(str_trim(c->fields[i].text), str_of(names[k])))
				continue;
			if (found != SIZE_MAX)
				return at_place(c, &c->fields[i], err_set(info, ERR_SHAPE, names[k], "the column stands twice"),
						info);
			found = i;
		}
		if (found == SIZE_MAX) {
			bool other = c->count == 1 && (memchr(c->raw.p, ';', c->raw.n) || memchr(c->raw.p, '\t', c->raw.n));
			return at_place(c, &c->fields[0],
					err_set(info, ERR_SHAPE, names[k],
						other ? "columns are to be separated by commas"
						      : "the header has no such column; it needs customer, at, stake, payout, "
							"currency"),
					info);
		}
		ret->index[k] = found;
	}
	return OK;
}

/* ---- amounts ---- */

/* The digits of a decimal text, leading zeros left out. */
struct digits {
	uint8_t d[64];
	int count, dropped; /* digits beyond the first 64 */
	bool dropped_any;   /* one of those was not 0 */
	int decimals;       /* how many of all digits stand behind the point; may be negative */
	bool negative;
};

static void digits_push(struct digits *n, char ch)
{
	if (n->count == 0 && ch == '0')
		return;
	if (n->count < (int)sizeof n->d) {
		n->d[n->count++] = (uint8_t)(ch - '0');
	} else {
		n->dropped++;
		n->dropped_any |= ch != '0';
	}
}

static bool is_digit(struct str s, size_t i)
{
	return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

static enum err parse_exponent(struct str s, size_t i, int *ret)
{
	bool negative = i < s.n && s.p[i] == '-';
	int value = 0;
	if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
		i++;
	if (!is_digit(s, i))
		return ERR_SYNTAX;
	for (; is_digit(s, i); i++)
		value = MIN(value * 10 + (s.p[i] - '0'), EXPONENT_MAX);
	*ret = negative ? -value : value;
	return i == s.n ? OK : ERR_SYNTAX;
}

static enum err digits_parse(struct str s, struct digits *n)
{
	size_t i = 0;
	int exponent = 0;
	memset(n, 0, sizeof *n);
	n->negative = s.n && s.p[0] == '-';
	i += n->negative;
	if (!is_digit(s, i))
		return ERR_SYNTAX;
	for (; is_digit(s, i); i++)
		digits_push(n, s.p[i]);
	if (i < s.n && s.p[i] == '.') {
		if (!is_digit(s, ++i))
			return ERR_SYNTAX;
		for (; is_digit(s, i); i++) {
			digits_push(n, s.p[i]);
			n->decimals = MIN(n->decimals + 1, (int)CSV_RECORD_MAX);
		}
	}
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		enum err e = parse_exponent(s, i + 1, &exponent);
		if (e != OK)
			return e;
	} else if (i != s.n) {
		return ERR_SYNTAX;
	}
	n->decimals -= exponent;
	return OK;
}

static void digits_trim(struct digits *n)
{
	while (n->count && n->dropped == 0 && n->decimals > 0 && n->d[n->count - 1] == 0) {
		n->count--;
		n->decimals--;
	}
}

/* To the first @keep digits, half to even. */
static void digits_round(struct digits *n, int keep)
{
	int first = keep < n->count ? n->d[keep] : 0;
	bool rest = n->dropped_any;
	for (int i = keep + 1; i < n->count; i++)
		rest |= n->d[i] != 0;
	bool odd = keep > 0 && n->d[keep - 1] & 1;
	n->decimals -= n->count + n->dropped - keep;
	n->count = keep;
	n->dropped = 0;
	n->dropped_any = false;
	if (first < 5 || (first == 5 && !rest && !odd))
		return;
	int i = keep - 1;
	for (; i >= 0 && n->d[i] == 9; i--)
		n->d[i] = 0;
	if (i >= 0) {
		n->d[i]++;
		return;
	}
	memmove(n->d + 1, n->d, (size_t)n->count);
	n->d[0] = 1;
	n->count++;
}

static bool is_artefact(const struct digits *n)
{
	struct digits r = *n;
	if (n->dropped || n->decimals <= 0 || n->count < ARTEFACT_FROM || n->count > ARTEFACT_FROM + 1)
		return false;
	digits_round(&r, FLOAT_DIGITS);
	digits_trim(&r);
	return r.count <= ARTEFACT_BELOW;
}

enum err replay_amount(struct str s, struct replay_amount *ret)
{
	struct digits n;
	bool rounded = false;
	int64_t mantissa = 0;
	enum err e = digits_parse(s, &n);
	if (e != OK)
		return e;
	digits_trim(&n);
	if (is_artefact(&n)) {
		rounded = true;
		digits_round(&n, FLOAT_DIGITS);
		digits_trim(&n);
	}
	/* Decimals that do not fit: either digits too many, or a place too far behind the point. */
	int excess = MAX(n.count + n.dropped, n.decimals) - REPLAY_DIGITS_MAX;
	if (n.count && excess > 0) {
		if (n.decimals < excess)
			return ERR_RANGE;
		rounded = true;
		int keep = n.count + n.dropped - excess;
		if (keep < 0)
			n.count = 0;
		else
			digits_round(&n, keep);
		digits_trim(&n);
	}
	if (!n.count)
		n.decimals = 0;
	for (; n.decimals < 0; n.decimals++) {
		if (n.count >= REPLAY_DIGITS_MAX)
			return ERR_RANGE;
		n.d[n.count++] = 0;
	}
	for (int i = 0; i < n.count; i++)
		mantissa = mantissa * 10 + n.d[i];
	*ret = (struct replay_amount){n.negative ? -mantissa : mantissa, (uint8_t)n.decimals, rounded};
	return OK;
}

/* ---- times ---- */

static enum err epoch_time(struct str s, int64_t *ret_ms)
{
	struct replay_amount a;
	if (replay_amount(s, &a) != OK)
		return ERR_SYNTAX;
	int64_t whole = a.mantissa, fraction = 0, unit = 1;
	for (unsigned i = 0; i < a.decimals; i++)
		unit *= 10;
	whole = a.mantissa / unit;
	fraction = a.mantissa % unit;
	if (a.mantissa < 0 || whole >= TIME_MAX_MS)
		return ERR_RANGE;
	*ret_ms = whole >= MILLIS_FROM ? whole : whole * 1000 + (int64_t)((__int128)fraction * 1000 / unit);
	return OK;
}

enum err replay_time(struct str s, int64_t *ret_ms, bool *ret_no_zone)
{
	char text[64];
	int64_t ms = 0;
	*ret_no_zone = false;
	if (s.n < 5 || s.p[4] != '-') {
		enum err e = epoch_time(s, &ms);
		if (e != OK)
			return e;
	} else {
		if (s.n < 19 || s.n > sizeof text - 2)
			return ERR_SYNTAX;
		memcpy(text, s.p, s.n);
		text[10] = text[10] == ' ' ? 'T' : text[10];
		char end = text[s.n - 1];
		/* An offset ends with a colon two digits before the end, and has its sign behind the time. */
		bool zone = end == 'Z' || end == 'z' || (s.n > 22 && (text[s.n - 6] == '+' || text[s.n - 6] == '-'));
		*ret_no_zone = !zone;
		text[s.n] = 'Z';
		enum err e = clock_parse_rfc3339(str_mem(text, s.n + !zone), &ms);
		if (e != OK)
			return e;
	}
	if (ms < 0 || ms >= TIME_MAX_MS)
		return ERR_RANGE;
	*ret_ms = ms;
	return OK;
}

/* ---- a row ---- */

static enum err take_amount(struct str s, struct replay_amount *ret, struct err_info *info, const char *name)
{
	enum err e = replay_amount(s, ret);
	if (e == ERR_SYNTAX)
		return err_set(info, ERR_SHAPE, name,
			       s.n ? "not a number; decimals are written 1234.56" : "an amount is missing");
	if (e != OK)
		return err_set(info, e, name, "more digits before the point than can be held exactly");
	if (ret->mantissa < 0)
		return err_set(info, ERR_RANGE, name, "less than nothing");
	return OK;
}

static enum err take_text(struct str s, size_t max, struct str *ret, struct err_info *info, const char *name)
{
	if (!s.n)
		return err_set(info, ERR_SHAPE, name, "is missing");
	if (s.n > max)
		return err_set(info, ERR_TOO_LARGE, name, "longer than %zu bytes", max);
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return err_set(info, ERR_SHAPE, name, "has a control character");
	*ret = s;
	return OK;
}

static enum err take_time(struct str s, struct replay_row *row, struct err_info *info)
{
	enum err e = replay_time(s, &row->at_ms, &row->no_zone);
	if (e == ERR_RANGE)
		return err_set(info, ERR_RANGE, "at", "no such moment between 1970 and 2105");
	return e == OK ? OK
		       : err_set(info, ERR_SHAPE, "at",
				 "not a time: RFC 3339 (2026-01-31T18:00:00Z), or seconds or milliseconds since 1970");
}

static enum err take_field(enum replay_column k, struct str s, struct replay_row *row, struct err_info *info)
{
	switch (k) {
	case COLUMN_CUSTOMER:
		return take_text(s, REPLAY_CUSTOMER_MAX, &row->customer, info, names[k]);
	case COLUMN_AT:
		return take_time(s, row, info);
	case COLUMN_STAKE:
		return take_amount(s, &row->stake, info, names[k]);
	case COLUMN_PAYOUT:
		row->has_payout = s.n > 0;
		row->payout = (struct replay_amount){0};
		return s.n ? take_amount(s, &row->payout, info, names[k]) : OK;
	case COLUMN_CURRENCY:
		return take_text(s, REPLAY_CURRENCY_MAX, &row->currency, info, names[k]);
	case COLUMN_COUNT_:
		break;
	}
	return ERR_INTERNAL;
}

enum err replay_row(const struct csv *c, const struct replay_columns *columns, struct replay_row *ret, struct err_info *info)
{
	if (c->count != columns->count) {
		const struct csv_field *f = &c->fields[MIN(c->count, columns->count + 1) - 1];
		return at_place(c, f, err_set(info, ERR_SHAPE, NULL, "%zu fields, the header has %zu", c->count, columns->count),
				info);
	}
	for (size_t k = 0; k < COLUMN_COUNT_; k++) {
		const struct csv_field *f = &c->fields[columns->index[k]];
		enum err e = take_field((enum replay_column)k, str_trim(f->text), ret, info);
		if (e != OK)
			return at_place(c, f, e, info);
	}
	return OK;
}
