#include "live/seen_index.h"

#include "base/log.h"
#include "live/seen_file.h"
#include "store/log_segment.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FILES_MAX 4096 /* a tier has few; more is somebody else's folder */

struct seen_index {
	char *dir;
	struct seen_secret secret;
	atomic_bool stop;
	pthread_mutex_t lock;     /* of the list: held for a look-up or a change of it, never for I/O of its own */
	struct seen_file **files; /* by first_seq; ranges may overlap while one replaces others */
	size_t count, cap;
};

/* --- the list --- */

static enum err list_reserve(struct seen_index *x)
{
	if (x->count < x->cap)
		return OK;
	if (x->count >= FILES_MAX)
		return ERR_TOO_LARGE;
	size_t cap = x->cap ? x->cap * 2 : 16;
	pthread_mutex_lock(&x->lock);
	struct seen_file **p = realloc(x->files, cap * sizeof *p);
	if (p) {
		x->files = p;
		x->cap = cap;
	}
	pthread_mutex_unlock(&x->lock);
	return p ? OK : ERR_NOMEM;
}

static void insert(struct seen_index *x, struct seen_file *f)
{
	size_t i = x->count++;
	for (; i > 0 && x->files[i - 1]->first_seq > f->first_seq; i--)
		x->files[i] = x->files[i - 1];
	x->files[i] = f;
}

static void file_unlink(struct seen_index *x, uint64_t first_seq, uint64_t last_seq)
{
	char name[SEEN_NAME_MAX], path[PATH_MAX];
	seen_file_name(first_seq, last_seq, name);
	if ((size_t)snprintf(path, sizeof path, "%s/%s", x->dir, name) < sizeof path)
		unlink(path);
}

static bool same_range(const struct seen_file *a, const struct seen_file *b)
{
	return a->first_seq == b->first_seq && a->last_seq == b->last_seq;
}

static bool within(const struct seen_file *f, uint64_t first_seq, uint64_t last_seq)
{
	return f->first_seq >= first_seq && f->last_seq <= last_seq;
}

/* Takes those that @gone says out of the list and removes them; @instead (may be NULL) comes in at the same moment. A file of the
 * same name as @instead was replaced on disk already. */
static void replace(struct seen_index *x, struct seen_file *instead, bool (*gone)(const struct seen_file *f, const void *arg),
		    const void *arg)
{
	struct seen_file *out[FILES_MAX];
	size_t outs = 0, kept = 0;
	pthread_mutex_lock(&x->lock);
	for (size_t i = 0; i < x->count; i++) {
		if (gone(x->files[i], arg))
			out[outs++] = x->files[i];
		else
			x->files[kept++] = x->files[i];
	}
	x->count = kept;
	if (instead)
		insert(x, instead);
	pthread_mutex_unlock(&x->lock);
	for (size_t i = 0; i < outs; i++) {
		if (!instead || !same_range(instead, out[i]))
			file_unlink(x, out[i]->first_seq, out[i]->last_seq);
		seen_file_close(out[i]);
	}
}

static bool gone_within(const struct seen_file *f, const void *arg)
{
	const struct seen_range *r = arg;
	return within(f, r->first_seq, r->last_seq);
}

static bool gone_same(const struct seen_file *f, const void *arg)
{
	const struct seen_range *r = arg;
	return f->first_seq == r->first_seq && f->last_seq == r->last_seq;
}

static bool gone_damaged(const struct seen_file *f, const void *arg)
{
	return gone_same(f, arg) && !f->checked;
}

static bool gone_before(const struct seen_file *f, const void *arg)
{
	return f->last_seq < *(const uint64_t *)arg;
}

/* --- opening --- */

static enum err take_file(struct seen_index *x, uint64_t first_seq, uint64_t last_seq)
{
	struct seen_file *f;
	enum err err = list_reserve(x);
	if (!err)
		err = seen_file_open(x->dir, first_seq, last_seq, &x->secret, &f);
	if (err == ERR_CORRUPT) {
		log_event(LOG_WARN, "journal.index_damaged", NULL);
		file_unlink(x, first_seq, last_seq);
		return OK;
	}
	if (!err)
		insert(x, f);
	return err;
}

static enum err collect(struct seen_index *x, DIR *d)
{
	enum err err = OK;
	for (struct dirent *e; !err && (e = readdir(d));) {
		uint64_t first, last;
		if (seen_file_name_parse(e->d_name, &first, &last))
			err = take_file(x, first, last);
	}
	return err;
}

/* A crash after a merge leaves the merged ones behind. */
static void drop_contained(struct seen_index *x)
{
	for (size_t i = 0; i < x->count; i++) {
		struct seen_file *f = x->files[i];
		for (size_t k = 0; k < x->count; k++) {
			if (k == i || !within(f, x->files[k]->first_seq, x->files[k]->last_seq))
				continue;
			struct seen_range r = {f->first_seq, f->last_seq};
			replace(x, NULL, gone_same, &r);
			i--;
			break;
		}
	}
}

static void check_newest(struct seen_index *x)
{
	size_t bytes = 0;
	for (size_t i = x->count; i-- > 0 && bytes < SEEN_CHECK_AT_OPEN;) {
		struct seen_file *f = x->files[i];
		bytes += f->map_bytes;
		if (seen_file_check(f, &x->secret, NULL) == OK)
			continue;
		log_event(LOG_WARN, "journal.index_damaged", NULL);
		struct seen_range r = {f->first_seq, f->last_seq};
		replace(x, NULL, gone_same, &r);
	}
}

enum err seen_index_open(const char *dir, const struct seen_secret *k, struct seen_index **ret)
{
	struct seen_index *x = calloc(1, sizeof *x);
	if (!x)
		return ERR_NOMEM;
	x->secret = *k;
	pthread_mutex_init(&x->lock, NULL);
	x->dir = strdup(dir);
	DIR *d = x->dir ? opendir(dir) : NULL;
	enum err err = !x->dir ? ERR_NOMEM : d ? collect(x, d) : err_from_errno(errno);
	if (d)
		closedir(d);
	if (err) {
		seen_index_close(x);
		return err;
	}
	drop_contained(x);
	check_newest(x);
	*ret = x;
	return OK;
}

void seen_index_close(struct seen_index *x)
{
	if (!x)
		return;
	for (size_t i = 0; i < x->count; i++)
		seen_file_close(x->files[i]);
	free(x->files);
	pthread_mutex_destroy(&x->lock);
	free(x->dir);
	free(x);
}

/* --- use --- */

/* Newest first: a sender repeats what it sent lately. */
bool seen_index_has(struct seen_index *x, struct seen_id id)
{
	bool found = false;
	pthread_mutex_lock(&x->lock);
	for (size_t i = 0; i < x->count; i++)
		seen_file_prefetch(x->files[i], id);
	for (size_t i = x->count; !found && i-- > 0;)
		found = seen_file_has(x->files[i], id);
	pthread_mutex_unlock(&x->lock);
	return found;
}

bool seen_index_covers(struct seen_index *x, struct seen_range r)
{
	uint64_t next = r.first_seq;
	pthread_mutex_lock(&x->lock);
	for (size_t i = 0; i < x->count && x->files[i]->first_seq <= next && next <= r.last_seq; i++)
		next = MAX(next, x->files[i]->last_seq + 1);
	pthread_mutex_unlock(&x->lock);
	return next > r.last_seq;
}

enum err seen_index_add(struct seen_index *x, struct seen_range r, struct seen_id *ids, size_t count)
{
	struct seen_file *f;
	enum err err = list_reserve(x);
	if (!err)
		err = seen_file_write(x->dir, r.first_seq, r.last_seq, ids, count, &x->secret);
	if (!err)
		err = seen_file_open(x->dir, r.first_seq, r.last_seq, &x->secret, &f);
	if (err)
		return err;
	f->checked = true;
	replace(x, f, gone_same, &r);
	return OK;
}

/* The first of four that follow each other on one level; count: none. */
static size_t mergeable(const struct seen_index *x)
{
	for (size_t i = 0; i + SEEN_MERGE_MAX <= x->count; i++) {
		size_t k = 1;
		while (k < SEEN_MERGE_MAX && x->files[i + k]->level == x->files[i]->level &&
		       x->files[i + k]->first_seq == x->files[i + k - 1]->last_seq + 1)
			k++;
		if (k == SEEN_MERGE_MAX && x->files[i]->level < SEEN_LEVEL_MAX)
			return i;
	}
	return x->count;
}

enum err seen_index_merge(struct seen_index *x, bool *ret_merged)
{
	struct seen_file *f;
	size_t i = mergeable(x);
	*ret_merged = false;
	if (i == x->count)
		return OK;
	struct seen_range r = {x->files[i]->first_seq, x->files[i + SEEN_MERGE_MAX - 1]->last_seq};
	/* What is damaged must not become part of something that is not. */
	enum err err = OK;
	for (size_t k = i; !err && k < i + SEEN_MERGE_MAX; k++)
		if (!x->files[k]->checked)
			err = seen_file_check(x->files[k], &x->secret, &x->stop);
	if (err)
		return err == ERR_CORRUPT ? OK : err; /* seen_index_check() will meet it */
	err = list_reserve(x);
	if (!err)
		err = seen_file_merge(x->dir, &x->files[i], SEEN_MERGE_MAX, &x->secret, &x->stop);
	if (!err)
		err = seen_file_open(x->dir, r.first_seq, r.last_seq, &x->secret, &f);
	if (err)
		return err;
	f->checked = true;
	replace(x, f, gone_within, &r);
	*ret_merged = true;
	return OK;
}

enum err seen_index_check(struct seen_index *x, bool *ret_checked, struct seen_range *ret)
{
	*ret_checked = false;
	for (size_t i = x->count; i-- > 0;) {
		struct seen_file *f = x->files[i];
		if (f->checked)
			continue;
		*ret_checked = true;
		*ret = (struct seen_range){f->first_seq, f->last_seq};
		return seen_file_check(f, &x->secret, &x->stop);
	}
	return OK;
}

void seen_index_forget(struct seen_index *x, struct seen_range r)
{
	replace(x, NULL, gone_damaged, &r);
}

void seen_index_remove_before(struct seen_index *x, uint64_t seq)
{
	replace(x, NULL, gone_before, &seq);
}

void seen_index_cancel(struct seen_index *x)
{
	atomic_store(&x->stop, true);
}

size_t seen_index_files(struct seen_index *x)
{
	pthread_mutex_lock(&x->lock);
	size_t n = x->count;
	pthread_mutex_unlock(&x->lock);
	return n;
}
