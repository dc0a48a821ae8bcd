/* tests/unit/store/log_fixture.h - logs of numbered records. Included once a program. */
#pragma once

#include "base/log.h"
#include "store/log.h"
#include "store/log_reader.h"
#include "tests/unit/store/scratch.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

struct note {
	struct seglog_entry e;
	char text[64];
	bool finished;
};

__attribute__((unused)) static void note_done(struct seglog_entry *e)
{
	struct note *n = CONTAINER_OF(e, struct note, e);
	pthread_mutex_lock(&lock);
	n->finished = true;
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&lock);
}

__attribute__((unused)) static struct note *note_new(unsigned i)
{
	struct note *n = calloc(1, sizeof *n);
	assert_non_null(n);
	snprintf(n->text, sizeof n->text, "record %u", i);
	n->e = (struct seglog_entry){.done = note_done, .record = str_of(n->text)};
	return n;
}

__attribute__((unused)) static enum err note_wait(struct note *n)
{
	pthread_mutex_lock(&lock);
	while (!n->finished)
		pthread_cond_wait(&wake, &lock);
	pthread_mutex_unlock(&lock);
	enum err err = n->e.outcome;
	free(n);
	return err;
}

__attribute__((unused)) static enum err put_one(struct seglog *l, unsigned i)
{
	struct note *n = note_new(i);
	enum err err = seglog_append(l, &n->e);
	if (err) {
		free(n);
		return err;
	}
	return note_wait(n);
}

__attribute__((unused)) static bool accept_numbered(void *ctx, uint64_t seq, struct str record)
{
	char want[64];
	snprintf(want, sizeof want, "record %llu", (unsigned long long)seq);
	if (!str_is(record, want))
		return false;
	*(uint64_t *)ctx = seq;
	return true;
}

static uint64_t accepted;

__attribute__((unused)) static struct seglog_config config_of(const char *dir)
{
	accepted = 0;
	return (struct seglog_config){.dir = dir,
				      .thread_name = "test-log",
				      .segment_bytes = 4096,
				      .max_queued_bytes = 1 << 20,
				      .hooks = {.ctx = &accepted, .accept = accept_numbered}};
}

__attribute__((unused)) static struct seglog *open_ok(const struct seglog_config *c)
{
	struct seglog *l = NULL;
	struct err_info info = {0};
	enum err err = seglog_open(c, &l, &info);
	if (err)
		fail_msg("%s: %s", err_name(err), info.text);
	return l;
}

__attribute__((unused)) static void check_all(const char *dir, uint64_t count)
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

__attribute__((unused)) static int setup(void **state)
{
	static struct scratch s;
	scratch_make(&s);
	*state = &s;
	return 0;
}

__attribute__((unused)) static int teardown(void **state)
{
	scratch_done(*state);
	return 0;
}
