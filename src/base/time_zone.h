/* base/time_zone.h - the wall clock of a zone of the IANA database (ICU's copy of it): a plain table of the moments at which its
 * offset changes, made once by name and then only read. Pure functions on it, any thread. Life: the struct is the caller's. */
#pragma once

#include "base/clock.h"

#define TIME_ZONE_NAME_MAX  64
#define TIME_ZONE_STEPS_MAX 512
/* Changes of the offset are known from and up to these years; before and after, the nearest one holds. */
#define TIME_ZONE_YEAR_FIRST 1970
#define TIME_ZONE_YEAR_LAST  2100

struct time_zone_step {
	int64_t at_ms;    /* from this moment on */
	int32_t offset_s; /* local time is so much ahead of UTC */
};

struct time_zone {
	char name[TIME_ZONE_NAME_MAX];
	uint32_t count; /* at least one; the first holds since ever */
	struct time_zone_step steps[TIME_ZONE_STEPS_MAX];
};

/* A local time that comes twice (the clock is set back) is the first or the last of the two moments. One that does not come (the
 * clock is set forward) is the moment of the change either way. */
enum time_zone_pick { TIME_ZONE_FIRST, TIME_ZONE_LAST };

/* ERR_SHAPE: no zone has this name; ERR_TOO_LARGE: it changes too often; ERR_NOMEM. Some 200 microseconds: keep what you got. */
NODISCARD enum err time_zone_load(struct str name, struct time_zone *ret);
/* A zone without daylight saving: for tests, and for who knows no more than an offset. */
void time_zone_fixed(int32_t offset_s, struct time_zone *ret);

int32_t time_zone_offset_s(const struct time_zone *z, int64_t at_ms);
/* What the wall clock shows, as milliseconds since 1970-01-01T00:00 on that clock. */
int64_t time_zone_local(const struct time_zone *z, int64_t at_ms);
/* The way back. */
int64_t time_zone_moment(const struct time_zone *z, int64_t local_ms, enum time_zone_pick pick);
/* Days since 1970-01-01 on that clock, and the first moment of such a day. */
int32_t time_zone_day(const struct time_zone *z, int64_t at_ms);
int64_t time_zone_day_start(const struct time_zone *z, int32_t day);
