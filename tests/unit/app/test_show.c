#include "check.h"

#include "app/show.h"

static char *rendered(const char *json, const char *section)
{
	struct arena a;
	struct json_node *view;
	struct term t = term_in_memory(110);
	struct err_info info = {0};
	arena_init(&a, 8u << 20);
	if (json_tree_parse(str_of(json), &a, &view, &info) != OK)
		fail_msg("line %u: %s", info.line, info.text);
	struct show s = {.t = &t, .arena = &a, .view = view, .now_ms = 1759760580000};
	show_view(&s, section);
	char *text = strdup(term_take(&t));
	arena_done(&a);
	buf_done(&t.out);
	return text;
}
#define says(text, part)                                                    \
	do {                                                                \
		if (!strstr((text), (part)))                                \
			fail_msg("does not say '%s':\n%s", (part), (text)); \
	} while (0)
#define says_not(text, part)                                        \
	do {                                                        \
		if (strstr((text), (part)))                         \
			fail_msg("says '%s':\n%s", (part), (text)); \
	} while (0)

#define FRESH(source) \
	"{\"source\":\"" source "\",\"fetchedAt\":\"2025-10-06T14:22:50Z\",\"ageMs\":10000,\"state\":\"fresh\",\"error\":null}"
#define MISSING(source, error) \
	"{\"source\":\"" source "\",\"fetchedAt\":null,\"ageMs\":null,\"state\":\"missing\",\"error\":\"" error "\"}"

static const char
	whole
		[] = "{\"customerId\":\"CUS-1\",\"username\":\"jo\",\"fullName\":\"Jo "
		     "Doe\",\"email\":\"j***@***.com\",\"vipTier\":\"gold\","
		     "\"currency\":\"CAD\",\"accountStatus\":\"active\",\"restrictions\":[{\"scope\":\"bet\",\"publicReason\":"
		     "\"Limit of 0\","
		     "\"since\":null,\"until\":null}],\"kycStatus\":\"verified\",\"riskLevel\":\"high\",\"riskFlags\":[],"
		     "\"activeSessions\":[],\"betsInPlay\":[],\"recentLogins\":[],\"devices\":null,"
		     "\"gamingStats\":{\"totalBets\":1547,\"totalWagered\":45230.50,\"netPosition\":-3050.25},"
		     "\"financial\":{\"currency\":\"CAD\",\"currentBalance\":1250.75,\"lifetimeValue\":2500.00,\"balances\":{"
		     "\"cash\":1250.75},"
		     "\"pendingWithdrawals\":[],\"reconciliation\":{\"pockets\":[{\"pocket\":\"cash\",\"balance\":1250.75,"
		     "\"computed\":1250.74,"
		     "\"difference\":0.01}],\"balanced\":false}},"
		     "\"compliance\":{\"kycVerified\":true,\"limits\":[{\"kind\":\"deposit\",\"period\":\"day\",\"amount\":500,"
		     "\"used\":450}],"
		     "\"selfExclusionStatus\":null,\"coolingOffPeriod\":null,\"checks\":[],\"screening\":[]},"
		     "\"supportHistory\":[{\"ticketId\":\"TKT-1\",\"subject\":\"\\u001b[31mRed\",\"status\":\"open\","
		     "\"createdAt\":\"2025-10-04T09:15:00Z\",\"resolvedAt\":null}],"
		     "\"documents\":[{\"documentId\":\"DOC-1\",\"kind\":\"passport\",\"status\":\"accepted\",\"number\":\"***"
		     "567\"}],"
		     "\"meta\":{\"profile\":" FRESH("customer") ",\"activity\":" FRESH("gaming") ",\"gaming\":" FRESH("gaming") ",\"financial\":" FRESH("wallet") ",\"compliance\":" FRESH(
			     "kyc") ",\"risk\":" FRESH("risk") ",\"support\":" FRESH("support") ",\"documents\":" FRESH("kyc") "}"
															       ","
															       "\"masked\":[\"/email\",\"/documents/0/number\"]}";

static void every_section_says_where_it_is_from_and_how_old(void **unused)
{
	(void)unused;
	static const char *const heads[] = {"2  Account overview",      "3  Current activity", "4  Gaming statistics",
					    "5  Financial summary",     "6  Compliance",       "7  Risk indicators",
					    "8  Support timeline",      "9  Documents",        "wallet · fresh, 10 s old",
					    "support · fresh, 10 s old"};
	char *text = rendered(whole, NULL);
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		says(text, heads[i]);
	free(text);
}

static void masked_values_are_marked_and_others_are_not(void **unused)
{
	(void)unused;
	char *text = rendered(whole, NULL);
	says(text, "j***@***.com ◌");
	says(text, "***567 ◌");
	says_not(text, "Jo Doe ◌");
	says(text, "◌ masked for your role");
	free(text);
}

static void money_has_its_currency(void **unused)
{
	(void)unused;
	char *text = rendered(whole, NULL);
	says(text, "CAD 45,230.50");
	says(text, "CAD -3,050.25");
	says(text, "CAD 1,250.75 cash");
	free(text);
}

static void a_wallet_that_does_not_add_up_is_told(void **unused)
{
	(void)unused;
	char *text = rendered(whole, "financial");
	says(text, "is off by CAD 0.01");
	says_not(text, "Support timeline");
	free(text);
}

static void data_can_not_steer_the_terminal(void **unused)
{
	(void)unused;
	char *text = rendered(whole, NULL);
	says_not(text, "\033");
	says(text, "[31mRed");
	free(text);
}

static void restrictions_are_told_with_their_reason(void **unused)
{
	(void)unused;
	char *text = rendered(whole, NULL);
	says(text, "✗ bet");
	says(text, "✓ withdraw");
	says(text, "bet: Limit of 0");
	free(text);
}

static const char
	dead
		[] =
			"{\"customerId\":\"CUS-1\",\"username\":null,\"fullName\":null,\"accountStatus\":null,\"restrictions\":"
			"null,"
			"\"riskLevel\":null,\"riskFlags\":null,\"activeSessions\":null,\"gamingStats\":null,\"financial\":null,"
			"\"kycStatus\":null,"
			"\"compliance\":null,\"supportHistory\":[],\"documents\":null,"
			"\"meta\":{\"profile\":" MISSING("customer", "timeout") ",\"activity\":" MISSING("gaming", "unreachable") ",\"gaming\":" MISSING("gaming", "unreachable") ",\"financial\":" MISSING(
				"wallet",
				"wrong_customer") ",\"compliance\":" MISSING("kyc",
									     "malformed") ",\"risk\":" MISSING("risk",
													       "http_error") ",\""
															     "sup"
															     "por"
															     "t\""
															     ":" FRESH("support") ",\"documents\":" MISSING(
																     "kyc",
																     "malformed") "},"
																		  "\"masked\":[]}";

static void what_is_missing_says_why_and_never_reads_as_empty(void **unused)
{
	(void)unused;
	char *text = rendered(dead, NULL);
	says(text, "risk · missing: http error");
	says(text, "the risk service answers with an error");
	says(text, "the wallet service answered about another customer");
	says(text, "do not read it as empty");
	says(text, "(name not available)");
	says(text, "balance not known");
	says(text, "[risk not known]");
	says(text, "[KYC not known]");
	says(text, "? bet");
	says_not(text, "✓ bet");
	says_not(text, "No flag");
	says_not(text, "No open session");
	says_not(text, "No limit");
	says(text, "No ticket."); /* the one that has answered */
	free(text);
}

static void an_exclusion_that_is_not_known_is_not_none(void **unused)
{
	(void)unused;
	static const char json[] =
		"{\"customerId\":\"CUS-1\",\"kycStatus\":\"verified\",\"compliance\":{\"kycVerified\":true,\"limits\":null,"
		"\"selfExclusionStatus\":null,\"coolingOffPeriod\":null},\"meta\":{\"compliance\":{\"source\":\"risk\","
		"\"fetchedAt\":null,"
		"\"ageMs\":null,\"state\":\"missing\",\"error\":\"timeout\",\"parts\":{\"kyc\":" FRESH(
			"kyc") ",\"risk\":" MISSING("risk", "timeout") "}}},\"masked\":[]}";
	char *text = rendered(json, "compliance");
	says(text, "Self-exclusion        not known");
	says(text, "The part \"risk\" is missing: the risk service did not answer in time.");
	says(text, "Identity verified     yes");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_section_says_where_it_is_from_and_how_old),
		cmocka_unit_test(masked_values_are_marked_and_others_are_not),
		cmocka_unit_test(money_has_its_currency),
		cmocka_unit_test(a_wallet_that_does_not_add_up_is_told),
		cmocka_unit_test(data_can_not_steer_the_terminal),
		cmocka_unit_test(restrictions_are_told_with_their_reason),
		cmocka_unit_test(what_is_missing_says_why_and_never_reads_as_empty),
		cmocka_unit_test(an_exclusion_that_is_not_known_is_not_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
