#include "access/limiter.h"

#include "base/list.h"

#include <pthread.h>
#include <stdlib.h>

#define BUCKETS 4096

/* Keys are known by their 64-bit hash under the process's key: two that collide share their tries, which costs a wait. */
struct entry {
	struct entry *next;
	struct list by_age; /* least recently used first */
	uint64_t hash;
	uint64_t level_ms; /* tries left, in milliseconds of filling: burst x ms_per_try is full */
	uint64_t at_ms;
};

struct limiter {
	pthread_mutex_t lock;
	uint64_t ms_per_try, full_ms;
	size_t count;
	struct list by_age;
	struct entry *buckets[BUCKETS];
};

struct limiter *limiter_new(unsigned burst, unsigned window_s)
{
	MUST(burst >= 1 && burst <= LIMITER_BURST_MAX && window_s >= 1);
	struct limiter *l = calloc(1, sizeof *l);
	if (!l)
		return NULL;
	pthread_mutex_init(&l->lock, NULL);
	list_init(&l->by_age);
	l->ms_per_try = MAX((uint64_t)window_s * 1000 / burst, 1u);
	l->full_ms = l->ms_per_try * burst;
	return l;
}

void limiter_free(struct limiter *l)
{
	if (!l)
		return;
	LIST_FOREACH_SAFE (&l->by_age, it)
		free(LIST_ENTRY(it, struct entry, by_age));
	pthread_mutex_destroy(&l->lock);
	free(l);
}

static void entry_drop(struct limiter *l, struct entry *e)
{
	struct entry **at = &l->buckets[e->hash % BUCKETS];
	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	list_remove(&e->by_age);
	l->count--;
	free(e);
}

static struct entry *entry_find(struct limiter *l, uint64_t hash)
{
	struct entry *e = l->buckets[hash % BUCKETS];
	while (e && e->hash != hash)
		e = e->next;
	return e;
}

static struct entry *entry_make(struct limiter *l, uint64_t hash, uint64_t now_ms)
{
	if (l->count >= LIMITER_KEYS_MAX)
		entry_drop(l, LIST_ENTRY(l->by_age.next, struct entry, by_age));
	struct entry *e = malloc(sizeof *e);
	if (!e)
		return NULL;
	*e = (struct entry){.next = l->buckets[hash % BUCKETS], .hash = hash, .level_ms = l->full_ms, .at_ms = now_ms};
	l->buckets[hash % BUCKETS] = e;
	list_push_back(&l->by_age, &e->by_age);
	l->count++;
	return e;
}

static void entry_fill(struct limiter *l, struct entry *e, uint64_t now_ms)
{
	if (now_ms > e->at_ms)
		e->level_ms = MIN(e->level_ms + (now_ms - e->at_ms), l->full_ms);
	e->at_ms = now_ms;
	list_remove(&e->by_age);
	list_push_back(&l->by_age, &e->by_age);
}

bool limiter_take(struct limiter *l, struct str key, uint64_t now_ms, unsigned *ret_retry_s)
{
	uint64_t hash = str_hash(key);
	bool allowed = false;
	pthread_mutex_lock(&l->lock);
	struct entry *e = entry_find(l, hash);
	if (!e)
		e = entry_make(l, hash, now_ms);
	if (!e) {
		*ret_retry_s = 1;
	} else {
		entry_fill(l, e, now_ms);
		allowed = e->level_ms >= l->ms_per_try;
		if (allowed)
			e->level_ms -= l->ms_per_try;
		else
			*ret_retry_s = (unsigned)((l->ms_per_try - e->level_ms + 999) / 1000);
	}
	pthread_mutex_unlock(&l->lock);
	return allowed;
}

void limiter_give_back(struct limiter *l, struct str key, uint64_t now_ms)
{
	pthread_mutex_lock(&l->lock);
	struct entry *e = entry_find(l, str_hash(key));
	if (e) {
		entry_fill(l, e, now_ms);
		e->level_ms = MIN(e->level_ms + l->ms_per_try, l->full_ms);
		/* A full bucket is like none. */
		if (e->level_ms == l->full_ms)
			entry_drop(l, e);
	}
	pthread_mutex_unlock(&l->lock);
}
