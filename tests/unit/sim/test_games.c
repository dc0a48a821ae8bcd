#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/games.h"
#include "sim/sports.h"

#include <math.h>
#include <string.h>

#define ROUNDS 2000000u

static struct sim_rng rng;

/* A long run lies within five standard errors of the theory; the sample's own spread is what the catalogue says. */
static void every_game_converges_to_its_return_and_volatility(void **state)
{
	(void)state;
	games_init();
	rng_seed(&rng, 1, 2);
	for (unsigned g = 0; g < games_first_sport(); g++) {
		const struct game *game = game_at(g);
		double sum = 0, square = 0;
		for (unsigned i = 0; i < ROUNDS; i++) {
			double m = game_draw(g, &rng) / 10.0;
			sum += m;
			square += m * m;
		}
		double mean = sum / ROUNDS, sd = sqrt(square / ROUNDS - mean * mean);
		assert_true(fabs(mean - game->rtp) < 5 * game->volatility / sqrt(ROUNDS));
		assert_true(fabs(sd - game->volatility) < 0.25 * game->volatility);
		assert_true(game->rtp > 0.8 && game->rtp < 1);
	}
}

static void sports_have_no_return_to_promise(void **state)
{
	(void)state;
	for (unsigned g = games_first_sport(); g < games_count(); g++) {
		assert_int_equal(game_at(g)->vertical, VERTICAL_SPORTS);
		assert_true(game_at(g)->rtp == 0);
	}
}

static void a_bets_price_is_the_product_of_its_legs(void **state)
{
	(void)state;
	rng_seed(&rng, 3, 4);
	for (unsigned i = 0; i < 2000; i++) {
		struct bet b = {.game = (uint8_t)games_first_sport(),
				.legs = (uint8_t)(1 + i % LEGS_MAX),
				.seed = (uint32_t)rng_u64(&rng)};
		uint64_t price = 100;
		for (unsigned l = 0; l < b.legs; l++) {
			struct leg leg;
			sports_leg(&b, l, &leg);
			assert_true(leg.price > 100 && leg.event[0] && leg.pick[0]);
			price = price * leg.price / 100;
		}
		assert_int_equal(sports_price(b.seed, b.legs), price > 500000 ? 500000 : price);
	}
}

static void legs_agree_with_the_bets_state(void **state)
{
	(void)state;
	for (uint32_t seed = 0; seed < 500; seed++) {
		struct bet b = {.game = (uint8_t)games_first_sport(), .legs = (uint8_t)(1 + seed % LEGS_MAX), .seed = seed};
		unsigned lost = 0;
		b.state = BET_LOST;
		for (unsigned i = 0; i < b.legs; i++)
			lost += strcmp(sports_leg_outcome(&b, i), "lost") == 0;
		assert_true(lost >= 1);
		b.state = BET_WON;
		for (unsigned i = 0; i < b.legs; i++)
			assert_string_equal(sports_leg_outcome(&b, i), "won");
		b.state = BET_OPEN;
		assert_null(sports_leg_outcome(&b, 0));
	}
}

static void settling_pays_what_the_state_says_and_keeps_a_margin(void **state)
{
	(void)state;
	unsigned states[8] = {0};
	double staked = 0, paid = 0;
	rng_seed(&rng, 5, 6);
	for (unsigned i = 0; i < 300000; i++) {
		struct bet b = {.game = (uint8_t)games_first_sport(),
				.legs = (uint8_t)(1 + i % 3),
				.seed = (uint32_t)rng_u64(&rng),
				.stake = 1000};
		enum bet_state s;
		int64_t won, full = b.stake * sports_price(b.seed, b.legs) / 100;
		sports_settle(&b, &rng, &s, &won);
		states[s]++;
		assert_true(s != BET_OPEN && s != BET_RESETTLED && won >= 0 && won <= full * 2);
		assert_true(s != BET_LOST || won == 0);
		assert_true(s != BET_WON || won == full);
		assert_true(s != BET_VOID || won == b.stake);
		assert_true(s != BET_HALF_LOST || won == b.stake / 2);
		staked += s == BET_VOID ? 0 : (double)b.stake;
		paid += s == BET_VOID ? 0 : (double)won;
	}
	for (unsigned s = BET_WON; s < BET_RESETTLED; s++)
		assert_true(states[s] > 100);
	assert_true(paid / staked > 0.85 && paid / staked < 0.97);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_game_converges_to_its_return_and_volatility),
		cmocka_unit_test(sports_have_no_return_to_promise),
		cmocka_unit_test(a_bets_price_is_the_product_of_its_legs),
		cmocka_unit_test(legs_agree_with_the_bets_state),
		cmocka_unit_test(settling_pays_what_the_state_says_and_keeps_a_margin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
