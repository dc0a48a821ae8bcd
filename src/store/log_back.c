/* seglog_read_back: a segment is gone through once forwards to learn where each group of lines begins, then its groups are read
 * from the last to the first. Memory: one group and 8 bytes for each GROUP lines. */
#include "store/log_lines.h"
#include "store/log_reader.h"
#include "store/log_segment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define GROUP 256

struct group_index {
	uint64_t *offsets; /* of the lines first_seq, first_seq + GROUP, ... */
	size_t count, cap;
	uint64_t lines; /* in all, before the limit */
};

static enum err index_add(struct group_index *x, uint64_t offset)
{
	if (x->count == x->cap) {
		size_t cap = x->cap ? x->cap * 2 : 64;
		uint64_t *p = realloc(x->offsets, cap * sizeof *p);
		if (!p)
			return ERR_NOMEM;
		x->offsets = p;
		x->cap = cap;
	}
	x->offsets[x->count++] = offset;
	return OK;
}

/* At most @max_lines: those behind are not asked for. A torn end is left out: it is not a record. */
static enum err index_build(int fd, uint64_t max_lines, struct group_index *x)
{
	struct line_reader lines;
	line_reader_init(&lines, fd, 0);
	enum err err = OK;
	struct str record;
	while (!err && x->lines < max_lines) {
		uint64_t at = lines.offset;
		enum line_result got = line_next(&lines, &record);
		if (got == LINE_FAILED)
			err = lines.err;
		if (got != LINE_RECORD)
			break;
		if (x->lines++ % GROUP == 0)
			err = index_add(x, at);
	}
	line_reader_done(&lines);
	return err;
}

struct back {
	bool (*each)(void *ctx, uint64_t seq, struct str record);
	void *ctx;
	bool stopped;
};

/* The lines of one group, last first. */
static enum err group_back(int fd, uint64_t offset, uint64_t first_seq, size_t count, struct back *b)
{
	struct line_reader lines;
	line_reader_init(&lines, fd, offset);
	struct {
		size_t at, n;
	} places[GROUP];
	struct buf text;
	buf_init(&text, (size_t)GROUP * (SEGLOG_RECORD_MAX + 1));
	size_t got = 0;
	for (struct str record; got < count && line_next(&lines, &record) == LINE_RECORD; got++) {
		places[got].at = text.n;
		places[got].n = record.n;
		buf_str(&text, record);
	}
	enum err err = lines.err ? lines.err : buf_ok(&text);
	line_reader_done(&lines);
	while (!err && got-- > 0 && !b->stopped)
		b->stopped = !b->each(b->ctx, first_seq + got, str_mem(text.p + places[got].at, places[got].n));
	buf_done(&text);
	return err;
}

static enum err segment_back(const char *dir, uint64_t first_seq, uint64_t before_seq, struct back *b)
{
	int fd = log_segment_open_fd(dir, first_seq, O_RDONLY);
	if (fd < 0)
		return err_from_errno(errno);
	struct group_index x = {0};
	enum err err = index_build(fd, before_seq - first_seq, &x);
	for (size_t i = x.count; !err && i-- > 0 && !b->stopped;) {
		uint64_t before = (uint64_t)i * GROUP;
		err = group_back(fd, x.offsets[i], first_seq + before, (size_t)MIN(x.lines - before, (uint64_t)GROUP), b);
	}
	free(x.offsets);
	close(fd);
	return err;
}

enum err seglog_read_back(const char *dir, uint64_t before_seq, bool (*each)(void *ctx, uint64_t seq, struct str record),
			  void *ctx)
{
	struct log_segment_list list;
	enum err err = log_segment_list_read(dir, &list);
	if (err)
		return err;
	struct back b = {.each = each, .ctx = ctx};
	uint64_t before = before_seq ? before_seq : UINT64_MAX;
	for (size_t i = list.count; !err && i-- > 0 && !b.stopped;)
		if (list.first_seqs[i] < before)
			err = segment_back(dir, list.first_seqs[i], before, &b);
	log_segment_list_done(&list);
	return err;
}
