#include "directory/load.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct frame {
	uint32_t n, kind;
	uint64_t checksum;
};

static uint64_t checksum(enum load_kind kind, struct str bytes)
{
	return str_hash_stable(bytes) ^ (uint64_t)kind * 0x9E3779B97F4A7C15u;
}

static bool frame_next(const char *p, size_t n, size_t *pos, enum load_kind *ret_kind, struct str *ret)
{
	struct frame f;
	if (n - *pos < sizeof(f))
		return false;
	memcpy(&f, p + *pos, sizeof(f));
	if (f.n > LOAD_FRAME_MAX || n - *pos - sizeof(f) < f.n || f.kind < LOAD_CUSTOMER || f.kind > LOAD_END)
		return false;
	struct str bytes = str_mem(p + *pos + sizeof(f), f.n);
	if (checksum((enum load_kind)f.kind, bytes) != f.checksum)
		return false;
	*ret_kind = (enum load_kind)f.kind;
	*ret = bytes;
	*pos += sizeof(f) + f.n;
	return true;
}

/* Reads what is there and returns how much of it counts. */
static size_t recover(struct load *l, const char *p, size_t n)
{
	size_t pos = 0, good = 0;
	uint64_t records = 0;
	enum load_kind kind;
	struct str bytes;
	char mark[sizeof(l->mark)] = "";
	while (frame_next(p, n, &pos, &kind, &bytes)) {
		records += kind == LOAD_CUSTOMER;
		if (kind == LOAD_MARK)
			str_copy(mark, sizeof(mark), bytes);
		if (kind != LOAD_NEXT && kind != LOAD_END)
			continue;
		good = pos;
		l->records = records;
		l->ended = kind == LOAD_END;
		str_copy(l->mark, sizeof(l->mark), str_of(mark));
		buf_reset(&l->position);
		buf_str(&l->position, bytes);
	}
	return good;
}

static enum err recover_file(struct load *l)
{
	struct stat st;
	if (fstat(l->fd, &st))
		return err_from_errno(errno);
	if (st.st_size) {
		char *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, l->fd, 0);
		if (p == MAP_FAILED)
			return err_from_errno(errno);
		l->bytes = recover(l, p, (size_t)st.st_size);
		munmap(p, (size_t)st.st_size);
	}
	if (ftruncate(l->fd, (off_t)l->bytes))
		return err_from_errno(errno);
	return buf_ok(&l->position);
}

enum err load_open(struct load *l, const char *path, bool fresh)
{
	*l = (struct load){.path = path};
	buf_init(&l->page, LOAD_PAGE_MAX);
	buf_init(&l->position, LOAD_POSITION_MAX);
	l->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | (fresh ? O_TRUNC : 0), 0600);
	enum err e = l->fd < 0 ? err_from_errno(errno) : recover_file(l);
	if (e)
		load_close(l);
	return e;
}

void load_close(struct load *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	buf_done(&l->page);
	buf_done(&l->position);
}

void load_remove(struct load *l)
{
	unlink(l->path);
	load_close(l);
}

enum err load_add(struct load *l, enum load_kind kind, struct str bytes)
{
	struct frame f = {(uint32_t)bytes.n, kind, checksum(kind, bytes)};
	if (bytes.n > LOAD_FRAME_MAX)
		return ERR_TOO_LARGE;
	buf_add(&l->page, &f, sizeof(f));
	buf_str(&l->page, bytes);
	l->page_records += kind == LOAD_CUSTOMER;
	if (kind == LOAD_MARK)
		str_copy(l->mark, sizeof(l->mark), bytes);
	return buf_ok(&l->page);
}

static enum err write_page(struct load *l)
{
	for (size_t at = 0; at < l->page.n;) {
		ssize_t k = pwrite(l->fd, l->page.p + at, l->page.n - at, (off_t)(l->bytes + at));
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return k < 0 ? err_from_errno(errno) : ERR_IO;
		at += (size_t)k;
	}
	l->bytes += l->page.n;
	l->records += l->page_records;
	l->page_records = 0;
	buf_reset(&l->page);
	if (!l->ended && l->bytes - l->synced_bytes < LOAD_SYNC_BYTES)
		return OK;
	l->synced_bytes = l->bytes;
	return fdatasync(l->fd) ? err_from_errno(errno) : OK;
}

/* A failed page leaves nothing behind that the next one would continue: the file is as it was. */
static enum err drop_page(struct load *l, enum err e)
{
	buf_reset(&l->page);
	l->page_records = 0;
	return e;
}

enum err load_page(struct load *l, struct str next)
{
	if (next.n > LOAD_POSITION_MAX)
		return drop_page(l, ERR_TOO_LARGE);
	enum err e = load_add(l, next.p ? LOAD_NEXT : LOAD_END, next);
	if (e)
		return drop_page(l, e);
	l->ended = !next.p;
	e = write_page(l);
	if (e) {
		l->ended = false;
		return drop_page(l, e);
	}
	buf_reset(&l->position);
	buf_str(&l->position, next);
	return buf_ok(&l->position);
}

enum err load_beside(struct load *l)
{
	enum err e = load_add(l, l->ended ? LOAD_END : LOAD_NEXT, buf_view(&l->position));
	e = e ? e : write_page(l);
	return e ? drop_page(l, e) : OK;
}

enum err load_map(const struct load *l, struct load_map *ret)
{
	*ret = (struct load_map){NULL, 0};
	if (!l->bytes)
		return OK;
	void *p = mmap(NULL, (size_t)l->bytes, PROT_READ, MAP_SHARED, l->fd, 0);
	if (p == MAP_FAILED)
		return err_from_errno(errno);
	*ret = (struct load_map){p, (size_t)l->bytes};
	return OK;
}

void load_unmap(struct load_map *m)
{
	if (m->p)
		munmap((void *)(uintptr_t)m->p, m->n);
	m->p = NULL;
}

bool load_next(const struct load_map *m, size_t *pos, enum load_kind *ret_kind, struct str *ret)
{
	return frame_next(m->p, m->n, pos, ret_kind, ret);
}
