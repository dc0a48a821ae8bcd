/* The mailbox is a list under a mutex held for a few instructions, and an eventfd that is written only when the list goes from
 * empty to non-empty. The eventfd is watched edge-triggered and never read: each write is an edge, which saves a read(2) a wake.
 */
#include <event2/event_struct.h> /* first: it wants LIST_ENTRY of its own, which base/list.h names too */

#include "net/loop.h"

#include "base/clock.h"
#include "base/lock.h"

#include <event2/event.h>

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define LOOP_CALLBACKS_A_TURN 128

struct loop {
	struct event_base *base;
	struct event wake_event;
	int wake_fd;
	unsigned index;
	atomic_bool stopping;
	pthread_mutex_t lock; /* guards the mailbox */
	struct letter *first, **tail;
};

static _Thread_local struct loop *current;

/* One look at the list: letters that come while these are delivered wait for the next turn, so that a chatty sender cannot keep
 * the sockets waiting. */
static void mailbox_deliver(struct loop *l)
{
	pthread_mutex_lock(&l->lock);
	struct letter *m = l->first;
	l->first = NULL;
	l->tail = &l->first;
	pthread_mutex_unlock(&l->lock);
	while (m) {
		/* Read first: the letter may be freed or posted again by its delivery. */
		struct letter *next = m->next;
		m->deliver(m);
		m = next;
	}
}

static void on_wake(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	struct loop *l = arg;
	mailbox_deliver(l);
	if (atomic_load_explicit(&l->stopping, memory_order_acquire))
		event_base_loopbreak(l->base);
}

static void loop_wake(struct loop *l)
{
	uint64_t one = 1;
	/* EAGAIN would mean 2^64 - 2 writes; EINTR cannot happen on a non-blocking eventfd. */
	MUST(write(l->wake_fd, &one, sizeof(one)) == (ssize_t)sizeof(one));
}

/* Only the owner's thread touches the base, so libevent's locks are left out. */
static struct event_base *base_new(void)
{
	struct event_config *cfg = event_config_new();
	if (!cfg)
		return NULL;
	event_config_set_flag(cfg, EVENT_BASE_FLAG_NOLOCK);
	event_config_set_flag(cfg, EVENT_BASE_FLAG_IGNORE_ENV);
	/* Edge-triggering for wakes and connections; early close to notice clients that left. Both: epoll. */
	/* A callback may make itself active again (a connection whose client pipelines without end): after so many callbacks the
	 * kernel is asked for others' events all the same. */
	event_config_set_max_dispatch_interval(cfg, NULL, LOOP_CALLBACKS_A_TURN, 0);
	event_config_require_features(cfg, EV_FEATURE_ET | EV_FEATURE_O1 | EV_FEATURE_EARLY_CLOSE);
	struct event_base *base = event_base_new_with_config(cfg);
	event_config_free(cfg);
	return base;
}

enum err loop_new(unsigned index, struct loop **ret)
{
	struct loop *l = calloc(1, sizeof(*l));
	if (!l)
		return ERR_NOMEM;
	enum err err = ERR_NOMEM;
	l->index = index;
	l->tail = &l->first;
	lock_init(&l->lock);
	l->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (l->wake_fd < 0) {
		err = err_from_errno(errno);
		goto fail;
	}
	l->base = base_new();
	if (!l->base)
		goto fail;
	if (event_assign(&l->wake_event, l->base, l->wake_fd, EV_READ | EV_PERSIST | EV_ET, on_wake, l) ||
	    event_add(&l->wake_event, NULL))
		goto fail;
	*ret = l;
	return OK;
fail:
	if (l->base)
		event_base_free(l->base);
	if (l->wake_fd >= 0)
		close(l->wake_fd);
	pthread_mutex_destroy(&l->lock);
	free(l);
	return err;
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	/* Letters own things (jobs that came home late): all are delivered, also those that the last ones sent. */
	struct loop *outer = current;
	current = l;
	while (l->first)
		mailbox_deliver(l);
	current = outer;
	event_del(&l->wake_event);
	event_base_free(l->base);
	close(l->wake_fd);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

void loop_run(struct loop *l)
{
	struct loop *outer = current;
	current = l;
	while (!atomic_load_explicit(&l->stopping, memory_order_acquire))
		event_base_loop(l->base, EVLOOP_NO_EXIT_ON_EMPTY);
	atomic_store_explicit(&l->stopping, false, memory_order_relaxed);
	current = outer;
}

void loop_stop(struct loop *l)
{
	atomic_store_explicit(&l->stopping, true, memory_order_release);
	loop_wake(l);
}

unsigned loop_index(const struct loop *l)
{
	return l->index;
}

struct event_base *loop_base(struct loop *l)
{
	return l->base;
}

struct loop *loop_current(void)
{
	return current;
}

uint64_t loop_now_ms(const struct loop *l)
{
	(void)l;
	/* libevent 2.1 has no hook at the start of an iteration; the kernel's tick-precise clock costs about what a cached
	 * variable would, and is the very clock that libevent's own timers use. */
	return clock_coarse_ms();
}

void loop_post(struct loop *l, struct letter *m)
{
	m->next = NULL;
	pthread_mutex_lock(&l->lock);
	bool was_empty = !l->first;
	*l->tail = m;
	l->tail = &m->next;
	/* Within the lock: once it is released the loop may deliver @m and go away. */
	if (was_empty)
		loop_wake(l);
	pthread_mutex_unlock(&l->lock);
}

struct call {
	struct letter letter;
	void (*fn)(void *ctx);
	void *ctx;
};

static void call_deliver(struct letter *m)
{
	struct call *c = CONTAINER_OF(m, struct call, letter);
	void (*fn)(void *ctx) = c->fn;
	void *ctx = c->ctx;
	free(c);
	fn(ctx);
}

enum err loop_call(struct loop *l, void (*fn)(void *ctx), void *ctx)
{
	struct call *c = malloc(sizeof(*c));
	if (!c)
		return ERR_NOMEM;
	*c = (struct call){.letter.deliver = call_deliver, .fn = fn, .ctx = ctx};
	loop_post(l, &c->letter);
	return OK;
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	struct timer *t = arg;
	t->armed = false;
	t->fire(t);
}

enum err timer_init(struct timer *t, struct loop *l, void (*fire)(struct timer *self))
{
	struct event *ev = event_new(l->base, -1, 0, on_timer, t);
	if (!ev)
		return ERR_NOMEM;
	*t = (struct timer){.ev_ = ev, .loop = l, .fire = fire};
	return OK;
}

void timer_start(struct timer *t, uint64_t delay_ms)
{
	struct timeval tv = {.tv_sec = (time_t)(delay_ms / 1000u), .tv_usec = (suseconds_t)(delay_ms % 1000u * 1000u)};
	/* Fails only when the heap of timers cannot grow: a lost timer is a hung request, so better to stop. */
	MUST(event_add(t->ev_, &tv) == 0);
	t->armed = true;
}

void timer_stop(struct timer *t)
{
	if (!t->ev_)
		return;
	event_del(t->ev_);
	t->armed = false;
}

void timer_done(struct timer *t)
{
	if (!t->ev_)
		return;
	event_free(t->ev_);
	t->ev_ = NULL;
	t->armed = false;
}
