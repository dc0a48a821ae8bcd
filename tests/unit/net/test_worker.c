#include "net_fixture.h"

#include "base/blob.h"
#include "net/worker.h"

struct task {
	struct job job;
	struct loop *expected_home;
	atomic_int *runs, *dones, *timeouts;
	sem_t *done, *started, *go;
	pthread_t runner;
	bool wrong_thread;
};

static void run(struct job *j)
{
	struct task *t = CONTAINER_OF(j, struct task, job);
	t->runner = pthread_self();
	atomic_fetch_add(t->runs, 1);
	if (t->started)
		sem_post(t->started);
	if (t->go)
		wait_for(t->go);
	j->outcome = ERR_CONFLICT;
}

static void done(struct job *j)
{
	struct task *t = CONTAINER_OF(j, struct task, job);
	if (loop_current() != t->expected_home)
		abort();
	if (j->outcome == ERR_TIMEOUT)
		atomic_fetch_add(t->timeouts, 1);
	else if (j->outcome != ERR_CONFLICT)
		abort();
	atomic_fetch_add(t->dones, 1);
	sem_t *posted = t->done;
	free(t);
	sem_post(posted);
}

struct fix {
	struct loop_thread thread;
	struct worker_pool *pool;
	atomic_int runs, dones, timeouts;
	sem_t done, started, go;
};

static void fix_init(struct fix *f, unsigned threads, size_t max)
{
	memset(f, 0, sizeof(*f));
	sem_init(&f->done, 0, 0);
	sem_init(&f->started, 0, 0);
	sem_init(&f->go, 0, 0);
	loop_thread_start(&f->thread);
	assert_int_equal(worker_pool_new("test", threads, max, &f->pool), OK);
}

static struct task *task_new(struct fix *f, struct loop *home)
{
	struct task *t = calloc(1, sizeof(*t));
	t->job = (struct job){.home = home, .run = run, .done = done};
	t->expected_home = home;
	t->runs = &f->runs;
	t->dones = &f->dones;
	t->timeouts = &f->timeouts;
	t->done = &f->done;
	return t;
}

static void fix_done(struct fix *f)
{
	worker_pool_free(f->pool);
	loop_thread_stop(&f->thread);
	loop_free(f->thread.loop);
}

static void jobs_run_on_workers_and_come_home(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f, 3, 10000);
	for (int i = 0; i < 2000; i++)
		assert_int_equal(worker_submit(f.pool, &task_new(&f, i % 2 ? f.thread.loop : NULL)->job), OK);
	for (int i = 0; i < 2000; i++)
		wait_for(&f.done);
	assert_int_equal(f.runs, 2000);
	assert_int_equal(f.dones, 2000);
	assert_int_equal(worker_queued(f.pool), 0);
	fix_done(&f);
}

/* A job that keeps the only worker busy until f->go. */
static void occupy(struct fix *f)
{
	struct task *t = task_new(f, f->thread.loop);
	t->started = &f->started;
	t->go = &f->go;
	assert_int_equal(worker_submit(f->pool, &t->job), OK);
	wait_for(&f->started);
}

static void a_full_queue_says_so_and_takes_nothing(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f, 1, 2);
	occupy(&f);
	for (int i = 0; i < 2; i++)
		assert_int_equal(worker_submit(f.pool, &task_new(&f, NULL)->job), OK);
	assert_int_equal(worker_queued(f.pool), 2);
	struct task *t = task_new(&f, NULL);
	assert_int_equal(worker_submit(f.pool, &t->job), ERR_LIMIT);
	free(t);
	sem_post(&f.go);
	for (int i = 0; i < 3; i++)
		wait_for(&f.done);
	assert_int_equal(f.runs, 3);
	fix_done(&f);
}

static void a_job_past_its_deadline_is_not_run(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f, 1, 10);
	occupy(&f);
	struct task *late = task_new(&f, f.thread.loop), *fine = task_new(&f, f.thread.loop);
	late->job.deadline_ns = clock_mono_ns();
	fine->job.deadline_ns = clock_mono_ns() + 60u * 1000000000u;
	assert_int_equal(worker_submit(f.pool, &late->job), OK);
	assert_int_equal(worker_submit(f.pool, &fine->job), OK);
	sem_post(&f.go);
	for (int i = 0; i < 3; i++)
		wait_for(&f.done);
	assert_int_equal(f.runs, 2);
	assert_int_equal(f.timeouts, 1);
	fix_done(&f);
}

static void freeing_the_pool_runs_what_is_queued(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f, 2, 1000);
	for (int i = 0; i < 500; i++)
		assert_int_equal(worker_submit(f.pool, &task_new(&f, f.thread.loop)->job), OK);
	/* the loop stops first: the letters home are delivered by loop_free */
	loop_thread_stop(&f.thread);
	worker_pool_free(f.pool);
	assert_int_equal(f.runs, 500);
	loop_free(f.thread.loop);
	assert_int_equal(f.dones, 500);
}

static void *unref_many(void *arg)
{
	for (int i = 0; i < 10000; i++)
		blob_unref(blob_ref(arg));
	blob_unref(arg);
	return NULL;
}

static void a_blob_is_freed_by_its_last_reference_on_any_thread(void **state)
{
	(void)state;
	struct blob *b = blob_of(STR("shared"));
	assert_true(str_is(blob_str(b), "shared"));
	pthread_t threads[4];
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		pthread_create(&threads[i], NULL, unref_many, blob_ref(b));
	blob_unref(b);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		pthread_join(threads[i], NULL);
	blob_unref(NULL);
	assert_null(blob_new(SIZE_MAX - 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jobs_run_on_workers_and_come_home),
		cmocka_unit_test(a_full_queue_says_so_and_takes_nothing),
		cmocka_unit_test(a_job_past_its_deadline_is_not_run),
		cmocka_unit_test(freeing_the_pool_runs_what_is_queued),
		cmocka_unit_test(a_blob_is_freed_by_its_last_reference_on_any_thread),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
