/* What nobody waits for, on a thread of its own and at low priority: the ids of finished segments (or of what half fills the
 * window) go into the index, files merge, old ones are read through once, and segments past their days go. */
#include "base/clock.h"
#include "base/log.h"
#include "live/journal_private.h"
#include "store/log_lines.h"
#include "store/log_segment.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define PERIOD_S   60 /* without anything to do */
#define RETRY_S    1  /* after a failure */
#define NICENESS   10
#define MS_PER_DAY (24 * 60 * 60 * INT64_C(1000))

/* Read from the window: those of up to @last stay where they are until indexed_seq passes them. */
static enum err index_window(struct journal *j, uint64_t last)
{
	uint64_t first = atomic_load(&j->indexed_seq) + 1;
	if (last < first)
		return OK;
	size_t count = (size_t)(last - first + 1);
	struct seen_id *ids = malloc(count * sizeof *ids);
	if (!ids)
		return ERR_NOMEM;
	for (size_t i = 0; i < count; i++)
		ids[i] = seen_id_at(&j->window, first + i);
	enum err err = seen_index_add(j->index, (struct seen_range){first, last}, ids, count);
	free(ids);
	if (!err)
		atomic_store(&j->indexed_seq, last);
	return err;
}

static bool is_stopping(struct journal *j)
{
	pthread_mutex_lock(&j->lock);
	bool stopping = j->stopping;
	pthread_mutex_unlock(&j->lock);
	return stopping;
}

static enum err merge(struct journal *j)
{
	enum err err = OK;
	for (bool merged = true; !err && merged && !is_stopping(j);)
		err = seen_index_merge(j->index, &merged);
	return err;
}

/* The damaged one stays until its segments have files of their own: better than nothing meanwhile. */
static enum err remake(struct journal *j, struct seen_range damaged)
{
	struct log_segment_list list;
	enum err err = log_segment_list_read(j->dir, &list);
	if (err)
		return err;
	log_event(LOG_WARN, "journal.index_damaged", NULL);
	for (size_t i = 0; !err && i + 1 < list.count; i++) {
		struct seen_range r = {list.first_seqs[i], list.first_seqs[i + 1] - 1};
		if (r.first_seq <= damaged.last_seq && r.last_seq >= damaged.first_seq)
			err = journal_index_range(j, r);
	}
	log_segment_list_done(&list);
	if (!err)
		seen_index_forget(j->index, damaged);
	return err;
}

static enum err check(struct journal *j)
{
	enum err err = OK;
	for (bool checked = true; !err && checked && !is_stopping(j);) {
		struct seen_range r;
		err = seen_index_check(j->index, &checked, &r);
		if (err == ERR_CORRUPT)
			err = remake(j, r);
	}
	return err;
}

/* --- segments past their days --- */

/* When the first record of a segment came in; false: can't be told. */
static bool segment_begin_ms(const char *dir, uint64_t first_seq, int64_t *ret)
{
	struct line_reader lines;
	struct str line, head = STR("{\"at\":");
	int fd = log_segment_open_fd(dir, first_seq, O_RDONLY);
	if (fd < 0)
		return false;
	line_reader_init(&lines, fd, 0);
	bool ok = line_next(&lines, &line) == LINE_RECORD && str_starts(line, head);
	size_t comma = ok ? str_find(line, ',', head.n) : SIZE_MAX;
	ok = comma != SIZE_MAX && str_to_i64(str_mem(line.p + head.n, comma - head.n), ret) == OK;
	line_reader_done(&lines);
	close(fd);
	return ok;
}

static bool segment_unlink(const char *dir, uint64_t first_seq)
{
	char name[SEGMENT_NAME_MAX], path[PATH_MAX];
	log_segment_name(first_seq, name);
	return (size_t)snprintf(path, sizeof path, "%s/%s", dir, name) < sizeof path && unlink(path) == 0;
}

/* A segment may go when the next one began before @before_ms and with no record later than @release. The newest two stay: the log
 * needs one that holds a record. Returns the first record that is left. */
static uint64_t trim(const char *dir, int64_t before_ms, uint64_t release)
{
	struct log_segment_list list;
	if (log_segment_list_read(dir, &list))
		return 0;
	size_t i = 0;
	for (; i + 2 < list.count; i++) {
		int64_t begin;
		uint64_t next = list.first_seqs[i + 1];
		if (next > release || !segment_begin_ms(dir, next, &begin) || begin >= before_ms ||
		    !segment_unlink(dir, list.first_seqs[i]))
			break;
	}
	uint64_t first = list.count ? list.first_seqs[i] : 0;
	if (i > 0 && dir_sync(dir) != OK)
		log_event(LOG_WARN, "journal.trim_failed", NULL);
	log_segment_list_done(&list);
	return first;
}

static void remove_old(struct journal *j)
{
	uint64_t release = atomic_load(&j->release_seq);
	if (j->keep_days == 0 || release == 0)
		return;
	int64_t before_ms = clock_wall_ms() - j->keep_days * MS_PER_DAY;
	seen_index_remove_before(j->index, trim(j->dir, before_ms, release));
	trim(j->aside_dir, before_ms, UINT64_MAX);
}

/* --- the thread --- */

static bool wait_for_work(struct journal *j, unsigned seconds, uint64_t *ret_wanted)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&j->lock);
	while (!j->woken && !j->stopping)
		if (pthread_cond_timedwait(&j->wake, &j->lock, &until) == ETIMEDOUT)
			break;
	j->woken = false;
	bool go_on = !j->stopping;
	*ret_wanted = j->wanted_seq;
	pthread_mutex_unlock(&j->lock);
	return go_on;
}

static void *upkeep_main(void *arg)
{
	struct journal *j = arg;
	pthread_setname_np(pthread_self(), "journal-upkeep");
	setpriority(PRIO_PROCESS, (id_t)gettid(), NICENESS); /* of this thread alone, on Linux */
	uint64_t wanted;
	bool failed = false;
	for (unsigned pause_s = 0; wait_for_work(j, pause_s, &wanted);) {
		enum err err = index_window(j, wanted);
		if (!err)
			err = merge(j);
		if (!err)
			err = check(j);
		if (err && err != ERR_CANCELLED && !failed)
			log_event(LOG_ERROR, "journal.upkeep_failed", "error", err_name(err), NULL);
		failed = err != OK;
		remove_old(j);
		pause_s = failed ? RETRY_S : PERIOD_S;
	}
	return NULL;
}

enum err journal_upkeep_start(struct journal *j)
{
	sigset_t all, old;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int failed = pthread_create(&j->thread, NULL, upkeep_main, j);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	j->started = failed == 0;
	return failed ? err_from_errno(failed) : OK;
}

void journal_upkeep_stop(struct journal *j)
{
	if (!j->started)
		return;
	pthread_mutex_lock(&j->lock);
	j->stopping = true;
	pthread_cond_signal(&j->wake);
	pthread_mutex_unlock(&j->lock);
	seen_index_cancel(j->index);
	pthread_join(j->thread, NULL);
	j->started = false;
}

void journal_upkeep_index(struct journal *j, uint64_t seq)
{
	pthread_mutex_lock(&j->lock);
	j->wanted_seq = MAX(j->wanted_seq, seq);
	j->woken = true;
	pthread_cond_signal(&j->wake);
	pthread_mutex_unlock(&j->lock);
}
