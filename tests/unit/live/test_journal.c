#include "base/log.h"
#include "live/journal.h"
#include "store/log_reader.h"
#include "tests/unit/live/event_fixture.h"
#include "tests/unit/store/scratch.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

#define EVENTS_MAX 20000

/* A journal with small segments and a small window, its loop, and what it said. */
struct world {
	struct scratch scratch;
	char dir[300], aside_dir[300];
	struct journal_config config;
	struct loop *loop;
	struct journal *journal;
	size_t outstanding;
	unsigned replayed[EVENTS_MAX], durable[EVENTS_MAX]; /* how often each event */
	uint64_t last_replayed, last_durable;               /* its number */
};

static struct arena arena;

/* --- what is sent --- */

struct sent {
	struct journal_batch batch; /* first */
	struct world *world;
	struct journal_item items[64];
	struct buf lines[64];
	bool finished;
};

static void sent_done(struct journal_batch *b)
{
	struct sent *s = CONTAINER_OF(b, struct sent, batch);
	s->finished = true;
	if (--s->world->outstanding == 0)
		loop_stop(s->world->loop);
}

/* Event @n; as poison when @aside; received at @at_ms. */
static void item_make(struct sent *s, size_t i, unsigned n, bool aside, int64_t at_ms)
{
	static char text[EVENT_ROOM];
	char id[16];
	struct live_event e;
	struct err_info info;
	snprintf(id, sizeof id, "%u", n);
	struct odd odd = {.id = id, .field = aside ? event_forms[EVENT_TICKET_CHANGED].fields : NULL, .required_only = true};
	arena_reset(&arena);
	enum err err = event_parse(make_event(text, EVENT_TICKET_CHANGED, odd), at_ms, &arena, &e, &info);
	assert_int_equal(err, aside ? ERR_UPSTREAM : OK);
	buf_init(&s->lines[i], 1 << 16);
	if (aside)
		event_aside_put(&s->lines[i], &e, &info);
	else
		event_line_put(&s->lines[i], &e);
	s->items[i] = (struct journal_item){.line = buf_view(&s->lines[i]),
					    .id = journal_id(s->world->journal, e.source, e.id),
					    .aside = aside,
					    .owner = (void *)(uintptr_t)n};
}

static struct sent *sent_new(struct world *w, size_t count)
{
	struct sent *s = calloc(1, sizeof *s);
	assert_true(s && count <= ARRAY_LEN(s->items));
	s->world = w;
	s->batch = (struct journal_batch){.items = s->items, .count = count, .done = sent_done};
	return s;
}

static void sent_free(struct sent *s)
{
	for (size_t i = 0; i < s->batch.count; i++)
		buf_done(&s->lines[i]);
	free(s);
}

static void stop_loop(void *ctx)
{
	loop_stop(ctx);
}

/* The home loop gets what is in its mailbox, and the upkeep some time. */
static void let_others_work(struct world *w)
{
	assert_int_equal(loop_call(w->loop, stop_loop, w->loop), OK);
	loop_run(w->loop);
	usleep(1000);
}

/* So small a window must wait for the indexes now and then. */
static struct sent *submit_at(struct world *w, unsigned from, size_t count, bool aside, int64_t at_ms, enum err want)
{
	struct sent *s = sent_new(w, count);
	for (size_t i = 0; i < count; i++)
		item_make(s, i, from + (unsigned)i, aside, at_ms);
	w->outstanding++;
	enum err err = journal_submit(w->journal, &s->batch);
	for (; err == ERR_LIMIT && want == OK; err = journal_submit(w->journal, &s->batch))
		let_others_work(w);
	assert_int_equal(err, want);
	if (err) {
		w->outstanding--;
		sent_free(s);
		return NULL;
	}
	return s;
}

static struct sent *submit(struct world *w, unsigned from, size_t count)
{
	return submit_at(w, from, count, false, NOON, OK);
}

static void settle(struct world *w)
{
	while (w->outstanding)
		loop_run(w->loop);
}

static void expect(struct sent *s, enum journal_fate fate, enum err outcome)
{
	assert_true(s->finished);
	for (size_t i = 0; i < s->batch.count; i++) {
		assert_int_equal(s->items[i].fate, fate);
		assert_int_equal(s->items[i].outcome, outcome);
	}
	sent_free(s);
}

static void send(struct world *w, unsigned from, size_t count, enum journal_fate fate)
{
	for (size_t n = 0; n < count; n += 50) {
		struct sent *s = submit(w, from + (unsigned)n, MIN(count - n, 50));
		settle(w);
		expect(s, fate, OK);
	}
}

/* --- opening --- */

static unsigned number_of(struct str id)
{
	uint64_t n = 0;
	assert_int_equal(str_to_u64(id, &n), OK);
	assert_true(n < EVENTS_MAX);
	return (unsigned)n;
}

static void on_replay(void *ctx, const struct live_event *e)
{
	struct world *w = ctx;
	assert_true(e->seq > w->last_replayed);
	w->last_replayed = e->seq;
	w->replayed[number_of(e->id)]++;
}

static void on_durable(void *ctx, struct journal_item *i)
{
	struct world *w = ctx;
	assert_int_equal(i->seq, w->last_durable + 1);
	assert_false(i->aside);
	w->last_durable = i->seq;
	w->durable[(uintptr_t)i->owner]++;
}

static enum err try_open(struct world *w, struct err_info *info)
{
	memset(w->replayed, 0, sizeof w->replayed);
	memset(w->durable, 0, sizeof w->durable);
	w->last_replayed = 0;
	w->journal = NULL;
	assert_int_equal(loop_new(0, &w->loop), OK);
	w->config.home = w->loop;
	enum err err = journal_open(&w->config, &w->journal, info);
	if (err) {
		loop_free(w->loop);
		w->loop = NULL;
	} else {
		w->last_durable = journal_last_seq(w->journal);
	}
	return err;
}

static void open_world(struct world *w)
{
	struct err_info info = {0};
	enum err err = try_open(w, &info);
	if (err)
		fail_msg("%s: %s", err_name(err), info.text);
}

static void close_world(struct world *w)
{
	if (!w->journal)
		return;
	journal_stop(w->journal);
	loop_free(w->loop);
	journal_free(w->journal);
	w->journal = NULL;
}

static void reopen(struct world *w)
{
	close_world(w);
	open_world(w);
}

static void check_replayed(struct world *w, unsigned from, unsigned to)
{
	for (unsigned n = 0; n < EVENTS_MAX; n++)
		if (w->replayed[n] != (n >= from && n < to))
			fail_msg("event %u came %u times", n, w->replayed[n]);
}

static size_t files_of(const struct world *w, const char *dir, const char *suffix)
{
	(void)w;
	size_t count = 0;
	DIR *d = opendir(dir);
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));)
		count += str_ends(str_of(e->d_name), str_of(suffix)) && strcmp(e->d_name, "new.ids") != 0;
	closedir(d);
	return count;
}

static void remove_files(const struct world *w, const char *suffix)
{
	DIR *d = opendir(w->dir);
	for (struct dirent *e; (e = readdir(d));) {
		char path[600];
		snprintf(path, sizeof path, "%s/%s", w->dir, e->d_name);
		if (str_ends(str_of(e->d_name), str_of(suffix)))
			assert_int_equal(unlink(path), 0);
	}
	closedir(d);
}

/* --- in order, once --- */

static void events_come_back_in_order_exactly_once(void **state)
{
	struct world *w = *state;
	open_world(w);
	send(w, 0, 1000, JOURNAL_NEW);
	for (unsigned n = 0; n < 1000; n++)
		assert_int_equal(w->durable[n], 1);
	assert_int_equal(journal_last_seq(w->journal), 1000);
	assert_true(journal_healthy(w->journal));
	reopen(w);
	check_replayed(w, 0, 1000);
	w->config.replay_from = 990; /* 1-based: event 989 */
	reopen(w);
	check_replayed(w, 989, 1000);
	w->config.replay_from = 1001;
	reopen(w);
	check_replayed(w, 0, 0);
	assert_int_equal(journal_last_seq(w->journal), 1000);
	send(w, 1000, 10, JOURNAL_NEW);
	assert_int_equal(w->last_durable, 1010);
}

static void repeats_within_a_batch_and_in_flight_are_told_with_their_first(void **state)
{
	struct world *w = *state;
	open_world(w);
	struct sent *first = sent_new(w, 4);
	for (size_t i = 0; i < 4; i++)
		item_make(first, i, i % 2, false, NOON);
	w->outstanding++;
	assert_int_equal(journal_submit(w->journal, &first->batch), OK);
	struct sent *again = submit(w, 0, 2);
	struct sent *mixed = submit(w, 1, 2);
	/* Nothing is said before it is durable. */
	assert_false(first->finished || again->finished || mixed->finished);
	settle(w);
	assert_int_equal(first->items[0].fate, JOURNAL_NEW);
	assert_int_equal(first->items[2].fate, JOURNAL_REPEAT);
	assert_int_equal(mixed->items[0].fate, JOURNAL_REPEAT);
	assert_int_equal(mixed->items[1].fate, JOURNAL_NEW);
	sent_free(first);
	sent_free(mixed);
	expect(again, JOURNAL_REPEAT, OK);
	assert_int_equal(journal_last_seq(w->journal), 3);
	/* What is durable is answered at once. */
	again = submit(w, 0, 3);
	assert_true(again->finished);
	expect(again, JOURNAL_REPEAT, OK);
	struct sent *none = submit(w, 0, 0);
	assert_true(none->finished);
	sent_free(none);
	w->outstanding = 0;
	reopen(w);
	check_replayed(w, 0, 3);
}

/* --- beyond the window --- */

static void repeats_are_known_however_old(void **state)
{
	struct world *w = *state;
	open_world(w);
	send(w, 0, 3000, JOURNAL_NEW);
	send(w, 0, 3000, JOURNAL_REPEAT);
	assert_true(files_of(w, w->dir, ".log") > 50);
	reopen(w);
	send(w, 0, 3000, JOURNAL_REPEAT);
	assert_int_equal(journal_last_seq(w->journal), 3000);
}

static void lost_indexes_are_made_anew(void **state)
{
	struct world *w = *state;
	open_world(w);
	send(w, 0, 1000, JOURNAL_NEW);
	close_world(w);
	remove_files(w, ".ids");
	open_world(w);
	assert_true(files_of(w, w->dir, ".ids") > 0);
	send(w, 0, 1000, JOURNAL_REPEAT);
	close_world(w);
	remove_files(w, "ids.key");
	open_world(w);
	send(w, 0, 1000, JOURNAL_REPEAT);
	send(w, 1000, 100, JOURNAL_NEW);
}

static void a_damaged_index_is_noticed_and_made_anew(void **state)
{
	struct world *w = *state;
	open_world(w);
	send(w, 0, 1000, JOURNAL_NEW);
	close_world(w);
	DIR *d = opendir(w->dir);
	unsigned i = 0;
	for (struct dirent *e; (e = readdir(d));) {
		char path[600];
		size_t n;
		snprintf(path, sizeof path, "%s/%s", w->dir, e->d_name);
		if (!str_ends(str_of(e->d_name), STR(".ids")))
			continue;
		char *p = file_load(path, &n);
		/* A head, an id, a cut. */
		p[i % 3 == 0 ? 20 : n - 5] ^= 1;
		file_save(path, p, i % 3 == 2 ? n / 2 : n);
		free(p);
		i++;
	}
	closedir(d);
	assert_true(i > 0);
	open_world(w);
	send(w, 0, 1000, JOURNAL_REPEAT);
	assert_int_equal(journal_last_seq(w->journal), 1000);
}

static void a_window_made_smaller_loses_nothing(void **state)
{
	struct world *w = *state;
	w->config.window = 4096;
	w->config.segment_bytes = 64 << 10;
	open_world(w);
	send(w, 0, 200, JOURNAL_NEW);
	close_world(w);
	w->config.window = 64;
	w->config.segment_bytes = 4096;
	open_world(w);
	check_replayed(w, 0, 200);
	send(w, 0, 200, JOURNAL_REPEAT);
	send(w, 200, 300, JOURNAL_NEW);
	reopen(w);
	check_replayed(w, 0, 500);
	send(w, 0, 500, JOURNAL_REPEAT);
}

/* --- set aside --- */

static void poison_is_set_aside_once_and_may_come_again_healed(void **state)
{
	struct world *w = *state;
	open_world(w);
	struct sent *s = submit_at(w, 0, 3, true, NOON, OK), *again = submit_at(w, 0, 3, true, NOON, OK);
	settle(w);
	expect(s, JOURNAL_NEW, OK);
	expect(again, JOURNAL_REPEAT, OK);
	assert_int_equal(journal_aside_count(w->journal), 3);
	assert_int_equal(journal_last_seq(w->journal), 0);
	reopen(w);
	assert_int_equal(journal_aside_count(w->journal), 3);
	s = submit_at(w, 0, 3, true, NOON, OK);
	expect(s, JOURNAL_REPEAT, OK);
	w->outstanding = 0;
	/* Its sender was repaired. */
	send(w, 0, 1, JOURNAL_NEW);
	s = submit_at(w, 0, 1, true, NOON, OK);
	expect(s, JOURNAL_REPEAT, OK);
	w->outstanding = 0;
	check_replayed(w, 0, 0);
	struct seglog_reader *r;
	uint64_t seq, count = 0;
	struct str line;
	assert_int_equal(seglog_reader_open(w->aside_dir, 0, &r), OK);
	while (seglog_reader_next(r, &seq, &line)) {
		struct event_aside a;
		assert_int_equal(event_aside_parse(line, &arena, &a), OK);
		assert_int_equal(number_of(a.id), count++);
		assert_true(str_is(a.field, "/data/ticketId") && str_is(a.reason, "is missing"));
	}
	assert_int_equal(seglog_reader_close(r), OK);
	assert_int_equal(count, 3);
}

/* --- failures --- */

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

static void settings_that_make_no_sense_are_refused(void **state)
{
	struct world *w = *state;
	struct err_info info = {0};
	w->config.window = 100;
	assert_int_equal(try_open(w, &info), ERR_SHAPE);
	w->config.window = SEEN_WINDOW_MIN / 2;
	assert_int_equal(try_open(w, &info), ERR_SHAPE);
	w->config.window = SEEN_WINDOW_MAX * 2u;
	assert_int_equal(try_open(w, &info), ERR_SHAPE);
	w->config.window = 64;
	open_world(w);
	struct world *other = calloc(1, sizeof *other);
	other->config = w->config;
	assert_int_equal(try_open(other, &info), ERR_BUSY);
	assert_true(info.text[0]);
	free(other);
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

#define DAY INT64_C(86400000)

static void old_segments_go_with_their_ids_once_a_snapshot_has_them(void **state)
{
	struct world *w = *state;
	w->config.keep_days = 30;
	int64_t now = clock_wall_ms();
	open_world(w);
	for (unsigned n = 0; n < 1000; n += 50) {
		struct sent *s = submit_at(w, n, 50, false, n < 500 ? now - 31 * DAY : now - DAY, OK);
		settle(w);
		expect(s, JOURNAL_NEW, OK);
	}
	size_t before = files_of(w, w->dir, ".log");
	reopen(w);
	assert_int_equal(files_of(w, w->dir, ".log"), before);
	journal_release(w->journal, 1000);
	while (files_of(w, w->dir, ".log") > before * 6 / 10)
		usleep(5000);
	reopen(w);
	for (unsigned n = 500; n < 1000; n++)
		assert_int_equal(w->replayed[n], 1);
	assert_int_equal(w->replayed[0], 0);
	send(w, 500, 500, JOURNAL_REPEAT);
	/* Not before a snapshot knows them, however old. */
	close_world(w);
	open_world(w);
	size_t left = files_of(w, w->dir, ".log");
	journal_release(w->journal, 1);
	reopen(w);
	assert_int_equal(files_of(w, w->dir, ".log"), left);
}

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	scratch_make(&w->scratch);
	snprintf(w->dir, sizeof w->dir, "%s/journal", w->scratch.dir);
	snprintf(w->aside_dir, sizeof w->aside_dir, "%s/aside", w->scratch.dir);
	w->config = (struct journal_config){.dir = w->dir,
					    .aside_dir = w->aside_dir,
					    .segment_bytes = 4096,
					    .window = 256,
					    .ctx = w,
					    .replay = on_replay,
					    .durable = on_durable};
	atomic_store(&failing, 0);
	arena_init(&arena, 1 << 20);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;
	close_world(w);
	arena_done(&arena);
	scratch_done(&w->scratch);
	free(w);
	return 0;
}

int main(void)
{
	log_set_level(LOG_OFF);
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(kill_9_loses_nothing_that_was_acknowledged_and_doubles_nothing), /* forks: no thread has been started yet */
		T(events_come_back_in_order_exactly_once),
		T(repeats_within_a_batch_and_in_flight_are_told_with_their_first),
		T(repeats_are_known_however_old),
		T(lost_indexes_are_made_anew),
		T(a_damaged_index_is_noticed_and_made_anew),
		T(a_window_made_smaller_loses_nothing),
		T(poison_is_set_aside_once_and_may_come_again_healed),
		T(a_full_disk_refuses_and_loses_nothing),
		T(aside_alone_failing_fails_only_what_goes_there),
		T(too_much_waiting_is_refused_whole),
		T(no_more_is_taken_than_the_window_can_name),
		T(where_indexes_cannot_be_written_nothing_slips_through),
		T(settings_that_make_no_sense_are_refused),
		T(a_torn_tail_is_cut_and_its_events_may_come_again),
		T(a_foreign_line_stops_the_start),
		T(a_line_that_rotted_costs_that_event_alone),
		T(old_segments_go_with_their_ids_once_a_snapshot_has_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
