/* What the pack says to bonuses, withdrawals and VIPs. */
#include "packs.h"
#include "rules/decisions.h"

static struct packs *packs;
static const struct currency *eur;

static int set_up(void **unused)
{
	(void)unused;
	packs = shipped_packs();
	eur = currency_find(STR("EUR"));
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	packs_free(packs);
	return 0;
}

static struct bonus_facts bonus(const char *pack, uint32_t states, int64_t amount, int64_t wagering)
{
	return (struct bonus_facts){
		.blocks = {.pack = pack_of(packs, pack), .at_ms = at("2026-11-23T10:00:00Z"), .states = states},
		.currency = eur,
		.amount_minor = amount,
		.wagering_minor = wagering,
		.history_known = true};
}

static void a_bonus_is_not_for_everybody(void **unused)
{
	(void)unused;
	static const struct {
		const char *pack;
		uint32_t states;
		int64_t amount, wagering;
		uint64_t had;
		bool played, unknown;
		const char *code; /* NULL: allowed */
	} rows[] = {
		{"GB", 0, 1000, 10000, 9, true, false, NULL},
		{"GB", 0, 1000, 10001, 0, false, false, "wagering-too-high"},
		{"GB", 0, INT64_MAX, INT64_MAX, 0, false, false, NULL},
		{"MT", 0, 1000, 90000, 0, false, false, NULL},
		{"GB", STATE_BIT(EXCLUDED), 1000, 0, 0, false, false, "state-blocks"},
		{"GB", STATE_BIT(EXCLUSION_UNKNOWN), 1000, 0, 0, false, false, "state-blocks"},
		{"GB", STATE_BIT(STRONG_INDICATOR), 1000, 0, 0, false, false, "state-blocks"},
		{"SE", 0, 1000, 0, 0, false, false, NULL},
		{"SE", 0, 1000, 0, 1, false, false, "bonus-had"},
		{"SE", 0, 1000, 0, 0, true, false, "bonus-not-first-play"},
		{"SE", 0, 1000, 0, 0, false, true, "bonus-had"},
		{"DE", 0, 1000, 0, 0, false, true, NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bonus_facts f = bonus(rows[i].pack, rows[i].states, rows[i].amount, rows[i].wagering);
		struct verdict v;
		f.bonuses_had = rows[i].had;
		f.has_played = rows[i].played;
		f.history_known = !rows[i].unknown;
		verdict_init(&v);
		bonus_judge(&f, &v);
		assert_int_equal(v.level, rows[i].code ? VERDICT_BLOCKED : VERDICT_ALLOWED);
		if (rows[i].code)
			assert_string_equal(verdict_code_word(v.rows[0].code), rows[i].code);
	}
}

static void a_withdrawal_is_paid_whoever_is_excluded_but_large_ones_by_two(void **unused)
{
	(void)unused;
	static const struct {
		const char *pack;
		enum withdrawal_act act;
		int64_t amount;
		bool late;
		enum verdict_level level;
	} rows[] = {
		{"MT", WITHDRAWAL_APPROVE, 200000, false, VERDICT_ALLOWED},
		{"MT", WITHDRAWAL_APPROVE, 200001, false, VERDICT_APPROVAL},
		{"MT", WITHDRAWAL_REJECT, 200001, false, VERDICT_APPROVAL},
		{"MT", WITHDRAWAL_RESEND, 200001, false, VERDICT_APPROVAL},
		{"MT", WITHDRAWAL_HOLD, 900000, false, VERDICT_ALLOWED},
		{"MT", WITHDRAWAL_CANCEL, 100, false, VERDICT_ALLOWED},
		{"GB", WITHDRAWAL_CANCEL, 100, false, VERDICT_BLOCKED},
		{"GB", WITHDRAWAL_HOLD, 100, true, VERDICT_BLOCKED},
		{"MT", WITHDRAWAL_HOLD, 100, true, VERDICT_ALLOWED},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct withdrawal_facts f = {
			.blocks = {.pack = pack_of(packs, rows[i].pack),
				   .at_ms = at("2026-11-23T10:00:00Z"),
				   .states = STATE_BIT(EXCLUDED) | STATE_BIT(REGISTERED) | STATE_BIT(COOLING_OFF)},
			.act = rows[i].act,
			.currency = eur,
			.amount_minor = rows[i].amount,
			.asks_document = rows[i].late,
			.could_have_asked = rows[i].late};
		struct verdict v;
		verdict_init(&v);
		withdrawal_judge(&f, &v);
		assert_int_equal(v.level, rows[i].level);
	}
}

static void a_vip_is_made_after_three_checks_where_the_pack_says_so(void **unused)
{
	(void)unused;
	const struct rule *r;
	int64_t now = at("2026-11-23T10:00:00Z");
	assert_int_equal(vip_gate(pack_of(packs, "GB"), 1u << GATE_HARM_CHECK, now, &r),
			 1u << GATE_AFFORDABILITY | 1u << GATE_EDD);
	assert_string_equal(r->id, "GB/vip-gate");
	assert_int_equal(vip_gate(pack_of(packs, "GB"), 7, now, NULL), 0);
	assert_int_equal(vip_gate(pack_of(packs, "MT"), 0, now, &r), 0);
	assert_null(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bonus_is_not_for_everybody),
		cmocka_unit_test(a_withdrawal_is_paid_whoever_is_excluded_but_large_ones_by_two),
		cmocka_unit_test(a_vip_is_made_after_three_checks_where_the_pack_says_so),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
