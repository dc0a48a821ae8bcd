/* store/db.h - one database behind a small interface. Today the engine is SQLite (WAL, synchronous FULL); PostgreSQL joins behind
 * the same calls, so nothing outside src/store says SQL or includes an engine's header.
 *
 * Writing: one writer thread a database. A write job is a savepoint in the batch's transaction; done() runs on its home loop
 * after the batch was committed durably. A failed job rolls back alone. Reading: a few reader threads with connections of their
 * own, snapshot per job. Thread: db_write/db_read from any; jobs run on the database's threads. Life: db_open (migrates) ..
 * db_close (finishes what was accepted). */
#pragma once

#include "base/arena.h"
#include "net/worker.h"

struct db;
struct tx;   /* a connection during a job */
struct rows; /* a running query */

struct migration {
	unsigned number; /* 1, 2, 3... without gaps */
	const char *name, *sql;
};

struct db_config {
	const char *path; /* file; ":memory:" is refused: tests use a temporary file as production would */
	const struct migration *migrations;
	size_t migration_count;
	unsigned readers;  /* reader threads, 1-8 */
	size_t max_queued; /* jobs waiting a direction; past it ERR_LIMIT */
	unsigned busy_ms;  /* how long another process may hold the lock: then ERR_BUSY */
	bool relaxed;      /* rebuildable data only: synchronous NORMAL */
};
/* ERR_CORRUPT, ERR_BUSY, ERR_FULL, ERR_IO; ERR_CONFLICT: the file was written by a newer version. */
NODISCARD enum err db_open(const struct db_config *c, struct db **ret, struct err_info *info);
void db_close(struct db *d);
/* Moves all that was committed from the engine's log into its main file, so that erased text is gone from both. Waits for readers
 * at most busy_ms: then ERR_BUSY. Any thread but the database's own. */
NODISCARD enum err db_settle(struct db *d);

/* A look at a database that need not be ours to open: the number of its newest migration, and when @thorough whether all of it
 * can be read. Changes nothing; others may have it open. ERR_IO when there is no such file; ERR_CORRUPT, ERR_BUSY. */
NODISCARD enum err db_inspect(const char *path, unsigned busy_ms, bool thorough, unsigned *ret_version, struct err_info *info);

struct db_job {
	struct job base; /* home, deadline_ns, done; outcome = what work() returned, or the commit's failure */
	enum err (*work)(struct db_job *self, struct tx *tx);
	struct db *db;    /* private */
	struct list link; /* private */
};
NODISCARD enum err db_write(struct db *d, struct db_job *j);
NODISCARD enum err db_read(struct db *d, struct db_job *j);
/* For start-up, subcommands and tests: on the calling thread's behalf, waits. */
NODISCARD enum err db_write_wait(struct db *d, enum err (*work)(void *ctx, struct tx *tx), void *ctx);
NODISCARD enum err db_read_wait(struct db *d, enum err (*work)(void *ctx, struct tx *tx), void *ctx);

/* A named statement: portable SQL with ?1..?n. Constants in the file of their noun; prepared once a connection. */
struct stmt {
	const char *name, *sql;
};
enum arg_type { ARG_TYPE_NULL, ARG_TYPE_I64, ARG_TYPE_TEXT, ARG_TYPE_BLOB };
struct arg {
	enum arg_type type;
	int64_t i64;
	struct str bytes; /* must live during the call only */
};
#define ARG_I64(v)  ((struct arg){.type = ARG_TYPE_I64, .i64 = (v)})
#define ARG_TEXT(s) ((struct arg){.type = ARG_TYPE_TEXT, .bytes = (s)})
#define ARG_BLOB(s) ((struct arg){.type = ARG_TYPE_BLOB, .bytes = (s)})
#define ARG_NULL    ((struct arg){.type = ARG_TYPE_NULL})
#define ARGS(...)   ((const struct arg[]){__VA_ARGS__}), (sizeof((const struct arg[]){__VA_ARGS__}) / sizeof(struct arg))

/* ERR_CONFLICT: a unique or foreign key refuses. @ret_changed may be NULL. */
NODISCARD enum err tx_exec(struct tx *tx, const struct stmt *s, const struct arg *args, size_t count, int64_t *ret_changed);
NODISCARD enum err tx_query(struct tx *tx, const struct stmt *s, const struct arg *args, size_t count, struct rows **ret);
/* True with a row; false at the end or on failure: rows_close() tells which. */
bool rows_next(struct rows *r);
int64_t rows_i64(struct rows *r, unsigned col);
bool rows_is_null(struct rows *r, unsigned col);
struct str rows_text(struct rows *r, unsigned col); /* valid until rows_next/rows_close */
struct str rows_blob(struct rows *r, unsigned col);
enum err rows_close(struct rows *r);
/* Makes a running query of this tx fail with ERR_TIMEOUT once monotonic @deadline_ns has passed (0: none): for searches. */
void tx_set_deadline(struct tx *tx, uint64_t deadline_ns);
