/* The front of a database: queues, the writer's group commit, readers, and the thread that checkpoints. */
#include "store/db.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/db_engine.h"
#include "store/db_queue.h"

#include <signal.h>
#include <stdlib.h>

#define READERS_MAX           8
#define BATCH_JOBS            128   /* of one commit */
#define BATCH_MS              50    /* a slow job keeps the others waiting no longer: the batch ends */
#define CHECKPOINT_PAGES      1000  /* waiting in the log: the checkpointer is woken */
#define CHECKPOINT_HARD_PAGES 16384 /* 64 MB: the writer waits until the log can begin anew */

struct db {
	const struct db_engine *engine;
	struct tx *writer, *readers[READERS_MAX], *checkpointer;
	unsigned reader_count, readers_started;
	bool writer_started, checkpointer_started;
	pthread_t writer_thread, reader_threads[READERS_MAX], checkpoint_thread;
	struct db_queue writes, reads;
	pthread_mutex_t checkpoint_lock; /* held by who uses the checkpointer's connection */
	pthread_mutex_t wake_lock;       /* guards what follows */
	pthread_cond_t wake;
	bool checkpoint_due, stopping;
};

struct reader_arg {
	struct db *db;
	struct tx *tx;
};

/* Which of our threads this is: waiting for a job on the thread that runs jobs would never end. */
static _Thread_local const struct db *own_thread_of;

static void deliver_home(struct letter *m)
{
	struct job *j = CONTAINER_OF(m, struct job, home_letter);
	j->done(j);
}

static void come_home(struct db_job *j)
{
	if (!j->base.home) {
		j->base.done(&j->base);
		return;
	}
	j->base.home_letter.deliver = deliver_home;
	loop_post(j->base.home, &j->base.home_letter);
}

static void all_come_home(struct list *jobs)
{
	while (!list_empty(jobs)) {
		struct db_job *j = LIST_ENTRY(jobs->next, struct db_job, link);
		list_remove(&j->link);
		come_home(j);
	}
}

/* What was well becomes @err: its work is not in the database. */
static void fail_good_ones(struct list *jobs, enum err err)
{
	LIST_FOREACH (jobs, it) {
		struct db_job *j = LIST_ENTRY(it, struct db_job, link);
		if (j->base.outcome == OK)
			j->base.outcome = err;
	}
}

static bool too_late(const struct db_job *j)
{
	return j->base.deadline_ns && clock_mono_ns() >= j->base.deadline_ns;
}

static enum err run_in_savepoint(struct db *d, struct db_job *j)
{
	if (too_late(j))
		return ERR_TIMEOUT;
	enum err err = d->engine->savepoint(d->writer);
	if (err)
		return err;
	err = j->work(j, d->writer);
	d->engine->set_deadline(d->writer, 0);
	if (!err)
		err = d->engine->savepoint_release(d->writer);
	if (err && d->engine->in_transaction(d->writer)) {
		enum err undo = d->engine->savepoint_rollback(d->writer);
		if (undo) {
			/* Half a job must not be committed with the others. */
			d->engine->rollback(d->writer);
			err = undo;
		}
	}
	return err;
}

/* Runs jobs of @pending until it is empty or enough; a full disk may end the transaction in the middle. */
static void write_batch(struct db *d, struct list *pending)
{
	struct list batch;
	list_init(&batch);
	uint64_t end_ms = clock_mono_ms() + BATCH_MS;
	enum err err = d->engine->begin(d->writer, true);
	if (err) {
		LIST_FOREACH (pending, it)
			LIST_ENTRY(it, struct db_job, link)->base.outcome = err;
		all_come_home(pending);
		return;
	}
	while (!list_empty(pending)) {
		struct db_job *j = LIST_ENTRY(pending->next, struct db_job, link);
		list_remove(&j->link);
		list_push_back(&batch, &j->link);
		j->base.outcome = run_in_savepoint(d, j);
		if (!d->engine->in_transaction(d->writer)) {
			fail_good_ones(&batch, j->base.outcome ? j->base.outcome : ERR_IO);
			break;
		}
		if (clock_mono_ms() >= end_ms)
			break;
	}
	if (d->engine->in_transaction(d->writer)) {
		err = d->engine->commit(d->writer);
		if (err) {
			d->engine->rollback(d->writer);
			fail_good_ones(&batch, err);
		}
	}
	all_come_home(&batch);
}

static void checkpoint_consider(struct db *d)
{
	unsigned backlog = d->engine->backlog(d->writer);
	if (backlog >= CHECKPOINT_HARD_PAGES) {
		/* Busy readers: tried again after the next batch. */
		(void)d->engine->checkpoint(d->writer, true);
		return;
	}
	if (backlog < CHECKPOINT_PAGES)
		return;
	pthread_mutex_lock(&d->wake_lock);
	d->checkpoint_due = true;
	pthread_cond_signal(&d->wake);
	pthread_mutex_unlock(&d->wake_lock);
}

static void *writer_main(void *arg)
{
	struct db *d = arg;
	own_thread_of = d;
	pthread_setname_np(pthread_self(), "db-writer");
	struct list pending;
	list_init(&pending);
	while (db_queue_take(&d->writes, BATCH_JOBS, &pending)) {
		while (!list_empty(&pending))
			write_batch(d, &pending);
		checkpoint_consider(d);
	}
	return NULL;
}

static void read_one(struct db *d, struct tx *tx, struct db_job *j)
{
	enum err err = too_late(j) ? ERR_TIMEOUT : d->engine->begin(tx, false);
	if (!err) {
		d->engine->set_deadline(tx, j->base.deadline_ns);
		err = j->work(j, tx);
		d->engine->set_deadline(tx, 0);
		d->engine->rollback(tx);
	}
	j->base.outcome = err;
	come_home(j);
}

static void *reader_main(void *arg)
{
	struct reader_arg a = *(struct reader_arg *)arg;
	free(arg);
	own_thread_of = a.db;
	pthread_setname_np(pthread_self(), "db-reader");
	struct list one;
	list_init(&one);
	while (db_queue_take(&a.db->reads, 1, &one)) {
		struct db_job *j = LIST_ENTRY(one.next, struct db_job, link);
		list_remove(&j->link);
		read_one(a.db, a.tx, j);
	}
	return NULL;
}

static void *checkpoint_main(void *arg)
{
	struct db *d = arg;
	own_thread_of = d;
	pthread_setname_np(pthread_self(), "db-checkpoint");
	pthread_mutex_lock(&d->wake_lock);
	for (;;) {
		while (!d->checkpoint_due && !d->stopping)
			pthread_cond_wait(&d->wake, &d->wake_lock);
		if (d->stopping)
			break;
		d->checkpoint_due = false;
		pthread_mutex_unlock(&d->wake_lock);
		pthread_mutex_lock(&d->checkpoint_lock);
		/* What cannot be moved now waits in the log, where it is as safe. */
		(void)d->engine->checkpoint(d->checkpointer, false);
		pthread_mutex_unlock(&d->checkpoint_lock);
		pthread_mutex_lock(&d->wake_lock);
	}
	pthread_mutex_unlock(&d->wake_lock);
	return NULL;
}

static enum err threads_start(struct db *d)
{
	for (; d->readers_started < d->reader_count; d->readers_started++) {
		struct reader_arg *a = malloc(sizeof *a);
		if (!a)
			return ERR_NOMEM;
		*a = (struct reader_arg){.db = d, .tx = d->readers[d->readers_started]};
		int failed = pthread_create(&d->reader_threads[d->readers_started], NULL, reader_main, a);
		if (failed) {
			free(a);
			return err_from_errno(failed);
		}
	}
	int failed = pthread_create(&d->writer_thread, NULL, writer_main, d);
	d->writer_started = !failed;
	if (!failed) {
		failed = pthread_create(&d->checkpoint_thread, NULL, checkpoint_main, d);
		d->checkpointer_started = !failed;
	}
	return failed ? err_from_errno(failed) : OK;
}

static enum err connections_open(struct db *d, const struct db_config *c, struct err_info *info)
{
	enum err err = d->engine->open(c, DB_USE_WRITE, &d->writer, info);
	if (!err)
		err = db_migrate(d->writer, c->migrations, c->migration_count, info);
	if (!err)
		err = d->engine->open(c, DB_USE_CHECKPOINT, &d->checkpointer, info);
	for (; !err && d->reader_count < c->readers; d->reader_count += !err)
		err = d->engine->open(c, DB_USE_READ, &d->readers[d->reader_count], info);
	return err;
}

enum err db_open(const struct db_config *c, struct db **ret, struct err_info *info)
{
	if (c->readers < 1 || c->readers > READERS_MAX || str_is(str_of(c->path), ":memory:"))
		return err_set(info, ERR_SHAPE, NULL, "a database needs a file and 1 to %d readers", READERS_MAX);
	struct db *d = calloc(1, sizeof *d);
	if (!d)
		return err_set(info, ERR_NOMEM, NULL, NULL);
	d->engine = &db_engine_sqlite;
	db_queue_init(&d->writes, c->max_queued);
	db_queue_init(&d->reads, c->max_queued);
	pthread_mutex_init(&d->checkpoint_lock, NULL);
	pthread_mutex_init(&d->wake_lock, NULL);
	pthread_cond_init(&d->wake, NULL);
	enum err err = connections_open(d, c, info);
	if (!err) {
		/* Signals are the main thread's business. */
		sigset_t all, old;
		sigfillset(&all);
		pthread_sigmask(SIG_SETMASK, &all, &old);
		err = threads_start(d);
		pthread_sigmask(SIG_SETMASK, &old, NULL);
		if (err)
			err_set(info, err, NULL, "the database's threads cannot be started");
	}
	if (err) {
		db_close(d);
		return err;
	}
	*ret = d;
	return OK;
}

static void threads_stop(struct db *d)
{
	db_queue_stop(&d->reads);
	db_queue_stop(&d->writes);
	pthread_mutex_lock(&d->wake_lock);
	d->stopping = true;
	pthread_cond_signal(&d->wake);
	pthread_mutex_unlock(&d->wake_lock);
	for (unsigned i = 0; i < d->readers_started; i++)
		pthread_join(d->reader_threads[i], NULL);
	if (d->writer_started)
		pthread_join(d->writer_thread, NULL);
	if (d->checkpointer_started)
		pthread_join(d->checkpoint_thread, NULL);
}

void db_close(struct db *d)
{
	if (!d)
		return;
	threads_stop(d);
	for (unsigned i = 0; i < d->reader_count; i++)
		d->engine->close(d->readers[i]);
	if (d->checkpointer)
		d->engine->close(d->checkpointer);
	/* The last one out empties the engine's log. */
	if (d->writer)
		d->engine->close(d->writer);
	db_queue_done(&d->writes);
	db_queue_done(&d->reads);
	pthread_cond_destroy(&d->wake);
	pthread_mutex_destroy(&d->wake_lock);
	pthread_mutex_destroy(&d->checkpoint_lock);
	free(d);
}

enum err db_settle(struct db *d)
{
	MUST(own_thread_of != d);
	pthread_mutex_lock(&d->checkpoint_lock);
	enum err err = d->engine->checkpoint(d->checkpointer, true);
	pthread_mutex_unlock(&d->checkpoint_lock);
	return err;
}

enum err db_write(struct db *d, struct db_job *j)
{
	j->db = d;
	return db_queue_put(&d->writes, j);
}

enum err db_read(struct db *d, struct db_job *j)
{
	j->db = d;
	return db_queue_put(&d->reads, j);
}

struct waiter {
	struct db_job job;
	enum err (*work)(void *ctx, struct tx *tx);
	void *ctx;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool finished;
};

static enum err waiter_work(struct db_job *j, struct tx *tx)
{
	struct waiter *w = CONTAINER_OF(j, struct waiter, job);
	return w->work(w->ctx, tx);
}

static void waiter_done(struct job *j)
{
	struct waiter *w = CONTAINER_OF(j, struct waiter, job.base);
	pthread_mutex_lock(&w->lock);
	w->finished = true;
	/* Within the lock: the waiter's memory is gone soon after it is released. */
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
}

static enum err wait_for(struct db *d, enum err (*put)(struct db *d, struct db_job *j),
			 enum err (*work)(void *ctx, struct tx *tx), void *ctx)
{
	MUST(own_thread_of != d);
	struct waiter w = {.job = {.base.done = waiter_done, .work = waiter_work}, .work = work, .ctx = ctx};
	pthread_mutex_init(&w.lock, NULL);
	pthread_cond_init(&w.wake, NULL);
	enum err err = put(d, &w.job);
	if (!err) {
		pthread_mutex_lock(&w.lock);
		while (!w.finished)
			pthread_cond_wait(&w.wake, &w.lock);
		pthread_mutex_unlock(&w.lock);
		err = w.job.base.outcome;
	}
	pthread_cond_destroy(&w.wake);
	pthread_mutex_destroy(&w.lock);
	return err;
}

enum err db_write_wait(struct db *d, enum err (*work)(void *ctx, struct tx *tx), void *ctx)
{
	return wait_for(d, db_write, work, ctx);
}

enum err db_read_wait(struct db *d, enum err (*work)(void *ctx, struct tx *tx), void *ctx)
{
	return wait_for(d, db_read, work, ctx);
}
