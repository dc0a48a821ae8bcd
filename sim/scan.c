#include "sim/scan.h"

static void *chunk_buffer(struct ask *q, const struct series_kind *kind)
{
	return arena_array(q->arena, SERIES_CHUNK, kind->pack->size);
}

/* The records @first .. @end - 1 of one chunk. */
static enum err read_chunk(struct ask *q, const struct series_kind *kind, uint32_t length, uint32_t first, uint32_t end, void *to)
{
	enum err e = series_read(q->store, kind, q->number, length, first, end - first, q->scratch, to);
	return e == ERR_RANGE ? ERR_INTERNAL : e;
}

enum err scan_each(struct ask *q, const struct series_kind *kind, uint32_t length, struct page range,
		   void (*each)(void *ctx, const void *record), void *ctx)
{
	char *records = chunk_buffer(q, kind);
	enum err e = records ? OK : ERR_NOMEM;
	while (e == OK && range.first < range.end) {
		uint32_t end = MIN((range.first / SERIES_CHUNK + 1) * SERIES_CHUNK, range.end);
		e = read_chunk(q, kind, length, range.first, end, records);
		for (uint32_t i = 0; e == OK && i < end - range.first; i++)
			each(ctx, records + (size_t)i * kind->pack->size);
		range.first = end;
	}
	return e;
}

enum err scan_newest(struct ask *q, const struct series_kind *kind, uint32_t length, struct page range, uint32_t limit,
		     bool (*takes)(const void *ctx, const void *record), const void *ctx, struct scan_page *ret)
{
	size_t size = kind->pack->size;
	char *chunk = chunk_buffer(q, kind);
	struct scan_page p = {.rest = range.end};
	p.records = arena_array(q->arena, MAX(limit, 1u), size);
	p.ordinals = arena_array(q->arena, MAX(limit, 1u), sizeof(*p.ordinals));
	enum err e = chunk && p.records && p.ordinals ? OK : ERR_NOMEM;
	while (e == OK && p.rest > range.first && p.count < limit) {
		uint32_t first = MAX((p.rest - 1) / SERIES_CHUNK * SERIES_CHUNK, range.first), end = p.rest;
		e = read_chunk(q, kind, length, first, end, chunk);
		while (e == OK && p.rest > first && p.count < limit) {
			const char *record = chunk + (size_t)(--p.rest - first) * size;
			if (takes && !takes(ctx, record))
				continue;
			memcpy(p.records + p.count * size, record, size);
			p.ordinals[p.count++] = p.rest;
		}
	}
	if (e == OK)
		*ret = p;
	return e;
}
