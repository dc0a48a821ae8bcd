#include "sources/latency.h"

static unsigned bucket_of(uint64_t us)
{
	if (us < 4)
		return (unsigned)us;
	unsigned power = 63u - (unsigned)__builtin_clzll(us);
	unsigned b = power * 4 + (unsigned)(us >> (power - 2) & 3) - 4;
	return b < LATENCY_BUCKETS ? b : LATENCY_BUCKETS - 1;
}

static uint32_t bucket_end(unsigned b)
{
	if (b < 4)
		return b;
	unsigned power = (b + 4) / 4, quarter = (b + 4) % 4;
	return (uint32_t)((((uint64_t)4 + quarter + 1) << (power - 2)) - 1);
}

void latency_add(struct latency *l, uint64_t us, uint64_t now_ms)
{
	unsigned long long minute = now_ms / 60000;
	unsigned w = (unsigned)(minute & 1);
	unsigned long long had = atomic_load_explicit(&l->windows[w].minute, memory_order_relaxed);
	if (had != minute && atomic_compare_exchange_strong(&l->windows[w].minute, &had, minute))
		for (unsigned i = 0; i < LATENCY_BUCKETS; i++)
			atomic_store_explicit(&l->windows[w].counts[i], 0, memory_order_relaxed);
	atomic_fetch_add_explicit(&l->windows[w].counts[bucket_of(us)], 1, memory_order_relaxed);
}

uint32_t latency_quantile(struct latency *l, unsigned percent, uint64_t now_ms)
{
	unsigned long long minute = now_ms / 60000;
	uint64_t counts[LATENCY_BUCKETS] = {0}, total = 0, seen = 0;
	for (unsigned w = 0; w < 2; w++) {
		if (atomic_load_explicit(&l->windows[w].minute, memory_order_relaxed) + 1 < minute)
			continue;
		for (unsigned i = 0; i < LATENCY_BUCKETS; i++) {
			counts[i] += atomic_load_explicit(&l->windows[w].counts[i], memory_order_relaxed);
			total += atomic_load_explicit(&l->windows[w].counts[i], memory_order_relaxed);
		}
	}
	for (unsigned i = 0; i < LATENCY_BUCKETS; i++) {
		seen += counts[i];
		if (total && seen * 100 >= total * percent)
			return bucket_end(i);
	}
	return 0;
}
