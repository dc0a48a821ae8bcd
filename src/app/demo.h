/* app/demo.h - the demo accounts: a person a role, all with one published password. They exist on this machine only: with any
 * address that others could reach they are refused, and a folder that has held them is never served without --demo.
 * Thread: the main one, at start. */
#pragma once

#include "access/identity.h"
#include "app/datadir.h"

#define DEMO_PASSWORD "pitboss-demo"

/* Adds the accounts that are missing and marks the folder; @ret_added: how many. */
NODISCARD enum err demo_accounts(struct db *portal, const struct datadir *d, unsigned *ret_added);
/* ERR_DENIED with a sentence when the folder has held demo accounts. */
NODISCARD enum err demo_refuse_left_over(const struct datadir *d, struct err_info *info);

/* Is DATA/cli.token a token that identity takes? */
bool demo_token_is_good(struct identity *i, const struct datadir *d);
/* Makes a token for `agent` and puts it into DATA/cli.token (0600). identity knows it after its next refresh, or when opened. */
NODISCARD enum err demo_token_make(struct db *portal, const struct datadir *d);
