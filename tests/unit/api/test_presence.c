/* Who looks at which customer: people, not streams; two crowds, of which one knows nothing of the other. */
#include "api/presence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct presence *p;

static int start(void **state)
{
	(void)state;
	return presence_new(&p) == OK ? 0 : -1;
}

static int stop(void **state)
{
	(void)state;
	struct presence_counts c = presence_counts(p);
	assert_int_equal(c.rooms, 0);
	assert_int_equal(c.viewers, 0);
	presence_free(p);
	return 0;
}

static struct person person(uint64_t id, enum role role)
{
	struct person who = {.person_id = id, .role = role};
	snprintf(who.username, sizeof who.username, "p%u", (unsigned)id);
	return who;
}

static struct presence_news come(struct presence_room *r, uint64_t id, enum role role)
{
	struct presence_news news;
	const struct person who = person(id, role);
	assert_int_equal(presence_come(p, r, &who, &news), OK);
	return news;
}

static struct presence_news go(struct presence_room *r, uint64_t id)
{
	struct presence_news news;
	presence_go(p, r, id, &news);
	return news;
}

static size_t seen(struct presence_room *r, enum presence_crowd crowd, uint64_t self)
{
	struct presence_viewer viewers[PRESENCE_TOLD_MAX];
	size_t more, n = presence_list(p, r, crowd, self, viewers, &more);
	return n + more;
}

static void a_person_with_many_streams_comes_once_and_goes_with_the_last(void **state)
{
	(void)state;
	struct presence_room *r = presence_take(p, STR("CUS-1"));
	presence_hear(p, r, 3, PRESENCE_PLAIN, true);
	presence_hear(p, r, 7, PRESENCE_ENTITLED, true);
	struct presence_news first = come(r, 1, ROLE_AGENT), again = come(r, 1, ROLE_AGENT);
	assert_int_equal(first.loops[PRESENCE_PLAIN], 1u << 3);
	assert_int_equal(first.loops[PRESENCE_ENTITLED], 1u << 7);
	assert_int_equal(again.loops[PRESENCE_PLAIN] | again.loops[PRESENCE_ENTITLED], 0);
	assert_int_equal(seen(r, PRESENCE_PLAIN, 0), 1);
	assert_int_equal(seen(r, PRESENCE_PLAIN, 1), 0); /* nobody is told of themselves */
	assert_int_equal(go(r, 1).loops[PRESENCE_PLAIN], 0);
	assert_int_equal(go(r, 1).loops[PRESENCE_PLAIN], 1u << 3);
	presence_hear(p, r, 3, PRESENCE_PLAIN, false);
	assert_int_equal(come(r, 2, ROLE_VIP).loops[PRESENCE_PLAIN], 0);
	go(r, 2);
	presence_give(p, r);
}

static void those_who_may_see_aml_are_for_each_other_only(void **state)
{
	(void)state;
	for (enum role role = 0; role < ROLE_COUNT_; role++) {
		struct presence_room *r = presence_take(p, STR("CUS-1"));
		bool hidden = perm_sight(role) & SIGHT_AML;
		presence_hear(p, r, 0, PRESENCE_PLAIN, true);
		presence_hear(p, r, 1, PRESENCE_ENTITLED, true);
		struct presence_news came = come(r, 9, role);
		assert_int_equal(came.loops[PRESENCE_PLAIN], hidden ? 0 : 1);
		assert_int_equal(came.loops[PRESENCE_ENTITLED], 2);
		assert_int_equal(seen(r, PRESENCE_PLAIN, 0), hidden ? 0 : 1);
		assert_int_equal(seen(r, PRESENCE_ENTITLED, 0), 1);
		struct presence_news went = go(r, 9);
		assert_int_equal(went.loops[PRESENCE_PLAIN], hidden ? 0 : 1);
		assert_int_equal(went.loops[PRESENCE_ENTITLED], 2);
		presence_give(p, r);
	}
}

static void who_is_told_of_is_bounded_and_in_the_order_of_coming(void **state)
{
	(void)state;
	struct presence_room *r = presence_take(p, STR("CUS-1"));
	struct presence_viewer viewers[PRESENCE_TOLD_MAX];
	size_t more;
	for (uint64_t id = 1; id <= PRESENCE_TOLD_MAX + 5; id++)
		come(r, id, ROLE_SUPPORT);
	assert_int_equal(presence_list(p, r, PRESENCE_PLAIN, 2, viewers, &more), PRESENCE_TOLD_MAX);
	assert_int_equal(more, 4);
	assert_string_equal(viewers[0].username, "p1");
	assert_string_equal(viewers[1].username, "p3");
	for (uint64_t id = 1; id <= PRESENCE_TOLD_MAX + 5; id++)
		go(r, id);
	presence_give(p, r);
}

static void a_room_is_one_for_all_who_take_it_and_customers_have_their_own(void **state)
{
	(void)state;
	struct presence_room *a = presence_take(p, STR("CUS-1")), *again = presence_take(p, STR("CUS-1")),
			     *b = presence_take(p, STR("CUS-2"));
	assert_ptr_equal(a, again);
	assert_ptr_not_equal(a, b);
	come(a, 1, ROLE_AGENT);
	assert_int_equal(seen(b, PRESENCE_PLAIN, 0), 0);
	go(again, 1);
	presence_give(p, a);
	assert_int_equal(presence_counts(p).rooms, 2);
	presence_give(p, again);
	presence_give(p, b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_person_with_many_streams_comes_once_and_goes_with_the_last, start, stop),
		cmocka_unit_test_setup_teardown(those_who_may_see_aml_are_for_each_other_only, start, stop),
		cmocka_unit_test_setup_teardown(who_is_told_of_is_bounded_and_in_the_order_of_coming, start, stop),
		cmocka_unit_test_setup_teardown(a_room_is_one_for_all_who_take_it_and_customers_have_their_own, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
