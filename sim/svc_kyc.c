/* sim/svc_kyc.c - the KYC service: PascalCase in an envelope, times with an offset, bearer token. See sim/README.md. */
#include "sim/svc_kyc.h"
#include "base/clock.h"
#include "sim/names.h"
#include "sim/words.h"
#include "sim/write.h"

#include <stdio.h>

const char *const kyc_state_words[] = {"Verified", "Pending", "Rejected"};
const char *const kyc_level_words[] = {"Basic", "Intermediate", "Enhanced"};
static const char *const outcome_words[] = {"Pass", "Fail", "Pending", "Expired"};
static const char *const screening_words[] = {"Open", "Confirmed", "Cleared"};
const char *const kyc_document_words[] = {"Requested", "Uploaded", "Accepted", "Rejected", "Expired"};
const char *const kyc_kind_words[DRAW_KIND_COUNT_] = {"passport", "id_card", "driving_licence", "utility_bill", "bank_statement"};

void kyc_text(struct json_writer *w, const char *text)
{
	if (text && *text)
		json_put_string(w, str_of(text));
	else
		json_put_null(w);
}

void kyc_time(struct json_writer *w, struct str key, int64_t ms)
{
	char whole[CLOCK_RFC3339_MAX], text[CLOCK_RFC3339_MAX + 8];
	json_key(w, key);
	if (ms == 0) {
		json_put_null(w);
		return;
	}
	clock_format_rfc3339(ms / 1000 * 1000, whole);
	json_put_raw(w, str_mem(text, (size_t)snprintf(text, sizeof(text), "\"%.19s+00:00\"", whole)));
}

static void put_checks(struct json_writer *w, const struct kyc *k)
{
	JSON_KEY(w, "Checks");
	json_open_array(w);
	for (unsigned i = 0; i < k->check_count; i++) {
		const struct kyc_check *c = &k->checks[i];
		json_open_object(w);
		KV_TEXT(w, "Name", word_check(c->kind));
		KV_TEXT(w, "Outcome", outcome_words[c->outcome]);
		KV_TEXT(w, "Vendor", word_vendor(c->vendor));
		KV_TIME(w, "PerformedAt", c->at);
		KV_TIME(w, "ValidTo", c->until);
		json_close_object(w);
	}
	json_close_array(w);
}

static void put_screening(struct json_writer *w, const struct kyc *k)
{
	JSON_KEY(w, "Screening");
	json_open_array(w);
	for (unsigned i = 0; i < k->screening_count; i++) {
		const struct screening *s = &k->screening[i];
		char score[16];
		json_open_object(w);
		KV_TEXT(w, "ListName", word_list(s->list));
		KV_TEXT(w, "Type", s->type ? "Sanctions" : "Pep");
		KV_TEXT(w, "Outcome", screening_words[s->outcome]);
		JSON_KEY(w, "Score");
		json_put_raw(w,
			     str_mem(score, (size_t)snprintf(score, sizeof(score), "%u.%02u", s->score / 100, s->score % 100)));
		KV_TEXT(w, "Note", word_screening_note(s->note));
		KV_TIME(w, "ScreenedAt", s->at);
		json_close_object(w);
	}
	json_close_array(w);
}

static void put_document(struct ask *q, const struct kyc *k, const struct document *d, unsigned i)
{
	struct json_writer *w = q->w;
	bool here = d->state != DOCUMENT_REQUESTED;
	json_open_object(w);
	JSON_KEY(w, "Id");
	ref_put(w, REF_DOCUMENT, q->number, i);
	KV_TEXT(w, "Type", kyc_kind_words[d->kind]);
	KV_TEXT(w, "State", kyc_document_words[d->state]);
	KV_TEXT(w, "Number", d->number);
	KV_TEXT(w, "Country", here ? k->country : NULL);
	KV_TIME(w, "UploadedAt", d->uploaded_at);
	KV_TIME(w, "ReviewedAt", d->reviewed_at);
	KV_TIME(w, "ExpiresAt", here ? d->expiry_day * INT64_C(86400000) : 0);
	KV_TEXT(w, "RejectionReason", word_document_reason(d->reason));
	KV_TEXT(w, "MimeType", !here ? NULL : d->pdf ? "application/pdf" : "image/png");
	if (here)
		json_kv_i64(w, STR("PageCount"), d->pages);
	else
		json_kv_null(w, STR("PageCount"));
	json_kv_null(w, STR("Bytes"));
	json_close_object(w);
}

static enum err get_subject(struct ask *q)
{
	struct kyc k;
	struct json_writer *w = q->w;
	enum err e = row_load(q->store, TABLE_KYC, &pack_kyc, q->number, q->scratch, &k);
	if (e)
		return e;
	json_open_object(w);
	KV_TEXT(w, "Status", "Ok");
	JSON_KEY(w, "Result");
	json_open_object(w);
	JSON_KEY(w, "SubjectId");
	ref_put_customer(w, q->number);
	KV_TEXT(w, "State", kyc_state_words[k.state]);
	KV_TEXT(w, "Level", kyc_level_words[k.level]);
	json_kv_bool(w, STR("IdentityVerified"), k.identity);
	json_kv_bool(w, STR("AddressVerified"), k.address);
	json_kv_bool(w, STR("FundsVerified"), k.funds);
	KV_TEXT(w, "FundsSource", k.funds_source ? word_funds(k.funds_source) : NULL);
	KV_TIME(w, "NextReview", k.next_review);
	put_checks(w, &k);
	put_screening(w, &k);
	JSON_KEY(w, "Documents");
	json_open_array(w);
	for (unsigned i = 0; i < k.document_count; i++)
		put_document(q, &k, &k.documents[i], i);
	json_close_array(w);
	json_close_object(w);
	json_close_object(w);
	return OK;
}

static enum err get_content(struct ask *q)
{
	struct draw_order *o = ARENA_NEW(q->arena, struct draw_order);
	uint32_t n;
	if (!o)
		return ERR_NOMEM;
	enum err e = row_load(q->store, TABLE_KYC, &pack_kyc, q->number, q->scratch, &o->person);
	if (e)
		return e;
	if (!ref_parse(REF_DOCUMENT, q->object, q->number, &n) || n >= o->person.document_count ||
	    o->person.documents[n].state == DOCUMENT_REQUESTED)
		return ERR_NOT_FOUND;
	const struct document *d = &o->person.documents[n];
	unsigned country = names_country_find(o->person.country);
	o->kind = (enum draw_kind)d->kind;
	o->format = d->pdf ? DRAW_PDF : DRAW_PNG;
	o->pages = d->pdf ? d->pages : 1;
	o->issue_day = d->issue_day;
	o->expiry_day = d->expiry_day;
	o->seed = d->seed;
	(void)str_copy(o->number, sizeof(o->number), str_of(d->number));
	if (country < names_country_count()) {
		(void)str_copy(o->country, sizeof(o->country), str_of(names_country(country)->name));
		(void)str_copy(o->nationality, sizeof(o->nationality), str_of(names_country(country)->code3));
	}
	q->draw = o;
	return OK;
}

static bool allowed(const struct http_request *r)
{
	return header_is(r, "authorization", "Bearer sim-kyc-token");
}

static enum err get_request(struct ask *q)
{
	struct json_writer *w = q->w;
	struct str answer;
	enum err e = ask_key(q, FAULT_KYC, &answer);
	if (e)
		return e;
	json_open_object(w);
	KV_TEXT(w, "Status", "Ok");
	JSON_KEY(w, "Result");
	json_open_object(w);
	json_kv_str(w, STR("RequestId"), q->object);
	KV_TEXT(w, "Outcome", answer.p ? "Done" : "Unknown");
	JSON_KEY(w, "Answer");
	json_put_raw(w, answer.p ? answer : STR("null"));
	json_close_object(w);
	json_close_object(w);
	return OK;
}

static void problem(struct json_writer *w, int status, const char *code, const char *field)
{
	char text[CODE_TEXT_MAX];
	json_open_object(w);
	KV_TEXT(w, "Status",
		status == 404   ? "NotFound"
		: status == 401 ? "Unauthorized"
		: status == 400 ? "BadRequest"
		: status < 500  ? "Refused"
				: "Error");
	json_kv_null(w, STR("Result"));
	if (code) {
		JSON_KEY(w, "Problem");
		json_open_object(w);
		KV_TEXT(w, "Code", code_in(CASE_PASCAL, code, text));
		KV_TEXT(w, "Field", field);
		json_close_object(w);
	}
	json_close_object(w);
}

static const struct route routes[] = {
	{"/kyc/v1/subjects/{id}", get_subject},
	{"/kyc/v1/subjects/{id}/documents/{ref}/content", get_content},
	{"/kyc/v1/requests/{ref}", get_request},
};
const struct service service_kyc = {routes,     ARRAY_LEN(routes), allowed, problem,
				    writes_kyc, &writes_kyc_count, NULL,    "RequestId"};
