#include "api/stream_client.h"

#include "api/answer.h"
#include "api/headers.h"
#include "base/clock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#define EVENT_BYTES (VIEW_SCRATCH_BYTES + 1024)

/* One customer on a stream. Freed only from the loop's mailbox: callbacks of its view may be on the stack when it is dropped;
 * client is NULL from then on. */
struct watch {
	struct stream_client *client;
	struct list link;
	struct letter burial;
	struct view view;
	bool looking; /* the view still waits for parts */
	bool existed; /* the customer was not said to be unknown */
	char customer[65];
	uint64_t sent[SECTION_COUNT_];  /* etag of what was sent last; 0: nothing yet */
	char versions[PART_COUNT_][33]; /* of what was shown, for the closing record */
};

struct stream_client {
	struct streams *streams;
	struct list link;
	struct letter burial;
	struct http_stream *http; /* NULL: closed */
	char id[STREAM_ID_TEXT + 1];
	uint64_t next_event;
	struct person person;
	unsigned sight;
	struct list watches;
	size_t watch_count;
	uint64_t sections_sent;
	int64_t opened_ms;
};

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

/* The chunks' owners are consumed. False: the client is closed now. */
static bool client_write(struct stream_client *c, const struct chunk *chunks, size_t count)
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

static bool client_event(struct stream_client *c, const char *name, struct str json)
{
	struct buf b;
	buf_init(&b, EVENT_BYTES);
	buf_printf(&b, "event: %s\nid: %s.%llu\ndata: ", name, c->id, (unsigned long long)c->next_event++);
	buf_str(&b, json);
	BUF_LIT(&b, "\n\n");
	struct chunk chunk = {.bytes = buf_view(&b)};
	bool ok = buf_ok(&b) == OK && client_write(c, &chunk, 1);
	buf_done(&b);
	return ok;
}

/* --- sections --- */

static void note_versions(struct watch *w, unsigned parts)
{
	for (unsigned p = 0; p < PART_COUNT_; p++) {
		struct snapshot *s = w->view.looks[p].snapshot;
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
	char *space = malloc(EVENT_BYTES);
	if (!space) {
		stream_client_close(c, STREAM_END_SLOW);
		return;
	}
	struct buf text = {.p = space, .cap = EVENT_BYTES, .max = EVENT_BYTES};
	buf_printf(&text, "event: section\nid: %s.%llu\ndata: {\"section\":\"%s\",\"view\":", c->id,
		   (unsigned long long)c->next_event, section_name(section));
	size_t head = text.n;
	struct view_text out = {.chunks = chunks + 1, .scratch = &text};
	if (view_write(&w->view, 1u << section, c->sight, clock_wall_ms(), &out) == OK) {
		uint64_t etag = out.etag ? out.etag : 1;
		chunks[0] = (struct chunk){.bytes = str_mem(space, head)};
		chunks[out.count + 1] = (struct chunk){.bytes = STR("}\n\n")};
		if (etag == w->sent[section]) {
			for (size_t i = 1; i <= out.count; i++)
				blob_unref(chunks[i].owner);
		} else {
			w->sent[section] = etag;
			c->next_event++;
			c->sections_sent++;
			note_versions(w, section_parts(section));
			client_write(c, chunks, out.count + 2);
		}
	}
	free(space);
}

static void send_ready_sections(struct watch *w, unsigned arrived)
{
	for (unsigned i = 0; i < SECTION_COUNT_ && w->client; i++) {
		unsigned needs = section_needs((enum section)i);
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
		client_event(w->client, "complete", buf_view(&b));
	buf_done(&b);
	view_end(&w->view);
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
	client_event(w->client, "problem", buf_view(&b));
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

static void watch_start(struct stream_client *c, struct str customer)
{
	struct watch *w = calloc(1, sizeof *w);
	if (!w) {
		stream_client_close(c, STREAM_END_SLOW);
		return;
	}
	w->client = c;
	w->looking = true;
	w->existed = true;
	str_copy(w->customer, sizeof w->customer, customer);
	list_push_back(&c->watches, &w->link);
	c->watch_count++;
	struct api_loop *al = c->streams->al;
	bool all = view_begin(&w->view, &al->view_env, al->loop, str_of(w->customer), PARTS_ALL, PARTS_ALL, on_part, on_done);
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
		   ",\"role\":\"%s\",\"session\":\"%s\",\"stream\":\"%s\",\"end\":\"%s\",\"sections\":%llu,\"openMs\":%lld,"
		   "\"shown\":{",
		   role_name(c->person.role), c->person.session_id, c->id, words[why], (unsigned long long)c->sections_sent,
		   (long long)(clock_wall_ms() - c->opened_ms));
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
	note_close(c, why);
	LIST_FOREACH_SAFE (&c->watches, it)
		watch_drop(LIST_ENTRY(it, struct watch, link));
	list_remove(&c->link);
	c->streams->open--;
	atomic_fetch_sub(person_count(&c->person), 1);
	c->burial.deliver = client_bury;
	loop_post(c->streams->al->loop, &c->burial);
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
	static const struct http_stream_events events = {.on_close = on_close};
	struct reply r = {.status = 200,
			  .content_type = STR("text/event-stream"),
			  .headers = {{STR("Cache-Control"), STR("no-store")}, {STR("X-Accel-Buffering"), STR("no")}},
			  .header_count = 2};
	struct http_header headers[HEADERS_MAX];
	size_t count = headers_make(call, &r, headers);
	c->http = http_stream_begin(call->exchange, 200, headers, count, -1, true, &events, c);
	return c->http != NULL;
}

void stream_client_open(struct streams *s, struct call *call, const struct str *customers, size_t count, bool resumed)
{
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
	*c = (struct stream_client){.streams = s, .person = call->person, .sight = call->sight, .opened_ms = clock_wall_ms()};
	list_init(&c->watches);
	make_id(c);
	if (!client_begin(c, call)) {
		atomic_fetch_sub(person_count(&c->person), 1);
		free(c);
		return;
	}
	list_push_back(&s->clients, &c->link);
	s->open++;
	struct buf hello;
	buf_init(&hello, 256);
	buf_printf(&hello, "{\"streamId\":\"%s\",\"heartbeatMs\":%u}", c->id, s->al->api->config.stream_heartbeat_s * 1000);
	bool ok = client_event(c, "hello", buf_view(&hello));
	buf_done(&hello);
	if (ok && resumed)
		ok = client_event(c, "reset", STR("{\"reason\":\"not_resumable\"}"));
	for (size_t i = 0; i < count && c->http; i++)
		watch_start(c, str_of(copies[i]));
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

static bool holds(const struct str *customers, size_t count, const char *customer)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(customers[i], customer))
			return true;
	return false;
}

static bool watches(const struct stream_client *c, struct str customer)
{
	LIST_FOREACH (&c->watches, it)
		if (str_is(customer, LIST_ENTRY(it, struct watch, link)->customer))
			return true;
	return false;
}

void stream_client_change(struct stream_client *c, const struct str *customers, size_t count)
{
	LIST_FOREACH_SAFE (&c->watches, it) {
		struct watch *w = LIST_ENTRY(it, struct watch, link);
		if (!holds(customers, count, w->customer))
			watch_drop(w);
	}
	for (size_t i = 0; i < count && c->http; i++)
		if (!watches(c, customers[i]))
			watch_start(c, customers[i]);
}

void stream_client_heartbeat(struct stream_client *c)
{
	const struct chunk beat = {.bytes = STR(": beat\n\n")};
	if (c->http && http_stream_pending_ms(c->http) > c->streams->al->api->config.stream_pending_max_ms)
		stream_client_close(c, STREAM_END_SLOW);
	else if (c->http && http_stream_pending_bytes(c->http) == 0)
		client_write(c, &beat, 1);
}
