/* live/card.h - card numbers as they may be kept: first 6 and last 4 digits at most (PCI DSS 3.4.1). Pure functions. */
#pragma once

#include "base/str.h"

#define CARD_DIGITS_MIN 13
#define CARD_TEXT_MAX   24

/* A value that is said to be a card's number: whole, grouped by blanks or dashes, or masked with * x # or dots. Of what is too
 * short to be one only the last 4 stay. Returns the length in @out; 0: not such a thing. */
size_t card_shorten(struct str number, char out[CARD_TEXT_MAX]);
/* Stars in place of the inner digits of every card number in @text: 13-19 digits, single blanks or dashes between them allowed,
 * beginning like a card's (ISO/IEC 7812: 2-6) and with its check digit right; @sure: whatever it begins with and however it ends.
 * True when there was one. */
bool card_hide(char *text, size_t n, bool sure);
/* Whether card_hide() would find any: without changing the text. */
bool card_stands_in(struct str text, bool sure);
