/* sim/drawing.h - pictures and documents are drawn on a worker; the answer finds its exchange again by handle.
 * Thread: the simulator's loop. */
#pragma once

#include "net/worker.h"
#include "sim/service.h"

/* @bytes empty: the drawing failed. Not called when the client is gone. */
typedef void drawing_done_fn(struct http_exchange *x, void *ctx, enum fault_mode mode, struct str type, struct str bytes);

/* Copies @order. ERR_LIMIT: too many are waiting; ERR_NOMEM. */
NODISCARD enum err drawing_start(struct worker_pool *pool, struct loop *home, struct http_exchange *x,
				 const struct draw_order *order, enum fault_mode mode, drawing_done_fn *done, void *ctx);
