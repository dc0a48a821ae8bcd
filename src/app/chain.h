/* app/chain.h - one record into an audit chain, waited for: what the program itself does (start, stop) and what an administrator
 * changes from the terminal. Thread: any but a loop's; blocks until the record is durable. */
#pragma once

#include "access/audit.h"
#include "app/datadir.h"

/* The chain of what the terminal changes; opened for each command, so that two commands at once wait for one another
 * (ERR_BUSY after CHAIN_WAIT_MS). */
#define CHAIN_WAIT_MS 5000
NODISCARD enum err chain_open_cli(const struct datadir *d, struct audit **ret, struct err_info *info);

/* @members as in audit_entry. OK: it is durable. */
NODISCARD enum err chain_note(struct audit *a, enum audit_kind kind, struct str members);
