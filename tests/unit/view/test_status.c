/* What follows from several sources together. */
#include "build.h"
#include "view/definitions.h"
#include "view/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOW_MS INT64_C(1790000000000)

static char *restrictions(const struct facts *profile, const struct facts *risk)
{
	static char text[8192];
	struct buf b = {.p = text, .cap = sizeof text - 1, .max = sizeof text - 1};
	struct json_writer w;
	json_writer_init(&w, &b);
	restrictions_put(&w, profile, risk, NOW_MS);
	assert_int_equal(buf_ok(&b), OK);
	text[b.n] = 0;
	return text;
}

static void the_strictest_status_wins_whoever_says_it(void **state)
{
	(void)state;
	struct facts profile = {.profile.status = ACCOUNT_ACTIVE}, risk = {.risk.excluded = true};
	enum account_status s;
	assert_true(status_strictest(&profile, &risk, &s));
	assert_int_equal(s, ACCOUNT_SELF_EXCLUDED);
	profile.profile.status = ACCOUNT_CLOSED;
	assert_true(status_strictest(&profile, &risk, &s));
	assert_int_equal(s, ACCOUNT_CLOSED);
	profile.profile.status = ACCOUNT_SUSPENDED;
	assert_true(status_strictest(&profile, &risk, &s));
	assert_int_equal(s, ACCOUNT_SELF_EXCLUDED);
	risk.risk.excluded = false;
	assert_true(status_strictest(&profile, &risk, &s));
	assert_int_equal(s, ACCOUNT_SUSPENDED);
	risk.risk.excluded = true;
	assert_true(status_strictest(NULL, &risk, &s));
	assert_int_equal(s, ACCOUNT_SELF_EXCLUDED);
	risk.risk.excluded = false;
	assert_false(status_strictest(NULL, &risk, &s));
}

static void half_the_knowledge_does_not_say_unrestricted(void **state)
{
	(void)state;
	struct facts profile = {.profile.status = ACCOUNT_ACTIVE}, risk = {0};
	assert_string_equal(restrictions(&profile, NULL), "null");
	assert_string_equal(restrictions(NULL, &risk), "null");
	assert_string_equal(restrictions(&profile, &risk), "[]");
}

static void an_excluded_customer_can_withdraw_and_nothing_else(void **state)
{
	(void)state;
	struct facts profile = {.profile.status = ACCOUNT_ACTIVE},
		     risk = {.risk.excluded = true, .risk.exclusion_since_ms = NOW_MS - 1000};
	const char *text = restrictions(&profile, &risk);
	static const char *const blocked[] = {"login", "deposit", "bet", "bonus", "marketing"};
	for (size_t i = 0; i < ARRAY_LEN(blocked); i++) {
		char piece[64];
		snprintf(piece, sizeof piece, "{\"scope\":\"%s\",\"publicReason\":\"Self-excluded\"", blocked[i]);
		assert_non_null(strstr(text, piece));
	}
	assert_null(strstr(text, "withdraw"));
}

static void an_exclusion_outlives_its_minimum_term_and_a_cooling_off_does_not(void **state)
{
	(void)state;
	struct facts profile = {.profile.status = ACCOUNT_ACTIVE};
	struct facts excluded = {.risk.excluded = true, .risk.exclusion_until_ms = NOW_MS - 1};
	struct facts cooling = {.risk.cooling = true, .risk.cooling_until_ms = NOW_MS};
	assert_non_null(strstr(restrictions(&profile, &excluded), "Self-excluded"));
	assert_string_equal(restrictions(&profile, &cooling), "[]");
	cooling.risk.cooling_until_ms = NOW_MS + 1;
	assert_non_null(strstr(restrictions(&profile, &cooling), "Cooling off"));
}

static void a_restriction_of_the_source_ends_with_its_time(void **state)
{
	(void)state;
	struct facts profile = {.profile.status = ACCOUNT_ACTIVE}, risk = {.risk.restriction_count = 2};
	risk.risk.restrictions[0].scope = 3;
	risk.risk.restrictions[0].until_ms = NOW_MS;
	str_copy(risk.risk.restrictions[0].reason, 96, STR("Payment review"));
	risk.risk.restrictions[1].scope = 4;
	assert_string_equal(restrictions(&profile, &risk),
			    "[{\"scope\":\"bonus\",\"publicReason\":\"\",\"since\":null,\"until\":null}]");
}

static void what_the_source_says_of_a_scope_stands_for_what_follows_from_the_state(void **state)
{
	(void)state;
	struct facts profile = {.profile.status = ACCOUNT_SELF_EXCLUDED},
		     risk = {.risk.excluded = true, .risk.restriction_count = 1};
	risk.risk.restrictions[0].scope = 2;
	str_copy(risk.risk.restrictions[0].reason, 96, STR("Self-exclusion"));
	const char *text = restrictions(&profile, &risk);
	assert_non_null(strstr(text, "{\"scope\":\"bet\",\"publicReason\":\"Self-exclusion\""));
	assert_null(strstr(text, "{\"scope\":\"bet\",\"publicReason\":\"Self-excluded\""));
	assert_non_null(strstr(text, "{\"scope\":\"login\",\"publicReason\":\"Self-excluded\""));
	risk.risk.restrictions[0].until_ms = NOW_MS; /* over: the state speaks again */
	assert_non_null(strstr(restrictions(&profile, &risk), "{\"scope\":\"bet\",\"publicReason\":\"Self-excluded\""));
}

static const char *ratio(int64_t num, int64_t den, unsigned decimals)
{
	static char text[64];
	struct buf b = {.p = text, .cap = sizeof text - 1, .max = sizeof text - 1};
	struct json_writer w;
	json_writer_init(&w, &b);
	ratio_put(&w, num, den, decimals);
	text[b.n] = 0;
	return text;
}

static void ratios_round_half_to_even_and_never_divide_by_nothing(void **state)
{
	(void)state;
	assert_string_equal(ratio(1, 0, 4), "null");
	assert_string_equal(ratio(0, 7, 4), "0.0000");
	assert_string_equal(ratio(1, 3, 4), "0.3333");
	assert_string_equal(ratio(2, 3, 4), "0.6667");
	assert_string_equal(ratio(1, 8, 2), "0.12");
	assert_string_equal(ratio(3, 8, 2), "0.38");
	assert_string_equal(ratio(-1, 3, 2), "-0.33");
	assert_string_equal(ratio(-1, 1000, 2), "0.00");
	assert_string_equal(ratio(INT64_MAX, 1, 4), "9223372036854775807.0000");
	assert_string_equal(ratio(INT64_MIN, 1, 1), "-9223372036854775808.0");
}

static void rtp_leaves_sports_apart_and_its_band_narrows_with_bets(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a, 1u << 20);
	struct record *r = build_record(&a, schema_part(PART_GAMING));
	struct record *g = build_list(&a, r, F_GAMING_games, 2);
	build_i64(&g[0], F_GAME_STAT_bets, 40);
	build_money(&g[0], F_GAME_STAT_wagered, 4000, "EUR");
	build_money(&g[0], F_GAME_STAT_won, 2000, "EUR");
	build_text(&g[0], F_GAME_STAT_theoreticalRtp, "0.96");
	build_text(&g[0], F_GAME_STAT_volatility, "4");
	build_text(&g[1], F_GAME_STAT_category, "sports");
	build_i64(&g[1], F_GAME_STAT_bets, 10);
	build_money(&g[1], F_GAME_STAT_wagered, 10000, "EUR");
	build_money(&g[1], F_GAME_STAT_won, 9000, "EUR");
	struct rtp few, many;
	assert_true(rtp_compute(&r->values[F_GAMING_games], &few));
	assert_int_equal(few.wagered, 4000);
	assert_int_equal(few.sports_wagered, 10000);
	/* 1.96 * 4 / sqrt(40) */
	assert_true(few.half_width > 1.239 && few.half_width < 1.240);
	assert_true(few.theoretical > 0.9599 && few.theoretical < 0.9601);
	build_i64(&g[0], F_GAME_STAT_bets, 4000);
	assert_true(rtp_compute(&r->values[F_GAMING_games], &many));
	assert_true(many.half_width * 9.99 < few.half_width);
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_strictest_status_wins_whoever_says_it),
		cmocka_unit_test(half_the_knowledge_does_not_say_unrestricted),
		cmocka_unit_test(an_excluded_customer_can_withdraw_and_nothing_else),
		cmocka_unit_test(an_exclusion_outlives_its_minimum_term_and_a_cooling_off_does_not),
		cmocka_unit_test(a_restriction_of_the_source_ends_with_its_time),
		cmocka_unit_test(what_the_source_says_of_a_scope_stands_for_what_follows_from_the_state),
		cmocka_unit_test(ratios_round_half_to_even_and_never_divide_by_nothing),
		cmocka_unit_test(rtp_leaves_sports_apart_and_its_band_narrows_with_bets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
