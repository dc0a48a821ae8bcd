#include "directory/index.h"
#include "directory/segment_write.h"

#include <unistd.h>

#define MERGE_BYTES_MAX ((uint64_t)2 << 30) /* of the files that are merged */

/* The newest segments that are due together: each is joined by the one before it while that is not far larger. */
static bool merge_run(const struct edition *v, size_t *ret_from)
{
	if (v->count < 2)
		return false;
	size_t from = v->count - 1;
	uint64_t docs = v->parts[from].segment->docs, alive = v->parts[from].alive->count,
		 bytes = v->parts[from].segment->map_bytes;
	while (from > 0) {
		const struct edition_part *p = &v->parts[from - 1];
		bool far_larger = p->segment->docs > MAX(docs, INDEX_MERGE_SMALL) * INDEX_MERGE_FACTOR;
		if (far_larger || alive + p->alive->count > SEGMENT_DOCS_MAX || bytes + p->segment->map_bytes > MERGE_BYTES_MAX)
			break;
		docs += p->segment->docs;
		alive += p->alive->count;
		bytes += p->segment->map_bytes;
		from--;
	}
	*ret_from = from;
	return from < v->count - 1;
}

static enum err merge_into(const struct edition *v, size_t from, struct segment_writer *w)
{
	enum err e = OK;
	for (size_t i = from; i < v->count && !e; i++) {
		const struct edition_part *p = &v->parts[i];
		for (uint32_t doc = 0; doc < p->segment->docs && !e; doc++)
			if (bits_get(p->alive->bits, doc))
				e = segment_writer_add(w, segment_stored(p->segment, doc));
		/* With nothing older left, there is nothing to delete from. */
		for (struct str rest = p->segment->gone; from > 0 && rest.n && !e;) {
			struct str id;
			if (!str_split(&rest, '\0', &id))
				break;
			e = id.n ? segment_writer_gone(w, id) : OK;
		}
	}
	return e;
}

static enum err merge_commit(struct index *x, const struct edition *v, size_t from, struct segment *s)
{
	size_t at = 0;
	while (at < x->view->count && x->view->parts[at].segment != v->parts[from].segment)
		at++;
	/* Nobody else takes segments out: merges and builds run one after the other. */
	MUST(at + (v->count - from) <= x->view->count);
	return index_commit(x, at, at + (v->count - from), &s, 1);
}

enum err index_merge(struct index *x, bool *ret_more)
{
	struct segment_writer w;
	struct segment *s = NULL;
	size_t from = 0;
	char path[4096];
	*ret_more = false;
	struct edition *v = index_view(x);
	if (!merge_run(v, &from)) {
		edition_unref(v);
		return OK;
	}
	index_write_begin(x);
	uint64_t number = x->next_number++;
	index_write_end(x);
	segment_writer_init(&w, x->dir, &x->stop);
	index_segment_path(x, number, path);
	enum err e = merge_into(v, from, &w);
	e = e ? e : segment_writer_finish(&w, path);
	segment_writer_done(&w);
	e = e ? e : segment_open(path, number, &s);
	if (!e) {
		index_write_begin(x);
		e = merge_commit(x, v, from, s);
		index_write_end(x);
		*ret_more = e == OK;
	}
	if (e)
		unlink(path);
	segment_unref(s);
	edition_unref(v);
	return e;
}
