/* Who else is here, for the streams of one loop: a lobby for each customer that they show, told of changes by letter from
 * whichever loop somebody came or went on, and telling its own streams at most once a second. Each crowd has a pace of its own,
 * so that the coming of somebody who may not be seen delays nothing for those who may not know. */
#include "api/presence.h"
#include "api/stream_private.h"
#include "base/clock.h"

#include <stdlib.h>

#define PRESENCE_PAUSE_MS 1000 /* between two words about one customer; and how long somebody who left may take to come back */
#define LOBBY_LOOK_MS     50   /* how often lobbies that wait are looked at */
#define TEXT_MAX          (16u << 10)

struct lobby {
	struct streams *streams;
	struct presence_room *room;
	struct list watches;
	struct list waiting;                /* of the loop's, while something is due */
	unsigned hearing[PRESENCE_CROWDS];  /* watches that are told */
	uint64_t due_ms[PRESENCE_CROWDS];   /* 0: nothing is to be told */
	uint64_t quiet_ms[PRESENCE_CROWDS]; /* until when nothing may be */
	struct letter burial;               /* its streams may be closed while it tells them */
	char customer[65];
};

static struct presence *presence_of(const struct streams *s)
{
	return s->al->api->presence;
}

static enum presence_crowd crowd_of(const struct watch *w)
{
	return presence_crowd_of(w->client->sight);
}

/* Telling ------------------------------------------------------------------------------------------------------------------ */

static void put_viewers(struct json_writer *w, const struct presence_viewer *viewers, size_t count)
{
	JSON_KEY(w, "viewers");
	json_open_array(w);
	for (size_t i = 0; i < count; i++) {
		json_open_object(w);
		json_kv_str(w, STR("username"), str_of(viewers[i].username));
		json_kv_str(w, STR("role"), str_of(role_name(viewers[i].role)));
		json_kv_time(w, STR("since"), viewers[i].since_ms);
		json_close_object(w);
	}
	json_close_array(w);
}

static void tell(const struct lobby *lb, struct watch *w)
{
	struct presence_viewer viewers[PRESENCE_TOLD_MAX];
	size_t more, count = presence_list(presence_of(lb->streams), lb->room, crowd_of(w), w->client->person.person_id, viewers,
					   &more);
	struct buf b;
	struct json_writer json;
	buf_init(&b, TEXT_MAX);
	json_writer_init(&json, &b);
	json_open_object(&json);
	json_kv_str(&json, STR("customerId"), str_of(lb->customer));
	put_viewers(&json, viewers, count);
	if (more)
		json_kv_i64(&json, STR("more"), (int64_t)more);
	json_close_object(&json);
	uint64_t hash = str_hash(buf_view(&b));
	if (buf_ok(&b) == OK && hash != w->presence_told) {
		w->presence_told = hash;
		stream_client_event(w->client, "presence", buf_view(&b));
	}
	buf_done(&b);
}

static void tell_crowd(struct lobby *lb, enum presence_crowd crowd, uint64_t now_ms)
{
	lb->due_ms[crowd] = 0;
	lb->quiet_ms[crowd] = now_ms + PRESENCE_PAUSE_MS;
	LIST_FOREACH_SAFE (&lb->watches, it) {
		struct watch *w = LIST_ENTRY(it, struct watch, in_lobby);
		if (w->hears_presence && w->client->http && crowd_of(w) == crowd)
			tell(lb, w);
	}
}

static void look(struct lobby *lb, uint64_t now_ms)
{
	bool waits = false;
	for (unsigned c = 0; c < PRESENCE_CROWDS; c++) {
		if (lb->due_ms[c] && now_ms >= lb->due_ms[c])
			tell_crowd(lb, (enum presence_crowd)c, now_ms);
		waits |= lb->due_ms[c] != 0;
	}
	if (!waits && list_linked(&lb->waiting))
		list_remove(&lb->waiting);
}

static void on_pace(struct timer *t)
{
	struct streams *s = CONTAINER_OF(t, struct streams, lobby_pace);
	uint64_t now = loop_now_ms(s->al->loop);
	struct list all;
	list_init(&all);
	list_splice_back(&all, &s->lobbies_waiting);
	/* One by one: what is told to one may close others. */
	while (!list_empty(&all)) {
		struct list *it = all.next;
		list_remove(it);
		list_push_back(&s->lobbies_waiting, it);
		look(LIST_ENTRY(it, struct lobby, waiting), now);
	}
	if (!list_empty(&s->lobbies_waiting))
		timer_start(t, LOBBY_LOOK_MS);
}

static void tell_by(struct lobby *lb, enum presence_crowd crowd, uint64_t at_ms)
{
	struct streams *s = lb->streams;
	if (!lb->due_ms[crowd] || at_ms < lb->due_ms[crowd])
		lb->due_ms[crowd] = MAX(at_ms, 1);
	if (list_linked(&lb->waiting))
		return;
	if (list_empty(&s->lobbies_waiting))
		timer_start(&s->lobby_pace, LOBBY_LOOK_MS);
	list_push_back(&s->lobbies_waiting, &lb->waiting);
}

/* Hearing, from all loops -------------------------------------------------------------------------------------------------- */

struct word {
	struct letter letter;
	struct api_loop *al;
	bool crowds[PRESENCE_CROWDS];
	bool came;
	char customer[65];
};

static void word_arrive(struct letter *m)
{
	struct word *word = CONTAINER_OF(m, struct word, letter);
	struct streams *s = word->al->streams;
	struct lobby *lb = s ? map_get(&s->lobbies, str_of(word->customer)) : NULL;
	uint64_t now = loop_now_ms(word->al->loop);
	for (unsigned c = 0; lb && c < PRESENCE_CROWDS; c++)
		if (word->crowds[c])
			tell_by(lb, (enum presence_crowd)c, MAX(lb->quiet_ms[c], word->came ? now : now + PRESENCE_PAUSE_MS));
	if (lb)
		look(lb, now);
	free(word);
}

static void spread(const struct lobby *lb, const struct presence_news *news, bool came)
{
	struct api *api = lb->streams->al->api;
	for (uint64_t loops = news->loops[PRESENCE_PLAIN] | news->loops[PRESENCE_ENTITLED]; loops; loops &= loops - 1) {
		unsigned i = (unsigned)__builtin_ctzll(loops);
		struct word *word = calloc(1, sizeof *word);
		if (!word) {
			log_event(LOG_ERROR, "presence.untold", "error", err_name(ERR_NOMEM), NULL);
			return;
		}
		word->letter.deliver = word_arrive;
		word->al = api->loops[i];
		word->came = came;
		for (unsigned c = 0; c < PRESENCE_CROWDS; c++)
			word->crowds[c] = news->loops[c] >> i & 1;
		str_copy(word->customer, sizeof word->customer, str_of(lb->customer));
		loop_post(word->al->loop, &word->letter);
	}
}

/* Coming and going --------------------------------------------------------------------------------------------------------- */

static struct lobby *lobby_of(struct streams *s, const char *customer)
{
	struct lobby *lb = map_get(&s->lobbies, str_of(customer));
	if (lb || !(lb = calloc(1, sizeof *lb)))
		return lb;
	lb->streams = s;
	list_init(&lb->watches);
	str_copy(lb->customer, sizeof lb->customer, str_of(customer));
	lb->room = presence_take(presence_of(s), str_of(customer));
	if (lb->room && map_put(&s->lobbies, str_of(lb->customer), lb, NULL) == OK)
		return lb;
	if (lb->room)
		presence_give(presence_of(s), lb->room);
	free(lb);
	return NULL;
}

static void lobby_bury(struct letter *m)
{
	free(CONTAINER_OF(m, struct lobby, burial));
}

static void lobby_close(struct lobby *lb)
{
	struct streams *s = lb->streams;
	map_remove(&s->lobbies, str_of(lb->customer));
	if (list_linked(&lb->waiting))
		list_remove(&lb->waiting);
	presence_give(presence_of(s), lb->room);
	lb->burial.deliver = lobby_bury;
	loop_post(s->al->loop, &lb->burial);
}

/* A machine looks at nothing. */
static void set_seen(struct watch *w, bool seen)
{
	struct lobby *lb = w->lobby;
	struct presence *p = presence_of(lb->streams);
	struct presence_news news;
	seen &= !w->client->person.machine;
	if (seen == w->seen)
		return;
	if (seen && presence_come(p, lb->room, &w->client->person, &news) != OK)
		return;
	if (!seen)
		presence_go(p, lb->room, w->client->person.person_id, &news);
	w->seen = seen;
	spread(lb, &news, seen);
}

static void set_hearing(struct watch *w, bool hears)
{
	struct lobby *lb = w->lobby;
	enum presence_crowd crowd = crowd_of(w);
	if (hears == w->hears_presence)
		return;
	w->hears_presence = hears;
	w->presence_told = 0;
	lb->hearing[crowd] += hears ? 1 : -1u;
	if (lb->hearing[crowd] == (hears ? 1 : 0))
		presence_hear(presence_of(lb->streams), lb->room, loop_index(lb->streams->al->loop), crowd, hears);
	if (hears)
		tell(lb, w);
}

void presence_update(struct watch *w)
{
	if (!w->lobby || !w->client->http)
		return;
	set_seen(w, !w->unseen);
	set_hearing(w, w->client->topics & 1u << TOPIC_PRESENCE);
}

void presence_enter(struct watch *w)
{
	struct streams *s = w->client->streams;
	if (!presence_of(s) || !(w->lobby = lobby_of(s, w->customer)))
		return;
	list_push_back(&w->lobby->watches, &w->in_lobby);
	presence_update(w);
}

void presence_leave(struct watch *w)
{
	struct lobby *lb = w->lobby;
	if (!lb)
		return;
	set_hearing(w, false);
	set_seen(w, false);
	w->lobby = NULL;
	list_remove(&w->in_lobby);
	if (list_empty(&lb->watches))
		lobby_close(lb);
}

enum err lobbies_init(struct streams *s)
{
	map_init(&s->lobbies);
	list_init(&s->lobbies_waiting);
	return timer_init(&s->lobby_pace, s->al->loop, on_pace);
}

void lobbies_done(struct streams *s)
{
	MUST(s->lobbies.count == 0);
	map_done(&s->lobbies);
	timer_done(&s->lobby_pace);
}
