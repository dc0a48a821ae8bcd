/* sim/generate.h - makes a whole population: threads generate batches of customers, a writer per database puts them in order.
 * Memory is bounded by the batches under way, whatever the number of customers. Thread: blocks the caller until done. */
#pragma once

#include "sim/population.h"

/* What was in @dir/sim is replaced. ERR_FULL, ERR_IO, ERR_NOMEM, with info. @stop (may be NULL) turning non-zero ends it:
 * ERR_CANCELLED, and no data remain usable. */
NODISCARD enum err generate(const char *dir, const struct population *p, unsigned threads, const volatile int *stop,
			    struct err_info *info);
