#include "sim/store_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FORMAT_VERSION 1
#define JOURNAL_NAME   "sim"

struct store {
	struct population population;
	sqlite3 *sql[SIM_SERVICES], *journal;
	sqlite3_stmt *gets[TABLE_COUNT_], *puts[TABLE_COUNT_];
	sqlite3_stmt *search, *changes_next, *journal_put;
	uint64_t changes_head;
};

/* Open for good: no other process may write, so that reads need no locks; and the file is read through the page cache. */
static const char open_pragmas[] = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
				   "PRAGMA mmap_size=1073741824; PRAGMA cache_size=-4096";

static enum err open_db(const char *dir, const char *name, int flags, sqlite3 **ret)
{
	char path[STORE_PATH_MAX];
	store_path(dir, name, "", path);
	enum err e = store_sqlite_err(sqlite3_open_v2(path, ret, flags | SQLITE_OPEN_NOMUTEX, NULL));
	return e ? e : store_exec(*ret, open_pragmas);
}

enum err store_prepare(sqlite3 *sql, const char *text, sqlite3_stmt **ret)
{
	return store_sqlite_err(sqlite3_prepare_v3(sql, text, -1, SQLITE_PREPARE_PERSISTENT, ret, NULL));
}

static enum err prepare_tables(struct store *s)
{
	char text[128];
	for (unsigned t = 0; t < TABLE_COUNT_; t++) {
		sqlite3 *sql = s->sql[table_service((enum table)t)];
		/* Data that an older version made lack the newer tables. */
		(void)snprintf(text, sizeof(text), "CREATE TABLE IF NOT EXISTS %s(id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
			       table_name((enum table)t));
		enum err e = store_exec(sql, text);
		(void)snprintf(text, sizeof(text), "SELECT body FROM %s WHERE id = ?1", table_name((enum table)t));
		if (e == OK)
			e = store_prepare(sql, text, &s->gets[t]);
		(void)snprintf(text, sizeof(text), "INSERT OR REPLACE INTO %s(id, body) VALUES (?1, ?2)",
			       table_name((enum table)t));
		if (e == OK)
			e = store_prepare(sql, text, &s->puts[t]);
		if (e)
			return e;
	}
	return OK;
}

static enum err prepare_rest(struct store *s)
{
	sqlite3 *sql = s->sql[FAULT_CUSTOMER];
	enum err e = store_prepare(sql, "SELECT customer FROM terms WHERE term >= ?1 AND term < ?2 ORDER BY term, customer",
				   &s->search);
	if (e == OK)
		e = store_prepare(sql, "SELECT id, body FROM changes WHERE id > ?1 ORDER BY id LIMIT 1", &s->changes_next);
	if (e == OK)
		e = store_prepare(s->journal, "INSERT OR REPLACE INTO journal(id, body) VALUES (?1, ?2)", &s->journal_put);
	return e;
}

/* One number of the journal database's meta table. */
static enum err meta_get(sqlite3 *sql, const char *key, int64_t *ret)
{
	sqlite3_stmt *st = NULL;
	int prepared = sqlite3_prepare_v2(sql, "SELECT value FROM meta WHERE key = ?1", -1, &st, NULL);
	if (prepared == SQLITE_ERROR) /* no such table: the sealing was cut short */
		return ERR_NOT_FOUND;
	enum err e = store_sqlite_err(prepared);
	if (e)
		return e;
	(void)sqlite3_bind_text(st, 1, key, -1, SQLITE_STATIC);
	int rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*ret = sqlite3_column_int64(st, 0);
	else
		e = rc == SQLITE_DONE ? ERR_NOT_FOUND : store_sqlite_err(rc);
	(void)sqlite3_finalize(st);
	return e;
}

static enum err read_population(struct store *s)
{
	int64_t version = 0, count = 0, seed = 0, as_of = 0;
	enum err e = meta_get(s->journal, "version", &version);
	if (e == OK)
		e = meta_get(s->journal, "customers", &count);
	if (e == OK)
		e = meta_get(s->journal, "seed", &seed);
	if (e == OK)
		e = meta_get(s->journal, "as_of_ms", &as_of);
	if (e == OK && (version != FORMAT_VERSION || count < 1 || count > CUSTOMERS_MAX))
		e = ERR_NOT_FOUND; /* another version's: made anew */
	if (e)
		return e;
	s->population = (struct population){.count = (uint32_t)count, .seed = (uint64_t)seed, .as_of_ms = as_of};
	return OK;
}

/* Rows of a change, one behind the other: table, id, length, bytes. */
static bool next_row(struct str *rows, enum table *t, int64_t *id, struct str *body)
{
	uint32_t n;
	if (rows->n < 1 + sizeof(*id) + sizeof(n))
		return false;
	*t = (enum table)(unsigned char)rows->p[0];
	memcpy(id, rows->p + 1, sizeof(*id));
	memcpy(&n, rows->p + 1 + sizeof(*id), sizeof(n));
	size_t head = 1 + sizeof(*id) + sizeof(n);
	if (*t >= TABLE_COUNT_ || n > rows->n - head)
		return false;
	*body = str_mem(rows->p + head, n);
	*rows = str_mem(body->p + n, rows->n - head - n);
	return true;
}

static enum err end_all(struct store *s, unsigned begun, enum err e)
{
	for (unsigned i = 0; i < SIM_SERVICES; i++) {
		if (!(begun >> i & 1))
			continue;
		enum err committed = store_exec(s->sql[i], e ? "ROLLBACK" : "COMMIT");
		e = e ? e : committed;
	}
	return e;
}

static enum err put_rows(struct store *s, struct str rows)
{
	enum table t;
	int64_t id;
	struct str body;
	unsigned begun = 0;
	uint64_t head = s->changes_head;
	enum err e = OK;
	while (e == OK && next_row(&rows, &t, &id, &body)) {
		enum fault_service db = table_service(t);
		if (!(begun >> db & 1))
			e = store_exec(s->sql[db], "BEGIN");
		begun |= e ? 0 : 1u << db;
		if (e == OK)
			e = store_bind_put(s->puts[t], id, body);
		if (t == TABLE_CHANGES)
			head = MAX(head, (uint64_t)id);
	}
	if (e == OK && rows.n)
		e = ERR_CORRUPT;
	e = end_all(s, begun, e);
	if (e == OK)
		s->changes_head = head;
	return e;
}

static enum err replay(struct store *s)
{
	sqlite3_stmt *st = NULL;
	enum err e = store_prepare(s->journal, "SELECT body FROM journal WHERE id = 0", &st);
	if (e)
		return e;
	if (sqlite3_step(st) == SQLITE_ROW)
		e = put_rows(s, str_mem(sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0)));
	(void)sqlite3_finalize(st);
	return e;
}

static enum err read_head(struct store *s)
{
	sqlite3_stmt *st = NULL;
	enum err e = store_prepare(s->sql[FAULT_CUSTOMER], "SELECT coalesce(max(id), 0) FROM changes", &st);
	if (e == OK && sqlite3_step(st) == SQLITE_ROW)
		s->changes_head = (uint64_t)sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	return e;
}

static enum err open_all(const char *dir, struct store *s)
{
	enum err e = open_db(dir, JOURNAL_NAME, SQLITE_OPEN_READWRITE, &s->journal);
	if (e == OK)
		e = read_population(s);
	for (unsigned i = 0; i < SIM_SERVICES && e == OK; i++)
		e = open_db(dir, fault_service_name((enum fault_service)i), SQLITE_OPEN_READWRITE, &s->sql[i]);
	if (e == OK)
		e = prepare_tables(s);
	if (e == OK)
		e = prepare_rest(s);
	if (e == OK)
		e = read_head(s);
	return e ? e : replay(s);
}

enum err store_open(const char *dir, struct store **ret, struct err_info *info)
{
	struct store *s = calloc(1, sizeof(*s));
	if (!s)
		return err_set(info, ERR_NOMEM, "", "out of memory");
	enum err e = open_all(dir, s);
	if (e) {
		store_close(s);
		return err_set(info, e, "", "no usable simulator data: %s", err_name(e));
	}
	*ret = s;
	return OK;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	for (unsigned t = 0; t < TABLE_COUNT_; t++) {
		(void)sqlite3_finalize(s->gets[t]);
		(void)sqlite3_finalize(s->puts[t]);
	}
	(void)sqlite3_finalize(s->search);
	(void)sqlite3_finalize(s->changes_next);
	(void)sqlite3_finalize(s->journal_put);
	for (unsigned i = 0; i < SIM_SERVICES; i++)
		(void)sqlite3_close(s->sql[i]);
	(void)sqlite3_close(s->journal);
	free(s);
}

enum err store_seal(const char *dir, const struct population *p, struct err_info *info)
{
	sqlite3 *sql = NULL;
	char text[512];
	(void)snprintf(text, sizeof(text),
		       "BEGIN; CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL);"
		       "CREATE TABLE journal(id INTEGER PRIMARY KEY, body BLOB NOT NULL);"
		       "INSERT INTO meta VALUES ('version', %d), ('customers', %u), ('seed', %lld), ('as_of_ms', %lld); COMMIT",
		       FORMAT_VERSION, p->count, (long long)p->seed, (long long)p->as_of_ms);
	enum err e = open_db(dir, JOURNAL_NAME, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &sql);
	if (e == OK)
		e = store_exec(sql, text);
	(void)sqlite3_close(sql);
	return e ? err_set(info, e, "", "cannot write the simulator's data: %s", err_name(e)) : OK;
}

enum err store_unseal(const char *dir, struct err_info *info)
{
	char path[STORE_PATH_MAX];
	if ((mkdir(dir, 0700) && errno != EEXIST) || snprintf(path, sizeof(path), "%s/sim", dir) >= (int)sizeof(path) ||
	    (mkdir(path, 0700) && errno != EEXIST))
		return err_set(info, err_from_errno(errno), "data", "cannot make the data folder");
	static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		store_path(dir, JOURNAL_NAME, endings[i], path);
		(void)unlink(path);
	}
	return OK;
}

sqlite3 *store_sql(struct store *s, enum fault_service service)
{
	return s->sql[service];
}

const struct population *store_population(const struct store *s)
{
	return &s->population;
}

enum err store_get(struct store *s, enum table t, int64_t id, struct buf *out)
{
	sqlite3_stmt *st = s->gets[t];
	(void)sqlite3_bind_int64(st, 1, id);
	int rc = sqlite3_step(st);
	buf_reset(out);
	if (rc == SQLITE_ROW)
		buf_add(out, sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0));
	(void)sqlite3_reset(st);
	if (rc == SQLITE_DONE)
		return ERR_NOT_FOUND;
	return rc == SQLITE_ROW ? buf_ok(out) : store_sqlite_err(rc);
}

/* Half-open range of the terms that start with @prefix: up to the prefix followed by a code point behind all others. */
static void bind_prefix(sqlite3_stmt *st, struct str prefix, char *upper, size_t upper_size)
{
	size_t n = MIN(prefix.n, upper_size - 4);
	memcpy(upper, prefix.p, n);
	memcpy(upper + n, "\xf4\x8f\xbf\xbf", 4);
	(void)sqlite3_bind_text(st, 1, prefix.p, (int)n, SQLITE_STATIC);
	(void)sqlite3_bind_text(st, 2, upper, (int)n + 4, SQLITE_STATIC);
}

enum err store_search(struct store *s, struct str prefix, bool (*each)(void *ctx, uint32_t customer), void *ctx)
{
	char upper[256];
	int rc;
	bind_prefix(s->search, prefix, upper, sizeof(upper));
	while ((rc = sqlite3_step(s->search)) == SQLITE_ROW)
		if (!each(ctx, (uint32_t)sqlite3_column_int64(s->search, 0)))
			break;
	(void)sqlite3_reset(s->search);
	return store_sqlite_err(rc);
}

void store_change_init(struct store_change *c)
{
	buf_init(&c->rows, STORE_CHANGE_MAX_BYTES);
	c->count = 0;
}

void store_change_done(struct store_change *c)
{
	buf_done(&c->rows);
}

void store_change_put(struct store_change *c, enum table t, int64_t id, struct str body)
{
	uint32_t n = (uint32_t)body.n;
	buf_char(&c->rows, (char)t);
	buf_add(&c->rows, &id, sizeof(id));
	buf_add(&c->rows, &n, sizeof(n));
	buf_str(&c->rows, body);
	c->count++;
}

enum err store_apply(struct store *s, struct store_change *c)
{
	if (buf_ok(&c->rows))
		return buf_ok(&c->rows);
	enum err e = store_bind_put(s->journal_put, 0, buf_view(&c->rows));
	return e ? e : put_rows(s, buf_view(&c->rows));
}

uint64_t store_changes_head(const struct store *s)
{
	return s->changes_head;
}

void store_change_mark(struct store *s, struct store_change *c, uint32_t customer)
{
	store_change_put(c, TABLE_CHANGES, (int64_t)(s->changes_head + 1), str_mem((const char *)&customer, sizeof(customer)));
}

enum err store_changes_next(struct store *s, uint64_t after, uint64_t *ret_sequence, uint32_t *ret_customer)
{
	sqlite3_stmt *st = s->changes_next;
	(void)sqlite3_bind_int64(st, 1, (int64_t)after);
	int rc = sqlite3_step(st);
	enum err e = rc == SQLITE_DONE ? ERR_NOT_FOUND : store_sqlite_err(rc);
	if (e == OK && sqlite3_column_bytes(st, 1) != (int)sizeof(*ret_customer))
		e = ERR_CORRUPT;
	if (e == OK) {
		*ret_sequence = (uint64_t)sqlite3_column_int64(st, 0);
		memcpy(ret_customer, sqlite3_column_blob(st, 1), sizeof(*ret_customer));
	}
	(void)sqlite3_reset(st);
	return e;
}
