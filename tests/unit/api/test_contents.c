/* Documents and photos: who gets them, that they are what they say, and that they are handed through without being kept. */
#include "fake.h"

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

#define T(f) cmocka_unit_test_setup_teardown(f, fake_start, fake_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_document_needs_its_role_or_a_grant),
		T(a_grant_is_for_one_document_of_one_session_and_ends),
		T(what_is_not_what_it_says_is_not_shown),
		T(the_first_byte_waits_for_the_record),
		T(pieces_of_any_size_make_the_same_document),
		T(a_document_that_breaks_off_is_cut_for_the_client_too),
		T(a_slow_reader_pauses_the_source_and_one_that_leaves_ends_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
