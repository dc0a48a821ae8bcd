/* Searches: what is masked and recorded, what is refused, and what the directory and the customer service find. */
#include "fake.h"

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

#define T(f) cmocka_unit_test_setup_teardown(f, fake_start, fake_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_search_masks_its_hits_and_keeps_the_text_out_of_the_record),
		T(a_wrong_search_is_told_what_is_wrong),
		T(without_its_text_kept_a_search_shows_nothing),
		T(a_directory_that_fails_says_so),
		T(the_customer_services_search_does_not_unmask),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
