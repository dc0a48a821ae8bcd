#include "directory/edition.h"

#include <stdlib.h>

struct edition *edition_new(void)
{
	struct edition *v = calloc(1, sizeof(*v));
	if (v)
		atomic_init(&v->refs, 1);
	return v;
}

struct edition *edition_ref(struct edition *v)
{
	atomic_fetch_add_explicit(&v->refs, 1, memory_order_relaxed);
	return v;
}

static void alive_unref(struct edition_alive *a)
{
	if (a && atomic_fetch_sub_explicit(&a->refs, 1, memory_order_acq_rel) == 1)
		free(a);
}

void edition_unref(struct edition *v)
{
	if (!v || atomic_fetch_sub_explicit(&v->refs, 1, memory_order_acq_rel) != 1)
		return;
	for (size_t i = 0; i < v->count; i++) {
		segment_unref(v->parts[i].segment);
		alive_unref(v->parts[i].alive);
	}
	free(v);
}

static struct edition_alive *alive_new(uint32_t docs)
{
	struct edition_alive *a = malloc(sizeof(*a) + bits_words(docs) * sizeof(uint64_t));
	if (!a)
		return NULL;
	atomic_init(&a->refs, 1);
	a->count = docs;
	bits_fill(a->bits, docs);
	return a;
}

/* Copied before the first change: other editions still read it. */
static bool alive_own(struct edition_part *p)
{
	if (atomic_load_explicit(&p->alive->refs, memory_order_acquire) == 1)
		return true;
	struct edition_alive *a = alive_new(p->segment->docs);
	if (!a)
		return false;
	a->count = p->alive->count;
	memcpy(a->bits, p->alive->bits, bits_words(p->segment->docs) * sizeof(uint64_t));
	alive_unref(p->alive);
	p->alive = a;
	return true;
}

static enum err kill_id(struct edition *v, size_t parts, struct str id)
{
	for (size_t i = 0; i < parts; i++) {
		struct edition_part *p = &v->parts[i];
		uint32_t doc;
		if (!segment_find(p->segment, id, &doc) || !bits_get(p->alive->bits, doc))
			continue;
		if (!alive_own(p))
			return ERR_NOMEM;
		bits_clear(p->alive->bits, doc);
		p->alive->count--;
	}
	return OK;
}

/* What part @newer replaces or deletes dies in all parts before @older_end. */
static enum err kill_replaced(struct edition *v, size_t older_end, size_t newer)
{
	const struct segment *s = v->parts[newer].segment;
	enum err e = OK;
	for (uint32_t doc = 0; doc < s->docs && !e && older_end; doc++)
		e = kill_id(v, older_end, customer_id(segment_stored(s, doc)));
	for (struct str rest = s->gone; rest.n && !e;) {
		struct str id = str_mem(rest.p, strnlen(rest.p, rest.n));
		e = kill_id(v, older_end, id);
		rest = str_mem(rest.p + MIN(id.n + 1, rest.n), rest.n - MIN(id.n + 1, rest.n));
	}
	return e;
}

static enum err add_part(struct edition *v, struct segment *s, struct edition_alive *shared)
{
	struct edition_part *p = &v->parts[v->count];
	p->alive = shared;
	if (shared)
		atomic_fetch_add_explicit(&shared->refs, 1, memory_order_relaxed);
	else if (!(p->alive = alive_new(s->docs)))
		return ERR_NOMEM;
	p->segment = segment_ref(s);
	v->count++;
	return OK;
}

static enum err fill(struct edition *n, const struct edition *v, size_t from, size_t to, struct segment *const *segments,
		     size_t count)
{
	enum err e = OK;
	for (size_t i = 0; i < from && !e; i++)
		e = add_part(n, v->parts[i].segment, v->parts[i].alive);
	for (size_t i = 0; i < count && !e; i++)
		e = add_part(n, segments[i], NULL);
	for (size_t i = to; i < v->count && !e; i++)
		e = add_part(n, v->parts[i].segment, v->parts[i].alive);
	/* New segments kill in all before them; what came after the replaced ones kills in the new. */
	for (size_t i = from; i < from + count && !e; i++)
		e = kill_replaced(n, i, i);
	for (size_t i = from + count; i < n->count && !e && count; i++)
		e = kill_replaced(n, from + count, i);
	for (size_t i = 0; i < n->count; i++)
		n->customers += n->parts[i].alive->count;
	return e;
}

enum err edition_replace(const struct edition *v, size_t from, size_t to, struct segment *const *segments, size_t count,
			 struct edition **ret)
{
	if (from + count + (v->count - to) > EDITION_SEGMENTS_MAX)
		return ERR_LIMIT;
	struct edition *n = edition_new();
	if (!n)
		return ERR_NOMEM;
	enum err e = fill(n, v, from, to, segments, count);
	if (e) {
		edition_unref(n);
		return e;
	}
	*ret = n;
	return OK;
}

bool edition_find(const struct edition *v, struct str id, size_t *ret_part, uint32_t *ret_doc)
{
	for (size_t i = v->count; i-- > 0;) {
		uint32_t doc;
		if (segment_find(v->parts[i].segment, id, &doc) && bits_get(v->parts[i].alive->bits, doc)) {
			*ret_part = i;
			*ret_doc = doc;
			return true;
		}
	}
	return false;
}
