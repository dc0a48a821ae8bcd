/* Files are written front to back in two streams, filter and ids, and get their name when all of it is on the disk. */
#include "live/seen_file.h"

#include "live/seen_layout.h"
#include "store/log_segment.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SORT_BITS_MAX 20

/* A part of the file that grows. */
struct stream {
	uint64_t at;
	crypto_generichash_state sum;
	unsigned char bytes[SEEN_CHUNK * sizeof(struct seen_id)];
	size_t n;
};

struct out {
	int fd;
	char path[PATH_MAX]; /* until it has its name */
	struct seen_head head;
	struct stream filter, ids;
	struct seen_block block; /* the one that fills */
	uint64_t block_index;
	struct seen_id last;
	enum err err;
};

static void put_at(struct out *o, const void *bytes, size_t n, uint64_t at)
{
	const char *p = bytes;
	while (!o->err && n) {
		ssize_t put = pwrite(o->fd, p, n, (off_t)at);
		if (put < 0 && errno != EINTR)
			o->err = write_err(errno);
		if (put > 0) {
			p += put;
			n -= (size_t)put;
			at += (uint64_t)put;
		}
	}
}

static void stream_init(struct stream *s, uint64_t at, const struct seen_secret *k)
{
	s->at = at;
	crypto_generichash_init(&s->sum, k->bytes, SEEN_SECRET_BYTES, SEEN_SUM_BYTES);
}

static void stream_flush(struct out *o, struct stream *s)
{
	crypto_generichash_update(&s->sum, s->bytes, s->n);
	put_at(o, s->bytes, s->n, s->at);
	s->at += s->n;
	s->n = 0;
}

static void stream_put(struct out *o, struct stream *s, const void *p, size_t n)
{
	memcpy(s->bytes + s->n, p, n);
	s->n += n;
	if (s->n == sizeof s->bytes)
		stream_flush(o, s);
}

_Static_assert(sizeof((struct stream){0}.bytes) % sizeof(struct seen_block) == 0, "both fill it exactly");

static void blocks_until(struct out *o, uint64_t index)
{
	for (; o->block_index < index; o->block_index++) {
		stream_put(o, &o->filter, &o->block, sizeof o->block);
		o->block = (struct seen_block){0};
	}
}

/* In order; the same one twice is kept once. */
static void out_put(struct out *o, struct seen_id id)
{
	if (o->head.count && seen_id_eq(id, o->last))
		return;
	o->last = id;
	o->head.count++;
	blocks_until(o, seen_block_of(id, o->head.blocks));
	seen_block_set(&o->block, id);
	stream_put(o, &o->ids, &id, sizeof id);
}

/* For @most ids. */
static struct out *out_open(const char *dir, const struct seen_head *head, uint64_t most, const struct seen_secret *k,
			    enum err *ret_err)
{
	struct out *o = calloc(1, sizeof *o);
	*ret_err = ERR_NOMEM;
	if (!o)
		return NULL;
	o->head = *head;
	o->head.magic = SEEN_MAGIC;
	o->head.blocks = most * SEEN_BITS_PER_ID / (8 * sizeof(struct seen_block)) + 1;
	stream_init(&o->filter, sizeof o->head, k);
	stream_init(&o->ids, sizeof o->head + o->head.blocks * sizeof(struct seen_block), k);
	*ret_err = ERR_TOO_LARGE;
	if ((size_t)snprintf(o->path, sizeof o->path, "%s/new.ids", dir) >= sizeof o->path)
		goto fail;
	o->fd = open(o->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	*ret_err = o->fd < 0 ? write_err(errno) : OK;
	if (o->fd >= 0)
		return o;
fail:
	free(o);
	return NULL;
}

static enum err out_finish(struct out *o, const char *dir, const struct seen_secret *k)
{
	char name[SEEN_NAME_MAX], path[PATH_MAX];
	blocks_until(o, o->head.blocks);
	stream_flush(o, &o->filter);
	stream_flush(o, &o->ids);
	crypto_generichash_final(&o->filter.sum, o->head.filter_sum, SEEN_SUM_BYTES);
	crypto_generichash_final(&o->ids.sum, o->head.ids_sum, SEEN_SUM_BYTES);
	seen_head_sum(&o->head, k, o->head.head_sum);
	put_at(o, &o->head, sizeof o->head, 0);
	seen_file_name(o->head.first_seq, o->head.last_seq, name);
	if (!o->err && (size_t)snprintf(path, sizeof path, "%s/%s", dir, name) >= sizeof path)
		o->err = ERR_TOO_LARGE;
	if (!o->err && fsync(o->fd))
		o->err = write_err(errno);
	close(o->fd);
	if (!o->err && rename(o->path, path))
		o->err = write_err(errno);
	enum err err = o->err ? o->err : dir_sync(dir);
	if (o->err)
		unlink(o->path);
	free(o);
	return err;
}

static int compare_ids(const void *a, const void *b)
{
	const struct seen_id *x = a, *y = b;
	return seen_id_less(*x, *y) ? -1 : seen_id_less(*y, *x);
}

/* Ids are hashes, so their first bits cut them into parts of about four, which are all but sorted then. */
static void sort_ids(struct seen_id *ids, size_t count)
{
	unsigned bits = 1;
	while (bits < SORT_BITS_MAX && count >> (bits + 2))
		bits++;
	size_t *ends = calloc(((size_t)1 << bits) + 1, sizeof *ends);
	struct seen_id *parts = malloc(count * sizeof *parts);
	if (!ends || !parts) {
		qsort(ids, count, sizeof *ids, compare_ids);
	} else {
		for (size_t i = 0; i < count; i++)
			ends[(ids[i].hi >> (64 - bits)) + 1]++;
		for (size_t b = 1; b <= (size_t)1 << bits; b++)
			ends[b] += ends[b - 1];
		for (size_t i = 0; i < count; i++)
			parts[ends[ids[i].hi >> (64 - bits)]++] = ids[i];
		for (size_t i = 0; i < count; i++) {
			size_t at = i;
			for (; at && seen_id_less(parts[i], ids[at - 1]); at--)
				ids[at] = ids[at - 1];
			ids[at] = parts[i];
		}
	}
	free(parts);
	free(ends);
}

enum err seen_file_write(const char *dir, uint64_t first_seq, uint64_t last_seq, struct seen_id *ids, size_t count,
			 const struct seen_secret *k)
{
	enum err err;
	const struct seen_head head = {.first_seq = first_seq, .last_seq = last_seq};
	struct out *o = out_open(dir, &head, count, k, &err);
	if (!o)
		return err;
	if (count)
		sort_ids(ids, count);
	for (size_t i = 0; i < count; i++)
		out_put(o, ids[i]);
	return out_finish(o, dir, k);
}

static size_t least_of(struct seen_file *const *files, const size_t *at, size_t count)
{
	size_t least = count;
	for (size_t i = 0; i < count; i++)
		if (at[i] < files[i]->count &&
		    (least == count || seen_id_less(files[i]->ids[at[i]], files[least]->ids[at[least]])))
			least = i;
	return least;
}

enum err seen_file_merge(const char *dir, struct seen_file *const *files, size_t count, const struct seen_secret *k,
			 const atomic_bool *stop)
{
	size_t at[SEEN_MERGE_MAX] = {0}, least;
	struct seen_head head = {0};
	uint64_t most = 0;
	enum err err;
	MUST(count > 0 && count <= SEEN_MERGE_MAX);
	head.first_seq = files[0]->first_seq;
	head.last_seq = files[count - 1]->last_seq;
	for (size_t i = 0; i < count; i++) {
		head.level = MAX(head.level, (uint64_t)files[i]->level + 1);
		most += files[i]->count;
	}
	struct out *o = out_open(dir, &head, most, k, &err);
	if (!o)
		return err;
	while ((least = least_of(files, at, count)) < count && !o->err) {
		if (o->ids.n == 0 && stop && atomic_load_explicit(stop, memory_order_relaxed))
			o->err = ERR_CANCELLED;
		out_put(o, files[least]->ids[at[least]++]);
	}
	return out_finish(o, dir, k);
}
