#include "live/state.h"

#include "base/list.h"
#include "base/lock.h"
#include "base/map.h"

#include <stdlib.h>

#define CACHE_LINE 64

struct entry {
	struct live_customer customer;
	struct signal_window *window; /* NULL: no rule has looked yet. Read and written by the writer alone */
	struct list recent;           /* of the shard, the one told of last at the end */
	/* Not kept over a restart, as nothing of the services' answers is. */
	uint64_t expired_mono_ms[LIVE_AREA_COUNT_];
	struct {
		uint64_t last, before;
	} asked[LIVE_AREA_COUNT_];
};

struct shard {
	_Alignas(64) pthread_mutex_t lock;
	struct map by_customer;
	struct list recent;
	uint64_t evicted;
};

struct live_state {
	size_t shard_max;
	struct entry *last; /* the writer's: of the event that was applied last */
	struct shard shards[LIVE_SHARDS];
};

enum err live_state_new(size_t customers_max, struct live_state **ret)
{
	struct live_state *s = aligned_alloc(64, (sizeof *s + 63) & ~(size_t)63);
	if (!s)
		return ERR_NOMEM;
	s->last = NULL;
	s->shard_max = MAX(customers_max / LIVE_SHARDS, 1);
	for (unsigned i = 0; i < LIVE_SHARDS; i++) {
		lock_init(&s->shards[i].lock);
		map_init(&s->shards[i].by_customer);
		list_init(&s->shards[i].recent);
		s->shards[i].evicted = 0;
	}
	*ret = s;
	return OK;
}

static void entry_free(struct entry *e)
{
	live_customer_done(&e->customer);
	free(e->window);
	free(e);
}

static void shard_remove(struct shard *h, struct entry *e)
{
	map_remove(&h->by_customer, str_of(e->customer.id));
	list_remove(&e->recent);
	entry_free(e);
}

static void shard_clear(struct shard *h)
{
	pthread_mutex_lock(&h->lock);
	while (!list_empty(&h->recent))
		shard_remove(h, LIST_ENTRY(h->recent.next, struct entry, recent));
	pthread_mutex_unlock(&h->lock);
}

void live_state_clear(struct live_state *s)
{
	s->last = NULL;
	for (unsigned i = 0; i < LIVE_SHARDS; i++)
		shard_clear(&s->shards[i]);
}

void live_state_free(struct live_state *s)
{
	if (!s)
		return;
	live_state_clear(s);
	for (unsigned i = 0; i < LIVE_SHARDS; i++) {
		map_done(&s->shards[i].by_customer);
		pthread_mutex_destroy(&s->shards[i].lock);
	}
	free(s);
}

/* The same in every run, as snapshots go by shards. */
unsigned live_state_shard_of(struct str customer)
{
	uint64_t hash = str_hash_stable(customer);
	return (unsigned)(hash >> 32 ^ hash) % LIVE_SHARDS;
}

static struct shard *shard_at(struct live_state *s, struct str customer)
{
	return &s->shards[live_state_shard_of(customer)];
}

static void prefetch(const void *p, size_t n)
{
	for (size_t i = 0; i < n; i += CACHE_LINE)
		__builtin_prefetch((const char *)p + i, 1);
}

void live_state_ahead(const struct live_state *s, const struct live_event *e, enum live_ahead step)
{
	const struct map *m = &s->shards[live_state_shard_of(e->customer)].by_customer;
	if (step == LIVE_AHEAD_PLACE) {
		map_prefetch(m, e->customer_hash);
		return;
	}
	const struct entry *at = map_guess(m, e->customer_hash);
	if (!at)
		return;
	if (step == LIVE_AHEAD_CUSTOMER) {
		prefetch(at, sizeof *at);
		return;
	}
	__builtin_prefetch(at->recent.next, 1);
	__builtin_prefetch(at->recent.prev, 1);
	if (at->customer.sessions.count)
		prefetch(at->customer.sessions.items, sizeof *at->customer.sessions.items);
	if (at->window)
		signal_window_prefetch(at->window);
}

/* Under the lock: the customer's place, its last in the row. NULL: no memory. */
static struct entry *entry_take(struct live_state *s, struct shard *h, struct str customer, uint64_t hash)
{
	struct entry *e = map_get_hashed(&h->by_customer, hash ? hash : map_hash(customer), customer);
	if (e) {
		list_remove(&e->recent);
		list_push_back(&h->recent, &e->recent);
		return e;
	}
	e = calloc(1, sizeof *e);
	if (!e || !str_copy(e->customer.id, sizeof e->customer.id, customer) ||
	    map_put(&h->by_customer, str_of(e->customer.id), e, NULL) != OK) {
		free(e);
		return NULL;
	}
	list_push_back(&h->recent, &e->recent);
	if (h->by_customer.count > s->shard_max) {
		shard_remove(h, LIST_ENTRY(h->recent.next, struct entry, recent));
		h->evicted++;
	}
	return e;
}

enum err live_state_apply(struct live_state *s, const struct live_event *event, uint64_t now_mono_ms,
			  struct signal_window **ret_window)
{
	struct shard *h = shard_at(s, event->customer);
	unsigned expired = live_effect_of(event).expired;
	pthread_mutex_lock(&h->lock);
	struct entry *e = entry_take(s, h, event->customer, event->customer_hash);
	enum err err = e ? live_customer_apply(&e->customer, event) : ERR_NOMEM;
	for (unsigned a = 0; a < LIVE_AREA_COUNT_ && e; a++)
		if (expired >> a & 1)
			e->expired_mono_ms[a] = now_mono_ms;
	s->last = e;
	pthread_mutex_unlock(&h->lock);
	if (err != OK || !ret_window)
		return err;
	if (!e->window) {
		if (!(e->window = malloc(sizeof *e->window)))
			return ERR_NOMEM;
		signal_window_init(e->window);
	}
	*ret_window = e->window;
	return OK;
}

bool live_state_bet_is_free(struct live_state *s, struct str customer, struct str bet_id)
{
	const struct entry *e = map_get(&shard_at(s, customer)->by_customer, customer);
	return e && live_customer_bet_is_free(&e->customer, bet_id);
}

enum signal_severity live_state_flag_severity(struct live_state *s, struct str customer, struct str flag_id)
{
	const struct entry *e = map_get(&shard_at(s, customer)->by_customer, customer); /* the writer's own look needs no lock */
	return e ? live_customer_flag_severity(&e->customer, flag_id) : SIGNAL_NONE;
}

enum err live_state_alert(struct live_state *s, const struct alert *a, enum signal_rule_id rule, struct str description)
{
	struct entry *e = s->last;
	if (!e)
		return ERR_NOT_FOUND;
	struct shard *h = shard_at(s, str_of(e->customer.id));
	pthread_mutex_lock(&h->lock);
	enum err err = live_customer_alert(&e->customer, a, rule, description);
	pthread_mutex_unlock(&h->lock);
	return err;
}

void live_state_hold(struct live_state *s, live_held_fn *held, void *ctx)
{
	struct entry *e = s->last;
	for (unsigned i = 0; e && e->window && i < e->customer.alerts.count; i++) {
		struct live_alert *a = &e->customer.alerts.items[i];
		const struct signal_alert *now = &e->window->alerts[a->rule];
		int64_t last_ms = (int64_t)now->last_s * 1000, before = a->last_ms;
		if ((int64_t)now->opened_s * 1000 != a->opened_ms || last_ms <= before)
			continue;
		struct shard *h = shard_at(s, str_of(e->customer.id));
		pthread_mutex_lock(&h->lock);
		a->last_ms = last_ms;
		pthread_mutex_unlock(&h->lock);
		if (held && last_ms / LIVE_HELD_STEP_MS > before / LIVE_HELD_STEP_MS)
			held(ctx, str_of(e->customer.id), a);
	}
}

/* Copies ----------------------------------------------------------------------------------------------------------------- */

bool live_state_marks(struct live_state *s, struct str customer, struct live_marks *ret)
{
	struct shard *h = shard_at(s, customer);
	pthread_mutex_lock(&h->lock);
	const struct entry *e = map_get(&h->by_customer, customer);
	if (e) {
		memcpy(ret->news, e->customer.news, sizeof ret->news);
		memcpy(ret->expired_mono_ms, e->expired_mono_ms, sizeof ret->expired_mono_ms);
		ret->open_alert_heard_ms = e->customer.open_alert_heard_ms;
		ret->alerts_until_ms = 0;
		for (unsigned i = 0; i < e->customer.alerts.count; i++)
			ret->alerts_until_ms =
				MAX(ret->alerts_until_ms, e->customer.alerts.items[i].last_ms + LIVE_ALERT_SHOWN_MS);
	}
	pthread_mutex_unlock(&h->lock);
	return e;
}

enum err live_state_copy(struct live_state *s, struct str customer, struct live_customer *ret)
{
	struct shard *h = shard_at(s, customer);
	pthread_mutex_lock(&h->lock);
	const struct entry *e = map_get(&h->by_customer, customer);
	enum err err = e ? live_customer_copy(&e->customer, ret) : ERR_NOT_FOUND;
	pthread_mutex_unlock(&h->lock);
	return err;
}

bool live_state_may_fetch(struct live_state *s, struct str customer, enum live_area area, uint64_t now_mono_ms)
{
	struct shard *h = shard_at(s, customer);
	bool may = false;
	pthread_mutex_lock(&h->lock);
	struct entry *e = map_get(&h->by_customer, customer);
	if (e && e->asked[area].last > e->expired_mono_ms[area]) {
		may = true; /* somebody has begun, and others join */
	} else if (e && (!e->asked[area].before || now_mono_ms - e->asked[area].before >= LIVE_FETCH_PAUSE_MS)) {
		e->asked[area].before = e->asked[area].last;
		e->asked[area].last = now_mono_ms;
		may = true;
	}
	pthread_mutex_unlock(&h->lock);
	return may;
}

struct live_state_counts live_state_counts(struct live_state *s)
{
	struct live_state_counts n = {0};
	for (unsigned i = 0; i < LIVE_SHARDS; i++) {
		struct shard *h = &s->shards[i];
		pthread_mutex_lock(&h->lock);
		n.customers += h->by_customer.count;
		n.evicted += h->evicted;
		pthread_mutex_unlock(&h->lock);
	}
	return n;
}

/* Snapshots -------------------------------------------------------------------------------------------------------------- */

uint64_t live_state_layout(void)
{
	return (live_customer_layout() * 1000003 + sizeof(struct signal_window)) * 1000003 + SIGNAL_WINDOW_VERSION * 100 +
	       LIVE_SHARDS;
}

void live_state_write_shard(const struct live_state *s, unsigned shard, struct buf *out)
{
	const struct shard *h = &s->shards[shard];
	LIST_FOREACH (&h->recent, it) {
		const struct entry *e = LIST_ENTRY(it, struct entry, recent);
		live_customer_write(out, &e->customer);
		buf_char(out, e->window ? 1 : 0);
		if (e->window)
			buf_add(out, e->window, sizeof *e->window);
	}
}

static enum err read_entry(struct live_state *s, unsigned shard, struct str *text)
{
	struct shard *h = &s->shards[shard];
	struct live_customer c;
	struct signal_window *w = NULL;
	enum err err = live_customer_read(text, &c);
	if (err != OK)
		return err;
	bool has_window = text->n && text->p[0];
	size_t n = 1 + (has_window ? sizeof *w : 0);
	if (text->n < n || live_state_shard_of(str_of(c.id)) != shard)
		err = ERR_CORRUPT;
	else if (has_window && !(w = malloc(sizeof *w)))
		err = ERR_NOMEM;
	if (err != OK) {
		live_customer_done(&c);
		return err;
	}
	if (w)
		memcpy(w, text->p + 1, sizeof *w);
	*text = str_mem(text->p + n, text->n - n);
	pthread_mutex_lock(&h->lock);
	struct entry *e = entry_take(s, h, str_of(c.id), 0);
	if (e) {
		live_customer_done(&e->customer);
		free(e->window);
		e->customer = c;
		e->window = w;
	}
	pthread_mutex_unlock(&h->lock);
	if (e)
		return OK;
	live_customer_done(&c);
	free(w);
	return ERR_NOMEM;
}

enum err live_state_read_shard(struct live_state *s, unsigned shard, struct str text)
{
	enum err err = OK;
	while (text.n && err == OK)
		err = read_entry(s, shard, &text);
	if (err != OK)
		shard_clear(&s->shards[shard]);
	return err;
}
