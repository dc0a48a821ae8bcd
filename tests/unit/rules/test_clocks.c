/* Statutory clocks: when each is due, how it stands, which expires next, and who must not know. */
#include "packs.h"
#include "rules/clocks.h"

#include "base/json_writer.h"

static struct packs *packs;
static struct time_zone london;

static int set_up(void **unused)
{
	(void)unused;
	packs = shipped_packs();
	london = zone_of("Europe/London");
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	packs_free(packs);
	return 0;
}

static bool judge(const char *pack, enum word_CLOCK clock, const char *started, const char *met, bool extended, const char *now,
		  struct clock_row *ret)
{
	const struct clock_fact fact = {
		.clock = clock, .started_ms = at(started), .met_ms = met ? at(met) : 0, .extended = extended, .about = "TKT-1"};
	return clock_judge(pack_of(packs, pack), &london, &fact, at(now), ret);
}

static void each_clock_is_due_when_its_rule_says(void **unused)
{
	(void)unused;
	static const struct {
		const char *pack;
		enum word_CLOCK clock;
		const char *started;
		bool extended;
		const char *due; /* NULL: there is none */
		const char *rule;
	} rows[] = {
		{"NL", CLOCK_HARM_RESPONSE, "2026-03-29T00:30:00Z", false, "2026-03-29T01:30:00Z", "NL/harm-response"},
		{"GB", CLOCK_HARM_RESPONSE, "2026-03-29T00:30:00Z", false, NULL, NULL},
		{"ES", CLOCK_CUSTOMER_REPLY, "2026-03-28T12:00:00Z", false, "2026-03-31T12:00:00Z", "ES/customer-reply"},
		{"GB", CLOCK_SUBJECT_ACCESS, "2026-01-31T12:00:00Z", false, "2026-02-28T12:00:00Z", "default/subject-access"},
		/* Three months, not a month and then two more from where February cut it. */
		{"GB", CLOCK_SUBJECT_ACCESS, "2026-01-31T12:00:00Z", true, "2026-04-30T11:00:00Z", "default/subject-access"},
		{"GB", CLOCK_COMPLAINT, "2026-03-01T12:00:00Z", false, "2026-04-26T11:00:00Z", "GB/complaint"},
		{"GB", CLOCK_COMPLAINT, "2026-03-01T12:00:00Z", true, "2026-04-26T11:00:00Z", "GB/complaint"},
		{"MT", CLOCK_CHARGEBACK, "2026-06-01T12:00:00Z", false, "2026-07-01T12:00:00Z", "default/chargeback"},
		{"GB", CLOCK_LIMIT_REMINDER, "2026-08-31T11:00:00Z", false, "2027-02-28T12:00:00Z", "GB/limit-reminder"},
		{"DE", CLOCK_SUMMARY, "2026-06-01T12:00:00Z", false, "2026-07-01T12:00:00Z", "DE/summary"},
		{"GB", CLOCK_MARKETING_OFF, "2026-06-01T12:00:00Z", false, "2026-06-03T12:00:00Z", "GB/exclusion-effects"},
		{"MT", CLOCK_EXCLUSION_REMOVAL, "2026-06-01T12:00:00Z", false, "2026-06-08T12:00:00Z", "MT/exclusion-removal"},
		{"GB", CLOCK_EXCLUSION_REMOVAL, "2026-06-01T12:00:00Z", false, NULL, NULL},
		/* Christmas on a Friday, Boxing Day made up for on Monday, New Year on Friday. */
		{"GB", CLOCK_CONSENT_NOTICE, "2026-12-21T15:00:00Z", false, "2027-01-05T00:00:00Z", "GB/consent-notice"},
		{"GB", CLOCK_CONSENT_MORATORIUM, "2026-06-01T12:00:00Z", false, "2026-07-02T12:00:00Z", "GB/consent-moratorium"},
		{"DE", CLOCK_CONSENT_NOTICE, "2026-12-21T15:00:00Z", false, NULL, NULL},
		{"SE", CLOCK_LIMIT_INCREASE, "2026-06-01T12:00:00Z", false, "2026-06-04T12:00:00Z", "SE/limit-increase"},
		{"GB", CLOCK_EXCLUSION_TERM, "2026-08-31T11:00:00Z", false, "2027-03-01T00:00:00Z", "GB/exclusion"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct clock_row c;
		bool got = judge(rows[i].pack, rows[i].clock, rows[i].started, NULL, rows[i].extended, rows[i].started, &c);
		assert_int_equal(got, rows[i].due != NULL);
		if (!got)
			continue;
		check_at(c.due_ms, rows[i].due);
		assert_string_equal(c.rule->id, rows[i].rule);
		assert_int_equal(c.state, CLOCK_RUNNING);
		assert_true(c.days_known);
	}
}

static void a_duty_is_met_in_time_or_missed_and_a_term_is_over(void **unused)
{
	(void)unused;
	struct clock_row c;
	static const struct {
		const char *met, *now;
		enum clock_state state;
	} duty[] = {
		{NULL, "2026-03-01T01:00:00Z", CLOCK_RUNNING}, /* its last moment */
		{NULL, "2026-03-01T01:00:01Z", CLOCK_MISSED},
		{"2026-03-01T01:00:00Z", "2026-05-01T00:00:00Z", CLOCK_MET},
		{"2026-03-01T01:00:01Z", "2026-05-01T00:00:00Z", CLOCK_MISSED},
	};
	for (size_t i = 0; i < ARRAY_LEN(duty); i++) {
		assert_true(judge("NL", CLOCK_HARM_RESPONSE, "2026-03-01T00:00:00Z", duty[i].met, false, duty[i].now, &c));
		assert_int_equal(c.state, duty[i].state);
	}
	assert_true(judge("ON", CLOCK_LIMIT_INCREASE, "2026-03-01T00:00:00Z", NULL, false, "2026-03-01T23:59:59Z", &c));
	assert_int_equal(c.state, CLOCK_RUNNING);
	assert_true(judge("ON", CLOCK_LIMIT_INCREASE, "2026-03-01T00:00:00Z", NULL, false, "2026-03-02T00:00:00Z", &c));
	assert_int_equal(c.state, CLOCK_OVER);
}

static void a_clock_is_judged_by_the_rule_that_was_in_force_when_it_was_started(void **unused)
{
	(void)unused;
	static const char text[] =
		"pack: default\nname: D\nversion: 1\ndated: 2026-01-01\ntime_zone: UTC\nrules:\n"
		"  - {id: c, kind: clock, text: t, citation: c, verified: true, in_force: [{effective_from: 2026-01-01, until: "
		"2026-06-01, clock: complaint, due: 8 weeks}, {effective_from: 2026-06-01, clock: complaint, due: 4 weeks}]}\n";
	struct packs *p;
	const char *file;
	struct err_info info = {0};
	struct clock_row c;
	struct clock_fact fact = {.clock = CLOCK_COMPLAINT, .started_ms = at("2026-05-31T23:00:00Z")};
	assert_int_equal(packs_new(&p), OK);
	assert_int_equal(packs_add(p, str_of(text), "d", &info), OK);
	assert_int_equal(packs_seal(p, &file, &info), OK);
	assert_true(clock_judge(packs_at(p, 0), &london, &fact, at("2026-07-01T00:00:00Z"), &c));
	check_at(c.due_ms, "2026-07-26T23:00:00Z");
	fact.started_ms = at("2026-06-01T00:00:00Z");
	assert_true(clock_judge(packs_at(p, 0), &london, &fact, at("2026-07-01T00:00:00Z"), &c));
	check_at(c.due_ms, "2026-06-29T00:00:00Z");
	fact.started_ms = at("2025-12-31T00:00:00Z");
	assert_false(clock_judge(packs_at(p, 0), &london, &fact, at("2026-07-01T00:00:00Z"), &c));
	packs_free(p);
}

static void working_days_beyond_the_table_of_holidays_are_said_to_be_so(void **unused)
{
	(void)unused;
	struct clock_row c;
	assert_true(judge("GB", CLOCK_CONSENT_NOTICE, "2030-12-20T15:00:00Z", NULL, false, "2030-12-20T15:00:00Z", &c));
	assert_false(c.days_known);
}

static void what_its_source_says_goes_before_the_rule(void **unused)
{
	(void)unused;
	struct clock_row c;
	struct clock_fact fact = {
		.clock = CLOCK_CHECK_VALIDITY, .started_ms = at("2025-01-01T00:00:00Z"), .due_ms = at("2026-12-01T00:00:00Z")};
	assert_true(clock_judge(pack_of(packs, "MT"), &london, &fact, at("2026-11-23T00:00:00Z"), &c));
	check_at(c.due_ms, "2026-12-01T00:00:00Z");
	assert_string_equal(c.rule->id, "default/check-validity");
	/* Without any rule, too. */
	fact.clock = CLOCK_HARM_RESPONSE;
	assert_true(clock_judge(pack_of(packs, "MT"), &london, &fact, at("2026-11-23T00:00:00Z"), &c));
	assert_null(c.rule);
}

static void what_expires_next_comes_first(void **unused)
{
	(void)unused;
	struct clock_row rows[] = {
		{.clock = CLOCK_COMPLAINT, .state = CLOCK_RUNNING, .due_ms = 500},
		{.clock = CLOCK_SUMMARY, .state = CLOCK_MET, .due_ms = 90, .met_ms = 80},
		{.clock = CLOCK_EXCLUSION_TERM, .state = CLOCK_RUNNING, .due_ms = INT64_MAX},
		{.clock = CLOCK_CHARGEBACK, .state = CLOCK_MISSED, .due_ms = 100},
		{.clock = CLOCK_HARM_RESPONSE, .state = CLOCK_RUNNING, .due_ms = 300},
		{.clock = CLOCK_COOL_OFF_TERM, .state = CLOCK_OVER, .due_ms = 95, .term = true},
		{.clock = CLOCK_SUBJECT_ACCESS, .state = CLOCK_MISSED, .due_ms = 50, .met_ms = 60},
		{.clock = CLOCK_CUSTOMER_REPLY, .state = CLOCK_RUNNING, .due_ms = 300},
	};
	static const enum word_CLOCK want[] = {CLOCK_CHARGEBACK, CLOCK_HARM_RESPONSE,  CLOCK_CUSTOMER_REPLY,
					       CLOCK_COMPLAINT,  CLOCK_EXCLUSION_TERM, CLOCK_COOL_OFF_TERM,
					       CLOCK_SUMMARY,    CLOCK_SUBJECT_ACCESS};
	uint64_t dice = 8;
	for (unsigned n = 0; n < 200; n++) {
		for (size_t i = ARRAY_LEN(rows) - 1; i > 0; i--) {
			size_t k = roll(&dice) % (i + 1);
			struct clock_row swap = rows[i];
			rows[i] = rows[k];
			rows[k] = swap;
		}
		assert_int_equal(clocks_next_ms(rows, ARRAY_LEN(rows)), 301);
		clocks_sort(rows, ARRAY_LEN(rows));
		for (size_t i = 0; i < ARRAY_LEN(rows); i++)
			assert_int_equal(rows[i].clock, want[i]);
	}
	clocks_sort(NULL, 0);
	assert_int_equal(clocks_next_ms(NULL, 0), INT64_MAX);
}

/* Twins: one with a consent request, one without; whoever is no MLRO gets the same rows. */
static void clocks_of_consent_do_not_exist_for_others(void **unused)
{
	(void)unused;
	struct clock_row with[3], without[1];
	static const char start[] = "2026-06-01T12:00:00Z";
	assert_true(judge("GB", CLOCK_CONSENT_NOTICE, start, NULL, false, start, &with[0]));
	assert_true(judge("GB", CLOCK_COMPLAINT, start, NULL, false, start, &with[1]));
	assert_true(judge("GB", CLOCK_CONSENT_MORATORIUM, start, NULL, false, start, &with[2]));
	assert_true(judge("GB", CLOCK_COMPLAINT, start, NULL, false, start, &without[0]));
	assert_int_equal(clocks_keep(with, 3, true), 3);
	assert_int_equal(clocks_keep(with, 3, false), 1);
	assert_int_equal(clocks_keep(without, 1, false), 1);
	assert_memory_equal(with, without, sizeof without);
	/* Whatever a pack says, and where none does. */
	struct clock_row c;
	const struct clock_fact fact = {
		.clock = CLOCK_CONSENT_NOTICE, .started_ms = at(start), .due_ms = at("2026-07-01T00:00:00Z")};
	assert_true(clock_judge(pack_of(packs, "DE"), &london, &fact, at(start), &c));
	assert_true(c.mlro_only);
}

static void exclusions_and_limits_bring_their_clocks(void **unused)
{
	(void)unused;
	const struct exclusion list[] = {
		{.form = EXCLUSION_SELF, .since_ms = at("2026-01-31T12:00:00Z"), .until_ms = EXCLUSION_INDEFINITE},
		{.form = EXCLUSION_COOL_OFF, .since_ms = at("2026-03-01T00:00:00Z"), .until_ms = at("2026-03-08T00:00:00Z")},
		{.form = EXCLUSION_REGISTER, .since_ms = at("2026-03-01T00:00:00Z"), .until_ms = EXCLUSION_INDEFINITE},
	};
	const struct exclusion_facts f = {.pack = pack_of(packs, "MT"),
					  .zone = &london,
					  .at_ms = at("2026-03-05T00:00:00Z"),
					  .known = true,
					  .list = list,
					  .count = 3,
					  .removal_asked_ms = at("2026-03-04T00:00:00Z")};
	static const struct {
		enum word_CLOCK clock;
		const char *due;
		enum clock_state state;
	} want[] = {
		{CLOCK_EXCLUSION_TERM, "2027-01-31T12:00:00Z", CLOCK_RUNNING},
		{CLOCK_MARKETING_OFF, "2026-02-02T12:00:00Z", CLOCK_MISSED},
		{CLOCK_COOL_OFF_TERM, "2026-03-08T00:00:00Z", CLOCK_RUNNING},
		{CLOCK_EXCLUSION_REMOVAL, "2026-03-11T00:00:00Z", CLOCK_RUNNING},
	};
	struct clock_fact facts[8];
	assert_int_equal(clocks_of_exclusions(&f, facts, 8), ARRAY_LEN(want));
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		struct clock_row c;
		assert_true(clock_judge(f.pack, f.zone, &facts[i], f.at_ms, &c));
		assert_int_equal(c.clock, want[i].clock);
		assert_int_equal(c.state, want[i].state);
		check_at(c.due_ms, want[i].due);
	}
	assert_int_equal(clocks_of_exclusions(&f, facts, 1), ARRAY_LEN(want)); /* no more are written than there is room for */
	const struct play_limit limits[] = {{.kind = LIMIT_LOSS},
					    {.kind = LIMIT_DEPOSIT, .pending = true, .pending_from_ms = 77}};
	assert_int_equal(clocks_of_limits(limits, 2, facts, 8), 1);
	assert_int_equal(facts[0].due_ms, 77);
}

static void a_clock_is_told_with_its_rule(void **unused)
{
	(void)unused;
	struct clock_row c;
	struct buf text;
	struct json_writer w;
	assert_true(judge("GB", CLOCK_COMPLAINT, "2026-06-01T12:00:00Z", NULL, false, "2026-06-01T12:00:00Z", &c));
	buf_init(&text, 4096);
	json_writer_init(&w, &text);
	clock_write(&c, &w);
	buf_char(&text, '\0');
	assert_int_equal(buf_ok(&text), OK);
	assert_string_equal(
		text.p,
		"{\"clock\":\"complaint\",\"state\":\"running\",\"term\":false,\"started\":\"2026-06-01T12:00:00Z\","
		"\"due\":\"2026-07-27T12:00:00Z\",\"met\":null,\"daysKnown\":true,\"about\":\"TKT-1\",\"rule\":\"GB/complaint\","
		"\"text\":\"A complaint is answered in 8 weeks; then it goes to dispute resolution.\",\"citation\":\"LCCP SR "
		"6.1.1\",\"verified\":true}");
	buf_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_clock_is_due_when_its_rule_says),
		cmocka_unit_test(a_duty_is_met_in_time_or_missed_and_a_term_is_over),
		cmocka_unit_test(a_clock_is_judged_by_the_rule_that_was_in_force_when_it_was_started),
		cmocka_unit_test(working_days_beyond_the_table_of_holidays_are_said_to_be_so),
		cmocka_unit_test(what_its_source_says_goes_before_the_rule),
		cmocka_unit_test(what_expires_next_comes_first),
		cmocka_unit_test(clocks_of_consent_do_not_exist_for_others),
		cmocka_unit_test(exclusions_and_limits_bring_their_clocks),
		cmocka_unit_test(a_clock_is_told_with_its_rule),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
