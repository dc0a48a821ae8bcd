#include "store/log_reader.h"

#include "store/log_lines.h"
#include "store/log_segment.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct seglog_reader {
	char *dir;
	struct log_segment_list list;
	size_t next_segment; /* in list */
	int fd;              /* -1: none open */
	struct line_reader lines;
	uint64_t seq; /* of the record that comes next */
	uint64_t from_seq, place_offset;
	bool live;
	enum err err;
	const char *trouble;
};

bool seglog_in_use(const char *dir)
{
	char path[PATH_MAX];
	if ((size_t)snprintf(path, sizeof path, "%s/lock", dir) >= sizeof path)
		return false;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	/* Asks without taking: a portal that starts just now must not find the log busy. */
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	bool in_use = fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
	close(fd);
	return in_use;
}

static bool reader_fail(struct seglog_reader *r, enum err err, const char *trouble)
{
	r->err = err;
	r->trouble = trouble;
	r->place_offset = r->lines.offset;
	return false;
}

static bool segment_next(struct seglog_reader *r)
{
	uint64_t first = r->list.first_seqs[r->next_segment];
	r->fd = log_segment_open_fd(r->dir, first, O_RDONLY);
	if (r->fd < 0)
		return reader_fail(r, err_from_errno(errno), "a file cannot be opened");
	line_reader_done(&r->lines);
	line_reader_init(&r->lines, r->fd, 0);
	r->next_segment++;
	if (r->seq && first != r->seq)
		return reader_fail(r, ERR_CORRUPT,
				   first > r->seq ? "missing: a file between two others" : "reordered: files overlap");
	r->seq = first;
	return true;
}

/* The segment that holds @seq is the last one that begins at or before it. */
static size_t segment_holding(const struct log_segment_list *l, uint64_t seq)
{
	size_t i = 0;
	while (i + 1 < l->count && l->first_seqs[i + 1] <= seq)
		i++;
	return i;
}

enum err seglog_reader_open(const char *dir, uint64_t from_seq, struct seglog_reader **ret)
{
	struct seglog_reader *r = calloc(1, sizeof *r);
	if (!r)
		return ERR_NOMEM;
	r->fd = -1;
	r->from_seq = from_seq;
	r->trouble = "";
	r->dir = strdup(dir);
	enum err err = r->dir ? OK : ERR_NOMEM;
	if (!err) {
		r->live = seglog_in_use(dir);
		err = log_segment_list_read(dir, &r->list);
	}
	if (err) {
		(void)seglog_reader_close(r);
		return err;
	}
	r->next_segment = segment_holding(&r->list, from_seq);
	*ret = r;
	return OK;
}

/* What stands behind a segment's last record. True when reading goes on with the next segment. */
static bool segment_finish(struct seglog_reader *r, enum line_result end)
{
	bool last = r->next_segment == r->list.count;
	if (end == LINE_FAILED)
		return reader_fail(r, r->lines.err, "a file cannot be read");
	if (end == LINE_LONG)
		return reader_fail(r, ERR_CORRUPT, "altered: a line is longer than any record");
	if (!(last && r->live)) {
		uint64_t used;
		enum err err = file_nonzero_end(r->fd, r->lines.offset, &used);
		if (err)
			return reader_fail(r, err, "a file cannot be read");
		if (end == LINE_TORN)
			return reader_fail(r, ERR_CORRUPT, "altered or torn: the line has no end");
		if (used > r->lines.offset)
			return reader_fail(r, ERR_CORRUPT, "altered: bytes behind the last record");
	}
	close(r->fd);
	r->fd = -1;
	return !last;
}

bool seglog_reader_next(struct seglog_reader *r, uint64_t *ret_seq, struct str *ret)
{
	while (!r->err) {
		if (r->fd < 0) {
			if (r->next_segment == r->list.count || !segment_next(r))
				return false;
		}
		uint64_t at = r->lines.offset;
		struct str record;
		enum line_result got = line_next(&r->lines, &record);
		if (got != LINE_RECORD) {
			if (!segment_finish(r, got))
				return false;
			continue;
		}
		uint64_t seq = r->seq++;
		if (seq < r->from_seq)
			continue;
		r->place_offset = at;
		*ret_seq = seq;
		*ret = record;
		return true;
	}
	return false;
}

void seglog_reader_place(const struct seglog_reader *r, struct seglog_place *ret, const char **ret_trouble)
{
	memset(ret, 0, sizeof *ret);
	if (r->next_segment > 0 && r->list.count)
		log_segment_name(r->list.first_seqs[r->next_segment - 1], ret->file);
	ret->offset = r->place_offset;
	if (ret_trouble)
		*ret_trouble = r->trouble;
}

enum err seglog_reader_close(struct seglog_reader *r)
{
	if (!r)
		return OK;
	enum err err = r->err;
	if (r->fd >= 0)
		close(r->fd);
	line_reader_done(&r->lines);
	log_segment_list_done(&r->list);
	free(r->dir);
	free(r);
	return err;
}
