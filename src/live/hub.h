/* live/hub.h - from one applied event to the loops whose streams show that customer, and the memory of the newest notices for
 * those who come back (Last-Event-ID).
 *
 * A loop joins a customer by letter and hears, by letter, what it missed since a number, and from then on every notice in order:
 * what is told in the answer to a join is not told again behind it. Joining again is how a second stream of the same customer
 * hears what it missed; leaving is once. The ring is bounded by count and bytes; a loop that does not take its parcels loses them
 * and is told so (lost). Numbers are this process's own: what another one gave out says nothing here.
 *
 * Thread: hub_publish, hub_flush and letters' work on the live thread; hub_join and hub_leave from the loops that were attached.
 * Life: hub_new .. hub_attach (before the first event) .. hub_free (when no loop runs any more). */
#pragma once

#include "live/notice.h"
#include "net/loop.h"

#define HUB_LOOPS_MAX   64
#define HUB_PARCEL_MAX  64   /* notices of one letter */
#define HUB_PARCELS_MAX 1024 /* letters on their way to one loop */
#define HUB_REPLAY_MAX  1024 /* notices that one who comes back is told; more is a reset */
#define HUB_RING_USUAL  65536
#define HUB_BYTES_USUAL (32u << 20)

struct hub;

/* @lost: notices before these are missing: whoever listens starts anew. The notices are lent. */
typedef void hub_deliver_fn(void *ctx, struct live_notice *const *notices, size_t count, bool lost);

NODISCARD enum err hub_new(struct loop *live, size_t ring_count, size_t ring_bytes, struct hub **ret);
void hub_attach(struct hub *h, struct loop *l, hub_deliver_fn *deliver, void *ctx);
/* The loop's streams are gone: nothing is delivered any more. On that loop. */
void hub_detach(struct hub *h, struct loop *l);
void hub_free(struct hub *h);

/* Gives @n its number and takes over the reference. */
void hub_publish(struct hub *h, struct live_notice *n);
/* To those who hear of everybody: has no number, and nobody who comes later is told of it. Takes over the reference. */
void hub_pass(struct hub *h, struct live_notice *n);
/* Would anybody hear of @topics about @customer (@hash: its map_hash()) now? On the live thread. */
bool hub_hears(const struct hub *h, struct str customer, uint64_t hash, unsigned topics);
/* What was published goes off. */
void hub_flush(struct hub *h);
/* The newest number. Any thread. */
uint64_t hub_number(const struct hub *h);
/* Tells this process's numbers from those of others: hex digits. */
const char *hub_instance(const struct hub *h);

struct hub_join {
	struct letter letter; /* private */
	struct hub *hub;      /* private */
	struct loop *home;
	char customer[EVENT_CUSTOMER_MAX + 1]; /* "": everybody's notices of .topics */
	unsigned topics;                       /* where customer is "" */
	uint64_t after;                        /* what was heard of last; see hub_number() */
	void (*done)(struct hub_join *j);      /* on .home; frees it, after hub_join_release() */

	bool gone;                   /* the ring does not reach back to .after, or it is no number of ours */
	uint64_t number;             /* from the next one on notices are delivered */
	struct live_notice **missed; /* numbers above .after, oldest first; references of the receiver's */
	size_t missed_count;
};
void hub_join(struct hub *h, struct hub_join *j);
void hub_join_release(struct hub_join *j);
/* This loop is not interested in @customer any more. Never fails but for memory: then notices go on coming and are dropped. */
void hub_leave(struct hub *h, struct loop *home, struct str customer);

struct hub_counts {
	uint64_t notices, parcels, lost, ring_count, ring_bytes, customers;
};
/* Any thread; figures are of a moment ago. */
struct hub_counts hub_counts(const struct hub *h);
