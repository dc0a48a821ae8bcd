/* The way of an item: what is known is a repeat; what is under way too is told with its first; the rest goes to its log in one
 * piece and is known once it is durable. An id leaves the window only when it lies in the index, so nothing falls between. */
#include "live/journal.h"

#include "live/journal_private.h"
#include "store/log_segment.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define ASIDE_SEGMENT_BYTES (16u << 20)
#define SECRET_FILE         "ids.key"
#define AHEAD               8 /* items: their memory is asked for so long before it is needed */

/* --- what is under way --- */

static struct journal_item **bucket_of(struct journal *j, struct seen_id id)
{
	return &j->pending[id.lo & (PENDING_BUCKETS - 1)];
}

static struct journal_item *pending_find(struct journal *j, struct seen_id id)
{
	struct journal_item *i = *bucket_of(j, id);
	while (i && !seen_id_eq(i->id, id))
		i = i->same_bucket;
	return i;
}

static void pending_add(struct journal *j, struct journal_item *i)
{
	struct journal_item **b = bucket_of(j, i->id);
	i->same_bucket = *b;
	*b = i;
	j->pending_count += !i->aside;
}

static void pending_remove(struct journal *j, struct journal_item *i)
{
	struct journal_item **b = bucket_of(j, i->id);
	while (*b != i)
		b = &(*b)->same_bucket;
	*b = i->same_bucket;
	j->pending_count -= !i->aside;
}

/* --- what comes home --- */

static void batch_less(struct journal_batch *b)
{
	if (--b->waiting == 0)
		b->done(b);
}

static void remember(struct seen *s, uint64_t seq, struct seen_id id)
{
	MUST(s->next == seq);
	if (seen_full(s))
		seen_drop(s);
	seen_add(s, id);
}

static void item_finish(struct journal *j, struct journal_item *i, enum err outcome, uint64_t seq)
{
	struct journal_batch *b = i->batch;
	pending_remove(j, i);
	i->outcome = outcome;
	i->seq = seq;
	if (!outcome && i->aside) {
		remember(&j->aside_window, seq, i->id);
		atomic_store(&j->aside_count, seq);
	} else if (!outcome) {
		MUST(!seen_full(&j->window) || j->window.first <= atomic_load(&j->indexed_seq));
		remember(&j->window, seq, i->id);
		atomic_store_explicit(&j->last_seq, seq, memory_order_release);
		j->durable(j->ctx, i);
	}
	for (struct journal_item *r = i->repeats, *next; r; r = next) {
		next = r->next_repeat;
		r->outcome = outcome;
		batch_less(r->batch);
	}
	batch_less(b);
}

static void on_logged(struct seglog_entry *e)
{
	struct journal_item *i = CONTAINER_OF(e, struct journal_item, entry);
	const struct journal_batch *b = i->batch;
	if ((size_t)(i - b->items) + AHEAD < b->count) {
		seen_prefetch(&b->journal->window, i[AHEAD].id);
		seen_prefetch_drop(&b->journal->window, AHEAD);
	}
	item_finish(i->batch->journal, i, e->outcome, e->seq);
}

/* On the writer's thread: what was durable before is on its way home already, so this letter comes behind it. */
static void on_sealed(void *ctx, uint64_t first_seq)
{
	struct journal *j = ctx;
	atomic_store(&j->sealed_first, first_seq);
	if (!atomic_exchange(&j->sealed_posted, true))
		loop_post(j->home, &j->sealed_letter);
}

static void sealed_deliver(struct letter *m)
{
	struct journal *j = CONTAINER_OF(m, struct journal, sealed_letter);
	atomic_store(&j->sealed_posted, false);
	/* A later one may have been told meanwhile, whose records are not home yet: never past what is in the window. */
	j->asked_seq = MIN(atomic_load(&j->sealed_first), j->window.next) - 1;
	journal_upkeep_index(j, j->asked_seq);
}

/* --- submitting --- */

static bool is_known(struct journal *j, const struct journal_item *i)
{
	return seen_has(&j->window, i->id) || (i->aside && seen_has(&j->aside_window, i->id)) || seen_index_has(j->index, i->id);
}

static void classify(struct journal *j, struct journal_batch *b, struct journal_item *i, struct list *events, struct list *asides)
{
	struct journal_item *first = pending_find(j, i->id);
	i->batch = b;
	i->repeats = i->next_repeat = NULL;
	i->outcome = OK;
	i->seq = 0;
	i->fate = first || is_known(j, i) ? JOURNAL_REPEAT : JOURNAL_NEW;
	if (first) {
		i->next_repeat = first->repeats;
		first->repeats = i;
		b->waiting++;
	} else if (i->fate == JOURNAL_NEW) {
		pending_add(j, i);
		i->entry = (struct seglog_entry){.home = j->home, .done = on_logged, .record = i->line};
		list_push_back(i->aside ? asides : events, &i->entry.link);
		b->waiting++;
	}
}

/* Backwards, so that each chain of repeats gives up its newest first. */
static void undo(struct journal *j, struct journal_batch *b)
{
	for (size_t n = b->count; n-- > 0;) {
		struct journal_item *i = &b->items[n];
		struct journal_item *first = i->fate == JOURNAL_REPEAT ? pending_find(j, i->id) : NULL;
		if (i->fate == JOURNAL_NEW)
			pending_remove(j, i);
		else if (first && first->repeats == i)
			first->repeats = i->next_repeat;
	}
}

/* Ids that are in no index must all fit into the window. Those of finished segments go there anyway; where segments hold more
 * than half a window, it is not waited for. */
static bool has_room(struct journal *j)
{
	uint64_t last = j->window.next - 1, indexed = atomic_load(&j->indexed_seq);
	if (last - MAX(j->asked_seq, indexed) > j->window_ids / 2 ||
	    (last > j->asked_seq && last - indexed + j->pending_count > j->window_ids)) {
		j->asked_seq = last;
		journal_upkeep_index(j, last);
	}
	return last - indexed + j->pending_count <= j->window_ids;
}

enum err journal_submit(struct journal *j, struct journal_batch *b)
{
	struct list events, asides;
	MUST(b->count <= JOURNAL_BATCH_MAX);
	if (!j->log)
		return ERR_UNAVAILABLE;
	list_init(&events);
	list_init(&asides);
	b->journal = j;
	b->waiting = 1; /* this call */
	for (size_t i = 0; i < b->count; i++)
		seen_prefetch(&j->window, b->items[i].id);
	for (size_t i = 0; i < b->count; i++)
		classify(j, b, &b->items[i], &events, &asides);
	bool any_aside = !list_empty(&asides);
	enum err err = has_room(j) ? OK : ERR_LIMIT;
	if (!err && any_aside && !seglog_healthy(j->aside))
		err = ERR_UNAVAILABLE;
	if (!err)
		err = seglog_append_all(j->log, &events);
	if (err) {
		undo(j, b);
		return err;
	}
	err = any_aside ? seglog_append_all(j->aside, &asides) : OK;
	/* What is in the log of events can't be taken back: then only these failed. */
	for (size_t i = 0; err && i < b->count; i++)
		if (b->items[i].aside && b->items[i].fate == JOURNAL_NEW)
			item_finish(j, &b->items[i], err, 0);
	batch_less(b);
	return OK;
}

struct seen_id journal_id(const struct journal *j, struct str source, struct str id)
{
	return seen_id_of(&j->secret, source, id);
}

bool journal_healthy(const struct journal *j)
{
	return j->log && seglog_healthy(j->log) && seglog_healthy(j->aside);
}

uint64_t journal_last_seq(const struct journal *j)
{
	return atomic_load(&j->last_seq);
}

uint64_t journal_aside_count(const struct journal *j)
{
	return atomic_load(&j->aside_count);
}

/* --- opening --- */

static enum err secret_write(const char *dir, const char *path, const struct seen_secret *k)
{
	char new_path[PATH_MAX];
	if ((size_t)snprintf(new_path, sizeof new_path, "%s.new", path) >= sizeof new_path)
		return ERR_TOO_LARGE;
	int fd = open(new_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return write_err(errno);
	bool ok = write(fd, k, sizeof *k) == (ssize_t)sizeof *k && fsync(fd) == 0;
	enum err err = ok ? OK : write_err(errno);
	close(fd);
	if (!err && rename(new_path, path))
		err = write_err(errno);
	return err ? err : dir_sync(dir);
}

/* A lost secret costs the indexes, which are made anew, and nothing else. */
static enum err secret_load(struct journal *j)
{
	char path[PATH_MAX];
	if ((size_t)snprintf(path, sizeof path, "%s/" SECRET_FILE, j->dir) >= sizeof path)
		return ERR_TOO_LARGE;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		ssize_t n = read(fd, &j->secret, sizeof j->secret);
		close(fd);
		if (n == (ssize_t)sizeof j->secret)
			return OK;
	} else if (errno != ENOENT) {
		return err_from_errno(errno);
	}
	randombytes_buf(&j->secret, sizeof j->secret);
	return secret_write(j->dir, path, &j->secret);
}

/* As event_line_put() begins and ends: whatever else stands in the newest segment was not written here. */
static bool on_accept(void *ctx, uint64_t seq, struct str record)
{
	(void)ctx, (void)seq;
	return str_starts(record, STR("{\"at\":")) && str_ends(record, STR("}}"));
}

static enum err logs_open(struct journal *j, const struct journal_config *c, struct err_info *info)
{
	struct seglog_config log = {
		.dir = j->dir,
		.thread_name = "journal",
		.segment_bytes = c->segment_bytes ? c->segment_bytes : JOURNAL_SEGMENT_BYTES,
		.max_queued_bytes = c->queue_bytes ? c->queue_bytes : JOURNAL_QUEUE_BYTES,
		.hooks = {.ctx = j, .accept = on_accept, .sealed = on_sealed},
		.io = c->io,
	};
	enum err err = seglog_open(&log, &j->log, info);
	if (err)
		return err;
	log.dir = j->aside_dir;
	log.thread_name = "aside";
	log.segment_bytes = MIN(log.segment_bytes, ASIDE_SEGMENT_BYTES);
	log.hooks.sealed = NULL;
	return seglog_open(&log, &j->aside, info);
}

static enum err window_check(uint32_t ids, struct err_info *info)
{
	if (ids >= SEEN_WINDOW_MIN && ids <= SEEN_WINDOW_MAX && (ids & (ids - 1)) == 0)
		return OK;
	return err_set(info, ERR_SHAPE, NULL, "the window must be a power of two from 16 to 16777216");
}

static enum err journal_fill(struct journal *j, const struct journal_config *c, struct err_info *info)
{
	enum err err = window_check(j->window_ids, info);
	if (err)
		return err;
	if (sodium_init() < 0)
		return err_set(info, ERR_INTERNAL, NULL, "libsodium does not start");
	if (mkdir(j->dir, 0700) && errno != EEXIST)
		return err_set(info, write_err(errno), NULL, "the journal's folder cannot be made");
	err = logs_open(j, c, info); /* first: it locks */
	if (err)
		return err;
	err = secret_load(j);
	if (err)
		return err_set(info, err, SECRET_FILE, "the secret of the ids cannot be read or made");
	err = seen_index_open(j->dir, &j->secret, &j->index);
	if (err)
		return err_set(info, err, NULL, "the ids of older events cannot be read");
	err = journal_recover(j, c, info);
	return err ? err : journal_upkeep_start(j);
}

enum err journal_open(const struct journal_config *c, struct journal **ret, struct err_info *info)
{
	struct journal *j = calloc(1, sizeof *j);
	if (!j)
		return err_set(info, ERR_NOMEM, NULL, NULL);
	j->home = c->home;
	j->ctx = c->ctx;
	j->durable = c->durable;
	j->keep_days = c->keep_days;
	j->window_ids = c->window ? c->window : SEEN_WINDOW_DEFAULT;
	j->sealed_letter.deliver = sealed_deliver;
	pthread_mutex_init(&j->lock, NULL);
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&j->wake, &attr);
	pthread_condattr_destroy(&attr);
	j->dir = strdup(c->dir);
	j->aside_dir = strdup(c->aside_dir);
	enum err err = j->dir && j->aside_dir ? journal_fill(j, c, info) : ERR_NOMEM;
	if (err) {
		if (info && !info->code)
			err_set(info, err, NULL, "the journal cannot be opened");
		journal_stop(j);
		journal_free(j);
		return err;
	}
	*ret = j;
	return OK;
}

void journal_stop(struct journal *j)
{
	seglog_close(j->log);
	seglog_close(j->aside);
	j->log = j->aside = NULL;
	journal_upkeep_stop(j);
}

void journal_free(struct journal *j)
{
	if (!j)
		return;
	MUST(!j->log && j->pending_count == 0);
	seen_index_close(j->index);
	seen_done(&j->window);
	seen_done(&j->aside_window);
	sodium_memzero(&j->secret, sizeof j->secret);
	pthread_cond_destroy(&j->wake);
	pthread_mutex_destroy(&j->lock);
	free(j->dir);
	free(j->aside_dir);
	free(j);
}

void journal_release(struct journal *j, uint64_t seq)
{
	atomic_store(&j->release_seq, seq);
	pthread_mutex_lock(&j->lock);
	j->woken = true;
	pthread_cond_signal(&j->wake);
	pthread_mutex_unlock(&j->lock);
}
