#include "connect/push_private.h"

#include "base/clock.h"
#include "base/codec.h"
#include "base/log.h"

#include <stdlib.h>

#define CONNECTIONS_MAX 64
#define IDLE_CLOSE_S    60

static const char *const outcome_names[PUSH_OUTCOME_COUNT_] = {
	[PUSH_SENT] = "sent",         [PUSH_GONE] = "gone", [PUSH_REFUSED] = "refused", [PUSH_UNREACHABLE] = "unreachable",
	[PUSH_UNWANTED] = "unwanted",
};

const char *push_outcome_name(enum push_outcome o)
{
	return (unsigned)o < PUSH_OUTCOME_COUNT_ ? outcome_names[o] : "unknown";
}

void push_count(const struct delivery *d, atomic_ullong *counter)
{
	if (d->counted)
		atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

/* --- the queue --- */

void push_pump_soon(struct push *p)
{
	if (p->pumping)
		p->pump_again = true;
	else
		timer_start(&p->pump, 0);
}

void push_unqueue(struct delivery *d)
{
	struct push *p = d->push;
	list_remove(&d->link);
	p->waiting_count--;
	if (d->counted)
		atomic_fetch_sub_explicit(&p->waiting_counted, 1, memory_order_relaxed);
}

void push_queue(struct delivery *d)
{
	struct push *p = d->push;
	list_push_back(&p->waiting[d->severity], &d->link);
	p->waiting_count++;
	if (d->counted)
		atomic_fetch_add_explicit(&p->waiting_counted, 1, memory_order_relaxed);
	push_pump_soon(p);
}

void push_trial_over(struct push_trial *t)
{
	atomic_fetch_sub(&t->push->trials, 1);
	loop_post(t->home, &t->letter);
}

static void end(struct delivery *d, enum push_outcome o, int status)
{
	if (d->trial) {
		d->trial->results[d->trial_index].outcome = o;
		d->trial->results[d->trial_index].status = status;
		if (--d->trial->left == 0)
			push_trial_over(d->trial);
	}
	delivery_free(d);
}

/* Room for one of @severity: the newest of the slightest goes. False: all that wait are as grave. */
bool push_make_room(struct push *p, enum signal_severity severity)
{
	if (p->waiting_count < PUSH_QUEUE_MAX)
		return true;
	for (enum signal_severity s = SIGNAL_NONE; s < severity; s++)
		for (struct list *it = p->waiting[s].prev; it != &p->waiting[s]; it = it->prev) {
			struct delivery *d = LIST_ENTRY(it, struct delivery, link);
			if (d->trial)
				continue;
			push_unqueue(d);
			push_count(d, &p->dropped);
			end(d, PUSH_UNREACHABLE, 0);
			return true;
		}
	return false;
}

/* One that waits says the newest of its alert. */
struct delivery *push_find_waiting(struct push *p, const char *subscription, const char *alert)
{
	for (size_t s = 0; s < SIGNAL_SEVERITY_COUNT_; s++)
		LIST_FOREACH (&p->waiting[s], it) {
			struct delivery *d = LIST_ENTRY(it, struct delivery, link);
			if (d->kind == DELIVERY_ALERT && strcmp(d->news.alert, alert) == 0 &&
			    strcmp(d->subscription, subscription) == 0)
				return d;
		}
	return NULL;
}

struct delivery *push_delivery_new(struct push *p, enum delivery_kind kind, enum signal_severity severity,
				   const char *subscription, uint64_t person_id)
{
	struct delivery *d = calloc(1, sizeof *d);
	if (!d)
		return NULL;
	d->push = p;
	d->kind = kind;
	d->severity = severity;
	d->person_id = person_id;
	d->counted = kind != DELIVERY_TRIAL;
	d->due_ms = clock_mono_ms();
	d->ends_ms = d->due_ms + PUSH_TTL_S * 1000ull;
	str_copy(d->subscription, sizeof d->subscription, str_of(subscription));
	return d;
}

void push_delivery_over(struct delivery *d, enum push_outcome o, int status)
{
	struct push *p = d->push;
	list_remove(&d->link);
	p->flight_count--;
	push_count(d, &p->outcomes[o]);
	end(d, o, status);
	push_pump_soon(p);
}

/* Four times as long each time, and up to a quarter more, so that many do not come back at once. */
static uint64_t wait_ms(const struct push *p, unsigned tries, unsigned after_s)
{
	uint8_t spread;
	uint64_t ms = p->config.again_ms ? p->config.again_ms : PUSH_AGAIN_MS;
	for (unsigned i = 1; i < tries; i++)
		ms *= 4;
	ms = MAX(ms, after_s * 1000ull);
	codec_random(&spread, 1);
	ms += ms / 4 * spread / 256;
	return MIN(ms, PUSH_AGAIN_MAX_S * 1000ull);
}

void push_delivery_again(struct delivery *d, unsigned after_s, int status)
{
	struct push *p = d->push;
	d->tries += d->tries == 0; /* it failed before there was a request */
	uint64_t due = clock_mono_ms() + wait_ms(p, d->tries, after_s);
	if (d->kind == DELIVERY_TRIAL || d->tries >= PUSH_TRIES_MAX || due >= d->ends_ms || !push_make_room(p, d->severity)) {
		log_event(LOG_WARN, "push.unreachable", "service", d->origin, "status", log_num(status), "tries",
			  log_num(d->tries), NULL);
		push_delivery_over(d, PUSH_UNREACHABLE, status);
		return;
	}
	list_remove(&d->link);
	p->flight_count--;
	push_count(d, &p->retries);
	d->due_ms = due;
	push_queue(d);
}

/* --- flights --- */

void push_finish_stop(struct push *p)
{
	if (p->ending && p->away == 0)
		loop_stop(p->loop);
}

bool push_came_home(struct push *p, struct delivery *d)
{
	p->away--;
	if (!p->ending)
		return true;
	list_remove(&d->link);
	p->flight_count--;
	end(d, PUSH_UNREACHABLE, 0);
	push_finish_stop(p);
	return false;
}

static size_t flights_to(struct push *p, const char *origin)
{
	size_t n = 0;
	LIST_FOREACH (&p->flights, it)
		n += strcmp(LIST_ENTRY(it, struct delivery, link)->origin, origin) == 0;
	return n;
}

/* The first of the gravest that is due. One that has not been tried yet does not know its service: it is let through. */
static struct delivery *next_due(struct push *p, uint64_t now, uint64_t *ret_next_ms)
{
	for (int s = SIGNAL_SEVERITY_COUNT_ - 1; s >= 0; s--)
		LIST_FOREACH (&p->waiting[s], it) {
			struct delivery *d = LIST_ENTRY(it, struct delivery, link);
			if (d->due_ms > now)
				*ret_next_ms = MIN(*ret_next_ms, d->due_ms);
			else if (!d->origin[0] || flights_to(p, d->origin) < PUSH_FLIGHTS_ORIGIN_MAX)
				return d;
		}
	return NULL;
}

static void pump_fire(struct timer *t)
{
	struct push *p = CONTAINER_OF(t, struct push, pump);
	uint64_t now = clock_mono_ms(), next = UINT64_MAX;
	if (p->ending)
		return;
	p->pumping = true;
	p->pump_again = false;
	push_tell_more(p, now, &next);
	while (p->flight_count < PUSH_FLIGHTS_MAX) {
		struct delivery *d = next_due(p, now, &next);
		if (!d)
			break;
		push_unqueue(d);
		list_push_back(&p->flights, &d->link);
		p->flight_count++;
		delivery_start(d);
	}
	p->pumping = false;
	if (p->pump_again)
		push_pump_soon(p);
	else if (next != UINT64_MAX)
		timer_start(&p->pump, next > now ? next - now : 1);
}

/* --- life --- */

static void free_waiting(struct push *p)
{
	for (size_t s = 0; s < SIGNAL_SEVERITY_COUNT_; s++)
		while (!list_empty(&p->waiting[s])) {
			struct delivery *d = LIST_ENTRY(p->waiting[s].next, struct delivery, link);
			push_unqueue(d);
			end(d, PUSH_UNREACHABLE, 0);
		}
}

static void stop_deliver(struct letter *m)
{
	struct push *p = CONTAINER_OF(m, struct push, stop);
	p->ending = true;
	timer_stop(&p->pump);
	timer_stop(&p->look);
	http_client_free(p->client);
	p->client = NULL;
	free_waiting(p);
	LIST_FOREACH_SAFE (&p->flights, it) {
		struct delivery *d = LIST_ENTRY(it, struct delivery, link);
		if (!d->transfer)
			continue;
		list_remove(&d->link);
		p->flight_count--;
		end(d, PUSH_UNREACHABLE, 0);
	}
	push_finish_stop(p);
}

static void *thread_main(void *arg)
{
	struct push *p = arg;
	pthread_setname_np(pthread_self(), "push");
	loop_run(p->loop);
	return NULL;
}

enum err push_open(const struct push_config *c, struct push **ret, struct err_info *info)
{
	const struct http_client_config client = {.max_host_connections = PUSH_FLIGHTS_ORIGIN_MAX,
						  .max_total_connections = CONNECTIONS_MAX,
						  .idle_close_s = IDLE_CLOSE_S,
						  .user_agent = "pitboss"};
	struct push *p = calloc(1, sizeof *p);
	if (!p)
		return err_set(info, ERR_NOMEM, NULL, "no memory");
	p->config = *c;
	p->wake.deliver = push_wake_deliver;
	p->stop.deliver = stop_deliver;
	push_inbox_init(&p->inbox);
	list_init(&p->flights);
	for (size_t s = 0; s < SIGNAL_SEVERITY_COUNT_; s++)
		list_init(&p->waiting[s]);
	enum err e = loop_new(PUSH_LOOP_INDEX, &p->loop);
	if (e == OK)
		e = timer_init(&p->pump, p->loop, pump_fire);
	if (e == OK)
		e = timer_init(&p->look, p->loop, push_look_fire);
	if (e == OK)
		e = http_client_new(p->loop, &client, &p->client);
	if (e != OK) {
		push_close(p);
		return err_set(info, e, "push", "what sends pushes cannot be made: %s", err_name(e));
	}
	*ret = p;
	return OK;
}

enum err push_start(struct push *p)
{
	int failed = pthread_create(&p->thread, NULL, thread_main, p);
	if (failed)
		return err_from_errno(failed);
	p->running = true;
	return OK;
}

void push_stop(struct push *p)
{
	if (!p || atomic_exchange(&p->stopping, true) || !p->running)
		return;
	loop_post(p->loop, &p->stop);
	pthread_join(p->thread, NULL);
	p->running = false;
}

void push_close(struct push *p)
{
	if (!p)
		return;
	push_stop(p);
	http_client_free(p->client);
	timer_done(&p->pump);
	timer_done(&p->look);
	loop_free(p->loop);
	push_inbox_done(&p->inbox);
	free(p->recipients.items);
	free(p->paces);
	free(p);
}

const struct push_hosts *push_hosts_of(const struct push *p)
{
	return &p->config.hosts;
}

void push_public_key(const struct push *p, char out[PUSH_POINT_TEXT + 1])
{
	struct buf b = {.p = out, .cap = PUSH_POINT_TEXT, .max = PUSH_POINT_TEXT};
	buf_base64url(&b, p->config.keys->point, PUSH_POINT_BYTES);
	MUST(b.n == PUSH_POINT_TEXT);
	out[PUSH_POINT_TEXT] = '\0';
}

void push_counts(const struct push *p, struct push_counts *ret)
{
	for (size_t i = 0; i < PUSH_OUTCOME_COUNT_; i++)
		ret->outcomes[i] = atomic_load_explicit(&p->outcomes[i], memory_order_relaxed);
	ret->retries = atomic_load_explicit(&p->retries, memory_order_relaxed);
	ret->dropped = atomic_load_explicit(&p->dropped, memory_order_relaxed);
	ret->quiet = atomic_load_explicit(&p->quiet, memory_order_relaxed);
	ret->summaries = atomic_load_explicit(&p->summaries, memory_order_relaxed);
	ret->waiting = atomic_load_explicit(&p->waiting_counted, memory_order_relaxed);
}
