/* What goes in comes back, jobs commit or fail one by one, queues and queries have their limits. */
#include "db_fixture.h"

static const struct stmt insert_child = {"insert_child", "INSERT INTO child(id, n) VALUES(?1, ?2)"};
static const struct stmt select_all = {"all", "SELECT v, body FROM t WHERE v >= ?1 ORDER BY v"};
static const struct stmt endless = {"endless",
				    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"};

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

static void late_jobs_and_full_queues_are_refused(void **state)
{
	struct scratch *s = *state;
	struct db_config c = config_of(scratch_path(s, "a.db"));
	c.max_queued = 5;
	struct db *d = open_ok(&c);
	atomic_int finished = 0;
	gate_shut();
	struct numbered gate = {.job = {.base.done = numbered_done, .work = gate_work}, .finished = &finished}, jobs[6];
	assert_int_equal(db_write(d, &gate.job), OK);
	gate_await();
	for (int i = 0; i < 5; i++) {
		jobs[i] = (struct numbered){
			.job = {.base.done = numbered_done, .work = numbered_work}, .v = i, .finished = &finished};
		jobs[i].job.base.deadline_ns = i == 2 ? clock_mono_ns() : 0;
		assert_int_equal(db_write(d, &jobs[i].job), OK);
	}
	assert_int_equal(db_write(d, &jobs[5].job), ERR_LIMIT);
	gate_release();
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
	gate_shut();
	struct numbered gate = {.job = {.base.done = numbered_done, .work = gate_work}, .finished = &finished}, jobs[5];
	assert_int_equal(db_write(d, &gate.job), OK);
	gate_await();
	/* As a full disk may: the third job takes the transaction with it. */
	for (int i = 0; i < 5; i++) {
		jobs[i] = (struct numbered){.job = {.base.done = numbered_done, .work = i == 2 ? rollback_work : numbered_work},
					    .v = i,
					    .finished = &finished};
		assert_int_equal(db_write(d, &jobs[i].job), OK);
	}
	gate_release();
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
	struct counted c = {-1, -1};
	enum err err = count_work(&c, tx);
	p->before = c.count;
	gate_pass();
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
	gate_shut();
	struct snapshot p = {.d = d};
	pthread_t t;
	assert_int_equal(pthread_create(&t, NULL, snapshot_main, &p), 0);
	gate_await();
	assert_int_equal(put_v(d, 2), OK);
	assert_int_equal(count_rows(d).count, 2);
	gate_release();
	pthread_join(t, NULL);
	assert_int_equal(p.before, 1);
	assert_int_equal(p.after, 1);
	db_close(d);
}

int main(void)
{
	log_set_level(LOG_OFF);
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(values_come_back_as_they_went_in),      T(a_failed_job_rolls_back_alone),
		T(constraints_have_their_errors),         T(an_endless_query_ends_at_its_deadline),
		T(late_jobs_and_full_queues_are_refused), T(a_lost_transaction_fails_what_was_in_it),
		T(a_job_comes_home_after_the_commit),     T(a_reader_sees_one_moment),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
