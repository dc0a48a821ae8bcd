#include "access/identity_private.h"

#include "base/clock.h"
#include "base/codec.h"
#include "base/log.h"
#include "store/changes.h"
#include "store/people.h"
#include "store/sessions.h"
#include "store/tokens.h"

#include <sodium.h>
#include <stdlib.h>

#define SIGN_ON_QUEUE_MAX 64
#define PURGE_EVERY_MS    3600000

bool person_allows(const struct person *p, enum action a)
{
	return perm_allows(p->role, a) && (!p->machine || perm_allows(ROLE_MACHINE, a));
}

void secret_make(char out[SESSION_TOKEN_TEXT + 1])
{
	unsigned char random[32];
	codec_random(random, sizeof random);
	sodium_bin2base64(out, SESSION_TOKEN_TEXT + 1, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(random, sizeof random);
}

void secret_hash(struct str text, unsigned char out[SHA256_BYTES])
{
	sha256(text.p, text.n, out);
}

bool name_valid(struct str s, size_t max)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
			  c == '@' || c == '-';
		if (!ok)
			return false;
	}
	return s.n >= 1 && s.n <= max;
}

/* --- telling that a session is over --- */

struct end_note {
	struct letter letter;
	void (*fn)(void *ctx, const char *session_id);
	void *ctx;
	char session_id[SESSION_ID_TEXT + 1];
};

static void end_note_deliver(struct letter *m)
{
	struct end_note *n = CONTAINER_OF(m, struct end_note, letter);
	n->fn(n->ctx, n->session_id);
	free(n);
}

void identity_tell_end(void *ctx, const char *session_id)
{
	struct identity *i = ctx;
	if (!i->on_end)
		return;
	struct end_note *n = malloc(sizeof *n);
	/* Without it a stream would go on for somebody who may not see it any more. */
	MUST(n);
	*n = (struct end_note){.letter.deliver = end_note_deliver, .fn = i->on_end, .ctx = i->on_end_ctx};
	str_copy(n->session_id, sizeof n->session_id, str_of(session_id));
	loop_post(i->home, &n->letter);
}

void identity_on_session_end(struct identity *i, void (*fn)(void *ctx, const char *session_id), void *ctx)
{
	i->on_end = fn;
	i->on_end_ctx = ctx;
}

/* --- taking in what the database says --- */

struct loading {
	struct identity *i;
	int64_t now_ms;
	enum err err;
};

static void load_person(void *ctx, const struct person_row *p)
{
	struct loading *g = ctx;
	enum role role = ROLE_MACHINE;
	/* A role that this version does not know may do nothing. */
	bool known = role_parse(p->role, &role);
	session_table_person_changed(g->i->table, p->id, role, p->disabled || !known, g->now_ms, identity_tell_end, g->i);
}

static void load_put(struct loading *g, const struct session *s)
{
	enum err err = session_table_put(g->i->table, s, identity_tell_end, g->i);
	/* Past SESSIONS_MAX nobody new comes in; that is no reason to read it all again. */
	if (err && err != ERR_LIMIT)
		g->err = err;
}

static bool session_begin(struct session *s, struct str hash, struct str username, struct str role, uint64_t person_id)
{
	*s = (struct session){.person.person_id = person_id};
	if (hash.n != SHA256_BYTES || !role_parse(role, &s->person.role))
		return false;
	memcpy(s->hash, hash.p, SHA256_BYTES);
	memcpy(s->person.token_hash, hash.p, SHA256_BYTES);
	return str_copy(s->person.username, sizeof s->person.username, username);
}

static void load_session(void *ctx, const struct session_row *row)
{
	struct loading *g = ctx;
	const struct identity_config *c = &g->i->config;
	struct session s;
	if (!session_begin(&s, row->token_hash, row->username, row->role, row->person_id))
		return;
	str_copy(s.person.session_id, sizeof s.person.session_id, row->public_id);
	str_copy(s.person.csrf, sizeof s.person.csrf, row->csrf);
	s.seen_ms = row->seen_ms;
	s.idle_ms = (int64_t)c->idle_s * 1000;
	s.end_ms = row->created_ms + (int64_t)c->absolute_s * 1000;
	if (row->ended)
		session_table_end(g->i->table, s.hash, g->now_ms, identity_tell_end, g->i);
	else if (g->now_ms < MIN(s.end_ms, s.seen_ms + s.idle_ms))
		load_put(g, &s);
}

static void load_token(void *ctx, const struct token_row *row)
{
	struct loading *g = ctx;
	struct session s;
	if (!session_begin(&s, row->token_hash, row->username, row->role, row->person_id))
		return;
	s.person.machine = true;
	_Static_assert(sizeof s.person.session_id >= sizeof "token:" + TOKEN_LABEL_MAX, "a label must fit");
	memcpy(s.person.session_id, "token:", 6);
	str_copy(s.person.session_id + 6, sizeof s.person.session_id - 6, row->label);
	s.end_ms = row->expires_ms;
	if (row->revoked || row->person_disabled)
		session_table_end(g->i->table, s.hash, g->now_ms, identity_tell_end, g->i);
	else if (g->now_ms < s.end_ms)
		load_put(g, &s);
}

enum err identity_load(struct identity *i, struct tx *tx)
{
	int64_t newest;
	enum err err = changes_newest(tx, &newest);
	if (err || newest == i->seen_change)
		return err;
	struct loading g = {.i = i, .now_ms = clock_wall_ms()};
	err = people_each(tx, i->seen_change, load_person, &g);
	if (!err)
		err = sessions_each(tx, i->seen_change, load_session, &g);
	if (!err)
		err = tokens_each(tx, i->seen_change, load_token, &g);
	if (err || g.err)
		return err ? err : g.err; /* all of it again next time */
	i->seen_change = newest;
	return OK;
}

static enum err refresh_work(struct db_job *j, struct tx *tx)
{
	return identity_load(CONTAINER_OF(j, struct identity, refresh), tx);
}

static void refresh_done(struct job *j)
{
	struct identity *i = CONTAINER_OF(j, struct identity, refresh.base);
	if (j->outcome)
		log_event(LOG_WARN, "identity.refresh_failed", "error", err_name(j->outcome), NULL);
	pthread_mutex_lock(&i->lock);
	i->refreshing = false;
	pthread_cond_broadcast(&i->idle);
	pthread_mutex_unlock(&i->lock);
}

struct purge {
	struct db_job job;
	int64_t seen_before_ms, created_before_ms;
};

static enum err purge_work(struct db_job *j, struct tx *tx)
{
	struct purge *p = CONTAINER_OF(j, struct purge, job);
	return sessions_purge(tx, p->seen_before_ms, p->created_before_ms);
}

static void purge_done(struct job *j)
{
	free(CONTAINER_OF(j, struct purge, job.base));
}

static void purge_start(struct identity *i)
{
	uint64_t now = clock_mono_ms();
	if (now < i->purge_due_ms)
		return;
	i->purge_due_ms = now + PURGE_EVERY_MS;
	struct purge *p = malloc(sizeof *p);
	if (!p)
		return;
	int64_t wall = clock_wall_ms();
	*p = (struct purge){.job = {.base.done = purge_done, .work = purge_work},
			    .seen_before_ms = wall - (int64_t)i->config.idle_s * 1000 - SESSION_GRAVE_MS,
			    .created_before_ms = wall - (int64_t)i->config.absolute_s * 1000};
	if (db_write(i->portal, &p->job) != OK)
		free(p);
}

static void on_refresh(struct timer *t)
{
	struct identity *i = CONTAINER_OF(t, struct identity, refresh_timer);
	session_table_sweep(i->table, clock_wall_ms(), identity_tell_end, i);
	purge_start(i);
	pthread_mutex_lock(&i->lock);
	bool start = !i->refreshing;
	i->refreshing = true;
	pthread_mutex_unlock(&i->lock);
	if (start) {
		i->refresh = (struct db_job){.base.done = refresh_done, .work = refresh_work};
		if (db_read(i->portal, &i->refresh) != OK) {
			i->refresh.base.outcome = ERR_LIMIT;
			refresh_done(&i->refresh.base);
		}
	}
	timer_start(t, (uint64_t)i->config.refresh_s * 1000);
}

/* --- life --- */

static enum err first_load(void *ctx, struct tx *tx)
{
	return identity_load(ctx, tx);
}

static void identity_free(struct identity *i)
{
	worker_pool_free(i->hashers);
	timer_done(&i->refresh_timer);
	limiter_free(i->by_name);
	limiter_free(i->by_address);
	session_table_free(i->table);
	pthread_cond_destroy(&i->idle);
	pthread_mutex_destroy(&i->lock);
	free(i);
}

enum err identity_open(struct db *portal, struct loop *home, const struct identity_config *c, struct identity **ret,
		       struct err_info *info)
{
	if (sodium_init() < 0)
		return err_set(info, ERR_INTERNAL, NULL, "libsodium does not start");
	if (!c->idle_s || !c->absolute_s || !c->hash_concurrency || !c->refresh_s || !c->sign_on_window_s || !c->sign_on_burst ||
	    c->sign_on_burst > LIMITER_BURST_MAX)
		return err_set(info, ERR_SHAPE, NULL,
			       "sign-on: an end, a window, a burst (1-%d), a refresh and a concurrency are needed",
			       LIMITER_BURST_MAX);
	struct identity *i = calloc(1, sizeof *i);
	if (!i)
		return err_set(info, ERR_NOMEM, NULL, NULL);
	i->portal = portal;
	i->home = home;
	i->config = *c;
	i->seen_change = -1;
	pthread_mutex_init(&i->lock, NULL);
	pthread_cond_init(&i->idle, NULL);
	i->table = session_table_new();
	i->by_name = limiter_new(c->sign_on_burst, c->sign_on_window_s);
	i->by_address = limiter_new(c->sign_on_burst, c->sign_on_window_s);
	enum err err = i->table && i->by_name && i->by_address ? OK : ERR_NOMEM;
	if (!err)
		err = worker_pool_new("sign-on", c->hash_concurrency, SIGN_ON_QUEUE_MAX, &i->hashers);
	if (!err)
		err = timer_init(&i->refresh_timer, home, on_refresh);
	if (!err)
		err = db_read_wait(portal, first_load, i);
	if (err) {
		identity_free(i);
		return err_set(info, err, NULL, "people and sessions cannot be loaded");
	}
	timer_start(&i->refresh_timer, (uint64_t)c->refresh_s * 1000);
	*ret = i;
	return OK;
}

void identity_close(struct identity *i)
{
	if (!i)
		return;
	timer_stop(&i->refresh_timer);
	pthread_mutex_lock(&i->lock);
	while (i->refreshing)
		pthread_cond_wait(&i->idle, &i->lock);
	pthread_mutex_unlock(&i->lock);
	identity_free(i);
}

/* --- checking --- */

struct touch {
	struct db_job job;
	unsigned char hash[SHA256_BYTES];
	int64_t seen_ms;
};

static enum err touch_work(struct db_job *j, struct tx *tx)
{
	struct touch *t = CONTAINER_OF(j, struct touch, job);
	return sessions_touch(tx, str_mem((const char *)t->hash, sizeof t->hash), t->seen_ms);
}

static void touch_done(struct job *j)
{
	free(CONTAINER_OF(j, struct touch, job.base));
}

/* Written behind; one that fails is made up for a minute later. */
static void touch_start(struct identity *i, const unsigned char hash[SHA256_BYTES], int64_t now_ms)
{
	struct touch *t = malloc(sizeof *t);
	if (!t)
		return;
	*t = (struct touch){.job = {.base.done = touch_done, .work = touch_work}, .seen_ms = now_ms};
	memcpy(t->hash, hash, sizeof t->hash);
	if (db_write(i->portal, &t->job) != OK)
		free(t);
}

static enum err check(struct identity *i, struct str text, bool machine, struct person *ret)
{
	unsigned char hash[SHA256_BYTES];
	struct person p;
	bool touch = false;
	int64_t now_ms = clock_wall_ms();
	secret_hash(text, hash);
	if (!session_table_check(i->table, hash, now_ms, &p, &touch) || p.machine != machine)
		return ERR_UNAUTHENTICATED;
	if (touch)
		touch_start(i, hash, now_ms);
	*ret = p;
	return OK;
}

enum err identity_check(struct identity *i, struct str session_token, struct person *ret)
{
	return session_token.n == SESSION_TOKEN_TEXT ? check(i, session_token, false, ret) : ERR_UNAUTHENTICATED;
}

enum err identity_check_bearer(struct identity *i, struct str token, struct person *ret)
{
	bool shape = token.n == sizeof BEARER_PREFIX - 1 + SESSION_TOKEN_TEXT && str_starts(token, STR(BEARER_PREFIX));
	return shape ? check(i, token, true, ret) : ERR_UNAUTHENTICATED;
}

/* --- signing off --- */

struct sign_off {
	struct db_job job;
	struct job *after;
	unsigned char hash[SHA256_BYTES];
};

static enum err sign_off_work(struct db_job *j, struct tx *tx)
{
	struct sign_off *s = CONTAINER_OF(j, struct sign_off, job);
	return sessions_end(tx, str_mem((const char *)s->hash, sizeof s->hash), clock_wall_ms());
}

static void sign_off_done(struct job *j)
{
	struct sign_off *s = CONTAINER_OF(j, struct sign_off, job.base);
	struct job *after = s->after;
	enum err outcome = j->outcome;
	free(s);
	if (!after)
		return;
	after->outcome = outcome;
	after->done(after);
}

enum err identity_sign_off(struct identity *i, const struct person *p, struct job *after)
{
	if (p->machine)
		return ERR_DENIED;
	struct sign_off *s = malloc(sizeof *s);
	if (!s)
		return ERR_NOMEM;
	*s = (struct sign_off){
		.job = {.base = {.home = after ? after->home : NULL, .done = sign_off_done}, .work = sign_off_work},
		.after = after};
	memcpy(s->hash, p->token_hash, sizeof s->hash);
	/* In memory at once, whatever becomes of the writing. */
	session_table_end(i->table, s->hash, clock_wall_ms(), identity_tell_end, i);
	enum err err = db_write(i->portal, &s->job);
	if (err)
		free(s);
	return err;
}
