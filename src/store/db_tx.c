/* The calls that jobs make, handed to the connection's engine. */
#include "store/db_engine.h"

enum err tx_exec(struct tx *tx, const struct stmt *s, const struct arg *args, size_t count, int64_t *ret_changed)
{
	return tx->engine->exec(tx, s, args, count, ret_changed);
}

enum err tx_query(struct tx *tx, const struct stmt *s, const struct arg *args, size_t count, struct rows **ret)
{
	return tx->engine->query(tx, s, args, count, ret);
}

bool rows_next(struct rows *r)
{
	return r->engine->rows_next(r);
}

int64_t rows_i64(struct rows *r, unsigned col)
{
	return r->engine->rows_i64(r, col);
}

bool rows_is_null(struct rows *r, unsigned col)
{
	return r->engine->rows_is_null(r, col);
}

struct str rows_text(struct rows *r, unsigned col)
{
	return r->engine->rows_text(r, col);
}

struct str rows_blob(struct rows *r, unsigned col)
{
	return r->engine->rows_blob(r, col);
}

enum err rows_close(struct rows *r)
{
	return r->engine->rows_close(r);
}

void tx_set_deadline(struct tx *tx, uint64_t deadline_ns)
{
	tx->engine->set_deadline(tx, deadline_ns);
}
