#include "sources/flight.h"

#include "base/clock.h"
#include "base/lock.h"
#include "base/log.h"
#include "sources/house.h"

#include <stdlib.h>

void flights_init(struct flights *f)
{
	for (unsigned i = 0; i < FLIGHT_SHARDS; i++) {
		lock_init(&f->shards[i].lock);
		map_init(&f->shards[i].by_key);
	}
}

void flights_done(struct flights *f)
{
	for (unsigned i = 0; i < FLIGHT_SHARDS; i++) {
		MUST(f->shards[i].by_key.count == 0);
		map_done(&f->shards[i].by_key);
		pthread_mutex_destroy(&f->shards[i].lock);
	}
}

static unsigned shard_of(struct str key)
{
	return (unsigned)(str_hash_stable(key) >> 32) % FLIGHT_SHARDS;
}

/* Snapshots -------------------------------------------------------------------------------------------------------------- */

static void snapshot_destroy(struct cache_value *v)
{
	struct snapshot *s = CONTAINER_OF(v, struct snapshot, base);
	s->unseal(s->body);
	free(s);
}

struct snapshot *snapshot_new(const struct sources *s, const struct snapshot *times, void *body, size_t bytes)
{
	enum { MALLOC_HEADER = 16 };
	struct snapshot *n = malloc(sizeof(*n));
	if (!n)
		return NULL;
	*n = (struct snapshot){
		.base = {.refs = 1, .size_bytes = sizeof(*n) + MALLOC_HEADER + bytes, .destroy = snapshot_destroy},
		.part = times->part,
		.started_ms = times->started_ms,
		.started_mono_ms = times->started_mono_ms,
		.fetched_ms = times->fetched_ms,
		.fetched_mono_ms = times->fetched_mono_ms,
		.body = body,
		.unseal = s->unseal,
	};
	return n;
}

static enum source_error make_snapshot(struct flight *f, const struct record *r)
{
	struct sources *house = f->on->house;
	size_t size = 0;
	void *body = house->seal(house->ctx, f->part, f->customer, r, &size);
	if (!body)
		return SOURCE_OVERLOADED;
	const struct snapshot times = {.part = f->part,
				       .started_ms = f->started_ms,
				       .started_mono_ms = f->started_mono_ms,
				       .fetched_ms = clock_wall_ms(),
				       .fetched_mono_ms = house->now_ms()};
	f->snapshot = snapshot_new(house, &times, body, size);
	if (f->snapshot)
		return SOURCE_OK;
	house->unseal(body);
	return SOURCE_OVERLOADED;
}

static void log_fault(const struct flight *f, enum source_error e, const struct mapping_fault *fault)
{
	log_event(LOG_WARN, "source.bad_answer", "source", f->source->plan->name, "part", part_name(f->part), "error",
		  source_error_name(e), "field", fault->field ? fault->field : "", "why", fault->why ? fault->why : "", NULL);
}

/* Reads all answers at once, when the last one is here. */
static enum source_error read_answers(struct flight *f)
{
	struct record r;
	struct mapping_fault fault;
	struct arena *a = &f->on->scratch;
	enum source_error e = mapping_run(f->plan->mapping, f->bodies, f->customer, a, NULL, &r, &fault);
	if (e == SOURCE_OK)
		e = make_snapshot(f, &r);
	else if (e != SOURCE_NOT_FOUND)
		log_fault(f, e, &fault);
	arena_reset(a);
	return e;
}

/* Telling the waiters ---------------------------------------------------------------------------------------------------- */

static void ticket_arrive(struct letter *m)
{
	struct look_ticket *t = CONTAINER_OF(m, struct look_ticket, letter);
	if (t->cancelled) {
		snapshot_unref(t->look.snapshot);
		snapshot_unref(t->kept);
		free(t);
		return;
	}
	list_remove(&t->own_link);
	if (t->kept && t->look.state == LOOK_MISSING && t->look.error != SOURCE_NOT_FOUND) {
		t->look.state = LOOK_STALE;
		t->look.snapshot = t->kept;
	} else {
		snapshot_unref(t->kept);
	}
	t->done(t->ctx, t->part, &t->look);
	free(t);
}

/* Takes the flight out of the table; its waiters are @ret_waiters' then. False: it was not in the table any more. */
static bool unlist(struct flight *f, struct list *ret_waiters)
{
	unsigned shard = shard_of(f->key);
	struct flights *all = &f->on->house->flights;
	list_init(ret_waiters);
	pthread_mutex_lock(&all->shards[shard].lock);
	bool listed = f->listed;
	if (listed)
		map_remove(&all->shards[shard].by_key, f->key);
	f->listed = false;
	list_splice_back(ret_waiters, &f->waiters);
	LIST_FOREACH (ret_waiters, it)
		LIST_ENTRY(it, struct look_ticket, link)->flight = NULL;
	pthread_mutex_unlock(&all->shards[shard].lock);
	return listed;
}

static void tell(struct flight *f, struct list *waiters, enum source_error e)
{
	bool open = breaker_stops(&f->source->breaker, f->on->house->now_ms());
	LIST_FOREACH_SAFE (waiters, it) {
		struct look_ticket *t = LIST_ENTRY(it, struct look_ticket, link);
		if (e == SOURCE_OK) {
			cache_value_ref(&f->snapshot->base);
			t->look = (struct look){.state = LOOK_FRESH, .snapshot = f->snapshot};
		} else {
			t->look = (struct look){.state = LOOK_MISSING, .error = e, .breaker_open = open};
		}
		/* The last touch: its loop may free it from now on. */
		loop_post(t->on->loop, &t->letter);
	}
}

static void flight_free(struct flight *f)
{
	for (size_t i = 0; i < f->plan->request_count; i++)
		if (f->plan->request_count > 1)
			free((char *)f->bodies[i].p);
	snapshot_unref(f->snapshot);
	list_remove(&f->link);
	catalog_unref(f->catalog);
	free(f);
}

/* What is kept of a failed try to renew. */
static void mark_failed(struct flight *f, enum source_error e)
{
	struct cache *cache = f->on->house->cache;
	if (e == SOURCE_NOT_FOUND) { /* the source says that it has no such customer any more */
		cache_remove(cache, f->key);
		sources_changed(f->on->house, f->customer);
		return;
	}
	struct cache_value *v = cache_get(cache, f->key);
	if (!v)
		return;
	struct snapshot *s = CONTAINER_OF(v, struct snapshot, base);
	atomic_store_explicit(&s->last_error, e, memory_order_relaxed);
	atomic_store_explicit(&s->last_try_mono_ms, f->on->house->now_ms(), memory_order_relaxed);
	sources_changed(f->on->house, f->customer);
	cache_value_unref(v);
}

static bool is_listed(struct flight *f)
{
	pthread_mutex_t *lock = &f->on->house->flights.shards[shard_of(f->key)].lock;
	pthread_mutex_lock(lock);
	bool listed = f->listed;
	pthread_mutex_unlock(lock);
	return listed;
}

static void land(struct flight *f, enum source_error e)
{
	struct list waiters;
	struct cache *cache = f->on->house->cache;
	bool put = false;
	/* Into the cache before it leaves the table, so that nobody between the two begins another. */
	if (!is_listed(f))
		goto disowned;
	if (e != SOURCE_OK)
		mark_failed(f, e);
	else if (cache_put(cache, f->key, &f->snapshot->base) == OK)
		put = true;
	else
		log_event(LOG_WARN, "source.not_cached", "source", f->source->plan->name, "part", part_name(f->part), NULL);
	sources_changed(f->on->house, f->customer);
disowned:
	/* Disowned at the last moment: what was put may be older than the expiry. A newer one that it hits is only fetched again.
	 */
	if (!unlist(f, &waiters) && put)
		cache_remove(cache, f->key);
	tell(f, &waiters, e);
	flight_free(f);
}

/* Calls ------------------------------------------------------------------------------------------------------------------ */

static struct flight_call *flight_call_of(struct call *c)
{
	return CONTAINER_OF(c, struct flight_call, call);
}

static enum err write_url(struct call *c, struct buf *out)
{
	struct flight_call *fc = flight_call_of(c);
	struct flight *f = fc->flight;
	const struct template *t = &f->plan->requests[fc - f->calls].where;
	struct template_values v = {.vars = {[VAR_ID] = f->customer}};
	char sep;
	buf_str(out, str_of(f->source->plan->base_url));
	return template_expand(t, &v, NULL, NULL, out, &sep);
}

static enum source_error judge(struct call *c, const struct http_result *r, struct http_transfer *t)
{
	struct flight_call *fc = flight_call_of(c);
	struct flight *f = fc->flight;
	struct str body = r->status == 404 ? STR_NONE : r->body.p ? r->body : STR("");
	(void)t;
	if (f->plan->request_count == 1) {
		f->bodies[0] = body;
		return read_answers(f);
	}
	/* Others are still to come: this one must outlive its transfer. */
	struct str *mine = &f->bodies[fc - f->calls];
	if (body.p) {
		char *copy = malloc(body.n + 1);
		if (!copy)
			return SOURCE_OVERLOADED;
		if (body.n)
			memcpy(copy, body.p, body.n);
		free((char *)mine->p);
		*mine = str_mem(copy, body.n);
	}
	return f->pending == 1 && f->error == SOURCE_OK ? read_answers(f) : SOURCE_OK;
}

static void on_finish(struct call *c, enum source_error e)
{
	struct flight *f = flight_call_of(c)->flight;
	f->pending--;
	if (f->error == SOURCE_OK)
		f->error = e;
	/* One failure is enough: the others' answers are not worth waiting for. */
	if (f->error != SOURCE_OK) {
		for (size_t i = 0; i < f->plan->request_count; i++)
			call_cancel(&f->calls[i].call);
		f->pending = 0;
	}
	if (f->pending == 0)
		land(f, f->error);
}

static enum source_error start_calls(struct flight *f)
{
	uint64_t deadline = clock_mono_ms() + f->source->plan->timeout_ms;
	size_t n = f->plan->request_count;
	f->pending = (unsigned)n;
	for (size_t i = 0; i < n; i++) {
		f->calls[i].flight = f;
		f->calls[i].call = (struct call){
			.on = f->on,
			.catalog = f->catalog,
			.source = f->source,
			.deadline_ms = deadline,
			.url = write_url,
			.judge = judge,
			.finish = on_finish,
			.takes_404 = f->plan->requests[i].empty_on_404,
		};
		enum source_error e = call_start(&f->calls[i].call);
		if (e == SOURCE_OK)
			continue;
		while (i--)
			call_cancel(&f->calls[i].call);
		return e;
	}
	return SOURCE_OK;
}

static struct flight *flight_new(struct source_loop *on, struct source *s, struct str customer, enum part p, struct str key)
{
	/* The calls behind those that the part has are never touched. */
	struct flight *f = malloc(sizeof(*f));
	if (!f)
		return NULL;
	MUST(key.n <= sizeof(f->text));
	f->on = on;
	f->catalog = catalog_ref(on->catalog);
	f->source = s;
	f->plan = s->plan->parts[p];
	f->part = p;
	f->listed = false;
	f->error = SOURCE_OK;
	f->snapshot = NULL;
	f->started_ms = clock_wall_ms();
	f->started_mono_ms = on->house->now_ms();
	memset(f->bodies, 0, sizeof(f->bodies));
	memcpy(f->text, key.p, key.n);
	f->key = str_mem(f->text, key.n);
	f->customer = str_mem(f->text + (key.n - customer.n), customer.n);
	list_init(&f->waiters);
	list_push_back(&on->flights, &f->link);
	return f;
}

static void add_waiter(struct flight *f, struct look_ticket *t, unsigned shard)
{
	if (!t)
		return;
	t->shard = shard;
	t->flight = f;
	t->letter.deliver = ticket_arrive;
	list_push_back(&f->waiters, &t->link);
}

enum source_error flight_join(struct source_loop *on, struct source *s, struct str customer, enum part p, struct str key,
			      uint64_t since_mono_ms, struct look_ticket *ticket)
{
	unsigned shard = shard_of(key);
	struct flights *all = &on->house->flights;
	struct flight *fresh = NULL;
	struct list waiters;
	pthread_mutex_lock(&all->shards[shard].lock);
	struct flight *f = map_get(&all->shards[shard].by_key, key);
	if (f && f->started_mono_ms < since_mono_ms) { /* those who wait for it get what it brings */
		map_remove(&all->shards[shard].by_key, key);
		f->listed = false;
		f = NULL;
	}
	if (f) {
		add_waiter(f, ticket, shard);
	} else {
		fresh = flight_new(on, s, customer, p, key);
		if (fresh && map_put(&all->shards[shard].by_key, fresh->key, fresh, NULL) == OK) {
			fresh->listed = true;
			add_waiter(fresh, ticket, shard);
			f = fresh;
		}
	}
	pthread_mutex_unlock(&all->shards[shard].lock);
	if (!f) {
		if (fresh)
			flight_free(fresh);
		return SOURCE_OVERLOADED;
	}
	if (f != fresh)
		return SOURCE_OK;
	enum source_error e = start_calls(f);
	if (e == SOURCE_OK)
		return SOURCE_OK;
	/* Others may have joined since; ours is told by what we return. */
	unlist(f, &waiters);
	if (ticket)
		list_remove(&ticket->link);
	tell(f, &waiters, e);
	mark_failed(f, e);
	flight_free(f);
	return e;
}

void flight_leave(struct look_ticket *t)
{
	struct flights *all = &t->on->house->flights;
	pthread_mutex_lock(&all->shards[t->shard].lock);
	bool waits = t->flight != NULL;
	if (waits)
		list_remove(&t->link);
	pthread_mutex_unlock(&all->shards[t->shard].lock);
	list_remove(&t->own_link);
	if (waits) {
		snapshot_unref(t->kept);
		free(t);
	} else {
		t->cancelled = true;
	}
}

void flight_disown(struct sources *s, struct str key)
{
	unsigned shard = shard_of(key);
	pthread_mutex_lock(&s->flights.shards[shard].lock);
	struct flight *f = map_remove(&s->flights.shards[shard].by_key, key);
	if (f)
		f->listed = false;
	pthread_mutex_unlock(&s->flights.shards[shard].lock);
}

void flights_cancel_all(struct source_loop *on)
{
	LIST_FOREACH_SAFE (&on->flights, it) {
		struct flight *f = LIST_ENTRY(it, struct flight, link);
		struct list waiters;
		for (size_t i = 0; i < f->plan->request_count; i++)
			call_cancel(&f->calls[i].call);
		unlist(f, &waiters);
		tell(f, &waiters, SOURCE_UNREACHABLE);
		flight_free(f);
	}
}
