#include "base/json_reader.h"
#include "base/utf8.h"
#include "sim/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static enum err set(struct fault_table *t, const char *body, struct err_info *info)
{
	return fault_set_json(t, str_of(body), info);
}

static void every_mode_and_service_can_be_set(void **state)
{
	(void)state;
	for (unsigned s = 0; s < FAULT_SERVICE_COUNT_; s++)
		for (unsigned m = 0; m < FAULT_MODE_COUNT_; m++) {
			struct fault_table t;
			struct err_info info = {0};
			char body[128];
			fault_clear(&t);
			snprintf(body, sizeof(body), "{\"service\":\"%s\",\"mode\":\"%s\",\"latencyMs\":40}",
				 fault_service_name((enum fault_service)s), fault_mode_name((enum fault_mode)m));
			assert_int_equal(set(&t, body, &info), OK);
			for (unsigned i = 0; i < FAULT_SERVICE_COUNT_; i++) {
				assert_int_equal(t.rules[i].mode, i == s ? m : FAULT_NONE);
				assert_int_equal(t.rules[i].latency_ms, i == s ? 40 : 0);
			}
		}
}

static void all_sets_every_service(void **state)
{
	(void)state;
	struct fault_table t;
	struct err_info info;
	fault_clear(&t);
	assert_int_equal(set(&t, "{\"service\":\"all\",\"mode\":\"hang\"}", &info), OK);
	for (unsigned i = 0; i < FAULT_SERVICE_COUNT_; i++) {
		assert_int_equal(t.rules[i].mode, FAULT_HANG);
		assert_true(t.rules[i].share >= 1);
	}
	fault_clear(&t);
	for (unsigned i = 0; i < FAULT_SERVICE_COUNT_; i++)
		assert_int_equal(t.rules[i].mode, FAULT_NONE);
}

static void wrong_bodies_are_refused_by_name_and_change_nothing(void **state)
{
	(void)state;
	static const struct {
		const char *body, *field;
		enum err want;
	} cases[] = {
		{"{\"service\":\"walet\",\"mode\":\"slow\"}", "/service", ERR_SHAPE},
		{"{\"service\":\"wallet\",\"mode\":\"sloow\"}", "/mode", ERR_SHAPE},
		{"{\"service\":\"wallet\"}", "/mode", ERR_SHAPE},
		{"{\"mode\":\"slow\"}", "/service", ERR_SHAPE},
		{"{\"service\":\"wallet\",\"mode\":\"slow\",\"latency\":1}", "/latency", ERR_SHAPE},
		{"{\"service\":\"wallet\",\"mode\":\"slow\",\"latencyMs\":-1}", "/latencyMs", ERR_SHAPE},
		{"{\"service\":\"wallet\",\"mode\":\"slow\",\"latencyMs\":600001}", "/latencyMs", ERR_SHAPE},
		{"{\"service\":\"wallet\",\"mode\":\"slow\",\"latencyMs\":\"1\"}", "/latencyMs", ERR_SHAPE},
		{"{\"service\":\"wallet\",\"mode\":\"slow\",\"share\":1.5}", "/share", ERR_SHAPE},
		{"{\"service\":\"wallet\",\"mode\":\"slow\",\"share\":-0.1}", "/share", ERR_SHAPE},
		{"{\"service\":\"wallet\",\"mode\":\"slow\",\"share\":\"0.5\"}", "/share", ERR_SHAPE},
		{"{\"service\":\"wallet\",\"mode\":\"slow\",\"share\":null}", "/share", ERR_SHAPE},
		{"[]", NULL, ERR_SHAPE},
		{"{\"service\":\"wallet\",", NULL, ERR_SYNTAX},
		{"", NULL, ERR_SYNTAX},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fault_table t;
		struct err_info info = {0};
		fault_clear(&t);
		assert_int_equal(set(&t, cases[i].body, &info), cases[i].want);
		if (cases[i].field)
			assert_string_equal(info.field, cases[i].field);
		for (unsigned s = 0; s < FAULT_SERVICE_COUNT_; s++)
			assert_int_equal(t.rules[s].mode, FAULT_NONE);
	}
}

static void slow_without_latency_has_a_default(void **state)
{
	(void)state;
	struct fault_table t;
	struct err_info info;
	struct sim_rng rng;
	uint32_t latency = 0;
	fault_clear(&t);
	rng_seed(&rng, 1, 1);
	assert_int_equal(set(&t, "{\"service\":\"kyc\",\"mode\":\"slow\"}", &info), OK);
	assert_int_equal(fault_pick(&t, FAULT_KYC, &rng, &latency), FAULT_SLOW);
	assert_int_equal(latency, FAULT_LATENCY_DEFAULT_MS);
	assert_int_equal(fault_pick(&t, FAULT_RISK, &rng, &latency), FAULT_NONE);
	assert_int_equal(latency, 0);
}

static void share_is_kept(void **state)
{
	(void)state;
	enum { PICKS = 20000 };
	struct fault_table t;
	struct err_info info;
	struct sim_rng rng;
	fault_clear(&t);
	rng_seed(&rng, 2, 2);
	assert_int_equal(set(&t, "{\"service\":\"risk\",\"mode\":\"error\",\"share\":0.25,\"latencyMs\":7}", &info), OK);
	unsigned hits = 0;
	for (int i = 0; i < PICKS; i++) {
		uint32_t latency;
		bool hit = fault_pick(&t, FAULT_RISK, &rng, &latency) == FAULT_ERROR;
		assert_int_equal(latency, hit ? 7 : 0);
		hits += hit;
	}
	assert_true(hits > PICKS * 0.23 && hits < PICKS * 0.27);
	assert_int_equal(set(&t, "{\"service\":\"risk\",\"mode\":\"error\",\"share\":0}", &info), OK);
	uint32_t latency;
	assert_int_equal(fault_pick(&t, FAULT_RISK, &rng, &latency), FAULT_NONE);
}

static void the_table_reads_back_as_json(void **state)
{
	(void)state;
	struct fault_table t;
	struct err_info info;
	struct buf b;
	fault_clear(&t);
	assert_int_equal(set(&t, "{\"service\":\"gaming\",\"mode\":\"truncated\",\"share\":0.5}", &info), OK);
	buf_init(&b, 4096);
	fault_write_json(&t, &b);
	struct json_reader r;
	json_reader_init(&r, buf_view(&b), JSON_LIMITS_DEFAULT);
	assert_true(json_skip(&r, NULL));
	assert_int_equal(json_finish(&r), OK);
	assert_non_null(memmem(b.p, b.n, "\"gaming\":{\"mode\":\"truncated\",\"latencyMs\":0,\"share\":0.5}", 55));
	buf_done(&b);
}

static void garbage_is_neither_json_nor_utf8_and_repeats(void **state)
{
	(void)state;
	static const char *const bodies[] = {"", "{}", "{\"id\":\"CUS-1\",\"amount\":12}", "[1,2,3]"};
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		struct buf a, b;
		struct json_reader r;
		buf_init(&a, 4096);
		buf_init(&b, 4096);
		fault_garbage(str_of(bodies[i]), &a);
		fault_garbage(str_of(bodies[i]), &b);
		assert_true(a.n >= 64);
		assert_true(str_eq(buf_view(&a), buf_view(&b)));
		assert_false(utf8_valid(buf_view(&a)));
		json_reader_init(&r, buf_view(&a), JSON_LIMITS_DEFAULT);
		json_skip(&r, NULL);
		assert_int_equal(json_finish(&r), ERR_SYNTAX);
		buf_done(&a);
		buf_done(&b);
	}
}

static void check_mangled(const char *in, const char *want)
{
	struct buf b;
	buf_init(&b, 1u << 16);
	assert_int_equal(fault_wrong_type(str_of(in), &b), OK);
	buf_char(&b, '\0');
	assert_string_equal(b.p, want);
	buf_done(&b);
}

static void every_value_changes_its_type_and_stays_json(void **state)
{
	(void)state;
	check_mangled("{\"a\":1,\"b\":2.50,\"c\":\"x\",\"d\":null,\"e\":true,\"f\":false}",
		      "{\"a\":{\"value\":\"1\"},\"b\":\"many\",\"c\":7.123456789,\"d\":[],\"e\":\"yes\",\"f\":\"no\"}");
	check_mangled("[{\"id\":\"A\"},[],{}]", "{\"0\":{\"id\":7.123456789},\"1\":{},\"2\":{}}");
	check_mangled("{\"m\":{\"amount\":\"1.00\",\"currency\":\"EUR\"}}",
		      "{\"m\":{\"amount\":7.123456789,\"currency\":7.123456789}}");
	check_mangled("\"t\"", "7.123456789");
	check_mangled("{\"a\\\"b\":1}", "{\"a\\\"b\":{\"value\":\"1\"}}");
}

static void what_is_not_json_is_not_mangled(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "{", "{\"a\":}", "[1,]", "{\"a\":1}x", "nul", "{\"a\":[{\"b\":\"\x01\"}]}"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct buf b;
		buf_init(&b, 4096);
		assert_int_equal(fault_wrong_type(str_of(bad[i]), &b), ERR_SYNTAX);
		buf_done(&b);
	}
}

static void too_deep_is_refused_not_a_crash(void **state)
{
	(void)state;
	char deep[2 * (JSON_MAX_DEPTH + 1)];
	for (size_t levels = JSON_MAX_DEPTH - 1; levels <= JSON_MAX_DEPTH + 1; levels++) {
		struct buf b;
		buf_init(&b, 4096);
		memset(deep, '[', levels);
		memset(deep + levels, ']', levels);
		enum err e = fault_wrong_type(str_mem(deep, 2 * levels), &b);
		assert_int_equal(e == OK, levels <= JSON_MAX_DEPTH);
		buf_done(&b);
	}
}

static void a_full_buffer_is_reported(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 16);
	assert_int_equal(fault_wrong_type(STR("{\"a\":1,\"b\":2,\"c\":3}"), &b), ERR_TOO_LARGE);
	buf_done(&b);
}

static void a_rule_with_a_phase_hits_writes_only(void **state)
{
	(void)state;
	struct fault_table t;
	struct err_info info;
	struct sim_rng rng;
	uint32_t latency;
	enum fault_phase phase;
	fault_clear(&t);
	rng_seed(&rng, 3, 3);
	assert_int_equal(set(&t, "{\"service\":\"kyc\",\"mode\":\"error\",\"phase\":\"during\",\"latencyMs\":9}", &info), OK);
	assert_int_equal(fault_pick(&t, FAULT_KYC, &rng, &latency), FAULT_NONE);
	assert_int_equal(latency, 0);
	assert_int_equal(fault_pick_write(&t, FAULT_KYC, &rng, &latency, &phase), FAULT_ERROR);
	assert_int_equal(phase, PHASE_DURING);
	assert_int_equal(latency, 9);
	assert_int_equal(set(&t, "{\"service\":\"kyc\",\"mode\":\"error\"}", &info), OK);
	assert_int_equal(fault_pick_write(&t, FAULT_KYC, &rng, &latency, &phase), FAULT_ERROR);
	assert_int_equal(phase, PHASE_NONE);
	assert_int_equal(set(&t, "{\"service\":\"kyc\",\"mode\":\"error\",\"phase\":\"later\"}", &info), ERR_SHAPE);
	assert_string_equal(info.field, "/phase");
	assert_int_equal(set(&t, "{\"service\":\"kyc\",\"mode\":\"none\",\"phase\":\"after\"}", &info), ERR_SHAPE);
	assert_string_equal(info.field, "/phase");
	assert_int_equal(set(&t, "{\"service\":\"kyc\",\"mode\":\"error\",\"times\":0}", &info), ERR_SHAPE);
	assert_string_equal(info.field, "/times");
}

static void a_rule_with_times_is_lifted_after_so_many(void **state)
{
	(void)state;
	struct fault_table t;
	struct err_info info;
	struct sim_rng rng;
	uint32_t latency;
	fault_clear(&t);
	rng_seed(&rng, 4, 4);
	assert_int_equal(set(&t, "{\"service\":\"risk\",\"mode\":\"error\",\"times\":3}", &info), OK);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(fault_pick(&t, FAULT_RISK, &rng, &latency), FAULT_ERROR);
	assert_int_equal(fault_pick(&t, FAULT_RISK, &rng, &latency), FAULT_NONE);
	assert_int_equal(t.rules[FAULT_RISK].mode, FAULT_NONE);
}

static void before_never_acts_and_during_and_after_always_do(void **state)
{
	(void)state;
	for (unsigned m = FAULT_SLOW; m < FAULT_MODE_COUNT_; m++) {
		assert_false(fault_course(PHASE_BEFORE, (enum fault_mode)m).effect);
		assert_true(fault_course(PHASE_DURING, (enum fault_mode)m).effect);
		assert_true(fault_course(PHASE_AFTER, (enum fault_mode)m).effect);
		for (unsigned p = PHASE_BEFORE; p < PHASE_COUNT_; p++)
			assert_int_not_equal(fault_course((enum fault_phase)p, (enum fault_mode)m).end, END_ANSWER);
	}
	assert_true(fault_course(PHASE_NONE, FAULT_NONE).effect);
	assert_int_equal(fault_course(PHASE_NONE, FAULT_SLOW).end, END_ANSWER);
	assert_false(fault_course(PHASE_NONE, FAULT_ERROR).effect);
	assert_false(fault_course(PHASE_NONE, FAULT_DOWN).effect);
	assert_false(fault_course(PHASE_NONE, FAULT_HANG).effect);
	assert_int_equal(fault_course(PHASE_DURING, FAULT_ERROR).end, END_RESET);
	assert_int_equal(fault_course(PHASE_AFTER, FAULT_ERROR).end, END_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mode_and_service_can_be_set),
		cmocka_unit_test(all_sets_every_service),
		cmocka_unit_test(wrong_bodies_are_refused_by_name_and_change_nothing),
		cmocka_unit_test(slow_without_latency_has_a_default),
		cmocka_unit_test(share_is_kept),
		cmocka_unit_test(the_table_reads_back_as_json),
		cmocka_unit_test(garbage_is_neither_json_nor_utf8_and_repeats),
		cmocka_unit_test(every_value_changes_its_type_and_stays_json),
		cmocka_unit_test(what_is_not_json_is_not_mangled),
		cmocka_unit_test(too_deep_is_refused_not_a_crash),
		cmocka_unit_test(a_full_buffer_is_reported),
		cmocka_unit_test(a_rule_with_a_phase_hits_writes_only),
		cmocka_unit_test(a_rule_with_times_is_lifted_after_so_many),
		cmocka_unit_test(before_never_acts_and_during_and_after_always_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
