/* Machine-readable zones, ICAO Doc 9303 (8th edition): part 3 section 4 (check digits, transliteration), part 4 section 4.2
 * (TD3), part 5 section 4.2 (TD1). */
#include "sim/draw.h"

#include "base/clock.h"

#include <stdio.h>

#define TD3_LINE     44
#define TD1_LINE     30
#define DOCUMENT_LEN 9
#define OPTIONAL_TD3 14
#define DATE_LEN     6

static const char *text_or_empty(const char *z)
{
	return z ? z : "";
}

/* 0-9 are themselves, A-Z 10-35, the filler 0. */
static unsigned check_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A') + 10;
	return 0;
}

char draw_mrz_check(const char *p, size_t n)
{
	static const unsigned weights[] = {7, 3, 1};
	unsigned sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += check_value(p[i]) * weights[i % ARRAY_LEN(weights)];
	return (char)('0' + sum % 10);
}

/* Writes @z in the zone's alphabet into @width places, cut or padded with fillers; returns how many @z took. */
static size_t put_field(char *at, size_t width, const char *z)
{
	size_t n = 0;
	for (; *z && n < width; z++) {
		char c = *z;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
			at[n++] = c;
		else if (c == ' ' || c == '-')
			at[n++] = '<';
		/* an apostrophe is left out: part 3, section 4.6 */
	}
	memset(at + n, '<', width - n);
	return n;
}

/* Surname, two fillers, given names; a long surname leaves room for one letter of the given name. */
static void put_names(char *at, size_t width, const struct draw_subject *s)
{
	const char *given = text_or_empty(s->given_latin);
	size_t room = *given ? width - 3 : width;
	memset(at, '<', width);
	size_t n = put_field(at, room, text_or_empty(s->family_latin));
	memset(at + n, '<', width - n);
	if (*given)
		put_field(at + n + 2, width - n - 2, given);
}

static void put_date(char at[DATE_LEN], int32_t day)
{
	int y;
	unsigned m, d;
	char text[16];
	clock_civil_from_days(day, &y, &m, &d);
	snprintf(text, sizeof(text), "%02u%02u%02u", (unsigned)(((y % 100) + 100) % 100), m % 100, d % 100);
	memcpy(at, text, DATE_LEN);
}

/* Germany writes one letter (part 3, section 5). */
static void put_state(char at[3], const char *code3)
{
	const char *code = text_or_empty(code3);
	put_field(at, 3, strcmp(code, "DEU") ? code : "D");
}

static char sex_letter(char sex)
{
	return sex == 'F' || sex == 'M' ? sex : '<';
}

static unsigned passport_zone(const struct draw_subject *s, char ret[DRAW_MRZ_MAX][DRAW_MRZ_LINE])
{
	char *l1 = ret[0], *l2 = ret[1], composite[39];
	put_field(l1, 2, "P");
	put_state(l1 + 2, s->nationality);
	put_names(l1 + 5, TD3_LINE - 5, s);

	put_field(l2, DOCUMENT_LEN, text_or_empty(s->document_number));
	l2[9] = draw_mrz_check(l2, DOCUMENT_LEN);
	put_state(l2 + 10, s->nationality);
	put_date(l2 + 13, s->birth_day);
	l2[19] = draw_mrz_check(l2 + 13, DATE_LEN);
	l2[20] = sex_letter(s->sex);
	put_date(l2 + 21, s->expiry_day);
	l2[27] = draw_mrz_check(l2 + 21, DATE_LEN);
	/* With nothing in the optional data its check digit may be a filler. */
	size_t optional = put_field(l2 + 28, OPTIONAL_TD3, text_or_empty(s->personal_number));
	l2[42] = optional ? draw_mrz_check(l2 + 28, OPTIONAL_TD3) : '<';
	memcpy(composite, l2, 10);
	memcpy(composite + 10, l2 + 13, 7);
	memcpy(composite + 17, l2 + 21, 22);
	l2[43] = draw_mrz_check(composite, sizeof(composite));
	l1[TD3_LINE] = l2[TD3_LINE] = '\0';
	return 2;
}

static unsigned card_zone(const struct draw_subject *s, char ret[DRAW_MRZ_MAX][DRAW_MRZ_LINE])
{
	char *l1 = ret[0], *l2 = ret[1], *l3 = ret[2], composite[50];
	put_field(l1, 2, "I");
	put_state(l1 + 2, s->nationality);
	put_field(l1 + 5, DOCUMENT_LEN, text_or_empty(s->document_number));
	l1[14] = draw_mrz_check(l1 + 5, DOCUMENT_LEN);
	put_field(l1 + 15, TD1_LINE - 15, text_or_empty(s->personal_number));

	put_date(l2, s->birth_day);
	l2[6] = draw_mrz_check(l2, DATE_LEN);
	l2[7] = sex_letter(s->sex);
	put_date(l2 + 8, s->expiry_day);
	l2[14] = draw_mrz_check(l2 + 8, DATE_LEN);
	put_state(l2 + 15, s->nationality);
	put_field(l2 + 18, 11, "");
	memcpy(composite, l1 + 5, 25);
	memcpy(composite + 25, l2, 7);
	memcpy(composite + 32, l2 + 8, 7);
	memcpy(composite + 39, l2 + 18, 11);
	l2[29] = draw_mrz_check(composite, sizeof(composite));

	put_names(l3, TD1_LINE, s);
	l1[TD1_LINE] = l2[TD1_LINE] = l3[TD1_LINE] = '\0';
	return 3;
}

unsigned draw_mrz(const struct draw_subject *s, enum draw_kind kind, char ret[DRAW_MRZ_MAX][DRAW_MRZ_LINE])
{
	if (kind == DRAW_PASSPORT)
		return passport_zone(s, ret);
	if (kind == DRAW_ID_CARD)
		return card_zone(s, ret);
	return 0;
}
