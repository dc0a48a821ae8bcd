/* A sealed part: its text in full, the spans that depend on the reader, its facts, and the variants made so far. */
#include "base/clock.h"
#include "base/codec.h"
#include "sources/record_pack.h"
#include "view/live_merge.h"
#include "view/render.h"

#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>

#define PART_TEXT_MAX   (4u << 20)
#define MERGE_ARENA_MAX (64u << 20)

struct part_body {
	enum part part;
	struct facts facts;
	struct blob *text;
	struct span *spans;
	char *pointers;
	struct rendered_fragment at[PART_FRAGMENTS_MAX];
	size_t count;
	unsigned sight_mask; /* the sights that make a difference to this part */
	struct str packed;   /* the record, of a part that events keep true; n == 0: of another */
	uint64_t live_seq;   /* the last event that was merged */
	_Atomic(struct variant *) variants;
};

/* Over what a reader is shown, and nothing else: two bodies that differ only in what is hidden from a class have one version for
 * it. */
static void make_version(const struct part_body *b, struct variant *v)
{
	crypto_generichash_state hash;
	unsigned char out[16];
	crypto_generichash_init(&hash, NULL, 0, sizeof out);
	for (size_t i = 0; i < b->count; i++) {
		const char *text = v->text->p;
		crypto_generichash_update(&hash, (const unsigned char *)text + v->at[i].start, v->at[i].length);
		crypto_generichash_update(&hash, (const unsigned char *)"\n", 1);
		crypto_generichash_update(&hash, (const unsigned char *)text + v->at[i].masked_start, v->at[i].masked_length);
		crypto_generichash_update(&hash, (const unsigned char *)"\n", 1);
	}
	crypto_generichash_final(&hash, out, sizeof out);
	codec_hex(out, sizeof out, v->version);
}

static void keep_rendered(struct part_body *b, const struct render *r, struct span_list *spans)
{
	b->facts = r->facts;
	b->count = r->count;
	memcpy(b->at, r->at, sizeof b->at);
	for (size_t i = 0; i < spans->count; i++)
		b->sight_mask |= spans->items[i].sight;
	b->spans = spans->items;
	spans->items = NULL;
	size_t pointers_bytes;
	b->pointers = buf_take(&spans->pointers, &pointers_bytes);
}

/* @fetched: as the service gave it; NULL: @r is that. */
static struct part_body *body_make(enum part p, const struct record *r, const struct record *fetched, size_t *ret_size)
{
	struct buf text;
	struct span_list spans;
	struct part_body *b = calloc(1, sizeof *b);
	buf_init(&text, PART_TEXT_MAX);
	span_list_init(&spans);
	struct render out = {.text = &text, .spans = &spans, .now_ms = clock_wall_ms(), .fetched = fetched};
	render_part(&out, p, r);
	if (b && buf_ok(&text) == OK && buf_ok(&spans.pointers) == OK && !spans.failed)
		b->text = blob_of(buf_view(&text));
	if (b && b->text) {
		b->part = p;
		*ret_size = sizeof *b + sizeof *b->text + text.n + spans.cap * sizeof *spans.items + spans.pointers.cap;
		keep_rendered(b, &out, &spans);
	} else {
		free(b);
		b = NULL;
	}
	buf_done(&text);
	span_list_done(&spans);
	return b;
}

/* Without it the part is asked for anew where it could have been patched: no failure. */
static void keep_record(struct part_body *b, const struct record *r, size_t *size)
{
	struct buf packed;
	buf_init(&packed, PART_TEXT_MAX);
	record_pack(&packed, r);
	size_t n = buf_ok(&packed) == OK ? packed.n : 0;
	char *copy = n ? malloc(n) : NULL;
	if (copy) {
		memcpy(copy, packed.p, n);
		b->packed = str_mem(copy, n);
		*size += n;
	}
	buf_done(&packed);
}

void *part_seal(void *ctx, enum part p, struct str customer, const struct record *r, size_t *ret_size)
{
	(void)ctx;
	(void)customer;
	struct part_body *b = body_make(p, r, NULL, ret_size);
	if (b && live_merge_can(p))
		keep_record(b, r, ret_size);
	return b;
}

void *part_bring_up(const struct snapshot *s, const struct live_customer *c, size_t *ret_size)
{
	const struct part_body *old = s->body;
	struct part_body *b = NULL;
	struct arena a;
	if (!old->packed.n)
		return NULL;
	arena_init(&a, MERGE_ARENA_MAX);
	const struct schema *schema = schema_part(old->part);
	struct record *fetched = record_unpack(old->packed, schema, &a), *r = record_unpack(old->packed, schema, &a);
	if (fetched && r && live_merge(old->part, r, c, s->started_ms - PART_NEWS_MARGIN_MS, clock_wall_ms(), &a) == OK)
		b = body_make(old->part, r, fetched, ret_size);
	if (b) {
		keep_record(b, fetched, ret_size);
		b->live_seq = c->news[old->part].seq;
	}
	arena_done(&a);
	return b;
}

uint64_t part_live_seq(const struct snapshot *s)
{
	return ((const struct part_body *)s->body)->live_seq;
}

void part_unseal(void *body)
{
	struct part_body *b = body;
	for (struct variant *v = atomic_load(&b->variants), *next; v; v = next) {
		next = v->next;
		blob_unref(v->text);
		free(v);
	}
	blob_unref(b->text);
	free(b->spans);
	free(b->pointers);
	free((char *)(uintptr_t)b->packed.p);
	free(b);
}

const struct facts *part_facts(const struct snapshot *s)
{
	return &((const struct part_body *)s->body)->facts;
}

/* Nothing to hide from this class: the text is shared as it is. */
static void variant_whole(const struct part_body *b, struct variant *v)
{
	v->text = blob_ref(b->text);
	for (size_t i = 0; i < b->count; i++) {
		v->at[i].start = b->at[i].start;
		v->at[i].length = b->at[i].length;
	}
}

/* One text: the fragments, then the lists of what was masked in each. */
static void variant_masked(const struct part_body *b, struct variant *v)
{
	struct buf text, masked;
	buf_init(&text, 2 * PART_TEXT_MAX);
	buf_init(&masked, PART_TEXT_MAX);
	uint32_t masked_end[PART_FRAGMENTS_MAX], masked_at = 0;
	for (size_t i = 0; i < b->count; i++) {
		const struct rendered_fragment *f = &b->at[i];
		struct buf own;
		struct span shifted[64];
		uint32_t n = (uint32_t)MIN(f->spans, ARRAY_LEN(shifted));
		struct span *spans = f->spans > n ? malloc(f->spans * sizeof *spans) : shifted;
		buf_init(&own, PART_TEXT_MAX);
		if (!spans) {
			text.failed = ERR_NOMEM;
			break;
		}
		for (uint32_t k = 0; k < f->spans; k++) {
			spans[k] = b->spans[f->first_span + k];
			spans[k].start -= f->start;
			spans[k].end -= f->start;
		}
		v->at[i].start = (uint32_t)text.n;
		spans_apply(str_mem(b->text->p + f->start, f->length), spans, f->spans, b->pointers, v->sight, &text, &own);
		v->at[i].length = (uint32_t)text.n - v->at[i].start;
		buf_str(&masked, buf_view(&own));
		masked_end[i] = (uint32_t)masked.n;
		buf_done(&own);
		if (spans != shifted)
			free(spans);
	}
	for (size_t i = 0; i < b->count && buf_ok(&text) == OK; i++) {
		v->at[i].masked_start = (uint32_t)text.n + masked_at;
		v->at[i].masked_length = masked_end[i] - masked_at;
		masked_at = masked_end[i];
	}
	buf_str(&text, buf_view(&masked));
	if (buf_ok(&text) == OK && buf_ok(&masked) == OK)
		v->text = blob_of(buf_view(&text));
	buf_done(&text);
	buf_done(&masked);
}

static struct variant *variant_find(struct variant *from, unsigned sight)
{
	for (struct variant *v = from; v; v = v->next)
		if (v->sight == sight)
			return v;
	return NULL;
}

static void variant_free(struct variant *v)
{
	blob_unref(v->text);
	free(v);
}

/* Two loops may make the same variant at once: the first to link wins, the other's is dropped. */
const struct variant *part_variant(struct snapshot *s, unsigned sight, size_t *ret_grown)
{
	struct part_body *b = s->body;
	sight &= b->sight_mask;
	*ret_grown = 0;
	struct variant *head = atomic_load_explicit(&b->variants, memory_order_acquire);
	struct variant *v = variant_find(head, sight);
	if (LIKELY(v))
		return v;
	v = calloc(1, sizeof *v);
	if (!v)
		return NULL;
	v->sight = sight;
	if (sight == b->sight_mask)
		variant_whole(b, v);
	else
		variant_masked(b, v);
	if (!v->text) {
		free(v);
		return NULL;
	}
	make_version(b, v);
	*ret_grown = sizeof *v + (v->text == b->text ? 0 : sizeof *v->text + v->text->n);
	do {
		struct variant *won = variant_find(head, sight);
		if (won) {
			variant_free(v);
			*ret_grown = 0;
			return won;
		}
		v->next = head;
	} while (!atomic_compare_exchange_weak_explicit(&b->variants, &head, v, memory_order_release, memory_order_acquire));
	return v;
}

bool part_masked_value(const struct snapshot *s, struct str pointer, struct str *ret_json, enum mask_kind *ret_kind)
{
	const struct part_body *b = s->body;
	for (size_t f = 0; f < b->count; f++)
		for (uint32_t i = b->at[f].first_span; i < b->at[f].first_span + b->at[f].spans; i++) {
			const struct span *sp = &b->spans[i];
			if (sp->kind == MASK_NONE || !str_eq(str_mem(b->pointers + sp->pointer, sp->pointer_length), pointer))
				continue;
			*ret_json = str_mem(b->text->p + sp->start, sp->end - sp->start);
			*ret_kind = (enum mask_kind)sp->kind;
			return true;
		}
	return false;
}

bool part_has_document(const struct snapshot *s, struct str document_id)
{
	const struct part_body *b = s->body;
	struct arena a;
	struct json_reader r;
	struct str key;
	bool found = false;
	for (size_t f = 0; f < b->count; f++) {
		if (b->at[f].fragment != FRAG_DOCUMENTS)
			continue;
		arena_init(&a, 64u << 10);
		static const size_t key_and_colon = sizeof "\"documents\":" - 1;
		struct str list = str_mem(b->text->p + b->at[f].start + key_and_colon, b->at[f].length - key_and_colon);
		json_reader_init(&r, list, JSON_LIMITS_DEFAULT);
		json_enter_array(&r);
		while (json_next_element(&r)) {
			json_enter_object(&r);
			while (json_next_key(&r, NULL, &key)) {
				struct str id;
				if (str_is(key, "documentId") && json_get_string(&r, &a, &id))
					found |= str_eq(id, document_id);
				else
					json_skip(&r, NULL);
			}
		}
		arena_done(&a);
	}
	return found;
}
