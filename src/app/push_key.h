/* app/push_key.h - the key that pushes are signed with, made once at the first start. Browsers bind their subscriptions to it:
 * with another one, all of them are worth nothing. Thread: any; blocks. */
#pragma once

#include "app/datadir.h"
#include "connect/push_crypto.h"

/* The pair of keys/push.key. @may_make: a missing file is made. ERR_NOT_FOUND; ERR_DENIED: others may read it; ERR_CORRUPT. */
NODISCARD enum err push_key_load(const struct datadir *d, bool may_make, struct push_keys *ret, struct err_info *info);
