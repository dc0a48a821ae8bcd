#include "directory/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define FIRST_BYTES 4096

void scratch_init(struct scratch *s, const char *dir)
{
	*s = (struct scratch){.fd = -1, .dir = dir};
}

void scratch_done(struct scratch *s)
{
	if (s->fd >= 0) {
		if (s->p)
			munmap(s->p, s->cap);
		close(s->fd);
	} else {
		free(s->p);
	}
	scratch_init(s, s->dir);
}

static bool fail(struct scratch *s, enum err e)
{
	s->failed = e;
	return false;
}

/* glibc's posix_fallocate writes where the file system can't allocate: slow there, but right. */
static bool grow_file(struct scratch *s, size_t cap)
{
	int e = posix_fallocate(s->fd, 0, (off_t)cap);
	if (e)
		return fail(s, err_from_errno(e));
	void *p =
		s->p ? mremap(s->p, s->cap, cap, MREMAP_MAYMOVE) : mmap(NULL, cap, PROT_READ | PROT_WRITE, MAP_SHARED, s->fd, 0);
	if (p == MAP_FAILED)
		return fail(s, ERR_NOMEM);
	s->p = p;
	s->cap = cap;
	return true;
}

static bool move_to_file(struct scratch *s, size_t cap)
{
	char *old = s->p;
	int fd = open(s->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(s, err_from_errno(errno));
	s->p = NULL;
	s->fd = fd;
	bool ok = grow_file(s, cap);
	if (ok && s->n)
		memcpy(s->p, old, s->n);
	free(old);
	if (!ok)
		s->n = s->cap = 0;
	return ok;
}

static bool grow(struct scratch *s, size_t need)
{
	size_t cap = s->cap ? s->cap : FIRST_BYTES;
	while (cap < need)
		cap *= 2;
	if (s->fd >= 0)
		return grow_file(s, cap);
	if (cap > SCRATCH_HEAP_MAX)
		return move_to_file(s, cap);
	char *p = realloc(s->p, cap);
	if (!p)
		return fail(s, ERR_NOMEM);
	s->p = p;
	s->cap = cap;
	return true;
}

void *scratch_reserve(struct scratch *s, size_t n)
{
	if (s->failed)
		return NULL;
	if (n > SIZE_MAX / 4 - s->n) {
		s->failed = ERR_TOO_LARGE;
		return NULL;
	}
	if (n > s->cap - s->n && !grow(s, s->n + n))
		return NULL;
	return s->p + s->n;
}

enum err scratch_resize(struct scratch *s, size_t n)
{
	s->n = 0;
	if (n && !scratch_reserve(s, n))
		return s->failed;
	if (n)
		memset(s->p, 0, n);
	s->n = n;
	return OK;
}
