/* A text of "key value" lines, ended by a checksum of what is before: readable with any pager, replaced as a whole. */
#include "base/codec.h"
#include "directory/index.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MANIFEST_BYTES_MAX 8192

void index_segment_path(const struct index *x, uint64_t number, char ret[4096])
{
	snprintf(ret, 4096, "%s/segment-%" PRIu64, x->dir, number);
}

static enum err write_whole(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t k = write(fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return k < 0 ? err_from_errno(errno) : ERR_IO;
		p += k;
		n -= (size_t)k;
	}
	return fdatasync(fd) ? err_from_errno(errno) : OK;
}

static enum err sync_folder(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_from_errno(errno);
	enum err e = fsync(fd) ? err_from_errno(errno) : OK;
	close(fd);
	return e;
}

static enum err replace_file(const struct index *x, struct str text)
{
	char tmp[4096], path[4096];
	snprintf(tmp, sizeof(tmp), "%s/manifest.tmp", x->dir);
	snprintf(path, sizeof(path), "%s/manifest", x->dir);
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_from_errno(errno);
	enum err e = write_whole(fd, text.p, text.n);
	if (close(fd) && !e)
		e = err_from_errno(errno);
	if (!e && rename(tmp, path))
		e = err_from_errno(errno);
	if (e)
		unlink(tmp);
	return e ? e : sync_folder(x->dir);
}

enum err manifest_write(const struct index *x, const struct edition *v)
{
	struct buf b;
	buf_init(&b, MANIFEST_BYTES_MAX);
	buf_printf(&b, "pitboss-directory 1\nnext %" PRIu64 "\nready %d %" PRId64 "\nmark ", x->next_number, x->ready,
		   x->ready_ms);
	buf_base64url(&b, x->mark, strlen(x->mark));
	buf_printf(&b, "\nload %d\nsegments", x->loading);
	for (size_t i = 0; i < v->count; i++)
		buf_printf(&b, " %" PRIu64, v->parts[i].segment->number);
	buf_printf(&b, "\n");
	buf_printf(&b, "sum %016" PRIx64 "\n", str_hash_stable(buf_view(&b)));
	enum err e = buf_ok(&b);
	e = e ? e : replace_file(x, buf_view(&b));
	buf_done(&b);
	return e;
}

/* The value of the next line, which must have this key. */
static bool line(struct str *rest, const char *key, struct str *ret)
{
	struct str whole, word;
	if (!str_split(rest, '\n', &whole) || !str_split(&whole, ' ', &word) || !str_is(word, key))
		return false;
	*ret = whole;
	return true;
}

static bool parse_ready(struct index *x, struct str v)
{
	struct str flag;
	if (!str_split(&v, ' ', &flag) || str_to_i64(v, &x->ready_ms))
		return false;
	x->ready = str_is(flag, "1");
	return true;
}

static bool parse_mark(struct index *x, struct str v)
{
	size_t n = 0;
	if (v.n && codec_unbase64url(v, x->mark, sizeof(x->mark) - 1, &n))
		return false;
	x->mark[n] = '\0';
	return true;
}

static bool parse_segments(struct str v, uint64_t *numbers, size_t *ret_count)
{
	size_t n = 0;
	struct str one;
	while (v.n && str_split(&v, ' ', &one))
		if (n == EDITION_SEGMENTS_MAX || str_to_u64(one, &numbers[n++]))
			return false;
	*ret_count = n;
	return true;
}

static bool parse(struct index *x, struct str text, uint64_t *numbers, size_t *ret_count)
{
	struct str rest = text, v;
	if (!line(&rest, "pitboss-directory", &v) || !str_is(v, "1") || !line(&rest, "next", &v) ||
	    str_to_u64(v, &x->next_number))
		return false;
	if (!line(&rest, "ready", &v) || !parse_ready(x, v) || !line(&rest, "mark", &v) || !parse_mark(x, v))
		return false;
	if (!line(&rest, "load", &v))
		return false;
	x->loading = str_is(v, "1");
	if (!line(&rest, "segments", &v) || !parse_segments(v, numbers, ret_count))
		return false;
	char sum[17];
	snprintf(sum, sizeof(sum), "%016" PRIx64, str_hash_stable(str_mem(text.p, (size_t)(rest.p - text.p))));
	return line(&rest, "sum", &v) && str_is(v, sum);
}

enum err manifest_read(struct index *x, uint64_t *ret_numbers, size_t *ret_count)
{
	char path[4096], text[MANIFEST_BYTES_MAX];
	snprintf(path, sizeof(path), "%s/manifest", x->dir);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : err_from_errno(errno);
	ssize_t n = pread(fd, text, sizeof(text), 0);
	enum err e = n < 0 ? err_from_errno(errno) : OK;
	close(fd);
	if (e)
		return e;
	return parse(x, str_mem(text, (size_t)n), ret_numbers, ret_count) ? OK : ERR_CORRUPT;
}

static bool is_named(const char *file, const uint64_t *numbers, size_t count)
{
	uint64_t n;
	struct str number = str_mem(file + strlen("segment-"), strlen(file) - strlen("segment-"));
	if (str_to_u64(number, &n))
		return false;
	for (size_t i = 0; i < count; i++)
		if (numbers[i] == n)
			return true;
	return false;
}

void index_sweep(const struct index *x, const uint64_t *numbers, size_t count)
{
	DIR *d = opendir(x->dir);
	if (!d)
		return;
	for (struct dirent *f; (f = readdir(d));) {
		struct str name = str_of(f->d_name);
		bool segment = str_starts(name, STR("segment-")) && !is_named(f->d_name, numbers, count);
		bool load = str_is(name, "load") && !x->loading;
		if (segment || load || str_ends(name, STR(".tmp")))
			unlinkat(dirfd(d), f->d_name, 0);
	}
	closedir(d);
}
