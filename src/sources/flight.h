/* sources/flight.h - one fetch per (customer, part), however many ask, on whichever loop. A flight belongs to the loop that began
 * it; waiters are told on their own loops by letter. A flight goes on when its last waiter left: what it brings goes into the
 * cache.
 *
 * Private to src/sources. Thread: any; the table is cut into shards under locks held for a few instructions, never across a
 * callback. */
#pragma once

#include "base/map.h"
#include "sources/client.h"

enum { FLIGHT_SHARDS = 16, FLIGHT_KEY_MAX = 136 };

struct flights {
	struct {
		_Alignas(64) pthread_mutex_t lock;
		struct map by_key;
	} shards[FLIGHT_SHARDS];
};

struct flight {
	struct list link; /* of its loop */
	struct source_loop *on;
	struct catalog *catalog;
	struct source *source;
	const struct call_plan *plan;
	enum part part;
	struct list waiters; /* guarded by the shard's lock */
	bool listed;         /* in the table; guarded by the shard's lock */
	unsigned pending;
	enum source_error error;
	struct snapshot *snapshot; /* what it brought */
	int64_t started_ms;
	uint64_t started_mono_ms;
	struct str customer, key; /* slices of .text */
	struct str bodies[SOURCE_REQUESTS_MAX];
	struct flight_call {
		struct call call;
		struct flight *flight;
	} calls[SOURCE_REQUESTS_MAX];
	char text[FLIGHT_KEY_MAX];
};

/* One who waits; @done is called on its loop. */
struct look_ticket {
	struct list link;     /* of the flight's waiters; guarded by the shard's lock */
	struct list own_link; /* of its loop's tickets */
	struct letter letter;
	struct source_loop *on;
	struct flight *flight; /* NULL: its letter is under way */
	unsigned shard;
	bool cancelled;
	enum part part;
	struct look look;
	struct snapshot *kept; /* too old to be given without asking; better than nothing. May be NULL */
	look_done_fn *done;
	void *ctx;
};

void flights_init(struct flights *f);
void flights_done(struct flights *f);
/* Joins the flight for @key, or begins one on @on; one that began before @since_mono_ms is not joined but disowned. @ticket: NULL
 * for a refresh that nobody waits for. Not SOURCE_OK: nothing was begun, the ticket is the caller's again. */
NODISCARD enum source_error flight_join(struct source_loop *on, struct source *s, struct str customer, enum part p,
					struct str key, uint64_t since_mono_ms, struct look_ticket *ticket);
/* The ticket's done() doesn't come any more; frees it, now or when its letter arrives. */
void flight_leave(struct look_ticket *t);
/* With @body for what was fetched when @times was; one reference. NULL: no memory, and @body is still the caller's. */
struct snapshot *snapshot_new(const struct sources *s, const struct snapshot *times, void *body, size_t bytes);
/* A flight under way won't be joined nor fill the cache any more: what it brings is older than now. */
void flight_disown(struct sources *s, struct str key);
/* Ends all flights of a loop; waiters elsewhere get SOURCE_UNREACHABLE. */
void flights_cancel_all(struct source_loop *on);
