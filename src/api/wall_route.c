/* api/wall_route.c - GET /wall: the operations wall as the caller may see it, and how the sources are. Drawn by the live thread;
 * the answer finds its call by handle. */
#include "api/answer.h"
#include "api/call.h"
#include "api/problem.h"
#include "api/sources_route.h"
#include "live/live.h"

#include <stdlib.h>

struct looking {
	struct wall_ask ask;
	struct http_handle handle;
};

static void answer(struct call *c, const struct blob *picture)
{
	struct buf body;
	struct json_writer w;
	struct str text = blob_str(picture);
	buf_init(&body, 2 * WALL_TEXT_MAX);
	buf_str(&body, str_mem(text.p, text.n - 1)); /* the brace is closed below */
	BUF_LIT(&body, ",\"sources\":");
	json_writer_init(&w, &body);
	if (person_allows(&c->person, ACTION_SOURCES_VIEW))
		sources_put_list(&w, c->al->api->sources);
	else
		json_put_null(&w);
	buf_char(&body, '}');
	struct reply r = reply_owned(c, 200, &body);
	call_answer(c, AUDIT_LOOK, STR("\"wall\":true"), &r);
}

static void drawn(struct wall_ask *ask)
{
	struct looking *l = CONTAINER_OF(ask, struct looking, ask);
	struct http_exchange *x = http_handle_find(l->handle);
	if (x && ask->text)
		answer(call_of(x), ask->text);
	else if (x)
		call_problem(call_of(x), ERR_NOMEM, NULL);
	blob_unref(ask->text);
	free(l);
}

void wall_show(struct call *c)
{
	struct live *live = c->al->api->live;
	struct looking *l = live ? calloc(1, sizeof *l) : NULL;
	if (!l) {
		call_problem(c, live ? ERR_NOMEM : ERR_UNAVAILABLE, NULL);
		return;
	}
	l->handle = http_exchange_handle(c->exchange);
	l->ask = (struct wall_ask){.home = c->al->loop, .entitled = c->sight & SIGHT_AML, .done = drawn};
	wall_ask(live_wall(live), &l->ask);
}
