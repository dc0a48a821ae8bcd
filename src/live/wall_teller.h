/* live/wall_teller.h - the wall's picture for those who look at it: drawn at most once a second and only while somebody does,
 * once for those who may know of class aml and once for the others, and sent to all loops when it differs from the one before;
 * and at once for who asks.
 *
 * Thread: the live thread, but for wall_ask() from loops. Life: wall_teller_new .. wall_teller_run .. wall_teller_halt ..
 * wall_teller_free. */
#pragma once

#include "live/hub.h"
#include "live/wall.h"

#define WALL_TELL_MS 1000

struct wall_teller;

NODISCARD enum err wall_teller_new(struct loop *live, const struct wall *w, struct hub *h, struct wall_teller **ret);
void wall_teller_run(struct wall_teller *t);
/* Pictures come no more; who asks is still answered. */
void wall_teller_halt(struct wall_teller *t);
/* After the loop's mailbox was delivered. NULL is fine. */
void wall_teller_free(struct wall_teller *t);

struct wall_ask {
	struct letter letter;       /* private */
	struct wall_teller *teller; /* private */
	struct loop *home;
	bool entitled;                   /* may know of class aml */
	void (*done)(struct wall_ask *); /* on .home, exactly once; frees it */
	struct blob *text;               /* a JSON object; a reference of the receiver's. NULL: no memory */
};
void wall_ask(struct wall_teller *t, struct wall_ask *a);
