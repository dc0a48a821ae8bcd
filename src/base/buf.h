/* base/buf.h - a growing byte buffer that states its maximum when made. A failed append sticks: append on, check
 * once with buf_ok(). Life: buf_init .. buf_add* .. buf_take or buf_done. */
#pragma once

#include "base/str.h"

struct buf {
	char *p;
	size_t n, cap, max;
	enum err failed; /* OK, ERR_NOMEM or ERR_TOO_LARGE (past max) */
};

void buf_init(struct buf *b, size_t max_bytes);
void buf_done(struct buf *b);
/* Empties it and clears the failure; keeps the memory. */
void buf_reset(struct buf *b);
/* The memory moves to the caller, who frees it with free(); the buffer is empty again. NULL when empty or failed. */
char *buf_take(struct buf *b, size_t *ret_n);

/* Room for @n more bytes at the end, NULL on failure; follow with buf_commit(). */
NODISCARD char *buf_reserve(struct buf *b, size_t n);
static inline void buf_commit(struct buf *b, size_t n)
{
	b->n += n;
}

void buf_add_slow(struct buf *b, const void *p, size_t n);
static inline void buf_add(struct buf *b, const void *p, size_t n)
{
	if (LIKELY(n <= b->cap - b->n && b->failed == OK)) {
		if (n)
			memcpy(b->p + b->n, p, n);
		b->n += n;
	} else {
		buf_add_slow(b, p, n);
	}
}
static inline void buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}
static inline void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}
#define BUF_LIT(b, lit) buf_add((b), "" lit, sizeof(lit) - 1)
void buf_u64(struct buf *b, uint64_t v);
void buf_i64(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

static inline enum err buf_ok(const struct buf *b)
{
	return b->failed;
}
static inline struct str buf_view(const struct buf *b)
{
	return (struct str){b->p, b->n};
}
