#include "store/push_subscriptions.h"

#define OWN "s.id, s.person_id, s.endpoint, s.p256dh, s.auth, s.label, s.made_ms"
#define SETTINGS                                                                                               \
	"coalesce(w.at_least, ''), coalesce(w.quiet, 0), coalesce(w.quiet_from, 0), coalesce(w.quiet_to, 0), " \
	"coalesce(w.zone, ''), coalesce(w.critical_passes, 0)"
#define JOINED                                                                                                            \
	"SELECT " OWN ", p.username, p.role, " SETTINGS " FROM push_subscriptions s JOIN people p ON p.id = s.person_id " \
	"LEFT JOIN push_settings w ON w.person_id = s.person_id WHERE p.disabled = 0 "

enum { COLUMNS_OWN = 7, COLUMN_SETTINGS = COLUMNS_OWN + 2 };

static const struct stmt sql_same = {"push_subscriptions_same",
				     "SELECT s.id FROM push_subscriptions s WHERE s.endpoint = ?1 AND s.person_id = ?2"};
static const struct stmt sql_update = {"push_subscriptions_update",
				       "UPDATE push_subscriptions SET p256dh = ?2, auth = ?3, label = ?4 WHERE id = ?1"};
static const struct stmt sql_delete_endpoint = {"push_subscriptions_delete_endpoint",
						"DELETE FROM push_subscriptions WHERE endpoint = ?1"};
static const struct stmt sql_count = {"push_subscriptions_count", "SELECT count(*) FROM push_subscriptions WHERE person_id = ?1"};
static const struct stmt sql_add = {"push_subscriptions_add",
				    "INSERT INTO push_subscriptions(id, person_id, endpoint, p256dh, auth, label, made_ms) "
				    "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"};
static const struct stmt sql_remove = {"push_subscriptions_remove",
				       "DELETE FROM push_subscriptions WHERE id = ?1 AND person_id = ?2"};
static const struct stmt sql_drop = {"push_subscriptions_drop", "DELETE FROM push_subscriptions WHERE id = ?1 AND endpoint = ?2"};
static const struct stmt sql_of = {"push_subscriptions_of", "SELECT " OWN " FROM push_subscriptions s WHERE s.person_id = ?1 "
							    "ORDER BY s.made_ms, s.id"};
static const struct stmt sql_each = {"push_subscriptions_each", JOINED "ORDER BY s.person_id, s.made_ms, s.id"};
static const struct stmt sql_find = {"push_subscriptions_find", JOINED "AND s.id = ?1"};
static const struct stmt sql_settings_put = {
	"push_settings_put", "INSERT INTO push_settings(person_id, at_least, quiet, quiet_from, quiet_to, zone, critical_passes) "
			     "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(person_id) DO UPDATE SET at_least = ?2, quiet = ?3, "
			     "quiet_from = ?4, quiet_to = ?5, zone = ?6, critical_passes = ?7"};
static const struct stmt sql_settings_find = {"push_settings_find",
					      "SELECT " SETTINGS " FROM push_settings w WHERE w.person_id = ?1"};

/* --- rows --- */

static struct push_settings_row settings_of(struct rows *r, unsigned at)
{
	return (struct push_settings_row){.at_least = rows_text(r, at),
					  .quiet = rows_i64(r, at + 1) != 0,
					  .quiet_from = (unsigned)rows_i64(r, at + 2),
					  .quiet_to = (unsigned)rows_i64(r, at + 3),
					  .zone = rows_text(r, at + 4),
					  .critical_passes = rows_i64(r, at + 5) != 0};
}

static struct push_subscription_row row_of(struct rows *r, bool joined)
{
	struct push_subscription_row s = {.id = rows_text(r, 0),
					  .person_id = (uint64_t)rows_i64(r, 1),
					  .endpoint = rows_text(r, 2),
					  .p256dh = rows_blob(r, 3),
					  .auth = rows_blob(r, 4),
					  .label = rows_text(r, 5),
					  .made_ms = rows_i64(r, 6)};
	if (joined) {
		s.username = rows_text(r, COLUMNS_OWN);
		s.role = rows_text(r, COLUMNS_OWN + 1);
		s.settings = settings_of(r, COLUMN_SETTINGS);
	}
	return s;
}

static enum err query(struct tx *tx, const struct stmt *s, const struct arg *args, size_t count, bool joined,
		      push_subscriptions_fn *each, void *ctx, size_t *ret_count)
{
	struct rows *r;
	size_t n = 0;
	enum err e = tx_query(tx, s, args, count, &r);
	if (e != OK)
		return e;
	for (; rows_next(r); n++) {
		struct push_subscription_row row = row_of(r, joined);
		each(ctx, &row);
	}
	*ret_count = n;
	return rows_close(r);
}

/* --- subscriptions --- */

static enum err find_same(struct tx *tx, const struct push_subscription_row *s, char *ret_id, size_t size, bool *ret_found)
{
	struct rows *r;
	enum err e = tx_query(tx, &sql_same, ARGS(ARG_TEXT(s->endpoint), ARG_I64((int64_t)s->person_id)), &r);
	if (e != OK)
		return e;
	*ret_found = rows_next(r);
	if (*ret_found)
		str_copy(ret_id, size, rows_text(r, 0));
	return rows_close(r);
}

static enum err count_of(struct tx *tx, uint64_t person_id, int64_t *ret)
{
	struct rows *r;
	enum err e = tx_query(tx, &sql_count, ARGS(ARG_I64((int64_t)person_id)), &r);
	if (e != OK)
		return e;
	*ret = rows_next(r) ? rows_i64(r, 0) : 0;
	return rows_close(r);
}

static enum err add(struct tx *tx, const struct push_subscription_row *s)
{
	int64_t count = 0;
	enum err e = tx_exec(tx, &sql_delete_endpoint, ARGS(ARG_TEXT(s->endpoint)), NULL);
	if (e == OK)
		e = count_of(tx, s->person_id, &count);
	if (e == OK && count >= PUSH_SUBSCRIPTIONS_MAX)
		e = ERR_LIMIT;
	if (e == OK)
		e = tx_exec(tx, &sql_add,
			    ARGS(ARG_TEXT(s->id), ARG_I64((int64_t)s->person_id), ARG_TEXT(s->endpoint), ARG_BLOB(s->p256dh),
				 ARG_BLOB(s->auth), ARG_TEXT(s->label), ARG_I64(s->made_ms)),
			    NULL);
	return e;
}

enum err push_subscriptions_put(struct tx *tx, const struct push_subscription_row *s, char *ret_id, size_t ret_id_size)
{
	bool found = false;
	enum err e = find_same(tx, s, ret_id, ret_id_size, &found);
	if (e != OK)
		return e;
	if (found)
		return tx_exec(tx, &sql_update,
			       ARGS(ARG_TEXT(str_of(ret_id)), ARG_BLOB(s->p256dh), ARG_BLOB(s->auth), ARG_TEXT(s->label)), NULL);
	e = add(tx, s);
	if (e == OK)
		str_copy(ret_id, ret_id_size, s->id);
	return e;
}

enum err push_subscriptions_remove(struct tx *tx, uint64_t person_id, struct str id)
{
	int64_t changed = 0;
	enum err e = tx_exec(tx, &sql_remove, ARGS(ARG_TEXT(id), ARG_I64((int64_t)person_id)), &changed);
	return e != OK ? e : changed == 1 ? OK : ERR_NOT_FOUND;
}

enum err push_subscriptions_drop(struct tx *tx, struct str id, struct str endpoint)
{
	return tx_exec(tx, &sql_drop, ARGS(ARG_TEXT(id), ARG_TEXT(endpoint)), NULL);
}

enum err push_subscriptions_of(struct tx *tx, uint64_t person_id, push_subscriptions_fn *each, void *ctx)
{
	size_t count;
	return query(tx, &sql_of, ARGS(ARG_I64((int64_t)person_id)), false, each, ctx, &count);
}

enum err push_subscriptions_each(struct tx *tx, push_subscriptions_fn *each, void *ctx)
{
	size_t count;
	return query(tx, &sql_each, NULL, 0, true, each, ctx, &count);
}

enum err push_subscriptions_find(struct tx *tx, struct str id, push_subscriptions_fn *use, void *ctx)
{
	size_t count = 0;
	enum err e = query(tx, &sql_find, ARGS(ARG_TEXT(id)), true, use, ctx, &count);
	return e != OK ? e : count ? OK : ERR_NOT_FOUND;
}

/* --- settings --- */

enum err push_settings_put(struct tx *tx, uint64_t person_id, const struct push_settings_row *s)
{
	return tx_exec(tx, &sql_settings_put,
		       ARGS(ARG_I64((int64_t)person_id), ARG_TEXT(s->at_least), ARG_I64(s->quiet), ARG_I64(s->quiet_from),
			    ARG_I64(s->quiet_to), ARG_TEXT(s->zone), ARG_I64(s->critical_passes)),
		       NULL);
}

enum err push_settings_find(struct tx *tx, uint64_t person_id, void (*use)(void *ctx, const struct push_settings_row *s),
			    void *ctx)
{
	struct rows *r;
	enum err e = tx_query(tx, &sql_settings_find, ARGS(ARG_I64((int64_t)person_id)), &r);
	if (e != OK)
		return e;
	bool found = rows_next(r);
	if (found) {
		struct push_settings_row s = settings_of(r, 0);
		use(ctx, &s);
	}
	e = rows_close(r);
	return e != OK ? e : found ? OK : ERR_NOT_FOUND;
}
