/* base/clock.h - time. Wall time is int64 milliseconds since 1970-01-01 UTC (leap seconds ignored, as POSIX does);
 * monotonic time is uint64 nanoseconds. RFC 3339 with 'T', seconds, optional fraction, 'Z' or a numeric offset. */
#pragma once

#include "base/buf.h"

#define CLOCK_RFC3339_MAX 32 /* bytes with the NUL */

int64_t clock_wall_ms(void);
uint64_t clock_mono_ns(void);
/* The same clock as of the kernel's last tick, up to some 4 ms ago, at a fifth of the cost: for ages and deadlines on hot paths.
 */
uint64_t clock_coarse_ms(void);
static inline uint64_t clock_mono_ms(void)
{
	return clock_mono_ns() / 1000000u;
}

/* Strict RFC 3339 date-time, years 0001-9999, lower case t and z accepted, fraction cut to milliseconds, second 60
 * taken as 59.999. ERR_SYNTAX, ERR_RANGE (31 February, hour 24). */
NODISCARD enum err clock_parse_rfc3339(struct str s, int64_t *ret_ms);
/* "YYYY-MM-DD" to days since 1970-01-01. */
NODISCARD enum err clock_parse_date(struct str s, int32_t *ret_days);
/* "2025-10-06T14:23:00Z", with ".123" only when the milliseconds are not zero; years outside 0001-9999 are clamped. */
void clock_format_rfc3339(int64_t ms, char out[CLOCK_RFC3339_MAX]);
void clock_format_date(int32_t days, char out[16]);

/* Civil calendar (proleptic Gregorian). */
int32_t clock_days_from_civil(int y, unsigned m, unsigned d);
void clock_civil_from_days(int32_t days, int *y, unsigned *m, unsigned *d);
