/* net/loop.h - one event loop (libevent) per thread, its mailbox and its timers.
 * Thread: a loop belongs to the thread that runs it; only loop_post() and loop_stop() may be called from elsewhere.
 * Life: loop_new .. loop_run (returns after loop_stop) .. loop_free. */
#pragma once

#include "base/err.h"
#include "base/list.h"

#include <stdbool.h>
#include <stdint.h>

struct event_base;
struct loop;

NODISCARD enum err loop_new(unsigned index, struct loop **ret);
/* Delivers what is still in the mailbox (on the calling thread), so that jobs that came home late are freed. */
void loop_free(struct loop *l);
/* Runs on the calling thread until loop_stop(). */
void loop_run(struct loop *l);
/* Any thread. */
void loop_stop(struct loop *l);
unsigned loop_index(const struct loop *l);
struct event_base *loop_base(struct loop *l);
/* The loop that runs on this thread, or NULL. */
struct loop *loop_current(void);
/* Monotonic milliseconds, a few behind clock_mono_ms(): the kernel's tick, which costs next to nothing to read. */
uint64_t loop_now_ms(const struct loop *l);

/* A letter: embedded in what it is about; linked while under way. Not to be posted again before it was delivered. */
struct letter {
	struct letter *next;
	void (*deliver)(struct letter *self);
};
/* Any thread: delivers @m on @l's thread, in order per sender; wakes the loop only when its mailbox was empty. Never fails, never
 * blocks. */
void loop_post(struct loop *l, struct letter *m);
/* Runs fn(ctx) on the loop's thread; allocates a letter. */
NODISCARD enum err loop_call(struct loop *l, void (*fn)(void *ctx), void *ctx);

struct timer {
	struct event *ev_; /* private */
	struct loop *loop;
	void (*fire)(struct timer *self);
	bool armed;
};
/* One shot; re-arm in fire() for a period. Monotonic clock. */
NODISCARD enum err timer_init(struct timer *t, struct loop *l, void (*fire)(struct timer *self));
void timer_start(struct timer *t, uint64_t delay_ms);
void timer_stop(struct timer *t);
void timer_done(struct timer *t);
