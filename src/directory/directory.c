#include "directory/directory.h"

#include "base/clock.h"
#include "directory/feed.h"
#include "directory/fold.h"
#include "directory/search.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define POLL_MS          2000
#define RETRY_MS         1000
#define RESNAPSHOT_S     3600
#define SEARCH_THREADS   2
#define SEARCH_QUEUE     256
#define SEARCH_INFIX_MS  15
#define THREADS_MAX      8
#define SEARCH_BYTES_MAX ((size_t)8 << 20) /* of one answer: 200 customers with all their texts are 3 MB */
#define PUT_BYTES_MAX    ((size_t)256 << 20)

struct directory {
	struct directory_config c;
	struct index index;
	struct feed *feed;
	struct worker_pool *searchers;
	atomic_bool closing;
	pthread_mutex_t memory_lock;
	struct search_memory memory[THREADS_MAX + 1]; /* idle ones; searches on callers' own threads share the last */
	size_t memory_count;
};

/* --- life --- */

static void set_defaults(struct directory_config *c)
{
	c->poll_ms = c->poll_ms ? c->poll_ms : POLL_MS;
	c->retry_ms = c->retry_ms ? c->retry_ms : RETRY_MS;
	c->resnapshot_s = c->resnapshot_s ? c->resnapshot_s : RESNAPSHOT_S;
	c->search_threads = c->search_threads ? MIN(c->search_threads, (unsigned)THREADS_MAX) : SEARCH_THREADS;
	c->max_queued = c->max_queued ? c->max_queued : SEARCH_QUEUE;
	c->infix_ms = c->infix_ms ? c->infix_ms : SEARCH_INFIX_MS;
}

static void warm_run(struct job *j)
{
	(void)j;
	fold_warm();
}

static void warm_done(struct job *j)
{
	free(j);
}

/* The first name in Han would wait 70 ms for its rules; a worker waits instead. No loss when it can't be asked to. */
static void warm(struct directory *d)
{
	struct job *j = calloc(1, sizeof(*j));
	if (!j)
		return;
	j->run = warm_run;
	j->done = warm_done;
	if (worker_submit(d->searchers, j))
		free(j);
}

static enum err start_feed(struct directory *d)
{
	struct index_state s;
	if (d->c.read_only)
		return OK;
	if (d->c.sources) {
		struct feed_config f = {.index = &d->index,
					.sources = d->c.sources,
					.loop = d->c.loop,
					.poll_ms = d->c.poll_ms,
					.retry_ms = d->c.retry_ms,
					.resnapshot_s = d->c.resnapshot_s};
		return feed_new(&f, &d->feed);
	}
	index_state(&d->index, &s);
	return s.ready ? OK : index_set_ready(&d->index);
}

enum err directory_open(const struct directory_config *c, struct directory **ret, struct err_info *info)
{
	struct directory *d = calloc(1, sizeof(*d));
	if (!d)
		return ERR_NOMEM;
	d->c = *c;
	set_defaults(&d->c);
	atomic_init(&d->closing, false);
	enum err e = index_open(&d->index, c->dir, c->read_only, info);
	if (e) {
		free(d);
		return e;
	}
	pthread_mutex_init(&d->memory_lock, NULL);
	e = worker_pool_new("dir-search", d->c.search_threads, d->c.max_queued, &d->searchers);
	e = e ? e : start_feed(d);
	if (e) {
		directory_close(d);
		return err_set(info, e, NULL, "the directory can't be started: %s", err_name(e));
	}
	if (!c->read_only)
		warm(d);
	*ret = d;
	return OK;
}

void directory_close(struct directory *d)
{
	if (!d)
		return;
	atomic_store(&d->closing, true);
	feed_free(d->feed);
	worker_pool_free(d->searchers);
	index_close(&d->index);
	for (size_t i = 0; i < d->memory_count; i++)
		search_memory_done(&d->memory[i]);
	pthread_mutex_destroy(&d->memory_lock);
	free(d);
}

bool directory_ready(const struct directory *d)
{
	struct index_state s;
	index_state((struct index *)(uintptr_t)&d->index, &s); /* the lock in it is no part of what const promises */
	return s.ready;
}

void directory_state(struct directory *d, struct directory_state *ret)
{
	struct index_state s;
	struct feed_state f = {.last_error = SOURCE_OK};
	index_state(&d->index, &s);
	if (d->feed)
		feed_state(d->feed, &f);
	*ret = (struct directory_state){.ready = s.ready,
					.loading = s.loading,
					.customers = s.customers,
					.loaded = s.loaded,
					.refused = f.refused,
					.ready_since_ms = s.ready_ms,
					.last_poll_ms = f.last_poll_ms,
					.last_error = f.last_error,
					.files = s.files,
					.disk_bytes = s.disk_bytes};
	memcpy(ret->mark, s.mark, sizeof(ret->mark));
}

void directory_rebuild(struct directory *d)
{
	if (d->feed)
		feed_rebuild(d->feed);
}

enum err directory_rebuild_request(const char *dir)
{
	char path[4096];
	if (snprintf(path, sizeof(path), "%s/%s", dir, FEED_REBUILD_NOTE) >= (int)sizeof(path))
		return ERR_TOO_LARGE;
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : err_from_errno(errno);
	close(fd);
	return OK;
}

/* --- searching --- */

static struct search_memory memory_take(struct directory *d)
{
	struct search_memory m = {NULL, 0};
	pthread_mutex_lock(&d->memory_lock);
	if (d->memory_count)
		m = d->memory[--d->memory_count];
	pthread_mutex_unlock(&d->memory_lock);
	return m;
}

static void memory_give(struct directory *d, struct search_memory m)
{
	pthread_mutex_lock(&d->memory_lock);
	bool room = d->memory_count < ARRAY_LEN(d->memory);
	if (room)
		d->memory[d->memory_count++] = m;
	pthread_mutex_unlock(&d->memory_lock);
	if (!room)
		search_memory_done(&m);
}

static enum err search(struct directory *d, const struct directory_query *q, struct arena *a, struct directory_answer *ret)
{
	struct search_memory m = memory_take(d);
	struct edition *v = index_view(&d->index);
	enum err e = search_run(v, q, d->c.infix_ms, &m, a, ret);
	edition_unref(v);
	memory_give(d, m);
	return e;
}

struct directory_ticket {
	struct job job;
	struct directory *directory;
	struct arena arena;
	struct directory_query query;
	struct directory_answer answer;
	directory_done_fn *done;
	void *ctx;
	bool cancelled; /* of the home loop only */
};

static bool copy_strs(const struct str **items, size_t count, struct arena *a)
{
	struct str *copy = arena_array(a, count + 1, sizeof(struct str));
	bool ok = copy != NULL;
	for (size_t i = 0; i < count && ok; i++) {
		copy[i] = arena_dup(a, (*items)[i]);
		ok = copy[i].p != NULL;
	}
	if (ok)
		*items = copy;
	return ok;
}

static bool copy_query(struct directory_ticket *t, const struct directory_query *q)
{
	struct directory_filters *f = &t->query.filters;
	t->query = *q;
	t->query.text = arena_dup(&t->arena, q->text);
	t->query.position = q->position.n ? arena_dup(&t->arena, q->position) : STR_NONE;
	return t->query.text.p && (!q->position.n || t->query.position.p) &&
	       copy_strs(&f->countries, f->country_count, &t->arena) && copy_strs(&f->brands, f->brand_count, &t->arena) &&
	       copy_strs(&f->tags, f->tag_count, &t->arena);
}

static void ticket_free(struct directory_ticket *t)
{
	arena_done(&t->arena);
	free(t);
}

static void ticket_run(struct job *j)
{
	struct directory_ticket *t = CONTAINER_OF(j, struct directory_ticket, job);
	if (atomic_load_explicit(&t->directory->closing, memory_order_relaxed))
		j->outcome = ERR_CANCELLED;
	else
		j->outcome = search(t->directory, &t->query, &t->arena, &t->answer);
}

static void ticket_done(struct job *j)
{
	struct directory_ticket *t = CONTAINER_OF(j, struct directory_ticket, job);
	if (!t->cancelled)
		t->done(t->ctx, j->outcome, j->outcome ? NULL : &t->answer);
	ticket_free(t);
}

enum err directory_search(struct directory *d, struct loop *home, const struct directory_query *q, directory_done_fn *done,
			  void *ctx, struct directory_ticket **ret)
{
	enum err e = search_check(q);
	if (e)
		return e;
	struct directory_ticket *t = calloc(1, sizeof(*t));
	if (!t)
		return ERR_NOMEM;
	arena_init(&t->arena, SEARCH_BYTES_MAX);
	t->directory = d;
	t->done = done;
	t->ctx = ctx;
	t->job = (struct job){.home = home, .deadline_ns = q->deadline_ns, .run = ticket_run, .done = ticket_done};
	e = copy_query(t, q) ? worker_submit(d->searchers, &t->job) : ERR_NOMEM;
	if (e) {
		ticket_free(t);
		return e;
	}
	*ret = t;
	return OK;
}

void directory_search_cancel(struct directory_ticket *t)
{
	t->cancelled = true;
}

enum err directory_search_now(struct directory *d, const struct directory_query *q, struct arena *a, struct directory_answer *ret)
{
	enum err e = search_check(q);
	return e ? e : search(d, q, a, ret);
}

enum err directory_lookup(struct directory *d, struct str id, struct arena *a, struct directory_hit *ret)
{
	size_t part;
	uint32_t doc;
	struct edition *v = index_view(&d->index);
	enum err e = edition_find(v, id, &part, &doc) ? search_hit(v->parts[part].segment, doc, a, ret) : ERR_NOT_FOUND;
	edition_unref(v);
	return e;
}

enum err directory_put(struct directory *d, const struct record *records, size_t count)
{
	struct buf bytes;
	struct index_change *changes = calloc(count + 1, sizeof(*changes));
	size_t *ends = calloc(count + 1, sizeof(*ends));
	enum err e = changes && ends ? OK : ERR_NOMEM;
	buf_init(&bytes, PUT_BYTES_MAX);
	for (size_t i = 0; i < count && !e; i++) {
		const struct value *gone = &records[i].values[F_CUSTOMER_deleted];
		e = index_change_encode(&records[i], &bytes, gone->present && gone->b, &changes[i].kind);
		ends[i] = bytes.n;
	}
	for (size_t i = 0; i < count && !e; i++) {
		size_t from = i ? ends[i - 1] : 0;
		changes[i].bytes = str_mem(bytes.p + from, ends[i] - from);
	}
	e = e ? e : index_apply(&d->index, changes, count, STR_NONE);
	bool more = !d->feed;
	while (!e && more)
		e = index_merge(&d->index, &more);
	free(changes);
	free(ends);
	buf_done(&bytes);
	return e;
}

/* --- names --- */

static const char *const sort_names[DIRECTORY_SORT_COUNT_] = {"relevance", "registered", "name", "username", "vip", "id"};

const char *directory_sort_name(enum directory_sort s)
{
	return sort_names[s];
}

bool directory_sort_parse(struct str s, enum directory_sort *ret)
{
	for (unsigned i = 0; i < DIRECTORY_SORT_COUNT_; i++) {
		if (str_is(s, sort_names[i])) {
			*ret = (enum directory_sort)i;
			return true;
		}
	}
	return false;
}

const char *directory_field_name(enum directory_field f)
{
	static const char *const names[DIRECTORY_MATCH_COUNT_] = {NULL,   "id",    "email",       "username",
								  "name", "phone", "former_email"};
	return names[f];
}

const char *directory_how_name(enum directory_how h)
{
	static const char *const names[] = {NULL, "exact", "prefix", "infix"};
	return names[h];
}
