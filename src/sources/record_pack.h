/* sources/record_pack.h - a record as one run of bytes, to be kept beside what was made of it and read again by this very
 * process. Pure; any thread. */
#pragma once

#include "base/buf.h"
#include "sources/schema.h"

void record_pack(struct buf *out, const struct record *r);
/* What record_pack() wrote of a record of @schema. Texts are slices of @packed. NULL: no memory in @a. */
struct record *record_unpack(struct str packed, const struct schema *schema, struct arena *a);
