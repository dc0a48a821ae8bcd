/* Administration of people and tokens: for subcommands and start-up, each call one transaction. */
#include "access/identity_private.h"
#include "access/password.h"
#include "base/clock.h"
#include "store/people.h"
#include "store/sessions.h"
#include "store/tokens.h"

struct change {
	struct str username, value; /* value: a role or a password's hash */
	struct str role;            /* of a new person */
	int64_t now_ms;
};

static enum err password_prepare(struct str password, char ret[PASSWORD_TEXT])
{
	if (password.n < PASSWORD_MIN || password.n > PASSWORD_MAX || memchr(password.p, '\0', password.n))
		return ERR_SHAPE;
	return sodium_init() < 0 ? ERR_INTERNAL : password_hash(password, ret);
}

static enum err add_work(void *ctx, struct tx *tx)
{
	const struct change *c = ctx;
	return people_add(tx, c->username, c->role, c->value, c->now_ms);
}

enum err identity_user_add(struct db *portal, struct str username, struct str password, enum role role)
{
	char hash[PASSWORD_TEXT];
	if (!name_valid(username, USERNAME_MAX) || (unsigned)role >= ROLE_COUNT_)
		return ERR_SHAPE;
	enum err err = password_prepare(password, hash);
	struct change c = {.username = username, .role = str_of(role_name(role)), .now_ms = clock_wall_ms()};
	c.value = str_of(err ? "" : hash);
	return err ? err : db_write_wait(portal, add_work, &c);
}

static enum err set_role_work(void *ctx, struct tx *tx)
{
	const struct change *c = ctx;
	return people_set_role(tx, c->username, c->value);
}

enum err identity_user_set_role(struct db *portal, struct str username, enum role role)
{
	if ((unsigned)role >= ROLE_COUNT_)
		return ERR_SHAPE;
	struct change c = {.username = username, .value = str_of(role_name(role))};
	return db_write_wait(portal, set_role_work, &c);
}

static enum err set_password_work(void *ctx, struct tx *tx)
{
	const struct change *c = ctx;
	enum err err = people_set_password(tx, c->username, c->value);
	return err ? err : sessions_end_of(tx, c->username, c->now_ms);
}

enum err identity_user_set_password(struct db *portal, struct str username, struct str password)
{
	char hash[PASSWORD_TEXT];
	enum err err = password_prepare(password, hash);
	struct change c = {.username = username, .value = str_of(err ? "" : hash), .now_ms = clock_wall_ms()};
	return err ? err : db_write_wait(portal, set_password_work, &c);
}

static enum err disable_work(void *ctx, struct tx *tx)
{
	const struct change *c = ctx;
	enum err err = people_disable(tx, c->username);
	return err ? err : sessions_end_of(tx, c->username, c->now_ms);
}

enum err identity_user_disable(struct db *portal, struct str username)
{
	struct change c = {.username = username, .now_ms = clock_wall_ms()};
	return db_write_wait(portal, disable_work, &c);
}

struct user_each {
	void (*each)(void *ctx, struct str username, enum role role, bool disabled, int64_t last_sign_on_ms);
	void *ctx;
};

static void user_row(void *ctx, const struct person_row *p)
{
	const struct user_each *u = ctx;
	enum role role;
	/* A role of a newer version: shown as one that may do nothing. */
	bool known = role_parse(p->role, &role);
	u->each(u->ctx, p->username, known ? role : ROLE_MACHINE, p->disabled || !known, p->last_sign_on_ms);
}

static enum err user_each_work(void *ctx, struct tx *tx)
{
	return people_each(tx, -1, user_row, ctx);
}

enum err identity_user_each(struct db *portal,
			    void (*each)(void *ctx, struct str username, enum role role, bool disabled, int64_t last_sign_on_ms),
			    void *ctx)
{
	struct user_each u = {each, ctx};
	return db_read_wait(portal, user_each_work, &u);
}

struct token_new {
	struct str username, label;
	unsigned char hash[SHA256_BYTES];
	int64_t now_ms, expires_ms;
};

static enum err token_create_work(void *ctx, struct tx *tx)
{
	const struct token_new *t = ctx;
	return tokens_add(tx, str_mem((const char *)t->hash, SHA256_BYTES), t->label, t->username, t->now_ms, t->expires_ms);
}

enum err identity_token_create(struct db *portal, struct str username, struct str label, int64_t expires_ms, char ret_token[64])
{
	char text[64] = BEARER_PREFIX;
	struct token_new t = {.username = username, .label = label, .now_ms = clock_wall_ms(), .expires_ms = expires_ms};
	if (!name_valid(label, TOKEN_LABEL_MAX) || expires_ms <= t.now_ms)
		return ERR_SHAPE;
	if (sodium_init() < 0)
		return ERR_INTERNAL;
	secret_make(text + sizeof BEARER_PREFIX - 1);
	secret_hash(str_of(text), t.hash);
	enum err err = db_write_wait(portal, token_create_work, &t);
	if (!err)
		memcpy(ret_token, text, sizeof text);
	sodium_memzero(text, sizeof text);
	return err;
}

static enum err token_revoke_work(void *ctx, struct tx *tx)
{
	return tokens_revoke(tx, *(const struct str *)ctx, clock_wall_ms());
}

enum err identity_token_revoke(struct db *portal, struct str label)
{
	return db_write_wait(portal, token_revoke_work, &label);
}

struct token_each {
	void (*each)(void *ctx, struct str label, struct str username, int64_t created_ms, int64_t expires_ms, bool revoked);
	void *ctx;
};

static void token_row(void *ctx, const struct token_row *t)
{
	const struct token_each *e = ctx;
	e->each(e->ctx, t->label, t->username, t->created_ms, t->expires_ms, t->revoked);
}

static enum err token_each_work(void *ctx, struct tx *tx)
{
	return tokens_each(tx, -1, token_row, ctx);
}

enum err identity_token_each(struct db *portal,
			     void (*each)(void *ctx, struct str label, struct str username, int64_t created_ms,
					  int64_t expires_ms, bool revoked),
			     void *ctx)
{
	struct token_each e = {each, ctx};
	return db_read_wait(portal, token_each_work, &e);
}
