#include "sim/series.h"

#include <stdlib.h>

#define SCRATCH_MAX (1u << 20)

const struct series_kind series_logins = {TABLE_LOGINS, &pack_login, offsetof(struct login, at)};
const struct series_kind series_letters = {TABLE_LETTERS, &pack_mail, offsetof(struct mail, at)};
const struct series_kind series_bets = {TABLE_BETS, &pack_bet, offsetof(struct bet, placed_at)};
const struct series_kind series_sessions = {TABLE_SESSIONS, &pack_session, offsetof(struct session, started_at)};
const struct series_kind series_txs = {TABLE_TXS, &pack_tx, offsetof(struct tx, at)};
const struct series_kind series_statements = {TABLE_STATEMENTS, &pack_statement, SIZE_MAX};
const struct series_kind series_tickets = {TABLE_TICKETS, &pack_ticket, offsetof(struct ticket, opened_at)};

static void chunk_encode(const struct series_kind *kind, const char *records, uint32_t n, struct buf *out)
{
	const char *before = NULL;
	for (uint32_t i = 0; i < n; i++) {
		const char *rec = records + i * kind->pack->size;
		pack_encode(kind->pack, rec, before, out);
		before = rec;
	}
}

static enum err chunk_decode(const struct series_kind *kind, struct str body, uint32_t n, char *records)
{
	const char *before = NULL;
	for (uint32_t i = 0; i < n; i++) {
		char *rec = records + i * kind->pack->size;
		enum err e = pack_decode(kind->pack, &body, before, rec);
		if (e)
			return e;
		before = rec;
	}
	return OK;
}

/* Chunks are full but for the last one. */
static uint32_t chunk_count(uint32_t length, uint32_t number)
{
	return MIN(length - number * SERIES_CHUNK, SERIES_CHUNK);
}

void series_init(struct series *s, const struct series_kind *kind)
{
	*s = (struct series){.kind = kind};
	buf_init(&s->scratch, SCRATCH_MAX);
	s->nothing = calloc(1, kind->pack->size);
	MUST(s->nothing);
}

void series_done(struct series *s)
{
	for (size_t i = 0; i < s->cap; i++)
		free(s->chunks[i].records);
	free(s->chunks);
	free(s->nothing);
	buf_done(&s->scratch);
}

void series_reset(struct series *s, struct store *store, uint32_t customer, uint32_t length)
{
	s->store = store;
	s->customer = customer;
	s->length = length;
	s->count = 0;
	s->failed = OK;
	MUST(store || length == 0);
}

static struct series_chunk *chunk_new(struct series *s, uint32_t number)
{
	if (s->count == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 4;
		struct series_chunk *grown = realloc(s->chunks, cap * sizeof(*grown));
		if (!grown)
			return NULL;
		memset(grown + s->cap, 0, (cap - s->cap) * sizeof(*grown));
		s->chunks = grown;
		s->cap = cap;
	}
	struct series_chunk *c = &s->chunks[s->count];
	if (!c->records)
		c->records = malloc((size_t)SERIES_CHUNK * s->kind->pack->size);
	if (!c->records)
		return NULL;
	c->number = number;
	c->count = 0;
	c->dirty = false;
	s->count++;
	return c;
}

static struct series_chunk *chunk_load(struct series *s, uint32_t number)
{
	struct series_chunk *c = chunk_new(s, number);
	uint32_t n = chunk_count(s->length, number);
	enum err e = c ? store_get(s->store, s->kind->table, store_id(s->customer, number), &s->scratch) : ERR_NOMEM;
	if (e == OK)
		e = chunk_decode(s->kind, buf_view(&s->scratch), n, c->records);
	if (e) {
		s->failed = e;
		s->count -= c ? 1 : 0;
		return NULL;
	}
	c->count = n;
	return c;
}

static struct series_chunk *chunk_find(struct series *s, uint32_t number)
{
	if (!s->store) /* generating: all of them, in order */
		return number < s->count ? &s->chunks[number] : NULL;
	for (size_t i = 0; i < s->count; i++)
		if (s->chunks[i].number == number)
			return &s->chunks[i];
	return number * SERIES_CHUNK < s->length ? chunk_load(s, number) : NULL;
}

void *series_append(struct series *s)
{
	uint32_t number = s->length / SERIES_CHUNK;
	struct series_chunk *c = s->failed ? NULL : chunk_find(s, number);
	if (!c && !s->failed && s->length % SERIES_CHUNK == 0)
		c = chunk_new(s, number);
	if (!c || number >= STORE_CHUNKS_MAX) {
		s->failed = s->failed ? s->failed : ERR_NOMEM;
		return memset(s->nothing, 0, s->kind->pack->size);
	}
	s->length++;
	c->dirty = true;
	return memset(c->records + (size_t)c->count++ * s->kind->pack->size, 0, s->kind->pack->size);
}

static char *find(struct series *s, uint32_t ordinal, bool dirty)
{
	struct series_chunk *c = s->failed || ordinal >= s->length ? NULL : chunk_find(s, ordinal / SERIES_CHUNK);
	if (!c) {
		s->failed = s->failed ? s->failed : ERR_RANGE;
		return memset(s->nothing, 0, s->kind->pack->size);
	}
	c->dirty |= dirty;
	return c->records + (size_t)(ordinal % SERIES_CHUNK) * s->kind->pack->size;
}

const void *series_at(struct series *s, uint32_t ordinal)
{
	return find(s, ordinal, false);
}
void *series_edit(struct series *s, uint32_t ordinal)
{
	return find(s, ordinal, true);
}

enum err series_flush(struct series *s, void (*put)(void *ctx, enum table t, int64_t id, struct str body), void *ctx)
{
	for (size_t i = 0; i < s->count && !s->failed; i++) {
		struct series_chunk *c = &s->chunks[i];
		if (!c->dirty)
			continue;
		buf_reset(&s->scratch);
		chunk_encode(s->kind, c->records, c->count, &s->scratch);
		s->failed = buf_ok(&s->scratch);
		if (!s->failed)
			put(ctx, s->kind->table, store_id(s->customer, c->number), buf_view(&s->scratch));
		c->dirty = false;
	}
	return s->failed;
}

#define RECORD_MAX sizeof(struct ticket) /* the largest of them; checked when reading */

/* One chunk's records from @skip on, at most @n of them. Those before are decoded too, for the differences, two places in turn.
 */
static enum err chunk_slice(const struct series_kind *kind, struct str body, uint32_t skip, uint32_t n, char *out)
{
	char skipped[2][RECORD_MAX] __attribute__((aligned(16)));
	const char *before = NULL;
	for (uint32_t i = 0; i < skip + n; i++) {
		char *into = i < skip ? skipped[i & 1] : out + (size_t)(i - skip) * kind->pack->size;
		enum err e = pack_decode(kind->pack, &body, before, into);
		if (e)
			return e;
		before = into;
	}
	return OK;
}

enum err series_read(struct store *store, const struct series_kind *kind, uint32_t customer, uint32_t length, uint32_t first,
		     uint32_t n, struct buf *scratch, void *out)
{
	char *to = out;
	MUST(kind->pack->size <= RECORD_MAX);
	if (n > length || first > length - n)
		return ERR_RANGE;
	while (n) {
		uint32_t skip = first % SERIES_CHUNK, here = MIN(n, SERIES_CHUNK - skip);
		enum err e = store_get(store, kind->table, store_id(customer, first / SERIES_CHUNK), scratch);
		if (e == OK)
			e = chunk_slice(kind, buf_view(scratch), skip, here, to);
		if (e)
			return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
		to += (size_t)here * kind->pack->size;
		first += here;
		n -= here;
	}
	return OK;
}

/* Time of the first record of a chunk. */
static enum err chunk_time(struct store *store, const struct series_kind *kind, uint32_t customer, uint32_t chunk,
			   struct buf *scratch, int64_t *ret)
{
	char rec[RECORD_MAX] __attribute__((aligned(16)));
	enum err e = store_get(store, kind->table, store_id(customer, chunk), scratch);
	struct str body = buf_view(scratch);
	if (e == OK)
		e = pack_decode(kind->pack, &body, NULL, rec);
	if (e == OK)
		memcpy(ret, rec + kind->time_offset, sizeof(*ret));
	return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
}

/* How many of a chunk's @n records have a time < @at. */
static enum err chunk_before(const struct series_kind *kind, struct str body, uint32_t n, int64_t at, uint32_t *ret)
{
	char records[2][RECORD_MAX] __attribute__((aligned(16)));
	uint32_t i = 0;
	for (; i < n; i++) {
		int64_t time;
		enum err e = pack_decode(kind->pack, &body, i ? records[(i - 1) & 1] : NULL, records[i & 1]);
		if (e)
			return e;
		memcpy(&time, records[i & 1] + kind->time_offset, sizeof(time));
		if (time >= at)
			break;
	}
	*ret = i;
	return OK;
}

enum err series_before(struct store *store, const struct series_kind *kind, uint32_t customer, uint32_t length, int64_t at,
		       struct buf *scratch, uint32_t *ret)
{
	uint32_t low = 0, high = (length + SERIES_CHUNK - 1) / SERIES_CHUNK, within = 0; /* chunk low - 1 starts before @at */
	enum err e = OK;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		int64_t time = 0;
		e = chunk_time(store, kind, customer, mid, scratch, &time);
		if (e)
			return e;
		if (time < at)
			low = mid + 1;
		else
			high = mid;
	}
	if (low) {
		e = store_get(store, kind->table, store_id(customer, low - 1), scratch);
		if (e == OK)
			e = chunk_before(kind, buf_view(scratch), chunk_count(length, low - 1), at, &within);
	}
	if (e == OK)
		*ret = low ? (low - 1) * SERIES_CHUNK + within : 0;
	return e;
}
