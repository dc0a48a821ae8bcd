#include "directory/segment_write.h"

#include "directory/segment_draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WRITE_CHUNK     ((size_t)8 << 20)
#define FACET_BYTES_MAX ((size_t)64 << 20)

struct input {
	const char *p; /* NULL: removed */
	uint32_t n, id_at;
};

void segment_writer_init(struct segment_writer *w, const char *dir, const atomic_bool *stop)
{
	*w = (struct segment_writer){.dir = dir, .stop = stop};
	scratch_init(&w->inputs, dir);
	scratch_init(&w->ids, dir);
	scratch_init(&w->gone, dir);
}

void segment_writer_done(struct segment_writer *w)
{
	scratch_done(&w->inputs);
	scratch_done(&w->ids);
	scratch_done(&w->gone);
}

static enum err add_input(struct segment_writer *w, struct str stored, struct str id)
{
	if (w->count >= SEGMENT_DOCS_MAX || w->ids.n > SEGMENT_STORED_MAX)
		return ERR_TOO_LARGE;
	struct input in = {stored.p, (uint32_t)stored.n, (uint32_t)w->ids.n};
	scratch_add(&w->inputs, &in, sizeof(in));
	scratch_add(&w->ids, id.p, id.n);
	scratch_add(&w->ids, "", 1);
	w->count++;
	return w->inputs.failed ? w->inputs.failed : w->ids.failed;
}

enum err segment_writer_add(struct segment_writer *w, struct str stored)
{
	return add_input(w, stored, customer_id(stored));
}

enum err segment_writer_remove(struct segment_writer *w, struct str id)
{
	enum err e = add_input(w, STR_NONE, id);
	return e ? e : segment_writer_gone(w, id);
}

enum err segment_writer_gone(struct segment_writer *w, struct str id)
{
	scratch_add(&w->gone, id.p, id.n);
	scratch_add(&w->gone, "", 1);
	return w->gone.failed;
}

static void draft_init(struct draft *d, const char *dir)
{
	*d = (struct draft){.dir = dir};
	for (unsigned i = 0; i < SECTION_COUNT_; i++)
		scratch_init(&d->section[i], dir);
	struct scratch *others[] = {&d->items, &d->tmp, &d->id_docs, &d->name_at, &d->user_at, &d->facet_pairs};
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		scratch_init(others[i], dir);
	map_init(&d->facet_values);
	arena_init(&d->facet_arena, FACET_BYTES_MAX);
}

static void draft_done(struct draft *d)
{
	for (unsigned i = 0; i < SECTION_COUNT_; i++)
		scratch_done(&d->section[i]);
	struct scratch *others[] = {&d->items, &d->tmp, &d->id_docs, &d->name_at, &d->user_at, &d->facet_pairs};
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		scratch_done(others[i]);
	map_done(&d->facet_values);
	arena_done(&d->facet_arena);
	free(d->values);
}

/* Inputs by id, the last of equal ones only. */
static enum err sort_by_id(const struct segment_writer *w, struct draft *d)
{
	enum err e = scratch_resize(&d->items, w->count * sizeof(struct strsort_item));
	e = e ? e : scratch_resize(&d->tmp, w->count * sizeof(struct strsort_item));
	if (e)
		return e;
	struct strsort_item *it = (void *)d->items.p;
	const struct input *in = (const void *)w->inputs.p;
	for (uint32_t i = 0; i < w->count; i++)
		it[i] = (struct strsort_item){.at = in[i].id_at, .doc = i};
	strsort(it, w->count, w->ids.p, 0, (void *)d->tmp.p);
	for (uint32_t i = 0; i < w->count; i++) {
		bool again = i + 1 < w->count && strcmp(w->ids.p + it[i].at, w->ids.p + it[i + 1].at) == 0;
		if (!again && in[it[i].doc].p)
			it[d->docs++] = it[i];
	}
	return OK;
}

/* Best tier first, newest registration first, then id: stable from the order of ids. */
static uint64_t relevance_key(const char *stored)
{
	struct customer_head h;
	memcpy(&h, stored, sizeof(h));
	return (uint64_t)(uint32_t)(INT8_MAX - h.vip_tier) << 32 | ~((uint32_t)h.registration_date ^ 0x80000000u);
}

/* Numbers the documents: items become the order of documents, .doc their input. */
static enum err number_documents(const struct segment_writer *w, struct draft *d)
{
	struct strsort_item *it = (void *)d->items.p;
	const struct input *in = (const void *)w->inputs.p;
	enum err e = scratch_resize(&d->id_docs, d->docs * sizeof(uint32_t));
	if (e)
		return e;
	for (uint32_t i = 0; i < d->docs; i++)
		it[i] = (struct strsort_item){.key = relevance_key(in[it[i].doc].p), .at = i, .doc = it[i].doc};
	strsort_keys(it, d->docs, (void *)d->tmp.p);
	for (uint32_t doc = 0; doc < d->docs; doc++)
		((uint32_t *)(void *)d->id_docs.p)[it[doc].at] = doc;
	return OK;
}

static enum err fill_documents(const struct segment_writer *w, struct draft *d)
{
	const struct strsort_item *it = (const void *)d->items.p;
	const struct input *in = (const void *)w->inputs.p;
	for (uint32_t doc = 0; doc < d->docs; doc++) {
		const struct input *i = &in[it[doc].doc];
		enum err e = draft_document(d, doc, str_mem(i->p, i->n));
		if (e)
			return e;
		if (w->stop && (doc & 1023) == 0 && atomic_load_explicit(w->stop, memory_order_relaxed))
			return ERR_CANCELLED;
	}
	return draft_end_documents(d);
}

static enum err make_sections(struct segment_writer *w, struct draft *d)
{
	/* Reading eight bytes behind the last id must stay inside. */
	scratch_add(&w->ids, "\0\0\0\0\0\0\0", 8);
	enum err e = w->ids.failed;
	e = e ? e : sort_by_id(w, d);
	e = e ? e : number_documents(w, d);
	e = e ? e : fill_documents(w, d);
	for (unsigned c = 0; c < COLUMN_COUNT_ && !e; c++) {
		e = draft_column(d, (enum segment_column)c);
		e = e ? e : draft_broad(d, (enum segment_column)c);
		if (!e && w->stop && atomic_load_explicit(w->stop, memory_order_relaxed))
			e = ERR_CANCELLED;
	}
	e = e ? e : draft_orders(d);
	e = e ? e : draft_facets(d);
	e = e ? e : draft_trigrams(d);
	if (!e) {
		scratch_done(&d->section[SECTION_GONE]);
		scratch_add(&d->section[SECTION_GONE], w->gone.p, w->gone.n);
		e = d->section[SECTION_GONE].failed;
	}
	return e;
}

static enum err write_at(int fd, const char *p, size_t n, uint64_t at)
{
	while (n) {
		ssize_t k = pwrite(fd, p, MIN(n, WRITE_CHUNK), (off_t)at);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return k < 0 ? err_from_errno(errno) : ERR_IO;
		p += k;
		n -= (size_t)k;
		at += (uint64_t)k;
	}
	return OK;
}

static enum err write_sections(const struct draft *d, int fd)
{
	struct segment_head h = {.docs = d->docs, .sections = SECTION_COUNT_};
	memcpy(h.magic, SEGMENT_MAGIC, sizeof(h.magic));
	uint64_t at = (sizeof(h) + 7) / 8 * 8;
	for (unsigned i = 0; i < SECTION_COUNT_; i++) {
		h.section[i].at = at;
		h.section[i].bytes = d->section[i].n;
		enum err e = write_at(fd, d->section[i].p, d->section[i].n, at);
		if (e)
			return e;
		at = (at + d->section[i].n + 7) / 8 * 8;
	}
	h.file_bytes = at;
	h.checksum = str_hash_stable(str_mem((const char *)&h, offsetof(struct segment_head, checksum)));
	if (ftruncate(fd, (off_t)at))
		return err_from_errno(errno);
	return write_at(fd, (const char *)&h, sizeof(h), 0);
}

static enum err write_file(const struct draft *d, const char *path)
{
	char tmp[4096];
	if (snprintf(tmp, sizeof(tmp), "%s.tmp", path) >= (int)sizeof(tmp))
		return ERR_TOO_LARGE;
	int fd = open(tmp, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_from_errno(errno);
	enum err e = write_sections(d, fd);
	if (!e && fdatasync(fd))
		e = err_from_errno(errno);
	if (close(fd) && !e)
		e = err_from_errno(errno);
	if (!e && rename(tmp, path))
		e = err_from_errno(errno);
	if (e)
		unlink(tmp);
	return e;
}

enum err segment_writer_finish(struct segment_writer *w, const char *path)
{
	struct draft d;
	draft_init(&d, w->dir);
	enum err e = make_sections(w, &d);
	e = e ? e : write_file(&d, path);
	draft_done(&d);
	return e;
}
