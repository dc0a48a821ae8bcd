#include "live/card.h"
#include "tests/unit/live/event_fixture.h"

static char text[EVENT_ROOM];
static struct arena arena;
static struct buf line;
static struct err_info info;

#define HEAD                                                                                                                     \
	"{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/operator\",\"type\":\"pitboss.%s\",\"subject\":\"CUS-1\",\"time\":" \
	"\"" NOON_TEXT "\","

static struct live_event parse(enum err want, const char *type, const char *rest)
{
	struct live_event e;
	int n = snprintf(text, sizeof text, HEAD "%s", type, rest);
	arena_reset(&arena);
	enum err err = event_parse(str_mem(text, (size_t)n), NOON, &arena, &e, &info);
	if (err != want)
		fail_msg("%s: %s %s %s", rest, err_name(err), info.field, info.text);
	return e;
}

static struct str put(const struct live_event *e)
{
	buf_reset(&line);
	event_line_put(&line, e);
	assert_int_equal(buf_ok(&line), OK);
	assert_null(memchr(line.p, '\n', line.n));
	return buf_view(&line);
}

static bool has(struct str s, const char *part)
{
	return memmem(s.p, s.n, part, strlen(part)) != NULL;
}

static void every_type_comes_back_from_its_line(void **state)
{
	(void)state;
	for (unsigned t = 0; t < EVENT_TYPE_COUNT_; t++) {
		struct live_event e, again, third;
		struct str json = make_event(text, t, (struct odd){0});
		arena_reset(&arena);
		assert_int_equal(event_parse(json, NOON, &arena, &e, &info), OK);
		struct str kept = put(&e);
		kept.p = memcpy(malloc(kept.n), kept.p, kept.n);
		assert_int_equal(event_line_parse(kept, 7, &arena, &again, &info), OK);
		assert_int_equal(again.type, t);
		assert_int_equal(again.seq, 7);
		assert_int_equal(again.received_ms, NOON);
		assert_true(str_eq(again.id, e.id) && str_eq(again.customer, e.customer) && again.currency == e.currency);
		/* What is kept is kept the same when it is written again. */
		assert_true(str_eq(put(&again), kept));
		assert_int_equal(event_line_parse(buf_view(&line), 7, &arena, &third, &info), OK);
		free((char *)kept.p);
	}
}

/* As around() makes it of @json, or p NULL. */
static struct str line_around(struct str json, char space[EVENT_LINE_ROOM + EVENT_ROOM])
{
	struct live_event e;
	char *p = space + EVENT_LINE_ROOM;
	memset(space, '#', EVENT_LINE_ROOM + EVENT_ROOM);
	memcpy(p, json.p, json.n);
	arena_reset(&arena);
	assert_int_equal(event_parse(str_mem(p, json.n), NOON, &arena, &e, &info), OK);
	struct str want = put(&e), got = event_line_around(&e);
	if (got.p) {
		assert_int_equal(got.n, want.n);
		assert_memory_equal(got.p, want.p, want.n);
		assert_true(got.p == space || got.p[-1] == '#');
		assert_int_equal(p[json.n + 1], '#');
	} else {
		assert_int_equal(p[-1], '#');
		assert_int_equal(p[json.n], '#');
	}
	return got;
}

static void a_line_is_made_around_what_needs_no_change(void **state)
{
	(void)state;
	static char space[EVENT_LINE_ROOM + EVENT_ROOM], spaced[EVENT_ROOM];
	static const char *const blanks[] = {" ", "\n", "\t", "\r", "                    "};
	struct str json = STR(
		"{\"specversion\":\"1.0\",\"id\":\"a b\",\"source\":\"/o\",\"type\":\"pitboss.kyc.decided\",\"subject\":"
		"\"C\",\"time\":\"" NOON_TEXT "\",\"data\":{\"status\":\"is \\\" ok\",\"more\":[1,{\"x\":null}]},\"ext\":true}");
	assert_non_null(line_around(json, space).p);
	/* One blank, wherever one may stand: it isn't compact, or it stands in a text. */
	bool inside = false;
	for (size_t i = 0; i <= json.n; i++) {
		if (i && json.p[i - 1] == '"' && json.p[i - 2] != '\\')
			inside = !inside;
		bool between = i == 0 || i == json.n || strchr("{}[],:", json.p[i]) || strchr("{}[],:", json.p[i - 1]);
		for (size_t b = 0; b < ARRAY_LEN(blanks) && !inside && between; b++) {
			int n = snprintf(spaced, sizeof spaced, "%.*s%s%.*s", (int)i, json.p, blanks[b], (int)(json.n - i),
					 json.p + i);
			assert_null(line_around(str_mem(spaced, (size_t)n), space).p);
		}
	}
	/* A card's number is kept otherwise than it was sent. */
	int n = snprintf(text, sizeof text, HEAD "\"data\":{\"status\":\"ok\",\"more\":4111111111111111}}", "kyc.decided");
	assert_null(line_around(str_mem(text, (size_t)n), space).p);
}

/* Whatever a bit was: the event's, its moment's or the sum's. */
static void one_bit_that_is_another_is_found(void **state)
{
	(void)state;
	struct live_event e = parse(OK, "round.played",
				    "\"data\":{\"betId\":\"b\",\"sessionId\":\"s\",\"game\":\"G\",\"stake\":2.5,\"payout\":0,"
				    "\"currency\":\"EUR\"}}"),
			  again;
	struct str kept = put(&e);
	char *copy = memcpy(malloc(kept.n), kept.p, kept.n);
	struct str altered = str_mem(copy, kept.n);
	assert_int_equal(event_line_parse(altered, 1, &arena, &again, &info), OK);
	for (size_t i = 0; i < kept.n * 8; i++) {
		copy[i / 8] ^= (char)(1 << i % 8);
		arena_reset(&arena);
		if (event_line_parse(altered, 1, &arena, &again, &info) != ERR_CORRUPT)
			fail_msg("bit %zu of %.*s", i, (int)altered.n, altered.p);
		copy[i / 8] ^= (char)(1 << i % 8);
	}
	free(copy);
	/* As they were before there were sums. */
	struct str old = STR(
		"{\"at\":1790000000000,\"event\":{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/o\",\"type\":"
		"\"pitboss.session.ended\",\"subject\":\"C\",\"time\":\"2026-09-21T14:13:20Z\",\"data\":{\"sessionId\":\"s\"}}}");
	assert_int_equal(event_line_parse(old, 1, &arena, &again, &info), OK);
}

static void white_space_goes_and_all_else_stays(void **state)
{
	(void)state;
	struct live_event e =
		parse(OK, "ticket.changed",
		      " \"traceparent\" : \"00 - 1\",\r\n\t\"data\": { \"ticketId\" : \"a \\\" b\\\\\", \"status\":\"x y\" ,"
		      " \"more\": [ 1 , {\"deep\" : null} ] } }");
	assert_true(
		str_eq(put(&e), STR("{\"at\":1790000000000,\"sum\":\"e2fcb67b\",\"event\":{\"specversion\":\"1.0\",\"id\":\"1\","
				    "\"source\":\"/operator\","
				    "\"type\":\"pitboss.ticket.changed\",\"subject\":\"CUS-1\",\"time\":\"2026-09-21T14:13:20Z\","
				    "\"traceparent\":\"00 - 1\",\"data\":{\"ticketId\":\"a \\\" b\\\\\",\"status\":\"x y\","
				    "\"more\":[1,{\"deep\":null}]}}}")));
}

static void no_line_holds_a_whole_card_number(void **state)
{
	(void)state;
	static const struct {
		enum err err;
		const char *type, *rest, *kept;
	} cases[] = {
		{OK, "deposit",
		 "\"data\":{\"transactionId\":\"4111111111111111\",\"amount\":5,\"currency\":\"EUR\",\"state\":\"settled\","
		 "\"card\":\"5555-5555-5555-4444\",\"cardHolder\":{\"number\":378282246310005},\"pan\":[\"6011 1111 1111 "
		 "1117\"]}}",
		 "{\"transactionId\":\"4111111111111111\",\"amount\":5,\"currency\":\"EUR\",\"state\":\"settled\","
		 "\"card\":\"555555******4444\",\"cardHolder\":{\"number\":\"378282*****0005\"},\"pan\":[\"6011 11** **** "
		 "1117\"]}"},
		{OK, "chat.message",
		 "\"data\":{\"ticketId\":\"t\",\"messageId\":\"m\",\"from\":\"customer\",\"text\":\"my \\\"card\\\" is "
		 "4242 4242 4242 4242, order 1234567890123456\"}}",
		 "\"text\":\"my \\\"card\\\" is 4242 42** **** 4242, order 1234567890123456\""},
		/* Before the type is known, and in what is set aside. */
		{ERR_UPSTREAM, "deposit", "\"data\":{\"card\":4111111111111111,\"amount\":5}}",
		 "{\"card\":\"411111******1111\",\"amount\":5}"},
		{ERR_UPSTREAM, "deposit", "\"data\":{\"card\":\"no: 4111111111111112!\"}}", "\"no: 411111******1112!\""},
		{ERR_UPSTREAM, "never.heard", "\"data\":{\"a\":[{\"b\":\"4111111111111111\"}],\"cardNo\":9999999999999}}",
		 "{\"a\":[{\"b\":\"411111******1111\"}],\"cardNo\":\"999999***9999\"}"},
		{ERR_UPSTREAM, "deposit", "\"data\":\"4111111111111111\"}", "\"data\":\"411111******1111\""},
		{ERR_UPSTREAM, "deposit", "\"data\":{\"amount\":{\"x\":4111111111111111},\"method\":[\"4111111111111111\"]}}",
		 "{\"amount\":{\"x\":\"411111******1111\"},\"method\":[\"411111******1111\"]}"},
		/* What only looks like one: another beginning, a wrong check digit, too short. */
		{OK, "kyc.decided",
		 "\"data\":{\"status\":\"ok\",\"n\":1234567890123452,\"m\":4111111111111112,\"o\":411111111111}}",
		 "{\"status\":\"ok\",\"n\":1234567890123452,\"m\":4111111111111112,\"o\":411111111111}"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct live_event e = parse(cases[i].err, cases[i].type, cases[i].rest);
		if (!has(put(&e), cases[i].kept))
			fail_msg("%.*s", STR_ARG(buf_view(&line)));
	}
	struct live_event e = parse(OK, cases[0].type, cases[0].rest);
	assert_true(str_is(e.deposit.card, "555555******4444"));
	e = parse(OK, cases[1].type, cases[1].rest);
	assert_true(str_is(e.chat_message.text, "my \"card\" is 4242 42** **** 4242, order 1234567890123456"));
}

/* Where numbers become texts and blanks go, what is kept may be longer than what was sent: it comes back all the same. */
static void what_grows_by_cutting_comes_back(void **state)
{
	(void)state;
	struct live_event e, again;
	size_t n = (size_t)snprintf(text, sizeof text, HEAD "\"data\":{\"status\":\"ok\",\"more\":[0", "kyc.decided");
	while (n < EVENT_JSON_MAX - 64)
		n += (size_t)snprintf(text + n, sizeof text - n, ",4111111111111111,\"<<<<4111111111111111\"");
	n += (size_t)snprintf(text + n, sizeof text - n, "]}}");
	assert_int_equal(event_parse(str_mem(text, n), NOON, &arena, &e, &info), OK);
	assert_true(put(&e).n > EVENT_JSON_MAX);
	assert_false(has(buf_view(&line), "4111111111111111"));
	assert_int_equal(event_line_parse(buf_view(&line), 1, &arena, &again, &info), OK);
}

static void cards_are_shortened_as_sources_do_it(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out;
	} cases[] = {
		{"4111111111111111", "411111******1111"},
		{"4111 1111-1111 1111", "411111******1111"},
		{"411111XXXXXX1111", "411111******1111"},
		{"****1111", "****1111"},
		{"1111", "1111"},
		{"12345678", "****5678"},
		{"411111******1111", "411111******1111"},
		{"visa 1111", ""},
		{"", ""},
		{"1234567890123456789012345", ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char out[CARD_TEXT_MAX];
		size_t n = card_shorten(str_of(cases[i].in), out);
		if (!str_is(str_mem(out, n), cases[i].out))
			fail_msg("%s: %.*s", cases[i].in, (int)n, out);
	}
}

static void an_event_set_aside_says_why(void **state)
{
	(void)state;
	struct event_aside s;
	struct live_event e = parse(ERR_UPSTREAM, "round.played", "\"data\":{\"stake\":\"many\"}}");
	buf_reset(&line);
	event_aside_put(&line, &e, &info);
	assert_int_equal(event_aside_parse(buf_view(&line), &arena, &s), OK);
	assert_int_equal(s.at_ms, NOON);
	assert_true(str_is(s.field, info.field) && str_is(s.reason, info.text) && info.field[0]);
	assert_true(str_is(s.id, "1") && str_is(s.source, "/operator") && str_is(s.type, "pitboss.round.played"));
	assert_true(has(s.json, "\"stake\":\"many\""));
}

static void lines_that_were_never_written_are_corrupt(void **state)
{
	(void)state;
	static const char *const lines[] = {"",
					    "{}",
					    "{\"at\":5}",
					    "{\"at\":5,\"event\":}",
					    "{\"at\":5,\"event\":{}}",
					    "{\"at\":x,\"event\":{}}",
					    "{\"at\": 5,\"event\":{}}",
					    "{\"at\":5,\"event\":{\"id\":\"1\"",
					    "{\"at\":99999999999999999999,\"event\":{}}"};
	struct live_event e;
	struct event_aside s;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		assert_int_equal(event_line_parse(str_of(lines[i]), 1, &arena, &e, &info), ERR_CORRUPT);
		assert_int_equal(event_aside_parse(str_of(lines[i]), &arena, &s), ERR_CORRUPT);
	}
}

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 1 << 20);
	buf_init(&line, 1 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	buf_done(&line);
	arena_done(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_comes_back_from_its_line),
		cmocka_unit_test(a_line_is_made_around_what_needs_no_change),
		cmocka_unit_test(one_bit_that_is_another_is_found),
		cmocka_unit_test(white_space_goes_and_all_else_stays),
		cmocka_unit_test(no_line_holds_a_whole_card_number),
		cmocka_unit_test(what_grows_by_cutting_comes_back),
		cmocka_unit_test(cards_are_shortened_as_sources_do_it),
		cmocka_unit_test(an_event_set_aside_says_why),
		cmocka_unit_test(lines_that_were_never_written_are_corrupt),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
