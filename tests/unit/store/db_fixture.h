/* tests/unit/store/db_fixture.h - a database in a folder of the test's own with one table of numbers, jobs that put one in, and a
 * gate that holds a job up until the test lets it pass. */
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "store/db.h"
#include "tests/unit/store/scratch.h"

#include <pthread.h>
#include <stdatomic.h>

static const struct migration steps[] = {
	{1, "one", "CREATE TABLE t(id {id}, v BIGINT NOT NULL UNIQUE, body {blob});"},
	{2, "two", "CREATE TABLE child(id BIGINT NOT NULL REFERENCES t(id), n BIGINT NOT NULL CHECK(n >= 0));"},
};
static const struct stmt insert = {"insert", "INSERT INTO t(v, body) VALUES(?1, ?2)"};
static const struct stmt count_all = {"count", "SELECT count(*), coalesce(max(v), 0) FROM t"};

static inline struct db_config config_of(const char *path)
{
	return (struct db_config){.path = path,
				  .migrations = steps,
				  .migration_count = ARRAY_LEN(steps),
				  .readers = 2,
				  .max_queued = 64,
				  .busy_ms = 50};
}

static inline struct db *open_ok(const struct db_config *c)
{
	struct db *d = NULL;
	struct err_info info = {0};
	if (db_open(c, &d, &info))
		fail_msg("%s: %s", err_name(info.code), info.text);
	return d;
}

static inline enum err insert_v(void *ctx, struct tx *tx)
{
	return tx_exec(tx, &insert, ARGS(ARG_I64(*(int64_t *)ctx), ARG_NULL), NULL);
}

static inline enum err put_v(struct db *d, int64_t v)
{
	return db_write_wait(d, insert_v, &v);
}

struct counted {
	int64_t count, newest;
};

static inline enum err count_work(void *ctx, struct tx *tx)
{
	struct counted *c = ctx;
	struct rows *r;
	enum err err = tx_query(tx, &count_all, NULL, 0, &r);
	if (err)
		return err;
	if (rows_next(r))
		*c = (struct counted){rows_i64(r, 0), rows_i64(r, 1)};
	return rows_close(r);
}

static inline struct counted count_rows(struct db *d)
{
	struct counted c = {-1, -1};
	assert_int_equal(db_read_wait(d, count_work, &c), OK);
	return c;
}

static inline enum err insert_big(void *ctx, struct tx *tx)
{
	static char big[20000];
	memset(big, 'b', sizeof big);
	return tx_exec(tx, &insert, ARGS(ARG_I64(*(int64_t *)ctx), ARG_BLOB(str_mem(big, sizeof big))), NULL);
}

struct numbered {
	struct db_job job;
	int64_t v;
	bool bad;
	atomic_int *finished;
};

static inline enum err numbered_work(struct db_job *j, struct tx *tx)
{
	struct numbered *n = CONTAINER_OF(j, struct numbered, job);
	enum err err = insert_v(&n->v, tx);
	return err ? err : n->bad ? ERR_DENIED : OK;
}

static inline void numbered_done(struct job *j)
{
	atomic_fetch_add(CONTAINER_OF(j, struct numbered, job.base)->finished, 1);
}

/* --- the gate --- */

static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_wake = PTHREAD_COND_INITIALIZER;
static bool gate_open, gate_reached;

/* Before anybody is on the way to it. */
static inline void gate_shut(void)
{
	gate_open = gate_reached = false;
}

/* On the job's thread: says that it has come, and waits. */
static inline void gate_pass(void)
{
	pthread_mutex_lock(&gate_lock);
	gate_reached = true;
	pthread_cond_broadcast(&gate_wake);
	while (!gate_open)
		pthread_cond_wait(&gate_wake, &gate_lock);
	pthread_mutex_unlock(&gate_lock);
}

static inline void gate_await(void)
{
	pthread_mutex_lock(&gate_lock);
	while (!gate_reached)
		pthread_cond_wait(&gate_wake, &gate_lock);
	pthread_mutex_unlock(&gate_lock);
}

static inline void gate_release(void)
{
	pthread_mutex_lock(&gate_lock);
	gate_open = true;
	pthread_cond_broadcast(&gate_wake);
	pthread_mutex_unlock(&gate_lock);
}

static inline enum err gate_work(struct db_job *j, struct tx *tx)
{
	(void)j, (void)tx;
	gate_pass();
	return OK;
}

static inline int setup(void **state)
{
	static struct scratch s;
	scratch_make(&s);
	*state = &s;
	return 0;
}

static inline int teardown(void **state)
{
	scratch_done(*state);
	return 0;
}
