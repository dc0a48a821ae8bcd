#include "tests/unit/live/journal_fixture.h"

#define DAY INT64_C(86400000)

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

int main(void)
{
	log_set_level(LOG_OFF);
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(events_come_back_in_order_exactly_once),
		T(repeats_within_a_batch_and_in_flight_are_told_with_their_first),
		T(repeats_are_known_however_old),
		T(lost_indexes_are_made_anew),
		T(a_damaged_index_is_noticed_and_made_anew),
		T(a_window_made_smaller_loses_nothing),
		T(poison_is_set_aside_once_and_may_come_again_healed),
		T(settings_that_make_no_sense_are_refused),
		T(old_segments_go_with_their_ids_once_a_snapshot_has_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
