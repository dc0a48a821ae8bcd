#include "app/loops.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

struct thread {
	struct loop *loop;
	pthread_t thread;
	bool running;
	unsigned index;
};

struct loops {
	struct thread threads[LOOPS_MAX];
	unsigned count;
};

/* The cores that we may run on, which in a container are fewer than the machine's. */
static unsigned cores(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	int n = CPU_COUNT(&set);
	return n < 1 ? 1 : (unsigned)n;
}

static void *thread_main(void *arg)
{
	struct thread *t = arg;
	char name[16];
	snprintf(name, sizeof name, "loop-%u", t->index);
	pthread_setname_np(pthread_self(), name);
	loop_run(t->loop);
	return NULL;
}

static enum err thread_start(struct thread *t, unsigned index)
{
	t->index = index;
	enum err e = loop_new(index, &t->loop);
	if (e != OK)
		return e;
	int failed = pthread_create(&t->thread, NULL, thread_main, t);
	if (failed)
		return err_from_errno(failed);
	t->running = true;
	return OK;
}

enum err loops_start(unsigned count, struct loops **ret)
{
	struct loops *l = calloc(1, sizeof *l);
	if (!l)
		return ERR_NOMEM;
	l->count = MIN(count ? count : cores(), LOOPS_MAX);
	for (unsigned i = 0; i < l->count; i++) {
		enum err e = thread_start(&l->threads[i], i);
		if (e != OK) {
			loops_stop(l);
			loops_free(l);
			return e;
		}
	}
	*ret = l;
	return OK;
}

unsigned loops_count(const struct loops *l)
{
	return l->count;
}

struct loop *loops_at(const struct loops *l, unsigned index)
{
	MUST(index < l->count);
	return l->threads[index].loop;
}

/* --- errands --- */

/* Of all loops that were asked, the last to finish wakes the main thread. */
struct errand {
	pthread_mutex_t lock;
	pthread_cond_t over;
	unsigned left;
	enum err outcome;
	loops_fn *fn;
	void *ctx;
	struct stop_at {
		struct letter letter;
		struct errand *errand;
		unsigned index;
	} stops[LOOPS_MAX];
};

static void errand_deliver(struct letter *m)
{
	struct stop_at *s = CONTAINER_OF(m, struct stop_at, letter);
	struct errand *e = s->errand;
	enum err outcome = e->fn ? e->fn(e->ctx, s->index) : OK;
	pthread_mutex_lock(&e->lock);
	if (outcome != OK && e->outcome == OK)
		e->outcome = outcome;
	if (--e->left == 0)
		pthread_cond_signal(&e->over);
	pthread_mutex_unlock(&e->lock);
}

static enum err errand_run(struct loops *l, unsigned from, unsigned count, loops_fn *fn, void *ctx)
{
	struct errand e = {
		.lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER, .left = count, .fn = fn, .ctx = ctx};
	for (unsigned i = 0; i < count; i++) {
		e.stops[i] = (struct stop_at){.letter.deliver = errand_deliver, .errand = &e, .index = from + i};
		loop_post(l->threads[from + i].loop, &e.stops[i].letter);
	}
	pthread_mutex_lock(&e.lock);
	while (e.left)
		pthread_cond_wait(&e.over, &e.lock);
	pthread_mutex_unlock(&e.lock);
	pthread_cond_destroy(&e.over);
	pthread_mutex_destroy(&e.lock);
	return e.outcome;
}

enum err loops_on(struct loops *l, unsigned index, loops_fn *fn, void *ctx)
{
	MUST(index < l->count);
	return errand_run(l, index, 1, fn, ctx);
}

enum err loops_each(struct loops *l, loops_fn *fn, void *ctx)
{
	return errand_run(l, 0, l->count, fn, ctx);
}

void loops_settle(struct loops *l)
{
	/* An errand to nobody's business cannot fail; letters of one sender arrive in order, so it comes behind all of theirs. */
	(void)!errand_run(l, 0, l->count, NULL, NULL);
}

/* --- the end --- */

void loops_stop(struct loops *l)
{
	for (unsigned i = 0; i < l->count; i++)
		if (l->threads[i].running)
			loop_stop(l->threads[i].loop);
	for (unsigned i = 0; i < l->count; i++)
		if (l->threads[i].running) {
			pthread_join(l->threads[i].thread, NULL);
			l->threads[i].running = false;
		}
}

void loops_free(struct loops *l)
{
	if (!l)
		return;
	for (unsigned i = 0; i < l->count; i++)
		loop_free(l->threads[i].loop);
	free(l);
}
