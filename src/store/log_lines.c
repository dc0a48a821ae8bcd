#include "store/log_lines.h"

#include "store/log.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define LINE_CHUNK (256u << 10)

void line_reader_init(struct line_reader *r, int fd, uint64_t offset)
{
	*r = (struct line_reader){.fd = fd, .offset = offset};
}

void line_reader_done(struct line_reader *r)
{
	free(r->p);
	r->p = NULL;
}

static ssize_t pread_retry(int fd, void *p, size_t n, uint64_t at)
{
	ssize_t got;
	do
		got = pread(fd, p, n, (off_t)at);
	while (got < 0 && errno == EINTR);
	return got;
}

/* More bytes behind those at hand; what was consumed makes room. */
static enum err refill(struct line_reader *r)
{
	size_t rest = r->have - r->pos;
	if (r->pos)
		memmove(r->p, r->p + r->pos, rest);
	r->have = rest;
	r->pos = 0;
	if (r->cap - rest < LINE_CHUNK) {
		char *p = realloc(r->p, r->cap + LINE_CHUNK);
		if (!p)
			return ERR_NOMEM;
		r->p = p;
		r->cap += LINE_CHUNK;
	}
	ssize_t got = pread_retry(r->fd, r->p + rest, r->cap - rest, r->offset + rest);
	if (got < 0)
		return err_from_errno(errno);
	r->have += (size_t)got;
	r->at_eof = got == 0;
	return OK;
}

enum line_result line_next(struct line_reader *r, struct str *ret)
{
	for (;;) {
		size_t n = r->have - r->pos;
		char *line = n ? r->p + r->pos : NULL;
		char *lf = n ? memchr(line, '\n', n) : NULL;
		size_t len = lf ? (size_t)(lf - line) : n;
		if (n && memchr(line, '\0', len))
			return line[0] == '\0' ? LINE_END : LINE_TORN;
		if (len > SEGLOG_RECORD_MAX)
			return LINE_LONG;
		if (lf) {
			*ret = str_mem(line, len);
			r->pos += len + 1;
			r->offset += len + 1;
			return LINE_RECORD;
		}
		if (r->at_eof)
			return n ? LINE_TORN : LINE_END;
		r->err = refill(r);
		if (r->err)
			return LINE_FAILED;
	}
}

enum err file_nonzero_end(int fd, uint64_t from, uint64_t *ret)
{
	enum { CHUNK = 64 << 10 };
	static const char zeros[CHUNK];
	char *p = malloc(CHUNK);
	if (!p)
		return ERR_NOMEM;
	uint64_t end = from, at = from;
	ssize_t got;
	while ((got = pread_retry(fd, p, CHUNK, at)) > 0) {
		size_t n = (size_t)got;
		if (memcmp(p, zeros, n) != 0) {
			while (n && p[n - 1] == '\0')
				n--;
			end = at + n;
		}
		at += (size_t)got;
	}
	enum err err = got < 0 ? err_from_errno(errno) : OK;
	free(p);
	if (!err)
		*ret = end;
	return err;
}
