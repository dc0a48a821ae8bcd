/* directory/strsort.h - sorts millions of short strings: radix sort on eight bytes at a time, deeper only where they tie.
 * Stable. Pure; any thread. */
#pragma once

#include "directory/scratch.h"

struct strsort_item {
	uint64_t key; /* filled by strsort; for strsort_keys, by the caller */
	uint32_t at;  /* where the string starts in the text; ends with a NUL */
	uint32_t doc;
};

/* By the strings in @text, which has at least 8 readable bytes behind its last NUL. Bits of @at in @flags are no part of the
 * place. @tmp: as many items again. */
void strsort(struct strsort_item *items, size_t count, const char *text, uint32_t flags, struct strsort_item *tmp);
/* By key alone. */
void strsort_keys(struct strsort_item *items, size_t count, struct strsort_item *tmp);
