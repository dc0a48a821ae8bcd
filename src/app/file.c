#include "app/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 1200

static enum err read_all(int fd, struct buf *out)
{
	for (;;) {
		char *p = buf_reserve(out, 4096);
		if (!p)
			return buf_ok(out) == OK ? ERR_NOMEM : buf_ok(out);
		ssize_t n = read(fd, p, 4096);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_from_errno(errno);
		if (n == 0)
			return OK;
		buf_commit(out, (size_t)n);
	}
}

enum err file_read(const char *path, size_t max, struct buf *out, mode_t *ret_mode)
{
	struct stat st;
	buf_init(out, max + 4096); /* room is asked for a block ahead of the end */
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_from_errno(errno);
	enum err e = fstat(fd, &st) == 0 ? read_all(fd, out) : err_from_errno(errno);
	close(fd);
	if (e == OK && out->n > max)
		e = ERR_TOO_LARGE;
	if (e == OK && ret_mode)
		*ret_mode = st.st_mode & 07777;
	return e;
}

static enum err write_all(int fd, struct str s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? err_from_errno(errno) : ERR_IO;
		s = str_mem(s.p + n, s.n - (size_t)n);
	}
	return fsync(fd) == 0 ? OK : err_from_errno(errno);
}

static enum err write_as(const char *path, int flags, struct str text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode);
	if (fd < 0)
		return errno == EEXIST ? ERR_CONFLICT : err_from_errno(errno);
	/* The mode given to open() counts for new files only, and less the umask. */
	enum err e = fchmod(fd, mode) == 0 ? write_all(fd, text) : err_from_errno(errno);
	if (close(fd) != 0 && e == OK)
		e = err_from_errno(errno);
	if (e != OK)
		unlink(path);
	return e;
}

enum err file_create(const char *path, struct str text, mode_t mode)
{
	return write_as(path, O_EXCL, text, mode);
}

enum err file_replace(const char *path, struct str text, mode_t mode)
{
	char beside[PATH_BYTES];
	int n = snprintf(beside, sizeof beside, "%s.new", path);
	if (n < 0 || (size_t)n >= sizeof beside)
		return ERR_TOO_LARGE;
	enum err e = write_as(beside, O_TRUNC, text, mode);
	if (e == OK && rename(beside, path) != 0)
		e = err_from_errno(errno);
	return e;
}
