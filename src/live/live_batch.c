/* The events of one request, until the engine has them: made on the loop that parses them. */
#include "base/map.h"
#include "live/live.h"

#include <stdlib.h>

struct live_batch *live_batch_new(struct loop *home, size_t count)
{
	struct live_batch *b = calloc(1, sizeof *b);
	if (!b)
		return NULL;
	b->home = home;
	arena_init(&b->arena, LIVE_BATCH_ARENA_MAX);
	buf_init(&b->scratch, SEGLOG_RECORD_MAX);
	b->events = arena_array(&b->arena, count, sizeof *b->events);
	b->journal.items = arena_array(&b->arena, count, sizeof *b->journal.items);
	if (b->events && b->journal.items) {
		memset(b->journal.items, 0, count * sizeof *b->journal.items);
		b->journal.count = count;
		return b;
	}
	live_batch_free(b);
	return NULL;
}

void live_batch_free(struct live_batch *b)
{
	if (!b)
		return;
	buf_done(&b->scratch);
	arena_done(&b->arena);
	free(b);
}

struct str live_batch_text(struct live_batch *b, size_t i, struct str json)
{
	char *p = arena_alloc(&b->arena, EVENT_LINE_ROOM + json.n + 1);
	if (!p)
		return STR_NONE;
	memcpy(p + EVENT_LINE_ROOM, json.p, json.n);
	b->journal.items[i].line = str_mem(p, EVENT_LINE_ROOM + json.n + 1);
	return str_mem(p + EVENT_LINE_ROOM, json.n);
}

enum err live_batch_put(struct live_batch *b, const struct live *l, size_t i, const struct err_info *why)
{
	struct live_event *e = &b->events[i];
	struct journal_item *item = &b->journal.items[i];
	/* Where live_batch_text() put it, it becomes the line. */
	bool has_room = item->line.p && e->json.p == item->line.p + EVENT_LINE_ROOM;
	item->line = has_room && !why ? event_line_around(e) : STR_NONE;
	if (!item->line.p) {
		buf_reset(&b->scratch);
		if (why)
			event_aside_put(&b->scratch, e, why);
		else
			event_line_put(&b->scratch, e);
		if (buf_ok(&b->scratch) != OK)
			return buf_ok(&b->scratch);
		item->line = arena_dup(&b->arena, buf_view(&b->scratch));
		if (!item->line.p)
			return ERR_NOMEM;
	}
	e->customer_hash = map_hash(e->customer);
	item->id = journal_id(live_journal(l), e->source, e->id);
	item->aside = why != NULL;
	item->owner = e;
	b->bytes += item->line.n + sizeof *e + sizeof *item;
	return OK;
}
