/* The writer thread takes what has gathered while the last fdatasync ran: batches grow with the load by themselves. (Waiting for
 * them to grow further was measured and lost: fewer commits, but loops that fall asleep meanwhile.) */
#include "store/log.h"

#include "base/clock.h"
#include "base/kill_point.h"
#include "base/log.h"
#include "store/log_segment.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOMES_MAX  64 /* loops whose letters are chained; more get one letter a record */
#define TICK_MS    1000
#define ENTRY_COST 128 /* what a waiting record counts beside its bytes */
struct seglog {
	char *dir;
	char thread_name[16];
	size_t segment_bytes, max_queued_bytes;
	struct seglog_hooks hooks;
	struct seglog_io io;
	int lock_fd;

	/* The writer's. */
	struct log_segment segment; /* fd -1: none open */
	struct buf out;
	enum err failure;
	uint64_t retry_at_ms;

	_Atomic uint64_t durable_seq;
	atomic_bool healthy;

	/* What waits: a stack that appenders push on and the writer takes whole, newest first; &closed when the log takes nothing
	 * more. */
	_Atomic(struct list *) top;
	atomic_size_t queued_bytes;
	atomic_bool stopping;
	atomic_bool asleep;   /* the writer waits for a first record: whoever brings it wakes it */
	pthread_mutex_t lock; /* of the sleep only: under load nobody takes it */
	pthread_cond_t wake;
	pthread_t thread;
};

static struct list closed; /* a mark, never linked */

static const struct seglog_io system_io = {.pwrite = pwrite, .fdatasync = fdatasync};

/* A segment that holds no durable record is not needed, unless it is the first. */
static enum err segment_drop(struct seglog *l, uint64_t first_seq)
{
	char name[SEGMENT_NAME_MAX], path[PATH_MAX];
	log_segment_name(first_seq, name);
	if ((size_t)snprintf(path, sizeof path, "%s/%s", l->dir, name) >= sizeof path)
		return ERR_TOO_LARGE;
	if (unlink(path))
		return err_from_errno(errno);
	return dir_sync(l->dir);
}

static enum err recover_from(struct seglog *l, const struct log_segment_list *list, struct log_segment_scan *scan,
			     struct err_info *info)
{
	/* The newest may hold nothing durable: a file was just begun. */
	for (size_t i = list->count; i-- > 0;) {
		uint64_t first = list->first_seqs[i];
		enum err err = log_segment_recover(l->dir, first, l->segment_bytes, &l->hooks, scan, &l->segment, info);
		if (err)
			return err;
		if (scan->last_seq >= first || first == 1)
			return OK;
		log_segment_close(&l->segment);
		if (i == 0)
			return err_set(info, ERR_CORRUPT, NULL, "the files before record %llu are missing",
				       (unsigned long long)first);
		err = segment_drop(l, first);
		if (err)
			return err;
	}
	scan->last_seq = 0;
	if (scan->cap_seq != UINT64_MAX && scan->cap_seq > 0)
		return OK; /* the caller sees what is missing */
	if (l->hooks.rewind)
		l->hooks.rewind(l->hooks.ctx, 1);
	return log_segment_create(l->dir, 1, l->segment_bytes, &l->segment);
}

/* Opens the newest segment behind its last record that counts: all whole ones at the start, the durable ones after a failure. */
static enum err log_recover(struct seglog *l, uint64_t cap_seq, struct err_info *info)
{
	struct log_segment_list list;
	enum err err = log_segment_list_read(l->dir, &list);
	if (err)
		return err_set(info, err, NULL, "the log's folder cannot be read");
	struct log_segment_scan scan = {.cap_seq = cap_seq};
	err = recover_from(l, &list, &scan, info);
	log_segment_list_done(&list);
	if (err)
		return err;
	if (cap_seq != UINT64_MAX && scan.last_seq != cap_seq) {
		log_segment_close(&l->segment);
		return err_set(info, ERR_CORRUPT, NULL, "durable records are gone");
	}
	atomic_store_explicit(&l->durable_seq, scan.last_seq, memory_order_release);
	return OK;
}

static void log_failed(struct seglog *l, enum err err)
{
	log_segment_close(&l->segment);
	l->failure = err;
	l->retry_at_ms = clock_mono_ms() + SEGLOG_RETRY_MS;
	if (atomic_exchange(&l->healthy, false))
		log_event(LOG_ERROR, "log.failed", "log", l->thread_name, "error", err_name(err), NULL);
}

static bool log_reopen(struct seglog *l)
{
	struct err_info info = {0};
	enum err err = log_recover(l, atomic_load(&l->durable_seq), &info);
	if (!err)
		err = log_segment_probe(&l->segment, &l->io);
	if (err) {
		log_failed(l, err);
		return false;
	}
	l->failure = OK;
	atomic_store_explicit(&l->healthy, true, memory_order_release);
	log_event(LOG_INFO, "log.reopened", "log", l->thread_name, NULL);
	return true;
}

/* The members of @head->link are the others of the same home. */
static void deliver_home(struct letter *m)
{
	struct seglog_entry *head = CONTAINER_OF(m, struct seglog_entry, home_letter);
	struct list rest;
	list_init(&rest);
	list_splice_back(&rest, &head->link);
	head->done(head);
	while (!list_empty(&rest)) {
		struct seglog_entry *e = LIST_ENTRY(rest.next, struct seglog_entry, link);
		list_remove(&e->link);
		e->done(e);
	}
}

static void post_home(struct seglog_entry *head)
{
	head->home_letter.deliver = deliver_home;
	loop_post(head->home, &head->home_letter);
}

/* One letter a loop however many records: a loop pays for one delivery a batch. */
static void complete(struct list *batch, enum err outcome)
{
	struct seglog_entry *heads[HOMES_MAX];
	size_t count = 0;
	while (!list_empty(batch)) {
		struct seglog_entry *e = LIST_ENTRY(batch->next, struct seglog_entry, link);
		list_remove(&e->link);
		e->outcome = outcome;
		if (outcome)
			e->seq = 0;
		if (!e->home) {
			e->done(e);
			continue;
		}
		size_t i = 0;
		while (i < count && heads[i]->home != e->home)
			i++;
		if (i < count)
			list_push_back(&heads[i]->link, &e->link);
		else if (count < HOMES_MAX)
			heads[count++] = e;
		else
			post_home(e);
	}
	for (size_t i = 0; i < count; i++)
		post_home(heads[i]);
}

static enum err log_rotate(struct seglog *l, uint64_t first_seq)
{
	enum err err = log_segment_seal(&l->segment);
	if (err)
		return err;
	err = log_segment_create(l->dir, first_seq, l->segment_bytes, &l->segment);
	if (!err && l->hooks.sealed)
		l->hooks.sealed(l->hooks.ctx, first_seq);
	return err;
}

/* Moves records from @pending to @batch until it is full, and their text to l->out. */
static void batch_build(struct seglog *l, struct list *pending, struct list *batch)
{
	uint64_t seq = atomic_load_explicit(&l->durable_seq, memory_order_relaxed);
	buf_reset(&l->out);
	while (!list_empty(pending) && l->out.n < SEGLOG_BATCH_MAX) {
		struct seglog_entry *e = LIST_ENTRY(pending->next, struct seglog_entry, link);
		list_remove(&e->link);
		list_push_back(batch, &e->link);
		e->seq = ++seq;
		if (l->hooks.finish)
			l->hooks.finish(l->hooks.ctx, e, seq, &l->out);
		else
			buf_str(&l->out, e->record);
		buf_char(&l->out, '\n');
	}
}

static void commit_batch(struct seglog *l, struct list *pending)
{
	struct list batch;
	list_init(&batch);
	uint64_t first = atomic_load_explicit(&l->durable_seq, memory_order_relaxed) + 1;
	batch_build(l, pending, &batch);
	uint64_t last = LIST_ENTRY(batch.prev, struct seglog_entry, link)->seq;
	enum err err = buf_ok(&l->out);
	if (!err && l->segment.end && l->segment.end + l->out.n > l->segment_bytes)
		err = log_rotate(l, first);
	if (!err)
		err = log_segment_commit(&l->segment, &l->io, buf_view(&l->out));
	if (err)
		log_failed(l, err);
	else
		atomic_store_explicit(&l->durable_seq, last, memory_order_release);
	complete(&batch, err);
	KILL_POINT("log.told");
}

static void deadline_after(struct timespec *ts, uint64_t ns)
{
	clock_gettime(CLOCK_MONOTONIC, ts);
	ns += (uint64_t)ts->tv_nsec;
	ts->tv_sec += (time_t)(ns / 1000000000u);
	ts->tv_nsec = (long)(ns % 1000000000u);
}

/* Until there is a first record, the log is to stop, or @ns have passed. */
static void sleep_for_first(struct seglog *l, uint64_t ns)
{
	struct timespec until;
	deadline_after(&until, ns);
	pthread_mutex_lock(&l->lock);
	atomic_store(&l->asleep, true); /* before the look at the stack: an appender pushes first and looks at this second */
	while (!atomic_load(&l->top) && !atomic_load(&l->stopping))
		if (pthread_cond_timedwait(&l->wake, &l->lock, &until) == ETIMEDOUT)
			break;
	atomic_store(&l->asleep, false);
	pthread_mutex_unlock(&l->lock);
}

/* Takes all that waits, oldest first, behind what is in @pending. */
static void take_all(struct seglog *l, struct list *pending, bool last)
{
	struct list *taken = atomic_exchange(&l->top, last ? &closed : NULL), oldest_first;
	size_t bytes = 0;
	list_init(&oldest_first);
	while (taken) {
		struct list *next = taken->next;
		list_push_front(&oldest_first, taken);
		bytes += LIST_ENTRY(taken, struct seglog_entry, link)->record.n + ENTRY_COST;
		taken = next;
	}
	atomic_fetch_sub(&l->queued_bytes, bytes);
	list_splice_back(pending, &oldest_first);
}

/* Waits for records at most a tick long; true when the log is to stop: then these are the last. */
static bool wait_and_take(struct seglog *l, struct list *pending)
{
	if (!atomic_load(&l->top))
		sleep_for_first(l, TICK_MS * UINT64_C(1000000));
	bool stop = atomic_load(&l->stopping);
	take_all(l, pending, stop);
	return stop;
}

static bool log_usable(struct seglog *l, bool stop)
{
	if (l->segment.fd >= 0)
		return true;
	return (stop || clock_mono_ms() >= l->retry_at_ms) && log_reopen(l);
}

static void *writer_main(void *arg)
{
	struct seglog *l = arg;
	pthread_setname_np(pthread_self(), l->thread_name);
	struct list pending;
	list_init(&pending);
	for (bool stop = false; !stop;) {
		stop = wait_and_take(l, &pending);
		while (!list_empty(&pending)) {
			if (log_usable(l, stop))
				commit_batch(l, &pending);
			else
				complete(&pending, l->failure);
		}
		if (!log_usable(l, stop))
			continue;
		log_segment_zero_ahead(&l->segment, &l->io);
		if (l->hooks.tick)
			l->hooks.tick(l->hooks.ctx, atomic_load_explicit(&l->durable_seq, memory_order_relaxed));
	}
	return NULL;
}

static enum err log_lock(struct seglog *l, struct err_info *info)
{
	char path[PATH_MAX];
	if ((size_t)snprintf(path, sizeof path, "%s/lock", l->dir) >= sizeof path)
		return err_set(info, ERR_TOO_LARGE, NULL, "the log's path is too long");
	if (mkdir(l->dir, 0700) && errno != EEXIST)
		return err_set(info, write_err(errno), NULL, "the log's folder cannot be made");
	l->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (l->lock_fd < 0)
		return err_set(info, write_err(errno), NULL, "the log's lock file cannot be made");
	/* Of the open file, not of the process; readers can ask for it without taking it. */
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	if (fcntl(l->lock_fd, F_OFD_SETLK, &lock))
		return err_set(info, ERR_BUSY, NULL, "another process writes this log");
	return OK;
}

static void log_free(struct seglog *l)
{
	log_segment_close(&l->segment);
	if (l->lock_fd >= 0)
		close(l->lock_fd);
	pthread_cond_destroy(&l->wake);
	pthread_mutex_destroy(&l->lock);
	buf_done(&l->out);
	free(l->dir);
	free(l);
}

static struct seglog *log_alloc(const struct seglog_config *c)
{
	struct seglog *l = calloc(1, sizeof *l);
	if (!l)
		return NULL;
	l->lock_fd = l->segment.fd = -1;
	l->segment_bytes = c->segment_bytes;
	l->max_queued_bytes = c->max_queued_bytes;
	l->hooks = c->hooks;
	l->io = c->io ? *c->io : system_io;
	str_copy(l->thread_name, sizeof l->thread_name, str_of(c->thread_name));
	buf_init(&l->out, SEGLOG_TORN_MAX);
	pthread_mutex_init(&l->lock, NULL);
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&l->wake, &attr);
	pthread_condattr_destroy(&attr);
	l->dir = strdup(c->dir);
	if (!l->dir) {
		log_free(l);
		return NULL;
	}
	return l;
}

/* Signals are the main thread's business, and SIGXFSZ is an error number's. */
static enum err writer_start(struct seglog *l)
{
	sigset_t all, old;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int failed = pthread_create(&l->thread, NULL, writer_main, l);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return failed ? err_from_errno(failed) : OK;
}

enum err seglog_open(const struct seglog_config *c, struct seglog **ret, struct err_info *info)
{
	err_set(info, OK, NULL, NULL);
	struct seglog *l = log_alloc(c);
	if (!l)
		return err_set(info, ERR_NOMEM, NULL, NULL);
	enum err err = log_lock(l, info);
	if (err)
		goto fail;
	err = log_recover(l, UINT64_MAX, info);
	if (err) {
		if (info && !info->code)
			err_set(info, err, NULL, "the log cannot be opened");
		goto fail;
	}
	atomic_store(&l->healthy, true);
	err = writer_start(l);
	if (err)
		goto fail;
	*ret = l;
	return OK;
fail:
	log_free(l);
	return err;
}

void seglog_close(struct seglog *l)
{
	if (!l)
		return;
	pthread_mutex_lock(&l->lock);
	atomic_store(&l->stopping, true);
	pthread_cond_signal(&l->wake);
	pthread_mutex_unlock(&l->lock);
	pthread_join(l->thread, NULL);
	if (l->segment.fd >= 0 && log_segment_seal(&l->segment) != OK)
		log_event(LOG_WARN, "log.seal_failed", "log", l->thread_name, NULL);
	log_free(l);
}

static enum err record_check(struct str record)
{
	if (record.n > SEGLOG_RECORD_MAX)
		return ERR_TOO_LARGE;
	if (record.n && (memchr(record.p, '\n', record.n) || memchr(record.p, '\0', record.n)))
		return ERR_SHAPE;
	return OK;
}

/* @oldest .. @newest hang together by next, newest first, as the stack does. */
static enum err push_chain(struct seglog *l, struct list *oldest, struct list *newest, size_t cost)
{
	if (!atomic_load_explicit(&l->healthy, memory_order_acquire))
		return ERR_UNAVAILABLE;
	if (atomic_fetch_add(&l->queued_bytes, cost) + cost > l->max_queued_bytes) {
		atomic_fetch_sub(&l->queued_bytes, cost);
		return ERR_LIMIT;
	}
	struct list *below = atomic_load(&l->top);
	do {
		if (below == &closed) {
			atomic_fetch_sub(&l->queued_bytes, cost);
			return ERR_LIMIT;
		}
		oldest->next = below;
	} while (!atomic_compare_exchange_weak(&l->top, &below, newest));
	/* The lock makes sure that the writer is in its wait and not on the way there. */
	if (atomic_load(&l->asleep)) {
		pthread_mutex_lock(&l->lock);
		pthread_cond_signal(&l->wake);
		pthread_mutex_unlock(&l->lock);
	}
	return OK;
}

enum err seglog_append(struct seglog *l, struct seglog_entry *e)
{
	enum err err = record_check(e->record);
	return err ? err : push_chain(l, &e->link, &e->link, e->record.n + ENTRY_COST);
}

enum err seglog_append_all(struct seglog *l, struct list *entries)
{
	size_t cost = 0;
	if (list_empty(entries))
		return OK;
	LIST_FOREACH (entries, it) {
		struct str record = LIST_ENTRY(it, struct seglog_entry, link)->record;
		enum err err = record_check(record);
		if (err)
			return err;
		cost += record.n + ENTRY_COST;
	}
	struct list *oldest = entries->next, *newest = entries->prev;
	for (struct list *it = newest; it != oldest; it = it->prev)
		it->next = it->prev;
	return push_chain(l, oldest, newest, cost);
}

bool seglog_healthy(const struct seglog *l)
{
	return atomic_load_explicit(&l->healthy, memory_order_acquire);
}

uint64_t seglog_last_seq(const struct seglog *l)
{
	return atomic_load_explicit(&l->durable_seq, memory_order_acquire);
}
