#include "sim/zone.h"

#define ZONE_NAME_MAX 64

enum err zone_open(struct str name, struct zone *ret)
{
	UChar id[ZONE_NAME_MAX], canonical[ZONE_NAME_MAX];
	UErrorCode status = U_ZERO_ERROR;
	if (name.n == 0 || name.n > ZONE_NAME_MAX)
		return ERR_SHAPE;
	for (size_t i = 0; i < name.n; i++) {
		if ((unsigned char)name.p[i] >= 0x80)
			return ERR_SHAPE;
		id[i] = (UChar)name.p[i];
	}
	UBool known = false;
	(void)ucal_getCanonicalTimeZoneID(id, (int32_t)name.n, canonical, ZONE_NAME_MAX, &known, &status);
	if (U_FAILURE(status) || !known)
		return ERR_SHAPE;
	UCalendar *calendar = ucal_open(id, (int32_t)name.n, "en", UCAL_GREGORIAN, &status);
	if (U_FAILURE(status))
		return ERR_NOMEM;
	*ret = (struct zone){.calendar = calendar};
	return OK;
}

void zone_close(struct zone *z)
{
	ucal_close(z->calendar);
}

static void look_up(struct zone *z, int64_t at)
{
	UErrorCode status = U_ZERO_ERROR;
	UDate edge;
	ucal_setMillis(z->calendar, (UDate)at, &status);
	z->offset_ms = ucal_get(z->calendar, UCAL_ZONE_OFFSET, &status) + ucal_get(z->calendar, UCAL_DST_OFFSET, &status);
	MUST(U_SUCCESS(status));
	bool has = ucal_getTimeZoneTransitionDate(z->calendar, UCAL_TZ_TRANSITION_PREVIOUS_INCLUSIVE, &edge, &status);
	z->from_ms = has ? (int64_t)edge : INT64_MIN;
	has = ucal_getTimeZoneTransitionDate(z->calendar, UCAL_TZ_TRANSITION_NEXT, &edge, &status);
	z->to_ms = has ? (int64_t)edge : INT64_MAX;
}

int64_t zone_local(struct zone *z, int64_t at)
{
	if (at < z->from_ms || at >= z->to_ms)
		look_up(z, at);
	return at + z->offset_ms;
}
