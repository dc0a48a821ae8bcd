/* tests/unit/api/fake_sources.h - the sources: snapshots, lists, details and contents that the test put into fake, or an error.
 */
#pragma once

#include "tests/support/quiet_sources.h"
#include "tests/unit/api/fake_state.h"
#include "tests/unit/api/fake_ticket.h"

size_t sources_count(const struct sources *s)
{
	(void)s;
	return 1;
}

void sources_health(struct sources *s, size_t index, struct source_health *ret)
{
	(void)s, (void)index;
	*ret = (struct source_health){.name = "wallet", .breaker = BREAKER_OPEN, .last_error = SOURCE_TIMEOUT, .requests = 7};
	ret->failures[SOURCE_TIMEOUT] = 3;
}

bool sources_look(struct sources *s, struct loop *l, struct str customer, enum part p, struct look *ret, look_done_fn *done,
		  void *ctx, struct look_ticket **ret_ticket)
{
	(void)s, (void)l, (void)customer, (void)done, (void)ctx, (void)ret_ticket;
	*ret = (struct look){.state = LOOK_MISSING, .error = fake.part_error[p]};
	if (fake.part_error[p] != SOURCE_OK)
		return true;
	assert_non_null(fake.snapshots[p].body);
	cache_value_ref(&fake.snapshots[p].base);
	*ret = (struct look){.state = LOOK_FRESH, .snapshot = &fake.snapshots[p]};
	return true;
}

static void fake_list_answer(struct fake_ticket *t)
{
	struct list_page page = {.error = fake.list_error[t->ask.kind]};
	fake.list_asks[t->ask.kind]++;
	if (page.error == SOURCE_OK && fake.list)
		fake.list(&t->ask, &page);
	t->list_done(t->ctx, &page);
	free(t);
}

enum err sources_list(struct sources *s, struct loop *l, const struct list_ask *ask,
		      void (*done)(void *ctx, const struct list_page *page), void *ctx, struct ask_ticket **ret)
{
	(void)s;
	struct fake_ticket *t = fake_ask(l, fake_list_answer, ctx);
	t->ask = *ask;
	str_copy(t->position, sizeof t->position, ask->position);
	str_copy(t->object, sizeof t->object, ask->object);
	t->ask.position = ask->position.p ? str_of(t->position) : STR_NONE;
	t->ask.object = str_of(t->object);
	t->list_done = done;
	*ret = (struct ask_ticket *)(void *)t;
	return OK;
}

static void fake_detail_answer(struct fake_ticket *t)
{
	t->detail_done(t->ctx, fake.detail_error, fake.detail_error == SOURCE_OK ? fake.detail : NULL);
	free(t);
}

enum err sources_detail(struct sources *s, struct loop *l, const struct detail_ask *ask,
			void (*done)(void *ctx, enum source_error e, const struct record *r), void *ctx, struct ask_ticket **ret)
{
	(void)s;
	struct fake_ticket *t = fake_ask(l, fake_detail_answer, ctx);
	t->detail = ask->kind;
	fake.detail_from_ms = ask->from_ms;
	fake.detail_to_ms = ask->to_ms;
	str_copy(fake.detail_zone, sizeof fake.detail_zone, ask->time_zone);
	t->detail_done = done;
	*ret = (struct ask_ticket *)(void *)t;
	return OK;
}

/* As sources/content.c: what is answered false to comes again. */
static void fake_content_more(struct fake_ticket *t)
{
	while (t->content_at < fake.content.n) {
		size_t n = MIN(fake.content_piece, fake.content.n - t->content_at);
		struct str piece = str_mem(fake.content.p + t->content_at, n);
		bool more = t->events.on_data(t->ctx, piece);
		if (t->cancelled) {
			free(t);
			return;
		}
		if (!more) {
			fake.pauses++;
			t->letter.deliver = NULL;
			return;
		}
		t->content_at += n;
	}
	t->events.on_end(t->ctx, fake.content_end);
	free(t);
}

static void fake_content_answer(struct fake_ticket *t)
{
	t->events.on_head(t->ctx, fake.content_error, str_of(fake.content_type), fake.content_length);
	if (fake.content_error != SOURCE_OK || t->cancelled)
		free(t);
	else
		fake_content_more(t);
}

enum err sources_content(struct sources *s, struct loop *l, struct str customer, enum content_kind kind, struct str object,
			 const struct content_events *ev, void *ctx, struct ask_ticket **ret)
{
	(void)s, (void)customer, (void)kind, (void)object;
	struct fake_ticket *t = fake_ask(l, fake_content_answer, ctx);
	t->events = *ev;
	*ret = (struct ask_ticket *)(void *)t;
	return OK;
}

void sources_content_resume(struct ask_ticket *ticket)
{
	struct fake_ticket *t = (void *)ticket;
	t->deliver = fake_content_more;
	t->letter.deliver = fake_deliver;
	loop_post(fake.thread.loop, &t->letter);
}

void sources_ask_cancel(struct ask_ticket *ticket)
{
	struct fake_ticket *t = (void *)ticket;
	fake.cancels++;
	t->cancelled = true;
	if (!t->letter.deliver)
		free(t); /* held or paused: nothing comes any more */
}
