/* sim/terms.h - the words by which the customer service finds a customer; a simple folding, as simple services have it.
 * Pure functions, any thread. */
#pragma once

#include "sim/model.h"

/* What one can find the customer by: user name, email, former emails, words of the name, digits of the phone, all folded. */
#define TERMS_MAX     24
#define TERM_TEXT_MAX 128
struct terms {
	unsigned count;
	char text[TERMS_MAX][TERM_TEXT_MAX];
};
void terms_of(const struct profile *p, struct terms *ret);
/* Lower case for ASCII, Latin-1, Greek and Cyrillic; cut to TERM_TEXT_MAX - 1 bytes at a code point. */
void term_fold(struct str s, char out[TERM_TEXT_MAX]);
