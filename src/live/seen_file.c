#include "live/seen_file.h"

#include "store/log_segment.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUM_BYTES   16
#define CHUNK       4096 /* ids that are written at a time */
#define NAME_DIGITS 20

/* As it stands in the file; numbers as this machine has them, which the magic number tells. */
struct head {
	uint64_t magic;
	uint64_t first_seq, last_seq, count;
	uint64_t level;
	unsigned char ids_sum[SUM_BYTES];  /* of the ids */
	unsigned char head_sum[SUM_BYTES]; /* of all before it */
};
#define MAGIC UINT64_C(0x3173646970627631)
_Static_assert(sizeof(struct head) % _Alignof(struct seen_id) == 0, "ids are aligned behind it");

static void sum_of(const void *p, size_t n, const struct seen_secret *k, unsigned char out[SUM_BYTES])
{
	crypto_generichash(out, SUM_BYTES, p, n, k->bytes, SEEN_SECRET_BYTES);
}

void seen_file_name(uint64_t first_seq, uint64_t last_seq, char out[SEEN_NAME_MAX])
{
	snprintf(out, SEEN_NAME_MAX, "%020" PRIu64 "-%020" PRIu64 ".ids", first_seq, last_seq);
}

bool seen_file_name_parse(const char *name, uint64_t *ret_first, uint64_t *ret_last)
{
	struct str s = str_of(name);
	return s.n == 2 * NAME_DIGITS + 5 && s.p[NAME_DIGITS] == '-' && str_ends(s, STR(".ids")) &&
	       str_to_u64(str_mem(s.p, NAME_DIGITS), ret_first) == OK &&
	       str_to_u64(str_mem(s.p + NAME_DIGITS + 1, NAME_DIGITS), ret_last) == OK && *ret_first > 0 &&
	       *ret_first <= *ret_last;
}

/* --- reading --- */

static bool head_valid(const struct head *h, size_t bytes, const struct seen_secret *k)
{
	unsigned char sum[SUM_BYTES];
	if (h->magic != MAGIC || h->level > SEEN_LEVEL_MAX || h->count != (bytes - sizeof *h) / sizeof(struct seen_id) ||
	    (bytes - sizeof *h) % sizeof(struct seen_id))
		return false;
	sum_of(h, offsetof(struct head, head_sum), k, sum);
	return sodium_memcmp(sum, h->head_sum, SUM_BYTES) == 0;
}

static enum err map_file(const char *path, const void **ret_map, size_t *ret_bytes)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_from_errno(errno);
	if (fstat(fd, &st)) {
		close(fd);
		return ERR_IO;
	}
	size_t n = (size_t)st.st_size;
	const void *map = n < sizeof(struct head) ? NULL : mmap(NULL, n, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (!map)
		return ERR_CORRUPT;
	if (map == MAP_FAILED)
		return err_from_errno(errno);
	*ret_map = map;
	*ret_bytes = n;
	return OK;
}

enum err seen_file_open(const char *dir, uint64_t first_seq, uint64_t last_seq, const struct seen_secret *k,
			struct seen_file **ret)
{
	char name[SEEN_NAME_MAX], path[PATH_MAX];
	seen_file_name(first_seq, last_seq, name);
	if ((size_t)snprintf(path, sizeof path, "%s/%s", dir, name) >= sizeof path)
		return ERR_TOO_LARGE;
	struct seen_file *f = calloc(1, sizeof *f);
	if (!f)
		return ERR_NOMEM;
	enum err err = map_file(path, &f->map, &f->map_bytes);
	if (err) {
		free(f);
		return err;
	}
	const struct head *h = f->map;
	if (!head_valid(h, f->map_bytes, k) || h->first_seq != first_seq || h->last_seq != last_seq) {
		seen_file_close(f);
		return ERR_CORRUPT;
	}
	f->first_seq = first_seq;
	f->last_seq = last_seq;
	f->count = h->count;
	f->level = (uint32_t)h->level;
	f->ids = (const void *)(h + 1);
	*ret = f;
	return OK;
}

void seen_file_close(struct seen_file *f)
{
	if (!f)
		return;
	munmap((void *)(uintptr_t)f->map, f->map_bytes);
	free(f);
}

static bool is_stopped(const atomic_bool *stop)
{
	return stop && atomic_load_explicit(stop, memory_order_relaxed);
}

enum err seen_file_check(struct seen_file *f, const struct seen_secret *k, const atomic_bool *stop)
{
	const struct head *h = f->map;
	unsigned char sum[SUM_BYTES];
	crypto_generichash_state state;
	crypto_generichash_init(&state, k->bytes, SEEN_SECRET_BYTES, SUM_BYTES);
	for (uint64_t at = 0; at < f->count; at += CHUNK) {
		if (is_stopped(stop))
			return ERR_CANCELLED;
		crypto_generichash_update(&state, (const unsigned char *)(f->ids + at),
					  MIN(f->count - at, CHUNK) * sizeof *f->ids);
	}
	crypto_generichash_final(&state, sum, SUM_BYTES);
	if (sodium_memcmp(sum, h->ids_sum, SUM_BYTES) != 0)
		return ERR_CORRUPT;
	f->checked = true;
	return OK;
}

/* The place of the first id that is not less, from a guess that is near: doubles its step until the id lies between. */
static size_t place_near(const struct seen_file *f, struct seen_id id, size_t guess)
{
	size_t low = guess, high = guess, step = 8; /* ids before low are less, those from high on are not */
	while (low > 0 && !seen_id_less(f->ids[low - 1], id)) {
		high = low - 1;
		low = low > step ? low - step : 0;
		step *= 2;
	}
	while (high < f->count && seen_id_less(f->ids[high], id)) {
		low = high + 1;
		high = f->count - high > step ? high + step : f->count;
		step *= 2;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (seen_id_less(f->ids[middle], id))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Hashes lie evenly, so the place follows from the value: off by half the root of the count (some 500 in a million). Once more
 * from there, with what was learned, is off by a few. */
bool seen_file_has(const struct seen_file *f, struct seen_id id)
{
	if (f->count == 0)
		return false;
	size_t guess = (size_t)(((unsigned __int128)id.hi * f->count) >> 64);
	__int128 off = (__int128)id.hi - (__int128)f->ids[guess].hi;
	__int128 better = (__int128)guess + ((off * (__int128)f->count) >> 64);
	guess = better < 0 ? 0 : better >= (__int128)f->count ? f->count - 1 : (size_t)better;
	size_t at = place_near(f, id, guess);
	return at < f->count && seen_id_eq(f->ids[at], id);
}

/* --- writing --- */

struct out {
	int fd;
	char path[PATH_MAX]; /* until it has its name */
	struct head head;
	crypto_generichash_state sum;
	struct seen_id ids[CHUNK], last;
	size_t n;
	enum err err;
};

static void out_flush(struct out *o)
{
	const char *p = (const char *)o->ids;
	size_t n = o->n * sizeof *o->ids;
	crypto_generichash_update(&o->sum, (const unsigned char *)o->ids, n);
	while (!o->err && n) {
		ssize_t put = write(o->fd, p, n);
		if (put < 0 && errno != EINTR)
			o->err = write_err(errno);
		if (put > 0) {
			p += put;
			n -= (size_t)put;
		}
	}
	o->n = 0;
}

/* In order; the same one twice is kept once. */
static void out_put(struct out *o, struct seen_id id)
{
	if (o->head.count && seen_id_eq(id, o->last))
		return;
	o->ids[o->n++] = o->last = id;
	o->head.count++;
	if (o->n == CHUNK)
		out_flush(o);
}

static struct out *out_open(const char *dir, uint64_t first_seq, uint64_t last_seq, uint64_t level, const struct seen_secret *k,
			    enum err *ret_err)
{
	struct out *o = calloc(1, sizeof *o);
	*ret_err = ERR_NOMEM;
	if (!o)
		return NULL;
	o->head = (struct head){.magic = MAGIC, .first_seq = first_seq, .last_seq = last_seq, .level = level};
	crypto_generichash_init(&o->sum, k->bytes, SEEN_SECRET_BYTES, SUM_BYTES);
	*ret_err = ERR_TOO_LARGE;
	if ((size_t)snprintf(o->path, sizeof o->path, "%s/new.ids", dir) >= sizeof o->path)
		goto fail;
	o->fd = open(o->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	*ret_err = o->fd < 0 ? write_err(errno) : OK;
	if (o->fd < 0)
		goto fail;
	struct head none = {0};
	if (write(o->fd, &none, sizeof none) != (ssize_t)sizeof none)
		o->err = ERR_FULL;
	return o;
fail:
	free(o);
	return NULL;
}

static enum err out_finish(struct out *o, const char *dir, const struct seen_secret *k)
{
	char name[SEEN_NAME_MAX], path[PATH_MAX];
	out_flush(o);
	crypto_generichash_final(&o->sum, o->head.ids_sum, SUM_BYTES);
	sum_of(&o->head, offsetof(struct head, head_sum), k, o->head.head_sum);
	seen_file_name(o->head.first_seq, o->head.last_seq, name);
	if (!o->err && (size_t)snprintf(path, sizeof path, "%s/%s", dir, name) >= sizeof path)
		o->err = ERR_TOO_LARGE;
	if (!o->err && pwrite(o->fd, &o->head, sizeof o->head, 0) != (ssize_t)sizeof o->head)
		o->err = ERR_FULL;
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

enum err seen_file_write(const char *dir, uint64_t first_seq, uint64_t last_seq, struct seen_id *ids, size_t count,
			 const struct seen_secret *k)
{
	enum err err;
	struct out *o = out_open(dir, first_seq, last_seq, 0, k, &err);
	if (!o)
		return err;
	if (count)
		qsort(ids, count, sizeof *ids, compare_ids);
	for (size_t i = 0; i < count; i++)
		out_put(o, ids[i]);
	return out_finish(o, dir, k);
}

enum err seen_file_merge(const char *dir, struct seen_file *const *files, size_t count, const struct seen_secret *k,
			 const atomic_bool *stop)
{
	size_t at[SEEN_MERGE_MAX] = {0};
	uint32_t level = 0;
	enum err err;
	MUST(count > 0 && count <= SEEN_MERGE_MAX);
	for (size_t i = 0; i < count; i++)
		level = MAX(level, files[i]->level + 1);
	struct out *o = out_open(dir, files[0]->first_seq, files[count - 1]->last_seq, level, k, &err);
	if (!o)
		return err;
	for (;;) {
		size_t least = count;
		for (size_t i = 0; i < count; i++)
			if (at[i] < files[i]->count &&
			    (least == count || seen_id_less(files[i]->ids[at[i]], files[least]->ids[at[least]])))
				least = i;
		if (o->n == 0 && is_stopped(stop))
			o->err = ERR_CANCELLED;
		if (least == count || o->err)
			break;
		out_put(o, files[least]->ids[at[least]++]);
	}
	return out_finish(o, dir, k);
}
