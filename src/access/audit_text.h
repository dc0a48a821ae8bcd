/* access/audit_text.h - free text of the record (a search's text, a reason): it lies in portal.db under a random salt, and only
 * its id and SHA-256(salt, text) stand in the chain. Erasing takes text and salt away, and the chain still verifies.
 *
 * A look with a text needs two durable things: the text (audit_text_put's done) and the record (audit_append's done). They may be
 * under way at the same time; the answer waits for both. Thread: audit_text_make any; put from any loop, done at home. */
#pragma once

#include "base/codec.h"
#include "base/json_writer.h"
#include "store/db.h"

#define AUDIT_TEXT_MAX  4096
#define AUDIT_TEXT_SALT 16

struct audit_text {
	char id[UUID_TEXT + 1];
	char hash[64 + 1];
	unsigned char salt[AUDIT_TEXT_SALT];
};

/* Draws id and salt. ERR_TOO_LARGE; ERR_SHAPE: not UTF-8, or with NUL. */
NODISCARD enum err audit_text_make(struct str text, struct audit_text *ret);
/* The member @key of a record: {"id":…,"hash":…}. */
void audit_text_member(struct json_writer *w, struct str key, const struct audit_text *t);

struct audit_text_job {
	struct db_job job; /* set home and done in job.base; outcome OK: durable */
	struct audit_text text;
	struct str body; /* must live until done() */
};
NODISCARD enum err audit_text_put(struct db *portal, struct audit_text_job *j);

/* For subcommands; each waits. Erasing also empties the engine's log of it. ERR_NOT_FOUND. */
NODISCARD enum err audit_text_erase(struct db *portal, struct str id);
/* Does the text fit the chain? OK: it does; ERR_NOT_FOUND: there never was one; ERR_CANCELLED: it was erased; ERR_CORRUPT: it was
 * altered. */
NODISCARD enum err audit_text_check(struct db *portal, struct str id, struct str hash);
/* Gives the text to @use. ERR_NOT_FOUND: none, or erased. */
NODISCARD enum err audit_text_get(struct db *portal, struct str id, void (*use)(void *ctx, struct str body), void *ctx);
