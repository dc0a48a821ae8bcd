#include "access/perm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Written once more from the product's words, so that a slip in the table is seen. */
static void each_role_may_what_the_product_says(void **state)
{
	(void)state;
	static const struct {
		enum role role;
		const char *actions;
		unsigned sight;
	} want[] = {
		{ROLE_AGENT, "customer_search customer_view reveal sources_view wall_view alerts_view ", SIGHT_MODEL},
		{ROLE_SUPPORT, "customer_search customer_view reveal sources_view wall_view alerts_view ", 0},
		{ROLE_VIP, "customer_search customer_view reveal sources_view wall_view alerts_view ", SIGHT_VALUE},
		{ROLE_COMPLIANCE,
		 "customer_search customer_view document_view reveal sources_view wall_view audit_view alerts_view ",
		 SIGHT_CONTACT | SIGHT_PERSONAL | SIGHT_DOCUMENT | SIGHT_AML | SIGHT_MODEL},
		{ROLE_MLRO, "customer_search customer_view document_view reveal sources_view wall_view alerts_view ",
		 SIGHT_CONTACT | SIGHT_PERSONAL | SIGHT_DOCUMENT | SIGHT_AML | SIGHT_MODEL},
		{ROLE_ADMIN, "sources_view audit_view metrics_view events_view ", 0},
		{ROLE_AUDITOR, "customer_search customer_view wall_view audit_view alerts_view ", 0},
		{ROLE_MACHINE, "customer_search customer_view wall_view alerts_view ", 0},
	};
	assert_int_equal(ARRAY_LEN(want), ROLE_COUNT_);
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		char got[256] = "";
		for (int a = ACTION_SIGNED_ON + 1; a < ACTION_COUNT_; a++)
			if (perm_allows(want[i].role, (enum action)a)) {
				strcat(got, action_name((enum action)a));
				strcat(got, " ");
			}
		assert_string_equal(got, want[i].actions);
		assert_int_equal(perm_sight(want[i].role), want[i].sight);
		assert_true(perm_allows(want[i].role, ACTION_PUBLIC) && perm_allows(want[i].role, ACTION_SIGNED_ON));
	}
}

static void no_role_may_what_has_no_action(void **state)
{
	(void)state;
	for (int r = 0; r < ROLE_COUNT_; r++) {
		assert_false(perm_allows((enum role)r, ACTION_NONE_));
		assert_false(perm_allows((enum role)r, ACTION_COUNT_));
	}
	assert_false(perm_allows(ROLE_COUNT_, ACTION_PUBLIC));
	assert_int_equal(perm_sight(ROLE_COUNT_), 0);
}

static void names_read_back(void **state)
{
	(void)state;
	for (int r = 0; r < ROLE_COUNT_; r++) {
		enum role back;
		assert_true(role_parse(str_of(role_name((enum role)r)), &back));
		assert_int_equal(back, r);
	}
	enum role untouched = ROLE_MLRO;
	assert_false(role_parse(STR("Agent"), &untouched));
	assert_false(role_parse(STR(""), &untouched));
	assert_int_equal(untouched, ROLE_MLRO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_role_may_what_the_product_says),
		cmocka_unit_test(no_role_may_what_has_no_action),
		cmocka_unit_test(names_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
