#include "sources/breaker.h"

void breaker_init(struct breaker *b, const struct breaker_plan *plan)
{
	memset(b, 0, sizeof(*b));
	b->plan = plan;
}

static void forget(struct breaker *b)
{
	for (unsigned i = 0; i < BREAKER_BUCKETS; i++) {
		atomic_store_explicit(&b->buckets[i].good, 0, memory_order_relaxed);
		atomic_store_explicit(&b->buckets[i].bad, 0, memory_order_relaxed);
	}
}

enum breaker_pass breaker_ask(struct breaker *b, uint64_t now_ms)
{
	if (atomic_load_explicit(&b->opened_ms, memory_order_acquire) == 0)
		return BREAKER_PASS;
	unsigned long long next = atomic_load_explicit(&b->next_probe_ms, memory_order_relaxed);
	if (now_ms < next || !atomic_compare_exchange_strong(&b->next_probe_ms, &next, now_ms + b->plan->open_ms))
		return BREAKER_STOP;
	atomic_fetch_add_explicit(&b->probes, 1, memory_order_relaxed);
	return BREAKER_PROBE;
}

bool breaker_stops(struct breaker *b, uint64_t now_ms)
{
	return atomic_load_explicit(&b->opened_ms, memory_order_acquire) != 0 &&
	       now_ms < atomic_load_explicit(&b->next_probe_ms, memory_order_relaxed);
}

static void count(struct breaker *b, bool good, uint64_t now_ms)
{
	unsigned long long second = now_ms / 1000;
	unsigned i = (unsigned)(second % BREAKER_BUCKETS);
	unsigned long long had = atomic_load_explicit(&b->buckets[i].second, memory_order_relaxed);
	if (had != second && atomic_compare_exchange_strong(&b->buckets[i].second, &had, second)) {
		atomic_store_explicit(&b->buckets[i].good, 0, memory_order_relaxed);
		atomic_store_explicit(&b->buckets[i].bad, 0, memory_order_relaxed);
	}
	atomic_fetch_add_explicit(good ? &b->buckets[i].good : &b->buckets[i].bad, 1, memory_order_relaxed);
}

static bool is_too_bad(struct breaker *b, uint64_t now_ms)
{
	unsigned long long second = now_ms / 1000;
	uint64_t good = 0, bad = 0;
	for (unsigned i = 0; i < b->plan->window_s && i <= second; i++) {
		unsigned at = (unsigned)((second - i) % BREAKER_BUCKETS);
		if (atomic_load_explicit(&b->buckets[at].second, memory_order_relaxed) != second - i)
			continue;
		good += atomic_load_explicit(&b->buckets[at].good, memory_order_relaxed);
		bad += atomic_load_explicit(&b->buckets[at].bad, memory_order_relaxed);
	}
	return good + bad >= b->plan->min_requests && bad * 100 >= (good + bad) * b->plan->failure_percent;
}

static bool report_probe(struct breaker *b, enum breaker_verdict v)
{
	atomic_fetch_sub_explicit(&b->probes, 1, memory_order_relaxed);
	if (v != BREAKER_GOOD)
		return false;
	forget(b);
	return atomic_exchange_explicit(&b->opened_ms, 0, memory_order_acq_rel) != 0;
}

bool breaker_report(struct breaker *b, enum breaker_pass pass, enum breaker_verdict v, uint64_t now_ms)
{
	if (pass == BREAKER_PROBE)
		return report_probe(b, v);
	/* What left before it opened says nothing about now. */
	if (v == BREAKER_NO_VERDICT || atomic_load_explicit(&b->opened_ms, memory_order_acquire) != 0)
		return false;
	count(b, v == BREAKER_GOOD, now_ms);
	if (v == BREAKER_GOOD || !is_too_bad(b, now_ms))
		return false;
	unsigned long long closed = 0;
	atomic_store_explicit(&b->next_probe_ms, now_ms + b->plan->open_ms, memory_order_relaxed);
	return atomic_compare_exchange_strong(&b->opened_ms, &closed, now_ms ? now_ms : 1);
}

int breaker_state(struct breaker *b)
{
	if (atomic_load_explicit(&b->opened_ms, memory_order_acquire) == 0)
		return 0;
	return atomic_load_explicit(&b->probes, memory_order_relaxed) > 0 ? 2 : 1;
}
