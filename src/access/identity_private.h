/* access/identity_private.h - what the files of identity share. */
#pragma once

#include "access/identity.h"
#include "access/limiter.h"
#include "access/session_table.h"

#include <pthread.h>

#define BEARER_PREFIX "pbt_" /* so that secret scanners know one when they see one */

struct identity {
	struct db *portal;
	struct loop *home;
	struct identity_config config;
	struct session_table *table;
	struct limiter *by_name, *by_address;
	struct worker_pool *hashers;
	void (*on_end)(void *ctx, const char *session_id);
	void *on_end_ctx;

	struct timer refresh_timer;
	struct db_job refresh;
	int64_t seen_change;   /* the reader's during a refresh */
	uint64_t purge_due_ms; /* the home loop's */
	pthread_mutex_t lock;
	pthread_cond_t idle;
	bool refreshing;
};

/* 32 random bytes as text; with a NUL. */
void secret_make(char out[SESSION_TOKEN_TEXT + 1]);
void secret_hash(struct str text, unsigned char out[SHA256_BYTES]);
bool name_valid(struct str s, size_t max);
/* session_ended_fn: tells the home loop. @ctx: the identity. */
void identity_tell_end(void *ctx, const char *session_id);
/* What happened since seen_change, into the table. */
NODISCARD enum err identity_load(struct identity *i, struct tx *tx);
/* job.run of struct sign_on. */
void identity_sign_on_run(struct job *j);
