/* What sends pushes to browsers: its key, who may know of which alert, and the record of each message. */
#include "app/push_key.h"
#include "app/serve.h"
#include "base/clock.h"
#include "connect/push.h"

#include <stdlib.h>

#define MEMBERS_MAX 512

/* --- the record --- */

struct noted {
	struct audit_entry entry;
	struct push_record *record;
	char members[MEMBERS_MAX];
};

static void noted_done(struct audit_entry *e)
{
	struct noted *n = CONTAINER_OF(e, struct noted, entry);
	struct push_record *r = n->record;
	r->outcome = e->outcome;
	free(n);
	r->done(r);
}

static void refuse_deliver(struct letter *m)
{
	struct push_record *r = CONTAINER_OF(m, struct push_record, letter);
	r->done(r);
}

static enum err note(struct serve *s, struct push_record *r)
{
	struct noted *n = calloc(1, sizeof *n);
	if (!n)
		return ERR_NOMEM;
	struct buf b = {.p = n->members, .cap = sizeof n->members, .max = sizeof n->members};
	BUF_LIT(&b, "\"who\":");
	json_escape(&b, str_of(r->username));
	BUF_LIT(&b, ",\"subscription\":");
	json_escape(&b, str_of(r->subscription));
	BUF_LIT(&b, ",\"topic\":");
	json_escape(&b, str_of(r->topic));
	n->record = r;
	n->entry = (struct audit_entry){
		.home = r->home, .done = noted_done, .kind = AUDIT_PUSH, .at_ms = clock_wall_ms(), .members = buf_view(&b)};
	enum err e = buf_ok(&b) == OK ? audit_append(s->api.audit, &n->entry) : buf_ok(&b);
	if (e != OK)
		free(n);
	return e;
}

/* On the push thread. */
static void record(void *ctx, struct push_record *r)
{
	r->outcome = note(ctx, r);
	if (r->outcome == OK)
		return;
	r->letter.deliver = refuse_deliver;
	loop_post(r->home, &r->letter);
}

/* --- who may know --- */

static bool may_see(void *ctx, struct str word, enum signal_class c)
{
	enum role role;
	(void)ctx;
	return role_parse(word, &role) && perm_allows(role, ACTION_CUSTOMER_VIEW) &&
	       (c != SIGNAL_CLASS_AML || (perm_sight(role) & SIGHT_AML));
}

/* --- life --- */

static enum err check_loopback(const struct serve *s, struct err_info *info)
{
	if (!s->config->push_loopback || s->options.demo)
		return OK;
	return err_set(info, ERR_DENIED, "push.loopback", "is for demonstrations and tests only: it needs demo: true");
}

/* Whom a push service may ask about these messages: RFC 8292, 2.1. */
static const char *subject_of(const struct config *c)
{
	if (c->push_subject[0])
		return c->push_subject;
	return str_starts(str_of(c->public_url), STR("https://")) ? c->public_url : "";
}

enum err serve_push_open(struct serve *s, struct err_info *info)
{
	const struct config *c = s->config;
	if (!c->push_enabled)
		return OK;
	enum err e = check_loopback(s, info);
	if (e == OK)
		e = push_key_load(&s->data, true, &s->push_keys, info);
	if (e != OK)
		return e;
	const struct push_config p = {
		.portal = s->api.portal,
		.keys = &s->push_keys,
		.subject = subject_of(c),
		.hosts = {.names = c->push_hosts, .count = c->push_host_count, .loopback = c->push_loopback},
		.rate = {.burst = c->push_burst, .every_ms = c->push_every_s * 1000ull},
		.may_see = may_see,
		.record = record,
		.ctx = s,
	};
	e = push_open(&p, &s->api.push, info);
	if (e == OK && (e = push_start(s->api.push)) != OK)
		err_set(info, e, "push", "the thread of pushes cannot be started: %s", err_name(e));
	return e;
}

void serve_push_close(struct serve *s)
{
	push_close(s->api.push);
	s->api.push = NULL;
	if (s->push_keys.pkey_)
		push_keys_done(&s->push_keys);
}
