#include "access/session_table.h"

#include "base/lock.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>

#define SHARDS        32
#define SHARD_BUCKETS 128

struct entry {
	struct entry *next;
	struct session s;
	int64_t touched_ms; /* last written to the database */
	int64_t ended_ms;   /* 0: alive */
};

struct shard {
	_Alignas(64) pthread_mutex_t lock;
	struct entry *buckets[SHARD_BUCKETS];
};

struct session_table {
	atomic_size_t count;
	struct shard shards[SHARDS];
};

struct session_table *session_table_new(void)
{
	struct session_table *t = aligned_alloc(64, sizeof *t);
	if (!t)
		return NULL;
	memset(t, 0, sizeof *t);
	for (size_t i = 0; i < SHARDS; i++)
		lock_init(&t->shards[i].lock);
	return t;
}

void session_table_free(struct session_table *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < SHARDS; i++) {
		for (size_t b = 0; b < SHARD_BUCKETS; b++)
			for (struct entry *e = t->shards[i].buckets[b], *next; e; e = next) {
				next = e->next;
				sodium_memzero(e, sizeof *e);
				free(e);
			}
		pthread_mutex_destroy(&t->shards[i].lock);
	}
	free(t);
}

/* A hash is as random as anything: its first bytes choose. */
static struct shard *shard_of(struct session_table *t, const unsigned char *hash)
{
	return &t->shards[hash[0] % SHARDS];
}

static struct entry **slot_of(struct shard *s, const unsigned char *hash)
{
	struct entry **at = &s->buckets[hash[1] % SHARD_BUCKETS];
	while (*at && sodium_memcmp((*at)->s.hash, hash, SHA256_BYTES) != 0)
		at = &(*at)->next;
	return at;
}

static int64_t end_of(const struct session *s)
{
	return s->idle_ms ? MIN(s->seen_ms + s->idle_ms, s->end_ms) : s->end_ms;
}

bool session_table_check(struct session_table *t, const unsigned char hash[SHA256_BYTES], int64_t now_ms, struct person *ret,
			 bool *ret_touch)
{
	struct shard *shard = shard_of(t, hash);
	bool ok = false;
	pthread_mutex_lock(&shard->lock);
	struct entry *e = *slot_of(shard, hash);
	if (e && !e->ended_ms && now_ms < end_of(&e->s)) {
		ok = true;
		e->s.seen_ms = MAX(e->s.seen_ms, now_ms);
		*ret = e->s.person;
		ret->session_ends_ms = end_of(&e->s);
		*ret_touch = e->s.idle_ms && now_ms - e->touched_ms >= SESSION_TOUCH_MS;
		if (*ret_touch)
			e->touched_ms = now_ms;
	}
	pthread_mutex_unlock(&shard->lock);
	return ok;
}

enum err session_table_put(struct session_table *t, const struct session *s, session_ended_fn *ended, void *ctx)
{
	struct shard *shard = shard_of(t, s->hash);
	struct entry *fresh = malloc(sizeof *fresh);
	if (!fresh)
		return ERR_NOMEM;
	*fresh = (struct entry){.s = *s, .touched_ms = s->seen_ms};
	char changed[SESSION_ID_TEXT + 1] = "";
	enum err err = OK;
	pthread_mutex_lock(&shard->lock);
	struct entry **at = slot_of(shard, s->hash), *known = *at;
	if (known) {
		known->s.seen_ms = MAX(known->s.seen_ms, s->seen_ms);
		known->s.end_ms = s->end_ms;
		if (known->s.person.role != s->person.role && !known->ended_ms)
			memcpy(changed, known->s.person.session_id, sizeof changed);
		known->s.person.role = s->person.role;
	} else if (atomic_fetch_add(&t->count, 1) >= SESSIONS_MAX) {
		atomic_fetch_sub(&t->count, 1);
		err = ERR_LIMIT;
	} else {
		*at = fresh;
		fresh = NULL;
	}
	pthread_mutex_unlock(&shard->lock);
	free(fresh);
	if (changed[0])
		ended(ctx, changed);
	return err;
}

void session_table_end(struct session_table *t, const unsigned char hash[SHA256_BYTES], int64_t now_ms, session_ended_fn *ended,
		       void *ctx)
{
	struct shard *shard = shard_of(t, hash);
	char id[SESSION_ID_TEXT + 1] = "";
	pthread_mutex_lock(&shard->lock);
	struct entry *e = *slot_of(shard, hash);
	if (e && !e->ended_ms) {
		e->ended_ms = MAX(now_ms, 1);
		memcpy(id, e->s.person.session_id, sizeof id);
	}
	pthread_mutex_unlock(&shard->lock);
	if (id[0])
		ended(ctx, id);
}

/* Does something about the entry and fills @id, or has nothing to do. */
typedef bool entry_act_fn(struct entry *e, const void *arg, char id[SESSION_ID_TEXT + 1]);

/* The first entry of the bucket that @act has something to do about. */
static bool act_on_bucket(struct shard *shard, size_t bucket, entry_act_fn *act, const void *arg, char id[SESSION_ID_TEXT + 1])
{
	bool found = false;
	pthread_mutex_lock(&shard->lock);
	for (struct entry *e = shard->buckets[bucket]; e && !found; e = e->next)
		found = act(e, arg, id);
	pthread_mutex_unlock(&shard->lock);
	return found;
}

/* Acts on one entry at a time, and tells about it without the lock. Acting on an entry makes @act false for it. */
static void act_on_all(struct session_table *t, entry_act_fn *act, const void *arg, session_ended_fn *ended, void *ctx)
{
	char id[SESSION_ID_TEXT + 1];
	for (size_t i = 0; i < SHARDS; i++)
		for (size_t b = 0; b < SHARD_BUCKETS; b++)
			while (act_on_bucket(&t->shards[i], b, act, arg, id))
				ended(ctx, id);
}

struct person_change {
	uint64_t person_id;
	enum role role;
	bool gone;
	int64_t now_ms;
};

static bool act_person(struct entry *e, const void *arg, char id[SESSION_ID_TEXT + 1])
{
	const struct person_change *c = arg;
	if (e->ended_ms || e->s.person.person_id != c->person_id || (!c->gone && e->s.person.role == c->role))
		return false;
	if (c->gone)
		e->ended_ms = MAX(c->now_ms, 1);
	e->s.person.role = c->role;
	memcpy(id, e->s.person.session_id, SESSION_ID_TEXT + 1);
	return true;
}

void session_table_person_changed(struct session_table *t, uint64_t person_id, enum role role, bool gone, int64_t now_ms,
				  session_ended_fn *ended, void *ctx)
{
	struct person_change c = {person_id, role, gone, now_ms};
	act_on_all(t, act_person, &c, ended, ctx);
}

static bool act_expired(struct entry *e, const void *arg, char id[SESSION_ID_TEXT + 1])
{
	int64_t now_ms = *(const int64_t *)arg;
	if (e->ended_ms || now_ms < end_of(&e->s))
		return false;
	e->ended_ms = MAX(now_ms, 1);
	memcpy(id, e->s.person.session_id, SESSION_ID_TEXT + 1);
	return true;
}

static void bury(struct session_table *t, struct shard *shard, int64_t now_ms)
{
	pthread_mutex_lock(&shard->lock);
	for (size_t b = 0; b < SHARD_BUCKETS; b++)
		for (struct entry **at = &shard->buckets[b]; *at;) {
			struct entry *e = *at;
			if (!e->ended_ms || now_ms - e->ended_ms < SESSION_GRAVE_MS) {
				at = &e->next;
				continue;
			}
			*at = e->next;
			sodium_memzero(e, sizeof *e);
			free(e);
			atomic_fetch_sub(&t->count, 1);
		}
	pthread_mutex_unlock(&shard->lock);
}

void session_table_sweep(struct session_table *t, int64_t now_ms, session_ended_fn *ended, void *ctx)
{
	act_on_all(t, act_expired, &now_ms, ended, ctx);
	for (size_t i = 0; i < SHARDS; i++)
		bury(t, &t->shards[i], now_ms);
}

size_t session_table_count(const struct session_table *t)
{
	return atomic_load(&t->count);
}
