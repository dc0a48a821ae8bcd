/* What POST /play takes, and what it refuses by name. */
#include "check_history.h"

#include "sim/order.h"

#include <stdio.h>

static enum err parse(const char *json, struct live_order *o, struct err_info *info)
{
	struct arena a;
	struct str amount;
	arena_init(&a, 1u << 20);
	*info = (struct err_info){0};
	enum err e = order_parse(str_of(json), &a, o, &amount, info);
	arena_done(&a);
	return e;
}

static void words_become_members_of_enums(void **state)
{
	(void)state;
	struct live_order o;
	struct err_info info;
	assert_int_equal(
		parse("{\"customerId\":\"CUS-100001\",\"type\":\"withdrawal_decide\",\"state\":\"returned\"}", &o, &info), OK);
	assert_int_equal(o.act, ACT_WITHDRAWAL_DECIDE);
	assert_int_equal(o.customer, 100001);
	assert_int_equal(o.withdrawal, TX_RETURNED);
	assert_int_equal(o.document, ORDER_NONE);
	assert_int_equal(parse("{\"customerId\":\"CUS-100001\",\"type\":\"kyc_decide\",\"state\":\"accepted\"}", &o, &info), OK);
	assert_int_equal(o.document, DOCUMENT_ACCEPTED);
	assert_int_equal(parse("{\"customerId\":\"CUS-100001\",\"type\":\"burst\",\"count\":200,\"factor\":1000}", &o, &info),
			 OK);
	assert_int_equal(o.count, ORDER_ROUNDS_MAX);
	assert_int_equal(o.factor, ORDER_FACTOR_MAX);
	assert_int_equal(parse("{\"customerId\":\"CUS-100001\",\"type\":\"limit_change\",\"kind\":\"loss\",\"period\":\"week\","
			       "\"setBy\":\"operator\",\"minutes\":5}",
			       &o, &info),
			 OK);
	assert_int_equal(o.limit_kind, LIMIT_LOSS);
	assert_int_equal(o.limit_period, PERIOD_WEEK);
	assert_int_equal(o.limit_by, 1);
	assert_int_equal(parse("{\"customerId\":\"CUS-100001\",\"type\":\"cool_off\",\"state\":\"ended\"}", &o, &info), OK);
	assert_true(o.ended);
}

/* Sixteen deep. */
#define DEEP "[[[[[[[[[[[[[[[["

static void what_is_wrong_is_named(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum err err;
		const char *field;
	} rows[] = {
		{"nonsense", ERR_SYNTAX, ""},
		{"{\"amount\":" DEEP DEEP DEEP DEEP DEEP, ERR_TOO_LARGE, ""},
		{"{\"type\":\"login\"}", ERR_SHAPE, "/customerId"},
		{"{\"customerId\":\"CUS-1\",\"type\":\"login\",\"colour\":1}", ERR_SHAPE, "/colour"},
		{"{\"customerId\":\"CUS-100001\",\"type\":\"dance\"}", ERR_SHAPE, "/type"},
		{"{\"customerId\":\"somebody\",\"type\":\"login\"}", ERR_NOT_FOUND, "/customerId"},
		{"{\"customerId\":\"CUS-100001\",\"type\":\"withdrawal_decide\"}", ERR_SHAPE, "/state"},
		{"{\"customerId\":\"CUS-100001\",\"type\":\"kyc_decide\",\"state\":\"paid\"}", ERR_SHAPE, "/state"},
		{"{\"customerId\":\"CUS-100001\",\"type\":\"login\",\"state\":\"paid\"}", ERR_SHAPE, "/state"},
		{"{\"customerId\":\"CUS-100001\",\"type\":\"burst\",\"count\":201}", ERR_SHAPE, "/count"},
		{"{\"customerId\":\"CUS-100001\",\"type\":\"cards\",\"count\":21}", ERR_SHAPE, "/count"},
		{"{\"customerId\":\"CUS-100001\",\"type\":\"burst\",\"count\":0}", ERR_SHAPE, "/count"},
		{"{\"customerId\":\"CUS-100001\",\"type\":\"burst\",\"factor\":1001}", ERR_SHAPE, "/factor"},
		{"{\"customerId\":\"CUS-100001\",\"type\":\"chat_message\",\"text\":\"\"}", ERR_SHAPE, "/text"},
		{"{\"customerId\":\"CUS-100001\",\"type\":\"chat_message\",\"from\":\"god\"}", ERR_SHAPE, "/from"},
		{"{\"customerId\":\"CUS-100001\",\"type\":\"limit_change\",\"kind\":\"x\"}", ERR_SHAPE, "/kind"},
		{"{\"customerId\":\"CUS-100001\",\"type\":\"exclude\",\"days\":3661}", ERR_SHAPE, "/days"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct live_order o;
		struct err_info info;
		assert_int_equal(parse(rows[i].json, &o, &info), rows[i].err);
		assert_string_equal(info.field, rows[i].field);
	}
}

static void a_chat_message_has_a_length(void **state)
{
	(void)state;
	struct live_order o;
	struct err_info info;
	char json[ORDER_TEXT_MAX + 128], text[ORDER_TEXT_MAX + 2];
	for (unsigned more = 0; more < 2; more++) {
		memset(text, 'a', ORDER_TEXT_MAX + more);
		text[ORDER_TEXT_MAX + more] = 0;
		(void)snprintf(json, sizeof(json), "{\"customerId\":\"CUS-100001\",\"type\":\"chat_message\",\"text\":\"%s\"}",
			       text);
		assert_int_equal(parse(json, &o, &info), more ? ERR_SHAPE : OK);
	}
}

static void amounts_are_exact_positive_and_not_absurd(void **state)
{
	(void)state;
	static const struct {
		const char *raw;
		unsigned exponent;
		int64_t minor; /* 0: refused */
	} rows[] = {
		{"1.25", 2, 125},
		{"\"1.25\"", 2, 125},
		{"1.250", 3, 1250},
		{"1.255", 2, 0},
		{"500", 0, 500},
		{"0.5", 0, 0},
		{"-1", 2, 0},
		{"0", 2, 0},
		{"true", 2, 0},
		{"{}", 2, 0},
		{"\"\"", 2, 0},
		{"\"", 2, 0},
		{"10000000000", 2, 1000000000000},
		{"10000000000.01", 2, 0},
		{"1e30", 2, 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t minor = 0;
		enum err e = order_parse_amount(str_of(rows[i].raw), rows[i].exponent, &minor);
		assert_int_equal(e, rows[i].minor ? OK : ERR_SHAPE);
		assert_int_equal(minor, rows[i].minor);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_become_members_of_enums),
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(a_chat_message_has_a_length),
		cmocka_unit_test(amounts_are_exact_positive_and_not_absurd),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
