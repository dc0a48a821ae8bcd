/* live/wall.h - the operations wall: what goes on at all customers together, of the last hour and of this moment. Who plays and
 * how their sessions stand, the biggest stakes, how much happens a minute, the alerts that are open. A function of the events and
 * alerts that were told, in the journal's order; of bounded size.
 *
 * An hour is the 60 minutes of the clock up to and with the one under way; an event counts in the minute that it is of, at the
 * latest in the one that it came in. A session plays when a stake of it is at most WALL_PLAYS_MS old and its end was not told.
 * Amounts in different currencies are ranked by what about one euro is in them (struct signal_rules) and told as they are.
 *
 * What is of class aml is kept apart: who may not know is drawn a picture that is the same byte for byte without it.
 *
 * Thread: the owner's. Life: wall_new .. wall_event/wall_alert* .. wall_free. */
#pragma once

#include "base/json_writer.h"
#include "live/alert.h"

#define WALL_MINUTES      60
#define WALL_PLAYS_MS     (5 * 60 * 1000)
#define WALL_KEEPS_MS     (30 * 60 * 1000) /* a session of which nothing more is heard */
#define WALL_SESSIONS_MAX 16384            /* the one not heard of for longest makes room */
#define WALL_PLAYERS_TOLD 60               /* the sessions with the highest turnover */
#define WALL_STAKES_TOLD  20
#define WALL_RESULTS_TOLD 10 /* wins, and losses */
#define WALL_ALERTS_TOLD  20
#define WALL_RATE_S       10 /* events a second are a mean of so many */
#define WALL_TEXT_MAX     (96u << 10)
#define WALL_WRITTEN_MAX  (32u << 20)

struct wall;

/* @credit_cents: what about one euro is, by ISO number, 0: unknown (last of all ranks); lent for good. ERR_NOMEM. */
NODISCARD enum err wall_new(const uint32_t credit_cents[1000], struct wall **ret);
void wall_free(struct wall *w); /* NULL is fine */
/* Forgets everything. */
void wall_clear(struct wall *w);

/* ERR_NOMEM: its session is not told of; the rest was counted. */
NODISCARD enum err wall_event(struct wall *w, const struct live_event *e);
/* A new alert, or one that has become graver. */
void wall_alert(struct wall *w, const struct alert *a);

/* The picture's members, without the braces. @entitled: may know of aml. */
void wall_put(const struct wall *w, bool entitled, int64_t now_ms, struct json_writer *out);

/* For snapshots, of the same program on the same kind of machine: see wall_layout(). */
void wall_write(const struct wall *w, struct buf *out);
/* Into an empty one. ERR_CORRUPT, ERR_NOMEM: it is empty again. */
NODISCARD enum err wall_read(struct wall *w, struct str text);
/* Another one when what is written has another form. */
uint64_t wall_layout(void);
