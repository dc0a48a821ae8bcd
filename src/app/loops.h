/* app/loops.h - the portal's event loops and their threads: one a core unless told otherwise.
 * Thread: the main one calls everything here. Life: loops_start .. loops_each, loops_on .. loops_stop (joins) .. loops_free. */
#pragma once

#include "net/loop.h"

#define LOOPS_MAX 64

struct loops;

/* @count 0: as many as there are cores to run on. */
NODISCARD enum err loops_start(unsigned count, struct loops **ret);
unsigned loops_count(const struct loops *l);
struct loop *loops_at(const struct loops *l, unsigned index);

/* Runs fn on that loop's thread and waits for it. The first error of fn, or OK. */
typedef enum err loops_fn(void *ctx, unsigned index);
NODISCARD enum err loops_on(struct loops *l, unsigned index, loops_fn *fn, void *ctx);
/* On all of them side by side. */
NODISCARD enum err loops_each(struct loops *l, loops_fn *fn, void *ctx);
/* What was posted to the loops before has been delivered when this returns. */
void loops_settle(struct loops *l);

/* Ends and joins the threads. */
void loops_stop(struct loops *l);
/* Delivers on this thread what still lies in the mailboxes. */
void loops_free(struct loops *l);
