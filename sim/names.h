/* sim/names.h - generated people and addresses from many countries.
 *
 * Nobody here is real: given names, family names, streets and cities are common ones, combined at random, and phone numbers are
 * random digits in the country's pattern. Names come in their native script with a Latin transliteration beside it (for user
 * names and machine-readable zones). Pure functions of the generator's state; no allocation, about a microsecond a person.
 * Thread: any. Tables are static. */
#pragma once

#include "sim/rng.h"

#include <stddef.h>

#define NAME_TEXT_MAX 64 /* bytes of one name, city, region with the NUL */
#define NAME_FULL_MAX 132
#define NAME_LINE_MAX 96

struct name_country {
	char code[3];         /* ISO 3166-1 alpha-2 */
	char code3[4];        /* alpha-3, as on passports */
	char subdivision[3];  /* ISO 3166-2 part behind the hyphen where the licence is a province's ("ON"), else "" */
	char currency[4];     /* ISO 4217 */
	const char *name;     /* in English */
	const char *language; /* BCP 47, first one first: "ar,en" */
	const char *time_zone;
	unsigned weight; /* share of the customers, relative to the others */
};

struct name_draw {
	unsigned country_index;
	unsigned family_index; /* in the country's table: relatives share it */
	char sex;              /* 'F' or 'M' */
	char given[NAME_TEXT_MAX], family[NAME_TEXT_MAX];
	char given_latin[NAME_TEXT_MAX], family_latin[NAME_TEXT_MAX]; /* ASCII letters, blanks, ' and - only */
	char full[NAME_FULL_MAX];                                     /* native script, in the country's order */
	char full_latin[NAME_FULL_MAX];                               /* given name first */
	char slug[NAME_FULL_MAX];                                     /* "given.family", a-z only: the stem of a user name */
	char phone[20];                                               /* E.164 */
	char street[NAME_LINE_MAX];                                   /* with the house number, in the country's order */
	char city[NAME_TEXT_MAX], region[NAME_TEXT_MAX], postcode[16];
	const char *time_zone; /* the city's; static */
};

unsigned names_country_count(void);
/* MUST: index < names_country_count(). */
const struct name_country *names_country(unsigned index);
/* By alpha-2 code; names_country_count() when there is none. */
unsigned names_country_find(const char *code);
/* A country by weight. */
unsigned names_draw_country(struct sim_rng *rng);
/* A whole person. */
void names_draw(struct sim_rng *rng, unsigned country_index, struct name_draw *ret);
/* A second name and phone for the same country with the same address: family members, shared households. */
void names_draw_relative(struct sim_rng *rng, const struct name_draw *of, struct name_draw *ret);
