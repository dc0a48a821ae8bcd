#include "api/assets_encoding.h"

#define Q_DIGITS_MAX 3 /* behind the point */

struct str asset_encoding_name(enum asset_encoding e)
{
	static const struct str names[ENCODING_COUNT_] = {[ENCODING_BR] = {"br", 2}, [ENCODING_GZIP] = {"gzip", 4}};
	return names[e];
}

void accept_encoding_init(struct accept_encoding *a)
{
	*a = (struct accept_encoding){.q = {-1, -1, -1}, .q_any = -1};
}

/* weight = ("0" ["." 0*3DIGIT]) / ("1" ["." 0*3("0")]); -1: not one. */
static int parse_q(struct str s)
{
	if (!s.n || s.n > 2 + Q_DIGITS_MAX || (s.p[0] != '0' && s.p[0] != '1') || (s.n > 1 && s.p[1] != '.'))
		return -1;
	int q = (s.p[0] - '0') * ENCODING_Q_MAX;
	int unit = ENCODING_Q_MAX;
	for (size_t i = 2; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -1;
		unit /= 10;
		q += (s.p[i] - '0') * unit;
	}
	return q <= ENCODING_Q_MAX ? q : -1;
}

/* What follows the coding: nothing, or ";q=" and a weight. -1: neither. */
static int parse_weight(struct str s)
{
	s = str_trim(s);
	if (!s.n)
		return ENCODING_Q_MAX;
	s = str_trim(str_mem(s.p + 1, s.n - 1)); /* s.p[0] is the semicolon */
	if (s.n < 2 || (s.p[0] | 0x20) != 'q' || s.p[1] != '=')
		return -1;
	return parse_q(str_mem(s.p + 2, s.n - 2));
}

static int *place_of(struct accept_encoding *a, struct str coding)
{
	if (str_is(coding, "*"))
		return &a->q_any;
	if (str_ieq(coding, STR("identity")))
		return &a->q[ENCODING_IDENTITY];
	if (str_ieq(coding, STR("gzip")) || str_ieq(coding, STR("x-gzip"))) /* RFC 9110, 8.4.1.3 */
		return &a->q[ENCODING_GZIP];
	return str_ieq(coding, STR("br")) ? &a->q[ENCODING_BR] : NULL;
}

void accept_encoding_add(struct accept_encoding *a, struct str field)
{
	struct str member;
	a->given = true;
	while (str_split(&field, ',', &member)) {
		size_t semicolon = str_find(member, ';', 0);
		size_t end = semicolon == SIZE_MAX ? member.n : semicolon;
		int *place = place_of(a, str_trim(str_mem(member.p, end)));
		int q = place && *place < 0 ? parse_weight(str_mem(member.p + end, member.n - end)) : -1;
		if (q >= 0)
			*place = q;
	}
}

/* Identity need not be named to be taken, but whatever is named with some weight goes before it: above 0, below the least q. */
static int weight_of(const struct accept_encoding *a, enum asset_encoding e)
{
	int q = a->q[e] >= 0 ? a->q[e] : a->q_any;
	if (e == ENCODING_IDENTITY)
		return q < 0 ? 1 : 2 * q;
	return MAX(2 * q, 0);
}

enum asset_encoding accept_encoding_choose(const struct accept_encoding *a, unsigned available)
{
	enum asset_encoding best = ENCODING_COUNT_;
	int best_weight = 0;
	/* Who says nothing may be given anything (12.5.3); plain bytes are what such clients mean. */
	if (!a->given && available & 1u << ENCODING_IDENTITY)
		return ENCODING_IDENTITY;
	for (unsigned e = 0; e < ENCODING_COUNT_; e++) {
		int weight = a->given ? weight_of(a, (enum asset_encoding)e) : ENCODING_Q_MAX;
		if (available >> e & 1 && weight > best_weight) {
			best = (enum asset_encoding)e;
			best_weight = weight;
		}
	}
	return best;
}
