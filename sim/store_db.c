/* sim/store_db.c - filling one database: one big transaction after the other, rows in the order of their ids. */
#include "sim/store_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CHECKPOINT_ROWS 100000u

struct store_db {
	sqlite3 *sql;
	sqlite3_stmt *puts[TABLE_COUNT_];
	sqlite3_stmt *put_term;
	enum fault_service service;
	unsigned rows;
};

static const struct {
	const char *name;
	enum fault_service service;
} tables[TABLE_OUTBOX] = {
	[TABLE_PROFILE] = {"profile", FAULT_CUSTOMER}, [TABLE_LOGINS] = {"logins", FAULT_CUSTOMER},
	[TABLE_LETTERS] = {"letters", FAULT_CUSTOMER}, [TABLE_CHANGES] = {"changes", FAULT_CUSTOMER},
	[TABLE_GAMING] = {"gaming", FAULT_GAMING},     [TABLE_BETS] = {"bets", FAULT_GAMING},
	[TABLE_SESSIONS] = {"sessions", FAULT_GAMING}, [TABLE_WALLET] = {"wallet", FAULT_WALLET},
	[TABLE_TXS] = {"transactions", FAULT_WALLET},  [TABLE_STATEMENTS] = {"statements", FAULT_WALLET},
	[TABLE_KYC] = {"subjects", FAULT_KYC},         [TABLE_SUPPORT] = {"requesters", FAULT_SUPPORT},
	[TABLE_TICKETS] = {"tickets", FAULT_SUPPORT},  [TABLE_RISK] = {"subjects", FAULT_RISK},
	[TABLE_TEXTS] = {"texts", FAULT_SUPPORT},
};

enum fault_service table_service(enum table t)
{
	if (t == TABLE_LETTER_TEXTS)
		return FAULT_CUSTOMER;
	if (t >= TABLE_KEYS)
		return (enum fault_service)(t - TABLE_KEYS);
	if (t >= TABLE_ASIDE)
		return (enum fault_service)(t - TABLE_ASIDE);
	if (t >= TABLE_OUTBOX)
		return (enum fault_service)(t - TABLE_OUTBOX);
	return tables[t].service;
}

const char *table_name(enum table t)
{
	if (t == TABLE_LETTER_TEXTS)
		return "letter_texts";
	if (t >= TABLE_KEYS)
		return "keys";
	if (t >= TABLE_ASIDE)
		return "aside";
	if (t >= TABLE_OUTBOX)
		return "outbox";
	return tables[t].name;
}

void store_path(const char *dir, const char *name, const char *suffix, char out[STORE_PATH_MAX])
{
	MUST(snprintf(out, STORE_PATH_MAX, "%s/sim/%s.db%s", dir, name, suffix) < STORE_PATH_MAX);
}

enum err store_sqlite_err(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return OK;
	case SQLITE_NOMEM:
		return ERR_NOMEM;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_CANTOPEN:
		return ERR_NOT_FOUND;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return ERR_CORRUPT;
	default:
		return ERR_IO;
	}
}

enum err store_exec(sqlite3 *sql, const char *text)
{
	return store_sqlite_err(sqlite3_exec(sql, text, NULL, NULL, NULL));
}

enum err store_bind_put(sqlite3_stmt *st, int64_t id, struct str body)
{
	(void)sqlite3_bind_int64(st, 1, id);
	(void)sqlite3_bind_blob64(st, 2, body.n ? body.p : "", body.n, SQLITE_STATIC);
	int rc = sqlite3_step(st);
	(void)sqlite3_reset(st);
	return store_sqlite_err(rc);
}

static enum err create_tables(struct store_db *db)
{
	char text[256];
	for (unsigned t = 0; t < TABLE_COUNT_; t++) {
		if (table_service((enum table)t) != db->service)
			continue;
		(void)snprintf(text, sizeof(text), "CREATE TABLE %s(id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
			       table_name((enum table)t));
		enum err e = store_exec(db->sql, text);
		if (e)
			return e;
		(void)snprintf(text, sizeof(text), "INSERT INTO %s(id, body) VALUES (?1, ?2)", table_name((enum table)t));
		e = store_sqlite_err(sqlite3_prepare_v2(db->sql, text, -1, &db->puts[t], NULL));
		if (e)
			return e;
	}
	if (db->service != FAULT_CUSTOMER)
		return OK;
	/* The terms of a million customers are sorted once, by SQLite's external sorter, rather than inserted at random places.
	 */
	enum err e = store_exec(db->sql,
				"CREATE TABLE unsorted(term TEXT NOT NULL, customer INTEGER NOT NULL);"
				"CREATE TABLE terms(term TEXT, customer INTEGER, PRIMARY KEY (term, customer)) WITHOUT ROWID");
	if (e)
		return e;
	return store_sqlite_err(sqlite3_prepare_v2(db->sql, "INSERT INTO unsorted VALUES (?1, ?2)", -1, &db->put_term, NULL));
}

static enum err db_close(struct store_db *db)
{
	for (unsigned t = 0; t < TABLE_COUNT_; t++)
		(void)sqlite3_finalize(db->puts[t]);
	(void)sqlite3_finalize(db->put_term);
	int rc = sqlite3_close(db->sql);
	free(db);
	return store_sqlite_err(rc);
}

enum err store_db_create(const char *dir, enum fault_service s, struct store_db **ret, struct err_info *info)
{
	char path[STORE_PATH_MAX];
	struct store_db *db = calloc(1, sizeof(*db));
	if (!db)
		return err_set(info, ERR_NOMEM, "", "out of memory");
	db->service = s;
	static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		store_path(dir, fault_service_name(s), endings[i], path);
		(void)unlink(path);
	}
	store_path(dir, fault_service_name(s), "", path);
	enum err e = store_sqlite_err(
		sqlite3_open_v2(path, &db->sql, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL));
	/* Data that are cut short are made anew (store_seal comes last), so nothing here needs to be durable yet. */
	if (e == OK)
		e = store_exec(db->sql, "PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
					"PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-8192; PRAGMA temp_store=FILE; BEGIN");
	if (e == OK)
		e = create_tables(db);
	if (e) {
		(void)db_close(db);
		return err_set(info, e, "", "cannot make the database of service %s", fault_service_name(s));
	}
	*ret = db;
	return OK;
}

enum err store_db_put(struct store_db *db, enum table t, int64_t id, struct str body)
{
	enum err e = store_bind_put(db->puts[t], id, body);
	return e == OK && ++db->rows >= CHECKPOINT_ROWS ? store_db_checkpoint(db) : e;
}

enum err store_db_term(struct store_db *db, struct str term, uint32_t customer)
{
	(void)sqlite3_bind_text(db->put_term, 1, term.p, (int)term.n, SQLITE_STATIC);
	(void)sqlite3_bind_int64(db->put_term, 2, customer);
	int rc = sqlite3_step(db->put_term);
	(void)sqlite3_reset(db->put_term);
	return store_sqlite_err(rc);
}

enum err store_db_checkpoint(struct store_db *db)
{
	db->rows = 0;
	return store_exec(db->sql, "COMMIT; BEGIN");
}

static enum err sort_terms(struct store_db *db)
{
	(void)sqlite3_finalize(db->put_term);
	db->put_term = NULL;
	enum err e = store_exec(
		db->sql, "INSERT INTO terms SELECT DISTINCT term, customer FROM unsorted ORDER BY term, customer; COMMIT;");
	/* The unsorted pages go on the free list, from where the change feed takes them. */
	return e ? e : store_exec(db->sql, "DROP TABLE unsorted; BEGIN");
}

enum err store_db_finish(struct store_db *db, bool keep)
{
	enum err e = keep ? OK : ERR_CANCELLED;
	if (keep && db->service == FAULT_CUSTOMER)
		e = sort_terms(db);
	if (e == OK)
		e = store_exec(db->sql, "COMMIT; PRAGMA synchronous=FULL; PRAGMA journal_mode=DELETE; PRAGMA journal_mode=WAL");
	enum err closed = db_close(db);
	return e ? e : closed;
}
