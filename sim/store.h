/* sim/store.h - the six databases, one per service, and the journal that keeps them of one mind.
 *
 * Every table is a map from a number to bytes (base: sim/pack.h). A live change touches several databases, and SQLite's
 * write-ahead log commits each alone: so the rows of a change are first written whole into the journal, then into the databases;
 * at the next start what the journal holds is put once more, which changes nothing where it had arrived. Thus `kill -9` leaves
 * either all of a change or none. Thread: one; generation opens each database on a thread of its own (struct store_db). */
#pragma once

#include "base/buf.h"
#include "sim/fault.h"
#include "sim/population.h"

#define SIM_SERVICES FAULT_SERVICE_COUNT_

enum table {
	TABLE_PROFILE,
	TABLE_LOGINS,
	TABLE_LETTERS,
	TABLE_CHANGES, /* by sequence: customers that changed */
	TABLE_GAMING,
	TABLE_BETS,
	TABLE_SESSIONS,
	TABLE_WALLET,
	TABLE_TXS,
	TABLE_STATEMENTS,
	TABLE_KYC,
	TABLE_SUPPORT,
	TABLE_TICKETS,
	TABLE_RISK,
	/* In the journal a table is its number: new ones come behind. */
	TABLE_TEXTS,  /* what somebody wrote in a chat, by customer and message */
	TABLE_OUTBOX, /* one a service, in the order of enum fault_service: events that nobody has taken yet (sim/outbox.h) */
	TABLE_OUTBOX_LAST_ = TABLE_OUTBOX + SIM_SERVICES - 1,
	TABLE_ASIDE, /* likewise: events that were refused for good */
	TABLE_ASIDE_LAST_ = TABLE_ASIDE + SIM_SERVICES - 1,
	TABLE_KEYS, /* likewise: what was done under which key (sim/keys.h) */
	TABLE_KEYS_LAST_ = TABLE_KEYS + SIM_SERVICES - 1,
	TABLE_LETTER_TEXTS, /* subject and fields of a letter that has its own, by customer and letter */
	TABLE_COUNT_
};

enum fault_service table_service(enum table t);

/* Row ids: customer number, and for series the chunk. */
#define STORE_CHUNKS_MAX (1u << 20)
static inline int64_t store_id(uint32_t customer, uint32_t chunk)
{
	return (int64_t)((uint64_t)customer << 20 | chunk);
}

/* A message's own words, in TABLE_TEXTS. Tickets once had 12 messages at most: the ids of those stay, later ones are negative. */
#define STORE_TICKET_TEXTS 12u
#define STORE_LATER_TEXTS  64u /* a ticket has fewer messages (sim/model.h: MESSAGES_MAX) */
#define TEXT_TICKETS_MAX   (STORE_CHUNKS_MAX / STORE_TICKET_TEXTS)
static inline int64_t text_id(uint32_t customer, uint32_t ticket, unsigned message)
{
	if (message < STORE_TICKET_TEXTS)
		return store_id(customer, ticket * STORE_TICKET_TEXTS + message);
	return -(store_id(customer, ticket) * (int64_t)STORE_LATER_TEXTS + message);
}

/* One database while it is being filled. Life: store_db_create .. store_db_put* .. store_db_finish. */
struct store_db;
NODISCARD enum err store_db_create(const char *dir, enum fault_service s, struct store_db **ret, struct err_info *info);
NODISCARD enum err store_db_put(struct store_db *db, enum table t, int64_t id, struct str body);
/* A search term of a customer, in any order; kept sorted in the end. */
NODISCARD enum err store_db_term(struct store_db *db, struct str term, uint32_t customer);
/* Commits what was put so far and goes on. */
NODISCARD enum err store_db_checkpoint(struct store_db *db);
/* Commits, sorts the terms, closes; frees in any case. @keep false: closes without committing. */
NODISCARD enum err store_db_finish(struct store_db *db, bool keep);

struct store;
/* ERR_NOT_FOUND: no complete data in @dir/sim. ERR_BUSY: another process has them. */
NODISCARD enum err store_open(const char *dir, struct store **ret, struct err_info *info);
void store_close(struct store *s);
/* Before generating: makes the folder, and what was there is no longer complete. */
NODISCARD enum err store_unseal(const char *dir, struct err_info *info);
/* Marks a generated population complete: store_open works only from then on. */
NODISCARD enum err store_seal(const char *dir, const struct population *p, struct err_info *info);
const struct population *store_population(const struct store *s);

/* Replaces @out's content. ERR_NOT_FOUND. */
NODISCARD enum err store_get(struct store *s, enum table t, int64_t id, struct buf *out);

/* Customers with a term that starts with @prefix, in order of terms, a customer perhaps several times; stops when @each says
 * false. */
NODISCARD enum err store_search(struct store *s, struct str prefix, bool (*each)(void *ctx, uint32_t customer), void *ctx);

/* Rows to be changed together. Life: store_change_init .. store_change_put* .. store_apply .. store_change_done. */
struct store_change {
	struct buf rows;
	unsigned count;
};
#define STORE_CHANGE_MAX_BYTES (4u << 20)
void store_change_init(struct store_change *c);
void store_change_done(struct store_change *c);
void store_change_put(struct store_change *c, enum table t, int64_t id, struct str body);
NODISCARD enum err store_apply(struct store *s, struct store_change *c);

/* The change feed: sequence of the newest entry, 0 when there is none. */
uint64_t store_changes_head(const struct store *s);
void store_change_mark(struct store *s, struct store_change *c, uint32_t customer);
/* The first entry behind @after. ERR_NOT_FOUND: none. */
NODISCARD enum err store_changes_next(struct store *s, uint64_t after, uint64_t *ret_sequence, uint32_t *ret_customer);
