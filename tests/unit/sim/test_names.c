#include "base/utf8.h"
#include "sim/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define DRAWS_PER_COUNTRY 400

static bool latin_only(const char *s)
{
	for (; *s; s++)
		if (!((*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z') || strchr(" '-", *s)))
			return false;
	return true;
}

static void table_covers_the_world(void **state)
{
	(void)state;
	static const char *const wanted[] = {"GB", "IE", "DE", "NL", "SE", "ES", "MT", "CA", "US", "BR", "JP",
					     "KW", "BH", "TN", "PL", "CZ", "GR", "UA", "TR", "IN", "KR", "TW",
					     "IL", "IS", "FR", "IT", "PT", "NO", "FI", "DK", "RS"};
	assert_true(names_country_count() >= 25);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		assert_true(names_country_find(wanted[i]) < names_country_count());
	assert_int_equal(names_country_find("XX"), names_country_count());
	assert_string_equal(names_country(names_country_find("CA"))->subdivision, "ON");
}

static void country_codes_are_unique_and_well_formed(void **state)
{
	(void)state;
	for (unsigned i = 0; i < names_country_count(); i++) {
		const struct name_country *c = names_country(i);
		assert_int_equal(strlen(c->code), 2);
		assert_int_equal(strlen(c->code3), 3);
		assert_int_equal(strlen(c->currency), 3);
		assert_non_null(strchr(c->time_zone, '/'));
		assert_true(c->weight > 0);
		assert_int_equal(names_country_find(c->code), i);
	}
}

static void check_person(const struct name_draw *d)
{
	assert_true(utf8_valid(str_of(d->full)) && utf8_valid(str_of(d->street)) && utf8_valid(str_of(d->city)));
	assert_true(latin_only(d->given_latin) && latin_only(d->family_latin));
	assert_true(strlen(d->given) > 0 && strlen(d->family) > 0 && strlen(d->street) > 0 && strlen(d->region) > 0);
	assert_null(strpbrk(d->full, "|$#%&@"));
	assert_null(strpbrk(d->street, "|$#%&@"));
	assert_null(strpbrk(d->postcode, "|$#%&@"));
	assert_non_null(strchr(d->time_zone, '/'));
	/* E.164: a plus and at most 15 digits. */
	assert_true(d->phone[0] == '+' && strlen(d->phone) >= 8 && strlen(d->phone) <= 16);
	assert_int_equal(strspn(d->phone + 1, "0123456789"), strlen(d->phone) - 1);
	assert_int_equal(strspn(d->slug, "abcdefghijklmnopqrstuvwxyz."), strlen(d->slug));
	assert_non_null(strchr(d->slug, '.'));
	assert_true(strstr(d->full, d->given) && strstr(d->full, d->family));
}

static void every_country_draws_whole_people(void **state)
{
	(void)state;
	struct sim_rng rng;
	rng_seed(&rng, 360, 1);
	for (unsigned c = 0; c < names_country_count(); c++)
		for (int i = 0; i < DRAWS_PER_COUNTRY; i++) {
			struct name_draw d;
			names_draw(&rng, c, &d);
			assert_int_equal(d.country_index, c);
			check_person(&d);
		}
}

static void same_seed_draws_same_people(void **state)
{
	(void)state;
	struct sim_rng a, b;
	rng_seed(&a, 7, 3);
	rng_seed(&b, 7, 3);
	for (int i = 0; i < 1000; i++) {
		struct name_draw x, y;
		names_draw(&a, names_draw_country(&a), &x);
		names_draw(&b, names_draw_country(&b), &y);
		assert_memory_equal(&x, &y, sizeof(x));
	}
}

static void countries_come_by_weight(void **state)
{
	(void)state;
	enum { DRAWS = 100000 };
	struct sim_rng rng;
	rng_seed(&rng, 1, 1);
	unsigned n = names_country_count(), total = 0, seen[64] = {0};
	assert_true(n <= ARRAY_LEN(seen));
	for (unsigned i = 0; i < n; i++)
		total += names_country(i)->weight;
	for (int i = 0; i < DRAWS; i++)
		seen[names_draw_country(&rng)]++;
	for (unsigned i = 0; i < n; i++) {
		double want = (double)DRAWS * names_country(i)->weight / total;
		assert_true((double)seen[i] > want * 0.8 && (double)seen[i] < want * 1.2);
	}
}

static void native_names_keep_their_order_and_gender(void **state)
{
	(void)state;
	struct sim_rng rng;
	rng_seed(&rng, 5, 5);
	unsigned is = names_country_find("IS"), jp = names_country_find("JP"), kr = names_country_find("KR");
	for (int i = 0; i < 200; i++) {
		struct name_draw d;
		names_draw(&rng, is, &d);
		assert_true((strstr(d.family_latin, "dottir") != NULL) == (d.sex == 'F'));
		names_draw(&rng, jp, &d);
		assert_memory_equal(d.full, d.family, strlen(d.family));
		assert_int_equal(d.full[strlen(d.family)], ' ');
		names_draw(&rng, kr, &d);
		assert_memory_equal(d.full, d.family, strlen(d.family));
		assert_string_equal(d.full + strlen(d.family), d.given);
	}
}

static void relatives_share_family_and_address(void **state)
{
	(void)state;
	struct sim_rng rng;
	rng_seed(&rng, 9, 9);
	for (int i = 0; i < 200; i++) {
		struct name_draw a, b;
		names_draw(&rng, names_draw_country(&rng), &a);
		names_draw_relative(&rng, &a, &b);
		assert_int_equal(a.family_index, b.family_index);
		assert_string_equal(a.street, b.street);
		assert_string_equal(a.postcode, b.postcode);
		assert_string_not_equal(a.phone, b.phone);
		if (a.sex == b.sex)
			assert_string_equal(a.family, b.family);
		check_person(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_covers_the_world),
		cmocka_unit_test(country_codes_are_unique_and_well_formed),
		cmocka_unit_test(every_country_draws_whole_people),
		cmocka_unit_test(same_seed_draws_same_people),
		cmocka_unit_test(countries_come_by_weight),
		cmocka_unit_test(native_names_keep_their_order_and_gender),
		cmocka_unit_test(relatives_share_family_and_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
