#include "support.h"

/* Days of play, an hour each, that lose 20 to 40 euros; then the next day's hour begins. */
static int64_t usual_days(struct customer *c, int days)
{
	int64_t at = T0;
	for (int d = 0; d < days; d++) {
		at = T0 + d * HOUR(24);
		for (int i = 0; i < 20; i++)
			assert_null(play(c, RULE_LOSS_VELOCITY, at += MINUTE(2), 200, i < d % 10 ? 200 : 0));
	}
	return T0 + days * HOUR(24);
}

static void losing_several_times_the_own_95th_percentile_in_an_hour_alerts(void **unused)
{
	(void)unused;
	struct customer c;
	const struct signal_hit *h = NULL, *first = NULL;
	struct signal_hit kept = {0};
	customer_init(&c);
	int64_t at = usual_days(&c, 30);
	for (int i = 0; i < 40; i++) {
		h = play(&c, RULE_LOSS_VELOCITY, at += MINUTE(1), 1000, 0);
		if (h && !first) {
			kept = *h;
			first = &kept;
		}
	}
	assert_non_null(first);
	assert_int_equal(first->severity, SIGNAL_LOW);
	assert_int_equal(number(first, "netLoss1h")->minor, 10000); /* the tenth: twice the floor of 50 euros */
	assert_in_range(number(first, "own95th1h")->minor, 3600, 4400);
	assert_int_equal(c.window.alerts[RULE_LOSS_VELOCITY].severity, SIGNAL_HIGH);
}

static void the_hard_stop_needs_no_history_and_is_critical(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	assert_null(play(&c, RULE_LOSS_VELOCITY, T0, 2499999, 0));
	const struct signal_hit *h = play(&c, RULE_LOSS_VELOCITY, T0 + MINUTE(1), 1, 0);
	assert_non_null(h);
	assert_int_equal(h->severity, SIGNAL_CRITICAL);
	assert_true(h->value >= 1 && h->limit == 1);
	assert_string_equal(h->measure, "net loss, hard stop being 1");
	assert_int_equal(number(h, "netLoss1h")->minor, 2500000);
	assert_int_equal(number(h, "hardStop")->minor, 2500000);
}

static void losses_of_a_day_add_up_to_the_hard_stop_of_a_day(void **unused)
{
	(void)unused;
	struct customer c;
	const struct signal_hit *h = NULL;
	customer_init(&c);
	for (int i = 0; i < 5; i++) {
		h = play(&c, RULE_LOSS_VELOCITY, T0 + HOUR(4) * i, 1000000, 0);
		assert_true((h != NULL) == (i == 4));
	}
	assert_int_equal(number(h, "netLoss24h")->minor, 5000000);
}

static void what_was_lost_more_than_a_day_ago_is_forgotten(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	for (int i = 0; i < 20; i++)
		assert_null(play(&c, RULE_LOSS_VELOCITY, T0 + HOUR(25) * i, 2400000, 0));
}

static void wins_make_good_for_losses(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	for (int i = 0; i < 100; i++)
		assert_null(play(&c, RULE_LOSS_VELOCITY, T0 + MINUTE(1) * i, 1600000, i % 2 ? 3200000 : 0));
}

static void unsettled_bets_are_no_losses_until_they_are_settled(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	struct signal_event placed = {.kind = SIGNAL_BET_PLACED, .at_ms = T0, .amount_minor = 3000000};
	assert_null(apply(&c, RULE_LOSS_VELOCITY, placed));
	assert_int_equal(c.window.day_loss, 0);
	struct signal_event settled = {.kind = SIGNAL_BET_SETTLED, .at_ms = T0 + HOUR(1), .amount_minor = 3000000};
	assert_non_null(apply(&c, RULE_LOSS_VELOCITY, settled));
}

static void a_payout_without_its_stake_counts_in_no_sum(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	apply(&c, RULE_LOSS_VELOCITY, (struct signal_event){.kind = SIGNAL_BET_SETTLED, .at_ms = T0, .payout_minor = 500});
	assert_int_equal(c.window.day_loss, 0);
}

static void sums_saturate(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	for (int i = 0; i < 5; i++)
		play(&c, RULE_LOSS_VELOCITY, T0 + i, INT64_MAX, 0);
	assert_true(c.window.day_loss == INT64_MAX);
	for (int i = 0; i < 5; i++)
		play(&c, RULE_LOSS_VELOCITY, T0 + i, 1, INT64_MAX);
	assert_true(c.window.day_loss < 0);
}

static void late_results_count_in_their_own_hour(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	play(&c, RULE_LOSS_VELOCITY, T0 + HOUR(5), 100, 0);
	play(&c, RULE_LOSS_VELOCITY, T0, 700, 0);
	play(&c, RULE_LOSS_VELOCITY, T0 - HOUR(30), 90000, 0);
	assert_int_equal(c.window.hour_loss[(T0 / HOUR(1)) % SIGNAL_HOURS], 700);
	int64_t sum = 0;
	for (int i = 0; i < SIGNAL_HOURS; i++)
		sum += c.window.hour_loss[i];
	assert_int_equal(sum, 800);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(losing_several_times_the_own_95th_percentile_in_an_hour_alerts),
		cmocka_unit_test(the_hard_stop_needs_no_history_and_is_critical),
		cmocka_unit_test(losses_of_a_day_add_up_to_the_hard_stop_of_a_day),
		cmocka_unit_test(what_was_lost_more_than_a_day_ago_is_forgotten),
		cmocka_unit_test(wins_make_good_for_losses),
		cmocka_unit_test(unsettled_bets_are_no_losses_until_they_are_settled),
		cmocka_unit_test(a_payout_without_its_stake_counts_in_no_sum),
		cmocka_unit_test(sums_saturate),
		cmocka_unit_test(late_results_count_in_their_own_hour),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
