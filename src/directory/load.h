/* directory/load.h - the records of a snapshot under way, kept in one append-only file until the index is built from them.
 *
 * Frames: length, kind, checksum, bytes. A page's frames end with one that says where to go on, written with it in one write(2):
 * after a crash the file is cut behind the last such frame, and the snapshot goes on from there.
 * Thread: one at a time. Life: load_open (makes or resumes) .. load_close or load_remove. */
#pragma once

#include "base/buf.h"
#include "directory/directory.h"

#define LOAD_POSITION_MAX 4096 /* bytes of a source's paging position; a longer one ends the snapshot with ERR_TOO_LARGE */
#define LOAD_FRAME_MAX    (64u << 10)
#define LOAD_PAGE_MAX     ((size_t)16 << 20)   /* bytes of one page's frames */
#define LOAD_SYNC_BYTES   ((uint64_t)16 << 20) /* made durable at least this often; a lost tail is fetched again */

struct load {
	int fd;
	const char *path; /* of the caller */
	uint64_t bytes, synced_bytes;
	uint64_t records;
	bool ended;      /* the last page is there */
	struct buf page; /* frames of the page at hand */
	uint64_t page_records;
	struct buf position;               /* of the next page; empty: the first */
	char mark[DIRECTORY_MARK_MAX + 1]; /* from where changes are not yet in here; "" none */
};

enum load_kind { LOAD_CUSTOMER = 1, LOAD_GONE, LOAD_MARK, LOAD_NEXT, LOAD_END };

/* @fresh: an earlier file of this name is thrown away. */
NODISCARD enum err load_open(struct load *l, const char *path, bool fresh);
void load_close(struct load *l);
void load_remove(struct load *l);
/* Into the page at hand. LOAD_CUSTOMER: encoded customer; LOAD_GONE: an id; LOAD_MARK. */
NODISCARD enum err load_add(struct load *l, enum load_kind kind, struct str bytes);
/* Writes the page. @next.p == NULL: the snapshot is complete, and durable when this returns. */
NODISCARD enum err load_page(struct load *l, struct str next);
/* Writes what was added without moving the position: changes that happen beside a rebuild. */
NODISCARD enum err load_beside(struct load *l);

/* Reads a complete file: calls for every customer and id in order until it fails. The bytes live until load_unmap(). */
struct load_map {
	const char *p;
	size_t n;
};
NODISCARD enum err load_map(const struct load *l, struct load_map *ret);
void load_unmap(struct load_map *m);
/* Start with *pos = 0. False at the end. */
bool load_next(const struct load_map *m, size_t *pos, enum load_kind *ret_kind, struct str *ret);
