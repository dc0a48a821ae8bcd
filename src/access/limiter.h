/* access/limiter.h - how many tries a key has: a bucket that holds @burst tries and fills up again over @window_s. Tries that
 * went well are given back. Bounded: with LIMITER_KEYS_MAX keys in use the one that was idle longest makes room. Thread: any (a
 * lock of its own). Life: limiter_new .. limiter_free. */
#pragma once

#include "base/str.h"

#define LIMITER_KEYS_MAX  16384
#define LIMITER_BURST_MAX 1000

struct limiter;

/* NULL: no memory. */
NODISCARD struct limiter *limiter_new(unsigned burst, unsigned window_s);
void limiter_free(struct limiter *l);
/* False: no try is left; @ret_retry_s says when there will be one. */
bool limiter_take(struct limiter *l, struct str key, uint64_t now_ms, unsigned *ret_retry_s);
void limiter_give_back(struct limiter *l, struct str key, uint64_t now_ms);
