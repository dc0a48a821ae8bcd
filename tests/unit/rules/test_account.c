#include "support.h"

static struct signal_event deposit(int64_t at_ms, int64_t amount, enum signal_deposit state, uint64_t transaction, uint64_t card)
{
	return (struct signal_event){.kind = SIGNAL_DEPOSIT,
				     .at_ms = at_ms,
				     .amount_minor = amount,
				     .deposit = state,
				     .transaction = transaction,
				     .card = card};
}

static struct signal_event login(int64_t at_ms, uint64_t device, double latitude, double longitude)
{
	return (struct signal_event){.kind = SIGNAL_LOGIN,
				     .at_ms = at_ms,
				     .device = device,
				     .has_place = true,
				     .latitude = latitude,
				     .longitude = longitude};
}

/* ---- deposits within a session ---- */

static void three_deposits_while_playing_alert_and_more_make_it_graver(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	play(&c, RULE_DEPOSITS_IN_SESSION, T0, 100, 0);
	for (uint64_t i = 1; i <= 8; i++) {
		int64_t at = T0 + MINUTE(10) * (int64_t)i;
		const struct signal_hit *h = apply(&c, RULE_DEPOSITS_IN_SESSION, deposit(at, 1000, SIGNAL_DEPOSIT_MADE, i, 0));
		static const enum signal_severity want[] = {[3] = SIGNAL_MEDIUM, [5] = SIGNAL_HIGH, [8] = SIGNAL_CRITICAL};
		assert_int_equal(h ? h->severity : SIGNAL_NONE, want[i]);
		if (h) {
			assert_int_equal(h->seq_count, i);
			assert_int_equal(number(h, "sum")->minor, 1000 * (int64_t)i);
			assert_int_equal(h->from_ms, T0);
		}
		play(&c, RULE_DEPOSITS_IN_SESSION, at + MINUTE(1), 100, 0);
	}
}

static void a_session_ends_after_half_an_hour_without_play(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	for (uint64_t i = 1; i <= 10; i++) {
		int64_t at = T0 + MINUTE(32) * (int64_t)i;
		play(&c, RULE_DEPOSITS_IN_SESSION, at, 100, 0);
		assert_null(apply(&c, RULE_DEPOSITS_IN_SESSION, deposit(at + MINUTE(1), 1000, SIGNAL_DEPOSIT_MADE, i, 0)));
	}
}

static void deposits_without_play_are_no_session(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	for (uint64_t i = 1; i <= 10; i++)
		assert_null(apply(&c, RULE_DEPOSITS_IN_SESSION,
				  deposit(T0 + MINUTE(1) * (int64_t)i, 1000, SIGNAL_DEPOSIT_MADE, i, 0)));
}

static void one_deposit_told_of_twice_is_one(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	play(&c, RULE_DEPOSITS_IN_SESSION, T0, 100, 0);
	for (uint64_t i = 0; i < 8; i++)
		assert_null(apply(&c, RULE_DEPOSITS_IN_SESSION,
				  deposit(T0 + MINUTE(1) * (int64_t)i, 1000, SIGNAL_DEPOSIT_MADE, i / 4 + 1, 0)));
}

/* ---- declined deposits, cards ---- */

static void declines_for_lack_of_funds_alert_and_others_do_not(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	for (uint64_t i = 1; i <= 9; i++)
		assert_null(apply(&c, RULE_DECLINED_DEPOSITS, deposit(T0, 1000, SIGNAL_DEPOSIT_DECLINED, i, 0)));
	assert_null(apply(&c, RULE_DECLINED_DEPOSITS, deposit(T0, 1000, SIGNAL_DEPOSIT_NO_FUNDS, 10, 0)));
	const struct signal_hit *h =
		apply(&c, RULE_DECLINED_DEPOSITS, deposit(T0 + HOUR(20), 1000, SIGNAL_DEPOSIT_NO_FUNDS, 11, 0));
	assert_non_null(h);
	assert_int_equal(h->severity, SIGNAL_LOW);
	assert_int_equal(h->seqs[0], 10);
	assert_int_equal(h->seqs[1], 11);
	/* The first one is a day old by then. */
	assert_null(apply(&c, RULE_DECLINED_DEPOSITS, deposit(T0 + HOUR(25), 1000, SIGNAL_DEPOSIT_NO_FUNDS, 12, 0)));
}

static void three_cards_in_a_day_alert_and_the_same_card_again_does_not(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	uint64_t t = 0;
	for (int i = 0; i < 6; i++)
		assert_null(apply(&c, RULE_MANY_CARDS, deposit(T0 + i, 1000, SIGNAL_DEPOSIT_MADE, ++t, 1 + (uint64_t)i % 2)));
	const struct signal_hit *h = apply(&c, RULE_MANY_CARDS, deposit(T0 + HOUR(3), 1000, SIGNAL_DEPOSIT_DECLINED, ++t, 77));
	assert_non_null(h);
	assert_int_equal(h->severity, SIGNAL_MEDIUM);
	assert_int_equal(h->class, SIGNAL_CLASS_FRAUD);
	assert_true(number(h, "attempts")->value == 7);
	assert_int_equal(h->seq_count, 3);
	customer_init(&c);
	for (int i = 0; i < 6; i++) /* a card a day */
		assert_null(apply(&c, RULE_MANY_CARDS,
				  deposit(T0 + HOUR(13) * i, 1000, SIGNAL_DEPOSIT_MADE, 200 + (uint64_t)i, 200 + (uint64_t)i)));
}

/* ---- devices ---- */

static struct signal_event withdrawal(int64_t at_ms, uint64_t device, int64_t amount)
{
	static uint64_t transaction = 1u << 20;
	return (struct signal_event){.kind = SIGNAL_WITHDRAWAL,
				     .at_ms = at_ms,
				     .device = device,
				     .amount_minor = amount,
				     .transaction = ++transaction};
}

static void a_withdrawal_minutes_after_a_new_device_alerts(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, login(T0, 1, 48, 11));
	apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, login(T0 + HOUR(50), 2, 48, 11));
	const struct signal_hit *h = apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, withdrawal(T0 + HOUR(50) + MINUTE(20), 2, 5000));
	assert_non_null(h);
	assert_int_equal(h->severity, SIGNAL_MEDIUM);
	assert_true(number(h, "minutesSinceDeviceFirstSeen")->value == 20 && h->limit == 30);
	assert_int_equal(number(h, "withdrawal")->minor, 5000);
	/* From a device never seen at all: graver. */
	h = apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, withdrawal(T0 + HOUR(50) + MINUTE(25), 3, 5000));
	assert_non_null(h);
	assert_int_equal(h->severity, SIGNAL_HIGH);
	assert_int_equal(h->before, SIGNAL_MEDIUM);
}

static void a_known_device_or_a_new_customers_first_one_does_not_alert(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, login(T0, 1, 48, 11));
	assert_null(apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, withdrawal(T0 + MINUTE(5), 1, 5000)));
	apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, login(T0 + HOUR(30), 2, 48, 11));
	apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, login(T0 + HOUR(31), 1, 48, 11));
	assert_null(apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, withdrawal(T0 + HOUR(31), 1, 5000)));
	assert_null(apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, withdrawal(T0 + HOUR(31), 2, 5000)));
}

static void more_devices_than_are_kept_forget_the_one_unused_longest(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	for (uint64_t i = 1; i <= SIGNAL_DEVICES_MAX; i++)
		apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, login(T0 + HOUR(1) * (int64_t)i, i, 48, 11));
	apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, login(T0 + HOUR(20), 1, 48, 11));
	apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, login(T0 + HOUR(21), 99, 48, 11));
	assert_int_equal(c.window.device_count, SIGNAL_DEVICES_MAX);
	assert_null(apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, withdrawal(T0 + HOUR(22), 1, 5000)));
	assert_non_null(apply(&c, RULE_NEW_DEVICE_WITHDRAWAL, withdrawal(T0 + HOUR(23), 2, 5000)));
}

/* ---- places ---- */

static void two_logins_too_far_apart_alert(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	assert_null(apply(&c, RULE_IMPOSSIBLE_TRAVEL, login(T0, 1, 51.5074, -0.1278)));
	const struct signal_hit *h = apply(&c, RULE_IMPOSSIBLE_TRAVEL, login(T0 + HOUR(5), 1, 40.7128, -74.0060));
	assert_non_null(h);
	/* London to New York is 5,570 km. */
	assert_true(number(h, "distance")->value > 5560 && number(h, "distance")->value < 5580);
	assert_true(h->value > 1112 && h->value < 1116);
	assert_int_equal(h->severity, SIGNAL_MEDIUM);
	assert_int_equal(h->seq_count, 2);
}

static void a_flight_does_not_alert(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	apply(&c, RULE_IMPOSSIBLE_TRAVEL, login(T0, 1, 51.5074, -0.1278));
	assert_null(apply(&c, RULE_IMPOSSIBLE_TRAVEL, login(T0 + HOUR(7), 1, 40.7128, -74.0060)));
}

static void places_nearby_are_one_and_unknown_ones_are_left_out(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	apply(&c, RULE_IMPOSSIBLE_TRAVEL, login(T0, 1, 48.1, 11.5));
	assert_null(apply(&c, RULE_IMPOSSIBLE_TRAVEL, login(T0 + 1000, 1, 48.7, 11.9)));
	assert_null(apply(&c, RULE_IMPOSSIBLE_TRAVEL, (struct signal_event){.kind = SIGNAL_LOGIN, .at_ms = T0 + 2000}));
	assert_non_null(apply(&c, RULE_IMPOSSIBLE_TRAVEL, login(T0 + 3000, 1, 35.7, 139.7)));
}

static void a_late_login_is_not_travelled_from(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	apply(&c, RULE_IMPOSSIBLE_TRAVEL, login(T0, 1, 48.1, 11.5));
	assert_null(apply(&c, RULE_IMPOSSIBLE_TRAVEL, login(T0 - HOUR(1), 1, 35.7, 139.7)));
	assert_null(apply(&c, RULE_IMPOSSIBLE_TRAVEL, login(T0 + HOUR(1), 1, 48.1, 11.5)));
}

static void across_the_date_line_is_near(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	apply(&c, RULE_IMPOSSIBLE_TRAVEL, login(T0, 1, -17, 179.9));
	assert_null(apply(&c, RULE_IMPOSSIBLE_TRAVEL, login(T0 + 1000, 1, -17, -179.9)));
}

/* ---- structuring ---- */

static void three_deposits_just_below_the_threshold_alert_as_aml(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	static const int64_t amounts[] = {160000, 190000, 199999};
	for (size_t i = 0; i < 3; i++) {
		const struct signal_hit *h = apply(&c, RULE_STRUCTURING,
						   deposit(T0 + HOUR(3) * (int64_t)i, amounts[i], SIGNAL_DEPOSIT_MADE, i + 1, 0));
		assert_true((h != NULL) == (i == 2));
		if (h) {
			assert_int_equal(h->class, SIGNAL_CLASS_AML);
			assert_int_equal(number(h, "sum")->minor, 549999);
			assert_int_equal(number(h, "threshold")->minor, 200000);
		}
	}
}

static void amounts_at_the_threshold_or_well_below_it_do_not_alert(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	static const int64_t amounts[] = {200000, 159999, 250000, 150000};
	for (uint64_t i = 0; i < 12; i++)
		assert_null(apply(&c, RULE_STRUCTURING, deposit(T0 + (int64_t)i, amounts[i % 4], SIGNAL_DEPOSIT_MADE, i + 1, 0)));
	/* Two each way are not three one way. */
	for (uint64_t i = 0; i < 2; i++) {
		assert_null(apply(&c, RULE_STRUCTURING, deposit(T0 + HOUR(30), 190000, SIGNAL_DEPOSIT_MADE, i + 100, 0)));
		assert_null(apply(&c, RULE_STRUCTURING, withdrawal(T0 + HOUR(30), 0, 190000)));
	}
}

/* ---- exclusions ---- */

static struct signal_event exclusion(int64_t at_ms, enum signal_exclusion kind, bool ended, int64_t until_ms)
{
	return (struct signal_event){
		.kind = SIGNAL_EXCLUSION, .at_ms = at_ms, .exclusion = kind, .ended = ended, .until_ms = until_ms};
}

static void whoever_is_excluded_and_active_alerts_by_what_they_do(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	apply(&c, RULE_EXCLUDED_ACTIVE, exclusion(T0, SIGNAL_SELF_EXCLUSION, false, 0));
	assert_null(play(&c, RULE_EXCLUDED_ACTIVE, T0 - MINUTE(1), 100, 0));      /* late: before it began */
	assert_null(play(&c, RULE_EXCLUDED_ACTIVE, T0 + 30 * SECOND_MS, 100, 0)); /* the round under way */
	const struct signal_hit *h = apply(&c, RULE_EXCLUDED_ACTIVE, login(T0 + HOUR(1), 1, 48, 11));
	assert_non_null(h);
	assert_int_equal(h->severity, SIGNAL_MEDIUM);
	h = apply(&c, RULE_EXCLUDED_ACTIVE, deposit(T0 + HOUR(1), 100, SIGNAL_DEPOSIT_MADE, 1, 0));
	assert_non_null(h);
	assert_int_equal(h->severity, SIGNAL_HIGH);
	h = play(&c, RULE_EXCLUDED_ACTIVE, T0 + HOUR(2), 100, 0);
	assert_non_null(h);
	assert_int_equal(h->severity, SIGNAL_CRITICAL);
	assert_true(number(h, "selfExcludedForMinutes")->value == 120);
	assert_null(play(&c, RULE_EXCLUDED_ACTIVE, T0 + HOUR(2), 100, 0));
}

static void a_cool_off_that_is_over_alerts_nobody(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	apply(&c, RULE_EXCLUDED_ACTIVE, exclusion(T0, SIGNAL_COOL_OFF, false, T0 + HOUR(24)));
	assert_null(play(&c, RULE_EXCLUDED_ACTIVE, T0 + HOUR(24), 100, 0));
	apply(&c, RULE_EXCLUDED_ACTIVE, exclusion(T0 + HOUR(30), SIGNAL_SELF_EXCLUSION, false, 0));
	apply(&c, RULE_EXCLUDED_ACTIVE, exclusion(T0 + HOUR(40), SIGNAL_SELF_EXCLUSION, true, 0));
	assert_null(play(&c, RULE_EXCLUDED_ACTIVE, T0 + HOUR(41), 100, 0));
	/* That it began is told of once more, late: it stays ended. */
	apply(&c, RULE_EXCLUDED_ACTIVE, exclusion(T0 + HOUR(30), SIGNAL_SELF_EXCLUSION, false, 0));
	assert_null(play(&c, RULE_EXCLUDED_ACTIVE, T0 + HOUR(42), 100, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_deposits_while_playing_alert_and_more_make_it_graver),
		cmocka_unit_test(a_session_ends_after_half_an_hour_without_play),
		cmocka_unit_test(deposits_without_play_are_no_session),
		cmocka_unit_test(one_deposit_told_of_twice_is_one),
		cmocka_unit_test(declines_for_lack_of_funds_alert_and_others_do_not),
		cmocka_unit_test(three_cards_in_a_day_alert_and_the_same_card_again_does_not),
		cmocka_unit_test(a_withdrawal_minutes_after_a_new_device_alerts),
		cmocka_unit_test(a_known_device_or_a_new_customers_first_one_does_not_alert),
		cmocka_unit_test(more_devices_than_are_kept_forget_the_one_unused_longest),
		cmocka_unit_test(two_logins_too_far_apart_alert),
		cmocka_unit_test(a_flight_does_not_alert),
		cmocka_unit_test(places_nearby_are_one_and_unknown_ones_are_left_out),
		cmocka_unit_test(a_late_login_is_not_travelled_from),
		cmocka_unit_test(across_the_date_line_is_near),
		cmocka_unit_test(three_deposits_just_below_the_threshold_alert_as_aml),
		cmocka_unit_test(amounts_at_the_threshold_or_well_below_it_do_not_alert),
		cmocka_unit_test(whoever_is_excluded_and_active_alerts_by_what_they_do),
		cmocka_unit_test(a_cool_off_that_is_over_alerts_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
