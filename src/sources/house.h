/* sources/house.h - the inside of struct sources, and what one loop has of it. Private to src/sources. */
#pragma once

#include "sources/client.h"
#include "sources/flight.h"
#include "sources/token.h"

enum {
	LOOPS_MAX = 256,
	SCRATCH_MAX = 64 << 20, /* of one answer while it is mapped */
	SCRATCH_KEPT = 60 << 10,
	CUSTOMER_ID_MAX = 128,
	REFRESH_PAUSE_MS = 1000, /* between two tries to renew a snapshot */
};

struct source_loop {
	struct sources *house;
	struct loop *loop;
	struct http_client *http;
	struct catalog *catalog;
	struct arena scratch;
	struct buf url;
	struct list flights, asks, tickets, tokens; /* what began here */
	struct reload *reload;
};

/* A new catalog on its way to a loop. Outlives the loop when its letter is under way. */
struct reload {
	struct letter letter;
	struct source_loop *on; /* NULL: gone */
	struct catalog *to;     /* guarded by the house's lock, as is .posted */
	bool posted;
};

#define GENERATIONS 4096 /* customers share these numbers */

struct sources {
	pthread_mutex_t lock; /* guards .catalog, the loops' coming and going, and reloads */
	struct catalog *catalog;
	struct source_loop *loops[LOOPS_MAX];
	struct cache *cache;
	snapshot_seal_fn *seal;
	void (*unseal)(void *body);
	void *ctx;
	uint64_t (*now_ms)(void); /* monotonic; tests put their own */
	struct flights flights;
	atomic_ullong generations[GENERATIONS];
	void (*flipped)(void *ctx); /* NULL: nobody wants to know */
	void *flipped_ctx;
};

/* After what is kept of a customer has changed. */
static inline void sources_changed(struct sources *s, struct str customer)
{
	atomic_fetch_add_explicit(&s->generations[str_hash(customer) % GENERATIONS], 1, memory_order_release);
}

static inline struct source_loop *sources_on(struct sources *s, const struct loop *l)
{
	return s->loops[loop_index(l)];
}
/* ask.c */
void asks_cancel_all(struct source_loop *on);
