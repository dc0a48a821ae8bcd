/* sources/source.h - a source at run time (what loops share of it), and the catalog of all: who brings what. Private to
 * src/sources. Thread: any. Life: catalog_new .. catalog_unref, held by every loop and by everything that runs. */
#pragma once

#include "sources/breaker.h"
#include "sources/latency.h"
#include "sources/limiter.h"

/* A retry costs what ten requests bring: at most a tenth of the requests are retries, and a few in the beginning. */
enum { RETRY_COST = 10, RETRY_SAVED_MAX = 100 };

/* Counted by every look of every loop: a line of memory a loop (or a few), else the loops would take it from one another all the
 * time. */
#define LOOK_LANES 16
struct look_counts {
	_Alignas(64) atomic_ullong hits, stale, misses;
};

struct source {
	struct source_plan *plan;
	unsigned index; /* in its catalog */
	struct breaker breaker;
	struct limiter limiter;
	struct latency latency;
	atomic_int retry_credit;
	atomic_int last_error;
	atomic_llong last_success_ms, last_failure_ms; /* wall */
	atomic_ullong requests, retries;
	atomic_ullong failures[SOURCE_ERROR_COUNT_];
	struct look_counts looks[LOOK_LANES];
};

struct catalog {
	atomic_uint refs;
	size_t count;
	struct source *parts[PART_COUNT_], *lists[LIST_COUNT_], *details[DETAIL_COUNT_], *contents[2], *acts[ACT_COUNT_];
	struct source sources[];
};

NODISCARD enum err catalog_new(const struct source_config *configs, size_t count, struct catalog **ret, struct err_info *info);
void catalog_unref(struct catalog *c);
static inline struct catalog *catalog_ref(struct catalog *c)
{
	atomic_fetch_add_explicit(&c->refs, 1, memory_order_relaxed);
	return c;
}

/* Counts a request for the retry budget. */
void source_earn_retry(struct source *s);
/* Takes a retry out of the budget; false: none left. */
bool source_spend_retry(struct source *s);
/* Counts how a call ended; not for those that were cancelled. */
void source_count(struct source *s, enum source_error e);
/* What an error says about the source's health. */
enum breaker_verdict source_verdict(enum source_error e);
void source_health_of(struct source *s, uint64_t now_ms, struct source_health *ret);
