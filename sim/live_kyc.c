/* sim/live_kyc.c - documents that are reviewed and asked for. */
#include "sim/draw.h"
#include "sim/effects.h"
#include "sim/refs.h"

#define CHECK_YEARS_MS (3 * 365 * INT64_C(86400000))

static bool find_document(const struct live_scene *s, uint32_t *ret)
{
	const struct kyc *k = &s->h->kyc;
	bool any = false;
	if (s->order->object.p)
		return ref_parse(REF_DOCUMENT, s->order->object, s->h->number, ret) && *ret < k->document_count;
	for (uint32_t i = 0; i < k->document_count; i++) {
		if (k->documents[i].state == DOCUMENT_REQUESTED)
			continue;
		*ret = i;
		any = true;
		if (k->documents[i].state == DOCUMENT_UPLOADED)
			break;
	}
	return any;
}

/* Identity, address and source of funds, as sim/words.c lists checks. */
static unsigned check_of(enum draw_kind kind)
{
	return kind == DRAW_UTILITY_BILL ? 1 : kind == DRAW_BANK_STATEMENT ? 3 : 0;
}

static void note_check(struct live_scene *s, unsigned kind, bool passed)
{
	struct kyc *k = &s->h->kyc;
	struct kyc_check *c = NULL;
	for (unsigned i = 0; i < k->check_count; i++)
		if (k->checks[i].kind == kind)
			c = &k->checks[i];
	if (!c && k->check_count == CHECKS_MAX)
		return;
	if (!c) {
		c = &k->checks[k->check_count++];
		*c = (struct kyc_check){.kind = (uint8_t)kind};
	}
	c->outcome = passed ? OUTCOME_PASS : OUTCOME_FAIL;
	c->at = s->at;
	c->until = passed ? s->at + CHECK_YEARS_MS : 0;
}

static void verify(struct live_scene *s, unsigned check, bool passed)
{
	struct kyc *k = &s->h->kyc;
	if (check == 1)
		k->address = passed;
	else if (check == 3)
		k->funds = passed;
	else {
		k->identity = passed;
		k->state = passed ? KYC_VERIFIED : KYC_REJECTED;
	}
	if (k->state == KYC_VERIFIED)
		scene_lift(s, REASON_KYC, 0);
	s->h->touched_profile |= s->h->profile.kyc != k->state;
	s->h->profile.kyc = k->state;
}

static void conclude(struct live_scene *s, struct document *d, enum document_state state, unsigned reason)
{
	bool passed = state == DOCUMENT_ACCEPTED;
	unsigned check = check_of((enum draw_kind)d->kind);
	d->state = (uint8_t)state;
	d->reviewed_at = s->at;
	d->reason = (uint8_t)reason;
	if (state == DOCUMENT_EXPIRED)
		return;
	note_check(s, check, passed);
	verify(s, check, passed);
	scene_letter(s, passed ? LETTER_KYC_DONE : LETTER_KYC_REJECTED);
}

enum err effect_review_document(struct live_scene *s, uint32_t document, bool accepted, unsigned reason)
{
	struct document *d = &s->h->kyc.documents[document];
	enum document_state state = accepted ? DOCUMENT_ACCEPTED : DOCUMENT_REJECTED;
	MUST(document < s->h->kyc.document_count);
	if (d->state == DOCUMENT_REQUESTED)
		return scene_conflict(s, "not_uploaded");
	if (d->state == state)
		return scene_conflict(s, "already_decided");
	conclude(s, d, state, accepted ? 0 : reason);
	return OK;
}

enum err effect_request_document(struct live_scene *s, unsigned kind, unsigned reason, uint32_t *ret_document)
{
	struct kyc *k = &s->h->kyc;
	for (unsigned i = 0; i < k->document_count; i++)
		if (k->documents[i].kind == kind && k->documents[i].state == DOCUMENT_REQUESTED)
			return scene_conflict(s, "already_requested");
	if (k->document_count == DOCUMENTS_MAX)
		return scene_conflict(s, "too_many_documents");
	k->documents[k->document_count++] =
		(struct document){.kind = (uint8_t)kind, .state = DOCUMENT_REQUESTED, .reason = (uint8_t)reason};
	scene_letter(s, LETTER_KYC_REQUEST);
	*ret_document = k->document_count - 1u;
	return OK;
}

enum err act_kyc_decide(struct live_scene *s)
{
	uint32_t n;
	unsigned reason = 0;
	if (!find_document(s, &n))
		return scene_conflict(s, "no_document");
	struct document *d = &s->h->kyc.documents[n];
	if (d->state == DOCUMENT_REQUESTED)
		return scene_conflict(s, "not_uploaded");
	if (s->order->document == DOCUMENT_REJECTED)
		reason = 1 + rng_below(s->rng, word_document_reason_count() - 1);
	conclude(s, d, (enum document_state)s->order->document, reason);
	s->ordinal = n;
	return OK;
}
