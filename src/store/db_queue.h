/* store/db_queue.h - the bounded queue of jobs before a database's thread or threads. Private to src/store. Thread: any. Life:
 * db_queue_init .. db_queue_stop (takers get what is left, then nothing) .. db_queue_done. */
#pragma once

#include "store/db.h"

#include <pthread.h>

struct db_queue {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct list jobs;
	size_t count, max;
	unsigned waiting;
	bool stopping;
};

void db_queue_init(struct db_queue *q, size_t max);
void db_queue_done(struct db_queue *q);
void db_queue_stop(struct db_queue *q);
/* ERR_LIMIT: full or stopping. */
NODISCARD enum err db_queue_put(struct db_queue *q, struct db_job *j);
/* Waits for at least one job and moves up to @most to @out; false when stopped and empty. */
bool db_queue_take(struct db_queue *q, size_t most, struct list *out);
