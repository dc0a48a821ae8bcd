/* sim/control.h - the control port: statistics, faults, live events on demand, lists of customers. Thread: the simulator's loop.
 */
#pragma once

#include "sim/deliver.h"
#include "sim/live.h"
#include "sim/server.h"

struct control;

/* @deliver: NULL when events go nowhere. */
NODISCARD enum err control_new(struct loop *l, struct store *store, struct server *server, struct live *live,
			       const struct deliver *deliver, uint16_t port, struct control **ret, struct err_info *info);
void control_free(struct control *c);
