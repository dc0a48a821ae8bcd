#include "check.h"

#include "base/clock.h"
#include "base/codec.h"

static void hex_round_trips_and_is_strict(void **unused)
{
	(void)unused;
	unsigned char in[256], back[256];
	char text[513];
	for (size_t i = 0; i < sizeof in; i++)
		in[i] = (unsigned char)i;
	codec_hex(in, sizeof in, text);
	assert_int_equal(strlen(text), 512);
	assert_int_equal(codec_unhex(str_of(text), back, sizeof back), OK);
	assert_memory_equal(in, back, sizeof in);
	assert_int_equal(codec_unhex(STR("aAfF09"), back, 3), OK);
	assert_memory_equal(back, "\xaa\xff\x09", 3);
	back[0] = 7;
	assert_int_equal(codec_unhex(STR("0"), back, 1), ERR_SYNTAX);
	assert_int_equal(codec_unhex(STR("000"), back, 1), ERR_SYNTAX);
	assert_int_equal(codec_unhex(STR("0000"), back, 1), ERR_SYNTAX);
	assert_int_equal(codec_unhex(STR("0g"), back, 1), ERR_SYNTAX);
	assert_int_equal(codec_unhex(STR("01 2"), back, 2), ERR_SYNTAX);
	assert_int_equal(back[0], 7);
}

/* The vectors of RFC 4648, section 10, without padding, and the two letters that differ. */
static void base64url_is_rfc_4648(void **unused)
{
	(void)unused;
	static const char *const rows[][2] = {
		{"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
		{"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "-_8"}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf b;
		char back[16];
		size_t n = 99;
		buf_init(&b, 100);
		buf_base64url(&b, rows[i][0], strlen(rows[i][0]));
		assert_true(str_is(buf_view(&b), rows[i][1]));
		assert_int_equal(codec_unbase64url(str_of(rows[i][1]), back, sizeof back, &n), OK);
		assert_int_equal(n, strlen(rows[i][0]));
		assert_memory_equal(back, rows[i][0], n);
		buf_done(&b);
	}
}

static void base64url_refuses_all_but_the_one_text(void **unused)
{
	(void)unused;
	static const char *const bad[] = {"Zg==", "Zg=",  "Z",     "Zm9vY",  "Zh",      "Zm9",
					  "Zm+v", "Zm/v", "Zm 9v", "Zm9v\n", "Zm9vYmF="};
	char back[16];
	size_t n = 99;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(codec_unbase64url(str_of(bad[i]), back, sizeof back, &n), ERR_SYNTAX);
	assert_int_equal(codec_unbase64url(STR("Zm9v"), back, 2, &n), ERR_TOO_LARGE);
	assert_int_equal(n, 99);
	assert_int_equal(codec_unbase64url(STR("Zm9v"), back, 3, &n), OK);
}

static void random_bytes_differ(void **unused)
{
	(void)unused;
	unsigned char a[32] = {0}, b[32] = {0};
	codec_random(a, sizeof a);
	codec_random(b, sizeof b);
	assert_memory_not_equal(a, b, sizeof a);
	codec_random(a, 0);
}

static void uuid7_is_in_form_and_order_and_of_now(void **unused)
{
	(void)unused;
	char last[UUID_TEXT + 1] = "", id[UUID_TEXT + 1];
	int64_t before = clock_wall_ms();
	for (int i = 0; i < 20000; i++) {
		uuid7(id);
		assert_true(uuid_valid(str_of(id)));
		assert_int_equal(id[14], '7');
		assert_non_null(strchr("89ab", id[19]));
		assert_true(strcmp(id, last) > 0);
		memcpy(last, id, sizeof last);
	}
	unsigned char ms[6];
	char digits[13];
	memcpy(digits, id, 8);
	memcpy(digits + 8, id + 9, 4);
	assert_int_equal(codec_unhex(str_mem(digits, 12), ms, 6), OK);
	int64_t at = 0;
	for (int i = 0; i < 6; i++)
		at = at << 8 | ms[i];
	assert_true(at >= before && at <= clock_wall_ms() + 1);
}

static void uuid_form_is_checked(void **unused)
{
	(void)unused;
	assert_true(uuid_valid(STR("01890a5d-ac96-774b-bcce-b302099a8057")));
	assert_true(uuid_valid(STR("01890A5D-AC96-774B-BCCE-B302099A8057")));
	assert_false(uuid_valid(STR("01890a5d-ac96-774b-bcce-b302099a805")));
	assert_false(uuid_valid(STR("01890a5dxac96-774b-bcce-b302099a8057")));
	assert_false(uuid_valid(STR("01890a5d-ac96-774b-bcce-b302099a805g")));
	assert_false(uuid_valid(STR("-1890a5d-ac96-774b-bcce-b302099a8057")));
	assert_false(uuid_valid(STR_NONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hex_round_trips_and_is_strict),          cmocka_unit_test(base64url_is_rfc_4648),
		cmocka_unit_test(base64url_refuses_all_but_the_one_text), cmocka_unit_test(random_bytes_differ),
		cmocka_unit_test(uuid7_is_in_form_and_order_and_of_now),  cmocka_unit_test(uuid_form_is_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
