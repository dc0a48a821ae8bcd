/* sim/server_private.h - what sim/server*.c share, and nobody else. */
#pragma once

#include "sim/server.h"
#include "sim/tally.h"
#include "sim/write.h"

#define ANSWER_MAX_BYTES (16u << 20)
#define WRONG_PATH       ROUTES_MAX /* counter of requests for no route */

extern const struct service *const server_services[SIM_SERVICES];

struct endpoint {
	struct server *server;
	enum fault_service id;
	struct http_server *http; /* NULL while down */
	uint64_t counts[ROUTES_MAX + 1];
	uint64_t write_counts[WRITES_MAX];
	struct tally tally;
};

struct server {
	struct loop *loop;
	struct store *store;
	struct live *live;
	struct worker_pool *drawers;
	uint16_t port;
	struct endpoint endpoints[SIM_SERVICES];
	struct fault_table faults;
	struct sim_rng rng;
	struct buf body, mangled, scratch;
	struct list late; /* answers that a fault keeps back */
	unsigned draining;
	void (*drained)(void *ctx);
	void *drained_ctx;
};

/* A request that was understood: what to answer, and how to spoil it. */
struct plan {
	struct endpoint *endpoint;
	const struct route *route;       /* NULL: none, or a write */
	const struct write_route *write; /* NULL: none, or a read */
	int status;                      /* 0: the route says */
	enum fault_mode mode;
	enum fault_phase phase;
	uint32_t number;
	struct str object, key;
};

/* An answer that is due later. Its exchange may be gone by then. */
struct late {
	struct list link;
	struct timer timer;
	struct http_handle handle;
	struct plan plan;
	bool done;         /* a write: what it was asked for is done, and only the answer is late */
	int status;        /* of that answer */
	struct blob *body; /* likewise */
};

/* Every request of an endpoint. */
void server_on_request(void *endpoint, struct http_exchange *x);
/* Forgets the answers that a fault keeps back. */
void server_drop_late(struct server *s);
