/* store/db_engine.h - what a database engine offers to db.c; everything that differs between engines is behind this table.
 * Private to src/store. Thread: a connection belongs to one thread at a time. */
#pragma once

#include "store/db.h"

/* A connection. Engines put theirs behind it. */
struct tx {
	const struct db_engine *engine;
};
/* A running query of a connection, likewise. */
struct rows {
	const struct db_engine *engine;
};

enum db_use { DB_USE_WRITE, DB_USE_READ, DB_USE_CHECKPOINT };

struct db_engine {
	const char *name;
	/* What migrations call {blob} and {id} (a whole number that the database gives). */
	const char *word_blob, *word_id;

	enum err (*open)(const struct db_config *c, enum db_use use, struct tx **ret, struct err_info *info);
	void (*close)(struct tx *tx);
	/* A read sees one snapshot until rollback. */
	enum err (*begin)(struct tx *tx, bool write);
	enum err (*commit)(struct tx *tx);
	void (*rollback)(struct tx *tx);
	/* Is the transaction still there? A full disk may end it. */
	bool (*in_transaction)(struct tx *tx);
	enum err (*savepoint)(struct tx *tx);
	enum err (*savepoint_release)(struct tx *tx);
	enum err (*savepoint_rollback)(struct tx *tx);
	/* Several statements, without parameters. */
	enum err (*script)(struct tx *tx, const char *sql);
	enum err (*exec)(struct tx *tx, const struct stmt *s, const struct arg *args, size_t count, int64_t *ret_changed);
	enum err (*query)(struct tx *tx, const struct stmt *s, const struct arg *args, size_t count, struct rows **ret);
	void (*set_deadline)(struct tx *tx, uint64_t deadline_ns);
	/* Text of the connection's last failure, for people; never data. */
	const char *(*trouble)(struct tx *tx);

	/* Moves committed work from the log to the database's main file. @hard: waits for readers to let the log begin anew. */
	enum err (*checkpoint)(struct tx *tx, bool hard);
	/* How much waits for that, in pages; 0 for engines that see to it themselves. */
	unsigned (*backlog)(struct tx *tx);
	/* Reads everything and looks for damage: ERR_CORRUPT. */
	enum err (*check)(struct tx *tx);

	bool (*rows_next)(struct rows *r);
	int64_t (*rows_i64)(struct rows *r, unsigned col);
	bool (*rows_is_null)(struct rows *r, unsigned col);
	struct str (*rows_text)(struct rows *r, unsigned col);
	struct str (*rows_blob)(struct rows *r, unsigned col);
	enum err (*rows_close)(struct rows *r);
};

extern const struct db_engine db_engine_sqlite;

/* Brings the database to the newest version, each step in a transaction of its own. ERR_CONFLICT: it is newer than we are. */
NODISCARD enum err db_migrate(struct tx *tx, const struct migration *m, size_t count, struct err_info *info);
/* The newest version that was applied, 0: none. Within a transaction. */
NODISCARD enum err db_version(struct tx *tx, unsigned *ret);
