#include "live/seen_file.h"

#include "live/seen_layout.h"

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

#define NAME_DIGITS 20

void seen_head_sum(const struct seen_head *h, const struct seen_secret *k, unsigned char out[SEEN_SUM_BYTES])
{
	crypto_generichash(out, SEEN_SUM_BYTES, (const void *)h, offsetof(struct seen_head, head_sum), k->bytes,
			   SEEN_SECRET_BYTES);
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

static bool head_valid(const struct seen_head *h, size_t bytes, const struct seen_secret *k)
{
	unsigned char sum[SEEN_SUM_BYTES];
	uint64_t rest = bytes - sizeof *h;
	if (h->magic != SEEN_MAGIC || h->level > SEEN_LEVEL_MAX || h->blocks == 0 || h->blocks > rest / sizeof(struct seen_block))
		return false;
	rest -= h->blocks * sizeof(struct seen_block);
	if (rest % sizeof(struct seen_id) || h->count != rest / sizeof(struct seen_id))
		return false;
	seen_head_sum(h, k, sum);
	return sodium_memcmp(sum, h->head_sum, SEEN_SUM_BYTES) == 0;
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
	const void *map = n < sizeof(struct seen_head) ? NULL : mmap(NULL, n, PROT_READ, MAP_SHARED, fd, 0);
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
	const struct seen_head *h = f->map;
	if (!head_valid(h, f->map_bytes, k) || h->first_seq != first_seq || h->last_seq != last_seq) {
		seen_file_close(f);
		return ERR_CORRUPT;
	}
	f->first_seq = first_seq;
	f->last_seq = last_seq;
	f->count = h->count;
	f->level = (uint32_t)h->level;
	f->blocks = (const void *)(h + 1);
	f->block_count = h->blocks;
	f->ids = (const void *)(f->blocks + h->blocks);
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

static enum err part_check(const void *part, size_t n, const struct seen_secret *k, const atomic_bool *stop,
			   const unsigned char want[SEEN_SUM_BYTES])
{
	enum { STEP = SEEN_CHUNK * sizeof(struct seen_id) };
	const unsigned char *p = part;
	unsigned char sum[SEEN_SUM_BYTES];
	crypto_generichash_state state;
	crypto_generichash_init(&state, k->bytes, SEEN_SECRET_BYTES, SEEN_SUM_BYTES);
	for (size_t at = 0; at < n; at += STEP) {
		if (stop && atomic_load_explicit(stop, memory_order_relaxed))
			return ERR_CANCELLED;
		crypto_generichash_update(&state, p + at, MIN(n - at, (size_t)STEP));
	}
	crypto_generichash_final(&state, sum, SEEN_SUM_BYTES);
	return sodium_memcmp(sum, want, SEEN_SUM_BYTES) == 0 ? OK : ERR_CORRUPT;
}

enum err seen_file_check(struct seen_file *f, const struct seen_secret *k, const atomic_bool *stop)
{
	const struct seen_head *h = f->map;
	enum err err = part_check(f->blocks, f->block_count * sizeof *f->blocks, k, stop, h->filter_sum);
	if (!err)
		err = part_check(f->ids, f->count * sizeof *f->ids, k, stop, h->ids_sum);
	f->checked = err == OK;
	return err;
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

void seen_file_prefetch(const struct seen_file *f, struct seen_id id)
{
	__builtin_prefetch(&f->blocks[seen_block_of(id, f->block_count)]);
}

/* Hashes lie evenly, so the place follows from the value: off by half the root of the count (some 500 in a million). Once more
 * from there, with what was learned, is off by a few. */
bool seen_file_has(const struct seen_file *f, struct seen_id id)
{
	if (f->count == 0 || !seen_block_has(&f->blocks[seen_block_of(id, f->block_count)], id))
		return false;
	size_t guess = (size_t)(((unsigned __int128)id.hi * f->count) >> 64);
	__int128 off = (__int128)id.hi - (__int128)f->ids[guess].hi;
	__int128 better = (__int128)guess + ((off * (__int128)f->count) >> 64);
	guess = better < 0 ? 0 : better >= (__int128)f->count ? f->count - 1 : (size_t)better;
	size_t at = place_near(f, id, guess);
	return at < f->count && seen_id_eq(f->ids[at], id);
}
