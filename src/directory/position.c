#include "directory/position.h"

#define VERSION 1

struct position {
	uint64_t query_hash;
	int32_t registered;
	uint16_t key_n, id_n;
	uint8_t version, class, zero[5];
	int8_t vip;
};

static void hash_strs(struct buf *b, const struct str *items, size_t count)
{
	buf_u64(b, count);
	for (size_t i = 0; i < count; i++) {
		buf_char(b, ' ');
		buf_u64(b, items[i].n);
		buf_char(b, ':');
		buf_str(b, items[i]);
	}
}

uint64_t position_query_hash(const struct directory_query *q)
{
	struct buf b;
	const struct directory_filters *f = &q->filters;
	buf_init(&b, (size_t)1 << 20);
	buf_printf(&b, "%d %d %d %u %u %u %d ", q->sort, q->descending, q->contact_visible, f->account_status, f->vip_tier,
		   f->kyc_status, f->risk_at_least);
	buf_printf(&b, "%d %d ", f->has_registered_from ? f->registered_from : INT32_MIN,
		   f->has_registered_to ? f->registered_to : INT32_MAX);
	hash_strs(&b, f->countries, f->country_count);
	hash_strs(&b, f->brands, f->brand_count);
	hash_strs(&b, f->tags, f->tag_count);
	hash_strs(&b, &q->text, 1);
	uint64_t h = str_hash_stable(buf_view(&b));
	buf_done(&b);
	return h;
}

struct str position_encode(const struct probe_order *o, uint64_t query_hash, struct arena *a)
{
	struct position p = {.query_hash = query_hash,
			     .registered = o->registered,
			     .key_n = (uint16_t)o->key.n,
			     .id_n = (uint16_t)o->id.n,
			     .version = VERSION,
			     .class = (uint8_t)o->class,
			     .vip = o->vip};
	size_t n = sizeof(p) + o->key.n + o->id.n;
	char *to = n <= DIRECTORY_POSITION_MAX ? arena_alloc(a, n) : NULL;
	if (!to)
		return STR_NONE;
	memcpy(to, &p, sizeof(p));
	if (o->key.n)
		memcpy(to + sizeof(p), o->key.p, o->key.n);
	memcpy(to + sizeof(p) + o->key.n, o->id.p, o->id.n);
	return str_mem(to, n);
}

enum err position_decode(struct str bytes, uint64_t query_hash, struct probe_order *ret)
{
	struct position p;
	if (bytes.n < sizeof(p) || bytes.n > DIRECTORY_POSITION_MAX)
		return ERR_SHAPE;
	memcpy(&p, bytes.p, sizeof(p));
	if (p.version != VERSION || p.query_hash != query_hash || p.class > CLASS_INFIX || p.id_n == 0 ||
	    bytes.n != sizeof(p) + p.key_n + p.id_n)
		return ERR_SHAPE;
	ret->resume = true;
	ret->class = (enum term_class)p.class;
	ret->vip = p.vip;
	ret->registered = p.registered;
	ret->key = str_mem(bytes.p + sizeof(p), p.key_n);
	ret->id = str_mem(bytes.p + sizeof(p) + p.key_n, p.id_n);
	return OK;
}
