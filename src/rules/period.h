/* rules/period.h - lengths of time as rules have them ("24 h", "6 months", "7 working days") and where they end. Months and years
 * are the calendar's, days are the wall clock's, hours are hours. Pure functions, any thread. */
#pragma once

#include "base/time_zone.h"

enum period_unit {
	PERIOD_MS,
	PERIOD_SECOND,
	PERIOD_MINUTE,
	PERIOD_HOUR,
	PERIOD_DAY,
	PERIOD_WEEK,
	PERIOD_MONTH,
	PERIOD_YEAR,
	PERIOD_WORKING_DAY,
	PERIOD_UNIT_COUNT_
};

struct period {
	uint32_t n; /* 0: no time at all */
	enum period_unit unit;
};

#define PERIOD_TEXT_MAX 32
#define PERIOD_N_MAX    100000

/* A number, blanks, a unit: ms, s, min, h, day, week, month, year, working day, the long ones also with an s. ERR_SYNTAX. */
NODISCARD enum err period_parse(struct str text, struct period *ret);
void period_format(struct period p, char out[PERIOD_TEXT_MAX]);
static inline bool period_same(struct period a, struct period b)
{
	return a.n == b.n && (a.unit == b.unit || a.n == 0);
}

/* Which days are worked on. Outside of known_from .. known_until only weekends are known. */
struct working_days {
	uint8_t weekend; /* bits 1 << ISO weekday: 1 is Monday */
	const int32_t *holidays;
	size_t holiday_count;            /* ascending */
	int32_t known_from, known_until; /* days since 1970-01-01, both included */
};

#define WEEKEND_USUAL (1u << 6 | 1u << 7)

bool working_day(const struct working_days *w, int32_t day);
/* 1 is Monday, 7 Sunday. */
unsigned iso_weekday_of(int32_t day);

/* EARLIEST is for what must be done in time: of two readings the earlier end, and 31 January + 1 month is on the last of
 * February. LATEST is for what protects somebody: a day has 24 hours at least, and 31 January + 1 month is the end of February.
 */
enum period_reading { PERIOD_EARLIEST, PERIOD_LATEST };

/* Where @p ends that starts at @start_ms. Working days: the end of the n-th one after the day of the start; @w NULL: Saturdays
 * and Sundays are free. INT64_MAX when that lies beyond all calendars. */
int64_t period_end(struct period p, int64_t start_ms, const struct time_zone *z, const struct working_days *w,
		   enum period_reading reading);
/* Where @p begins that ends at @end_ms: for "in the last 30 days". Days and months by the wall clock; no working days. */
int64_t period_begin(struct period p, int64_t end_ms, const struct time_zone *z);
/* Whether the table of holidays covers every day of it. Always for periods that are no working days. */
bool period_is_known(struct period p, int64_t start_ms, const struct time_zone *z, const struct working_days *w);

/* Whole years between two days; of somebody born on 29 February, on 1 March of other years. */
int age_on(int32_t born_day, int32_t day);
