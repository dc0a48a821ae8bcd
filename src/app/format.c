#include "app/format.h"

#include "base/clock.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define FORMAT_MAX 1024
#define MONTH_MS   (30ll * 86400 * 1000)

struct str format_text(struct arena *a, const char *fmt, ...)
{
	char text[FORMAT_MAX];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n < 0)
		return STR("");
	struct str s = arena_dup(a, str_mem(text, MIN((size_t)n, sizeof text - 1)));
	return s.p ? s : STR("");
}

/* Commas between thousands before the point. */
struct str format_count(struct arena *a, struct str number)
{
	char out[FORMAT_MAX];
	size_t n = 0, whole = MIN(str_find(number, '.', 0), number.n);
	if (number.n > FORMAT_MAX / 2)
		return number;
	for (size_t i = 0; i < number.n; i++) {
		size_t left = whole - MIN(i, whole);
		if (i && i < whole && left % 3 == 0 && number.p[i - 1] != '-')
			out[n++] = ',';
		out[n++] = number.p[i];
	}
	struct str s = arena_dup(a, str_mem(out, n));
	return s.p ? s : STR("");
}

struct str format_money(struct arena *a, struct str currency, struct str number)
{
	if (!number.n)
		return STR("");
	struct str grouped = format_count(a, number);
	return currency.n ? format_text(a, "%.*s %.*s", STR_ARG(currency), STR_ARG(grouped)) : grouped;
}

struct str format_share(struct arena *a, struct str ratio)
{
	char z[64], *end;
	if (!ratio.n || !str_copy(z, sizeof z, ratio))
		return STR("");
	double d = strtod(z, &end);
	return *end || !isfinite(d) ? STR("") : format_text(a, "%.2f %%", d * 100);
}

struct str format_age(struct arena *a, int64_t ms)
{
	static const struct {
		int64_t unit_s;
		const char *one, *many;
	} units[] = {
		{365 * 86400, "year", "years"},
		{30 * 86400, "month", "months"},
		{86400, "day", "days"},
		{3600, "h", "h"},
		{60, "min", "min"},
	};
	int64_t s = ms / 1000;
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		int64_t n = s / units[i].unit_s;
		if (n >= (i == 0 ? 2 : 1)) /* 14 months rather than 1 year */
			return format_text(a, "%lld %s", (long long)n, n == 1 ? units[i].one : units[i].many);
	}
	return format_text(a, "%lld s", (long long)s);
}

struct str format_time(struct arena *a, struct str rfc3339, int64_t now_ms)
{
	int64_t ms;
	if (clock_parse_rfc3339(rfc3339, &ms) != OK)
		return rfc3339;
	char z[CLOCK_RFC3339_MAX];
	clock_format_rfc3339(ms, z);
	z[10] = ' ';
	if (!now_ms)
		return format_text(a, "%.16s", z);
	struct str age = format_age(a, ms <= now_ms ? now_ms - ms : ms - now_ms);
	return ms <= now_ms ? format_text(a, "%.16s  (%.*s ago)", z, STR_ARG(age))
			    : format_text(a, "%.16s  (in %.*s)", z, STR_ARG(age));
}

struct str format_when(struct arena *a, struct str rfc3339, int64_t now_ms)
{
	int64_t ms;
	if (clock_parse_rfc3339(rfc3339, &ms) != OK)
		return rfc3339;
	int64_t apart = ms <= now_ms ? now_ms - ms : ms - now_ms;
	return format_time(a, rfc3339, apart < MONTH_MS ? now_ms : 0);
}

struct str format_day(struct arena *a, struct str rfc3339)
{
	struct str s = format_time(a, rfc3339, 0);
	return str_mem(s.p, MIN(s.n, 10u));
}

struct str format_words(struct arena *a, struct str word)
{
	struct str s = arena_dup(a, word);
	if (!s.p)
		return STR("");
	for (char *p = (char *)(uintptr_t)s.p; p < s.p + s.n; p++)
		if (*p == '_')
			*p = ' ';
	return s;
}

struct str format_minutes(struct arena *a, struct str minutes)
{
	int64_t m;
	if (str_to_i64(minutes, &m) != OK || m < 0)
		return minutes;
	if (m < 60)
		return format_text(a, "%lld min", (long long)m);
	if (m % 60 == 0)
		return format_text(a, "%lld h", (long long)(m / 60));
	return format_text(a, "%lld h %lld min", (long long)(m / 60), (long long)(m % 60));
}

struct str format_bytes(struct arena *a, uint64_t bytes)
{
	static const char *const units[] = {"kB", "MB", "GB", "TB"};
	if (bytes < 1000)
		return format_text(a, "%llu B", (unsigned long long)bytes);
	double d = (double)bytes / 1000;
	size_t i = 0;
	for (; d >= 1000 && i + 1 < ARRAY_LEN(units); i++)
		d /= 1000;
	return format_text(a, "%.*f %s", d < 10 ? 1 : 0, d, units[i]);
}
