#include "sources/ask.h"

#include "base/clock.h"

#include <stdlib.h>

struct ask_ticket *ask_new(struct sources *s, struct loop *l, struct source *source, size_t size, struct str customer,
			   struct str object, size_t arena_max)
{
	struct ask_ticket *t = calloc(1, size);
	if (!t)
		return NULL;
	t->on = sources_on(s, l);
	t->catalog = catalog_ref(t->on->catalog);
	t->source = source;
	arena_init(&t->arena, arena_max);
	t->customer = arena_dup(&t->arena, customer);
	t->object = arena_dup(&t->arena, object);
	list_push_back(&t->on->asks, &t->link);
	return t;
}

static void ask_free(struct ask_ticket *t)
{
	call_cancel(&t->call);
	if (t->dispose)
		t->dispose(t);
	list_remove(&t->link);
	arena_done(&t->arena);
	catalog_unref(t->catalog);
	free(t);
}

void ask_answer(struct ask_ticket *t, enum source_error e)
{
	t->answer(t, e);
	ask_free(t);
}

static void on_letter(struct letter *m)
{
	struct ask_ticket *t = CONTAINER_OF(m, struct ask_ticket, letter);
	if (t->cancelled)
		free(t); /* the rest went when it was cancelled: the loop's share may be gone by now */
	else
		ask_answer(t, t->early);
}

void ask_answer_later(struct ask_ticket *t, enum source_error e)
{
	t->early = e;
	t->posted = true;
	t->letter.deliver = on_letter;
	loop_post(t->on->loop, &t->letter);
}

void ask_begin(struct ask_ticket *t)
{
	enum source_error e = SOURCE_NOT_CONFIGURED;
	if (t->source && t->customer.n > CUSTOMER_ID_MAX)
		e = SOURCE_NOT_FOUND;
	else if (t->source) {
		t->call.on = t->on;
		t->call.catalog = t->catalog;
		t->call.source = t->source;
		t->call.deadline_ms = clock_mono_ms() + (t->timeout_ms ? t->timeout_ms : t->source->plan->timeout_ms);
		e = call_start(&t->call);
	}
	if (e != SOURCE_OK)
		ask_answer_later(t, e);
}

void sources_ask_cancel(struct ask_ticket *t)
{
	if (!t->posted) {
		ask_free(t);
		return;
	}
	t->cancelled = true;
	if (t->dispose)
		t->dispose(t);
	list_remove(&t->link);
	arena_done(&t->arena);
	catalog_unref(t->catalog);
}

void asks_cancel_all(struct source_loop *on)
{
	LIST_FOREACH_SAFE (&on->asks, it)
		sources_ask_cancel(LIST_ENTRY(it, struct ask_ticket, link));
}
