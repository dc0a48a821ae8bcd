#include "app/replay_read.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define READ_BYTES ((size_t)256 << 10)

/* The piece that is being read: what is left of the last one, and what came after it. */
struct piece {
	char *bytes;
	size_t from, to, capacity;
	bool last;
};

static enum err refill(struct piece *p, int fd, struct err_info *info)
{
	memmove(p->bytes, p->bytes + p->from, p->to - p->from);
	p->to -= p->from;
	p->from = 0;
	ssize_t n;
	do
		n = read(fd, p->bytes + p->to, p->capacity - p->to);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_set(info, ERR_IO, NULL, "the file cannot be read");
	p->last = n == 0;
	p->to += (size_t)n;
	return OK;
}

static enum err take_record(struct replay *r, const struct csv *c, struct replay_columns *columns, bool *header_read,
			    struct err_info *info)
{
	struct replay_row row = {0};
	if (!*header_read) {
		*header_read = true;
		return replay_columns(c, columns, info);
	}
	enum err e = replay_row(c, columns, &row, info);
	if (e != OK)
		return e;
	e = replay_add(r, &row, c->line, info);
	if (e != OK && info && !info->line)
		csv_place(c, 0, &info->line, &info->column);
	return e;
}

static enum err read_all(struct replay *r, struct csv *c, struct piece *p, int fd, struct err_info *info)
{
	struct replay_columns columns;
	bool header_read = false;
	for (enum err e = OK;;) {
		size_t used = 0;
		enum csv_result got = csv_next(c, str_mem(p->bytes + p->from, p->to - p->from), p->last, &used, info);
		if (got == CSV_RECORD)
			e = take_record(r, c, &columns, &header_read, info);
		p->from += used;
		if (got == CSV_MORE)
			e = refill(p, fd, info);
		if (e != OK)
			return e;
		if (got == CSV_BAD)
			return info ? info->code : ERR_SYNTAX;
		if (got == CSV_END)
			return header_read ? OK
					   : err_set(info, ERR_SHAPE, NULL,
						     "the file is empty; its first line is to name the columns");
	}
}

enum err replay_read(struct replay *r, int fd, struct err_info *info)
{
	struct csv *c = malloc(sizeof *c);
	struct piece p = {.capacity = CSV_RECORD_MAX + READ_BYTES};
	p.bytes = malloc(p.capacity);
	enum err e = c && p.bytes ? OK : ERR_NOMEM;
	if (e == OK) {
		csv_init(c);
		e = read_all(r, c, &p, fd, info);
		csv_done(c);
	}
	free(c);
	free(p.bytes);
	return e;
}
