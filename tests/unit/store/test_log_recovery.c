/* What a start makes of the newest file. */
#include "tests/unit/store/log_fixture.h"

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

int main(void)
{
	log_set_level(LOG_OFF);
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_torn_tail_is_cut_wherever_it_tore),
		T(a_hole_within_the_torn_batch_is_cut),
		T(a_whole_but_wrong_line_is_not_taken_for_a_crash),
		T(more_than_a_crash_can_tear_is_not_cut),
		T(what_a_crash_left_far_behind_is_cut_too),
		T(missing_first_files_are_noticed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
