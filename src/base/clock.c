#include "base/clock.h"

#include <time.h>

enum { MS_PER_DAY = 86400000, MIN_YEAR = 1, MAX_YEAR = 9999 };

int64_t clock_wall_ms(void)
{
	struct timespec ts;
	MUST(clock_gettime(CLOCK_REALTIME, &ts) == 0);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

uint64_t clock_mono_ns(void)
{
	struct timespec ts;
	MUST(clock_gettime(CLOCK_MONOTONIC, &ts) == 0);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

uint64_t clock_coarse_ms(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	return (uint64_t)ts.tv_sec * 1000u + (uint64_t)ts.tv_nsec / 1000000u;
}

/* Years that begin in March and eras of 400 years, after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
int32_t clock_days_from_civil(int y, unsigned m, unsigned d)
{
	int64_t year = (int64_t)y - (m <= 2);
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (int64_t)(m > 2 ? m - 3 : m + 9) + 2) / 5 + (int64_t)d - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return (int32_t)(era * 146097 + day_of_era - 719468);
}

void clock_civil_from_days(int32_t days, int *y, unsigned *m, unsigned *d)
{
	int64_t z = (int64_t)days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153; /* 0 is March */
	*d = (unsigned)(day_of_year - (153 * month + 2) / 5 + 1);
	*m = (unsigned)(month < 10 ? month + 3 : month - 9);
	*y = (int)(year_of_era + era * 400 + (*m <= 2));
}

static unsigned days_in_month(unsigned y, unsigned m)
{
	static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	return days[m - 1] + (unsigned)(m == 2 && leap);
}

/* @n digits at @p, or -1. */
static inline int digits(const char *p, unsigned n)
{
	int v = 0;
	for (unsigned i = 0; i < n; i++) {
		unsigned d = (unsigned)(unsigned char)p[i] - '0';
		if (d > 9)
			return -1;
		v = v * 10 + (int)d;
	}
	return v;
}

enum err clock_parse_date(struct str s, int32_t *ret_days)
{
	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-')
		return ERR_SYNTAX;
	int y = digits(s.p, 4), m = digits(s.p + 5, 2), d = digits(s.p + 8, 2);
	if (y < 0 || m < 0 || d < 0)
		return ERR_SYNTAX;
	if (y < MIN_YEAR || m < 1 || m > 12 || d < 1 || (unsigned)d > days_in_month((unsigned)y, (unsigned)m))
		return ERR_RANGE;
	*ret_days = clock_days_from_civil(y, (unsigned)m, (unsigned)d);
	return OK;
}

/* ".123456" at the start of @rest to milliseconds, cut; eats it. */
static enum err parse_fraction(struct str *rest, int *ret_ms)
{
	if (rest->n == 0 || rest->p[0] != '.')
		return OK;
	int ms = 0, scale = 100;
	size_t i = 1;
	for (; i < rest->n; i++) {
		unsigned d = (unsigned)(unsigned char)rest->p[i] - '0';
		if (d > 9)
			break;
		ms += (int)d * scale;
		scale /= 10;
	}
	if (i == 1)
		return ERR_SYNTAX;
	*rest = str_mem(rest->p + i, rest->n - i);
	*ret_ms = ms;
	return OK;
}

static enum err parse_offset(struct str s, int *ret_minutes)
{
	if (s.n == 1 && (s.p[0] | 0x20) == 'z') {
		*ret_minutes = 0;
		return OK;
	}
	if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':')
		return ERR_SYNTAX;
	int h = digits(s.p + 1, 2), m = digits(s.p + 4, 2);
	if (h < 0 || m < 0)
		return ERR_SYNTAX;
	if (h > 23 || m > 59)
		return ERR_RANGE;
	*ret_minutes = (s.p[0] == '-' ? -1 : 1) * (h * 60 + m);
	return OK;
}

enum err clock_parse_rfc3339(struct str s, int64_t *ret_ms)
{
	if (s.n < sizeof "2025-10-06T14:23:00Z" - 1 || (s.p[10] | 0x20) != 't' || s.p[13] != ':' || s.p[16] != ':')
		return ERR_SYNTAX;
	int h = digits(s.p + 11, 2), min = digits(s.p + 14, 2), sec = digits(s.p + 17, 2);
	if (h < 0 || min < 0 || sec < 0)
		return ERR_SYNTAX;

	struct str rest = str_mem(s.p + 19, s.n - 19);
	int ms = 0, offset_minutes = 0;
	int32_t days = 0;
	enum err fraction = parse_fraction(&rest, &ms);
	if (fraction != OK)
		return fraction;
	/* Malformed goes before out of range, whichever stands first. */
	enum err offset = parse_offset(rest, &offset_minutes);
	enum err date = clock_parse_date(str_mem(s.p, 10), &days);
	if (offset == ERR_SYNTAX || date == ERR_SYNTAX)
		return ERR_SYNTAX;
	if (offset != OK || date != OK || h > 23 || min > 59 || sec > 60)
		return ERR_RANGE;
	if (sec == 60) {
		sec = 59;
		ms = 999;
	}
	*ret_ms = (int64_t)days * MS_PER_DAY + ((int64_t)(h * 60 + min - offset_minutes) * 60 + sec) * 1000 + ms;
	return OK;
}

static inline char *put_digits(char *p, unsigned v, unsigned n)
{
	for (unsigned i = n; i-- > 0; v /= 10)
		p[i] = (char)('0' + v % 10);
	return p + n;
}

static char *put_date(char *p, int32_t days)
{
	int y;
	unsigned m, d;
	clock_civil_from_days(days, &y, &m, &d);
	p = put_digits(p, (unsigned)y, 4);
	*p++ = '-';
	p = put_digits(p, m, 2);
	*p++ = '-';
	return put_digits(p, d, 2);
}

void clock_format_date(int32_t days, char out[16])
{
	int32_t low = clock_days_from_civil(MIN_YEAR, 1, 1), high = clock_days_from_civil(MAX_YEAR, 12, 31);
	*put_date(out, MAX(low, MIN(days, high))) = '\0';
}

void clock_format_rfc3339(int64_t ms, char out[CLOCK_RFC3339_MAX])
{
	int64_t low = (int64_t)clock_days_from_civil(MIN_YEAR, 1, 1) * MS_PER_DAY;
	int64_t high = ((int64_t)clock_days_from_civil(MAX_YEAR, 12, 31) + 1) * MS_PER_DAY - 1;
	ms = MAX(low, MIN(ms, high));
	int64_t days = ms / MS_PER_DAY - (ms % MS_PER_DAY < 0);
	unsigned in_day = (unsigned)(ms - days * MS_PER_DAY);
	char *p = put_date(out, (int32_t)days);
	*p++ = 'T';
	p = put_digits(p, in_day / 3600000, 2);
	*p++ = ':';
	p = put_digits(p, in_day / 60000 % 60, 2);
	*p++ = ':';
	p = put_digits(p, in_day / 1000 % 60, 2);
	if (in_day % 1000) {
		*p++ = '.';
		p = put_digits(p, in_day % 1000, 3);
	}
	*p++ = 'Z';
	*p = '\0';
}
