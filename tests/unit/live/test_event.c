#include "tests/unit/live/event_fixture.h"

static char text[EVENT_ROOM];
static struct arena arena;
static struct err_info info;
static struct live_event event;

static enum err parse(struct str json)
{
	arena_reset(&arena);
	memset(&info, 0, sizeof info);
	memset(&event, 0x5A, sizeof event);
	return event_parse(json, NOON, &arena, &event, &info);
}

static void expect(struct str json, enum err err, const char *field)
{
	enum err got = parse(json);
	if (got != err || strcmp(info.field, field) != 0)
		fail_msg("%.*s: %s at %s (%s), not %s at %s", STR_ARG(json), err_name(got), info.field, info.text, err_name(err),
			 field);
	if (err)
		assert_true(info.text[0] && info.code == err);
}

static const char *pointer(const struct event_field *f)
{
	static char p[64];
	snprintf(p, sizeof p, "/data/%.*s", STR_ARG(f->name));
	return p;
}

/* Each member of each type. */
#define EACH_FIELD(t, f)                                 \
	for (unsigned t = 0; t < EVENT_TYPE_COUNT_; t++) \
		for (const struct event_field *f = event_forms[t].fields, *end_ = f + event_forms[t].count; f < end_; f++)

static const struct event_field *field_of(enum event_type t, const char *name)
{
	for (size_t i = 0; i < event_forms[t].count; i++)
		if (str_is(event_forms[t].fields[i].name, name))
			return &event_forms[t].fields[i];
	fail_msg("no member %s", name);
	return NULL;
}

static void every_type_is_taken_whole_and_with_what_it_must_have(void **state)
{
	(void)state;
	for (unsigned t = 0; t < EVENT_TYPE_COUNT_; t++) {
		for (int least = 0; least < 2; least++) {
			expect(make_event(text, t, (struct odd){.required_only = least}), OK, "");
			assert_int_equal(event.type, t);
			assert_true(str_is(event.id, "1") && str_is(event.source, "/operator/games"));
			assert_true(str_is(event.customer, "CUS-000001"));
			assert_int_equal(event.at_ms, NOON);
			assert_int_equal(event.received_ms, NOON);
			assert_int_equal(event.seq, 0);
		}
		assert_int_equal(event_type_find(str_of(event_type_name(t))), t);
	}
	assert_int_equal(event_type_find(STR("pitboss.deposit")), EVENT_DEPOSIT);
	assert_int_equal(event_type_find(STR("pitboss.")), EVENT_TYPE_COUNT_);
}

static void members_land_where_they_belong(void **state)
{
	(void)state;
	expect(make_event(text, EVENT_ROUND_PLAYED, (struct odd){0}), OK, "");
	assert_true(str_is(event.round_played.bet_id, "betId 1") && str_is(event.round_played.game, "game 1"));
	assert_int_equal(event.round_played.stake.minor, 1250);
	assert_true(event.round_played.balance.said && event.round_played.free_bet);
	assert_int_equal(event.round_played.balance.minor, -325);
	assert_ptr_equal(event.currency, currency_find(STR("EUR")));
	expect(make_event(text, EVENT_BET_SETTLED, (struct odd){.required_only = true}), OK, "");
	assert_int_equal(event.bet_settled.outcome, EVENT_OUTCOME_WON);
	assert_false(event.bet_settled.stake.said || event.bet_settled.balance.said);
	expect(make_event(text, EVENT_LOGIN_FAILED, (struct odd){0}), OK, "");
	assert_true(event.login.latitude.v < -12.4 && event.login.latitude.v > -12.6 && str_is(event.login.country, "MT"));
	expect(make_event(text, EVENT_LIMIT_CHANGED, (struct odd){0}), OK, "");
	assert_int_equal(event.limit_changed.minutes.v, 60);
	expect(make_event(text, EVENT_EXCLUSION_CHANGED, (struct odd){0}), OK, "");
	assert_true(event.exclusion_changed.until.said);
	assert_int_equal(event.exclusion_changed.kind, EVENT_EXCLUSION_SELF);
	assert_string_equal(event_exclusion_kind_word(event.exclusion_changed.kind), "self_exclusion");
	assert_null(event_class_word(EVENT_CLASS_NONE));
}

static void what_is_required_is_missed_by_name(void **state)
{
	(void)state;
	EACH_FIELD(t, f)
	{
		expect(make_event(text, t, (struct odd){.field = f}), f->required ? ERR_UPSTREAM : OK,
		       f->required ? pointer(f) : "");
		/* Null is the same as nothing. */
		expect(make_event(text, t, (struct odd){.field = f, .value = "null"}), f->required ? ERR_UPSTREAM : OK,
		       f->required ? pointer(f) : "");
	}
	for (unsigned t = 0; t < EVENT_TYPE_COUNT_; t++)
		if (event_forms[t].currency == EVENT_REQUIRED)
			assert_int_equal(parse(make_event(text, t, (struct odd){.required_only = true, .currency = ""})),
					 ERR_UPSTREAM);
}

static void wrong_types_are_poison_by_name(void **state)
{
	(void)state;
	static const char *const values[] = {"{\"a\":[1,\"x\"]}", "[]", "true", "17", "\"\\u0007\"", "-1", "1e999", "\"\""};
	EACH_FIELD(t, f)
	{
		for (size_t i = 0; i < ARRAY_LEN(values); i++) {
			char first = values[i][0];
			bool is_text = first == '"', is_number = first == '1' || first == '-';
			bool right = f->kind == EVENT_KIND_BOOL                                  ? first == 't'
				     : f->kind == EVENT_KIND_BALANCE                             ? is_number
				     : f->kind == EVENT_KIND_MONEY                               ? first == '1'
				     : f->kind == EVENT_KIND_COUNT                               ? first == '1'
				     : f->kind == EVENT_KIND_DECIMAL                             ? is_number
				     : f->kind == EVENT_KIND_TEXT || f->kind == EVENT_KIND_PROSE ? is_text
												 : false;
			if (f->required && strcmp(values[i], "\"\"") == 0)
				right = false;
			if (!f->required && f->kind == EVENT_KIND_ID && strcmp(values[i], "\"\"") == 0)
				right = true;
			if (strcmp(values[i], "1e999") == 0)
				right = false;
			expect(make_event(text, t, (struct odd){.field = f, .value = values[i]}), right ? OK : ERR_UPSTREAM,
			       right ? "" : pointer(f));
		}
	}
}

static void limits_hold_to_the_byte(void **state)
{
	(void)state;
	static char value[EVENT_TEXT_MAX + 8];
	EACH_FIELD(t, f)
	{
		char number[64];
		int n = 0;
		switch (f->kind) {
		case EVENT_KIND_ID:
		case EVENT_KIND_TEXT:
		case EVENT_KIND_PROSE:
			for (size_t over = 0; over < 2; over++) {
				size_t length = (size_t)f->limit + over;
				memset(value, 'x', length + 1);
				value[0] = value[length + 1] = '"';
				value[length + 2] = '\0';
				expect(make_event(text, t, (struct odd){.field = f, .value = value}), over ? ERR_UPSTREAM : OK,
				       over ? pointer(f) : "");
			}
			break;
		case EVENT_KIND_COUNT:
		case EVENT_KIND_DECIMAL:
			for (int over = 0; over < 2; over++) {
				n = snprintf(number, sizeof number, "%lld", (long long)f->limit + over);
				assert_true(n > 0);
				expect(make_event(text, t, (struct odd){.field = f, .value = number}), over ? ERR_UPSTREAM : OK,
				       over ? pointer(f) : "");
			}
			break;
		case EVENT_KIND_MONEY:
		case EVENT_KIND_BALANCE:
			expect(make_event(text, t, (struct odd){.field = f, .value = "10000000000000"}), OK, "");
			expect(make_event(text, t, (struct odd){.field = f, .value = "10000000000000.01"}), ERR_UPSTREAM,
			       pointer(f));
			expect(make_event(text, t, (struct odd){.field = f, .value = "99999999999999999999999999"}), ERR_UPSTREAM,
			       pointer(f));
			break;
		default:
			break;
		}
	}
}

static void money_is_exact_in_each_currency(void **state)
{
	(void)state;
	static const struct {
		const char *currency, *value;
		enum err err;
		int64_t minor;
	} cases[] = {
		{"EUR", "0.1", OK, 10},
		{"EUR", "\"0.10\"", OK, 10},
		{"EUR", "1.5e2", OK, 15000},
		{"EUR", "\"1.5e2\"", ERR_UPSTREAM, 0},
		{"EUR", "0.001", ERR_UPSTREAM, 0},
		{"EUR", "0.100", OK, 10},
		{"EUR", "\"+1\"", ERR_UPSTREAM, 0},
		{"EUR", "\"1,50\"", ERR_UPSTREAM, 0},
		{"JPY", "500", OK, 500},
		{"JPY", "500.0", OK, 500},
		{"JPY", "0.5", ERR_UPSTREAM, 0},
		{"KWD", "1.234", OK, 1234},
		{"KWD", "1.2345", ERR_UPSTREAM, 0},
		{"KWD", "\"0.001\"", OK, 1},
		{"EUR", "9007199254740.93", OK, 900719925474093},
		{"XXY", "1", ERR_UPSTREAM, 0},
		{"eur", "1", ERR_UPSTREAM, 0},
	};
	const struct event_field *stake = field_of(EVENT_BET_PLACED, "stake");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct odd odd = {.field = stake, .value = cases[i].value, .currency = cases[i].currency, .required_only = true};
		enum err err = parse(make_event(text, EVENT_BET_PLACED, odd));
		if (err != cases[i].err || (!err && event.bet_placed.stake.minor != cases[i].minor))
			fail_msg("%s %s: %s", cases[i].value, cases[i].currency, err_name(err));
	}
	expect(make_event(text, EVENT_BET_PLACED, (struct odd){.field = stake, .value = "-0.01"}), ERR_UPSTREAM, "/data/stake");
	/* Where the currency may be left out, an amount may not do without it. */
	const struct event_field *amount = field_of(EVENT_WITHDRAWAL_DECIDED, "amount");
	struct odd odd = {.field = amount, .value = "5", .currency = "", .required_only = true};
	expect(make_event(text, EVENT_WITHDRAWAL_DECIDED, odd), ERR_UPSTREAM, "/data/amount");
}

/* --- the envelope --- */

#define SPEC "\"specversion\":\"1.0\""
#define DATA "\"data\":{\"ticketId\":\"t\",\"status\":\"open\"}"
#define REST "\"id\":\"1\",\"source\":\"s\",\"type\":\"pitboss.ticket.changed\",\"subject\":\"c\",\"time\":\"" NOON_TEXT "\""

static void envelopes(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		enum err err;
		const char *field;
	} cases[] = {
		{"{" SPEC "," REST "," DATA "}", OK, ""},
		{" {" DATA " , " REST "\n," SPEC "}\n", OK, ""},
		{"{" SPEC "," REST "," DATA ",\"traceparent\":\"00-1\",\"n\":5,\"flag\":true,\"none\":null}", OK, ""},
		{"{" SPEC "," REST "," DATA ",\"datacontenttype\":\"application/json; charset=utf-8\"}", OK, ""},
		{"{" SPEC "," REST "," DATA ",\"datacontenttype\":\"text/plain\"}", ERR_UPSTREAM, "/datacontenttype"},
		{"{" SPEC "," REST "," DATA ",\"traceParent\":\"x\"}", ERR_UPSTREAM, "/traceParent"},
		{"{" SPEC "," REST "," DATA ",\"x\":{}}", ERR_UPSTREAM, "/x"},
		{"{" SPEC "," REST "," DATA ",\"a name with spaces\":1}", ERR_UPSTREAM, "/?"},
		{"{" SPEC "," REST ",\"data_base64\":\"e30=\"}", ERR_UPSTREAM, "/data_base64"},
		{"{" SPEC "," REST "}", ERR_UPSTREAM, "/data"},
		{"{" SPEC "," REST ",\"data\":[1]}", ERR_UPSTREAM, "/data"},
		{"{" SPEC "," REST ",\"data\":\"text\"}", ERR_UPSTREAM, "/data"},
		{"{" SPEC ",\"id\":\"1\",\"source\":\"s\",\"type\":\"pitboss.unheard\",\"subject\":\"c\",\"time\":\"" NOON_TEXT
		 "\"," DATA "}",
		 ERR_UPSTREAM, "/type"},
		{"{" SPEC ",\"id\":\"1\",\"source\":\"s\",\"type\":\"ticket.changed\",\"subject\":\"c\",\"time\":\"" NOON_TEXT
		 "\"," DATA "}",
		 ERR_UPSTREAM, "/type"},
		{"{" SPEC ",\"id\":\"1\",\"source\":\"s\",\"type\":\"pitboss.ticket.changed\",\"time\":\"" NOON_TEXT "\"," DATA
		 "}",
		 ERR_UPSTREAM, "/subject"},
		{"{" SPEC
		 ",\"id\":\"1\",\"source\":\"s\",\"type\":\"pitboss.ticket.changed\",\"subject\":\"a/b\",\"time\":\"" NOON_TEXT
		 "\"," DATA "}",
		 ERR_UPSTREAM, "/subject"},
		{"{" SPEC
		 ",\"id\":\"1\",\"source\":\"s\",\"type\":\"pitboss.ticket.changed\",\"subject\":\"..\",\"time\":\"" NOON_TEXT
		 "\"," DATA "}",
		 ERR_UPSTREAM, "/subject"},
		{"{" SPEC ",\"id\":\"1\",\"source\":\"s\",\"type\":\"pitboss.ticket.changed\",\"subject\":\"c\"," DATA "}",
		 ERR_UPSTREAM, "/time"},
		/* No envelope: can't even be set aside. Said before poison. */
		{"{" REST "," DATA "}", ERR_SHAPE, "/specversion"},
		{"{\"specversion\":\"0.3\"," REST "," DATA "}", ERR_SHAPE, "/specversion"},
		{"{\"specversion\":1.0," REST "," DATA "}", ERR_SHAPE, "/specversion"},
		{"{" SPEC "," REST ",\"id\":\"2\"," DATA "}", ERR_SHAPE, "/id"},
		{"{" SPEC ",\"id\":\"\",\"source\":\"s\",\"type\":\"t\"}", ERR_SHAPE, "/id"},
		{"{" SPEC ",\"id\":7,\"source\":\"s\",\"type\":\"t\"}", ERR_SHAPE, "/id"},
		{"{" SPEC ",\"id\":null,\"source\":\"s\",\"type\":\"t\"}", ERR_SHAPE, "/id"},
		{"{" SPEC ",\"id\":\"a\\nb\",\"source\":\"s\",\"type\":\"t\"}", ERR_SHAPE, "/id"},
		{"{" SPEC ",\"data\":3,\"id\":\"1\",\"type\":\"t\"}", ERR_SHAPE, "/source"},
		{"{" SPEC ",\"id\":\"1\",\"source\":\"s\"," DATA "}", ERR_SHAPE, "/type"},
		{"[]", ERR_SHAPE, ""},
		{"null", ERR_SHAPE, ""},
		{"\"text\"", ERR_SHAPE, ""},
		/* Not JSON: said before all else. */
		{"", ERR_SYNTAX, ""},
		{"{", ERR_SYNTAX, ""},
		{"{" SPEC "," REST "," DATA "} x", ERR_SYNTAX, ""},
		{"{" SPEC "," REST ",\"data\":{\"ticketId\":5,}}", ERR_SYNTAX, ""},
		{"{\"id\":5,\"data\":{\"a\":01}}", ERR_SYNTAX, ""},
		{"{" SPEC "," REST ",\"data\":{\"a\":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}}", ERR_TOO_LARGE, ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		expect(str_of(cases[i].json), cases[i].err, cases[i].field);
}

static void times_may_be_late_but_not_ahead(void **state)
{
	(void)state;
	static const struct {
		const char *time;
		enum err err;
	} cases[] = {
		{"2026-09-21T14:18:20Z", OK},
		{"2026-09-21T14:18:20.001Z", ERR_UPSTREAM},
		{"2026-09-21T16:18:20+02:00", OK},
		{"2001-01-01T00:00:00Z", OK},
		{"1999-12-31T23:59:59Z", ERR_UPSTREAM},
		{"0001-01-01T00:00:00Z", ERR_UPSTREAM},
		{"9999-01-01T00:00:00Z", ERR_UPSTREAM},
		{"2026-02-30T00:00:00Z", ERR_UPSTREAM},
		{"2026-09-21 14:13:20", ERR_UPSTREAM},
		{"1790000000", ERR_UPSTREAM},
		{"", ERR_UPSTREAM},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int n = snprintf(text, sizeof text,
				 "{" SPEC "," DATA
				 ",\"id\":\"1\",\"source\":\"s\",\"type\":\"pitboss.ticket.changed\",\"subject\":\"c\","
				 "\"time\":\"%s\"}",
				 cases[i].time);
		expect(str_mem(text, (size_t)n), cases[i].err, cases[i].err ? "/time" : "");
		/* Poison has its envelope all the same: its repeat must be known. */
		assert_true(str_is(event.id, "1") && str_is(event.source, "s"));
		assert_true(str_is(event.type_name, "pitboss.ticket.changed"));
	}
}

static void members_said_twice_are_poison_unknown_ones_are_not(void **state)
{
	(void)state;
	expect(STR("{" SPEC "," REST ",\"data\":{\"ticketId\":\"t\",\"status\":\"open\",\"status\":\"closed\"}}"), ERR_UPSTREAM,
	       "/data/status");
	expect(STR("{" SPEC "," REST ",\"data\":{\"ticketId\":\"t\",\"status\":\"open\",\"x\":1,\"x\":{\"y\":[]}}}"), OK, "");
	struct str json = make_event(text, EVENT_DEPOSIT, (struct odd){0});
	char *end = text + json.n - 2;
	snprintf(end, 32, ",\"currency\":\"USD\"}}");
	expect(str_of(text), ERR_UPSTREAM, "/data/currency");
}

static void escapes_are_read(void **state)
{
	(void)state;
	expect(STR("{" SPEC "," REST ",\"d\\u0061ta\":{\"ticketId\":\"\\u00e4\\\"\",\"st\\u0061tus\":\"o\\/pen\"}}"), OK, "");
	assert_true(str_is(event.ticket_changed.ticket_id, "ä\""));
	assert_true(str_is(event.ticket_changed.status, "o/pen"));
}

static void an_event_that_is_too_long_is_refused_and_not_set_aside(void **state)
{
	(void)state;
	struct str json = make_event(text, EVENT_TICKET_CHANGED, (struct odd){0});
	memset(text + json.n, ' ', EVENT_JSON_MAX + 1 - json.n);
	expect(str_mem(text, EVENT_JSON_MAX), OK, "");
	expect(str_mem(text, EVENT_JSON_MAX + 1), ERR_TOO_LARGE, "");
}

static void too_many_extension_attributes_are_poison(void **state)
{
	(void)state;
	for (int count = EVENT_EXTENSIONS_MAX; count <= EVENT_EXTENSIONS_MAX + 1; count++) {
		int n = snprintf(text, sizeof text, "{" SPEC "," REST "," DATA);
		for (int i = 0; i < count; i++)
			n += snprintf(text + n, sizeof text - (size_t)n, ",\"x%d\":%d", i, i);
		text[n++] = '}';
		assert_int_equal(parse(str_mem(text, (size_t)n)), count > EVENT_EXTENSIONS_MAX ? ERR_UPSTREAM : OK);
	}
}

static void without_memory_nothing_is_half_done(void **state)
{
	(void)state;
	struct str json = STR("{" SPEC "," REST ",\"data\":{\"ticketId\":\"4111111111111111\",\"subject\":\"4111111111111111\","
			      "\"status\":\"\\u0061\",\"card\":\"4111111111111111\"}}");
	bool took = false;
	for (size_t cap = 0; cap < 512 && !took; cap += 16) {
		struct arena small;
		arena_init(&small, cap);
		enum err err = event_parse(json, NOON, &small, &event, &info);
		assert_true(err == OK || err == ERR_NOMEM);
		took = err == OK;
		arena_done(&small);
	}
	assert_true(took);
}

static void batches(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		size_t count;
		enum err err;
	} cases[] = {
		{"[]", 0, OK},
		{" [ {\"a\":1} , {} ]\n", 2, OK},
		{"{\"a\":[{}]}", 1, OK},
		{"[1,\"x\"]", 2, OK}, /* no events, as event_parse will say by index */
		{"[{},]", 1, ERR_SYNTAX},
		{"[{}] {}", 1, ERR_SYNTAX},
		{"{} {}", 1, ERR_SYNTAX},
		{"[{}", 1, ERR_SYNTAX},
		{"", 0, ERR_SYNTAX},
		{"7", 0, ERR_SHAPE},
		{"tru", 0, ERR_SYNTAX},
		{"[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]", 0, ERR_TOO_LARGE},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct event_batch b;
		struct str json;
		event_batch_init(&b, str_of(cases[i].body));
		while (event_batch_next(&b, &json))
			assert_true(json.n > 0 && json.p[0] != ' ');
		enum err err = event_batch_finish(&b, &info);
		if (err != cases[i].err || b.count != cases[i].count)
			fail_msg("%s: %s, %zu", cases[i].body, err_name(err), b.count);
	}
}

static void a_batch_has_its_limits(void **state)
{
	(void)state;
	struct str json;
	struct event_batch b;
	for (size_t over = 0; over < 2; over++) {
		size_t n = 0;
		for (size_t i = 0; i < EVENT_BATCH_MAX + over; i++) {
			memcpy(text + n, i ? ",{}" : "[{}", 3);
			n += 3;
		}
		text[n++] = ']';
		event_batch_init(&b, str_mem(text, n));
		while (event_batch_next(&b, &json))
			;
		assert_int_equal(event_batch_finish(&b, &info), over ? ERR_TOO_LARGE : OK);
		assert_int_equal(b.count, EVENT_BATCH_MAX);

		n = EVENT_JSON_MAX + over;
		memset(text, 'x', n + 2);
		text[0] = '[';
		text[1] = text[n] = '"';
		text[n + 1] = ']';
		event_batch_init(&b, str_mem(text, n + 2));
		assert_int_equal(event_batch_next(&b, &json), !over);
	}
}

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 1 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_taken_whole_and_with_what_it_must_have),
		cmocka_unit_test(members_land_where_they_belong),
		cmocka_unit_test(what_is_required_is_missed_by_name),
		cmocka_unit_test(wrong_types_are_poison_by_name),
		cmocka_unit_test(limits_hold_to_the_byte),
		cmocka_unit_test(money_is_exact_in_each_currency),
		cmocka_unit_test(envelopes),
		cmocka_unit_test(times_may_be_late_but_not_ahead),
		cmocka_unit_test(members_said_twice_are_poison_unknown_ones_are_not),
		cmocka_unit_test(escapes_are_read),
		cmocka_unit_test(an_event_that_is_too_long_is_refused_and_not_set_aside),
		cmocka_unit_test(too_many_extension_attributes_are_poison),
		cmocka_unit_test(without_memory_nothing_is_half_done),
		cmocka_unit_test(batches),
		cmocka_unit_test(a_batch_has_its_limits),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
