/* What a customer must not get. */
#include "packs.h"
#include "rules/blocks.h"

#include "base/json_writer.h"

static struct packs *packs;

static int set_up(void **unused)
{
	(void)unused;
	packs = shipped_packs();
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	packs_free(packs);
	return 0;
}

static void states_block_what_the_pack_says(void **unused)
{
	(void)unused;
	static const struct {
		const char *pack;
		enum word_STATE state;
		const char *scopes;
	} rows[] = {
		{"GB", STATE_EXCLUDED, "login deposit bet bonus marketing "},
		{"GB", STATE_COOLING_OFF, "deposit bet bonus marketing "},
		{"GB", STATE_REGISTERED, "login deposit bet bonus marketing "},
		{"GB", STATE_EXCLUSION_UNKNOWN, "bonus marketing "},
		{"GB", STATE_STRONG_INDICATOR, "bonus marketing "},
		{"MT", STATE_STRONG_INDICATOR, ""},
		{"GB", STATE_UNVERIFIED, "deposit bet "},
		{"ES", STATE_INTENSIVE_PLAY, "bonus marketing "},
		{"NL", STATE_INTENSIVE_PLAY, ""},
		{"NL", STATE_NET_DEPOSITS_HIGH, "deposit "},
		{"GB", STATE_NET_DEPOSITS_HIGH, ""},
		{"ES", STATE_NO_REPLY, "deposit bet bonus marketing "},
		{"SE", STATE_NO_CONSENT, "marketing "},
		{"SE", STATE_CLOSED, "login deposit bet bonus marketing "},
	};
	int64_t now = at("2026-11-23T12:00:00Z");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char got[128] = "";
		struct block_facts f = {.pack = pack_of(packs, rows[i].pack), .at_ms = now, .states = 1u << rows[i].state};
		uint32_t scopes = blocks_scopes(f.pack, f.states, now);
		for (unsigned s = 0; s < SCOPE_WORDS_; s++) {
			struct verdict v;
			verdict_init(&v);
			blocks_judge(&f, (enum word_SCOPE)s, &v);
			assert_int_equal(v.level, scopes >> s & 1 ? VERDICT_BLOCKED : VERDICT_ALLOWED);
			assert_int_equal(v.count > 0, scopes >> s & 1);
			assert_int_equal(blocks_rule(f.pack, rows[i].state, (enum word_SCOPE)s, now) != NULL, scopes >> s & 1);
			if (scopes >> s & 1)
				strcat(strcat(got, word_SCOPE_of(s)), " ");
		}
		assert_string_equal(got, rows[i].scopes);
	}
}

static void nobody_is_kept_from_withdrawing_by_an_exclusion(void **unused)
{
	(void)unused;
	uint32_t states = STATE_BIT(EXCLUDED) | STATE_BIT(COOLING_OFF) | STATE_BIT(REGISTERED) | STATE_BIT(EXCLUSION_UNKNOWN);
	for (size_t i = 0; i < packs_count(packs); i++)
		for (int64_t year = 2020; year < 2040; year++) {
			int64_t when = (int64_t)clock_days_from_civil((int)year, 6, 1) * 86400000;
			assert_int_equal(blocks_scopes(packs_at(packs, i), states, when) & SCOPE_BIT(WITHDRAW), 0);
		}
}

static void every_rule_that_blocks_is_named_with_its_end(void **unused)
{
	(void)unused;
	struct block_facts f = {.pack = pack_of(packs, "GB"),
				.at_ms = at("2026-11-23T12:00:00Z"),
				.states = STATE_BIT(EXCLUDED) | STATE_BIT(STRONG_INDICATOR),
				.until_ms = {[STATE_EXCLUDED] = at("2027-01-01T00:00:00Z")}};
	struct verdict v;
	struct buf text;
	struct json_writer w;
	verdict_init(&v);
	blocks_judge(&f, SCOPE_BONUS, &v);
	assert_int_equal(v.count, 2);
	buf_init(&text, 4096);
	json_writer_init(&w, &text);
	verdict_write(&v, &w);
	buf_char(&text, '\0');
	assert_int_equal(buf_ok(&text), OK);
	assert_non_null(strstr(text.p, "{\"verdict\":\"blocked\",\"rules\":[{\"level\":\"blocked\",\"code\":\"state-blocks\","
				       "\"id\":\"GB/strong-indicator\""));
	assert_non_null(strstr(text.p, "\"id\":\"default/excluded\""));
	assert_non_null(strstr(text.p, "\"verified\":false,\"until\":\"2027-01-01T00:00:00Z\"}"));
	buf_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_block_what_the_pack_says),
		cmocka_unit_test(nobody_is_kept_from_withdrawing_by_an_exclusion),
		cmocka_unit_test(every_rule_that_blocks_is_named_with_its_end),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
