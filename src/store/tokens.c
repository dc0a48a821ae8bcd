#include "store/tokens.h"

#include "store/changes.h"

static const struct stmt sql_add = {"tokens_add",
				    "INSERT INTO tokens(token_hash, label, person_id, created_ms, expires_ms, change) "
				    "SELECT ?1, ?2, id, ?4, ?5, ?6 FROM people WHERE username = ?3 AND disabled = 0"};
static const struct stmt sql_revoke = {"tokens_revoke",
				       "UPDATE tokens SET revoked_ms = ?2, change = ?3 WHERE label = ?1 AND revoked_ms IS NULL"};
static const struct stmt sql_each = {"tokens_each",
				     "SELECT t.token_hash, t.label, p.username, p.role, t.person_id, t.created_ms, t.expires_ms, "
				     "t.revoked_ms, p.disabled FROM tokens t JOIN people p ON p.id = t.person_id "
				     "WHERE t.change > ?1 ORDER BY t.label"};

enum err tokens_add(struct tx *tx, struct str token_hash, struct str label, struct str username, int64_t now_ms,
		    int64_t expires_ms)
{
	int64_t change, added = 0;
	enum err err = changes_next(tx, &change);
	if (!err)
		err = tx_exec(tx, &sql_add,
			      ARGS(ARG_BLOB(token_hash), ARG_TEXT(label), ARG_TEXT(username), ARG_I64(now_ms),
				   ARG_I64(expires_ms), ARG_I64(change)),
			      &added);
	return err ? err : added == 1 ? OK : ERR_NOT_FOUND;
}

enum err tokens_revoke(struct tx *tx, struct str label, int64_t now_ms)
{
	int64_t change, changed = 0;
	enum err err = changes_next(tx, &change);
	if (!err)
		err = tx_exec(tx, &sql_revoke, ARGS(ARG_TEXT(label), ARG_I64(now_ms), ARG_I64(change)), &changed);
	return err ? err : changed == 1 ? OK : ERR_NOT_FOUND;
}

enum err tokens_each(struct tx *tx, int64_t since, void (*each)(void *ctx, const struct token_row *t), void *ctx)
{
	struct rows *r;
	enum err err = tx_query(tx, &sql_each, ARGS(ARG_I64(since)), &r);
	if (err)
		return err;
	while (rows_next(r)) {
		struct token_row t = {
			.token_hash = rows_blob(r, 0),
			.label = rows_text(r, 1),
			.username = rows_text(r, 2),
			.role = rows_text(r, 3),
			.person_id = (uint64_t)rows_i64(r, 4),
			.created_ms = rows_i64(r, 5),
			.expires_ms = rows_i64(r, 6),
			.revoked = !rows_is_null(r, 7),
			.person_disabled = rows_i64(r, 8) != 0,
		};
		each(ctx, &t);
	}
	return rows_close(r);
}
