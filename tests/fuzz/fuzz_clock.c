/* layer: base */
/* RFC 3339 against the C library's calendar: what is accepted means what timegm() says, and a text of the plain form whose
 * fields timegm() leaves as they are is accepted. */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

enum { TEXT_MAX = 100 };

static int number(struct str s, size_t at, size_t n)
{
	int v = 0;
	for (size_t i = at; i < at + n; i++)
		v = v * 10 + (s.p[i] - '0');
	return v;
}

/* timegm() of "YYYY-MM-DDTHH:MM:SS"; whether it found every field in its range. */
static bool reference(struct str s, int64_t *ret_seconds)
{
	struct tm want = {
		.tm_year = number(s, 0, 4) - 1900,
		.tm_mon = number(s, 5, 2) - 1,
		.tm_mday = number(s, 8, 2),
		.tm_hour = number(s, 11, 2),
		.tm_min = number(s, 14, 2),
		.tm_sec = number(s, 17, 2),
	};
	struct tm got = want;
	*ret_seconds = timegm(&got);
	return got.tm_year == want.tm_year && got.tm_mon == want.tm_mon && got.tm_mday == want.tm_mday &&
	       got.tm_hour == want.tm_hour && got.tm_min == want.tm_min && got.tm_sec == want.tm_sec && want.tm_year > -1900;
}

static void check_meaning(struct str s, int64_t ms)
{
	int64_t seconds, offset = 0;
	bool leap = number(s, 17, 2) == 60;
	bool regular = reference(s, &seconds);
	MUST(regular || leap);
	char sign = s.p[s.n - 6];
	if ((s.p[s.n - 1] | 0x20) != 'z')
		offset = (sign == '-' ? -60 : 60) * (number(s, s.n - 5, 2) * 60 + number(s, s.n - 2, 2));
	int64_t rest = ms - (seconds - offset) * 1000;
	MUST(leap ? rest == -1 : rest >= 0 && rest <= 999);
}

static bool is_plain(struct str s)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	if (s.n != sizeof form - 1)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (form[i] == '0' ? s.p[i] < '0' || s.p[i] > '9' : s.p[i] != form[i])
			return false;
	return true;
}

static void check_time(struct str s)
{
	int64_t ms = 42, back, seconds;
	char out[CLOCK_RFC3339_MAX];
	enum err e = clock_parse_rfc3339(s, &ms);
	if (e != OK) {
		MUST(ms == 42 && (e == ERR_SYNTAX || e == ERR_RANGE));
		MUST(!is_plain(s) || (e == ERR_RANGE && !reference(s, &seconds)));
		return;
	}
	check_meaning(s, ms);
	clock_format_rfc3339(ms, out);
	MUST(clock_parse_rfc3339(str_of(out), &back) == OK);
	/* An offset can lead out of the years that can be written. */
	int64_t day = 86400000;
	MUST(back == ms || (back > ms && back - ms < day) || (back < ms && ms - back < day));
	MUST(back == ms || number(s, 0, 4) == 1 || number(s, 0, 4) == 9999);
}

static void check_date(struct str s)
{
	int32_t days = 42, back;
	char out[16];
	if (clock_parse_date(s, &days) != OK) {
		MUST(days == 42);
		return;
	}
	clock_format_date(days, out);
	MUST(str_is(s, out));
	MUST(clock_parse_date(str_of(out), &back) == OK && back == days);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = str_mem((const char *)data, size);
	int64_t any = 0, back;
	char out[CLOCK_RFC3339_MAX];
	if (size > TEXT_MAX)
		return 0;
	check_time(s);
	check_date(s);
	check_date(str_mem(s.p, MIN(s.n, (size_t)10)));
	if (size)
		memcpy(&any, data, MIN(size, sizeof any));
	clock_format_rfc3339(any, out); /* any number at all */
	MUST(strlen(out) < CLOCK_RFC3339_MAX && clock_parse_rfc3339(str_of(out), &back) == OK);
	int y;
	unsigned m, d;
	clock_civil_from_days((int32_t)any, &y, &m, &d);
	MUST(clock_days_from_civil(y, m, d) == (int32_t)any);
	return 0;
}
