/* base/arena.h - bump allocation for one request or one job, with a hard cap.
 * Thread: the one that owns the request; arena memory never crosses a thread and never outlives its arena.
 * Life: arena_init .. arena_alloc* .. arena_reset (keeps a block that was enough) .. arena_done. */
#pragma once

#include "base/str.h"

#include <stdarg.h>

struct arena_block;

struct arena {
	struct arena_block *head;  /* the one that p and end point into; older and larger ones behind it */
	struct arena_block *first; /* kept by arena_reset */
	char *p, *end;
	/* Of what was asked for, rounded to 16; malloc's own overhead is less than a third on top. */
	size_t used_bytes, cap_bytes;
	size_t first_bytes; /* how large the first block is to be, from what the last round used; 0: the usual size */
};

void arena_init(struct arena *a, size_t cap_bytes);
void arena_reset(struct arena *a);
void arena_done(struct arena *a);

/* 16-byte aligned; NULL when the cap or the machine's memory is exhausted. */
NODISCARD void *arena_alloc(struct arena *a, size_t size);
NODISCARD void *arena_zalloc(struct arena *a, size_t size);
/* A copy with a NUL behind it (not counted in n); p == NULL on failure. */
NODISCARD struct str arena_dup(struct arena *a, struct str s);
NODISCARD char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

#define ARENA_NEW(a, type) ((type *)arena_zalloc((a), sizeof(type)))
/* NULL also when count * size overflows. */
NODISCARD void *arena_array(struct arena *a, size_t count, size_t size);
