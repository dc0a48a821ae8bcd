#include "access/mask.h"
#include "access/perm.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void looks(enum mask_kind k, const char *value, const char *want)
{
	struct buf b;
	buf_init(&b, 4096);
	mask_put(k, str_of(value), &b);
	buf_char(&b, '\0');
	assert_int_equal(buf_ok(&b), OK);
	assert_string_equal(b.p, want);
	buf_done(&b);
}

static void emails_keep_a_letter_and_a_public_ending(void **state)
{
	(void)state;
	looks(MASK_EMAIL, "john@example.com", "j***@***.com");
	looks(MASK_EMAIL, "john.smith+bets@mail.example.co.uk", "j***@***.uk");
	looks(MASK_EMAIL, "j@example.com", "***@***.com");
	looks(MASK_EMAIL, "\xc3\xa4nne@example.de", "\xc3\xa4***@***.de");
	looks(MASK_EMAIL, "\"a@b\"@example.com", "\"***@***.com");
	looks(MASK_EMAIL, "root@localhost", "r***@***");
	looks(MASK_EMAIL, "root@10.0.0.1", "r***@***");
	looks(MASK_EMAIL, "x@.x", "***@***");
	looks(MASK_EMAIL, "no address", "***");
	looks(MASK_EMAIL, "@", "***@***");
	looks(MASK_EMAIL, "", "***");
}

static void phones_keep_the_country_and_two_digits(void **state)
{
	(void)state;
	looks(MASK_PHONE, "+1-555-0123", "+1***23");
	looks(MASK_PHONE, "+44 7700 900123", "+44***23");
	looks(MASK_PHONE, "+358 40 1234567", "+358***67");
	looks(MASK_PHONE, "+7 495 123-45-67", "+7***67");
	looks(MASK_PHONE, "07700 900123", "***23");
	looks(MASK_PHONE, "+12345", "***");
	looks(MASK_PHONE, "12", "***");
	looks(MASK_PHONE, "", "***");
	looks(MASK_PHONE, "+1111111111111111111111111111111111111111111", "***");
}

static void dates_and_texts_say_nothing(void **state)
{
	(void)state;
	looks(MASK_DATE, "1985-06-15", "****-**-**");
	looks(MASK_TEXT, "1 High Street, Springfield", "***");
	looks(MASK_TEXT, "", "***");
	looks(MASK_NONE, "as it is", "as it is");
}

static void document_numbers_keep_three_letters_of_long_ones(void **state)
{
	(void)state;
	looks(MASK_DOCUMENT_NUMBER, "X1234789", "***789");
	looks(MASK_DOCUMENT_NUMBER, "123456", "***");
	looks(MASK_DOCUMENT_NUMBER, "ABC\xd0\x90\xd0\x91\xd0\x92\xd0\x93", "***\xd0\x91\xd0\x92\xd0\x93");
	looks(MASK_DOCUMENT_NUMBER, "", "***");
}

/* Whatever comes in, what goes out is valid UTF-8 and no longer than its kind allows. */
static void any_text_stays_short_and_valid(void **state)
{
	(void)state;
	static const char *const pieces[] = {"@", ".", "+", "1", "23", "a", "\xc3\xa9", "\xf0\x9f\x8e\xb2", " ", "-"};
	uint64_t x = 360;
	for (int i = 0; i < 20000; i++) {
		char value[128] = "";
		for (unsigned n = 0; n < (unsigned)i % 24; n++) {
			x = x * 6364136223846793005u + 1442695040888963407u;
			strcat(value, pieces[(x >> 33) % ARRAY_LEN(pieces)]);
		}
		for (int k = MASK_EMAIL; k <= MASK_DOCUMENT_NUMBER; k++) {
			struct buf b;
			buf_init(&b, 4096);
			mask_put((enum mask_kind)k, str_of(value), &b);
			assert_true(utf8_valid(buf_view(&b)));
			assert_true(b.n >= 3 && b.n <= 36);
			buf_done(&b);
		}
	}
}

static void each_kind_has_its_sight(void **state)
{
	(void)state;
	assert_int_equal(mask_sight(MASK_EMAIL), SIGHT_CONTACT);
	assert_int_equal(mask_sight(MASK_PHONE), SIGHT_CONTACT);
	assert_int_equal(mask_sight(MASK_DATE), SIGHT_PERSONAL);
	assert_int_equal(mask_sight(MASK_TEXT), SIGHT_PERSONAL);
	assert_int_equal(mask_sight(MASK_DOCUMENT_NUMBER), SIGHT_DOCUMENT);
	assert_int_equal(mask_sight(MASK_NONE), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(emails_keep_a_letter_and_a_public_ending),
		cmocka_unit_test(phones_keep_the_country_and_two_digits),
		cmocka_unit_test(dates_and_texts_say_nothing),
		cmocka_unit_test(document_numbers_keep_three_letters_of_long_ones),
		cmocka_unit_test(any_text_stays_short_and_valid),
		cmocka_unit_test(each_kind_has_its_sight),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
