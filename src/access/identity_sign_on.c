/* Signing on: on a pool of its own, where waiting for the database is allowed. */
#include "access/identity_private.h"
#include "access/password.h"
#include "base/clock.h"
#include "base/codec.h"
#include "store/people.h"
#include "store/sessions.h"

struct candidate {
	struct sign_on *s;
	uint64_t id;
	enum role role;
	bool found, usable;
	char hash[PASSWORD_TEXT];
	struct session session; /* made when the password fits */
};

static void candidate_use(void *ctx, const struct person_row *p)
{
	struct candidate *c = ctx;
	c->found = true;
	c->id = p->id;
	c->usable = !p->disabled && role_parse(p->role, &c->role) && str_copy(c->hash, sizeof c->hash, p->password_hash);
}

static enum err candidate_find(void *ctx, struct tx *tx)
{
	struct candidate *c = ctx;
	c->found = c->usable = false;
	enum err err = people_find(tx, str_of(c->s->username), candidate_use, c);
	return err == ERR_NOT_FOUND ? OK : err;
}

static void session_fill(struct candidate *c, int64_t now_ms)
{
	const struct identity_config *config = &c->s->identity->config;
	struct session *s = &c->session;
	*s = (struct session){.seen_ms = now_ms,
			      .idle_ms = (int64_t)config->idle_s * 1000,
			      .end_ms = now_ms + (int64_t)config->absolute_s * 1000};
	secret_make(c->s->token);
	secret_hash(str_of(c->s->token), s->hash);
	memcpy(s->person.token_hash, s->hash, SHA256_BYTES);
	secret_make(s->person.csrf);
	uuid7(s->person.session_id);
	s->person.person_id = c->id;
	s->person.session_ends_ms = MIN(now_ms + s->idle_ms, s->end_ms);
	memcpy(s->person.username, c->s->username, sizeof s->person.username);
}

/* Within the transaction that makes the session, the person is looked at again: a role may have changed during the hashing. */
static enum err session_write(void *ctx, struct tx *tx)
{
	struct candidate *c = ctx;
	char verified[PASSWORD_TEXT];
	memcpy(verified, c->hash, sizeof verified);
	enum err err = candidate_find(c, tx);
	if (err)
		return err;
	if (!c->usable || strcmp(verified, c->hash) != 0)
		return ERR_UNAUTHENTICATED;
	c->session.person.role = c->role;
	struct session_row row = {
		.token_hash = str_mem((const char *)c->session.hash, SHA256_BYTES),
		.public_id = str_of(c->session.person.session_id),
		.csrf = str_of(c->session.person.csrf),
		.person_id = c->id,
		.created_ms = c->session.seen_ms,
	};
	err = sessions_add(tx, &row);
	return err ? err : people_signed_on(tx, c->id, c->session.seen_ms);
}

static void tries_give_back(struct sign_on *s)
{
	uint64_t now = clock_mono_ms();
	limiter_give_back(s->identity->by_name, str_of(s->username), now);
	limiter_give_back(s->identity->by_address, str_of(s->address), now);
}

static enum err sign_on(struct candidate *c)
{
	struct sign_on *s = c->s;
	struct identity *i = s->identity;
	enum err err = db_read_wait(i->portal, candidate_find, c);
	if (err)
		return err;
	s->known_user = c->found;
	if (!password_verify(c->usable ? c->hash : NULL, str_of(s->password)))
		return ERR_UNAUTHENTICATED;
	session_fill(c, clock_wall_ms());
	err = db_write_wait(i->portal, session_write, c);
	if (!err)
		err = session_table_put(i->table, &c->session, identity_tell_end, i);
	if (err == ERR_LIMIT)
		s->retry_after_s = SESSION_GRAVE_MS / 1000; /* SESSIONS_MAX are signed on */
	if (err)
		return err;
	s->person = c->session.person;
	tries_give_back(s);
	return OK;
}

void identity_sign_on_run(struct job *j)
{
	struct candidate c = {.s = CONTAINER_OF(j, struct sign_on, base)};
	j->outcome = sign_on(&c);
	if (j->outcome)
		sodium_memzero(c.s->token, sizeof c.s->token);
	sodium_memzero(c.s->password, sizeof c.s->password);
	sodium_memzero(&c, sizeof c);
}

static void deliver_home(struct letter *m)
{
	struct job *j = CONTAINER_OF(m, struct job, home_letter);
	j->done(j);
}

static void refuse(struct sign_on *s)
{
	sodium_memzero(s->password, sizeof s->password);
	s->base.outcome = ERR_LIMIT;
	s->base.home_letter.deliver = deliver_home;
	if (s->base.home)
		loop_post(s->base.home, &s->base.home_letter);
	else
		s->base.done(&s->base);
}

enum err identity_sign_on(struct identity *i, struct sign_on *s)
{
	s->identity = i;
	s->known_user = false;
	s->retry_after_s = 0;
	s->token[0] = '\0';
	uint64_t now = clock_mono_ms();
	unsigned name_s = 0, address_s = 0;
	bool name = limiter_take(i->by_name, str_of(s->username), now, &name_s);
	bool address = limiter_take(i->by_address, str_of(s->address), now, &address_s);
	if (!name || !address) {
		s->retry_after_s = MAX(name_s, address_s);
		refuse(s);
		return OK;
	}
	s->base.run = identity_sign_on_run;
	enum err err = worker_submit(i->hashers, &s->base);
	if (err) {
		tries_give_back(s);
		sodium_memzero(s->password, sizeof s->password);
		s->retry_after_s = 1;
	}
	return err;
}
