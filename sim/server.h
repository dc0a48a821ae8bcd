/* sim/server.h - the six services on their ports: routing, credentials, faults, counting; the answers come from sim/svc_*.c.
 * Thread: the simulator's one loop. Life: server_new .. server_free, before which the loop may run. */
#pragma once

#include "net/worker.h"
#include "sim/live.h"
#include "sim/service.h"

struct server;

/* Listens on @port + 1 .. + 6 of 127.0.0.1. The store, live play, by which writes are done, and the pool outlive it. */
NODISCARD enum err server_new(struct loop *l, struct store *store, struct live *live, struct worker_pool *drawers, uint16_t port,
			      struct server **ret, struct err_info *info);
void server_free(struct server *s);
/* Stops accepting and lets answers finish; done(ctx) when all are. */
void server_drain(struct server *s, void (*done)(void *ctx), void *ctx);

/* The body of POST /faults; opens and closes listeners as the faults say. ERR_SYNTAX, ERR_SHAPE with info. */
NODISCARD enum err server_set_fault(struct server *s, struct str json, struct err_info *info);
void server_clear_faults(struct server *s);
const struct fault_table *server_faults(const struct server *s);
/* Members of what GET /stats answers. */
void server_write_stats(const struct server *s, struct json_writer *w);
