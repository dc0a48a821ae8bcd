#include "sources/limiter.h"

#include "base/lock.h"

void limiter_init(struct limiter *l, unsigned limit, unsigned queue)
{
	*l = (struct limiter){.limit = limit, .queue = queue};
	lock_init(&l->lock);
	list_init(&l->waiters);
}

void limiter_done(struct limiter *l)
{
	pthread_mutex_destroy(&l->lock);
}

enum limiter_result limiter_acquire(struct limiter *l, struct limiter_waiter *w)
{
	enum limiter_result r = LIMITER_FULL;
	pthread_mutex_lock(&l->lock);
	if (l->in_flight < l->limit) {
		l->in_flight++;
		r = LIMITER_OK;
	} else if (w && l->waiting < l->queue) {
		l->waiting++;
		list_push_back(&l->waiters, &w->link);
		r = LIMITER_WAIT;
	}
	pthread_mutex_unlock(&l->lock);
	return r;
}

void limiter_release(struct limiter *l)
{
	struct limiter_waiter *w = NULL;
	pthread_mutex_lock(&l->lock);
	if (list_empty(&l->waiters)) {
		l->in_flight--;
	} else {
		w = LIST_ENTRY(l->waiters.next, struct limiter_waiter, link);
		list_remove(&w->link);
		l->waiting--;
		/* Inside the lock: after it, limiter_leave() says that the letter is under way, and the waiter counts on it. */
		loop_post(w->loop, &w->letter);
	}
	pthread_mutex_unlock(&l->lock);
}

bool limiter_leave(struct limiter *l, struct limiter_waiter *w)
{
	pthread_mutex_lock(&l->lock);
	bool waits = list_linked(&w->link);
	if (waits) {
		list_remove(&w->link);
		l->waiting--;
	}
	pthread_mutex_unlock(&l->lock);
	return waits;
}
