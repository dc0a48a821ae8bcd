/* A customer service for the directory's tests, in place of sources_list(): pages of generated customers, answered from the loop
 * later, as the real one does. Include it in one file of a program. */
#pragma once

#include "sources/sources.h"
#include "tests/unit/directory/people.h"

#include <stdlib.h>

struct fake_change {
	uint64_t number, version;
	bool deleted;
};

static struct {
	uint64_t customers; /* of the snapshot: numbers 0 .. customers - 1 */
	uint64_t *versions; /* as they are now */
	bool *gone;
	struct fake_change *changes; /* change i has the mark i + 1 */
	size_t change_count, change_cap;
	size_t page;
	enum source_error fail_next[LIST_COUNT_]; /* once */
	bool no_changes;
	unsigned asks[LIST_COUNT_], in_flight, most_in_flight;
	char first_positions[8][32]; /* positions of LIST_CUSTOMERS asks, the first of this process */
	unsigned position_count;
	char last_mark[32];
	void (*on_ask)(const struct list_ask *ask);
	unsigned hold_page; /* the ask of this number for the snapshot waits for fake_release(); 0: none */
	struct loop *loop;
	struct ask_ticket *held;
} fake;

struct ask_ticket {
	struct letter letter;
	struct list_ask ask;
	char position[32], object[32];
	void (*done)(void *ctx, const struct list_page *page);
	void *ctx;
	bool cancelled;
};

static inline void fake_free(void)
{
	free(fake.versions);
	free(fake.gone);
	free(fake.changes);
	memset(&fake, 0, sizeof(fake));
}

static inline void fake_init(uint64_t customers, uint64_t room)
{
	fake_free();
	fake.customers = customers;
	fake.versions = calloc(room, sizeof(*fake.versions));
	fake.gone = calloc(room, sizeof(*fake.gone));
	fake.page = 100;
}

static inline void fake_change(uint64_t number, bool deleted)
{
	if (fake.change_count == fake.change_cap) {
		fake.change_cap = fake.change_cap ? fake.change_cap * 2 : 64;
		fake.changes = realloc(fake.changes, fake.change_cap * sizeof(*fake.changes));
	}
	while (fake.customers <= number)
		fake.gone[fake.customers++] = true; /* until a change makes it */
	fake.gone[number] = deleted;
	fake.changes[fake.change_count++] = (struct fake_change){number, ++fake.versions[number], deleted};
}

static inline void fake_record(struct person *p, uint64_t number, uint64_t version, bool deleted, size_t mark)
{
	person_make(p, number, 7, version);
	snprintf(p->mark, sizeof(p->mark), "%zu", mark);
	p->values[F_CUSTOMER_changeMark] = people_text(p->mark);
	if (deleted)
		p->values[F_CUSTOMER_deleted] = (struct value){.present = true, .b = true};
}

static inline size_t fake_fill(const struct list_ask *ask, struct person *people, size_t *ret_next, bool *ret_more)
{
	size_t at = ask->position.p ? strtoull(ask->position.p, NULL, 10) : 0, n = 0,
	       max = ask->limit < fake.page ? ask->limit : fake.page;
	if (ask->kind == LIST_CUSTOMERS) {
		for (; at < fake.customers && n < max; at++)
			if (!fake.gone[at])
				fake_record(&people[n++], at, fake.versions[at], false, fake.change_count);
		*ret_more = at < fake.customers;
	} else {
		at = ask->position.p ? at : strtoull(ask->object.p, NULL, 10);
		for (; at < fake.change_count && n < max; at++, n++)
			fake_record(&people[n], fake.changes[at].number, fake.changes[at].version, fake.changes[at].deleted,
				    at + 1);
		*ret_more = at < fake.change_count;
	}
	*ret_next = at;
	return n;
}

static inline void fake_deliver(struct letter *l)
{
	struct ask_ticket *t = CONTAINER_OF(l, struct ask_ticket, letter);
	fake.in_flight--;
	if (!t->cancelled) {
		struct person *people = calloc(fake.page + 1, sizeof(*people));
		struct record *records = calloc(fake.page + 1, sizeof(*records));
		struct list_page page = {.error = fake.fail_next[t->ask.kind], .items = records};
		char next[32];
		size_t at = 0;
		bool more = false;
		fake.fail_next[t->ask.kind] = SOURCE_OK;
		if (t->ask.kind == LIST_CUSTOMER_CHANGES && fake.no_changes)
			page.error = SOURCE_NOT_CONFIGURED;
		if (!page.error)
			page.count = fake_fill(&t->ask, people, &at, &more);
		for (size_t i = 0; i < page.count; i++)
			records[i] = (struct record){people[i].record.schema, people[i].values};
		snprintf(next, sizeof(next), "%zu", at);
		page.next = more ? str_of(next) : STR_NONE;
		t->done(t->ctx, &page);
		free(records);
		free(people);
	}
	free(t);
}

enum err sources_list(struct sources *s, struct loop *l, const struct list_ask *ask,
		      void (*done)(void *ctx, const struct list_page *page), void *ctx, struct ask_ticket **ret)
{
	(void)s;
	struct ask_ticket *t = calloc(1, sizeof(*t));
	t->ask = *ask;
	t->done = done;
	t->ctx = ctx;
	t->letter.deliver = fake_deliver;
	snprintf(t->object, sizeof(t->object), "%.*s", STR_ARG(ask->object));
	snprintf(t->position, sizeof(t->position), "%.*s", STR_ARG(ask->position));
	t->ask.object = str_of(t->object);
	t->ask.position = ask->position.p ? str_of(t->position) : STR_NONE;
	fake.asks[ask->kind]++;
	if (ask->kind == LIST_CUSTOMERS && fake.position_count < ARRAY_LEN(fake.first_positions))
		snprintf(fake.first_positions[fake.position_count++], 32, "%s", t->position);
	if (ask->kind == LIST_CUSTOMER_CHANGES)
		snprintf(fake.last_mark, sizeof(fake.last_mark), "%s", t->object);
	if (++fake.in_flight > fake.most_in_flight)
		fake.most_in_flight = fake.in_flight;
	if (fake.on_ask)
		fake.on_ask(ask);
	*ret = t;
	fake.loop = l;
	if (ask->kind == LIST_CUSTOMERS && fake.asks[LIST_CUSTOMERS] == fake.hold_page)
		fake.held = t;
	else
		loop_post(l, &t->letter);
	return OK;
}

static inline void fake_release(void)
{
	loop_post(fake.loop, &fake.held->letter);
	fake.held = NULL;
}

void sources_ask_cancel(struct ask_ticket *t)
{
	t->cancelled = true;
	if (t == fake.held)
		fake_release();
}
