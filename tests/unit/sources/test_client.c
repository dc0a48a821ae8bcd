/* Credentials, retries and their budget, permits, deadlines, details and contents. */
#include "fake.h"

static const char yaml[] = "plain:\n"
			   "  base_url: http://127.0.0.1:PORT/plain\n"
			   "  timeout_ms: 1000\n"
			   "  retries: 1\n"
			   "  concurrency: 2\n"
			   "  queue: 3\n"
			   "  headers: {X-Tenant: red}\n"
			   "  auth: {kind: basic, user: who, password_env: PITBOSS_TEST_SECRET}\n"
			   "  breaker: {min_requests: 10000}\n"
			   "  parts:\n"
			   "    support:\n"
			   "      path: /s/{id}\n"
			   "      query: {a b: \"x={id}\", lang: en}\n"
			   "      map: {customerId: /id, supportHistory: {value: []}}\n"
			   "    kyc:\n"
			   "      requests:\n"
			   "        - {path: \"/k/{id}\", map: {customerId: /id, kycStatus: /state}}\n"
			   "        - {path: \"/d/{id}\", on_404: empty, map: {customerId: /owner, documents: {items: /docs, "
			   "map: {documentId: /i, kind: /k, "
			   "status: /s}}}}\n"
			   "  details:\n"
			   "    ticket:\n"
			   "      path: /t/{id}/{object}\n"
			   "      map: {customerId: /id, ticketId: /ref, subject: /s, status: /st, createdAt: {at: /c, as: "
			   "epoch_s}, messages: {value: []}}\n"
			   "  contents:\n"
			   "    document: {path: \"/doc/{id}/{object}\"}\n"
			   "oauth:\n"
			   "  base_url: http://127.0.0.1:PORT/oauth\n"
			   "  timeout_ms: 2000\n"
			   "  auth: {kind: oauth, token_url: \"http://127.0.0.1:PORT/token\", client_id: me, secret_env: "
			   "PITBOSS_TEST_SECRET, scope: read}\n"
			   "  parts:\n"
			   "    risk:\n"
			   "      path: /r/{id}\n"
			   "      map: {customerId: /id, riskFlags: {value: []}, limits: {value: []}}\n"
			   "key:\n"
			   "  base_url: http://127.0.0.1:PORT/key\n"
			   "  auth: {kind: api_key, header: X-Key, token_env: PITBOSS_TEST_SECRET}\n"
			   "  parts:\n"
			   "    logins:\n"
			   "      path: /l/{id}\n"
			   "      map: {customerId: /id, recentLogins: {value: []}}\n";

enum { DOCUMENT_BYTES = 8 << 20 };

static atomic_uint failing; /* so many requests get a 503 */
static atomic_uint tokens, holding;
static atomic_bool revoked, hold, no_documents;

static bool has_header(struct http_exchange *x, const char *name, const char *value)
{
	return str_is(http_request_header(http_exchange_request(x), name), value);
}

/* Requests that are held, until told to go. */
static struct http_exchange *held[16];

static void answer_held(void *ctx)
{
	(void)ctx;
	unsigned n = atomic_exchange(&holding, 0);
	for (unsigned i = 0; i < n; i++)
		fake_json(held[i], 200, "{\"id\":\"CUS-%u\"}", i);
}

static void answer_document(struct http_exchange *x)
{
	static char block[1 << 16];
	struct http_stream *s = http_stream_begin(x, 200, &(struct http_header){STR("Content-Type"), STR("application/pdf")}, 1,
						  DOCUMENT_BYTES, true, &(struct http_stream_events){0}, NULL);
	for (size_t i = 0; i < DOCUMENT_BYTES / sizeof(block); i++) {
		memset(block, 'a' + (int)(i % 26), sizeof(block));
		assert_int_equal(http_stream_write(s, &(struct chunk){.bytes = str_mem(block, sizeof(block))}, 1, DOCUMENT_BYTES),
				 OK);
	}
	http_stream_end(s);
}

static void answer(struct fake *f, struct http_exchange *x, struct str target)
{
	(void)f;
	if (atomic_load(&failing)) {
		atomic_fetch_sub(&failing, 1);
		fake_json(x, 503, "{}");
	} else if (str_starts(target, STR("/plain/")) && !has_header(x, "Authorization", "Basic d2hvOnMzY3JldA==")) {
		fake_json(x, 401, "{}");
	} else if (str_is(target, "/plain/s/CUS-1?a%20b=x%3DCUS-1&lang=en")) {
		fake_json(x, has_header(x, "X-Tenant", "red") ? 200 : 400, "{\"id\":\"CUS-1\"}");
	} else if (str_starts(target, STR("/plain/s/")) && atomic_load(&hold)) {
		held[atomic_fetch_add(&holding, 1)] = x;
	} else if (str_starts(target, STR("/plain/s/hang"))) {
		/* never */
	} else if (str_starts(target, STR("/plain/s/a%2Fb%3F%20%C3%A9?"))) {
		fake_json(x, 200, "{\"id\":\"a/b? \\u00e9\"}");
	} else if (str_starts(target, STR("/plain/k/"))) {
		fake_json(x, 200, "{\"id\":\"CUS-1\",\"state\":\"verified\"}");
	} else if (str_starts(target, STR("/plain/d/"))) {
		fake_json(x, atomic_load(&no_documents) ? 404 : 200,
			  "{\"docs\":[{\"i\":1,\"k\":\"passport\",\"s\":\"accepted\"}],\"owner\":\"CUS-1\"}");
	} else if (str_is(target, "/plain/t/CUS-1/T-1") || str_is(target, "/plain/t/CUS-1/T-2")) {
		fake_json(x, 200, "{\"id\":\"CUS-1\",\"ref\":\"T-1\",\"s\":\"Help\",\"st\":\"open\",\"c\":1700000000}");
	} else if (str_is(target, "/plain/doc/CUS-1/D-1")) {
		answer_document(x);
	} else if (str_is(target, "/plain/doc/CUS-1/D-2")) {
		struct http_stream *s = http_stream_begin(x, 200, NULL, 0, 1000, true, &(struct http_stream_events){0}, NULL);
		assert_int_equal(http_stream_write(s, &(struct chunk){.bytes = STR("only this")}, 1, 4096), OK);
		http_stream_abort(s);
	} else if (str_is(target, "/token")) {
		struct str body = http_exchange_request(x)->body;
		bool good = str_is(body, "grant_type=client_credentials&client_id=me&client_secret=s3cret&scope=read");
		fake_json(x, good ? 200 : 400, "{\"access_token\":\"T%u\",\"token_type\":\"Bearer\",\"expires_in\":3600}",
			  atomic_fetch_add(&tokens, 1) + 1);
	} else if (str_starts(target, STR("/oauth/r/"))) {
		char wanted[32];
		snprintf(wanted, sizeof(wanted), "Bearer T%u", atomic_load(&tokens));
		bool good = has_header(x, "Authorization", wanted) && !atomic_exchange(&revoked, false);
		fake_json(x, good ? 200 : 401, "{\"id\":\"%.*s\"}", (int)target.n - 9, target.p + 9);
	} else if (str_starts(target, STR("/key/l/"))) {
		fake_json(x, has_header(x, "X-Key", "s3cret") ? 200 : 403, "{\"id\":\"CUS-1\"}");
	} else {
		fake_json(x, 404, "{}");
	}
}

static struct fake fake = {.answer = answer};
static struct portal portal;

static int setup(void **state)
{
	(void)state;
	log_set_level(LOG_OFF);
	setenv("PITBOSS_TEST_SECRET", "s3cret", 1);
	atomic_store(&failing, 0);
	atomic_store(&tokens, 0);
	atomic_store(&holding, 0);
	atomic_store(&revoked, false);
	atomic_store(&hold, false);
	atomic_store(&no_documents, false);
	fake_start(&fake, 0);
	portal_start(&portal, yaml, fake.port);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	portal_stop(&portal);
	fake_stop(&fake);
	return 0;
}

static void expect(const char *customer, enum part p, enum source_error e)
{
	struct look l = portal_look(&portal, customer, p);
	assert_string_equal(source_error_name(l.error), source_error_name(e));
	snapshot_unref(l.snapshot);
}

static void credentials_headers_and_parameters_are_sent(void **state)
{
	(void)state;
	expect("CUS-1", PART_SUPPORT, SOURCE_OK);
	expect("CUS-1", PART_LOGINS, SOURCE_OK);
	expect("a/b? \xC3\xA9", PART_SUPPORT, SOURCE_OK);
}

static void a_part_from_two_requests(void **state)
{
	(void)state;
	expect("CUS-1", PART_KYC, SOURCE_OK);
	assert_int_equal(fake.requests, 2);
	sources_expire(portal.sources, STR("CUS-1"), PART_KYC);
	atomic_store(&no_documents, true);
	expect("CUS-1", PART_KYC, SOURCE_OK);
	expect("CUS-2", PART_KYC, SOURCE_WRONG_CUSTOMER);
}

static void one_token_serves_all_and_a_revoked_one_is_renewed(void **state)
{
	(void)state;
	struct look l;
	struct look_ticket *t;
	struct look_wait w[5];
	for (int i = 0; i < 5; i++) {
		char id[16];
		snprintf(id, sizeof(id), "CUS-%d", i);
		w[i] = (struct look_wait){.loop = portal.loop, .left = 1};
		assert_false(sources_look(portal.sources, portal.loop, str_of(id), PART_RISK, &l, look_waited, &w[i], &t));
	}
	for (int i = 0; i < 5; i++) {
		while (w[i].left)
			loop_run(portal.loop);
		assert_int_equal(w[i].look.error, SOURCE_OK);
		snapshot_unref(w[i].look.snapshot);
	}
	assert_int_equal(tokens, 1);
	atomic_store(&revoked, true);
	expect("CUS-8", PART_RISK, SOURCE_OK);
	assert_int_equal(tokens, 2);
	atomic_store(&tokens, 5); /* all that we have are unknown now: renewed once, then believed */
	atomic_store(&revoked, false);
	expect("CUS-9", PART_RISK, SOURCE_OK);
}

static void a_failure_is_mended_by_a_retry_while_the_budget_lasts(void **state)
{
	(void)state;
	struct source_health h;
	atomic_store(&failing, 1);
	expect("CUS-1", PART_SUPPORT, SOURCE_OK);
	assert_int_equal(fake.requests, 2);
	atomic_store(&failing, 2); /* one retry only */
	expect("a/b? \xC3\xA9", PART_SUPPORT, SOURCE_HTTP_ERROR);
	assert_int_equal(fake.requests, 4);
	/* Ten are saved in the beginning, two are gone; then a tenth. */
	for (int i = 0; i < 100; i++) {
		atomic_store(&failing, 100);
		expect("CUS-1x", PART_SUPPORT, SOURCE_HTTP_ERROR);
	}
	sources_health(portal.sources, 0, &h);
	assert_in_range(h.retries, 10, 10 + 102 / 10 + 1);
	assert_int_equal(h.requests, 102 + h.retries);
}

static void a_hanging_source_ends_at_the_deadline(void **state)
{
	(void)state;
	uint64_t start = clock_mono_ms();
	expect("hang", PART_SUPPORT, SOURCE_TIMEOUT);
	assert_in_range(clock_mono_ms() - start, 995, 3000);
}

static void nobody_there_is_unreachable(void **state)
{
	(void)state;
	struct portal other;
	portal_start(
		&other,
		"a: {base_url: 'http://127.0.0.1:1', parts: {support: {path: '/s/{id}', map: {customerId: /id, supportHistory: "
		"{value: []}}}}}\n",
		1);
	struct look l = portal_look(&other, "CUS-1", PART_SUPPORT);
	assert_int_equal(l.error, SOURCE_UNREACHABLE);
	portal_stop(&other);
}

static unsigned ended, overloaded;

static void count_end(void *ctx, enum part p, const struct look *l)
{
	(void)ctx, (void)p;
	ended++;
	overloaded += l->error == SOURCE_OVERLOADED;
	snapshot_unref(l->snapshot);
	loop_stop(portal.loop);
}

static void more_than_may_run_wait_and_more_than_may_wait_are_refused(void **state)
{
	(void)state;
	struct look l;
	struct look_ticket *t[8];
	struct source_health h;
	unsigned at_once = 0;
	atomic_store(&hold, true);
	ended = overloaded = 0;
	for (unsigned i = 0; i < 7; i++) {
		char id[16];
		snprintf(id, sizeof(id), "CUS-%u", i + 10);
		if (sources_look(portal.sources, portal.loop, str_of(id), PART_SUPPORT, &l, count_end, NULL, &t[i])) {
			assert_int_equal(l.error, SOURCE_OVERLOADED);
			at_once++;
		}
	}
	assert_int_equal(at_once, 2); /* 2 run, 3 wait */
	sources_health(portal.sources, 0, &h);
	assert_int_equal(h.in_flight, 2);
	assert_int_equal(h.queued, 3);
	sources_look_cancel(t[4]); /* who leaves: the fetch goes on */
	/* The two time out at the deadline; those who waited have no time left. */
	while (ended < 4)
		loop_run(portal.loop);
	assert_true(overloaded >= 1);
	portal_settle(&portal, 0);
	assert_int_equal(loop_call(fake.loop, answer_held, NULL), OK);
	atomic_store(&hold, false);
	expect("CUS-1", PART_SUPPORT, SOURCE_OK);
}

struct detail {
	enum source_error error;
	char subject[32];
};

static void on_detail(void *ctx, enum source_error e, const struct record *r)
{
	struct detail *d = ctx;
	d->error = e;
	if (r)
		str_copy(d->subject, sizeof(d->subject), r->values[F_TICKET_DETAIL_subject].text);
	loop_stop(portal.loop);
}

static struct detail detail_of(const char *customer, enum detail_kind kind, const char *object)
{
	struct detail d = {0};
	struct ask_ticket *t;
	const struct detail_ask ask = {.customer = str_of(customer), .kind = kind, .object = str_of(object)};
	assert_int_equal(sources_detail(portal.sources, portal.loop, &ask, on_detail, &d, &t), OK);
	loop_run(portal.loop);
	return d;
}

static void details_are_about_what_was_asked_for(void **state)
{
	(void)state;
	struct detail d = detail_of("CUS-1", DETAIL_TICKET, "T-1");
	assert_int_equal(d.error, SOURCE_OK);
	assert_string_equal(d.subject, "Help");
	assert_int_equal(detail_of("CUS-1", DETAIL_TICKET, "T-2").error, SOURCE_WRONG_CUSTOMER);
	assert_int_equal(detail_of("CUS-1", DETAIL_TICKET, "T-3").error, SOURCE_NOT_FOUND);
	assert_int_equal(detail_of("CUS-1", DETAIL_TICKET, "..").error, SOURCE_NOT_FOUND);
	assert_int_equal(detail_of("CUS-1", DETAIL_BET, "B-1").error, SOURCE_NOT_CONFIGURED);
}

struct content {
	struct ask_ticket *ticket;
	struct timer timer;
	enum source_error head, end;
	char type[64];
	int64_t length;
	size_t bytes, taken;
	unsigned pauses;
	bool ended, sum_good;
};

static void on_head(void *ctx, enum source_error e, struct str type, int64_t length)
{
	struct content *c = ctx;
	c->head = e;
	str_copy(c->type, sizeof(c->type), type);
	c->length = length;
	if (e != SOURCE_OK)
		loop_stop(portal.loop);
}

static void go_on(struct timer *t)
{
	struct content *c = CONTAINER_OF(t, struct content, timer);
	c->taken = 0;
	sources_content_resume(c->ticket);
}

static bool on_data(void *ctx, struct str bytes)
{
	struct content *c = ctx;
	if (c->taken > 1 << 20) { /* a slow reader */
		c->pauses++;
		timer_start(&c->timer, 1);
		return false;
	}
	for (size_t i = 0; i < bytes.n; i++)
		c->sum_good &= bytes.p[i] == (char)('a' + (int)((c->bytes + i) / (1 << 16) % 26));
	c->bytes += bytes.n;
	c->taken += bytes.n;
	return true;
}

static void on_end(void *ctx, enum source_error e)
{
	struct content *c = ctx;
	c->end = e;
	c->ended = true;
	loop_stop(portal.loop);
}

static struct content content_of(const char *object)
{
	static const struct content_events events = {on_head, on_data, on_end};
	static struct content c;
	c = (struct content){.sum_good = true};
	assert_int_equal(timer_init(&c.timer, portal.loop, go_on), OK);
	assert_int_equal(sources_content(portal.sources, portal.loop, STR("CUS-1"), CONTENT_DOCUMENT, str_of(object), &events, &c,
					 &c.ticket),
			 OK);
	loop_run(portal.loop);
	timer_done(&c.timer);
	return c;
}

static void contents_stream_through_and_wait_for_a_slow_reader(void **state)
{
	(void)state;
	struct content c = content_of("D-1");
	assert_int_equal(c.head, SOURCE_OK);
	assert_string_equal(c.type, "application/pdf");
	assert_int_equal(c.length, DOCUMENT_BYTES);
	assert_true(c.ended && c.sum_good && c.pauses > 0);
	assert_int_equal(c.end, SOURCE_OK);
	assert_int_equal(c.bytes, DOCUMENT_BYTES);
	c = content_of("D-2");
	assert_int_equal(c.head, SOURCE_OK);
	assert_int_equal(c.end, SOURCE_TRUNCATED);
	c = content_of("D-3");
	assert_int_equal(c.head, SOURCE_NOT_FOUND);
	assert_false(c.ended);
}

static void detaching_ends_what_runs_without_a_word(void **state)
{
	(void)state;
	struct look l;
	struct look_ticket *t;
	struct ask_ticket *a;
	atomic_store(&hold, true);
	for (unsigned i = 0; i < 4; i++) {
		char id[16];
		snprintf(id, sizeof(id), "CUS-%u", i + 30);
		assert_false(sources_look(portal.sources, portal.loop, str_of(id), PART_SUPPORT, &l, count_end, NULL, &t));
	}
	assert_false(sources_look(portal.sources, portal.loop, STR("CUS-1"), PART_RISK, &l, count_end, NULL, &t));
	const struct detail_ask bet = {.customer = STR("CUS-1"), .kind = DETAIL_BET, .object = STR("x")};
	assert_int_equal(sources_detail(portal.sources, portal.loop, &bet, on_detail, NULL, &a), OK);
	ended = 0;
	sources_detach(portal.sources, portal.loop);
	assert_int_equal(sources_attach(portal.sources, portal.loop), OK);
	atomic_store(&hold, false);
	expect("CUS-1", PART_LOGINS, SOURCE_OK);
	assert_int_equal(ended, 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(credentials_headers_and_parameters_are_sent),
		T(a_part_from_two_requests),
		T(one_token_serves_all_and_a_revoked_one_is_renewed),
		T(a_failure_is_mended_by_a_retry_while_the_budget_lasts),
		T(a_hanging_source_ends_at_the_deadline),
		T(nobody_there_is_unreachable),
		T(more_than_may_run_wait_and_more_than_may_wait_are_refused),
		T(details_are_about_what_was_asked_for),
		T(contents_stream_through_and_wait_for_a_slow_reader),
		T(detaching_ends_what_runs_without_a_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
