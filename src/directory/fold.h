/* directory/fold.h - text as it is searched: compatibility forms, case, accents and scripts folded to plain Latin, so that
 * "Müller", "MULLER" and "muller", "Иванов" and "ivanov", "山田" and "yamada" find each other.
 *
 * ASCII, western Latin and Cyrillic fold by tables here; everything else by ICU (Any-Latin; Latin-ASCII), one transliterator for
 * the process behind a lock: its rules cost 4 MB and, for Han, 70 ms at the first use, which fold_warm() takes ahead.
 * Thread: any. */
#pragma once

#include "base/str.h"

#define FOLD_INPUT_MAX 512  /* bytes of a value looked at; the rest is not searchable */
#define FOLD_OUT_MAX   1600 /* bytes that any of these writes at most, ... */
#define FOLD_VALUE_MAX 512  /* ... and of one folded value; the rest is cut */
#define FOLD_FORMS_MAX 4    /* spellings of one name */

/* For ids, user names and emails: punctuation stays, blanks become one space, control characters and NUL go. Returns bytes
 * written, at most FOLD_OUT_MAX. */
size_t fold_text(struct str in, char out[FOLD_OUT_MAX]);
/* For names: letters and digits with single spaces between; apostrophes vanish (O'Brien: obrien), hyphens part words. First the
 * plain form, then other usual spellings of the same name (Müller: mueller; 김: kim; 山田: yamada), each followed by a NUL.
 * Returns bytes with the NULs, 0 for an empty name. */
size_t fold_name(struct str in, char out[FOLD_OUT_MAX]);
/* The plain form alone, no NUL: for words that are searched. */
size_t fold_name_word(struct str in, char out[FOLD_OUT_MAX]);
/* Compatibility forms and case only (NFKC_Casefold, blanks trimmed): equal here means the same address to everybody. */
size_t fold_exact(struct str in, char out[FOLD_OUT_MAX]);

#define FOLD_PHONE_MAX    32 /* digits kept */
#define FOLD_NATIONAL_MIN 6  /* digits of a number without its country code that still name one subscriber */
struct fold_phone {
	char digits[FOLD_PHONE_MAX];
	size_t n;
	bool international; /* written with + or 00, which are not in digits */
	size_t national;    /* where the number without country code or trunk zeros starts; 0 when it is all */
};
/* False: not written like a phone number (other characters than digits, blanks and + - . / ( ) ), or fewer than 3 digits. */
bool fold_phone(struct str in, struct fold_phone *ret);

/* Loads what the first name in a rare script would wait for. */
void fold_warm(void);
