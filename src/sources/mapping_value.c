/* One scalar of an answer as one of our values. Tables by field type; strict: a number in quotes is no number unless the mapping
 * says so, because a service that changes its types without notice is to be noticed. */
#include "base/clock.h"
#include "sources/mapping.h"

enum { ID_MAX = 256, CARD_DIGITS_MIN = 13, CARD_DIGITS_MAX = 24, DECIMAL_TEXT_MAX = 64, MS_A_DAY = 86400000 };

/* Years 1 to 9999: what RFC 3339 can say. */
static const int64_t TIME_MIN = -62135596800000, TIME_MAX = 253402300799999;

static bool put_text(struct str s, struct value *ret)
{
	ret->text = s;
	return true;
}

static bool is_text(const struct mapping_slot *s, const struct map_scalar *in)
{
	return in->type == JSON_STRING || s->form == FORM_ANY;
}

static bool value_string(const struct mapping_slot *s, const struct map_scalar *in, struct arena *a, struct value *ret)
{
	(void)a;
	return is_text(s, in) && put_text(in->text, ret);
}

static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

/* Services also count their customers; but 7.5 or 1e3 is nobody's number. */
static bool value_id(const struct mapping_slot *s, const struct map_scalar *in, struct arena *a, struct value *ret)
{
	(void)a;
	if (s->form == FORM_NUMBER && in->type != JSON_NUMBER)
		return false;
	if (in->type != JSON_STRING && !(in->type == JSON_NUMBER && all_digits(in->text)))
		return false;
	return in->text.n > 0 && in->text.n <= ID_MAX && put_text(in->text, ret);
}

static bool number_text(const struct mapping_slot *s, const struct map_scalar *in)
{
	return in->type ==
	       (s->form == FORM_TEXT || s->form == FORM_MINOR_TEXT || s->form == FORM_DECIMAL ? JSON_STRING : JSON_NUMBER);
}

static bool to_integer(struct str text, int64_t *ret)
{
	return str_to_i64(text, ret) == OK || money_parse_json_number(text, 0, ret) == OK;
}

static bool value_int(const struct mapping_slot *s, const struct map_scalar *in, struct arena *a, struct value *ret)
{
	(void)a;
	return number_text(s, in) && to_integer(in->text, &ret->i64);
}

/* Splits a decimal number into sign, digits and where the point is. */
struct decimal {
	bool negative;
	char digits[DECIMAL_TEXT_MAX];
	int count, point; /* value: 0.digits * 10^point */
};

static bool decimal_parse(struct str s, struct decimal *d)
{
	size_t i = 0;
	int64_t exponent = 0;
	*d = (struct decimal){.negative = s.n && s.p[0] == '-'};
	bool fraction = false, any = false;
	for (i = d->negative; i < s.n && s.p[i] != 'e' && s.p[i] != 'E'; i++) {
		if (s.p[i] == '.' && !fraction && any) {
			fraction = true;
			continue;
		}
		if (s.p[i] < '0' || s.p[i] > '9' || d->count >= DECIMAL_TEXT_MAX / 2)
			return false;
		any = true;
		d->digits[d->count++] = s.p[i];
		d->point += !fraction;
	}
	if (!any || s.p[i - 1] == '.')
		return false;
	if (i < s.n) {
		struct str e = str_mem(s.p + i + 1, s.n - i - 1);
		if (e.n && e.p[0] == '+')
			e = str_mem(e.p + 1, e.n - 1);
		if (str_to_i64(e, &exponent) != OK || exponent > DECIMAL_TEXT_MAX / 4 || exponent < -DECIMAL_TEXT_MAX / 4)
			return false;
	}
	d->point += (int)exponent;
	return true;
}

/* "0.0125": plain, one digit at least before the point, digits kept as they were given. */
static struct str decimal_text(const struct decimal *d, struct arena *a)
{
	int before = MAX(d->point, 1), first = 0;
	char *out = arena_alloc(a, 2 * (size_t)DECIMAL_TEXT_MAX), *p = out;
	if (!out)
		return STR_NONE;
	if (d->negative)
		*p++ = '-';
	/* Zeros that moved in front of the point say nothing. */
	while (first < d->point - 1 && first < d->count && d->digits[first] == '0')
		first++;
	for (int i = d->point - before + first; i < d->point; i++)
		*p++ = i >= 0 && i < d->count ? d->digits[i] : '0';
	if (d->count > d->point) {
		*p++ = '.';
		for (int i = d->point; i < d->count; i++)
			*p++ = i >= 0 ? d->digits[i] : '0';
	}
	return str_mem(out, (size_t)(p - out));
}

static bool value_decimal(const struct mapping_slot *s, const struct map_scalar *in, struct arena *a, struct value *ret)
{
	if (!number_text(s, in))
		return false;
	ret->text = mapping_move_point(in->text, s->decimals, a);
	return ret->text.p != NULL;
}

struct str mapping_move_point(struct str decimal, int places, struct arena *a)
{
	struct decimal d;
	if (!decimal_parse(decimal, &d))
		return STR_NONE;
	if (places == 0 && str_find(decimal, 'e', 0) == SIZE_MAX && str_find(decimal, 'E', 0) == SIZE_MAX)
		return decimal;
	d.point += places;
	return decimal_text(&d, a);
}

static int find_word(const struct mapping_slot *s, struct str word)
{
	for (unsigned i = 0; i < s->word_count; i++)
		if (str_eq(s->words[i].word, word))
			return (int)s->words[i].index;
	for (unsigned i = 0; s->names && s->names[i]; i++)
		if (str_is(word, s->names[i]))
			return (int)i;
	return s->other_word;
}

static bool value_bool(const struct mapping_slot *s, const struct map_scalar *in, struct arena *a, struct value *ret)
{
	(void)a;
	int word = s->form == FORM_WORDS ? find_word(s, in->text) : MAP_NO_WORD;
	if (s->form != FORM_WORDS && (in->type == JSON_TRUE || in->type == JSON_FALSE))
		word = in->type == JSON_TRUE;
	ret->b = word == 1;
	return word != MAP_NO_WORD;
}

static bool value_enum(const struct mapping_slot *s, const struct map_scalar *in, struct arena *a, struct value *ret)
{
	(void)a;
	int word = find_word(s, in->text);
	ret->index = (unsigned)word;
	return word != MAP_NO_WORD;
}

static bool value_money(const struct mapping_slot *s, const struct map_scalar *in, struct arena *a, struct value *ret)
{
	(void)a;
	return number_text(s, in) && put_text(in->text, ret);
}

/* Seconds with a fraction, cut to milliseconds, as clocks are read. */
static bool seconds_to_ms(struct str text, int64_t *ret)
{
	size_t dot = str_find(text, '.', 0);
	if (dot == SIZE_MAX || str_find(text, 'e', 0) != SIZE_MAX || str_find(text, 'E', 0) != SIZE_MAX)
		return money_parse_json_number(text, 3, ret) == OK;
	return money_parse_json_number(str_mem(text.p, MIN(text.n, dot + 4)), 3, ret) == OK;
}

static bool to_time(const struct mapping_slot *s, const struct map_scalar *in, int64_t *ret_ms)
{
	int32_t days;
	int64_t ms;
	bool is_number = in->type == JSON_NUMBER, is_string = in->type == JSON_STRING;
	switch (s->form) {
	case FORM_EPOCH_S:
		if (!is_number || !seconds_to_ms(in->text, &ms))
			return false;
		break;
	case FORM_EPOCH_MS:
		if (!is_number || !to_integer(in->text, &ms))
			return false;
		break;
	case FORM_DATE:
		if (!is_string || clock_parse_date(in->text, &days) != OK)
			return false;
		ms = (int64_t)days * MS_A_DAY;
		break;
	default:
		if (!is_string || clock_parse_rfc3339(in->text, &ms) != OK)
			return false;
	}
	*ret_ms = ms;
	return ms >= TIME_MIN && ms <= TIME_MAX;
}

static bool value_time(const struct mapping_slot *s, const struct map_scalar *in, struct arena *a, struct value *ret)
{
	(void)a;
	return to_time(s, in, &ret->i64);
}

static bool value_date(const struct mapping_slot *s, const struct map_scalar *in, struct arena *a, struct value *ret)
{
	(void)a;
	int64_t ms;
	if (!to_time(s, in, &ms))
		return false;
	ret->days = (int32_t)((ms - (ms % MS_A_DAY + MS_A_DAY) % MS_A_DAY) / MS_A_DAY);
	return true;
}

static bool value_currency(const struct mapping_slot *s, const struct map_scalar *in, struct arena *a, struct value *ret)
{
	(void)s, (void)a;
	ret->currency = in->type == JSON_STRING ? currency_find(in->text) : NULL;
	return ret->currency != NULL;
}

/* First 6 + last 4 at most, ever (PCI DSS 3.4.1), whether the source sends the number whole, grouped or masked. Of what is too
 * short to be a card number only the last 4 stay. */
static bool value_card(const struct mapping_slot *s, const struct map_scalar *in, struct arena *a, struct value *ret)
{
	char compact[CARD_DIGITS_MAX];
	size_t n = 0;
	(void)s;
	if (in->type != JSON_STRING)
		return false;
	for (size_t i = 0; i < in->text.n; i++) {
		char c = in->text.p[i];
		if (c == ' ' || c == '-')
			continue;
		bool digit = c >= '0' && c <= '9', mask = c == '*' || c == 'x' || c == 'X' || c == '#' || c == '.';
		if ((!digit && !mask) || n == sizeof(compact))
			return false;
		compact[n++] = digit ? c : '*';
	}
	if (n == 0)
		return false;
	size_t first = n >= CARD_DIGITS_MIN ? 6 : 0, last = n >= 4 ? 4 : n;
	for (size_t i = first; i < n - last; i++)
		compact[i] = '*';
	ret->text = arena_dup(a, str_mem(compact, n));
	return ret->text.p != NULL;
}

static bool value_never(const struct mapping_slot *s, const struct map_scalar *in, struct arena *a, struct value *ret)
{
	(void)s, (void)in, (void)a, (void)ret;
	return false;
}

static bool (*const converters[])(const struct mapping_slot *, const struct map_scalar *, struct arena *, struct value *) = {
	[FIELD_STRING] = value_string,    [FIELD_ID] = value_id,
	[FIELD_INT] = value_int,          [FIELD_DECIMAL] = value_decimal,
	[FIELD_BOOL] = value_bool,        [FIELD_MONEY] = value_money,
	[FIELD_TIME] = value_time,        [FIELD_DATE] = value_date,
	[FIELD_ENUM] = value_enum,        [FIELD_CURRENCY] = value_currency,
	[FIELD_CARD_NUMBER] = value_card, [FIELD_STRINGS] = value_never,
	[FIELD_LIST] = value_never,
};

bool mapping_value(const struct mapping_slot *s, const struct map_scalar *in, struct arena *a, struct value *ret)
{
	return converters[s->type](s, in, a, ret);
}

/* Micros, or hundredths of everything. */
bool mapping_rescale(int64_t v, int from, int to, int64_t *ret)
{
	for (; from < to; from++)
		if (__builtin_mul_overflow(v, 10, &v))
			return false;
	for (; from > to; from--) {
		if (v % 10)
			return false;
		v /= 10;
	}
	*ret = v;
	return true;
}

bool mapping_settle_money(const struct mapping_slot *s, const struct currency *c, bool negative, struct value *v)
{
	struct str text = v->text;
	int64_t minor;
	switch (s->form) {
	case FORM_DECIMAL:
		if (money_parse_decimal(text, c->exponent, &minor) != OK)
			return false;
		break;
	case FORM_NUMBER:
		if (money_parse_json_number(text, c->exponent, &minor) != OK)
			return false;
		break;
	default:
		if (!to_integer(text, &minor))
			return false;
		if (s->decimals != MAP_OWN_DECIMALS && !mapping_rescale(minor, s->decimals, c->exponent, &minor))
			return false;
	}
	if (negative && __builtin_sub_overflow((int64_t)0, minor, &minor))
		return false;
	v->money = (struct money){minor, c};
	return true;
}
