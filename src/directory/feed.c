/* What runs, and what follows. At most one step runs at a time; the build of a finished snapshot runs beside, on its own worker.
 *
 *   nothing served, no load   BEGIN: an empty load file
 *   load, not ended           ask LIST_CUSTOMERS -> PAGE: append it; when something is served and a poll is due, changes first
 *   load, ended               build (beside); on success it is served, and changes go on from the first page's mark
 *   served                    every poll_ms: ask LIST_CUSTOMER_CHANGES from the mark -> APPLY, on to the last page
 *   failure                   the same again after retry_ms, doubled up to a minute
 */
#include "directory/feed.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PAGE_RECORDS     200
#define CHANGES_MAX      (PAGE_RECORDS * 4) /* a source may give more than it was asked for */
#define PAGE_BYTES_MAX   ((size_t)8 << 20)
#define BACKOFF_MAX_MS   60000u
#define POSITION_REFUSED 8 /* failures in a row, by the source's own word, before a saved position is given up */
#define WORK_QUEUE       16

enum step { STEP_BEGIN, STEP_PAGE, STEP_APPLY };

/* A step's work on files. Outlives the feed when that goes away meanwhile. */
struct feed_job {
	struct job base;
	struct feed *feed; /* NULL: nobody waits any more */
	struct index *index;
	enum step step;
	struct buf bytes;
	struct index_change *changes;
	size_t count;
	bool has_mark, has_next;
	struct buf mark, next;
};

struct build_job {
	struct job base;
	struct feed *feed;
	struct index *index;
};

struct feed {
	struct feed_config c;
	struct worker_pool *writer, *builder;
	struct timer timer;
	struct ask_ticket *ask;
	struct feed_job *job;
	struct build_job *build;
	enum list_kind asked;
	struct buf page_position; /* of the changes: behind the last page */
	char run_mark[DIRECTORY_MARK_MAX + 1];
	bool paging;     /* between two pages of changes */
	bool no_changes; /* the source offers none */
	uint64_t next_poll_ms, next_snapshot_ms;
	unsigned failures;
	bool restart_load;
	atomic_bool rebuild;
	atomic_int last_error;
	atomic_llong last_poll_ms;
	atomic_ullong refused;
	atomic_bool merge_queued;
};

static void step(struct feed *f);

/* --- jobs --- */

static void job_free(struct feed_job *j)
{
	buf_done(&j->bytes);
	buf_done(&j->mark);
	buf_done(&j->next);
	free(j->changes);
	free(j);
}

static void job_run(struct job *base)
{
	struct feed_job *j = CONTAINER_OF(base, struct feed_job, base);
	struct str mark = j->has_mark ? buf_view(&j->mark) : STR_NONE;
	struct str next = j->has_next ? buf_view(&j->next) : STR_NONE;
	/* An empty text still has to be told from none. */
	if (j->has_mark && !mark.p)
		mark = STR("");
	if (j->has_next && !next.p)
		next = STR("");
	switch (j->step) {
	case STEP_BEGIN:
		base->outcome = index_load_begin(j->index);
		break;
	case STEP_PAGE:
		base->outcome = index_load_page(j->index, j->changes, j->count, mark, next);
		break;
	case STEP_APPLY:
		base->outcome = index_apply(j->index, j->changes, j->count, mark);
		break;
	}
}

static void merge_run(struct job *base)
{
	struct build_job *j = CONTAINER_OF(base, struct build_job, base);
	bool more = true;
	while (more && !atomic_load_explicit(&j->index->stop, memory_order_relaxed))
		if ((base->outcome = index_merge(j->index, &more)))
			break;
	if (base->outcome && base->outcome != ERR_CANCELLED)
		log_event(LOG_WARN, "directory.merge_failed", "error", err_name(base->outcome), NULL);
}

static void merge_done(struct job *base)
{
	struct build_job *j = CONTAINER_OF(base, struct build_job, base);
	if (j->feed)
		atomic_store(&j->feed->merge_queued, false);
	free(j);
}

/* Merges are nobody's to wait for: the job ends on its worker, which the feed outlives. */
static void queue_merge(struct feed *f)
{
	if (atomic_exchange(&f->merge_queued, true))
		return;
	struct build_job *j = calloc(1, sizeof(*j));
	if (j) {
		j->feed = f;
		j->index = f->c.index;
		j->base.run = merge_run;
		j->base.done = merge_done;
	}
	if (!j || worker_submit(f->builder, &j->base)) {
		free(j);
		atomic_store(&f->merge_queued, false);
	}
}

/* --- going on --- */

static void wait_ms(struct feed *f, uint64_t ms)
{
	timer_start(&f->timer, MAX(ms, 1u));
}

static void failed(struct feed *f)
{
	unsigned shift = MIN(f->failures, 10u);
	f->failures++;
	wait_ms(f, MIN((uint64_t)f->c.retry_ms << shift, (uint64_t)BACKOFF_MAX_MS));
}

static void build_run(struct job *base)
{
	struct build_job *j = CONTAINER_OF(base, struct build_job, base);
	base->outcome = index_load_build(j->index);
}

static void build_done(struct job *base)
{
	struct build_job *j = CONTAINER_OF(base, struct build_job, base);
	struct feed *f = j->feed;
	if (f) {
		f->build = NULL;
		if (base->outcome)
			log_event(LOG_WARN, "directory.build_failed", "error", err_name(base->outcome), NULL);
		else
			log_event(LOG_INFO, "directory.built", NULL);
		if (!base->outcome)
			f->next_poll_ms = loop_now_ms(f->c.loop);
		/* A step that runs goes on by itself. */
		if (!f->ask && !f->job && base->outcome)
			failed(f);
		else if (!f->ask && !f->job)
			step(f);
	}
	free(j);
}

static void start_build(struct feed *f)
{
	struct build_job *j = calloc(1, sizeof(*j));
	if (j) {
		*j = (struct build_job){.feed = f, .index = f->c.index};
		j->base.home = f->c.loop;
		j->base.run = build_run;
		j->base.done = build_done;
		if (worker_submit(f->builder, &j->base) == OK) {
			f->build = j;
			return;
		}
	}
	free(j);
}

static void job_done(struct job *base)
{
	struct feed_job *j = CONTAINER_OF(base, struct feed_job, base);
	struct feed *f = j->feed;
	enum err e = base->outcome;
	if (f) {
		f->job = NULL;
		if (e) {
			log_event(LOG_WARN, "directory.write_failed", "error", err_name(e), NULL);
			/* What can't be appended would fail again the same way. */
			f->restart_load |= e == ERR_TOO_LARGE && j->step == STEP_PAGE;
			f->paging = false;
			failed(f);
		} else {
			f->failures = 0;
			f->restart_load &= j->step != STEP_BEGIN;
			if (j->step == STEP_APPLY)
				queue_merge(f);
			step(f);
		}
	}
	job_free(j);
}

static struct feed_job *job_new(struct feed *f, enum step s)
{
	struct feed_job *j = calloc(1, sizeof(*j));
	if (!j)
		return NULL;
	j->feed = f;
	j->index = f->c.index;
	j->step = s;
	j->base.home = f->c.loop;
	j->base.run = job_run;
	j->base.done = job_done;
	buf_init(&j->bytes, PAGE_BYTES_MAX);
	buf_init(&j->mark, DIRECTORY_MARK_MAX);
	buf_init(&j->next, LOAD_POSITION_MAX);
	return j;
}

static void job_submit(struct feed *f, struct feed_job *j)
{
	if (!j || worker_submit(f->writer, &j->base)) {
		if (j)
			job_free(j);
		failed(f);
		return;
	}
	f->job = j;
}

/* --- pages --- */

/* Encodes the page; the places are filled in at the end, when the bytes stay where they are. */
static enum err take_items(struct feed *f, struct feed_job *j, const struct list_page *page)
{
	size_t starts[CHANGES_MAX + 1];
	if (page->count > CHANGES_MAX)
		return ERR_TOO_LARGE;
	j->changes = calloc(page->count + 1, sizeof(*j->changes));
	if (!j->changes)
		return ERR_NOMEM;
	for (size_t i = 0; i < page->count; i++) {
		const struct record *r = &page->items[i];
		const struct value *gone = &r->values[F_CUSTOMER_deleted];
		enum err e = index_change_encode(r, &j->bytes, gone->present && gone->b, &j->changes[j->count].kind);
		if (e == ERR_SHAPE) {
			atomic_fetch_add(&f->refused, 1);
			continue;
		}
		if (e)
			return e;
		starts[j->count++] = j->bytes.n;
	}
	for (size_t i = 0; i < j->count; i++) {
		size_t from = i ? starts[i - 1] : 0;
		j->changes[i].bytes = str_mem(j->bytes.p + from, starts[i] - from);
	}
	return OK;
}

static struct str item_mark(const struct record *r)
{
	const struct value *v = &r->values[F_CUSTOMER_changeMark];
	return v->present && v->text.n <= DIRECTORY_MARK_MAX ? v->text : STR_NONE;
}

/* Marks are the source's own words and can't be compared. Changes read from any mark of the first page on miss nothing that came
 * after that page; the first page's greatest by text, or the longer one of numbers, only saves reading some again. */
static struct str snapshot_mark(const struct list_page *page)
{
	struct str best = STR_NONE;
	for (size_t i = 0; i < page->count; i++) {
		struct str m = item_mark(&page->items[i]);
		uint64_t a, b;
		if (!m.p)
			continue;
		bool numbers = best.p && str_to_u64(m, &a) == OK && str_to_u64(best, &b) == OK;
		if (!best.p || (numbers ? a > b : str_cmp(m, best) > 0))
			best = m;
	}
	return best;
}

static void set_text(struct buf *b, bool *has, struct str s)
{
	*has = s.p != NULL;
	buf_str(b, s);
}

/* An empty word for where to go on would start over. */
static struct str next_of(const struct list_page *page)
{
	return page->next.n ? page->next : STR_NONE;
}

/* The source no longer knows where we stood, or never gets past it: the snapshot begins again. */
static bool position_is_lost(const struct feed *f, enum source_error e)
{
	return e == SOURCE_NOT_FOUND || (e == SOURCE_HTTP_ERROR && f->failures + 1 >= POSITION_REFUSED);
}

static void page_failed(struct feed *f, enum source_error e)
{
	f->paging = false;
	if (f->asked == LIST_CUSTOMER_CHANGES && e == SOURCE_NOT_CONFIGURED) {
		f->no_changes = true;
		f->next_snapshot_ms = loop_now_ms(f->c.loop) + (uint64_t)f->c.resnapshot_s * 1000;
	} else if (f->asked == LIST_CUSTOMER_CHANGES && e == SOURCE_NOT_FOUND) {
		atomic_store(&f->rebuild, true);
	} else if (f->asked == LIST_CUSTOMERS && position_is_lost(f, e)) {
		f->restart_load = true;
	}
	failed(f);
}

static void take_changes_place(struct feed *f, struct feed_job *j, const struct list_page *page)
{
	struct str mark = STR_NONE;
	for (size_t i = page->count; i-- > 0 && !mark.p;)
		mark = item_mark(&page->items[i]);
	set_text(&j->mark, &j->has_mark, mark);
	f->paging = page->next.n > 0;
	buf_reset(&f->page_position);
	buf_str(&f->page_position, next_of(page));
	f->next_poll_ms = loop_now_ms(f->c.loop) + f->c.poll_ms;
	atomic_store(&f->last_poll_ms, clock_wall_ms());
}

static void take_snapshot_place(struct feed *f, struct feed_job *j, const struct list_page *page)
{
	/* page_position is empty on the first page: only that one's marks are old enough. */
	if (f->page_position.n == 0)
		set_text(&j->mark, &j->has_mark, snapshot_mark(page));
	set_text(&j->next, &j->has_next, next_of(page));
}

static void on_page(void *ctx, const struct list_page *page)
{
	struct feed *f = ctx;
	f->ask = NULL;
	atomic_store(&f->last_error, (int)page->error);
	if (page->error) {
		page_failed(f, page->error);
		return;
	}
	bool changes = f->asked == LIST_CUSTOMER_CHANGES;
	struct feed_job *j = job_new(f, changes ? STEP_APPLY : STEP_PAGE);
	enum err e = j ? take_items(f, j, page) : ERR_NOMEM;
	if (page->next.n > LOAD_POSITION_MAX)
		e = ERR_TOO_LARGE;
	if (e) {
		if (j)
			job_free(j);
		failed(f);
		return;
	}
	if (changes)
		take_changes_place(f, j, page);
	else
		take_snapshot_place(f, j, page);
	job_submit(f, j);
}

static void ask(struct feed *f, enum list_kind kind, struct str object, struct str position)
{
	struct list_ask a = {.kind = kind, .object = object, .limit = PAGE_RECORDS, .position = position};
	f->asked = kind;
	if (sources_list(f->c.sources, f->c.loop, &a, on_page, f, &f->ask)) {
		f->ask = NULL;
		failed(f);
	}
}

static void ask_changes(struct feed *f, const struct index_state *s)
{
	if (!f->paging) {
		memcpy(f->run_mark, s->mark, sizeof(f->run_mark));
		buf_reset(&f->page_position);
	}
	ask(f, LIST_CUSTOMER_CHANGES, str_of(f->run_mark), f->page_position.n ? buf_view(&f->page_position) : STR_NONE);
}

static void ask_snapshot(struct feed *f)
{
	struct arena a;
	bool ended;
	arena_init(&a, LOAD_POSITION_MAX * 2);
	struct str position = index_load_position(f->c.index, &a, &ended);
	buf_reset(&f->page_position);
	buf_str(&f->page_position, position);
	ask(f, LIST_CUSTOMERS, STR_NONE, position);
	arena_done(&a);
}

/* --- deciding --- */

static bool note_found(const struct feed *f)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%s", f->c.index->dir, FEED_REBUILD_NOTE);
	return unlink(path) == 0;
}

static bool wants_snapshot(struct feed *f, const struct index_state *s)
{
	if (note_found(f))
		atomic_store(&f->rebuild, true);
	if (s->loading)
		return f->restart_load;
	uint64_t now = loop_now_ms(f->c.loop);
	bool aged = f->no_changes && f->next_snapshot_ms && now >= f->next_snapshot_ms;
	if (aged)
		f->next_snapshot_ms = now + (uint64_t)f->c.resnapshot_s * 1000;
	return !s->ready || aged || atomic_load(&f->rebuild);
}

static void step(struct feed *f)
{
	struct index_state s;
	index_state(f->c.index, &s);
	uint64_t now = loop_now_ms(f->c.loop);
	/* Without a mark there is nothing to read changes from. */
	bool changes = s.ready && s.mark[0] && !f->no_changes;
	if (s.ready && !s.mark[0] && !f->next_snapshot_ms) {
		f->no_changes = true;
		f->next_snapshot_ms = now + (uint64_t)f->c.resnapshot_s * 1000;
	}
	if (wants_snapshot(f, &s) && !f->build) {
		atomic_store(&f->rebuild, false);
		job_submit(f, job_new(f, STEP_BEGIN));
	} else if (changes && (f->paging || now >= f->next_poll_ms)) {
		ask_changes(f, &s);
	} else if (s.loading && !s.load_ended) {
		ask_snapshot(f);
	} else {
		if (s.loading && !f->build)
			start_build(f);
		wait_ms(f, changes && f->next_poll_ms > now ? f->next_poll_ms - now : f->c.poll_ms);
	}
}

static void on_timer(struct timer *t)
{
	struct feed *f = CONTAINER_OF(t, struct feed, timer);
	if (!f->ask && !f->job)
		step(f);
}

/* --- life --- */

enum err feed_new(const struct feed_config *c, struct feed **ret)
{
	struct feed *f = calloc(1, sizeof(*f));
	if (!f)
		return ERR_NOMEM;
	f->c = *c;
	buf_init(&f->page_position, LOAD_POSITION_MAX);
	enum err e = worker_pool_new("dir-write", 1, WORK_QUEUE, &f->writer);
	e = e ? e : worker_pool_new("dir-build", 1, WORK_QUEUE, &f->builder);
	e = e ? e : timer_init(&f->timer, c->loop, on_timer);
	if (e) {
		worker_pool_free(f->builder);
		worker_pool_free(f->writer);
		free(f);
		return e;
	}
	/* From the loop, not from here: the owner has first to finish its own opening. */
	wait_ms(f, 1);
	*ret = f;
	return OK;
}

void feed_free(struct feed *f)
{
	if (!f)
		return;
	if (f->ask)
		sources_ask_cancel(f->ask);
	timer_stop(&f->timer);
	timer_done(&f->timer);
	if (f->job)
		f->job->feed = NULL;
	if (f->build)
		f->build->feed = NULL;
	index_stop(f->c.index);
	worker_pool_free(f->writer);
	worker_pool_free(f->builder);
	buf_done(&f->page_position);
	free(f);
}

void feed_state(struct feed *f, struct feed_state *ret)
{
	*ret = (struct feed_state){.last_error = (enum source_error)atomic_load(&f->last_error),
				   .last_poll_ms = atomic_load(&f->last_poll_ms),
				   .refused = atomic_load(&f->refused)};
}

void feed_rebuild(struct feed *f)
{
	atomic_store(&f->rebuild, true);
}
