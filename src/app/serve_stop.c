/* The way back: exchanges finish, streams end, the record is made durable and signed, and everything is taken apart in the
 * reverse order. What comes home late finds its exchange by handle, so the servers stand until nobody is left who could bring
 * anything. */
#include "app/serve.h"

#include "api/assets.h"
#include "api/metrics.h"
#include "api/presence.h"
#include "api/stream.h"
#include "app/chain.h"
#include "base/clock.h"
#include "connect/push.h"
#include "live/live.h"
#include "rules/pack.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define STREAMS_AGAIN_MS 100 /* an exchange in flight may still open a stream: it ends with the next look */

/* --- draining --- */

struct drain {
	struct serve *serve;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned left;
};

static void drained(void *ctx)
{
	struct drain *d = ctx;
	pthread_mutex_lock(&d->lock);
	d->left--;
	pthread_cond_signal(&d->changed);
	pthread_mutex_unlock(&d->lock);
}

static enum err drain_begin(void *ctx, unsigned index)
{
	struct drain *d = ctx;
	struct api_loop *al = &d->serve->api_loops[index];
	if (al->server)
		http_server_drain(al->server, drained, d);
	else
		drained(d);
	return OK;
}

static enum err drain_streams(void *ctx, unsigned index)
{
	struct drain *d = ctx;
	struct api_loop *al = &d->serve->api_loops[index];
	if (al->streams)
		streams_drain(al->streams);
	return OK;
}

static unsigned drain_wait(struct drain *d)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += STREAMS_AGAIN_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&d->lock);
	while (d->left && pthread_cond_timedwait(&d->changed, &d->lock, &until) == 0)
		;
	unsigned left = d->left;
	pthread_mutex_unlock(&d->lock);
	return left;
}

/* False: somebody was still being answered when the time was up. @d must live as long as the servers then. */
static bool drain(struct serve *s, struct drain *d)
{
	uint64_t until = clock_mono_ms() + STOP_DRAIN_MS;
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&d->lock, NULL);
	pthread_cond_init(&d->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	d->serve = s;
	d->left = loops_count(s->loops);
	(void)!loops_each(s->loops, drain_begin, d);
	do
		(void)!loops_each(s->loops, drain_streams, d);
	while (drain_wait(d) && clock_mono_ms() < until);
	return drain_wait(d) == 0;
}

/* --- errands --- */

static enum err close_directory(void *ctx, unsigned index)
{
	struct serve *s = ctx;
	(void)index;
	directory_close(s->api.directory);
	s->api.directory = NULL;
	return OK;
}

static enum err free_streams(void *ctx, unsigned index)
{
	struct api_loop *al = &((struct serve *)ctx)->api_loops[index];
	streams_free(al->streams);
	al->streams = NULL;
	return OK;
}

static enum err close_identity(void *ctx, unsigned index)
{
	struct serve *s = ctx;
	(void)index;
	identity_close(s->api.identity);
	s->api.identity = NULL;
	return OK;
}

static enum err close_api(void *ctx, unsigned index)
{
	struct serve *s = ctx;
	struct api_loop *al = &s->api_loops[index];
	http_server_free(al->server);
	al->server = NULL;
	if (s->prepared[index])
		api_loop_done(al);
	if (s->attached[index])
		sources_detach(s->api.sources, al->loop);
	return OK;
}

/* --- in order --- */

/* Letters may send letters: a worker's result comes home, and its answer goes through the record and home again. */
static void settle(struct serve *s)
{
	for (int i = 0; i < 3; i++)
		loops_settle(s->loops);
}

static void note_stop(struct serve *s)
{
	enum err e = chain_note(s->api.audit, AUDIT_ADMIN, STR("\"event\":\"stop\""));
	if (e != OK)
		log_event(LOG_ERROR, "audit.lost", "kind", "admin", "error", err_name(e), NULL);
}

/* Where somebody is still being answered, nothing may be taken from under them: the threads end as they stand, the record is made
 * durable and signed, and the process ends. */
static _Noreturn void stop_hard(struct serve *s)
{
	log_event(LOG_WARN, "stop.cut", "reason", "answers were still under way", NULL);
	live_halt(s->api.live);
	loops_stop(s->loops);
	push_stop(s->api.push);
	audit_close(s->api.audit);
	db_close(s->api.portal);
	_exit(0);
}

static void stop_loops(struct serve *s)
{
	static struct drain d; /* outlives a stop that is cut short */
	if (!drain(s, &d))
		stop_hard(s);
	(void)!loops_each(s->loops, free_streams, s);
	live_stop(s->api.live);
	push_stop(s->api.push);
	if (s->api.directory)
		(void)!loops_on(s->loops, 0, close_directory, s);
	worker_pool_free(s->api.workers);
	s->api.workers = NULL;
	settle(s);
	if (s->api.identity)
		(void)!loops_on(s->loops, 0, close_identity, s);
	settle(s);
	/* Records are in order: once this one is durable, so are all before it, and their letters are in the mailboxes. */
	note_stop(s);
	settle(s);
	(void)!loops_each(s->loops, close_api, s);
}

void serve_stop(struct serve *s)
{
	atomic_store(&s->api.stopping, true);
	atomic_store(&s->api.ready, false);
	if (s->loops)
		stop_loops(s);
	live_close(s->api.live);
	serve_push_close(s);
	sources_free(s->api.sources);
	if (s->api.senders)
		senders_done(s->api.senders);
	worker_pool_free(s->api.workers);
	cache_free(s->api.cache);
	if (s->api.audit)
		audit_close(s->api.audit);
	if (s->api.portal)
		db_close(s->api.portal);
	if (s->loops) {
		loops_stop(s->loops);
		loops_free(s->loops);
	}
	metrics_free(s->api.metrics);
	presence_free(s->api.presence);
	assets_unref(s->site);
	packs_free(s->packs);
	config_free(s->config);
	sodium_memzero(s->api.seal_key, sizeof s->api.seal_key);
	s->loops = NULL;
}
