#include "base/clock.h"
#include "sources/house.h"

#include <stdlib.h>

enum { HOST_CONNECTIONS_MAX = 512, TOTAL_CONNECTIONS_MAX = 2048, IDLE_CLOSE_S = 60 };

enum err sources_new(const struct source_config *configs, size_t count, struct cache *cache, snapshot_seal_fn *seal,
		     void (*unseal)(void *body), void *ctx, struct sources **ret, struct err_info *info)
{
	struct sources *s = aligned_alloc(64, (sizeof(*s) + 63) & ~(size_t)63);
	if (!s)
		return err_set(info, ERR_NOMEM, "sources", "no memory");
	memset(s, 0, sizeof(*s));
	enum err e = catalog_new(configs, count, &s->catalog, info);
	if (e != OK) {
		free(s);
		return e;
	}
	pthread_mutex_init(&s->lock, NULL);
	flights_init(&s->flights);
	s->cache = cache;
	s->seal = seal;
	s->unseal = unseal;
	s->ctx = ctx;
	s->now_ms = clock_coarse_ms; /* a view asks eight times */
	*ret = s;
	return OK;
}

static void take_over(struct letter *m)
{
	struct reload *r = CONTAINER_OF(m, struct reload, letter);
	struct source_loop *on = r->on;
	if (!on) {
		catalog_unref(r->to);
		free(r);
		return;
	}
	pthread_mutex_lock(&on->house->lock);
	struct catalog *to = r->to, *old = on->catalog;
	r->to = NULL;
	r->posted = false;
	pthread_mutex_unlock(&on->house->lock);
	on->catalog = to;
	for (size_t i = 0; i < GENERATIONS; i++) /* times to live may be others now */
		atomic_fetch_add_explicit(&on->house->generations[i], 1, memory_order_release);
	tokens_drop(on, to);
	catalog_unref(old);
}

static void loop_done(struct source_loop *on)
{
	asks_cancel_all(on);
	flights_cancel_all(on);
	LIST_FOREACH_SAFE (&on->tickets, it)
		flight_leave(LIST_ENTRY(it, struct look_ticket, own_link));
	tokens_drop(on, NULL);
	http_client_free(on->http);
	arena_done(&on->scratch);
	buf_done(&on->url);
	catalog_unref(on->catalog);
	free(on->reload);
	free(on);
}

enum err sources_attach(struct sources *s, struct loop *l)
{
	static const struct http_client_config config = {
		.max_host_connections = HOST_CONNECTIONS_MAX,
		.max_total_connections = TOTAL_CONNECTIONS_MAX,
		.idle_close_s = IDLE_CLOSE_S,
		.user_agent = "pitboss/" PITBOSS_VERSION,
	};
	unsigned i = loop_index(l);
	if (i >= LOOPS_MAX || s->loops[i])
		return ERR_RANGE;
	struct source_loop *on = calloc(1, sizeof(*on));
	struct reload *reload = calloc(1, sizeof(*reload));
	if (!on || !reload) {
		free(on);
		free(reload);
		return ERR_NOMEM;
	}
	*reload = (struct reload){.letter.deliver = take_over, .on = on};
	on->reload = reload;
	on->house = s;
	on->loop = l;
	list_init(&on->flights);
	list_init(&on->asks);
	list_init(&on->tickets);
	list_init(&on->tokens);
	arena_init(&on->scratch, SCRATCH_MAX);
	/* A reset keeps the first block: make that one large enough for nearly all answers, or each would take and give back
	 * several. */
	if (!arena_alloc(&on->scratch, SCRATCH_KEPT)) {
		free(on);
		free(reload);
		return ERR_NOMEM;
	}
	arena_reset(&on->scratch);
	buf_init(&on->url, SOURCE_URL_MAX);
	pthread_mutex_lock(&s->lock);
	on->catalog = catalog_ref(s->catalog);
	pthread_mutex_unlock(&s->lock);
	enum err e = http_client_new(l, &config, &on->http);
	if (e != OK) {
		loop_done(on);
		return e;
	}
	pthread_mutex_lock(&s->lock);
	s->loops[i] = on;
	pthread_mutex_unlock(&s->lock);
	return OK;
}

void sources_detach(struct sources *s, struct loop *l)
{
	unsigned i = loop_index(l);
	pthread_mutex_lock(&s->lock);
	struct source_loop *on = s->loops[i];
	s->loops[i] = NULL;
	if (on && on->reload->posted) { /* its letter is under way; it will find nothing to do, and free itself */
		on->reload->on = NULL;
		on->reload = NULL;
	}
	pthread_mutex_unlock(&s->lock);
	if (on)
		loop_done(on);
}

void sources_free(struct sources *s)
{
	if (!s)
		return;
	for (unsigned i = 0; i < LOOPS_MAX; i++)
		MUST(!s->loops[i]);
	flights_done(&s->flights);
	catalog_unref(s->catalog);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

enum err sources_reload(struct sources *s, const struct source_config *configs, size_t count, struct err_info *info)
{
	struct catalog *c;
	enum err e = catalog_new(configs, count, &c, info);
	if (e != OK)
		return e;
	pthread_mutex_lock(&s->lock);
	struct catalog *old = s->catalog;
	s->catalog = c;
	for (unsigned i = 0; i < LOOPS_MAX; i++) {
		struct reload *r = s->loops[i] ? s->loops[i]->reload : NULL;
		if (!r)
			continue;
		catalog_unref(r->to);
		r->to = catalog_ref(c);
		if (!r->posted)
			loop_post(s->loops[i]->loop, &r->letter);
		r->posted = true;
	}
	pthread_mutex_unlock(&s->lock);
	catalog_unref(old);
	return OK;
}

/* Looks ------------------------------------------------------------------------------------------------------------------ */

/* One byte for the part, then the customer. */
static struct str key_of(struct str customer, enum part p, char buf[FLIGHT_KEY_MAX])
{
	buf[0] = (char)('A' + (int)p);
	memcpy(buf + 1, customer.p, customer.n);
	return str_mem(buf, customer.n + 1);
}

static struct look missing(enum source_error e, bool breaker_open)
{
	return (struct look){.state = LOOK_MISSING, .error = e, .breaker_open = breaker_open};
}

static enum source_error last_error_of(struct source *src)
{
	int e = atomic_load_explicit(&src->last_error, memory_order_relaxed);
	return e != SOURCE_OK ? (enum source_error)e : SOURCE_UNREACHABLE;
}

/* Begins to renew what is stale, unless somebody tried a moment ago or nobody may ask now. */
static void renew(struct source_loop *on, struct source *src, struct str customer, enum part p, struct str key,
		  struct snapshot *snap, uint64_t now)
{
	unsigned long long last = atomic_load_explicit(&snap->last_try_mono_ms, memory_order_relaxed);
	if (last && now - last < REFRESH_PAUSE_MS && now >= last)
		return;
	/* One of those who look at this moment does it. */
	if (!atomic_compare_exchange_strong(&snap->last_try_mono_ms, &last, now ? now : 1))
		return;
	enum source_error e = flight_join(on, src, customer, p, key, 0, NULL);
	if (e != SOURCE_OK) {
		atomic_store_explicit(&snap->last_error, e, memory_order_relaxed);
		sources_changed(on->house, customer);
	}
}

static struct look_counts *lane_of(const struct source_loop *on, struct source *src)
{
	return &src->looks[loop_index(on->loop) % LOOK_LANES];
}

static void count_look(atomic_ullong *counter)
{
	atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

/* What is kept, if it may still be shown. */
static bool look_kept(struct source_loop *on, struct source *src, struct str customer, enum part p, struct str key,
		      uint64_t since_mono_ms, struct look *ret, struct snapshot **ret_kept)
{
	struct cache_value *v = cache_get(on->house->cache, key);
	if (!v)
		return false;
	struct snapshot *snap = CONTAINER_OF(v, struct snapshot, base);
	uint64_t now = on->house->now_ms(), age = now > snap->fetched_mono_ms ? now - snap->fetched_mono_ms : 0;
	bool too_old = age > (uint64_t)MAX(src->plan->stale_s, src->plan->ttl_s) * 1000;
	if (!too_old && snap->started_mono_ms < since_mono_ms) {
		*ret_kept = snap;
		return false;
	}
	if (age <= (uint64_t)src->plan->ttl_s * 1000) {
		count_look(&lane_of(on, src)->hits);
		*ret = (struct look){.state = LOOK_FRESH, .snapshot = snap};
		return true;
	}
	if (too_old) {
		snapshot_unref(snap);
		return false;
	}
	count_look(&lane_of(on, src)->stale);
	bool open = breaker_stops(&src->breaker, now);
	if (!open)
		renew(on, src, customer, p, key, snap, now);
	int e = atomic_load_explicit(&snap->last_error, memory_order_relaxed);
	*ret = (struct look){.state = LOOK_STALE, .error = (enum source_error)e, .breaker_open = open, .snapshot = snap};
	if (open && e == SOURCE_OK)
		ret->error = last_error_of(src);
	return true;
}

/* Nobody can be asked: what there is, if there is anything. */
static struct look settle_for(struct snapshot *kept, enum source_error e, bool breaker_open)
{
	struct look l = missing(e, breaker_open);
	if (kept) {
		l.state = LOOK_STALE;
		l.snapshot = kept;
	}
	return l;
}

bool sources_look(struct sources *s, struct loop *l, struct str customer, enum part p, struct look *ret, look_done_fn *done,
		  void *ctx, struct look_ticket **ret_ticket)
{
	return sources_look_since(s, l, customer, p, 0, ret, done, ctx, ret_ticket);
}

bool sources_look_since(struct sources *s, struct loop *l, struct str customer, enum part p, uint64_t since_mono_ms,
			struct look *ret, look_done_fn *done, void *ctx, struct look_ticket **ret_ticket)
{
	struct source_loop *on = sources_on(s, l);
	struct source *src = on->catalog->parts[p];
	char buf[FLIGHT_KEY_MAX];
	if (!src || customer.n == 0 || customer.n > CUSTOMER_ID_MAX) {
		*ret = missing(src ? SOURCE_NOT_FOUND : SOURCE_NOT_CONFIGURED, false);
		return true;
	}
	struct str key = key_of(customer, p, buf);
	struct snapshot *kept = NULL;
	if (look_kept(on, src, customer, p, key, since_mono_ms, ret, &kept))
		return true;
	count_look(&lane_of(on, src)->misses);
	if (breaker_stops(&src->breaker, s->now_ms())) {
		*ret = settle_for(kept, last_error_of(src), true);
		return true;
	}
	struct look_ticket *t = calloc(1, sizeof(*t));
	enum source_error e = SOURCE_OVERLOADED;
	if (t) {
		*t = (struct look_ticket){.on = on, .part = p, .kept = kept, .done = done, .ctx = ctx};
		/* Before others can post its letter; only this loop reads it. */
		list_push_back(&on->tickets, &t->own_link);
		e = flight_join(on, src, customer, p, key, since_mono_ms, t);
	}
	if (e == SOURCE_OK) {
		*ret_ticket = t;
		return false;
	}
	if (t)
		list_remove(&t->own_link);
	free(t);
	*ret = settle_for(kept, e, breaker_stops(&src->breaker, s->now_ms()));
	return true;
}

struct snapshot *sources_patch(struct sources *s, struct str customer, struct snapshot *old, void *body, size_t bytes)
{
	char buf[FLIGHT_KEY_MAX];
	struct snapshot *n = snapshot_new(s, old, body, bytes);
	if (!n) {
		s->unseal(body);
		return NULL;
	}
	atomic_init(&n->last_error, atomic_load_explicit(&old->last_error, memory_order_relaxed));
	atomic_init(&n->last_try_mono_ms, atomic_load_explicit(&old->last_try_mono_ms, memory_order_relaxed));
	cache_replace(s->cache, key_of(customer, old->part, buf), &old->base, &n->base);
	return n;
}

void sources_touch(struct sources *s, struct str customer)
{
	sources_changed(s, customer);
}

void sources_snapshot_grew(struct sources *s, struct str customer, enum part p, struct snapshot *snapshot, size_t bytes)
{
	char buf[FLIGHT_KEY_MAX];
	cache_value_grow(s->cache, key_of(customer, p, buf), &snapshot->base, bytes);
}

void sources_look_cancel(struct look_ticket *t)
{
	flight_leave(t);
}

/* On a loop: its own catalog, which needs no lock and stands until the next turn. Elsewhere (subcommands) nothing is reloaded. */
static const struct source *part_source(const struct sources *s, enum part p)
{
	struct loop *l = loop_current();
	const struct source_loop *on = l ? s->loops[loop_index(l)] : NULL;
	return on ? on->catalog->parts[p] : s->catalog->parts[p];
}

uint64_t sources_generation(struct sources *s, struct str customer)
{
	return atomic_load_explicit(&s->generations[str_hash(customer) % GENERATIONS], memory_order_acquire);
}

uint64_t sources_part_ttl_ms(const struct sources *s, enum part p)
{
	const struct source *src = part_source(s, p);
	return src ? (uint64_t)src->plan->ttl_s * 1000 : 0;
}

void sources_count_shown(struct sources *s, struct loop *l)
{
	struct source_loop *on = sources_on(s, l);
	for (unsigned p = 0; p < PART_COUNT_; p++)
		if (on->catalog->parts[p])
			count_look(&lane_of(on, on->catalog->parts[p])->hits);
}

void sources_expire(struct sources *s, struct str customer, enum part p)
{
	char buf[FLIGHT_KEY_MAX];
	if (customer.n == 0 || customer.n > CUSTOMER_ID_MAX)
		return;
	struct str key = key_of(customer, p, buf);
	flight_disown(s, key);
	cache_remove(s->cache, key);
	sources_changed(s, customer);
}

/* Health ----------------------------------------------------------------------------------------------------------------- */

/* A loop's own, so that names which it was given live until it takes over another one; the newest for other threads. */
static struct catalog *current_catalog(const struct sources *s)
{
	struct sources *mine = (struct sources *)(uintptr_t)s; /* the lock is no part of what const promises */
	struct loop *l = loop_current();
	struct source_loop *on = l && loop_index(l) < LOOPS_MAX ? s->loops[loop_index(l)] : NULL;
	if (on && on->loop == l)
		return catalog_ref(on->catalog);
	pthread_mutex_lock(&mine->lock);
	struct catalog *c = catalog_ref(mine->catalog);
	pthread_mutex_unlock(&mine->lock);
	return c;
}

size_t sources_count(const struct sources *s)
{
	struct catalog *c = current_catalog(s);
	size_t n = c->count;
	catalog_unref(c);
	return n;
}

void sources_on_flip(struct sources *s, void (*fn)(void *ctx), void *ctx)
{
	s->flipped = fn;
	s->flipped_ctx = ctx;
}

void sources_health(struct sources *s, size_t index, struct source_health *ret)
{
	struct catalog *c = current_catalog(s);
	if (index < c->count)
		source_health_of(&c->sources[index], s->now_ms(), ret);
	else
		*ret = (struct source_health){.name = ""}; /* fewer since a reload */
	catalog_unref(c);
}

const char *sources_part_source(const struct sources *s, enum part p)
{
	const struct source *src = part_source(s, p);
	return src ? src->plan->name : "";
}
