/* sim/zone.h - local time of a zone of the IANA database, daylight saving included (ICU's copy of it). For times in ascending
 * order, as histories have them, an offset is looked up once a transition. Thread: one. Life: zone_open .. zone_close. */
#pragma once

#include "base/str.h"

#include <unicode/ucal.h>

struct zone {
	UCalendar *calendar;
	int64_t from_ms, to_ms; /* where offset_ms holds */
	int64_t offset_ms;
};

/* ERR_SHAPE: no zone has this name. */
NODISCARD enum err zone_open(struct str name, struct zone *ret);
void zone_close(struct zone *z);
/* The wall clock at @at, as ms since 1970-01-01T00:00 on that clock. */
int64_t zone_local(struct zone *z, int64_t at);

/* Days since 1970-01-01; ISO 8601: 1 is Monday. */
static inline int32_t local_day(int64_t local_ms)
{
	return (int32_t)(local_ms / 86400000 - (local_ms % 86400000 < 0));
}
static inline unsigned local_hour(int64_t local_ms)
{
	return (unsigned)((local_ms - (int64_t)local_day(local_ms) * 86400000) / 3600000);
}
static inline unsigned iso_weekday(int32_t day)
{
	return (unsigned)(((day + 3) % 7 + 7) % 7) + 1; /* 1970-01-01 was a Thursday */
}
