/* base/real.h - doubles to and from text, whatever the process's locale says. For statistics only: money is base/money.h.
 * Pure functions. */
#pragma once

#include "base/str.h"

#define REAL_TEXT_MAX 32 /* bytes with the NUL */

/* A JSON number's text, already checked against its grammar, rounded correctly. ERR_RANGE: beyond DBL_MAX; ERR_NOMEM. */
NODISCARD enum err real_parse(struct str s, double *ret);
/* The shortest of "%.{1..17}g" that reads back the same; @v is finite. Returns the length. */
size_t real_format(double v, char out[REAL_TEXT_MAX]);
