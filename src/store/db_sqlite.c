/* The SQLite engine, and the only file that includes sqlite3.h. WAL, synchronous FULL: a commit is durable when it returns. */
#include "base/clock.h"
#include "store/db_engine.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define STMT_SLOTS          256  /* prepared statements kept a connection; more are prepared each time */
#define DEADLINE_CHECK_OPS  1000 /* virtual machine steps between looks at the clock: some 20 us */
#define JOURNAL_LIMIT_BYTES (64 << 20)
#define CACHE_KIB           2048
#define NAME_MAX_SQL        256

/* A prepared statement; as `rows` while its query runs. */
struct sqlite_rows {
	struct rows base;
	sqlite3_stmt *stmt;
	struct sqlite_tx *tx;
	const char *sql; /* key of the slot */
	bool in_use, kept, positioned;
	enum err err;
};

struct sqlite_tx {
	struct tx base;
	sqlite3 *db;
	uint64_t deadline_ns;
	bool deadline_hit;
	unsigned backlog;
	struct sqlite_rows slots[STMT_SLOTS];
};

static struct sqlite_tx *of(struct tx *tx)
{
	return CONTAINER_OF(tx, struct sqlite_tx, base);
}

/* SQLite names ENOSPC itself, but calls a quota or a limit on sizes an I/O error, and often forgets the number: so errno is
 * cleared before each step. */
static enum err from_system(sqlite3 *db)
{
	int e = sqlite3_system_errno(db);
	if (!e)
		e = errno;
	return e == ENOSPC || e == EDQUOT || e == EFBIG ? ERR_FULL : ERR_IO;
}

static enum err from_code(sqlite3 *db, int code)
{
	static const struct {
		int code;
		enum err err;
	} table[] = {
		{SQLITE_BUSY, ERR_BUSY},         {SQLITE_LOCKED, ERR_BUSY},      {SQLITE_FULL, ERR_FULL},
		{SQLITE_CORRUPT, ERR_CORRUPT},   {SQLITE_NOTADB, ERR_CORRUPT},   {SQLITE_NOMEM, ERR_NOMEM},
		{SQLITE_INTERRUPT, ERR_TIMEOUT}, {SQLITE_TOOBIG, ERR_TOO_LARGE}, {SQLITE_PERM, ERR_DENIED},
		{SQLITE_AUTH, ERR_DENIED},       {SQLITE_READONLY, ERR_IO},      {SQLITE_PROTOCOL, ERR_BUSY},
	};
	if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
		return OK;
	int primary = code & 0xff;
	if (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN)
		return code == SQLITE_IOERR_NOMEM ? ERR_NOMEM : from_system(db);
	if (primary == SQLITE_CONSTRAINT)
		return code == SQLITE_CONSTRAINT_CHECK || code == SQLITE_CONSTRAINT_NOTNULL ? ERR_SHAPE : ERR_CONFLICT;
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (table[i].code == primary)
			return table[i].err;
	return ERR_INTERNAL;
}

static enum err run(struct sqlite_tx *t, const char *sql)
{
	errno = 0;
	return from_code(t->db, sqlite3_exec(t->db, sql, NULL, NULL, NULL));
}

static int on_progress(void *arg)
{
	struct sqlite_tx *t = arg;
	return t->deadline_ns && clock_mono_ns() >= t->deadline_ns;
}

static int on_wal(void *arg, sqlite3 *db, const char *name, int pages)
{
	(void)db, (void)name;
	struct sqlite_tx *t = arg;
	t->backlog = (unsigned)pages;
	return SQLITE_OK;
}

static enum err configure(struct sqlite_tx *t, const struct db_config *c, enum db_use use)
{
	char sql[NAME_MAX_SQL];
	sqlite3_extended_result_codes(t->db, 1);
	sqlite3_busy_timeout(t->db, (int)c->busy_ms);
	enum err err = OK;
	if (use == DB_USE_WRITE)
		/* Erased text must be gone from the file, too. */
		err = run(t, "PRAGMA secure_delete=ON; PRAGMA journal_mode=WAL;");
	snprintf(sql, sizeof sql,
		 "PRAGMA synchronous=%s; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=%d; "
		 "PRAGMA cache_size=-%d; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;",
		 c->relaxed ? "NORMAL" : "FULL", JOURNAL_LIMIT_BYTES, CACHE_KIB);
	if (!err)
		err = run(t, sql);
	/* Looks at the first page: a file that is no database says so now. */
	if (!err)
		err = run(t, "PRAGMA schema_version;");
	if (!err && use == DB_USE_READ)
		err = run(t, "PRAGMA query_only=ON;");
	if (!err && use == DB_USE_WRITE)
		sqlite3_wal_hook(t->db, on_wal, t);
	return err;
}

static void sqlite_close(struct tx *tx)
{
	struct sqlite_tx *t = of(tx);
	for (size_t i = 0; i < STMT_SLOTS; i++)
		sqlite3_finalize(t->slots[i].stmt);
	MUST(sqlite3_close(t->db) == SQLITE_OK);
	free(t);
}

static enum err sqlite_open(const struct db_config *c, enum db_use use, struct tx **ret, struct err_info *info)
{
	struct sqlite_tx *t = calloc(1, sizeof *t);
	if (!t)
		return err_set(info, ERR_NOMEM, NULL, NULL);
	t->base.engine = &db_engine_sqlite;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
		    (use == DB_USE_WRITE ? SQLITE_OPEN_CREATE : 0);
	int code = sqlite3_open_v2(c->path, &t->db, flags, NULL);
	enum err err = code == SQLITE_OK ? configure(t, c, use) : from_code(t->db, code);
	if (err) {
		err_set(info, err, NULL, "the database cannot be opened: %s", t->db ? sqlite3_errmsg(t->db) : "out of memory");
		sqlite_close(&t->base);
		return err;
	}
	*ret = &t->base;
	return OK;
}

static enum err sqlite_script(struct tx *tx, const char *sql)
{
	return run(of(tx), sql);
}

static const char *sqlite_trouble(struct tx *tx)
{
	return sqlite3_errmsg(of(tx)->db);
}

static void sqlite_set_deadline(struct tx *tx, uint64_t deadline_ns)
{
	struct sqlite_tx *t = of(tx);
	t->deadline_ns = deadline_ns;
	sqlite3_progress_handler(t->db, deadline_ns ? DEADLINE_CHECK_OPS : 0, deadline_ns ? on_progress : NULL, t);
}

static enum err sqlite_checkpoint(struct tx *tx, bool hard)
{
	struct sqlite_tx *t = of(tx);
	int mode = hard ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
	return from_code(t->db, sqlite3_wal_checkpoint_v2(t->db, NULL, mode, NULL, NULL));
}

static unsigned sqlite_backlog(struct tx *tx)
{
	return of(tx)->backlog;
}

static enum err prepare(struct sqlite_tx *t, const char *sql, bool keep, struct sqlite_rows *r)
{
	sqlite3_stmt *stmt;
	int code = sqlite3_prepare_v3(t->db, sql, -1, keep ? SQLITE_PREPARE_PERSISTENT : 0, &stmt, NULL);
	if (code != SQLITE_OK)
		return from_code(t->db, code);
	*r = (struct sqlite_rows){.base.engine = &db_engine_sqlite, .stmt = stmt, .tx = t, .sql = sql, .kept = keep};
	return OK;
}

/* By the text's address, which is a constant of its noun's file; the text itself is compared to be safe from reused memory. */
static struct sqlite_rows *slot_for(struct sqlite_tx *t, const char *sql)
{
	size_t h = (size_t)(((uintptr_t)sql * 0x9e3779b97f4a7c15u) >> 40) % STMT_SLOTS;
	for (size_t i = 0; i < 8; i++) {
		struct sqlite_rows *r = &t->slots[(h + i) % STMT_SLOTS];
		if (!r->stmt || (r->sql == sql && strcmp(sqlite3_sql(r->stmt), sql) == 0))
			return r;
	}
	return NULL;
}

/* A statement ready to be bound. A query within the same query gets one of its own. */
static enum err acquire(struct sqlite_tx *t, const struct stmt *s, struct sqlite_rows **ret)
{
	struct sqlite_rows *r = slot_for(t, s->sql);
	enum err err = OK;
	if (r && !r->in_use) {
		if (!r->stmt)
			err = prepare(t, s->sql, true, r);
	} else {
		r = calloc(1, sizeof *r);
		if (!r)
			return ERR_NOMEM;
		err = prepare(t, s->sql, false, r);
		if (err)
			free(r);
	}
	if (err)
		return err;
	r->in_use = true;
	r->positioned = false;
	r->err = OK;
	*ret = r;
	return OK;
}

static void release(struct sqlite_rows *r)
{
	if (!r->kept) {
		sqlite3_finalize(r->stmt);
		free(r);
		return;
	}
	sqlite3_reset(r->stmt);
	sqlite3_clear_bindings(r->stmt);
	r->in_use = false;
}

/* Static: the bytes live during the call; a query that goes on after it needs copies. */
static enum err bind(struct sqlite_rows *r, const struct arg *args, size_t count, bool copy)
{
	MUST(sqlite3_bind_parameter_count(r->stmt) == (int)count);
	sqlite3_destructor_type life = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
	int code = SQLITE_OK;
	for (size_t i = 0; i < count && code == SQLITE_OK; i++) {
		const struct arg *a = &args[i];
		int at = (int)i + 1;
		const char *p = a->bytes.p ? a->bytes.p : "";
		switch (a->type) {
		case ARG_TYPE_NULL:
			code = sqlite3_bind_null(r->stmt, at);
			break;
		case ARG_TYPE_I64:
			code = sqlite3_bind_int64(r->stmt, at, a->i64);
			break;
		case ARG_TYPE_TEXT:
			code = sqlite3_bind_text64(r->stmt, at, p, a->bytes.n, life, SQLITE_UTF8);
			break;
		case ARG_TYPE_BLOB:
			code = sqlite3_bind_blob64(r->stmt, at, p, a->bytes.n, life);
			break;
		}
	}
	return from_code(r->tx->db, code);
}

static enum err sqlite_exec(struct tx *tx, const struct stmt *s, const struct arg *args, size_t count, int64_t *ret_changed)
{
	struct sqlite_tx *t = of(tx);
	struct sqlite_rows *r;
	enum err err = acquire(t, s, &r);
	if (err)
		return err;
	err = bind(r, args, count, false);
	if (!err) {
		int code;
		errno = 0;
		while ((code = sqlite3_step(r->stmt)) == SQLITE_ROW)
			;
		err = from_code(t->db, code);
	}
	int64_t changed = sqlite3_changes64(t->db);
	release(r);
	if (!err && ret_changed)
		*ret_changed = changed;
	return err;
}

static enum err sqlite_query(struct tx *tx, const struct stmt *s, const struct arg *args, size_t count, struct rows **ret)
{
	struct sqlite_rows *r;
	enum err err = acquire(of(tx), s, &r);
	if (err)
		return err;
	err = bind(r, args, count, true);
	if (err) {
		release(r);
		return err;
	}
	*ret = &r->base;
	return OK;
}

/* Prepared once like all others: a job is often no more work than these. */
static const struct stmt sql_begin_write = {"begin_write", "BEGIN IMMEDIATE"};
static const struct stmt sql_begin_read = {"begin_read", "BEGIN"};
static const struct stmt sql_commit = {"commit", "COMMIT"};
static const struct stmt sql_rollback = {"rollback", "ROLLBACK"};
static const struct stmt sql_savepoint = {"savepoint", "SAVEPOINT job"};
static const struct stmt sql_release = {"release", "RELEASE job"};
static const struct stmt sql_rollback_to = {"rollback_to", "ROLLBACK TO job"};

static enum err sqlite_begin(struct tx *tx, bool write)
{
	return sqlite_exec(tx, write ? &sql_begin_write : &sql_begin_read, NULL, 0, NULL);
}

static enum err sqlite_commit(struct tx *tx)
{
	return sqlite_exec(tx, &sql_commit, NULL, 0, NULL);
}

static bool sqlite_in_transaction(struct tx *tx)
{
	return !sqlite3_get_autocommit(of(tx)->db);
}

static void sqlite_rollback(struct tx *tx)
{
	/* Fails only when there is nothing left to roll back. */
	if (sqlite_in_transaction(tx))
		(void)sqlite_exec(tx, &sql_rollback, NULL, 0, NULL);
}

static enum err sqlite_savepoint(struct tx *tx)
{
	return sqlite_exec(tx, &sql_savepoint, NULL, 0, NULL);
}

static enum err sqlite_savepoint_release(struct tx *tx)
{
	return sqlite_exec(tx, &sql_release, NULL, 0, NULL);
}

static enum err sqlite_savepoint_rollback(struct tx *tx)
{
	enum err err = sqlite_exec(tx, &sql_rollback_to, NULL, 0, NULL);
	return err ? err : sqlite_savepoint_release(tx);
}

static struct sqlite_rows *rows_of(struct rows *r)
{
	return CONTAINER_OF(r, struct sqlite_rows, base);
}

static bool sqlite_rows_next(struct rows *base)
{
	struct sqlite_rows *r = rows_of(base);
	if (r->err)
		return false;
	errno = 0;
	int code = sqlite3_step(r->stmt);
	r->err = from_code(r->tx->db, code);
	r->positioned = code == SQLITE_ROW;
	return r->positioned;
}

static int64_t sqlite_rows_i64(struct rows *base, unsigned col)
{
	return sqlite3_column_int64(rows_of(base)->stmt, (int)col);
}

static bool sqlite_rows_is_null(struct rows *base, unsigned col)
{
	return sqlite3_column_type(rows_of(base)->stmt, (int)col) == SQLITE_NULL;
}

static struct str sqlite_rows_text(struct rows *base, unsigned col)
{
	sqlite3_stmt *s = rows_of(base)->stmt;
	const char *p = (const char *)sqlite3_column_text(s, (int)col);
	return str_mem(p, p ? (size_t)sqlite3_column_bytes(s, (int)col) : 0);
}

static struct str sqlite_rows_blob(struct rows *base, unsigned col)
{
	sqlite3_stmt *s = rows_of(base)->stmt;
	const char *p = sqlite3_column_blob(s, (int)col);
	return str_mem(p, p ? (size_t)sqlite3_column_bytes(s, (int)col) : 0);
}

static enum err sqlite_rows_close(struct rows *base)
{
	struct sqlite_rows *r = rows_of(base);
	enum err err = r->err;
	release(r);
	return err;
}

static enum err sqlite_check(struct tx *tx)
{
	static const struct stmt check = {"check", "PRAGMA integrity_check(1)"};
	struct rows *r;
	enum err err = sqlite_query(tx, &check, NULL, 0, &r);
	if (err)
		return err;
	bool intact = sqlite_rows_next(r) && str_is(sqlite_rows_text(r, 0), "ok");
	err = sqlite_rows_close(r);
	return err ? err : intact ? OK : ERR_CORRUPT;
}

const struct db_engine db_engine_sqlite = {
	.name = "sqlite",
	.word_blob = "BLOB",
	.word_id = "INTEGER NOT NULL PRIMARY KEY",
	.open = sqlite_open,
	.close = sqlite_close,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.in_transaction = sqlite_in_transaction,
	.savepoint = sqlite_savepoint,
	.savepoint_release = sqlite_savepoint_release,
	.savepoint_rollback = sqlite_savepoint_rollback,
	.script = sqlite_script,
	.exec = sqlite_exec,
	.query = sqlite_query,
	.set_deadline = sqlite_set_deadline,
	.trouble = sqlite_trouble,
	.checkpoint = sqlite_checkpoint,
	.backlog = sqlite_backlog,
	.check = sqlite_check,
	.rows_next = sqlite_rows_next,
	.rows_i64 = sqlite_rows_i64,
	.rows_is_null = sqlite_rows_is_null,
	.rows_text = sqlite_rows_text,
	.rows_blob = sqlite_rows_blob,
	.rows_close = sqlite_rows_close,
};
