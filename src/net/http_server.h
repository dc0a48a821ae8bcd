/* net/http_server.h - the HTTP/1.1 server. One a loop, each with its own SO_REUSEPORT listener; a connection lives and dies on
 * one loop.
 *
 * Refused by the parser (400 and close, 408, 413, 414, 417, 431, 501, 505): bare LF or CR in the head, obs-fold, blanks before
 * the colon, control bytes, Content-Length with Transfer-Encoding, repeated or malformed Content-Lengths, any coding but one
 * final "chunked", chunk extensions past a limit, HTTP versions but 1.0 and 1.1, missing or repeated Host in 1.1, absolute
 * targets of other schemes, heads past head_max, bodies past the limit. Deadlines for the whole head and the whole body, not
 * between bytes; input is bounded also while answering (pipelining: at most one request is parsed ahead, further bytes wait in
 * the kernel). HEAD never gets a body. A client that vanishes while we work is noticed (on_abort): by its reset. A client that
 * only sends FIN may have closed one half and still wait, so it gets its answer; an endless stream is ended when nothing could be
 * written to such a client for two seconds. At the cap of connections the one that has been idle longest, a second at least,
 * makes room; else the new one gets 503.
 *
 * Thread: everything here on the server's loop. Life: http_server_new .. http_server_drain (graceful) .. http_server_free. */
#pragma once

#include "base/arena.h"
#include "base/blob.h"
#include "net/loop.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_DELETE, HTTP_PATCH, HTTP_OPTIONS, HTTP_METHOD_COUNT_ };
const char *http_method_name(enum http_method m);

struct http_header {
	struct str name, value; /* value trimmed */
};

#define HTTP_HEADERS_MAX 64

struct http_request {
	enum http_method method;
	bool keep_alive, http10;
	struct str target;      /* as sent */
	struct str path, query; /* split at '?', still percent-encoded; query without '?' */
	struct http_header *headers;
	size_t header_count;
	struct str body;      /* whole, de-chunked */
	struct str peer;      /* numeric address of the client */
	uint64_t received_ns; /* monotonic, when the head was complete */
};
/* Case-insensitive; p == NULL when absent. */
struct str http_request_header(const struct http_request *r, const char *name);

struct http_server;
struct http_exchange; /* one request being answered */

struct http_server_config {
	const char *address; /* numeric */
	uint16_t port;       /* 0: any, see http_server_port() */
	unsigned max_connections, backlog;
	unsigned head_timeout_ms, body_timeout_ms, idle_timeout_ms; /* idle: keep-alive between requests */
	unsigned write_timeout_ms;                                  /* no progress of the client's reading for so long: closed */
	size_t head_max_bytes, body_max_bytes;
	size_t arena_max_bytes; /* cap of a request's arena */
	bool reuse_port;
};
/* Sensible values in every field; the caller sets address and port. */
struct http_server_config http_server_config_default(void);

struct http_server_hooks {
	/* A complete request. Answer now or later with exactly one of http_respond / http_stream_begin. */
	void (*on_request)(void *ctx, struct http_exchange *x);
	/* May be NULL. Called when the head is complete, before a body is read: the body limit for this request (0: none
	 * allowed). */
	size_t (*body_limit)(void *ctx, const struct http_request *head);
	/* May be NULL: a request that the parser refused; for metrics and logs. Static reason. */
	void (*on_refused)(void *ctx, int status, const char *reason);
	/* May be NULL: fills the answer for a refused request, so that errors look alike; default is an empty body. Called with
	 * the parser's status; the arena lives until the answer is sent. */
	void (*refusal_body)(void *ctx, int status, const char *reason, struct arena *a, struct str *ret_type,
			     struct str *ret_body);
};

NODISCARD enum err http_server_new(struct loop *l, const struct http_server_config *c, const struct http_server_hooks *hooks,
				   void *ctx, struct http_server **ret, struct err_info *info);
uint16_t http_server_port(const struct http_server *s);
/* Stops accepting, closes idle connections, lets exchanges finish (answers say Connection: close); calls done(ctx) when none is
 * left. */
void http_server_drain(struct http_server *s, void (*done)(void *ctx), void *ctx);
/* Closes what is open; exchanges and streams hear of it by on_abort and on_close. Not from within a hook or one of these; from
 * within done() of a drain it may be. */
void http_server_free(struct http_server *s);
struct http_server_counts {
	uint64_t accepted, refused_cap, requests, refused_bad, aborted, bytes_in, bytes_out;
	unsigned open, active, streams;
};
struct http_server_counts http_server_counts(const struct http_server *s);

const struct http_request *http_exchange_request(const struct http_exchange *x);
/* Lives until the answer is fully written. */
struct arena *http_exchange_arena(struct http_exchange *x);
/* A slot for the handler's own state. */
void http_exchange_set_data(struct http_exchange *x, void *data);
void *http_exchange_data(const struct http_exchange *x);
/* Called at most once, if the client goes away before http_respond() or http_stream_begin(); after the call the exchange is gone.
 * Who has answered has nothing left to undo: the rest of the answer is dropped without a word, and a stream has its on_close. */
void http_exchange_on_abort(struct http_exchange *x, void (*on_abort)(struct http_exchange *x));

/* Instead of an answer: the connection is reset without a byte. The exchange is gone after the call; no on_abort. For test
 * servers that play dead. */
void http_exchange_reset(struct http_exchange *x);

/* How work that was sent elsewhere finds its exchange again: never by raw pointer. */
struct http_handle {
	struct http_server *server;
	uint32_t slot;
	uint64_t generation;
};
struct http_handle http_exchange_handle(const struct http_exchange *x);
/* On the server's loop, while the server lives: NULL when the exchange is over. */
struct http_exchange *http_handle_find(struct http_handle h);

struct http_response {
	int status;
	const struct http_header *headers; /* without Content-Length, Connection, Date: the server writes these. CR, LF or NUL in
					      one is a MUST failure */
	size_t header_count;
	const struct chunk *body; /* owners are consumed, also on failure */
	size_t body_count;
	bool close; /* close the connection afterwards */
};
/* Header and body leave in one writev where they fit. Status 204 and 304 send no body; HEAD sends the length only. */
void http_respond(struct http_exchange *x, const struct http_response *r);

/* A streamed answer (Server-Sent Events, documents): chunked in HTTP/1.1. The request's memory but the stream's own fixed buffers
 * is given back at http_stream_begin when @release_arena: then nothing of the request may be used any more. */
struct http_stream;
struct http_stream_events {
	void (*on_drain)(void *ctx); /* what had to wait was written to the socket; not called when nothing had to */
	void (*on_close)(void *ctx); /* the client left, or was closed for not reading; the stream is gone after the call. Not
					called after http_stream_end */
};
/* NULL: no memory; the connection was closed and the exchange is gone. Never calls back before it returns. */
struct http_stream *http_stream_begin(struct http_exchange *x, int status, const struct http_header *headers, size_t header_count,
				      int64_t content_length /* -1: unknown */, bool release_arena,
				      const struct http_stream_events *ev, void *ctx);
/* Takes over the owner's reference. Bytes without an owner are copied when they must wait. ERR_LIMIT: pending and new bytes
 * together are more than @max_pending; nothing was taken but the reference is consumed. ERR_SHAPE: more than the declared length.
 * ERR_UNAVAILABLE: the client is gone, on_close comes at the next turn. Never calls back. */
NODISCARD enum err http_stream_write(struct http_stream *s, const struct chunk *chunks, size_t count, size_t max_pending);
size_t http_stream_pending_bytes(const struct http_stream *s);
/* Milliseconds that the oldest pending byte has waited; 0 when nothing waits. */
uint64_t http_stream_pending_ms(const struct http_stream *s);
/* Orderly end: last chunk, keep-alive goes on where possible. With fewer bytes than were declared it is an abort. @s is gone. */
void http_stream_end(struct http_stream *s);
/* At once and without the last chunk, so that the client sees that the answer is cut. @s is gone. */
void http_stream_abort(struct http_stream *s);
