/* The operations wall on streams: its picture, as the live thread draws it for each class, and what happens that concerns
 * everybody; and how the sources are, told when one of them is cut off or back. */
#include "api/sources_route.h"
#include "api/stream_private.h"
#include "live/live.h"

#include <stdlib.h>

#define HEALTH_BODY_MAX (64u << 10)

/* What happens ------------------------------------------------------------------------------------------------------------- */

/* Who shows the customer hears of it by that. */
static bool shows(const struct stream_client *c, const char *customer)
{
	LIST_FOREACH (&c->watches, it)
		if (strcmp(LIST_ENTRY(it, struct watch, link)->customer, customer) == 0)
			return true;
	return false;
}

static void send_picture(struct stream_client *c, struct blob *text)
{
	/* A newer one will do when the client reads again. */
	if (http_stream_pending_bytes(c->http) > STREAM_BACKLOG_MAX) {
		c->wall_owed = true;
		return;
	}
	const struct chunk chunks[] = {
		{.bytes = STR("event: wall\ndata: ")},
		{.bytes = blob_str(text), .owner = blob_ref(text)},
		{.bytes = STR("\n\n")},
	};
	stream_client_write(c, chunks, ARRAY_LEN(chunks));
}

void wall_tell(struct streams *s, struct live_notice *n)
{
	LIST_FOREACH_SAFE (&s->wall, it) {
		struct stream_client *c = LIST_ENTRY(it, struct stream_client, at_wall);
		if (!c->wall_joined || !c->http)
			continue;
		if (!n->picture && !shows(c, n->customer))
			channel_tell(c, n, 1u << TOPIC_WALL, &c->wall_heard);
		else if (n->picture && !(n->sight & ~c->sight) && !(n->hidden_from & c->sight))
			send_picture(c, n->text);
	}
}

/* The first picture, and one that was owed ----------------------------------------------------------------------------------- */

struct asking {
	struct wall_ask ask;
	struct api_loop *al;
	char stream[STREAM_ID_TEXT + 1], session[37];
};

static struct stream_client *client_of(struct api_loop *al, const char *stream, const char *session)
{
	struct stream_client *c = al->streams ? stream_client_find(al->streams, str_of(stream), session) : NULL;
	return c && c->http && list_linked(&c->at_wall) ? c : NULL;
}

static void asked(struct wall_ask *ask)
{
	struct asking *a = CONTAINER_OF(ask, struct asking, ask);
	struct stream_client *c = client_of(a->al, a->stream, a->session);
	if (c && ask->text)
		send_picture(c, ask->text);
	blob_unref(ask->text);
	free(a);
}

static void ask_picture(struct stream_client *c)
{
	struct api_loop *al = c->streams->al;
	struct asking *a = calloc(1, sizeof *a);
	if (!a)
		return; /* the next change brings it */
	a->al = al;
	a->ask = (struct wall_ask){.home = al->loop, .entitled = c->sight & SIGHT_AML, .done = asked};
	str_copy(a->stream, sizeof a->stream, str_of(c->id));
	str_copy(a->session, sizeof a->session, str_of(c->person.session_id));
	wall_ask(live_wall(al->api->live), &a->ask);
}

void wall_catch_up(struct stream_client *c)
{
	if (!c->wall_owed)
		return;
	c->wall_owed = false;
	if (list_linked(&c->at_wall))
		ask_picture(c);
}

/* Coming and going --------------------------------------------------------------------------------------------------------- */

struct joining {
	struct hub_join join;
	struct api_loop *al;
	char stream[STREAM_ID_TEXT + 1], session[37];
};

static void joined(struct hub_join *join)
{
	struct joining *j = CONTAINER_OF(join, struct joining, join);
	struct stream_client *c = client_of(j->al, j->stream, j->session);
	if (c && !c->wall_joined) {
		c->wall_joined = true;
		c->wall_heard = join->after;
		if (join->gone)
			stream_client_reset(c, "gone");
		for (size_t i = 0; i < join->missed_count && c->http; i++)
			if (!shows(c, join->missed[i]->customer))
				channel_tell(c, join->missed[i], 1u << TOPIC_WALL, &c->wall_heard);
		c->wall_heard = join->number;
		if (c->http)
			ask_picture(c);
	}
	hub_join_release(join);
	free(j);
}

void wall_enter(struct stream_client *c)
{
	struct api_loop *al = c->streams->al;
	if (list_linked(&c->at_wall) || !al->api->live || !person_allows(&c->person, ACTION_WALL_VIEW))
		return;
	struct joining *j = calloc(1, sizeof *j);
	if (!j) {
		stream_client_close(c, STREAM_END_SLOW);
		return;
	}
	list_push_back(&c->streams->wall, &c->at_wall);
	j->al = al;
	j->join = (struct hub_join){.home = al->loop, .after = c->after, .topics = 1u << TOPIC_WALL, .done = joined};
	str_copy(j->stream, sizeof j->stream, str_of(c->id));
	str_copy(j->session, sizeof j->session, str_of(c->person.session_id));
	hub_join(live_hub(al->api->live), &j->join);
}

void wall_leave(struct stream_client *c)
{
	if (!list_linked(&c->at_wall))
		return;
	list_remove(&c->at_wall);
	c->wall_joined = false;
	if (list_empty(&c->streams->wall))
		hub_leave(live_hub(c->streams->al->api->live), c->streams->al->loop, STR(""));
}

/* Health of the sources ---------------------------------------------------------------------------------------------------- */

static struct blob *health_text(struct sources *sources)
{
	struct buf b;
	struct json_writer w;
	buf_init(&b, HEALTH_BODY_MAX);
	json_writer_init(&w, &b);
	json_open_object(&w);
	JSON_KEY(&w, "items");
	sources_put_list(&w, sources);
	json_close_object(&w);
	struct blob *text = buf_ok(&b) == OK ? blob_of(buf_view(&b)) : NULL;
	buf_done(&b);
	return text;
}

static void send_health(struct stream_client *c, struct blob *text)
{
	const struct chunk chunks[] = {
		{.bytes = STR("event: sources\ndata: ")},
		{.bytes = blob_str(text), .owner = blob_ref(text)},
		{.bytes = STR("\n\n")},
	};
	stream_client_write(c, chunks, ARRAY_LEN(chunks));
}

static bool hears_health(const struct stream_client *c)
{
	return c->http && c->topics & 1u << TOPIC_SOURCES && person_allows(&c->person, ACTION_SOURCES_VIEW);
}

static void tell_health(struct streams *s)
{
	struct blob *text = NULL;
	LIST_FOREACH_SAFE (&s->clients, it) {
		struct stream_client *c = stream_client_of(it);
		if (!hears_health(c))
			continue;
		if (!text && !(text = health_text(s->al->api->sources)))
			return;
		send_health(c, text);
	}
	blob_unref(text);
}

struct flip {
	struct letter letter;
	struct api_loop *al;
};

static void flip_arrive(struct letter *m)
{
	struct flip *f = CONTAINER_OF(m, struct flip, letter);
	struct streams *s = f->al->streams;
	if (s)
		tell_health(s);
	free(f);
}

void streams_source_flipped(struct api *api)
{
	for (unsigned i = 0; i < api->loop_count; i++) {
		struct flip *f = calloc(1, sizeof *f);
		if (!f) {
			log_event(LOG_ERROR, "sources.untold", "error", err_name(ERR_NOMEM), NULL);
			return;
		}
		f->letter.deliver = flip_arrive;
		f->al = api->loops[i];
		loop_post(f->al->loop, &f->letter);
	}
}
