#include "store/db_engine.h"

enum err db_inspect(const char *path, unsigned busy_ms, bool thorough, unsigned *ret_version, struct err_info *info)
{
	const struct db_config c = {.path = path, .busy_ms = busy_ms};
	struct tx *tx;
	unsigned version = 0;
	enum err err = db_engine_sqlite.open(&c, DB_USE_READ, &tx, info);
	if (err)
		return err;
	err = tx->engine->begin(tx, false);
	if (!err)
		err = db_version(tx, &version);
	if (!err && thorough)
		err = tx->engine->check(tx);
	if (err)
		err_set(info, err, NULL, err == ERR_CORRUPT ? "the database is damaged: %s" : "the database cannot be read: %s",
			tx->engine->trouble(tx));
	tx->engine->rollback(tx);
	tx->engine->close(tx);
	if (!err)
		*ret_version = version;
	return err;
}
