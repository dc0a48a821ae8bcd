#include "directory/search.h"

#include "base/clock.h"
#include "directory/position.h"

#include <stdlib.h>

void search_memory_done(struct search_memory *m)
{
	free(m->words);
	*m = (struct search_memory){NULL, 0};
}

static bool blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

enum err search_check(const struct directory_query *q)
{
	const struct directory_filters *f = &q->filters;
	struct probe_order o;
	size_t words = 0;
	if (q->text.n > DIRECTORY_TEXT_MAX)
		return ERR_TOO_LARGE;
	for (size_t i = 0; i < q->text.n; i++)
		words += !blank(q->text.p[i]) && (i == 0 || blank(q->text.p[i - 1]));
	if (words > DIRECTORY_WORDS_MAX)
		return ERR_TOO_LARGE;
	if (q->limit < 1 || q->limit > DIRECTORY_LIMIT_MAX || (unsigned)q->sort >= DIRECTORY_SORT_COUNT_ ||
	    f->risk_at_least > 31 || f->country_count > DIRECTORY_VALUES_MAX || f->brand_count > DIRECTORY_VALUES_MAX ||
	    f->tag_count > DIRECTORY_VALUES_MAX || (q->descending && q->sort == DIRECTORY_SORT_RELEVANCE))
		return ERR_SHAPE;
	return q->position.n ? position_decode(q->position, position_query_hash(q), &o) : OK;
}

/* What one query has under way. */
struct run {
	const struct edition *view;
	const struct directory_query *query;
	struct terms terms;
	struct probe_order order;
	uint64_t query_hash;
	size_t need; /* one more than the limit: tells whether there is a next page */
	struct probe *probes;
	size_t *taken; /* of each probe's hits */
	uint64_t infix_deadline_ns;
	bool complete;
};

static enum err memory_reserve(struct search_memory *m, size_t words)
{
	if (words <= m->cap)
		return OK;
	uint64_t *p = malloc(words * sizeof(*p));
	if (!p)
		return ERR_NOMEM;
	free(m->words);
	m->words = p;
	m->cap = words;
	return OK;
}

static enum err start(struct run *r, struct search_memory *m, struct arena *a)
{
	size_t words = 0, at = 0;
	for (size_t i = 0; i < r->view->count; i++)
		words += probe_memory(r->view->parts[i].segment, &r->terms);
	if (memory_reserve(m, words))
		return ERR_NOMEM;
	r->probes = arena_array(a, r->view->count + 1, sizeof(struct probe));
	r->taken = arena_zalloc(a, (r->view->count + 1) * sizeof(size_t));
	if (!r->probes || !r->taken)
		return ERR_NOMEM;
	for (size_t i = 0; i < r->view->count; i++) {
		const struct edition_part *part = &r->view->parts[i];
		size_t room = MIN(r->need, (size_t)part->segment->docs);
		struct probe_hit *hits = arena_array(a, room + 1, sizeof(struct probe_hit));
		if (!hits)
			return ERR_NOMEM;
		probe_start(&r->probes[i], part->segment, part->alive->bits, &r->terms, &r->query->filters, &r->order,
			    r->query->contact_visible, m->words + at, hits, r->need);
		at += probe_memory(part->segment, &r->terms);
	}
	return OK;
}

static size_t found(const struct run *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->view->count; i++)
		n += r->probes[i].count;
	return n;
}

/* Exact and prefix everywhere; inside of words only when that did not fill the page. */
static void probe_all(struct run *r, uint64_t infix_ms)
{
	for (size_t i = 0; i < r->view->count; i++)
		probe_classes(&r->probes[i]);
	if (!r->terms.count)
		return;
	if (found(r) >= r->query->limit) {
		for (size_t i = 0; i < r->view->count; i++)
			r->probes[i].total_exact &= !r->terms.infix;
		return;
	}
	r->infix_deadline_ns = clock_mono_ns() + infix_ms * 1000000u;
	if (r->query->deadline_ns)
		r->infix_deadline_ns = MIN(r->infix_deadline_ns, r->query->deadline_ns);
	for (size_t i = 0; i < r->view->count; i++)
		r->complete &= probe_infix(&r->probes[i], r->infix_deadline_ns);
}

/* The best hit that isn't taken yet; false: none left. */
static bool next_hit(struct run *r, size_t *ret_probe, struct probe_hit *ret)
{
	size_t best = SIZE_MAX;
	for (size_t i = 0; i < r->view->count; i++) {
		if (r->taken[i] == r->probes[i].count)
			continue;
		if (best == SIZE_MAX || probe_compare(&r->probes[i], &r->probes[i].hits[r->taken[i]], &r->probes[best],
						      &r->probes[best].hits[r->taken[best]]) < 0)
			best = i;
	}
	if (best == SIZE_MAX)
		return false;
	*ret_probe = best;
	*ret = r->probes[best].hits[r->taken[best]++];
	return true;
}

static void label(const struct run *r, const struct segment *s, const struct probe_hit *h, struct directory_hit *ret)
{
	enum term_class c = h->class;
	ret->matched = DIRECTORY_MATCH_NONE;
	ret->how = DIRECTORY_HOW_NONE;
	if (!r->terms.count)
		return;
	if (r->order.sort != DIRECTORY_SORT_RELEVANCE && c != CLASS_INFIX)
		c = probe_match(s, h->doc, &r->terms, r->query->contact_visible);
	ret->how = c < CLASS_PREFIX ? DIRECTORY_EXACT : c < CLASS_INFIX ? DIRECTORY_PREFIX : DIRECTORY_INFIX;
	if (c < CLASS_PREFIX)
		ret->matched = column_field(class_exact_column[c]);
	else if (c < CLASS_INFIX)
		ret->matched = column_field((enum segment_column)(c - CLASS_PREFIX));
	else
		probe_match_infix(s, h->doc, &r->terms, r->query->contact_visible, &ret->matched);
}

static bool keep(struct str *s, struct arena *a)
{
	if (!s->p)
		return true;
	*s = arena_dup(a, *s);
	return s->p != NULL;
}

enum err search_hit(const struct segment *s, uint32_t doc, struct arena *a, struct directory_hit *ret)
{
	enum err e = customer_decode(segment_stored(s, doc), ret);
	if (e)
		return e;
	struct str *texts[] = {&ret->customer_id, &ret->username, &ret->full_name, &ret->email,
			       &ret->phone,       &ret->country,  &ret->brand,     &ret->currency};
	bool ok = true;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		ok &= keep(texts[i], a);
	for (size_t i = 0; i < ret->former_count; i++)
		ok &= keep(&ret->former_emails[i], a);
	for (size_t i = 0; i < ret->tag_count; i++)
		ok &= keep(&ret->tags[i], a);
	return ok ? OK : ERR_NOMEM;
}

static struct str position_after(const struct run *r, const struct segment *s, const struct probe_hit *h, struct arena *a)
{
	struct probe_order o = {.sort = r->order.sort,
				.class = h->class,
				.vip = s->vip[h->doc],
				.registered = s->registered[h->doc],
				.id = customer_id(segment_stored(s, h->doc))};
	if (o.sort == DIRECTORY_SORT_NAME || o.sort == DIRECTORY_SORT_USERNAME)
		o.key = str_of(probe_sort_text(s, o.sort, h->doc));
	return position_encode(&o, r->query_hash, a);
}

/* A page that the earlier stages filled to the brim may still be followed by infix matches, which were not looked for. */
static bool more_may_follow(const struct run *r, size_t count)
{
	return count == r->query->limit && r->terms.infix && r->infix_deadline_ns == 0;
}

static enum err collect(struct run *r, struct arena *a, struct directory_answer *ret)
{
	struct directory_hit *hits = arena_array(a, r->query->limit, sizeof(struct directory_hit));
	struct directory_answer ans = {
		.hits = hits, .complete = r->complete, .total_exact = r->complete, .infix = r->infix_deadline_ns != 0};
	size_t part = 0, last_part = 0;
	struct probe_hit h, last = {0, CLASS_NONE};
	if (!hits)
		return ERR_NOMEM;
	bool more = next_hit(r, &part, &h);
	for (; more && ans.count < r->query->limit; more = next_hit(r, &part, &h)) {
		const struct segment *s = r->view->parts[part].segment;
		enum err e = search_hit(s, h.doc, a, &hits[ans.count]);
		if (e)
			return e;
		label(r, s, &h, &hits[ans.count++]);
		last = h;
		last_part = part;
	}
	if (ans.count && (more || more_may_follow(r, ans.count))) {
		ans.next = position_after(r, r->view->parts[last_part].segment, &last, a);
		if (!ans.next.p)
			return ERR_NOMEM;
	}
	for (size_t i = 0; i < r->view->count; i++) {
		ans.total += r->probes[i].total;
		ans.total_exact &= r->probes[i].total_exact;
	}
	*ret = ans;
	return OK;
}

enum err search_run(const struct edition *v, const struct directory_query *q, uint64_t infix_ms, struct search_memory *m,
		    struct arena *a, struct directory_answer *ret)
{
	struct run *r = ARENA_NEW(a, struct run);
	if (!r)
		return ERR_NOMEM;
	*r = (struct run){.view = v, .query = q, .need = q->limit + 1, .complete = true};
	r->order.sort = q->sort;
	r->order.descending = q->descending;
	r->query_hash = position_query_hash(q);
	enum err e = q->position.n ? position_decode(q->position, r->query_hash, &r->order) : OK;
	e = e ? e : terms_parse(&r->terms, q->text, a);
	e = e ? e : start(r, m, a);
	if (e)
		return e;
	probe_all(r, infix_ms);
	return collect(r, a, ret);
}
