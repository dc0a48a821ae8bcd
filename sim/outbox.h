/* sim/outbox.h - events that were made and not yet taken by whoever listens: a table in each service's own database.
 *
 * An event's row is part of the change that it tells of (store_apply): both are there, or neither. Sequences are per service,
 * rise by one and are never used again; row 0 keeps how far the events were delivered, what lies before it is gone. Memory holds
 * counters only. Thread: the simulator's loop. Life: outbox_open .. outbox_close, the store lives longer. */
#pragma once

#include "sim/store.h"

/* Events that wait or were set aside, of one service. Who makes more has to wait: nothing is dropped. */
#define OUTBOX_MAX 4000000u

struct outbox;

NODISCARD enum err outbox_open(struct store *s, struct outbox **ret);
void outbox_close(struct outbox *o);

/* Puts an event of @service into @c. It counts once outbox_commit() is called, after store_apply(); outbox_rollback() forgets it.
 */
void outbox_put(struct outbox *o, struct store_change *c, enum fault_service service, struct str event);
/* Returns the services that have new events, as bits. */
unsigned outbox_commit(struct outbox *o);
void outbox_rollback(struct outbox *o);

bool outbox_full(const struct outbox *o);
uint64_t outbox_pending(const struct outbox *o, enum fault_service service);
/* Set aside, ever. */
uint64_t outbox_aside(const struct outbox *o, enum fault_service service);

/* What waits, oldest first, until @each says false. Nothing is taken away. */
NODISCARD enum err outbox_read(struct outbox *o, enum fault_service service, bool (*each)(void *ctx, struct str event),
			       void *ctx);
/* The @n oldest were taken. */
NODISCARD enum err outbox_delivered(struct outbox *o, enum fault_service service, uint64_t n);
/* The oldest is kept apart, for good. */
NODISCARD enum err outbox_set_aside(struct outbox *o, enum fault_service service);
