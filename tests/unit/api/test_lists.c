/* What one source is asked about one customer: pages of lists, details, sums over a span; and what becomes of it when it fails or
 * the client leaves. */
#include "fake.h"

/* --- lists --- */

static void two_bets(const struct list_ask *ask, struct list_page *page)
{
	static struct record items[2];
	if (ask->kind != LIST_BETS || ask->position.p)
		return;
	for (size_t i = 0; i < 2; i++) {
		items[i] = *build_record(&fake.arena, schema_list(LIST_BETS));
		build_text(&items[i], F_BET_betId, i ? "BET-2" : "BET-1");
		build_text(&items[i], F_BET_game, "Blackjack");
		build_time(&items[i], F_BET_placedAt, "2025-10-06T14:23:00Z");
		build_enum(&items[i], F_BET_state, "won");
		build_money(&items[i], F_BET_stake, 2550, "EUR");
	}
	page->items = items;
	page->count = 2;
	page->next = STR("page=2");
}

static void a_list_says_where_it_is_from_and_goes_on(void **state)
{
	(void)state;
	char cursor[8500], path[9000];
	fake.list = two_bets;
	struct answer a = get_as("agent", "/api/v1/customers/CUS-1/bets?limit=2");
	assert_int_equal(a.status, 200);
	assert_has(a.body, "{\"items\":[{\"betId\":\"BET-1\",");
	assert_has(a.body, "\"stake\":25.50,");
	assert_has(a.body, "\"meta\":{\"source\":\"gaming\",\"fetchedAt\":\"");
	assert_has(a.body, "\"masked\":[]}");
	assert_lacks(a.body, "page=2");
	assert_has(last_record(AUDIT_LOOK), "\"customer\":\"CUS-1\",\"list\":\"bets\",\"count\":2,\"version\":\"");
	cursor_of(a.body, cursor);
	assert_true(cursor[0]);
	free(a.body);
	snprintf(path, sizeof path, "/api/v1/customers/CUS-1/bets?cursor=%s", cursor);
	expect_get("agent", path, 200, "{\"items\":[],\"nextCursor\":null,");
}

static void a_cursor_opens_only_where_it_was_given(void **state)
{
	(void)state;
	char cursor[8500], path[9000];
	fake.list = two_bets;
	struct answer a = get_as("agent", "/api/v1/customers/CUS-1/bets?limit=2");
	cursor_of(a.body, cursor);
	free(a.body);
	static const char *const elsewhere[] = {"/api/v1/customers/CUS-2/bets?", "/api/v1/customers/CUS-1/logins?",
						"/api/v1/customers/CUS-1/bets?from=2025-01-01T00:00:00Z&"};
	for (size_t i = 0; i < ARRAY_LEN(elsewhere); i++) {
		snprintf(path, sizeof path, "%scursor=%s", elsewhere[i], cursor);
		expect_get("agent", path, 422, "/problems/unknown-cursor");
	}
	snprintf(path, sizeof path, "/api/v1/customers/CUS-1/bets?cursor=%s", cursor);
	expect_get("compliance", path, 422, "/problems/unknown-cursor"); /* who sees other things has other positions */
	expect_get("agent", path, 200, NULL);
	cursor[10] = cursor[10] == 'A' ? 'B' : 'A';
	snprintf(path, sizeof path, "/api/v1/customers/CUS-1/bets?cursor=%s", cursor);
	expect_get("agent", path, 422, "/problems/unknown-cursor");
	expect_get("agent", "/api/v1/customers/CUS-1/bets?cursor=", 422, "/problems/unknown-cursor");
	expect_get("agent", "/api/v1/customers/CUS-1/bets?cursor=page=2", 422, "/problems/unknown-cursor");
}

static void a_lists_source_that_fails_is_named_and_recorded(void **state)
{
	(void)state;
	fake.list_error[LIST_TRANSACTIONS] = SOURCE_TIMEOUT;
	expect_get("agent", "/api/v1/customers/CUS-1/transactions", 503, "\"source\":\"wallet\",\"error\":\"timeout\"");
	assert_has(last_record(AUDIT_LOOK), "\"status\":503,\"customer\":\"CUS-1\",\"list\":\"transactions\"");
	fake.list_error[LIST_TRANSACTIONS] = SOURCE_NOT_FOUND; /* nothing there of a customer who exists */
	expect_get("agent", "/api/v1/customers/CUS-1/transactions", 200, "{\"items\":[]");
	fake.part_error[PART_PROFILE] = SOURCE_NOT_FOUND;
	expect_get("agent", "/api/v1/customers/CUS-1/transactions", 404, "not-found");
	fake.part_error[PART_PROFILE] = SOURCE_TIMEOUT; /* who exists is not guessed from a failure */
	expect_get("agent", "/api/v1/customers/CUS-1/transactions", 503, "\"source\":\"customer\"");
	fake.part_error[PART_PROFILE] = SOURCE_OK;
	fake.list_error[LIST_ROUNDS] = SOURCE_NOT_FOUND;
	expect_get("agent", "/api/v1/customers/CUS-1/sessions/SES-1/rounds", 404, "not-found");
}

static void documents_come_from_the_cache_with_their_numbers_masked(void **state)
{
	(void)state;
	struct answer a = get_as("agent", "/api/v1/customers/CUS-1/documents");
	assert_int_equal(a.status, 200);
	assert_has(a.body, "\"documentId\":\"DOC-1\"");
	assert_has(a.body, "\"masked\":[\"/items/0/number\"]");
	assert_lacks(a.body, "P1234567");
	free(a.body);
	expect_get("compliance", "/api/v1/customers/CUS-1/documents", 200, "P1234567");
	fake.part_error[PART_KYC] = SOURCE_TIMEOUT;
	expect_get("agent", "/api/v1/customers/CUS-1/documents", 503, "\"source\":\"kyc\"");
	fake.part_error[PART_KYC] = SOURCE_NOT_FOUND;
	expect_get("agent", "/api/v1/customers/CUS-1/documents", 200, "\"items\":[]");
}

/* --- details --- */

static void a_detail_is_shown_and_anothers_is_not_found(void **state)
{
	(void)state;
	struct record *r = build_record(&fake.arena, schema_detail(DETAIL_TRANSACTION));
	build_text(r, F_TRANSACTION_transactionId, "TX-1");
	build_enum(r, F_TRANSACTION_kind, "deposit");
	build_text(r, F_TRANSACTION_state, "settled");
	build_time(r, F_TRANSACTION_at, "2025-10-05T10:30:00Z");
	build_money(r, F_TRANSACTION_amount, 50000, "EUR");
	fake.detail = r;
	fake.detail_error = SOURCE_OK;
	expect_get("agent", "/api/v1/customers/CUS-1/transactions/TX-1", 200, "\"amount\":500.00,");
	assert_has(last_record(AUDIT_LOOK), "\"detail\":\"transaction\",\"object\":\"TX-1\"");
	fake.detail_error = SOURCE_NOT_FOUND;
	struct answer unknown = get_as("agent", "/api/v1/customers/CUS-1/transactions/TX-2");
	assert_int_equal(fake.kinds[fake.record_count - 1], AUDIT_LOOK);
	fake.detail_error = SOURCE_WRONG_CUSTOMER;
	struct answer anothers = get_as("agent", "/api/v1/customers/CUS-1/transactions/TX-3");
	assert_int_equal(fake.kinds[fake.record_count - 1], AUDIT_DENIED);
	assert_int_equal(unknown.status, 404);
	assert_int_equal(anothers.status, 404);
	assert_int_equal(unknown.body_bytes, anothers.body_bytes);
	size_t same = (size_t)(strstr(unknown.body, "requestId") - unknown.body);
	assert_memory_equal(unknown.body, anothers.body, same);
	free(unknown.body);
	free(anothers.body);
	fake.detail_error = SOURCE_MALFORMED;
	expect_get("agent", "/api/v1/customers/CUS-1/bets/BET-1", 503, "\"error\":\"malformed\"");
	expect_get("agent", "/api/v1/customers/CUS-1/bets/..", 404, NULL);
}

/* --- sums over a span --- */

static void have_statistics(void)
{
	struct record *r = build_record(&fake.arena, schema_detail(DETAIL_STATISTICS));
	build_text(r, F_STATISTICS_timeZone, "America/Toronto");
	struct record *day = build_list(&fake.arena, r, F_STATISTICS_days, 1);
	build_date(day, F_PLAY_DAY_date, "2025-10-06");
	build_i64(day, F_PLAY_DAY_bets, 3);
	build_money(day, F_PLAY_DAY_wagered, 3000, "EUR");
	build_money(day, F_PLAY_DAY_won, 1250, "EUR");
	fake.detail = r;
	fake.detail_error = SOURCE_OK;
}

static void sums_are_of_the_span_that_was_asked_for(void **state)
{
	(void)state;
	static const char span[] = "from=2025-10-01T00:00:00Z&to=2025-11-01T00:00:00.5Z";
	char path[256];
	have_statistics();
	snprintf(path, sizeof path, "/api/v1/customers/CUS-1/statistics?%s", span);
	struct answer a = get_as("agent", path);
	assert_int_equal(a.status, 200);
	assert_has(a.body,
		   "{\"from\":\"2025-10-01T00:00:00Z\",\"to\":\"2025-11-01T00:00:00.500Z\",\"timeZone\":\"America/Toronto\","
		   "\"currency\":\"EUR\",\"days\":[{\"date\":\"2025-10-06\",\"bets\":3,\"wagered\":30.00,\"won\":12.50,"
		   "\"netPosition\":-17.50}],\"hours\":null,\"games\":null,\"meta\":{\"source\":\"gaming\",");
	assert_has(a.body, "\"masked\":[]}");
	free(a.body);
	assert_has(last_record(AUDIT_LOOK),
		   "\"customer\":\"CUS-1\",\"detail\":\"statistics\",\"from\":\"2025-10-01T00:00:00Z\",\"to\":");
	assert_int_equal(fake.detail_to_ms - fake.detail_from_ms, INT64_C(31) * 86400000 + 500);
	expect_get("agent", "/api/v1/customers/CUS-1/statistics", 200, "\"days\":[{");
	assert_int_equal(fake.detail_to_ms - fake.detail_from_ms, INT64_C(90) * 86400000);
	assert_true(fake.detail_to_ms <= clock_wall_ms() && fake.detail_to_ms > clock_wall_ms() - 60000);
	expect_get("agent", "/api/v1/customers/CUS-1/statistics?from=2015-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", 422,
		   "\"parameter\":\"from\"");
	expect_get("agent", "/api/v1/customers/CUS-1/cashflow?from=2999-01-01T00:00:00Z", 422, "\"parameter\":\"from\"");
	expect_get("agent", "/api/v1/customers/CUS-1/cashflow?limit=1", 422, "\"parameter\":\"limit\"");
}

static void sums_that_fail_are_not_empty_and_what_is_not_offered_is_no_failure(void **state)
{
	(void)state;
	fake.detail_error = SOURCE_WRONG_TYPE;
	expect_get("agent", "/api/v1/customers/CUS-1/statistics", 503, "\"source\":\"gaming\",\"error\":\"wrong_type\"");
	expect_get("agent", "/api/v1/customers/CUS-1/cashflow", 503, "\"source\":\"wallet\",\"error\":\"wrong_type\"");
	fake.detail_error = SOURCE_NOT_CONFIGURED;
	expect_get("agent", "/api/v1/customers/CUS-1/cashflow", 501, "/problems/not-offered");
	assert_has(last_record(AUDIT_LOOK), "\"status\":501,\"customer\":\"CUS-1\",\"detail\":\"cashflow\"");
	fake.detail_error = SOURCE_NOT_FOUND; /* nothing there of a customer who exists */
	expect_get("agent", "/api/v1/customers/CUS-1/statistics", 200, "\"days\":[],\"hours\":[],\"games\":[],");
	expect_get("agent", "/api/v1/customers/CUS-1/cashflow", 200, "\"days\":[],\"meta\"");
	fake.part_error[PART_PROFILE] = SOURCE_TIMEOUT; /* who exists is not guessed from a failure */
	expect_get("agent", "/api/v1/customers/CUS-1/statistics", 503, "\"source\":\"customer\"");
	have_statistics();
	expect_get("agent", "/api/v1/customers/CUS-1/statistics", 200, "\"days\":[{");
	assert_string_equal(fake.detail_zone, "UTC"); /* the customer's is not known */
	fake.part_error[PART_PROFILE] = SOURCE_NOT_FOUND;
	expect_get("agent", "/api/v1/customers/CUS-1/statistics", 404, "not-found");
}

static void read_counts(void *ctx)
{
	unsigned *counts = ctx;
	counts[0] = fake.asks;
	counts[1] = fake.cancels;
}

/* Until the source has been asked so many things, and so many of them were called off. */
static void wait_for_counts(unsigned asks, unsigned cancels)
{
	unsigned counts[2] = {0, 0};
	uint64_t until = clock_mono_ms() + PATIENCE_S * 1000;
	while (counts[0] != asks || counts[1] != cancels) {
		if (clock_mono_ms() > until)
			fail_msg("%u asked instead of %u, %u called off instead of %u", counts[0], asks, counts[1], cancels);
		on_loop(&fake.thread, read_counts, counts);
	}
}

static void what_a_source_was_asked_is_called_off_when_the_client_leaves(void **state)
{
	(void)state;
	static const char *const paths[] = {"bets", "bets/BET-1", "statistics", "photo"};
	fake.hold_asks = true;
	for (unsigned i = 0; i < ARRAY_LEN(paths); i++) {
		char request[160];
		struct client c = client_connect(fake.port);
		snprintf(request, sizeof request,
			 "GET /api/v1/customers/CUS-1/%s HTTP/1.1\r\nHost: x\r\nCookie: pitboss_session=agent\r\n\r\n", paths[i]);
		client_send(&c, request);
		wait_for_counts(i + 1, i);
		client_vanish(&c);
		wait_for_counts(i + 1, i + 1);
	}
	assert_int_equal(fake.record_count, 0); /* nothing was shown */
}

#define T(f) cmocka_unit_test_setup_teardown(f, fake_start, fake_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_list_says_where_it_is_from_and_goes_on),
		T(a_cursor_opens_only_where_it_was_given),
		T(a_lists_source_that_fails_is_named_and_recorded),
		T(documents_come_from_the_cache_with_their_numbers_masked),
		T(a_detail_is_shown_and_anothers_is_not_found),
		T(sums_are_of_the_span_that_was_asked_for),
		T(sums_that_fail_are_not_empty_and_what_is_not_offered_is_no_failure),
		T(what_a_source_was_asked_is_called_off_when_the_client_leaves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
