/* api/stream_client.h - one client of GET /stream: what it carries, and the events it is sent. Bounded: a client that reads too
 * slowly is cut off, not buffered for. Thread: its loop. Life: stream_client_open .. closed by the client, a limit, the session's
 * end or a drain. */
#pragma once

#include "api/stream.h"
#include "base/map.h"

struct stream_client;

struct streams {
	struct api_loop *al;
	struct list clients;
	unsigned open;
	struct timer heartbeat;
	struct map channels;                    /* by customer: api/stream_channel.c */
	struct list wall;                       /* clients that hear of everybody */
	struct list waiting_soon, waiting_long; /* channels that are to be looked at, in the order of time */
	struct timer pace;
	struct map lobbies; /* by customer: api/stream_presence.c */
	struct list lobbies_waiting;
	struct timer lobby_pace;
};

struct stream_opening {
	struct str customers[STREAM_CUSTOMERS_MAX];
	size_t count;
	uint32_t unseen;       /* bits of customers whose page is not looked at just now */
	unsigned topics;       /* bits 1 << enum live_topic */
	struct str last_event; /* n == 0: none. Where it can't be continued from, the client is told "reset" */
};
/* Begins the answer: from here on the call is gone. */
void stream_client_open(struct streams *s, struct call *c, const struct stream_opening *o);
struct stream_client *stream_client_find(struct streams *s, struct str id, const char *session_id);
/* What it carries from now on; customers that stay are not sent again. @o->topics 0: as before. */
void stream_client_change(struct stream_client *client, const struct stream_opening *o);
enum stream_end { STREAM_END_CLIENT, STREAM_END_SLOW, STREAM_END_SESSION, STREAM_END_DRAIN };
void stream_client_close(struct stream_client *client, enum stream_end why);
void stream_client_heartbeat(struct stream_client *client);
const char *stream_client_session(const struct stream_client *client);
struct stream_client *stream_client_of(struct list *link);
