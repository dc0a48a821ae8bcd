/* Signing on and off. */
#include "fake.h"

static void signing_on_gives_a_cookie_that_scripts_cannot_read(void **state)
{
	(void)state;
	struct answer a = ask_as(NULL, "POST", "/api/v1/session", "{\"username\":\"compliance\",\"password\":\"right\"}", NULL);
	assert_int_equal(a.status, 200);
	assert_has(a.head, "Set-Cookie: pitboss_session=compliance; Path=/; HttpOnly; SameSite=Strict\r\n");
	assert_has(a.body, "\"username\":\"compliance\",\"role\":\"compliance\",\"csrfToken\":\"ccc");
	assert_has(a.body, "\"audit_view\"");
	assert_lacks(a.body, "metrics_view");
	free(a.body);
	assert_has(last_record(AUDIT_SIGN_ON), "\"who\":\"compliance\"");
	assert_has(last_record(AUDIT_SIGN_ON), "\"outcome\":\"success\"");
}

static void over_https_the_cookie_is_secure(void **state)
{
	(void)state;
	fake.api.config.secure_cookie = true;
	struct answer a = ask_as(NULL, "POST", "/api/v1/session", "{\"username\":\"agent\",\"password\":\"right\"}", NULL);
	assert_has(a.head, "; SameSite=Strict; Secure\r\n");
	free(a.body);
}

static void without_a_record_nobody_gets_in(void **state)
{
	(void)state;
	fake.outcome = ERR_IO;
	struct answer a = ask_as(NULL, "POST", "/api/v1/session", "{\"username\":\"agent\",\"password\":\"right\"}", NULL);
	assert_int_equal(a.status, 503);
	assert_lacks(a.head, "Set-Cookie");
	free(a.body);
}

static void a_known_persons_failure_is_recorded_and_a_strangers_is_counted(void **state)
{
	(void)state;
	struct answer known = ask_as(NULL, "POST", "/api/v1/session", "{\"username\":\"agent\",\"password\":\"wrong\"}", NULL);
	struct answer stranger =
		ask_as(NULL, "POST", "/api/v1/session", "{\"username\":\"no\\\"body\",\"password\":\"wrong\"}", NULL);
	assert_int_equal(known.status, 401);
	assert_int_equal(stranger.status, 401);
	assert_int_equal(fake.record_count, 1);
	assert_has(last_record(AUDIT_SIGN_ON), "\"who\":\"agent\",\"outcome\":\"failed\"");
	assert_int_equal(atomic_load(&fake.api.strangers), 1);
	/* Nothing tells the two apart. */
	char *a = strstr(known.body, "requestId"), *b = strstr(stranger.body, "requestId");
	assert_int_equal(a - known.body, b - stranger.body);
	assert_memory_equal(known.body, stranger.body, (size_t)(a - known.body));
	free(known.body);
	free(stranger.body);
}

static void what_strangers_tried_is_one_record_at_the_end(void **state)
{
	fake_start(state);
	for (int i = 0; i < 3; i++)
		expect_as(NULL, "POST", "/api/v1/session", "{\"username\":\"who\",\"password\":\"wrong\"}", 401, NULL);
	assert_int_equal(fake.record_count, 0);
	on_loop(&fake.thread, fake_close, NULL);
	assert_string_equal(last_record(AUDIT_STRANGERS), "{\"count\":3}");
	on_loop(&fake.thread, fake_open, NULL);
	fake_stop(state);
}

static void too_many_tries_are_told_when_to_come_back(void **state)
{
	(void)state;
	struct answer a = ask_as(NULL, "POST", "/api/v1/session", "{\"username\":\"agent\",\"password\":\"too often\"}", NULL);
	assert_int_equal(a.status, 429);
	assert_has(a.head, "Retry-After: 42\r\n");
	free(a.body);
	assert_has(last_record(AUDIT_SIGN_ON), "\"outcome\":\"limited\"");
}

static void one_can_ask_who_one_is(void **state)
{
	(void)state;
	expect_get("vip", "/api/v1/session", 200, "\"role\":\"vip\"");
	expect_get(NULL, "/api/v1/session", 401, NULL);
	assert_int_equal(fake.record_count, 0);
	struct answer a = ask_as(NULL, "GET", "/api/v1/session", NULL, "Authorization: Bearer agent-machine");
	assert_int_equal(a.status, 200);
	assert_has(a.body, "\"csrfToken\":null");
	free(a.body);
}

static void signing_off_takes_the_cookie_back(void **state)
{
	(void)state;
	struct answer a = ask_as("agent", "DELETE", "/api/v1/session", NULL, NULL);
	assert_int_equal(a.status, 204);
	assert_has(a.head, "Set-Cookie: pitboss_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0\r\n");
	free(a.body);
	assert_has(last_record(AUDIT_SIGN_OFF), "\"who\":\"agent\"");
}

#define T(f) cmocka_unit_test_setup_teardown(f, fake_start, fake_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(signing_on_gives_a_cookie_that_scripts_cannot_read),
		T(over_https_the_cookie_is_secure),
		T(without_a_record_nobody_gets_in),
		T(a_known_persons_failure_is_recorded_and_a_strangers_is_counted),
		cmocka_unit_test(what_strangers_tried_is_one_record_at_the_end),
		T(too_many_tries_are_told_when_to_come_back),
		T(one_can_ask_who_one_is),
		T(signing_off_takes_the_cookie_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
