/* GET /events/aside: newest first, without what the events say of customers: who reads this mends senders. Reading scans files,
 * so it is a worker's job. */
#include "api/answer.h"
#include "api/call.h"
#include "api/problem.h"
#include "live/event.h"
#include "store/log_reader.h"

#include <stdio.h>
#include <stdlib.h>

#define ASIDE_LIMIT_USUAL 50
#define ASIDE_BODY_MAX    (1u << 20)
#define ASIDE_ARENA_MAX   (4u << 20)

struct looking {
	struct job job;
	struct api_loop *al;
	struct http_handle handle;
	char dir[512];
	uint64_t before_seq, last_seq;
	size_t limit, count;
	bool more;
	struct buf items;
};

static void put_item(struct json_writer *w, uint64_t seq, const struct event_aside *a)
{
	json_open_object(w);
	JSON_KEY(w, "seq");
	json_put_u64(w, seq);
	json_kv_time(w, STR("at"), a->at_ms);
	json_kv_str(w, STR("source"), a->source);
	json_kv_str(w, STR("id"), a->id);
	json_kv_str(w, STR("type"), a->type);
	json_kv_str(w, STR("pointer"), a->field);
	json_kv_str(w, STR("reason"), a->reason);
	json_close_object(w);
}

static bool each(void *ctx, uint64_t seq, struct str line)
{
	struct looking *l = ctx;
	struct event_aside a;
	struct arena arena;
	struct json_writer w;
	if (l->count == l->limit) {
		l->more = true;
		return false;
	}
	arena_init(&arena, ASIDE_ARENA_MAX);
	if (event_aside_parse(line, &arena, &a) == OK) {
		if (l->count++)
			buf_char(&l->items, ',');
		json_writer_init(&w, &l->items);
		put_item(&w, seq, &a);
		l->last_seq = seq;
	}
	arena_done(&arena);
	return buf_ok(&l->items) == OK;
}

static void run(struct job *j)
{
	struct looking *l = CONTAINER_OF(j, struct looking, job);
	j->outcome = seglog_read_back(l->dir, l->before_seq, each, l);
	if (j->outcome == OK)
		j->outcome = buf_ok(&l->items);
}

static void show(struct call *c, struct looking *l)
{
	struct buf body;
	struct json_writer w;
	char position[24];
	buf_init(&body, ASIDE_BODY_MAX + 1024);
	json_writer_init(&w, &body);
	json_open_object(&w);
	JSON_KEY(&w, "items");
	json_open_array(&w);
	if (l->items.n)
		json_put_raw(&w, buf_view(&l->items));
	json_close_array(&w);
	JSON_KEY(&w, "nextCursor");
	if (l->more) {
		snprintf(position, sizeof position, "%llu", (unsigned long long)l->last_seq);
		json_put_string(&w, call_cursor_seal(c, str_of(position)));
	} else {
		json_put_null(&w);
	}
	json_close_object(&w);
	struct reply r = reply_owned(c, 200, &body);
	call_respond(c, &r); /* nothing about a customer */
}

static void done(struct job *j)
{
	struct looking *l = CONTAINER_OF(j, struct looking, job);
	struct http_exchange *x = http_handle_find(l->handle);
	if (x && j->outcome == OK)
		show(call_of(x), l);
	else if (x)
		call_problem(call_of(x), j->outcome, NULL);
	buf_done(&l->items);
	free(l);
}

void events_aside_list(struct call *c)
{
	size_t limit = 0;
	struct str position = STR_NONE;
	uint64_t before = 0;
	if (!call_limit(c, ASIDE_LIMIT_USUAL, &limit) || !call_cursor_open(c, call_query(c, "cursor"), &position))
		return;
	if (position.n && str_to_u64(position, &before) != OK) {
		call_invalid(c, "cursor", "is not one that this list gave");
		return;
	}
	struct looking *l = calloc(1, sizeof *l);
	enum err e = l && c->al->api->aside_dir ? OK : ERR_NOMEM;
	if (e == OK) {
		l->job = (struct job){.home = c->al->loop, .run = run, .done = done};
		l->al = c->al;
		l->handle = http_exchange_handle(c->exchange);
		l->limit = limit;
		l->before_seq = before;
		str_copy(l->dir, sizeof l->dir, str_of(c->al->api->aside_dir));
		buf_init(&l->items, ASIDE_BODY_MAX);
		e = worker_submit(c->al->api->workers, &l->job);
	}
	if (e == OK)
		return;
	free(l);
	call_problem(c, e, NULL);
}
