/* directory/index: changes, merging, snapshots and crashes leave the folder as it was before or after a step, never between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "directory/index.h"
#include "directory/segment_write.h"
#include "tests/unit/directory/people.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 50

static char dir[32];
static struct index x;

static void open_index(void)
{
	struct err_info info;
	assert_int_equal(index_open(&x, dir, false, &info), OK);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/directory-XXXXXX");
	return mkdtemp(dir) ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[64];
	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", dir);
	return system(command);
}

struct page {
	struct index_change changes[PAGE];
	size_t ends[PAGE], count;
	struct buf bytes;
};

static void page_init(struct page *p)
{
	p->count = 0;
	buf_init(&p->bytes, 1 << 20);
}

static void page_add(struct page *p, uint64_t number, uint64_t version, bool gone)
{
	struct person who;
	person_make(&who, number, 7, version);
	if (index_change_encode(&who.record, &p->bytes, gone, &p->changes[p->count].kind))
		abort();
	p->ends[p->count++] = p->bytes.n;
}

static const struct index_change *page_changes(struct page *p)
{
	for (size_t i = 0; i < p->count; i++) {
		size_t from = i ? p->ends[i - 1] : 0;
		p->changes[i].bytes = str_mem(p->bytes.p + from, p->ends[i] - from);
	}
	return p->changes;
}

static enum err apply(struct index *ix, uint64_t from, uint64_t to, uint64_t version, bool gone, const char *mark)
{
	struct page p;
	page_init(&p);
	for (uint64_t i = from; i < to; i++)
		page_add(&p, i, version, gone);
	enum err e = index_apply(ix, page_changes(&p), p.count, mark ? str_of(mark) : STR_NONE);
	buf_done(&p.bytes);
	return e;
}

static enum err load_page_of(struct index *ix, uint64_t from, uint64_t to, uint64_t version, const char *mark, bool last)
{
	struct page p;
	char next[24];
	page_init(&p);
	for (uint64_t i = from; i < to; i++)
		page_add(&p, i, version, false);
	snprintf(next, sizeof(next), "%llu", (unsigned long long)to);
	enum err e =
		index_load_page(ix, page_changes(&p), p.count, mark ? str_of(mark) : STR_NONE, last ? STR_NONE : str_of(next));
	buf_done(&p.bytes);
	return e;
}

/* The version that is served of a customer; -1: none. */
static int version_of(uint64_t number, unsigned up_to)
{
	size_t part;
	uint32_t doc;
	char id[32];
	int found = -1;
	snprintf(id, sizeof(id), "CUS-%06llu", (unsigned long long)number);
	struct edition *v = index_view(&x);
	if (edition_find(v, str_of(id), &part, &doc)) {
		for (unsigned i = 0; i <= up_to && found < 0; i++) {
			struct person who;
			struct buf b;
			enum load_kind kind;
			buf_init(&b, 1 << 16);
			person_make(&who, number, 7, i);
			assert_int_equal(index_change_encode(&who.record, &b, false, &kind), OK);
			if (str_eq(buf_view(&b), segment_stored(v->parts[part].segment, doc)))
				found = (int)i;
			buf_done(&b);
		}
		assert_int_not_equal(found, -1);
	}
	edition_unref(v);
	return found;
}

static uint64_t customers(void)
{
	struct index_state s;
	index_state(&x, &s);
	return s.customers;
}

static void merge_all(void)
{
	for (bool more = true; more;)
		assert_int_equal(index_merge(&x, &more), OK);
}

static unsigned files(void)
{
	unsigned n = 0;
	DIR *d = opendir(dir);
	for (struct dirent *f; (f = readdir(d));)
		n += strncmp(f->d_name, "segment-", 8) == 0;
	closedir(d);
	return n;
}

static void changes_replace_delete_and_survive_reopening(void **state)
{
	(void)state;
	open_index();
	assert_int_equal(apply(&x, 0, 50, 0, false, "m1"), OK);
	assert_int_equal(apply(&x, 10, 20, 1, false, "m2"), OK);
	assert_int_equal(apply(&x, 15, 17, 0, true, "m3"), OK);
	assert_int_equal(apply(&x, 16, 17, 2, false, "m4"), OK);
	for (unsigned round = 0; round < 3; round++) {
		assert_int_equal(customers(), 49);
		assert_int_equal(version_of(5, 2), 0);
		assert_int_equal(version_of(12, 2), 1);
		assert_int_equal(version_of(15, 2), -1);
		assert_int_equal(version_of(16, 2), 2);
		assert_string_equal(x.mark, "m4");
		if (round == 1)
			merge_all();
		index_close(&x);
		open_index();
	}
	assert_int_equal(files(), 1);
	index_close(&x);
}

static void what_changes_nothing_writes_no_file(void **state)
{
	(void)state;
	open_index();
	assert_int_equal(apply(&x, 0, 50, 0, false, "m1"), OK);
	uint64_t number = x.next_number;
	assert_int_equal(apply(&x, 0, 50, 0, false, "m2"), OK);
	assert_int_equal(apply(&x, 60, 70, 0, true, "m3"), OK);
	assert_int_equal(x.next_number, number);
	assert_string_equal(x.mark, "m3");
	index_close(&x);
	open_index();
	assert_string_equal(x.mark, "m3");
	index_close(&x);
}

/* One at a time, a thousand times: few files stay, and every customer has the last version. */
static void many_changes_keep_few_files(void **state)
{
	(void)state;
	open_index();
	for (unsigned i = 0; i < 400; i++) {
		assert_int_equal(apply(&x, i % 37, i % 37 + 1, i / 37, false, NULL), OK);
		merge_all();
		assert_true(files() <= 6);
	}
	assert_int_equal(customers(), 37);
	for (unsigned n = 0; n < 37; n++)
		assert_int_equal(version_of(n, 11), n < 400 % 37 ? 400 / 37 : 400 / 37 - 1);
	index_close(&x);
}

static void a_deletion_outlives_merging_with_newer_files_only(void **state)
{
	(void)state;
	open_index();
	for (uint64_t i = 0; i < 1000; i += PAGE)
		assert_int_equal(apply(&x, i, i + PAGE, 0, false, NULL), OK);
	merge_all();
	unsigned before = files();
	assert_int_equal(apply(&x, 3, 4, 0, true, NULL), OK);
	assert_int_equal(apply(&x, 5000, 5001, 0, false, NULL), OK);
	merge_all(); /* of the two small ones: the large one is far larger */
	assert_int_equal(files(), before + 1);
	index_close(&x);
	open_index();
	assert_int_equal(version_of(3, 0), -1);
	assert_int_equal(customers(), 1000);
	index_close(&x);
}

static void a_snapshot_is_served_whole_or_not_at_all(void **state)
{
	struct index_state s;
	(void)state;
	open_index();
	assert_int_equal(index_load_begin(&x), OK);
	assert_int_equal(load_page_of(&x, 0, 50, 0, "first", false), OK);
	assert_int_equal(load_page_of(&x, 50, 100, 0, NULL, false), OK);
	index_state(&x, &s);
	assert_false(s.ready);
	assert_true(s.loading);
	assert_int_equal(s.loaded, 100);
	assert_int_equal(customers(), 0);
	assert_int_equal(load_page_of(&x, 90, 140, 1, NULL, true), OK); /* ten were changed meanwhile: the later counts */
	assert_int_equal(index_load_build(&x), OK);
	index_state(&x, &s);
	assert_true(s.ready);
	assert_false(s.loading);
	assert_string_equal(s.mark, "first");
	assert_int_equal(customers(), 140);
	assert_int_equal(version_of(89, 1), 0);
	assert_int_equal(version_of(90, 1), 1);
	index_close(&x);
	open_index();
	assert_int_equal(customers(), 140);
	assert_true(x.ready);
	index_close(&x);
}

static void a_rebuild_keeps_what_changed_beside_it(void **state)
{
	(void)state;
	open_index();
	assert_int_equal(apply(&x, 0, 50, 0, false, "m1"), OK);
	assert_int_equal(index_set_ready(&x), OK);
	assert_int_equal(index_load_begin(&x), OK);
	assert_int_equal(load_page_of(&x, 0, 20, 0, "ignored", false), OK);
	assert_int_equal(apply(&x, 5, 6, 1, false, "m2"), OK);   /* behind its page */
	assert_int_equal(apply(&x, 30, 31, 1, false, "m3"), OK); /* before its page */
	assert_int_equal(apply(&x, 7, 8, 0, true, "m4"), OK);
	assert_int_equal(version_of(5, 1), 1); /* served meanwhile */
	assert_int_equal(load_page_of(&x, 20, 30, 0, NULL, false), OK);
	assert_int_equal(load_page_of(&x, 30, 31, 1, NULL, true), OK);
	assert_int_equal(apply(&x, 9, 10, 2, false, "m5"), OK); /* between the last page and the build's end */
	assert_int_equal(index_load_build(&x), OK);
	/* 31 in the snapshot, less the deleted one; 31 to 49 were not in it: gone. */
	assert_int_equal(version_of(5, 2), 1);
	assert_int_equal(version_of(7, 2), -1);
	assert_int_equal(version_of(30, 2), 1);
	assert_int_equal(version_of(40, 2), -1);
	assert_string_equal(x.mark, "m5");
	index_close(&x);
}

/* Changes behind the last page and during a build that a crash cut are not lost when the build begins again. */
static void changes_before_a_build_that_begins_again_are_kept(void **state)
{
	(void)state;
	open_index();
	assert_int_equal(apply(&x, 0, 50, 0, false, "m1"), OK);
	assert_int_equal(index_set_ready(&x), OK);
	assert_int_equal(index_load_begin(&x), OK);
	assert_int_equal(load_page_of(&x, 0, 50, 0, NULL, true), OK);
	assert_int_equal(apply(&x, 5, 6, 1, false, "m2"), OK);
	index_stop(&x);
	assert_int_equal(index_load_build(&x), ERR_CANCELLED);
	assert_int_equal(apply(&x, 6, 7, 1, false, "m3"), OK);
	index_close(&x);
	open_index();
	assert_true(x.loading && x.load.ended);
	assert_int_equal(index_load_build(&x), OK);
	assert_int_equal(version_of(5, 1), 1);
	assert_int_equal(version_of(6, 1), 1);
	assert_int_equal(customers(), 50);
	assert_string_equal(x.mark, "m3");
	index_close(&x);
}

static void one_process_at_a_time_but_others_may_look(void **state)
{
	struct err_info info;
	struct index other;
	(void)state;
	open_index();
	assert_int_equal(apply(&x, 0, 20, 0, false, NULL), OK);
	assert_int_equal(index_open(&other, dir, false, &info), ERR_BUSY);
	assert_int_equal(index_open(&other, dir, true, &info), OK);
	assert_int_equal(other.view->customers, 20);
	/* What it looks at stays, whatever happens to the files. */
	assert_int_equal(apply(&x, 20, 40, 0, false, NULL), OK);
	merge_all();
	assert_int_equal(other.view->customers, 20);
	index_close(&other);
	index_close(&x);
}

static void flip_byte(const char *file, off_t at)
{
	char path[64], byte;
	snprintf(path, sizeof(path), "%s/%s", dir, file);
	int fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte ^= 1;
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	close(fd);
}

static void a_damaged_folder_is_emptied_not_believed(void **state)
{
	(void)state;
	open_index();
	assert_int_equal(apply(&x, 0, 20, 0, false, "m"), OK);
	index_close(&x);
	flip_byte("manifest", 25);
	open_index();
	assert_int_equal(customers(), 0);
	assert_int_equal(files(), 0);
	assert_string_equal(x.mark, "");
	assert_int_equal(apply(&x, 0, 20, 0, false, "m"), OK);
	index_close(&x);
	flip_byte("segment-1", 40);
	open_index();
	assert_int_equal(customers(), 0);
	index_close(&x);
}

static void leftovers_of_a_crash_are_swept(void **state)
{
	char path[64];
	(void)state;
	open_index();
	assert_int_equal(apply(&x, 0, 20, 0, false, NULL), OK);
	index_close(&x);
	static const char *const names[] = {"segment-99", "segment-7.tmp", "manifest.tmp", "load"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		close(open(path, O_CREAT | O_WRONLY, 0600));
	}
	open_index();
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		assert_int_equal(access(path, F_OK), -1);
	}
	assert_int_equal(customers(), 20);
	index_close(&x);
}

static void the_tail_of_a_load_that_a_crash_cut_is_fetched_again(void **state)
{
	char path[64];
	struct stat st;
	bool ended;
	struct arena a;
	(void)state;
	open_index();
	assert_int_equal(index_load_begin(&x), OK);
	assert_int_equal(load_page_of(&x, 0, 50, 0, "first", false), OK);
	assert_int_equal(load_page_of(&x, 50, 100, 0, NULL, false), OK);
	index_close(&x);
	snprintf(path, sizeof(path), "%s/load", dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(truncate(path, st.st_size - 3), 0);
	open_index();
	arena_init(&a, 1 << 16);
	assert_true(str_is(index_load_position(&x, &a, &ended), "50"));
	assert_false(ended);
	assert_string_equal(x.load.mark, "first");
	assert_int_equal(load_page_of(&x, 50, 100, 0, NULL, true), OK);
	assert_int_equal(index_load_build(&x), OK);
	assert_int_equal(customers(), 100);
	arena_done(&a);
	index_close(&x);
}

static void more_files_than_a_view_holds_are_refused_until_merged(void **state)
{
	enum err e = OK;
	unsigned n = 0;
	(void)state;
	open_index();
	while (!(e = apply(&x, n, n + 1, 0, false, NULL)))
		n++;
	assert_int_equal(e, ERR_LIMIT);
	assert_int_equal(n, EDITION_SEGMENTS_MAX);
	assert_int_equal(customers(), n);
	merge_all();
	assert_int_equal(apply(&x, n, n + 1, 0, false, NULL), OK);
	assert_int_equal(customers(), n + 1);
	index_close(&x);
}

/* --- kill -9 --- */

/* Changes, one customer a step; says each step that is done. */
static void child_changes(int fd)
{
	struct err_info info;
	if (index_open(&x, dir, false, &info))
		_exit(1);
	uint64_t start = x.mark[0] ? strtoull(x.mark, NULL, 10) : 0;
	for (uint64_t step = start + 1;; step++) {
		char mark[24];
		bool more = true;
		snprintf(mark, sizeof(mark), "%llu", (unsigned long long)step);
		if (apply(&x, step % 30, step % 30 + 1, step / 30, false, mark))
			_exit(2);
		if (write(fd, &step, sizeof(step)) != sizeof(step))
			_exit(3);
		while (step % 5 == 0 && more)
			if (index_merge(&x, &more))
				_exit(4);
	}
}

static void child_snapshot(int fd)
{
	struct err_info info;
	if (index_open(&x, dir, false, &info))
		_exit(1);
	for (;;) {
		struct arena a;
		bool ended;
		if (!x.loading && index_load_begin(&x))
			_exit(2);
		arena_init(&a, 1 << 16);
		struct str p = index_load_position(&x, &a, &ended);
		uint64_t from = p.p ? strtoull(p.p, NULL, 10) : 0;
		arena_done(&a);
		if (!ended && load_page_of(&x, from, from + 20, 0, from ? NULL : "0", from + 20 == 600))
			_exit(3);
		if (ended && index_load_build(&x))
			_exit(4);
		uint64_t done = ended ? 1000 : from + 20;
		if (write(fd, &done, sizeof(done)) != sizeof(done))
			_exit(5);
	}
}

/* Lets the child run until it has said @steps things, a little longer, and kills it; returns the last it said. */
static uint64_t run_and_kill(void (*child)(int fd), unsigned steps, useconds_t longer)
{
	int fds[2];
	uint64_t said = 0, last = 0;
	assert_int_equal(pipe(fds), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(fds[0]);
		child(fds[1]);
	}
	close(fds[1]);
	for (unsigned i = 0; i < steps && read(fds[0], &said, sizeof(said)) == sizeof(said); i++)
		last = said;
	usleep(longer); /* the moment of death is what varies; nothing waits for it */
	kill(pid, SIGKILL);
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status)); /* not by its own doing */
	while (read(fds[0], &said, sizeof(said)) == sizeof(said))
		last = said;
	close(fds[0]);
	return last;
}

static void killed_while_changing_no_step_is_lost_or_half_done(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 12; round++) {
		uint64_t said = run_and_kill(child_changes, 3 + round * 2, round * 700);
		open_index();
		uint64_t at = strtoull(x.mark, NULL, 10);
		assert_true(at >= said && at <= said + 1);
		/* Every customer is at its last step up to the mark. */
		for (uint64_t n = 0; n < 30; n++) {
			uint64_t last = at - (at + 30 - n) % 30;
			int want = at >= n && !(n == 0 && at < 30) && last <= at ? (int)(last / 30) : -1;
			assert_int_equal(version_of(n, (unsigned)(at / 30)), want);
		}
		index_close(&x);
	}
}

static void killed_during_a_snapshot_it_goes_on_where_it_stood(void **state)
{
	uint64_t before = 0;
	(void)state;
	for (unsigned round = 0; round < 12; round++) {
		uint64_t said = run_and_kill(child_snapshot, 2 + round % 5, round * 600);
		bool ended = false;
		struct arena a;
		open_index();
		if (x.loading) {
			arena_init(&a, 1 << 16);
			struct str p = index_load_position(&x, &a, &ended);
			uint64_t at = p.p ? strtoull(p.p, NULL, 10) : 0;
			if (said < 600)
				assert_true(ended || at >= said || before >= 600);
			arena_done(&a);
		}
		if (x.ready) {
			assert_int_equal(customers(), 600);
			assert_int_equal(version_of(599, 0), 0);
		}
		before = said;
		index_close(&x);
	}
	/* And it comes to its end. */
	run_and_kill(child_snapshot, 40, 0);
	open_index();
	assert_true(x.ready);
	assert_int_equal(customers(), 600);
	index_close(&x);
}

/* --- files --- */

/* A limit on the size of files stands in for a full disk: writing fails in the middle. */
static void a_failed_write_is_said_and_changes_nothing(void **state)
{
	struct rlimit before, small;
	(void)state;
	open_index();
	assert_int_equal(apply(&x, 0, 20, 0, false, "m1"), OK);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 1000;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	enum err changed = apply(&x, 10, 30, 1, false, "m2");
	enum err begun = index_load_begin(&x), page = load_page_of(&x, 0, 50, 0, "m", false);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(changed, ERR_TOO_LARGE);
	assert_int_equal(begun, OK); /* an empty file */
	assert_int_equal(page, ERR_TOO_LARGE);
	assert_int_equal(customers(), 20);
	assert_int_equal(version_of(12, 1), 0);
	assert_string_equal(x.mark, "m1");
	assert_int_equal(files(), 1);
	/* With room again, all goes on. */
	assert_int_equal(load_page_of(&x, 0, 50, 0, "m", true), OK);
	assert_int_equal(apply(&x, 10, 30, 1, false, "m2"), OK);
	assert_int_equal(index_load_build(&x), OK);
	assert_int_equal(customers(), 50);
	index_close(&x);
}

static void a_file_takes_its_limit_of_customers_and_no_more(void **state)
{
	struct segment_writer w;
	struct person who;
	struct buf b;
	enum load_kind kind;
	enum err e = OK;
	(void)state;
	buf_init(&b, 1 << 16);
	person_make(&who, 1, 7, 0);
	assert_int_equal(index_change_encode(&who.record, &b, false, &kind), OK);
	segment_writer_init(&w, dir, NULL);
	for (uint32_t i = 0; i < SEGMENT_DOCS_MAX && !e; i++)
		e = segment_writer_add(&w, buf_view(&b));
	assert_int_equal(e, OK);
	assert_int_equal(segment_writer_add(&w, buf_view(&b)), ERR_TOO_LARGE);
	segment_writer_done(&w);
	buf_done(&b);
}

static void unusable_ids_and_oversized_texts_are_refused_or_cut(void **state)
{
	struct person who;
	struct buf b;
	enum load_kind kind;
	struct directory_hit h;
	char long_text[4096];
	(void)state;
	memset(long_text, 'a', sizeof(long_text));
	buf_init(&b, 1 << 16);
	static const struct {
		const char *p;
		size_t n;
	} bad[] = {{"", 0}, {"a\0b", 3}, {NULL, CUSTOMER_ID_MAX + 1}};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		person_make(&who, 1, 7, 0);
		who.record.values = who.values;
		who.values[F_CUSTOMER_customerId].text = str_mem(bad[i].p ? bad[i].p : long_text, bad[i].n);
		assert_int_equal(index_change_encode(&who.record, &b, false, &kind), ERR_SHAPE);
		assert_int_equal(index_change_encode(&who.record, &b, true, &kind), ERR_SHAPE);
	}
	person_make(&who, 1, 7, 0);
	struct str many[100];
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = str_mem(long_text, sizeof(long_text));
	for (unsigned f = F_CUSTOMER_username; f <= F_CUSTOMER_fullName; f++)
		who.values[f] = (struct value){.present = true, .text = many[0]};
	who.values[F_CUSTOMER_formerEmails] = (struct value){.present = true, .strings = {many, 100}};
	who.values[F_CUSTOMER_tags] = (struct value){.present = true, .strings = {many, 100}};
	assert_int_equal(index_change_encode(&who.record, &b, false, &kind), OK);
	assert_true(b.n <= CUSTOMER_BYTES_MAX);
	assert_int_equal(customer_decode(buf_view(&b), &h), OK);
	assert_int_equal(h.full_name.n, CUSTOMER_TEXT_MAX);
	assert_int_equal(h.former_count, DIRECTORY_FORMER_MAX);
	assert_int_equal(h.tag_count, DIRECTORY_TAGS_MAX);
	for (size_t n = 0; n < b.n; n++)
		assert_int_equal(customer_decode(str_mem(b.p, n), &h), ERR_CORRUPT);
	/* And such a one can be searched. */
	open_index();
	struct index_change c = {kind, buf_view(&b)};
	assert_int_equal(index_apply(&x, &c, 1, STR_NONE), OK);
	assert_int_equal(customers(), 1);
	index_close(&x);
	buf_done(&b);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(changes_replace_delete_and_survive_reopening),
		T(what_changes_nothing_writes_no_file),
		T(many_changes_keep_few_files),
		T(a_deletion_outlives_merging_with_newer_files_only),
		T(a_snapshot_is_served_whole_or_not_at_all),
		T(a_rebuild_keeps_what_changed_beside_it),
		T(changes_before_a_build_that_begins_again_are_kept),
		T(one_process_at_a_time_but_others_may_look),
		T(a_damaged_folder_is_emptied_not_believed),
		T(leftovers_of_a_crash_are_swept),
		T(the_tail_of_a_load_that_a_crash_cut_is_fetched_again),
		T(more_files_than_a_view_holds_are_refused_until_merged),
		T(killed_while_changing_no_step_is_lost_or_half_done),
		T(killed_during_a_snapshot_it_goes_on_where_it_stood),
		T(a_failed_write_is_said_and_changes_nothing),
		T(a_file_takes_its_limit_of_customers_and_no_more),
		T(unusable_ids_and_oversized_texts_are_refused_or_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
