/* Looks at parts: one fetch however many ask, fresh, stale, missing, and whatever a source does to us. */
#include "fake.h"

static const char yaml[] = "customer:\n"
			   "  base_url: http://127.0.0.1:PORT\n"
			   "  timeout_ms: 400\n"
			   "  ttl_s: 10\n"
			   "  stale_s: 60\n"
			   "  retries: 0\n"
			   "  breaker: {min_requests: 4, window_s: 10, failure_percent: 50, open_ms: 200}\n"
			   "  parts:\n"
			   "    profile:\n"
			   "      path: /c/{id}\n"
			   "      map:\n"
			   "        customerId: /id\n"
			   "        username: /name\n"
			   "        registrationDate: /since\n"
			   "        accountStatus: /status\n"
			   "        currency: /currency\n";

static atomic_int mode;
enum { GOOD, ERROR, HANG, GARBAGE, TRUNCATED, WRONG_TYPE, WRONG_CUSTOMER, GONE, BAD_REQUEST };

static void answer_profile(struct fake *f, struct http_exchange *x, struct str target)
{
	(void)f;
	struct str id = str_mem(target.p + 3, target.n - 3);
	switch (atomic_load(&mode)) {
	case ERROR:
		fake_json(x, 500, "{\"oops\": true}");
		break;
	case HANG:
		break;
	case GARBAGE:
		fake_json(x, 200, "<html>not today</html>");
		break;
	case TRUNCATED:
		fake_json(x, 200, "{\"id\": \"%.*s\", \"name\": \"jo", STR_ARG(id));
		break;
	case WRONG_TYPE:
		fake_json(x, 200,
			  "{\"id\": \"%.*s\", \"name\": 17, \"since\": \"2023-01-10\", \"status\": \"active\", \"currency\": "
			  "\"EUR\"}",
			  STR_ARG(id));
		break;
	case WRONG_CUSTOMER:
		fake_json(x, 200,
			  "{\"name\": \"mallory\", \"since\": \"2023-01-10\", \"status\": \"active\", \"currency\": \"EUR\", "
			  "\"id\": \"CUS-666\"}");
		break;
	case BAD_REQUEST:
		fake_json(x, 400, "{}");
		break;
	case GONE:
		fake_json(x, 404, "{}");
		break;
	default:
		fake_json(x, 200,
			  "{\"id\": \"%.*s\", \"name\": \"john\", \"since\": \"2023-01-10\", \"status\": \"active\", "
			  "\"currency\": \"EUR\"}",
			  STR_ARG(id));
	}
}

static struct fake fake = {.answer = answer_profile};
static struct portal portal;
static uint64_t now = 1000000;

static uint64_t test_now(void)
{
	return now;
}

static int setup(void **state)
{
	(void)state;
	log_set_level(LOG_OFF);
	atomic_store(&mode, GOOD);
	fake_start(&fake, 0);
	portal_start(&portal, yaml, fake.port);
	portal.sources->now_ms = test_now;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	portal_stop(&portal);
	fake_stop(&fake);
	return 0;
}

static struct look look(const char *customer)
{
	return portal_look(&portal, customer, PART_PROFILE);
}

static void expect(const char *customer, enum look_state state, enum source_error e)
{
	struct look l = look(customer);
	assert_int_equal(l.state, state);
	assert_string_equal(source_error_name(l.error), source_error_name(e));
	assert_int_equal(l.snapshot != NULL, state != LOOK_MISSING);
	snapshot_unref(l.snapshot);
}

static void settle(void)
{
	portal_settle(&portal, 0);
}

static void a_second_look_makes_no_upstream_call(void **state)
{
	(void)state;
	struct look l = look("CUS-1");
	assert_int_equal(l.state, LOOK_FRESH);
	assert_string_equal(((struct sealed *)l.snapshot->body)->name, "john");
	snapshot_unref(l.snapshot);
	expect("CUS-1", LOOK_FRESH, SOURCE_OK);
	assert_int_equal(fake.requests, 1);
}

struct many {
	unsigned left;
	struct snapshot *first;
};

static void many_done(void *ctx, enum part p, const struct look *l)
{
	(void)p;
	struct many *m = ctx;
	assert_int_equal(l->state, LOOK_FRESH);
	if (!m->first)
		m->first = l->snapshot;
	assert_ptr_equal(m->first, l->snapshot);
	cache_value_unref(&l->snapshot->base);
	if (--m->left == 0)
		loop_stop(portal.loop);
}

static void a_thousand_who_ask_at_once_make_one_request(void **state)
{
	(void)state;
	struct many m = {.left = 1000};
	for (int i = 0; i < 1000; i++) {
		struct look l;
		struct look_ticket *t;
		assert_false(sources_look(portal.sources, portal.loop, STR("CUS-2"), PART_PROFILE, &l, many_done, &m, &t));
	}
	loop_run(portal.loop);
	assert_int_equal(m.left, 0);
	assert_int_equal(fake.requests, 1);
}

static void stale_is_given_at_once_and_renewed_behind_it(void **state)
{
	(void)state;
	expect("CUS-1", LOOK_FRESH, SOURCE_OK);
	now += 11000;
	expect("CUS-1", LOOK_STALE, SOURCE_OK);
	expect("CUS-1", LOOK_STALE, SOURCE_OK);
	settle();
	assert_int_equal(fake.requests, 2);
	expect("CUS-1", LOOK_FRESH, SOURCE_OK);
	assert_int_equal(fake.requests, 2);
}

static void stale_is_given_with_the_reason_while_the_source_fails_then_missing(void **state)
{
	(void)state;
	expect("CUS-1", LOOK_FRESH, SOURCE_OK);
	atomic_store(&mode, ERROR);
	now += 11000;
	expect("CUS-1", LOOK_STALE, SOURCE_OK); /* not failed yet */
	settle();
	expect("CUS-1", LOOK_STALE, SOURCE_HTTP_ERROR);
	settle();
	assert_int_equal(fake.requests, 2); /* not tried again within a second */
	now += 1001;
	expect("CUS-1", LOOK_STALE, SOURCE_HTTP_ERROR);
	settle();
	assert_int_equal(fake.requests, 3);
	now += 60000;
	expect("CUS-1", LOOK_MISSING, SOURCE_HTTP_ERROR);
	atomic_store(&mode, GOOD);
	expect("CUS-1", LOOK_FRESH, SOURCE_OK);
}

static void bad_answers_are_failures_and_never_shown(void **state)
{
	(void)state;
	static const struct {
		int mode;
		enum source_error error;
	} rows[] = {
		{ERROR, SOURCE_HTTP_ERROR},
		{GARBAGE, SOURCE_MALFORMED},
		{TRUNCATED, SOURCE_TRUNCATED},
		{WRONG_TYPE, SOURCE_WRONG_TYPE},
		{WRONG_CUSTOMER, SOURCE_WRONG_CUSTOMER},
		{HANG, SOURCE_TIMEOUT},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct source_health h;
		atomic_store(&mode, rows[i].mode);
		now += 20000; /* the breaker's window is another one */
		expect("CUS-9", LOOK_MISSING, rows[i].error);
		sources_health(portal.sources, 0, &h);
		assert_int_equal(h.failures[rows[i].error], 1);
		assert_int_equal(h.last_error, rows[i].error);
	}
	/* A warm one stays what it was. */
	atomic_store(&mode, GOOD);
	now += 20000;
	expect("CUS-1", LOOK_FRESH, SOURCE_OK);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		atomic_store(&mode, rows[i].mode);
		now += 11000;
		struct look l = look("CUS-1");
		assert_int_equal(l.state, LOOK_STALE);
		snapshot_unref(l.snapshot);
		settle();
		l = look("CUS-1");
		assert_int_equal(l.error, rows[i].error);
		assert_string_equal(((struct sealed *)l.snapshot->body)->name, "john");
		snapshot_unref(l.snapshot);
		atomic_store(&mode, GOOD);
		now += 2000;
		l = look("CUS-1");
		snapshot_unref(l.snapshot);
		settle();
		expect("CUS-1", LOOK_FRESH, SOURCE_OK);
	}
}

static void not_found_is_no_failure_and_forgets_what_was_kept(void **state)
{
	(void)state;
	struct source_health h;
	expect("CUS-1", LOOK_FRESH, SOURCE_OK);
	atomic_store(&mode, GONE);
	for (int i = 0; i < 20; i++)
		expect("CUS-3", LOOK_MISSING, SOURCE_NOT_FOUND);
	sources_health(portal.sources, 0, &h);
	assert_int_equal(h.breaker, BREAKER_CLOSED);
	now += 11000;
	struct look l = look("CUS-1");
	snapshot_unref(l.snapshot);
	settle();
	expect("CUS-1", LOOK_MISSING, SOURCE_NOT_FOUND);
	expect("..", LOOK_MISSING, SOURCE_NOT_FOUND);
	expect("", LOOK_MISSING, SOURCE_NOT_FOUND);
}

static void nonsense_that_a_service_refuses_does_not_open_the_breaker(void **state)
{
	(void)state;
	struct source_health h;
	atomic_store(&mode, BAD_REQUEST);
	for (int i = 0; i < 20; i++)
		expect("CUS-3", LOOK_MISSING, SOURCE_HTTP_ERROR);
	sources_health(portal.sources, 0, &h);
	assert_int_equal(h.breaker, BREAKER_CLOSED);
	assert_int_equal(h.failures[SOURCE_HTTP_ERROR], 20);
}

static void what_no_source_brings_is_not_configured(void **state)
{
	(void)state;
	struct look l = portal_look(&portal, "CUS-1", PART_KYC);
	assert_int_equal(l.state, LOOK_MISSING);
	assert_int_equal(l.error, SOURCE_NOT_CONFIGURED);
}

static void an_open_breaker_answers_at_once_and_a_probe_closes_it(void **state)
{
	(void)state;
	struct source_health h;
	atomic_store(&mode, ERROR);
	for (int i = 0; i < 4; i++)
		expect("CUS-4", LOOK_MISSING, SOURCE_HTTP_ERROR);
	unsigned before = fake.requests;
	struct look l = look("CUS-4");
	assert_true(l.breaker_open);
	assert_int_equal(l.error, SOURCE_HTTP_ERROR);
	assert_int_equal(fake.requests, before);
	sources_health(portal.sources, 0, &h);
	assert_int_equal(h.breaker, BREAKER_OPEN);
	now += 201;
	expect("CUS-4", LOOK_MISSING, SOURCE_HTTP_ERROR); /* a probe, in vain */
	assert_int_equal(fake.requests, before + 1);
	l = look("CUS-5");
	assert_true(l.breaker_open);
	atomic_store(&mode, GOOD);
	now += 201;
	expect("CUS-5", LOOK_FRESH, SOURCE_OK);
	expect("CUS-6", LOOK_FRESH, SOURCE_OK);
	sources_health(portal.sources, 0, &h);
	assert_int_equal(h.breaker, BREAKER_CLOSED);
}

static void must_not_come(void *ctx, enum part p, const struct look *l)
{
	(void)ctx, (void)p, (void)l;
	fail_msg("a cancelled look was answered");
}

static void the_fetch_of_those_who_left_still_fills_the_cache(void **state)
{
	(void)state;
	struct look l;
	struct look_ticket *t;
	assert_false(sources_look(portal.sources, portal.loop, STR("CUS-7"), PART_PROFILE, &l, must_not_come, NULL, &t));
	sources_look_cancel(t);
	settle();
	expect("CUS-7", LOOK_FRESH, SOURCE_OK);
	assert_int_equal(fake.requests, 1);
}

static void an_expired_part_is_fetched_anew_also_while_a_fetch_runs(void **state)
{
	(void)state;
	struct look l;
	struct look_ticket *t;
	assert_false(sources_look(portal.sources, portal.loop, STR("CUS-8"), PART_PROFILE, &l, must_not_come, NULL, &t));
	sources_look_cancel(t);
	sources_expire(portal.sources, STR("CUS-8"), PART_PROFILE);
	expect("CUS-8", LOOK_FRESH, SOURCE_OK);
	settle();
	assert_int_equal(fake.requests, 2);
	sources_expire(portal.sources, STR("CUS-8"), PART_PROFILE);
	expect("CUS-8", LOOK_FRESH, SOURCE_OK);
	assert_int_equal(fake.requests, 3);
}

static void a_new_configuration_is_taken_over_and_what_is_kept_stays(void **state)
{
	(void)state;
	struct source_config *more;
	size_t count;
	expect("CUS-1", LOOK_FRESH, SOURCE_OK);
	portal_configs(yaml, fake.port, &more, &count);
	assert_int_equal(sources_reload(portal.sources, more, count, NULL), OK);
	assert_int_equal(sources_reload(portal.sources, more, count, NULL), OK);
	settle();
	expect("CUS-1", LOOK_FRESH, SOURCE_OK);
	expect("CUS-2", LOOK_FRESH, SOURCE_OK);
	assert_int_equal(fake.requests, 2);
	assert_int_equal(sources_reload(portal.sources, more, count, NULL), OK); /* its letter finds the loop gone */
	source_configs_free(more, count);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_second_look_makes_no_upstream_call),
		T(a_thousand_who_ask_at_once_make_one_request),
		T(stale_is_given_at_once_and_renewed_behind_it),
		T(stale_is_given_with_the_reason_while_the_source_fails_then_missing),
		T(bad_answers_are_failures_and_never_shown),
		T(not_found_is_no_failure_and_forgets_what_was_kept),
		T(nonsense_that_a_service_refuses_does_not_open_the_breaker),
		T(what_no_source_brings_is_not_configured),
		T(an_open_breaker_answers_at_once_and_a_probe_closes_it),
		T(the_fetch_of_those_who_left_still_fills_the_cache),
		T(an_expired_part_is_fetched_anew_also_while_a_fetch_runs),
		T(a_new_configuration_is_taken_over_and_what_is_kept_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
