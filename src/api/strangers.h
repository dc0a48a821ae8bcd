/* api/strangers.h - failed sign-ons of names that we don't know: counted across loops, one record a minute, so that a flood of
 * them can't fill the record. Thread: strangers_count from any loop; the timer runs on the first loop. */
#pragma once

#include "api/api.h"

#define STRANGERS_EVERY_MS 60000

NODISCARD enum err strangers_start(struct api_loop *al);
/* Records what is counted still. */
void strangers_stop(struct api_loop *al);
static inline void strangers_count(struct api *api)
{
	atomic_fetch_add_explicit(&api->strangers, 1, memory_order_relaxed);
}
