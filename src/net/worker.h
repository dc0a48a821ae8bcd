/* net/worker.h - a bounded pool of threads for database and CPU work. A job runs on a worker, then comes home to the loop that
 * sent it. Thread: worker_submit from any; run() on a worker; done() on the home loop. Life: worker_pool_new .. submit* ..
 * worker_pool_free (drains). */
#pragma once

#include "net/loop.h"

struct worker_pool;

struct job {
	struct letter home_letter; /* private */
	struct list link;          /* private */
	struct loop *home;         /* NULL: done() runs on the worker */
	uint64_t deadline_ns;      /* monotonic; 0 = none. A job still queued then is not run: outcome ERR_TIMEOUT */
	enum err outcome;          /* set by run(), or by the pool */
	void (*run)(struct job *self);
	void (*done)(struct job *self); /* always called exactly once for a job that was accepted; frees the job */
};

NODISCARD enum err worker_pool_new(const char *name, unsigned threads, size_t max_queued, struct worker_pool **ret);
/* Runs what is queued, then joins the threads. Their letters home are delivered by the loops as ever, or by loop_free(). */
void worker_pool_free(struct worker_pool *p);
/* ERR_LIMIT: the queue is full; ERR_UNAVAILABLE: the pool is being freed. The job was not taken. */
NODISCARD enum err worker_submit(struct worker_pool *p, struct job *j);
size_t worker_queued(const struct worker_pool *p);
