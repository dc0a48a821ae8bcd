#include "api/senders.h"
#include "tests/unit/base/check.h"

#include <stdio.h>

#define WISH(s, t)                       \
	{                                \
		STR_INIT(s), STR_INIT(t) \
	}
#define STR_INIT(s)                \
	{                          \
		(s), sizeof(s) - 1 \
	}

static struct senders senders;

static int set_up(void **state)
{
	(void)state;
	senders_init(&senders);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	senders_done(&senders);
	return 0;
}

static void take(const struct sender_wish *wishes, size_t count)
{
	size_t at;
	assert_int_equal(senders_check(&senders, wishes, count, &at), OK);
	senders_set(&senders, wishes, count);
}

static void a_token_finds_its_sender_and_no_other(void **state)
{
	(void)state;
	static const struct sender_wish two[] = {WISH("urn:a", "one"), WISH("urn:b", "two")};
	take(two, 2);
	assert_string_equal(senders_find(&senders, STR("one"))->source, "urn:a");
	assert_string_equal(senders_find(&senders, STR("two"))->source, "urn:b");
	assert_null(senders_find(&senders, STR("on")));
	assert_null(senders_find(&senders, STR("")));
}

static void what_is_set_anew_counts_and_nothing_else(void **state)
{
	(void)state;
	static const struct sender_wish first[] = {WISH("urn:a", "one"), WISH("urn:b", "two")};
	static const struct sender_wish then[] = {WISH("urn:c", "three"), WISH("urn:a", "two")};
	take(first, 2);
	struct sender *a = senders_find(&senders, STR("one"));
	atomic_store(&a->accepted, 7);
	take(then, 2);
	assert_null(senders_find(&senders, STR("one")));
	assert_ptr_equal(senders_find(&senders, STR("two")), a);
	assert_int_equal(atomic_load(&a->accepted), 7);
	assert_string_equal(senders_find(&senders, STR("three"))->source, "urn:c");
	take(first, 2); /* who comes back has its old place */
	assert_ptr_equal(senders_find(&senders, STR("one")), a);
	assert_null(senders_find(&senders, STR("three")));
	assert_int_equal(atomic_load(&senders.count), 3);
}

static void what_contradicts_itself_is_named_and_refused(void **state)
{
	(void)state;
	static const struct sender_wish token[] = {WISH("urn:a", "one"), WISH("urn:b", "one")};
	static const struct sender_wish source[] = {WISH("urn:a", "one"), WISH("urn:x", "x"), WISH("urn:a", "two")};
	size_t at = 0;
	assert_int_equal(senders_check(&senders, token, 2, &at), ERR_CONFLICT);
	assert_int_equal(at, 1);
	assert_int_equal(senders_check(&senders, source, 3, &at), ERR_CONFLICT);
	assert_int_equal(at, 2);
	static char names[SENDERS_MAX + 1][16];
	struct sender_wish many[SENDERS_MAX + 1];
	for (size_t i = 0; i <= SENDERS_MAX; i++) {
		snprintf(names[i], sizeof names[i], "urn:%zu", i);
		many[i] = (struct sender_wish){str_of(names[i]), str_of(names[i])};
	}
	assert_int_equal(senders_check(&senders, many, SENDERS_MAX + 1, &at), ERR_LIMIT);
	take(many, SENDERS_MAX);
	assert_int_equal(senders_check(&senders, many + 1, SENDERS_MAX, &at), ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_token_finds_its_sender_and_no_other, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_set_anew_counts_and_nothing_else, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_contradicts_itself_is_named_and_refused, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
