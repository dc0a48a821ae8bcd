/* Who is told of what: the people who have a browser to be told on, as they are now, their wishes, and how much each was told of
 * late. */
#include "connect/push_private.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdlib.h>

#define LOOK_AGAIN_MS 1000 /* after the database failed */

struct person_pace *push_pace_of(struct push *p, uint64_t person_id)
{
	for (size_t i = 0; i < p->pace_count; i++)
		if (p->paces[i].person_id == person_id)
			return &p->paces[i];
	if (p->pace_count == p->pace_cap) {
		size_t cap = MAX(p->pace_cap * 2, (size_t)16);
		struct person_pace *grown = p->pace_cap >= PUSH_RECIPIENTS_MAX ? NULL : realloc(p->paces, cap * sizeof *grown);
		if (!grown)
			return NULL;
		p->paces = grown;
		p->pace_cap = cap;
	}
	p->paces[p->pace_count] = (struct person_pace){.person_id = person_id};
	return &p->paces[p->pace_count++];
}

static void tell_alert(struct push *p, const struct recipient *r, const struct push_news *n)
{
	struct delivery *d = push_find_waiting(p, r->subscription, n->alert);
	if (d) {
		push_unqueue(d); /* and at the end of its new queue */
	} else {
		d = push_make_room(p, n->severity)
			    ? push_delivery_new(p, DELIVERY_ALERT, n->severity, r->subscription, r->person_id)
			    : NULL;
		if (!d) {
			if (n->class != SIGNAL_CLASS_AML)
				atomic_fetch_add_explicit(&p->dropped, 1, memory_order_relaxed);
			return;
		}
		d->more[n->class] = 1;
		d->counted = n->class != SIGNAL_CLASS_AML;
		push_topic(p->config.keys, str_of(n->alert), d->topic);
	}
	d->severity = n->severity;
	d->news = *n;
	push_queue(d);
}

/* @from .. @to: the browsers of one person. */
static void tell_person(struct push *p, const struct recipient *from, const struct recipient *to, const struct push_news *n)
{
	const struct push_config *c = &p->config;
	if (!c->may_see(c->ctx, str_of(from->role), n->class))
		return;
	enum push_held held = push_wishes_hold(&from->wishes, n->severity, clock_wall_ms());
	if (held == PUSH_QUIET && n->class != SIGNAL_CLASS_AML)
		atomic_fetch_add_explicit(&p->quiet, 1, memory_order_relaxed);
	if (held != PUSH_WANTED)
		return;
	struct person_pace *pace = push_pace_of(p, from->person_id);
	if (!pace)
		return;
	if (!push_pace_take(&pace->pace, &c->rate, n->severity, clock_mono_ms())) {
		push_pace_hold(&pace->pace, n->class, n->severity);
		push_pump_soon(p);
		return;
	}
	for (; from < to; from++)
		tell_alert(p, from, n);
}

static void tell(struct push *p, const struct push_news *n)
{
	const struct recipient *r = p->recipients.items, *end_ = r + p->recipients.count;
	while (r < end_) {
		const struct recipient *to = r + 1;
		while (to < end_ && to->person_id == r->person_id)
			to++;
		tell_person(p, r, to, n);
		r = to;
	}
}

/* What a person was not told one by one, in one sentence, as soon as the measure allows. */
static void tell_more_of(struct push *p, struct person_pace *pp)
{
	for (size_t i = 0; i < p->recipients.count; i++) {
		const struct recipient *r = &p->recipients.items[i];
		if (r->person_id != pp->person_id || !push_make_room(p, pp->pace.held_severity))
			continue;
		struct delivery *d = push_delivery_new(p, DELIVERY_MORE, pp->pace.held_severity, r->subscription, r->person_id);
		if (!d)
			continue;
		memcpy(d->more, pp->pace.held, sizeof d->more);
		d->counted = !pp->pace.held[SIGNAL_CLASS_AML];
		push_topic(p->config.keys, STR("more"), d->topic);
		push_count(d, &p->summaries);
		push_queue(d);
	}
	memset(pp->pace.held, 0, sizeof pp->pace.held);
	pp->pace.held_severity = SIGNAL_NONE;
}

void push_tell_more(struct push *p, uint64_t now, uint64_t *ret_next_ms)
{
	if (p->looking)
		return; /* the list is being made; looked() comes back to this */
	for (size_t i = 0; i < p->pace_count; i++) {
		struct person_pace *pp = &p->paces[i];
		if (!push_pace_holds(&pp->pace))
			continue;
		uint64_t due = push_pace_free_ms(&pp->pace, &p->config.rate);
		if (due > now)
			*ret_next_ms = MIN(*ret_next_ms, due);
		else if (push_pace_take(&pp->pace, &p->config.rate, SIGNAL_HIGH, now))
			tell_more_of(p, pp);
	}
}

/* --- looking up who there is --- */

/* On a reader's thread; the list is the look's meanwhile. */
static void take_recipient(void *ctx, const struct push_subscription_row *s)
{
	struct recipients *l = ctx;
	if (l->count == l->cap) {
		size_t cap = MAX(l->cap * 2, (size_t)64);
		struct recipient *grown = l->cap >= PUSH_RECIPIENTS_MAX ? NULL : realloc(l->items, cap * sizeof *grown);
		if (!grown)
			return;
		l->items = grown;
		l->cap = cap;
	}
	struct recipient *r = &l->items[l->count++];
	*r = (struct recipient){.person_id = s->person_id, .wishes = push_wishes_of(&s->settings)};
	str_copy(r->subscription, sizeof r->subscription, s->id);
	str_copy(r->role, sizeof r->role, s->role);
}

static enum err look_work(struct db_job *j, struct tx *tx)
{
	struct push *p = CONTAINER_OF(j, struct push, look_job);
	p->recipients.count = 0;
	return push_subscriptions_each(tx, take_recipient, &p->recipients);
}

static void look_soon(struct push *p)
{
	uint64_t since = clock_mono_ms() - p->looked_ms;
	timer_start(&p->look, since >= PUSH_PLAN_EVERY_MS ? 0 : PUSH_PLAN_EVERY_MS - since);
}

static void looked(struct job *j)
{
	struct push *p = CONTAINER_OF(CONTAINER_OF(j, struct db_job, base), struct push, look_job);
	p->looking = false;
	p->away--;
	p->looked_ms = clock_mono_ms();
	if (p->ending) {
		push_finish_stop(p);
		return;
	}
	if (j->outcome != OK) {
		log_event(LOG_WARN, "push.look", "error", err_name(j->outcome), NULL);
		p->recipients.count = 0;
		timer_start(&p->look, LOOK_AGAIN_MS); /* what came in waits in its bounded box */
		return;
	}
	size_t n = push_inbox_take(&p->inbox, p->news);
	for (size_t i = 0; i < n; i++)
		tell(p, &p->news[i]);
	if (p->look_due)
		look_soon(p);
	p->look_due = false;
	push_pump_soon(p);
}

void push_look_fire(struct timer *t)
{
	struct push *p = CONTAINER_OF(t, struct push, look);
	if (p->looking || p->ending) {
		p->look_due = true;
		return;
	}
	p->look_job = (struct db_job){.base = {.home = p->loop, .done = looked}, .work = look_work};
	if (db_read(p->config.portal, &p->look_job) == OK) {
		p->looking = true;
		p->away++;
	} else {
		timer_start(&p->look, PUSH_PLAN_EVERY_MS);
	}
}

void push_wake_deliver(struct letter *m)
{
	struct push *p = CONTAINER_OF(m, struct push, wake);
	push_inbox_heard(&p->inbox);
	if (!p->ending) /* a letter that comes when the loop is freed finds no timers */
		look_soon(p);
}

void push_alert(struct push *p, const struct alert *a)
{
	struct push_news n;
	bool tell_it = false;
	push_news_of(a, &n);
	if (!push_inbox_put(&p->inbox, &n, &tell_it) && a->class != SIGNAL_CLASS_AML)
		atomic_fetch_add_explicit(&p->dropped, 1, memory_order_relaxed);
	if (tell_it)
		loop_post(p->loop, &p->wake);
}
