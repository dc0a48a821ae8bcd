/* directory/fold: what people type finds what the source has, in any script. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "directory/fold.h"
#include "directory/fold_script.h"

#include <stdio.h>

static const char *folded(size_t (*fold)(struct str, char *), const char *in)
{
	static char out[FOLD_OUT_MAX + 1];
	out[fold(str_of(in), out)] = '\0';
	return out;
}

static bool name_has(const char *in, const char *form)
{
	char out[FOLD_OUT_MAX];
	size_t n = fold_name(str_of(in), out);
	for (size_t at = 0; at < n; at += strlen(out + at) + 1)
		if (strcmp(out + at, form) == 0)
			return true;
	return false;
}

static void text_folds_to_plain_latin(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{"John", "john"},
		{"  John \t Smith \n", "john smith"},
		{"MÜLLER", "muller"},
		{"Mu\xCC\x88ller", "muller"}, /* decomposed */
		{"Straße", "strasse"},
		{"Łukasz Żółć", "lukasz zolc"},
		{"Đặng Văn", "dang van"},
		{"Ærø Øster", "aero oster"},
		{"İstanbul ışık", "istanbul isik"},
		{"ﬁne ＡＢＣ １２３", "fine abc 123"},
		{"Иванов", "ivanov"},
		{"ЩЕРБАКОВА Юлия", "shcherbakova yuliya"},
		{"Дмитрий", "dmitry"},
		{"Григорій", "hryhoriy"}, /* Ukrainian by its letters */
		{"и\xCC\x86од", "yod"},   /* decomposed й */
		{"Γιώργος Παπαδόπουλος", "giorgos papadopoulos"},
		{"やまだ", "yamada"},
		{"ヤマダ", "yamada"},
		{"王伟", "wang wei"},
		{"राहुल", "rahula"},
		{"O’Brien", "o'brien"},
		{"john_player_77", "john_player_77"},
		{"A.B+c@Example.COM", "a.b+c@example.com"},
		{"a\x01"
		 "b\x7F",
		 "ab"},
		{"🎰king", "🎰king"},
		{"", ""},
		{" \t ", ""},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(folded(fold_text, rows[i].in), rows[i].out);
}

static void names_have_every_usual_spelling(void **state)
{
	static const struct {
		const char *in, *form;
	} rows[] = {
		{"Müller", "muller"},
		{"Müller", "mueller"},
		{"Søren Ærø", "soeren aeroe"},
		{"Ångström", "aangstroem"},
		{"O'Brien-Smith", "obrien smith"},
		{"Jean-Pierre d'Arc", "jean pierre darc"},
		{"Юлия Юрьева", "yuliya yureva"},
		{"Юлия Юрьева", "iuliia iureva"},
		{"山田 太郎", "yamada taro"},
		{"山田太郎", "yamada taro"},
		{"山田太郎", "shan tian tai lang"},
		{"김민준", "kim minjun"},
		{"남궁민지", "namgung minji"},
		{"陳志明", "chen zhiming"},
		{"陳志明", "chen zhi ming"},
		{"Дмитрий", "dmitrii"},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (!name_has(rows[i].in, rows[i].form))
			fail_msg("%s is not found as %s", rows[i].in, rows[i].form);
	assert_false(name_has("山田翼龍", "yamada")); /* half a reading would be a wrong name */
}

static void equal_names_in_two_scripts_share_a_form(void **state)
{
	static const char *const pairs[][2] = {
		{"Иванов", "Ivanov"}, {"山田", "Yamada"}, {"Müller", "MULLER"}, {"やまだ", "yamada"}, {"김", "Kim"}};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		char typed[FOLD_OUT_MAX + 1];
		typed[fold_name_word(str_of(pairs[i][1]), typed)] = '\0';
		assert_true(name_has(pairs[i][0], typed));
	}
}

/* What the table gives must be what ICU would: a letter is folded alike wherever it stands. The other letter sends a text to ICU.
 */
static void latin_table_agrees_with_icu(void **state)
{
	(void)state;
	for (uint32_t cp = 0xC0; cp < 0x180; cp++) {
		const char *mine = fold_latin(cp);
		char text[16], out[FOLD_OUT_MAX], want[32];
		if (!mine)
			continue;
		size_t n = utf8_encode(cp, text);
		memcpy(text + n, " \xCE\xB1", 3);
		size_t got = fold_text(str_mem(text, n + 3), out);
		snprintf(want, sizeof(want), "%s a", mine);
		if (!str_eq(str_mem(out, got), str_of(want)))
			fail_msg("U+%04X: table %s, ICU %.*s", cp, mine, (int)got, out);
	}
}

static void exact_keeps_accents_and_scripts_apart(void **state)
{
	(void)state;
	assert_string_equal(folded(fold_exact, " John@Example.COM "), "john@example.com");
	assert_string_equal(folded(fold_exact, "MÜLLER@x.de"), "müller@x.de");
	assert_string_not_equal(folded(fold_exact, "müller@x.de"), "muller@x.de");
	assert_string_equal(folded(fold_exact, "Иванов@x.de"), "иванов@x.de");
}

static void phones_are_digits_with_or_without_country_code(void **state)
{
	static const struct {
		const char *in, *digits, *national;
		bool ok, international;
	} rows[] = {
		{"+1-555-0123", "15550123", "5550123", true, true},
		{"0044 7700 900123", "447700900123", "7700900123", true, true},
		{"+44 (0)7700 900123", "447700900123", "7700900123", true, true},
		{"07700 900123", "07700900123", "7700900123", true, false},
		{"+356 2123 4567", "35621234567", "21234567", true, true},
		{"(555) 0123", "5550123", "5550123", true, false},
		{"+٤٤ ٧٧٠٠", "447700", "7700", true, true},
		{"12", NULL, NULL, false, false},
		{"john77", NULL, NULL, false, false},
		{"555x0123", NULL, NULL, false, false},
		{"1+2345", NULL, NULL, false, false},
		{"111111111111111111111111111111111", NULL, NULL, false, false},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fold_phone f;
		assert_int_equal(fold_phone(str_of(rows[i].in), &f), rows[i].ok);
		if (!rows[i].ok)
			continue;
		assert_true(str_eq(str_mem(f.digits, f.n), str_of(rows[i].digits)));
		assert_true(str_eq(str_mem(f.digits + f.national, f.n - f.national), str_of(rows[i].national)));
		assert_int_equal(f.international, rows[i].international);
	}
}

static void long_values_are_cut_never_overrun(void **state)
{
	char in[4096], out[FOLD_OUT_MAX];
	static const char *const units[] = {"a", "ß", "щ", "山", "ﷺ", "\xF0\x9F\x8E\xB0", "ä", "김"};
	(void)state;
	for (size_t u = 0; u < ARRAY_LEN(units); u++) {
		size_t n = 0;
		while (n + 4 < sizeof(in)) {
			memcpy(in + n, units[u], strlen(units[u]));
			n += strlen(units[u]);
		}
		size_t got = fold_text(str_mem(in, n), out);
		assert_true(got <= FOLD_VALUE_MAX && utf8_valid(str_mem(out, got)));
		assert_true(fold_name(str_mem(in, n), out) <= FOLD_OUT_MAX);
		assert_true(fold_exact(str_mem(in, n), out) <= FOLD_OUT_MAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_folds_to_plain_latin),
		cmocka_unit_test(names_have_every_usual_spelling),
		cmocka_unit_test(equal_names_in_two_scripts_share_a_form),
		cmocka_unit_test(latin_table_agrees_with_icu),
		cmocka_unit_test(exact_keeps_accents_and_scripts_apart),
		cmocka_unit_test(phones_are_digits_with_or_without_country_code),
		cmocka_unit_test(long_values_are_cut_never_overrun),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
