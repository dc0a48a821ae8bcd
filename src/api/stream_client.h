/* api/stream_client.h - one client of GET /stream: what it carries, and the events it is sent. Bounded: a client that reads too
 * slowly is cut off, not buffered for. Thread: its loop. Life: stream_client_open .. closed by the client, a limit, the session's
 * end or a drain. */
#pragma once

#include "api/stream.h"

struct stream_client;

struct streams {
	struct api_loop *al;
	struct list clients;
	unsigned open;
	struct timer heartbeat;
};

/* Begins the answer: from here on the call is gone. @resumed: the client named a last event, which can't be continued: it is told
 * "reset". */
void stream_client_open(struct streams *s, struct call *c, const struct str *customers, size_t count, bool resumed);
struct stream_client *stream_client_find(struct streams *s, struct str id, const char *session_id);
/* What it carries from now on; customers that stay are not sent again. */
void stream_client_change(struct stream_client *client, const struct str *customers, size_t count);
enum stream_end { STREAM_END_CLIENT, STREAM_END_SLOW, STREAM_END_SESSION, STREAM_END_DRAIN };
void stream_client_close(struct stream_client *client, enum stream_end why);
void stream_client_heartbeat(struct stream_client *client);
const char *stream_client_session(const struct stream_client *client);
struct stream_client *stream_client_of(struct list *link);
