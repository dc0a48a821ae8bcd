/* directory/terms.h - a search text, folded and parted into what the index is asked for. Pure; lives in its arena. */
#pragma once

#include "directory/fold.h"
#include "directory/segment.h"

#define TERMS_INFIX_MIN 3 /* characters of a text, and of a word, that are looked for inside of words */

struct term {
	struct str raw;    /* as ids, user names and emails are folded */
	struct str name;   /* as names are folded; may have spaces in it, may be empty */
	struct str digits; /* for the phone column; empty: not a number. A national number without its trunk zeros, ... */
	struct str zeros;  /* ... and with them where it was typed so (Italy's belong to the number), else empty */
	bool international;
};

struct terms {
	struct term words[DIRECTORY_WORDS_MAX]; /* all must match */
	size_t count;                           /* 0: no text */
	struct str whole, whole_name;           /* ended by a NUL that is counted: to be equal to */
	struct str exact;                       /* fold_exact of the text */
	struct term number;                     /* the whole text as one number, blanks or not; no digits: it is none */
	bool infix;                             /* long enough for the infix stage */
};

/* ERR_TOO_LARGE: more bytes or words than the limits; ERR_NOMEM. A text of blanks only is no text. */
NODISCARD enum err terms_parse(struct terms *t, struct str text, struct arena *a);

/* In which order hits come: exact by field, prefix by field, infix. A document's class is the first that it matches; of several
 * words, the last class that any of them needs. */
enum term_class {
	CLASS_EXACT_ID,
	CLASS_EXACT_EMAIL,
	CLASS_EXACT_USERNAME,
	CLASS_EXACT_PHONE,
	CLASS_EXACT_FORMER,
	CLASS_EXACT_NAME,
	CLASS_PREFIX, /* + enum segment_column */
	CLASS_INFIX = CLASS_PREFIX + COLUMN_COUNT_,
	CLASS_NONE,
};
static const enum segment_column class_exact_column[CLASS_PREFIX] = {COLUMN_ID,    COLUMN_EMAIL,  COLUMN_USERNAME,
								     COLUMN_PHONE, COLUMN_FORMER, COLUMN_NAME};
/* What to look for in a column, as it is folded there: up to two spellings. Returns how many; 0: this word can't be there. */
size_t term_in_column(const struct term *t, enum segment_column c, struct str ret[2]);
/* Whether an entry counts for a number written like this: with its country code only from the start of the value. */
static inline bool term_place_counts(bool international, uint32_t place)
{
	return !international || place & SEGMENT_PLACE_START;
}
enum directory_field column_field(enum segment_column c);
