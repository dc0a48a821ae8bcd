/* Disks that are full or fail, and processes that are killed. */
#include "tests/unit/store/log_fixture.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/wait.h>

static atomic_int fail_write, fail_sync; /* errno to fail with; -1: write short and go on */
static atomic_int gate;                  /* 1: commits wait */

static ssize_t bad_pwrite(int fd, const void *p, size_t n, off_t at)
{
	pthread_mutex_lock(&lock);
	while (atomic_load(&gate))
		pthread_cond_wait(&wake, &lock);
	pthread_mutex_unlock(&lock);
	int e = atomic_load(&fail_write);
	if (e > 0) {
		/* As a full disk does: some of it is written. */
		if (n > 1)
			assert_true(pwrite(fd, p, n / 2, at) >= 0);
		errno = e;
		return -1;
	}
	return pwrite(fd, p, e < 0 ? (n + 1) / 2 : n, at);
}

static int bad_fdatasync(int fd)
{
	int e = atomic_load(&fail_sync);
	if (e) {
		errno = e;
		return -1;
	}
	return fdatasync(fd);
}

static const struct seglog_io bad_io = {bad_pwrite, bad_fdatasync};

/* The log tries again each second: it is well again when a record goes through. */
static unsigned put_until_ok(struct seglog *l, unsigned next)
{
	for (;;) {
		enum err err = put_one(l, next);
		if (err == OK)
			return next + 1;
		assert_true(err == ERR_UNAVAILABLE || err == ERR_IO || err == ERR_FULL);
		usleep(20000);
	}
}

static void failures_fail_the_whole_batch_and_the_log_recovers(void **state)
{
	struct scratch *s = *state;
	const char *dir = scratch_path(s, "log");
	struct seglog_config c = config_of(dir);
	c.io = &bad_io;
	struct seglog *l = open_ok(&c);
	unsigned next = 1;
	const struct {
		atomic_int *what;
		int errnum;
		enum err err;
	} cases[] = {{&fail_write, ENOSPC, ERR_FULL}, {&fail_sync, EIO, ERR_IO}, {&fail_write, EIO, ERR_IO}};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		for (int k = 0; k < 50; k++)
			assert_int_equal(put_one(l, next++), OK);
		struct note *notes[10];
		atomic_store(&gate, 1);
		for (size_t k = 0; k < ARRAY_LEN(notes); k++) {
			notes[k] = note_new(next + (unsigned)k);
			assert_int_equal(seglog_append(l, &notes[k]->e), OK);
		}
		atomic_store(cases[i].what, cases[i].errnum);
		pthread_mutex_lock(&lock);
		atomic_store(&gate, 0);
		pthread_cond_broadcast(&wake);
		pthread_mutex_unlock(&lock);
		for (size_t k = 0; k < ARRAY_LEN(notes); k++)
			assert_int_equal(note_wait(notes[k]), cases[i].err);
		assert_false(seglog_healthy(l));
		assert_int_equal(put_one(l, next), ERR_UNAVAILABLE);
		assert_int_equal(seglog_last_seq(l), next - 1);
		atomic_store(cases[i].what, 0);
		next = put_until_ok(l, next);
		assert_true(seglog_healthy(l));
	}
	atomic_store(&fail_write, -1);
	for (int k = 0; k < 20; k++)
		assert_int_equal(put_one(l, next++), OK);
	atomic_store(&fail_write, 0);
	seglog_close(l);
	check_all(dir, next - 1);
}

static void a_log_that_lost_durable_records_stays_closed(void **state)
{
	struct scratch *s = *state;
	char dir[300], file[400];
	snprintf(dir, sizeof dir, "%s/log", s->dir);
	snprintf(file, sizeof file, "%s/00000000000000000001.log", dir);
	struct seglog_config c = config_of(dir);
	c.io = &bad_io;
	struct seglog *l = open_ok(&c);
	for (unsigned i = 1; i <= 10; i++)
		assert_int_equal(put_one(l, i), OK);
	atomic_store(&fail_sync, EIO);
	assert_int_equal(put_one(l, 11), ERR_IO);
	/* The disk brought back an older state. */
	assert_int_equal(truncate(file, 5 * 9), 0);
	atomic_store(&fail_sync, 0);
	for (int i = 0; i < 25; i++) { /* two attempts to reopen fit in */
		assert_false(seglog_healthy(l));
		usleep(SEGLOG_RETRY_MS * 1000 / 10);
	}
	assert_int_equal(put_one(l, 11), ERR_UNAVAILABLE);
	seglog_close(l);
}

static void too_much_waiting_is_a_limit(void **state)
{
	struct scratch *s = *state;
	struct seglog_config c = config_of(scratch_path(s, "log"));
	c.io = &bad_io;
	c.max_queued_bytes = 4000;
	struct seglog *l = open_ok(&c);
	atomic_store(&gate, 1);
	struct note *notes[100];
	size_t n = 0;
	enum err err = OK;
	while (!err && n < ARRAY_LEN(notes)) {
		notes[n] = note_new((unsigned)n + 1);
		err = seglog_append(l, &notes[n]->e);
		n += err == OK;
	}
	assert_int_equal(err, ERR_LIMIT);
	free(notes[n]);
	assert_in_range(n, 10, 70);
	pthread_mutex_lock(&lock);
	atomic_store(&gate, 0);
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&lock);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(note_wait(notes[i]), OK);
	seglog_close(l);
}

/* In a process of its own: a limit on file sizes stands for a full disk. */
static int child_full_disk(const char *dir)
{
	signal(SIGXFSZ, SIG_IGN);
	struct seglog_config c = config_of(dir);
	c.segment_bytes = 1 << 20;
	c.hooks = (struct seglog_hooks){0};
	struct seglog *l;
	struct rlimit lim = {16384, 1 << 20};
	if (setrlimit(RLIMIT_FSIZE, &lim) || seglog_open(&c, &l, NULL))
		return 1;
	enum err err = OK;
	unsigned n = 0;
	while (!err && n < 5000)
		err = put_one(l, ++n);
	if (err != ERR_FULL || seglog_healthy(l))
		return 2;
	lim.rlim_cur = 1 << 20;
	setrlimit(RLIMIT_FSIZE, &lim);
	while ((err = put_one(l, n)) != OK)
		usleep(10000);
	if (seglog_last_seq(l) != n)
		return 3;
	seglog_close(l);
	return 0;
}

static void a_full_disk_says_so_and_space_heals_it(void **state)
{
	struct scratch *s = *state;
	const char *dir = scratch_path(s, "log");
	pid_t pid = fork();
	if (pid == 0)
		_exit(child_full_disk(dir));
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	struct seglog_config c = config_of(dir);
	seglog_close(open_ok(&c));
	assert_in_range(accepted, 100, 5000);
}

static void child_write_forever(const char *dir, int report)
{
	struct seglog_config c = config_of(dir);
	c.segment_bytes = 8192;
	struct seglog *l;
	if (seglog_open(&c, &l, NULL))
		_exit(1);
	for (unsigned next = (unsigned)seglog_last_seq(l) + 1;; next += 8) {
		struct note *notes[8];
		for (unsigned i = 0; i < 8; i++) {
			notes[i] = note_new(next + i);
			if (seglog_append(l, &notes[i]->e))
				_exit(2);
		}
		for (unsigned i = 0; i < 8; i++)
			if (note_wait(notes[i]))
				_exit(3);
		uint64_t acked = next + 7;
		if (write(report, &acked, sizeof acked) != sizeof acked)
			_exit(4);
	}
}

static void kill_9_loses_nothing_that_was_acknowledged(void **state)
{
	struct scratch *s = *state;
	const char *dir = scratch_path(s, "log");
	uint64_t random = 360, acked = 0;
	for (int round = 0; round < 12; round++) {
		int pipe_fd[2];
		assert_int_equal(pipe(pipe_fd), 0);
		pid_t pid = fork();
		if (pid == 0) {
			close(pipe_fd[0]);
			child_write_forever(dir, pipe_fd[1]);
		}
		close(pipe_fd[1]);
		uint64_t reports = 5 + draw(&random) % 60, got;
		while (reports-- && read(pipe_fd[0], &got, sizeof got) == sizeof got)
			acked = got;
		kill(pid, SIGKILL);
		while (read(pipe_fd[0], &got, sizeof got) == sizeof got)
			acked = got;
		close(pipe_fd[0]);
		int status;
		waitpid(pid, &status, 0);
		assert_true(WIFSIGNALED(status));
		struct seglog_config c = config_of(dir);
		struct seglog *l = open_ok(&c);
		assert_true(seglog_last_seq(l) >= acked);
		acked = seglog_last_seq(l);
		seglog_close(l);
	}
	check_all(dir, acked);
}

int main(void)
{
	log_set_level(LOG_OFF);
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_full_disk_says_so_and_space_heals_it),     /* forks: no thread has been started yet */
		T(kill_9_loses_nothing_that_was_acknowledged), /* forks: no thread has been started yet */
		T(failures_fail_the_whole_batch_and_the_log_recovers),
		T(a_log_that_lost_durable_records_stays_closed),
		T(too_much_waiting_is_a_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
