/* Power cuts: between two syncs any subset of the written sectors may have reached the disk. Whatever that leaves, every record
 * that was acknowledged is there, nothing is half there, and the log goes on. */
#include "base/log.h"
#include "store/log.h"
#include "store/log_reader.h"
#include "tests/unit/store/scratch.h"

#include <pthread.h>

#define SECTOR   512
#define IMAGE    (512u << 10) /* one segment */
#define CUTS     150
#define TEXT_MAX 900

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

static struct {
	char disk[IMAGE];       /* what is surely there */
	char cache[IMAGE];      /* with what was written since */
	uint64_t random, coins; /* the main thread's, the writer's */
	uint64_t acknowledged;
	struct {
		char *image;
		uint64_t acknowledged, written;
	} cuts[CUTS];
	size_t count;
	uint64_t written; /* records handed in */
} sim;

static size_t text_of(uint64_t seq, char out[TEXT_MAX])
{
	size_t n = (size_t)snprintf(out, TEXT_MAX, "record %llu ", (unsigned long long)seq);
	size_t pad = (size_t)(seq * 7919 % (TEXT_MAX - 40));
	memset(out + n, 'a' + (int)(seq % 26), pad);
	return n + pad;
}

static bool accept_text(void *ctx, uint64_t seq, struct str record)
{
	(void)ctx;
	char want[TEXT_MAX];
	size_t n = text_of(seq, want);
	return str_eq(record, str_mem(want, n));
}

static ssize_t sim_pwrite(int fd, const void *p, size_t n, off_t at)
{
	MUST((size_t)at + n <= IMAGE);
	memcpy(sim.cache + at, p, n);
	return pwrite(fd, p, n, at);
}

static size_t cut_count(void)
{
	pthread_mutex_lock(&lock);
	size_t n = sim.count;
	pthread_mutex_unlock(&lock);
	return n;
}

/* The power goes off during this sync: a coin for each sector. Then it turns out that it did not. */
static int sim_fdatasync(int fd)
{
	if (cut_count() < CUTS) {
		char *image = malloc(IMAGE);
		MUST(image);
		/* From hardly anything lost to hardly anything kept. */
		uint64_t keep = draw(&sim.coins) % 8 + 1;
		for (size_t at = 0; at < IMAGE; at += SECTOR) {
			bool kept = memcmp(sim.cache + at, sim.disk + at, SECTOR) != 0 && draw(&sim.coins) % 9 < keep;
			memcpy(image + at, (kept ? sim.cache : sim.disk) + at, SECTOR);
		}
		pthread_mutex_lock(&lock);
		sim.cuts[sim.count].image = image;
		sim.cuts[sim.count].acknowledged = sim.acknowledged;
		sim.cuts[sim.count++].written = sim.written;
		pthread_mutex_unlock(&lock);
	}
	memcpy(sim.disk, sim.cache, IMAGE);
	return fdatasync(fd);
}

struct note {
	struct seglog_entry e;
	char text[TEXT_MAX];
};
static unsigned under_way;

static void note_done(struct seglog_entry *e)
{
	pthread_mutex_lock(&lock);
	MUST(e->outcome == OK);
	sim.acknowledged = e->seq;
	under_way--;
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&lock);
	free(CONTAINER_OF(e, struct note, e));
}

static void put(struct seglog *l, uint64_t seq)
{
	struct note *n = calloc(1, sizeof *n);
	assert_non_null(n);
	n->e = (struct seglog_entry){.done = note_done, .record = str_mem(n->text, text_of(seq, n->text))};
	pthread_mutex_lock(&lock);
	sim.written = seq;
	under_way++;
	pthread_mutex_unlock(&lock);
	assert_int_equal(seglog_append(l, &n->e), OK);
}

static void settle(void)
{
	pthread_mutex_lock(&lock);
	while (under_way)
		pthread_cond_wait(&wake, &lock);
	pthread_mutex_unlock(&lock);
}

static const struct seglog_io sim_io = {sim_pwrite, sim_fdatasync};

static void run_and_collect_cuts(const char *dir)
{
	const struct seglog_config c = {.dir = dir,
					.thread_name = "crash",
					.segment_bytes = IMAGE,
					.max_queued_bytes = 1 << 20,
					.hooks = {.accept = accept_text},
					.io = &sim_io};
	struct seglog *l = NULL;
	assert_int_equal(seglog_open(&c, &l, NULL), OK);
	uint64_t seq = 0, bytes = 0;
	while (cut_count() < CUTS && bytes < IMAGE - 60000) {
		for (uint64_t n = 1 + draw(&sim.random) % 12; n; n--) {
			char text[TEXT_MAX];
			bytes += text_of(++seq, text) + 1;
			put(l, seq);
		}
		if (draw(&sim.random) % 3 == 0)
			settle();
	}
	settle();
	seglog_close(l);
	assert_true(sim.count >= 50);
}

static void recover_from_cut(const char *dir, size_t k)
{
	char file[400];
	mkdir(dir, 0700);
	snprintf(file, sizeof file, "%s/00000000000000000001.log", dir);
	file_save(file, sim.cuts[k].image, IMAGE);
	const struct seglog_config c = {.dir = dir,
					.thread_name = "crash",
					.segment_bytes = IMAGE,
					.max_queued_bytes = 1 << 20,
					.hooks = {.accept = accept_text}};
	struct seglog *l = NULL;
	struct err_info info = {0};
	if (seglog_open(&c, &l, &info))
		fail_msg("cut %zu: %s", k, info.text);
	uint64_t last = seglog_last_seq(l);
	assert_in_range(last, sim.cuts[k].acknowledged, sim.cuts[k].written);
	put(l, last + 1);
	settle();
	seglog_close(l);
	struct seglog_reader *r;
	struct str text;
	uint64_t seq = 0, count = 0;
	assert_int_equal(seglog_reader_open(dir, 0, &r), OK);
	while (seglog_reader_next(r, &seq, &text)) {
		assert_int_equal(seq, ++count);
		assert_true(accept_text(NULL, seq, text));
	}
	assert_int_equal(seglog_reader_close(r), OK);
	assert_int_equal(count, last + 1);
	scratch_remove_tree(dir);
}

static void any_power_cut_leaves_what_was_acknowledged(void **state)
{
	(void)state;
	struct scratch s;
	scratch_make(&s);
	sim.random = 360;
	sim.coins = 361;
	run_and_collect_cuts(scratch_path(&s, "log"));
	uint64_t lost = 0;
	for (size_t k = 0; k < sim.count; k++) {
		recover_from_cut(scratch_path(&s, "cut"), k);
		lost += sim.cuts[k].written > sim.cuts[k].acknowledged;
		free(sim.cuts[k].image);
	}
	assert_true(lost > 10); /* the cuts did cut into something */
	scratch_done(&s);
}

int main(void)
{
	log_set_level(LOG_OFF);
	const struct CMUnitTest tests[] = {cmocka_unit_test(any_power_cut_leaves_what_was_acknowledged)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
