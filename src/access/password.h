/* access/password.h - argon2id of passwords, with the cost in one place. Blocks for some 20 ms and uses PASSWORD_MEMORY bytes.
 * Any thread. */
#pragma once

#include "base/str.h"

#include <sodium.h>

#define PASSWORD_MEMORY     (19u << 20) /* OWASP's password storage cheat sheet: 19 MiB and 2 passes */
#define PASSWORD_OPERATIONS 2
#define PASSWORD_TEXT       crypto_pwhash_STRBYTES

NODISCARD enum err password_hash(struct str password, char ret[PASSWORD_TEXT]);
/* @hash NULL: nobody's; takes the same time and is false. */
bool password_verify(const char *hash, struct str password);
