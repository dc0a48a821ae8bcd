/* view/definitions.h - the arithmetic of product.md's "Definitions", exact in minor units. Pure.
 * Ratios are null where nothing is below them; a sum that does not fit int64 is "not known" rather than wrong. */
#pragma once

#include "base/json_writer.h"
#include "sources/schema.h"

/* An amount that may be unknown: absent at the source, or out of range. */
struct sum {
	int64_t minor;
	bool known;
};

struct sum sum_of(const struct value *v);      /* absent: unknown */
struct sum sum_or_zero(const struct value *v); /* absent: 0 */
struct sum sum_plus(struct sum a, struct sum b);
struct sum sum_minus(struct sum a, struct sum b);
void sum_put(struct json_writer *w, struct sum s, unsigned exponent);

/* Digits of ratios and of the statistics beside them. */
#define RATIO_DIGITS 4

/* num / den with @decimals digits, rounded half to even; null when den is 0. |num| * 10^decimals is computed in 128 bits. */
void ratio_put(struct json_writer *w, int64_t num, int64_t den, unsigned decimals);

/* + deposits - withdrawals reserved + returned - stakes + wins + voids and cash-outs +- resettlements +- bonus conversion + bonus
 * granted
 * - forfeits - chargebacks - refunds - fees +- adjustments. What the source does not say is 0. */
struct sum pocket_computed(const struct record *pocket);

/* Return to player of games of chance (sports apart), as won and wagered, with the half-width of its 95 % confidence interval:
 * 1.96 * sqrt(sum over games of (sd_g * wagered_g)^2 / bets_g) / wagered, taking stakes inside a game as equal (equal stakes give
 * the narrowest band). */
struct rtp {
	int64_t wagered, won; /* games of chance */
	int64_t sports_wagered, sports_won;
	double theoretical; /* weighted by stake; 0: not known for all */
	double half_width;  /* 0: not known */
};
/* False when the source lists no games, or a sum does not fit. */
bool rtp_compute(const struct value *games, struct rtp *ret);
/* "rtp" (four decimals) and "rtpBand" ({low, high, level}), each null where it is not known; @rtp NULL: nothing is. */
void rtp_put(struct json_writer *w, const struct rtp *rtp);
/* A statistic, with as many digits as the ratios beside it. */
void statistic_put(struct json_writer *w, double v);
/* The return of one game alone: of sports nothing is known, they are not games of chance. */
bool rtp_of_game(const struct record *game, struct rtp *ret);
