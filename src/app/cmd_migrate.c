/* pitboss migrate: brings portal.db to this program's version, as serve does by itself; or tells how it stands. */
#include "app/command.h"
#include "app/datadir.h"
#include "store/migrations_portal.h"

#include <stdio.h>

#define BUSY_MS 5000

static enum err status(const struct datadir *d, unsigned *ret_version, struct err_info *info)
{
	if (!datadir_has(d, DATA_PORTAL_DB))
		return err_set(info, ERR_NOT_FOUND, NULL, "%.120s is not there; say --data", datadir_path(d, DATA_PORTAL_DB));
	return db_inspect(datadir_path(d, DATA_PORTAL_DB), BUSY_MS, false, ret_version, info);
}

/* Opening is migrating. */
static enum err migrate(const struct datadir *d, struct err_info *info)
{
	const struct db_config c = {.path = datadir_path(d, DATA_PORTAL_DB),
				    .migrations = portal_migrations,
				    .migration_count = PORTAL_MIGRATIONS,
				    .readers = 1,
				    .max_queued = 1,
				    .busy_ms = BUSY_MS};
	struct db *db = NULL;
	enum err e = datadir_make(d, info);
	if (e == OK)
		e = db_open(&c, &db, info);
	db_close(db);
	return e;
}

static int run(const struct args *a)
{
	struct datadir d;
	struct err_info info = {0};
	unsigned before = 0, after = 0;
	bool only_status = args_has(a, "status");
	enum err e = datadir_set(&d, args_get(a, "data"));
	if (e == OK && (only_status || datadir_has(&d, DATA_PORTAL_DB)))
		e = status(&d, &before, &info);
	if (e == OK && only_status) {
		printf("portal.db: version %u of %u%s\n", before, PORTAL_MIGRATIONS,
		       before < PORTAL_MIGRATIONS   ? "; `pitboss migrate` brings it up to date"
		       : before > PORTAL_MIGRATIONS ? "; written by a newer pitboss"
						    : "");
		return before == PORTAL_MIGRATIONS ? EXIT_DONE : EXIT_FAILED;
	}
	if (e == OK)
		e = migrate(&d, &info);
	if (e == OK)
		e = status(&d, &after, &info);
	if (e != OK)
		return app_fail("migrate", e, &info);
	for (unsigned i = before; i < after; i++)
		printf("portal.db: %u, %s\n", portal_migrations[i].number, portal_migrations[i].name);
	printf("portal.db: version %u of %u\n", after, PORTAL_MIGRATIONS);
	return EXIT_DONE;
}

static const struct option_spec options[] = {
	{"status", NULL, "tell the version and change nothing; exit status 1 when it is not this program's"},
	{"data", "DIR", "the portal's data folder (default: " DATADIR_DEFAULT ")"},
};

const struct command cmd_migrate = {
	.name = "migrate",
	.summary = "bring the database to this program's version",
	.arguments = "",
	.help = "`pitboss serve` does the same when it starts.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.run = run,
};
