/* S3-FIFO (Yang, Zhang, Qiu, Yue, Rashmi: "FIFO queues are all you need for cache eviction", SOSP 2023), cut into shards.
 *
 * New entries enter a small queue (a tenth of the bytes). What is asked for more than once there moves on to the main queue; the
 * rest leaves, and only a fingerprint of it is remembered. An entry whose fingerprint is still remembered goes straight to the
 * main queue. The main queue is a FIFO with re-insertion. A scan therefore flows through the small queue and never reaches what
 * people look at.
 *
 * Bytes counted: the cache and shard structures, hash tables, fingerprints, entries with their keys as malloc rounds them, and
 * what the values say of themselves. */
#include "cache/cache.h"

#include "base/lock.h"

#include "cache/ghost.h"

#include <pthread.h>
#include <stdlib.h>

enum {
	SHARDS_MAX = 256,
	SMALL_SHARE = 10,       /* the small queue's part of a shard: a tenth */
	HITS_MAX = 3,           /* hits that an entry can save up */
	FIRST_BUCKETS = 64,     /* doubled as entries come */
	GHOST_BYTES_EACH = 512, /* a fingerprint slot for so many bytes of a shard */
	TABLE_SHARE = 8,        /* the hash table stops growing at an eighth of the shard */
	MALLOC_HEADER = 16,     /* what glibc's malloc adds at most to a block that was rounded up to 16 */
};

enum queue { SMALL, MAIN, QUEUES };

struct entry {
	struct entry *chain;         /* in its bucket; of the evicted, once it left */
	struct entry *newer, *older; /* in its queue */
	struct cache_value *value;
	uint64_t hash;
	size_t cost; /* all of it, value included */
	uint32_t key_size;
	uint8_t hits, queue;
	char key[];
};

struct fifo {
	struct entry *newest, *oldest;
	size_t bytes, entries;
};

struct shard {
	_Alignas(64) pthread_mutex_t lock;
	struct entry **buckets;
	size_t bucket_mask, entries, bytes, limit;
	size_t fixed; /* of bytes: what no eviction brings back */
	struct fifo queues[QUEUES];
	struct ghost ghost;
	uint64_t hits, misses, inserted, evicted, removed;
};

struct cache {
	size_t limit_bytes, fixed_bytes;
	unsigned shard_count;
	struct shard *shards;
};

void cache_value_unref(struct cache_value *v)
{
	if (atomic_fetch_sub_explicit(&v->refs, 1, memory_order_acq_rel) == 1)
		v->destroy(v);
}

static size_t malloc_cost(size_t n)
{
	return ((n + 15) & ~(size_t)15) + MALLOC_HEADER;
}

static struct shard *shard_of(struct cache *c, uint64_t hash)
{
	/* The upper half chooses the shard, the lower half the bucket. */
	return &c->shards[(hash >> 32) % c->shard_count];
}

static struct entry **find(struct shard *s, uint64_t hash, struct str key)
{
	struct entry **at = &s->buckets[hash & s->bucket_mask];
	while (*at && ((*at)->hash != hash || !str_eq(str_mem((*at)->key, (*at)->key_size), key)))
		at = &(*at)->chain;
	return at;
}

static void fifo_push(struct shard *s, enum queue q, struct entry *e)
{
	struct fifo *f = &s->queues[q];
	e->queue = (uint8_t)q;
	e->newer = NULL;
	e->older = f->newest;
	if (f->newest)
		f->newest->newer = e;
	else
		f->oldest = e;
	f->newest = e;
	f->bytes += e->cost;
	f->entries++;
}

static void fifo_remove(struct shard *s, struct entry *e)
{
	struct fifo *f = &s->queues[e->queue];
	*(e->newer ? &e->newer->older : &f->newest) = e->older;
	*(e->older ? &e->older->newer : &f->oldest) = e->newer;
	f->bytes -= e->cost;
	f->entries--;
}

/* Takes @e out of the table and puts it on @gone, to be freed when the lock is off. */
static void drop(struct shard *s, struct entry *e, struct entry **gone)
{
	struct entry **at = &s->buckets[e->hash & s->bucket_mask];
	while (*at != e)
		at = &(*at)->chain;
	*at = e->chain;
	s->entries--;
	s->bytes -= e->cost;
	e->chain = *gone;
	*gone = e;
}

static void free_gone(struct entry *gone)
{
	while (gone) {
		struct entry *next = gone->chain;
		cache_value_unref(gone->value);
		free(gone);
		gone = next;
	}
}

/* One step; what it looks at either leaves or loses a hit, so that a number of steps always suffices. */
static void evict_one(struct shard *s, struct entry **gone)
{
	struct fifo *small = &s->queues[SMALL], *main_queue = &s->queues[MAIN];
	bool from_small = small->oldest && (small->bytes >= s->limit / SMALL_SHARE || !main_queue->oldest);
	struct entry *e = from_small ? small->oldest : main_queue->oldest;
	fifo_remove(s, e);
	if (from_small && e->hits > 1) {
		e->hits = 0;
		fifo_push(s, MAIN, e);
	} else if (!from_small && e->hits > 0) {
		e->hits--;
		fifo_push(s, MAIN, e);
	} else {
		if (from_small)
			ghost_add(&s->ghost, e->hash, main_queue->entries);
		drop(s, e, gone);
		s->evicted++;
	}
}

static void make_room(struct shard *s, size_t bytes, struct entry **gone)
{
	while (s->bytes + bytes > s->limit && s->entries)
		evict_one(s, gone);
}

/* Doubles the table when it is full and may grow; both tables are counted while both exist. */
static void grow_table(struct shard *s, struct entry **gone)
{
	size_t old = s->bucket_mask + 1, cost = malloc_cost(2 * old * sizeof(*s->buckets));
	if (s->entries <= old || cost > s->limit / TABLE_SHARE)
		return;
	make_room(s, cost, gone);
	struct entry **buckets = calloc(2 * old, sizeof(*buckets));
	if (!buckets)
		return; /* longer chains, nothing worse */
	for (size_t i = 0; i < old; i++) {
		for (struct entry *e = s->buckets[i], *next; e; e = next) {
			next = e->chain;
			struct entry **to = &buckets[e->hash & (2 * old - 1)];
			e->chain = *to;
			*to = e;
		}
	}
	free(s->buckets);
	s->bytes += cost - malloc_cost(old * sizeof(*buckets));
	s->fixed += cost - malloc_cost(old * sizeof(*buckets));
	s->buckets = buckets;
	s->bucket_mask = 2 * old - 1;
}

static enum err shard_init(struct shard *s, size_t limit)
{
	lock_init(&s->lock);
	s->limit = limit;
	s->buckets = calloc(FIRST_BUCKETS, sizeof(*s->buckets));
	if (!s->buckets || ghost_init(&s->ghost, limit / GHOST_BYTES_EACH) != OK)
		return ERR_NOMEM;
	s->bucket_mask = FIRST_BUCKETS - 1;
	s->fixed = sizeof(*s) + malloc_cost(FIRST_BUCKETS * sizeof(*s->buckets)) + malloc_cost(ghost_bytes(&s->ghost));
	s->bytes = s->fixed;
	return s->fixed < limit / 2 ? OK : ERR_RANGE;
}

enum err cache_new(size_t limit_bytes, unsigned shards, struct cache **ret)
{
	if (shards == 0 || shards > SHARDS_MAX)
		return ERR_RANGE;
	struct cache *c = calloc(1, sizeof(*c));
	if (!c)
		return ERR_NOMEM;
	enum err err = ERR_NOMEM;
	c->limit_bytes = limit_bytes;
	c->fixed_bytes = malloc_cost(sizeof(*c)) + MALLOC_HEADER + 64;
	c->shards = aligned_alloc(64, shards * sizeof(*c->shards));
	if (!c->shards)
		goto fail;
	memset(c->shards, 0, shards * sizeof(*c->shards));
	err = ERR_RANGE;
	if (limit_bytes <= c->fixed_bytes)
		goto fail;
	for (err = OK; c->shard_count < shards && err == OK; c->shard_count++)
		err = shard_init(&c->shards[c->shard_count], (limit_bytes - c->fixed_bytes) / shards);
	if (err != OK)
		goto fail;
	*ret = c;
	return OK;
fail:
	cache_free(c);
	return err;
}

void cache_free(struct cache *c)
{
	if (!c)
		return;
	for (unsigned i = 0; i < c->shard_count; i++) {
		struct shard *s = &c->shards[i];
		struct entry *gone = NULL;
		for (size_t b = 0; s->buckets && b <= s->bucket_mask; b++)
			while (s->buckets[b])
				drop(s, s->buckets[b], &gone);
		free_gone(gone);
		free(s->buckets);
		ghost_done(&s->ghost);
		pthread_mutex_destroy(&s->lock);
	}
	free(c->shards);
	free(c);
}

struct cache_value *cache_get(struct cache *c, struct str key)
{
	uint64_t hash = str_hash(key);
	struct shard *s = shard_of(c, hash);
	pthread_mutex_lock(&s->lock);
	struct entry *e = *find(s, hash, key);
	struct cache_value *v = NULL;
	if (e) {
		v = e->value;
		cache_value_ref(v);
		if (e->hits < HITS_MAX)
			e->hits++;
		s->hits++;
	} else {
		s->misses++;
	}
	pthread_mutex_unlock(&s->lock);
	return v;
}

/* A newer value for the same key keeps the place and the hits of the older one. */
static void replace(struct shard *s, struct entry *e, struct cache_value *v, size_t cost, struct entry *spare,
		    struct entry **gone)
{
	s->queues[e->queue].bytes += cost - e->cost;
	s->bytes += cost - e->cost;
	spare->value = e->value;
	spare->chain = *gone;
	*gone = spare;
	e->value = v;
	e->cost = cost;
}

static struct entry *entry_new(uint64_t hash, struct str key, struct cache_value *v, size_t cost)
{
	struct entry *e = malloc(sizeof(*e) + key.n);
	if (!e)
		return NULL;
	*e = (struct entry){.value = v, .hash = hash, .cost = cost, .key_size = (uint32_t)key.n};
	if (key.n)
		memcpy(e->key, key.p, key.n);
	return e;
}

enum err cache_put(struct cache *c, struct str key, struct cache_value *v)
{
	uint64_t hash = str_hash(key);
	struct shard *s = shard_of(c, hash);
	struct entry *gone = NULL;
	if (key.n > UINT32_MAX)
		return ERR_TOO_LARGE;
	struct entry *e = entry_new(hash, key, v, 0);
	if (!e)
		return ERR_NOMEM;
	pthread_mutex_lock(&s->lock);
	grow_table(s, &gone);
	/* The size is read under the lock, as cache_value_grow() writes it there. */
	size_t overhead = malloc_cost(sizeof(*e) + key.n), cost;
	if (__builtin_add_overflow(overhead, v->size_bytes, &cost) || cost > s->limit - s->fixed) {
		pthread_mutex_unlock(&s->lock);
		free(e);
		free_gone(gone);
		return ERR_TOO_LARGE;
	}
	cache_value_ref(v);
	struct entry *old = *find(s, hash, key);
	if (old) {
		replace(s, old, v, cost, e, &gone);
	} else {
		make_room(s, cost, &gone);
		e->cost = cost;
		e->chain = s->buckets[hash & s->bucket_mask];
		s->buckets[hash & s->bucket_mask] = e;
		fifo_push(s, ghost_take(&s->ghost, hash) ? MAIN : SMALL, e);
		s->entries++;
		s->bytes += cost;
		s->inserted++;
	}
	make_room(s, 0, &gone);
	pthread_mutex_unlock(&s->lock);
	free_gone(gone);
	return OK;
}

bool cache_replace(struct cache *c, struct str key, const struct cache_value *expected, struct cache_value *v)
{
	uint64_t hash = str_hash(key);
	struct shard *s = shard_of(c, hash);
	struct entry *gone = NULL, *spare = malloc(sizeof(*spare));
	size_t cost;
	bool replaced = false;
	if (!spare)
		return false;
	pthread_mutex_lock(&s->lock);
	struct entry *old = *find(s, hash, key);
	bool fits =
		!__builtin_add_overflow(malloc_cost(sizeof(*old) + key.n), v->size_bytes, &cost) && cost <= s->limit - s->fixed;
	if (old && old->value == expected && fits) {
		cache_value_ref(v);
		replace(s, old, v, cost, spare, &gone);
		make_room(s, 0, &gone);
		replaced = true;
	}
	pthread_mutex_unlock(&s->lock);
	free_gone(gone);
	if (!replaced)
		free(spare);
	return replaced;
}

void cache_remove(struct cache *c, struct str key)
{
	uint64_t hash = str_hash(key);
	struct shard *s = shard_of(c, hash);
	struct entry *gone = NULL;
	pthread_mutex_lock(&s->lock);
	struct entry *e = *find(s, hash, key);
	if (e) {
		fifo_remove(s, e);
		drop(s, e, &gone);
		s->removed++;
	}
	pthread_mutex_unlock(&s->lock);
	free_gone(gone);
}

void cache_value_grow(struct cache *c, struct str key, struct cache_value *v, size_t bytes)
{
	uint64_t hash = str_hash(key);
	struct shard *s = shard_of(c, hash);
	struct entry *gone = NULL;
	pthread_mutex_lock(&s->lock);
	v->size_bytes += bytes;
	struct entry *e = *find(s, hash, key);
	if (e && e->value == v) {
		s->queues[e->queue].bytes += bytes;
		s->bytes += bytes;
		e->cost += bytes;
		make_room(s, 0, &gone);
	}
	pthread_mutex_unlock(&s->lock);
	free_gone(gone);
}

struct cache_counts cache_counts(struct cache *c)
{
	struct cache_counts n = {.limit_bytes = c->limit_bytes, .bytes = c->fixed_bytes};
	for (unsigned i = 0; i < c->shard_count; i++) {
		struct shard *s = &c->shards[i];
		pthread_mutex_lock(&s->lock);
		n.hits += s->hits;
		n.misses += s->misses;
		n.inserted += s->inserted;
		n.evicted += s->evicted;
		n.removed += s->removed;
		n.bytes += s->bytes;
		n.entries += s->entries;
		pthread_mutex_unlock(&s->lock);
	}
	return n;
}
