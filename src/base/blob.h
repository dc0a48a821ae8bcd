/* base/blob.h - immutable, ref-counted bytes that several threads may send at once. Header and bytes in one allocation. */
#pragma once

#include "base/str.h"

#include <stdatomic.h>

struct blob {
	atomic_uint refs;
	uint32_t reserved;
	size_t n;
	char p[];
};

/* One reference, contents to be filled by the caller before anybody else sees it. NULL: no memory. */
NODISCARD struct blob *blob_new(size_t n);
NODISCARD struct blob *blob_of(struct str s);
static inline struct blob *blob_ref(struct blob *b)
{
	atomic_fetch_add_explicit(&b->refs, 1, memory_order_relaxed);
	return b;
}
void blob_unref(struct blob *b); /* NULL is fine */
static inline struct str blob_str(const struct blob *b)
{
	return (struct str){b->p, b->n};
}

/* A piece of an answer's body: bytes that live as long as the request's arena or for ever (owner NULL), or inside a blob, of
 * which a reference is taken over. */
struct chunk {
	struct str bytes;
	struct blob *owner;
};
