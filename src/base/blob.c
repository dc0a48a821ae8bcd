#include "base/blob.h"

#include <stdlib.h>

struct blob *blob_new(size_t n)
{
	if (n > SIZE_MAX - sizeof(struct blob))
		return NULL;
	struct blob *b = malloc(sizeof(*b) + n);
	if (!b)
		return NULL;
	atomic_init(&b->refs, 1);
	b->reserved = 0;
	b->n = n;
	return b;
}

struct blob *blob_of(struct str s)
{
	struct blob *b = blob_new(s.n);
	if (b && s.n)
		memcpy(b->p, s.p, s.n);
	return b;
}

void blob_unref(struct blob *b)
{
	if (!b)
		return;
	/* Release, so that whoever frees it sees every earlier reader done; the acquire is the load by the one who frees. */
	if (atomic_fetch_sub_explicit(&b->refs, 1, memory_order_acq_rel) == 1)
		free(b);
}
