/* app/admin.h - what the commands that change people and tokens have in common: the database and the chain DATA/audit/cli, on
 * which a change stands before it is made. A running portal takes changes in within two seconds. Thread: one; blocks. Life:
 * admin_open .. admin_record .. the change .. admin_result .. admin_close. */
#pragma once

#include "access/audit.h"
#include "app/datadir.h"
#include "store/db.h"

struct admin {
	struct datadir data;
	struct db *portal;
	struct audit *chain;
};

#define ADMIN_OPTIONS                                                                    \
	{                                                                                \
		"data", "DIR", "the portal's data folder (default: " DATADIR_DEFAULT ")" \
	}

/* @changes: the chain is opened, too. ERR_NOT_FOUND: nothing there and not @changes. */
NODISCARD enum err admin_open(struct admin *a, const char *data, bool changes, struct err_info *info);
void admin_close(struct admin *a);

/* {"event":"<event>","subject":…,"detail":…,"by":"<operating system's user>"}; @detail may be NULL. */
NODISCARD enum err admin_record(struct admin *a, const char *event, const char *subject, const char *detail);
/* When the change failed after all, that is put on the record, too; a sentence for people goes to @info. Returns @e. */
NODISCARD enum err admin_result(struct admin *a, enum err e, const char *event, const char *subject, struct err_info *info);
