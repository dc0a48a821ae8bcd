#include "base/time_zone.h"

#include <stdio.h>
#include <unicode/ucal.h>

#define DAY_MS INT64_C(86400000)

/* No zone is farther from UTC; and two changes of one zone are farther apart. */
#define OFFSET_MAX_MS DAY_MS

static int32_t offset_at(UCalendar *c, int64_t at_ms, UErrorCode *status)
{
	ucal_setMillis(c, (UDate)at_ms, status);
	return (ucal_get(c, UCAL_ZONE_OFFSET, status) + ucal_get(c, UCAL_DST_OFFSET, status)) / 1000;
}

static enum err read_steps(UCalendar *c, struct time_zone *z)
{
	const int64_t first = (int64_t)clock_days_from_civil(TIME_ZONE_YEAR_FIRST, 1, 1) * DAY_MS;
	const int64_t end = (int64_t)clock_days_from_civil(TIME_ZONE_YEAR_LAST + 1, 1, 1) * DAY_MS;
	UErrorCode status = U_ZERO_ERROR;
	UDate edge;
	z->count = 1;
	z->steps[0] = (struct time_zone_step){.at_ms = INT64_MIN, .offset_s = offset_at(c, first, &status)};
	while (U_SUCCESS(status) && ucal_getTimeZoneTransitionDate(c, UCAL_TZ_TRANSITION_NEXT, &edge, &status) &&
	       (int64_t)edge < end) {
		struct time_zone_step step = {.at_ms = (int64_t)edge, .offset_s = offset_at(c, (int64_t)edge, &status)};
		/* Some changes are of the name only, or of what part of the offset is called daylight saving. */
		if (step.offset_s == z->steps[z->count - 1].offset_s)
			continue;
		if (z->count == TIME_ZONE_STEPS_MAX)
			return ERR_TOO_LARGE;
		z->steps[z->count++] = step;
	}
	return U_SUCCESS(status) ? OK : ERR_INTERNAL;
}

enum err time_zone_load(struct str name, struct time_zone *ret)
{
	UChar id[TIME_ZONE_NAME_MAX], canonical[TIME_ZONE_NAME_MAX];
	UErrorCode status = U_ZERO_ERROR;
	UBool known = false;
	if (name.n == 0 || name.n >= TIME_ZONE_NAME_MAX)
		return ERR_SHAPE;
	for (size_t i = 0; i < name.n; i++) {
		if ((unsigned char)name.p[i] >= 0x80 || name.p[i] == '\0')
			return ERR_SHAPE;
		id[i] = (UChar)name.p[i];
	}
	(void)ucal_getCanonicalTimeZoneID(id, (int32_t)name.n, canonical, TIME_ZONE_NAME_MAX, &known, &status);
	if (U_FAILURE(status) || !known)
		return ERR_SHAPE;
	UCalendar *c = ucal_open(id, (int32_t)name.n, "en", UCAL_GREGORIAN, &status);
	if (U_FAILURE(status))
		return ERR_NOMEM;
	struct time_zone z = {0};
	str_copy(z.name, sizeof z.name, name);
	enum err e = read_steps(c, &z);
	ucal_close(c);
	if (e == OK)
		*ret = z;
	return e;
}

void time_zone_fixed(int32_t offset_s, struct time_zone *ret)
{
	int32_t minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;
	ret->count = 1;
	ret->steps[0] = (struct time_zone_step){.at_ms = INT64_MIN, .offset_s = offset_s};
	snprintf(ret->name, sizeof ret->name, "%c%02d:%02d", offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

/* The step that holds at @at_ms. */
static uint32_t step_at(const struct time_zone *z, int64_t at_ms)
{
	uint32_t low = 0, high = z->count;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (z->steps[middle].at_ms <= at_ms)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int32_t time_zone_offset_s(const struct time_zone *z, int64_t at_ms)
{
	return z->steps[step_at(z, at_ms)].offset_s;
}

int64_t time_zone_local(const struct time_zone *z, int64_t at_ms)
{
	return at_ms + (int64_t)time_zone_offset_s(z, at_ms) * 1000;
}

int64_t time_zone_moment(const struct time_zone *z, int64_t local_ms, enum time_zone_pick pick)
{
	uint32_t from = step_at(z, local_ms - OFFSET_MAX_MS), to = step_at(z, local_ms + OFFSET_MAX_MS);
	int64_t found = 0;
	bool any = false;
	for (uint32_t i = from; i <= to; i++) {
		int64_t at = local_ms - (int64_t)z->steps[i].offset_s * 1000;
		if (at < z->steps[i].at_ms || (i + 1 < z->count && at >= z->steps[i + 1].at_ms))
			continue;
		if (!any || pick == TIME_ZONE_LAST)
			found = at;
		any = true;
	}
	/* In no step: it lies in a gap, before the first step whose clock is already past it. */
	for (uint32_t i = from; !any && i <= to; i++) {
		found = z->steps[i].at_ms;
		any = i > 0 && found + (int64_t)z->steps[i].offset_s * 1000 > local_ms;
	}
	return found;
}

int32_t time_zone_day(const struct time_zone *z, int64_t at_ms)
{
	int64_t local = time_zone_local(z, at_ms);
	return (int32_t)(local / DAY_MS - (local % DAY_MS < 0));
}

int64_t time_zone_day_start(const struct time_zone *z, int32_t day)
{
	return time_zone_moment(z, (int64_t)day * DAY_MS, TIME_ZONE_FIRST);
}
