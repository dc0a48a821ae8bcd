#include "check.h"

#include "base/list.h"

struct item {
	int v;
	struct list link;
};

static int digits_of(struct list *l)
{
	int v = 0;
	LIST_FOREACH (l, it)
		v = v * 10 + LIST_ENTRY(it, struct item, link)->v;
	return v;
}

static void pushes_keep_order(void **unused)
{
	(void)unused;
	struct list l;
	struct item a = {.v = 1}, b = {.v = 2}, c = {.v = 3};
	list_init(&l);
	assert_true(list_empty(&l));
	assert_false(list_linked(&a.link));
	list_push_back(&l, &b.link);
	list_push_back(&l, &c.link);
	list_push_front(&l, &a.link);
	assert_int_equal(digits_of(&l), 123);
	assert_true(list_linked(&a.link));
	list_remove(&b.link);
	assert_false(list_linked(&b.link));
	assert_int_equal(digits_of(&l), 13);
}

static void splice_moves_all_to_the_end(void **unused)
{
	(void)unused;
	struct list l, m;
	struct item a = {.v = 1}, b = {.v = 2}, c = {.v = 3};
	list_init(&l);
	list_init(&m);
	list_splice_back(&l, &m);
	assert_true(list_empty(&l));
	list_push_back(&l, &a.link);
	list_push_back(&m, &b.link);
	list_push_back(&m, &c.link);
	list_splice_back(&l, &m);
	assert_int_equal(digits_of(&l), 123);
	assert_true(list_empty(&m));
}

static void the_safe_loop_may_remove(void **unused)
{
	(void)unused;
	struct list l;
	struct item items[5];
	list_init(&l);
	for (int i = 0; i < 5; i++) {
		items[i].v = i + 1;
		list_push_back(&l, &items[i].link);
	}
	LIST_FOREACH_SAFE (&l, it)
		if (LIST_ENTRY(it, struct item, link)->v % 2 == 0)
			list_remove(it);
	assert_int_equal(digits_of(&l), 135);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pushes_keep_order),
		cmocka_unit_test(splice_moves_all_to_the_end),
		cmocka_unit_test(the_safe_loop_may_remove),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
