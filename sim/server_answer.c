/* sim/server_answer.c - from a request to its answer: routes, credentials, faults, reads and writes. */
#include "base/clock.h"
#include "base/log.h"
#include "sim/drawing.h"
#include "sim/server_private.h"

#include <stdlib.h>

static const struct http_header json_header = {STR("Content-Type"), STR("application/json")};

static bool match_segment(struct str want, struct str got, struct plan *p, struct http_exchange *x)
{
	if (str_is(want, "{id}"))
		return customer_number_parse(got, &p->number) || (p->number = 0, true);
	if (str_is(want, "{ref}"))
		return url_decode(got, http_exchange_arena(x), &p->object) == OK;
	return str_eq(want, got);
}

static bool match(const char *path_template, struct str path, struct plan *p, struct http_exchange *x)
{
	struct str want = str_of(path_template), a, b;
	for (;;) {
		bool more = str_split(&want, '/', &a), given = str_split(&path, '/', &b);
		if (!more || !given)
			return more == given;
		if (!match_segment(a, b, p, x))
			return false;
	}
}

static const struct write_route *find_write(const struct service *s, struct plan *p, struct http_exchange *x, bool *ret_path)
{
	const struct http_request *r = http_exchange_request(x);
	*ret_path = false;
	for (size_t i = 0; i < *s->write_count; i++) {
		p->number = 0;
		if (!match(s->writes[i].path, r->path, p, x))
			continue;
		*ret_path = true;
		if (s->writes[i].method == r->method)
			return &s->writes[i];
	}
	return NULL;
}

static const struct route *find_route(const struct service *s, struct plan *p, struct http_exchange *x)
{
	for (size_t i = 0; i < s->count; i++) {
		p->number = 0;
		if (match(s->routes[i].path, http_exchange_request(x)->path, p, x))
			return &s->routes[i];
	}
	return NULL;
}

static void respond(struct http_exchange *x, int status, struct str type, struct str body, const char *link)
{
	struct http_header headers[2] = {{STR("Content-Type"), type}, {STR("Link"), str_of(link)}};
	struct blob *blob = blob_of(body);
	struct chunk chunk = {blob ? blob_str(blob) : STR_NONE, blob};
	struct http_response r = {.status = blob ? status : 500, .headers = headers, .header_count = link && *link ? 2 : 1};
	r.body = &chunk;
	r.body_count = blob ? 1 : 0;
	http_respond(x, &r);
}

/* The body's length is announced, half of it sent, and the connection dies. */
static void respond_truncated(struct http_exchange *x, int status, struct str body)
{
	static const struct http_stream_events events = {NULL, NULL};
	struct http_stream *s = http_stream_begin(x, status, &json_header, 1, (int64_t)body.n, false, &events, NULL);
	struct chunk half = {str_mem(body.p, body.n / 2), NULL};
	if (!s)
		return;
	/* What was written is in the socket's buffer by then; what isn't is cut all the same. */
	enum err written = http_stream_write(s, &half, 1, ANSWER_MAX_BYTES);
	if (written == OK || written == ERR_LIMIT)
		http_stream_abort(s);
}

/* Into s->body. */
static void put_problem(struct server *s, const struct plan *p, int status, const char *code, const char *field)
{
	struct json_writer w;
	buf_reset(&s->body);
	json_writer_init(&w, &s->body);
	server_services[p->endpoint->id]->problem(&w, status, code, field);
}

static void respond_problem(struct server *s, const struct plan *p, struct http_exchange *x, int status, const char *code)
{
	put_problem(s, p, status, code, NULL);
	respond(x, status, STR("application/json"), buf_view(&s->body), "");
}

/* The next customer's, or the one's before. */
static uint32_t somebody_else(const struct server *s, uint32_t number)
{
	const struct population *all = store_population(s->store);
	uint32_t position;
	if (!population_position(all, number, &position) || all->count < 2)
		return number;
	return population_number(all, position + 1 < all->count ? position + 1 : position - 1);
}

/* The customer's id, wherever it stands, becomes that of another one as long. */
static void rename_customer(const struct server *s, uint32_t number, struct str body, struct buf *out)
{
	char mine[CUSTOMER_ID_MAX], theirs[CUSTOMER_ID_MAX];
	size_t n = customer_id_format(number, mine), m = customer_id_format(somebody_else(s, number), theirs);
	for (size_t i = 0; i < body.n;) {
		bool here = body.n - i >= n && memcmp(body.p + i, mine, n) == 0;
		if (here)
			buf_add(out, theirs, m);
		else
			buf_char(out, body.p[i]);
		i += here ? n : 1;
	}
}

/* True: the fault has answered. */
static bool spoil(struct server *s, const struct plan *p, struct http_exchange *x, int status, struct str body)
{
	buf_reset(&s->mangled);
	switch (p->mode) {
	case FAULT_GARBAGE:
		fault_garbage(body, &s->mangled);
		break;
	case FAULT_TRUNCATED:
		respond_truncated(x, status, body);
		return true;
	case FAULT_WRONG_TYPE:
		if (fault_wrong_type(body, &s->mangled))
			return false;
		break;
	case FAULT_WRONG_CUSTOMER:
		if (!p->write) /* reads ask for another one in the first place */
			return false;
		rename_customer(s, p->number, body, &s->mangled);
		break;
	default:
		return false;
	}
	respond(x, status, STR("application/json"), buf_view(&s->mangled), "");
	return true;
}

static enum err run_route(struct server *s, const struct plan *p, struct http_exchange *x, struct ask *q)
{
	struct json_writer w;
	uint32_t position;
	*q = (struct ask){.store = s->store, .number = p->number, .object = p->object, .arena = http_exchange_arena(x)};
	q->scratch = &s->scratch;
	q->w = &w;
	q->now = clock_wall_ms();
	buf_reset(&s->body);
	json_writer_init(&w, &s->body);
	if (strstr(p->route->path, "{id}") && !population_position(store_population(s->store), p->number, &position))
		return ERR_NOT_FOUND;
	enum err e = url_parse_query(http_exchange_request(x)->query, q->arena, q->params, ASK_PARAMS_MAX, &q->param_count);
	if (e)
		return ERR_SHAPE;
	e = p->route->answer(q);
	return e ? e : buf_ok(&s->body);
}

static void finish_drawing(struct http_exchange *x, void *ctx, enum fault_mode mode, struct str type, struct str bytes)
{
	struct endpoint *ep = ctx;
	struct plan p = {.endpoint = ep, .mode = mode};
	if (bytes.n == 0)
		respond_problem(ep->server, &p, x, 500, NULL);
	else if (!spoil(ep->server, &p, x, 200, bytes))
		respond(x, 200, type, bytes, "");
}

static void answer(struct server *s, const struct plan *p, struct http_exchange *x)
{
	struct ask q;
	if (p->status) {
		respond_problem(s, p, x, p->status, NULL);
		return;
	}
	enum err e = run_route(s, p, x, &q);
	if (e == OK && q.draw)
		e = drawing_start(s->drawers, s->loop, x, q.draw, p->mode, finish_drawing, p->endpoint);
	else if (e == OK && !spoil(s, p, x, 200, buf_view(&s->body)))
		respond(x, 200, STR("application/json"), buf_view(&s->body), q.link);
	if (e) {
		if (e != ERR_NOT_FOUND && e != ERR_SHAPE)
			log_event(LOG_ERROR, "sim.answer", "service", fault_service_name(p->endpoint->id), "error", err_name(e),
				  NULL);
		respond_problem(s, p, x,
				e == ERR_NOT_FOUND ? 404
				: e == ERR_SHAPE   ? 400
				: e == ERR_LIMIT   ? 503
						   : 500,
				e == ERR_NOT_FOUND ? q.code : NULL);
	}
}

/* ---- writes ---- */

/* Everything that makes two requests the same one. */
static struct str request_text(struct http_exchange *x)
{
	const struct http_request *r = http_exchange_request(x);
	char *text = arena_printf(http_exchange_arena(x), "%s %.*s\n%.*s", http_method_name(r->method), (int)r->target.n,
				  r->target.p, (int)r->body.n, r->body.n ? r->body.p : "");
	return text ? str_of(text) : STR_NONE;
}

/* Does it; the answer is in s->body. Returns its status. */
static int do_write(struct server *s, const struct plan *p, struct http_exchange *x)
{
	struct write_result result;
	struct tally *tally = &p->endpoint->tally;
	struct write_order o = {.service = p->endpoint->id,
				.run = p->write->run,
				.number = p->number,
				.key = p->key,
				.object = p->object,
				.body = http_exchange_request(x)->body,
				.request = request_text(x),
				.arena = http_exchange_arena(x)};
	if (!o.request.p) {
		put_problem(s, p, 500, "failed", NULL);
		return 500;
	}
	write_run(s->live, s->store, &o, &s->scratch, &s->body, &result);
	if (result.status == 200 && !result.repeated)
		tally_effect(tally, p->key);
	tally->repeated += result.repeated;
	tally->refused += result.status >= 400 && result.status < 500;
	tally->reused += result.status == 422;
	if (result.status != 200)
		put_problem(s, p, result.status, result.code, result.field);
	return result.status;
}

static void respond_dropping(struct server *s, const struct plan *p, struct http_exchange *x)
{
	put_problem(s, p, 503, "busy", NULL);
	struct blob *blob = blob_of(buf_view(&s->body));
	struct chunk chunk = {blob ? blob_str(blob) : STR_NONE, blob};
	struct http_response r = {.status = 503, .headers = &json_header, .header_count = 1, .body = &chunk, .close = true};
	r.body_count = blob ? 1 : 0;
	http_respond(x, &r);
}

/* The end of a write that was hit or not: @body is what there was to say. */
static void end_write(struct server *s, const struct plan *p, struct http_exchange *x, int status, struct str body)
{
	struct fault_course course = fault_course(p->phase, p->mode);
	switch (course.end) {
	case END_SPOILT:
		if (p->phase == PHASE_BEFORE || p->phase == PHASE_AFTER) {
			status = 503;
			put_problem(s, p, status, "busy", NULL);
			body = buf_view(&s->body);
		}
		if (spoil(s, p, x, status, body))
			return;
		break;
	case END_FAILED:
		respond_problem(s, p, x, 503, "busy");
		return;
	case END_DROPPED:
		respond_dropping(s, p, x);
		return;
	case END_RESET:
		http_exchange_reset(x);
		return;
	case END_SILENCE:
		return;
	case END_ANSWER:
		break;
	}
	respond(x, status, STR("application/json"), body, "");
}

/* Does it, if that is the course of things, and ends it. */
static void run_write(struct server *s, const struct plan *p, struct http_exchange *x)
{
	int status = 503;
	buf_reset(&s->body);
	if (p->status) {
		respond_problem(s, p, x, p->status, NULL);
		return;
	}
	if (fault_course(p->phase, p->mode).effect)
		status = do_write(s, p, x);
	end_write(s, p, x, status, buf_view(&s->body));
}

/* ---- answers that come later ---- */

static void late_free(struct late *l)
{
	timer_done(&l->timer);
	list_remove(&l->link);
	blob_unref(l->body);
	free(l);
}

void server_drop_late(struct server *s)
{
	while (!list_empty(&s->late))
		late_free(LIST_ENTRY(s->late.next, struct late, link));
}

static void late_fire(struct timer *t)
{
	struct late *l = CONTAINER_OF(t, struct late, timer);
	struct http_exchange *x = http_handle_find(l->handle);
	struct server *s = l->plan.endpoint->server;
	if (x && l->done)
		end_write(s, &l->plan, x, l->status, blob_str(l->body));
	else if (x && l->plan.write)
		run_write(s, &l->plan, x);
	else if (x)
		answer(s, &l->plan, x);
	late_free(l);
}

static enum err late_new(struct server *s, const struct plan *p, struct http_exchange *x, uint32_t latency_ms, struct late **ret)
{
	struct late *l = calloc(1, sizeof(*l));
	if (!l)
		return ERR_NOMEM;
	enum err e = timer_init(&l->timer, s->loop, late_fire);
	if (e) {
		free(l);
		return e;
	}
	l->handle = http_exchange_handle(x);
	l->plan = *p;
	list_push_back(&s->late, &l->link);
	timer_start(&l->timer, latency_ms);
	*ret = l;
	return OK;
}

static enum err answer_later(struct server *s, const struct plan *p, struct http_exchange *x, uint32_t latency_ms)
{
	struct late *l;
	return late_new(s, p, x, latency_ms, &l);
}

/* A write of a phase in which it takes effect does so at once, and only its end is late. */
static void write_later(struct server *s, const struct plan *p, struct http_exchange *x, uint32_t latency_ms)
{
	struct late *l;
	if (late_new(s, p, x, latency_ms, &l)) {
		run_write(s, p, x);
		return;
	}
	if (p->status || p->phase < PHASE_DURING)
		return;
	l->status = do_write(s, p, x);
	l->body = blob_of(buf_view(&s->body));
	l->done = l->body != NULL; /* without memory it is done again later, which the key makes the same */
}

static void swap_customer(const struct server *s, struct plan *p, struct http_exchange *x)
{
	uint32_t other = somebody_else(s, p->number), ordinal;
	char *text = arena_alloc(http_exchange_arena(x), REF_TEXT_MAX);
	for (unsigned k = 0; k < REF_KIND_COUNT_ && text && p->object.p; k++)
		if (ref_parse((enum ref_kind)k, p->object, p->number, &ordinal)) {
			/* What the other one has for sure is the first of the kind. */
			p->object = str_mem(text, ref_format((enum ref_kind)k, other, 0, text));
			break;
		}
	p->number = other;
}

static void on_read(struct endpoint *ep, struct http_exchange *x, struct plan p)
{
	struct server *s = ep->server;
	uint32_t latency_ms;
	p.mode = fault_pick(&s->faults, ep->id, &s->rng, &latency_ms);
	if (p.mode == FAULT_ERROR)
		p.status = 503;
	if (p.mode == FAULT_WRONG_CUSTOMER && p.route && p.number)
		swap_customer(s, &p, x);
	if (p.mode == FAULT_HANG)
		return;
	if (p.mode == FAULT_DOWN) { /* for a share of the requests; for all of them nobody listens */
		http_exchange_reset(x);
		return;
	}
	if (latency_ms == 0 || answer_later(s, &p, x, latency_ms))
		answer(s, &p, x);
}

static void on_write(struct endpoint *ep, struct http_exchange *x, struct plan p)
{
	const struct service *service = server_services[ep->id];
	const struct http_request *r = http_exchange_request(x);
	struct server *s = ep->server;
	uint32_t latency_ms;
	ep->write_counts[p.write - service->writes]++;
	p.key = service->key_header ? http_request_header(r, service->key_header)
				    : write_key_member(r->body, service->key_member, http_exchange_arena(x));
	tally_received(&ep->tally, key_is_valid(p.key) ? p.key : STR_NONE);
	p.mode = fault_pick_write(&s->faults, ep->id, &s->rng, &latency_ms, &p.phase);
	if (latency_ms)
		write_later(s, &p, x, latency_ms);
	else
		run_write(s, &p, x);
}

void server_on_request(void *ctx, struct http_exchange *x)
{
	struct endpoint *ep = ctx;
	const struct service *service = server_services[ep->id];
	const struct http_request *r = http_exchange_request(x);
	struct plan p = {.endpoint = ep};
	bool reads = r->method == HTTP_GET || r->method == HTTP_HEAD, path = false;
	if (!reads)
		p.write = find_write(service, &p, x, &path);
	if (p.write) {
		p.status = service->allowed(r) ? 0 : 401;
		on_write(ep, x, p);
		return;
	}
	p.route = find_route(service, &p, x);
	if (reads && !p.route)
		(void)find_write(service, &p, x, &path);
	ep->counts[p.route ? p.route - service->routes : WRONG_PATH]++;
	if (!service->allowed(r))
		p.status = 401;
	else if (!p.route)
		p.status = path ? 405 : 404;
	else if (!reads)
		p.status = 405;
	on_read(ep, x, p);
}
