#include "base/real.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static locale_t c_locale;
static pthread_once_t c_locale_once = PTHREAD_ONCE_INIT;

static void make_c_locale(void)
{
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	MUST(c_locale != (locale_t)0);
}

/* Both mantissa and power of ten are exact as doubles, so one multiplication or division rounds once, correctly
 * (W. D. Clinger, "How to read floating point numbers accurately", 1990). False: it takes strtod. */
static bool parse_fast(struct str s, double *ret)
{
	static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
				       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
	uint64_t mantissa = 0;
	size_t i = s.n && s.p[0] == '-', digits = 0, decimals = 0;
	bool point = false;
	for (; i < s.n; i++) {
		unsigned d = (unsigned)(unsigned char)s.p[i] - '0';
		if (d > 9) {
			if (s.p[i] != '.')
				return false;
			point = true;
			continue;
		}
		mantissa = mantissa * 10 + d;
		decimals += point;
		if (++digits > 19)
			return false;
	}
	if (mantissa > UINT64_C(1) << DBL_MANT_DIG || decimals >= ARRAY_LEN(power))
		return false;
	double v = (double)mantissa / power[decimals];
	*ret = s.p[0] == '-' ? -v : v;
	return true;
}

enum err real_parse(struct str s, double *ret)
{
	double v;
	if (parse_fast(s, &v)) {
		*ret = v;
		return OK;
	}
	char small[128], *z = s.n < sizeof small ? small : malloc(s.n + 1);
	if (!z)
		return ERR_NOMEM;
	memcpy(z, s.p, s.n);
	z[s.n] = '\0';
	pthread_once(&c_locale_once, make_c_locale);
	v = strtod_l(z, NULL, c_locale);
	if (z != small)
		free(z);
	if (!isfinite(v))
		return ERR_RANGE;
	*ret = v;
	return OK;
}

size_t real_format(double v, char out[REAL_TEXT_MAX])
{
	pthread_once(&c_locale_once, make_c_locale);
	locale_t before = uselocale(c_locale);
	/* Fifteen digits always survive the way through a double and %g drops zeros, so fewer need no try, but for subnormals. */
	int precision = fabs(v) < DBL_MIN ? 1 : DBL_DIG, n;
	do
		n = snprintf(out, REAL_TEXT_MAX, "%.*g", precision, v);
	while (precision++ < DBL_DECIMAL_DIG && strtod_l(out, NULL, c_locale) != v);
	uselocale(before);
	return (size_t)n;
}
