/* tests/unit/api/fake_directory.h - the directory: it finds the hits that the test put into fake, whatever it is asked. */
#pragma once

#include "tests/unit/api/fake_state.h"
#include "tests/unit/api/fake_ticket.h"

enum err directory_lookup(struct directory *d, struct str customer_id, struct arena *a, struct directory_hit *ret)
{
	(void)d, (void)a;
	for (size_t i = 0; i < fake.hit_count; i++) {
		if (!str_eq(fake.hits[i].customer_id, customer_id))
			continue;
		*ret = fake.hits[i];
		return OK;
	}
	return ERR_NOT_FOUND;
}

bool directory_ready(const struct directory *d)
{
	(void)d;
	return fake.directory_ready;
}

void directory_state(struct directory *d, struct directory_state *ret)
{
	(void)d;
	*ret = (struct directory_state){.ready = fake.directory_ready, .customers = fake.hit_count};
}

static void fake_search_answer(struct fake_ticket *t)
{
	struct directory_answer a = {.hits = fake.hits,
				     .count = fake.hit_count,
				     .complete = true,
				     .total = fake.hit_count,
				     .total_exact = true,
				     .next = STR("here")};
	t->search_done(t->ctx, fake.search_error, fake.search_error == OK ? &a : NULL);
	free(t);
}

enum err directory_search(struct directory *d, struct loop *home, const struct directory_query *q, directory_done_fn *done,
			  void *ctx, struct directory_ticket **ret)
{
	(void)d;
	struct fake_ticket *t = fake_ask(home, fake_search_answer, ctx);
	fake.asked = *q;
	str_copy(fake.asked_text, sizeof fake.asked_text, q->text);
	t->search_done = done;
	*ret = (struct directory_ticket *)(void *)t;
	return OK;
}

void directory_search_cancel(struct directory_ticket *ticket)
{
	struct fake_ticket *t = (void *)ticket;
	t->cancelled = true;
}

const char *directory_field_name(enum directory_field f)
{
	static const char *const names[] = {NULL, "id", "email", "username", "name", "phone", "former_email"};
	return names[f];
}

const char *directory_how_name(enum directory_how h)
{
	static const char *const names[] = {NULL, "exact", "prefix", "infix"};
	return names[h];
}

bool directory_sort_parse(struct str s, enum directory_sort *ret)
{
	static const char *const names[] = {"relevance", "registered", "name", "username", "vip", "id"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_is(s, names[i])) {
			*ret = (enum directory_sort)i;
			return true;
		}
	return false;
}
