#include "connect/push_quiet.h"

#include <unicode/ucal.h>
#include <unicode/ustring.h>

#define MINUTE_MS 60000

struct push_wishes push_wishes_usual(void)
{
	return (struct push_wishes){.at_least = SIGNAL_HIGH, .zone = PUSH_ZONE_USUAL, .critical_passes = true};
}

bool push_severity_parse(struct str word, enum signal_severity *ret)
{
	for (enum signal_severity v = SIGNAL_LOW; v < SIGNAL_SEVERITY_COUNT_; v++)
		if (str_is(word, signal_severity_name(v))) {
			*ret = v;
			return true;
		}
	return false;
}

struct push_wishes push_wishes_of(const struct push_settings_row *r)
{
	struct push_wishes w = push_wishes_usual();
	if (!push_severity_parse(r->at_least, &w.at_least))
		return w;
	w.quiet = r->quiet;
	w.quiet_from = r->quiet_from % PUSH_DAY_MIN;
	w.quiet_to = r->quiet_to % PUSH_DAY_MIN;
	w.critical_passes = r->critical_passes;
	str_copy(w.zone, sizeof w.zone, r->zone);
	return w;
}

bool push_zone_valid(struct str zone)
{
	UChar name[PUSH_ZONE_MAX + 1], canonical[2 * PUSH_ZONE_MAX];
	UBool is_system = 0;
	UErrorCode status = U_ZERO_ERROR;
	if (!zone.n || zone.n > PUSH_ZONE_MAX)
		return false;
	for (size_t i = 0; i < zone.n; i++)
		if (zone.p[i] <= ' ' || zone.p[i] > '~')
			return false;
	u_charsToUChars(zone.p, name, (int32_t)zone.n);
	ucal_getCanonicalTimeZoneID(name, (int32_t)zone.n, canonical, ARRAY_LEN(canonical), &is_system, &status);
	return U_SUCCESS(status) && is_system;
}

unsigned push_zone_minute(const char *zone, int64_t at_ms)
{
	UChar name[PUSH_ZONE_MAX + 1];
	UErrorCode status = U_ZERO_ERROR;
	struct str z = str_of(zone);
	unsigned utc = (unsigned)((at_ms / MINUTE_MS % PUSH_DAY_MIN + PUSH_DAY_MIN) % PUSH_DAY_MIN);
	if (!push_zone_valid(z))
		return utc;
	u_charsToUChars(z.p, name, (int32_t)z.n);
	UCalendar *c = ucal_open(name, (int32_t)z.n, "en", UCAL_GREGORIAN, &status);
	if (U_FAILURE(status))
		return utc;
	ucal_setMillis(c, (UDate)at_ms, &status);
	int32_t hour = ucal_get(c, UCAL_HOUR_OF_DAY, &status), minute = ucal_get(c, UCAL_MINUTE, &status);
	ucal_close(c);
	return U_SUCCESS(status) ? (unsigned)(hour * 60 + minute) : utc;
}

static bool is_within(unsigned minute, unsigned from, unsigned to)
{
	if (from == to)
		return true;
	return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

enum push_held push_wishes_hold(const struct push_wishes *w, enum signal_severity severity, int64_t now_ms)
{
	if (severity < w->at_least)
		return PUSH_TOO_SLIGHT;
	if (!w->quiet || (severity == SIGNAL_CRITICAL && w->critical_passes))
		return PUSH_WANTED;
	return is_within(push_zone_minute(w->zone, now_ms), w->quiet_from, w->quiet_to) ? PUSH_QUIET : PUSH_WANTED;
}
