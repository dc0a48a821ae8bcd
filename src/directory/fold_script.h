/* directory/fold_script.h - how names are spelt in Latin letters where a general transliteration is not what people type.
 * Constant tables; any thread. Private to directory/fold*.c. */
#pragma once

#include "base/str.h"

/* Latin-1 and Latin Extended-A, U+00C0-U+017F, without accents, lower case; NULL where ICU should decide. */
const char *fold_latin(uint32_t cp);

enum fold_cyrillic {
	FOLD_CYRILLIC_PLAIN,    /* what newspapers write: BGN/PCGN without marks */
	FOLD_CYRILLIC_PASSPORT, /* ICAO Doc 9303 part 3, section 6 */
};
/* Lower case letter to Latin; "" for the signs; NULL when not Cyrillic. Ukrainian reads г and и otherwise than Russian. */
const char *fold_cyrillic(uint32_t cp, enum fold_cyrillic style, bool ukrainian);
static inline bool fold_is_cyrillic(uint32_t cp)
{
	return cp >= 0x0400 && cp <= 0x04FF;
}

/* The German and Nordic way to write ä, ö, ü, å, ø in ASCII; NULL: none. */
const char *fold_umlaut(uint32_t cp);

/* The longest entry of the table of usual readings of Han names (Japanese; Taiwanese family names) that @s starts with, given as
 * UTF-8: its reading, and through @ret_n its length in bytes. NULL: none. */
const char *fold_han_reading(struct str s, size_t *ret_n);
/* The usual spelling of a Korean family name (김: kim) that @s, Hangul in UTF-8, starts with. NULL: none. */
const char *fold_hangul_family(struct str s, size_t *ret_n);
