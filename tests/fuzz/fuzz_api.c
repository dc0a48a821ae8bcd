/* layer: api */
/* A request that the server has parsed, whole, through the API: routes, percent-encoding, parameters, cookies, tokens, cursors,
 * grants and bodies, as each role. The first byte: method and role; then lines: target, Cookie, Authorization, Origin, and the
 * body. Below stands nothing: every source has never heard of anybody. What must hold: one answer to each request, problems are
 * JSON, and nobody but the signed-on gets past 401. */
#include "access/audit_text.h"
#include "api/api.h"
#include "api/metrics.h"
#include "tests/support/quiet_sources.h"

#include <stdlib.h>

struct http_exchange {
	struct http_request request;
	struct http_header headers[8];
	struct arena arena;
	void *data;
	unsigned answers;
	int status;
};

static struct http_exchange x;
static struct audit_entry *pending[8];
static size_t pending_count;
static enum role role;

/* --- the server --- */

const char *http_method_name(enum http_method m)
{
	static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"};
	return names[m];
}
struct str http_request_header(const struct http_request *r, const char *name)
{
	for (size_t i = 0; i < r->header_count; i++)
		if (str_ieq(r->headers[i].name, str_of(name)))
			return r->headers[i].value;
	return STR_NONE;
}
const struct http_request *http_exchange_request(const struct http_exchange *e)
{
	return &e->request;
}
struct arena *http_exchange_arena(struct http_exchange *e)
{
	return &e->arena;
}
void http_exchange_set_data(struct http_exchange *e, void *data)
{
	e->data = data;
}
void *http_exchange_data(const struct http_exchange *e)
{
	return e->data;
}
void http_exchange_on_abort(struct http_exchange *e, void (*on_abort)(struct http_exchange *))
{
	(void)e, (void)on_abort;
}
struct http_handle http_exchange_handle(const struct http_exchange *e)
{
	(void)e;
	return (struct http_handle){0};
}
struct http_exchange *http_handle_find(struct http_handle h)
{
	(void)h;
	return &x;
}

static void check_json(const struct http_response *r)
{
	char *text = NULL;
	size_t n = 0;
	for (size_t i = 0; i < r->body_count; i++) {
		text = realloc(text, n + r->body[i].bytes.n + 1);
		MUST(text);
		memcpy(text + n, r->body[i].bytes.p, r->body[i].bytes.n);
		n += r->body[i].bytes.n;
	}
	struct json_reader reader;
	json_reader_init(&reader, str_mem(text, n), JSON_LIMITS_DEFAULT);
	json_skip(&reader, NULL);
	MUST(json_finish(&reader) == OK);
	free(text);
}

void http_respond(struct http_exchange *e, const struct http_response *r)
{
	MUST(++e->answers == 1 && r->status >= 200 && r->status <= 599);
	e->status = r->status;
	for (size_t i = 0; i < r->header_count; i++) {
		struct http_header h = r->headers[i];
		MUST(h.name.n && !memchr(h.value.p ? h.value.p : "", '\n', h.value.n) &&
		     !memchr(h.value.p ? h.value.p : "", '\r', h.value.n));
		if (str_is(h.name, "Content-Type") && str_ends(h.value, STR("json")))
			check_json(r);
	}
	for (size_t i = 0; i < r->body_count; i++)
		blob_unref(r->body[i].owner);
}

/* --- below the API --- */

const char *audit_kind_name(enum audit_kind k)
{
	return k == AUDIT_LOOK ? "look" : "other";
}
enum err audit_append(struct audit *a, struct audit_entry *e)
{
	(void)a;
	if (e->kind == AUDIT_STREAM_OPEN)
		return ERR_UNAVAILABLE; /* a stream would stay */
	MUST(pending_count < ARRAY_LEN(pending) && !memchr(e->members.p, '\n', e->members.n));
	pending[pending_count++] = e;
	return OK;
}
bool audit_healthy(struct audit *a)
{
	(void)a;
	return true;
}
enum err audit_text_make(struct str text, struct audit_text *ret)
{
	*ret = (struct audit_text){.id = "id", .hash = "hash"};
	return text.n > AUDIT_TEXT_MAX ? ERR_TOO_LARGE : OK;
}
void audit_text_member(struct json_writer *w, struct str key, const struct audit_text *t)
{
	json_kv_str(w, key, str_of(t->id));
}
enum err audit_text_put(struct db *portal, struct audit_text_job *j)
{
	(void)portal, (void)j;
	return ERR_LIMIT;
}
enum err audit_read(const char *dir, uint64_t before_seq, const struct audit_filter *f, size_t limit,
		    bool (*each)(void *ctx, uint64_t seq, struct str line), void *ctx)
{
	(void)dir, (void)before_seq, (void)f, (void)limit, (void)each, (void)ctx;
	return OK;
}
bool person_allows(const struct person *p, enum action a)
{
	return perm_allows(p->role, a) && (!p->machine || perm_allows(ROLE_MACHINE, a));
}

enum err identity_check(struct identity *i, struct str token, struct person *ret)
{
	(void)i;
	if (!str_is(token, "good"))
		return ERR_UNAUTHENTICATED;
	*ret = (struct person){.username = "somebody", .role = role, .csrf = "token", .session_id = "session"};
	return OK;
}
enum err identity_check_bearer(struct identity *i, struct str token, struct person *ret)
{
	enum err e = identity_check(i, token, ret);
	if (e == OK)
		ret->machine = true;
	return e;
}
enum err identity_sign_on(struct identity *i, struct sign_on *s)
{
	(void)i, (void)s;
	return ERR_LIMIT;
}
enum err identity_sign_off(struct identity *i, const struct person *p, struct job *after)
{
	(void)i, (void)p, (void)after;
	return ERR_BUSY;
}
size_t sources_count(const struct sources *s)
{
	(void)s;
	return 0;
}
void sources_health(struct sources *s, size_t index, struct source_health *ret)
{
	(void)s, (void)index;
	*ret = (struct source_health){.name = "customer"};
}
bool sources_look(struct sources *s, struct loop *l, struct str customer, enum part p, struct look *ret, look_done_fn *done,
		  void *ctx, struct look_ticket **ticket)
{
	(void)s, (void)l, (void)customer, (void)p, (void)done, (void)ctx, (void)ticket;
	*ret = (struct look){.state = LOOK_MISSING, .error = SOURCE_NOT_FOUND};
	return true;
}

enum err sources_list(struct sources *s, struct loop *l, const struct list_ask *ask,
		      void (*done)(void *, const struct list_page *), void *ctx, struct ask_ticket **ret)
{
	(void)s, (void)l, (void)ask, (void)done, (void)ctx, (void)ret;
	return ERR_LIMIT;
}
enum err sources_detail(struct sources *s, struct loop *l, const struct detail_ask *ask,
			void (*done)(void *, enum source_error, const struct record *), void *ctx, struct ask_ticket **ret)
{
	(void)s, (void)l, (void)ask, (void)done, (void)ctx, (void)ret;
	return ERR_LIMIT;
}
enum err sources_content(struct sources *s, struct loop *l, struct str customer, enum content_kind kind, struct str object,
			 const struct content_events *ev, void *ctx, struct ask_ticket **ret)
{
	(void)s, (void)l, (void)customer, (void)kind, (void)object, (void)ev, (void)ctx, (void)ret;
	return ERR_LIMIT;
}
void sources_content_resume(struct ask_ticket *t)
{
	(void)t;
}
void sources_ask_cancel(struct ask_ticket *t)
{
	(void)t;
}
bool directory_ready(const struct directory *d)
{
	return d != NULL;
}
enum err directory_lookup(struct directory *d, struct str customer_id, struct arena *a, struct directory_hit *ret)
{
	(void)d, (void)customer_id, (void)a, (void)ret;
	return ERR_NOT_FOUND;
}
void directory_state(struct directory *d, struct directory_state *ret)
{
	(void)d;
	*ret = (struct directory_state){0};
}
enum err directory_search(struct directory *d, struct loop *home, const struct directory_query *q, directory_done_fn *done,
			  void *ctx, struct directory_ticket **ret)
{
	(void)d, (void)home, (void)done, (void)ctx, (void)ret;
	MUST(q->limit >= 1 && q->limit <= DIRECTORY_LIMIT_MAX && q->text.n <= DIRECTORY_TEXT_MAX);
	return ERR_LIMIT;
}
void directory_search_cancel(struct directory_ticket *t)
{
	(void)t;
}
const char *directory_field_name(enum directory_field f)
{
	return f == DIRECTORY_MATCH_NONE ? NULL : "id";
}
const char *directory_how_name(enum directory_how h)
{
	return h == DIRECTORY_HOW_NONE ? NULL : "exact";
}
bool directory_sort_parse(struct str s, enum directory_sort *ret)
{
	if (!str_is(s, "name"))
		return false;
	*ret = DIRECTORY_SORT_NAME;
	return true;
}
enum err worker_submit(struct worker_pool *p, struct job *j)
{
	(void)p, (void)j;
	return ERR_LIMIT;
}
enum err worker_pool_new(const char *name, unsigned threads, size_t max_queued, struct worker_pool **ret)
{
	(void)name, (void)threads, (void)max_queued, (void)ret;
	return ERR_LIMIT;
}
void worker_pool_free(struct worker_pool *p)
{
	(void)p;
}
size_t worker_queued(const struct worker_pool *p)
{
	(void)p;
	return 0;
}

/* --- one request --- */

static struct api api;
static struct api_loop al;
static struct loop *home;

static void world_begin(void)
{
	if (home)
		return;
	log_set_level(LOG_OFF);
	MUST(loop_new(0, &home) == OK && metrics_new(&api.metrics) == OK && cache_new(1u << 20, 1, &api.cache) == OK);
	api.config = (struct api_config){.public_url = "http://127.0.0.1:8360", .body_max_bytes = 65536, .reveal_s = 60};
	MUST(api_loop_init(&al, &api, home) == OK);
}

static void add_header(const char *name, struct str value)
{
	if (value.n)
		x.headers[x.request.header_count++] = (struct http_header){str_of(name), str_trim(value)};
}

static void request_make(struct str text)
{
	struct str target, line;
	static const char *const names[] = {"Cookie", "Authorization", "Origin", "X-CSRF-Token", "If-None-Match"};
	x.request = (struct http_request){.method = (enum http_method)(text.p[0] & 7) % HTTP_METHOD_COUNT_, .headers = x.headers};
	role = (enum role)((unsigned char)text.p[0] >> 3) % ROLE_COUNT_;
	text = str_mem(text.p + 1, text.n - 1);
	if (!str_split(&text, '\n', &target))
		target = STR("/");
	size_t question = str_find(target, '?', 0);
	x.request.target = target;
	x.request.path = question == SIZE_MAX ? target : str_mem(target.p, question);
	x.request.query = question == SIZE_MAX ? STR("") : str_mem(target.p + question + 1, target.n - question - 1);
	for (size_t i = 0; i < ARRAY_LEN(names) && text.p && str_split(&text, '\n', &line); i++)
		add_header(names[i], line);
	add_header("Content-Type", STR("application/json"));
	/* A copy of its own: the password in it is wiped. */
	x.request.body = text.p ? arena_dup(&x.arena, text) : STR("");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1 || size > 60000)
		return 0;
	world_begin();
	memset(&x, 0, sizeof x);
	arena_init(&x.arena, 1u << 20);
	request_make(str_mem((const char *)data, size));
	/* Streams and metrics go to other loops: tested elsewhere. */
	if (str_starts(x.request.path, STR("/api/v1/stream")) || str_is(x.request.path, "/metrics"))
		goto out;
	api_hooks.body_limit(&al, &x.request);
	api_hooks.on_request(&al, &x);
	while (pending_count) {
		struct audit_entry *e = pending[--pending_count];
		e->outcome = OK;
		e->done(e);
	}
	MUST(x.answers == 1);
out:
	arena_done(&x.arena);
	return 0;
}
