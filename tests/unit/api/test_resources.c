/* Lists, details, contents, search, reveal, the record: what each shows, to whom, and what it does when a source fails. */
#include "fake.h"

#include <sys/stat.h>

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

/* The nextCursor of an answer; "" when null. */
static void cursor_of(const char *body, char out[8500])
{
	const char *p = strstr(body, "\"nextCursor\":\"");
	out[0] = '\0';
	if (p)
		snprintf(out, 8500, "%.*s", (int)strcspn(p + 14, "\""), p + 14);
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

/* --- contents --- */

static char picture[3u << 20];

static void have_picture(const char *type)
{
	memset(picture, 'x', sizeof picture);
	memcpy(picture, "\x89PNG\r\n\x1a\n", 8);
	fake.content = str_mem(picture, sizeof picture);
	fake.content_error = SOURCE_OK;
	fake.content_type = type;
	fake.content_length = sizeof picture;
}

static void a_document_needs_its_role_or_a_grant(void **state)
{
	(void)state;
	have_picture("image/PNG; x=y");
	expect_get("agent", "/api/v1/customers/CUS-1/documents/DOC-1/content", 403, "/problems/grant-needed");
	assert_has(last_record(AUDIT_DENIED), "\"customer\":\"CUS-1\"");
	expect_get("agent", "/api/v1/customers/CUS-1/documents/DOC-1/content?grant=abc", 403, NULL);
	struct answer a = get_as("compliance", "/api/v1/customers/CUS-1/documents/DOC-1/content");
	assert_int_equal(a.status, 200);
	assert_int_equal(a.body_bytes, sizeof picture);
	assert_memory_equal(a.body, picture, sizeof picture);
	assert_has(a.head, "Content-Type: image/png\r\n");
	assert_has(a.head, "Content-Disposition: inline; filename=\"DOC-1\"\r\n");
	assert_has(a.head, "Content-Security-Policy: sandbox; default-src 'none'\r\n");
	assert_has(a.head, "Cache-Control: no-store\r\n");
	assert_has(last_record(AUDIT_DOCUMENT), "\"customer\":\"CUS-1\",\"document\":\"DOC-1\"");
	free(a.body);
}

static void a_grant_is_for_one_document_of_one_session_and_ends(void **state)
{
	(void)state;
	char grant[8500], path[9000];
	have_picture("image/png");
	struct answer a = ask_as("agent", "POST", "/api/v1/customers/CUS-1/reveal",
				 "{\"fields\":[\"/documents/DOC-1/content\"],\"reason\":\"asked for it\"}", NULL);
	assert_int_equal(a.status, 200);
	const char *p = strstr(a.body, "/content\":\"");
	assert_non_null(p);
	snprintf(grant, sizeof grant, "%.*s", (int)strcspn(p + 11, "\""), p + 11);
	free(a.body);
	snprintf(path, sizeof path, "/api/v1/customers/CUS-1/documents/DOC-1/content?grant=%s", grant);
	expect_get("agent", path, 200, NULL);
	snprintf(path, sizeof path, "/api/v1/customers/CUS-1/documents/DOC-2/content?grant=%s", grant);
	expect_get("agent", path, 403, NULL);
	snprintf(path, sizeof path, "/api/v1/customers/CUS-2/documents/DOC-1/content?grant=%s", grant);
	expect_get("agent", path, 403, NULL);
	fake.api.config.reveal_s = 0;
	a = ask_as("agent", "POST", "/api/v1/customers/CUS-1/reveal",
		   "{\"fields\":[\"/documents/DOC-1/content\"],\"reason\":\"asked for it\"}", NULL);
	p = strstr(a.body, "/content\":\"");
	snprintf(grant, sizeof grant, "%.*s", (int)strcspn(p + 11, "\""), p + 11);
	free(a.body);
	snprintf(path, sizeof path, "/api/v1/customers/CUS-1/documents/DOC-1/content?grant=%s", grant);
	expect_get("agent", path, 403, NULL);
}

static void what_is_not_what_it_says_is_not_shown(void **state)
{
	(void)state;
	have_picture("image/jpeg");
	expect_get("compliance", "/api/v1/customers/CUS-1/documents/DOC-1/content", 503, "/problems/document-invalid");
	have_picture("text/html");
	expect_get("compliance", "/api/v1/customers/CUS-1/documents/DOC-1/content", 503, "/problems/document-invalid");
	have_picture("image/png");
	fake.content = STR("<html>");
	fake.content_length = 6;
	expect_get("compliance", "/api/v1/customers/CUS-1/documents/DOC-1/content", 503, "/problems/document-invalid");
	have_picture("application/pdf");
	expect_get("agent", "/api/v1/customers/CUS-1/photo", 503, "/problems/document-invalid");
	have_picture("image/png");
	expect_get("agent", "/api/v1/customers/CUS-1/photo", 200, NULL);
	fake.content_error = SOURCE_NOT_FOUND;
	expect_get("agent", "/api/v1/customers/CUS-1/photo", 404, NULL);
	fake.content_error = SOURCE_TIMEOUT;
	expect_get("agent", "/api/v1/customers/CUS-1/photo", 503, "\"source\":\"customer\"");
}

static void the_first_byte_waits_for_the_record(void **state)
{
	(void)state;
	have_picture("image/png");
	fake.outcome = ERR_FULL;
	struct answer a = get_as("agent", "/api/v1/customers/CUS-1/photo");
	assert_int_equal(a.status, 503);
	assert_has(a.body, "audit-unavailable");
	free(a.body);
	fake.append_error = ERR_LIMIT;
	expect_get("agent", "/api/v1/customers/CUS-1/photo", 503, "audit-unavailable");
}

static void pieces_of_any_size_make_the_same_document(void **state)
{
	(void)state;
	static const size_t sizes[] = {1, 3, 7, 8, 9, 1000};
	have_picture("image/png");
	fake.content.n = 5000;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		fake.content_piece = sizes[i];
		fake.content_length = 5000;
		struct answer a = get_as("agent", "/api/v1/customers/CUS-1/photo");
		assert_int_equal(a.status, 200);
		assert_int_equal(a.body_bytes, 5000);
		assert_memory_equal(a.body, picture, 5000);
		free(a.body);
	}
}

static void a_document_that_breaks_off_is_cut_for_the_client_too(void **state)
{
	(void)state;
	have_picture("image/png");
	fake.content.n = 100000;
	fake.content_length = -1; /* the chunked end must be missing */
	fake.content_end = SOURCE_TRUNCATED;
	struct client c = client_connect(fake.port);
	client_send(&c, "GET /api/v1/customers/CUS-1/photo HTTP/1.1\r\nHost: x\r\nCookie: pitboss_session=agent\r\n\r\n");
	client_read_to_end(&c);
	assert_has(c.in, "HTTP/1.1 200");
	assert_null(memmem(c.in, c.n, "\r\n0\r\n\r\n", 7));
	client_close(&c);
}

static void read_pauses(void *ctx)
{
	*(unsigned *)ctx = fake.pauses;
}

static void read_cancels(void *ctx)
{
	*(unsigned *)ctx = fake.cancels;
}

static void a_slow_reader_pauses_the_source_and_one_that_leaves_ends_it(void **state)
{
	(void)state;
	unsigned pauses = 0, cancels = 0;
	have_picture("image/png");
	struct client c = client_connect_from(fake.port, 4096);
	client_send(&c, "GET /api/v1/customers/CUS-1/photo HTTP/1.1\r\nHost: x\r\nCookie: pitboss_session=agent\r\n\r\n");
	while (pauses < 2) /* the first is for the record */
		on_loop(&fake.thread, read_pauses, &pauses);
	client_vanish(&c);
	while (cancels == 0)
		on_loop(&fake.thread, read_cancels, &cancels);
}

/* --- search --- */

static void a_search_masks_its_hits_and_keeps_the_text_out_of_the_record(void **state)
{
	(void)state;
	struct directory_hit hit = {.customer_id = STR("CUS-1"),
				    .username = STR("john_player_77"),
				    .email = STR("john@example.com"),
				    .phone = STR("+1-555-0123"),
				    .account_status = 0,
				    .vip_tier = -1,
				    .kyc_status = -1,
				    .risk_level = -1,
				    .matched = DIRECTORY_MATCH_EMAIL,
				    .how = DIRECTORY_EXACT};
	fake.directory_ready = true;
	fake.hits = &hit;
	fake.hit_count = 1;
	struct answer a =
		ask_as("agent", "POST", "/api/v1/customers/search",
		       "{\"text\":\" john@example.com \",\"filters\":{\"vipTier\":[\"gold\",\"platinum\"],\"country\":\"GB\","
		       "\"registeredFrom\":\"2023-01-01\",\"riskAtLeast\":\"medium\"},\"sort\":\"-name\",\"limit\":5}",
		       NULL);
	assert_int_equal(a.status, 200);
	assert_has(a.body, "\"matched\":{\"field\":\"email\",\"how\":\"exact\"}");
	assert_has(a.body, "\"masked\":[\"/items/0/email\",\"/items/0/phone\"]");
	assert_has(a.body, "\"from\":\"directory\",\"complete\":true,\"total\":1,\"totalExact\":true");
	assert_lacks(a.body, "john@example.com");
	assert_lacks(a.body, "555-0123");
	free(a.body);
	assert_string_equal(fake.asked_text, "john@example.com");
	assert_false(fake.asked.contact_visible);
	assert_true(fake.asked.descending);
	assert_int_equal(fake.asked.sort, DIRECTORY_SORT_NAME);
	assert_int_equal(fake.asked.limit, 5);
	assert_int_equal(fake.asked.filters.vip_tier, 1u << 2 | 1u << 3);
	assert_int_equal(fake.asked.filters.risk_at_least, 2);
	assert_int_equal(fake.asked.filters.registered_from, clock_days_from_civil(2023, 1, 1));
	const char *record = last_record(AUDIT_SEARCH);
	assert_has(record, "\"text\":{\"id\":\"");
	assert_has(record,
		   "\"from\":\"directory\",\"filters\":[\"vipTier\",\"country\",\"registeredFrom\",\"riskAtLeast\"],\"count\":1,"
		   "\"customers\":[\"CUS-1\"]");
	assert_lacks(record, "john");
	expect_as("compliance", "POST", "/api/v1/customers/search", "{\"text\":\"j\"}", 200, "john@example.com");
	assert_true(fake.asked.contact_visible);
}

static void a_wrong_search_is_told_what_is_wrong(void **state)
{
	(void)state;
	fake.directory_ready = true;
	static const struct {
		const char *body, *pointer;
	} wrong[] = {
		{"{\"text\":1}", "/text"},
		{"{\"text\":\"a\",\"colour\":\"red\"}", "/colour"},
		{"{\"filters\":[]}", "/filters"},
		{"{\"filters\":{\"email\":\"j\"}}", "/filters/email"},
		{"{\"filters\":{\"vipTier\":\"wood\"}}", "/filters/vipTier"},
		{"{\"filters\":{\"vipTier\":[]}}", "/filters/vipTier"},
		{"{\"filters\":{\"vipTier\":[1]}}", "/filters/vipTier"},
		{"{\"filters\":{\"vipTier\":\"gold\",\"vipTier\":\"gold\"}}", "/filters/vipTier"},
		{"{\"filters\":{\"registeredFrom\":\"2023-02-30\"}}", "/filters/registeredFrom"},
		{"{\"filters\":{\"riskAtLeast\":\"huge\"}}", "/filters/riskAtLeast"},
		{"{\"sort\":\"email\"}", "/sort"},
		{"{\"sort\":\"-relevance\"}", "/sort"},
		{"{\"limit\":0}", "/limit"},
		{"{\"limit\":201}", "/limit"},
		{"{\"cursor\":\"x\"}", "/cursor"},
	};
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		char piece[64];
		snprintf(piece, sizeof piece, "\"pointer\":\"%s\"", wrong[i].pointer);
		expect_as("agent", "POST", "/api/v1/customers/search", wrong[i].body, 422, piece);
	}
	assert_int_equal(fake.record_count, 0);
}

static void without_its_text_kept_a_search_shows_nothing(void **state)
{
	(void)state;
	fake.directory_ready = true;
	fake.text_outcome = ERR_FULL;
	expect_as("agent", "POST", "/api/v1/customers/search", "{\"text\":\"john\"}", 503, "audit-unavailable");
	expect_as("agent", "POST", "/api/v1/customers/search", "{}", 200, NULL); /* no text, nothing to keep */
}

static void a_directory_that_fails_says_so(void **state)
{
	(void)state;
	fake.directory_ready = true;
	fake.search_error = ERR_TIMEOUT;
	expect_as("agent", "POST", "/api/v1/customers/search", "{\"text\":\"john\"}", 503, "/problems/timeout");
	fake.search_error = ERR_SHAPE;
	expect_as("agent", "POST", "/api/v1/customers/search", "{\"text\":\"john\"}", 422, "unknown-cursor");
}

static void customers_found(const struct list_ask *ask, struct list_page *page)
{
	static const char *const people[][4] = {{"CUS-1", "johnny", "john@example.com", "José Smith"},
						{"CUS-2", "other", "johnson@example.com", "Ann Other"}};
	static struct record items[2];
	assert_int_equal(ask->kind, LIST_CUSTOMER_SEARCH);
	for (size_t i = 0; i < 2; i++) {
		items[i] = *build_record(&fake.arena, schema_list(LIST_CUSTOMERS));
		build_text(&items[i], F_CUSTOMER_customerId, people[i][0]);
		build_text(&items[i], F_CUSTOMER_username, people[i][1]);
		build_text(&items[i], F_CUSTOMER_email, people[i][2]);
		build_text(&items[i], F_CUSTOMER_fullName, people[i][3]);
		build_text(&items[i], F_CUSTOMER_phone, "+44 20 7946 0000");
		build_date(&items[i], F_CUSTOMER_registrationDate, i ? "2024-01-10" : "2023-01-10");
		build_enum(&items[i], F_CUSTOMER_accountStatus, "active");
	}
	page->items = items;
	page->count = 2;
}

/* What customer ids come out, "CUS-1 CUS-2 ". */
static void expect_found(const char *role, const char *body, const char *ids)
{
	char found[256] = "";
	struct answer a = ask_as(role, "POST", "/api/v1/customers/search", body, NULL);
	assert_int_equal(a.status, 200);
	assert_has(a.body, "\"from\":\"customer_service\"");
	for (const char *p = a.body; (p = strstr(p, "\"customerId\":\"")); p++)
		snprintf(found + strlen(found), sizeof found - strlen(found), "%.5s ", p + 14);
	assert_string_equal(found, ids);
	free(a.body);
}

static void the_customer_services_search_does_not_unmask(void **state)
{
	(void)state;
	fake.list = customers_found;
	expect_found("compliance", "{\"text\":\"john\"}", "CUS-1 CUS-2 ");
	expect_found("agent", "{\"text\":\"john\"}", "CUS-1 "); /* the other one only by the beginning of an email */
	expect_found("agent", "{\"text\":\"Johnson@Example.com\"}", "CUS-2 ");
	expect_found("agent", "{\"text\":\"jose smi\"}", "CUS-1 ");
	expect_found("agent", "{\"text\":\"020 7946 0000\"}", "CUS-1 CUS-2 ");
	expect_found("agent", "{\"text\":\"7946\"}", "");
	expect_found("agent", "{\"text\":\"cus-2\"}", "CUS-2 ");
	expect_found("compliance", "{\"text\":\"john\",\"filters\":{\"registeredFrom\":\"2024-01-01\"}}", "CUS-2 ");
	expect_found("compliance", "{\"text\":\"john\",\"filters\":{\"riskAtLeast\":\"low\"}}", "");
	fake.list_error[LIST_CUSTOMER_SEARCH] = SOURCE_TIMEOUT;
	expect_as("agent", "POST", "/api/v1/customers/search", "{\"text\":\"john\"}", 503, "\"source\":\"customer\"");
	assert_has(last_record(AUDIT_SEARCH), "\"status\":503");
}

/* --- reveal --- */

static void a_reveal_gives_the_value_for_a_reason_on_the_record(void **state)
{
	(void)state;
	struct answer a =
		ask_as("agent", "POST", "/api/v1/customers/CUS-1/reveal",
		       "{\"fields\":[\"/email\",\"/documents/0/number\"],\"reason\":\"  customer calls about a letter \"}", NULL);
	assert_int_equal(a.status, 200);
	assert_has(a.body, "{\"values\":{\"/email\":\"john@example.com\",\"/documents/0/number\":\"P1234567\"},\"until\":\"");
	free(a.body);
	const char *record = last_record(AUDIT_REVEAL);
	assert_has(record, "\"customer\":\"CUS-1\",\"fields\":[\"/email\",\"/documents/0/number\"],\"reason\":{\"id\":\"");
	assert_lacks(record, "john");
	assert_lacks(record, "letter");
	expect_get("agent", "/api/v1/customers/CUS-1", 200, "\"masked\":[\"/email\""); /* the view stays masked */
}

static void a_reveal_needs_a_reason_and_fields_that_are_masked(void **state)
{
	(void)state;
	static const struct {
		const char *body, *pointer;
	} wrong[] = {
		{"{\"fields\":[\"/email\"]}", "/reason"},
		{"{\"fields\":[\"/email\"],\"reason\":\"    a    \"}", "/reason"},
		{"{\"fields\":[],\"reason\":\"good reason\"}", "/fields"},
		{"{\"fields\":[\"email\"],\"reason\":\"good reason\"}", "/fields/0"},
		{"{\"fields\":[\"/email\",\"/email\"],\"reason\":\"good reason\"}", "/fields/1"},
		{"{\"fields\":[\"/email\",\"/username\"],\"reason\":\"good reason\"}", "/fields/1"},
		{"{\"fields\":[\"/riskFlags/0/type\"],\"reason\":\"good reason\"}", "/fields/0"},
		{"{\"fields\":[\"/documents/DOC-9/content\"],\"reason\":\"good reason\"}", "/fields/0"},
	};
	fake.part_error[PART_LOGINS] = fake.part_error[PART_WALLET] = SOURCE_NOT_FOUND;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		char piece[64];
		snprintf(piece, sizeof piece, "\"pointer\":\"%s\"", wrong[i].pointer);
		expect_as("agent", "POST", "/api/v1/customers/CUS-1/reveal", wrong[i].body, 422, piece);
	}
	fake.part_error[PART_KYC] = SOURCE_TIMEOUT; /* may be there, can't be told */
	expect_as("agent", "POST", "/api/v1/customers/CUS-1/reveal",
		  "{\"fields\":[\"/documents/0/number\"],\"reason\":\"good reason\"}", 503, "\"source\":\"kyc\"");
	fake.text_outcome = ERR_IO;
	expect_as("agent", "POST", "/api/v1/customers/CUS-1/reveal", "{\"fields\":[\"/email\"],\"reason\":\"good reason\"}", 503,
		  "audit-unavailable");
}

/* --- about the portal --- */

static void health_metrics_and_description_need_nobody(void **state)
{
	(void)state;
	expect_get(NULL, "/healthz", 200, "{\"status\":\"ok\"}");
	expect_get(NULL, "/readyz", 200, "\"status\":\"ready\"");
	expect_get("agent", "/api/v1/customers/CUS-1", 200, NULL);
	expect_get(NULL, "/api/v1/openapi.json", 200, "\"openapi\": \"3.1.0\"");
	struct answer a = get_as(NULL, "/metrics");
	assert_int_equal(a.status, 200);
	assert_has(a.head, "Content-Type: text/plain; version=0.0.4");
	assert_has(a.body, "pitboss_requests_total{method=\"GET\",route=\"/api/v1/customers/{id}\",status=\"2xx\"} 1\n");
	assert_has(a.body, "pitboss_request_seconds_count{method=\"GET\",route=\"/healthz\"} 1\n");
	assert_has(a.body, "pitboss_source_failures_total{source=\"wallet\",error=\"timeout\"} 3\n");
	assert_has(a.body, "process_resident_memory_bytes ");
	assert_lacks(a.body, "CUS-1");
	free(a.body);
	atomic_store(&fake.api.stopping, true);
	expect_get(NULL, "/readyz", 503, "\"stopping\":true");
	expect_get("agent", "/api/v1/sources", 200, "\"name\":\"wallet\",\"breaker\":\"open\",\"lastError\":\"timeout\"");
}

static void the_record_is_read_over_all_chains_newest_first(void **state)
{
	char dir[] = "/tmp/pitboss-audit-XXXXXX", path[128], cursor[8500], ask[9000];
	(void)state;
	assert_non_null(mkdtemp(dir));
	for (const char *name = "ab"; *name; name++) {
		snprintf(path, sizeof path, "%s/%c", dir, *name);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	fake.api.audit_dir = dir;
	expect_get("agent", "/api/v1/audit", 403, NULL);
	expect_get("auditor", "/api/v1/audit?kind=party", 422, "\"parameter\":\"kind\"");
	char seen[64] = "";
	snprintf(ask, sizeof ask, "/api/v1/audit?limit=4");
	for (int pages = 0; pages < 4 && ask[0]; pages++) {
		struct answer a = get_as("auditor", ask);
		assert_int_equal(a.status, 200);
		for (const char *p = a.body; (p = strstr(p, "00:00:")); p += 6)
			snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%.2s ", p + 6);
		cursor_of(a.body, cursor);
		free(a.body);
		if (cursor[0])
			snprintf(ask, sizeof ask, "/api/v1/audit?limit=4&cursor=%s", cursor);
		else
			ask[0] = '\0';
	}
	assert_string_equal(seen, "10 09 08 07 06 05 04 03 02 01 ");
	assert_has(last_record(AUDIT_LOOK), "\"list\":\"audit\"");
	for (const char *name = "ab"; *name; name++) {
		snprintf(path, sizeof path, "%s/%c", dir, *name);
		rmdir(path);
	}
	rmdir(dir);
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
		T(a_document_needs_its_role_or_a_grant),
		T(a_grant_is_for_one_document_of_one_session_and_ends),
		T(what_is_not_what_it_says_is_not_shown),
		T(the_first_byte_waits_for_the_record),
		T(pieces_of_any_size_make_the_same_document),
		T(a_document_that_breaks_off_is_cut_for_the_client_too),
		T(a_slow_reader_pauses_the_source_and_one_that_leaves_ends_it),
		T(a_search_masks_its_hits_and_keeps_the_text_out_of_the_record),
		T(a_wrong_search_is_told_what_is_wrong),
		T(without_its_text_kept_a_search_shows_nothing),
		T(a_directory_that_fails_says_so),
		T(the_customer_services_search_does_not_unmask),
		T(a_reveal_gives_the_value_for_a_reason_on_the_record),
		T(a_reveal_needs_a_reason_and_fields_that_are_masked),
		T(health_metrics_and_description_need_nobody),
		T(the_record_is_read_over_all_chains_newest_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
