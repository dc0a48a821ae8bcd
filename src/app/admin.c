#include "app/admin.h"

#include "app/chain.h"
#include "base/json_writer.h"
#include "store/migrations_portal.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#define BUSY_MS     5000
#define MEMBERS_MAX 2048

enum err admin_open(struct admin *a, const char *data, bool changes, struct err_info *info)
{
	*a = (struct admin){0};
	enum err e = datadir_set(&a->data, data);
	if (e != OK)
		return err_set(info, e, NULL, "the data folder's name is too long");
	if (!changes && !datadir_has(&a->data, DATA_PORTAL_DB))
		return err_set(info, ERR_NOT_FOUND, NULL, "%.120s holds no portal's data; say --data",
			       datadir_path(&a->data, DATA_ROOT));
	const struct db_config c = {.path = datadir_path(&a->data, DATA_PORTAL_DB),
				    .migrations = portal_migrations,
				    .migration_count = PORTAL_MIGRATIONS,
				    .readers = 1,
				    .max_queued = 64,
				    .busy_ms = BUSY_MS};
	e = datadir_make(&a->data, info);
	if (e == OK)
		e = db_open(&c, &a->portal, info);
	if (e == OK && changes)
		e = chain_open_cli(&a->data, &a->chain, info);
	if (e != OK)
		admin_close(a);
	return e;
}

void admin_close(struct admin *a)
{
	if (a->chain)
		audit_close(a->chain);
	db_close(a->portal);
	*a = (struct admin){0};
}

static enum err record(struct admin *a, const char *event, const char *subject, const char *key, const char *value)
{
	char text[MEMBERS_MAX], by[64];
	struct buf b = {.p = text, .cap = sizeof text, .max = sizeof text};
	struct json_writer w;
	const struct passwd *who = getpwuid(getuid());
	snprintf(by, sizeof by, "%s", who ? who->pw_name : "");
	if (!by[0])
		snprintf(by, sizeof by, "uid %u", (unsigned)getuid());
	json_writer_init(&w, &b);
	json_open_object(&w);
	json_kv_str(&w, STR("event"), str_of(event));
	json_kv_str(&w, STR("subject"), str_of(subject));
	if (value)
		json_kv_str(&w, str_of(key), str_of(value));
	json_kv_str(&w, STR("by"), str_of(by));
	json_close_object(&w);
	enum err e = buf_ok(&b);
	return e == OK ? chain_note(a->chain, AUDIT_ADMIN, str_mem(b.p + 1, b.n - 2)) : e;
}

enum err admin_record(struct admin *a, const char *event, const char *subject, const char *detail)
{
	return record(a, event, subject, "detail", detail);
}

enum err admin_result(struct admin *a, enum err e, const char *event, const char *subject, struct err_info *info)
{
	if (e == OK)
		return OK;
	enum err noted = record(a, event, subject, "failed", err_name(e));
	if (noted != OK)
		return err_set(info, e, NULL, "%s, and the record cannot be written: %s", err_name(e), err_name(noted));
	return e;
}
