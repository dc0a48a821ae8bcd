/* store/log_lines.h - the lines of one segment file, forwards, in constant memory. A segment's data end at its first NUL or at
 * the file's end. Thread: the owner's. Life: line_reader_init .. line_next* .. line_reader_done (does not close the file). */
#pragma once

#include "base/str.h"

enum line_result {
	LINE_RECORD,
	LINE_END,    /* zeros or the file's end, just behind a LF: as it should be */
	LINE_TORN,   /* bytes that no LF ends */
	LINE_LONG,   /* longer than a record may be */
	LINE_FAILED, /* reading failed: see err */
};

struct line_reader {
	int fd;
	uint64_t offset; /* of the line that comes next, or of the trouble */
	char *p;
	size_t cap, have, pos;
	bool at_eof;
	enum err err;
};

void line_reader_init(struct line_reader *r, int fd, uint64_t offset);
void line_reader_done(struct line_reader *r);
/* The line without its LF, valid until the next call. */
enum line_result line_next(struct line_reader *r, struct str *ret);
/* The offset behind the last byte that is not zero, at or behind @from; @from itself when all are zero. */
NODISCARD enum err file_nonzero_end(int fd, uint64_t from, uint64_t *ret);
