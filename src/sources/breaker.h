/* sources/breaker.h - stops asking a source that fails, and tries again now and then.
 *
 *   closed     all pass; failures are counted in a sliding window of one-second buckets
 *   open       nobody passes for open_ms, then one probe every open_ms
 *   half open  a probe is on its way: its success closes, its failure waits for the next
 *
 * A probe that hangs does not keep the next one from leaving, so recovery never waits for a time-out. Shared by all loops:
 * atomics only; a count may get lost when a bucket turns over, which changes nothing that matters. Private to src/sources. */
#pragma once

#include "sources/plan.h"

enum { BREAKER_BUCKETS = 64 }; /* more than window_s may be */

struct breaker {
	const struct breaker_plan *plan;
	atomic_ullong opened_ms, next_probe_ms; /* 0: closed */
	atomic_int probes;                      /* under way */
	struct {
		atomic_ullong second;
		atomic_uint good, bad;
	} buckets[BREAKER_BUCKETS];
};

enum breaker_pass { BREAKER_PASS, BREAKER_PROBE, BREAKER_STOP };

void breaker_init(struct breaker *b, const struct breaker_plan *plan);
/* Asked before each request; what passed is reported exactly once. */
enum breaker_pass breaker_ask(struct breaker *b, uint64_t now_ms);
enum breaker_verdict { BREAKER_GOOD, BREAKER_BAD, BREAKER_NO_VERDICT };
/* True when that has opened or closed it. */
bool breaker_report(struct breaker *b, enum breaker_pass pass, enum breaker_verdict v, uint64_t now_ms);
/* True when breaker_ask() would say stop. */
bool breaker_stops(struct breaker *b, uint64_t now_ms);
/* 0 closed, 1 open, 2 half open: as in struct source_health. */
int breaker_state(struct breaker *b);
