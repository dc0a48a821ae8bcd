#include "api/answer.h"
#include "api/stream_private.h"
#include "base/clock.h"
#include "live/live.h"

#include <stdio.h>
#include <stdlib.h>

#define CHANNEL_PAUSE_MS  100 /* between two looks at one customer's sections */
#define CHANNEL_BEHIND_MS LIVE_FETCH_PAUSE_MS
#define PACE_MS           50 /* how often channels that wait are looked at */
#define CLASSES_MAX       SIGHT_CLASSES
#define SECTION_TEXT_MAX  (8u << 20)

struct channel {
	struct streams *streams;
	char customer[65];
	struct list watches;
	struct list waiting;  /* of one of the loop's, while something is to be looked at later */
	struct letter burial; /* callbacks of its view may be on the stack */
	struct view view;
	bool looking, gone;
	unsigned dirty;  /* bits of parts that changed and were not looked at since */
	unsigned looked; /* of the look under way */
	uint64_t not_before_ms;
};

/* Text: one section for one permission class -------------------------------------------------------------------------------- */

struct rendered {
	unsigned sight;
	uint64_t version;
	struct blob *text; /* NULL: no memory */
};

static struct blob *join_chunks(const struct chunk *chunks, size_t count)
{
	size_t n = 0, at = 0;
	for (size_t i = 0; i < count; i++)
		n += chunks[i].bytes.n;
	struct blob *b = n <= SECTION_TEXT_MAX ? blob_new(n) : NULL;
	for (size_t i = 0; i < count; i++) {
		if (b && chunks[i].bytes.n)
			memcpy(b->p + at, chunks[i].bytes.p, chunks[i].bytes.n);
		at += chunks[i].bytes.n;
		blob_unref(chunks[i].owner);
	}
	return b;
}

static struct rendered render(struct channel *ch, enum section section, unsigned sight)
{
	struct rendered r = {.sight = sight};
	struct chunk chunks[VIEW_CHUNKS_MAX + 2];
	char *space = malloc(STREAM_EVENT_BYTES);
	if (!space)
		return r;
	struct buf text = {.p = space, .cap = STREAM_EVENT_BYTES, .max = STREAM_EVENT_BYTES};
	buf_printf(&text, "event: section\ndata: {\"section\":\"%s\",\"view\":", section_name(section));
	size_t head = text.n;
	struct view_text out = {.chunks = chunks + 1, .scratch = &text};
	if (view_write(&ch->view, 1u << section, sight, clock_wall_ms(), &out) == OK) {
		chunks[0] = (struct chunk){.bytes = str_mem(space, head)};
		chunks[out.count + 1] = (struct chunk){.bytes = STR("}\n\n")};
		r.version = out.version ? out.version : 1;
		r.text = join_chunks(chunks, out.count + 2);
	}
	free(space);
	return r;
}

/* Sending ----------------------------------------------------------------------------------------------------------------- */

static void send_section(struct watch *w, enum section section, const struct rendered *r)
{
	struct stream_client *c = w->client;
	if (!r->text || r->version == w->sent[section])
		return;
	/* A newer one replaces an older one that could not be sent: it is written when the client has caught up. */
	if (http_stream_pending_bytes(c->http) > STREAM_BACKLOG_MAX) {
		w->owed |= 1u << section;
		return;
	}
	w->owed &= ~(1u << section);
	w->sent[section] = r->version;
	c->sections_sent++;
	watch_note_versions(w, &w->channel->view, section_parts(section));
	const struct chunk chunk = {.bytes = blob_str(r->text), .owner = blob_ref(r->text)};
	stream_client_write(c, &chunk, 1);
}

static bool wants_sections(const struct watch *w)
{
	return w->client->http && w->client->topics & 1u << TOPIC_SECTIONS;
}

static void send_to_all(struct channel *ch, enum section section)
{
	struct rendered made[CLASSES_MAX];
	size_t count = 0;
	LIST_FOREACH_SAFE (&ch->watches, it) {
		struct watch *w = LIST_ENTRY(it, struct watch, in_channel);
		size_t i = 0;
		if (!wants_sections(w))
			continue;
		while (i < count && made[i].sight != w->client->sight)
			i++;
		if (i == count) {
			MUST(count < CLASSES_MAX);
			made[count++] = render(ch, section, w->client->sight);
		}
		send_section(w, section, &made[i]);
	}
	for (size_t i = 0; i < count; i++)
		blob_unref(made[i].text);
}

/* Looking ----------------------------------------------------------------------------------------------------------------- */

/* Each of the two lists is in the order of time: nearly all that comes to one of them is its last. */
static void wait_until(struct channel *ch, uint64_t at_ms)
{
	struct streams *s = ch->streams;
	bool soon = at_ms <= loop_now_ms(s->al->loop) + CHANNEL_PAUSE_MS;
	struct list *list = soon ? &s->waiting_soon : &s->waiting_long, *before = list->prev;
	if (list_linked(&ch->waiting)) {
		before = before == &ch->waiting ? before->prev : before;
		list_remove(&ch->waiting);
	}
	if (list_empty(&s->waiting_soon) && list_empty(&s->waiting_long))
		timer_start(&s->pace, PACE_MS);
	ch->not_before_ms = at_ms;
	while (before != list && LIST_ENTRY(before, struct channel, waiting)->not_before_ms > at_ms)
		before = before->prev;
	list_push_front(before, &ch->waiting);
}

static void look(struct channel *ch);

static unsigned parts_behind(const struct channel *ch)
{
	unsigned behind = 0;
	for (unsigned p = 0; p < PART_COUNT_; p++)
		if ((ch->looked >> p & 1) && view_is_behind(&ch->view, (enum part)p))
			behind |= 1u << p;
	return behind;
}

static void look_done(struct channel *ch)
{
	uint64_t now = loop_now_ms(ch->streams->al->loop);
	for (unsigned i = 0; i < SECTION_COUNT_ && !ch->gone; i++)
		if (section_parts((enum section)i) & ch->looked && (section_needs((enum section)i) & ~ch->view.answered) == 0)
			send_to_all(ch, (enum section)i);
	unsigned behind = parts_behind(ch);
	view_end(&ch->view);
	ch->looking = false;
	if (ch->gone)
		return;
	if (ch->dirty) {
		wait_until(ch, now + CHANNEL_PAUSE_MS);
	} else {
		ch->not_before_ms = now + CHANNEL_PAUSE_MS;
		if (behind)
			wait_until(ch, now + CHANNEL_BEHIND_MS);
	}
	ch->dirty |= behind;
}

static void on_done(struct view *v)
{
	look_done(CONTAINER_OF(v, struct channel, view));
}

static unsigned parts_for(unsigned dirty)
{
	unsigned parts = 0;
	for (unsigned i = 0; i < SECTION_COUNT_; i++)
		if (section_parts((enum section)i) & dirty)
			parts |= section_parts((enum section)i);
	return parts;
}

static void look(struct channel *ch)
{
	struct api_loop *al = ch->streams->al;
	unsigned parts = parts_for(ch->dirty);
	if (list_linked(&ch->waiting))
		list_remove(&ch->waiting);
	ch->looked = ch->dirty;
	ch->dirty = 0;
	ch->looking = true;
	if (view_begin(&ch->view, &al->view_env, al->loop, str_of(ch->customer), parts, parts, NULL, on_done))
		look_done(ch);
}

static void touch(struct channel *ch, unsigned parts)
{
	uint64_t now = loop_now_ms(ch->streams->al->loop);
	ch->dirty |= parts;
	if (!ch->dirty || ch->looking)
		return;
	if (now >= ch->not_before_ms)
		look(ch);
	else
		wait_until(ch, MIN(ch->not_before_ms, now + CHANNEL_PAUSE_MS));
}

static void look_due(struct list *waiting, uint64_t now)
{
	while (!list_empty(waiting)) {
		struct channel *ch = LIST_ENTRY(waiting->next, struct channel, waiting);
		if (ch->not_before_ms > now)
			return;
		look(ch);
	}
}

static void on_pace(struct timer *t)
{
	struct streams *s = CONTAINER_OF(t, struct streams, pace);
	uint64_t now = loop_now_ms(s->al->loop);
	look_due(&s->waiting_soon, now);
	look_due(&s->waiting_long, now);
	if (!list_empty(&s->waiting_soon) || !list_empty(&s->waiting_long))
		timer_start(t, PACE_MS);
}

/* Changes ----------------------------------------------------------------------------------------------------------------- */

void channel_tell(struct stream_client *c, struct live_notice *n, unsigned topics, uint64_t *heard)
{
	char head[96];
	if (n->number <= *heard || !c->http)
		return;
	*heard = n->number;
	if (!(n->topics & c->topics & topics) || (n->sight & ~c->sight))
		return;
	int length = snprintf(head, sizeof head,
			      "event: change\nid: %s-%llu\ndata: ", hub_instance(live_hub(c->streams->al->api->live)),
			      (unsigned long long)n->number);
	const struct chunk chunks[] = {
		{.bytes = str_mem(head, (size_t)length)},
		{.bytes = blob_str(n->text), .owner = blob_ref(n->text)},
		{.bytes = STR("\n\n")},
	};
	c->changes_sent++;
	stream_client_write(c, chunks, ARRAY_LEN(chunks));
}

/* Is there anybody who has sections and may see that something happened? Else the look would be for nothing. */
static bool concerns(const struct channel *ch, const struct live_notice *n)
{
	LIST_FOREACH (&ch->watches, it) {
		const struct watch *w = LIST_ENTRY(it, struct watch, in_channel);
		if (wants_sections(w) && !(n->sight & ~w->client->sight))
			return true;
	}
	return false;
}

static void start_anew(struct streams *s)
{
	size_t at = 0;
	for (struct channel *ch; (ch = map_next(&s->channels, &at));) {
		LIST_FOREACH_SAFE (&ch->watches, it)
			stream_client_reset(LIST_ENTRY(it, struct watch, in_channel)->client, "lost");
		ch->dirty = PARTS_ALL;
		if (!ch->looking)
			wait_until(ch, 0);
	}
}

void channels_deliver(void *ctx, struct live_notice *const *notices, size_t count, bool lost)
{
	struct api_loop *al = ctx;
	if (!al->streams)
		return;
	if (lost)
		start_anew(al->streams);
	for (size_t i = 0; i < count; i++) {
		struct live_notice *n = notices[i];
		if (n->topics & 1u << TOPIC_WALL)
			wall_tell(al->streams, n);
		struct channel *ch = map_get(&al->streams->channels, str_of(n->customer));
		if (!ch)
			continue;
		bool concerned = concerns(ch, n);
		LIST_FOREACH_SAFE (&ch->watches, it) {
			struct watch *w = LIST_ENTRY(it, struct watch, in_channel);
			if (w->joined)
				channel_tell(w->client, n, TOPICS_OF_CUSTOMERS, &w->heard);
		}
		if (concerned && !ch->gone)
			touch(ch, n->effect.patched | n->effect.expired);
	}
}

/* Coming and going -------------------------------------------------------------------------------------------------------- */

static struct channel *channel_of(struct streams *s, const char *customer)
{
	struct channel *ch = map_get(&s->channels, str_of(customer));
	if (ch)
		return ch;
	if (!(ch = calloc(1, sizeof *ch)))
		return NULL;
	ch->streams = s;
	str_copy(ch->customer, sizeof ch->customer, str_of(customer));
	list_init(&ch->watches);
	if (map_put(&s->channels, str_of(ch->customer), ch, NULL) == OK)
		return ch;
	free(ch);
	return NULL;
}

static void channel_bury(struct letter *m)
{
	free(CONTAINER_OF(m, struct channel, burial));
}

static void channel_close(struct channel *ch)
{
	struct streams *s = ch->streams;
	map_remove(&s->channels, str_of(ch->customer));
	if (list_linked(&ch->waiting))
		list_remove(&ch->waiting);
	if (ch->looking)
		view_end(&ch->view);
	ch->looking = false;
	ch->gone = true;
	hub_leave(live_hub(s->al->api->live), s->al->loop, str_of(ch->customer));
	ch->burial.deliver = channel_bury;
	loop_post(s->al->loop, &ch->burial);
}

struct joining {
	struct hub_join join;
	struct api_loop *al;
	char stream[STREAM_ID_TEXT + 1], session[37];
};

static struct watch *find_watch(const struct joining *j)
{
	struct streams *s = j->al->streams;
	struct stream_client *c = s ? stream_client_find(s, str_of(j->stream), j->session) : NULL;
	if (!c || !c->http)
		return NULL;
	LIST_FOREACH (&c->watches, it) {
		struct watch *w = LIST_ENTRY(it, struct watch, link);
		if (w->channel && !w->joined && strcmp(w->customer, j->join.customer) == 0)
			return w;
	}
	return NULL;
}

/* What happened since the client was told something last; then everything as it happens. */
static void joined(struct hub_join *join)
{
	struct joining *j = CONTAINER_OF(join, struct joining, join);
	struct watch *w = find_watch(j);
	unsigned parts = 0;
	if (w) {
		struct channel *ch = w->channel;
		w->heard = join->after;
		w->joined = true;
		if (join->gone)
			stream_client_reset(w->client, "gone");
		for (size_t i = 0; i < join->missed_count && w->client; i++) {
			parts |= join->missed[i]->effect.patched | join->missed[i]->effect.expired;
			channel_tell(w->client, join->missed[i], TOPICS_OF_CUSTOMERS, &w->heard);
		}
		if (w->client) {
			w->heard = join->number;
			touch(ch, join->gone ? PARTS_ALL : parts);
			if (w->client)
				channel_catch_up(w->client);
		}
	}
	hub_join_release(join);
	free(j);
}

void channel_enter(struct watch *w)
{
	struct stream_client *c = w->client;
	struct api_loop *al = c->streams->al;
	struct joining *j = al->api->live ? calloc(1, sizeof *j) : NULL;
	struct channel *ch = j ? channel_of(c->streams, w->customer) : NULL;
	if (!ch) {
		free(j);
		if (al->api->live) /* it would go on without changes, and nobody would know */
			stream_client_close(c, STREAM_END_SLOW);
		return;
	}
	w->channel = ch;
	list_push_back(&ch->watches, &w->in_channel);
	j->al = al;
	j->join = (struct hub_join){.home = al->loop, .after = c->after, .done = joined};
	str_copy(j->join.customer, sizeof j->join.customer, str_of(w->customer));
	str_copy(j->stream, sizeof j->stream, str_of(c->id));
	str_copy(j->session, sizeof j->session, str_of(c->person.session_id));
	hub_join(live_hub(al->api->live), &j->join);
}

void channel_leave(struct watch *w)
{
	struct channel *ch = w->channel;
	if (!ch)
		return;
	w->channel = NULL;
	w->joined = false;
	list_remove(&w->in_channel);
	if (list_empty(&ch->watches))
		channel_close(ch);
}

void channel_catch_up(struct stream_client *c)
{
	wall_catch_up(c);
	LIST_FOREACH_SAFE (&c->watches, it) {
		struct watch *w = LIST_ENTRY(it, struct watch, link);
		unsigned parts = 0;
		if (!w->channel || !w->joined)
			continue;
		for (unsigned i = 0; i < SECTION_COUNT_; i++)
			if (w->owed >> i & 1)
				parts |= section_parts((enum section)i);
		w->owed = 0;
		if (parts)
			touch(w->channel, parts);
	}
}

enum err channels_init(struct streams *s)
{
	map_init(&s->channels);
	list_init(&s->waiting_soon);
	list_init(&s->waiting_long);
	enum err e = timer_init(&s->pace, s->al->loop, on_pace);
	if (e == OK && s->al->api->live)
		hub_attach(live_hub(s->al->api->live), s->al->loop, channels_deliver, s->al);
	return e;
}

void channels_done(struct streams *s)
{
	if (s->al->api->live)
		hub_detach(live_hub(s->al->api->live), s->al->loop);
	MUST(s->channels.count == 0);
	map_done(&s->channels);
	timer_done(&s->pace);
}
