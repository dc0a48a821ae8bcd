/* A view that was kept is shown again only while it is what looks would give. */
#include "cache/cache.h"
#include "view/composite.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define TTL_MS  1000
#define NOW_MS  INT64_C(1790000000000)
#define MONO_MS 50000u

static uint64_t generation;

uint64_t sources_generation(struct sources *s, struct str customer)
{
	(void)s, (void)customer;
	return generation;
}

uint64_t sources_part_ttl_ms(const struct sources *s, enum part p)
{
	(void)s;
	return p == PART_WALLET ? TTL_MS / 2 : TTL_MS;
}

struct world {
	struct view_env env;
	struct view view;
	struct snapshot parts[PART_COUNT_];
};

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	assert_int_equal(cache_new(1u << 20, 4, &w->env.cache), OK);
	generation = 7;
	w->view = (struct view){.env = &w->env, .customer = STR("CUS-1"), .generation = generation};
	for (unsigned p = 0; p < PART_COUNT_; p++) {
		w->parts[p].fetched_ms = NOW_MS;
		w->parts[p].fetched_mono_ms = MONO_MS;
		w->view.looks[p].snapshot = &w->parts[p];
	}
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;
	cache_free(w->env.cache);
	free(w);
	return 0;
}

static void keep(struct world *w, unsigned sight, int64_t valid_until_ms)
{
	static const uint64_t versions[PART_COUNT_] = {1, 2, 3};
	const struct chunk members[] = {{.bytes = STR("{\"a\":")}, {.bytes = STR("1")}},
			   masked[] = {{.bytes = STR(",\"masked\":[]}")}};
	const struct composite_parts parts = {.members = members,
					      .member_count = 2,
					      .masked = masked,
					      .masked_count = 1,
					      .record = STR("\"parts\":{}"),
					      .versions = versions,
					      .valid_until_ms = valid_until_ms};
	composite_keep(&w->view, sight, &parts);
}

static bool found(struct world *w, unsigned sight, int64_t now_ms, uint64_t mono_ms)
{
	struct composite *c = composite_find(&w->env, STR("CUS-1"), sight, now_ms, mono_ms);
	if (!c)
		return false;
	assert_memory_equal(c->text->p, "{\"a\":1,\"masked\":[]}\"parts\":{}", c->members + c->masked + c->record);
	assert_int_equal(c->fetched_ms[PART_RISK], NOW_MS);
	cache_value_unref(&c->base);
	return true;
}

static void what_was_kept_is_found_until_the_first_part_is_stale(void **state)
{
	struct world *w = *state;
	assert_false(found(w, 0, NOW_MS, MONO_MS));
	keep(w, 0, INT64_MAX);
	assert_true(found(w, 0, NOW_MS, MONO_MS + TTL_MS / 2 - 1));
	assert_false(found(w, 0, NOW_MS, MONO_MS + TTL_MS / 2));
}

static void a_change_of_any_part_ends_it(void **state)
{
	struct world *w = *state;
	keep(w, 0, INT64_MAX);
	generation++;
	assert_false(found(w, 0, NOW_MS, MONO_MS));
	keep(w, 0, INT64_MAX); /* from looks made before the change: as old */
	assert_false(found(w, 0, NOW_MS, MONO_MS));
	w->view.generation = generation;
	keep(w, 0, INT64_MAX);
	assert_true(found(w, 0, NOW_MS, MONO_MS));
}

static void a_term_that_ends_ends_it(void **state)
{
	struct world *w = *state;
	keep(w, 0, NOW_MS + 10);
	assert_true(found(w, 0, NOW_MS + 9, MONO_MS));
	assert_false(found(w, 0, NOW_MS + 10, MONO_MS));
}

static void one_class_is_never_shown_what_was_kept_for_another(void **state)
{
	struct world *w = *state;
	keep(w, SIGHT_CONTACT | SIGHT_PERSONAL | SIGHT_DOCUMENT | SIGHT_AML, INT64_MAX);
	assert_false(found(w, 0, NOW_MS, MONO_MS));
	assert_false(found(w, SIGHT_CONTACT, NOW_MS, MONO_MS));
	assert_false(found(w, SIGHT_CONTACT | SIGHT_PERSONAL | SIGHT_DOCUMENT, NOW_MS, MONO_MS));
	assert_true(found(w, SIGHT_CONTACT | SIGHT_PERSONAL | SIGHT_DOCUMENT | SIGHT_AML | SIGHT_MODEL, NOW_MS, MONO_MS));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(what_was_kept_is_found_until_the_first_part_is_stale),
		T(a_change_of_any_part_ends_it),
		T(a_term_that_ends_ends_it),
		T(one_class_is_never_shown_what_was_kept_for_another),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
