#include "store/db_queue.h"

void db_queue_init(struct db_queue *q, size_t max)
{
	*q = (struct db_queue){.max = max};
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->wake, NULL);
	list_init(&q->jobs);
}

void db_queue_done(struct db_queue *q)
{
	MUST(list_empty(&q->jobs));
	pthread_cond_destroy(&q->wake);
	pthread_mutex_destroy(&q->lock);
}

void db_queue_stop(struct db_queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->stopping = true;
	pthread_cond_broadcast(&q->wake);
	pthread_mutex_unlock(&q->lock);
}

enum err db_queue_put(struct db_queue *q, struct db_job *j)
{
	list_init(&j->link);
	pthread_mutex_lock(&q->lock);
	bool full = q->stopping || q->count >= q->max;
	if (!full) {
		list_push_back(&q->jobs, &j->link);
		q->count++;
		if (q->waiting)
			pthread_cond_signal(&q->wake);
	}
	pthread_mutex_unlock(&q->lock);
	return full ? ERR_LIMIT : OK;
}

bool db_queue_take(struct db_queue *q, size_t most, struct list *out)
{
	pthread_mutex_lock(&q->lock);
	while (list_empty(&q->jobs) && !q->stopping) {
		q->waiting++;
		pthread_cond_wait(&q->wake, &q->lock);
		q->waiting--;
	}
	for (size_t i = 0; i < most && !list_empty(&q->jobs); i++) {
		struct list *first = q->jobs.next;
		list_remove(first);
		list_push_back(out, first);
		q->count--;
	}
	pthread_mutex_unlock(&q->lock);
	return !list_empty(out);
}
