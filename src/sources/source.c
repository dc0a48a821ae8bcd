#include "sources/source.h"

#include "base/clock.h"

#include <stdlib.h>

static const char *const error_names[SOURCE_ERROR_COUNT_] = {
	[SOURCE_OK] = "ok",
	[SOURCE_TIMEOUT] = "timeout",
	[SOURCE_UNREACHABLE] = "unreachable",
	[SOURCE_HTTP_ERROR] = "http_error",
	[SOURCE_REFUSED] = "refused",
	[SOURCE_THROTTLED] = "throttled",
	[SOURCE_MALFORMED] = "malformed",
	[SOURCE_TRUNCATED] = "truncated",
	[SOURCE_WRONG_TYPE] = "wrong_type",
	[SOURCE_WRONG_CUSTOMER] = "wrong_customer",
	[SOURCE_TOO_LARGE] = "too_large",
	[SOURCE_OVERLOADED] = "overloaded",
	[SOURCE_NOT_FOUND] = "not_found",
	[SOURCE_NOT_CONFIGURED] = "not_configured",
};

const char *source_error_name(enum source_error e)
{
	return (unsigned)e < SOURCE_ERROR_COUNT_ ? error_names[e] : "unknown";
}

enum breaker_verdict source_verdict(enum source_error e)
{
	switch (e) {
	case SOURCE_OK:
	case SOURCE_NOT_FOUND: /* an answer like any other */
		return BREAKER_GOOD;
	case SOURCE_THROTTLED:
	case SOURCE_OVERLOADED:
	case SOURCE_NOT_CONFIGURED:
		return BREAKER_NO_VERDICT;
	default:
		return BREAKER_BAD;
	}
}

static void route(struct catalog *c, struct source *s)
{
	for (unsigned i = 0; i < PART_COUNT_; i++)
		if (s->plan->parts[i])
			c->parts[i] = s;
	for (unsigned i = 0; i < LIST_COUNT_; i++)
		if (s->plan->lists[i])
			c->lists[i] = s;
	for (unsigned i = 0; i < DETAIL_COUNT_; i++)
		if (s->plan->details[i])
			c->details[i] = s;
	for (unsigned i = 0; i < ARRAY_LEN(c->contents); i++)
		if (s->plan->contents[i])
			c->contents[i] = s;
	for (unsigned i = 0; i < ACT_COUNT_; i++)
		if (s->plan->acts[i])
			c->acts[i] = s;
}

enum err catalog_new(const struct source_config *configs, size_t count, struct catalog **ret, struct err_info *info)
{
	size_t bytes = sizeof(struct catalog) + count * sizeof(struct source); /* both multiples of their alignment */
	struct catalog *c = count <= SOURCES_MAX ? aligned_alloc(_Alignof(struct catalog), bytes) : NULL;
	if (!c)
		return err_set(info, ERR_NOMEM, "sources", "no memory");
	memset(c, 0, bytes);
	atomic_init(&c->refs, 1);
	c->count = count;
	for (size_t i = 0; i < count; i++) {
		struct source *s = &c->sources[i];
		s->plan = source_plan_ref(configs[i].plan);
		s->index = (unsigned)i;
		breaker_init(&s->breaker, &s->plan->breaker);
		limiter_init(&s->limiter, s->plan->concurrency, s->plan->queue);
		atomic_init(&s->retry_credit, RETRY_SAVED_MAX);
		route(c, s);
	}
	*ret = c;
	return OK;
}

void catalog_unref(struct catalog *c)
{
	if (!c || atomic_fetch_sub_explicit(&c->refs, 1, memory_order_acq_rel) != 1)
		return;
	for (size_t i = 0; i < c->count; i++) {
		limiter_done(&c->sources[i].limiter);
		source_plan_unref(c->sources[i].plan);
	}
	free(c);
}

void source_earn_retry(struct source *s)
{
	/* May pass the maximum by as many as there are loops: no harm. */
	if (atomic_load_explicit(&s->retry_credit, memory_order_relaxed) < RETRY_SAVED_MAX)
		atomic_fetch_add_explicit(&s->retry_credit, 1, memory_order_relaxed);
}

bool source_spend_retry(struct source *s)
{
	int had = atomic_load_explicit(&s->retry_credit, memory_order_relaxed);
	while (had >= RETRY_COST)
		if (atomic_compare_exchange_weak_explicit(&s->retry_credit, &had, had - RETRY_COST, memory_order_relaxed,
							  memory_order_relaxed))
			return true;
	return false;
}

void source_count(struct source *s, enum source_error e)
{
	int64_t now = clock_wall_ms();
	if (e == SOURCE_OK || e == SOURCE_NOT_FOUND) {
		atomic_store_explicit(&s->last_success_ms, now, memory_order_relaxed);
		if (e == SOURCE_OK)
			return;
	} else {
		atomic_store_explicit(&s->last_failure_ms, now, memory_order_relaxed);
		atomic_store_explicit(&s->last_error, e, memory_order_relaxed);
	}
	atomic_fetch_add_explicit(&s->failures[e], 1, memory_order_relaxed);
}

static uint64_t load(atomic_ullong *n)
{
	return atomic_load_explicit(n, memory_order_relaxed);
}

void source_health_of(struct source *s, uint64_t now_ms, struct source_health *ret)
{
	static const int states[] = {BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN};
	struct source_health h = {
		.name = s->plan->name,
		.last_error = (enum source_error)atomic_load_explicit(&s->last_error, memory_order_relaxed),
		.last_success_ms = atomic_load_explicit(&s->last_success_ms, memory_order_relaxed),
		.last_failure_ms = atomic_load_explicit(&s->last_failure_ms, memory_order_relaxed),
		.requests = load(&s->requests),
		.retries = load(&s->retries),
		.latency_p50_us = latency_quantile(&s->latency, 50, now_ms),
		.latency_p95_us = latency_quantile(&s->latency, 95, now_ms),
		.latency_p99_us = latency_quantile(&s->latency, 99, now_ms),
	};
	for (unsigned i = 0; i < LOOK_LANES; i++) {
		h.cache_hits += load(&s->looks[i].hits);
		h.cache_stale += load(&s->looks[i].stale);
		h.cache_misses += load(&s->looks[i].misses);
	}
	h.breaker = (typeof(h.breaker))states[breaker_state(&s->breaker)];
	for (unsigned i = 0; i < SOURCE_ERROR_COUNT_; i++)
		h.failures[i] = load(&s->failures[i]);
	pthread_mutex_lock(&s->limiter.lock);
	h.in_flight = s->limiter.in_flight;
	h.queued = s->limiter.waiting;
	pthread_mutex_unlock(&s->limiter.lock);
	*ret = h;
}
