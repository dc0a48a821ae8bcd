/* sources/client.h - one request to a source: breaker, permit, credentials, HTTP, retries, deadline. Embedded in who asks.
 *
 *   call_start ─▶ permit? ─wait▶ ─▶ token? ─wait▶ ─▶ HTTP ─▶ judge ─▶ finish
 *                                                    ▲        │ a failure that another try may mend
 *                                                    └─pause──┘
 *
 * Thread: the loop that starts it. Life: call_start .. finish (exactly once, never from inside call_start) or call_cancel. */
#pragma once

#include "sources/source.h"

struct source_loop;
struct token_wait;
struct call_waiter;

/* What is sent when it is no GET. Outlives the call. */
struct call_write {
	const char *method;
	struct str body;      /* n == 0: none */
	const char *lines[2]; /* header lines besides the source's own; NULL: none */
};

struct call {
	struct source_loop *on;
	struct catalog *catalog; /* that .source is in; its reference is the asker's */
	struct source *source;
	uint64_t deadline_ms; /* monotonic; of everything but a streamed body */
	/* Writes the address. ERR_NOT_FOUND: there can't be such a thing. */
	enum err (*url)(struct call *c, struct buf *out);
	/* Looks at an answer with status 2xx, or 404 when .takes_404: is it good? */
	enum source_error (*judge)(struct call *c, const struct http_result *r, struct http_transfer *t);
	void (*finish)(struct call *c, enum source_error e);
	bool takes_404, takes_all;      /* .judge sees an answer of any status */
	bool once;                      /* is never tried again, and sent so that it can't be sent twice */
	const struct call_write *write; /* NULL: a GET */
	/* For streamed bodies; NULL otherwise. A head with status 2xx; false: unusable. */
	bool (*on_head)(struct call *c, struct http_transfer *t);
	bool (*on_data)(struct call *c, struct str bytes);

	/* Private. */
	enum call_state { CALL_IDLE, CALL_WAITING, CALL_TOKEN, CALL_RUNNING, CALL_PAUSE } state;
	enum breaker_pass pass;
	unsigned tries;
	int status; /* of the last answer; 0: none */
	bool sent;  /* something of it may have reached the source */
	bool token_renewed, streaming, timer_made;
	struct http_transfer *transfer;
	struct call_waiter *waiter;
	struct list token_link;
	struct timer timer;
};

/* SOURCE_OK: finish() comes. Anything else: it does not. */
NODISCARD enum source_error call_start(struct call *c);
/* finish() doesn't come any more. Also fine when idle. */
void call_cancel(struct call *c);
