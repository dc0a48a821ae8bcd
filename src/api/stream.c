#include "api/stream_private.h"

#include "api/answer.h"
#include "api/problem.h"

#include <stdlib.h>

/* --- a loop's streams --- */

static void on_heartbeat(struct timer *t)
{
	struct streams *s = CONTAINER_OF(t, struct streams, heartbeat);
	LIST_FOREACH_SAFE (&s->clients, it)
		stream_client_heartbeat(stream_client_of(it));
	timer_start(t, (uint64_t)s->al->api->config.stream_heartbeat_s * 1000);
}

enum err streams_new(struct api_loop *al, struct streams **ret)
{
	struct streams *s = calloc(1, sizeof *s);
	if (!s)
		return ERR_NOMEM;
	s->al = al;
	list_init(&s->clients);
	list_init(&s->wall);
	enum err e = timer_init(&s->heartbeat, al->loop, on_heartbeat);
	if (e == OK)
		e = lobbies_init(s);
	if (e == OK)
		e = channels_init(s);
	if (e != OK) {
		free(s);
		return e;
	}
	timer_start(&s->heartbeat, (uint64_t)al->api->config.stream_heartbeat_s * 1000);
	*ret = s;
	return OK;
}

static void close_all(struct streams *s, const char *session_id, enum stream_end why)
{
	LIST_FOREACH_SAFE (&s->clients, it) {
		struct stream_client *c = stream_client_of(it);
		if (!session_id || strcmp(stream_client_session(c), session_id) == 0)
			stream_client_close(c, why);
	}
}

void streams_drain(struct streams *s)
{
	close_all(s, NULL, STREAM_END_DRAIN);
}

void streams_session_ended(struct streams *s, const char *session_id)
{
	close_all(s, session_id, STREAM_END_SESSION);
}

void streams_free(struct streams *s)
{
	if (!s)
		return;
	streams_drain(s);
	channels_done(s);
	lobbies_done(s);
	timer_done(&s->heartbeat);
	free(s);
}

unsigned streams_open_count(const struct streams *s)
{
	return s->open;
}

/* --- GET /stream --- */

static bool refuse(struct call *c, const char *field, const char *text)
{
	struct err_info info = {.code = ERR_SHAPE};
	str_copy(info.field, sizeof info.field, str_of(field));
	str_copy(info.text, sizeof info.text, str_of(text));
	call_problem(c, ERR_SHAPE, &info);
	return false;
}

static bool take_customer(struct call *c, struct str id, struct stream_opening *o, const char *field)
{
	if (!customer_id_valid(id))
		return refuse(c, field, "Not a customer id.");
	for (size_t i = 0; i < o->count; i++)
		if (str_eq(o->customers[i], id))
			return true;
	if (o->count == STREAM_CUSTOMERS_MAX)
		return refuse(c, field, "At most 20 customers on one stream.");
	o->customers[o->count++] = id;
	return true;
}

static bool take_topic(struct call *c, struct str name, struct stream_opening *o, const char *field)
{
	enum live_topic t;
	if (!live_topic_parse(name, &t))
		return refuse(c, field, "No such topic.");
	o->topics |= 1u << t;
	return true;
}

/* Customers of the list whose page is in the background: they are told of, and their person is not seen there. */
static bool take_unseen(struct call *c, struct str id, struct stream_opening *o, const char *field)
{
	for (size_t i = 0; i < o->count; i++)
		if (str_eq(o->customers[i], id)) {
			o->unseen |= 1u << i;
			return true;
		}
	return refuse(c, field, "Not one of the stream's customers.");
}

static bool parse_open(struct call *c, struct stream_opening *o)
{
	struct str list = call_query(c, "customers"), topics = call_query(c, "topics"), part;
	while (topics.n && str_split(&topics, ',', &part))
		if (!take_topic(c, part, o, "topics"))
			return false;
	unsigned asked = o->topics; /* what comes by itself is of customers */
	if (!asked)
		o->topics = TOPICS_OF_CUSTOMERS;
	bool nobody = (!list.p || !list.n) && asked & TOPICS_OF_NOBODY;
	if ((!list.p || !list.n) && !nobody)
		return refuse(c, "customers", "Which customers? Ids, separated by commas.");
	while (!nobody && str_split(&list, ',', &part))
		if (!take_customer(c, part, o, "customers"))
			return false;
	struct str unseen = call_query(c, "unseen");
	while (unseen.n && str_split(&unseen, ',', &part))
		if (!take_unseen(c, part, o, "unseen"))
			return false;
	o->last_event = http_request_header(c->request, "Last-Event-ID");
	if (!o->last_event.n)
		o->last_event = call_query(c, "lastEventId");
	return true;
}

static struct str record_members(struct call *c, const struct stream_opening *o, struct str stream)
{
	struct buf b;
	struct json_writer w;
	if (!call_buf(c, 2 * STREAM_CUSTOMERS_MAX * 80 + 256, &b))
		return STR("");
	json_writer_init(&w, &b);
	json_open_object(&w);
	if (stream.n)
		json_kv_str(&w, STR("stream"), stream);
	JSON_KEY(&w, "customers");
	json_open_array(&w);
	for (size_t i = 0; i < o->count; i++)
		json_put_string(&w, o->customers[i]);
	json_close_array(&w);
	if (o->unseen) {
		JSON_KEY(&w, "unseen");
		json_open_array(&w);
		for (size_t i = 0; i < o->count; i++)
			if (o->unseen >> i & 1)
				json_put_string(&w, o->customers[i]);
		json_close_array(&w);
	}
	if (o->topics & 1u << TOPIC_WALL)
		json_kv_bool(&w, STR("wall"), true);
	json_close_object(&w);
	return str_mem(b.p + 1, b.n - 2);
}

static void open_recorded(struct call *c)
{
	struct stream_opening *o = c->state;
	stream_client_open(c->al->streams, c, o);
}

void stream_open(struct call *c)
{
	struct stream_opening *o = ARENA_NEW(c->arena, struct stream_opening);
	if (!o) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	c->state = o;
	if (parse_open(c, o))
		call_record(c, AUDIT_STREAM_OPEN, 200, record_members(c, o, STR("")), open_recorded);
}

/* --- PUT /stream/{sid}: to the stream's loop and back --- */

struct change {
	struct letter letter;
	struct api_loop *origin, *target;
	struct http_handle handle;
	char sid[STREAM_ID_TEXT + 1], session_id[37];
	char customers[STREAM_CUSTOMERS_MAX][65];
	size_t count;
	uint32_t unseen;
	unsigned topics;
	bool found;
};

static void change_home(struct letter *m)
{
	struct change *ch = CONTAINER_OF(m, struct change, letter);
	struct http_exchange *x = http_handle_find(ch->handle);
	if (x) {
		struct call *c = http_exchange_data(x);
		if (ch->found)
			call_respond(c, &(struct reply){.status = 204});
		else
			call_problem(c, ERR_NOT_FOUND, NULL);
	}
	free(ch);
}

static void change_apply(struct letter *m)
{
	struct change *ch = CONTAINER_OF(m, struct change, letter);
	struct stream_client *client = stream_client_find(ch->target->streams, str_of(ch->sid), ch->session_id);
	struct stream_opening o = {.count = ch->count, .unseen = ch->unseen, .topics = ch->topics};
	for (size_t i = 0; i < ch->count; i++)
		o.customers[i] = str_of(ch->customers[i]);
	ch->found = client != NULL;
	if (client)
		stream_client_change(client, &o);
	ch->letter.deliver = change_home;
	loop_post(ch->origin->loop, &ch->letter);
}

/* The loop's number stands in the stream's id. */
static struct api_loop *loop_of_stream(struct api *api, struct str sid)
{
	unsigned char number[2];
	if (sid.n != STREAM_ID_TEXT || codec_unhex(str_mem(sid.p, 4), number, sizeof number) != OK)
		return NULL;
	unsigned index = (unsigned)number[0] << 8 | number[1];
	return index < api->loop_count ? api->loops[index] : NULL;
}

static void change_recorded(struct call *c)
{
	const struct stream_opening *o = c->state;
	struct api_loop *target = loop_of_stream(c->al->api, c->params[0]);
	struct change *ch = target ? calloc(1, sizeof *ch) : NULL;
	if (!ch) {
		call_problem(c, target ? ERR_NOMEM : ERR_NOT_FOUND, NULL);
		return;
	}
	ch->origin = c->al;
	ch->target = target;
	ch->handle = http_exchange_handle(c->exchange);
	str_copy(ch->sid, sizeof ch->sid, c->params[0]);
	str_copy(ch->session_id, sizeof ch->session_id, str_of(c->person.session_id));
	for (size_t i = 0; i < o->count; i++)
		str_copy(ch->customers[i], sizeof ch->customers[i], o->customers[i]);
	ch->count = o->count;
	ch->unseen = o->unseen;
	ch->topics = o->topics;
	ch->letter.deliver = change_apply;
	loop_post(target->loop, &ch->letter);
}

struct change_body {
	struct str_list customers, topics, unseen;
};

void stream_change(struct call *c)
{
	static const struct json_bind fields[] = {
		{.name = "customers",
		 .type = JSON_BIND_STRINGS,
		 .offset = offsetof(struct change_body, customers),
		 .required = true,
		 .max = STREAM_CUSTOMERS_MAX},
		{.name = "topics", .type = JSON_BIND_STRINGS, .offset = offsetof(struct change_body, topics), .max = 16},
		{.name = "unseen",
		 .type = JSON_BIND_STRINGS,
		 .offset = offsetof(struct change_body, unseen),
		 .max = STREAM_CUSTOMERS_MAX},
	};
	struct change_body body = {0};
	struct stream_opening *o = ARENA_NEW(c->arena, struct stream_opening);
	if (!o) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	c->state = o;
	if (!call_bind(c, fields, ARRAY_LEN(fields), &body))
		return;
	for (size_t i = 0; i < body.customers.count; i++)
		if (!take_customer(c, body.customers.items[i], o, "/customers"))
			return;
	for (size_t i = 0; i < body.topics.count; i++)
		if (!take_topic(c, body.topics.items[i], o, "/topics"))
			return;
	for (size_t i = 0; i < body.unseen.count; i++)
		if (!take_unseen(c, body.unseen.items[i], o, "/unseen"))
			return;
	call_record(c, AUDIT_STREAM_CHANGE, 204, record_members(c, o, c->params[0]), change_recorded);
}
