/* Stake escalation on customers of many kinds: alerts on far less than one bet in a hundred, and bursts that were put in are
 * found. */
#include "shapes.h"
#include "support.h"

#include <stdio.h>

#define BETS_A_SHAPE 60000
#define FLOOR_MINOR  100   /* a credit in euros */
#define RATE_MAX     0.01  /* of bets, of every shape, orderly as they are */
#define RATE_ALL_MAX 0.003 /* of all together */
/* Of the bursts in one shape: eight medians are a usual stake of whoever plays chips of all sizes. */
#define FOUND_MIN     0.88
#define FOUND_ALL_MIN 0.98
#define AMONG_ALL_MIN 0.93 /* where ordinary bets go on in between */

struct tally {
	size_t bets, alerts, five_medians, planted[2], found[2];
};

static struct signal_event round_of(const struct bet *b, uint64_t seq)
{
	return (struct signal_event){.kind = SIGNAL_ROUND,
				     .at_ms = b->at_ms,
				     .seq = seq,
				     .id = seq,
				     .amount_minor = b->stake,
				     .payout_minor = b->payout,
				     .currency = 978,
				     .exponent = 2};
}

/* Whether the rule's alert was up during a planted burst. */
static bool run_bets(const struct signal_rules *rules, const struct bets *b, struct tally *t)
{
	static struct signal_window w;
	struct signal_hit hits[SIGNAL_HITS_MAX];
	bool found = false;
	signal_window_init(&w);
	for (size_t i = 0; i < b->count; i++) {
		struct signal_event ev = round_of(&b->items[i], i + 1);
		bool above = baseline_count(&w.stakes) &&
			     (uint64_t)ev.amount_minor > 5 * (uint64_t)baseline_amount(baseline_quantile(&w.stakes, 0.5));
		size_t n = signals_apply(rules, &w, &ev, hits);
		for (size_t k = 0; t && k < n; k++)
			t->alerts += hits[k].rule == RULE_STAKE_ESCALATION && hits[k].before == SIGNAL_NONE;
		if (t)
			t->five_medians += above;
		found |= b->items[i].planted && w.alerts[RULE_STAKE_ESCALATION].severity &&
			 w.alerts[RULE_STAKE_ESCALATION].last_s == b->items[i].at_ms / 1000;
	}
	return found;
}

static struct tally run_shape(const struct signal_rules *rules, const struct shape *s, uint64_t seed)
{
	struct tally t = {0};
	struct rng r = {seed};
	struct bets b = {0}, copy = {0};
	while (t.bets < BETS_A_SHAPE) {
		shape_generate(s, &r, &b);
		run_bets(rules, &b, &t);
		t.bets += b.count;
		for (int among = 0; among < 2; among++) {
			copy.count = 0;
			for (size_t i = 0; i < b.count; i++)
				bets_add(&copy, b.items[i]);
			if (!bets_plant(&copy, &r, among, FLOOR_MINOR))
				continue;
			t.planted[among]++;
			t.found[among] += run_bets(rules, &copy, NULL);
		}
	}
	free(b.items);
	free(copy.items);
	return t;
}

static double share(size_t part, size_t of)
{
	return of ? (double)part / (double)of : 1;
}

static void of_every_kind_of_customer_few_bets_alert_and_bursts_are_found(void **unused)
{
	(void)unused;
	struct tally all = {0};
	struct signal_rules rules;
	signal_rules_init(&rules);
	rules.whatever_date = true;
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		struct tally t = run_shape(&rules, &shapes[i], 1000 * i + 11);
		print_message(
			"# %-24s beyond 5 medians %5.2f %%, alerts %.3f %%, bursts found %.1f %% of %zu, among others %.1f %%\n",
			shapes[i].name, 100 * share(t.five_medians, t.bets), 100 * share(t.alerts, t.bets),
			100 * share(t.found[0], t.planted[0]), t.planted[0], 100 * share(t.found[1], t.planted[1]));
		assert_true(share(t.alerts, t.bets) < RATE_MAX);
		assert_true(t.planted[0] > 50 && share(t.found[0], t.planted[0]) >= FOUND_MIN);
		all.bets += t.bets;
		all.alerts += t.alerts;
		all.five_medians += t.five_medians;
		for (int k = 0; k < 2; k++) {
			all.planted[k] += t.planted[k];
			all.found[k] += t.found[k];
		}
	}
	print_message("# all: beyond 5 medians %.2f %%, alerts %.3f %%, bursts found %.1f %%, among others %.1f %%\n",
		      100 * share(all.five_medians, all.bets), 100 * share(all.alerts, all.bets),
		      100 * share(all.found[0], all.planted[0]), 100 * share(all.found[1], all.planted[1]));
	assert_true(share(all.five_medians, all.bets) > 0.05); /* the shapes are hard enough to be a test */
	assert_true(share(all.alerts, all.bets) < RATE_ALL_MAX);
	assert_true(share(all.found[0], all.planted[0]) >= FOUND_ALL_MIN);
	assert_true(share(all.found[1], all.planted[1]) >= AMONG_ALL_MIN);
}

static void a_burst_is_one_alert_that_rises(void **unused)
{
	(void)unused;
	struct customer c;
	size_t opened = 0, raised = 0;
	int64_t at = T0;
	customer_init(&c);
	for (int i = 0; i < 100; i++)
		assert_null(play(&c, RULE_STAKE_ESCALATION, at += MINUTE(1), 200 + i % 5 * 20, 0));
	for (int i = 0; i < 30; i++) {
		const struct signal_hit *h = play(&c, RULE_STAKE_ESCALATION, at += 5 * SECOND_MS, i < 8 ? 2200 : 20000, 0);
		if (!h)
			continue;
		if (h->before == SIGNAL_NONE) {
			opened++;
			assert_int_equal(h->severity, SIGNAL_MEDIUM);
			assert_string_equal(h->measure, "middle stake of the run, in own medians");
			assert_true(h->value > 8 && h->value < 11 && h->limit >= 8 && h->limit < 9);
			assert_in_range(number(h, "usualStake")->minor, 220, 260);
			assert_in_range(number(h, "lastStake")->minor, 2170, 2230);
			assert_true(number(h, "highStakes")->value <= 8);
			assert_int_equal(h->seqs[0], 101);
			assert_int_equal(h->seqs[h->seq_count - 1], c.seq);
			assert_true(h->from_ms > T0 + MINUTE(100) && h->to_ms == at);
		} else {
			raised++;
			assert_true(h->opened_ms < h->at_ms);
		}
	}
	assert_int_equal(opened, 1);
	assert_in_range(raised, 1, 2);
	assert_int_equal(c.window.alerts[RULE_STAKE_ESCALATION].severity, SIGNAL_CRITICAL);
}

static void one_alert_until_it_has_been_quiet(void **unused)
{
	(void)unused;
	struct customer c;
	size_t opened = 0;
	int64_t at = T0;
	customer_init(&c);
	for (int burst = 0; burst < 3; burst++) {
		for (int i = 0; i < 60; i++)
			assert_null(play(&c, RULE_STAKE_ESCALATION, at += MINUTE(1), 300, 0));
		for (int i = 0; i < 10; i++) {
			const struct signal_hit *h = play(&c, RULE_STAKE_ESCALATION, at += 5 * SECOND_MS, 9000, 0);
			opened += h && h->before == SIGNAL_NONE;
		}
	}
	assert_int_equal(opened, 3);
}

static void nobody_is_judged_by_too_few_bets(void **unused)
{
	(void)unused;
	struct customer c;
	int64_t at = T0;
	customer_init(&c);
	for (int i = 0; i < 7; i++)
		play(&c, RULE_STAKE_ESCALATION, at += HOUR(2), 300, 0);
	for (int i = 0; i < 8; i++)
		assert_null(play(&c, RULE_STAKE_ESCALATION, at += SECOND_MS, 30000, 0));
}

static void stakes_below_the_floor_alert_nobody(void **unused)
{
	(void)unused;
	struct customer c;
	int64_t at = T0;
	customer_init(&c);
	for (int i = 0; i < 60; i++)
		play(&c, RULE_STAKE_ESCALATION, at += MINUTE(1), 2, 0);
	for (int i = 0; i < 20; i++)
		assert_null(play(&c, RULE_STAKE_ESCALATION, at += SECOND_MS, 95, 0)); /* 0.02 to 0.95 euros */
}

static void free_bets_are_no_stakes(void **unused)
{
	(void)unused;
	struct customer c;
	int64_t at = T0;
	customer_init(&c);
	for (int i = 0; i < 60; i++)
		play(&c, RULE_STAKE_ESCALATION, at += MINUTE(1), 300, 0);
	for (int i = 0; i < 20; i++) {
		struct signal_event ev = {
			.kind = SIGNAL_ROUND, .at_ms = at += SECOND_MS, .amount_minor = 50000, .free_bet = true};
		assert_null(apply(&c, RULE_STAKE_ESCALATION, ev));
	}
	assert_int_equal(c.window.hour_loss[c.window.hour % SIGNAL_HOURS] > 0, 1);
	assert_true(c.window.day_loss <= 60 * 300);
}

static void late_stakes_are_history_and_alert_nobody(void **unused)
{
	(void)unused;
	struct customer c;
	int64_t at = T0;
	customer_init(&c);
	for (int i = 0; i < 60; i++)
		play(&c, RULE_STAKE_ESCALATION, at += MINUTE(1), 300, 0);
	uint32_t before = baseline_count(&c.window.stakes);
	for (int i = 0; i < 20; i++)
		assert_null(play(&c, RULE_STAKE_ESCALATION, T0 - HOUR(5) + i * SECOND_MS, 30000, 0));
	assert_int_equal(baseline_count(&c.window.stakes), before + 20);
}

/* 1.1 dollars are a euro: who changes over has not escalated. */
static void another_currency_is_measured_by_its_worth(void **unused)
{
	(void)unused;
	struct customer c;
	int64_t at = T0;
	customer_init(&c);
	for (int i = 0; i < 60; i++)
		play(&c, RULE_STAKE_ESCALATION, at += MINUTE(1), 300, 0);
	for (int i = 0; i < 20; i++) {
		struct signal_event yen = {.kind = SIGNAL_ROUND, .at_ms = at += SECOND_MS, .amount_minor = 500, .currency = 392};
		assert_null(apply(&c, RULE_STAKE_ESCALATION, yen));
	}
	const struct signal_hit *h = NULL;
	for (int i = 0; i < 20 && !h; i++) {
		struct signal_event yen = {
			.kind = SIGNAL_ROUND, .at_ms = at += SECOND_MS, .amount_minor = 30000, .currency = 392};
		h = apply(&c, RULE_STAKE_ESCALATION, yen);
	}
	assert_non_null(h);
	assert_int_equal(h->currency, 978);
	assert_in_range(number(h, "lastStake")->minor, 17000, 20000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_every_kind_of_customer_few_bets_alert_and_bursts_are_found),
		cmocka_unit_test(a_burst_is_one_alert_that_rises),
		cmocka_unit_test(one_alert_until_it_has_been_quiet),
		cmocka_unit_test(nobody_is_judged_by_too_few_bets),
		cmocka_unit_test(stakes_below_the_floor_alert_nobody),
		cmocka_unit_test(free_bets_are_no_stakes),
		cmocka_unit_test(late_stakes_are_history_and_alert_nobody),
		cmocka_unit_test(another_currency_is_measured_by_its_worth),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
