/* api/stream_private.h - the inside of a stream: its client, and the customers that it watches. Private to src/api/stream*.c.
 * Thread: the stream's loop. */
#pragma once

#include "api/stream_client.h"
#include "live/notice.h"

#define STREAM_EVENT_BYTES (VIEW_SCRATCH_BYTES + 1024)
#define STREAM_BACKLOG_MAX (64u << 10) /* bytes that a client may leave unread before sections and pictures wait */

struct channel;
struct lobby;

/* One customer on a stream. Freed only from the loop's mailbox: callbacks of its view may be on the stack when it is dropped;
 * client is NULL from then on. */
struct watch {
	struct stream_client *client;
	struct list link;
	struct channel *channel; /* once its sections were sent; NULL before */
	struct list in_channel;
	struct letter burial;
	struct view view;
	bool looking;        /* the view still waits for parts */
	bool existed;        /* the customer was not said to be unknown */
	bool joined;         /* changes are told */
	struct lobby *lobby; /* where it is told who else is here: api/stream_presence.c */
	struct list in_lobby;
	bool seen; /* its person is among those who are here */
	bool hears_presence;
	bool unseen;            /* the page is not looked at */
	uint64_t presence_told; /* hash of what was told last; 0: nothing yet */
	char customer[65];
	unsigned owed;                  /* bits of sections that changed while the client did not read, or had none */
	uint64_t heard;                 /* the last change's number */
	uint64_t sent[SECTION_COUNT_];  /* version of what was sent last; 0: nothing yet */
	char versions[PART_COUNT_][33]; /* of what was shown, for the closing record */
};

struct stream_client {
	struct streams *streams;
	struct list link;
	struct letter burial;
	struct http_stream *http; /* NULL: closed */
	char id[STREAM_ID_TEXT + 1];
	struct person person;
	unsigned sight;
	unsigned topics; /* bits 1 << enum live_topic */
	bool reset_told;
	struct list at_wall; /* of the loop's; linked while topics has TOPIC_WALL */
	bool wall_joined, wall_owed;
	uint64_t wall_heard;
	uint64_t after; /* changes up to this number are known to it, or of no interest */
	struct list watches;
	size_t watch_count;
	uint64_t sections_sent, changes_sent;
	int64_t opened_ms;
};

/* The chunks' owners are consumed. False: the client is closed now. */
bool stream_client_write(struct stream_client *c, const struct chunk *chunks, size_t count);
/* An event without an id. */
bool stream_client_event(struct stream_client *c, const char *name, struct str json);
/* "reset": what was missed can't be told. Once. */
void stream_client_reset(struct stream_client *c, const char *reason);
void watch_note_versions(struct watch *w, const struct view *from, unsigned parts);

/* api/stream_channel.c: one customer for all streams of a loop that show it: its changes are heard once, and its sections are
 * looked at and written once for all streams of one permission class. */
/* Changes are told from now on; what was missed since client->after comes first. */
void channel_enter(struct watch *w);
void channel_leave(struct watch *w);
/* What happened to it, if it may know; @heard: the last number on this way to the client. */
void channel_tell(struct stream_client *c, struct live_notice *n, unsigned topics, uint64_t *heard);

/* api/stream_wall.c: everybody's notices of the topic "wall", from what was missed on, and the wall's picture. */
void wall_tell(struct streams *s, struct live_notice *n);
void wall_catch_up(struct stream_client *c);
void wall_enter(struct stream_client *c);
void wall_leave(struct stream_client *c);
/* The client reads again: what it is owed is sent. */
void channel_catch_up(struct stream_client *c);
/* api/stream_presence.c: who else looks at a stream's customers. */
void presence_enter(struct watch *w);
void presence_leave(struct watch *w);
/* After its topics changed, or whether its page is looked at. */
void presence_update(struct watch *w);
NODISCARD enum err lobbies_init(struct streams *s);
void lobbies_done(struct streams *s);
/* hub_deliver_fn: ctx is the struct api_loop. */
void channels_deliver(void *ctx, struct live_notice *const *notices, size_t count, bool lost);
NODISCARD enum err channels_init(struct streams *s);
void channels_done(struct streams *s);
