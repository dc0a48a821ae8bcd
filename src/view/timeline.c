#include "view/timeline.h"

#include <stdlib.h>

#define PAGE_TEXT_MAX_BYTES   (512u << 10)
#define ANSWER_TEXT_MAX_BYTES (512u << 10)
#define PARTS_ARENA_BYTES     (4u << 20)
#define POSITION_VERSION      1
#define PAGE_SIZE_FILTERED    TIMELINE_ITEMS_MAX /* where much is left out: as much a page as there may be */

/* Where a source goes on. */
struct place {
	bool set;
	uint16_t n;
	char p[TIMELINE_SOURCE_POSITION_MAX];
};

struct stream {
	struct timeline *t;
	enum timeline_stream kind;
	bool wanted;
	struct ask_ticket *ticket; /* a page is on its way */
	bool ended;                /* no page after this one */
	bool exhausted;            /* as deep as this answer may go */
	enum look_state state;     /* for the reader */
	enum source_error error;
	struct timeline_items page;
	size_t at;               /* next item of the page */
	struct place here, next; /* of the page, and of the one after */
	int64_t to_ms;           /* that the source was asked with; the same as long as a place of it is used */
	int64_t deepest_ms;      /* the stream is known down to this */
	int64_t last_at_ms;      /* what was shown last, in this answer or before; 0: nothing */
	uint64_t last_hash;
	unsigned pages;
};

struct timeline {
	struct timeline_query query;
	struct view_env *env;
	struct loop *loop;
	void (*on_done)(void *ctx);
	void *ctx;
	struct stream streams[TIMELINE_STREAM_COUNT_];
	bool has_boundary;
	int64_t boundary_ms; /* nothing newer than what was shown last */
	struct buf out;
	size_t count;
	bool finished, stepping;
	char customer[128];
};

static bool is_list(const struct stream *s)
{
	return s->kind < TIMELINE_LISTS;
}

static const char *source_of(const struct stream *s)
{
	const char *name = sources_part_source(s->t->env->sources, timeline_stream_part(s->kind));
	return name ? name : "none";
}

/* --- filters --- */

enum err timeline_parse_types(struct str names, uint32_t *ret_types, struct str *ret_unknown)
{
	uint32_t bits = 0;
	struct str name;
	enum timeline_type type;
	if (!names.n) {
		*ret_types = (UINT32_C(1) << TIMELINE_TYPE_COUNT_) - 1;
		return OK;
	}
	while (str_split(&names, ',', &name)) {
		if (!timeline_type_parse(name, &type)) {
			*ret_unknown = name;
			return ERR_SHAPE;
		}
		bits |= UINT32_C(1) << type;
	}
	*ret_types = bits;
	return OK;
}

enum err timeline_parse_sources(struct str names, const struct sources *s, unsigned *ret_streams, struct str *ret_unknown)
{
	unsigned bits = 0;
	struct str name;
	if (!names.n) {
		*ret_streams = (1u << TIMELINE_STREAM_COUNT_) - 1;
		return OK;
	}
	while (str_split(&names, ',', &name)) {
		unsigned found = 0;
		for (unsigned i = 0; i < TIMELINE_STREAM_COUNT_; i++) {
			const char *source = sources_part_source(s, timeline_stream_part((enum timeline_stream)i));
			if (source && str_is(name, source))
				found |= 1u << i;
		}
		if (!found) {
			*ret_unknown = name;
			return ERR_SHAPE;
		}
		bits |= found;
	}
	*ret_streams = bits;
	return OK;
}

/* --- pages --- */

/* Drops what the filters leave out, and what is newer than what was shown already. */
static void page_filter(struct stream *s)
{
	const struct timeline *t = s->t;
	struct timeline_items *page = &s->page;
	size_t kept = 0, from = 0;
	for (size_t i = 0; i < page->count; i++)
		if (page->items[i].at_ms == s->last_at_ms && page->items[i].hash == s->last_hash)
			from = i + 1; /* shown last: on from the next */
	for (size_t i = from; i < page->count; i++) {
		const struct timeline_item *item = &page->items[i];
		bool newer = t->has_boundary && item->at_ms > t->boundary_ms;
		bool outside =
			(t->query.from_ms && item->at_ms < t->query.from_ms) || (t->query.to_ms && item->at_ms >= t->query.to_ms);
		if (!newer && !outside && (t->query.types >> item->type & 1))
			page->items[kept++] = *item;
	}
	page->count = kept;
	s->at = 0;
}

static bool place_set(struct place *p, struct str text)
{
	if (text.n > sizeof p->p)
		return false;
	p->set = text.p != NULL;
	p->n = (uint16_t)text.n;
	if (text.n)
		memcpy(p->p, text.p, text.n);
	return true;
}

static void stream_fail(struct stream *s, enum source_error e)
{
	s->state = LOOK_MISSING;
	s->error = e;
	s->page.count = s->at = 0;
}

static void step(struct timeline *t);

static void on_page(void *ctx, const struct list_page *page)
{
	struct stream *s = ctx;
	s->ticket = NULL;
	s->page.count = 0;
	buf_reset(&s->page.text);
	if (page->error == SOURCE_NOT_FOUND) {
		s->ended = true; /* who exists and is not known there has no history there */
	} else if (page->error != SOURCE_OK) {
		stream_fail(s, page->error);
	} else {
		for (size_t i = 0; i < page->count; i++) {
			int64_t at_ms = timeline_add_record(&s->page, s->kind, source_of(s), &page->items[i]);
			s->deepest_ms = MIN(s->deepest_ms, at_ms);
		}
		timeline_sort(&s->page);
		s->ended = !page->next.p;
		if (buf_ok(&s->page.text) != OK || !place_set(&s->next, page->next))
			stream_fail(s, SOURCE_TOO_LARGE);
		else
			page_filter(s);
	}
	step(s->t);
}

static bool leaves_much_out(const struct stream *s)
{
	return s->kind == TIMELINE_TRANSACTIONS || s->t->query.types != (UINT32_C(1) << TIMELINE_TYPE_COUNT_) - 1;
}

static void fetch(struct stream *s)
{
	struct timeline *t = s->t;
	struct list_ask ask = {
		.customer = t->query.customer,
		.kind = timeline_stream_list(s->kind),
		.from_ms = t->query.from_ms,
		.to_ms = s->to_ms,
		.limit = leaves_much_out(s) ? PAGE_SIZE_FILTERED : t->query.limit,
		.position = s->here.set ? str_mem(s->here.p, s->here.n) : STR_NONE,
	};
	s->pages++;
	if (sources_list(t->env->sources, t->loop, &ask, on_page, s, &s->ticket) != OK) {
		s->ticket = NULL;
		stream_fail(s, SOURCE_OVERLOADED);
	}
}

/* --- the merge --- */

static bool stream_over(const struct stream *s)
{
	return !s->wanted || s->state == LOOK_MISSING || (s->ended && s->at == s->page.count);
}

/* The stream whose next item is the newest; the first one when several are as new. */
static struct stream *newest(struct timeline *t)
{
	struct stream *best = NULL;
	for (size_t i = 0; i < TIMELINE_STREAM_COUNT_; i++) {
		struct stream *s = &t->streams[i];
		if (stream_over(s) || s->at == s->page.count)
			continue;
		if (!best || s->page.items[s->at].at_ms > best->page.items[best->at].at_ms)
			best = s;
	}
	return best;
}

/* Gets another page for each stream that has run dry; true when one is on its way. */
static bool refill(struct timeline *t)
{
	bool waiting = false;
	for (size_t i = 0; i < TIMELINE_STREAM_COUNT_; i++) {
		struct stream *s = &t->streams[i];
		if (stream_over(s) || s->exhausted || s->at < s->page.count)
			continue;
		if (s->ticket) {
			waiting = true;
			continue;
		}
		if (s->pages == TIMELINE_PAGES_MAX) {
			s->exhausted = true;
			s->here = s->next;
			s->next.set = false;
			continue;
		}
		if (s->pages)
			s->here = s->next;
		fetch(s);
		waiting |= s->ticket != NULL;
	}
	return waiting;
}

/* What is older than where a stream stopped can't be shown: something of that stream may belong before it. */
static bool behind_exhausted(const struct timeline *t, int64_t at_ms)
{
	for (size_t i = 0; i < TIMELINE_STREAM_COUNT_; i++) {
		const struct stream *s = &t->streams[i];
		if (s->wanted && s->exhausted && s->state != LOOK_MISSING && at_ms < s->deepest_ms)
			return true;
	}
	return false;
}

static void emit(struct timeline *t, struct stream *s)
{
	const struct timeline_item *item = &s->page.items[s->at++];
	if (t->count++)
		buf_char(&t->out, ',');
	buf_add(&t->out, s->page.text.p + item->start, item->length);
	s->last_at_ms = t->boundary_ms = item->at_ms;
	s->last_hash = item->hash;
	t->has_boundary = true;
}

static void finish(struct timeline *t)
{
	t->finished = true;
	if (!t->stepping)
		t->on_done(t->ctx);
}

static void step(struct timeline *t)
{
	while (t->count < t->query.limit) {
		if (refill(t))
			return;
		struct stream *s = newest(t);
		if (!s || behind_exhausted(t, s->page.items[s->at].at_ms))
			break;
		emit(t, s);
	}
	finish(t);
}

/* --- positions: version, boundary, and for each stream its flags, bound, last item and place --- */

enum { STREAM_ENDED = 1, STREAM_HAS_PLACE = 2 };

static char *put_bytes(char *p, const void *from, size_t n)
{
	memcpy(p, from, n);
	return p + n;
}

static bool more_follows(const struct timeline *t)
{
	for (size_t i = 0; i < TIMELINE_STREAM_COUNT_; i++)
		if (!stream_over(&t->streams[i]))
			return true;
	return false;
}

bool timeline_next(const struct timeline *t, char *out, size_t *ret_n)
{
	char *p = out;
	if (!more_follows(t))
		return false;
	*p++ = POSITION_VERSION;
	*p++ = (char)t->has_boundary;
	p = put_bytes(p, &t->boundary_ms, sizeof t->boundary_ms);
	for (size_t i = 0; i < TIMELINE_STREAM_COUNT_; i++) {
		const struct stream *s = &t->streams[i];
		/* A page that was shown to its end need not be fetched again. */
		bool next = is_list(s) && s->at == s->page.count && !s->ended && s->next.set && s->state != LOOK_MISSING;
		const struct place *place = next ? &s->next : &s->here;
		bool ended = is_list(s) && stream_over(s) && s->state != LOOK_MISSING;
		uint16_t n = place->set && !ended ? place->n : 0;
		*p++ = (char)((ended ? STREAM_ENDED : 0) | (place->set && !ended ? STREAM_HAS_PLACE : 0));
		p = put_bytes(p, &s->to_ms, sizeof s->to_ms);
		p = put_bytes(p, &s->last_at_ms, sizeof s->last_at_ms);
		p = put_bytes(p, &s->last_hash, sizeof s->last_hash);
		p = put_bytes(p, &n, sizeof n);
		p = put_bytes(p, place->p, n);
	}
	*ret_n = (size_t)(p - out);
	return true;
}

static bool take_bytes(struct str *from, void *to, size_t n)
{
	if (from->n < n)
		return false;
	memcpy(to, from->p, n);
	*from = str_mem(from->p + n, from->n - n);
	return true;
}

static bool stream_resume(struct stream *s, struct str *from)
{
	uint8_t flags;
	uint16_t n;
	if (!take_bytes(from, &flags, 1) || !take_bytes(from, &s->to_ms, sizeof s->to_ms) ||
	    !take_bytes(from, &s->last_at_ms, sizeof s->last_at_ms) || !take_bytes(from, &s->last_hash, sizeof s->last_hash) ||
	    !take_bytes(from, &n, sizeof n) || n > sizeof s->here.p || !take_bytes(from, s->here.p, n))
		return false;
	s->here.n = n;
	s->here.set = flags & STREAM_HAS_PLACE;
	s->ended = flags & STREAM_ENDED;
	return true;
}

static bool resume(struct timeline *t, struct str position)
{
	uint8_t version, has_boundary;
	if (!take_bytes(&position, &version, 1) || version != POSITION_VERSION || !take_bytes(&position, &has_boundary, 1) ||
	    !take_bytes(&position, &t->boundary_ms, sizeof t->boundary_ms))
		return false;
	t->has_boundary = has_boundary;
	for (size_t i = 0; i < TIMELINE_STREAM_COUNT_; i++) {
		struct stream *s = &t->streams[i];
		if (!stream_resume(s, &position))
			return false;
		/* From the start, but not from today: what is newer was shown, or must not come any more. */
		if (is_list(s) && !s->here.set && t->has_boundary && s->to_ms != t->boundary_ms + 1)
			s->to_ms = t->query.to_ms ? MIN(t->query.to_ms, t->boundary_ms + 1) : t->boundary_ms + 1;
	}
	return position.n == 0;
}

/* --- the whole --- */

static enum err take_part(struct stream *s, struct look *look, struct arena *a)
{
	struct timeline *t = s->t;
	size_t grown = 0;
	s->state = look->state;
	s->error = look->error;
	s->ended = true;
	if (!look->snapshot) {
		if (look->error == SOURCE_NOT_FOUND) { /* nothing is known of who exists: nothing happened */
			s->state = LOOK_FRESH;
			s->error = SOURCE_OK;
		}
		return OK;
	}
	const struct variant *v = part_variant(look->snapshot, t->query.sight, &grown);
	if (grown)
		sources_snapshot_grew(t->env->sources, t->query.customer, timeline_stream_part(s->kind), look->snapshot, grown);
	if (!v)
		return ERR_NOMEM;
	enum err e = s->kind == TIMELINE_RISK ? timeline_add_risk(&s->page, source_of(s), part_facts(look->snapshot), v, a)
					      : timeline_add_kyc(&s->page, source_of(s), v, a);
	if (e == OK)
		page_filter(s);
	return e;
}

static enum err take_parts(struct timeline *t, const struct look *looks)
{
	struct arena a;
	enum err e = OK;
	arena_init(&a, PARTS_ARENA_BYTES);
	for (size_t i = TIMELINE_LISTS; e == OK && i < TIMELINE_STREAM_COUNT_; i++)
		if (t->streams[i].wanted) {
			struct look look = looks[timeline_stream_part((enum timeline_stream)i)];
			e = take_part(&t->streams[i], &look, &a);
		}
	arena_done(&a);
	return e;
}

static unsigned streams_of_types(uint32_t types)
{
	unsigned bits = 0;
	for (unsigned i = 0; i < TIMELINE_TYPE_COUNT_; i++)
		if (types >> i & 1)
			bits |= 1u << timeline_type_stream((enum timeline_type)i);
	return bits;
}

static void init_streams(struct timeline *t)
{
	unsigned wanted = t->query.streams & streams_of_types(t->query.types);
	for (size_t i = 0; i < TIMELINE_STREAM_COUNT_; i++) {
		struct stream *s = &t->streams[i];
		s->t = t;
		s->kind = (enum timeline_stream)i;
		s->wanted = wanted >> i & 1;
		s->to_ms = is_list(s) ? t->query.to_ms : 0;
		s->deepest_ms = INT64_MAX;
		buf_init(&s->page.text, PAGE_TEXT_MAX_BYTES);
	}
}

enum err timeline_begin(const struct timeline_query *q, struct view_env *env, struct loop *l, const struct look *looks,
			void (*on_done)(void *ctx), void *ctx, struct timeline **ret, bool *ret_finished)
{
	struct timeline *t = calloc(1, sizeof *t);
	if (!t)
		return ERR_NOMEM;
	t->query = *q;
	t->env = env;
	t->loop = l;
	t->on_done = on_done;
	t->ctx = ctx;
	str_copy(t->customer, sizeof t->customer, q->customer);
	t->query.customer = str_of(t->customer);
	buf_init(&t->out, ANSWER_TEXT_MAX_BYTES);
	init_streams(t);
	enum err e = q->position.p && !resume(t, q->position) ? ERR_SHAPE : take_parts(t, looks);
	if (e != OK) {
		timeline_free(t);
		return e;
	}
	t->stepping = true;
	step(t);
	t->stepping = false;
	*ret = t;
	*ret_finished = t->finished;
	return OK;
}

void timeline_free(struct timeline *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < TIMELINE_STREAM_COUNT_; i++) {
		if (t->streams[i].ticket)
			sources_ask_cancel(t->streams[i].ticket);
		buf_done(&t->streams[i].page.text);
	}
	buf_done(&t->out);
	free(t);
}

enum err timeline_items_text(const struct timeline *t, struct str *ret)
{
	if (buf_ok(&t->out) == OK)
		*ret = buf_view(&t->out);
	return buf_ok(&t->out);
}

size_t timeline_count(const struct timeline *t)
{
	return t->count;
}

void timeline_put_sources(const struct timeline *t, struct json_writer *w)
{
	static const char *const states[] = {[LOOK_FRESH] = "fresh", [LOOK_STALE] = "stale", [LOOK_MISSING] = "missing"};
	json_open_array(w);
	for (size_t i = 0; i < TIMELINE_STREAM_COUNT_; i++) {
		const struct stream *s = &t->streams[i];
		if (!s->wanted)
			continue;
		json_open_object(w);
		json_kv_str(w, STR("source"), str_of(source_of(s)));
		json_kv_str(w, STR("list"), str_of(timeline_stream_name(s->kind)));
		json_kv_str(w, STR("state"), str_of(states[s->state]));
		JSON_KEY(w, "error");
		if (s->error == SOURCE_OK)
			json_put_null(w);
		else
			json_put_string(w, str_of(source_error_name(s->error)));
		json_close_object(w);
	}
	json_close_array(w);
}

bool timeline_failed(const struct timeline *t, const char **ret_source, enum source_error *ret_error)
{
	const struct stream *first = NULL;
	for (size_t i = 0; i < TIMELINE_STREAM_COUNT_; i++) {
		const struct stream *s = &t->streams[i];
		if (!s->wanted)
			continue;
		if (s->state != LOOK_MISSING)
			return false;
		first = first ? first : s;
	}
	if (!first)
		return false;
	*ret_source = source_of(first);
	*ret_error = first->error;
	return true;
}
