/* api/sniff.h - what the first bytes of a content say that it is. Pure. */
#pragma once

#include "base/str.h"

#define SNIFF_BYTES 8 /* enough to tell */

/* The one of our fixed type names that @declared says, whatever its case and parameters; p == NULL: none that is shown. */
struct str content_type_known(struct str declared);
/* Do the first bytes (at least SNIFF_BYTES, unless the content is shorter) belong to @type? */
bool content_is(struct str type, struct str first);
/* Appends at most @max bytes of @id that are safe in a file name, to a NUL-terminated @out of @max + 1. */
void safe_name(struct str id, char *out, size_t max);
