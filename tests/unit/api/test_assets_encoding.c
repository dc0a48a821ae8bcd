/* Which coding a client is sent, by what its Accept-Encoding says. */
#include "api/assets_encoding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ALL   7u
#define PLAIN (1u << ENCODING_IDENTITY)
#define GZ    (PLAIN | 1u << ENCODING_GZIP)

enum { BR = ENCODING_BR, GZIP = ENCODING_GZIP, ID = ENCODING_IDENTITY, NONE = ENCODING_COUNT_ };

struct row {
	const char *header; /* NULL: there is none */
	unsigned available;
	unsigned chosen;
};

static unsigned chosen(const struct row *r)
{
	struct accept_encoding a;
	accept_encoding_init(&a);
	if (r->header)
		accept_encoding_add(&a, str_of(r->header));
	return accept_encoding_choose(&a, r->available);
}

static void check(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (chosen(&rows[i]) != rows[i].chosen)
			fail_msg("'%s' of %u: %u instead of %u", rows[i].header ? rows[i].header : "(none)", rows[i].available,
				 chosen(&rows[i]), rows[i].chosen);
}

static void what_a_client_likes_best_is_chosen_and_brotli_where_it_does_not_mind(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{NULL, ALL, ID},
		{"", ALL, ID},
		{"gzip, deflate, br, zstd", ALL, BR},
		{"gzip, deflate, br, zstd", GZ, GZIP},
		{"gzip, deflate, br, zstd", PLAIN, ID},
		{"gzip", ALL, GZIP},
		{"x-gzip", ALL, GZIP},
		{"GZip , BR", ALL, BR},
		{"deflate", ALL, ID},
		{"*", ALL, BR},
		{"*", PLAIN, ID},
		{"br;q=0.5, gzip;q=0.8", ALL, GZIP},
		{"br;q=0.5, gzip;q=0.5", ALL, BR},
		{"gzip;q=0.001", ALL, GZIP},
		{"br;q=0.999,gzip;q=1.000", ALL, GZIP},
		{"identity, br", ALL, BR},
		{"identity;q=1, br;q=0.9", ALL, ID},
		{"identity;q=0.5, gzip;q=0.4", ALL, ID},
		{"gzip;q=0.1, *;q=0.3", ALL, BR},
		{"br;q=0, *", ALL, GZIP},
		{"gzip\t;\tq=1", ALL, GZIP},
		{"gzip; Q=0.7, br;q=0.6", ALL, GZIP},
	};
	check(rows, ARRAY_LEN(rows));
}

static void what_a_client_refuses_is_never_chosen(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"br;q=0", ALL, ID},
		{"br;q=0.000, gzip;q=0.", ALL, ID},
		{"identity;q=0", ALL, NONE},
		{"identity;q=0, gzip", ALL, GZIP},
		{"identity;q=0, gzip", PLAIN, NONE},
		{"*;q=0", ALL, NONE},
		{"*;q=0, identity", ALL, ID},
		{"gzip, *;q=0", PLAIN, NONE},
		{"identity;q=0, *;q=0.5", ALL, BR},
	};
	check(rows, ARRAY_LEN(rows));
}

static void a_member_that_is_not_well_formed_is_passed_over(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"br;q=2", ALL, ID},
		{"br;q=1.001", ALL, ID},
		{"br;q=0.1234", ALL, ID},
		{"br;q=-1", ALL, ID},
		{"br;q=", ALL, ID},
		{"br;q", ALL, ID},
		{"br;", ALL, ID},
		{"br;v=1", ALL, ID},
		{"br;q=1;v=1", ALL, ID},
		{"br;q=.5", ALL, ID},
		{"br q=1", ALL, ID},
		{"brr, b r, \"br\"", ALL, ID},
		{",,, ,;,=;q=1,gzip,", ALL, GZIP},
		{"br;q=x, br;q=0.5, gzip;q=0.4", ALL, BR}, /* the first that means something */
		{"gzip;q=0, gzip;q=1", ALL, ID},
	};
	check(rows, ARRAY_LEN(rows));
}

static void several_fields_are_one_list(void **state)
{
	(void)state;
	struct accept_encoding a;
	accept_encoding_init(&a);
	accept_encoding_add(&a, STR("gzip;q=0.5"));
	accept_encoding_add(&a, STR("br;q=0.4, identity;q=0"));
	assert_int_equal(accept_encoding_choose(&a, ALL), GZIP);
	assert_int_equal(accept_encoding_choose(&a, PLAIN), NONE);
	assert_int_equal(accept_encoding_choose(&a, 0), NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_client_likes_best_is_chosen_and_brotli_where_it_does_not_mind),
		cmocka_unit_test(what_a_client_refuses_is_never_chosen),
		cmocka_unit_test(a_member_that_is_not_well_formed_is_passed_over),
		cmocka_unit_test(several_fields_are_one_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
