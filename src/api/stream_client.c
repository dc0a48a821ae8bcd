#include "api/answer.h"
#include "api/headers.h"
#include "api/stream_private.h"
#include "base/clock.h"
#include "live/live.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* --- the bound per person, over all loops: a counter a bucket of people --- */

#define PERSON_BUCKETS 1024
static atomic_uint open_by_person[PERSON_BUCKETS];

static atomic_uint *person_count(const struct person *p)
{
	return &open_by_person[p->person_id % PERSON_BUCKETS];
}

/* --- writing --- */

static void client_bury(struct letter *m)
{
	free(CONTAINER_OF(m, struct stream_client, burial));
}

static void watch_bury(struct letter *m)
{
	struct watch *w = CONTAINER_OF(m, struct watch, burial);
	free(w);
}

bool stream_client_write(struct stream_client *c, const struct chunk *chunks, size_t count)
{
	const struct api_config *config = &c->streams->al->api->config;
	if (!c->http) {
		for (size_t i = 0; i < count; i++)
			blob_unref(chunks[i].owner);
		return false;
	}
	enum err e = http_stream_write(c->http, chunks, count, config->stream_pending_max_bytes);
	if (e == OK)
		return true;
	stream_client_close(c, STREAM_END_SLOW);
	return false;
}

bool stream_client_event(struct stream_client *c, const char *name, struct str json)
{
	struct buf b;
	buf_init(&b, STREAM_EVENT_BYTES);
	buf_printf(&b, "event: %s\ndata: ", name);
	buf_str(&b, json);
	BUF_LIT(&b, "\n\n");
	struct chunk chunk = {.bytes = buf_view(&b)};
	bool ok = buf_ok(&b) == OK && stream_client_write(c, &chunk, 1);
	buf_done(&b);
	return ok;
}

/* --- sections --- */

void stream_client_reset(struct stream_client *c, const char *reason)
{
	char json[64];
	if (c->reset_told)
		return;
	c->reset_told = true;
	snprintf(json, sizeof json, "{\"reason\":\"%s\"}", reason);
	stream_client_event(c, "reset", str_of(json));
}

void watch_note_versions(struct watch *w, const struct view *from, unsigned parts)
{
	for (unsigned p = 0; p < PART_COUNT_; p++) {
		struct snapshot *s = from->looks[p].snapshot;
		size_t grown;
		const struct variant *v = (parts >> p & 1) && s ? part_variant(s, w->client->sight, &grown) : NULL;
		if (v)
			memcpy(w->versions[p], v->version, sizeof w->versions[p]);
	}
}

/* A section that is ready and differs from what this client has. */
static void send_section(struct watch *w, enum section section)
{
	struct stream_client *c = w->client;
	struct chunk chunks[VIEW_CHUNKS_MAX + 2];
	char *space = malloc(STREAM_EVENT_BYTES);
	if (!space) {
		stream_client_close(c, STREAM_END_SLOW);
		return;
	}
	struct buf text = {.p = space, .cap = STREAM_EVENT_BYTES, .max = STREAM_EVENT_BYTES};
	buf_printf(&text, "event: section\ndata: {\"section\":\"%s\",\"view\":", section_name(section));
	size_t head = text.n;
	struct view_text out = {.chunks = chunks + 1, .scratch = &text};
	if (view_write(&w->view, 1u << section, c->sight, clock_wall_ms(), &out) == OK) {
		uint64_t version = out.version ? out.version : 1;
		chunks[0] = (struct chunk){.bytes = str_mem(space, head)};
		chunks[out.count + 1] = (struct chunk){.bytes = STR("}\n\n")};
		if (version == w->sent[section]) {
			for (size_t i = 1; i <= out.count; i++)
				blob_unref(chunks[i].owner);
		} else {
			w->sent[section] = version;
			c->sections_sent++;
			watch_note_versions(w, &w->view, section_parts(section));
			stream_client_write(c, chunks, out.count + 2);
		}
	}
	free(space);
}

static void send_ready_sections(struct watch *w, unsigned arrived)
{
	for (unsigned i = 0; i < SECTION_COUNT_ && w->client; i++) {
		unsigned needs = section_needs((enum section)i);
		if (!(w->client->topics & 1u << TOPIC_SECTIONS))
			return;
		if ((section_parts((enum section)i) & arrived) && !(needs & ~w->view.answered))
			send_section(w, (enum section)i);
	}
}

static void finish_watch(struct watch *w)
{
	struct buf b;
	w->looking = false;
	buf_init(&b, 512);
	BUF_LIT(&b, "{\"customerId\":");
	json_escape(&b, str_of(w->customer));
	buf_char(&b, '}');
	if (w->existed)
		stream_client_event(w->client, "complete", buf_view(&b));
	buf_done(&b);
	view_end(&w->view);
	if (w->existed && w->client)
		channel_enter(w);
	if (w->existed && w->client && w->client->http)
		presence_enter(w);
}

static bool tell_unknown(struct watch *w)
{
	if (view_existence(&w->view) != VIEW_NO_SUCH)
		return false;
	struct buf b;
	w->existed = false;
	buf_init(&b, 512);
	BUF_LIT(&b, "{\"type\":\"/problems/not-found\",\"status\":404,\"customerId\":");
	json_escape(&b, str_of(w->customer));
	buf_char(&b, '}');
	stream_client_event(w->client, "problem", buf_view(&b));
	buf_done(&b);
	return true;
}

static void on_part(struct view *v, enum part p)
{
	struct watch *w = CONTAINER_OF(v, struct watch, view);
	if (!w->client || !w->existed)
		return;
	if (p == PART_PROFILE && tell_unknown(w))
		return;
	/* Nothing is shown of a customer before the customer service has been heard: it alone says who exists. */
	if (!(v->answered >> PART_PROFILE & 1))
		return;
	send_ready_sections(w, p == PART_PROFILE ? v->answered : 1u << p);
}

static void on_done(struct view *v)
{
	struct watch *w = CONTAINER_OF(v, struct watch, view);
	if (w->client)
		finish_watch(w);
}

static void watch_start(struct stream_client *c, struct str customer, bool unseen)
{
	struct watch *w = calloc(1, sizeof *w);
	if (!w) {
		stream_client_close(c, STREAM_END_SLOW);
		return;
	}
	w->client = c;
	w->looking = true;
	w->existed = true;
	w->unseen = unseen;
	str_copy(w->customer, sizeof w->customer, customer);
	list_push_back(&c->watches, &w->link);
	c->watch_count++;
	struct api_loop *al = c->streams->al;
	/* Whether there is such a customer is asked in any case. */
	unsigned parts = c->topics & 1u << TOPIC_SECTIONS ? PARTS_ALL : 1u << PART_PROFILE;
	bool all = view_begin(&w->view, &al->view_env, al->loop, str_of(w->customer), parts, parts, on_part, on_done);
	if ((w->view.answered >> PART_PROFILE & 1) && !tell_unknown(w))
		send_ready_sections(w, w->view.answered);
	if (all && w->client)
		finish_watch(w);
}

static void watch_drop(struct watch *w)
{
	if (w->looking)
		view_end(&w->view);
	w->looking = false;
	presence_leave(w);
	channel_leave(w);
	list_remove(&w->link);
	w->client->watch_count--;
	struct loop *l = w->client->streams->al->loop;
	w->client = NULL;
	w->burial.deliver = watch_bury;
	loop_post(l, &w->burial);
}

/* --- the client --- */

static void make_id(struct stream_client *c)
{
	unsigned char random[16];
	char hex[2 * sizeof random + 1];
	codec_random(random, sizeof random);
	codec_hex(random, sizeof random, hex);
	snprintf(c->id, sizeof c->id, "%04x-%.31s", loop_index(c->streams->al->loop), hex);
}

static void note_close(struct stream_client *c, enum stream_end why)
{
	static const char *const words[] = {"client", "slow", "session", "drain"};
	struct buf b;
	bool first = true;
	buf_init(&b, AUDIT_MEMBERS_MAX);
	BUF_LIT(&b, "\"who\":");
	json_escape(&b, str_of(c->person.username));
	buf_printf(&b,
		   ",\"role\":\"%s\",\"session\":\"%s\",\"stream\":\"%s\",\"end\":\"%s\",\"sections\":%llu,\"changes\":%llu,"
		   "\"openMs\":%lld,\"shown\":{",
		   role_name(c->person.role), c->person.session_id, c->id, words[why], (unsigned long long)c->sections_sent,
		   (unsigned long long)c->changes_sent, (long long)(clock_wall_ms() - c->opened_ms));
	LIST_FOREACH (&c->watches, it) {
		const struct watch *w = LIST_ENTRY(it, struct watch, link);
		bool first_part = true;
		if (!first)
			buf_char(&b, ',');
		first = false;
		json_escape(&b, str_of(w->customer));
		BUF_LIT(&b, ":{");
		for (unsigned p = 0; p < PART_COUNT_; p++) {
			if (!w->versions[p][0])
				continue;
			buf_printf(&b, "%s\"%s\":\"%s\"", first_part ? "" : ",", part_name((enum part)p), w->versions[p]);
			first_part = false;
		}
		buf_char(&b, '}');
	}
	buf_char(&b, '}');
	api_note(c->streams->al, NULL, AUDIT_STREAM_CLOSE, 200, buf_view(&b));
	buf_done(&b);
}

/* The record is written, the watches go, and the memory when nothing of it can be on the stack any more. */
static void client_gone(struct stream_client *c, enum stream_end why)
{
	c->http = NULL;
	wall_leave(c);
	note_close(c, why);
	LIST_FOREACH_SAFE (&c->watches, it)
		watch_drop(LIST_ENTRY(it, struct watch, link));
	list_remove(&c->link);
	c->streams->open--;
	atomic_fetch_sub(person_count(&c->person), 1);
	c->burial.deliver = client_bury;
	loop_post(c->streams->al->loop, &c->burial);
}

static void on_drain(void *ctx)
{
	struct stream_client *c = ctx;
	if (c->http)
		channel_catch_up(c);
}

static void on_close(void *ctx)
{
	client_gone(ctx, STREAM_END_CLIENT);
}

void stream_client_close(struct stream_client *c, enum stream_end why)
{
	struct http_stream *http = c->http;
	if (!http)
		return;
	client_gone(c, why);
	if (why == STREAM_END_SLOW)
		http_stream_abort(http);
	else
		http_stream_end(http);
}

static bool client_admit(struct stream_client *c, struct call *call)
{
	unsigned limit = call->al->api->config.stream_max_per_person;
	if (atomic_fetch_add(person_count(&call->person), 1) < limit)
		return true;
	atomic_fetch_sub(person_count(&call->person), 1);
	free(c);
	struct err_info info = {.code = ERR_LIMIT, .text = "This person has too many streams open."};
	call_problem(call, ERR_LIMIT, &info);
	return false;
}

static bool client_begin(struct stream_client *c, struct call *call)
{
	static const struct http_stream_events events = {.on_drain = on_drain, .on_close = on_close};
	struct reply r = {.status = 200,
			  .content_type = STR("text/event-stream"),
			  .headers = {{STR("Cache-Control"), STR("no-store")}, {STR("X-Accel-Buffering"), STR("no")}},
			  .header_count = 2};
	struct http_header headers[HEADERS_MAX];
	size_t count = headers_make(call, &r, headers);
	c->http = http_stream_begin(call->exchange, 200, headers, count, -1, true, &events, c);
	return c->http != NULL;
}

/* "<instance>-<number>" of an event that a stream of this process sent; false: of another, or none. */
static bool resume_from(const struct api *api, struct str last, uint64_t *ret)
{
	struct str instance = api->live ? str_of(hub_instance(live_hub(api->live))) : STR_NONE;
	return instance.n && str_starts(last, instance) && last.n > instance.n && last.p[instance.n] == '-' &&
	       str_to_u64(str_mem(last.p + instance.n + 1, last.n - instance.n - 1), ret) == OK;
}

/* Its id is where to resume from for who was told of no change yet. */
static bool say_hello(struct stream_client *c)
{
	struct api *api = c->streams->al->api;
	struct buf b;
	buf_init(&b, 256);
	BUF_LIT(&b, "event: hello\n");
	if (api->live)
		buf_printf(&b, "id: %s-%llu\n", hub_instance(live_hub(api->live)), (unsigned long long)c->after);
	buf_printf(&b, "data: {\"streamId\":\"%s\",\"heartbeatMs\":%u}\n\n", c->id, api->config.stream_heartbeat_s * 1000);
	struct chunk chunk = {.bytes = buf_view(&b)};
	bool ok = stream_client_write(c, &chunk, 1);
	buf_done(&b);
	return ok;
}

void stream_client_open(struct streams *s, struct call *call, const struct stream_opening *o)
{
	const struct str *customers = o->customers;
	size_t count = o->count;
	uint32_t unseen = o->unseen;
	struct str last = o->last_event;
	bool resumed = last.n;
	char copies[STREAM_CUSTOMERS_MAX][65];
	struct stream_client *c = calloc(1, sizeof *c);
	if (!c) {
		call_problem(call, ERR_NOMEM, NULL);
		return;
	}
	if (!client_admit(c, call))
		return;
	for (size_t i = 0; i < count; i++) /* the call's arena goes with http_stream_begin */
		str_copy(copies[i], sizeof copies[i], customers[i]);
	*c = (struct stream_client){
		.streams = s, .person = call->person, .sight = call->sight, .topics = o->topics, .opened_ms = clock_wall_ms()};
	bool here = resumed && resume_from(call->al->api, last, &c->after);
	if (!here)
		c->after = call->al->api->live ? hub_number(live_hub(call->al->api->live)) : 0;
	list_init(&c->watches);
	make_id(c);
	if (!client_begin(c, call)) {
		atomic_fetch_sub(person_count(&c->person), 1);
		free(c);
		return;
	}
	list_push_back(&s->clients, &c->link);
	s->open++;
	if (say_hello(c) && resumed && !here)
		stream_client_reset(c, "another_instance");
	if (c->http && c->topics & 1u << TOPIC_WALL)
		wall_enter(c);
	for (size_t i = 0; i < count && c->http; i++)
		watch_start(c, str_of(copies[i]), unseen >> i & 1);
}

struct stream_client *stream_client_of(struct list *link)
{
	return LIST_ENTRY(link, struct stream_client, link);
}

struct stream_client *stream_client_find(struct streams *s, struct str id, const char *session_id)
{
	LIST_FOREACH (&s->clients, it) {
		struct stream_client *c = stream_client_of(it);
		if (str_is(id, c->id) && strcmp(c->person.session_id, session_id) == 0)
			return c;
	}
	return NULL;
}

const char *stream_client_session(const struct stream_client *c)
{
	return c->person.session_id;
}

static bool holds(const struct stream_opening *o, const char *customer)
{
	for (size_t i = 0; i < o->count; i++)
		if (str_is(o->customers[i], customer))
			return true;
	return false;
}

static struct watch *watch_of(const struct stream_client *c, struct str customer)
{
	LIST_FOREACH (&c->watches, it)
		if (str_is(customer, LIST_ENTRY(it, struct watch, link)->customer))
			return LIST_ENTRY(it, struct watch, link);
	return NULL;
}

void stream_client_change(struct stream_client *c, const struct stream_opening *o)
{
	unsigned before = c->topics;
	c->topics = o->topics ? o->topics : c->topics;
	if (c->topics & 1u << TOPIC_WALL)
		wall_enter(c);
	else
		wall_leave(c);
	LIST_FOREACH_SAFE (&c->watches, it) {
		struct watch *w = LIST_ENTRY(it, struct watch, link);
		if (!holds(o, w->customer))
			watch_drop(w);
	}
	for (size_t i = 0; i < o->count && c->http; i++) {
		struct watch *w = watch_of(c, o->customers[i]);
		if (!w) {
			watch_start(c, o->customers[i], o->unseen >> i & 1);
			continue;
		}
		w->unseen = o->unseen >> i & 1;
		presence_update(w);
		/* Meanwhile nobody looked for it. */
		if (c->topics & ~before & 1u << TOPIC_SECTIONS)
			w->owed = (1u << SECTION_COUNT_) - 1;
	}
	if (c->http)
		channel_catch_up(c);
}

void stream_client_heartbeat(struct stream_client *c)
{
	const struct chunk beat = {.bytes = STR(": beat\n\n")};
	if (c->http && http_stream_pending_ms(c->http) > c->streams->al->api->config.stream_pending_max_ms)
		stream_client_close(c, STREAM_END_SLOW);
	else if (c->http && http_stream_pending_bytes(c->http) == 0)
		stream_client_write(c, &beat, 1);
}
