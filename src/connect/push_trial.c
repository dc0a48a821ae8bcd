/* Messages that a person asks for, to see whether they come. */
#include "connect/push_private.h"

#include "base/clock.h"

#include <stdlib.h>

struct trial_look {
	struct db_job job;
	struct push *push;
	struct push_trial *trial;
};

static void take_trial(void *ctx, const struct push_subscription_row *s)
{
	struct push_trial *t = ctx;
	if (t->count < PUSH_SUBSCRIPTIONS_MAX)
		str_copy(t->results[t->count++].subscription, PUSH_ID_MAX + 1, s->id);
}

static enum err trial_work(struct db_job *j, struct tx *tx)
{
	struct trial_look *l = CONTAINER_OF(j, struct trial_look, job);
	return push_subscriptions_of(tx, l->trial->person_id, take_trial, l->trial);
}

static void spush_trial_over(struct push *p, struct push_trial *t)
{
	t->left = 1; /* until all are made */
	for (size_t i = 0; i < t->count; i++) {
		struct delivery *d = push_delivery_new(p, DELIVERY_TRIAL, SIGNAL_HIGH, t->results[i].subscription, t->person_id);
		t->results[i].outcome = PUSH_UNREACHABLE;
		if (!d)
			continue;
		d->trial = t;
		d->trial_index = i;
		push_topic(p->config.keys, STR("test"), d->topic);
		t->left++;
		push_queue(d);
	}
	if (--t->left == 0)
		push_trial_over(t);
}

static void trial_looked(struct job *j)
{
	struct trial_look *l = CONTAINER_OF(CONTAINER_OF(j, struct db_job, base), struct trial_look, job);
	struct push *p = l->push;
	struct push_trial *t = l->trial;
	t->err = j->outcome;
	free(l);
	p->away--;
	if (p->ending)
		t->err = ERR_CANCELLED;
	if (t->err == OK)
		spush_trial_over(p, t);
	else
		push_trial_over(t);
	if (p->ending)
		push_finish_stop(p);
}

static enum err look_trial(struct push *p, struct push_trial *t)
{
	struct person_pace *pace = push_pace_of(p, t->person_id);
	if (p->ending)
		return ERR_CANCELLED;
	if (!pace || !push_pace_take_trial(&pace->pace, &p->config.rate, clock_mono_ms()))
		return ERR_LIMIT;
	struct trial_look *l = calloc(1, sizeof *l);
	if (!l)
		return ERR_NOMEM;
	*l = (struct trial_look){
		.job = {.base = {.home = p->loop, .done = trial_looked}, .work = trial_work}, .push = p, .trial = t};
	enum err e = db_read(p->config.portal, &l->job);
	if (e == OK)
		p->away++;
	else
		free(l);
	return e;
}

static void trial_home(struct letter *m)
{
	struct push_trial *t = CONTAINER_OF(m, struct push_trial, letter);
	t->done(t);
}

static void trial_deliver(struct letter *m)
{
	struct push_trial *t = CONTAINER_OF(m, struct push_trial, letter);
	t->letter.deliver = trial_home;
	t->err = look_trial(t->push, t);
	if (t->err != OK)
		push_trial_over(t);
}

enum err push_try(struct push *p, struct push_trial *t)
{
	if (atomic_load(&p->stopping))
		return ERR_UNAVAILABLE;
	if (atomic_fetch_add(&p->trials, 1) >= PUSH_TRIALS_MAX) {
		atomic_fetch_sub(&p->trials, 1);
		return ERR_LIMIT;
	}
	t->push = p;
	t->count = 0;
	t->err = OK;
	t->letter.deliver = trial_deliver;
	loop_post(p->loop, &t->letter);
	return OK;
}
