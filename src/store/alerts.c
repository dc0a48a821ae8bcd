#include "store/alerts.h"

#define COLUMNS                                                                                                               \
	"id, customer, rule, origin, class, flag_id, description, evidence, status, severity, opened_ms, risen_ms, last_ms, " \
	"heard_ms"
#define BEHIND "status = 'new' AND class = ?1 AND severity = ?2 AND (heard_ms, id) < (?3, ?4) "
#define IN_ROW "ORDER BY heard_ms DESC, id DESC LIMIT ?5"
/* Of the graver of two; where they are as grave, what was there. */
#define GRAVER(column) \
	column " = CASE WHEN excluded.severity > alerts.severity THEN excluded." column " ELSE alerts." column " END, "
#define WHICHEVER(column, op) \
	column " = CASE WHEN excluded." column " " op " alerts." column " THEN excluded." column " ELSE alerts." column " END"

static const struct stmt sql_put = {"alerts_put", "INSERT INTO alerts(" COLUMNS
						  ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'new', ?9, ?10, ?11, ?12, ?13) "
						  "ON CONFLICT(id) DO UPDATE SET " GRAVER("description") GRAVER("evidence")
							  GRAVER("risen_ms") GRAVER("heard_ms") GRAVER("class") GRAVER("severity")
								  WHICHEVER("opened_ms", "<") ", " WHICHEVER("last_ms", ">")};
static const struct stmt sql_held = {"alerts_held", "UPDATE alerts SET last_ms = ?2 WHERE id = ?1 AND last_ms < ?2"};
static const struct stmt sql_of_all = {"alerts_of_all", "SELECT heard_ms, id FROM alerts WHERE " BEHIND IN_ROW};
static const struct stmt sql_of_customer = {"alerts_of_customer",
					    "SELECT heard_ms, id FROM alerts WHERE customer = ?6 AND " BEHIND IN_ROW};
static const struct stmt sql_find = {"alerts_find", "SELECT " COLUMNS " FROM alerts WHERE id = ?1"};
static const struct stmt sql_seen_until = {"alerts_seen_until", "SELECT until_ms FROM alerts_seen WHERE person_id = ?1"};
static const struct stmt sql_see = {"alerts_see", "INSERT INTO alerts_seen(person_id, until_ms) VALUES(?1, ?2) "
						  "ON CONFLICT(person_id) DO UPDATE SET until_ms = excluded.until_ms "
						  "WHERE excluded.until_ms > alerts_seen.until_ms"};

enum err alerts_put(struct tx *tx, const struct alert_row *a)
{
	return tx_exec(tx, &sql_put,
		       ARGS(ARG_TEXT(a->id), ARG_TEXT(a->customer), ARG_TEXT(a->rule), ARG_TEXT(a->origin), ARG_TEXT(a->class),
			    ARG_TEXT(a->flag_id), ARG_TEXT(a->description), ARG_TEXT(a->evidence), ARG_I64(a->severity),
			    ARG_I64(a->opened_ms), ARG_I64(a->risen_ms), ARG_I64(a->last_ms), ARG_I64(a->heard_ms)),
		       NULL);
}

enum err alerts_held(struct tx *tx, struct str id, int64_t last_ms)
{
	return tx_exec(tx, &sql_held, ARGS(ARG_TEXT(id), ARG_I64(last_ms)), NULL);
}

static void row_read(struct rows *r, struct alert_row *a)
{
	struct str *const texts[] = {&a->id,      &a->customer,    &a->rule,     &a->origin, &a->class,
				     &a->flag_id, &a->description, &a->evidence, &a->status};
	int64_t *const numbers[] = {&a->severity, &a->opened_ms, &a->risen_ms, &a->last_ms, &a->heard_ms};
	for (unsigned i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = rows_text(r, i);
	for (unsigned i = 0; i < ARRAY_LEN(numbers); i++)
		*numbers[i] = rows_i64(r, (unsigned)ARRAY_LEN(texts) + i);
}

enum err alerts_keys(struct tx *tx, const struct alerts_ask *ask, struct alert_key *ret, size_t *ret_count)
{
	struct rows *r;
	size_t n = 0;
	const struct arg args[] = {ARG_TEXT(ask->class),     ARG_I64(ask->severity),       ARG_I64(ask->before_ms),
				   ARG_TEXT(ask->before_id), ARG_I64((int64_t)ask->limit), ARG_TEXT(ask->customer)};
	bool of_one = ask->customer.p;
	enum err err = tx_query(tx, of_one ? &sql_of_customer : &sql_of_all, args, ARRAY_LEN(args) - !of_one, &r);
	if (err)
		return err;
	while (n < ask->limit && rows_next(r)) {
		struct alert_key *k = &ret[n++];
		*k = (struct alert_key){.severity = ask->severity, .heard_ms = rows_i64(r, 0)};
		str_copy(k->id, sizeof k->id, rows_text(r, 1));
	}
	err = rows_close(r);
	if (!err)
		*ret_count = n;
	return err;
}

enum err alerts_find(struct tx *tx, struct str id, void (*use)(void *ctx, const struct alert_row *a), void *ctx)
{
	struct rows *r;
	enum err err = tx_query(tx, &sql_find, ARGS(ARG_TEXT(id)), &r);
	if (err)
		return err;
	bool found = rows_next(r);
	if (found) {
		struct alert_row a;
		row_read(r, &a);
		use(ctx, &a);
	}
	err = rows_close(r);
	return err ? err : found ? OK : ERR_NOT_FOUND;
}

enum err alerts_seen_until(struct tx *tx, uint64_t person, int64_t *ret_ms)
{
	struct rows *r;
	enum err err = tx_query(tx, &sql_seen_until, ARGS(ARG_I64((int64_t)person)), &r);
	if (err)
		return err;
	int64_t ms = rows_next(r) ? rows_i64(r, 0) : 0;
	err = rows_close(r);
	if (!err)
		*ret_ms = ms;
	return err;
}

enum err alerts_see(struct tx *tx, uint64_t person, int64_t until_ms)
{
	return tx_exec(tx, &sql_see, ARGS(ARG_I64((int64_t)person), ARG_I64(until_ms)), NULL);
}
