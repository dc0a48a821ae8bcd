/* "actions:" in a configuration: what is refused, with its line; and the bodies that come of it, byte for byte. */
#include "act_fixture.h"

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 64 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

/* @actions: what stands under "actions:", indented by four; its first line is line 5. */
static enum err parse(const char *actions, struct source_config **ret, struct err_info *info)
{
	struct yaml_node *root;
	size_t count;
	char *text = arena_printf(
		&arena,
		"s:\n  base_url: http://127.0.0.1:1\n  enums: {fl: {OK: confirmed, NO: [dismissed, false_positive]}}\n"
		"  actions:\n%s\n",
		actions);
	*info = (struct err_info){0};
	enum err e = yaml_parse(str_of(text), &arena, &root, info);
	return e == OK ? source_configs_parse(root, NULL, ret, &count, info) : e;
}

static void what_would_lose_something_is_refused_with_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *actions;
		unsigned line;
		const char *field, *text; /* text: some of it */
	} rows[] = {
		{"    explode: {path: /x}", 5, "actions", "explode"},
		{"    suspend: {path: \"/c/{id}\", colour: red}", 5, "suspend: call", "colour"},
		{"    suspend: {method: POST}", 5, "suspend: path", "required"},
		{"    suspend: {path: \"/c/{id}\", method: GET}", 5, "suspend: method", "POST, PUT, PATCH or DELETE"},
		{"    suspend: {path: \"/c/{id}/{colour}\"}", 5, "suspend: path", "unknown variable {colour}"},
		{"    suspend: {path: \"/c/x\"}", 5, "suspend: path", "which customer"},
		{"    suspend: []", 5, "suspend", "1 to 16 calls"},
		{"    suspend: {path: \"/c/{id}\", vars: {cause: {enum: {A: security}}}}", 5, "suspend: vars", "no {variable}"},
		{"    suspend: {path: \"/c/{id}/{cause}\", vars: {cause: /x}}", 5, "suspend: vars", "a form is expected"},
		{"    suspend: {path: \"/c/{id}/{cause}\", vars: {cause: {at: /x}}}", 5, "suspend: cause", "at"},
		{"    suspend:\n      path: /c/{id}\n      body:\n        reason: /a\n        until: /a", 9, "suspend: until",
		 "same place"},
		{"    suspend:\n      path: /c/{id}\n      body:\n        reason: /a\n        until: /a/b", 9, "suspend: until",
		 "can't be a value and hold others"},
		{"    suspend:\n      path: /c/{id}\n      body:\n        reason: /a/b\n        until: /a", 9, "suspend: until",
		 "can't be a value and hold others"},
		{"    suspend:\n      path: /c/{id}\n      fixed: {/a: 1}\n      body: {reason: /a}", 7, "suspend: fixed",
		 "same place"},
		{"    suspend:\n      path: /c/{id}\n      body: {reason: \"\"}", 7, "suspend: reason", "whole body"},
		{"    suspend:\n      path: /c/{id}\n      body: {reason: a}", 7, "suspend: reason", "starts with"},
		{"    suspend:\n      path: /c/{id}\n      body: {reason: /a~2}", 7, "suspend", "malformed JSON Pointer"},
		{"    suspend:\n      path: /c/{id}\n      body: {colour: /a}", 7, "suspend: colour", "no such field"},
		{"    suspend:\n      path: /c/{id}\n      body: {reason: {value: x}}", 7, "suspend: reason", "value"},
		{"    suspend:\n      path: /c/{id}\n      body: {reason: {join: [/a, /b]}}", 7, "suspend: reason", "join"},
		{"    suspend:\n      path: /c/{id}\n      body: {until: {at: /a, as: minor}}", 7, "suspend: until", "rfc3339"},
		{"    suspend:\n      path: /c/{id}\n      body: {cause: {at: /a, enum: {A: panic}}}", 7, "suspend: cause",
		 "security"},
		{"    suspend:\n      path: /c/{id}\n      body: {reason: /a/0, until: /a/2}", 7, "suspend: body",
		 "without gaps"},
		{"    suspend:\n      path: /c/{id}\n      fixed: {/a: [1]}", 7, "suspend: fixed", "single value"},
		{"    suspend:\n      path: /c/{id}\n      nulls: [until]", 7, "suspend: nulls", "no body"},
		{"    suspend:\n      path: /c/{id}\n      body: {reason: /a}\n      nulls: [until]", 8, "suspend: nulls",
		 "not a field of this body"},
		{"    suspend: {path: \"/c/{id}\", idempotency_header: \"a b\"}", 5, "suspend: idempotency_header", "header"},
		{"    suspend: {path: \"/c/{id}\", idempotent: true}", 5, "suspend: idempotent", "only by a key"},
		{"    suspend: {path: \"/c/{id}\", idempotent: perhaps}", 5, "suspend: idempotent", ""},
		{"    suspend: {path: \"/c/{id}\", timeout_ms: 1}", 5, "suspend: timeout_ms", ""},
		{"    suspend: {path: \"/c/{id}\", refused: {at: /e}}", 5, "suspend: refused", "enum"},
		{"    suspend: {path: \"/c/{id}\", refused: {at: /e, enum: {X: bored}}}", 5, "suspend: code", "other"},
		{"    suspend: {path: \"/c/{id}\", answer: {root: /x}}", 5, "suspend: map", "required"},
		{"    suspend: {path: \"/c/{id}\", answer: {map: {colour: /x}}}", 5, "suspend: colour", "no such field"},
		{"    suspend:\n      path: /c/{id}\n      asked: {path: /ops, map: {state: /s}}", 7, "suspend: path",
		 "which action it asks about"},
		{"    suspend:\n      path: /c/{id}\n      asked: {path: \"/o/{key}\", map: {key: /k}}", 7, "suspend: map",
		 "\"state\" is needed"},
		{"    suspend:\n      path: /c/{id}\n      asked: {path: \"/o/{key}\", on_404: empty, map: {state: /s}}", 7,
		 "suspend: on_404", "unknown"},
		{"    set_consent:\n      path: /c/{id}\n      body: {channel: /c}", 6, "set_consent: granted", "no place"},
		{"    cool_off:\n      path: /c/{id}\n      body: {reason: /r}", 6, "cool_off: body", "how long"},
		{"    cancel_bonus: {path: \"/c/{id}\"}", 5, "cancel_bonus: object", "no place"},
		/* Two decisions by one call that doesn't say which. */
		{"    decide_withdrawal:\n      - {when: {decision: [approve, reject]}, path: \"/w/{object}\"}", 6,
		 "decide_withdrawal: decision", "no place"},
		{"    decide_withdrawal: {when: {decision: explode}, path: \"/w/{object}\"}", 5, "decide_withdrawal: decision",
		 "approve"},
		{"    decide_withdrawal: {when: {reason: x}, path: \"/w/{object}\"}", 5, "decide_withdrawal: when",
		 "field of words"},
		{"    grant_bonus: {path: \"/c/{id}\", body: {amount: /a, expiresAt: /e}}", 5, "grant_bonus: amount",
		 "money needs \"as\""},
		{"    grant_bonus: {path: \"/c/{id}/{amount}\"}", 5, "grant_bonus: path", "unknown variable {amount}"},
		{"    usual: {path: /x}\n    suspend: {path: \"/c/{id}\"}", 5, "usual", "path"},
		/* Several of ours for one of theirs: only in what is sent. */
		{"    suspend: {path: \"/c/{id}\", answer: {map: {state: {at: /s, enum: {X: [done, pending]}}}}}", 5,
		 "suspend: state", "done"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct source_config *c = NULL;
		struct err_info info;
		char field[96];
		enum err e = parse(rows[i].actions, &c, &info);
		snprintf(field, sizeof(field), "sources.s: %s", rows[i].field);
		if (e != ERR_SHAPE || info.line != rows[i].line || strcmp(info.field, field) != 0 ||
		    !strstr(info.text, rows[i].text))
			fail_msg("%s\n%s, line %u: %s: %s", rows[i].actions, err_name(e), info.line, info.field, info.text);
	}
}

static void two_services_do_not_carry_out_the_same(void **state)
{
	(void)state;
	static const char text[] = "a:\n  base_url: http://127.0.0.1:1\n  actions: {suspend: {path: \"/{id}\"}}\n"
				   "b:\n  base_url: http://127.0.0.1:1\n  actions: {suspend: {path: \"/{id}\"}}\n";
	struct yaml_node *root;
	struct err_info info = {0};
	struct source_config *c;
	size_t count;
	assert_int_equal(yaml_parse(str_of(text), &arena, &root, &info), OK);
	assert_int_equal(source_configs_parse(root, NULL, &c, &count, &info), ERR_SHAPE);
	assert_int_equal(info.line, 4);
	assert_non_null(strstr(info.text, "suspend"));
}

/* Bodies ------------------------------------------------------------------------------------------------------------------- */

static void fill(struct act_fields *f, enum act_kind k)
{
	*f = (struct act_fields){0};
	act_set_text(f, k, "customerId", "7");
	act_set_text(f, k, "key", "K-1");
	act_set_text(f, k, "reason", "\"\\\b\x01/\xE4\xBD\xA0");
	act_set(f, k, "at")->i64 = -1;
	act_set_word(f, k, "requestedBy", "operator");
	if (k == ACT_GRANT_BONUS) {
		act_set_money(f, k, "amount", 123456, "EUR");
		act_set_money(f, k, "maximumBet", INT64_MIN, "EUR");
		act_set_text(f, k, "wageringMultiplier", "12.50");
		act_set(f, k, "expiresAt")->i64 = 1767225600000;
		act_set(f, k, "expiresInDays")->i64 = 30;
	} else if (k == ACT_REVIEW_DOCUMENT) {
		act_set_text(f, k, "object", "D-1");
		act_set_word(f, k, "decision", "accept");
		act_set(f, k, "expiresAt")->days = 20454;
	} else if (k == ACT_SET_CONSENT) {
		act_set_text(f, k, "channel", "email");
		act_set(f, k, "granted")->b = false;
	} else if (k == ACT_MARK_FLAG) {
		act_set_text(f, k, "object", "F-1");
		act_set_word(f, k, "state", "false_positive");
	}
}

static const struct body_row {
	enum act_kind kind;
	const char *keys; /* of the call */
	const char *body; /* or, with a "!" in front, the field that can't be said */
} bodies[] = {
	{ACT_REINSTATE, "body: {}", "{}"},
	{ACT_REINSTATE, "fixed: {/a/b: text, /a/c: 1.50, /a/d: true, /a/e: null, /f: \"1\", /g: \"true\", /h: 0x1}",
	 "{\"a\":{\"b\":\"text\",\"c\":1.50,\"d\":true,\"e\":null},\"f\":\"1\",\"g\":\"true\",\"h\":\"0x1\"}"},
	{ACT_REINSTATE, "body: {reason: /r, key: /k}", "{\"r\":\"\\\"\\\\\\b\\u0001/\xE4\xBD\xA0\",\"k\":\"K-1\"}"},
	{ACT_REINSTATE, "body: {key: /a~1b/c~0d//e}", "{\"a/b\":{\"c~d\":{\"\":{\"e\":\"K-1\"}}}}"},
	{ACT_REINSTATE, "body: {key: /x/1, customerId: /x/0/id, requestedBy: /x/2}",
	 "{\"x\":[{\"id\":\"7\"},\"K-1\",\"operator\"]}"},
	{ACT_REINSTATE, "body: {actor: /x/0, key: /x/1}", "{\"x\":[null,\"K-1\"]}"},
	{ACT_REINSTATE, "body: {actor: /by/who, key: /k}", "{\"k\":\"K-1\"}"},
	{ACT_REINSTATE, "body: {actor: /by/who, key: /k}\n      nulls: [actor]", "{\"by\":{\"who\":null},\"k\":\"K-1\"}"},
	{ACT_REINSTATE, "body: {customerId: {at: /c, as: number}}", "{\"c\":7}"},
	{ACT_REINSTATE, "body: {key: {at: /c, as: number}}", "!key"},
	{ACT_REINSTATE, "body: {requestedBy: {at: /c, enum: {1: operator, \"2\": customer}}}", "{\"c\":1}"},
	{ACT_REINSTATE, "body: {requestedBy: {at: /c, enum: {\"1\": operator, 2: customer}}}", "{\"c\":\"1\"}"},
	{ACT_REINSTATE, "body: {requestedBy: {at: /c, enum: {true: operator}}}", "{\"c\":true}"},
	{ACT_REINSTATE, "body: {requestedBy: {at: /c, enum: {X: customer}}}", "!requestedBy"},
	{ACT_REINSTATE, "body: {at: /t}", "{\"t\":\"1969-12-31T23:59:59.999Z\"}"},
	{ACT_REINSTATE, "body: {at: {at: /t, as: epoch_s}}", "{\"t\":-0.001}"},
	{ACT_REINSTATE, "body: {at: {at: /t, as: epoch_ms}}", "{\"t\":-1}"},
	{ACT_REINSTATE, "body: {at: {at: /t, as: date}}", "!at"},
	{ACT_GRANT_BONUS, "body: {amount: {at: /a, as: decimal}, expiresAt: {at: /t, as: date}}",
	 "{\"a\":\"1234.56\",\"t\":\"2026-01-01\"}"},
	{ACT_GRANT_BONUS, "body: {amount: {at: /a, as: number}, expiresAt: {at: /t, as: epoch_s}}",
	 "{\"a\":1234.56,\"t\":1767225600}"},
	{ACT_GRANT_BONUS,
	 "body: {amount: {at: /a, as: minor}, maximumBet: {at: /m, as: minor_text}, expiresInDays: {at: /d, as: text}}",
	 "{\"a\":123456,\"m\":\"-9223372036854775808\",\"d\":\"30\"}"},
	{ACT_GRANT_BONUS, "body: {amount: {at: /a, as: minor, decimals: 6}, expiresInDays: /d}", "{\"a\":1234560000,\"d\":30}"},
	{ACT_GRANT_BONUS, "body: {amount: {at: /a, as: minor, decimals: 1}, expiresInDays: /d}", "!amount"},
	{ACT_GRANT_BONUS, "body: {amount: {at: /a, as: minor}, maximumBet: {at: /m, as: minor, decimals: 6}, expiresInDays: /d}",
	 "!maximumBet"},
	{ACT_GRANT_BONUS, "body: {amount: {at: /a, as: object}, expiresInDays: /d}",
	 "{\"a\":{\"amount\":\"1234.56\",\"currency\":\"EUR\"},\"d\":30}"},
	{ACT_GRANT_BONUS, "body: {amount: {at: /a, as: object, amount: /v, currency: /c/iso, of: minor}, expiresInDays: /d}",
	 "{\"a\":{\"v\":123456,\"c\":{\"iso\":\"EUR\"}},\"d\":30}"},
	{ACT_GRANT_BONUS, "body: {amount: {at: /a, as: decimal, currency: /ccy}, expiresInDays: /d}",
	 "{\"a\":\"1234.56\",\"ccy\":\"EUR\",\"d\":30}"},
	{ACT_GRANT_BONUS, "body: {amount: {at: /a, as: decimal, currency: USD}, expiresInDays: /d}", "!amount"},
	{ACT_GRANT_BONUS, "body: {amount: {at: /a, as: decimal, currency: EUR}, wageringMultiplier: /w, expiresInDays: /d}",
	 "{\"a\":\"1234.56\",\"w\":12.50,\"d\":30}"},
	{ACT_GRANT_BONUS,
	 "body: {amount: {at: /a, as: decimal}, wageringMultiplier: {at: /w, as: text, shift: -2}, expiresInDays: /d}",
	 "{\"a\":\"1234.56\",\"w\":\"1250\",\"d\":30}"},
	{ACT_REVIEW_DOCUMENT, "body: {object: /o, decision: /v, expiresAt: /e}",
	 "{\"o\":\"D-1\",\"v\":\"accept\",\"e\":\"2026-01-01\"}"},
	{ACT_REVIEW_DOCUMENT, "body: {object: /o, decision: /v, expiresAt: {at: /e, as: epoch_ms}}",
	 "{\"o\":\"D-1\",\"v\":\"accept\",\"e\":1767225600000}"},
	{ACT_REVIEW_DOCUMENT, "body: {object: /o, decision: /v, expiresAt: {at: /e, as: rfc3339}}",
	 "{\"o\":\"D-1\",\"v\":\"accept\",\"e\":\"2026-01-01T00:00:00Z\"}"},
	{ACT_SET_CONSENT, "body: {channel: /c, granted: /g}", "{\"c\":\"email\",\"g\":false}"},
	{ACT_SET_CONSENT, "body: {channel: /c, granted: {at: /g, true: Y, false: [N, X]}}", "{\"c\":\"email\",\"g\":\"N\"}"},
	{ACT_SET_CONSENT, "body: {channel: /c, granted: {at: /g, true: 1, false: 0}}", "{\"c\":\"email\",\"g\":0}"},
	{ACT_SET_CONSENT, "body: {channel: /c, granted: {at: /g, true: Y}}", "!granted"},
	{ACT_MARK_FLAG, "body: {object: /o, state: {at: /s, enum: fl}}", "{\"o\":\"F-1\",\"s\":\"NO\"}"},
};

static void bodies_are_what_the_configuration_says_or_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
		const struct body_row *r = &bodies[i];
		struct source_config *c;
		struct err_info info;
		struct act_fields f;
		struct buf out;
		const char *field = NULL;
		char *actions = arena_printf(&arena, "    %s:\n      path: /c/{id}\n      %s", act_name(r->kind), r->keys);
		if (parse(actions, &c, &info) != OK)
			fail_msg("%s: line %u: %s: %s", r->keys, info.line, info.field, info.text);
		fill(&f, r->kind);
		buf_init(&out, 1 << 16);
		bool good = mapping_write(c->plan->acts[r->kind]->body, &f.record, &arena, &out, &field);
		buf_char(&out, '\0');
		if (r->body[0] == '!' ? good || !field || strcmp(field, r->body + 1) != 0 : !good || strcmp(out.p, r->body) != 0)
			fail_msg("%s: %s (%s)\nnot %s", r->keys, out.p, field ? field : "", r->body);
		buf_done(&out);
		source_configs_free(c, 1);
	}
}

/* What is read by a mapping and written by the same one is the same value. */
static void what_is_written_is_read_back(void **state)
{
	(void)state;
	static const int64_t times[] = {0, -1, 1, 999, 1000, 1767225600123, -62135596800000, 253402300799999};
	static const enum map_form forms[] = {FORM_RFC3339, FORM_EPOCH_S, FORM_EPOCH_MS};
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		for (size_t k = 0; k < ARRAY_LEN(forms); k++) {
			const struct mapping_slot s = {.name = "t", .type = FIELD_TIME, .form = forms[k]};
			struct value in = {.present = true, .i64 = times[i]}, out = {0};
			struct map_scalar text;
			assert_true(mapping_write_value(&s, &in, &arena, &text));
			assert_true(mapping_value(&s, &text, &arena, &out));
			assert_int_equal(out.i64, times[i]);
		}
	}
	static const int64_t amounts[] = {0, 1, -1, 99, 100, 123456789, INT64_MAX, INT64_MIN + 1};
	static const enum map_form money_forms[] = {FORM_DECIMAL, FORM_NUMBER, FORM_MINOR, FORM_MINOR_TEXT};
	static const char *const currencies[] = {"EUR", "JPY", "KWD"};
	for (size_t i = 0; i < ARRAY_LEN(amounts) * ARRAY_LEN(currencies); i++) {
		for (size_t k = 0; k < ARRAY_LEN(money_forms); k++) {
			const struct currency *c = currency_find(str_of(currencies[i % ARRAY_LEN(currencies)]));
			const struct mapping_slot s = {
				.name = "m", .type = FIELD_MONEY, .form = money_forms[k], .decimals = MAP_OWN_DECIMALS};
			struct value in = {.present = true, .money = {amounts[i / ARRAY_LEN(currencies)], c}}, out = {0};
			struct map_scalar text;
			assert_true(mapping_write_value(&s, &in, &arena, &text));
			assert_true(mapping_value(&s, &text, &arena, &out));
			assert_true(mapping_settle_money(&s, c, false, &out));
			assert_int_equal(out.money.minor, in.money.minor);
		}
	}
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_would_lose_something_is_refused_with_its_line),
		T(two_services_do_not_carry_out_the_same),
		T(bodies_are_what_the_configuration_says_or_nothing),
		T(what_is_written_is_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
