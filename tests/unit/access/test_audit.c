#include "access/audit.h"
#include "access/audit_line.h"
#include "base/clock.h"
#include "base/log.h"
#include "tests/unit/store/scratch.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

struct look {
	struct audit_entry e;
	char members[128];
	bool finished;
};

static void look_done(struct audit_entry *e)
{
	struct look *k = CONTAINER_OF(e, struct look, e);
	pthread_mutex_lock(&lock);
	k->finished = true;
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&lock);
}

static enum err look_wait(struct look *k)
{
	pthread_mutex_lock(&lock);
	while (!k->finished)
		pthread_cond_wait(&wake, &lock);
	pthread_mutex_unlock(&lock);
	return k->e.outcome;
}

static enum err look_at(struct audit *a, const char *who, unsigned customer, enum audit_kind kind, int64_t at_ms)
{
	struct look k = {.finished = false};
	int n = snprintf(k.members, sizeof k.members, "\"who\":\"%s\",\"customer\":\"CUS-%u\"", who, customer);
	k.e = (struct audit_entry){.done = look_done, .kind = kind, .at_ms = at_ms, .members = str_mem(k.members, (size_t)n)};
	enum err err = audit_append(a, &k.e);
	return err ? err : look_wait(&k);
}

struct fixture {
	struct scratch s;
	char dir[300], key[300], file[400], heads[400];
	struct audit_config config;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	scratch_make(&f->s);
	snprintf(f->dir, sizeof f->dir, "%s/main", f->s.dir);
	snprintf(f->key, sizeof f->key, "%s/audit.key", f->s.dir);
	snprintf(f->file, sizeof f->file, "%s/00000000000000000001.log", f->dir);
	snprintf(f->heads, sizeof f->heads, "%s/heads.jsonl", f->dir);
	f->config = (struct audit_config){
		.dir = f->dir, .key_file = f->key, .segment_bytes = 1 << 20, .max_queued_bytes = 1 << 20, .head_every_s = 60};
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	scratch_done(&f->s);
	free(f);
	return 0;
}

static struct audit *open_ok(const struct fixture *f)
{
	struct audit *a = NULL;
	struct err_info info = {0};
	if (audit_open(&f->config, &a, &info))
		fail_msg("%s: %s", err_name(info.code), info.text);
	return a;
}

static void write_looks(const struct fixture *f, unsigned count)
{
	struct audit *a = open_ok(f);
	for (unsigned i = 1; i <= count; i++)
		assert_int_equal(look_at(a, "agent", i, AUDIT_LOOK, 1760000000000 + i), OK);
	audit_close(a);
}

static struct audit_verdict verify(const struct fixture *f, const char *heads, enum err want)
{
	struct audit_verdict v;
	enum err err = audit_verify(f->dir, heads, NULL, &v);
	if (err != want)
		fail_msg("%s instead of %s: %s", err_name(err), err_name(want), v.reason);
	return v;
}

static void a_chain_verifies_across_restarts_and_segments(void **state)
{
	struct fixture *f = *state;
	f->config.segment_bytes = 3000;
	for (int i = 0; i < 4; i++)
		write_looks(f, 25);
	struct audit_verdict v = verify(f, NULL, OK);
	assert_int_equal(v.records, 100);
	assert_int_equal(v.first_seq, 1);
	assert_int_equal(v.last_seq, 100);
	assert_int_equal(v.heads_checked, 4);
	struct audit *a = open_ok(f);
	assert_int_equal(look_at(a, "agent", 1, AUDIT_LOOK, 0), OK);
	assert_int_equal(verify(f, NULL, OK).records, 101); /* also while it is being written */
	audit_close(a);
}

static void an_empty_chain_verifies(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(verify(f, NULL, OK).records, 0);
	audit_close(open_ok(f));
	assert_int_equal(verify(f, NULL, OK).records, 0);
}

static void the_line_is_as_documented(void **state)
{
	struct fixture *f = *state;
	write_looks(f, 1);
	size_t n;
	char *text = file_load(f->file, &n);
	const char *want = "{\"seq\":1,\"at\":\"2025-10-09T08:53:20.001Z\",\"prev\":\"" AUDIT_HASH_NONE
			   "\",\"kind\":\"look\",\"who\":\"agent\",\"customer\":\"CUS-1\",\"hash\":\"";
	assert_memory_equal(text, want, strlen(want));
	assert_string_equal(text + n - 3, "\"}\n");
	free(text);
	/* A whole second has its milliseconds, too: the texts of moments sort as the moments do. */
	struct buf b;
	char hash[AUDIT_HASH_TEXT + 1];
	buf_init(&b, 4096);
	audit_line_put(&b, 2, 1760000000000, AUDIT_HASH_NONE, "denied", STR(""), hash);
	assert_true(str_starts(buf_view(&b), STR("{\"seq\":2,\"at\":\"2025-10-09T08:53:20.000Z\",")));
	static const char rest[] = "\"kind\":\"denied\",\"hash\":\"";
	assert_non_null(memmem(b.p, b.n, rest, sizeof rest - 1));
	buf_done(&b);
}

/* The promise of the whole thing: no byte of chain, heads or key can change unnoticed. */
static void every_flipped_byte_is_found_in(const struct fixture *f, const char *file)
{
	size_t n;
	char *text = file_load(file, &n);
	int fd = open(file, O_WRONLY);
	for (size_t i = 0; i < n; i++)
		for (int bit = 0; bit < 8; bit++) {
			char flipped = (char)(text[i] ^ (1 << bit));
			assert_int_equal(pwrite(fd, &flipped, 1, (off_t)i), 1);
			struct audit_verdict v;
			if (audit_verify(f->dir, NULL, NULL, &v) != ERR_CORRUPT)
				fail_msg("%s: bit %d of byte %zu was flipped unnoticed", file, bit, i);
			assert_true(v.reason[0] != '\0');
			assert_int_equal(pwrite(fd, &text[i], 1, (off_t)i), 1);
		}
	close(fd);
	free(text);
}

static void every_flipped_bit_is_found(void **state)
{
	struct fixture *f = *state;
	write_looks(f, 6);
	every_flipped_byte_is_found_in(f, f->file);
	every_flipped_byte_is_found_in(f, f->heads);
	char pem[400];
	snprintf(pem, sizeof pem, "%s/public.pem", f->dir);
	every_flipped_byte_is_found_in(f, pem);
	verify(f, NULL, OK);
}

/* Start of line @i (from 0) of @text. */
static size_t line_at(const char *text, unsigned i)
{
	const char *p = text;
	while (i--)
		p = strchr(p, '\n') + 1;
	return (size_t)(p - text);
}

static void missing_and_reordered_records_are_told_apart(void **state)
{
	struct fixture *f = *state;
	write_looks(f, 10);
	size_t n;
	char *text = file_load(f->file, &n), *work = malloc(n);
	for (unsigned i = 0; i < 9; i++) {
		size_t a = line_at(text, i), b = line_at(text, i + 1), c = line_at(text, i + 2);
		memcpy(work, text, a);
		memcpy(work + a, text + b, n - b);
		file_save(f->file, work, n - (b - a));
		struct audit_verdict v = verify(f, NULL, ERR_CORRUPT);
		assert_int_equal(v.bad_seq, i + 1);
		assert_memory_equal(v.reason, "missing", 7);
		memcpy(work + a, text + b, c - b);
		memcpy(work + a + (c - b), text + a, b - a);
		memcpy(work + c, text + c, n - c);
		file_save(f->file, work, n);
		v = verify(f, NULL, ERR_CORRUPT);
		assert_int_equal(v.bad_seq, i + 1);
		assert_memory_equal(v.reason, "reordered", 9);
		assert_string_equal(v.file, "00000000000000000001.log");
	}
	free(text);
	free(work);
}

static void a_chain_cut_at_its_end_is_found_by_kept_heads(void **state)
{
	struct fixture *f = *state;
	write_looks(f, 5);
	write_looks(f, 5);
	char kept[400];
	snprintf(kept, sizeof kept, "%s/kept.jsonl", f->s.dir);
	size_t n, heads_n;
	char *text = file_load(f->file, &n), *heads = file_load(f->heads, &heads_n);
	file_save(kept, heads, heads_n);
	/* A clever hand cuts chain and heads to the same place. */
	file_save(f->file, text, line_at(text, 5));
	file_save(f->heads, heads, line_at(heads, 1));
	assert_int_equal(verify(f, NULL, OK).records, 5);
	struct audit_verdict v = verify(f, kept, ERR_CORRUPT);
	assert_non_null(strstr(v.reason, "truncated against kept heads"));
	assert_int_equal(v.bad_seq, 10);
	/* A clumsy one forgets the heads: then the portal does not start either. */
	file_save(f->heads, heads, heads_n);
	verify(f, NULL, ERR_CORRUPT);
	struct audit *a = NULL;
	assert_int_equal(audit_open(&f->config, &a, NULL), ERR_CORRUPT);
	free(text);
	free(heads);
}

static void a_chain_written_anew_is_found_by_kept_heads(void **state)
{
	struct fixture *f = *state;
	write_looks(f, 5);
	size_t heads_n;
	char *heads = file_load(f->heads, &heads_n), kept[400];
	snprintf(kept, sizeof kept, "%s/kept.jsonl", f->s.dir);
	file_save(kept, heads, heads_n);
	free(heads);
	/* Same length, same numbers, everything hashed properly, but another customer. */
	unlink(f->heads);
	unlink(f->file);
	struct audit *a = open_ok(f);
	for (unsigned i = 1; i <= 5; i++)
		assert_int_equal(look_at(a, "agent", i + 1, AUDIT_LOOK, 1760000000000 + i), OK);
	audit_close(a);
	verify(f, NULL, OK);
	assert_non_null(strstr(verify(f, kept, ERR_CORRUPT).reason, "written anew"));
	assert_int_equal(rename(kept, f->heads), 0);
	a = NULL;
	assert_int_equal(audit_open(&f->config, &a, NULL), ERR_CORRUPT);
}

/* Who alters a record and hashes it anew breaks the chain behind it. */
static void a_record_hashed_anew_does_not_fit_the_next(void **state)
{
	struct fixture *f = *state;
	write_looks(f, 10);
	size_t n;
	char *text = file_load(f->file, &n);
	size_t begin = line_at(text, 4), end = line_at(text, 5);
	struct audit_line line;
	assert_int_equal(audit_line_parse(str_mem(text + begin, end - begin - 1), &line), OK);
	struct buf b;
	char hash[AUDIT_HASH_TEXT + 1];
	buf_init(&b, 4096);
	audit_line_put(&b, line.seq, line.at_ms, line.prev.p, "look", STR("\"who\":\"agent\",\"customer\":\"CUS-9\""), hash);
	assert_int_equal(b.n, end - begin - 1);
	memcpy(text + begin, b.p, b.n);
	buf_done(&b);
	file_save(f->file, text, n);
	free(text);
	struct audit_verdict v = verify(f, NULL, ERR_CORRUPT);
	assert_int_equal(v.bad_seq, 6);
	assert_string_equal(v.reason, "altered: the record does not follow the one before it");
	struct audit *a = NULL;
	assert_int_equal(audit_open(&f->config, &a, NULL), ERR_CORRUPT);
}

static void missing_and_renamed_files_are_found(void **state)
{
	struct fixture *f = *state;
	f->config.segment_bytes = 2000;
	write_looks(f, 30);
	char second[400], moved[400];
	snprintf(moved, sizeof moved, "%s/moved", f->s.dir);
	uint64_t seq = 2;
	struct stat st;
	do
		snprintf(second, sizeof second, "%s/%020llu.log", f->dir, (unsigned long long)seq++);
	while (stat(second, &st));
	assert_int_equal(rename(second, moved), 0);
	assert_memory_equal(verify(f, NULL, ERR_CORRUPT).reason, "missing", 7);
	assert_int_equal(rename(moved, second), 0);
	verify(f, NULL, OK);
	assert_int_equal(rename(f->file, moved), 0);
	assert_memory_equal(verify(f, NULL, ERR_CORRUPT).reason, "missing", 7);
	snprintf(f->file, sizeof f->file, "%s/%020d.log", f->dir, 2);
	assert_int_equal(rename(moved, f->file), 0);
	assert_memory_equal(verify(f, NULL, ERR_CORRUPT).reason, "reordered", 9);
}

static void the_portal_refuses_an_altered_tail_and_a_lost_or_open_key(void **state)
{
	struct fixture *f = *state;
	write_looks(f, 8);
	struct audit *a = NULL;
	struct err_info info;
	size_t n;
	char *text = file_load(f->file, &n);
	char *agent = strstr(text + line_at(text, 4), "agent");
	agent[0] = 'A';
	file_save(f->file, text, n);
	assert_int_equal(audit_open(&f->config, &a, &info), ERR_CORRUPT);
	agent[0] = 'a';
	file_save(f->file, text, n);
	free(text);
	chmod(f->key, 0644);
	assert_int_equal(audit_open(&f->config, &a, &info), ERR_DENIED);
	unlink(f->key);
	assert_int_equal(audit_open(&f->config, &a, &info), ERR_NOT_FOUND);
	/* A new key is as good as a forged one. */
	unlink(f->heads);
	assert_int_equal(audit_open(&f->config, &a, &info), ERR_CONFLICT);
}

static void a_second_process_is_refused(void **state)
{
	struct fixture *f = *state;
	struct audit *a = open_ok(f), *b = NULL;
	assert_int_equal(audit_open(&f->config, &b, NULL), ERR_BUSY);
	audit_close(a);
}

static void entries_beyond_their_limits_are_refused(void **state)
{
	struct fixture *f = *state;
	struct audit *a = open_ok(f);
	struct audit_entry e = {.done = look_done, .kind = AUDIT_LOOK, .members = STR("\"a\":\"x\ny\"")};
	assert_int_equal(audit_append(a, &e), ERR_SHAPE);
	static char big[AUDIT_MEMBERS_MAX + 1];
	e.members = str_mem(big, sizeof big);
	assert_int_equal(audit_append(a, &e), ERR_TOO_LARGE);
	audit_close(a);
}

static void a_torn_heads_line_is_cut_at_the_start(void **state)
{
	struct fixture *f = *state;
	write_looks(f, 3);
	int fd = open(f->heads, O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "{\"seq\":4,\"ha", 12), 12);
	close(fd);
	write_looks(f, 3);
	assert_int_equal(verify(f, NULL, OK).heads_checked, 2);
}

/* --- failing --- */

static atomic_int fail_sync;

static int bad_fdatasync(int fd)
{
	int e = atomic_load(&fail_sync);
	if (!e)
		return fdatasync(fd);
	errno = e;
	return -1;
}

static void after_a_failed_sync_nothing_is_granted_and_the_chain_goes_on_whole(void **state)
{
	struct fixture *f = *state;
	static const struct seglog_io io = {pwrite, bad_fdatasync};
	f->config.io = &io;
	struct audit *a = open_ok(f);
	for (unsigned i = 0; i < 20; i++)
		assert_int_equal(look_at(a, "agent", i, AUDIT_LOOK, clock_wall_ms()), OK);
	atomic_store(&fail_sync, EIO);
	assert_int_equal(look_at(a, "agent", 666, AUDIT_LOOK, clock_wall_ms()), ERR_IO);
	assert_false(audit_healthy(a));
	assert_int_equal(look_at(a, "agent", 666, AUDIT_LOOK, clock_wall_ms()), ERR_UNAVAILABLE);
	atomic_store(&fail_sync, 0);
	while (!audit_healthy(a))
		usleep(20000);
	assert_int_equal(look_at(a, "agent", 21, AUDIT_LOOK, clock_wall_ms()), OK);
	audit_close(a);
	assert_int_equal(verify(f, NULL, OK).records, 21);
	size_t n;
	char *text = file_load(f->file, &n);
	assert_null(strstr(text, "CUS-666"));
	free(text);
}

static void child_look_forever(const struct fixture *f, int report)
{
	struct audit *a;
	if (audit_open(&f->config, &a, NULL))
		_exit(1);
	for (unsigned i = 0;; i++)
		if (look_at(a, "agent", i, AUDIT_LOOK, clock_wall_ms()) || write(report, "x", 1) != 1)
			_exit(2);
}

static void kill_9_leaves_a_chain_that_goes_on_and_verifies(void **state)
{
	struct fixture *f = *state;
	f->config.segment_bytes = 5000;
	f->config.head_every_s = 0;
	uint64_t acknowledged = 0;
	for (unsigned round = 0; round < 8; round++) {
		int pipe_fd[2];
		assert_int_equal(pipe(pipe_fd), 0);
		pid_t pid = fork();
		if (pid == 0) {
			close(pipe_fd[0]);
			child_look_forever(f, pipe_fd[1]);
		}
		close(pipe_fd[1]);
		char x;
		for (unsigned i = 0; i < 3 + round * 5 && read(pipe_fd[0], &x, 1) == 1; i++)
			acknowledged++;
		kill(pid, SIGKILL);
		while (read(pipe_fd[0], &x, 1) == 1)
			acknowledged++;
		close(pipe_fd[0]);
		int status;
		waitpid(pid, &status, 0);
		assert_true(WIFSIGNALED(status));
		audit_close(open_ok(f));
		assert_true(verify(f, NULL, OK).records >= acknowledged);
	}
}

/* --- reading --- */

struct reading {
	uint64_t seqs[100];
	size_t count;
};

static bool on_line(void *ctx, uint64_t seq, struct str line)
{
	struct reading *g = ctx;
	struct audit_line l;
	assert_int_equal(audit_line_parse(line, &l), OK);
	assert_int_equal(l.seq, seq);
	g->seqs[g->count++] = seq;
	return true;
}

static size_t read_count(const struct fixture *f, uint64_t before, struct audit_filter filter, size_t limit)
{
	struct reading g = {.count = 0};
	assert_int_equal(audit_read(f->dir, before, &filter, limit, on_line, &g), OK);
	for (size_t i = 1; i < g.count; i++)
		assert_true(g.seqs[i] < g.seqs[i - 1]);
	return g.count;
}

static void the_record_is_read_newest_first_and_filtered(void **state)
{
	struct fixture *f = *state;
	f->config.segment_bytes = 4000;
	struct audit *a = open_ok(f);
	for (unsigned i = 0; i < 60; i++)
		assert_int_equal(look_at(a, i % 3 ? "agent" : "vip \\\"x", i % 10, i % 2 ? AUDIT_LOOK : AUDIT_REVEAL, 1000 * i),
				 OK);
	assert_int_equal(read_count(f, 0, (struct audit_filter){0}, 100), 60);
	assert_int_equal(read_count(f, 0, (struct audit_filter){0}, 7), 7);
	assert_int_equal(read_count(f, 11, (struct audit_filter){0}, 100), 10);
	assert_int_equal(read_count(f, 0, (struct audit_filter){.who = STR("vip \"x")}, 100), 20);
	assert_int_equal(read_count(f, 0, (struct audit_filter){.who = STR("vip")}, 100), 0);
	assert_int_equal(read_count(f, 0, (struct audit_filter){.customer = STR("CUS-3")}, 100), 6);
	assert_int_equal(read_count(f, 0, (struct audit_filter){.customer = STR("CUS-3"), .who = STR("agent")}, 100), 4);
	assert_int_equal(read_count(f, 0, (struct audit_filter){.kind = STR("reveal")}, 100), 30);
	assert_int_equal(read_count(f, 0, (struct audit_filter){.from_ms = 10000, .to_ms = 20000}, 100), 10);
	/* What stands within another member is not the record's. */
	struct look k = {.finished = false};
	k.e = (struct audit_entry){.done = look_done,
				   .members = STR("\"who\":\"admin\",\"on\":{\"who\":\"agent\",\"customer\":\"CUS-3\"}")};
	assert_int_equal(audit_append(a, &k.e), OK);
	look_wait(&k);
	assert_int_equal(read_count(f, 0, (struct audit_filter){.customer = STR("CUS-3")}, 100), 6);
	assert_int_equal(read_count(f, 0, (struct audit_filter){.who = STR("agent")}, 100), 40);
	assert_int_equal(read_count(f, 0, (struct audit_filter){.who = STR("admin")}, 100), 1);
	audit_close(a);
}

int main(void)
{
	log_set_level(LOG_OFF);
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(kill_9_leaves_a_chain_that_goes_on_and_verifies), /* forks: before any thread was started */
		T(a_chain_verifies_across_restarts_and_segments),
		T(an_empty_chain_verifies),
		T(the_line_is_as_documented),
		T(every_flipped_bit_is_found),
		T(missing_and_reordered_records_are_told_apart),
		T(a_chain_cut_at_its_end_is_found_by_kept_heads),
		T(a_chain_written_anew_is_found_by_kept_heads),
		T(a_record_hashed_anew_does_not_fit_the_next),
		T(missing_and_renamed_files_are_found),
		T(the_portal_refuses_an_altered_tail_and_a_lost_or_open_key),
		T(a_second_process_is_refused),
		T(entries_beyond_their_limits_are_refused),
		T(a_torn_heads_line_is_cut_at_the_start),
		T(after_a_failed_sync_nothing_is_granted_and_the_chain_goes_on_whole),
		T(the_record_is_read_newest_first_and_filtered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
