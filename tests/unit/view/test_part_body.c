/* What a sealed part shows to whom. */
#include "build.h"
#include "view/section.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define ALL_SIGHTS (SIGHT_CONTACT | SIGHT_PERSONAL | SIGHT_DOCUMENT | SIGHT_AML | SIGHT_VALUE | SIGHT_MODEL)

struct world {
	struct arena arena;
	struct snapshot snapshot;
};

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	arena_init(&w->arena, 8u << 20);
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;
	if (w->snapshot.body)
		part_unseal(w->snapshot.body);
	arena_done(&w->arena);
	free(w);
	return 0;
}

static void seal(struct world *w, enum part p, const struct record *r)
{
	size_t size = 0;
	if (w->snapshot.body)
		part_unseal(w->snapshot.body);
	w->snapshot.body = part_seal(NULL, p, STR("CUS-1"), r, &size);
	assert_non_null(w->snapshot.body);
	assert_true(size > 0);
}

/* The fragment's members as an object, checked to be JSON, NUL-terminated. */
static const char *shown(struct world *w, size_t index, unsigned sight)
{
	size_t grown;
	const struct variant *v = part_variant(&w->snapshot, sight, &grown);
	assert_non_null(v);
	char *text = arena_printf(&w->arena, "{%.*s}", (int)v->at[index].length, v->text->p + v->at[index].start);
	struct json_reader r;
	json_reader_init(&r, str_of(text), JSON_LIMITS_DEFAULT);
	json_skip(&r, NULL);
	assert_int_equal(json_finish(&r), OK);
	return text;
}

static const char *masked(struct world *w, size_t index, unsigned sight)
{
	size_t grown;
	const struct variant *v = part_variant(&w->snapshot, sight, &grown);
	return arena_printf(&w->arena, "%.*s", (int)v->at[index].masked_length, v->text->p + v->at[index].masked_start);
}

static void assert_has(const char *text, const char *piece)
{
	if (!strstr(text, piece))
		fail_msg("%s\nlacks %s", text, piece);
}

static void assert_lacks(const char *text, const char *piece)
{
	if (strstr(text, piece))
		fail_msg("%s\nhas %s", text, piece);
}

static struct record *john_profile(struct arena *a)
{
	struct record *r = build_record(a, schema_part(PART_PROFILE));
	build_text(r, F_PROFILE_customerId, "CUS-123456");
	build_text(r, F_PROFILE_username, "john_player_77");
	build_text(r, F_PROFILE_email, "john@example.com");
	build_text(r, F_PROFILE_phone, "+1-555-0123");
	build_text(r, F_PROFILE_fullName, "John Smith");
	build_date(r, F_PROFILE_dateOfBirth, "1985-06-15");
	build_date(r, F_PROFILE_registrationDate, "2023-01-10");
	build_enum(r, F_PROFILE_accountStatus, "active");
	build_currency(r, F_PROFILE_currency, "USD");
	build_text(r, F_PROFILE_address_city, "Toronto");
	build_text(r, F_PROFILE_address_country, "CA");
	struct value *former = build_field(r, F_PROFILE_formerEmails);
	former->strings.items = arena_zalloc(a, 2 * sizeof(struct str));
	former->strings.items[0] = STR("old@example.com");
	former->strings.items[1] = STR("older@example.com");
	former->strings.count = 2;
	return r;
}

static void masked_fields_keep_name_and_type_and_are_listed(void **state)
{
	struct world *w = *state;
	seal(w, PART_PROFILE, john_profile(&w->arena));
	const char *agent = shown(w, 0, 0), *officer = shown(w, 0, ALL_SIGHTS);
	assert_has(officer, "\"email\":\"john@example.com\"");
	assert_has(officer, "\"dateOfBirth\":\"1985-06-15\"");
	assert_has(officer, "\"formerEmails\":[\"old@example.com\",\"older@example.com\"]");
	assert_string_equal(masked(w, 0, ALL_SIGHTS), "");
	static const char *const secrets[] = {"john@", "example", "0123", "1985", "Toronto", "older"};
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
		assert_lacks(agent, secrets[i]);
	assert_has(agent, "\"email\":\"");
	assert_has(agent, "\"fullName\":\"John Smith\"");
	assert_has(agent, "\"country\":\"CA\"");
	assert_has(agent, "\"line1\":null"); /* nothing to mask, nothing listed */
	assert_string_equal(masked(w, 0, 0), "\"/email\",\"/phone\",\"/dateOfBirth\",\"/address/city\",\"/formerEmails\"");
	const char *contact_only = shown(w, 0, SIGHT_CONTACT);
	assert_has(contact_only, "john@example.com");
	assert_lacks(contact_only, "Toronto");
}

static void a_reveal_finds_the_value_behind_a_pointer(void **state)
{
	struct world *w = *state;
	struct str json;
	enum mask_kind kind;
	seal(w, PART_PROFILE, john_profile(&w->arena));
	assert_true(part_masked_value(&w->snapshot, STR("/phone"), &json, &kind));
	assert_true(str_is(json, "\"+1-555-0123\""));
	assert_int_equal(kind, MASK_PHONE);
	assert_false(part_masked_value(&w->snapshot, STR("/fullName"), &json, &kind));
	assert_false(part_masked_value(&w->snapshot, STR("/address/line1"), &json, &kind));
}

static struct record *risk_with(struct arena *a, const char *const *categories, size_t n)
{
	struct record *r = build_record(a, schema_part(PART_RISK));
	build_text(r, F_RISK_customerId, "CUS-1");
	build_currency(r, F_RISK_currency, "EUR");
	build_list(a, r, F_RISK_limits, 0);
	struct record *flags = build_list(a, r, F_RISK_riskFlags, n);
	for (size_t i = 0; i < n; i++) {
		build_text(&flags[i], F_FLAG_type, strcmp(categories[i], "aml") == 0 ? "structuring" : "velocity");
		build_enum(&flags[i], F_FLAG_severity, "high");
		build_time(&flags[i], F_FLAG_detectedAt, "2026-01-01T00:00:00Z");
		build_enum(&flags[i], F_FLAG_category, categories[i]);
	}
	return r;
}

static void aml_flags_are_absent_wherever_they_stand_in_the_list(void **state)
{
	struct world *w = *state;
	static const char *const orders[][4] = {{"aml", "aml", "fraud", "fraud"},
						{"fraud", "aml", "fraud", "aml"},
						{"aml", "fraud", "aml", "fraud"},
						{"fraud", "fraud", "aml", "aml"},
						{"fraud", "aml", "aml", "fraud"}};
	static const char *const clean[] = {"fraud", "fraud"};
	seal(w, PART_RISK, risk_with(&w->arena, clean, 2));
	size_t grown;
	const char *expected = shown(w, 1, 0);
	char version[33];
	memcpy(version, part_variant(&w->snapshot, 0, &grown)->version, sizeof version);
	for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
		seal(w, PART_RISK, risk_with(&w->arena, orders[i], 4));
		assert_string_equal(shown(w, 1, 0), expected);
		assert_string_equal(part_variant(&w->snapshot, 0, &grown)->version, version);
		assert_string_equal(masked(w, 1, 0), "");
		assert_has(shown(w, 1, SIGHT_AML), "structuring");
	}
	static const char *const only_aml[] = {"aml", "aml"};
	seal(w, PART_RISK, risk_with(&w->arena, only_aml, 2));
	assert_string_equal(shown(w, 1, 0), "{\"riskLevel\":null,\"riskFlags\":[]}");
}

static void the_contract_gaming_figures_come_out_to_the_cent(void **state)
{
	struct world *w = *state;
	struct record *r = build_record(&w->arena, schema_part(PART_GAMING));
	build_text(r, F_GAMING_customerId, "CUS-123456");
	build_currency(r, F_GAMING_currency, "USD");
	build_i64(r, F_GAMING_totalBets, 1547);
	build_money(r, F_GAMING_totalWagered, 4523050, "USD");
	build_money(r, F_GAMING_totalWon, 4218025, "USD");
	build_text(r, F_GAMING_favoriteGame, "Blackjack");
	build_time(r, F_GAMING_lastGamePlayed, "2025-10-06T14:23:00Z");
	build_i64(r, F_GAMING_sessionCount, 312);
	seal(w, PART_GAMING, r);
	assert_has(shown(w, 0, 0),
		   "\"totalBets\":1547,\"totalWagered\":45230.50,\"totalWon\":42180.25,\"netPosition\":-3050.25,"
		   "\"favoriteGame\":\"Blackjack\",\"lastGamePlayed\":\"2025-10-06T14:23:00Z\",\"averageBetSize\":29.24,"
		   "\"sessionCount\":312");
	assert_has(shown(w, 0, 0), "\"winLossRatio\":null");
}

static struct record *gaming(struct arena *a, int64_t bets, int64_t wagered, int64_t won, int64_t sessions)
{
	struct record *r = build_record(a, schema_part(PART_GAMING));
	build_text(r, F_GAMING_customerId, "CUS-2");
	build_i64(r, F_GAMING_totalBets, bets);
	build_money(r, F_GAMING_totalWagered, wagered, "JPY");
	build_money(r, F_GAMING_totalWon, won, "JPY");
	build_i64(r, F_GAMING_sessionCount, sessions);
	return r;
}

static void nothing_wagered_gives_null_ratios(void **state)
{
	struct world *w = *state;
	struct record *r = gaming(&w->arena, 0, 0, 0, 0);
	build_list(&w->arena, r, F_GAMING_games, 0);
	seal(w, PART_GAMING, r);
	assert_has(shown(w, 0, 0), "\"totalWagered\":0,\"totalWon\":0,\"netPosition\":0");
	assert_has(shown(w, 0, 0), "\"averageBetSize\":null");
	assert_has(shown(w, 0, 0), "\"rtp\":null,\"rtpBand\":null,\"theoreticalRtp\":null,\"sportsMargin\":null");
}

static void a_sports_game_has_a_margin_and_no_return_to_player(void **state)
{
	struct world *w = *state;
	struct record *r = gaming(&w->arena, 2, 300, 150, 1);
	struct record *games = build_list(&w->arena, r, F_GAMING_games, 2);
	build_game(&games[0], "slots", 1, 100, 50, "JPY");
	build_game(&games[1], "sports", 1, 200, 100, "JPY");
	seal(w, PART_GAMING, r);
	assert_has(shown(w, 0, 0), "\"wagered\":100,\"won\":50,\"theoreticalRtp\":null,\"volatility\":null,\"rtp\":0.5000}");
	assert_has(shown(w, 0, 0), "\"wagered\":200,\"won\":100,\"theoreticalRtp\":null,\"volatility\":null,\"rtp\":null}");
	assert_has(shown(w, 0, 0), "\"sportsMargin\":0.5000");
}

static struct record *wallet(struct arena *a, int64_t cash, int64_t adjustments)
{
	struct record *r = build_record(a, schema_part(PART_WALLET));
	build_text(r, F_WALLET_customerId, "CUS-123456");
	build_currency(r, F_WALLET_currency, "KWD");
	build_money(r, F_WALLET_cash, cash, "KWD");
	build_money(r, F_WALLET_depositsSettled, 1600000, "KWD");
	build_money(r, F_WALLET_depositsRefunded, 100000, "KWD");
	build_money(r, F_WALLET_withdrawalsPaid, 1250000, "KWD");
	build_list(a, r, F_WALLET_pendingWithdrawals, 0);
	struct record *pocket = build_list(a, r, F_WALLET_pockets, 1);
	build_text(pocket, F_POCKET_pocket, "cash");
	build_money(pocket, F_POCKET_balance, cash, "KWD");
	build_money(pocket, F_POCKET_deposits, 1600000, "KWD");
	build_money(pocket, F_POCKET_refunds, 100000, "KWD");
	build_money(pocket, F_POCKET_withdrawalsReserved, 1300000, "KWD");
	build_money(pocket, F_POCKET_returned, 50000, "KWD");
	build_money(pocket, F_POCKET_stakes, 4523050, "KWD");
	build_money(pocket, F_POCKET_wins, 4218025, "KWD");
	build_money(pocket, F_POCKET_adjustments, adjustments, "KWD");
	return r;
}

static void a_ledger_that_balances_says_so_and_one_that_does_not_shows_the_difference(void **state)
{
	struct world *w = *state;
	const int64_t computed = 1600000 - 100000 - 1300000 + 50000 - 4523050 + 4218025 + 180000;
	seal(w, PART_WALLET, wallet(&w->arena, computed, 180000));
	assert_has(shown(w, 0, 0), "\"difference\":0.000");
	assert_has(shown(w, 0, 0), "\"balanced\":true");
	assert_has(shown(w, 0, 0),
		   "\"totalDeposits\":1500.000,\"totalWithdrawals\":1250.000,\"activeBonus\":null,\"lifetimeValue\":250.000");
	seal(w, PART_WALLET, wallet(&w->arena, computed + 7, 180000));
	assert_has(shown(w, 0, 0), "\"difference\":0.007");
	assert_has(shown(w, 0, 0), "\"balanced\":false");
}

static void a_sum_that_does_not_fit_is_null_not_wrong(void **state)
{
	struct world *w = *state;
	struct record *r = wallet(&w->arena, 0, INT64_MIN);
	seal(w, PART_WALLET, r);
	assert_has(shown(w, 0, 0), "\"computed\":null,\"difference\":null");
	assert_has(shown(w, 0, 0), "\"balanced\":false");
}

static void the_lowest_of_several_limits_applies_and_none_is_null(void **state)
{
	struct world *w = *state;
	struct record *r = build_record(&w->arena, schema_part(PART_RISK));
	build_text(r, F_RISK_customerId, "CUS-3");
	build_list(&w->arena, r, F_RISK_riskFlags, 0);
	struct record *l = build_list(&w->arena, r, F_RISK_limits, 3);
	const int64_t amounts[] = {80000, 50000, 20000};
	for (size_t i = 0; i < 3; i++) {
		build_enum(&l[i], F_LIMIT_kind, "deposit");
		build_enum(&l[i], F_LIMIT_period, i < 2 ? "day" : "week");
		build_money(&l[i], F_LIMIT_amount, amounts[i], "EUR");
	}
	seal(w, PART_RISK, r);
	assert_has(shown(w, 0, 0), "\"responsibleGamblingLimits\":{\"dailyDepositLimit\":500.00,\"weeklyLossLimit\":null,"
				   "\"sessionTimeLimit\":null}");
	assert_has(shown(w, 0, 0), "\"selfExclusionStatus\":null,\"coolingOffPeriod\":null");
	assert_false(part_facts(&w->snapshot)->risk.deposit_blocked);
}

static void a_limit_of_zero_blocks(void **state)
{
	struct world *w = *state;
	struct record *r = build_record(&w->arena, schema_part(PART_RISK));
	build_text(r, F_RISK_customerId, "CUS-3");
	build_list(&w->arena, r, F_RISK_riskFlags, 0);
	struct record *l = build_list(&w->arena, r, F_RISK_limits, 1);
	build_enum(l, F_LIMIT_kind, "deposit");
	build_enum(l, F_LIMIT_period, "month");
	build_money(l, F_LIMIT_amount, 0, "EUR");
	seal(w, PART_RISK, r);
	assert_true(part_facts(&w->snapshot)->risk.deposit_blocked);
	assert_false(part_facts(&w->snapshot)->risk.bet_blocked);
}

static void documents_are_found_by_id_and_their_numbers_masked(void **state)
{
	struct world *w = *state;
	struct record *r = build_record(&w->arena, schema_part(PART_KYC));
	build_text(r, F_KYC_customerId, "CUS-4");
	build_enum(r, F_KYC_kycStatus, "verified");
	struct record *d = build_list(&w->arena, r, F_KYC_documents, 2);
	for (size_t i = 0; i < 2; i++) {
		build_text(&d[i], F_DOCUMENT_documentId, i ? "DOC-2" : "DOC-1");
		build_text(&d[i], F_DOCUMENT_kind, "passport");
		build_enum(&d[i], F_DOCUMENT_status, "accepted");
		build_text(&d[i], F_DOCUMENT_number, i ? "X9988776" : "P1234567");
	}
	seal(w, PART_KYC, r);
	assert_true(part_has_document(&w->snapshot, STR("DOC-2")));
	assert_false(part_has_document(&w->snapshot, STR("DOC-3")));
	assert_lacks(shown(w, 2, 0), "P1234");
	assert_string_equal(masked(w, 2, 0), "\"/documents/0/number\",\"/documents/1/number\"");
	assert_has(shown(w, 0, 0), "\"kycStatus\":\"verified\",\"verificationType\":null");
}

static void what_stands_for_a_missing_part_has_the_same_names(void **state)
{
	struct world *w = *state;
	seal(w, PART_PROFILE, john_profile(&w->arena));
	const char *text = shown(w, 0, 0);
	struct str missing = fragment_missing(FRAG_PROFILE), name;
	struct json_reader r;
	size_t count = 0;
	char *object = arena_printf(&w->arena, "{%.*s}", (int)missing.n, missing.p);
	json_reader_init(&r, str_of(object), JSON_LIMITS_DEFAULT);
	json_enter_object(&r);
	while (json_next_key(&r, NULL, &name)) {
		assert_true(json_take_null(&r));
		assert_has(text, arena_printf(&w->arena, "\"%.*s\":", (int)name.n, name.p));
		count++;
	}
	assert_int_equal(json_finish(&r), OK);
	assert_true(count > 15);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(masked_fields_keep_name_and_type_and_are_listed),
		T(a_reveal_finds_the_value_behind_a_pointer),
		T(aml_flags_are_absent_wherever_they_stand_in_the_list),
		T(the_contract_gaming_figures_come_out_to_the_cent),
		T(nothing_wagered_gives_null_ratios),
		T(a_sports_game_has_a_margin_and_no_return_to_player),
		T(a_sports_game_has_a_margin_and_no_return_to_player),
		T(a_ledger_that_balances_says_so_and_one_that_does_not_shows_the_difference),
		T(a_sum_that_does_not_fit_is_null_not_wrong),
		T(the_lowest_of_several_limits_applies_and_none_is_null),
		T(a_limit_of_zero_blocks),
		T(documents_are_found_by_id_and_their_numbers_masked),
		T(what_stands_for_a_missing_part_has_the_same_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
