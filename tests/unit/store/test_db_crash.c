/* Another process that holds the file or is killed while it writes, and a disk that is full. The tests fork, each while no thread
 * but its own runs. */
#include "db_fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

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

static void child_hold_lock(const char *path, int ready, int go)
{
	struct db_config c = config_of(path);
	struct db *d;
	char x = 'x';
	if (db_open(&c, &d, NULL))
		_exit(1);
	gate_shut();
	atomic_int finished = 0;
	struct numbered gate = {.job = {.base.done = numbered_done, .work = gate_work}, .finished = &finished};
	if (db_write(d, &gate.job))
		_exit(2);
	gate_await();
	if (write(ready, &x, 1) != 1 || read(go, &x, 1) != 1)
		_exit(3);
	gate_release();
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

int main(void)
{
	log_set_level(LOG_OFF);
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_full_disk_says_so_and_space_heals_it),
		T(a_lock_held_elsewhere_is_busy_and_passes),
		T(kill_9_keeps_what_was_committed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
