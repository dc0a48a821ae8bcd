#include "api/said.h"

#include "access/audit_text.h"
#include "api/answer.h"
#include "api/call.h"

#include <stdlib.h>

#define MEMBER_MAX_BYTES 256

/* Outlives the exchange, so the text is copied. */
struct said {
	struct audit_text_job put;
	struct http_handle handle;
	void (*then)(struct call *c, enum err outcome);
	char text[];
};

static void kept(struct job *j)
{
	struct db_job *job = CONTAINER_OF(j, struct db_job, base);
	struct said *s = CONTAINER_OF(CONTAINER_OF(job, struct audit_text_job, job), struct said, put);
	struct http_exchange *x = http_handle_find(s->handle);
	void (*then)(struct call *, enum err) = s->then;
	enum err outcome = j->outcome;
	free(s);
	if (x)
		then(call_of(x), outcome);
}

static enum err make_member(struct call *c, struct str key, const struct audit_text *t, struct str *ret)
{
	struct buf b;
	struct json_writer w;
	if (!call_buf(c, MEMBER_MAX_BYTES, &b))
		return ERR_NOMEM;
	json_writer_init(&w, &b);
	json_open_object(&w);
	audit_text_member(&w, key, t);
	json_close_object(&w);
	if (buf_ok(&b) != OK)
		return buf_ok(&b);
	*ret = str_mem(b.p + 1, b.n - 2); /* without the braces */
	return OK;
}

enum err said_keep(struct call *c, struct str key, struct str text, void (*then)(struct call *c, enum err outcome),
		   struct str *ret_member)
{
	struct said *s = calloc(1, sizeof *s + text.n + 1);
	if (!s)
		return ERR_NOMEM;
	if (text.n)
		memcpy(s->text, text.p, text.n);
	s->put.body = str_mem(s->text, text.n);
	s->put.job.base.home = c->al->loop;
	s->put.job.base.done = kept;
	s->handle = http_exchange_handle(c->exchange);
	s->then = then;
	struct str member;
	enum err e = audit_text_make(s->put.body, &s->put.text);
	if (e == OK)
		e = make_member(c, key, &s->put.text, &member);
	if (e == OK)
		e = audit_text_put(c->al->api->portal, &s->put);
	if (e != OK) {
		free(s);
		return e;
	}
	*ret_member = member;
	return OK;
}
