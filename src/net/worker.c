#include "net/worker.h"

#include "base/clock.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define WORKER_NAME_MAX 16 /* the kernel's limit for a thread's name, with the NUL */

struct worker_pool {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct list queue;
	size_t queued, max_queued;
	unsigned idle, thread_count;
	bool stopping;
	char name[WORKER_NAME_MAX];
	pthread_t threads[];
};

static void job_deliver_home(struct letter *m)
{
	struct job *j = CONTAINER_OF(m, struct job, home_letter);
	j->done(j);
}

static void job_execute(struct job *j)
{
	struct loop *home = j->home;
	if (j->deadline_ns && clock_mono_ns() >= j->deadline_ns)
		j->outcome = ERR_TIMEOUT;
	else
		j->run(j);
	if (!home) {
		j->done(j);
		return;
	}
	j->home_letter.deliver = job_deliver_home;
	loop_post(home, &j->home_letter);
}

/* The next job, or NULL when the pool stops and nothing is left. */
static struct job *pool_take(struct worker_pool *p)
{
	struct job *j = NULL;
	pthread_mutex_lock(&p->lock);
	while (list_empty(&p->queue) && !p->stopping) {
		p->idle++;
		pthread_cond_wait(&p->wake, &p->lock);
		p->idle--;
	}
	if (!list_empty(&p->queue)) {
		j = LIST_ENTRY(p->queue.next, struct job, link);
		list_remove(&j->link);
		p->queued--;
	}
	pthread_mutex_unlock(&p->lock);
	return j;
}

static void *worker_main(void *arg)
{
	struct worker_pool *p = arg;
	pthread_setname_np(pthread_self(), p->name);
	for (struct job *j; (j = pool_take(p));)
		job_execute(j);
	return NULL;
}

/* Signals are the main thread's business: workers start with all of them blocked. */
static bool pool_start_threads(struct worker_pool *p, unsigned threads)
{
	sigset_t all, old;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (p->thread_count < threads && pthread_create(&p->threads[p->thread_count], NULL, worker_main, p) == 0)
		p->thread_count++;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return p->thread_count == threads;
}

enum err worker_pool_new(const char *name, unsigned threads, size_t max_queued, struct worker_pool **ret)
{
	MUST(threads > 0 && max_queued > 0);
	struct worker_pool *p = calloc(1, sizeof(*p) + threads * sizeof(p->threads[0]));
	if (!p)
		return ERR_NOMEM;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->wake, NULL);
	list_init(&p->queue);
	p->max_queued = max_queued;
	snprintf(p->name, sizeof(p->name), "%s", name);
	if (!pool_start_threads(p, threads)) {
		worker_pool_free(p);
		return ERR_NOMEM;
	}
	*ret = p;
	return OK;
}

void worker_pool_free(struct worker_pool *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->stopping = true;
	pthread_cond_broadcast(&p->wake);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; i < p->thread_count; i++)
		pthread_join(p->threads[i], NULL);
	pthread_cond_destroy(&p->wake);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

enum err worker_submit(struct worker_pool *p, struct job *j)
{
	enum err err = OK;
	pthread_mutex_lock(&p->lock);
	if (p->stopping) {
		err = ERR_UNAVAILABLE;
	} else if (p->queued >= p->max_queued) {
		err = ERR_LIMIT;
	} else {
		j->outcome = OK;
		list_push_back(&p->queue, &j->link);
		p->queued++;
		/* More jobs than sleepers are found by those who come back for the next one. */
		if (p->idle)
			pthread_cond_signal(&p->wake);
	}
	pthread_mutex_unlock(&p->lock);
	return err;
}

size_t worker_queued(const struct worker_pool *p)
{
	struct worker_pool *w = (struct worker_pool *)(uintptr_t)p; /* the lock is not part of what const promises */
	pthread_mutex_lock(&w->lock);
	size_t n = w->queued;
	pthread_mutex_unlock(&w->lock);
	return n;
}
