/* store/log_reader.h - reading a segmented log, also while it is being written. Thread: any, blocks. Life: seglog_reader_open ..
 * seglog_reader_next* .. seglog_reader_close. */
#pragma once

#include "store/log.h"

struct seglog_reader;

struct seglog_place {
	char file[40];
	uint64_t offset;
};

/* From record @from_seq (0 or 1: the beginning). Is anybody writing the log right now, its end is taken as it is found; else
 * whatever is not a record or the zeros behind the last one is ERR_CORRUPT. An absent folder reads as empty. */
NODISCARD enum err seglog_reader_open(const char *dir, uint64_t from_seq, struct seglog_reader **ret);
/* False at the end or on trouble: seglog_reader_close() tells which. @ret is valid until the next call. */
bool seglog_reader_next(struct seglog_reader *r, uint64_t *ret_seq, struct str *ret);
/* Where the record that was read last begins, or the trouble; static text, "" when there is none. */
void seglog_reader_place(const struct seglog_reader *r, struct seglog_place *ret, const char **ret_trouble);
/* OK, ERR_IO, ERR_NOMEM, ERR_CORRUPT. NULL is fine. */
enum err seglog_reader_close(struct seglog_reader *r);

/* Newest first: each record before @before_seq (0: from the end) until @each says false. The number is the record's place. */
NODISCARD enum err seglog_read_back(const char *dir, uint64_t before_seq,
				    bool (*each)(void *ctx, uint64_t seq, struct str record), void *ctx);
/* True when a process holds the log for writing. */
bool seglog_in_use(const char *dir);
