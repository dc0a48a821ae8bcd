/* tests/unit/live/journal_fixture.h - a journal of events with numbers for ids, what was sent to it, and what it told. Included
 * once a program. */
#pragma once

#include "base/log.h"
#include "live/journal.h"
#include "store/log_reader.h"
#include "tests/unit/live/event_fixture.h"
#include "tests/unit/store/scratch.h"

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

__attribute__((unused)) static void sent_done(struct journal_batch *b)
{
	struct sent *s = CONTAINER_OF(b, struct sent, batch);
	s->finished = true;
	if (--s->world->outstanding == 0)
		loop_stop(s->world->loop);
}

/* Event @n; as poison when @aside; received at @at_ms. */
__attribute__((unused)) static void item_make(struct sent *s, size_t i, unsigned n, bool aside, int64_t at_ms)
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

__attribute__((unused)) static struct sent *sent_new(struct world *w, size_t count)
{
	struct sent *s = calloc(1, sizeof *s);
	assert_true(s && count <= ARRAY_LEN(s->items));
	s->world = w;
	s->batch = (struct journal_batch){.items = s->items, .count = count, .done = sent_done};
	return s;
}

__attribute__((unused)) static void sent_free(struct sent *s)
{
	for (size_t i = 0; i < s->batch.count; i++)
		buf_done(&s->lines[i]);
	free(s);
}

__attribute__((unused)) static void stop_loop(void *ctx)
{
	loop_stop(ctx);
}

/* The home loop gets what is in its mailbox, and the upkeep some time. */
__attribute__((unused)) static void let_others_work(struct world *w)
{
	assert_int_equal(loop_call(w->loop, stop_loop, w->loop), OK);
	loop_run(w->loop);
	usleep(1000);
}

/* So small a window must wait for the indexes now and then. */
__attribute__((unused)) static struct sent *submit_at(struct world *w, unsigned from, size_t count, bool aside, int64_t at_ms,
						      enum err want)
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

__attribute__((unused)) static struct sent *submit(struct world *w, unsigned from, size_t count)
{
	return submit_at(w, from, count, false, NOON, OK);
}

__attribute__((unused)) static void settle(struct world *w)
{
	while (w->outstanding)
		loop_run(w->loop);
}

__attribute__((unused)) static void expect(struct sent *s, enum journal_fate fate, enum err outcome)
{
	assert_true(s->finished);
	for (size_t i = 0; i < s->batch.count; i++) {
		assert_int_equal(s->items[i].fate, fate);
		assert_int_equal(s->items[i].outcome, outcome);
	}
	sent_free(s);
}

__attribute__((unused)) static void send(struct world *w, unsigned from, size_t count, enum journal_fate fate)
{
	for (size_t n = 0; n < count; n += 50) {
		struct sent *s = submit(w, from + (unsigned)n, MIN(count - n, 50));
		settle(w);
		expect(s, fate, OK);
	}
}

/* --- opening --- */

__attribute__((unused)) static unsigned number_of(struct str id)
{
	uint64_t n = 0;
	assert_int_equal(str_to_u64(id, &n), OK);
	assert_true(n < EVENTS_MAX);
	return (unsigned)n;
}

__attribute__((unused)) static void on_replay(void *ctx, const struct live_event *e)
{
	struct world *w = ctx;
	assert_true(e->seq > w->last_replayed);
	w->last_replayed = e->seq;
	w->replayed[number_of(e->id)]++;
}

__attribute__((unused)) static void on_durable(void *ctx, struct journal_item *i)
{
	struct world *w = ctx;
	assert_int_equal(i->seq, w->last_durable + 1);
	assert_false(i->aside);
	w->last_durable = i->seq;
	w->durable[(uintptr_t)i->owner]++;
}

__attribute__((unused)) static enum err try_open(struct world *w, struct err_info *info)
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

__attribute__((unused)) static void open_world(struct world *w)
{
	struct err_info info = {0};
	enum err err = try_open(w, &info);
	if (err)
		fail_msg("%s: %s", err_name(err), info.text);
}

__attribute__((unused)) static void close_world(struct world *w)
{
	if (!w->journal)
		return;
	journal_stop(w->journal);
	loop_free(w->loop);
	journal_free(w->journal);
	w->journal = NULL;
}

__attribute__((unused)) static void reopen(struct world *w)
{
	close_world(w);
	open_world(w);
}

__attribute__((unused)) static void check_replayed(struct world *w, unsigned from, unsigned to)
{
	for (unsigned n = 0; n < EVENTS_MAX; n++)
		if (w->replayed[n] != (n >= from && n < to))
			fail_msg("event %u came %u times", n, w->replayed[n]);
}

__attribute__((unused)) static size_t files_of(const struct world *w, const char *dir, const char *suffix)
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

__attribute__((unused)) static void remove_files(const struct world *w, const char *suffix)
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

__attribute__((unused)) static int setup(void **state)
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
	arena_init(&arena, 1 << 20);
	*state = w;
	return 0;
}

__attribute__((unused)) static int teardown(void **state)
{
	struct world *w = *state;
	close_world(w);
	arena_done(&arena);
	scratch_done(&w->scratch);
	free(w);
	return 0;
}
