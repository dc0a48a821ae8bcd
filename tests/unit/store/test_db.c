#include "base/clock.h"
#include "base/log.h"
#include "store/changes.h"
#include "store/db.h"
#include "store/migrations_portal.h"
#include "store/people.h"
#include "tests/unit/store/scratch.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/wait.h>

static const struct migration steps[] = {
	{1, "one", "CREATE TABLE t(id {id}, v BIGINT NOT NULL UNIQUE, body {blob});"},
	{2, "two", "CREATE TABLE child(id BIGINT NOT NULL REFERENCES t(id), n BIGINT NOT NULL CHECK(n >= 0));"},
};
static const struct stmt insert = {"insert", "INSERT INTO t(v, body) VALUES(?1, ?2)"};
static const struct stmt insert_child = {"insert_child", "INSERT INTO child(id, n) VALUES(?1, ?2)"};
static const struct stmt count_all = {"count", "SELECT count(*), coalesce(max(v), 0) FROM t"};
static const struct stmt select_all = {"all", "SELECT v, body FROM t WHERE v >= ?1 ORDER BY v"};
static const struct stmt endless = {"endless",
				    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"};

static struct db_config config_of(const char *path)
{
	return (struct db_config){.path = path,
				  .migrations = steps,
				  .migration_count = ARRAY_LEN(steps),
				  .readers = 2,
				  .max_queued = 64,
				  .busy_ms = 50};
}

static struct db *open_ok(const struct db_config *c)
{
	struct db *d = NULL;
	struct err_info info = {0};
	if (db_open(c, &d, &info))
		fail_msg("%s: %s", err_name(info.code), info.text);
	return d;
}

static enum err insert_v(void *ctx, struct tx *tx)
{
	return tx_exec(tx, &insert, ARGS(ARG_I64(*(int64_t *)ctx), ARG_NULL), NULL);
}

static enum err put_v(struct db *d, int64_t v)
{
	return db_write_wait(d, insert_v, &v);
}

struct counted {
	int64_t count, newest;
};

static enum err count_work(void *ctx, struct tx *tx)
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

static struct counted count_rows(struct db *d)
{
	struct counted c = {-1, -1};
	assert_int_equal(db_read_wait(d, count_work, &c), OK);
	return c;
}

static enum err values_work(void *ctx, struct tx *tx)
{
	(void)ctx;
	static const char blob[] = "\0\1\2'\xff";
	assert_int_equal(tx_exec(tx, &insert, ARGS(ARG_I64(INT64_MIN), ARG_BLOB(str_mem(blob, 5))), NULL), OK);
	assert_int_equal(tx_exec(tx, &insert, ARGS(ARG_I64(7), ARG_BLOB(STR(""))), NULL), OK);
	assert_int_equal(tx_exec(tx, &insert, ARGS(ARG_I64(8), ARG_TEXT(STR("caf\xc3\xa9"))), NULL), OK);
	int64_t changed = 0;
	assert_int_equal(tx_exec(tx, &insert, ARGS(ARG_I64(9), ARG_NULL), &changed), OK);
	assert_int_equal(changed, 1);
	struct rows *r, *inner;
	assert_int_equal(tx_query(tx, &select_all, ARGS(ARG_I64(INT64_MIN)), &r), OK);
	assert_true(rows_next(r));
	assert_int_equal(rows_i64(r, 0), INT64_MIN);
	assert_true(str_eq(rows_blob(r, 1), str_mem(blob, 5)));
	/* The same statement within itself. */
	assert_int_equal(tx_query(tx, &select_all, ARGS(ARG_I64(9)), &inner), OK);
	assert_true(rows_next(inner));
	assert_true(rows_is_null(inner, 1));
	assert_null(rows_text(inner, 1).p);
	assert_false(rows_next(inner));
	assert_int_equal(rows_close(inner), OK);
	assert_true(rows_next(r));
	assert_false(rows_is_null(r, 1));
	assert_int_equal(rows_blob(r, 1).n, 0);
	assert_true(rows_next(r));
	assert_true(str_is(rows_text(r, 1), "caf\xc3\xa9"));
	assert_int_equal(rows_close(r), OK); /* before the end */
	return OK;
}

static void values_come_back_as_they_went_in(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	struct db *d = open_ok(&c);
	assert_int_equal(db_write_wait(d, values_work, NULL), OK);
	db_close(d);
}

struct numbered {
	struct db_job job;
	int64_t v;
	bool bad;
	atomic_int *finished;
};

static enum err numbered_work(struct db_job *j, struct tx *tx)
{
	struct numbered *n = CONTAINER_OF(j, struct numbered, job);
	enum err err = insert_v(&n->v, tx);
	return err ? err : n->bad ? ERR_DENIED : OK;
}

static void numbered_done(struct job *j)
{
	atomic_fetch_add(CONTAINER_OF(j, struct numbered, job.base)->finished, 1);
}

static void a_failed_job_rolls_back_alone(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	struct db *d = open_ok(&c);
	atomic_int finished = 0;
	static struct numbered jobs[60];
	for (int i = 0; i < 60; i++) {
		/* Every third says no after it has written, every tenth collides. */
		jobs[i] = (struct numbered){.job = {.base.done = numbered_done, .work = numbered_work},
					    .v = i % 10 == 9 ? 1000 : 1001 + i,
					    .bad = i % 3 == 0,
					    .finished = &finished};
		assert_int_equal(db_write(d, &jobs[i].job), OK);
	}
	db_close(d); /* finishes what was accepted */
	assert_int_equal(finished, 60);
	int64_t good = 0;
	bool first_collision = true;
	for (int i = 0; i < 60; i++) {
		bool collides = i % 10 == 9 && !first_collision;
		enum err want = collides ? ERR_CONFLICT : jobs[i].bad ? ERR_DENIED : OK;
		if (i % 10 == 9 && !jobs[i].bad)
			first_collision = false;
		assert_int_equal(jobs[i].job.base.outcome, want);
		good += want == OK;
	}
	d = open_ok(&c);
	assert_int_equal(count_rows(d).count, good);
	db_close(d);
}

static enum err constraint_work(void *ctx, struct tx *tx)
{
	(void)ctx;
	assert_int_equal(tx_exec(tx, &insert_child, ARGS(ARG_I64(12345), ARG_I64(1)), NULL), ERR_CONFLICT);
	assert_int_equal(tx_exec(tx, &insert_child, ARGS(ARG_I64(1), ARG_I64(-1)), NULL), ERR_SHAPE);
	assert_int_equal(tx_exec(tx, &insert_child, ARGS(ARG_I64(1), ARG_NULL), NULL), ERR_SHAPE);
	return OK;
}

static void constraints_have_their_errors(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	struct db *d = open_ok(&c);
	assert_int_equal(put_v(d, 1), OK);
	assert_int_equal(put_v(d, 1), ERR_CONFLICT);
	assert_int_equal(db_write_wait(d, constraint_work, NULL), OK);
	db_close(d);
}

static enum err endless_work(void *ctx, struct tx *tx)
{
	(void)ctx;
	tx_set_deadline(tx, clock_mono_ns() + 30000000);
	struct rows *r;
	enum err err = tx_query(tx, &endless, NULL, 0, &r);
	if (err)
		return err;
	while (rows_next(r))
		;
	return rows_close(r);
}

static const struct stmt long_one = {
	"long", "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 50000) SELECT count(*) FROM n"};

static enum err long_work(void *ctx, struct tx *tx)
{
	(void)ctx;
	struct rows *r;
	enum err err = tx_query(tx, &long_one, NULL, 0, &r);
	if (err)
		return err;
	while (rows_next(r))
		;
	return rows_close(r);
}

static void an_endless_query_ends_at_its_deadline(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	struct db *d = open_ok(&c);
	uint64_t begin = clock_mono_ns();
	assert_int_equal(db_read_wait(d, endless_work, NULL), ERR_TIMEOUT);
	assert_in_range(clock_mono_ns() - begin, 30000000, 1000000000);
	assert_int_equal(db_write_wait(d, endless_work, NULL), ERR_TIMEOUT);
	assert_int_equal(db_write_wait(d, long_work, NULL), OK); /* the deadline was that job's only */
	assert_int_equal(db_read_wait(d, long_work, NULL), OK);
	assert_int_equal(put_v(d, 1), OK);
	assert_int_equal(count_rows(d).count, 1);
	db_close(d);
}

/* --- queues --- */

static pthread_mutex_t gate_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t gate_wake = PTHREAD_COND_INITIALIZER;
static bool gate_open, gate_reached;

static enum err gate_work(struct db_job *j, struct tx *tx)
{
	(void)j, (void)tx;
	pthread_mutex_lock(&gate_lock);
	gate_reached = true;
	pthread_cond_broadcast(&gate_wake);
	while (!gate_open)
		pthread_cond_wait(&gate_wake, &gate_lock);
	pthread_mutex_unlock(&gate_lock);
	return OK;
}

static void late_jobs_and_full_queues_are_refused(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	c.max_queued = 5;
	struct db *d = open_ok(&c);
	atomic_int finished = 0;
	gate_open = gate_reached = false;
	struct numbered gate = {.job = {.base.done = numbered_done, .work = gate_work}, .finished = &finished}, jobs[6];
	assert_int_equal(db_write(d, &gate.job), OK);
	pthread_mutex_lock(&gate_lock);
	while (!gate_reached)
		pthread_cond_wait(&gate_wake, &gate_lock);
	pthread_mutex_unlock(&gate_lock);
	for (int i = 0; i < 5; i++) {
		jobs[i] = (struct numbered){
			.job = {.base.done = numbered_done, .work = numbered_work}, .v = i, .finished = &finished};
		jobs[i].job.base.deadline_ns = i == 2 ? clock_mono_ns() : 0;
		assert_int_equal(db_write(d, &jobs[i].job), OK);
	}
	assert_int_equal(db_write(d, &jobs[5].job), ERR_LIMIT);
	pthread_mutex_lock(&gate_lock);
	gate_open = true;
	pthread_cond_broadcast(&gate_wake);
	pthread_mutex_unlock(&gate_lock);
	db_close(d);
	assert_int_equal(finished, 6);
	for (int i = 0; i < 5; i++)
		assert_int_equal(jobs[i].job.base.outcome, i == 2 ? ERR_TIMEOUT : OK);
}

static const struct stmt rollback = {"rollback", "ROLLBACK"};

static enum err rollback_work(struct db_job *j, struct tx *tx)
{
	(void)j;
	return tx_exec(tx, &rollback, NULL, 0, NULL);
}

static void a_lost_transaction_fails_what_was_in_it(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	struct db *d = open_ok(&c);
	atomic_int finished = 0;
	gate_open = gate_reached = false;
	struct numbered gate = {.job = {.base.done = numbered_done, .work = gate_work}, .finished = &finished}, jobs[5];
	assert_int_equal(db_write(d, &gate.job), OK);
	pthread_mutex_lock(&gate_lock);
	while (!gate_reached)
		pthread_cond_wait(&gate_wake, &gate_lock);
	pthread_mutex_unlock(&gate_lock);
	/* As a full disk may: the third job takes the transaction with it. */
	for (int i = 0; i < 5; i++) {
		jobs[i] = (struct numbered){.job = {.base.done = numbered_done, .work = i == 2 ? rollback_work : numbered_work},
					    .v = i,
					    .finished = &finished};
		assert_int_equal(db_write(d, &jobs[i].job), OK);
	}
	pthread_mutex_lock(&gate_lock);
	gate_open = true;
	pthread_cond_broadcast(&gate_wake);
	pthread_mutex_unlock(&gate_lock);
	db_close(d);
	assert_int_equal(finished, 6);
	for (int i = 0; i < 5; i++)
		assert_int_equal(jobs[i].job.base.outcome == OK, i > 2);
	d = open_ok(&c);
	assert_int_equal(count_rows(d).count, 2);
	db_close(d);
}

static struct loop *home;

static void home_done(struct job *j)
{
	assert_ptr_equal(loop_current(), home);
	assert_int_equal(j->outcome, OK);
	loop_stop(home);
}

static void start_home_job(void *ctx)
{
	struct numbered *n = ctx;
	assert_int_equal(db_write(n->job.db, &n->job), OK);
}

static void a_job_comes_home_after_the_commit(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	struct db *d = open_ok(&c);
	assert_int_equal(loop_new(0, &home), OK);
	struct numbered n = {.job = {.base = {.home = home, .done = home_done}, .work = numbered_work, .db = d}, .v = 5};
	assert_int_equal(loop_call(home, start_home_job, &n), OK);
	loop_run(home);
	assert_int_equal(count_rows(d).newest, 5);
	db_close(d);
	loop_free(home);
}

struct snapshot {
	struct db *d;
	int64_t before, after;
};

static enum err snapshot_work(void *ctx, struct tx *tx)
{
	struct snapshot *p = ctx;
	struct counted c;
	enum err err = count_work(&c, tx);
	p->before = c.count;
	pthread_mutex_lock(&gate_lock);
	gate_reached = true;
	pthread_cond_broadcast(&gate_wake);
	while (!gate_open)
		pthread_cond_wait(&gate_wake, &gate_lock);
	pthread_mutex_unlock(&gate_lock);
	if (!err)
		err = count_work(&c, tx);
	p->after = c.count;
	return err;
}

static void *snapshot_main(void *arg)
{
	struct snapshot *p = arg;
	assert_int_equal(db_read_wait(p->d, snapshot_work, p), OK);
	return NULL;
}

static void a_reader_sees_one_moment(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	struct db *d = open_ok(&c);
	assert_int_equal(put_v(d, 1), OK);
	gate_open = gate_reached = false;
	struct snapshot p = {.d = d};
	pthread_t t;
	assert_int_equal(pthread_create(&t, NULL, snapshot_main, &p), 0);
	pthread_mutex_lock(&gate_lock);
	while (!gate_reached)
		pthread_cond_wait(&gate_wake, &gate_lock);
	pthread_mutex_unlock(&gate_lock);
	assert_int_equal(put_v(d, 2), OK);
	assert_int_equal(count_rows(d).count, 2);
	pthread_mutex_lock(&gate_lock);
	gate_open = true;
	pthread_cond_broadcast(&gate_wake);
	pthread_mutex_unlock(&gate_lock);
	pthread_join(t, NULL);
	assert_int_equal(p.before, 1);
	assert_int_equal(p.after, 1);
	db_close(d);
}

/* --- files that are not as they should be --- */

static void what_is_no_database_is_refused(void **state)
{
	struct scratch *s = *state;
	struct db *d = NULL;
	struct err_info info;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	char junk[8192];
	memset(junk, 'j', sizeof junk);
	file_save(c.path, junk, sizeof junk);
	assert_int_equal(db_open(&c, &d, &info), ERR_CORRUPT);
	c.path = ":memory:";
	assert_int_equal(db_open(&c, &d, &info), ERR_SHAPE);
	c.path = "/nowhere/at/all.db";
	assert_int_equal(db_open(&c, &d, &info), ERR_IO);
	c.readers = 9;
	assert_int_equal(db_open(&c, &d, &info), ERR_SHAPE);
}

static void damage_within_the_file_is_said(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	struct db *d = open_ok(&c);
	for (int64_t v = 1; v <= 50; v++)
		assert_int_equal(put_v(d, v), OK);
	db_close(d);
	size_t n;
	char *p = file_load(c.path, &n);
	/* All pages behind the first (schema) one. */
	memset(p + 4096, 0xa5, n - 4096);
	file_save(c.path, p, n);
	free(p);
	enum err err = db_open(&c, &d, NULL);
	if (!err) {
		err = put_v(d, 51);
		db_close(d);
	}
	assert_int_equal(err, ERR_CORRUPT);
}

static void a_newer_database_is_left_alone(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	db_close(open_ok(&c));
	c.migration_count = 1;
	struct db *d = NULL;
	struct err_info info;
	assert_int_equal(db_open(&c, &d, &info), ERR_CONFLICT);
	assert_string_equal(info.text, "the database is of version 2, this program knows 1");
}

static void a_broken_migration_changes_nothing(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	const struct migration bad[] = {steps[0], {2, "bad", "CREATE TABLE extra(x BIGINT); CREATE TABLE oops(;"}};
	c.migrations = bad;
	struct db *d = NULL;
	struct err_info info;
	assert_int_not_equal(db_open(&c, &d, &info), OK);
	assert_string_equal(info.field, "bad");
	/* The good second step can still be taken: nothing of the bad one is there. */
	const struct migration good[] = {steps[0], {2, "good", "CREATE TABLE extra(x BIGINT);"}};
	c.migrations = good;
	db_close(open_ok(&c));
}

static enum err portal_newest_work(void *ctx, struct tx *tx)
{
	enum err err = people_add(tx, STR("agent"), STR("agent"), STR("hash"), 1);
	return err ? err : changes_newest(tx, ctx);
}

static void the_portal_migrates_from_every_earlier_version(void **state)
{
	struct scratch *s = *state;
	for (size_t k = 0; k <= PORTAL_MIGRATIONS; k++) {
		char name[32];
		snprintf(name, sizeof name, "portal-%zu.db", k);
		struct db_config c = config_of(scratch_path(s, name));
		c.migrations = portal_migrations;
		c.migration_count = k;
		db_close(open_ok(&c));
		c.migration_count = PORTAL_MIGRATIONS;
		struct db *d = open_ok(&c);
		int64_t change = 0;
		assert_int_equal(db_write_wait(d, portal_newest_work, &change), OK);
		assert_int_equal(change, 1);
		db_close(d);
		db_close(open_ok(&c)); /* and once more, with nothing to do */
	}
}

/* --- another process, and the end of this one --- */

static void child_hold_lock(const char *path, int ready, int go)
{
	struct db_config c = config_of(path);
	struct db *d;
	char x = 'x';
	if (db_open(&c, &d, NULL))
		_exit(1);
	gate_open = gate_reached = false;
	atomic_int finished = 0;
	struct numbered gate = {.job = {.base.done = numbered_done, .work = gate_work}, .finished = &finished};
	if (db_write(d, &gate.job))
		_exit(2);
	pthread_mutex_lock(&gate_lock);
	while (!gate_reached)
		pthread_cond_wait(&gate_wake, &gate_lock);
	pthread_mutex_unlock(&gate_lock);
	if (write(ready, &x, 1) != 1 || read(go, &x, 1) != 1)
		_exit(3);
	pthread_mutex_lock(&gate_lock);
	gate_open = true;
	pthread_cond_broadcast(&gate_wake);
	pthread_mutex_unlock(&gate_lock);
	db_close(d);
	_exit(0);
}

static void a_lock_held_elsewhere_is_busy_and_passes(void **state)
{
	struct scratch *s = *state;
	const char *path = scratch_path(s, "a.db");
	int ready[2], go[2];
	char x = 'x';
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(go), 0);
	pid_t pid = fork();
	if (pid == 0)
		child_hold_lock(path, ready[1], go[0]);
	assert_int_equal(read(ready[0], &x, 1), 1);
	struct db_config c = config_of(path);
	struct db *d = NULL;
	assert_int_equal(db_open(&c, &d, NULL), ERR_BUSY);
	assert_int_equal(write(go[1], &x, 1), 1);
	int status;
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	d = open_ok(&c);
	assert_int_equal(put_v(d, 1), OK);
	db_close(d);
	close(ready[0]), close(ready[1]), close(go[0]), close(go[1]);
}

static void child_insert_forever(const char *path, int report)
{
	struct db_config c = config_of(path);
	struct db *d;
	if (db_open(&c, &d, NULL))
		_exit(1);
	for (int64_t v = count_rows(d).newest + 1;; v++)
		if (put_v(d, v) || write(report, &v, sizeof v) != sizeof v)
			_exit(2);
}

static void kill_9_keeps_what_was_committed(void **state)
{
	struct scratch *s = *state;
	const char *path = scratch_path(s, "a.db");
	int64_t acknowledged = 0, v;
	for (int round = 0; round < 6; round++) {
		int report[2];
		assert_int_equal(pipe(report), 0);
		pid_t pid = fork();
		if (pid == 0) {
			close(report[0]);
			child_insert_forever(path, report[1]);
		}
		close(report[1]);
		for (int i = 0; i < 3 + round * 4 && read(report[0], &v, sizeof v) == sizeof v; i++)
			acknowledged = v;
		kill(pid, SIGKILL);
		while (read(report[0], &v, sizeof v) == sizeof v)
			acknowledged = v;
		close(report[0]);
		int status;
		waitpid(pid, &status, 0);
		assert_true(WIFSIGNALED(status));
		struct db_config c = config_of(path);
		struct db *d = open_ok(&c);
		struct counted got = count_rows(d);
		assert_true(got.newest >= acknowledged);
		assert_int_equal(got.count, got.newest);
		db_close(d);
	}
}

static enum err insert_big(void *ctx, struct tx *tx)
{
	static char big[20000];
	memset(big, 'b', sizeof big);
	return tx_exec(tx, &insert, ARGS(ARG_I64(*(int64_t *)ctx), ARG_BLOB(str_mem(big, sizeof big))), NULL);
}

static int child_full_disk(const char *path)
{
	signal(SIGXFSZ, SIG_IGN);
	struct db_config c = config_of(path);
	struct db *d;
	if (db_open(&c, &d, NULL))
		return 1;
	struct rlimit lim = {200000, 10 << 20};
	setrlimit(RLIMIT_FSIZE, &lim);
	enum err err = OK;
	int64_t v = 0;
	while (!err && v < 1000) {
		v++;
		err = db_write_wait(d, insert_big, &v);
	}
	if (err != ERR_FULL)
		return 2;
	if (count_rows(d).count != v - 1)
		return 3;
	lim.rlim_cur = 10 << 20;
	setrlimit(RLIMIT_FSIZE, &lim);
	if (db_write_wait(d, insert_big, &v) != OK || count_rows(d).count != v)
		return 4;
	db_close(d);
	return 0;
}

static void a_full_disk_says_so_and_space_heals_it(void **state)
{
	struct scratch *s = *state;
	const char *path = scratch_path(s, "a.db");
	pid_t pid = fork();
	if (pid == 0)
		_exit(child_full_disk(path));
	int status;
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void many_writes_are_checkpointed(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	char wal[600];
	snprintf(wal, sizeof wal, "%s-wal", c.path);
	c.relaxed = true;
	struct db *d = open_ok(&c);
	for (int64_t v = 1; v <= 400; v++)
		assert_int_equal(db_write_wait(d, insert_big, &v), OK);
	assert_int_equal(db_settle(d), OK);
	struct stat st;
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(stat(c.path, &st), 0);
	assert_true(st.st_size > 400 * 20000);
	db_close(d);
}

static int setup(void **state)
{
	static struct scratch s;
	scratch_make(&s);
	*state = &s;
	return 0;
}

static int teardown(void **state)
{
	scratch_done(*state);
	return 0;
}

int main(void)
{
	log_set_level(LOG_OFF);
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_full_disk_says_so_and_space_heals_it), /* those that fork come first: no thread has been started yet */
		T(a_lock_held_elsewhere_is_busy_and_passes),
		T(kill_9_keeps_what_was_committed),
		T(values_come_back_as_they_went_in),
		T(a_failed_job_rolls_back_alone),
		T(constraints_have_their_errors),
		T(an_endless_query_ends_at_its_deadline),
		T(late_jobs_and_full_queues_are_refused),
		T(a_lost_transaction_fails_what_was_in_it),
		T(a_job_comes_home_after_the_commit),
		T(a_reader_sees_one_moment),
		T(what_is_no_database_is_refused),
		T(damage_within_the_file_is_said),
		T(a_newer_database_is_left_alone),
		T(a_broken_migration_changes_nothing),
		T(the_portal_migrates_from_every_earlier_version),
		T(many_writes_are_checkpointed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
