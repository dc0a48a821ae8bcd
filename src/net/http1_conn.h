/* net/http1_conn.h - private to src/net: the connection, its exchange, its output, and what the server's files share.
 *
 *   state      input                         output              on which deadline list
 *   IDLE       nothing has come yet          -                   IDLE
 *   HEAD       part of a head is there       -                   HEAD, from its first byte
 *   BODY       head complete, body is not    -                   BODY, from the end of the head
 *   WORK       waits (buffer or kernel)      handler has it      none
 *   WRITE      waits                         answer under way    WRITE, from the last progress
 *   STREAM     waits                         streamed answer     WRITE while bytes wait; FIN when the client half-closed
 *   LINGER     read and dropped              FIN sent            LINGER
 *
 * IDLE -> HEAD -> (BODY ->) WORK -> (WRITE ->) IDLE or HEAD again; WORK -> STREAM -> the same; any -> LINGER -> gone; any ->
 * gone.
 *
 * One edge-triggered event watches reading, writing and closing from accept to close, so that a request costs no epoll_ctl.
 * `readable` remembers an edge whose bytes were not all taken. All on the server's loop. */
#pragma once

#include <event2/event_struct.h> /* before base/list.h: it wants a LIST_ENTRY of its own */

#include "base/buf.h"
#include "base/list.h"
#include "net/http1_parse.h"
#include "net/http_server.h"

#include <netinet/in.h>

#define CONN_READ_AHEAD_BYTES   1024u        /* room for chunks behind the largest head */
#define CONN_BODY_START_BYTES   4096u        /* first allocation for a body that does not fit the head's buffer */
#define CONN_ANSWERS_A_TURN     32u          /* pipelined answers before others get their turn */
#define CONN_LINGER_MS          2000u        /* how long a client may take to read a refusal before its socket is dropped */
#define CONN_LINGER_BYTES       (256u << 10) /* what it may send meanwhile */
#define CONN_STREAM_FIN_MS      2000u /* an endless stream whose client sent FIN ends so long after the last byte written */
#define OUT_IOV_BATCH           64    /* pieces per writev */
#define OUT_COPY_MAX            256u  /* owned pieces up to this size are copied rather than referenced when they wait */
#define OUT_BLOCK_BYTES         1024u /* copied pieces share blocks of this size */
#define RESPONSE_HEAD_INLINE    1024u /* larger response heads are allocated */
#define RESPONSE_HEAD_MAX_BYTES (64u << 10)
#define EXCHANGES_SPARE         32u /* idle exchanges kept for the next requests */

enum conn_state { CONN_IDLE, CONN_HEAD, CONN_BODY, CONN_WORK, CONN_WRITE, CONN_STREAM, CONN_LINGER, CONN_CLOSED };

enum deadline {
	DEADLINE_IDLE,
	DEADLINE_HEAD,
	DEADLINE_BODY,
	DEADLINE_WRITE,
	DEADLINE_LINGER,
	DEADLINE_FIN,
	DEADLINE_COUNT_,
	DEADLINE_NONE
};

/* Bytes that the socket did not take at once. */
struct out_entry {
	const char *p;
	size_t n;
	struct blob *owner; /* NULL: lives as long as the exchange */
	uint64_t since_ms;
};
/* A ring; allocated when something waits, freed when nothing does. */
struct out_queue {
	struct out_entry *ring;
	size_t mask, head, count;
	size_t bytes;
	struct blob *block; /* the last entry's owner while copies may be added to it */
	size_t block_used;
};

/* One request: borrowed from the server's spares with the first byte, given back with the last byte of the answer. */
struct http_exchange {
	struct http_conn *conn;
	struct http_exchange *next_spare;
	uint32_t slot;
	uint64_t generation; /* 0 until handed to the handler */
	struct http_request request;
	struct arena arena;
	void *data;
	void (*on_abort)(struct http_exchange *x);
	struct http1_head head;
	struct http1_chunked chunked;
	struct buf body; /* of a body that is chunked or larger than the rest of the buffer */
	bool body_in_place;
	size_t body_limit;
	size_t in_used, in_bytes; /* of in[]: taken by the request; filled */
	char response_head[RESPONSE_HEAD_INLINE];
	struct http_header headers[HTTP_HEADERS_MAX];
	char in[]; /* head_max_bytes + CONN_READ_AHEAD_BYTES */
};

struct http_conn {
	struct event ev;
	struct http_server *server;
	struct list link;     /* server->connections */
	struct list deadline; /* one of server->deadlines */
	uint64_t deadline_since_ms;
	uint8_t deadline_kind; /* enum deadline */
	uint8_t state;         /* enum conn_state */
	bool readable;         /* bytes or an end may wait in the kernel */
	bool peer_fin;         /* the client has sent its FIN: reads never block any more */
	bool broken;           /* a write failed: closed at the next turn */
	bool close_after;      /* no further request on this connection */
	bool unread;           /* refused before its input was taken */
	bool processing;       /* conn_process is on the stack */
	unsigned pins;         /* callers on the stack that still need the memory */
	int fd;
	size_t linger_bytes;
	struct http_exchange *x;
	struct http_stream *stream;
	struct out_queue *out; /* NULL when nothing waits */
	char *carry;           /* bytes of the next request kept while a stream has given its exchange back */
	size_t carry_bytes;
	char peer[INET6_ADDRSTRLEN];
};

struct http_server {
	struct loop *loop;
	struct http_server_config config;
	struct http_server_hooks hooks;
	void *ctx;
	int listen_fd;
	uint16_t port;
	struct event listen_event;
	bool listening, accept_paused, draining;
	struct timer tick, drained;
	void (*on_drained)(void *ctx);
	void *drained_ctx;
	struct list connections;
	struct list deadlines[DEADLINE_COUNT_]; /* each in order of deadline_since_ms, as all its members have the same time */
	uint64_t deadline_ms[DEADLINE_COUNT_];
	struct http_exchange **slots;
	uint32_t *free_slots;
	uint32_t slot_count, free_slot_count, slot_cap;
	struct http_exchange *spares;
	unsigned spare_count;
	uint64_t last_generation;
	struct http_server_counts counts;
	int64_t date_second;
	char date[40]; /* "Date: ...\r\n" */
	size_t date_bytes;
};

/* http_server.c */
struct http_exchange *server_take_exchange(struct http_server *s, struct http_conn *c); /* NULL: no memory */
void server_give_exchange(struct http_server *s, struct http_exchange *x);
/* Ready for another request on the same connection; in[] and its counts are the caller's. */
void exchange_reset(struct http_exchange *x);
void server_conn_gone(struct http_server *s);
struct str server_date(struct http_server *s);

/* http1_conn.c */
NODISCARD enum err conn_open(struct http_server *s, int fd, const struct sockaddr_storage *peer);
/* Closes the socket, tells the handler or stream, frees now or when the last pin is gone. */
void conn_close(struct http_conn *c);
/* The same with a reset, so that the client cannot take a cut answer for a whole one. */
void conn_reset(struct http_conn *c);
void conn_set_deadline(struct http_conn *c, enum deadline kind);
void conn_deadline_passed(struct http_conn *c);
/* Answers what never became a request, and ends the connection. @reason is static. */
void conn_refuse(struct http_conn *c, int status, const char *reason);
/* The answer is in the socket or in the queue: goes on as soon as the latter is empty. */
void conn_answered(struct http_conn *c);
/* Makes the loop come back to @c in this iteration. */
void conn_kick(struct http_conn *c);
/* Draining: closes a connection between requests, unless a request is on its way already. */
void conn_drain_idle(struct http_conn *c);

/* http1_read.c */
/* Reads, parses and hands over until there is nothing to read or somebody works on an answer. */
void conn_process(struct http_conn *c);

/* http1_write.c */
enum out_result { OUT_WRITTEN, OUT_WAITS, OUT_BROKEN };
/* Writes or queues prefix, chunks, suffix; takes over the owners, also on failure. @copy: pieces without owner are copied when
 * they must wait, else they live as long as the exchange. Never calls back. */
enum out_result out_send(struct http_conn *c, struct chunk prefix, const struct chunk *chunks, size_t count, struct str suffix,
			 bool copy);
/* Writes from the queue. */
enum out_result out_flush(struct http_conn *c);
void out_free(struct http_conn *c);
static inline size_t out_bytes(const struct http_conn *c)
{
	return c->out ? c->out->bytes : 0;
}
void chunks_unref(const struct chunk *chunks, size_t count);

/* How the body is delimited, for the head's writer. */
struct response_framing {
	int64_t content_length; /* -1: none is written */
	bool chunked, close;
};
/* The head in x->response_head, or in a blob of its own. bytes.p == NULL: no memory. */
struct chunk response_head(struct http_exchange *x, int status, const struct http_header *headers, size_t header_count,
			   struct response_framing framing);

/* http1_stream.c */
void stream_drained(struct http_conn *c);
/* The connection is closing: tells the stream's owner, then frees it. */
void stream_closed(struct http_conn *c);
bool stream_is_endless(const struct http_stream *st);
