#include "sim/pack.h"

#define VARINT_MAX 10

struct cursor {
	unsigned char *p;
	unsigned char bytes[(PACK_FIELDS_MAX + 1) * VARINT_MAX];
	struct buf *out;
};

static void put(struct cursor *c, uint64_t v)
{
	while (v >= 0x80) {
		*c->p++ = (unsigned char)(v | 0x80);
		v >>= 7;
	}
	*c->p++ = (unsigned char)v;
}

static void flush(struct cursor *c)
{
	buf_add(c->out, c->bytes, (size_t)(c->p - c->bytes));
	c->p = c->bytes;
}

static uint64_t zigzag(int64_t v)
{
	return ((uint64_t)v << 1) ^ (uint64_t)(v >> 63);
}
static int64_t unzigzag(uint64_t v)
{
	return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

/* The number that is written; 0 means that nothing is. */
static uint64_t field_number(const struct pack_field *f, const char *rec, const char *prev)
{
	const char *at = rec + f->offset;
	switch (f->type) {
	case PACK_U8:
		return *(const uint8_t *)at;
	case PACK_U16:
		return *(const uint16_t *)(const void *)at;
	case PACK_U32:
		return *(const uint32_t *)(const void *)at;
	case PACK_U64:
		return *(const uint64_t *)(const void *)at;
	case PACK_I32:
		return zigzag(*(const int32_t *)(const void *)at);
	case PACK_I64:
		return zigzag(*(const int64_t *)(const void *)at);
	case PACK_DELTA32: {
		int64_t before = prev ? *(const uint32_t *)(const void *)(prev + f->offset) : 0;
		return zigzag((int64_t) * (const uint32_t *)(const void *)at - before);
	}
	case PACK_DELTA64: {
		int64_t before = prev ? *(const int64_t *)(const void *)(prev + f->offset) : 0;
		/* Wraps, as reading back does. */
		return zigzag((int64_t)((uint64_t) * (const int64_t *)(const void *)at - (uint64_t)before));
	}
	case PACK_TEXT:
		return strnlen(at, f->size - 1);
	case PACK_LIST:
		return *(const uint8_t *)(rec + f->count_offset);
	}
	return 0;
}

static void encode_list(const struct pack_field *f, const char *rec, uint64_t n, struct cursor *c)
{
	const char *item = rec + f->offset, *before = NULL;
	MUST(n <= f->size);
	flush(c);
	for (uint64_t i = 0; i < n; i++) {
		pack_encode(f->items, item, before, c->out);
		before = item;
		item += f->items->size;
	}
}

void pack_encode(const struct pack_table *t, const void *rec, const void *prev, struct buf *out)
{
	uint64_t numbers[PACK_FIELDS_MAX], mask = 0;
	struct cursor c;
	c.p = c.bytes;
	c.out = out;
	for (uint32_t i = 0; i < t->count; i++) {
		numbers[i] = field_number(&t->fields[i], rec, prev);
		mask |= (uint64_t)(numbers[i] != 0) << i;
	}
	put(&c, mask);
	for (; mask; mask &= mask - 1) {
		unsigned i = (unsigned)__builtin_ctzll(mask);
		const struct pack_field *f = &t->fields[i];
		put(&c, numbers[i]);
		if (f->type == PACK_TEXT) {
			flush(&c);
			buf_add(out, (const char *)rec + f->offset, numbers[i]);
		} else if (f->type == PACK_LIST) {
			encode_list(f, rec, numbers[i], &c);
		}
	}
	flush(&c);
}

static bool take(struct str *in, uint64_t *ret)
{
	uint64_t v = 0;
	const unsigned char *p = (const unsigned char *)in->p;
	for (size_t i = 0; i < in->n && i < VARINT_MAX; i++) {
		v |= (uint64_t)(p[i] & 0x7f) << (7 * i);
		if (p[i] < 0x80) {
			in->p += i + 1;
			in->n -= i + 1;
			*ret = v;
			return true;
		}
	}
	return false;
}

static enum err decode_list(const struct pack_field *f, struct str *in, uint64_t n, char *rec)
{
	char *item = rec + f->offset;
	const char *before = NULL;
	if (n > f->size || n > UINT8_MAX)
		return ERR_CORRUPT;
	*(uint8_t *)(rec + f->count_offset) = (uint8_t)n;
	for (uint64_t i = 0; i < n; i++) {
		enum err e = pack_decode(f->items, in, before, item);
		if (e)
			return e;
		before = item;
		item += f->items->size;
	}
	return OK;
}

static enum err decode_field(const struct pack_field *f, struct str *in, uint64_t v, const char *prev, char *rec)
{
	char *at = rec + f->offset;
	switch (f->type) {
	case PACK_U8:
		*(uint8_t *)at = (uint8_t)v;
		return OK;
	case PACK_U16:
		*(uint16_t *)(void *)at = (uint16_t)v;
		return OK;
	case PACK_U32:
		*(uint32_t *)(void *)at = (uint32_t)v;
		return OK;
	case PACK_U64:
		*(uint64_t *)(void *)at = v;
		return OK;
	case PACK_I32:
		*(int32_t *)(void *)at = (int32_t)unzigzag(v);
		return OK;
	case PACK_I64:
		*(int64_t *)(void *)at = unzigzag(v);
		return OK;
	case PACK_DELTA32:
	case PACK_DELTA64: /* set for every record, by decode_deltas() */
		return OK;
	case PACK_TEXT:
		if (v >= f->size || v > in->n)
			return ERR_CORRUPT;
		memcpy(at, in->p, v);
		in->p += v;
		in->n -= v;
		return OK;
	case PACK_LIST:
		return decode_list(f, in, v, rec);
	}
	(void)prev;
	return ERR_CORRUPT;
}

/* A difference of zero is not written, but its field is the record before's. */
static void decode_delta(const struct pack_field *f, uint64_t v, const char *prev, char *rec)
{
	uint64_t diff = (uint64_t)unzigzag(v);
	if (f->type == PACK_DELTA32)
		*(uint32_t *)(void *)(rec + f->offset) =
			(prev ? *(const uint32_t *)(const void *)(prev + f->offset) : 0) + (uint32_t)diff;
	else if (f->type == PACK_DELTA64)
		*(int64_t *)(void *)(rec + f->offset) =
			(int64_t)((prev ? (uint64_t) * (const int64_t *)(const void *)(prev + f->offset) : 0) + diff);
}

enum err pack_decode(const struct pack_table *t, struct str *in, const void *prev, void *rec)
{
	uint64_t mask, v;
	if (!take(in, &mask) || (t->count < 64 && mask >> t->count))
		return ERR_CORRUPT;
	memset(rec, 0, t->size);
	for (uint32_t i = 0; i < t->count; i++) {
		const struct pack_field *f = &t->fields[i];
		v = 0;
		if (mask >> i & 1) {
			if (!take(in, &v))
				return ERR_CORRUPT;
			enum err e = decode_field(f, in, v, prev, rec);
			if (e)
				return e;
		}
		if (f->type == PACK_DELTA32 || f->type == PACK_DELTA64)
			decode_delta(f, v, prev, rec);
	}
	return OK;
}
