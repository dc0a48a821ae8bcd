#include "store/texts.h"

static const struct stmt sql_add = {"texts_add", "INSERT INTO texts(id, salt, body, created_ms) VALUES(?1, ?2, ?3, ?4)"};
static const struct stmt sql_erase = {
	"texts_erase", "UPDATE texts SET salt = NULL, body = NULL, erased_ms = coalesce(erased_ms, ?2) WHERE id = ?1"};
static const struct stmt sql_find = {"texts_find", "SELECT salt, body, created_ms, erased_ms FROM texts WHERE id = ?1"};

enum err texts_add(struct tx *tx, struct str id, struct str salt, struct str body, int64_t now_ms)
{
	return tx_exec(tx, &sql_add, ARGS(ARG_TEXT(id), ARG_BLOB(salt), ARG_TEXT(body), ARG_I64(now_ms)), NULL);
}

enum err texts_erase(struct tx *tx, struct str id, int64_t now_ms)
{
	int64_t changed = 0;
	enum err err = tx_exec(tx, &sql_erase, ARGS(ARG_TEXT(id), ARG_I64(now_ms)), &changed);
	return err ? err : changed == 1 ? OK : ERR_NOT_FOUND;
}

enum err texts_find(struct tx *tx, struct str id, void (*use)(void *ctx, const struct text_row *t), void *ctx)
{
	struct rows *r;
	enum err err = tx_query(tx, &sql_find, ARGS(ARG_TEXT(id)), &r);
	if (err)
		return err;
	bool found = rows_next(r);
	if (found) {
		struct text_row t = {.salt = rows_blob(r, 0),
				     .body = rows_text(r, 1),
				     .created_ms = rows_i64(r, 2),
				     .erased = !rows_is_null(r, 3)};
		use(ctx, &t);
	}
	err = rows_close(r);
	return err ? err : found ? OK : ERR_NOT_FOUND;
}
