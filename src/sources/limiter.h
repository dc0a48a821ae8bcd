/* sources/limiter.h - so many requests to a source at once over all loops, so many waiting, in the order they came.
 * Thread: any; the lock is held for a few instructions. Private to src/sources. */
#pragma once

#include "base/list.h"
#include "net/loop.h"

#include <pthread.h>

struct limiter {
	pthread_mutex_t lock;
	unsigned in_flight, waiting, limit, queue;
	struct list waiters;
};

/* One who waits; told on his own loop by .letter, which then holds a permit. */
struct limiter_waiter {
	struct list link;
	struct loop *loop;
	struct letter letter;
};

void limiter_init(struct limiter *l, unsigned limit, unsigned queue);
void limiter_done(struct limiter *l);
enum limiter_result { LIMITER_OK, LIMITER_WAIT, LIMITER_FULL };
/* @w may be NULL: then never LIMITER_WAIT. */
enum limiter_result limiter_acquire(struct limiter *l, struct limiter_waiter *w);
/* Gives the permit back, or on to the one who waits longest. */
void limiter_release(struct limiter *l);
/* True: @w waits no more. False: its letter is under way, with a permit. */
bool limiter_leave(struct limiter *l, struct limiter_waiter *w);
