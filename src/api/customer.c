/* api/customer.c - one customer: the whole view, or one of its sections. */
#include "api/answer.h"
#include "api/call.h"
#include "api/problem.h"
#include "base/clock.h"

#define AUDIT_TEXT_MAX 2048
#define ETAG_TEXT_MAX  24

struct showing {
	struct call *c;
	struct view view;
	unsigned sections;
	struct buf scratch, audit;
	struct view_text text;
	struct chunk chunks[VIEW_CHUNKS_MAX];
	char etag[ETAG_TEXT_MAX];
};

static void on_abort(struct call *c)
{
	struct showing *s = c->state;
	view_end(&s->view);
}

static struct str etag_put(char out[ETAG_TEXT_MAX], uint64_t etag)
{
	memcpy(out, "W/\"", 3);
	codec_hex(&etag, sizeof etag, out + 3);
	out[3 + 2 * sizeof etag] = '"';
	return str_mem(out, 4 + 2 * sizeof etag);
}

static void drop_chunks(struct reply *r)
{
	for (size_t i = 0; i < r->chunk_count; i++)
		blob_unref(r->chunks[i].owner);
	r->chunk_count = 0;
}

/* "customer":…, what view_write adds */
static bool audit_begin(struct call *c, struct buf *audit)
{
	if (!call_buf(c, AUDIT_TEXT_MAX, audit))
		return false;
	BUF_LIT(audit, "\"customer\":\"");
	buf_str(audit, c->params[0]);
	BUF_LIT(audit, "\",");
	return true;
}

/* Where the answer's own text goes. */
static bool text_begin(struct showing *s)
{
	s->text = (struct view_text){.chunks = s->chunks, .scratch = &s->scratch, .audit = &s->audit};
	return call_buf(s->c, VIEW_SCRATCH_BYTES, &s->scratch) && audit_begin(s->c, &s->audit);
}

static void respond(struct showing *s)
{
	struct call *c = s->c;
	struct reply r = {.status = 200, .chunks = s->text.chunks, .chunk_count = s->text.count};
	struct str etag = etag_put(s->etag, s->text.etag);
	r.headers[r.header_count++] = (struct http_header){STR("ETag"), etag};
	struct str known = http_request_header(c->request, "If-None-Match");
	if (known.p && etag_matches(known, str_mem(etag.p + 2, etag.n - 2))) {
		drop_chunks(&r);
		r.status = 304;
	}
	call_answer(c, AUDIT_LOOK, buf_view(&s->audit), &r);
}

static void show(struct showing *s)
{
	enum err e = view_write(&s->view, s->sections, s->c->sight, clock_wall_ms(), &s->text);
	view_end(&s->view);
	if (e == OK)
		respond(s);
	else
		call_problem(s->c, e, NULL);
}

static void nothing_known(struct showing *s)
{
	struct call *c = s->c;
	const struct look *profile = &s->view.looks[PART_PROFILE];
	struct reply r = problem_source(c, sources_part_source(c->al->api->sources, PART_PROFILE), profile->error);
	view_end(&s->view);
	call_answer(c, AUDIT_LOOK, record_customer(c, c->params[0]), &r);
}

static void answer(struct showing *s)
{
	struct call *c = s->c;
	switch (view_existence(&s->view)) {
	case VIEW_EXISTS:
		show(s);
		return;
	case VIEW_NO_SUCH:
		view_end(&s->view);
		call_not_found(c, c->params[0]);
		return;
	case VIEW_UNKNOWN:
		nothing_known(s);
		return;
	}
}

static void on_done(struct view *v)
{
	answer(CONTAINER_OF(v, struct showing, view));
}

/* The whole view as it was kept: one look-up, and nothing to wait for. */
static bool show_kept(struct showing *s)
{
	struct call *c = s->c;
	if (!view_write_kept(&c->al->view_env, c->al->loop, c->params[0], c->sight, clock_wall_ms(), &s->text))
		return false;
	respond(s);
	return true;
}

static void begin(struct call *c, unsigned sections)
{
	struct showing *s = arena_alloc(c->arena, sizeof *s); /* large, and written before it is read */
	unsigned parts = 1u << PART_PROFILE, needs = parts;   /* says whether there is such a customer */
	if (s)
		s->c = c;
	if (!s || !text_begin(s)) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	for (enum section i = 0; i < SECTION_COUNT_; i++)
		if (sections >> i & 1) {
			parts |= section_parts(i);
			needs |= section_needs(i);
		}
	s->sections = sections;
	if (sections == SECTIONS_ALL && show_kept(s))
		return;
	c->state = s;
	c->on_abort = on_abort;
	if (view_begin(&s->view, &c->al->view_env, c->al->loop, c->params[0], parts, needs, NULL, on_done))
		answer(s);
}

void customer_show(struct call *c)
{
	if (call_customer(c, c->params[0]))
		begin(c, SECTIONS_ALL);
}

void customer_section(struct call *c)
{
	enum section section;
	if (!call_customer(c, c->params[0]))
		return;
	if (section_parse(c->params[1], &section))
		begin(c, 1u << section);
	else
		call_not_found(c, c->params[0]);
}
