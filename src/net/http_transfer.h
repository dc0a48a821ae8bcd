/* net/http_transfer.h - private to src/net: one call under way, and the client that carries it.
 *
 *   state     is in                       leaves by
 *   STARTING  client->starting            the client's next turn
 *   RUNNING   libcurl's multi handle      completion, deadline, cancelling
 *   ENDING    on_done is on the stack     on_done's return
 *   SPARE     client->spares
 *
 * libcurl allows hardly anything from within its callbacks, so what a caller asks for there is noted and done in the client's
 * next turn, in the same iteration of the loop. All on the client's loop. */
#pragma once

#include <event2/event_struct.h> /* before base/list.h: it wants a LIST_ENTRY of its own */

#include "base/list.h"
#include "net/http_client.h"

#include <curl/curl.h>

#define TRANSFERS_SPARE     64u         /* idle libcurl handles kept by a client */
#define TRANSFER_READ_BYTES (32u << 10) /* libcurl's receive buffer while a transfer runs */

enum transfer_state { TRANSFER_STARTING, TRANSFER_RUNNING, TRANSFER_ENDING, TRANSFER_SPARE };

struct http_transfer {
	struct http_client *client;
	struct list link;
	CURL *easy;
	struct curl_slist *headers;
	char *request_body;
	struct buf body;
	size_t body_seen; /* by on_data */
	struct http_call call;
	struct timer deadline;
	uint64_t started_ns;
	enum transfer_state state;
	bool paused, resume, cancelled;
	bool head_seen, too_large, head_refused;
	bool had_tls; /* options that libcurl has no "default" for: reset before the next use */
};

/* A descriptor that libcurl asked to be watched. Kept for the descriptor's next life. */
struct watch {
	struct event ev;
	struct http_client *client;
	short wanted, registered;
	bool ours; /* opened by us for libcurl, so that its end will be seen too */
};

struct http_client {
	struct loop *loop;
	CURLM *multi;
	struct event turn;  /* made active to be called in this iteration */
	struct event timer; /* libcurl's */
	struct watch **watches;
	size_t watch_cap;
	struct list starting, running, spares;
	unsigned spare_count, delivering; /* on_done callbacks on the stack */
	bool in_curl, turn_due, timer_due;
	bool notes; /* some running transfer wants to be resumed or was cancelled */
	char *user_agent;
	unsigned idle_close_s;
};

/* http_transfer.c */
struct http_transfer *transfer_new(struct http_client *c);
void transfer_free(struct http_transfer *t);
/* Sets everything that differs between calls. */
NODISCARD enum err transfer_prepare(struct http_transfer *t, const struct http_call *call);
/* After the end: forgets the call, keeps the handle. */
void transfer_clear(struct http_transfer *t);
/* What libcurl's code means for the caller. */
struct http_result transfer_result(const struct http_transfer *t, CURLcode code);

/* http_client.c */
/* Makes the client's turn come in this iteration of the loop. */
void client_want_turn(struct http_client *c);
void client_deadline(struct timer *timer);
curl_socket_t client_open_socket(void *clientp, curlsocktype purpose, struct curl_sockaddr *address);
int client_close_socket(void *clientp, curl_socket_t fd);
