/* sim/gen_kyc.c - identity checks, screening and documents. */
#include "sim/draw.h"
#include "sim/gen.h"

#include <stdio.h>

static void set(char *dst, size_t size, const char *text)
{
	(void)str_copy(dst, size, str_of(text));
}
#define SET(dst, text) set((dst), sizeof(dst), (text))

static void draw_number(struct gen *g, enum draw_kind kind, char out[20])
{
	if (kind == DRAW_UTILITY_BILL || kind == DRAW_BANK_STATEMENT)
		(void)snprintf(out, 20, "%010u", (uint32_t)rng_below(&g->rng, 4000000000u));
	else
		(void)snprintf(out, 20, "%c%c%07u", 'A' + (char)rng_below(&g->rng, 26), 'A' + (char)rng_below(&g->rng, 26),
			       rng_below(&g->rng, 10000000));
}

static void add_document(struct gen *g, enum draw_kind kind, enum document_state state, int64_t at)
{
	struct kyc *k = &g->h->kyc;
	at += k->document_count * MINUTE_MS; /* one after the other */
	struct document *d = &k->documents[k->document_count++];
	bool paper = kind == DRAW_UTILITY_BILL || kind == DRAW_BANK_STATEMENT;
	*d = (struct document){.kind = (uint8_t)kind, .state = (uint8_t)state, .pdf = paper, .seed = rng_u64(&g->rng)};
	d->pages = (uint8_t)(paper ? 1 + rng_below(&g->rng, kind == DRAW_BANK_STATEMENT ? 5 : 2) : 1);
	draw_number(g, kind, d->number);
	d->issue_day = (int32_t)(at / DAY_MS) - (int32_t)(paper ? 5 + rng_below(&g->rng, 60) : 200 + rng_below(&g->rng, 2000));
	d->expiry_day = paper ? 0 : d->issue_day + 3652;
	if (state == DOCUMENT_REQUESTED) {
		memset(d->number, 0, sizeof(d->number));
		d->pages = 0;
		return;
	}
	d->uploaded_at = at;
	if (state == DOCUMENT_UPLOADED)
		return;
	d->reviewed_at = at + (1 + rng_below(&g->rng, 30)) * HOUR_MS;
	if (state == DOCUMENT_REJECTED)
		d->reason = (uint8_t)(1 + rng_below(&g->rng, word_document_reason_count() - 1));
	if (state == DOCUMENT_ACCEPTED && d->expiry_day && d->expiry_day * DAY_MS < g->as_of)
		d->state = DOCUMENT_EXPIRED;
}

static void add_check(struct gen *g, unsigned kind, enum kyc_outcome outcome, int64_t at)
{
	struct kyc *k = &g->h->kyc;
	k->checks[k->check_count++] = (struct kyc_check){.kind = (uint8_t)kind,
							 .outcome = (uint8_t)outcome,
							 .vendor = (uint8_t)rng_below(&g->rng, word_vendor_count()),
							 .at = at,
							 .until = outcome == OUTCOME_PASS ? at + 3 * 365 * DAY_MS : 0};
	if (k->checks[k->check_count - 1].until && k->checks[k->check_count - 1].until < g->as_of)
		k->checks[k->check_count - 1].outcome = OUTCOME_EXPIRED;
}

static void add_screening(struct gen *g)
{
	struct kyc *k = &g->h->kyc;
	if (!rng_chance(&g->rng, 0.03))
		return;
	unsigned list = rng_below(&g->rng, word_list_count());
	k->screening[k->screening_count++] = (struct screening){
		.list = (uint8_t)list,
		.type = list >= 2,
		.outcome = rng_chance(&g->rng, 0.15) ? 0 : 2,
		.note = (uint8_t)rng_below(&g->rng, word_screening_note_count()),
		.score = (uint8_t)(30 + rng_below(&g->rng, 60)),
		.at = g->registered_at + DAY_MS,
	};
}

static enum draw_kind draw_identity(struct gen *g)
{
	static const enum draw_kind kinds[] = {DRAW_PASSPORT, DRAW_ID_CARD, DRAW_DRIVING_LICENCE};
	return kinds[rng_below(&g->rng, ARRAY_LEN(kinds))];
}

static void verified(struct gen *g, bool enhanced)
{
	struct kyc *k = &g->h->kyc;
	int64_t at = MIN(g->registered_at + (2 + rng_below(&g->rng, 70)) * HOUR_MS, g->as_of - 40 * HOUR_MS);
	at = MAX(at, g->registered_at);
	k->state = KYC_VERIFIED;
	k->level = (uint8_t)(enhanced ? 2 : rng_below(&g->rng, 2));
	k->identity = 1;
	if (rng_chance(&g->rng, 0.08))
		add_document(g, DRAW_PASSPORT, DOCUMENT_REJECTED, g->registered_at + HOUR_MS);
	add_document(g, draw_identity(g), DOCUMENT_ACCEPTED, at);
	add_check(g, 0, OUTCOME_PASS, at);
	add_check(g, 2, OUTCOME_PASS, at);
	if (enhanced || rng_chance(&g->rng, 0.85)) {
		k->address = 1;
		add_document(g, DRAW_UTILITY_BILL, DOCUMENT_ACCEPTED, at);
		add_check(g, 1, OUTCOME_PASS, at);
	}
	if (enhanced) {
		k->funds = 1;
		add_document(g, DRAW_BANK_STATEMENT, DOCUMENT_ACCEPTED, at);
		add_check(g, 3, OUTCOME_PASS, at);
	}
	if (enhanced || rng_chance(&g->rng, 0.3))
		k->funds_source = (uint8_t)(1 + rng_below(&g->rng, word_funds_count() - 1));
	k->next_review = at + (enhanced ? 365 : 730) * DAY_MS;
	while (k->next_review < g->as_of)
		k->next_review += 365 * DAY_MS;
}

static void pending(struct gen *g)
{
	struct kyc *k = &g->h->kyc;
	bool uploaded = rng_chance(&g->rng, 0.5);
	k->state = KYC_PENDING;
	add_document(g, draw_identity(g), uploaded ? DOCUMENT_UPLOADED : DOCUMENT_REQUESTED,
		     MAX(g->registered_at, g->as_of - 20 * HOUR_MS));
	add_document(g, DRAW_UTILITY_BILL, DOCUMENT_REQUESTED, g->registered_at);
	add_check(g, 0, OUTCOME_PENDING, g->registered_at);
}

static void rejected(struct gen *g)
{
	struct kyc *k = &g->h->kyc;
	k->state = KYC_REJECTED;
	add_document(g, draw_identity(g), DOCUMENT_REJECTED, g->registered_at + 3 * HOUR_MS);
	add_check(g, 0, OUTCOME_FAIL, g->registered_at + 4 * HOUR_MS);
}

void gen_kyc(struct gen *g)
{
	struct kyc *k = &g->h->kyc;
	const struct profile *p = &g->h->profile;
	uint32_t u = rng_below(&g->rng, 100);
	SET(k->given, g->name.given);
	SET(k->family, g->name.family);
	SET(k->given_latin, g->name.given_latin);
	SET(k->family_latin, g->name.family_latin);
	SET(k->street, g->name.street);
	SET(k->city, g->name.city);
	SET(k->postcode, g->name.postcode);
	SET(k->country, p->country);
	SET(k->currency, p->currency);
	k->sex = (uint8_t)g->name.sex;
	k->birth_day = p->birth_day;
	if (g->kind == KIND_NEW ? u < 80 : u < 4 && g->kind != KIND_TWIN)
		pending(g);
	else if (u > 97 && (g->kind == KIND_RECREATIONAL || g->kind == KIND_FLAGGED))
		rejected(g);
	else
		verified(g, g->kind == KIND_VIP || g->kind == KIND_HIGH_VOLUME);
	add_screening(g);
	g->h->profile.kyc = k->state;
	due_add(g, g->registered_at + 3 * DAY_MS, DUE_LETTER,
		k->state == KYC_VERIFIED  ? LETTER_KYC_DONE
		: k->state == KYC_PENDING ? LETTER_KYC_REQUEST
					  : LETTER_KYC_REJECTED);
}
