#include "store/sessions.h"

#include "store/changes.h"

static const struct stmt sql_add = {"sessions_add",
				    "INSERT INTO sessions(token_hash, public_id, person_id, csrf, created_ms, seen_ms, change) "
				    "VALUES(?1, ?2, ?3, ?4, ?5, ?5, ?6)"};
static const struct stmt sql_touch = {"sessions_touch",
				      "UPDATE sessions SET seen_ms = ?2, change = ?3 WHERE token_hash = ?1 AND seen_ms < ?2"};
static const struct stmt sql_end = {"sessions_end",
				    "UPDATE sessions SET ended_ms = ?2, change = ?3 WHERE token_hash = ?1 AND ended_ms IS NULL"};
static const struct stmt sql_end_of = {"sessions_end_of", "UPDATE sessions SET ended_ms = ?2, change = ?3 WHERE ended_ms IS NULL "
							  "AND person_id = (SELECT id FROM people WHERE username = ?1)"};
static const struct stmt sql_purge = {"sessions_purge",
				      "DELETE FROM sessions WHERE seen_ms < ?1 OR created_ms < ?2 OR ended_ms < ?1"};
static const struct stmt sql_each = {
	"sessions_each", "SELECT s.token_hash, s.public_id, s.csrf, p.username, p.role, s.person_id, s.created_ms, "
			 "s.seen_ms, s.ended_ms FROM sessions s JOIN people p ON p.id = s.person_id WHERE s.change > ?1"};

enum err sessions_add(struct tx *tx, const struct session_row *s)
{
	int64_t change;
	enum err err = changes_next(tx, &change);
	if (err)
		return err;
	return tx_exec(tx, &sql_add,
		       ARGS(ARG_BLOB(s->token_hash), ARG_TEXT(s->public_id), ARG_I64((int64_t)s->person_id), ARG_TEXT(s->csrf),
			    ARG_I64(s->created_ms), ARG_I64(change)),
		       NULL);
}

static enum err change_at(struct tx *tx, const struct stmt *s, struct arg key, int64_t at_ms)
{
	int64_t change;
	enum err err = changes_next(tx, &change);
	return err ? err : tx_exec(tx, s, ARGS(key, ARG_I64(at_ms), ARG_I64(change)), NULL);
}

enum err sessions_touch(struct tx *tx, struct str token_hash, int64_t seen_ms)
{
	return change_at(tx, &sql_touch, ARG_BLOB(token_hash), seen_ms);
}

enum err sessions_end(struct tx *tx, struct str token_hash, int64_t now_ms)
{
	return change_at(tx, &sql_end, ARG_BLOB(token_hash), now_ms);
}

enum err sessions_end_of(struct tx *tx, struct str username, int64_t now_ms)
{
	return change_at(tx, &sql_end_of, ARG_TEXT(username), now_ms);
}

enum err sessions_purge(struct tx *tx, int64_t seen_before_ms, int64_t created_before_ms)
{
	return tx_exec(tx, &sql_purge, ARGS(ARG_I64(seen_before_ms), ARG_I64(created_before_ms)), NULL);
}

enum err sessions_each(struct tx *tx, int64_t since, void (*each)(void *ctx, const struct session_row *s), void *ctx)
{
	struct rows *r;
	enum err err = tx_query(tx, &sql_each, ARGS(ARG_I64(since)), &r);
	if (err)
		return err;
	while (rows_next(r)) {
		struct session_row s = {
			.token_hash = rows_blob(r, 0),
			.public_id = rows_text(r, 1),
			.csrf = rows_text(r, 2),
			.username = rows_text(r, 3),
			.role = rows_text(r, 4),
			.person_id = (uint64_t)rows_i64(r, 5),
			.created_ms = rows_i64(r, 6),
			.seen_ms = rows_i64(r, 7),
			.ended = !rows_is_null(r, 8),
		};
		each(ctx, &s);
	}
	return rows_close(r);
}
