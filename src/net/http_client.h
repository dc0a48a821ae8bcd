/* net/http_client.h - HTTP client over libcurl's multi interface on a loop. One a loop; connections are kept alive and pooled per
 * host. Thread: the loop's. Life: http_client_new .. http_client_start .. on_done (exactly once each, never from inside start) ..
 * http_client_free (cancels all; not from within a callback).
 *
 * On a connection that was kept libcurl sends a request again by itself, if the server closed the connection without a byte of
 * answer: a write that must not be repeated is sent .once. */
#pragma once

#include "base/buf.h"
#include "net/loop.h"

struct http_client;
struct http_transfer;

struct http_client_config {
	unsigned max_host_connections, max_total_connections;
	unsigned idle_close_s;
	const char *user_agent;
};
NODISCARD enum err http_client_new(struct loop *l, const struct http_client_config *c, struct http_client **ret);
void http_client_free(struct http_client *c);

/* TLS material and the like, one per source, shared by its calls; all may be NULL. Life: outlives the calls. */
struct http_client_tls {
	const char *ca_file, *cert_file, *key_file;
};

struct http_result {
	enum err err; /* OK: an answer came, whatever its status. ERR_TIMEOUT, ERR_UNAVAILABLE (refused, reset, DNS), ERR_UPSTREAM
		       * (not HTTP, cut short: fewer bytes than declared), ERR_TOO_LARGE, ERR_CANCELLED is never delivered */
	bool connected; /* false: failed before any byte could have been sent, so that a retry is safe for any method */
	bool truncated; /* ERR_UPSTREAM because the body ended early or its chunks broke */
	int status;
	struct str body; /* whole body unless on_data was given; valid during the call */
	uint64_t duration_us;
};

struct http_call {
	const char *method;          /* "GET"... */
	const char *url;             /* copied */
	const char *const *headers;  /* "Name: value" lines, copied; NULL-terminated; may be NULL */
	struct str body;             /* copied */
	const char *user, *password; /* basic; NULL: none */
	const struct http_client_tls *tls;
	unsigned connect_timeout_ms, timeout_ms; /* whole transfer; 0 = none but stall_timeout */
	bool once; /* over HTTP/1.1 on a new connection, where libcurl never sends a request a second time by itself */
	unsigned stall_timeout_s; /* for streamed bodies: slower than 1 byte/s for so long fails */
	size_t body_max_bytes;    /* 0: no body at all; with on_data: no limit */
	/* Headers of the final answer, before data; may be NULL. Return false to cancel with ERR_UPSTREAM. */
	bool (*on_head)(void *ctx, struct http_transfer *t, int status);
	/* Streaming body; may be NULL. Return false to pause: the bytes are delivered again after http_transfer_resume(). */
	bool (*on_data)(void *ctx, struct str bytes);
	void (*on_done)(void *ctx, struct http_transfer *t, const struct http_result *r);
	void *ctx;
};
/* ERR_NOMEM, ERR_SHAPE (bad URL). Redirects are not followed; only http and https; no proxy from the environment. */
NODISCARD enum err http_client_start(struct http_client *c, const struct http_call *call, struct http_transfer **ret);
/* No callback comes after it. */
void http_transfer_cancel(struct http_transfer *t);
void http_transfer_resume(struct http_transfer *t);
/* A header of the final answer (the first of its name), case-insensitive; valid within callbacks; p == NULL when absent. */
struct str http_transfer_header(const struct http_transfer *t, const char *name);
