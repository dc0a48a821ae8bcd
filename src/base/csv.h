/* base/csv.h - reads CSV as RFC 4180 has it, a record at a time, from bytes that the caller holds. UTF-8, with or without a mark
 * at its start; lines end with CRLF or LF; what is quoted may hold commas, quotes and line ends. Empty lines are left out.
 * Everything else is refused with its place: bare CR, NUL, other encodings, text beside quotes. Thread: the owner's. Life:
 * csv_init .. csv_next* .. csv_done. */
#pragma once

#include "base/buf.h"

#define CSV_RECORD_MAX (256u << 10)
#define CSV_FIELDS_MAX 256

struct csv_field {
	struct str text; /* unquoted; valid until the next call and while the input is */
	uint32_t offset; /* in the record's raw text */
	bool quoted;
};

struct csv {
	struct buf unquoted;
	uint64_t line; /* of the record that was read, 1-based */
	uint64_t next_line;
	struct str raw; /* the record as it stands */
	struct csv_field fields[CSV_FIELDS_MAX];
	size_t count;
	bool begun;
};

enum csv_result {
	CSV_RECORD,
	CSV_MORE, /* the input ends inside a record: call again with what was not used and more behind it */
	CSV_END,
	CSV_BAD, /* @info says what and where */
};

void csv_init(struct csv *c);
void csv_done(struct csv *c);
/* One record from the start of @in, of which *ret_used bytes are done with then, in every case. @last: nothing comes after @in.
 */
NODISCARD enum csv_result csv_next(struct csv *c, struct str in, bool last, size_t *ret_used, struct err_info *info);
/* The place of a field of the record, for people: line, and column in characters, both 1-based. */
void csv_place(const struct csv *c, size_t offset, uint32_t *ret_line, uint32_t *ret_column);
