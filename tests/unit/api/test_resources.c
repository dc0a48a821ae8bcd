/* Reveals, each for a reason on the record; what the portal says of itself; and reading the record. */
#include "fake.h"

#include <sys/stat.h>

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
		T(a_reveal_gives_the_value_for_a_reason_on_the_record),
		T(a_reveal_needs_a_reason_and_fields_that_are_masked),
		T(health_metrics_and_description_need_nobody),
		T(the_record_is_read_over_all_chains_newest_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
