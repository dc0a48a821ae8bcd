#include "live/wall_teller.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>

struct wall_teller {
	struct loop *live;
	const struct wall *wall;
	struct hub *hub;
	struct timer timer;
	bool has_timer;
	struct buf drawn;
	struct {
		char *members;
		size_t n;
	} told[2]; /* [entitled]: what was sent last, without its time */
};

/* Members without braces into t->drawn. */
static bool draw(struct wall_teller *t, bool entitled, int64_t now_ms)
{
	struct json_writer w;
	buf_reset(&t->drawn);
	json_writer_init(&w, &t->drawn);
	json_open_object(&w);
	wall_put(t->wall, entitled, now_ms, &w);
	json_close_object(&w);
	return buf_ok(&t->drawn) == OK;
}

static struct str members_of(const struct wall_teller *t)
{
	return str_mem(t->drawn.p + 1, t->drawn.n - 1);
}

/* {"at":…, and what was drawn. NULL: no memory. */
static struct blob *text_of(const struct wall_teller *t, int64_t now_ms)
{
	char head[64], time[CLOCK_RFC3339_MAX];
	struct str members = members_of(t);
	clock_format_rfc3339(now_ms, time);
	size_t n = (size_t)snprintf(head, sizeof head, "{\"at\":\"%s\",", time);
	struct blob *b = blob_new(n + members.n);
	if (!b)
		return NULL;
	memcpy(b->p, head, n);
	memcpy(b->p + n, members.p, members.n);
	return b;
}

static void publish(struct wall_teller *t, bool entitled, int64_t now_ms)
{
	struct blob *text = text_of(t, now_ms);
	struct live_notice *n =
		text ? live_notice_of_picture(1u << TOPIC_WALL, entitled ? SIGHT_AML : 0, entitled ? 0 : SIGHT_AML, text) : NULL;
	if (n)
		hub_pass(t->hub, n);
	else
		log_event(LOG_ERROR, "wall.untold", "error", err_name(ERR_NOMEM), NULL);
}

static void tell(struct wall_teller *t, bool entitled, int64_t now_ms)
{
	if (!draw(t, entitled, now_ms))
		return;
	struct str members = members_of(t);
	if (str_eq(members, str_mem(t->told[entitled].members, t->told[entitled].n)))
		return;
	char *copy = malloc(members.n);
	if (!copy)
		return;
	memcpy(copy, members.p, members.n);
	free(t->told[entitled].members);
	t->told[entitled].members = copy;
	t->told[entitled].n = members.n;
	publish(t, entitled, now_ms);
}

static void on_time(struct timer *timer)
{
	struct wall_teller *t = CONTAINER_OF(timer, struct wall_teller, timer);
	if (hub_hears(t->hub, STR(""), 0, 1u << TOPIC_WALL)) {
		int64_t now = clock_wall_ms();
		tell(t, false, now);
		tell(t, true, now);
		hub_flush(t->hub);
	}
	timer_start(timer, WALL_TELL_MS);
}

enum err wall_teller_new(struct loop *live, const struct wall *w, struct hub *h, struct wall_teller **ret)
{
	struct wall_teller *t = calloc(1, sizeof *t);
	if (!t)
		return ERR_NOMEM;
	t->live = live;
	t->wall = w;
	t->hub = h;
	buf_init(&t->drawn, WALL_TEXT_MAX);
	enum err e = timer_init(&t->timer, live, on_time);
	if (e != OK) {
		free(t);
		return e;
	}
	t->has_timer = true;
	*ret = t;
	return OK;
}

void wall_teller_run(struct wall_teller *t)
{
	timer_start(&t->timer, WALL_TELL_MS);
}

void wall_teller_halt(struct wall_teller *t)
{
	if (t->has_timer)
		timer_done(&t->timer);
	t->has_timer = false;
}

void wall_teller_free(struct wall_teller *t)
{
	if (!t)
		return;
	wall_teller_halt(t);
	buf_done(&t->drawn);
	free(t->told[0].members);
	free(t->told[1].members);
	free(t);
}

/* Asking ------------------------------------------------------------------------------------------------------------------- */

static void ask_home(struct letter *m)
{
	struct wall_ask *a = CONTAINER_OF(m, struct wall_ask, letter);
	a->done(a);
}

static void ask_arrive(struct letter *m)
{
	struct wall_ask *a = CONTAINER_OF(m, struct wall_ask, letter);
	int64_t now = clock_wall_ms();
	a->text = draw(a->teller, a->entitled, now) ? text_of(a->teller, now) : NULL;
	a->letter.deliver = ask_home;
	loop_post(a->home, &a->letter);
}

void wall_ask(struct wall_teller *t, struct wall_ask *a)
{
	a->teller = t;
	a->letter.deliver = ask_arrive;
	loop_post(t->live, &a->letter);
}
