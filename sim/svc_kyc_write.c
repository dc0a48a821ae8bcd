/* sim/svc_kyc_write.c - what the KYC service is asked to do. See sim/README.md. */
#include "sim/svc_kyc.h"
#include "sim/words.h"
#include "sim/write.h"

struct kyc_body {
	struct str id, verdict, reason, type;
};

static void answer(struct write *x, const char *operation, uint32_t document)
{
	const struct kyc *k = &x->s->h->kyc;
	struct json_writer *w = x->w;
	json_open_object(w);
	KV_TEXT(w, "Status", "Ok");
	JSON_KEY(w, "Result");
	json_open_object(w);
	json_kv_str(w, STR("RequestId"), x->key);
	JSON_KEY(w, "SubjectId");
	ref_put_customer(w, x->s->h->number);
	KV_TEXT(w, "Operation", operation);
	KV_TIME(w, "DoneAt", x->s->at);
	JSON_KEY(w, "DocumentId");
	ref_put(w, REF_DOCUMENT, x->s->h->number, document);
	KV_TEXT(w, "DocumentState", kyc_document_words[k->documents[document].state]);
	KV_TEXT(w, "State", kyc_state_words[k->state]);
	KV_TEXT(w, "Level", kyc_level_words[k->level]);
	json_close_object(w);
	json_close_object(w);
}

static enum err read_reason(struct write *x, struct str text, unsigned *ret)
{
	return write_word(x, text, word_document_reason, word_document_reason_count(), "/Reason", ret);
}

static enum err review(struct write *x)
{
	static const char *const verdicts[] = {"Reject", "Accept"};
	static const struct json_bind fields[] = {BIND_TEXT(kyc_body, "RequestId", id, KEY_MAX),
						  BIND_TEXT(kyc_body, "Verdict", verdict, WORD_MAX),
						  BIND_MAYBE(kyc_body, "Reason", reason, WORD_MAX)};
	struct kyc_body b = {0};
	unsigned accepted, reason = 0;
	uint32_t document;
	if (!ref_parse(REF_DOCUMENT, x->object, x->s->h->number, &document) || document >= x->s->h->kyc.document_count)
		return ERR_NOT_FOUND;
	enum err e = WRITE_BIND(x, fields, &b);
	if (e == OK)
		e = WRITE_CHOICE(x, b.verdict, verdicts, "/Verdict", &accepted);
	if (e == OK && accepted == (b.reason.p != NULL))
		e = write_bad(x, "/Reason");
	if (e == OK && !accepted)
		e = read_reason(x, b.reason, &reason);
	if (e == OK)
		e = effect_review_document(x->s, document, accepted, reason);
	if (e == OK)
		answer(x, "DocumentReview", document);
	return e;
}

static enum err request_document(struct write *x)
{
	static const struct json_bind fields[] = {BIND_TEXT(kyc_body, "RequestId", id, KEY_MAX),
						  BIND_TEXT(kyc_body, "Type", type, WORD_MAX),
						  BIND_MAYBE(kyc_body, "Reason", reason, WORD_MAX)};
	struct kyc_body b = {0};
	unsigned kind, reason = 0;
	uint32_t document;
	enum err e = WRITE_BIND(x, fields, &b);
	if (e == OK)
		e = WRITE_CHOICE(x, b.type, kyc_kind_words, "/Type", &kind);
	if (e == OK && b.reason.p)
		e = read_reason(x, b.reason, &reason);
	if (e == OK)
		e = effect_request_document(x->s, kind, reason, &document);
	if (e == OK)
		answer(x, "DocumentRequest", document);
	return e;
}

const struct write_route writes_kyc[] = {
	{HTTP_POST, "/kyc/v1/subjects/{id}/documents/{ref}/review", review},
	{HTTP_POST, "/kyc/v1/subjects/{id}/document-requests", request_document},
};
const size_t writes_kyc_count = ARRAY_LEN(writes_kyc);
