/* api/details.c - one object of a customer's, asked for by its own id: a bet, a transaction, a ticket; and the preferences. */
#include "api/answer.h"
#include "api/call.h"
#include "api/problem.h"
#include "api/subject.h"
#include "view/record_json.h"

#define DETAIL_BODY_MAX_BYTES (1u << 20)
#define MASKED_MAX_BYTES      (64u << 10)

struct detail {
	struct subject subject;
	struct call *c;
	struct str object; /* p == NULL: there is one a customer */
	enum detail_kind kind;
	enum part part; /* of the source that has it */
};

static void write_detail(struct detail *d, const struct record *r, struct buf *body, uint64_t *ret_version)
{
	struct buf masked;
	struct json_writer w;
	buf_init(&masked, MASKED_MAX_BYTES);
	struct record_style style = {.sight = d->c->sight, .masked = &masked, .currency = subject_currency(&d->subject)};
	json_writer_init(&w, body);
	json_open_object(&w);
	record_write_members(&w, r, 0, r->schema->count, 0, STR(""), &style);
	*ret_version = str_hash_stable(buf_view(body));
	meta_put_now(&w, subject_source(&d->subject, d->part));
	JSON_KEY(&w, "masked");
	json_open_array(&w);
	buf_str(body, buf_view(&masked));
	json_close_array(&w);
	json_close_object(&w);
	if (buf_ok(&masked) != OK && buf_ok(body) == OK)
		body->failed = buf_ok(&masked);
	buf_done(&masked);
}

/* "customer":…,"detail":…,"object":…,"version":… */
static struct str members_of(const struct detail *d, uint64_t version)
{
	struct buf b;
	if (!call_buf(d->c, 1536, &b))
		return STR_NONE;
	buf_str(&b, record_customer(d->c, d->c->params[0]));
	buf_printf(&b, ",\"detail\":\"%s\"", detail_name(d->kind));
	if (d->object.n) {
		BUF_LIT(&b, ",\"object\":");
		json_escape(&b, d->object);
	}
	if (version)
		buf_printf(&b, ",\"version\":\"%016llx\"", (unsigned long long)version);
	return buf_view(&b);
}

static void answer_record(struct detail *d, const struct record *record)
{
	struct call *c = d->c;
	struct buf body;
	uint64_t version = 0;
	buf_init(&body, DETAIL_BODY_MAX_BYTES);
	write_detail(d, record, &body, &version);
	subject_end(&d->subject);
	struct reply r = reply_owned(c, 200, &body);
	call_answer(c, AUDIT_LOOK, members_of(d, version), &r);
}

static void on_detail(void *ctx, enum source_error e, const struct record *record)
{
	struct detail *d = ctx;
	struct call *c = d->c;
	d->subject.ticket = NULL;
	if (e == SOURCE_OK) {
		answer_record(d, record);
	} else if (e == SOURCE_NOT_FOUND) {
		subject_end(&d->subject);
		call_not_found(c, c->params[0]);
	} else if (e == SOURCE_WRONG_CUSTOMER && d->object.n) { /* somebody else's object */
		subject_end(&d->subject);
		call_hidden(c, c->params[0]);
	} else {
		subject_answer_failed(&d->subject, d->part, e, members_of(d, 0));
	}
}

static void ask(struct subject *s)
{
	struct detail *d = CONTAINER_OF(s, struct detail, subject);
	const struct detail_ask ask = {.customer = s->c->params[0], .kind = d->kind, .object = d->object};
	const struct api_loop *al = s->c->al;
	subject_asked(s, sources_detail(al->api->sources, al->loop, &ask, on_detail, d, &s->ticket));
}

static void show(struct call *c, enum detail_kind kind, enum part part)
{
	struct detail *d = ARENA_NEW(c->arena, struct detail);
	if (!d) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	d->c = c;
	d->kind = kind;
	d->part = part;
	d->object = c->params[1];
	if (!call_customer(c, c->params[0]) || (d->object.p && !call_object(c, c->params[0], d->object)))
		return;
	subject_ask(&d->subject, c, 0, ask);
}

void bet_show(struct call *c)
{
	show(c, DETAIL_BET, PART_GAMING);
}

void transaction_show(struct call *c)
{
	show(c, DETAIL_TRANSACTION, PART_WALLET);
}

void ticket_show(struct call *c)
{
	show(c, DETAIL_TICKET, PART_SUPPORT);
}

void preferences_show(struct call *c)
{
	show(c, DETAIL_PREFERENCES, PART_PROFILE);
}
