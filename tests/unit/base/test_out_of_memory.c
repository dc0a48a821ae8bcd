/* Memory that runs out at the first, second, third... allocation: the sources are compiled in here once more, with an
 * allocator that fails on demand, and take the place of those in the library. */
#include "check.h"

#include <stdlib.h>

static int allocations_left = -1; /* -1: as many as you like */

static bool may_allocate(void)
{
	if (allocations_left == 0)
		return false;
	if (allocations_left > 0)
		allocations_left--;
	return true;
}

static void *failing_malloc(size_t n)
{
	return may_allocate() ? malloc(n) : NULL;
}
static void *failing_calloc(size_t n, size_t size)
{
	return may_allocate() ? calloc(n, size) : NULL;
}
static void *failing_realloc(void *p, size_t n)
{
	return may_allocate() ? realloc(p, n) : NULL;
}

#define malloc  failing_malloc
#define calloc  failing_calloc
#define realloc failing_realloc
#include "base/arena.c"
#define grow buf_grow
#include "base/buf.c"
#undef grow
#include "base/map.c"
#undef malloc
#undef calloc
#undef realloc

#include "base/json_bind.h"
#include "base/json_writer.h"

enum { ENOUGH = 1000 };

struct form {
	struct str_list names;
	struct str note;
};
static const struct json_bind fields[] = {
	{.name = "names", .type = JSON_BIND_STRINGS, .offset = offsetof(struct form, names)},
	{.name = "note", .type = JSON_BIND_STRING, .offset = offsetof(struct form, note)},
};

static char *long_form(void)
{
	char *text = calloc(1, 60000), *p = text + sprintf(text, "{\"names\":[\"x\"");
	for (int i = 0; i < 2000; i++)
		p += sprintf(p, ",\"\\u00e9 number %d\"", i);
	strcpy(p, "],\"n\\u006fte\":\"\\n\"}");
	return text;
}

static void binding_fails_cleanly_wherever_memory_ends(void **unused)
{
	(void)unused;
	char *text = long_form();
	int n = 0;
	for (enum err e = ERR_NOMEM; e != OK; n++) {
		struct arena a;
		struct form f = {.note = STR("before")};
		arena_init(&a, 8 << 20);
		assert_true(n < ENOUGH);
		allocations_left = n;
		e = json_bind_object(str_of(text), fields, ARRAY_LEN(fields), &a, &f, NULL);
		allocations_left = -1;
		assert_true(e == OK || (e == ERR_NOMEM && str_is(f.note, "before")));
		arena_done(&a);
	}
	assert_true(n > 2); /* it did meet more than one allocation */
	free(text);
}

static void writing_fails_cleanly_wherever_memory_ends(void **unused)
{
	(void)unused;
	int n = 0;
	for (enum err e = ERR_NOMEM; e != OK; n++) {
		struct buf b;
		struct json_writer w;
		buf_init(&b, 1 << 20);
		assert_true(n < ENOUGH);
		allocations_left = n;
		json_writer_init(&w, &b);
		json_open_array(&w);
		for (int i = 0; i < 1000; i++)
			json_put_string(&w, STR("a string to fill the buffer"));
		json_close_array(&w);
		allocations_left = -1;
		e = buf_ok(&b);
		assert_true(e == OK || e == ERR_NOMEM);
		buf_done(&b);
	}
	assert_true(n > 3);
}

static void a_map_that_cannot_grow_keeps_what_it_has(void **unused)
{
	(void)unused;
	static char keys[100][4];
	for (int left = 0; left < 3; left++) {
		struct map m;
		size_t in = 0;
		map_init(&m);
		allocations_left = left;
		for (; in < ARRAY_LEN(keys); in++) {
			snprintf(keys[in], sizeof keys[in], "%zu", in);
			void *old = &m;
			if (map_put(&m, str_of(keys[in]), keys[in], &old) != OK) {
				assert_ptr_equal(old, &m);
				break;
			}
		}
		assert_int_equal(in, left == 0 ? 0 : left == 1 ? 12 : 24); /* 3/4 of 16 and of 32 */
		assert_int_equal(m.count, in);
		for (size_t i = 0; i < in; i++)
			assert_ptr_equal(map_get(&m, str_of(keys[i])), keys[i]);
		allocations_left = -1;
		map_done(&m);
	}
}

static void an_arena_goes_on_after_a_failure(void **unused)
{
	(void)unused;
	struct arena a;
	arena_init(&a, 1 << 20);
	allocations_left = 1;
	char *small = arena_alloc(&a, 100);
	assert_non_null(small);
	assert_null(arena_alloc(&a, 100000));
	assert_non_null(arena_alloc(&a, 100)); /* the open block has room */
	allocations_left = -1;
	assert_non_null(arena_alloc(&a, 100000));
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(binding_fails_cleanly_wherever_memory_ends),
		cmocka_unit_test(writing_fails_cleanly_wherever_memory_ends),
		cmocka_unit_test(a_map_that_cannot_grow_keeps_what_it_has),
		cmocka_unit_test(an_arena_goes_on_after_a_failure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
