#include "rules/period.h"

#include <stdio.h>

#define DAY_MS INT64_C(86400000)

/* Moments later than this are "never": the end of the year 9999. */
#define FAR_DAYS 2932896

static const struct unit {
	const char *word, *plural;
	int64_t ms;      /* of a unit that is always as long */
	unsigned days;   /* of one that is so many days of the wall clock */
	unsigned months; /* of one that the calendar counts */
} units[PERIOD_UNIT_COUNT_] = {
	[PERIOD_MS] = {"ms", NULL, .ms = 1},
	[PERIOD_SECOND] = {"s", NULL, .ms = 1000},
	[PERIOD_MINUTE] = {"min", NULL, .ms = 60000},
	[PERIOD_HOUR] = {"h", NULL, .ms = 3600000},
	[PERIOD_DAY] = {"day", "days", .days = 1},
	[PERIOD_WEEK] = {"week", "weeks", .days = 7},
	[PERIOD_MONTH] = {"month", "months", .months = 1},
	[PERIOD_YEAR] = {"year", "years", .months = 12},
	[PERIOD_WORKING_DAY] = {.word = "working day", .plural = "working days"},
};

enum err period_parse(struct str text, struct period *ret)
{
	uint64_t n;
	struct str number, unit = text;
	if (!str_split(&unit, ' ', &number) || str_to_u64(number, &n) != OK || n > PERIOD_N_MAX)
		return ERR_SYNTAX;
	unit = str_trim(unit);
	for (unsigned i = 0; i < PERIOD_UNIT_COUNT_; i++)
		if (str_is(unit, units[i].word) || (units[i].plural && str_is(unit, units[i].plural))) {
			*ret = (struct period){.n = (uint32_t)n, .unit = (enum period_unit)i};
			return OK;
		}
	return ERR_SYNTAX;
}

void period_format(struct period p, char out[PERIOD_TEXT_MAX])
{
	const struct unit *u = &units[p.unit];
	snprintf(out, PERIOD_TEXT_MAX, "%u %s", p.n, u->plural && p.n != 1 ? u->plural : u->word);
}

unsigned iso_weekday_of(int32_t day)
{
	return (unsigned)(((day + 3) % 7 + 7) % 7) + 1; /* 1970-01-01 was a Thursday */
}

bool working_day(const struct working_days *w, int32_t day)
{
	unsigned weekend = w ? w->weekend : WEEKEND_USUAL;
	if (weekend >> iso_weekday_of(day) & 1)
		return false;
	size_t low = 0, high = w ? w->holiday_count : 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (w->holidays[middle] == day)
			return false;
		if (w->holidays[middle] < day)
			low = middle + 1;
		else
			high = middle;
	}
	return true;
}

/* ---- ends ---- */

static unsigned days_in_month(int y, unsigned m)
{
	int32_t first = clock_days_from_civil(y, m, 1);
	return (unsigned)((m == 12 ? clock_days_from_civil(y + 1, 1, 1) : clock_days_from_civil(y, m + 1, 1)) - first);
}

/* The day @months later, or earlier; *ret_cut when its month is too short, the last of which it is then. */
static int32_t add_months(int32_t day, int64_t months, bool *ret_cut)
{
	int y;
	unsigned m, d;
	clock_civil_from_days(day, &y, &m, &d);
	int64_t count = (int64_t)y * 12 + m - 1 + months;
	int64_t year = count / 12 - (count % 12 < 0);
	unsigned month = (unsigned)(count - year * 12) + 1, last = days_in_month((int)year, month);
	*ret_cut = d > last;
	return clock_days_from_civil((int)year, month, MIN(d, last));
}

static int64_t end_of_working_days(uint32_t n, int32_t day, const struct time_zone *z, const struct working_days *w)
{
	/* A table could be free of working days; 40 days for each are then enough to see it. */
	for (int64_t tries = (int64_t)n * 40; n > 0 && tries > 0; tries--)
		n -= working_day(w, ++day);
	return n ? INT64_MAX : time_zone_day_start(z, day + 1);
}

/* The moment @days and @months after @start, at the same time of the wall clock. */
static int64_t same_time_later(int64_t start_ms, const struct unit *u, int64_t n, const struct time_zone *z,
			       enum period_reading reading)
{
	int64_t local = time_zone_local(z, start_ms);
	int32_t day = (int32_t)(local / DAY_MS - (local % DAY_MS < 0));
	int64_t of_day = local - (int64_t)day * DAY_MS, later = (int64_t)day + (int64_t)u->days * n;
	bool cut = false;
	/* A month has 28 days at least: whatever is cut off here is cut off below, too. */
	if (later + 28 * (int64_t)u->months * n > FAR_DAYS || later < -FAR_DAYS)
		return INT64_MAX;
	int32_t to = add_months((int32_t)later, (int64_t)u->months * n, &cut);
	if (cut && reading == PERIOD_LATEST)
		return time_zone_day_start(z, to + 1);
	return time_zone_moment(z, (int64_t)to * DAY_MS + of_day, reading == PERIOD_LATEST ? TIME_ZONE_LAST : TIME_ZONE_FIRST);
}

int64_t period_end(struct period p, int64_t start_ms, const struct time_zone *z, const struct working_days *w,
		   enum period_reading reading)
{
	const struct unit *u = &units[p.unit];
	if (p.n == 0)
		return start_ms;
	if (start_ms > (int64_t)FAR_DAYS * DAY_MS)
		return INT64_MAX;
	if (u->ms)
		return start_ms + u->ms * p.n;
	if (p.unit == PERIOD_WORKING_DAY)
		return end_of_working_days(p.n, time_zone_day(z, start_ms), z, w);
	int64_t end = same_time_later(start_ms, u, p.n, z, reading);
	int64_t full = u->days ? start_ms + (int64_t)u->days * p.n * DAY_MS : end;
	return reading == PERIOD_LATEST ? MAX(end, full) : MIN(end, full);
}

int64_t period_begin(struct period p, int64_t end_ms, const struct time_zone *z)
{
	const struct unit *u = &units[p.unit];
	if (p.n == 0)
		return end_ms;
	if (u->ms)
		return end_ms - u->ms * p.n;
	return same_time_later(end_ms, p.unit == PERIOD_WORKING_DAY ? &units[PERIOD_DAY] : u, -(int64_t)p.n, z, PERIOD_EARLIEST);
}

bool period_is_known(struct period p, int64_t start_ms, const struct time_zone *z, const struct working_days *w)
{
	if (p.unit != PERIOD_WORKING_DAY || p.n == 0)
		return true;
	int64_t end = period_end(p, start_ms, z, w, PERIOD_EARLIEST);
	return w && end != INT64_MAX && time_zone_day(z, start_ms) >= w->known_from &&
	       time_zone_day(z, end - 1) <= w->known_until;
}

int age_on(int32_t born_day, int32_t day)
{
	int born_year, year;
	unsigned born_month, month, born, today;
	clock_civil_from_days(born_day, &born_year, &born_month, &born);
	clock_civil_from_days(day, &year, &month, &today);
	return year - born_year - (month < born_month || (month == born_month && today < born));
}
