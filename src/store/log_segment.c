#include "store/log_segment.h"

#include "base/kill_point.h"

#include "store/log_lines.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEGMENT_DIGITS 20

void log_segment_name(uint64_t first_seq, char out[SEGMENT_NAME_MAX])
{
	snprintf(out, SEGMENT_NAME_MAX, "%020" PRIu64 ".log", first_seq);
}

int log_segment_open_fd(const char *dir, uint64_t first_seq, int flags)
{
	char name[SEGMENT_NAME_MAX], path[PATH_MAX];
	log_segment_name(first_seq, name);
	if ((size_t)snprintf(path, sizeof path, "%s/%s", dir, name) >= sizeof path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return open(path, flags | O_CLOEXEC, 0600);
}

static int compare_u64(const void *a, const void *b)
{
	uint64_t x, y;
	memcpy(&x, a, sizeof x);
	memcpy(&y, b, sizeof y);
	return x < y ? -1 : x > y;
}

static bool name_parse(const char *name, uint64_t *ret)
{
	struct str s = str_of(name), suffix = STR(".log");
	if (s.n != SEGMENT_DIGITS + suffix.n || !str_ends(s, suffix))
		return false;
	return str_to_u64(str_mem(s.p, SEGMENT_DIGITS), ret) == OK && *ret > 0;
}

static enum err list_collect(DIR *d, struct log_segment_list *l)
{
	size_t cap = 0;
	for (struct dirent *e; (e = readdir(d));) {
		uint64_t seq;
		if (!name_parse(e->d_name, &seq))
			continue;
		if (l->count == SEGMENTS_MAX)
			return ERR_TOO_LARGE;
		if (l->count == cap) {
			cap = cap ? cap * 2 : 16;
			uint64_t *p = realloc(l->first_seqs, cap * sizeof *p);
			if (!p)
				return ERR_NOMEM;
			l->first_seqs = p;
		}
		l->first_seqs[l->count++] = seq;
	}
	return OK;
}

enum err log_segment_list_read(const char *dir, struct log_segment_list *ret)
{
	struct log_segment_list l = {0};
	DIR *d = opendir(dir);
	if (!d) {
		if (errno != ENOENT)
			return err_from_errno(errno);
		*ret = l;
		return OK;
	}
	enum err err = list_collect(d, &l);
	closedir(d);
	if (err) {
		log_segment_list_done(&l);
		return err;
	}
	if (l.count)
		qsort(l.first_seqs, l.count, sizeof *l.first_seqs, compare_u64);
	*ret = l;
	return OK;
}

void log_segment_list_done(struct log_segment_list *l)
{
	free(l->first_seqs);
	*l = (struct log_segment_list){0};
}

enum err dir_sync(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_from_errno(errno);
	enum err err = fsync(fd) ? err_from_errno(errno) : OK;
	close(fd);
	return err;
}

enum err write_err(int errnum)
{
	return errnum == EFBIG ? ERR_FULL : err_from_errno(errnum);
}

/* A help, not a need: where there is no room or no support, the commit itself will say what is wrong. */
static void preallocate(struct log_segment *s, size_t bytes)
{
	s->size = s->end;
	if (bytes > s->end && fallocate(s->fd, 0, (off_t)s->end, (off_t)(bytes - s->end)) == 0)
		s->size = bytes;
}

enum err log_segment_create(const char *dir, uint64_t first_seq, size_t bytes, struct log_segment *ret)
{
	int fd = log_segment_open_fd(dir, first_seq, O_RDWR | O_CREAT | O_EXCL);
	if (fd < 0)
		return write_err(errno);
	struct log_segment s = {.fd = fd, .first_seq = first_seq};
	preallocate(&s, bytes);
	enum err err = fsync(fd) ? write_err(errno) : dir_sync(dir);
	if (err) {
		close(fd);
		return err;
	}
	*ret = s;
	return OK;
}

static enum err corrupt(struct err_info *info, uint64_t first_seq, uint64_t offset, const char *why)
{
	char name[SEGMENT_NAME_MAX];
	log_segment_name(first_seq, name);
	err_set(info, ERR_CORRUPT, name, "%s (%s, byte %" PRIu64 ")", why, name, offset);
	if (info)
		info->offset = offset;
	return ERR_CORRUPT;
}

/* Leaves s->end behind the last record that counts. */
static enum err scan_records(struct log_segment *s, const struct seglog_hooks *hooks, struct log_segment_scan *scan,
			     struct err_info *info, enum line_result *ret_end)
{
	struct line_reader lines;
	line_reader_init(&lines, s->fd, 0);
	enum line_result r = LINE_END;
	enum err err = OK;
	scan->last_seq = s->first_seq - 1;
	while (!err && scan->last_seq < scan->cap_seq) {
		struct str record;
		uint64_t at = lines.offset;
		r = line_next(&lines, &record);
		if (r != LINE_RECORD)
			break;
		if (hooks->accept && !hooks->accept(hooks->ctx, scan->last_seq + 1, record))
			err = corrupt(info, s->first_seq, at, "a record was altered");
		else
			scan->last_seq++;
	}
	s->end = lines.offset;
	if (!err && r == LINE_FAILED)
		err = lines.err;
	line_reader_done(&lines);
	*ret_end = r;
	return err;
}

/* Behind the last record a crash leaves parts of one batch at most, and blocks that never reached the disk read as zeros; so a
 * whole line that is wrong, or more than a batch of bytes, was not a crash. */
static enum err cut_tail(struct log_segment *s, enum line_result last, bool torn_only, struct err_info *info)
{
	uint64_t used;
	enum err err = file_nonzero_end(s->fd, s->end, &used);
	if (err)
		return err;
	if (torn_only && (last == LINE_LONG || used - s->end > SEGLOG_TORN_MAX))
		return corrupt(info, s->first_seq, s->end, "more follows than a crash can have torn");
	if (used > s->end && ftruncate(s->fd, (off_t)s->end))
		return write_err(errno);
	return OK;
}

enum err log_segment_recover(const char *dir, uint64_t first_seq, size_t bytes, const struct seglog_hooks *hooks,
			     struct log_segment_scan *scan, struct log_segment *ret, struct err_info *info)
{
	int fd = log_segment_open_fd(dir, first_seq, O_RDWR);
	if (fd < 0)
		return err_from_errno(errno);
	/* After a failed fsync the cached pages are not what the disk holds. */
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	struct log_segment s = {.fd = fd, .first_seq = first_seq};
	if (hooks->rewind)
		hooks->rewind(hooks->ctx, first_seq);
	enum line_result last;
	enum err err = scan_records(&s, hooks, scan, info, &last);
	if (!err)
		err = cut_tail(&s, last, scan->cap_seq == UINT64_MAX, info);
	if (err) {
		close(fd);
		return err;
	}
	s.zeroed = s.end;
	preallocate(&s, bytes);
	if (fsync(fd)) {
		err = write_err(errno);
		close(fd);
		return err;
	}
	*ret = s;
	return OK;
}

static enum err write_all(int fd, const struct seglog_io *io, const char *p, size_t n, uint64_t at)
{
	while (n) {
		ssize_t put = io->pwrite(fd, p, n, (off_t)at);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return write_err(errno);
		if (put == 0)
			return ERR_IO;
		p += put;
		n -= (size_t)put;
		at += (uint64_t)put;
	}
	return OK;
}

enum err log_segment_commit(struct log_segment *s, const struct seglog_io *io, struct str bytes)
{
	KILL_POINT("log.writing");
#ifdef PITBOSS_KILL_POINTS
	if (kill_due("log.torn")) {
		(void)!write_all(s->fd, io, bytes.p, bytes.n / 2, s->end);
		kill_now();
	}
#endif
	enum err err = write_all(s->fd, io, bytes.p, bytes.n, s->end);
	if (err)
		return err;
	KILL_POINT("log.written");
	if (io->fdatasync(s->fd))
		return write_err(errno);
	KILL_POINT("log.synced");
	s->end += bytes.n;
	return OK;
}

static char zeros[SEGLOG_AHEAD]; /* never written: not const, so that the program's file need not hold it */

void log_segment_zero_ahead(struct log_segment *s, const struct seglog_io *io)
{
	uint64_t from = MAX(s->zeroed, s->end), to = MIN(s->end + SEGLOG_AHEAD, s->size);
	if (to <= from || from - s->end >= SEGLOG_AHEAD / 2)
		return;
	if (write_all(s->fd, io, zeros, to - from, from) != OK)
		return;
	s->zeroed = to;
	/* Under way before the next commit waits for it. */
	(void)sync_file_range(s->fd, (off_t)from, (off_t)(to - from), SYNC_FILE_RANGE_WRITE);
}

enum err log_segment_probe(struct log_segment *s, const struct seglog_io *io)
{
	enum { PROBE = 4096 };
	enum err err = write_all(s->fd, io, zeros, PROBE, s->end);
	if (err)
		return err;
	return io->fdatasync(s->fd) ? write_err(errno) : OK;
}

enum err log_segment_seal(struct log_segment *s)
{
	enum err err = OK;
	if (ftruncate(s->fd, (off_t)s->end) || fsync(s->fd))
		err = write_err(errno);
	log_segment_close(s);
	return err;
}

void log_segment_close(struct log_segment *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}
