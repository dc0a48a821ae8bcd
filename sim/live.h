/* sim/live.h - live play: things happen to the customers at the real time, in all six databases at once.
 *
 * Every live change, random or asked for, goes through one function, live_commit() in sim/live.c: the place to tell others of it.
 * Thread: the simulator's loop. Life: live_new .. live_start .. live_free. */
#pragma once

#include "base/json_writer.h"
#include "net/loop.h"
#include "sim/history.h"

struct live;

enum live_act {
	ACT_LOGIN,
	ACT_SESSION_START,
	ACT_ROUND,
	ACT_SESSION_END,
	ACT_BET,
	ACT_DEPOSIT,
	ACT_WITHDRAWAL,
	ACT_TICKET,
	ACT_FLAG,
	ACT_COUNT_
};
bool live_act_parse(struct str s, enum live_act *ret);

struct live_order {
	enum live_act act;
	uint32_t customer;
	int64_t amount;       /* minor units; 0: as the customer would */
	struct str flag_type; /* of ACT_FLAG; p == NULL: unusual betting */
};

NODISCARD enum err live_new(struct loop *l, struct store *store, struct live **ret);
void live_free(struct live *l);
/* @rate events a second at random from now on; 0: none. */
void live_start(struct live *l, unsigned rate);
/* Makes one thing happen now and says what it did, as an object with members. ERR_NOT_FOUND: no such customer; ERR_CONFLICT: it
 * cannot happen (no money, nothing open): @ret_why says so. */
NODISCARD enum err live_play(struct live *l, const struct live_order *o, struct json_writer *w, const char **ret_why);
