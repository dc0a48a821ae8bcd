/* Packs: the shipped ones say what they must, each at its dates; whatever is wrong in one is refused with its line. */
#include "packs.h"

#include "base/json_writer.h"

#define HEAD  "pack: XX\nname: Nowhere\nversion: 1\ndated: 2026-01-01\ntime_zone: UTC\n"
#define START HEAD "rules:\n"
#define RULE  "  - {id: a, kind: limit_increase, text: t, citation: c, verified: true, in_force: "
#define FALLBACK                                                                                                             \
	"pack: default\nname: D\nversion: 1\ndated: 2026-01-01\ntime_zone: UTC\nrules:\n"                                    \
	"  - {id: wait, kind: limit_increase, text: t, citation: c, verified: true, in_force: [{effective_from: "            \
	"2026-01-01, wait: 24 h}]}\n"                                                                                        \
	"  - {id: panic, kind: panic_button, text: t, citation: c, verified: true, in_force: [{effective_from: 2026-01-01, " \
	"length: 24 h}]}\n"

static struct packs *packs_from(const char *a, const char *b)
{
	struct packs *p;
	struct err_info info = {0};
	assert_int_equal(packs_new(&p), OK);
	if (packs_add(p, str_of(a), "a.yaml", &info) != OK || (b && packs_add(p, str_of(b), "b.yaml", &info) != OK))
		fail_msg("line %u: %s: %s", info.line, info.field, info.text);
	return p;
}

/* ---- the shipped ones ---- */

static void every_rule_of_the_shipped_packs_says_what_it_is_and_where_from(void **unused)
{
	(void)unused;
	struct packs *p = shipped_packs();
	assert_int_equal(packs_count(p), ARRAY_LEN(shipped));
	for (size_t i = 0; i < packs_count(p); i++) {
		const struct pack *pack = packs_at(p, i);
		assert_true(pack->version >= 1 && pack->own_count > 0 && pack->rule_count >= pack->own_count);
		for (size_t k = 0; k < pack->rule_count; k++) {
			const struct rule *r = pack->rules[k];
			assert_true(strlen(r->text) > 10 && strlen(r->citation) > 3 && r->from_ms < r->until_ms);
			assert_true(r == pack->rules[k] && strchr(r->id, '/'));
		}
	}
	packs_free(p);
}

static const struct rule *in_force(const struct pack *p, enum rule_kind kind, const char *when)
{
	return pack_rule(p, kind, at(when));
}

static void a_rule_is_what_it_was_at_its_moment(void **unused)
{
	(void)unused;
	struct packs *p = shipped_packs();
	const struct pack *gb = pack_of(p, "GB");
	assert_null(in_force(gb, RULE_NET_DEPOSITS, "2024-08-29T22:59:59Z")); /* British summer time: 30 August is an hour off */
	assert_int_equal(in_force(gb, RULE_NET_DEPOSITS, "2024-08-29T23:00:00Z")->values[NET_DEPOSITS_above].money.minor, 50000);
	assert_int_equal(in_force(gb, RULE_NET_DEPOSITS, "2025-02-27T23:59:59Z")->values[NET_DEPOSITS_above].money.minor, 50000);
	assert_int_equal(in_force(gb, RULE_NET_DEPOSITS, "2025-02-28T00:00:00Z")->values[NET_DEPOSITS_above].money.minor, 15000);
	assert_null(in_force(gb, RULE_BONUS_WAGERING, "2026-01-18T23:59:59Z"));
	assert_int_equal(in_force(gb, RULE_BONUS_WAGERING, "2026-01-19T00:00:00Z")->values[BONUS_WAGERING_most_times].number, 10);
	assert_null(in_force(gb, RULE_LIMIT_NAMING, "2026-09-29T12:00:00Z"));
	assert_false(in_force(gb, RULE_LIMIT_NAMING, "2026-11-23T12:00:00Z")->verified);
	packs_free(p);
}

/* The figures of the table that the packs are made from. */
static void the_shipped_packs_have_the_figures_of_their_jurisdictions(void **unused)
{
	(void)unused;
	struct packs *p = shipped_packs();
	static const struct {
		const char *pack, *id, *values;
		bool verified;
	} rows[] = {
		{"GB", "GB/markers", "\"at_least\":7", true},
		{"GB", "GB/strong-indicator", "\"state\":\"strong_indicator\",\"scopes\":[\"bonus\",\"marketing\"]", true},
		{"GB", "GB/automated-decision", "\"reviewed_by_person\":true,\"contestable\":true", true},
		{"GB", "GB/vulnerability-check",
		 "\"above\":\"150.00 GBP\",\"over\":\"30 days\",\"window\":\"rolling\",\"then\":\"check\"", true},
		{"GB", "GB/slot-stake", "\"most\":\"5.00 GBP\",\"products\":[\"slots\"]", true},
		{"GB", "GB/slot-stake-young", "\"most\":\"2.00 GBP\",\"products\":[\"slots\"],\"age_from\":18,\"age_to\":24",
		 true},
		{"GB", "GB/limit-increase", "\"wait\":\"24 h\"", true},
		{"GB", "GB/limit-reminder", "\"due\":\"6 months\"", true},
		{"GB", "GB/limit-naming", "\"basis\":\"gross\",\"window\":\"calendar\"", false},
		{"GB", "GB/game-cycle", "\"least\":\"5 s\"", false},
		{"GB", "GB/slot-cycle", "\"least\":\"2500 ms\"", false},
		{"GB", "GB/withdrawal", "\"customer_may_cancel\":false", true},
		{"GB", "GB/cool-off", "\"terms\":[\"24 h\",\"1 week\",\"1 month\",\"6 weeks\"]", false},
		{"GB", "GB/exclusion", "\"least\":\"6 months\",\"ends_by_itself\":false", false},
		{"GB", "GB/exclusion-scheme", "\"terms\":[\"6 months\",\"1 year\",\"5 years\"]", true},
		{"GB", "GB/exclusion-effects",
		 "\"marketing_off_within\":\"2 "
		 "days\",\"balance_returned\":true,\"bonuses_end\":true,\"record_survives_erasure\":true",
		 false},
		{"GB", "GB/bonus-wagering", "\"most_times\":10", true},
		{"GB", "GB/marketing-consent", "\"opt_in\":true,\"per_product\":true,\"per_channel\":true", true},
		{"GB", "GB/due-diligence", "\"at\":\"2000.00 EUR\",\"single_or_linked\":true", true},
		{"GB", "GB/records", "\"keep\":\"5 years\",\"then_deleted\":true,\"aml_only_for_aml\":true", true},
		{"GB", "GB/vip-gate", "[\"affordability\",\"harm_check\",\"enhanced_due_diligence\"]", true},
		{"GB", "GB/identity", "\"before_gambling\":true,\"nothing_late_at_withdrawal\":true", true},
		{"GB", "GB/payment", "[\"credit_card\",\"wallet_by_credit_card\"]", true},
		{"GB", "GB/complaint", "\"clock\":\"complaint\",\"due\":\"8 weeks\",\"afterwards\":\"dispute resolution\"", true},
		{"GB", "GB/consent-notice", "\"due\":\"7 working days\",\"for\":\"mlro\"", false},
		{"GB", "GB/consent-moratorium", "\"due\":\"31 days\",\"for\":\"mlro\"", false},
		{"MT", "MT/due-diligence-lifetime", "\"at\":\"2000.00 EUR\",\"deposits_ever\":true", true},
		{"MT", "MT/due-diligence-rolling", "\"at\":\"2000.00 EUR\",\"deposits_over\":\"180 days\"", true},
		{"MT", "MT/markers", "\"at_least\":5", true},
		{"MT", "MT/exclusion-removal", "\"answer_within\":\"7 days\",\"wait\":\"24 h\",\"wait_if_indefinite\":\"7 days\"",
		 false},
		{"DE", "DE/deposit-cap", "\"amount\":\"1000.00 EUR\",\"across_operators\":true", true},
		{"DE", "DE/slot-stake", "\"most\":\"1.00 EUR\"", true},
		{"DE", "DE/slot-cycle", "\"least\":\"5 s\"", true},
		{"DE", "DE/play-break", "\"every\":\"60 min\",\"form\":\"pause\",\"length\":\"5 min\"", true},
		{"DE", "DE/panic-button", "\"length\":\"24 h\"", true},
		{"DE", "DE/limit-increase", "\"wait\":\"7 days\"", true},
		{"DE", "DE/summary", "\"clock\":\"summary\",\"due\":\"30 days\"", true},
		{"NL", "NL/harm-response", "\"clock\":\"harm_response\",\"due\":\"1 h\"", true},
		{"NL", "NL/limit-contact", "\"above\":\"350.00 EUR\"", true},
		{"NL", "NL/limit-contact-young", "\"above\":\"150.00 EUR\",\"age_from\":18,\"age_to\":24", true},
		{"NL", "NL/net-deposits",
		 "\"above\":\"700.00 EUR\",\"over\":\"1 month\",\"window\":\"calendar\",\"then\":\"stop\"", true},
		{"NL", "NL/net-deposits-young", "\"above\":\"300.00 EUR\"", true},
		{"NL", "NL/play-time", "\"signal_above\":\"6 h\",\"per\":\"day\"", true},
		{"SE", "SE/exclusion-scheme",
		 "\"terms\":[\"1 month\",\"3 months\",\"6 "
		 "months\"],\"indefinite\":true,\"checked_before\":[\"login\",\"marketing\"]",
		 true},
		{"SE", "SE/limit-increase", "\"wait\":\"72 h\",\"after_running_period\":true", true},
		{"SE", "SE/bonus-once", "\"most\":1,\"first_play_only\":true", true},
		{"ES", "ES/intensive-play",
		 "\"net_loss\":\"600.00 EUR\",\"per\":\"week\",\"times\":3,\"no_vip\":true,\"forbidden\":[\"credit_card\"]",
		 true},
		{"ES", "ES/intensive-play-young", "\"net_loss\":\"200.00 EUR\"", false},
		{"ES", "ES/intensive-play-effects", "\"scopes\":[\"bonus\",\"marketing\"]", true},
		{"ES", "ES/customer-reply", "\"due\":\"72 h\"", true},
		{"ES", "ES/play-break", "\"every\":\"60 min\",\"form\":\"message\"", true},
		{"ON", "ON/cool-off", "[\"1 day\",\"1 week\",\"1 month\",\"2 months\",\"3 months\"]", true},
		{"ON", "ON/exclusion", "[\"6 months\",\"1 year\",\"5 years\"]", true},
		{"ON", "ON/limit-increase", "\"wait\":\"24 h\"", true},
		{"ON", "ON/limit-lowest", "\"lowest_applies\":true", true},
		{"SE", "default/subject-access", "\"due\":\"1 month\",\"extension\":\"2 months\"", true},
		{"ON", "default/card-display", "\"first\":6,\"last\":4", true},
	};
	int64_t now = at("2026-11-23T12:00:00Z");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct pack *pack = pack_of(p, rows[i].pack);
		const struct rule *found = NULL;
		for (size_t k = 0; k < pack->rule_count; k++)
			if (strcmp(pack->rules[k]->id, rows[i].id) == 0 && pack->rules[k]->from_ms <= now &&
			    now < pack->rules[k]->until_ms)
				found = pack->rules[k];
		if (!found)
			fail_msg("%s is not in force", rows[i].id);
		struct buf text;
		struct json_writer w;
		buf_init(&text, 4096);
		json_writer_init(&w, &text);
		rule_write(found, &w);
		buf_char(&text, '\0');
		assert_int_equal(buf_ok(&text), OK);
		if (!strstr(text.p, rows[i].values))
			fail_msg("%s does not say %s", text.p, rows[i].values);
		assert_int_equal(found->verified, rows[i].verified);
		buf_done(&text);
	}
	packs_free(p);
}

static void the_pack_follows_the_licence_then_the_jurisdiction_then_the_default(void **unused)
{
	(void)unused;
	struct packs *p = shipped_packs();
	static const struct {
		const char *licence, *jurisdiction, *want;
	} rows[] = {
		{"GB-039147-R-330112", "GB", "GB"},
		{"GB-039147-R-330112", "DE", "GB"},
		{"", "DE", "DE"},
		{"", "CA-ON", "ON"},
		{"", "UK", "GB"},
		{"", "nl", "NL"},
		{"XX-1", "SE", "SE"},
		{"XX-1", "XX", "default"},
		{"", "", "default"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(packs_choose(p, str_of(rows[i].licence), str_of(rows[i].jurisdiction))->code, rows[i].want);
	packs_free(p);
}

/* ---- the default ---- */

static void a_rule_of_the_same_id_stands_in_for_the_defaults(void **unused)
{
	(void)unused;
	const char *file;
	struct err_info info = {0};
	struct packs *p = packs_from(START "  - {id: wait, kind: limit_increase, text: t, citation: c, verified: true, in_force: "
					   "[{effective_from: 2026-06-01, wait: 7 days}]}\n",
				     FALLBACK);
	assert_int_equal(packs_seal(p, &file, &info), OK);
	const struct pack *xx = pack_of(p, "XX"), *fallback = pack_of(p, "default");
	assert_int_equal(xx->rule_count, 2);
	assert_string_equal(in_force(xx, RULE_LIMIT_INCREASE, "2026-07-01T00:00:00Z")->id, "XX/wait");
	/* Its dates are its own: before them the default does not come back. */
	assert_null(in_force(xx, RULE_LIMIT_INCREASE, "2026-03-01T00:00:00Z"));
	assert_string_equal(in_force(xx, RULE_PANIC_BUTTON, "2026-03-01T00:00:00Z")->id, "default/panic");
	assert_string_equal(in_force(fallback, RULE_LIMIT_INCREASE, "2026-07-01T00:00:00Z")->id, "default/wait");
	assert_true(packs_at(p, 0) == fallback);
	packs_free(p);
}

static void a_pack_can_do_without_a_rule_of_the_default(void **unused)
{
	(void)unused;
	const char *file;
	struct err_info info = {0};
	static const char rule[] = "  - {id: other, kind: limit_increase, text: t, citation: c, verified: true, in_force: "
				   "[{effective_from: 2026-06-01, wait: 7 days}]}\n";
	char text[1024];
	snprintf(text, sizeof text, "%swithout: [wait]\nrules:\n%s", HEAD, rule);
	struct packs *p = packs_from(FALLBACK, text);
	assert_int_equal(packs_seal(p, &file, &info), OK);
	assert_null(in_force(pack_of(p, "XX"), RULE_LIMIT_INCREASE, "2026-03-01T00:00:00Z"));
	packs_free(p);

	snprintf(text, sizeof text, "%srules:\n%s", HEAD, rule);
	p = packs_from(FALLBACK, text);
	assert_int_equal(packs_seal(p, &file, &info), ERR_SHAPE);
	assert_string_equal(file, "b.yaml");
	assert_int_equal(info.line, 7);
	assert_string_equal(info.field, "XX/other");
	packs_free(p);

	snprintf(text, sizeof text, "%swithout: [weight]\nrules:\n%s", HEAD, rule);
	p = packs_from(FALLBACK, text);
	assert_int_equal(packs_seal(p, &file, &info), ERR_SHAPE);
	assert_string_equal(info.text, "the default has no rule \"weight\"");
	packs_free(p);
}

static void without_a_default_there_are_no_packs(void **unused)
{
	(void)unused;
	const char *file;
	struct err_info info = {0};
	struct packs *p = packs_from(START RULE "[{effective_from: 2026-01-01, wait: 1 h}]}\n", NULL);
	assert_int_equal(packs_seal(p, &file, &info), ERR_NOT_FOUND);
	packs_free(p);
}

static void two_packs_cannot_be_of_one_jurisdiction_or_licence(void **unused)
{
	(void)unused;
	static const char *const seconds[] = {
		"pack: default\nname: D\nversion: 1\ndated: 2026-01-01\ntime_zone: UTC\nrules:\n" RULE
		"[{effective_from: 2026-01-01, wait: 1 h}]}\n",
		HEAD "jurisdictions: [zz]\nrules:\n" RULE "[{effective_from: 2026-01-01, wait: 1 h}]}\n",
		HEAD "licences: [A-]\nrules:\n" RULE "[{effective_from: 2026-01-01, wait: 1 h}]}\n",
	};
	for (size_t i = 0; i < ARRAY_LEN(seconds); i++) {
		struct err_info info = {0};
		struct packs *p =
			packs_from("pack: default\nname: D\nversion: 1\ndated: 2026-01-01\ntime_zone: UTC\njurisdictions: [ZZ]\n"
				   "licences: [A-]\nrules:\n" RULE "[{effective_from: 2026-01-01, wait: 1 h}]}\n",
				   NULL);
		assert_int_equal(packs_add(p, str_of(seconds[i]), "b.yaml", &info), ERR_SHAPE);
		assert_non_null(strstr(info.text, "is already that of a.yaml"));
		packs_free(p);
	}
}

/* ---- what is refused ---- */

static void what_is_wrong_is_refused_with_its_line(void **unused)
{
	(void)unused;
	static const struct {
		const char *text;
		enum err err;
		uint32_t line;
		const char *field, *words;
	} rows[] = {
		{"pack: [\n", ERR_SYNTAX, 2, "", ""},
		{"", ERR_SHAPE, 0, "pack", "is required"},
		{"pack: XX\nversion: 1\n", ERR_SHAPE, 1, "name", "is required"},
		{START RULE "[{effective_from: 2026-01-01, wait: 1 h}]}\nsmell: bad\n", ERR_SHAPE, 8, "pack",
		 "unknown key \"smell\""},
		{HEAD "rules: {}\n", ERR_SHAPE, 6, "rules", "a list is expected"},
		{HEAD "rules: []\n", ERR_SHAPE, 6, "rules", "a list is expected"},
		{"pack: XX\nname: N\nversion: 0\ndated: 2026-01-01\ntime_zone: UTC\nrules: [a]\n", ERR_SHAPE, 3, "version",
		 "must be from 1"},
		{"pack: XX\nname: N\nversion: 1\ndated: 2026-02-30\ntime_zone: UTC\nrules: [a]\n", ERR_SHAPE, 4, "dated",
		 "a date"},
		{"pack: XX\nname: N\nversion: 1\ndated: 2026-02-03\ntime_zone: Mars/Olympus\nrules: [a]\n", ERR_SHAPE, 5,
		 "time_zone", "no zone"},
		{"pack: XX\nname: N\nversion: 1\ndated: 2026-02-03\nrules: [a]\n", ERR_SHAPE, 1, "time_zone", "is required"},
		{START "  - {id: a, kind: limit_incrase}\n", ERR_SHAPE, 7, "a.kind", "one of these is expected"},
		{START "  - {kind: limit_increase}\n", ERR_SHAPE, 7, "id", "is required"},
		{START "  - {id: A b, kind: limit_increase}\n", ERR_SHAPE, 7, "id", "small letters"},
		{START "  - {id: a, kind: limit_increase, waits: 1}\n", ERR_SHAPE, 7, "rules", "unknown key \"waits\""},
		{START "  - {id: a, kind: limit_increase, text: t, citation: c, verified: true}\n", ERR_SHAPE, 7, "a",
		 "in_force is required"},
		{START RULE "[{effective_from: 2026-01-01, wait: 1 h, wiat: 2 h}]}\n", ERR_SHAPE, 7, "a",
		 "unknown key \"wiat\"; is \"wait\" meant?"},
		{START RULE "[{effective_from: 2026-01-01}]}\n", ERR_SHAPE, 7, "a.wait",
		 "is required for a rule of kind limit_increase"},
		{START RULE "[{wait: 1 h}]}\n", ERR_SHAPE, 7, "a.effective_from", "is required"},
		{START RULE "[{effective_from: 2026-01-01, wait: 1 hour}]}\n", ERR_SHAPE, 7, "a.wait", "a period is expected"},
		{START RULE "[{effective_from: 2026-01-01, wait: 1 h, confirmation: yes}]}\n", ERR_SHAPE, 7, "a.confirmation",
		 "true or false"},
		{START RULE "[{effective_from: 2026-01-01, until: 2026-01-01, wait: 1 h}]}\n", ERR_SHAPE, 7, "a.until",
		 "later than"},
		{START RULE "\n    [{effective_from: 2026-01-01, wait: 1 h},\n    {effective_from: 2026-02-01, wait: 2 h}]}\n",
		 ERR_SHAPE, 9, "a", "begins before the date above is over"},
		{START RULE "[{effective_from: 2026-01-01, wait: 1 h}]}\n" RULE "[{effective_from: 2026-01-01, wait: 1 h}]}\n",
		 ERR_SHAPE, 8, "id", "a is there already, in line 7"},
		{START "  - {id: a, kind: limit_increase, citation: c, verified: true, in_force: [{effective_from: 2026-01-01, "
		       "wait: 1 h}]}\n",
		 ERR_SHAPE, 7, "a", "text is required"},
		{START
		 "  - {id: a, kind: limit_increase, text: t, citation: c, in_force: [{effective_from: 2026-01-01, wait: 1 h}]}\n",
		 ERR_SHAPE, 7, "a", "verified is required"},
		{START "  - {id: a, kind: stake_cap, text: t, citation: c, verified: true, in_force: [{effective_from: "
		       "2026-01-01, most: 5 GB, "
		       "products: [slots]}]}\n",
		 ERR_SHAPE, 7, "a.most", "an amount with its currency"},
		{START "  - {id: a, kind: stake_cap, text: t, citation: c, verified: true, in_force: [{effective_from: "
		       "2026-01-01, most: 5.001 GBP, "
		       "products: [slots]}]}\n",
		 ERR_SHAPE, 7, "a.most", "an amount with its currency"},
		{START "  - {id: a, kind: stake_cap, text: t, citation: c, verified: true, in_force: [{effective_from: "
		       "2026-01-01, most: 5 GBP, "
		       "products: [slots, slots]}]}\n",
		 ERR_SHAPE, 7, "a.products", "twice"},
		{START "  - {id: a, kind: stake_cap, text: t, citation: c, verified: true, in_force: [{effective_from: "
		       "2026-01-01, most: 5 GBP, "
		       "products: [slots], age_from: 25, age_to: 18}]}\n",
		 ERR_SHAPE, 7, "XX/a", "age_from is above age_to"},
		/* What no pack may say. */
		{START
		 "  - {id: a, kind: block, text: t, citation: c, verified: true, in_force: [{effective_from: 2026-01-01, state: "
		 "self_excluded, scopes: [bet, withdraw]}]}\n",
		 ERR_SHAPE, 7, "XX/a", "may always withdraw"},
		{START "  - {id: a, kind: card_display, text: t, citation: c, verified: true, in_force: [{effective_from: "
		       "2026-01-01, first: 8, "
		       "last: 4}]}\n",
		 ERR_SHAPE, 7, "XX/a", "at most the first 6 and the last 4"},
		{HEAD "calendar: {holidays: [2026-01-01]}\nrules: [a]\n", ERR_SHAPE, 6, "calendar", "go together"},
		{HEAD
		 "calendar: {holidays: [2026-01-02, 2026-01-01], known_from: 2026-01-01, known_until: 2026-12-31}\nrules: [a]\n",
		 ERR_SHAPE, 6, "calendar.holidays", "later than the one before"},
		{HEAD "calendar: {holidays: [2027-01-02], known_from: 2026-01-01, known_until: 2026-12-31}\nrules: [a]\n",
		 ERR_SHAPE, 6, "calendar.holidays", "lies outside"},
		{HEAD "calendar: {weekend: [caturday]}\nrules: [a]\n", ERR_SHAPE, 6, "calendar.weekend", "monday, tuesday"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct packs *p;
		struct err_info info = {0};
		assert_int_equal(packs_new(&p), OK);
		enum err e = packs_add(p, str_of(rows[i].text), "x.yaml", &info);
		if (e != rows[i].err || (rows[i].line && info.line != rows[i].line) || strcmp(info.field, rows[i].field) != 0 ||
		    !strstr(info.text, rows[i].words))
			fail_msg("row %zu: %s, line %u, %s: %s", i, err_name(e), info.line, info.field, info.text);
		assert_int_equal(packs_count(p), 0);
		packs_free(p);
	}
}

static void more_rules_than_allowed_are_refused(void **unused)
{
	(void)unused;
	struct buf text;
	struct packs *p;
	struct err_info info = {0};
	buf_init(&text, 1 << 20);
	BUF_LIT(&text, START);
	for (int i = 0; i < PACK_RULES_MAX + 1; i++)
		buf_printf(&text,
			   "  - {id: a%d, kind: due_diligence, text: t, citation: c, verified: true, in_force: [{effective_from: "
			   "2026-01-01, at: 1 EUR}]}\n",
			   i);
	assert_int_equal(packs_new(&p), OK);
	assert_int_equal(packs_add(p, buf_view(&text), "x.yaml", &info), ERR_SHAPE);
	assert_non_null(strstr(info.text, "more than 256"));
	buf_done(&text);
	packs_free(p);
}

/* The words of limits, periods and scopes are numbered as sources/schema.c has them: who maps a record relies on it. */
static void words_are_found_and_stand_in_their_order(void **unused)
{
	(void)unused;
	static const char *const limits[] = {"deposit", "loss", "stake", "session_time"},
				 *const pers[] = {"session", "day", "week", "month"}, *const scopes[] = {"login", "deposit",
													 "bet",   "withdraw",
													 "bonus", "marketing"};
	enum word_SCOPE scope = SCOPE_BET;
	enum word_BASIS basis;
	assert_int_equal(LIMIT_WORDS_, ARRAY_LEN(limits));
	assert_int_equal(LIMIT_PER_WORDS_, ARRAY_LEN(pers));
	assert_int_equal(SCOPE_WORDS_, ARRAY_LEN(scopes));
	for (unsigned i = 0; i < 4; i++) {
		assert_string_equal(word_LIMIT_of(i), limits[i]);
		assert_string_equal(word_LIMIT_PER_of(i), pers[i]);
	}
	for (unsigned i = 0; i < SCOPE_WORDS_; i++) {
		assert_string_equal(word_SCOPE_of(i), scopes[i]);
		assert_true(word_SCOPE_find(str_of(scopes[i]), &scope) && scope == i);
	}
	assert_false(word_SCOPE_find(STR("Bet"), &scope) || word_SCOPE_find(STR(""), &scope));
	assert_int_equal(scope, SCOPE_MARKETING);
	assert_true(word_BASIS_find(STR("net"), &basis) && basis == BASIS_NET);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_of_the_shipped_packs_says_what_it_is_and_where_from),
		cmocka_unit_test(a_rule_is_what_it_was_at_its_moment),
		cmocka_unit_test(the_shipped_packs_have_the_figures_of_their_jurisdictions),
		cmocka_unit_test(the_pack_follows_the_licence_then_the_jurisdiction_then_the_default),
		cmocka_unit_test(a_rule_of_the_same_id_stands_in_for_the_defaults),
		cmocka_unit_test(a_pack_can_do_without_a_rule_of_the_default),
		cmocka_unit_test(without_a_default_there_are_no_packs),
		cmocka_unit_test(two_packs_cannot_be_of_one_jurisdiction_or_licence),
		cmocka_unit_test(what_is_wrong_is_refused_with_its_line),
		cmocka_unit_test(more_rules_than_allowed_are_refused),
		cmocka_unit_test(words_are_found_and_stand_in_their_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
