/* api/session.c - signing on and off, and who one is. */
#include "api/answer.h"
#include "api/call.h"
#include "api/problem.h"
#include "api/strangers.h"
#include "base/clock.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#define SESSION_BODY_MAX 2048
#define PASSWORD_MAX     256
#define ADDRESS_TEXT_MAX 48

/* --- who one is --- */

static bool session_write(struct call *c, struct buf *b)
{
	struct json_writer w;
	if (!call_buf(c, SESSION_BODY_MAX, b))
		return false;
	json_writer_init(&w, b);
	json_open_object(&w);
	json_kv_str(&w, STR("username"), str_of(c->person.username));
	json_kv_str(&w, STR("role"), str_of(role_name(c->person.role)));
	JSON_KEY(&w, "csrfToken");
	if (c->person.machine)
		json_put_null(&w); /* a bearer token isn't sent by a browser on its own */
	else
		json_put_string(&w, str_of(c->person.csrf));
	json_kv_time(&w, STR("expiresAt"), c->person.session_ends_ms);
	JSON_KEY(&w, "permissions");
	json_open_array(&w);
	for (enum action a = ACTION_NONE_ + 1; a < ACTION_COUNT_; a++)
		if (a == ACTION_PUBLIC || a == ACTION_SIGNED_ON || person_allows(&c->person, a))
			json_put_string(&w, str_of(action_name(a)));
	json_close_array(&w);
	json_close_object(&w);
	return buf_ok(b) == OK;
}

void session_show(struct call *c)
{
	struct buf body;
	if (!session_write(c, &body)) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	struct reply r = reply_json(c, 200, &body);
	call_respond(c, &r);
}

/* --- on --- */

struct signing_on {
	struct sign_on job;
	struct api_loop *al;
	struct http_handle handle;
};

/* While stopping, identity may be closed already, and what it still did comes home: such a session ends by itself. */
static void end_quietly(struct api_loop *al, const struct person *p)
{
	if (atomic_load(&al->api->stopping))
		return;
	if (identity_sign_off(al->api->identity, p, NULL) != OK)
		log_event(LOG_WARN, "session.orphan", NULL);
}

static void add_cookie(struct call *c, struct reply *r, const char *token, const char *attributes)
{
	char *cookie = arena_printf(c->arena, "pitboss_session=%s; Path=/; HttpOnly; SameSite=Strict%s%s", token,
				    c->al->api->config.secure_cookie ? "; Secure" : "", attributes);
	if (cookie)
		r->headers[r->header_count++] = (struct http_header){STR("Set-Cookie"), str_of(cookie)};
	else
		*r = problem_fallback(c);
}

static void signed_on(struct call *c, const struct signing_on *s)
{
	struct buf body;
	c->person = s->job.person;
	c->sight = perm_sight(c->person.role);
	if (!session_write(c, &body)) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	struct reply r = reply_json(c, 200, &body);
	add_cookie(c, &r, s->job.token, "");
	call_answer(c, AUDIT_SIGN_ON, STR("\"outcome\":\"success\""), &r);
}

/* The answer doesn't wait for the record: it shows nothing, and the wait would tell known names from unknown ones. */
static void record_failure(const struct call *c, const struct signing_on *s, int status, const char *outcome)
{
	char members[2 * USERNAME_MAX * 6 + 64];
	struct buf b = {.p = members, .cap = sizeof members - 1, .max = sizeof members - 1};
	if (!s->job.known_user) {
		strangers_count(c->al->api);
		return;
	}
	BUF_LIT(&b, "\"who\":");
	json_escape(&b, str_of(s->job.username));
	BUF_LIT(&b, ",\"outcome\":\"");
	buf_str(&b, str_of(outcome));
	BUF_LIT(&b, "\"");
	api_note(c->al, c, AUDIT_SIGN_ON, status, buf_view(&b));
}

static void not_signed_on(struct call *c, const struct signing_on *s, enum err outcome)
{
	struct err_info info;
	struct reply r;
	switch (outcome) {
	case ERR_UNAUTHENTICATED:
		record_failure(c, s, 401, "failed");
		err_set(&info, outcome, NULL, "The username or the password is wrong.");
		call_problem(c, outcome, &info);
		return;
	case ERR_LIMIT:
		record_failure(c, s, 429, "limited");
		r = problem_limit(c, "Too many failed attempts to sign on.", s->job.retry_after_s);
		call_respond(c, &r);
		return;
	default:
		call_problem(c, outcome, NULL);
	}
}

static void sign_on_done(struct job *j)
{
	struct signing_on *s = CONTAINER_OF(CONTAINER_OF(j, struct sign_on, base), struct signing_on, job);
	struct http_exchange *x = http_handle_find(s->handle);
	enum err outcome = j->outcome;
	if (!x) {
		if (outcome == OK)
			end_quietly(s->al, &s->job.person); /* nobody has the token */
	} else if (outcome == OK) {
		signed_on(call_of(x), s);
	} else {
		not_signed_on(call_of(x), s, outcome);
	}
	sodium_memzero(s, sizeof *s);
	free(s);
}

struct credentials {
	struct str username, password;
};

static bool read_credentials(struct call *c, struct credentials *ret)
{
	static const struct json_bind fields[] = {
		{.name = "username",
		 .type = JSON_BIND_STRING,
		 .offset = offsetof(struct credentials, username),
		 .required = true,
		 .min = 1,
		 .max = USERNAME_MAX},
		{.name = "password",
		 .type = JSON_BIND_STRING,
		 .offset = offsetof(struct credentials, password),
		 .required = true,
		 .min = 1,
		 .max = PASSWORD_MAX},
	};
	return call_bind(c, fields, ARRAY_LEN(fields), ret);
}

void session_create(struct call *c)
{
	struct credentials given = {0};
	if (!read_credentials(c, &given))
		return;
	struct signing_on *s = calloc(1, sizeof *s);
	if (!s) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	s->al = c->al;
	s->handle = http_exchange_handle(c->exchange);
	s->job.base.home = c->al->loop;
	s->job.base.done = sign_on_done;
	str_copy(s->job.username, sizeof s->job.username, given.username);
	str_copy(s->job.password, sizeof s->job.password, given.password);
	str_copy(s->job.address, sizeof s->job.address, c->request->peer);
	/* The request's bytes are ours until the answer; the password need not lie there while argon2 works. */
	sodium_memzero((void *)(uintptr_t)given.password.p, given.password.n);
	enum err e = identity_sign_on(c->al->api->identity, &s->job);
	if (e == OK)
		return;
	not_signed_on(c, s, e);
	sodium_memzero(s, sizeof *s);
	free(s);
}

/* --- off --- */

struct signing_off {
	struct job job;
	struct http_handle handle;
};

static void sign_off_done(struct job *j)
{
	struct signing_off *s = CONTAINER_OF(j, struct signing_off, job);
	struct http_exchange *x = http_handle_find(s->handle);
	enum err outcome = j->outcome;
	free(s);
	if (!x)
		return;
	struct call *c = call_of(x);
	if (outcome != OK) {
		call_problem(c, outcome, NULL);
		return;
	}
	struct reply r = {.status = 204};
	add_cookie(c, &r, "", "; Max-Age=0");
	call_answer(c, AUDIT_SIGN_OFF, STR_NONE, &r);
}

void session_delete(struct call *c)
{
	struct signing_off *s = calloc(1, sizeof *s);
	enum err e = ERR_NOMEM;
	if (s) {
		s->handle = http_exchange_handle(c->exchange);
		s->job.home = c->al->loop;
		s->job.done = sign_off_done;
		e = identity_sign_off(c->al->api->identity, &c->person, &s->job);
	}
	if (e == OK)
		return;
	free(s);
	call_problem(c, e, NULL);
}
