/* store/migrations_portal.h - the versions of portal.db: people, sessions, tokens, free texts of the record. A version that was
 * released is never changed; a change is a new one. Constant. */
#pragma once

#include "store/db.h"

#define PORTAL_MIGRATIONS 6
extern const struct migration portal_migrations[PORTAL_MIGRATIONS];
