#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#endif
#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define POISON(p, n)   ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

/* The cap counts what was asked for, rounded to 16. What malloc gave besides is bounded: a block's lost tail is less
 * than a quarter of the block, because larger requests get a block of their own. */
enum { ALIGN = 16, FIRST_BLOCK = 4096 - 64, LARGEST_BLOCK = 65536 - 64 };

struct arena_block {
	struct arena_block *next;
	size_t size; /* of data */
	_Alignas(ALIGN) char data[];
};

void arena_init(struct arena *a, size_t cap_bytes)
{
	*a = (struct arena){.cap_bytes = cap_bytes};
}

static void free_blocks(struct arena_block *b, const struct arena_block *keep)
{
	while (b) {
		struct arena_block *next = b->next;
		if (b != keep) {
			UNPOISON(b->data, b->size);
			free(b);
		}
		b = next;
	}
}

void arena_reset(struct arena *a)
{
	struct arena_block *first = a->first;
	if (!first)
		return;                    /* nothing was used; what the round before taught stays */
	if (first->size > LARGEST_BLOCK) { /* made for one huge request: not worth keeping */
		arena_done(a);
		return;
	}
	size_t wanted = a->used_bytes + a->used_bytes / 4;
	if ((first->next || a->head != first) &&
	    wanted <= LARGEST_BLOCK) { /* the next round is likely to need as much: in one block then */
		arena_done(a);
		a->first_bytes = wanted;
		return;
	}
	free_blocks(a->head, first);
	first->next = NULL;
	a->head = first;
	a->p = first->data;
	a->end = first->data + first->size;
	a->used_bytes = 0;
	POISON(first->data, first->size);
}

void arena_done(struct arena *a)
{
	free_blocks(a->head, NULL);
	*a = (struct arena){.cap_bytes = a->cap_bytes};
}

static struct arena_block *block_new(size_t size)
{
	struct arena_block *b = malloc(sizeof *b + size);
	if (!b)
		return NULL;
	b->size = size;
	POISON(b->data, size);
	return b;
}

/* A block of its own, put behind the head, whose free tail stays in use. */
static void *alloc_large(struct arena *a, size_t size)
{
	struct arena_block *b = block_new(size);
	if (!b)
		return NULL;
	b->next = a->head->next;
	a->head->next = b;
	return b->data;
}

static void *alloc_slow(struct arena *a, size_t size)
{
	size_t block = MAX((size_t)FIRST_BLOCK, a->first_bytes);
	if (a->head) {
		block = MIN(a->head->size * 2, (size_t)LARGEST_BLOCK);
		if (size > block / 4)
			return alloc_large(a, size);
	}
	block = MAX(block, size);
	struct arena_block *b = block_new(block);
	if (!b)
		return NULL;
	b->next = a->head;
	a->head = b;
	if (!a->first)
		a->first = b;
	a->p = b->data + size;
	a->end = b->data + block;
	return b->data;
}

void *arena_alloc(struct arena *a, size_t size)
{
	size_t rounded = (MAX(size, (size_t)1) + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (rounded < size || rounded > a->cap_bytes - a->used_bytes)
		return NULL;
	void *p = a->p;
	if (LIKELY(rounded <= (size_t)(a->end - a->p)))
		a->p += rounded;
	else
		p = alloc_slow(a, rounded);
	if (!p)
		return NULL;
	a->used_bytes += rounded;
	UNPOISON(p, size);
	return p;
}

void *arena_zalloc(struct arena *a, size_t size)
{
	void *p = arena_alloc(a, size);
	return p ? memset(p, 0, size) : NULL;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(count, size, &bytes))
		return NULL;
	return arena_zalloc(a, bytes);
}

struct str arena_dup(struct arena *a, struct str s)
{
	if (s.n == SIZE_MAX)
		return STR_NONE;
	char *p = arena_alloc(a, s.n + 1);
	if (!p)
		return STR_NONE;
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return str_mem(p, s.n);
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	char *p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
	if (p)
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	va_end(ap);
	return p;
}
