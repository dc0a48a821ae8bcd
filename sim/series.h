/* sim/series.h - one customer's sequence of records (bets, transactions...), oldest first, kept in chunks.
 *
 * A chunk holds SERIES_CHUNK records, so that record n is in chunk n / SERIES_CHUNK: pages, single records and appends touch one
 * or two rows, however long the history. While it is being changed, a series is a set of chunks in memory; generation simply
 * starts with none and never reads. Thread: one. Life: series_init .. series_reset (another customer) .. series_done. */
#pragma once

#include "sim/model.h"
#include "sim/store.h"

#define SERIES_CHUNK 128u

struct series_kind {
	enum table table;
	const struct pack_table *pack;
	size_t time_offset; /* of an int64_t that never falls along the series; SIZE_MAX: it has none */
};
extern const struct series_kind series_logins, series_letters, series_bets, series_sessions, series_txs, series_statements,
	series_tickets;

struct series_chunk {
	uint32_t number, count;
	bool dirty;
	char *records; /* SERIES_CHUNK of them */
};

struct series {
	const struct series_kind *kind;
	uint32_t customer, length;
	struct store *store; /* NULL while generating */
	struct series_chunk *chunks;
	size_t count, cap;
	struct buf scratch;
	enum err failed; /* sticks; what is asked for afterwards is an empty record */
	char *nothing;
};

void series_init(struct series *s, const struct series_kind *kind);
void series_done(struct series *s);
/* Starts with @length records that lie in @store (NULL: length 0). Keeps its memory. */
void series_reset(struct series *s, struct store *store, uint32_t customer, uint32_t length);
/* A zeroed record at the end. Never NULL; pointers stay good until series_reset. */
void *series_append(struct series *s);
/* Record @ordinal, only to be looked at. Never NULL. */
const void *series_at(struct series *s, uint32_t ordinal);
/* Record @ordinal, to be changed. Never NULL. */
void *series_edit(struct series *s, uint32_t ordinal);
/* Gives every changed chunk to @put. */
NODISCARD enum err series_flush(struct series *s, void (*put)(void *ctx, enum table t, int64_t id, struct str body), void *ctx);

/* Reading without changing: copies records @first .. @first + n - 1 to @out. ERR_RANGE: past the end; ERR_CORRUPT. */
NODISCARD enum err series_read(struct store *store, const struct series_kind *kind, uint32_t customer, uint32_t length,
			       uint32_t first, uint32_t n, struct buf *scratch, void *out);
/* The number of records with a time < @at: by bisection over chunks. */
NODISCARD enum err series_before(struct store *store, const struct series_kind *kind, uint32_t customer, uint32_t length,
				 int64_t at, struct buf *scratch, uint32_t *ret);
