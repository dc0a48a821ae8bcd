/* access/identity.h - people, sign-on, sessions and machine tokens. Sessions live in portal.db and in a memory table that all
 * loops share (sharded lock, never held across a callback), so that checking a cookie costs a hash and a compare. Thread:
 * identity_check from any loop, synchronous; everything that touches the database or argon2 is a job that comes home. */
#pragma once

#include "access/perm.h"
#include "store/db.h"

struct identity;

#define USERNAME_MAX       64
#define SESSION_TOKEN_TEXT 43 /* 32 random bytes, base64url; the database holds its SHA-256 only */

struct person {
	char username[USERNAME_MAX + 1];
	uint64_t person_id;
	enum role role;
	char session_id[37]; /* a public id of the session, for the record; not the token */
	char csrf[44];
	bool machine;                 /* came with a bearer token: no CSRF needed */
	int64_t session_ends_ms;      /* the nearer of idle and absolute end */
	unsigned char token_hash[32]; /* private; never to be shown or written anywhere */
};
/* May this person do @a? A machine only what its person and machines as such may. Routes ask this, not perm_allows(). */
bool person_allows(const struct person *p, enum action a);

struct identity_config {
	unsigned idle_s, absolute_s;              /* 1800, 43200 */
	unsigned sign_on_burst, sign_on_window_s; /* tries per username and per address; past it ERR_LIMIT */
	unsigned hash_concurrency;                /* argon2id at a time: 2 */
	unsigned refresh_s; /* how often changes made by other processes (user and token commands) are taken in: 2 */
};
/* On @home's thread or before it runs; closed likewise, or after it has stopped. */
NODISCARD enum err identity_open(struct db *portal, struct loop *home, const struct identity_config *c, struct identity **ret,
				 struct err_info *info);
void identity_close(struct identity *i);

/* Cookie or bearer text to a person; touches the idle end (written behind, at most once a minute a session). ERR_UNAUTHENTICATED.
 */
NODISCARD enum err identity_check(struct identity *i, struct str session_token, struct person *ret);
NODISCARD enum err identity_check_bearer(struct identity *i, struct str token, struct person *ret);

struct sign_on {
	struct job base; /* home, done; outcome OK, ERR_UNAUTHENTICATED, ERR_LIMIT (see retry_after_s), ERR_BUSY... */
	char username[USERNAME_MAX + 1];
	char password[257]; /* wiped before done() */
	char address[48];
	struct person person;
	char token[SESSION_TOKEN_TEXT + 1];
	unsigned retry_after_s;
	bool known_user;           /* for the record: a stranger's failure is counted, not recorded one by one */
	struct identity *identity; /* private */
};
/* The same time and answer for unknown users and wrong passwords. Too many tries come home as ERR_LIMIT with retry_after_s;
 * ERR_LIMIT returned at once (also with retry_after_s) means that too many wait already, and done() is not called. */
NODISCARD enum err identity_sign_on(struct identity *i, struct sign_on *s);
/* Ends a session everywhere at once; then @after comes home (may be NULL) with OK when that is durable. ERR_DENIED: a machine's
 * token ends by being revoked. */
NODISCARD enum err identity_sign_off(struct identity *i, const struct person *p, struct job *after);
/* Called on the session's end, sign-off or change of role, for streams to close: on the home loop given to identity_open. */
void identity_on_session_end(struct identity *i, void (*fn)(void *ctx, const char *session_id), void *ctx);

#define PASSWORD_MIN    8
#define PASSWORD_MAX    256
#define TOKEN_LABEL_MAX 30
/* Administration, synchronous: for subcommands and for demo accounts at start. ERR_CONFLICT, ERR_NOT_FOUND, ERR_SHAPE: a username
 * is 1-64 of A-Z a-z 0-9 . _ @ -, a label 1-30 of them, a password PASSWORD_MIN-PASSWORD_MAX bytes. A new password and disabling
 * end the person's sessions. A running portal takes changes in within refresh_s. */
NODISCARD enum err identity_user_add(struct db *portal, struct str username, struct str password, enum role role);
NODISCARD enum err identity_user_set_role(struct db *portal, struct str username, enum role role);
NODISCARD enum err identity_user_set_password(struct db *portal, struct str username, struct str password);
NODISCARD enum err identity_user_disable(struct db *portal, struct str username);
NODISCARD enum err identity_user_each(struct db *portal,
				      void (*each)(void *ctx, struct str username, enum role role, bool disabled,
						   int64_t last_sign_on_ms),
				      void *ctx);
/* A machine's or a terminal's token, bound to a user; the text is shown once. */
NODISCARD enum err identity_token_create(struct db *portal, struct str username, struct str label, int64_t expires_ms,
					 char ret_token[64]);
NODISCARD enum err identity_token_revoke(struct db *portal, struct str label);
NODISCARD enum err identity_token_each(struct db *portal,
				       void (*each)(void *ctx, struct str label, struct str username, int64_t created_ms,
						    int64_t expires_ms, bool revoked),
				       void *ctx);
