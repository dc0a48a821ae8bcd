/* sources/latency.h - how long a source takes: quantiles of the last one to two minutes, within a fifth. Thread: any.
 * Private to src/sources. */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

enum { LATENCY_BUCKETS = 112 }; /* four to a power of two, up to 2^28 us */

struct latency {
	struct {
		atomic_ullong minute;
		atomic_uint counts[LATENCY_BUCKETS];
	} windows[2];
};

void latency_add(struct latency *l, uint64_t us, uint64_t now_ms);
/* Upper end of the bucket that holds the quantile; 0 when there is nothing. */
uint32_t latency_quantile(struct latency *l, unsigned percent, uint64_t now_ms);
