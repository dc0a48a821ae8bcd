/* store/log_segment.h - one file of a segmented log, and the list of them in a folder. For store/log*.c, the readers, and who
 * keeps files beside the segments (live/journal). Thread: the log's writer (segment_*), any (segment_list). */
#pragma once

#include "store/log.h"

#define SEGMENT_NAME_MAX 32 /* "00000000000000000001.log" and the NUL */

struct log_segment {
	int fd;
	uint64_t first_seq;
	uint64_t end;    /* behind the last record */
	uint64_t zeroed; /* written with zeros up to here */
	uint64_t size;   /* preallocated up to here */
};

struct log_segment_list {
	uint64_t *first_seqs; /* ascending */
	size_t count;
};
#define SEGMENTS_MAX 1000000 /* files in one folder */

/* An absent folder is an empty list. */
NODISCARD enum err log_segment_list_read(const char *dir, struct log_segment_list *ret);
void log_segment_list_done(struct log_segment_list *l);
void log_segment_name(uint64_t first_seq, char out[SEGMENT_NAME_MAX]);
/* The file descriptor, or -1 with errno. */
int log_segment_open_fd(const char *dir, uint64_t first_seq, int flags);
/* So that names made and removed in @dir survive a crash. */
NODISCARD enum err dir_sync(const char *dir);

NODISCARD enum err log_segment_create(const char *dir, uint64_t first_seq, size_t bytes, struct log_segment *ret);
/* Like err_from_errno, for writes: a file size limit is a full disk too. */
enum err write_err(int errnum);

struct log_segment_scan {
	uint64_t cap_seq;  /* stop behind this record: what follows is cut */
	uint64_t last_seq; /* of the last whole record; first_seq - 1 when there is none */
};
/* Opens an existing segment for writing, hands each record to the hooks and cuts what a crash or a failed commit left behind.
 * ERR_CORRUPT: the segment holds what no crash explains. */
NODISCARD enum err log_segment_recover(const char *dir, uint64_t first_seq, size_t bytes, const struct seglog_hooks *hooks,
				       struct log_segment_scan *scan, struct log_segment *ret, struct err_info *info);
/* Writes and makes durable; on failure the segment must be closed and recovered. */
NODISCARD enum err log_segment_commit(struct log_segment *s, const struct seglog_io *io, struct str bytes);
/* Zeroes ahead when little is left; its failure is the next commit's business. */
void log_segment_zero_ahead(struct log_segment *s, const struct seglog_io *io);
/* Is there room on the disk, does it still take writes? After a failure, before records are accepted again. */
NODISCARD enum err log_segment_probe(struct log_segment *s, const struct seglog_io *io);
/* Gives the unused space back and closes. */
NODISCARD enum err log_segment_seal(struct log_segment *s);
void log_segment_close(struct log_segment *s);
