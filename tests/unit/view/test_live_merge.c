/* News merged into a service's answer, and answers kept as bytes to be merged again. */
#include "sources/record_pack.h"
#include "view/live_merge.h"
#include "view/section.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/live/day.h"
#include "tests/unit/view/build.h"

#define FETCHED (DAY_START + 100000)

/* --- bytes and back --- */

static struct record *any_record(struct arena *a, const struct schema *s, struct day *d, unsigned depth)
{
	struct record *r = build_record(a, s);
	for (size_t i = 0; i < s->count; i++) {
		const struct field *f = &s->fields[i];
		struct value *v = &r->values[i];
		if (!(f->flags & FIELD_REQUIRED) && day_random(d, 3) == 0)
			continue;
		v->present = true;
		switch (f->type) {
		case FIELD_STRING:
		case FIELD_ID:
		case FIELD_DECIMAL:
		case FIELD_CARD_NUMBER:
			v->text =
				str_of(arena_printf(a, "%.*s%u", (int)day_random(d, 200),
						    "a text that is longer than one byte's worth of length, so that its length "
						    "takes two bytes to tell: é, ß, 漢字, and so on and on and on, until the end",
						    (unsigned)day_random(d, 1000)));
			break;
		case FIELD_INT:
		case FIELD_TIME:
			v->i64 = (int64_t)(day_random(d, UINT32_MAX) << 32 | day_random(d, UINT32_MAX)) *
				 (day_random(d, 2) ? 1 : -1);
			break;
		case FIELD_BOOL:
			v->b = day_random(d, 2);
			break;
		case FIELD_MONEY:
			v->money.currency = currency_at(day_random(d, 2) ? 3 : day_random(d, currency_count()));
			v->money.minor = (int64_t)day_random(d, 100000) - 50000;
			break;
		case FIELD_DATE:
			v->days = (int32_t)day_random(d, 40000) - 20000;
			break;
		case FIELD_ENUM:
			while (f->values[v->index + 1] && day_random(d, 3))
				v->index++;
			break;
		case FIELD_CURRENCY:
			v->currency = currency_at(day_random(d, currency_count()));
			break;
		case FIELD_STRINGS:
			v->strings.count = day_random(d, 4);
			v->strings.items = arena_array(a, 4, sizeof *v->strings.items);
			for (size_t k = 0; k < v->strings.count; k++)
				v->strings.items[k] = STR("one of several");
			break;
		case FIELD_LIST:
			v->list.count = depth ? day_random(d, 5) : 0;
			v->list.items = arena_array(a, 5, sizeof *v->list.items);
			for (size_t k = 0; k < v->list.count; k++)
				v->list.items[k] = *any_record(a, f->items, d, depth - 1);
			break;
		}
	}
	return r;
}

static void every_part_comes_back_as_it_was(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 200; round++) {
		struct day d;
		struct buf once, again;
		day_init(&d, 1, round + 1);
		const struct schema *s = schema_part((enum part)(round % PART_COUNT_));
		struct record *r = any_record(&d.arena, s, &d, 2);
		buf_init(&once, 1u << 20);
		buf_init(&again, 1u << 20);
		record_pack(&once, r);
		struct record *back = record_unpack(buf_view(&once), s, &d.arena);
		assert_non_null(back);
		record_pack(&again, back);
		assert_int_equal(buf_ok(&once), OK);
		assert_true(str_eq(buf_view(&once), buf_view(&again)));
		for (size_t i = 0; i < s->count; i++) {
			const struct value *x = &r->values[i], *y = &back->values[i];
			assert_int_equal(x->present, y->present);
			if (x->present && s->fields[i].type == FIELD_MONEY) {
				assert_int_equal(x->money.minor, y->money.minor);
				assert_ptr_equal(x->money.currency, y->money.currency);
			}
			if (x->present && s->fields[i].type == FIELD_STRING)
				assert_true(str_eq(x->text, y->text));
		}
		buf_done(&once);
		buf_done(&again);
		day_done(&d);
	}
}

/* --- merging --- */

struct world {
	struct day day;
	struct live_customer live;
	struct record *r;
};

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	day_init(&w->day, 100, 1);
	str_copy(w->live.id, sizeof w->live.id, STR("C"));
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;
	live_customer_done(&w->live);
	day_done(&w->day);
	free(w);
	return 0;
}

static void apply(struct world *w, const struct live_event *e)
{
	assert_int_equal(live_customer_apply(&w->live, e), OK);
}

static void merge(struct world *w, enum part p)
{
	assert_int_equal(live_merge(p, w->r, &w->live, FETCHED - PART_NEWS_MARGIN_MS, FETCHED, &w->day.arena), OK);
}

static void build_wallet(struct world *w)
{
	w->r = build_record(&w->day.arena, schema_part(PART_WALLET));
	build_currency(w->r, F_WALLET_currency, "EUR");
	build_money(w->r, F_WALLET_cash, 1000, "EUR");
	struct record *list = build_list(&w->day.arena, w->r, F_WALLET_pendingWithdrawals, 2);
	build_text(&list[0], F_WITHDRAWAL_transactionId, "W1");
	build_enum(&list[0], F_WITHDRAWAL_state, "requested");
	build_text(&list[1], F_WITHDRAWAL_transactionId, "W2");
	build_enum(&list[1], F_WITHDRAWAL_state, "in_review");
}

static void balances_newer_than_the_answer_take_its_place(void **state)
{
	struct world *w = *state;
	build_wallet(w);
	apply(w, day_add(&w->day, "balance.changed", "C", FETCHED - 5000, "\"cash\":1,\"bonus\":7,\"currency\":\"EUR\""));
	merge(w, PART_WALLET);
	assert_int_equal(w->r->values[F_WALLET_cash].money.minor, 1000);
	assert_false(w->r->values[F_WALLET_bonus].present);
	apply(w, day_add(&w->day, "balance.changed", "C", FETCHED + 10, "\"cash\":2,\"bonus\":8,\"currency\":\"EUR\""));
	merge(w, PART_WALLET);
	assert_int_equal(w->r->values[F_WALLET_cash].money.minor, 200);
	assert_int_equal(w->r->values[F_WALLET_bonus].money.minor, 800);
}

static void an_amount_in_another_currency_is_not_put_beside_the_answers_own(void **state)
{
	struct world *w = *state;
	build_wallet(w);
	apply(w, day_add(&w->day, "balance.changed", "C", FETCHED + 10, "\"cash\":2,\"currency\":\"USD\""));
	apply(w, day_add(&w->day, "withdrawal.requested", "C", FETCHED + 10,
			 "\"transactionId\":\"W9\",\"amount\":2,\"currency\":\"USD\""));
	merge(w, PART_WALLET);
	assert_int_equal(w->r->values[F_WALLET_cash].money.minor, 1000);
	assert_int_equal(w->r->values[F_WALLET_pendingWithdrawals].list.count, 2);
}

static void withdrawals_come_change_and_go(void **state)
{
	struct world *w = *state;
	build_wallet(w);
	apply(w, day_add(&w->day, "withdrawal.decided", "C", FETCHED + 10, "\"transactionId\":\"W1\",\"state\":\"approved\""));
	apply(w, day_add(&w->day, "withdrawal.decided", "C", FETCHED + 10, "\"transactionId\":\"W2\",\"state\":\"paid\""));
	apply(w, day_add(&w->day, "withdrawal.requested", "C", FETCHED + 20,
			 "\"transactionId\":\"W3\",\"amount\":5,\"currency\":\"EUR\""));
	merge(w, PART_WALLET);
	const struct value *list = &w->r->values[F_WALLET_pendingWithdrawals];
	assert_int_equal(list->list.count, 2);
	const struct record *first = &list->list.items[0], *second = &list->list.items[1];
	check_str(first->values[F_WITHDRAWAL_transactionId].text, "W1");
	assert_string_equal(first->schema->fields[F_WITHDRAWAL_state].values[first->values[F_WITHDRAWAL_state].index],
			    "approved");
	check_str(second->values[F_WITHDRAWAL_transactionId].text, "W3");
	assert_int_equal(second->values[F_WITHDRAWAL_amount].money.minor, 500);
}

static void a_service_that_tells_of_no_bets_in_play_is_not_made_to(void **state)
{
	struct world *w = *state;
	w->r = build_record(&w->day.arena, schema_part(PART_PLAY));
	build_list(&w->day.arena, w->r, F_PLAY_activeSessions, 0);
	apply(w, day_add(&w->day, "bet.placed", "C", FETCHED + 10,
			 "\"betId\":\"B\",\"game\":\"G\",\"stake\":1,\"currency\":\"EUR\""));
	merge(w, PART_PLAY);
	assert_false(w->r->values[F_PLAY_betsInPlay].present);
	build_list(&w->day.arena, w->r, F_PLAY_betsInPlay, 0);
	merge(w, PART_PLAY);
	assert_int_equal(w->r->values[F_PLAY_betsInPlay].list.count, 1);
}

static void a_login_that_the_answer_has_is_not_told_twice(void **state)
{
	struct world *w = *state;
	w->r = build_record(&w->day.arena, schema_part(PART_LOGINS));
	struct record *list = build_list(&w->day.arena, w->r, F_LOGINS_recentLogins, 1);
	build_i64(&list[0], F_LOGIN_at, FETCHED - 500);
	build_enum(&list[0], F_LOGIN_outcome, "success");
	build_text(&list[0], F_LOGIN_deviceId, "D1");
	apply(w, day_add(&w->day, "login.succeeded", "C", FETCHED - 400, "\"deviceId\":\"D1\""));
	apply(w, day_add(&w->day, "login.failed", "C", FETCHED - 300, "\"deviceId\":\"D1\""));
	apply(w, day_add(&w->day, "login.succeeded", "C", FETCHED + 900, "\"deviceId\":\"D2\",\"city\":\"Rome\""));
	merge(w, PART_LOGINS);
	const struct value *v = &w->r->values[F_LOGINS_recentLogins];
	assert_int_equal(v->list.count, 3);
	static const int64_t at[] = {FETCHED + 900, FETCHED - 300, FETCHED - 500};
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(v->list.items[i].values[F_LOGIN_at].i64, at[i]);
	check_str(v->list.items[0].values[F_LOGIN_city].text, "Rome");
}

static void flags_of_class_aml_are_taken_in(void **state)
{
	struct world *w = *state;
	w->r = build_record(&w->day.arena, schema_part(PART_RISK));
	struct record *list = build_list(&w->day.arena, w->r, F_RISK_riskFlags, 1);
	build_text(&list[0], F_FLAG_flagId, "F1");
	build_enum(&list[0], F_FLAG_category, "fraud");
	apply(w, day_add(&w->day, "fraud.alert", "C", FETCHED + 1,
			 "\"flagId\":\"F2\",\"flagType\":\"structuring\",\"severity\":\"high\",\"class\":\"aml\""));
	apply(w, day_add(&w->day, "fraud.alert", "C", FETCHED + 1,
			 "\"flagId\":\"F3\",\"flagType\":\"bonus_abuse\",\"severity\":\"high\",\"class\":\"fraud\""));
	merge(w, PART_RISK);
	const struct value *v = &w->r->values[F_RISK_riskFlags];
	assert_int_equal(v->list.count, 2);
	check_str(v->list.items[0].values[F_FLAG_flagId].text, "F2");
	assert_string_equal(
		v->list.items[0].schema->fields[F_FLAG_category].values[v->list.items[0].values[F_FLAG_category].index], "aml");
}

/* --- own alerts --- */

static void hit(struct world *w, const char *id, enum signal_class class, enum signal_severity severity, int64_t at_ms)
{
	struct alert a = {.class = class,
			  .severity = severity,
			  .customer = STR("C"),
			  .rule = STR("many-cards"),
			  .opened_ms = at_ms,
			  .risen_ms = at_ms,
			  .last_ms = at_ms,
			  .heard_ms = at_ms + 50,
			  .seq = 7};
	str_copy(a.id, sizeof a.id, str_of(id));
	assert_int_equal(live_customer_alert(&w->live, &a, RULE_MANY_CARDS, STR("different cards in 24 hours: 3")), OK);
}

static void build_risk(struct world *w)
{
	w->r = build_record(&w->day.arena, schema_part(PART_RISK));
	struct record *list = build_list(&w->day.arena, w->r, F_RISK_riskFlags, 1);
	build_text(&list[0], F_FLAG_flagId, "F1");
	build_enum(&list[0], F_FLAG_category, "fraud");
}

static struct value *flag(struct world *w, size_t i, size_t field)
{
	return &w->r->values[F_RISK_riskFlags].list.items[i].values[field];
}

static const char *flag_word(struct world *w, size_t i, size_t field)
{
	return w->r->values[F_RISK_riskFlags].list.items[i].schema->fields[field].values[flag(w, i, field)->index];
}

static void an_own_alert_is_a_flag_however_new_the_answer_is(void **state)
{
	struct world *w = *state;
	build_risk(w);
	hit(w, "a1", SIGNAL_CLASS_FRAUD, SIGNAL_MEDIUM, FETCHED - 3600 * 1000);
	hit(w, "a1", SIGNAL_CLASS_FRAUD, SIGNAL_CRITICAL, FETCHED - 1800 * 1000);
	hit(w, "a2", SIGNAL_CLASS_AML, SIGNAL_HIGH, FETCHED - 1800 * 1000);
	merge(w, PART_RISK);
	const struct value *v = &w->r->values[F_RISK_riskFlags];
	assert_int_equal(v->list.count, 3);
	check_str(flag(w, 0, F_FLAG_flagId)->text, "a2");
	assert_string_equal(flag_word(w, 0, F_FLAG_category), "aml");
	check_str(flag(w, 1, F_FLAG_flagId)->text, "a1");
	check_str(flag(w, 1, F_FLAG_type)->text, "many-cards");
	check_str(flag(w, 1, F_FLAG_description)->text, "different cards in 24 hours: 3");
	assert_string_equal(flag_word(w, 1, F_FLAG_category), "fraud");
	assert_string_equal(flag_word(w, 1, F_FLAG_severity), "critical");
	check_str(flag(w, 2, F_FLAG_flagId)->text, "F1");
}

static void an_own_alert_is_gone_a_week_after_its_rule_last_held(void **state)
{
	struct world *w = *state;
	build_risk(w);
	hit(w, "old", SIGNAL_CLASS_RG, SIGNAL_HIGH, FETCHED - LIVE_ALERT_SHOWN_MS);
	hit(w, "new", SIGNAL_CLASS_RG, SIGNAL_HIGH, FETCHED - LIVE_ALERT_SHOWN_MS + 1);
	merge(w, PART_RISK);
	assert_int_equal(w->r->values[F_RISK_riskFlags].list.count, 2);
	check_str(flag(w, 0, F_FLAG_flagId)->text, "new");
}

static void of_many_own_alerts_those_that_held_last_are_kept(void **state)
{
	struct world *w = *state;
	char id[16];
	build_risk(w);
	for (int i = 0; i < LIVE_ALERTS_MAX + 3; i++) {
		snprintf(id, sizeof id, "a%02d", i);
		hit(w, id, SIGNAL_CLASS_RG, SIGNAL_LOW, FETCHED - 100000 + i);
	}
	hit(w, "late", SIGNAL_CLASS_RG, SIGNAL_LOW, FETCHED - 200000);
	assert_int_equal(w->live.alerts.count, LIVE_ALERTS_MAX);
	assert_string_equal(w->live.alerts.items[0].id, "a03");
	merge(w, PART_RISK);
	assert_int_equal(w->r->values[F_RISK_riskFlags].list.count, LIVE_ALERTS_MAX + 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_part_comes_back_as_it_was),
		TEST(balances_newer_than_the_answer_take_its_place),
		TEST(an_amount_in_another_currency_is_not_put_beside_the_answers_own),
		TEST(withdrawals_come_change_and_go),
		TEST(a_service_that_tells_of_no_bets_in_play_is_not_made_to),
		TEST(a_login_that_the_answer_has_is_not_told_twice),
		TEST(flags_of_class_aml_are_taken_in),
		TEST(an_own_alert_is_a_flag_however_new_the_answer_is),
		TEST(an_own_alert_is_gone_a_week_after_its_rule_last_held),
		TEST(of_many_own_alerts_those_that_held_last_are_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
