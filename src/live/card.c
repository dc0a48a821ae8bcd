#include "live/card.h"

enum { DIGITS_MAX = 19, KEEP_FIRST = 6, KEEP_LAST = 4 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

size_t card_shorten(struct str number, char out[CARD_TEXT_MAX])
{
	size_t n = 0;
	for (size_t i = 0; i < number.n; i++) {
		char c = number.p[i];
		if (c == ' ' || c == '-')
			continue;
		bool mask = c == '*' || c == 'x' || c == 'X' || c == '#' || c == '.';
		if ((!is_digit(c) && !mask) || n == CARD_TEXT_MAX)
			return 0;
		out[n++] = mask ? '*' : c;
	}
	size_t first = n >= CARD_DIGITS_MIN ? KEEP_FIRST : 0, last = MIN(n, (size_t)KEEP_LAST);
	for (size_t i = first; i < n - last; i++)
		out[i] = '*';
	return n;
}

/* A run of digits with at most one blank or dash between two of them. */
struct run {
	size_t begin, end; /* behind the last digit */
	size_t digits;
	unsigned sum; /* of Luhn (ISO/IEC 7812-1, annex B), the last digit being the check digit */
};

/* The next run at or behind @from; false when there is none. */
static bool run_next(const char *p, size_t n, size_t from, struct run *ret)
{
	while (from < n && !is_digit(p[from]))
		from++;
	if (from == n)
		return false;
	struct run r = {.begin = from};
	unsigned sums[2] = {0, 0}; /* with every other digit doubled, the last one doubled or not */
	for (size_t i = from; i < n; i++) {
		if (is_digit(p[i])) {
			unsigned d = (unsigned)(p[i] - '0'), twice = d < 5 ? 2 * d : 2 * d - 9;
			unsigned plain = sums[1] + d;
			sums[1] = sums[0] + twice;
			sums[0] = plain;
			r.digits++;
			r.end = i + 1;
		} else if ((p[i] != ' ' && p[i] != '-') || r.end != i) {
			break;
		}
	}
	r.sum = sums[0];
	*ret = r;
	return true;
}

static bool run_is_card(const char *p, const struct run *r, bool sure)
{
	if (r->digits < CARD_DIGITS_MIN)
		return false;
	if (sure)
		return true;
	return r->digits <= DIGITS_MAX && p[r->begin] >= '2' && p[r->begin] <= '6' && r->sum % 10 == 0;
}

static void run_hide(char *p, const struct run *r)
{
	size_t nth = 0;
	for (size_t i = r->begin; i < r->end; i++) {
		if (!is_digit(p[i]))
			continue;
		if (nth >= KEEP_FIRST && nth < r->digits - KEEP_LAST)
			p[i] = '*';
		nth++;
	}
}

bool card_hide(char *text, size_t n, bool sure)
{
	bool found = false;
	struct run r;
	for (size_t at = 0; run_next(text, n, at, &r); at = r.end) {
		if (!run_is_card(text, &r, sure))
			continue;
		run_hide(text, &r);
		found = true;
	}
	return found;
}

bool card_stands_in(struct str text, bool sure)
{
	struct run r;
	if (text.n < CARD_DIGITS_MIN)
		return false;
	for (size_t at = 0; run_next(text.p, text.n, at, &r); at = r.end)
		if (run_is_card(text.p, &r, sure))
			return true;
	return false;
}
