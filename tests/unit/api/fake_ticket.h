/* tests/unit/api/fake_ticket.h - what was asked of the sources or the directory and is answered by a letter: later, on the same
 * loop, unless it is called off before. */
#pragma once

#include "tests/unit/api/fake_state.h"

struct fake_ticket {
	struct letter letter;
	bool cancelled;
	void (*deliver)(struct fake_ticket *t);
	struct list_ask ask;
	char position[1024], object[128];
	void (*list_done)(void *ctx, const struct list_page *page);
	void (*detail_done)(void *ctx, enum source_error e, const struct record *r);
	enum detail_kind detail;
	struct content_events events;
	size_t content_at;
	directory_done_fn *search_done;
	void *ctx;
};

static void fake_deliver(struct letter *l)
{
	struct fake_ticket *t = CONTAINER_OF(l, struct fake_ticket, letter);
	if (!t->cancelled)
		t->deliver(t);
	else
		free(t);
}

static struct fake_ticket *fake_ask(struct loop *l, void (*deliver)(struct fake_ticket *t), void *ctx)
{
	struct fake_ticket *t = calloc(1, sizeof *t);
	assert_non_null(t);
	t->deliver = deliver;
	t->ctx = ctx;
	fake.asks++;
	if (fake.hold_asks)
		return t;
	t->letter.deliver = fake_deliver;
	loop_post(l, &t->letter);
	return t;
}
