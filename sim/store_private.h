/* sim/store_private.h - what sim/store.c, sim/store_db.c and sim/outbox.c share, and nobody else. */
#pragma once

#include "sim/store.h"

#include <sqlite3.h>

#define STORE_PATH_MAX 1024

const char *table_name(enum table t);
void store_path(const char *dir, const char *name, const char *suffix, char out[STORE_PATH_MAX]);
enum err store_sqlite_err(int rc);
NODISCARD enum err store_exec(sqlite3 *sql, const char *text);
NODISCARD enum err store_bind_put(sqlite3_stmt *st, int64_t id, struct str body);
NODISCARD enum err store_prepare(sqlite3 *sql, const char *text, sqlite3_stmt **ret);
/* The open database of a service. */
sqlite3 *store_sql(struct store *s, enum fault_service service);
