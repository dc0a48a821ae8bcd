/* api/documents.c - a customer's documents, without their contents. They are a part of the customer, so they come from the cache.
 */
#include "api/answer.h"
#include "api/call.h"
#include "api/problem.h"
#include "api/subject.h"

#define DOCUMENTS_BODY_MAX (4u << 20)

/* The view's "/documents/0/number" is "/items/0/number" here. */
static void put_masked(struct buf *b, struct str masked)
{
	static const struct str from = {"\"/documents/", 12};
	while (masked.n) {
		if (str_starts(masked, from)) {
			BUF_LIT(b, "\"/items/");
			masked = str_mem(masked.p + from.n, masked.n - from.n);
		} else {
			buf_char(b, masked.p[0]);
			masked = str_mem(masked.p + 1, masked.n - 1);
		}
	}
}

static struct reply page(struct subject *s, struct str items, struct str masked)
{
	struct call *c = s->c;
	struct buf body;
	struct json_writer w;
	buf_init(&body, DOCUMENTS_BODY_MAX);
	json_writer_init(&w, &body);
	json_open_object(&w);
	JSON_KEY(&w, "items");
	json_put_raw(&w, items);
	json_kv_null(&w, STR("nextCursor"));
	if (s->view.looks[PART_KYC].snapshot)
		meta_put_look(&w, subject_source(s, PART_KYC), &s->view.looks[PART_KYC]);
	else
		meta_put_now(&w, subject_source(s, PART_KYC));
	JSON_KEY(&w, "masked");
	json_open_array(&w);
	put_masked(&body, masked);
	json_close_array(&w);
	json_close_object(&w);
	return reply_owned(c, 200, &body);
}

static struct reply page_of(struct subject *s, const struct variant *v)
{
	static const struct str key = {"\"documents\":", 12};
	size_t at = fragment_index(FRAG_DOCUMENTS);
	struct str members = str_mem(v->text->p + v->at[at].start, v->at[at].length);
	MUST(str_starts(members, key));
	return page(s, str_mem(members.p + key.n, members.n - key.n),
		    str_mem(v->text->p + v->at[at].masked_start, v->at[at].masked_length));
}

static struct str members_of(struct call *c, const struct variant *v)
{
	struct buf b;
	if (!call_buf(c, 512, &b))
		return STR_NONE;
	buf_str(&b, record_customer(c, c->params[0]));
	BUF_LIT(&b, ",\"list\":\"documents\"");
	if (v)
		buf_printf(&b, ",\"parts\":{\"kyc\":\"%s\"}", v->version);
	return buf_view(&b);
}

static const struct variant *variant_of(struct subject *s)
{
	struct call *c = s->c;
	struct snapshot *kyc = s->view.looks[PART_KYC].snapshot;
	size_t grown = 0;
	const struct variant *v = kyc ? part_variant(kyc, c->sight, &grown) : NULL;
	if (grown)
		sources_snapshot_grew(c->al->api->sources, c->params[0], PART_KYC, kyc, grown);
	return v;
}

static void found(struct subject *s)
{
	struct call *c = s->c;
	const struct look *kyc = &s->view.looks[PART_KYC];
	const struct variant *v = variant_of(s);
	struct reply r;
	if (v)
		r = page_of(s, v);
	else if (kyc->snapshot)
		r = problem_of(c, ERR_NOMEM, NULL);
	else if (kyc->error == SOURCE_NOT_FOUND && subject_known(s)) /* nothing was ever asked of this customer */
		r = page(s, STR("[]"), STR(""));
	else
		r = problem_source(c, subject_source(s, PART_KYC), kyc->error);
	struct str members = members_of(c, v);
	subject_end(s);
	call_answer(c, AUDIT_LOOK, members, &r);
}

void documents_list(struct call *c)
{
	if (!call_customer(c, c->params[0]))
		return;
	struct subject *s = ARENA_NEW(c->arena, struct subject);
	if (!s) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	subject_ask(s, c, 1u << PART_KYC, found);
}
