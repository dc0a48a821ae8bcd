#include "sources/token.h"

#include "base/json_reader.h"
#include "net/url.h"
#include "sources/house.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	TOKEN_MAX = 8192,
	TOKEN_LIFE_DEFAULT_S = 300, /* when the answer doesn't say (RFC 6749, 5.1: only recommended) */
	TOKEN_EARLY_MS = 30000,     /* not used any more so long before its end, or a tenth of its life */
	TOKEN_HEADERS_MAX = 24,
};

struct token {
	struct list link; /* of its loop's tokens */
	struct source_loop *on;
	struct catalog *catalog;
	struct source *source;
	char *header;         /* "Authorization: Bearer …", NULL: none */
	const char **headers; /* the source's and .header */
	uint64_t ends_ms;
	struct http_transfer *fetching;
	struct list waiting; /* calls, by token_link */
};

static struct token *token_of(struct call *c)
{
	LIST_FOREACH (&c->on->tokens, it)
		if (LIST_ENTRY(it, struct token, link)->source == c->source)
			return LIST_ENTRY(it, struct token, link);
	struct token *t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	*t = (struct token){.on = c->on, .catalog = catalog_ref(c->catalog), .source = c->source};
	list_init(&t->waiting);
	list_push_back(&c->on->tokens, &t->link);
	return t;
}

static void forget(struct token *t)
{
	free(t->header);
	free(t->headers);
	t->header = NULL;
	t->headers = NULL;
}

void token_forget(struct call *c)
{
	struct token *t = token_of(c);
	if (t)
		forget(t);
}

void tokens_drop(struct source_loop *on, const struct catalog *keep)
{
	LIST_FOREACH_SAFE (&on->tokens, it) {
		struct token *t = LIST_ENTRY(it, struct token, link);
		if (keep && (t->catalog == keep || !list_empty(&t->waiting)))
			continue;
		if (t->fetching)
			http_transfer_cancel(t->fetching);
		forget(t);
		list_remove(&t->link);
		catalog_unref(t->catalog);
		free(t);
	}
}

/* The source's lines and the token's. */
static bool make_headers(struct token *t, struct str access_token)
{
	const char *const *lines = t->source->plan->headers;
	size_t n = 0;
	forget(t);
	t->headers = calloc(TOKEN_HEADERS_MAX, sizeof(char *));
	if (!t->headers || asprintf(&t->header, "Authorization: Bearer %.*s", STR_ARG(access_token)) < 0) {
		t->header = NULL;
		forget(t);
		return false;
	}
	for (; lines[n] && n < TOKEN_HEADERS_MAX - 2; n++)
		t->headers[n] = lines[n];
	t->headers[n] = t->header;
	return true;
}

/* A token goes into a header line: visible ASCII only (RFC 6750, 2.1). */
static bool is_token(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= 0x20 || s.p[i] >= 0x7F)
			return false;
	return s.n > 0;
}

static enum source_error take_answer(struct token *t, struct str body)
{
	struct json_reader r;
	struct arena a;
	struct str key, token = STR_NONE;
	int64_t life_s = TOKEN_LIFE_DEFAULT_S;
	arena_init(&a, 2 * TOKEN_MAX);
	json_reader_init(&r, body, JSON_LIMITS_DEFAULT);
	json_enter_object(&r);
	while (json_next_key(&r, &a, &key)) {
		if (str_is(key, "access_token"))
			json_get_string(&r, &a, &token);
		else if (str_is(key, "expires_in") && !json_take_null(&r))
			json_get_i64(&r, &life_s);
		else
			json_skip(&r, NULL);
	}
	bool good = json_finish(&r) == OK && is_token(token) && make_headers(t, token);
	arena_done(&a);
	if (!good)
		return SOURCE_REFUSED;
	uint64_t life_ms = (uint64_t)MAX(MIN(life_s, (int64_t)86400), (int64_t)1) * 1000;
	t->ends_ms = t->on->house->now_ms() + life_ms - MIN((uint64_t)TOKEN_EARLY_MS, life_ms / 10);
	return SOURCE_OK;
}

static enum source_error judge(struct token *t, const struct http_result *r)
{
	if (r->err == ERR_TIMEOUT)
		return SOURCE_TIMEOUT;
	if (r->err != OK)
		return SOURCE_UNREACHABLE;
	if (r->status != 200)
		return r->status >= 500 ? SOURCE_HTTP_ERROR : SOURCE_REFUSED;
	return take_answer(t, r->body);
}

static void on_done(void *ctx, struct http_transfer *x, const struct http_result *r)
{
	struct token *t = ctx;
	struct list waiting;
	(void)x;
	t->fetching = NULL;
	enum source_error e = judge(t, r);
	list_init(&waiting);
	list_splice_back(&waiting, &t->waiting);
	while (!list_empty(&waiting)) {
		struct call *c = LIST_ENTRY(waiting.next, struct call, token_link);
		list_remove(&c->token_link);
		call_token_ready(c, e);
	}
}

static void add_pair(struct buf *b, const char *name, const char *value)
{
	buf_str(b, str_of(name));
	url_encode(b, str_of(value));
}

/* The credentials go into the body, which every server must take that takes any (RFC 6749, 2.3.1, is kinder to basic, but many
 * servers know the body only). */
static enum source_error fetch(struct token *t)
{
	static const char *const headers[] = {"Content-Type: application/x-www-form-urlencoded", "Accept: application/json",
					      NULL};
	const struct source_plan *p = t->source->plan;
	struct buf body;
	buf_init(&body, TOKEN_MAX * 4);
	buf_str(&body, STR("grant_type=client_credentials"));
	add_pair(&body, "&client_id=", p->auth.client_id);
	add_pair(&body, "&client_secret=", p->auth.client_secret);
	if (p->auth.scope)
		add_pair(&body, "&scope=", p->auth.scope);
	struct http_call call = {
		.method = "POST",
		.url = p->auth.token_url,
		.headers = headers,
		.body = buf_view(&body),
		.tls = p->tls.ca_file || p->tls.cert_file ? &p->tls : NULL,
		.connect_timeout_ms = p->connect_timeout_ms,
		.timeout_ms = p->timeout_ms,
		.body_max_bytes = TOKEN_MAX,
		.on_done = on_done,
		.ctx = t,
	};
	enum err e = buf_ok(&body);
	if (e == OK)
		e = http_client_start(t->on->http, &call, &t->fetching);
	buf_done(&body);
	return e == OK ? SOURCE_OK : SOURCE_OVERLOADED;
}

const char *const *token_headers(struct call *c, enum source_error *ret_error)
{
	struct token *t = token_of(c);
	*ret_error = t ? SOURCE_OK : SOURCE_OVERLOADED;
	if (!t)
		return NULL;
	if (t->header && t->on->house->now_ms() < t->ends_ms)
		return t->headers;
	if (!t->fetching) {
		*ret_error = fetch(t);
		if (*ret_error != SOURCE_OK)
			return NULL;
	}
	list_push_back(&t->waiting, &c->token_link);
	return NULL;
}
