#include "directory/index.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/map.h"
#include "directory/segment_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_ONLY_TRIES 5 /* a running portal may replace files between our reading the manifest and opening them */

/* --- views --- */

struct edition *index_view(struct index *x)
{
	pthread_mutex_lock(&x->view_lock);
	struct edition *v = edition_ref(x->view);
	pthread_mutex_unlock(&x->view_lock);
	return v;
}

static void swap_view(struct index *x, struct edition *v)
{
	pthread_mutex_lock(&x->view_lock);
	struct edition *old = x->view;
	x->view = v;
	pthread_mutex_unlock(&x->view_lock);
	edition_unref(old);
}

static void unlink_segments(const struct index *x, const struct edition *v, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		char path[4096];
		index_segment_path(x, v->parts[i].segment->number, path);
		unlink(path);
	}
}

/* Replaces parts [from, to) of the current view, on disk and in memory. Under the write lock. */
enum err index_commit(struct index *x, size_t from, size_t to, struct segment *const *segments, size_t count)
{
	struct edition *old = edition_ref(x->view), *v = NULL;
	enum err e = edition_replace(old, from, to, segments, count, &v);
	e = e ? e : manifest_write(x, v);
	if (e) {
		edition_unref(v);
	} else {
		swap_view(x, v);
		unlink_segments(x, old, from, to);
	}
	edition_unref(old);
	return e;
}

static void publish(struct index *x)
{
	struct index_state s = {.ready = x->ready,
				.loading = x->loading,
				.load_ended = x->loading && x->load.ended,
				.loaded = x->loading ? x->load.records : 0,
				.disk_bytes = x->loading ? x->load.bytes : 0,
				.customers = x->view->customers,
				.ready_ms = x->ready_ms,
				.files = (unsigned)x->view->count};
	for (size_t i = 0; i < x->view->count; i++)
		s.disk_bytes += x->view->parts[i].segment->map_bytes;
	memcpy(s.mark, x->mark, sizeof(s.mark));
	pthread_mutex_lock(&x->view_lock);
	x->published = s;
	pthread_mutex_unlock(&x->view_lock);
}

void index_write_begin(struct index *x)
{
	pthread_mutex_lock(&x->write_lock);
}

void index_write_end(struct index *x)
{
	publish(x);
	pthread_mutex_unlock(&x->write_lock);
}

void index_state(struct index *x, struct index_state *ret)
{
	pthread_mutex_lock(&x->view_lock);
	*ret = x->published;
	pthread_mutex_unlock(&x->view_lock);
}

enum err index_set_ready(struct index *x)
{
	index_write_begin(x);
	x->ready = true;
	x->ready_ms = clock_wall_ms();
	enum err e = manifest_write(x, x->view);
	index_write_end(x);
	return e;
}

/* --- opening --- */

static enum err take_lock(struct index *x, struct err_info *info)
{
	char path[4096];
	if (mkdir(x->dir, 0700) && errno != EEXIST)
		return err_set(info, err_from_errno(errno), NULL, "the directory's folder can't be made");
	snprintf(path, sizeof(path), "%s/lock", x->dir);
	x->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (x->lock_fd < 0)
		return err_set(info, err_from_errno(errno), NULL, "the directory's folder can't be written to");
	if (flock(x->lock_fd, LOCK_EX | LOCK_NB))
		return err_set(info, ERR_BUSY, NULL, "another process has the directory's folder open");
	return OK;
}

static enum err open_segments(struct index *x, const uint64_t *numbers, size_t count, struct edition **ret)
{
	struct segment *segments[EDITION_SEGMENTS_MAX];
	struct edition *empty = edition_new();
	enum err e = empty ? OK : ERR_NOMEM;
	size_t opened = 0;
	while (opened < count && !e) {
		char path[4096];
		index_segment_path(x, numbers[opened], path);
		e = segment_open(path, numbers[opened], &segments[opened]);
		opened += e == OK;
	}
	e = e ? e : edition_replace(empty, 0, 0, segments, count, ret);
	for (size_t i = 0; i < opened; i++)
		segment_unref(segments[i]);
	edition_unref(empty);
	return e;
}

static void forget(struct index *x)
{
	x->next_number = 1;
	x->ready = x->loading = false;
	x->ready_ms = 0;
	x->mark[0] = '\0';
}

static enum err open_manifest(struct index *x)
{
	uint64_t numbers[EDITION_SEGMENTS_MAX];
	size_t count = 0;
	enum err e = manifest_read(x, numbers, &count);
	e = e ? e : open_segments(x, numbers, count, &x->view);
	if (x->read_only)
		return e;
	if (e == ERR_CORRUPT || (e == ERR_NOT_FOUND && count))
		log_event(LOG_WARN, "directory.damaged", "action", "filled again", NULL);
	if (e == ERR_CORRUPT || e == ERR_NOT_FOUND) {
		forget(x);
		count = 0;
		x->view = edition_new();
		e = x->view ? OK : ERR_NOMEM;
	}
	if (!e)
		index_sweep(x, numbers, count);
	return e;
}

static enum err open_load(struct index *x)
{
	if (!x->loading)
		return OK;
	enum err e = load_open(&x->load, x->load_path, false);
	x->loading = e == OK;
	return e;
}

enum err index_open(struct index *x, const char *dir, bool read_only, struct err_info *info)
{
	*x = (struct index){.read_only = read_only, .lock_fd = -1, .load.fd = -1};
	if (snprintf(x->dir, sizeof(x->dir), "%s", dir) >= (int)sizeof(x->dir))
		return err_set(info, ERR_TOO_LARGE, NULL, "the directory's path is too long");
	snprintf(x->load_path, sizeof(x->load_path), "%s/load", x->dir);
	pthread_mutex_init(&x->view_lock, NULL);
	pthread_mutex_init(&x->write_lock, NULL);
	atomic_init(&x->stop, false);
	enum err e = read_only ? OK : take_lock(x, info);
	if (e) {
		index_close(x);
		return e;
	}
	for (unsigned i = 0; i < READ_ONLY_TRIES; i++)
		if ((e = open_manifest(x)) != ERR_NOT_FOUND)
			break;
	e = e || read_only ? e : open_load(x);
	if (e) {
		index_close(x);
		return err_set(info, e, NULL, "the directory can't be opened: %s", err_name(e));
	}
	publish(x);
	return OK;
}

void index_close(struct index *x)
{
	if (x->load.fd >= 0)
		load_close(&x->load);
	edition_unref(x->view);
	x->view = NULL;
	if (x->lock_fd >= 0)
		close(x->lock_fd);
	x->lock_fd = -1;
	pthread_mutex_destroy(&x->view_lock);
	pthread_mutex_destroy(&x->write_lock);
}

void index_stop(struct index *x)
{
	atomic_store(&x->stop, true);
}

/* --- changes --- */

enum err index_change_encode(const struct record *r, struct buf *bytes, bool gone, enum load_kind *ret_kind)
{
	struct str id = r->values[F_CUSTOMER_customerId].present ? r->values[F_CUSTOMER_customerId].text : STR_NONE;
	if (id.n == 0 || id.n > CUSTOMER_ID_MAX || memchr(id.p, 0, id.n))
		return ERR_SHAPE;
	if (gone)
		buf_str(bytes, id);
	enum err e = gone ? buf_ok(bytes) : customer_encode(r, bytes);
	if (!e)
		*ret_kind = gone ? LOAD_GONE : LOAD_CUSTOMER;
	return e;
}

static struct str change_id(const struct index_change *c)
{
	return c->kind == LOAD_CUSTOMER ? customer_id(c->bytes) : c->bytes;
}

static bool changes_nothing(const struct edition *v, const struct index_change *c)
{
	size_t part;
	uint32_t doc;
	bool known = edition_find(v, change_id(c), &part, &doc);
	return c->kind == LOAD_GONE ? !known : known && str_eq(segment_stored(v->parts[part].segment, doc), c->bytes);
}

/* The last change of every id, less those that change nothing. */
static enum err collect(const struct edition *v, const struct index_change *changes, size_t count, struct segment_writer *w,
			size_t *ret_kept)
{
	struct map last;
	enum err e = OK;
	map_init(&last);
	for (size_t i = 0; i < count && !e; i++)
		e = map_put(&last, change_id(&changes[i]), (void *)(uintptr_t)&changes[i], NULL);
	for (size_t i = 0; i < count && !e; i++) {
		const struct index_change *c = &changes[i];
		if (map_get(&last, change_id(c)) != c || changes_nothing(v, c))
			continue;
		e = c->kind == LOAD_CUSTOMER ? segment_writer_add(w, c->bytes) : segment_writer_gone(w, c->bytes);
		++*ret_kept;
	}
	map_done(&last);
	return e;
}

static enum err write_segment(struct index *x, struct segment_writer *w, struct segment **ret)
{
	char path[4096];
	uint64_t number = x->next_number++;
	index_segment_path(x, number, path);
	enum err e = segment_writer_finish(w, path);
	return e ? e : segment_open(path, number, ret);
}

/* Also behind its last page, and while it is built: a crash would begin the build again. */
static enum err apply_beside(struct index *x, const struct index_change *changes, size_t count)
{
	enum err e = OK;
	if (!x->loading)
		return OK;
	for (size_t i = 0; i < count && !e; i++)
		e = load_add(&x->load, changes[i].kind, changes[i].bytes);
	return e ? e : load_beside(&x->load);
}

static enum err apply_locked(struct index *x, const struct index_change *changes, size_t count, struct str mark)
{
	struct segment_writer w;
	struct segment *s = NULL;
	size_t kept = 0;
	segment_writer_init(&w, x->dir, NULL);
	enum err e = collect(x->view, changes, count, &w, &kept);
	if (!e && kept)
		e = write_segment(x, &w, &s);
	segment_writer_done(&w);
	if (e)
		return e;
	char before[sizeof(x->mark)];
	memcpy(before, x->mark, sizeof(before));
	bool moved = mark.p && mark.n <= DIRECTORY_MARK_MAX && !str_eq(mark, str_of(x->mark));
	if (moved)
		str_copy(x->mark, sizeof(x->mark), mark);
	if (s)
		e = index_commit(x, x->view->count, x->view->count, &s, 1);
	else if (moved)
		e = manifest_write(x, x->view);
	if (e)
		memcpy(x->mark, before, sizeof(before));
	segment_unref(s);
	return e;
}

enum err index_apply(struct index *x, const struct index_change *changes, size_t count, struct str mark)
{
	index_write_begin(x);
	/* Into the load first: a crash in between repeats the change, never loses it. */
	enum err e = apply_beside(x, changes, count);
	e = e ? e : apply_locked(x, changes, count, mark);
	index_write_end(x);
	return e;
}

/* --- the snapshot --- */

enum err index_load_begin(struct index *x)
{
	index_write_begin(x);
	if (x->loading) {
		load_close(&x->load);
		x->loading = false;
	}
	enum err e = load_open(&x->load, x->load_path, true);
	if (!e) {
		x->loading = true;
		e = manifest_write(x, x->view);
	}
	index_write_end(x);
	return e;
}

enum err index_load_page(struct index *x, const struct index_change *changes, size_t count, struct str mark, struct str next)
{
	enum err e = OK;
	index_write_begin(x);
	if (mark.p && mark.n <= DIRECTORY_MARK_MAX)
		e = load_add(&x->load, LOAD_MARK, mark);
	for (size_t i = 0; i < count && !e; i++)
		e = load_add(&x->load, changes[i].kind, changes[i].bytes);
	e = e ? e : load_page(&x->load, next);
	if (e) {
		/* What of the page was buffered must not go out with the next one. */
		buf_reset(&x->load.page);
		x->load.page_records = 0;
	}
	index_write_end(x);
	return e;
}

struct str index_load_position(struct index *x, struct arena *a, bool *ret_ended)
{
	struct str s = STR_NONE;
	index_write_begin(x);
	*ret_ended = x->load.ended;
	if (x->load.position.n)
		s = arena_dup(a, buf_view(&x->load.position));
	index_write_end(x);
	return s;
}

void index_load_drop(struct index *x)
{
	index_write_begin(x);
	if (x->loading) {
		load_remove(&x->load);
		x->loading = false;
	}
	index_write_end(x);
}

/* One segment from the load, as much as fits one; *pos moves on. */
static enum err build_one(struct index *x, const struct load_map *m, size_t *pos, uint64_t number, struct segment **ret)
{
	struct segment_writer w;
	enum load_kind kind;
	struct str bytes;
	enum err e = OK;
	size_t stored = 0, before = *pos;
	segment_writer_init(&w, x->dir, &x->stop);
	while (!e && load_next(m, pos, &kind, &bytes)) {
		bool full = w.count == SEGMENT_DOCS_MAX || stored + bytes.n > SEGMENT_STORED_MAX;
		if (full && (kind == LOAD_CUSTOMER || kind == LOAD_GONE)) {
			*pos = before;
			break;
		}
		before = *pos;
		stored += bytes.n;
		if (kind == LOAD_CUSTOMER)
			e = segment_writer_add(&w, bytes);
		else if (kind == LOAD_GONE)
			e = segment_writer_remove(&w, bytes);
	}
	char path[4096];
	index_segment_path(x, number, path);
	e = e ? e : segment_writer_finish(&w, path);
	segment_writer_done(&w);
	return e ? e : segment_open(path, number, ret);
}

static enum err build_all(struct index *x, const struct load_map *m, struct segment **segments, size_t *count)
{
	enum err e = OK;
	size_t pos = 0;
	while (!e && (pos < m->n || *count == 0)) {
		index_write_begin(x);
		uint64_t number = x->next_number++;
		index_write_end(x);
		e = *count < EDITION_SEGMENTS_MAX / 2 ? build_one(x, m, &pos, number, &segments[*count]) : ERR_LIMIT;
		*count += e == OK;
	}
	return e;
}

/* The new segments take the place of everything older than the build; what was applied during it stays on top. */
static enum err commit_build(struct index *x, struct segment *const *segments, size_t count)
{
	size_t to = 0;
	while (to < x->view->count && x->view->parts[to].segment->number < x->barrier)
		to++;
	bool was_ready = x->ready;
	char mark[sizeof(x->mark)];
	memcpy(mark, x->mark, sizeof(mark));
	x->loading = false;
	if (!x->ready || !x->mark[0])
		memcpy(x->mark, x->load.mark, sizeof(x->mark));
	x->ready = true;
	x->ready_ms = clock_wall_ms();
	enum err e = index_commit(x, 0, to, segments, count);
	if (e) {
		x->loading = true;
		x->ready = was_ready;
		memcpy(x->mark, mark, sizeof(mark));
		return e;
	}
	load_remove(&x->load);
	return OK;
}

enum err index_load_build(struct index *x)
{
	struct segment *segments[EDITION_SEGMENTS_MAX];
	struct load_map m;
	size_t count = 0;
	index_write_begin(x);
	MUST(x->loading && x->load.ended && !x->building);
	x->building = true;
	/* What is applied from here on is in segments of its own, which stay. */
	x->barrier = x->next_number;
	enum err e = load_map(&x->load, &m);
	index_write_end(x);
	e = e ? e : build_all(x, &m, segments, &count);
	load_unmap(&m);
	index_write_begin(x);
	e = e ? e : commit_build(x, segments, count);
	x->building = false;
	for (size_t i = 0; i < count; i++) {
		char path[4096];
		index_segment_path(x, segments[i]->number, path);
		if (e)
			unlink(path);
		segment_unref(segments[i]);
	}
	index_write_end(x);
	return e;
}
