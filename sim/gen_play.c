/* sim/gen_play.c - a customer's life: when they come, what they play, when they stop. */
#include "base/clock.h"
#include "sim/games.h"
#include "sim/gen.h"
#include "sim/sports.h"

#define SESSION_MAX_MS    (5 * HOUR_MS)
#define DEPOSIT_TRIES     3
#define REDEPOSITS_MAX    6
#define FREE_BET_SHARE    0.03
#define NEWSLETTER_CHANCE 0.5
#define CHOOSY_DAYS       3
#define DAY_FACTOR_MAX    2.5 /* the best of days, about */

/* How much people play by hour of their day, relative; and those who play at night. Shape after published hourly turnover of
 * online casinos: low at five, rising through the day, highest after nine in the evening. */
static const uint8_t day_hours[24] = {22, 14, 9, 6, 4, 4, 6, 10, 16, 20, 24, 28, 32, 32, 32, 34, 38, 44, 52, 62, 74, 80, 66, 40};
static const uint8_t night_hours[24] = {90, 88, 80, 66, 50, 34, 18, 10, 8,  8,  8,  10,
					12, 12, 12, 14, 16, 18, 24, 32, 44, 58, 72, 84};
static const double weekday_factor[7] = {0.85, 0.85, 0.9, 0.95, 1.2, 1.35, 1.15}; /* Monday first */
static const double month_factor[12] = {1.1, 0.95, 1.0, 0.98, 0.95, 0.9, 0.85, 0.92, 1.0, 1.05, 1.1, 1.2};

static double day_factor(int32_t days)
{
	int y;
	unsigned m, d;
	clock_civil_from_days(days, &y, &m, &d);
	double f = weekday_factor[(days + 3) % 7] * month_factor[m - 1]; /* 1970-01-01 was a Thursday */
	return d >= 25 && d <= 28 ? f * 1.5 : d <= 2 ? f * 1.3 : f;      /* pay-days */
}

static unsigned draw_hour(struct gen *g)
{
	const uint8_t *weights = rng_chance(&g->rng, g->persona.night) ? night_hours : day_hours;
	uint32_t sum = 0, u;
	for (unsigned i = 0; i < 24; i++)
		sum += weights[i];
	u = rng_below(&g->rng, sum);
	for (unsigned i = 0; i < 24; i++) {
		if (u < weights[i])
			return i;
		u -= weights[i];
	}
	return 21;
}

/* Streaks: weeks of much play, weeks of little. Whoever doesn't play daily waits for a day that suits: the more so, the better
 * the day. */
static int64_t next_session(struct gen *g, int64_t at, double mean_gap_days)
{
	if (rng_chance(&g->rng, 0.12))
		g->hot = !g->hot;
	int64_t local = at + g->zone_ms;
	double gap = rng_exp(&g->rng) * mean_gap_days * (g->hot ? 0.45 : 1.7);
	if (mean_gap_days < CHOOSY_DAYS)
		gap /= day_factor((int32_t)(local / DAY_MS));
	int64_t day = (local + (int64_t)(gap * (double)DAY_MS)) / DAY_MS;
	while (mean_gap_days >= CHOOSY_DAYS && !rng_chance(&g->rng, day_factor((int32_t)day) / DAY_FACTOR_MAX))
		day++;
	int64_t then = day * DAY_MS + draw_hour(g) * HOUR_MS + rng_below(&g->rng, 3600) * INT64_C(1000) - g->zone_ms;
	return then > at ? then : at + (20 + rng_below(&g->rng, 90)) * MINUTE_MS;
}

static int64_t available(const struct gen *g)
{
	return MAX(ledger_balance(g->h, POCKET_CASH), 0) + ledger_balance(g->h, POCKET_BONUS);
}

static int64_t least_stake(const struct gen *g)
{
	return g->credit / 10 / 10 * 10;
}

static int64_t draw_stake(struct gen *g, unsigned game, double heat)
{
	static const double ladder[] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10};
	double want = g->persona.stake * heat * exp(0.4 * rng_normal(&g->rng)), scale = 1;
	if (game_at(game)->vertical == VERTICAL_SLOTS && g->licence->slot_stake)
		want = MIN(want, g->licence->slot_stake);
	if (cashier_active_bonus(g->h))
		want = MIN(want, 5);
	while (want > 10 * scale)
		scale *= 10;
	size_t i = ARRAY_LEN(ladder) - 1;
	while (i > 0 && ladder[i] * scale > want)
		i--;
	int64_t stake = (int64_t)(ladder[i] * scale * (double)g->credit + 0.5) / 10 * 10;
	stake = MAX(stake, least_stake(g));
	return stake <= available(g) ? stake : available(g) / 10 * 10;
}

/* Pays in until there is something to play with; each try takes a while. */
static bool fund(struct gen *g, int64_t *at)
{
	for (unsigned i = 0; i < DEPOSIT_TRIES; i++) {
		bool paid = gen_deposit(g, *at, g->persona.deposit * exp(0.5 * rng_normal(&g->rng)));
		g->now = *at + 2000;
		*at += (40 + rng_below(&g->rng, 60)) * INT64_C(1000);
		if (paid)
			return true;
	}
	return false;
}

static int64_t bet_on_sports(struct gen *g, int64_t at, unsigned game)
{
	unsigned legs = rng_chance(&g->rng, 0.6) ? 1 : 2 + rng_below(&g->rng, LEGS_MAX - 1);
	bool free = rng_chance(&g->rng, FREE_BET_SHARE);
	int64_t stake = free ? gen_amount(g, g->persona.stake) : draw_stake(g, game, 2);
	uint32_t seed = (uint32_t)rng_u64(&g->rng), bet;
	uint32_t settle_ms =
		(uint32_t)((double)HOUR_MS * (0.7 + 1.2 * rng_exp(&g->rng) + (legs > 1 ? 24 * rng_unit(&g->rng) : 0)));
	if (!free && !play_can_stake(g->h, stake))
		return at;
	if (play_bet(g->h, at, game, legs, seed, stake, free, settle_ms, &bet))
		due_add(g, at + settle_ms, DUE_SETTLE, bet);
	g->now = at;
	return at + (40 + rng_below(&g->rng, 240)) * INT64_C(1000);
}

static unsigned rounds_of(struct gen *g, int64_t at)
{
	unsigned n = 1 + (unsigned)(g->persona.rounds * rng_exp(&g->rng));
	if (g->persona.min_bets) {
		double share = (double)(at - g->registered_at) / (double)(g->active_until - g->registered_at);
		double behind = g->persona.min_bets * MIN(share, 1) - g->h->bets.length;
		n = behind > n ? (unsigned)behind : n;
	}
	return n;
}

static unsigned draw_game(struct gen *g)
{
	if (rng_chance(&g->rng, g->persona.sports))
		return g->persona.games[3];
	return g->persona.games[rng_chance(&g->rng, 0.6) ? 0 : rng_below(&g->rng, 3)];
}

/* Plays @rounds, paying in anew as the persona does; returns when it was over. */
static int64_t play_rounds(struct gen *g, int64_t at, int64_t until, unsigned game, unsigned rounds)
{
	double heat = 1;
	unsigned redeposits = 0;
	bool sport = game_at(game)->vertical == VERTICAL_SPORTS;
	for (unsigned i = 0; i < rounds && at < until; i++) {
		due_run(g, at);
		if (available(g) < least_stake(g)) {
			if (redeposits++ == REDEPOSITS_MAX || !rng_chance(&g->rng, g->persona.redeposit) || !fund(g, &at))
				break;
			due_run(g, at);
			continue;
		}
		if (sport) {
			at = bet_on_sports(g, at, game);
			continue;
		}
		int64_t before = available(g);
		at = g->now = play_round(g->h, at, game, draw_stake(g, game, heat), &g->rng);
		heat = available(g) < before ? MIN(heat * (1 + g->persona.chase * 0.35), 8) : 1;
		at += 300 + rng_below(&g->rng, 2500);
	}
	return at;
}

static unsigned pick_device(struct gen *g)
{
	unsigned n = g->h->profile.device_count;
	return rng_chance(&g->rng, 0.75) ? 0 : rng_below(&g->rng, n);
}

void gen_session(struct gen *g, int64_t at, bool leave_open)
{
	unsigned device = pick_device(g), game = draw_game(g);
	uint32_t ip = device == 0 ? g->home_ip : UINT32_C(0xC6120000) | rng_below(&g->rng, 1u << 17); /* 198.18/15 */
	due_run(g, at);
	g->now = at;
	if (rng_chance(&g->rng, 0.05))
		play_login(g->h, at - 15000, device, 0, ip, true);
	play_login(g->h, at, device, 0, ip, false);
	at += (10 + rng_below(&g->rng, 50)) * INT64_C(1000);
	due_run(g, at);
	if ((available(g) < 5 * least_stake(g) || rng_chance(&g->rng, 0.12)) && !fund(g, &at) && available(g) < least_stake(g))
		return;
	due_run(g, at);
	play_session_start(g->h, at, game, device);
	at = play_rounds(g, at + 3000, MIN(at + SESSION_MAX_MS, g->as_of - MINUTE_MS), game, rounds_of(g, at));
	g->now = MAX(g->now, at);
	if (leave_open)
		return;
	play_session_end(g->h, at);
	gen_maybe_withdraw(g, at + 30000);
	g->now = at + 30000;
	if (rng_chance(&g->rng, g->persona.tickets))
		due_add(g, at + (1 + rng_below(&g->rng, 20)) * HOUR_MS, DUE_TICKET,
			rng_chance(&g->rng, 0.06) ? TOPIC_COMPLAINT : rng_below(&g->rng, TOPIC_COUNT_));
}

static void first_letters(struct gen *g)
{
	gen_letter(g, g->registered_at, LETTER_WELCOME);
	gen_letter(g, g->registered_at + 1000, LETTER_CONFIRM_EMAIL);
	g->now = g->registered_at + 1000;
	if (rng_chance(&g->rng, NEWSLETTER_CHANCE))
		due_add(g, g->registered_at + (5 + rng_below(&g->rng, 25)) * DAY_MS, DUE_NEWSLETTER, 0);
	if (g->kind == KIND_DORMANT)
		due_add(g, g->active_until + 365 * DAY_MS, DUE_FEE, 0);
}

void gen_life(struct gen *g)
{
	double days = (double)(g->active_until - g->registered_at) / (double)DAY_MS;
	double gap = MAX(days / MAX(g->persona.sessions, 1), 0.02);
	int64_t at = g->registered_at + (2 + rng_below(&g->rng, 40)) * MINUTE_MS;
	first_letters(g);
	while (at < g->active_until) {
		gen_session(g, at, false);
		at = next_session(g, g->now, gap);
	}
}
