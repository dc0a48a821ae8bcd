/* sim/names_table.h - the rows behind sim/names.h, private to sim/names*.c. Static data only.
 *
 * Names are written "native|latin"; without a bar the two are alike. Latin forms follow ICAO 9303 part 3, section 6 where it
 * gives one (ä is ae, å is aa, ø is oe, ß is ss), else the usual romanisation. Patterns: '#' is a digit, '%' a digit that isn't
 * 0, '@' a letter,
 * '&' a house number, '$' the street's name; anything else stands for itself. */
#pragma once

#include "sim/names.h"

struct name_pool {
	const char *const *items;
	unsigned count;
};

struct name_place {
	const char *city, *region;
	const char *postcode;  /* pattern, "" where the country has none */
	const char *time_zone; /* NULL: the country's */
};

struct name_places {
	const struct name_place *items;
	unsigned count;
};

enum name_order {
	NAME_GIVEN_FIRST,
	NAME_FAMILY_FIRST,
	NAME_FAMILY_TIGHT, /* family first, no blank between (Han and Hangul) */
};

struct name_table {
	struct name_country country;
	struct name_pool given_f, given_m;
	struct name_pool family;
	struct name_pool family_f; /* count 0: as family; else row by row the same family in its feminine form */
	struct name_pool streets;
	struct name_places places;
	const char *street; /* pattern */
	const char *phone;  /* pattern, E.164 */
	enum name_order order;
};

#define NAMES(...)                                                                         \
	{                                                                                  \
		.items = (const char *const[]){__VA_ARGS__},                               \
		.count = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *) \
	}
#define PLACES(...)                                                                                   \
	{                                                                                             \
		.items = (const struct name_place[]){__VA_ARGS__},                                    \
		.count = sizeof((const struct name_place[]){__VA_ARGS__}) / sizeof(struct name_place) \
	}

struct name_group {
	const struct name_table *tables;
	unsigned count;
};

extern const struct name_group names_west, names_south, names_north, names_east, names_asia;
