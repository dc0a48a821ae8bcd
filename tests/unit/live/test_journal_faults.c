/* Disks that are full or fail, crashes, and what has rotted. */
#include "tests/unit/live/journal_fixture.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

static atomic_int failing; /* an errno */

static ssize_t bad_pwrite(int fd, const void *p, size_t n, off_t at)
{
	errno = atomic_load(&failing);
	return errno ? -1 : pwrite(fd, p, n, at);
}

static int bad_fdatasync(int fd)
{
	errno = atomic_load(&failing);
	return errno ? -1 : fdatasync(fd);
}

static const struct seglog_io bad_io = {bad_pwrite, bad_fdatasync};

static void a_full_disk_refuses_and_loses_nothing(void **state)
{
	struct world *w = *state;
	w->config.io = &bad_io;
	open_world(w);
	send(w, 0, 20, JOURNAL_NEW);
	atomic_store(&failing, ENOSPC);
	struct sent *s = submit(w, 20, 10), *again = submit(w, 15, 10);
	settle(w);
	expect(s, JOURNAL_NEW, ERR_FULL);
	for (size_t i = 0; i < 10; i++) {
		assert_int_equal(again->items[i].fate, JOURNAL_REPEAT);
		assert_int_equal(again->items[i].outcome, i < 5 ? OK : ERR_FULL);
	}
	sent_free(again);
	assert_false(journal_healthy(w->journal));
	submit_at(w, 20, 10, false, NOON, ERR_UNAVAILABLE);
	/* What needs no writing is still answered. */
	send(w, 0, 20, JOURNAL_REPEAT);
	atomic_store(&failing, 0);
	while (!journal_healthy(w->journal))
		usleep(20000);
	send(w, 20, 10, JOURNAL_NEW);
	assert_int_equal(w->last_durable, 30);
	reopen(w);
	check_replayed(w, 0, 30);
}

static void aside_alone_failing_fails_only_what_goes_there(void **state)
{
	struct world *w = *state;
	open_world(w);
	struct sent *s = sent_new(w, 4);
	for (size_t i = 0; i < 4; i++)
		item_make(s, i, (unsigned)i, i % 2, NOON);
	static char big[SEGLOG_RECORD_MAX + 1];
	memset(big, 'x', sizeof big);
	s->items[1].line = str_mem(big, sizeof big);
	w->outstanding++;
	assert_int_equal(journal_submit(w->journal, &s->batch), OK);
	settle(w);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(s->items[i].outcome, i % 2 ? ERR_TOO_LARGE : OK);
	sent_free(s);
	assert_int_equal(journal_last_seq(w->journal), 2);
	assert_int_equal(journal_aside_count(w->journal), 0);
}

static void too_much_waiting_is_refused_whole(void **state)
{
	struct world *w = *state;
	w->config.queue_bytes = 8000;
	open_world(w);
	struct sent *s = submit(w, 0, 10);
	submit_at(w, 5, 50, false, NOON, ERR_LIMIT);
	settle(w);
	expect(s, JOURNAL_NEW, OK);
	send(w, 0, 10, JOURNAL_REPEAT);
	for (unsigned n = 10; n < 50; n += 10)
		send(w, n, 10, JOURNAL_NEW);
}

static void no_more_is_taken_than_the_window_can_name(void **state)
{
	struct world *w = *state;
	w->config.window = 64;
	open_world(w);
	struct sent *s = submit(w, 0, 50);
	submit_at(w, 50, 50, false, NOON, ERR_LIMIT);
	settle(w);
	expect(s, JOURNAL_NEW, OK);
}

/* The ids would leave the window and lie nowhere: then rather no events, until there is room. */
static void where_indexes_cannot_be_written_nothing_slips_through(void **state)
{
	struct world *w = *state;
	char path[400];
	open_world(w);
	snprintf(path, sizeof path, "%s/new.ids", w->dir);
	assert_int_equal(mkdir(path, 0700), 0);
	unsigned next = 0;
	for (enum err err = OK; !err;) {
		struct sent *s = sent_new(w, 20);
		for (size_t i = 0; i < 20; i++)
			item_make(s, i, next + (unsigned)i, false, NOON);
		w->outstanding++;
		err = journal_submit(w->journal, &s->batch);
		assert_true(err == OK || err == ERR_LIMIT);
		if (err)
			w->outstanding--;
		settle(w);
		sent_free(s);
		next += err ? 0 : 20;
	}
	assert_in_range(next, 200, 256);
	send(w, 0, next, JOURNAL_REPEAT);
	assert_int_equal(rmdir(path), 0);
	send(w, next, 500, JOURNAL_NEW);
	send(w, 0, next + 500, JOURNAL_REPEAT);
}

/* --- crashes --- */

static void newest_segment(const struct world *w, char path[600])
{
	uint64_t newest = 0, seq;
	DIR *d = opendir(w->dir);
	for (struct dirent *e; (e = readdir(d));)
		if (str_ends(str_of(e->d_name), STR(".log")) && str_to_u64(str_mem(e->d_name, 20), &seq) == OK)
			newest = MAX(newest, seq);
	closedir(d);
	snprintf(path, 600, "%s/%020llu.log", w->dir, (unsigned long long)newest);
}

static void a_torn_tail_is_cut_and_its_events_may_come_again(void **state)
{
	struct world *w = *state;
	open_world(w);
	send(w, 0, 5, JOURNAL_NEW);
	close_world(w);
	char path[600];
	size_t n;
	newest_segment(w, path);
	char *p = file_load(path, &n);
	file_save(path, p, n - 10);
	free(p);
	open_world(w);
	check_replayed(w, 0, 4);
	send(w, 0, 4, JOURNAL_REPEAT);
	send(w, 4, 1, JOURNAL_NEW);
	assert_int_equal(w->last_durable, 5);
}

static void a_foreign_line_stops_the_start(void **state)
{
	struct world *w = *state;
	struct err_info info = {0};
	open_world(w);
	send(w, 0, 5, JOURNAL_NEW);
	close_world(w);
	char path[600];
	size_t n;
	newest_segment(w, path);
	char *p = file_load(path, &n);
	p[2] = 'X';
	file_save(path, p, n);
	free(p);
	assert_int_equal(try_open(w, &info), ERR_CORRUPT);
	assert_true(info.text[0]);
}

static void a_line_that_rotted_costs_that_event_alone(void **state)
{
	struct world *w = *state;
	open_world(w);
	send(w, 0, 5, JOURNAL_NEW);
	close_world(w);
	char path[600];
	size_t n;
	newest_segment(w, path);
	char *p = file_load(path, &n), *id = memmem(p, n, "\"id\":\"2\"", 8);
	id[5] = 'x';
	file_save(path, p, n);
	free(p);
	open_world(w);
	for (unsigned i = 0; i < 5; i++)
		assert_int_equal(w->replayed[i], i != 2);
	send(w, 3, 2, JOURNAL_REPEAT);
	send(w, 5, 1, JOURNAL_NEW);
	assert_int_equal(w->last_durable, 6);
}

/* The child acknowledges through a pipe and is killed in the middle of it. */
static void sender(struct world *w, unsigned from, int pipe_fd)
{
	open_world(w);
	for (unsigned n = from;; n += 20) {
		struct sent *a = submit(w, n, 20), *b = submit(w, n + 10, 10);
		settle(w);
		assert_true(a->items[19].outcome == OK && b->finished);
		unsigned acknowledged = n + 20;
		assert_int_equal(write(pipe_fd, &acknowledged, sizeof acknowledged), sizeof acknowledged);
		sent_free(a);
		sent_free(b);
	}
}

static void kill_9_loses_nothing_that_was_acknowledged_and_doubles_nothing(void **state)
{
	struct world *w = *state;
	unsigned next = 0;
	uint64_t random = 360;
	for (int round = 0; round < 12; round++) {
		int fds[2];
		assert_int_equal(pipe(fds), 0);
		pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			close(fds[0]);
			sender(w, next, fds[1]);
			_exit(1);
		}
		close(fds[1]);
		unsigned acknowledged = next, want = 1 + (unsigned)(draw(&random) % 20);
		for (unsigned i = 0; i < want; i++)
			assert_int_equal(read(fds[0], &acknowledged, sizeof acknowledged), sizeof acknowledged);
		usleep((useconds_t)(draw(&random) % 3000));
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		while (read(fds[0], &acknowledged, sizeof acknowledged) == (ssize_t)sizeof acknowledged)
			;
		close(fds[0]);
		/* What was being sent when it died: all, part or nothing of it, and the sender repeats it. */
		next = acknowledged;
	}
	open_world(w);
	for (unsigned n = 0; n < next; n++)
		if (w->replayed[n] != 1)
			fail_msg("event %u came %u times", n, w->replayed[n]);
	send(w, 0, next, JOURNAL_REPEAT);
}

/* --- days --- */

static int mended(void **state)
{
	atomic_store(&failing, 0);
	return setup(state);
}

int main(void)
{
	log_set_level(LOG_OFF);
#define T(fn) cmocka_unit_test_setup_teardown(fn, mended, teardown)
	const struct CMUnitTest tests[] = {
		T(kill_9_loses_nothing_that_was_acknowledged_and_doubles_nothing), /* forks: no thread has been started yet */
		T(a_full_disk_refuses_and_loses_nothing),
		T(aside_alone_failing_fails_only_what_goes_there),
		T(too_much_waiting_is_refused_whole),
		T(no_more_is_taken_than_the_window_can_name),
		T(where_indexes_cannot_be_written_nothing_slips_through),
		T(a_torn_tail_is_cut_and_its_events_may_come_again),
		T(a_foreign_line_stops_the_start),
		T(a_line_that_rotted_costs_that_event_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
