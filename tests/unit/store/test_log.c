#include "base/log.h"
#include "store/log.h"
#include "store/log_reader.h"
#include "tests/unit/store/scratch.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/wait.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

struct note {
	struct seglog_entry e;
	char text[64];
	bool finished;
};

static void note_done(struct seglog_entry *e)
{
	struct note *n = CONTAINER_OF(e, struct note, e);
	pthread_mutex_lock(&lock);
	n->finished = true;
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&lock);
}

static struct note *note_new(unsigned i)
{
	struct note *n = calloc(1, sizeof *n);
	assert_non_null(n);
	snprintf(n->text, sizeof n->text, "record %u", i);
	n->e = (struct seglog_entry){.done = note_done, .record = str_of(n->text)};
	return n;
}

static enum err note_wait(struct note *n)
{
	pthread_mutex_lock(&lock);
	while (!n->finished)
		pthread_cond_wait(&wake, &lock);
	pthread_mutex_unlock(&lock);
	enum err err = n->e.outcome;
	free(n);
	return err;
}

static enum err put_one(struct seglog *l, unsigned i)
{
	struct note *n = note_new(i);
	enum err err = seglog_append(l, &n->e);
	if (err) {
		free(n);
		return err;
	}
	return note_wait(n);
}

static bool accept_numbered(void *ctx, uint64_t seq, struct str record)
{
	char want[64];
	snprintf(want, sizeof want, "record %llu", (unsigned long long)seq);
	if (!str_is(record, want))
		return false;
	*(uint64_t *)ctx = seq;
	return true;
}

static uint64_t accepted;

static struct seglog_config config_of(const char *dir)
{
	accepted = 0;
	return (struct seglog_config){.dir = dir,
				      .thread_name = "test-log",
				      .segment_bytes = 4096,
				      .max_queued_bytes = 1 << 20,
				      .hooks = {.ctx = &accepted, .accept = accept_numbered}};
}

static struct seglog *open_ok(const struct seglog_config *c)
{
	struct seglog *l = NULL;
	struct err_info info = {0};
	enum err err = seglog_open(c, &l, &info);
	if (err)
		fail_msg("%s: %s", err_name(err), info.text);
	return l;
}

static void check_all(const char *dir, uint64_t count)
{
	struct seglog_reader *r;
	assert_int_equal(seglog_reader_open(dir, 0, &r), OK);
	uint64_t seq, want = 1;
	struct str text;
	for (; seglog_reader_next(r, &seq, &text); want++) {
		uint64_t got = 0;
		assert_int_equal(seq, want);
		assert_true(accept_numbered(&got, want, text));
	}
	assert_int_equal(seglog_reader_close(r), OK);
	assert_int_equal(want - 1, count);
}

static void records_come_back_in_order_across_segments_and_restarts(void **state)
{
	struct scratch *s = *state;
	const char *dir = scratch_path(s, "log");
	struct seglog_config c = config_of(dir);
	unsigned next = 1;
	for (int round = 0; round < 3; round++) {
		struct seglog *l = open_ok(&c);
		assert_int_equal(seglog_last_seq(l), next - 1);
		struct note *notes[400];
		for (size_t i = 0; i < ARRAY_LEN(notes); i++) {
			notes[i] = note_new(next++);
			assert_int_equal(seglog_append(l, &notes[i]->e), OK);
		}
		for (size_t i = 0; i < ARRAY_LEN(notes); i++)
			assert_int_equal(note_wait(notes[i]), OK);
		check_all(dir, next - 1); /* while it is open */
		seglog_close(l);
		check_all(dir, next - 1);
	}
}

struct batch_check {
	uint64_t seq; /* of the last one that was accepted: the hooks' ctx begins with it */
	uint64_t sealed[64];
	size_t count;
};

static void note_sealed(void *ctx, uint64_t first_seq)
{
	struct batch_check *b = ctx;
	if (b->count < ARRAY_LEN(b->sealed))
		b->sealed[b->count] = first_seq;
	b->count++;
}

static void records_put_together_stay_together_and_segments_say_when_they_end(void **state)
{
	struct scratch *s = *state;
	const char *dir = scratch_path(s, "log");
	struct seglog_config c = config_of(dir);
	struct batch_check check = {0};
	c.hooks.ctx = &check;
	c.hooks.sealed = note_sealed;
	struct seglog *l = open_ok(&c);
	struct note *notes[100];
	unsigned next = 1;
	for (int round = 0; round < 20; round++) {
		struct list all;
		list_init(&all);
		for (size_t i = 0; i < ARRAY_LEN(notes); i++) {
			notes[i] = note_new(next++);
			list_push_back(&all, &notes[i]->e.link);
		}
		assert_int_equal(seglog_append_all(l, &all), OK);
		for (size_t i = 0; i < ARRAY_LEN(notes); i++)
			assert_int_equal(note_wait(notes[i]), OK);
	}
	struct list none;
	list_init(&none);
	assert_int_equal(seglog_append_all(l, &none), OK);
	seglog_close(l);
	check_all(dir, 2000);
	assert_in_range(check.count, 4, ARRAY_LEN(check.sealed));
	for (size_t i = 0; i < check.count; i++) {
		char name[64];
		snprintf(name, sizeof name, "log/%020llu.log", (unsigned long long)check.sealed[i]);
		assert_int_equal(access(scratch_path(s, name), F_OK), 0);
	}
}

static void one_bad_record_refuses_all_that_are_put_with_it(void **state)
{
	struct scratch *s = *state;
	const char *dir = scratch_path(s, "log");
	struct seglog_config c = config_of(dir);
	c.max_queued_bytes = 1000;
	struct seglog *l = open_ok(&c);
	struct note *good = note_new(1), *bad = note_new(2);
	struct list all;
	list_init(&all);
	bad->e.record = STR("two\nlines");
	list_push_back(&all, &good->e.link);
	list_push_back(&all, &bad->e.link);
	assert_int_equal(seglog_append_all(l, &all), ERR_SHAPE);
	char big[1000];
	memset(big, 'x', sizeof big);
	bad->e.record = str_mem(big, sizeof big);
	list_init(&all);
	list_push_back(&all, &good->e.link);
	list_push_back(&all, &bad->e.link);
	assert_int_equal(seglog_append_all(l, &all), ERR_LIMIT);
	free(good);
	free(bad);
	assert_int_equal(put_one(l, 1), OK);
	seglog_close(l);
	check_all(dir, 1);
}

struct back {
	uint64_t next, count;
};

static bool each_back(void *ctx, uint64_t seq, struct str record)
{
	struct back *b = ctx;
	uint64_t got = 0;
	assert_int_equal(seq, b->next);
	assert_true(accept_numbered(&got, seq, record));
	b->next--;
	return --b->count > 0;
}

static void newest_first_from_any_place(void **state)
{
	struct scratch *s = *state;
	const char *dir = scratch_path(s, "log");
	struct seglog_config c = config_of(dir);
	c.segment_bytes = 16384;
	struct seglog *l = open_ok(&c);
	for (unsigned i = 1; i <= 900; i++)
		assert_int_equal(put_one(l, i), OK);
	for (uint64_t before = 1; before <= 901; before += 37) {
		struct back b = {.next = before - 1, .count = UINT64_MAX};
		assert_int_equal(seglog_read_back(dir, before, each_back, &b), OK);
		assert_int_equal(b.next, 0);
	}
	struct back b = {.next = 900, .count = 10};
	assert_int_equal(seglog_read_back(dir, 0, each_back, &b), OK);
	assert_int_equal(b.next, 890);
	seglog_close(l);
}

static void a_second_writer_is_refused_and_a_reader_takes_nothing(void **state)
{
	struct scratch *s = *state;
	const char *dir = scratch_path(s, "log");
	struct seglog_config c = config_of(dir);
	struct seglog *l = open_ok(&c), *other = NULL;
	assert_int_equal(seglog_open(&c, &other, NULL), ERR_BUSY);
	assert_true(seglog_in_use(dir));
	seglog_close(l);
	assert_false(seglog_in_use(dir));
}

static void bytes_that_are_no_record_are_refused(void **state)
{
	struct scratch *s = *state;
	struct seglog_config c = config_of(scratch_path(s, "log"));
	struct seglog *l = open_ok(&c);
	struct seglog_entry e = {.done = note_done};
	e.record = STR("two\nlines");
	assert_int_equal(seglog_append(l, &e), ERR_SHAPE);
	e.record = str_mem("a\0b", 3);
	assert_int_equal(seglog_append(l, &e), ERR_SHAPE);
	char *big = calloc(1, SEGLOG_RECORD_MAX + 1);
	memset(big, 'x', SEGLOG_RECORD_MAX + 1);
	e.record = str_mem(big, SEGLOG_RECORD_MAX + 1);
	assert_int_equal(seglog_append(l, &e), ERR_TOO_LARGE);
	seglog_close(l);
	free(big);
}

/* --- what a crash leaves behind --- */

static void write_records(const char *dir, unsigned count)
{
	struct seglog_config c = config_of(dir);
	c.segment_bytes = 1 << 20;
	struct seglog *l = open_ok(&c);
	for (unsigned i = 1; i <= count; i++)
		assert_int_equal(put_one(l, i), OK);
	seglog_close(l);
}

static void a_torn_tail_is_cut_wherever_it_tore(void **state)
{
	struct scratch *s = *state;
	char dir[300], file[400];
	snprintf(dir, sizeof dir, "%s/log", s->dir);
	snprintf(file, sizeof file, "%s/00000000000000000001.log", dir);
	write_records(dir, 20);
	size_t n;
	char *whole = file_load(file, &n), *work = malloc(n + 9000);
	size_t fifteen = (size_t)((char *)memmem(whole, n, "record 16\n", 10) - whole);
	for (size_t cut = fifteen; cut <= n; cut++) {
		/* The tail up to @cut reached the disk, the rest reads as preallocated zeros. */
		memcpy(work, whole, cut);
		memset(work + cut, 0, 9000);
		file_save(file, work, cut + (cut % 2 ? 9000 : 0));
		struct seglog_config c = config_of(dir);
		struct seglog *l = open_ok(&c);
		uint64_t lines = 0;
		for (size_t i = 0; i < cut; i++)
			lines += whole[i] == '\n';
		assert_int_equal(seglog_last_seq(l), lines);
		assert_int_equal(put_one(l, (unsigned)lines + 1), OK);
		/* Nothing of the torn part shows up behind the new record: the next crash must find zeros there. */
		size_t now_n;
		char *now = file_load(file, &now_n);
		for (size_t i = strlen(now); i < now_n; i++)
			assert_int_equal(now[i], 0);
		free(now);
		seglog_close(l);
		check_all(dir, lines + 1);
	}
	free(whole);
	free(work);
}

static void a_hole_within_the_torn_batch_is_cut(void **state)
{
	struct scratch *s = *state;
	char dir[300], file[400];
	snprintf(dir, sizeof dir, "%s/log", s->dir);
	snprintf(file, sizeof file, "%s/00000000000000000001.log", dir);
	write_records(dir, 100);
	size_t n;
	char *whole = file_load(file, &n);
	/* A block in the middle of the last commit was lost, a later one was not. */
	memset(whole + 512, 0, 256);
	file_save(file, whole, n);
	struct seglog_config c = config_of(dir);
	struct seglog *l = open_ok(&c);
	uint64_t last = seglog_last_seq(l);
	assert_in_range(last, 40, 60);
	assert_int_equal(put_one(l, (unsigned)last + 1), OK);
	/* What stood behind the hole is gone: the next crash must find zeros there. */
	free(whole);
	whole = file_load(file, &n);
	for (size_t i = strlen(whole); i < n; i++)
		assert_int_equal(whole[i], 0);
	seglog_close(l);
	check_all(dir, last + 1);
	free(whole);
}

static void a_whole_but_wrong_line_is_not_taken_for_a_crash(void **state)
{
	struct scratch *s = *state;
	char dir[300], file[400];
	snprintf(dir, sizeof dir, "%s/log", s->dir);
	snprintf(file, sizeof file, "%s/00000000000000000001.log", dir);
	write_records(dir, 20);
	size_t n;
	char *whole = file_load(file, &n);
	((char *)memmem(whole, n, "record 7\n", 9))[0] = 'R';
	file_save(file, whole, n);
	struct seglog_config c = config_of(dir);
	struct seglog *l = NULL;
	struct err_info info = {0};
	assert_int_equal(seglog_open(&c, &l, &info), ERR_CORRUPT);
	assert_string_equal(info.field, "00000000000000000001.log");
	assert_int_equal(info.offset, 6 * 9);
	free(whole);
}

static void more_than_a_crash_can_tear_is_not_cut(void **state)
{
	struct scratch *s = *state;
	char dir[300], file[400];
	snprintf(dir, sizeof dir, "%s/log", s->dir);
	snprintf(file, sizeof file, "%s/00000000000000000001.log", dir);
	write_records(dir, 20);
	int fd = open(file, O_WRONLY);
	assert_int_equal(pwrite(fd, "\0\0x", 3, 30), 3);
	assert_int_equal(pwrite(fd, "x", 1, SEGLOG_TORN_MAX + 100), 1);
	close(fd);
	struct seglog_config c = config_of(dir);
	struct seglog *l = NULL;
	assert_int_equal(seglog_open(&c, &l, NULL), ERR_CORRUPT);
}

static void what_a_crash_left_far_behind_is_cut_too(void **state)
{
	struct scratch *s = *state;
	char dir[300], file[400];
	snprintf(dir, sizeof dir, "%s/log", s->dir);
	snprintf(file, sizeof file, "%s/00000000000000000001.log", dir);
	write_records(dir, 20);
	int fd = open(file, O_WRONLY);
	assert_int_equal(pwrite(fd, "torn", 4, SEGLOG_TORN_MAX / 2), 4);
	close(fd);
	struct seglog_config c = config_of(dir);
	c.segment_bytes = SEGLOG_TORN_MAX;
	struct seglog *l = open_ok(&c);
	assert_int_equal(seglog_last_seq(l), 20);
	size_t n;
	char *whole = file_load(file, &n);
	assert_null(memmem(whole, n, "torn", 4));
	free(whole);
	seglog_close(l);
}

static void missing_first_files_are_noticed(void **state)
{
	struct scratch *s = *state;
	char dir[300];
	snprintf(dir, sizeof dir, "%s/log", s->dir);
	mkdir(dir, 0700);
	char path[400];
	snprintf(path, sizeof path, "%s/00000000000000000009.log", dir);
	file_save(path, "", 0);
	struct seglog_config c = config_of(dir);
	struct seglog *l = NULL;
	assert_int_equal(seglog_open(&c, &l, NULL), ERR_CORRUPT);
}

/* --- a disk that fails --- */

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

/* --- home --- */

struct homing {
	struct loop *loop;
	struct seglog *log;
	struct note *notes[64];
	uint64_t last_seq;
	unsigned came;
};
static struct homing homing;

static void came_home(struct seglog_entry *e)
{
	assert_ptr_equal(loop_current(), homing.loop);
	assert_int_equal(e->outcome, OK);
	assert_int_equal(e->seq, homing.last_seq + 1);
	homing.last_seq = e->seq;
	free(CONTAINER_OF(e, struct note, e));
	if (++homing.came == 64)
		loop_stop(homing.loop);
}

static void send_all(void *ctx)
{
	(void)ctx;
	for (unsigned i = 0; i < 64; i++) {
		struct note *n = note_new(i + 1);
		n->e.home = homing.loop;
		n->e.done = came_home;
		assert_int_equal(seglog_append(homing.log, &n->e), OK);
	}
}

static void records_come_home_to_their_loop_in_order(void **state)
{
	struct scratch *s = *state;
	struct seglog_config c = config_of(scratch_path(s, "log"));
	homing = (struct homing){0};
	assert_int_equal(loop_new(0, &homing.loop), OK);
	homing.log = open_ok(&c);
	assert_int_equal(loop_call(homing.loop, send_all, NULL), OK);
	loop_run(homing.loop);
	seglog_close(homing.log);
	loop_free(homing.loop);
	assert_int_equal(homing.came, 64);
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
		T(kill_9_loses_nothing_that_was_acknowledged),
		T(records_come_back_in_order_across_segments_and_restarts),
		T(records_put_together_stay_together_and_segments_say_when_they_end),
		T(one_bad_record_refuses_all_that_are_put_with_it),
		T(newest_first_from_any_place),
		T(a_second_writer_is_refused_and_a_reader_takes_nothing),
		T(bytes_that_are_no_record_are_refused),
		T(a_torn_tail_is_cut_wherever_it_tore),
		T(a_hole_within_the_torn_batch_is_cut),
		T(a_whole_but_wrong_line_is_not_taken_for_a_crash),
		T(more_than_a_crash_can_tear_is_not_cut),
		T(what_a_crash_left_far_behind_is_cut_too),
		T(missing_first_files_are_noticed),
		T(failures_fail_the_whole_batch_and_the_log_recovers),
		T(a_log_that_lost_durable_records_stays_closed),
		T(too_much_waiting_is_a_limit),
		T(records_come_home_to_their_loop_in_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
