/* Actions over a service that answers, refuses, breaks off, hangs or is away: what is said of each, and that no request comes
 * twice. */
#include "act_fixture.h"
#include "standin.h"

static const char yaml[] =
	"desk:\n"
	"  base_url: http://127.0.0.1:PORT\n"
	"  concurrency: 2\n"
	"  queue: 1\n"
	"  retries: 5\n"
	"  breaker: {min_requests: 1000}\n"
	"  headers: {X-Tenant: red}\n"
	"  parts:\n"
	"    profile:\n"
	"      path: /profile/{id}\n"
	"      map: {customerId: /id, username: /u, registrationDate: /r, accountStatus: /s, currency: /c}\n"
	"  actions:\n"
	"    suspend:\n"
	"      method: PUT\n"
	"      path: /c/{id}/hold\n"
	"      query: {by: \"{requestedBy}\"}\n"
	"      vars: {requestedBy: {enum: {BACK-OFFICE: operator, SELF: customer}}}\n"
	"      idempotency_header: Idempotency-Key\n"
	"      idempotent: true\n"
	"      timeout_ms: 400\n"
	"      fixed: {/kind: manual}\n"
	"      body: {reason: /why, until: {at: /end, as: epoch_s}}\n"
	"      answer:\n"
	"        map: {customerId: /customer, key: /key, reference: /ref, until: {at: /end, as: epoch_s}}\n"
	"      refused: {at: /error/code, enum: {E1: wrong_state, E2: already, 7: limit}}\n"
	"      asked:\n"
	"        path: /ops/{key}\n"
	"        root: /op\n"
	"        map:\n"
	"          key: /key\n"
	"          state: {at: /state, enum: {OK: done, RUNNING: pending, NO: refused, NEVER: unknown}}\n"
	"          code: {at: /code, enum: {E1: wrong_state}}\n"
	"          reference: /ref\n"
	"    close: {path: \"/c/{id}/close\", body: {payOut: /pay}, asked: {path: \"/c/{id}/closing\", on_404: unknown, status: "
	"{at: /st, ok: ok, not_found: none}, map: "
	"{customerId: /id}}}\n"
	"    reinstate: {path: \"/c/{id}/free\", timeout_ms: 400}\n"
	"    cancel_bonus: {method: DELETE, path: \"/c/{id}/bonuses/{object}\", timeout_ms: 400}\n"
	"    send_email:\n"
	"      path: /mail/{id}\n"
	"      timeout_ms: 400\n"
	"      body: {key: /dedup, template: /t}\n"
	"      answer: {status: {at: /ok, ok: \"true\", not_found: nobody}, root: /r, map: {reference: /id, state: {at: /s, "
	"enum: {Q: pending, S: "
	"done}}}}\n"
	"      refused: {at: /reason, enum: {no_email: invalid}}\n"
	"    set_consent:\n"
	"      - {when: {granted: true}, method: PUT, path: \"/c/{id}/consents/{channel}\", timeout_ms: 400}\n"
	"      - {when: {granted: false}, method: DELETE, path: \"/c/{id}/consents/{channel}\", timeout_ms: 400}\n";

static struct standin standin;
static struct portal portal;

static int setup(void **state)
{
	(void)state;
	log_set_level(LOG_OFF);
	standin_start(&standin);
	portal_start(&portal, yaml, standin.port);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	portal_stop(&portal);
	standin_stop(&standin);
	return 0;
}

static struct act_wait suspend(enum act_phase phase)
{
	struct act_fields f = {0};
	act_set_text(&f, ACT_SUSPEND, "reason", "a \"quoted\" <word>\n");
	act_set(&f, ACT_SUSPEND, "until")->i64 = 1767225600500;
	act_set_word(&f, ACT_SUSPEND, "requestedBy", "operator");
	return portal_act(&portal, phase, ACT_SUSPEND, "CUS-1", NULL, &f);
}

static void the_request_is_exactly_what_the_configuration_says(void **state)
{
	(void)state;
	static const char body[] = "{\"why\":\"a \\\"quoted\\\" \\u003cword>\\n\",\"end\":1767225600.5,\"kind\":\"manual\"}";
	char expected[1024];
	standin_will_answer(&standin, 200, "{\"customer\":\"CUS-1\",\"key\":\"" ACT_KEY "\",\"ref\":77,\"end\":1767225600.5}");
	struct act_wait w = suspend(ACT_TRY);
	assert_int_equal(w.answer.outcome, ACT_DONE);
	assert_string_equal(w.reference, "77");
	snprintf(expected, sizeof(expected),
		 "PUT /c/CUS-1/hold?by=BACK-OFFICE HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUser-Agent: pitboss/" PITBOSS_VERSION
		 "\r\nX-Tenant: red\r\nAccept: application/json\r\nContent-Type: application/json\r\nIdempotency-Key: " ACT_KEY
		 "\r\nContent-Length: %zu\r\n\r\n%s",
		 standin.port, strlen(body), body);
	assert_string_equal(standin.last, expected);
}

static void without_a_body_nothing_is_sent_but_the_address(void **state)
{
	(void)state;
	struct act_fields f = {0};
	standin_will(&standin, "HTTP/1.1 204 No Content\r\n\r\n", THEN_KEEP);
	struct act_wait w = portal_act(&portal, ACT_TRY, ACT_CANCEL_BONUS, "CUS-1", "B/1", &f);
	assert_int_equal(w.answer.outcome, ACT_DONE);
	assert_ptr_equal(strstr(standin.last, "DELETE /c/CUS-1/bonuses/B%2F1 HTTP/1.1\r\n"), standin.last);
	assert_null(strstr(standin.last, "Content-"));
	w = portal_act(&portal, ACT_TRY, ACT_REINSTATE, "CUS-1", NULL, &f);
	assert_int_equal(w.answer.outcome, ACT_DONE);
	assert_ptr_equal(strstr(standin.last, "POST /c/CUS-1/free HTTP/1.1\r\n"), standin.last);
	assert_non_null(strstr(standin.last, "Content-Length: 0\r\n"));
	assert_null(strstr(standin.last, "Content-Type"));
}

static void the_first_call_that_fits_is_sent(void **state)
{
	(void)state;
	struct act_fields f = {0};
	act_set_text(&f, ACT_SET_CONSENT, "channel", "e mail");
	act_set(&f, ACT_SET_CONSENT, "granted")->b = false;
	standin_will_answer(&standin, 200, "");
	assert_int_equal(portal_act(&portal, ACT_TRY, ACT_SET_CONSENT, "CUS-1", NULL, &f).answer.outcome, ACT_DONE);
	assert_ptr_equal(strstr(standin.last, "DELETE /c/CUS-1/consents/e%20mail HTTP/1.1\r\n"), standin.last);
	act_set(&f, ACT_SET_CONSENT, "granted")->b = true;
	assert_int_equal(portal_act(&portal, ACT_TRY, ACT_SET_CONSENT, "CUS-1", NULL, &f).answer.outcome, ACT_DONE);
	assert_ptr_equal(strstr(standin.last, "PUT /c/CUS-1/consents/e%20mail HTTP/1.1\r\n"), standin.last);
}

/* A wider consent than was given would be another act: what has no place is not left out. */
static void what_has_no_place_in_the_call_is_not_sent(void **state)
{
	(void)state;
	struct act_fields f = {0}, none = {0};
	act_set_text(&f, ACT_SET_CONSENT, "channel", "email");
	act_set_text(&f, ACT_SET_CONSENT, "product", "casino");
	act_set(&f, ACT_SET_CONSENT, "granted")->b = true;
	struct act_wait w = portal_act(&portal, ACT_TRY, ACT_SET_CONSENT, "CUS-1", NULL, &f);
	assert_int_equal(w.answer.outcome, ACT_NOT_CONFIGURED);
	assert_string_equal(w.field, "product");
	w = portal_act(&portal, ACT_TRY, ACT_CANCEL_BONUS, "CUS-1", NULL, &none);
	assert_int_equal(w.answer.outcome, ACT_NOT_CONFIGURED);
	assert_string_equal(w.field, "object");
	act_set_word(&none, ACT_SUSPEND, "requestedBy", "regulator"); /* their table has no word for it */
	w = portal_act(&portal, ACT_TRY, ACT_SUSPEND, "CUS-1", NULL, &none);
	assert_int_equal(w.answer.outcome, ACT_NOT_CONFIGURED);
	assert_string_equal(w.field, "requestedBy");
	w = portal_act(&portal, ACT_TRY, ACT_SELF_EXCLUDE, "CUS-1", NULL, &(struct act_fields){0});
	assert_int_equal(w.answer.outcome, ACT_NOT_CONFIGURED);
	w = portal_act(&portal, ACT_ASK, ACT_CANCEL_BONUS, "CUS-1", "B-1", &(struct act_fields){0});
	assert_int_equal(w.answer.outcome, ACT_NOT_CONFIGURED);
	assert_int_equal(standin.requests, 0);
}

struct row {
	int status; /* 0: .body is said as it is, then .then */
	const char *body;
	enum standin_then then;
	enum act_outcome outcome;
	int word; /* REFUSED: a code; UNKNOWN and UNSENT: an error */
};

static void check(const struct row *r, struct act_wait (*act)(enum act_phase), enum act_phase phase)
{
	if (r->status)
		standin_will_answer(&standin, r->status, r->body);
	else
		standin_will(&standin, r->body, r->then);
	unsigned before = standin.acting_requests;
	struct act_wait w = act(phase);
	const char *expected =
		r->outcome == ACT_REFUSED ? act_code_name((enum act_code)r->word) : source_error_name((enum source_error)r->word);
	const char *got = w.answer.outcome == ACT_REFUSED ? act_code_name(w.answer.code) : source_error_name(w.answer.error);
	if (w.answer.outcome != r->outcome || strcmp(expected, got) != 0 || standin.acting_requests != before + 1)
		fail_msg("%d %s: %s (%s) after %u requests, not %s (%s)", r->status, r->body, act_outcome_name(w.answer.outcome),
			 got, standin.acting_requests - before, act_outcome_name(r->outcome), expected);
}

#define OURS "{\"customer\":\"CUS-1\",\"key\":\"" ACT_KEY "\"}"

static void every_answer_to_a_try_is_told_for_what_it_is(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{200, OURS, 0, ACT_DONE, SOURCE_OK},
		{201, OURS, 0, ACT_DONE, SOURCE_OK},
		{202, OURS, 0, ACT_PENDING, SOURCE_OK},
		{200, "{\"customer\":\"CUS-2\",\"key\":\"" ACT_KEY "\"}", 0, ACT_UNKNOWN, SOURCE_WRONG_CUSTOMER},
		{200, "{\"customer\":\"CUS-1\",\"key\":\"another\"}", 0, ACT_UNKNOWN, SOURCE_WRONG_CUSTOMER},
		{200, "{\"customer\":\"CUS-1\"}", 0, ACT_UNKNOWN, SOURCE_WRONG_CUSTOMER},
		{200, "{}", 0, ACT_UNKNOWN, SOURCE_WRONG_CUSTOMER},
		{200, "{\"customer\":[1]}", 0, ACT_UNKNOWN, SOURCE_WRONG_TYPE},
		{200, "<html>", 0, ACT_UNKNOWN, SOURCE_MALFORMED},
		{200, "", 0, ACT_UNKNOWN, SOURCE_TRUNCATED},
		{200, "{\"customer\":\"CUS-1\",", 0, ACT_UNKNOWN, SOURCE_TRUNCATED},
		{0, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"customer\"", THEN_CLOSE, ACT_UNKNOWN, SOURCE_TRUNCATED},
		{0, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", THEN_HANG, ACT_UNKNOWN, SOURCE_TIMEOUT},
		{0, "", THEN_CLOSE, ACT_UNKNOWN, SOURCE_UNREACHABLE},
		{0, "", THEN_RESET, ACT_UNKNOWN, SOURCE_UNREACHABLE},
		{0, "", THEN_HANG, ACT_UNKNOWN, SOURCE_TIMEOUT},
		{0, "not HTTP at all\r\n\r\n", THEN_CLOSE, ACT_UNKNOWN, SOURCE_MALFORMED},
		{303, "", 0, ACT_UNKNOWN, SOURCE_HTTP_ERROR},
		{500, "{\"error\":{\"code\":\"E1\"}}", 0, ACT_UNKNOWN, SOURCE_HTTP_ERROR},
		{503, "", 0, ACT_UNKNOWN, SOURCE_HTTP_ERROR},
		{408, "", 0, ACT_UNKNOWN, SOURCE_HTTP_ERROR},
		{409, "{\"error\":{\"code\":\"E1\"}}", 0, ACT_REFUSED, ACT_CODE_WRONG_STATE},
		{400, "{\"error\":{\"code\":\"E2\"}}", 0, ACT_REFUSED, ACT_CODE_ALREADY},
		{403, "{\"error\":{\"code\":7}}", 0, ACT_REFUSED, ACT_CODE_LIMIT},
		{409, "{\"error\":{\"code\":\"IN_PROGRESS\"}}", 0, ACT_UNKNOWN, SOURCE_HTTP_ERROR},
		{409, "{\"error\":{\"code\":{}}}", 0, ACT_UNKNOWN, SOURCE_HTTP_ERROR},
		{422, "{}", 0, ACT_REFUSED, ACT_CODE_INVALID},
		{404, "{\"error\":null}", 0, ACT_REFUSED, ACT_CODE_NOT_FOUND},
		{404, "<html>no such page</html>", 0, ACT_UNKNOWN, SOURCE_MALFORMED},
		{405, "{}", 0, ACT_REFUSED, ACT_CODE_OTHER},
		{401, "", 0, ACT_UNSENT, SOURCE_REFUSED},
		{403, "<html>", 0, ACT_UNSENT, SOURCE_REFUSED},
		{429, "", 0, ACT_UNSENT, SOURCE_THROTTLED},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check(&rows[i], suspend, ACT_TRY);
}

static void every_answer_to_a_question_is_told_for_what_it_is(void **state)
{
	(void)state;
#define OP(more) "{\"op\":{\"key\":\"" ACT_KEY "\"," more "}}"
	static const struct row rows[] = {
		{200, OP("\"state\":\"OK\""), 0, ACT_DONE, SOURCE_OK},
		{200, OP("\"state\":\"RUNNING\""), 0, ACT_PENDING, SOURCE_OK},
		{200, OP("\"state\":\"NO\",\"code\":\"E1\""), 0, ACT_REFUSED, ACT_CODE_WRONG_STATE},
		{200, OP("\"state\":\"NO\""), 0, ACT_REFUSED, ACT_CODE_OTHER},
		{200, OP("\"state\":\"NEVER\""), 0, ACT_NOT_KNOWN, SOURCE_OK},
		{200, "{\"op\":{\"state\":\"NEVER\"}}", 0, ACT_NOT_KNOWN, SOURCE_OK},
		{200, "{\"op\":{\"state\":\"OK\"}}", 0, ACT_UNKNOWN, SOURCE_WRONG_CUSTOMER},
		{200, "{\"op\":{\"key\":\"other\",\"state\":\"OK\"}}", 0, ACT_UNKNOWN, SOURCE_WRONG_CUSTOMER},
		{200, OP("\"state\":\"PERHAPS\""), 0, ACT_UNKNOWN, SOURCE_WRONG_TYPE},
		{200, OP("\"ref\":1"), 0, ACT_UNKNOWN, SOURCE_WRONG_TYPE},
		{200, "{}", 0, ACT_UNKNOWN, SOURCE_WRONG_TYPE},
		{200, "garbage", 0, ACT_UNKNOWN, SOURCE_MALFORMED},
		{404, "{}", 0, ACT_UNKNOWN, SOURCE_NOT_FOUND}, /* nothing says that this means "never seen" */
		{401, "{}", 0, ACT_UNKNOWN, SOURCE_REFUSED},
		{429, "{}", 0, ACT_UNKNOWN, SOURCE_THROTTLED},
		{500, "{}", 0, ACT_UNKNOWN, SOURCE_HTTP_ERROR},
		{0, "", THEN_CLOSE, ACT_UNKNOWN, SOURCE_UNREACHABLE},
		{0, "", THEN_HANG, ACT_UNKNOWN, SOURCE_TIMEOUT},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check(&rows[i], suspend, ACT_ASK);
	standin_will_answer(&standin, 200, OP("\"state\":\"OK\",\"ref\":\"R-1\""));
	assert_string_equal(suspend(ACT_ASK).reference, "R-1");
	assert_ptr_equal(strstr(standin.last, "GET /ops/" ACT_KEY " HTTP/1.1\r\n"), standin.last);
}

static struct act_wait mail(enum act_phase phase)
{
	struct act_fields f = {0};
	act_set_text(&f, ACT_SEND_EMAIL, "template", "welcome");
	return portal_act(&portal, phase, ACT_SEND_EMAIL, "CUS-1", NULL, &f);
}

static struct act_wait close_account(enum act_phase phase)
{
	struct act_fields f = {0};
	act_set(&f, ACT_CLOSE, "payOut")->b = true;
	return portal_act(&portal, phase, ACT_CLOSE, "CUS-1", NULL, &f);
}

static void a_status_inside_of_the_answer_counts(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{200, "{\"ok\":true,\"r\":{\"id\":1,\"s\":\"S\"}}", 0, ACT_DONE, SOURCE_OK},
		{200, "{\"ok\":true,\"r\":{\"id\":1}}", 0, ACT_DONE, SOURCE_OK},
		{202, "{\"ok\":true,\"r\":{\"s\":\"S\"}}", 0, ACT_DONE, SOURCE_OK},
		{200, "{\"ok\":true,\"r\":{\"id\":1,\"s\":\"Q\"}}", 0, ACT_PENDING, SOURCE_OK},
		{200, "{\"ok\":false,\"reason\":\"no_email\"}", 0, ACT_REFUSED, ACT_CODE_INVALID},
		{200, "{\"ok\":false,\"reason\":\"oops\"}", 0, ACT_UNKNOWN, SOURCE_HTTP_ERROR},
		{200, "{\"r\":{}}", 0, ACT_UNKNOWN, SOURCE_HTTP_ERROR},
		{200, "{\"ok\":\"nobody\"}", 0, ACT_REFUSED, ACT_CODE_NOT_FOUND},
		{200, "{\"ok\":\"nobody\",\"reason\":\"no_email\"}", 0, ACT_REFUSED, ACT_CODE_INVALID},
	};
	static const struct row asked[] = {
		{404, "", 0, ACT_NOT_KNOWN, SOURCE_OK},
		{410, "", 0, ACT_NOT_KNOWN, SOURCE_OK},
		{200, "{\"st\":\"none\"}", 0, ACT_NOT_KNOWN, SOURCE_OK},
		{200, "{\"st\":\"bad\"}", 0, ACT_UNKNOWN, SOURCE_HTTP_ERROR},
		{200, "{\"st\":\"ok\",\"id\":\"CUS-1\"}", 0, ACT_DONE, SOURCE_OK},
		{200, "{\"st\":\"ok\",\"id\":\"CUS-2\"}", 0, ACT_UNKNOWN, SOURCE_WRONG_CUSTOMER},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check(&rows[i], mail, ACT_TRY);
	assert_non_null(strstr(standin.last, "\r\n\r\n{\"dedup\":\"" ACT_KEY "\",\"t\":\"welcome\"}"));
	for (size_t i = 0; i < ARRAY_LEN(asked); i++)
		check(&asked[i], close_account, ACT_ASK);
}

static struct look look(void)
{
	sources_expire(portal.sources, STR("CUS-1"), PART_PROFILE);
	return portal_look(&portal, "CUS-1", PART_PROFILE);
}

/* libcurl sends a request again when a connection that it kept turns out to be closed. For a look, that is welcome. */
static void a_closed_kept_connection_is_no_reason_to_send_twice(void **state)
{
	(void)state;
	static const struct row row = {0, "", THEN_CLOSE, ACT_UNKNOWN, SOURCE_UNREACHABLE};
	struct look l = look();
	assert_int_equal(l.error, SOURCE_OK);
	snapshot_unref(l.snapshot);
	for (int i = 0; i < 3; i++)
		check(&row, suspend, ACT_TRY);
	/* The proof that it would have: the look's connection is still kept, and the same ending makes libcurl try again. */
	unsigned before = standin.requests;
	standin.profile_then = THEN_CLOSE;
	portal.sources->catalog->sources[0].plan->retries = 0; /* ours are not meant */
	l = look();
	snapshot_unref(l.snapshot);
	assert_int_equal(l.error, SOURCE_UNREACHABLE);
	assert_int_equal(standin.requests, before + 2);
}

static void nobody_there_means_surely_not_sent(void **state)
{
	(void)state;
	struct portal away;
	struct act_fields f = {0};
	uint16_t port;
	int fd = standin_bind(&port); /* bound, so that nobody else listens there */
	portal_start(&away, yaml, port);
	struct act_wait w = portal_act(&away, ACT_TRY, ACT_REINSTATE, "CUS-1", NULL, &f);
	assert_int_equal(w.answer.outcome, ACT_UNSENT);
	assert_int_equal(w.answer.error, SOURCE_UNREACHABLE);
	w = portal_act(&away, ACT_ASK, ACT_SUSPEND, "CUS-1", NULL, &f);
	assert_int_equal(w.answer.outcome, ACT_UNKNOWN); /* a question that wasn't put says nothing about the action */
	portal_stop(&away);
	close(fd);
}

static void an_open_breaker_lets_nothing_through(void **state)
{
	(void)state;
	struct act_fields f = {0};
	struct source_health h;
	struct breaker *b = &portal.sources->catalog->sources[0].breaker;
	standin_will_answer(&standin, 500, "");
	for (int i = 0; i < 4; i++)
		assert_int_equal(portal_act(&portal, ACT_TRY, ACT_REINSTATE, "CUS-1", NULL, &f).answer.outcome, ACT_UNKNOWN);
	sources_health(portal.sources, 0, &h);
	assert_int_equal(h.requests, 4);
	assert_int_equal(h.failures[SOURCE_HTTP_ERROR], 4);
	assert_int_equal(h.last_error, SOURCE_HTTP_ERROR);
	atomic_store(&b->opened_ms, clock_coarse_ms());
	atomic_store(&b->next_probe_ms, clock_coarse_ms() + 60000);
	unsigned before = standin.requests;
	struct act_wait w = portal_act(&portal, ACT_TRY, ACT_REINSTATE, "CUS-1", NULL, &f);
	assert_int_equal(w.answer.outcome, ACT_UNSENT);
	assert_int_equal(w.answer.error, SOURCE_HTTP_ERROR);
	assert_int_equal(portal_act(&portal, ACT_ASK, ACT_SUSPEND, "CUS-1", NULL, &f).answer.outcome, ACT_UNKNOWN);
	assert_int_equal(standin.requests, before);
}

struct crowd {
	struct act_wait waits[4];
	unsigned left;
};
static struct crowd crowd;

static void one_of_many(void *ctx, const struct act_answer *a)
{
	struct act_wait *w = ctx;
	w->answer = *a;
	if (--crowd.left == 0)
		loop_stop(w->loop);
}

static void what_finds_no_permit_is_not_sent(void **state)
{
	(void)state;
	struct act_fields f = {0};
	struct ask_ticket *t;
	f.record = (struct record){schema_act(ACT_REINSTATE), f.values};
	const struct act_ask ask = {.kind = ACT_REINSTATE, .customer = STR("CUS-1"), .key = STR("k"), .fields = &f.record};
	standin_will(&standin, "", THEN_HANG);
	crowd = (struct crowd){.left = 4};
	for (int i = 0; i < 4; i++) { /* two run, one waits, one finds the queue full */
		crowd.waits[i].loop = portal.loop;
		assert_int_equal(sources_act(portal.sources, portal.loop, &ask, one_of_many, &crowd.waits[i], &t), OK);
	}
	loop_run(portal.loop);
	for (int i = 0; i < 2; i++)
		assert_int_equal(crowd.waits[i].answer.outcome, ACT_UNKNOWN);
	for (int i = 2; i < 4; i++) {
		assert_int_equal(crowd.waits[i].answer.outcome, ACT_UNSENT);
		assert_int_equal(crowd.waits[i].answer.error, SOURCE_OVERLOADED);
	}
	assert_int_equal(standin.acting_requests, 2);
}

static void a_cancelled_one_is_not_told_of(void **state)
{
	(void)state;
	struct act_fields f = {0};
	struct ask_ticket *t;
	f.record = (struct record){schema_act(ACT_REINSTATE), f.values};
	struct act_ask ask = {.kind = ACT_REINSTATE, .customer = STR("CUS-1"), .key = STR("k"), .fields = &f.record};
	standin_will(&standin, "", THEN_HANG);
	crowd = (struct crowd){.left = 1};
	assert_int_equal(sources_act(portal.sources, portal.loop, &ask, one_of_many, &crowd.waits[0], &t), OK);
	sources_ask_cancel(t);
	ask.customer = STR_NONE; /* told by letter */
	ask.phase = ACT_ASK;
	assert_int_equal(sources_act(portal.sources, portal.loop, &ask, one_of_many, &crowd.waits[0], &t), OK);
	sources_ask_cancel(t);
	portal_settle(&portal, 0);
	assert_int_equal(crowd.left, 1);
}

static void a_key_or_a_record_of_another_kind_is_refused(void **state)
{
	(void)state;
	static const char *const keys[] = {"", "a b", "a\r\nX: y", "caf\xC3\xA9",
					   "0123456789012345678901234567890123456789012345678901234567890123x"};
	struct act_fields f = {0};
	struct ask_ticket *t;
	f.record = (struct record){schema_act(ACT_REINSTATE), f.values};
	struct act_ask ask = {.kind = ACT_REINSTATE, .customer = STR("CUS-1"), .fields = &f.record};
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		ask.key = str_of(keys[i]);
		assert_int_equal(sources_act(portal.sources, portal.loop, &ask, one_of_many, NULL, &t), ERR_SHAPE);
	}
	ask.key = STR("k");
	ask.kind = ACT_CLOSE;
	assert_int_equal(sources_act(portal.sources, portal.loop, &ask, one_of_many, NULL, &t), ERR_SHAPE);
}

static void how_an_action_is_carried_out_can_be_asked(void **state)
{
	(void)state;
	struct act_how how;
	const char *field;
	struct act_fields f = {0};
	assert_true(sources_act_how(portal.sources, ACT_SUSPEND, NULL, &how, &field));
	assert_string_equal(how.source, "desk");
	assert_true(how.idempotent && how.asks);
	assert_int_equal(how.timeout_ms, 400);
	assert_true(sources_act_how(portal.sources, ACT_CLOSE, NULL, &how, NULL));
	assert_false(how.idempotent);
	assert_int_equal(how.timeout_ms, 10000);
	assert_false(sources_act_how(portal.sources, ACT_COOL_OFF, NULL, &how, &field));
	assert_null(field);
	act_set_text(&f, ACT_SEND_EMAIL, "text", "hello");
	assert_false(sources_act_how(portal.sources, ACT_SEND_EMAIL, &f.record, &how, &field));
	assert_string_equal(field, "text");
	f = (struct act_fields){.record = {schema_act(ACT_CANCEL_BONUS), f.values}};
	f.record.values = f.values;
	assert_true(
		sources_act_how(portal.sources, ACT_CANCEL_BONUS, &f.record, &how, &field)); /* the object comes with the call */
	assert_int_equal(act_find(STR("self_exclude")), ACT_SELF_EXCLUDE);
	assert_int_equal(act_find(STR("explode")), -1);
}

static void what_an_action_changes_is_asked_for_anew(void **state)
{
	(void)state;
	struct look l = look();
	snapshot_unref(l.snapshot);
	unsigned before = standin.requests;
	sources_act_expire(portal.sources, STR("CUS-1"), ACT_DECIDE_WITHDRAWAL);
	l = portal_look(&portal, "CUS-1", PART_PROFILE);
	snapshot_unref(l.snapshot);
	assert_int_equal(standin.requests, before);
	sources_act_expire(portal.sources, STR("CUS-1"), ACT_SUSPEND);
	l = portal_look(&portal, "CUS-1", PART_PROFILE);
	snapshot_unref(l.snapshot);
	assert_int_equal(standin.requests, before + 1);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_request_is_exactly_what_the_configuration_says),
		T(without_a_body_nothing_is_sent_but_the_address),
		T(the_first_call_that_fits_is_sent),
		T(what_has_no_place_in_the_call_is_not_sent),
		T(every_answer_to_a_try_is_told_for_what_it_is),
		T(every_answer_to_a_question_is_told_for_what_it_is),
		T(a_status_inside_of_the_answer_counts),
		T(a_closed_kept_connection_is_no_reason_to_send_twice),
		T(nobody_there_means_surely_not_sent),
		T(an_open_breaker_lets_nothing_through),
		T(what_finds_no_permit_is_not_sent),
		T(a_cancelled_one_is_not_told_of),
		T(a_key_or_a_record_of_another_kind_is_refused),
		T(how_an_action_is_carried_out_can_be_asked),
		T(what_an_action_changes_is_asked_for_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
