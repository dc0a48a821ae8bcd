/* Cool-offs and exclusions: terms by pack, never shortened, no end within a term whoever approves, and what follows. */
#include "packs.h"
#include "rules/exclusion.h"

static struct packs *packs;
static struct time_zone london, toronto;

static int set_up(void **unused)
{
	(void)unused;
	packs = shipped_packs();
	london = zone_of("Europe/London");
	toronto = zone_of("America/Toronto");
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	packs_free(packs);
	return 0;
}

static struct period period(const char *text)
{
	struct period p;
	assert_int_equal(period_parse(str_of(text), &p), OK);
	return p;
}

static struct exclusion_facts facts(const char *pack, const char *now, const struct exclusion *list, size_t count)
{
	return (struct exclusion_facts){.pack = pack_of(packs, pack),
					.zone = strcmp(pack, "ON") == 0 ? &toronto : &london,
					.at_ms = at(now),
					.known = true,
					.list = list,
					.count = count};
}

static struct exclusion self(const char *since, const char *until)
{
	return (struct exclusion){
		.form = EXCLUSION_SELF, .since_ms = at(since), .until_ms = until ? at(until) : EXCLUSION_INDEFINITE};
}

static bool says(const struct verdict *v, enum verdict_code code)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->rows[i].code == code)
			return true;
	return false;
}

static void terms_are_those_of_the_pack_or_an_offer_stands_instead(void **unused)
{
	(void)unused;
	static const struct {
		const char *pack;
		enum exclusion_form form;
		const char *asked; /* NULL: indefinite */
		const char *code;  /* NULL: allowed */
		const char *offer, *until;
	} rows[] = {
		{"GB", EXCLUSION_COOL_OFF, "24 h", NULL, NULL, "2026-03-11T10:00:00Z"},
		{"GB", EXCLUSION_COOL_OFF, "2 weeks", NULL, NULL, "2026-03-24T10:00:00Z"},
		{"GB", EXCLUSION_COOL_OFF, "6 weeks", NULL, NULL, "2026-04-21T10:00:00Z"},
		{"GB", EXCLUSION_COOL_OFF, "42 days", NULL, NULL, "2026-04-21T10:00:00Z"},
		{"GB", EXCLUSION_COOL_OFF, "43 days", "term-too-long", "6 weeks", "2026-04-21T10:00:00Z"},
		{"GB", EXCLUSION_COOL_OFF, "12 h", "term-too-short", "24 h", "2026-03-11T10:00:00Z"},
		{"GB", EXCLUSION_SELF, "3 months", "term-too-short", "6 months", "2026-09-10T09:00:00Z"},
		{"GB", EXCLUSION_SELF, "6 months", NULL, NULL, "2026-09-10T09:00:00Z"},
		{"GB", EXCLUSION_SELF, "7 months", NULL, NULL, "2026-10-10T09:00:00Z"},
		{"GB", EXCLUSION_SELF, "5 years", NULL, NULL, "2031-03-10T10:00:00Z"},
		{"GB", EXCLUSION_SELF, NULL, "term-not-offered", "5 years", "2031-03-10T10:00:00Z"},
		{"MT", EXCLUSION_SELF, NULL, NULL, NULL, NULL},
		/* Ontario's are named terms: between them the next longer is offered. */
		{"ON", EXCLUSION_COOL_OFF, "2 weeks", "term-not-offered", "1 month", "2026-04-10T10:00:00Z"},
		{"ON", EXCLUSION_COOL_OFF, "3 months", NULL, NULL, "2026-06-10T10:00:00Z"},
		{"ON", EXCLUSION_COOL_OFF, "4 months", "term-not-offered", "3 months", "2026-06-10T10:00:00Z"},
		{"ON", EXCLUSION_SELF, "2 years", "term-not-offered", "5 years", "2031-03-10T10:00:00Z"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct exclusion_facts f = facts(rows[i].pack, "2026-03-10T10:00:00Z", NULL, 0);
		struct exclusion_request r = {.form = rows[i].form, .indefinite = !rows[i].asked};
		struct exclusion_decision d;
		if (rows[i].asked)
			r.term = period(rows[i].asked);
		exclusion_judge(&f, &r, &d);
		assert_int_equal(d.verdict.level, rows[i].code ? VERDICT_BLOCKED : VERDICT_ALLOWED);
		assert_int_equal(d.has_offer, rows[i].offer != NULL);
		if (rows[i].code) {
			assert_string_equal(verdict_code_word(d.verdict.rows[0].code), rows[i].code);
			assert_true(period_same(d.offer, period(rows[i].offer)));
		}
		if (rows[i].until)
			check_at(d.until_ms, rows[i].until);
		else
			assert_int_equal(d.until_ms, EXCLUSION_INDEFINITE);
	}
}

static void what_follows_from_an_exclusion_is_said(void **unused)
{
	(void)unused;
	struct exclusion_facts f = facts("GB", "2026-03-10T10:00:00Z", NULL, 0);
	struct exclusion_decision d;
	exclusion_judge(&f, &(struct exclusion_request){.form = EXCLUSION_SELF, .term = period("1 year")}, &d);
	assert_int_equal(d.verdict.level, VERDICT_ALLOWED);
	assert_true(says(&d.verdict, VERDICT_MARKETING_STOPS) && says(&d.verdict, VERDICT_BALANCE_RETURNED));
	assert_true(says(&d.verdict, VERDICT_BONUSES_END) && says(&d.verdict, VERDICT_RECORD_STAYS));
	assert_true(says(&d.verdict, VERDICT_STAYS_EXCLUDED));
	check_at(d.marketing_off_ms, "2026-03-12T10:00:00Z");
}

static void protection_is_given_also_where_nothing_is_known(void **unused)
{
	(void)unused;
	struct exclusion_facts f = facts("GB", "2026-03-10T10:00:00Z", NULL, 0);
	struct exclusion_decision d;
	f.known = false;
	exclusion_judge(&f, &(struct exclusion_request){.form = EXCLUSION_SELF, .term = period("6 months")}, &d);
	assert_int_equal(d.verdict.level, VERDICT_ALLOWED);
	exclusion_judge(&f, &(struct exclusion_request){.form = EXCLUSION_COOL_OFF, .term = period("24 h")}, &d);
	assert_int_equal(d.verdict.level, VERDICT_ALLOWED);
}

static void within_a_term_nothing_ends_it(void **unused)
{
	(void)unused;
	const struct exclusion e = self("2026-01-31T12:00:00Z", "2026-07-31T11:00:00Z");
	static const struct {
		const char *now, *asked;
		enum verdict_level level;
		enum verdict_code code;
		const char *until;
	} rows[] = {
		{"2026-02-01T00:00:00Z", "2026-01-31T12:30:00Z", VERDICT_BLOCKED, VERDICT_EXCLUSION_RUNS, "2026-07-31T11:00:00Z"},
		{"2026-07-31T10:59:59Z", "2026-07-01T00:00:00Z", VERDICT_BLOCKED, VERDICT_EXCLUSION_RUNS, "2026-07-31T11:00:00Z"},
		{"2026-07-31T11:00:00Z", NULL, VERDICT_BLOCKED, VERDICT_REMOVAL_NOT_ASKED, NULL},
		{"2036-07-31T11:00:00Z", NULL, VERDICT_BLOCKED, VERDICT_REMOVAL_NOT_ASKED, NULL},
		/* Asked for during the term: the day of second thoughts begins with its end. */
		{"2026-08-01T10:59:59Z", "2026-07-01T00:00:00Z", VERDICT_BLOCKED, VERDICT_REMOVAL_WAITS, "2026-08-01T11:00:00Z"},
		{"2026-08-01T11:00:00Z", "2026-07-01T00:00:00Z", VERDICT_APPROVAL, VERDICT_SECOND_PERSON, NULL},
		{"2026-09-01T11:59:59Z", "2026-08-31T12:00:00Z", VERDICT_BLOCKED, VERDICT_REMOVAL_WAITS, "2026-09-01T12:00:00Z"},
		{"2026-09-01T12:00:00Z", "2026-08-31T12:00:00Z", VERDICT_APPROVAL, VERDICT_SECOND_PERSON, NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct exclusion_facts f = facts("GB", rows[i].now, &e, 1);
		struct verdict v;
		f.removal_asked_ms = rows[i].asked ? at(rows[i].asked) : 0;
		verdict_init(&v);
		exclusion_reinstate(&f, &v);
		assert_int_equal(v.level, rows[i].level);
		assert_int_equal(v.rows[0].code, rows[i].code);
		assert_true(v.rows[0].rule && v.rows[0].rule->citation[0]);
		if (rows[i].until)
			check_at(v.rows[0].until_ms, rows[i].until);
	}
}

static void a_term_that_a_source_says_too_short_is_as_long_as_the_pack_has_it(void **unused)
{
	(void)unused;
	const struct exclusion e = self("2026-01-31T12:00:00Z", "2026-02-28T12:00:00Z");
	struct exclusion_facts f = facts("GB", "2026-03-10T10:00:00Z", &e, 1);
	check_at(exclusion_earliest_end(&f, &e), "2026-07-31T11:00:00Z");
	assert_int_equal(exclusion_state(&f, &e), EXCLUSION_RUNS);
}

static void an_indefinite_exclusion_has_a_shortest_term_too(void **unused)
{
	(void)unused;
	const struct exclusion e = self("2026-01-31T12:00:00Z", NULL);
	struct exclusion_facts gb = facts("GB", "2026-03-10T10:00:00Z", &e, 1);
	struct exclusion_facts mt = facts("MT", "2027-02-05T10:00:00Z", &e, 1);
	struct exclusion_facts on = facts("ON", "2026-03-10T10:00:00Z", &e, 1);
	check_at(exclusion_earliest_end(&gb, &e), "2026-07-31T11:00:00Z");
	check_at(exclusion_earliest_end(&mt, &e), "2027-01-31T12:00:00Z");
	check_at(exclusion_earliest_end(&on, &e), "2031-01-31T12:00:00Z");
	assert_int_equal(exclusion_state(&mt, &e), EXCLUSION_STAYS);
	/* In Malta 7 days of second thoughts, where it was indefinite. */
	struct verdict v;
	mt.removal_asked_ms = at("2027-02-01T12:00:00Z");
	verdict_init(&v);
	exclusion_reinstate(&mt, &v);
	assert_int_equal(v.level, VERDICT_BLOCKED);
	check_at(v.rows[0].until_ms, "2027-02-08T12:00:00Z");
}

static void a_cool_off_ends_by_itself_but_not_before(void **unused)
{
	(void)unused;
	const struct exclusion e = {
		.form = EXCLUSION_COOL_OFF, .since_ms = at("2026-03-10T10:00:00Z"), .until_ms = at("2026-03-17T10:00:00Z")};
	struct exclusion_facts f = facts("GB", "2026-03-17T09:59:59Z", &e, 1);
	struct verdict v;
	verdict_init(&v);
	exclusion_reinstate(&f, &v);
	assert_int_equal(v.level, VERDICT_BLOCKED);
	assert_int_equal(v.rows[0].code, VERDICT_COOL_OFF_RUNS);
	f.at_ms += 1000;
	verdict_init(&v);
	exclusion_reinstate(&f, &v);
	assert_int_equal(v.level, VERDICT_APPROVAL); /* reinstating takes two in any case */
	assert_false(says(&v, VERDICT_COOL_OFF_RUNS));
}

static void a_register_and_the_unknown_block_whatever_else_is_so(void **unused)
{
	(void)unused;
	const struct exclusion e = {
		.form = EXCLUSION_REGISTER, .since_ms = at("2020-01-01T00:00:00Z"), .until_ms = at("2020-02-01T00:00:00Z")};
	struct exclusion_facts f = facts("SE", "2026-03-17T09:59:59Z", &e, 1);
	struct verdict v;
	f.removal_asked_ms = 1;
	verdict_init(&v);
	exclusion_reinstate(&f, &v);
	assert_int_equal(v.level, VERDICT_BLOCKED);
	assert_string_equal(v.rows[0].rule->id, "SE/exclusion-scheme");
	f.count = 0;
	f.known = false;
	verdict_init(&v);
	exclusion_reinstate(&f, &v);
	assert_int_equal(v.level, VERDICT_BLOCKED);
	assert_int_equal(v.rows[0].code, VERDICT_EXCLUSION_UNKNOWN);
}

static void states_are_said_with_their_ends(void **unused)
{
	(void)unused;
	const struct exclusion list[] = {
		self("2026-01-31T12:00:00Z", "2026-07-31T11:00:00Z"),
		{.form = EXCLUSION_COOL_OFF, .since_ms = at("2026-03-01T00:00:00Z"), .until_ms = at("2026-03-08T00:00:00Z")}};
	struct exclusion_facts f = facts("GB", "2026-03-10T10:00:00Z", list, 2);
	struct block_facts b = {.pack = f.pack, .at_ms = f.at_ms};
	exclusion_states(&f, &b);
	assert_int_equal(b.states, STATE_BIT(EXCLUDED));
	check_at(b.until_ms[STATE_EXCLUDED], "2026-07-31T11:00:00Z");
	f.at_ms = at("2030-01-01T00:00:00Z");
	b = (struct block_facts){.pack = f.pack};
	exclusion_states(&f, &b);
	assert_int_equal(b.states, STATE_BIT(EXCLUDED)); /* its term is over; it is not */
	assert_int_equal(b.until_ms[STATE_EXCLUDED], 0);
	f.at_ms = at("2026-03-05T00:00:00Z");
	f.known = false;
	b = (struct block_facts){.pack = f.pack};
	exclusion_states(&f, &b);
	assert_int_equal(b.states, STATE_BIT(EXCLUDED) | STATE_BIT(COOLING_OFF) | STATE_BIT(EXCLUSION_UNKNOWN));
}

/* Whatever is asked for, in whatever order: who was once protected until some moment is so until then. */
static void no_request_ever_shortens_what_runs(void **unused)
{
	(void)unused;
	static const char *const names[] = {"GB", "MT", "DE", "NL", "SE", "ES", "ON", "default"};
	static const char *const terms[] = {"1 h",      "12 h",     "24 h",    "1 day",    "3 days",
					    "1 week",   "1 month",  "6 weeks", "2 months", "3 months",
					    "6 months", "8 months", "1 year",  "5 years",  "9 years"};
	uint64_t dice = 9;
	for (unsigned n = 0; n < 3000; n++) {
		struct exclusion held[2];
		size_t count = 0;
		int64_t now = at("2024-06-01T00:00:00Z") + (int64_t)(roll(&dice) % 100000000) * 1000;
		struct exclusion_facts f = facts(names[roll(&dice) % ARRAY_LEN(names)], "2026-01-01T00:00:00Z", held, 0);
		for (unsigned step = 0; step < 12; step++) {
			struct exclusion_request r = {.form = roll(&dice) % 2 ? EXCLUSION_SELF : EXCLUSION_COOL_OFF,
						      .indefinite = roll(&dice) % 8 == 0,
						      .term = period(terms[roll(&dice) % ARRAY_LEN(terms)])};
			struct exclusion_decision d;
			int64_t before = INT64_MIN;
			now += (int64_t)(roll(&dice) % 3000000) * 1000;
			f.at_ms = now;
			f.count = count;
			size_t mine = count;
			for (size_t i = 0; i < count; i++)
				if (held[i].form == r.form) {
					mine = i;
					if (exclusion_state(&f, &held[i]) != EXCLUSION_OVER)
						before = exclusion_earliest_end(&f, &held[i]);
				}
			exclusion_judge(&f, &r, &d);
			assert_true(d.until_ms >= before);
			if (d.verdict.level == VERDICT_BLOCKED) {
				assert_true(d.has_offer); /* nobody who asks for protection is left without */
				r = (struct exclusion_request){.form = r.form, .term = d.offer};
				exclusion_judge(&f, &r, &d);
				assert_int_equal(d.verdict.level, VERDICT_ALLOWED);
				assert_true(d.until_ms >= before);
			}
			if (!r.indefinite)
				assert_true(d.until_ms >= period_end(r.term, now, f.zone, NULL, PERIOD_LATEST));
			held[mine] = (struct exclusion){.form = r.form, .since_ms = now, .until_ms = d.until_ms};
			count = MAX(count, mine + 1);
			/* And nothing reinstates at any moment before. */
			struct verdict v;
			verdict_init(&v);
			f.count = count;
			f.removal_asked_ms = now;
			if (d.until_ms != EXCLUSION_INDEFINITE)
				f.at_ms = now + (int64_t)(roll(&dice) % (uint64_t)(d.until_ms - now));
			exclusion_reinstate(&f, &v);
			assert_int_equal(v.level, VERDICT_BLOCKED);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terms_are_those_of_the_pack_or_an_offer_stands_instead),
		cmocka_unit_test(what_follows_from_an_exclusion_is_said),
		cmocka_unit_test(protection_is_given_also_where_nothing_is_known),
		cmocka_unit_test(within_a_term_nothing_ends_it),
		cmocka_unit_test(a_term_that_a_source_says_too_short_is_as_long_as_the_pack_has_it),
		cmocka_unit_test(an_indefinite_exclusion_has_a_shortest_term_too),
		cmocka_unit_test(a_cool_off_ends_by_itself_but_not_before),
		cmocka_unit_test(a_register_and_the_unknown_block_whatever_else_is_so),
		cmocka_unit_test(states_are_said_with_their_ends),
		cmocka_unit_test(no_request_ever_shortens_what_runs),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
