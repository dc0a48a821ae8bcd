/* The table, and what holds for any events in any order. */
#include "base/json_reader.h"
#include "base/json_writer.h"
#include "shapes.h"
#include "support.h"

#define RANDOM_EVENTS 60000
#define JSON_MAX      (64u << 10)

static void every_rule_is_complete(void **unused)
{
	(void)unused;
	struct signal_rules r;
	signal_rules_init(&r);
	for (size_t i = 0; i < RULE_COUNT_; i++) {
		const struct signal_rule *row = &r.rows[i];
		double last = row->lower_is_worse ? INFINITY : 0;
		assert_true(row->id && row->name && row->measure && row->text && row->citation && row->fn);
		assert_true(row->version > 0 && row->kinds && row->rearm_s >= 60 && row->effective_from > 20000);
		for (int s = SIGNAL_LOW; s < SIGNAL_SEVERITY_COUNT_; s++)
			if (row->steps[s] > 0) {
				assert_true(row->lower_is_worse ? row->steps[s] < last : row->steps[s] > last);
				last = row->steps[s];
			}
		assert_true(last > 0 && isfinite(last));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(row->id, r.rows[k].id);
	}
	assert_int_equal(r.rows[RULE_STRUCTURING].class, SIGNAL_CLASS_AML);
}

static void thresholds_are_data(void **unused)
{
	(void)unused;
	struct customer c;
	struct err_info info = {0};
	customer_init(&c);
	assert_int_equal(signal_rules_set(&c.rules, STR("many-cards"), STR("medium"), 2, &info), OK);
	assert_int_equal(signal_rules_set(&c.rules, STR("many-cards"), STR("version"), 7, &info), OK);
	apply(&c, RULE_MANY_CARDS, (struct signal_event){.kind = SIGNAL_DEPOSIT, .at_ms = T0, .card = 1, .transaction = 1});
	const struct signal_hit *h = apply(
		&c, RULE_MANY_CARDS, (struct signal_event){.kind = SIGNAL_DEPOSIT, .at_ms = T0, .card = 2, .transaction = 2});
	assert_non_null(h);
	assert_int_equal(h->version, 7);
	assert_true(h->limit == 2);
	assert_int_equal(signal_rules_set(&c.rules, STR("many-cards"), STR("enabled"), 0, &info), OK);
	assert_int_equal(c.rules.enabled >> RULE_MANY_CARDS & 1, 0);
	assert_int_equal(signal_rules_set(&c.rules, STR("stake-escalation"), STR("min_bets"), 3, &info), OK);
	assert_true(signal_param(&c.rules, RULE_STAKE_ESCALATION, "min_bets") == 3);
	assert_int_equal(signal_rules_set(&c.rules, STR("many-cards"), STR("min_bets"), 3, &info), ERR_NOT_FOUND);
	assert_int_equal(signal_rules_set(&c.rules, STR("no-such-rule"), STR("medium"), 3, &info), ERR_NOT_FOUND);
	assert_int_equal(signal_rules_set(&c.rules, STR("many-cards"), STR("medium"), -1, &info), ERR_RANGE);
	assert_int_equal(signal_rules_set(&c.rules, STR("many-cards"), STR("medium"), NAN, &info), ERR_RANGE);
	assert_int_equal(signal_rules_set(&c.rules, STR("many-cards"), STR("version"), 1e9, &info), ERR_NOT_FOUND);
}

static void a_rule_judges_nothing_from_before_its_first_day(void **unused)
{
	(void)unused;
	struct customer c;
	customer_init(&c);
	c.rules.whatever_date = false;
	struct signal_event off = {.kind = SIGNAL_EXCLUSION, .at_ms = T0 - HOUR(1)};
	apply(&c, RULE_EXCLUDED_ACTIVE, off);
	assert_null(play(&c, RULE_EXCLUDED_ACTIVE, T0, 100, 0)); /* 2025 */
	assert_non_null(play(&c, RULE_EXCLUDED_ACTIVE, T0 + HOUR(24 * 60), 100, 0));
}

static struct signal_event any_event(struct rng *r, int64_t at_ms)
{
	uint64_t n = rng_next(r);
	return (struct signal_event){
		.kind = (enum signal_kind)(n % SIGNAL_KIND_COUNT_),
		.at_ms = n >> 8 & 15 ? at_ms - (int64_t)(n >> 12 & 255) * 10000 : at_ms - (int64_t)(n >> 12 & 0xFFFFFFF) * 1000,
		.amount_minor = (int64_t)(rng_next(r) >> (1 + n % 62)),
		.payout_minor = (int64_t)(rng_next(r) >> (1 + n % 61)),
		.currency = (uint16_t)((uint16_t[]){978, 392, 414, 1000, 1001, 0, 999}[n >> 40 & 3]),
		.exponent = (uint8_t)(n >> 44 & 3),
		.free_bet = (n >> 46 & 31) == 0,
		.deposit = (enum signal_deposit)(n >> 50 & 3),
		.exclusion = (enum signal_exclusion)(n >> 52 & 1),
		.ended = n >> 53 & 1,
		.until_ms = n >> 54 & 1 ? at_ms + 86400000 : 0,
		.transaction = n >> 20 & 63,
		.card = n >> 26 & 7,
		.device = n >> 30 & 15,
		.has_place = n >> 34 & 1,
		.latitude = rng_between(r, -90, 90),
		.longitude = rng_between(r, -180, 180),
	};
}

static void check_bounds(const struct signal_window *w)
{
	assert_in_range(w->recent_count, 0, SIGNAL_STAKES_MAX);
	assert_in_range(w->payment_count, 0, SIGNAL_PAYMENTS_MAX);
	assert_in_range(w->device_count, 0, SIGNAL_DEVICES_MAX);
	for (size_t i = 1; i < w->recent_count; i++)
		assert_true(w->recent[i - 1].at_s <= w->recent[i].at_s);
	for (size_t i = 1; i < w->payment_count; i++)
		assert_true(w->payments[i - 1].at_s <= w->payments[i].at_s);
	assert_true(w->hour == w->latest_s / 3600 && w->slot == w->latest_s / 600 && w->day == w->latest_s / 86400);
}

/* Also with amounts at the ends of their range, and times before 1970 and far beyond. */
static void any_events_in_any_order_keep_the_window_in_bounds_and_severity_only_rises(void **unused)
{
	(void)unused;
	struct rng r = {5};
	for (int round = 0; round < 4; round++) {
		struct customer c;
		enum signal_severity up[RULE_COUNT_] = {0};
		int64_t opened[RULE_COUNT_] = {0}, at = round == 3 ? -1000000 : T0;
		customer_init(&c);
		for (int i = 0; i < RANDOM_EVENTS / 4; i++) {
			at += (int64_t)(rng_next(&r) % (round == 1 ? 3600000 : 20000));
			if (round == 2 && i % 5000 == 4999)
				at += (int64_t)1 << 41;
			apply(&c, RULE_COUNT_, any_event(&r, at));
			check_bounds(&c.window);
			for (size_t k = 0; k < c.hit_count; k++) {
				const struct signal_hit *h = &c.hits[k];
				if (h->before != SIGNAL_NONE) {
					assert_int_equal(h->before, up[h->rule]);
					assert_true(h->opened_ms == opened[h->rule]);
				}
				up[h->rule] = h->severity;
				opened[h->rule] = h->opened_ms;
			}
		}
	}
}

/* What a snapshot relies on. */
static void a_window_copied_byte_by_byte_goes_on_alike(void **unused)
{
	(void)unused;
	struct customer one, two;
	struct rng r = {6};
	int64_t at = T0;
	customer_init(&one);
	for (int i = 0; i < 5000; i++)
		apply(&one, RULE_COUNT_, any_event(&r, at += 7000));
	memcpy(&two, &one, sizeof two);
	for (int i = 0; i < 5000; i++) {
		struct signal_event ev = any_event(&r, at += 7000);
		apply(&one, RULE_COUNT_, ev);
		apply(&two, RULE_COUNT_, ev);
		assert_int_equal(one.hit_count, two.hit_count);
		assert_memory_equal(&one.window, &two.window, sizeof one.window);
	}
}

static void evidence_is_written_as_json_with_exact_money(void **unused)
{
	(void)unused;
	struct customer c;
	struct buf b;
	struct json_writer w;
	customer_init(&c);
	play(&c, RULE_LOSS_VELOCITY, T0, 3234567, 0);
	assert_int_equal(c.hit_count, 1);
	buf_init(&b, JSON_MAX);
	json_writer_init(&w, &b);
	signal_hit_write(&c.rules, &c.hits[0], &w);
	assert_int_equal(buf_ok(&b), OK);
	buf_char(&b, '\0');
	assert_non_null(strstr(
		b.p, "\"rule\":\"loss-velocity\",\"version\":1,\"class\":\"rg\",\"verified\":false,\"severity\":\"critical\""));
	assert_non_null(strstr(b.p, "\"openedAt\":\"2025-12-01T12:00:00Z\""));
	assert_non_null(strstr(b.p, "{\"name\":\"netLoss1h\",\"unit\":\"money\",\"value\":32345.67}"));
	assert_non_null(strstr(b.p, "\"threshold\":1,"));
	assert_non_null(strstr(b.p, "\"events\":[1]}"));
	buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_is_complete),
		cmocka_unit_test(thresholds_are_data),
		cmocka_unit_test(a_rule_judges_nothing_from_before_its_first_day),
		cmocka_unit_test(any_events_in_any_order_keep_the_window_in_bounds_and_severity_only_rises),
		cmocka_unit_test(a_window_copied_byte_by_byte_goes_on_alike),
		cmocka_unit_test(evidence_is_written_as_json_with_exact_money),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
