/* app/datadir.h - the folder of everything that lasts: portal.db, keys/, audit/<chain>/, directory/, journal/, aside/, live/, and
 * in demo mode cli.token. Nobody but the portal's own user reads it (0700). Thread: any; blocks. Life: a plain value. */
#pragma once

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define DATADIR_DEFAULT  "./data"
#define DATADIR_PATH_MAX 1024

/* What lies in it. */
enum datadir_entry {
	DATA_ROOT,
	DATA_PORTAL_DB,
	DATA_KEYS,        /* folder */
	DATA_AUDIT_KEY,   /* signs the heads of all chains */
	DATA_SEAL_KEY,    /* of cursors and grants */
	DATA_PUSH_KEY,    /* signs pushes to browsers */
	DATA_AUDIT,       /* folder of all chains */
	DATA_AUDIT_SERVE, /* the portal's chain */
	DATA_AUDIT_CLI,   /* of what the terminal changes */
	DATA_DIRECTORY,   /* the search index */
	DATA_JOURNAL,     /* of events, as they were acknowledged */
	DATA_ASIDE,       /* of those that could not be taken as what they said they were */
	DATA_LIVE,        /* snapshots of the live state */
	DATA_CLI_TOKEN,   /* demo: for `pitboss show` */
	DATA_CLI_URL,     /* where the portal was last reached */
	DATA_DEMO_MARK,   /* this folder holds the demo accounts */
	DATA_ENTRY_COUNT_
};

struct datadir {
	char paths[DATA_ENTRY_COUNT_][DATADIR_PATH_MAX];
};

/* Paths only. ERR_TOO_LARGE. @root NULL: DATADIR_DEFAULT. */
NODISCARD enum err datadir_set(struct datadir *d, const char *root);
static inline const char *datadir_path(const struct datadir *d, enum datadir_entry e)
{
	return d->paths[e];
}
/* Makes the folders that are missing. ERR_DENIED with a sentence: others may look into it, or it is no folder. */
NODISCARD enum err datadir_make(const struct datadir *d, struct err_info *info);
/* The 32 bytes of keys/seal.key, made at the first call. ERR_DENIED: others may read the file; ERR_CORRUPT. */
NODISCARD enum err datadir_seal_key(const struct datadir *d, uint8_t ret[32], struct err_info *info);
bool datadir_has(const struct datadir *d, enum datadir_entry e);
