#include "api/call.h"

#include "api/answer.h"
#include "api/assets_route.h"
#include "api/metrics.h"
#include "api/problem.h"
#include "api/route_match.h"
#include "api/senders.h"
#include "api/strangers.h"
#include "live/live.h"

#include <sodium.h>
#include <stdio.h>

#define SESSION_COOKIE STR("pitboss_session")

/* --- pure pieces --- */

struct str cookie_find(struct str cookies, struct str name)
{
	struct str pair;
	while (str_split(&cookies, ';', &pair)) {
		pair = str_trim(pair);
		if (pair.n > name.n && pair.p[name.n] == '=' && memcmp(pair.p, name.p, name.n) == 0)
			return str_mem(pair.p + name.n + 1, pair.n - name.n - 1);
	}
	return STR_NONE;
}

struct str bearer_find(struct str authorization)
{
	static const struct str scheme = {"Bearer ", 7};
	if (authorization.n <= scheme.n || !str_ieq(str_mem(authorization.p, scheme.n), scheme))
		return STR_NONE;
	return str_trim(str_mem(authorization.p + scheme.n, authorization.n - scheme.n));
}

/* "https://host:port" of an address: what stands before the third slash. */
static struct str origin_of(struct str url)
{
	size_t slashes = 0;
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] == '/' && ++slashes == 3)
			return str_mem(url.p, i);
	return url;
}

bool origin_is_ours(struct str origin, const char *public_url, struct str host)
{
	if (public_url && public_url[0])
		return str_ieq(origin, origin_of(str_of(public_url)));
	size_t colon = str_find(origin, ':', 0);
	if (colon == SIZE_MAX || origin.n < colon + 3 || memcmp(origin.p + colon, "://", 3) != 0)
		return false;
	return str_ieq(str_mem(origin.p + colon + 3, origin.n - colon - 3), host);
}

bool etag_matches(struct str header, struct str etag)
{
	struct str one;
	if (str_eq(str_trim(header), STR("*")))
		return true;
	while (str_split(&header, ',', &one)) {
		one = str_trim(one);
		if (str_starts(one, STR("W/")))
			one = str_mem(one.p + 2, one.n - 2);
		if (str_eq(one, etag))
			return true;
	}
	return false;
}

bool query_allows(const char *list, struct str name)
{
	struct str rest = str_of(list), word;
	while (name.n && str_split(&rest, ' ', &word))
		if (str_eq(word, name))
			return true;
	return false;
}

/* --- the steps between a request and its handler; false: answered --- */

static void answer_405(struct call *c, unsigned allowed)
{
	struct reply r = problem_reply(c, 405, "method-not-allowed", "Not by this method", NULL, STR_NONE);
	struct buf allow;
	if (!call_buf(c, 128, &allow)) {
		r = problem_fallback(c);
		call_respond(c, &r);
		return;
	}
	for (unsigned m = 0; m < HTTP_METHOD_COUNT_; m++)
		if (allowed >> m & 1)
			buf_printf(&allow, "%s%s", allow.n ? ", " : "", http_method_name((enum http_method)m));
	r.headers[r.header_count++] = (struct http_header){STR("Allow"), buf_view(&allow)};
	call_respond(c, &r);
}

static bool step_route(struct call *c)
{
	struct route_match m = route_find(c->request->method, c->request->path);
	if (!m.route && !m.allowed)
		m = asset_route_find(c->al, c->request);
	c->route = m.route;
	if (!m.route) {
		if (m.allowed)
			answer_405(c, m.allowed);
		else
			call_problem(c, ERR_NOT_FOUND, NULL);
		return false;
	}
	for (size_t i = 0; i < m.param_count; i++) {
		enum err e = url_decode(m.params[i], c->arena, &c->params[i]);
		if (e != OK) {
			struct err_info info;
			err_set(&info, e, "path", "is not well-formed text in percent-encoding");
			call_problem(c, e, &info);
			return false;
		}
	}
	return true;
}

static bool is_write(const struct call *c)
{
	return c->request->method != HTTP_GET && c->request->method != HTTP_HEAD;
}

static bool step_sender(struct call *c, struct str authorization)
{
	struct str token = authorization.p ? bearer_find(authorization) : STR_NONE;
	struct senders *senders = c->al->api->senders;
	c->sender = senders && token.p ? senders_find(senders, token) : NULL;
	if (c->sender)
		return true;
	strangers_count(c->al->api);
	call_problem(c, ERR_UNAUTHENTICATED, NULL);
	return false;
}

static bool step_sign_on(struct call *c)
{
	if (c->route->action == ACTION_PUBLIC)
		return true;
	struct str authorization = http_request_header(c->request, "Authorization");
	if (c->route->flags & ROUTE_SENDER)
		return step_sender(c, authorization);
	struct identity *identity = c->al->api->identity;
	enum err e = ERR_UNAUTHENTICATED;
	if (authorization.p) {
		struct str token = bearer_find(authorization);
		if (token.p)
			e = identity_check_bearer(identity, token, &c->person);
	} else {
		struct str token = cookie_find(http_request_header(c->request, "Cookie"), SESSION_COOKIE);
		if (token.p)
			e = identity_check(identity, token, &c->person);
	}
	if (e != OK) {
		c->person = (struct person){0};
		call_problem(c, e, NULL);
		return false;
	}
	c->sight = perm_sight(c->person.role);
	return true;
}

/* A page of somebody else's must not write with the person's cookie, nor sign anybody on. */
static bool step_origin(struct call *c)
{
	if (!is_write(c))
		return true;
	struct str origin = http_request_header(c->request, "Origin");
	if (!origin.p || origin_is_ours(origin, c->al->api->config.public_url, http_request_header(c->request, "Host")))
		return true;
	if (c->person.username[0]) {
		call_denied(c, "foreign-origin", "The request comes from a page of another site.", STR_NONE);
	} else {
		struct err_info info;
		err_set(&info, ERR_DENIED, NULL, "The request comes from a page of another site.");
		call_problem_type(c, 403, "foreign-origin", "Not permitted", &info, STR_NONE);
	}
	return false;
}

static bool step_csrf(struct call *c)
{
	if (!(c->route->flags & ROUTE_CSRF) || c->person.machine)
		return true;
	struct str given = http_request_header(c->request, "X-CSRF-Token");
	struct str wanted = str_of(c->person.csrf);
	if (wanted.n && given.n == wanted.n && sodium_memcmp(given.p, wanted.p, wanted.n) == 0)
		return true;
	call_denied(c, "csrf", "X-CSRF-Token must be the csrfToken of this session.", STR_NONE);
	return false;
}

static bool step_permission(struct call *c)
{
	if (c->route->action == ACTION_PUBLIC || c->sender || person_allows(&c->person, c->route->action))
		return true;
	call_denied(c, "denied", "This role never has this.", STR_NONE);
	return false;
}

static bool is_json(struct str type)
{
	size_t end = str_find(type, ';', 0);
	return str_ieq(str_trim(end == SIZE_MAX ? type : str_mem(type.p, end)), STR("application/json"));
}

static bool step_body(struct call *c)
{
	if (!(c->route->flags & ROUTE_BODY) || c->sender || is_json(http_request_header(c->request, "Content-Type")))
		return true;
	struct err_info info;
	err_set(&info, ERR_SYNTAX, NULL, "The body must be sent as application/json.");
	call_problem_type(c, 415, "media-type", "Not in a form that is taken here", &info, STR_NONE);
	return false;
}

static bool refuse_parameter(struct call *c, struct str name, const char *reason)
{
	struct str z = arena_dup(c->arena, name.n ? name : STR("(empty)"));
	call_invalid(c, z.p ? z.p : "query", reason);
	return false;
}

static bool step_query(struct call *c)
{
	if (!c->request->query.n || (c->route->flags & ROUTE_PAGE && c->al->assets))
		return true;
	enum err e = url_parse_query(c->request->query, c->arena, c->query, CALL_QUERY_MAX, &c->query_count);
	if (e == ERR_TOO_LARGE)
		return refuse_parameter(c, STR("query"), "has more parameters than any address here takes");
	if (e != OK) {
		struct err_info info;
		err_set(&info, e, "query", "is not well-formed text in percent-encoding");
		call_problem(c, e, &info);
		return false;
	}
	for (size_t i = 0; i < c->query_count; i++) {
		if (!query_allows(c->route->query, c->query[i].name))
			return refuse_parameter(c, c->query[i].name, "is not known here");
		for (size_t j = 0; j < i; j++)
			if (str_eq(c->query[i].name, c->query[j].name))
				return refuse_parameter(c, c->query[i].name, "is given twice");
	}
	return true;
}

/* In this order: who has no business here learns nothing about what a route takes. */
static bool (*const steps[])(struct call *c) = {
	step_route, step_sign_on, step_origin, step_csrf, step_permission, step_body, step_query,
};

/* --- hooks --- */

static void on_abort(struct http_exchange *x)
{
	struct call *c = call_of(x);
	if (!c)
		return;
	void (*resource)(struct call *) = c->on_abort;
	c->on_abort = NULL;
	if (resource)
		resource(c);
}

static void on_request(void *ctx, struct http_exchange *x)
{
	struct api_loop *al = ctx;
	struct arena *a = http_exchange_arena(x);
	struct call *c = ARENA_NEW(a, struct call);
	if (!c) {
		http_respond(x, &(struct http_response){.status = 503, .close = true});
		return;
	}
	c->al = al;
	c->exchange = x;
	c->request = http_exchange_request(x);
	c->arena = a;
	uuid7(c->request_id);
	http_exchange_set_data(x, c);
	http_exchange_on_abort(x, on_abort);
	log_set_request(str_mem(c->request_id, UUID_TEXT));
	bool go = true;
	for (size_t i = 0; go && i < ARRAY_LEN(steps); i++)
		go = steps[i](c);
	if (go)
		c->route->handle(c);
	log_set_request(STR_NONE);
}

static size_t body_limit(void *ctx, const struct http_request *head)
{
	const struct api_loop *al = ctx;
	size_t usual = al->api->config.body_max_bytes;
	if (head->method == HTTP_GET || head->method == HTTP_HEAD)
		return 0;
	const struct route *r = route_find(head->method, head->path).route;
	if (!r)
		return usual; /* so that a wrong address is told as such */
	if (!(r->flags & ROUTE_BODY))
		return 0;
	if (r->flags & ROUTE_SENDER)
		return al->api->config.events_body_max_bytes;
	return r->body_max_bytes ? r->body_max_bytes : usual;
}

static void on_refused(void *ctx, int status, const char *reason)
{
	struct api_loop *al = ctx;
	metrics_answered(al, NULL, status, 0);
	log_event(LOG_INFO, "request.refused", "status", log_num(status), "reason", reason, NULL);
}

const struct http_server_hooks api_hooks = {
	.on_request = on_request,
	.body_limit = body_limit,
	.on_refused = on_refused,
	.refusal_body = problem_refused,
};

enum err api_loop_init(struct api_loop *al, struct api *api, struct loop *l)
{
	routes_prepare();
	al->api = api;
	al->loop = l;
	al->view_env = (struct view_env){
		.sources = api->sources, .cache = api->cache, .live = api->live ? live_state_of(api->live) : NULL};
	list_init(&al->answers_free);
	al->answers_free_count = 0;
	enum err e = metrics_attach(api->metrics, al);
	return e == OK ? strangers_start(al) : e;
}

void api_loop_done(struct api_loop *al)
{
	strangers_stop(al);
	api_loop_set_assets(al, NULL);
	metrics_detach(al->api->metrics, al);
	answers_done(al);
}
