#include "view/definitions.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define NORMAL_95 1.959964

struct sum sum_of(const struct value *v)
{
	return (struct sum){.minor = v->present ? v->money.minor : 0, .known = v->present};
}

struct sum sum_or_zero(const struct value *v)
{
	return (struct sum){.minor = v->present ? v->money.minor : 0, .known = true};
}

struct sum sum_plus(struct sum a, struct sum b)
{
	struct sum s = {.known = a.known && b.known};
	if (s.known && money_add(a.minor, b.minor, &s.minor) != OK)
		s.known = false;
	return s;
}

struct sum sum_minus(struct sum a, struct sum b)
{
	struct sum s = {.known = a.known && b.known};
	if (s.known && money_sub(a.minor, b.minor, &s.minor) != OK)
		s.known = false;
	return s;
}

void sum_put(struct json_writer *w, struct sum s, unsigned exponent)
{
	if (s.known)
		json_put_money(w, s.minor, exponent);
	else
		json_put_null(w);
}

static __int128 divide_half_even(__int128 n, __int128 d)
{
	__int128 q = n / d, twice = n % d * 2;
	if (twice > d || (twice == d && (q & 1)))
		q++;
	return q;
}

void ratio_put(struct json_writer *w, int64_t num, int64_t den, unsigned decimals)
{
	if (den == 0) {
		json_put_null(w);
		return;
	}
	__int128 scale = 1;
	for (unsigned i = 0; i < decimals; i++)
		scale *= 10;
	bool negative = (num < 0) != (den < 0) && num != 0;
	__int128 n = num < 0 ? -(__int128)num : num, d = den < 0 ? -(__int128)den : den;
	__int128 q = divide_half_even(n * scale, d);
	char text[64];
	int len = snprintf(text, sizeof text, "%s%llu.%0*llu", negative && q ? "-" : "", (unsigned long long)(q / scale),
			   (int)decimals, (unsigned long long)(q % scale));
	json_put_raw(w, str_mem(text, (size_t)len));
}

struct sum pocket_computed(const struct record *pocket)
{
	static const struct {
		unsigned field;
		int sign;
	} terms[] = {
		{F_POCKET_deposits, 1},      {F_POCKET_withdrawalsReserved, -1},
		{F_POCKET_returned, 1},      {F_POCKET_stakes, -1},
		{F_POCKET_wins, 1},          {F_POCKET_voidsAndCashOuts, 1},
		{F_POCKET_resettlements, 1}, {F_POCKET_bonusConversion, 1},
		{F_POCKET_bonusGranted, 1},  {F_POCKET_forfeits, -1},
		{F_POCKET_chargebacks, -1},  {F_POCKET_refunds, -1},
		{F_POCKET_fees, -1},         {F_POCKET_adjustments, 1},
	};
	struct sum s = {.known = true};
	for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
		struct sum term = sum_or_zero(&pocket->values[terms[i].field]);
		s = terms[i].sign > 0 ? sum_plus(s, term) : sum_minus(s, term);
	}
	return s;
}

static double decimal_of(const struct value *v)
{
	char text[40];
	if (!v->present || !str_copy(text, sizeof text, v->text))
		return 0;
	return strtod(text, NULL);
}

bool rtp_compute(const struct value *games, struct rtp *ret)
{
	if (!games->present)
		return false;
	struct rtp r = {0};
	double variance = 0, expected = 0;
	bool theory_known = true, spread_known = true;
	for (size_t i = 0; i < games->list.count; i++) {
		const struct value *v = games->list.items[i].values;
		bool sports = v[F_GAME_STAT_category].present && str_is(v[F_GAME_STAT_category].text, "sports");
		int64_t wagered = v[F_GAME_STAT_wagered].money.minor, won = v[F_GAME_STAT_won].money.minor,
			bets = v[F_GAME_STAT_bets].i64;
		if (money_add(sports ? r.sports_wagered : r.wagered, wagered, sports ? &r.sports_wagered : &r.wagered) != OK ||
		    money_add(sports ? r.sports_won : r.won, won, sports ? &r.sports_won : &r.won) != OK)
			return false;
		if (sports || bets <= 0)
			continue;
		double theory = decimal_of(&v[F_GAME_STAT_theoreticalRtp]), sd = decimal_of(&v[F_GAME_STAT_volatility]);
		theory_known &= theory > 0;
		spread_known &= sd > 0;
		expected += theory * (double)wagered;
		variance += sd * sd * (double)wagered * (double)wagered / (double)bets;
	}
	if (r.wagered > 0 && theory_known)
		r.theoretical = expected / (double)r.wagered;
	if (r.wagered > 0 && spread_known)
		r.half_width = NORMAL_95 * sqrt(variance) / (double)r.wagered;
	*ret = r;
	return true;
}

bool rtp_of_game(const struct record *game, struct rtp *ret)
{
	struct record one = *game;
	struct value list = {.present = true, .list = {.items = &one, .count = 1}};
	return rtp_compute(&list, ret);
}

void statistic_put(struct json_writer *w, double v)
{
	char text[32];
	int n = snprintf(text, sizeof text, "%.*f", RATIO_DIGITS, v);
	json_put_raw(w, str_mem(text, (size_t)n));
}

static void put_band(struct json_writer *w, const struct rtp *rtp)
{
	double mid = (double)rtp->won / (double)rtp->wagered;
	json_open_object(w);
	JSON_KEY(w, "low");
	statistic_put(w, mid > rtp->half_width ? mid - rtp->half_width : 0);
	JSON_KEY(w, "high");
	statistic_put(w, mid + rtp->half_width);
	JSON_KEY(w, "level");
	json_put_raw(w, STR("0.95"));
	json_close_object(w);
}

void rtp_put(struct json_writer *w, const struct rtp *rtp)
{
	JSON_KEY(w, "rtp");
	ratio_put(w, rtp ? rtp->won : 0, rtp ? rtp->wagered : 0, RATIO_DIGITS);
	JSON_KEY(w, "rtpBand");
	if (rtp && rtp->half_width > 0)
		put_band(w, rtp);
	else
		json_put_null(w);
}
