#include "base/clock.h"
#include "store/db_engine.h"

#define SCRIPT_MAX (1u << 20)

static const struct stmt sql_create = {"migrations_create",
				       "CREATE TABLE IF NOT EXISTS schema_migrations("
				       "number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, at_ms BIGINT NOT NULL)"};
static const struct stmt sql_newest = {"migrations_newest", "SELECT coalesce(max(number), 0) FROM schema_migrations"};
static const struct stmt sql_insert = {"migrations_insert",
				       "INSERT INTO schema_migrations(number, name, at_ms) VALUES(?1, ?2, ?3)"};

enum err db_version(struct tx *tx, unsigned *ret)
{
	struct rows *r;
	enum err err = tx_query(tx, &sql_newest, NULL, 0, &r);
	if (err)
		return err;
	unsigned n = rows_next(r) ? (unsigned)rows_i64(r, 0) : 0;
	err = rows_close(r);
	if (!err)
		*ret = n;
	return err;
}

/* The few words in which engines' tables differ. */
static enum err translate(const struct db_engine *e, const char *sql, struct buf *out)
{
	const struct {
		struct str word;
		const char *means;
	} words[] = {{STR("{blob}"), e->word_blob}, {STR("{id}"), e->word_id}};
	struct str s = str_of(sql);
	while (s.n) {
		size_t used = 0;
		for (size_t i = 0; i < ARRAY_LEN(words) && !used; i++)
			if (str_starts(s, words[i].word)) {
				buf_str(out, str_of(words[i].means));
				used = words[i].word.n;
			}
		if (!used) {
			buf_char(out, *s.p);
			used = 1;
		}
		s = str_mem(s.p + used, s.n - used);
	}
	buf_char(out, '\0');
	return buf_ok(out);
}

static enum err run_script(struct tx *tx, const char *sql)
{
	struct buf text;
	buf_init(&text, SCRIPT_MAX);
	enum err err = translate(tx->engine, sql, &text);
	if (!err)
		err = tx->engine->script(tx, text.p);
	buf_done(&text);
	return err;
}

/* Another process may have been faster: what is there is read within the transaction that adds to it. */
static enum err step(struct tx *tx, const struct migration *m, size_t count, bool *ret_more, struct err_info *info)
{
	unsigned have = 0;
	enum err err = tx_exec(tx, &sql_create, NULL, 0, NULL);
	if (!err)
		err = db_version(tx, &have);
	if (err)
		return err_set(info, err, NULL, "the database's version cannot be read: %s", tx->engine->trouble(tx));
	if (have > count)
		return err_set(info, ERR_CONFLICT, NULL, "the database is of version %u, this program knows %zu", have, count);
	*ret_more = have < count;
	if (have == count)
		return OK;
	const struct migration *next = &m[have];
	MUST(next->number == have + 1);
	err = run_script(tx, next->sql);
	if (!err)
		err = tx_exec(tx, &sql_insert,
			      ARGS(ARG_I64(next->number), ARG_TEXT(str_of(next->name)), ARG_I64(clock_wall_ms())), NULL);
	if (err)
		return err_set(info, err, next->name, "migration %u fails: %s", next->number, tx->engine->trouble(tx));
	return OK;
}

enum err db_migrate(struct tx *tx, const struct migration *m, size_t count, struct err_info *info)
{
	for (bool more = true; more;) {
		enum err err = tx->engine->begin(tx, true);
		if (err)
			return err_set(info, err, NULL, "the database cannot be written: %s", tx->engine->trouble(tx));
		more = false;
		err = step(tx, m, count, &more, info);
		if (!err) {
			err = tx->engine->commit(tx);
			if (err)
				err_set(info, err, NULL, "a migration cannot be committed: %s", tx->engine->trouble(tx));
		}
		if (err) {
			tx->engine->rollback(tx);
			return err;
		}
	}
	return OK;
}
