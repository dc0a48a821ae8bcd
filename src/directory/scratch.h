/* directory/scratch.h - a growing array for building an index: on the heap while small, in an unlinked file once large, so that
 * building over a million customers costs disk and page cache, not memory. Room is allocated before it is written to: a full disk
 * is ERR_FULL, never a signal. Thread: one. Life: scratch_init .. scratch_done. */
#pragma once

#include "base/str.h"

#define SCRATCH_HEAP_MAX ((size_t)256 * 1024) /* larger: a file */

struct scratch {
	char *p;
	size_t n, cap;
	int fd; /* -1: on the heap */
	const char *dir;
	enum err failed; /* sticks */
};

void scratch_init(struct scratch *s, const char *dir);
void scratch_done(struct scratch *s);
/* Room for @n more bytes at the end, NULL on failure; earlier pointers are void. Follow with s->n += n. */
NODISCARD void *scratch_reserve(struct scratch *s, size_t n);
static inline void scratch_add(struct scratch *s, const void *p, size_t n)
{
	if (UNLIKELY(n > s->cap - s->n) && !scratch_reserve(s, n))
		return;
	if (n)
		memcpy(s->p + s->n, p, n);
	s->n += n;
}
/* Exactly @n bytes, zeroed. */
NODISCARD enum err scratch_resize(struct scratch *s, size_t n);
