#include "app/replay_read.h"
#include "tests/unit/base/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

static void check_amount(const char *text, int64_t mantissa, unsigned decimals, bool rounded)
{
	struct replay_amount a;
	assert_int_equal(replay_amount(str_of(text), &a), OK);
	assert_true(a.mantissa == mantissa);
	assert_int_equal(a.decimals, decimals);
	assert_int_equal(a.rounded, rounded);
}

static void amounts_are_exact_whatever_their_decimals(void **unused)
{
	(void)unused;
	check_amount("0", 0, 0, false);
	check_amount("12.50", 125, 1, false);
	check_amount("0.00001234", 1234, 8, false);
	check_amount("0.050000000000000000", 5, 2, false);
	check_amount("0.123456789012345678", 123456789012345678, 18, false);
	check_amount("-7.25", -725, 2, false);
	check_amount("0001", 1, 0, false);
	check_amount("1e-05", 1, 5, false);
	check_amount("1.5e3", 1500, 0, false);
	check_amount("2E+2", 200, 0, false);
	check_amount("999999999999999999", 999999999999999999, 0, false);
}

static void what_binary_fractions_leave_is_rounded_and_said(void **unused)
{
	(void)unused;
	check_amount("110.00000000000001", 110, 0, true);
	check_amount("0.30000000000000004", 3, 1, true);
	check_amount("5319.929999999999", 531993, 2, true);
	check_amount("2.4200000000000004", 242, 2, true);
	check_amount("0.1234567890123456789", 123456789012345679, 18, true);
	check_amount("0.0000000000000000005", 0, 0, true);
	check_amount("99999999999999999.99", 100000000000000000, 0, true);
	check_amount("1e-300", 0, 0, true);
}

static void what_is_no_decimal_number_is_refused(void **unused)
{
	(void)unused;
	static const char *const bad[] = {"",     "-",     "+1", "1,5", "1.",  ".5",  "NaN", "NA",    "inf",
					  "0x10", "1 000", "1e", "1e+", "1-2", "12a", "--1", "1.2.3", "\xD9\xA1"};
	struct replay_amount a;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(replay_amount(str_of(bad[i]), &a), ERR_SYNTAX);
	assert_int_equal(replay_amount(STR("1000000000000000000"), &a), ERR_RANGE);
	assert_int_equal(replay_amount(STR("1e300"), &a), ERR_RANGE);
	assert_int_equal(replay_amount(STR("1e99999999999999999999"), &a), ERR_RANGE);
}

static void check_time(const char *text, int64_t ms, bool no_zone)
{
	int64_t got;
	bool none;
	assert_int_equal(replay_time(str_of(text), &got, &none), OK);
	assert_true(got == ms);
	assert_int_equal(none, no_zone);
}

static void times_are_rfc_3339_or_counted_from_1970(void **unused)
{
	(void)unused;
	check_time("2016-11-20T19:44:19Z", 1479671059000, false);
	check_time("2016-11-20t20:44:19.250+01:00", 1479671059250, false);
	check_time("2016-11-20 19:44:19", 1479671059000, true);
	check_time("2016-11-20 19:44:19.123456", 1479671059123, true);
	check_time("1479671059", 1479671059000, false);
	check_time("1479671059.25", 1479671059250, false);
	check_time("1479671059250", 1479671059250, false);
	check_time("0", 0, false);
	int64_t ms;
	bool none;
	static const char *const bad[] = {"",           "yesterday",        "20.11.2016",
					  "2016-11-20", "2016-11-20T19:44", "2016-11-20T19:44:19 Z"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(replay_time(str_of(bad[i]), &ms, &none), ERR_SYNTAX);
	static const char *const out[] = {"-5", "1969-12-31T23:59:59Z", "2016-02-30T00:00:00Z", "1479671059250000",
					  "2200-01-01T00:00:00Z"};
	for (size_t i = 0; i < ARRAY_LEN(out); i++)
		assert_int_equal(replay_time(str_of(out[i]), &ms, &none), ERR_RANGE);
}

static struct replay *read_text(const char *text, enum err want, struct err_info *info)
{
	struct replay *r;
	size_t n = strlen(text);
	int fd = memfd_create("bets", MFD_CLOEXEC);
	assert_true(fd >= 0 && write(fd, text, n) == (ssize_t)n && lseek(fd, 0, SEEK_SET) == 0);
	assert_int_equal(replay_new(&r), OK);
	memset(info, 0, sizeof *info);
	assert_int_equal(replay_read(r, fd, info), want);
	close(fd);
	return r;
}

static void check_refused(const char *text, enum err want, unsigned line, unsigned column, const char *field)
{
	struct err_info info;
	replay_free(read_text(text, want, &info));
	assert_int_equal(info.line, line);
	assert_int_equal(info.column, column);
	assert_string_equal(info.field, field);
	assert_true(info.text[0]);
}

#define HEAD "customer,at,stake,payout,currency\n"
#define ROW  "ann,1479671059,1.5,0,EUR\n"

static void what_is_not_understood_is_refused_with_line_and_column(void **unused)
{
	(void)unused;
	check_refused("", ERR_SHAPE, 0, 0, "");
	check_refused("customer,at,stake,payout\n", ERR_SHAPE, 1, 1, "currency");
	check_refused("customer,at,stake,payout,currency,AT\n", ERR_SHAPE, 1, 35, "at");
	check_refused("customer;at;stake;payout;currency\n", ERR_SHAPE, 1, 1, "customer");
	check_refused(HEAD ROW "ann,1479671059,1.5,0\n", ERR_SHAPE, 3, 20, "");
	check_refused(HEAD ROW "ann,1479671059,1.5,0,EUR,9\n", ERR_SHAPE, 3, 26, "");
	check_refused(HEAD ROW "ann,1479671059,abc,0,EUR\n", ERR_SHAPE, 3, 16, "stake");
	check_refused(HEAD ROW "Zoë,1479671059,1,x,EUR\n", ERR_SHAPE, 3, 18, "payout");
	check_refused(HEAD "ann,noon,1,0,EUR\n", ERR_SHAPE, 2, 5, "at");
	check_refused(HEAD "ann,1,-1,0,EUR\n", ERR_RANGE, 2, 7, "stake");
	check_refused(HEAD ",1,1,0,EUR\n", ERR_SHAPE, 2, 1, "customer");
	check_refused(HEAD "ann,1,1,0,\n", ERR_SHAPE, 2, 11, "currency");
	check_refused(HEAD "ann,1,,0,EUR\n", ERR_SHAPE, 2, 7, "stake");
	check_refused(HEAD "ann,1,1,0,a currency of many words\n", ERR_TOO_LARGE, 2, 11, "currency");
	check_refused(HEAD "ann\xE4,1,1,0,EUR\n", ERR_SYNTAX, 2, 4, "");
}

static void columns_stand_in_any_order_beside_others(void **unused)
{
	(void)unused;
	struct err_info info;
	size_t n;
	struct replay *r = read_text("Game, Currency ,payout,AT,Customer,stake\r\n"
				     "\"crash, fast\",BTC,0.00000002,1479671059,\"o\"\"neil\",0.00000001\r\n"
				     "x,BTC,,1479671060,ann,3\r\n",
				     OK, &info);
	const struct replay_totals *t = replay_totals(r);
	assert_int_equal(t->rows, 2);
	assert_int_equal(t->customers, 2);
	assert_int_equal(t->without_payout, 1);
	assert_true(t->from_ms == 1479671059000 && t->to_ms == 1479671060000);
	const struct replay_customer *c = replay_customers(r, &n);
	check_str(c[0].name, "o\"neil");
	struct signal_rules rules;
	signal_rules_init(&rules);
	assert_int_equal(replay_run(r, &rules, 10), OK);
	const struct replay_currency *k = replay_currencies(r, &n);
	assert_int_equal(n, 1);
	assert_string_equal(k->code, "BTC");
	assert_true(!k->iso && k->decimals == 8 && k->rounded == 0);
	replay_free(r);
}

/* A burst of 12 bets at 30 times the usual, in rows that are in order of time, or not. */
static char *burst_history(bool shuffled, const char *currency, const char *unit)
{
	char *text = malloc(1 << 20), *p = text + sprintf(text, HEAD);
	for (int i = 0; i < 400; i++) {
		int k = shuffled ? i * 173 % 400 : i;
		bool burst = k >= 300 && k < 312;
		p += sprintf(p, "ann,%d,%s%02d,0,%s\n", 1479671059 + k * 20, unit, burst ? 90 : 3, currency);
		p += sprintf(p, "bob,%d,%s%02d,0,%s\n", 1479671059 + k * 20, unit, 3 + k % 3, currency);
	}
	return text;
}

static void check_burst_found(bool shuffled, const char *currency, const char *unit)
{
	struct err_info info;
	size_t n, customers;
	struct signal_rules rules;
	char *text = burst_history(shuffled, currency, unit);
	struct replay *r = read_text(text, OK, &info);
	signal_rules_init(&rules);
	rules.whatever_date = true;
	assert_int_equal(replay_run(r, &rules, SIZE_MAX), OK);
	const struct replay_alert *a = replay_alerts(r, &n);
	const struct replay_customer *c = replay_customers(r, &customers);
	assert_int_equal(n, 1);
	check_str(c[a->customer].name, "ann");
	assert_int_equal(a->hit.rule, RULE_STAKE_ESCALATION);
	assert_int_equal(a->hit.severity, SIGNAL_HIGH);
	assert_true(a->hit.opened_ms >= 1479677059000 && a->last_ms == 1479671059000 + 311 * 20000);
	assert_int_equal(replay_totals(r)->rules[RULE_STAKE_ESCALATION].alerts, 1);
	assert_int_equal(replay_totals(r)->rules[RULE_STAKE_ESCALATION].customers, 1);
	replay_free(r);
	free(text);
}

static void a_burst_is_found_in_rows_of_any_order_and_any_currency(void **unused)
{
	(void)unused;
	check_burst_found(false, "EUR", "");
	check_burst_found(true, "EUR", "");
	check_burst_found(true, "BTC", "0.0000");
	check_burst_found(false, "chips", "");
}

static void of_many_alerts_the_first_by_time_are_kept(void **unused)
{
	(void)unused;
	struct err_info info;
	size_t n;
	struct signal_rules rules;
	char *text = malloc(4 << 20), *p = text + sprintf(text, HEAD);
	for (int c = 2000; c-- > 0;) /* the latest first; each loses far beyond the hard stop */
		p += sprintf(p, "c%d,%d,50000,0,EUR\n", c, 1479671059 + c * 60);
	struct replay *r = read_text(text, OK, &info);
	signal_rules_init(&rules);
	rules.whatever_date = true;
	assert_int_equal(replay_run(r, &rules, 3), OK);
	const struct replay_alert *a = replay_alerts(r, &n);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++)
		assert_true(a[i].hit.opened_ms == (1479671059 + (int64_t)i * 60) * 1000);
	assert_int_equal(replay_totals(r)->rules[RULE_LOSS_VELOCITY].alerts, 2000);
	assert_int_equal(replay_totals(r)->rules[RULE_LOSS_VELOCITY].by_severity[SIGNAL_CRITICAL], 2000);
	replay_free(r);
	free(text);
}

static void a_history_without_bets_is_a_history(void **unused)
{
	(void)unused;
	struct err_info info;
	struct signal_rules rules;
	struct replay *r = read_text(HEAD, OK, &info);
	signal_rules_init(&rules);
	assert_int_equal(replay_run(r, &rules, 5), OK);
	assert_int_equal(replay_totals(r)->rows, 0);
	replay_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amounts_are_exact_whatever_their_decimals),
		cmocka_unit_test(what_binary_fractions_leave_is_rounded_and_said),
		cmocka_unit_test(what_is_no_decimal_number_is_refused),
		cmocka_unit_test(times_are_rfc_3339_or_counted_from_1970),
		cmocka_unit_test(what_is_not_understood_is_refused_with_line_and_column),
		cmocka_unit_test(columns_stand_in_any_order_beside_others),
		cmocka_unit_test(a_burst_is_found_in_rows_of_any_order_and_any_currency),
		cmocka_unit_test(of_many_alerts_the_first_by_time_are_kept),
		cmocka_unit_test(a_history_without_bets_is_a_history),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
