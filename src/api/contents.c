/* api/contents.c - a document's or a photo's bytes, handed through from the source without keeping the whole.
 *
 *   head (type known?) -> first bytes (are they what the type says? source paused) -> record durable -> stream, source resumed
 *
 * The source is paused while the client reads slowly, and cancelled when it leaves. An answer that breaks off at the source is
 * cut, so that the client sees it. The state is a piece of memory of its own: whatever answers, cuts or ends may free the
 * exchange with its arena, so content_free() comes before that, and neither is touched after. */
#include "api/answer.h"
#include "api/call.h"
#include "api/cursor.h"
#include "api/headers.h"
#include "api/metrics.h"
#include "api/problem.h"
#include "api/sniff.h"
#include "api/subject.h"
#include "base/clock.h"

#include <stdlib.h>

#define CONTENT_PENDING_HIGH (256u << 10) /* bytes waiting for the client past which the source pauses */
#define CONTENT_PENDING_MAX  (2u << 20)   /* what one piece of the source may add to that */
#define NAME_MAX_BYTES       64

struct content {
	struct subject subject;
	struct call *c;
	struct http_stream *stream;
	enum content_kind kind;
	enum part part;
	struct str object;
	struct str type;
	int64_t length;
	struct buf first; /* what came before there was enough to tell what it is */
	bool recorded;    /* asked for the record, or past it */
	bool paused;
	bool ended;  /* the source has finished while the record was awaited, */
	bool broken; /* and not well */
};

static void content_free(struct content *k)
{
	buf_done(&k->first);
	subject_end(&k->subject);
	free(k);
}

static void on_abort(struct call *c)
{
	content_free(c->state);
}

static struct str members_of(const struct content *k)
{
	struct buf b;
	if (!call_buf(k->c, 1536, &b))
		return STR_NONE;
	buf_str(&b, record_customer(k->c, k->c->params[0]));
	if (k->kind == CONTENT_PHOTO) {
		BUF_LIT(&b, ",\"document\":\"photo\"");
	} else {
		BUF_LIT(&b, ",\"document\":");
		json_escape(&b, k->object);
	}
	return buf_view(&b);
}

/* --- the stream --- */

static void on_drain(void *ctx)
{
	struct content *k = ctx;
	if (!k->paused || !k->subject.ticket)
		return;
	k->paused = false;
	sources_content_resume(k->subject.ticket);
}

static void on_close(void *ctx)
{
	content_free(ctx);
}

static const struct http_stream_events stream_events = {.on_drain = on_drain, .on_close = on_close};

static void cut(struct content *k)
{
	struct http_stream *stream = k->stream;
	content_free(k);
	http_stream_abort(stream);
}

static void end(struct content *k)
{
	struct http_stream *stream = k->stream;
	content_free(k);
	http_stream_end(stream); /* cuts by itself when less came than was declared */
}

/* False: cut, and @k is gone. */
static bool send_bytes(struct content *k, struct str bytes)
{
	struct chunk chunk = {.bytes = bytes};
	if (http_stream_write(k->stream, &chunk, 1, CONTENT_PENDING_MAX) == OK)
		return true;
	cut(k);
	return false;
}

static void open_stream(struct content *k)
{
	struct call *c = k->c;
	struct http_header headers[HEADERS_MAX];
	char name[NAME_MAX_BYTES + 1];
	struct reply r = {.status = 200, .content_type = k->type};
	safe_name(k->kind == CONTENT_PHOTO ? c->params[0] : k->object, name, sizeof name - 1);
	char *disposition = arena_printf(c->arena, "inline; filename=\"%s\"", name);
	r.headers[r.header_count++] =
		(struct http_header){STR("Content-Disposition"), disposition ? str_of(disposition) : STR("inline")};
	r.headers[r.header_count++] = (struct http_header){STR("Content-Security-Policy"), STR("sandbox; default-src 'none'")};
	size_t count = headers_make(c, &r, headers);
	c->on_abort = NULL;
	metrics_answered(c->al, c->route, r.status, clock_mono_ns() - c->request->received_ns);
	k->stream = http_stream_begin(c->exchange, r.status, headers, count, k->length, false, &stream_events, k);
}

/* The record is durable: the first byte may leave. */
static void go_on(struct call *c)
{
	struct content *k = c->state;
	open_stream(k);
	if (!k->stream) {
		content_free(k);
		return;
	}
	if (!send_bytes(k, buf_view(&k->first)))
		return;
	buf_done(&k->first);
	if (k->ended && k->broken)
		cut(k);
	else if (k->ended)
		end(k);
	else
		sources_content_resume(k->subject.ticket);
}

/* --- before the stream --- */

static void answer_error(struct content *k, struct reply r)
{
	struct call *c = k->c;
	struct str members = members_of(k);
	content_free(k);
	call_answer(c, AUDIT_DOCUMENT, members, &r);
}

static void answer_invalid(struct content *k)
{
	struct err_info info;
	err_set(&info, ERR_UPSTREAM, NULL, "What the %s service sent is not a document of a type that is shown.",
		subject_source(&k->subject, k->part));
	answer_error(k, problem_reply(k->c, 503, "document-invalid", "Not a document that can be shown", &info, STR_NONE));
}

static void answer_failed(struct content *k, enum source_error e)
{
	struct call *c = k->c;
	if (e == SOURCE_NOT_FOUND) {
		content_free(k);
		call_not_found(c, c->params[0]);
		return;
	}
	answer_error(k, problem_source(c, subject_source(&k->subject, k->part), e));
}

static void on_head(void *ctx, enum source_error e, struct str content_type, int64_t length)
{
	struct content *k = ctx;
	if (e != SOURCE_OK) {
		k->subject.ticket = NULL;
		answer_failed(k, e);
		return;
	}
	k->length = length;
	k->type = content_type_known(content_type);
	if (!k->type.p || (k->kind == CONTENT_PHOTO && str_is(k->type, "application/pdf")))
		answer_invalid(k);
}

/* @k may be gone afterwards. */
static void begin(struct content *k, bool is_what_it_says)
{
	if (!is_what_it_says) {
		answer_invalid(k);
		return;
	}
	k->recorded = true;
	call_record(k->c, AUDIT_DOCUMENT, 200, members_of(k), go_on);
}

/* What it answers false to is delivered again when the source is resumed. */
static bool on_data(void *ctx, struct str bytes)
{
	struct content *k = ctx;
	if (k->stream) {
		k->paused = http_stream_pending_bytes(k->stream) > CONTENT_PENDING_HIGH;
		return !k->paused && send_bytes(k, bytes);
	}
	if (k->recorded)
		return false;
	char start[SNIFF_BYTES];
	size_t had = MIN(k->first.n, sizeof start), more = MIN(bytes.n, sizeof start - had);
	memcpy(start, buf_view(&k->first).p ? k->first.p : "", had);
	memcpy(start + had, bytes.p, more);
	if (had + more < sizeof start) { /* can't be told yet */
		buf_str(&k->first, bytes);
		return true;
	}
	begin(k, content_is(k->type, str_mem(start, sizeof start)));
	return false;
}

static void on_end(void *ctx, enum source_error e)
{
	struct content *k = ctx;
	k->subject.ticket = NULL;
	if (k->stream) {
		if (e == SOURCE_OK)
			end(k);
		else
			cut(k);
		return;
	}
	if (e != SOURCE_OK && !k->recorded) {
		answer_failed(k, e);
		return;
	}
	k->ended = true;
	k->broken = e != SOURCE_OK;
	if (!k->recorded)
		begin(k, content_is(k->type, buf_view(&k->first)));
}

static const struct content_events content_events = {.on_head = on_head, .on_data = on_data, .on_end = on_end};

static void ask(struct subject *s)
{
	struct content *k = CONTAINER_OF(s, struct content, subject);
	struct call *c = s->c;
	enum err e = sources_content(c->al->api->sources, c->al->loop, c->params[0], k->kind, k->object, &content_events, k,
				     &k->subject.ticket);
	if (e == OK)
		return;
	content_free(k);
	call_problem(c, e, NULL);
}

static void content(struct call *c, enum content_kind kind, enum part part)
{
	struct content *k = calloc(1, sizeof *k);
	if (!k) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	k->c = c;
	k->kind = kind;
	k->part = part;
	k->object = kind == CONTENT_PHOTO ? STR_NONE : c->params[1];
	buf_init(&k->first, SNIFF_BYTES);
	c->state = k;
	c->on_abort = on_abort;
	subject_find(&k->subject, c, 0, ask);
}

void document_content(struct call *c)
{
	if (!call_customer(c, c->params[0]) || !call_object(c, c->params[0], c->params[1]))
		return;
	if (!person_allows(&c->person, ACTION_DOCUMENT_VIEW)) {
		struct str grant = call_query(c, "grant");
		if (!grant_valid(c, grant, c->params[0], c->params[1], clock_wall_ms())) {
			call_denied(
				c, "grant-needed",
				"This role sees a document with a grant only, which is given for a reason and for some minutes "
				"(reveal).",
				c->params[0]);
			return;
		}
	}
	content(c, CONTENT_DOCUMENT, PART_KYC);
}

void photo_content(struct call *c)
{
	if (call_customer(c, c->params[0]))
		content(c, CONTENT_PHOTO, PART_PROFILE);
}
