#include "api/presence.h"

#include "base/clock.h"
#include "base/list.h"
#include "base/lock.h"
#include "base/map.h"

#include <stdlib.h>

struct viewer {
	struct list link;
	uint64_t person_id;
	unsigned streams;
	bool hidden; /* from the plain crowd */
	struct presence_viewer told;
};

struct presence_room {
	unsigned refs;
	struct list viewers; /* who came first first */
	uint64_t hearing[PRESENCE_CROWDS];
	char customer[65];
};

struct presence {
	pthread_mutex_t lock;
	struct map rooms;
	uint64_t viewers;
};

enum err presence_new(struct presence **ret)
{
	struct presence *p = calloc(1, sizeof *p);
	if (!p)
		return ERR_NOMEM;
	lock_init(&p->lock);
	map_init(&p->rooms);
	*ret = p;
	return OK;
}

void presence_free(struct presence *p)
{
	if (!p)
		return;
	MUST(p->rooms.count == 0);
	map_done(&p->rooms);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

/* Rooms -------------------------------------------------------------------------------------------------------------------- */

static struct presence_room *room_new(struct presence *p, struct str customer)
{
	struct presence_room *r = calloc(1, sizeof *r);
	if (!r)
		return NULL;
	list_init(&r->viewers);
	str_copy(r->customer, sizeof r->customer, customer);
	if (map_put(&p->rooms, str_of(r->customer), r, NULL) == OK)
		return r;
	free(r);
	return NULL;
}

struct presence_room *presence_take(struct presence *p, struct str customer)
{
	pthread_mutex_lock(&p->lock);
	struct presence_room *r = map_get(&p->rooms, customer);
	if (!r)
		r = room_new(p, customer);
	if (r)
		r->refs++;
	pthread_mutex_unlock(&p->lock);
	return r;
}

void presence_give(struct presence *p, struct presence_room *r)
{
	pthread_mutex_lock(&p->lock);
	bool last = --r->refs == 0;
	if (last) {
		MUST(list_empty(&r->viewers));
		map_remove(&p->rooms, str_of(r->customer));
	}
	pthread_mutex_unlock(&p->lock);
	if (last)
		free(r);
}

/* People ------------------------------------------------------------------------------------------------------------------- */

static struct viewer *viewer_of(const struct presence_room *r, uint64_t person_id)
{
	LIST_FOREACH (&r->viewers, it) {
		struct viewer *v = LIST_ENTRY(it, struct viewer, link);
		if (v->person_id == person_id)
			return v;
	}
	return NULL;
}

static struct presence_news news_of(const struct presence_room *r, const struct viewer *v)
{
	struct presence_news n = {.loops = {[PRESENCE_ENTITLED] = r->hearing[PRESENCE_ENTITLED]}};
	if (!v->hidden)
		n.loops[PRESENCE_PLAIN] = r->hearing[PRESENCE_PLAIN];
	return n;
}

enum err presence_come(struct presence *p, struct presence_room *r, const struct person *who, struct presence_news *ret)
{
	enum err e = OK;
	*ret = (struct presence_news){0};
	pthread_mutex_lock(&p->lock);
	struct viewer *v = viewer_of(r, who->person_id);
	if (v) {
		v->streams++;
	} else if ((v = calloc(1, sizeof *v))) {
		v->person_id = who->person_id;
		v->streams = 1;
		v->hidden = perm_sight(who->role) & SIGHT_AML;
		str_copy(v->told.username, sizeof v->told.username, str_of(who->username));
		v->told.role = who->role;
		v->told.since_ms = clock_wall_ms();
		list_push_back(&r->viewers, &v->link);
		p->viewers++;
		*ret = news_of(r, v);
	} else {
		e = ERR_NOMEM;
	}
	pthread_mutex_unlock(&p->lock);
	return e;
}

void presence_go(struct presence *p, struct presence_room *r, uint64_t person_id, struct presence_news *ret)
{
	*ret = (struct presence_news){0};
	pthread_mutex_lock(&p->lock);
	struct viewer *v = viewer_of(r, person_id);
	MUST(v);
	bool last = --v->streams == 0;
	if (last) {
		list_remove(&v->link);
		p->viewers--;
		*ret = news_of(r, v);
	}
	pthread_mutex_unlock(&p->lock);
	if (last)
		free(v);
}

void presence_hear(struct presence *p, struct presence_room *r, unsigned loop, enum presence_crowd crowd, bool hears)
{
	MUST(loop < PRESENCE_LOOPS);
	pthread_mutex_lock(&p->lock);
	if (hears)
		r->hearing[crowd] |= UINT64_C(1) << loop;
	else
		r->hearing[crowd] &= ~(UINT64_C(1) << loop);
	pthread_mutex_unlock(&p->lock);
}

size_t presence_list(struct presence *p, const struct presence_room *r, enum presence_crowd crowd, uint64_t self,
		     struct presence_viewer ret[PRESENCE_TOLD_MAX], size_t *ret_more)
{
	size_t n = 0;
	*ret_more = 0;
	pthread_mutex_lock(&p->lock);
	LIST_FOREACH (&r->viewers, it) {
		const struct viewer *v = LIST_ENTRY(it, struct viewer, link);
		if (v->person_id == self || (v->hidden && crowd == PRESENCE_PLAIN))
			continue;
		if (n < PRESENCE_TOLD_MAX)
			ret[n++] = v->told;
		else
			++*ret_more;
	}
	pthread_mutex_unlock(&p->lock);
	return n;
}

struct presence_counts presence_counts(struct presence *p)
{
	pthread_mutex_lock(&p->lock);
	struct presence_counts c = {.rooms = p->rooms.count, .viewers = p->viewers};
	pthread_mutex_unlock(&p->lock);
	return c;
}
