/* Sums over a span as JSON: exact differences, a game's return with its band, null for what a source does not bring. */
#include "view/span_json.h"

#include "build.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena arena;
static struct buf out;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 1u << 20);
	buf_init(&out, 1u << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	buf_done(&out);
	return 0;
}

static void expect(void (*write)(struct json_writer *, const struct record *, const struct record_style *),
		   const struct record *r, const char *json)
{
	struct json_writer w;
	const struct record_style style = {0};
	buf_reset(&out);
	json_writer_init(&w, &out);
	json_open_object(&w);
	write(&w, r, &style);
	json_close_object(&w);
	assert_int_equal(buf_ok(&out), OK);
	buf_char(&out, '\0');
	assert_string_equal(out.p, json);
}

static void put_play(struct record *r, size_t bets_field, int64_t bets, int64_t wagered, int64_t won, const char *currency)
{
	build_i64(r, bets_field, bets);
	build_money(r, bets_field + 1, wagered, currency);
	build_money(r, bets_field + 2, won, currency);
}

static void days_and_hours_have_the_currencys_decimals(void **state)
{
	(void)state;
	struct record *r = build_record(&arena, schema_detail(DETAIL_STATISTICS));
	struct record *days = build_list(&arena, r, F_STATISTICS_days, 2);
	build_date(&days[0], F_PLAY_DAY_date, "2024-02-29");
	put_play(&days[0], F_PLAY_DAY_bets, 2, 1005, 0, "KWD");
	build_date(&days[1], F_PLAY_DAY_date, "2024-03-01");
	put_play(&days[1], F_PLAY_DAY_bets, 1, 0, 7, "KWD");
	struct record *hours = build_list(&arena, r, F_STATISTICS_hours, 1);
	build_i64(hours, F_PLAY_HOUR_weekday, 7);
	build_i64(hours, F_PLAY_HOUR_hour, 0);
	put_play(hours, F_PLAY_HOUR_bets, 3, 1005, 7, "KWD");
	expect(statistics_write_members, r,
	       "{\"days\":[{\"date\":\"2024-02-29\",\"bets\":2,\"wagered\":1.005,\"won\":0.000,\"netPosition\":-1.005},"
	       "{\"date\":\"2024-03-01\",\"bets\":1,\"wagered\":0.000,\"won\":0.007,\"netPosition\":0.007}],"
	       "\"hours\":[{\"weekday\":7,\"hour\":0,\"bets\":3,\"wagered\":1.005,\"won\":0.007}],\"games\":null}");
}

/* 400 bets of standard deviation 2: 1.96 * 2 / 20 to either side of 0.95. Sports is no game of chance. */
static void a_games_return_has_a_band_and_sports_has_none(void **state)
{
	(void)state;
	struct record *r = build_record(&arena, schema_detail(DETAIL_STATISTICS));
	(void)build_list(&arena, r, F_STATISTICS_days, 0);
	struct record *games = build_list(&arena, r, F_STATISTICS_games, 3);
	build_game(&games[0], "slots", 400, 10000, 9500, "JPY");
	build_text(&games[0], F_GAME_STAT_theoreticalRtp, "0.9600");
	build_text(&games[0], F_GAME_STAT_volatility, "2.0");
	build_game(&games[1], "sports", 2, 100, 50, "JPY");
	build_game(&games[2], "table", 1, 0, 0, "JPY");
	expect(statistics_write_members, r,
	       "{\"days\":[],\"hours\":null,\"games\":["
	       "{\"gameId\":\"slots\",\"game\":\"slots\",\"category\":\"slots\",\"bets\":400,\"wagered\":10000,\"won\":9500,"
	       "\"theoreticalRtp\":0.9600,\"volatility\":2.0,\"netPosition\":-500,\"rtp\":0.9500,"
	       "\"rtpBand\":{\"low\":0.7540,\"high\":1.1460,\"level\":0.95}},"
	       "{\"gameId\":\"sports\",\"game\":\"sports\",\"category\":\"sports\",\"bets\":2,\"wagered\":100,\"won\":50,"
	       "\"theoreticalRtp\":null,\"volatility\":null,\"netPosition\":-50,\"rtp\":null,\"rtpBand\":null},"
	       "{\"gameId\":\"table\",\"game\":\"table\",\"category\":\"table\",\"bets\":1,\"wagered\":0,\"won\":0,"
	       "\"theoreticalRtp\":null,\"volatility\":null,\"netPosition\":0,\"rtp\":null,\"rtpBand\":null}]}");
}

/* Cash flow of one day. */
static void expect_cash_day(int64_t deposits, int64_t withdrawals, const char *currency, const char *json)
{
	struct record *r = build_record(&arena, schema_detail(DETAIL_CASHFLOW));
	struct record *day = build_list(&arena, r, F_CASHFLOW_days, 1);
	build_date(day, F_CASH_DAY_date, "2025-10-05");
	build_money(day, F_CASH_DAY_deposits, deposits, currency);
	build_money(day, F_CASH_DAY_withdrawals, withdrawals, currency);
	expect(cashflow_write_members, r, json);
}

static void cash_flow_nets_deposits_and_withdrawals_and_leaves_bonuses_apart(void **state)
{
	(void)state;
	expect_cash_day(
		50000, 125000, "USD",
		"{\"days\":[{\"date\":\"2025-10-05\",\"deposits\":500.00,\"withdrawals\":1250.00,\"bonuses\":null,\"net\":"
		"-750.00}]}");
}

/* What does not fit is not known, rather than wrong. */
static void a_difference_that_does_not_fit_is_null(void **state)
{
	(void)state;
	expect_cash_day(
		INT64_MIN, 1, "JPY",
		"{\"days\":[{\"date\":\"2025-10-05\",\"deposits\":-9223372036854775808,\"withdrawals\":1,\"bonuses\":null,"
		"\"net\":null}]}");
}

static void of_a_customer_unknown_to_the_source_all_lists_are_empty(void **state)
{
	(void)state;
	expect(statistics_write_members, NULL, "{\"days\":[],\"hours\":[],\"games\":[]}");
	expect(cashflow_write_members, NULL, "{\"days\":[]}");
}

int main(void)
{
#define T(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(days_and_hours_have_the_currencys_decimals),
		T(a_games_return_has_a_band_and_sports_has_none),
		T(cash_flow_nets_deposits_and_withdrawals_and_leaves_bonuses_apart),
		T(a_difference_that_does_not_fit_is_null),
		T(of_a_customer_unknown_to_the_source_all_lists_are_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
