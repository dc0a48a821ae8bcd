#include "base/crc32c.h"
#include "tests/unit/base/check.h"

/* RFC 3720, appendix B.4. */
static void the_examples_of_the_standard_come_out(void **state)
{
	(void)state;
	char zeros[32] = {0}, ones[32], up[32], down[32];
	memset(ones, 0xFF, sizeof ones);
	for (int i = 0; i < 32; i++) {
		up[i] = (char)i;
		down[i] = (char)(31 - i);
	}
	const struct {
		struct str in;
		uint32_t out;
	} rows[] = {
		{str_mem(zeros, 32), 0x8A9136AA}, {str_mem(ones, 32), 0x62A8AB43}, {str_mem(up, 32), 0x46DD794E},
		{str_mem(down, 32), 0x113FDB5C},  {STR("123456789"), 0xE3069283},  {STR(""), 0},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(crc32c(0, rows[i].in), rows[i].out);
		assert_int_equal(crc32c_by_table(0, rows[i].in), rows[i].out);
	}
}

static void in_pieces_it_is_the_same(void **state)
{
	(void)state;
	struct str s = STR("one after the other, at any place, of any length");
	for (size_t i = 0; i <= s.n; i++) {
		uint32_t first = crc32c(0, str_mem(s.p, i));
		assert_int_equal(crc32c(first, str_mem(s.p + i, s.n - i)), crc32c(0, s));
		assert_int_equal(crc32c_by_table(first, str_mem(s.p + i, s.n - i)), crc32c(0, s));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_examples_of_the_standard_come_out),
		cmocka_unit_test(in_pieces_it_is_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
