/* A folder of a test's own, and what tests of files share. */
#pragma once

#include "base/str.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct scratch {
	char dir[256];
	char path[512]; /* the last one that scratch_path() made */
};

static inline void scratch_make(struct scratch *s)
{
	const char *base = getenv("TMPDIR");
	snprintf(s->dir, sizeof s->dir, "%s/pitboss-test-XXXXXX", base ? base : "/tmp");
	assert_non_null(mkdtemp(s->dir));
}

static inline const char *scratch_path(struct scratch *s, const char *name)
{
	snprintf(s->path, sizeof s->path, "%s/%s", s->dir, name);
	return s->path;
}

static inline void scratch_remove_tree(const char *dir)
{
	DIR *d = opendir(dir);
	if (!d)
		return;
	for (struct dirent *e; (e = readdir(d));) {
		char path[PATH_MAX];
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		assert_in_range(snprintf(path, sizeof path, "%s/%s", dir, e->d_name), 1, sizeof path - 1);
		if (unlink(path) != 0)
			scratch_remove_tree(path);
	}
	closedir(d);
	rmdir(dir);
}

static inline void scratch_done(struct scratch *s)
{
	scratch_remove_tree(s->dir);
}

/* The whole file; the caller frees. */
static inline char *file_load(const char *path, size_t *ret_n)
{
	int fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	struct stat st;
	assert_int_equal(fstat(fd, &st), 0);
	char *p = malloc((size_t)st.st_size + 1);
	assert_non_null(p);
	assert_int_equal(read(fd, p, (size_t)st.st_size), st.st_size);
	close(fd);
	p[st.st_size] = '\0';
	*ret_n = (size_t)st.st_size;
	return p;
}

static inline void file_save(const char *path, const char *p, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, p, n), (ssize_t)n);
	close(fd);
}

/* xorshift64*: the same numbers every run. */
static inline uint64_t draw(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 2685821657736338717u;
}
