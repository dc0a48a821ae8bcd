/* After a start: indexes that are missing are made from their segments; then one pass over the newest records brings their ids
 * into the window, and to the owner the events that its snapshot does not know. */
#include "base/log.h"
#include "live/journal_private.h"
#include "store/log_reader.h"
#include "store/log_segment.h"

#include <stdlib.h>

#define RECORD_ARENA (1u << 20) /* what one event takes */

/* One by one through the records. */
struct pass {
	struct arena arena;
	uint64_t unreadable;
};

/* The name of a record, and the event if it is one: @ret_ok. ERR_NOMEM is the only failure. */
static enum err read_record(struct journal *j, struct pass *p, uint64_t seq, struct str line, struct live_event *ret,
			    struct seen_id *ret_id, bool *ret_ok)
{
	arena_reset(&p->arena);
	enum err err = event_line_parse(line, seq, &p->arena, ret, NULL);
	if (err == ERR_NOMEM)
		return err;
	*ret_ok = err == OK;
	*ret_id = err == ERR_CORRUPT ? journal_no_id(seq) : journal_id(j, ret->source, ret->id);
	p->unreadable += err != OK;
	return OK;
}

static void pass_done(struct pass *p)
{
	arena_done(&p->arena);
	if (p->unreadable)
		log_event(LOG_ERROR, "journal.unreadable", "records", log_num((int64_t)p->unreadable), NULL);
}

static enum err range_read(struct journal *j, struct seen_range r, struct seen_id *ids, struct pass *p)
{
	struct seglog_reader *reader;
	enum err err = seglog_reader_open(j->dir, r.first_seq, &reader);
	if (err)
		return err;
	uint64_t seq, next = r.first_seq;
	struct str line;
	while (!err && next <= r.last_seq && seglog_reader_next(reader, &seq, &line)) {
		struct live_event e;
		bool ok;
		if (seq != next)
			err = ERR_CORRUPT;
		else
			err = read_record(j, p, seq, line, &e, &ids[seq - r.first_seq], &ok);
		next++;
	}
	enum err closed = seglog_reader_close(reader);
	if (!err)
		err = closed;
	return !err && next <= r.last_seq ? ERR_CORRUPT : err;
}

enum err journal_index_range(struct journal *j, struct seen_range r)
{
	struct pass p = {0};
	size_t count = (size_t)(r.last_seq - r.first_seq + 1);
	struct seen_id *ids = malloc(count * sizeof *ids);
	if (!ids)
		return ERR_NOMEM;
	arena_init(&p.arena, RECORD_ARENA);
	enum err err = range_read(j, r, ids, &p);
	if (!err)
		err = seen_index_add(j->index, r, ids, count);
	pass_done(&p);
	free(ids);
	return err;
}

/* Each finished segment must be in the index before anything is accepted: a repeat must not slip through. */
static enum err fill_gaps(struct journal *j, const struct log_segment_list *list)
{
	enum err err = OK;
	for (size_t i = 0; !err && i + 1 < list->count; i++) {
		struct seen_range r = {list->first_seqs[i], list->first_seqs[i + 1] - 1};
		if (seen_index_covers(j->index, r))
			continue;
		log_event(LOG_INFO, "journal.indexing", NULL);
		err = journal_index_range(j, r);
	}
	if (list->count)
		seen_index_remove_before(j->index, list->first_seqs[0]);
	return err;
}

static enum err newest_read(struct journal *j, const struct journal_config *c, uint64_t from)
{
	struct seglog_reader *reader;
	struct pass p = {0};
	enum err err = seglog_reader_open(j->dir, from, &reader);
	if (err)
		return err;
	arena_init(&p.arena, RECORD_ARENA);
	uint64_t seq;
	struct str line;
	while (!err && seglog_reader_next(reader, &seq, &line)) {
		struct live_event e;
		struct seen_id id;
		bool ok;
		err = read_record(j, &p, seq, line, &e, &id, &ok);
		if (!err && seq == j->window.next)
			seen_add(&j->window, id);
		if (!err && ok && c->replay && seq >= c->replay_from)
			c->replay(c->ctx, &e);
	}
	enum err closed = seglog_reader_close(reader);
	pass_done(&p);
	return err ? err : closed;
}

/* More than the window may hold beside what comes: a window made smaller, or segments that were larger once. */
static enum err index_newest(struct journal *j, uint64_t first, uint64_t last)
{
	enum err err = OK;
	if (last + 1 - first > j->window_ids / 2) {
		if (!seen_index_covers(j->index, (struct seen_range){first, last}))
			err = journal_index_range(j, (struct seen_range){first, last});
		first = last + 1;
	}
	if (!err)
		err = seen_init(&j->window, j->window_ids, first);
	if (!err)
		atomic_store(&j->indexed_seq, first - 1);
	return err;
}

static enum err aside_read(struct journal *j)
{
	struct seglog_reader *reader;
	struct arena a;
	uint64_t last = seglog_last_seq(j->aside);
	uint64_t from = last > JOURNAL_ASIDE_WINDOW ? last - JOURNAL_ASIDE_WINDOW + 1 : 1;
	enum err err = seglog_reader_open(j->aside_dir, from, &reader);
	if (err)
		return err;
	arena_init(&a, RECORD_ARENA);
	uint64_t seq;
	struct str line;
	bool first = true;
	while (!err && seglog_reader_next(reader, &seq, &line)) {
		struct event_aside s;
		arena_reset(&a);
		if (first)
			err = seen_init(&j->aside_window, JOURNAL_ASIDE_WINDOW, seq);
		first = false;
		enum err read = event_aside_parse(line, &a, &s);
		bool ok = !read && s.source.n <= EVENT_ENVELOPE_MAX && s.id.n <= EVENT_ENVELOPE_MAX;
		if (read == ERR_NOMEM)
			err = read;
		if (!err)
			seen_add(&j->aside_window, ok ? journal_id(j, s.source, s.id) : journal_no_id(seq));
	}
	enum err closed = seglog_reader_close(reader);
	arena_done(&a);
	if (!err && first)
		err = seen_init(&j->aside_window, JOURNAL_ASIDE_WINDOW, last + 1);
	atomic_store(&j->aside_count, last);
	return err ? err : closed;
}

enum err journal_recover(struct journal *j, const struct journal_config *c, struct err_info *info)
{
	struct log_segment_list list;
	uint64_t last = seglog_last_seq(j->log);
	enum err err = log_segment_list_read(j->dir, &list);
	if (!err) {
		err = fill_gaps(j, &list);
		uint64_t first = list.count ? list.first_seqs[list.count - 1] : 1;
		if (!err)
			err = index_newest(j, first, last);
		log_segment_list_done(&list);
	}
	if (!err)
		err = newest_read(j, c, MIN(j->window.first, MAX(c->replay_from, 1)));
	if (!err && j->window.next != last + 1)
		err = ERR_CORRUPT;
	if (!err)
		err = aside_read(j);
	atomic_store(&j->last_seq, last);
	return err ? err_set(info, err, NULL, "the journal cannot be read") : OK;
}
