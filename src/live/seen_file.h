/* live/seen_file.h - one file of ids of a range of the journal's records: sorted hashes behind a head with checksums, never
 * changed once it has its name ("<first>-<last>.ids", 20 digits each). Private to live/seen_*.c.
 *
 * Thread: any; an open file is immutable. Life: seen_file_open .. seen_file_close. */
#pragma once

#include "live/seen.h"

#include <stdatomic.h>

#define SEEN_NAME_MAX  64
#define SEEN_MERGE_MAX 4  /* files that become one: the factor between the tiers */
#define SEEN_LEVEL_MAX 12 /* 4^12 segments in one file */

struct seen_file {
	uint64_t first_seq, last_seq;
	uint64_t count;
	uint32_t level;
	bool checked;                    /* the ids are what was written, not only the head */
	const struct seen_block *blocks; /* of the filter */
	uint64_t block_count;
	const struct seen_id *ids;
	const void *map;
	size_t map_bytes;
};

void seen_file_name(uint64_t first_seq, uint64_t last_seq, char out[SEEN_NAME_MAX]);
/* False: not such a file's name. */
bool seen_file_name_parse(const char *name, uint64_t *ret_first, uint64_t *ret_last);

/* ERR_CORRUPT: its head is not one that was written with this secret, or the length is wrong; ERR_NOT_FOUND, ERR_IO, ERR_NOMEM.
 */
NODISCARD enum err seen_file_open(const char *dir, uint64_t first_seq, uint64_t last_seq, const struct seen_secret *k,
				  struct seen_file **ret);
void seen_file_close(struct seen_file *f);
/* Reads all of it; sets checked. ERR_CORRUPT; ERR_CANCELLED: @stop (may be NULL) became true. */
NODISCARD enum err seen_file_check(struct seen_file *f, const struct seen_secret *k, const atomic_bool *stop);
/* To be called for several files before seen_file_has() for any of them: their memory comes at once, not one by one. */
void seen_file_prefetch(const struct seen_file *f, struct seen_id id);
bool seen_file_has(const struct seen_file *f, struct seen_id id);

/* Writes, syncs and names the file of these ids, which are sorted on the way: whoever opens it finds all of it or nothing. */
NODISCARD enum err seen_file_write(const char *dir, uint64_t first_seq, uint64_t last_seq, struct seen_id *ids, size_t count,
				   const struct seen_secret *k);
/* The same of files that follow each other, one level up. At most SEEN_MERGE_MAX. ERR_CANCELLED: @stop (may be NULL) became true.
 */
NODISCARD enum err seen_file_merge(const char *dir, struct seen_file *const *files, size_t count, const struct seen_secret *k,
				   const atomic_bool *stop);
