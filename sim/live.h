/* sim/live.h - live play: things happen to the customers at the real time, in all six databases at once.
 *
 * Every live change, random or asked for, goes through one function, live_commit() in sim/live.c,
 * which also makes the events of it (sim/emit.h): they are rows of the same change.
 * Thread: the simulator's loop. Life: live_new .. live_start .. live_free. */
#pragma once

#include "base/json_writer.h"
#include "net/loop.h"
#include "sim/history.h"
#include "sim/order.h"
#include "sim/outbox.h"

struct live;

NODISCARD enum err live_new(struct loop *l, struct store *store, struct live **ret);
void live_free(struct live *l);
/* From now on what happens is put into @o, and told(ctx, services as bits) says that there is something new. */
void live_tell(struct live *l, struct outbox *o, void (*told)(void *ctx, unsigned services), void *ctx);
/* @rate events a second at random from now on; 0: none. */
void live_start(struct live *l, unsigned rate);
struct live_scene; /* sim/live_acts.h */
/* Does what a service was asked to: @run changes the customer's history, what fell due meanwhile having happened. Everything but
 * OK of it means that nothing happened, and is returned. ERR_NOT_FOUND: no such customer; ERR_CONFLICT: @ret_why; ERR_LIMIT: too
 * many events wait. */
NODISCARD enum err live_run(struct live *l, uint32_t customer, enum err (*run)(void *ctx, struct live_scene *s), void *ctx,
			    const char **ret_why);
/* Makes one thing happen now and says what it did, as an object with members. ERR_NOT_FOUND: no such customer; ERR_CONFLICT: it
 * cannot happen (no money, nothing open): @ret_why says so. */
NODISCARD enum err live_play(struct live *l, const struct live_order *o, struct json_writer *w, const char **ret_why);
