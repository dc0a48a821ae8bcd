#include "store/changes.h"

static const struct stmt sql_bump = {"changes_bump", "UPDATE changes SET number = number + 1 WHERE one = 1"};
static const struct stmt sql_newest = {"changes_newest", "SELECT number FROM changes WHERE one = 1"};

enum err changes_newest(struct tx *tx, int64_t *ret)
{
	struct rows *r;
	enum err err = tx_query(tx, &sql_newest, NULL, 0, &r);
	if (err)
		return err;
	bool found = rows_next(r);
	int64_t n = found ? rows_i64(r, 0) : 0;
	err = rows_close(r);
	if (err)
		return err;
	if (!found)
		return ERR_CORRUPT;
	*ret = n;
	return OK;
}

enum err changes_next(struct tx *tx, int64_t *ret)
{
	enum err err = tx_exec(tx, &sql_bump, NULL, 0, NULL);
	return err ? err : changes_newest(tx, ret);
}
