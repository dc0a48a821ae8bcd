/* api/reveal.c - the unmasked value of named fields, for a reason, for a while, on the record; or a grant for a document's
 * content. What the cached view shows stays masked. */
#include "api/answer.h"
#include "api/call.h"
#include "api/cursor.h"
#include "api/problem.h"
#include "api/said.h"
#include "api/subject.h"
#include "base/clock.h"

#define REVEAL_FIELDS_MAX  20
#define REVEAL_POINTER_MAX 200
#define REVEAL_BODY_MAX    (128u << 10)
#define REASON_MIN_CHARS   5
#define REASON_MAX_CHARS   500
#define REASON_MAX_BYTES   2000

/* Parts that hold something masked. */
#define REVEAL_PARTS (1u << PART_PROFILE | 1u << PART_LOGINS | 1u << PART_WALLET | 1u << PART_KYC | 1u << PART_RISK)

struct reveal {
	struct subject subject; /* first */
	struct call *c;
	struct str_list fields;
	struct str reason;
	struct str said;
	struct buf body;
};

static void on_abort(struct call *c)
{
	struct reveal *v = c->state;
	subject_end(&v->subject);
	buf_done(&v->body);
}

/* --- the answer --- */

/* "customer":…,"fields":[…],"reason":{…} */
static struct str members_of(const struct reveal *v)
{
	struct buf b;
	if (!call_buf(v->c, 1024 + REVEAL_FIELDS_MAX * REVEAL_POINTER_MAX * 6, &b))
		return STR_NONE;
	buf_str(&b, record_customer(v->c, v->c->params[0]));
	BUF_LIT(&b, ",\"fields\":[");
	for (size_t i = 0; i < v->fields.count; i++) {
		if (i)
			buf_char(&b, ',');
		json_escape(&b, v->fields.items[i]);
	}
	BUF_LIT(&b, "],");
	buf_str(&b, v->said);
	return buf_ok(&b) == OK ? buf_view(&b) : STR_NONE;
}

static void reason_kept(struct call *c, enum err outcome)
{
	struct reveal *v = c->state;
	struct str members = members_of(v);
	struct reply r;
	if (outcome == OK && members.p) {
		r = reply_owned(c, 200, &v->body);
		call_answer(c, AUDIT_REVEAL, members, &r);
		return;
	}
	buf_done(&v->body);
	c->on_abort = NULL;
	r = problem_audit(c, outcome == OK ? ERR_NOMEM : outcome);
	call_respond(c, &r);
}

/* --- the values --- */

/* "/documents/{id}/content" to the id. */
static bool content_pointer(struct str pointer, struct str *ret_document)
{
	static const struct str before = {"/documents/", 11}, after = {"/content", 8};
	if (!str_starts(pointer, before) || !str_ends(pointer, after) || pointer.n <= before.n + after.n)
		return false;
	*ret_document = str_mem(pointer.p + before.n, pointer.n - before.n - after.n);
	return str_find(*ret_document, '/', 0) == SIZE_MAX;
}

static bool put_grant(struct reveal *v, struct json_writer *w, struct str pointer, struct str document, int64_t until_ms)
{
	const struct snapshot *kyc = v->subject.view.looks[PART_KYC].snapshot;
	if (!kyc || !part_has_document(kyc, document))
		return false;
	struct str grant = grant_seal(v->c, v->c->params[0], document, until_ms);
	if (!grant.p) {
		v->body.failed = ERR_NOMEM;
		return true;
	}
	json_kv_str(w, pointer, grant);
	return true;
}

static bool put_value(struct reveal *v, struct json_writer *w, struct str pointer, int64_t until_ms)
{
	struct str document, json;
	enum mask_kind kind;
	if (content_pointer(pointer, &document))
		return put_grant(v, w, pointer, document, until_ms);
	for (size_t p = 0; p < PART_COUNT_; p++) {
		const struct snapshot *s = v->subject.view.looks[p].snapshot;
		if (!s || !part_masked_value(s, pointer, &json, &kind))
			continue;
		json_key(w, pointer);
		json_put_raw(w, json);
		return true;
	}
	return false;
}

/* The first part that is missing for another reason than that there is nothing. */
static const struct look *missing_part(const struct reveal *v, enum part *ret)
{
	for (unsigned p = 0; p < PART_COUNT_; p++) {
		const struct look *l = &v->subject.view.looks[p];
		if (!(REVEAL_PARTS >> p & 1) || l->snapshot || l->error == SOURCE_NOT_FOUND)
			continue;
		*ret = (enum part)p;
		return l;
	}
	return NULL;
}

/* A pointer that names nothing may name something in a part that isn't there now. */
static void answer_unknown(struct reveal *v, size_t index)
{
	struct call *c = v->c;
	enum part p;
	const struct look *missing = missing_part(v, &p);
	struct reply r;
	if (missing) {
		r = problem_source(c, sources_part_source(c->al->api->sources, p), missing->error);
	} else {
		struct err_info info;
		char *field = arena_printf(c->arena, "/fields/%zu", index);
		err_set(&info, ERR_SHAPE, field ? field : "/fields", "is not a field that is masked for this customer");
		r = problem_of(c, ERR_SHAPE, &info);
	}
	on_abort(c);
	call_answer(c, AUDIT_LOOK, record_customer(c, c->params[0]), &r);
}

static bool write_values(struct reveal *v)
{
	struct json_writer w;
	int64_t until_ms = clock_wall_ms() + (int64_t)v->c->al->api->config.reveal_s * 1000;
	json_writer_init(&w, &v->body);
	json_open_object(&w);
	JSON_KEY(&w, "values");
	json_open_object(&w);
	for (size_t i = 0; i < v->fields.count; i++)
		if (!put_value(v, &w, v->fields.items[i], until_ms)) {
			answer_unknown(v, i);
			return false;
		}
	json_close_object(&w);
	json_kv_time(&w, STR("until"), until_ms);
	json_close_object(&w);
	return true;
}

static void found(struct subject *s)
{
	struct reveal *v = CONTAINER_OF(s, struct reveal, subject);
	struct call *c = v->c;
	if (!write_values(v))
		return;
	enum err e = said_keep(c, STR("reason"), v->reason, reason_kept, &v->said);
	subject_end(s);
	if (e == OK)
		return;
	on_abort(c);
	struct reply r = problem_audit(c, e);
	call_respond(c, &r);
}

/* --- the question --- */

static size_t count_characters(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

static bool check_reason(struct call *c, struct str reason)
{
	size_t n = count_characters(reason);
	if (n >= REASON_MIN_CHARS && n <= REASON_MAX_CHARS)
		return true;
	call_invalid(c, "/reason", "must be from 5 to 500 characters long, blanks at its ends apart");
	return false;
}

static bool refuse_field(struct call *c, size_t index, const char *reason)
{
	char *field = arena_printf(c->arena, "/fields/%zu", index);
	call_invalid(c, field ? field : "/fields", reason);
	return false;
}

static bool check_fields(struct call *c, const struct str_list *fields)
{
	for (size_t i = 0; i < fields->count; i++) {
		if (fields->items[i].n < 2 || fields->items[i].n > REVEAL_POINTER_MAX || fields->items[i].p[0] != '/')
			return refuse_field(c, i, "must be the JSON Pointer of a masked field");
		for (size_t j = 0; j < i; j++)
			if (str_eq(fields->items[i], fields->items[j]))
				return refuse_field(c, i, "is given twice");
	}
	return true;
}

static bool read_question(struct reveal *v)
{
	static const struct json_bind fields[] = {
		{.name = "fields",
		 .type = JSON_BIND_STRINGS,
		 .offset = offsetof(struct reveal, fields),
		 .required = true,
		 .min = 1,
		 .max = REVEAL_FIELDS_MAX},
		{.name = "reason",
		 .type = JSON_BIND_STRING,
		 .offset = offsetof(struct reveal, reason),
		 .required = true,
		 .max = REASON_MAX_BYTES},
	};
	if (!call_bind(v->c, fields, ARRAY_LEN(fields), v))
		return false;
	v->reason = str_trim(v->reason);
	return check_fields(v->c, &v->fields) && check_reason(v->c, v->reason);
}

void reveal_create(struct call *c)
{
	struct reveal *v = ARENA_NEW(c->arena, struct reveal);
	if (!v) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	v->c = c;
	if (!call_customer(c, c->params[0]) || !read_question(v))
		return;
	buf_init(&v->body, REVEAL_BODY_MAX);
	c->state = v;
	c->on_abort = on_abort;
	subject_find(&v->subject, c, REVEAL_PARTS, found);
}
