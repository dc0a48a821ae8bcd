#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CAPACITY = 256 };

void buf_init(struct buf *b, size_t max_bytes)
{
	*b = (struct buf){.max = max_bytes};
}

void buf_done(struct buf *b)
{
	free(b->p);
	*b = (struct buf){.max = b->max};
}

void buf_reset(struct buf *b)
{
	b->n = 0;
	b->failed = OK;
}

char *buf_take(struct buf *b, size_t *ret_n)
{
	if (b->n == 0 || b->failed != OK)
		return NULL;
	char *p = b->p;
	*ret_n = b->n;
	*b = (struct buf){.max = b->max};
	return p;
}

/* One byte more than the capacity is always there, for the NUL that vsnprintf insists on. */
static bool grow(struct buf *b, size_t n)
{
	if (b->failed != OK)
		return false;
	if (n > b->max || b->n > b->max - n) {
		b->failed = ERR_TOO_LARGE;
		return false;
	}
	size_t cap = b->cap > b->max / 2 ? b->max : MAX(b->cap * 2, (size_t)FIRST_CAPACITY);
	cap = MIN(MAX(cap, b->n + n), b->max);
	char *p = cap == SIZE_MAX ? NULL : realloc(b->p, cap + 1);
	if (!p) {
		b->failed = ERR_NOMEM;
		return false;
	}
	b->p = p;
	b->cap = cap;
	return true;
}

char *buf_reserve(struct buf *b, size_t n)
{
	if (b->failed != OK)
		return NULL;
	if ((n > b->cap - b->n || !b->p) && !grow(b, n))
		return NULL;
	return b->p + b->n;
}

void buf_add_slow(struct buf *b, const void *p, size_t n)
{
	if (n == 0 || !grow(b, n))
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

void buf_u64(struct buf *b, uint64_t v)
{
	char digits[20], *p = digits + sizeof digits;
	do
		*--p = (char)('0' + v % 10);
	while (v /= 10);
	buf_add(b, p, (size_t)(digits + sizeof digits - p));
}

void buf_i64(struct buf *b, int64_t v)
{
	if (v < 0)
		buf_char(b, '-');
	buf_u64(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	char *p = n < 0 ? NULL : buf_reserve(b, (size_t)n);
	if (p) {
		vsnprintf(p, (size_t)n + 1, fmt, again);
		buf_commit(b, (size_t)n);
	} else if (n < 0 && b->failed == OK) {
		b->failed = ERR_TOO_LARGE; /* past INT_MAX bytes */
	}
	va_end(again);
	va_end(ap);
}
