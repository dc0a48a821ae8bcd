#include "api/problem.h"

#include "api/answer.h"

#include <stdio.h>

#define PROBLEM_MAX_BYTES 4096
#define PROBLEM_TYPE      STR("application/problem+json")

static const struct problem {
	int status;
	const char *type, *title;
} problems[ERR_COUNT_] = {
	[OK] = {500, "internal", "Something went wrong inside the portal"},
	[ERR_NOMEM] = {503, "overloaded", "The portal has no memory for this now"},
	[ERR_SYNTAX] = {400, "malformed", "The request is malformed"},
	[ERR_SHAPE] = {422, "invalid", "The request has the wrong shape"},
	[ERR_RANGE] = {422, "invalid", "The request has the wrong shape"},
	[ERR_TOO_LARGE] = {413, "too-large", "The request is too large"},
	[ERR_UNAUTHENTICATED] = {401, "not-signed-on", "Not signed on"},
	[ERR_DENIED] = {403, "denied", "Not permitted"},
	[ERR_NOT_FOUND] = {404, "not-found", "No such thing"},
	[ERR_CONFLICT] = {409, "conflict", "In conflict with the present state"},
	[ERR_LIMIT] = {429, "too-many", "Too many requests at once"},
	[ERR_TIMEOUT] = {503, "timeout", "It took too long"},
	[ERR_UNAVAILABLE] = {503, "unavailable", "Not available now"},
	[ERR_UPSTREAM] = {503, "source-down", "A source answered unusably"},
	[ERR_IO] = {503, "storage-failed", "The portal's storage failed"},
	[ERR_FULL] = {503, "storage-full", "The portal's disk is full"},
	[ERR_BUSY] = {503, "busy", "The portal's database is busy"},
	[ERR_CORRUPT] = {500, "corrupt", "Stored data are damaged"},
	[ERR_CANCELLED] = {503, "cancelled", "The portal gave this up"},
	[ERR_INTERNAL] = {500, "internal", "Something went wrong inside the portal"},
};

static const struct problem *problem_for(enum err e)
{
	return &problems[(unsigned)e < ERR_COUNT_ ? e : ERR_INTERNAL];
}

/* A field is a JSON Pointer into the body, or the name of a parameter of the address. */
static void put_errors(struct json_writer *w, const struct err_info *info)
{
	JSON_KEY(w, "errors");
	json_open_array(w);
	json_open_object(w);
	bool parameter = info->field[0] && info->field[0] != '/';
	json_kv_str(w, parameter ? STR("parameter") : STR("pointer"), str_of(info->field));
	json_kv_str(w, STR("reason"), str_of(info->text));
	json_close_object(w);
	json_close_array(w);
}

/* Most reasons go on where the field's name ends: "must be a number". */
static bool is_sentence(const char *text)
{
	return text[0] >= 'A' && text[0] <= 'Z';
}

static void put_detail(struct json_writer *w, int status, const struct err_info *info)
{
	char text[sizeof info->field + sizeof info->text + 64];
	if (!info || !info->text[0])
		return;
	if (info->line)
		snprintf(text, sizeof text, "Line %u, column %u: %s.", info->line, info->column, info->text);
	else if (status == 422 && info->field[0] && !is_sentence(info->text))
		snprintf(text, sizeof text, "%s %s.", info->field, info->text);
	else
		snprintf(text, sizeof text, "%s", info->text);
	json_kv_str(w, STR("detail"), str_of(text));
}

static void problem_write(struct buf *b, int status, const char *type, const char *title, const struct err_info *info,
			  struct str request_id, struct str extra_members)
{
	struct json_writer w;
	json_writer_init(&w, b);
	json_open_object(&w);
	JSON_KEY(&w, "type");
	char reference[96];
	snprintf(reference, sizeof reference, "/problems/%s", type);
	json_put_string(&w, str_of(reference));
	json_kv_str(&w, STR("title"), str_of(title));
	json_kv_i64(&w, STR("status"), status);
	put_detail(&w, status, info);
	json_kv_str(&w, STR("requestId"), request_id);
	if (status == 422 && info && info->text[0])
		put_errors(&w, info);
	if (extra_members.n) {
		buf_char(b, ',');
		buf_str(b, extra_members);
	}
	json_close_object(&w);
}

struct reply problem_fallback(struct call *c)
{
	(void)c;
	/* Nothing writes through a reply's chunks, and without an owner nothing is given back. */
	static struct chunk chunk = {
		.bytes = {
			"{\"type\":\"/problems/overloaded\",\"title\":\"The portal has no memory for this now\",\"status\":503}",
			87}};
	return (struct reply){.status = 503, .content_type = PROBLEM_TYPE, .chunks = &chunk, .chunk_count = 1};
}

struct reply problem_reply(struct call *c, int status, const char *type, const char *title, const struct err_info *info,
			   struct str extra_members)
{
	struct buf body;
	if (!call_buf(c, PROBLEM_MAX_BYTES, &body))
		return problem_fallback(c);
	problem_write(&body, status, type, title, info, str_mem(c->request_id, UUID_TEXT), extra_members);
	struct reply r = reply_json(c, status, &body);
	r.content_type = PROBLEM_TYPE;
	return r;
}

struct reply problem_of(struct call *c, enum err e, const struct err_info *info)
{
	const struct problem *p = problem_for(e);
	struct reply r = problem_reply(c, p->status, p->type, p->title, info, STR_NONE);
	if (p->status == 401)
		r.headers[r.header_count++] = (struct http_header){STR("WWW-Authenticate"), STR("Bearer realm=\"pitboss\"")};
	if (p->status == 429)
		r.headers[r.header_count++] = (struct http_header){STR("Retry-After"), STR("1")};
	return r;
}

struct reply problem_source(struct call *c, const char *source, enum source_error e)
{
	char extra[160];
	struct err_info info;
	if (!source) /* not even the part that goes with it is configured */
		source = "none";
	/* Both are words of ours: a name from the configuration, which allows letters, digits, '-' and '_', and a fixed code. */
	snprintf(extra, sizeof extra, "\"source\":\"%s\",\"error\":\"%s\"", source, source_error_name(e));
	if (e == SOURCE_NOT_CONFIGURED) {
		err_set(&info, ERR_UNAVAILABLE, NULL, "The operator's services, as they are connected here, do not offer this.");
		return problem_reply(c, 501, "not-offered", "Not offered by this operator's services", &info, str_of(extra));
	}
	err_set(&info, ERR_UNAVAILABLE, NULL, "The %s service does not answer usably, and nothing is known of this.", source);
	return problem_reply(c, 503, "source-down", "A source is down", &info, str_of(extra));
}

struct reply problem_audit(struct call *c, enum err why)
{
	struct err_info info;
	err_set(&info, why, NULL, "What is shown must be on the record, and the record can't be written now (%s).",
		err_name(why));
	return problem_reply(c, 503, "audit-unavailable", "The record can't be written", &info, STR_NONE);
}

struct reply problem_limit(struct call *c, const char *detail, unsigned retry_after_s)
{
	struct err_info info;
	err_set(&info, ERR_LIMIT, NULL, "%s", detail);
	struct reply r = problem_reply(c, 429, "too-many", problems[ERR_LIMIT].title, &info, STR_NONE);
	char *seconds = arena_printf(c->arena, "%u", MAX(retry_after_s, 1u));
	r.headers[r.header_count++] = (struct http_header){STR("Retry-After"), seconds ? str_of(seconds) : STR("1")};
	return r;
}

struct str record_customer(struct call *c, struct str customer)
{
	struct buf b;
	if (!customer.n || !call_buf(c, 16 + customer.n * 6, &b))
		return STR_NONE;
	BUF_LIT(&b, "\"customer\":");
	json_escape(&b, customer);
	return buf_view(&b);
}

void call_problem(struct call *c, enum err e, const struct err_info *info)
{
	struct reply r = problem_of(c, e, info);
	if (e == ERR_DENIED)
		call_answer(c, AUDIT_DENIED, STR_NONE, &r);
	else
		call_respond(c, &r);
}

void call_problem_type(struct call *c, int status, const char *type, const char *title, const struct err_info *info,
		       struct str extra_members)
{
	struct reply r = problem_reply(c, status, type, title, info, extra_members);
	call_respond(c, &r);
}

static void answer_404(struct call *c, enum audit_kind kind, struct str customer)
{
	struct reply r = problem_of(c, ERR_NOT_FOUND, NULL);
	call_answer(c, kind, record_customer(c, customer), &r);
}

void call_not_found(struct call *c, struct str customer)
{
	answer_404(c, AUDIT_LOOK, customer);
}

void call_hidden(struct call *c, struct str customer)
{
	answer_404(c, AUDIT_DENIED, customer);
}

void call_denied(struct call *c, const char *type, const char *detail, struct str customer)
{
	struct err_info info;
	err_set(&info, ERR_DENIED, NULL, "%s", detail);
	struct reply r = problem_reply(c, 403, type, problems[ERR_DENIED].title, &info, STR_NONE);
	struct buf members;
	if (!call_buf(c, 64 + customer.n * 6 + strlen(type), &members)) {
		r = problem_fallback(c);
		call_respond(c, &r);
		return;
	}
	buf_printf(&members, "\"reason\":\"%s\"", type);
	if (customer.n) {
		buf_char(&members, ',');
		buf_str(&members, record_customer(c, customer));
	}
	call_answer(c, AUDIT_DENIED, buf_view(&members), &r);
}

void problem_refused(void *ctx, int status, const char *reason, struct arena *a, struct str *ret_type, struct str *ret_body)
{
	static const struct {
		int status;
		const char *type, *title;
	} refusals[] = {
		{413, "too-large", "The request is too large"},
		{414, "uri-too-long", "The address is too long"},
		{431, "head-too-large", "The request's head is too large"},
		{408, "timeout", "The request came too slowly"},
		{501, "not-implemented", "Not implemented"},
		{505, "http-version", "Not a version of HTTP that is spoken here"},
		{400, "malformed", "The request is malformed"},
	};
	(void)ctx;
	char *space = arena_alloc(a, PROBLEM_MAX_BYTES);
	if (!space)
		return;
	size_t i = 0;
	while (i + 1 < ARRAY_LEN(refusals) && refusals[i].status != status)
		i++;
	struct buf body = {.p = space, .cap = PROBLEM_MAX_BYTES - 1, .max = PROBLEM_MAX_BYTES - 1};
	struct err_info info;
	char id[UUID_TEXT + 1];
	uuid7(id);
	err_set(&info, ERR_SYNTAX, NULL, "%s", reason);
	problem_write(&body, status, refusals[i].type, refusals[i].title, &info, str_mem(id, UUID_TEXT), STR_NONE);
	*ret_type = PROBLEM_TYPE;
	*ret_body = buf_view(&body);
}
