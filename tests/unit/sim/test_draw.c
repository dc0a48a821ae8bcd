#include "base/clock.h"
#include "sim/draw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* The example of ICAO Doc 9303, parts 4 and 5: the fictional state of Utopia. */
static struct draw_subject utopia(void)
{
	return (struct draw_subject){
		.given = "Anna Maria",
		.family = "Eriksson",
		.given_latin = "Anna Maria",
		.family_latin = "Eriksson",
		.sex = 'F',
		.birth_day = clock_days_from_civil(1974, 8, 12),
		.issue_day = clock_days_from_civil(2002, 4, 16),
		.expiry_day = clock_days_from_civil(2012, 4, 15),
		.nationality = "UTO",
		.country = "Utopia",
		.document_number = "L898902C3",
		.street = "High Street 1",
		.city = "Zenith",
		.postcode = "12345",
		.currency = "EUR",
		.seed = 42,
	};
}

static void passport_zone_matches_the_standards_example(void **state)
{
	(void)state;
	struct draw_subject s = utopia();
	char lines[DRAW_MRZ_MAX][DRAW_MRZ_LINE];
	s.personal_number = "ZE184226B";
	assert_int_equal(draw_mrz(&s, DRAW_PASSPORT, lines), 2);
	assert_string_equal(lines[0], "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<");
	assert_string_equal(lines[1], "L898902C36UTO7408122F1204159ZE184226B<<<<<10");
}

static void card_zone_matches_the_standards_example(void **state)
{
	(void)state;
	struct draw_subject s = utopia();
	char lines[DRAW_MRZ_MAX][DRAW_MRZ_LINE];
	s.document_number = "D23145890";
	assert_int_equal(draw_mrz(&s, DRAW_ID_CARD, lines), 3);
	assert_string_equal(lines[0], "I<UTOD231458907<<<<<<<<<<<<<<<");
	assert_string_equal(lines[1], "7408122F1204159UTO<<<<<<<<<<<6");
	assert_string_equal(lines[2], "ERIKSSON<<ANNA<MARIA<<<<<<<<<<");
}

static void papers_without_a_zone_have_none(void **state)
{
	(void)state;
	struct draw_subject s = utopia();
	char lines[DRAW_MRZ_MAX][DRAW_MRZ_LINE];
	assert_int_equal(draw_mrz(&s, DRAW_DRIVING_LICENCE, lines), 0);
	assert_int_equal(draw_mrz(&s, DRAW_UTILITY_BILL, lines), 0);
}

static void zones_keep_their_length_whatever_the_name(void **state)
{
	(void)state;
	static const struct {
		const char *given, *family, *line;
	} cases[] = {
		{"Sean", "O'Neill", "P<UTOONEILL<<SEAN<<<<<<<<<<<<<<<<<<<<<<<<<<<"},
		{"Jean-Luc", "Lloyd-Evans", "P<UTOLLOYD<EVANS<<JEAN<LUC<<<<<<<<<<<<<<<<<<"},
		{"", "Ng", "P<UTONG<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"},
		{"Bartholomew", "Featherstonehaugh Cholmondeley Wriothesley", "P<UTOFEATHERSTONEHAUGH<CHOLMONDELEY<WRIOT<<B"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct draw_subject s = utopia();
		char lines[DRAW_MRZ_MAX][DRAW_MRZ_LINE];
		s.given_latin = cases[i].given;
		s.family_latin = cases[i].family;
		assert_int_equal(draw_mrz(&s, DRAW_PASSPORT, lines), 2);
		assert_int_equal(strlen(lines[0]), 44);
		assert_int_equal(strlen(lines[1]), 44);
		assert_int_equal(strncmp(lines[0], cases[i].line, strlen(cases[i].line)), 0);
	}
}

static void germany_is_one_letter_in_the_zone(void **state)
{
	(void)state;
	struct draw_subject s = utopia();
	char lines[DRAW_MRZ_MAX][DRAW_MRZ_LINE];
	s.nationality = "DEU";
	draw_mrz(&s, DRAW_PASSPORT, lines);
	assert_memory_equal(lines[0], "P<D<<", 5);
}

static void draw(const struct draw_subject *s, enum draw_kind kind, enum draw_format format, unsigned pages, struct buf *out)
{
	buf_init(out, DRAW_MAX_BYTES);
	assert_int_equal(draw_document(s, kind, format, pages, out), OK);
}

static void every_kind_is_drawn_in_both_formats_with_the_same_bytes(void **state)
{
	(void)state;
	struct draw_subject s = utopia();
	for (unsigned k = 0; k < DRAW_KIND_COUNT_; k++)
		for (unsigned f = DRAW_PNG; f <= DRAW_PDF; f++) {
			struct buf a, b;
			draw(&s, (enum draw_kind)k, (enum draw_format)f, 2, &a);
			draw(&s, (enum draw_kind)k, (enum draw_format)f, 2, &b);
			assert_true(a.n > 5000);
			assert_true(str_eq(buf_view(&a), buf_view(&b)));
			if (f == DRAW_PNG) {
				assert_true(str_starts(buf_view(&a), STR("\x89PNG\r\n\x1a\n")));
			} else {
				assert_true(str_starts(buf_view(&a), STR("%PDF-")));
				assert_non_null(memmem(a.p, a.n, "%%EOF", 5));
			}
			buf_done(&a);
			buf_done(&b);
		}
}

static void another_seed_draws_another_picture(void **state)
{
	(void)state;
	struct draw_subject s = utopia(), other = utopia();
	struct buf a, b;
	other.seed = 43;
	draw(&s, DRAW_PASSPORT, DRAW_PNG, 1, &a);
	draw(&other, DRAW_PASSPORT, DRAW_PNG, 1, &b);
	assert_false(str_eq(buf_view(&a), buf_view(&b)));
	buf_done(&a);
	buf_done(&b);
}

static void pdf_has_the_pages_asked_for(void **state)
{
	(void)state;
	struct draw_subject s = utopia();
	static const struct {
		enum draw_kind kind;
		unsigned pages;
		const char *want;
	} cases[] = {
		{DRAW_BANK_STATEMENT, 1, "/Count 1"},
		{DRAW_BANK_STATEMENT, 3, "/Count 3"},
		{DRAW_UTILITY_BILL, DRAW_PAGES_MAX, "/Count 20"},
		{DRAW_PASSPORT, 4, "/Count 1"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf b;
		draw(&s, cases[i].kind, DRAW_PDF, cases[i].pages, &b);
		assert_non_null(memmem(b.p, b.n, cases[i].want, strlen(cases[i].want)));
		buf_done(&b);
	}
}

static void photo_has_the_size_asked_for(void **state)
{
	(void)state;
	struct draw_subject s = utopia();
	struct buf b;
	buf_init(&b, DRAW_MAX_BYTES);
	assert_int_equal(draw_photo(&s, 96, &b), OK);
	/* PNG: width and height are the first fields of the first chunk, big-endian. */
	assert_memory_equal(b.p + 16, "\0\0\0\x60\0\0\0\x60", 8);
	buf_reset(&b);
	assert_int_equal(draw_photo(&s, 31, &b), ERR_RANGE);
	assert_int_equal(draw_photo(&s, 1025, &b), ERR_RANGE);
	assert_int_equal(b.n, 0);
	buf_done(&b);
}

static void out_of_range_and_full_buffers_are_errors(void **state)
{
	(void)state;
	struct draw_subject s = utopia();
	struct buf b;
	buf_init(&b, 1000);
	assert_int_equal(draw_document(&s, DRAW_PASSPORT, DRAW_PNG, 0, &b), ERR_RANGE);
	assert_int_equal(draw_document(&s, DRAW_PASSPORT, DRAW_PNG, DRAW_PAGES_MAX + 1, &b), ERR_RANGE);
	assert_int_equal(draw_document(&s, DRAW_KIND_COUNT_, DRAW_PNG, 1, &b), ERR_RANGE);
	assert_int_equal(draw_document(&s, DRAW_PASSPORT, DRAW_PNG, 1, &b), ERR_TOO_LARGE);
	buf_reset(&b);
	assert_int_equal(draw_document(&s, DRAW_BANK_STATEMENT, DRAW_PDF, 2, &b), ERR_TOO_LARGE);
	buf_done(&b);
}

static void empty_and_foreign_texts_are_drawn(void **state)
{
	(void)state;
	struct draw_subject empty = {.issue_day = 20000, .expiry_day = 23000}, s = utopia();
	struct buf b;
	s.given = "花子";
	s.family = "العنزي";
	s.street = "Ερμού 12, a street whose name goes on and on and on until no card has room for all of it, however small it "
		   "is written";
	s.currency = "JPY";
	for (unsigned k = 0; k < DRAW_KIND_COUNT_; k++) {
		draw(&empty, (enum draw_kind)k, DRAW_PNG, 1, &b);
		buf_done(&b);
		draw(&s, (enum draw_kind)k, DRAW_PDF, 1, &b);
		buf_done(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passport_zone_matches_the_standards_example),
		cmocka_unit_test(card_zone_matches_the_standards_example),
		cmocka_unit_test(papers_without_a_zone_have_none),
		cmocka_unit_test(zones_keep_their_length_whatever_the_name),
		cmocka_unit_test(germany_is_one_letter_in_the_zone),
		cmocka_unit_test(every_kind_is_drawn_in_both_formats_with_the_same_bytes),
		cmocka_unit_test(another_seed_draws_another_picture),
		cmocka_unit_test(pdf_has_the_pages_asked_for),
		cmocka_unit_test(photo_has_the_size_asked_for),
		cmocka_unit_test(out_of_range_and_full_buffers_are_errors),
		cmocka_unit_test(empty_and_foreign_texts_are_drawn),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
