/* access/session_table.h - sessions and machine tokens in memory, by the SHA-256 of their text, shared by all loops. An ended one
 * stays a while as a tombstone, so that an older reading of the database cannot bring it back. Thread: any (a lock a shard, never
 * held across a callback). Life: session_table_new .. session_table_free. */
#pragma once

#include "access/identity.h"
#include "access/sha256.h"

#define SESSIONS_MAX     100000
#define SESSION_ID_TEXT  36
#define SESSION_TOUCH_MS 60000 /* the idle end is written behind at most this often */
#define SESSION_GRAVE_MS 60000 /* how long a tombstone stands */

struct session {
	unsigned char hash[SHA256_BYTES];
	struct person person;    /* session_ends_ms is filled when it is checked */
	int64_t seen_ms, end_ms; /* end_ms: the absolute end */
	int64_t idle_ms;         /* 0: none (machine tokens) */
};

struct session_table;
typedef void session_ended_fn(void *ctx, const char *session_id);

NODISCARD struct session_table *session_table_new(void);
void session_table_free(struct session_table *t);

/* False: unknown or over. @ret_touch: it is time to write down that it was seen. */
bool session_table_check(struct session_table *t, const unsigned char hash[SHA256_BYTES], int64_t now_ms, struct person *ret,
			 bool *ret_touch);
/* New, or news about a known one (role, last seen); never revives an ended one. ERR_LIMIT, ERR_NOMEM. */
NODISCARD enum err session_table_put(struct session_table *t, const struct session *s, session_ended_fn *ended, void *ctx);
void session_table_end(struct session_table *t, const unsigned char hash[SHA256_BYTES], int64_t now_ms, session_ended_fn *ended,
		       void *ctx);
/* All of a person's: to @role, or gone. */
void session_table_person_changed(struct session_table *t, uint64_t person_id, enum role role, bool gone, int64_t now_ms,
				  session_ended_fn *ended, void *ctx);
/* Ends what is over and buries what ended long ago. */
void session_table_sweep(struct session_table *t, int64_t now_ms, session_ended_fn *ended, void *ctx);
size_t session_table_count(const struct session_table *t);
