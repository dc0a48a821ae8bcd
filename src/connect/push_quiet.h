/* connect/push_quiet.h - what a person wants to be told, and when: by the wall clock of the person's own zone. Pure but for the
 * zone tables of ICU. Thread: any. */
#pragma once

#include "base/str.h"
#include "live/alert.h"
#include "store/push_subscriptions.h"

#define PUSH_ZONE_MAX   64
#define PUSH_DAY_MIN    1440
#define PUSH_ZONE_USUAL "Etc/UTC"

struct push_wishes {
	enum signal_severity at_least;
	bool quiet;                    /* there are quiet hours */
	unsigned quiet_from, quiet_to; /* minutes of the day, to < from over midnight; the same: all day */
	char zone[PUSH_ZONE_MAX + 1];  /* an IANA name */
	bool critical_passes;          /* quiet hours do not hold back what is critical */
};
/* Of a person who has not said anything. */
struct push_wishes push_wishes_usual(void);

/* As they are kept; what was kept badly is taken as usual. */
struct push_wishes push_wishes_of(const struct push_settings_row *r);

/* An IANA name that the tables know: "Europe/Malta", not "GMT+5". */
bool push_zone_valid(struct str zone);
/* The minute of the day there. An unknown zone is taken for UTC. */
unsigned push_zone_minute(const char *zone, int64_t at_ms);

/* "low".."critical". */
bool push_severity_parse(struct str word, enum signal_severity *ret);

enum push_held { PUSH_WANTED, PUSH_TOO_SLIGHT, PUSH_QUIET };
enum push_held push_wishes_hold(const struct push_wishes *w, enum signal_severity severity, int64_t now_ms);
