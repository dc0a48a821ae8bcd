/* sim/emit.h - the events of a live change: CloudEvents that say what really happened, each service in its own name.
 *
 * Nothing is announced by whoever does it. The customer is looked at before and after, and what is new or different is told: thus
 * an event tells exactly what the databases hold. Ids are made of what the event is about (bet, transaction, message...) and what
 * became of it: made again, it has the same id and the same bytes. Types and fields: sim/README.md. Thread: the history's. */
#pragma once

#include "sim/history.h"

#define EMIT_SOURCE "urn:simulated-operator:" /* followed by the service's name */

/* The customer before the change; what isn't here doesn't change in live play. */
struct emit_before {
	struct gaming gaming;
	struct wallet wallet;
	struct kyc kyc;
	struct risk risk;
	uint32_t logins, bets, sessions, txs, tickets;
	struct ticket last_ticket;
};
void emit_look(struct emit_before *b, struct history *h);

/* A ticket before the change. */
struct emit_ticket {
	uint32_t ordinal;
	struct ticket was;
};
#define EMIT_TICKETS_MAX 2u

struct emit_order {
	struct history *h;
	int64_t at;                        /* when the last of it happened */
	struct str said;                   /* a new chat message's own words */
	const struct emit_ticket *tickets; /* changed ones, for the last of all speaks struct emit_before */
	unsigned ticket_count;
	void (*put)(void *ctx, enum fault_service service, struct str event); /* an event, a JSON object, in order per service */
	void *ctx;
};
/* Gives every event of what happened since @b to put. Returns how many; ERR_NOMEM sticks to @scratch, which they are written in.
 */
unsigned emit_changes(const struct emit_before *b, const struct emit_order *o, struct buf *scratch);
