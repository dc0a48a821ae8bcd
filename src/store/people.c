#include "store/people.h"

#include "store/changes.h"

#define COLUMNS "id, username, role, password_hash, disabled, coalesce(last_sign_on_ms, 0)"

static const struct stmt sql_add = {
	"people_add", "INSERT INTO people(username, role, password_hash, created_ms, change) VALUES(?1, ?2, ?3, ?4, ?5)"};
static const struct stmt sql_set_role = {"people_set_role", "UPDATE people SET role = ?2, change = ?3 WHERE username = ?1"};
static const struct stmt sql_set_password = {"people_set_password",
					     "UPDATE people SET password_hash = ?2, change = ?3 WHERE username = ?1"};
static const struct stmt sql_disable = {"people_disable", "UPDATE people SET disabled = 1, change = ?2 WHERE username = ?1"};
static const struct stmt sql_signed_on = {"people_signed_on", "UPDATE people SET last_sign_on_ms = ?2 WHERE id = ?1"};
static const struct stmt sql_find = {"people_find", "SELECT " COLUMNS " FROM people WHERE username = ?1"};
static const struct stmt sql_each = {"people_each", "SELECT " COLUMNS " FROM people WHERE change > ?1 ORDER BY username"};

enum err people_add(struct tx *tx, struct str username, struct str role, struct str password_hash, int64_t now_ms)
{
	int64_t change;
	enum err err = changes_next(tx, &change);
	if (err)
		return err;
	return tx_exec(tx, &sql_add,
		       ARGS(ARG_TEXT(username), ARG_TEXT(role), ARG_TEXT(password_hash), ARG_I64(now_ms), ARG_I64(change)), NULL);
}

static enum err changed_one(enum err err, int64_t changed)
{
	return err ? err : changed == 1 ? OK : ERR_NOT_FOUND;
}

static enum err set_text(struct tx *tx, const struct stmt *s, struct str username, struct str value)
{
	int64_t change, changed = 0;
	enum err err = changes_next(tx, &change);
	if (!err)
		err = tx_exec(tx, s, ARGS(ARG_TEXT(username), ARG_TEXT(value), ARG_I64(change)), &changed);
	return changed_one(err, changed);
}

enum err people_set_role(struct tx *tx, struct str username, struct str role)
{
	return set_text(tx, &sql_set_role, username, role);
}

enum err people_set_password(struct tx *tx, struct str username, struct str password_hash)
{
	return set_text(tx, &sql_set_password, username, password_hash);
}

enum err people_disable(struct tx *tx, struct str username)
{
	int64_t change, changed = 0;
	enum err err = changes_next(tx, &change);
	if (!err)
		err = tx_exec(tx, &sql_disable, ARGS(ARG_TEXT(username), ARG_I64(change)), &changed);
	return changed_one(err, changed);
}

enum err people_signed_on(struct tx *tx, uint64_t id, int64_t now_ms)
{
	int64_t changed = 0;
	enum err err = tx_exec(tx, &sql_signed_on, ARGS(ARG_I64((int64_t)id), ARG_I64(now_ms)), &changed);
	return changed_one(err, changed);
}

static void row_read(struct rows *r, struct person_row *p)
{
	p->id = (uint64_t)rows_i64(r, 0);
	p->username = rows_text(r, 1);
	p->role = rows_text(r, 2);
	p->password_hash = rows_text(r, 3);
	p->disabled = rows_i64(r, 4) != 0;
	p->last_sign_on_ms = rows_i64(r, 5);
}

enum err people_find(struct tx *tx, struct str username, void (*use)(void *ctx, const struct person_row *p), void *ctx)
{
	struct rows *r;
	enum err err = tx_query(tx, &sql_find, ARGS(ARG_TEXT(username)), &r);
	if (err)
		return err;
	bool found = rows_next(r);
	if (found) {
		struct person_row p;
		row_read(r, &p);
		use(ctx, &p);
	}
	err = rows_close(r);
	return err ? err : found ? OK : ERR_NOT_FOUND;
}

enum err people_each(struct tx *tx, int64_t since, void (*each)(void *ctx, const struct person_row *p), void *ctx)
{
	struct rows *r;
	enum err err = tx_query(tx, &sql_each, ARGS(ARG_I64(since)), &r);
	if (err)
		return err;
	while (rows_next(r)) {
		struct person_row p;
		row_read(r, &p);
		each(ctx, &p);
	}
	return rows_close(r);
}
