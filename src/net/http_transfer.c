#include "net/http_transfer.h"

#include "base/clock.h"
#include "net/url.h"

#include <limits.h>
#include <stdlib.h>

/* ---- libcurl's callbacks ---- */

static size_t on_body(char *p, size_t one, size_t n, void *arg)
{
	(void)one;
	struct http_transfer *t = arg;
	if (t->cancelled)
		return n + 1; /* anything but n ends it */
	size_t seen = t->call.on_data ? t->body_seen : t->body.n;
	bool unlimited = t->call.on_data && t->call.body_max_bytes == 0;
	if (!unlimited && n > t->call.body_max_bytes - seen) {
		t->too_large = true;
		return n + 1;
	}
	if (!t->call.on_data) {
		buf_add(&t->body, p, n);
		return buf_ok(&t->body) == OK ? n : n + 1;
	}
	if (!t->call.on_data(t->call.ctx, str_mem(p, n)) && !t->cancelled) {
		t->paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	t->body_seen += n;
	return t->cancelled ? n + 1 : n;
}

/* Called a line at a time; the empty one ends a head, be it an interim one (1xx), the final one, or trailers. */
static size_t on_header(char *p, size_t one, size_t n, void *arg)
{
	(void)one;
	struct http_transfer *t = arg;
	if (t->cancelled)
		return n + 1;
	if (t->head_seen || n > 2 || (p[0] != '\r' && p[0] != '\n'))
		return n;
	long status = 0;
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status < 200)
		return n;
	t->head_seen = true;
	if (t->call.on_head && !t->call.on_head(t->call.ctx, t, (int)status))
		t->head_refused = true;
	return t->head_refused || t->cancelled ? n + 1 : n;
}

/* ---- options ---- */

/* What is the same for every call. */
static enum err set_constant_options(struct http_transfer *t)
{
	CURL *e = t->easy;
	struct http_client *c = t->client;
	/* Failures are out of memory, or an option that this libcurl lacks. */
	bool ok = curl_easy_setopt(e, CURLOPT_PRIVATE, t) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_NOPROGRESS, 1L) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_NOPROXY, "*") == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_TCP_KEEPALIVE, 1L) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_BUFFERSIZE, (long)TRANSFER_READ_BYTES) == CURLE_OK;
	/* Giving up on a slow name server must not block the loop until its thread is done. */
	ok &= curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, 1L) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_WRITEDATA, t) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_HEADERDATA, t) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, client_open_socket) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, c) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_CLOSESOCKETFUNCTION, client_close_socket) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_CLOSESOCKETDATA, c) == CURLE_OK;
	if (c->user_agent)
		ok &= curl_easy_setopt(e, CURLOPT_USERAGENT, c->user_agent) == CURLE_OK;
	if (c->idle_close_s)
		ok &= curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, (long)c->idle_close_s) == CURLE_OK;
	return ok ? OK : ERR_NOMEM;
}

static bool set_method(struct http_transfer *t, const struct http_call *call)
{
	CURL *e = t->easy;
	bool get = strcmp(call->method, "GET") == 0, head = strcmp(call->method, "HEAD") == 0;
	bool post = strcmp(call->method, "POST") == 0;
	bool writes = post || strcmp(call->method, "PUT") == 0 || strcmp(call->method, "PATCH") == 0;
	if (call->body.n) {
		t->request_body = malloc(call->body.n);
		if (!t->request_body)
			return false;
		memcpy(t->request_body, call->body.p, call->body.n);
	}
	bool ok = true;
	if (call->body.n || writes) { /* with a Content-Length even when there is no body */
		ok &= curl_easy_setopt(e, CURLOPT_POST, 1L) == CURLE_OK;
		ok &= curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.n) == CURLE_OK;
		ok &= curl_easy_setopt(e, CURLOPT_POSTFIELDS, t->request_body ? t->request_body : "") == CURLE_OK;
	} else {
		ok &= curl_easy_setopt(e, CURLOPT_HTTPGET, 1L) == CURLE_OK;
		if (head)
			ok &= curl_easy_setopt(e, CURLOPT_NOBODY, 1L) == CURLE_OK;
	}
	bool plain = call->body.n || writes ? post : get || head;
	ok &= curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, plain ? NULL : call->method) == CURLE_OK;
	return ok;
}

static bool add_header(struct http_transfer *t, const char *line)
{
	struct curl_slist *l = curl_slist_append(t->headers, line);
	if (l)
		t->headers = l;
	return l != NULL;
}

static bool set_headers(struct http_transfer *t, const struct http_call *call)
{
	bool has_type = false;
	for (size_t i = 0; call->headers && call->headers[i]; i++) {
		has_type |= strncasecmp(call->headers[i], "Content-Type:", 13) == 0;
		if (!add_header(t, call->headers[i]))
			return false;
	}
	if (call->body.n || (strcmp(call->method, "GET") != 0 && strcmp(call->method, "HEAD") != 0)) {
		/* libcurl would wait for 100 Continue with a large body, and name a form's type. */
		if (!add_header(t, "Expect:") || (!has_type && !add_header(t, "Content-Type:")))
			return false;
	}
	return curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers) == CURLE_OK;
}

static bool set_tls(struct http_transfer *t, const struct http_client_tls *tls)
{
	if (!tls)
		return true;
	CURL *e = t->easy;
	bool ok = true;
	t->had_tls = true;
	if (tls->ca_file)
		ok &= curl_easy_setopt(e, CURLOPT_CAINFO, tls->ca_file) == CURLE_OK;
	if (tls->cert_file)
		ok &= curl_easy_setopt(e, CURLOPT_SSLCERT, tls->cert_file) == CURLE_OK;
	if (tls->key_file)
		ok &= curl_easy_setopt(e, CURLOPT_SSLKEY, tls->key_file) == CURLE_OK;
	return ok;
}

/* libcurl repeats what got no byte of answer on a connection that was kept, and what an HTTP/2 server refused or wants over
 * HTTP/1.1: neither can happen on a new connection of HTTP/1.1. It is closed afterwards, or every one would leave one behind. */
static bool set_once(struct http_transfer *t, bool once)
{
	long version = once ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_NONE;
	return curl_easy_setopt(t->easy, CURLOPT_FRESH_CONNECT, once ? 1L : 0L) == CURLE_OK &&
	       curl_easy_setopt(t->easy, CURLOPT_FORBID_REUSE, once ? 1L : 0L) == CURLE_OK &&
	       curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION, version) == CURLE_OK;
}

static bool set_limits(struct http_transfer *t, const struct http_call *call)
{
	CURL *e = t->easy;
	bool ok = curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)call->connect_timeout_ms) == CURLE_OK;
	ok &= curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, (long)call->stall_timeout_s) == CURLE_OK;
	/* Refused by its declared length already; what has none is stopped in on_body. 0 would be no limit. */
	bool unlimited = call->body_max_bytes == 0 || call->body_max_bytes > LONG_MAX;
	curl_off_t max = unlimited ? 0 : (curl_off_t)call->body_max_bytes;
	return ok && curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, max) == CURLE_OK;
}

enum err transfer_prepare(struct http_transfer *t, const struct http_call *call)
{
	struct url_parts parts;
	if (url_split(str_of(call->url), &parts) != OK)
		return ERR_SHAPE;
	if (t->had_tls) {
		curl_easy_reset(t->easy);
		t->had_tls = false;
		if (set_constant_options(t) != OK)
			return ERR_NOMEM;
	}
	t->call = *call;
	buf_init(&t->body, call->body_max_bytes);
	bool ok = curl_easy_setopt(t->easy, CURLOPT_URL, call->url) == CURLE_OK;
	ok = ok && set_method(t, call) && set_headers(t, call) && set_tls(t, call->tls) && set_limits(t, call) &&
	     set_once(t, call->once);
	ok = ok && curl_easy_setopt(t->easy, CURLOPT_USERNAME, call->user) == CURLE_OK;
	ok = ok && curl_easy_setopt(t->easy, CURLOPT_PASSWORD, call->password) == CURLE_OK;
	/* What the caller lent ends with http_client_start(). */
	t->call.url = t->call.method = t->call.user = t->call.password = NULL;
	t->call.headers = NULL;
	t->call.body = STR_NONE;
	t->call.tls = NULL;
	t->started_ns = clock_mono_ns();
	return ok ? OK : ERR_NOMEM;
}

void transfer_clear(struct http_transfer *t)
{
	curl_slist_free_all(t->headers);
	t->headers = NULL;
	free(t->request_body);
	t->request_body = NULL;
	buf_done(&t->body);
	t->body_seen = 0;
	t->paused = t->resume = t->cancelled = false;
	t->head_seen = t->too_large = t->head_refused = false;
}

struct http_transfer *transfer_new(struct http_client *c)
{
	struct http_transfer *t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	t->client = c;
	list_init(&t->link);
	t->easy = curl_easy_init();
	if (!t->easy || set_constant_options(t) != OK || timer_init(&t->deadline, c->loop, client_deadline) != OK) {
		transfer_free(t);
		return NULL;
	}
	return t;
}

void transfer_free(struct http_transfer *t)
{
	transfer_clear(t);
	timer_done(&t->deadline);
	if (t->easy)
		curl_easy_cleanup(t->easy);
	free(t);
}

/* ---- results ---- */

/* Failures that come before a connection is usable, so that not a byte of the request has left. */
static bool is_before_request(CURLcode code)
{
	switch (code) {
	case CURLE_URL_MALFORMAT:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_FAILED_INIT:
		return true;
	default:
		return false;
	}
}

static enum err err_of_code(const struct http_transfer *t, CURLcode code)
{
	if (t->too_large || code == CURLE_FILESIZE_EXCEEDED || buf_ok(&t->body) == ERR_TOO_LARGE)
		return ERR_TOO_LARGE;
	if (t->head_refused)
		return ERR_UPSTREAM;
	if (is_before_request(code))
		return ERR_UNAVAILABLE;
	switch (code) {
	case CURLE_OK:
		return OK;
	case CURLE_OUT_OF_MEMORY:
		return ERR_NOMEM;
	case CURLE_OPERATION_TIMEDOUT:
		return ERR_TIMEOUT;
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
		return ERR_UNAVAILABLE;
	case CURLE_RECV_ERROR: /* reset: before an answer began it is not there, after that it is cut short */
		return t->head_seen ? ERR_UPSTREAM : ERR_UNAVAILABLE;
	case CURLE_WRITE_ERROR:
		return buf_ok(&t->body) != OK ? buf_ok(&t->body) : ERR_UPSTREAM;
	default:
		return ERR_UPSTREAM; /* not HTTP, or HTTP that breaks its own rules */
	}
}

struct http_result transfer_result(const struct http_transfer *t, CURLcode code)
{
	long status = 0, sent = 0;
	curl_off_t ready_us = 0;
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(t->easy, CURLINFO_REQUEST_SIZE, &sent);
	curl_easy_getinfo(t->easy, CURLINFO_PRETRANSFER_TIME_T, &ready_us);
	struct http_result r = {.err = err_of_code(t, code), .status = (int)status};
	r.connected = !is_before_request(code) && (code != CURLE_OPERATION_TIMEDOUT || sent > 0 || ready_us > 0);
	/* "Receive error" is a reset, or a chunk whose size is not one: libcurl does not tell them apart. */
	r.truncated = r.err == ERR_UPSTREAM && t->head_seen && !t->head_refused &&
		      (code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR);
	if (!t->call.on_data)
		r.body = buf_view(&t->body);
	r.duration_us = (clock_mono_ns() - t->started_ns) / 1000u;
	return r;
}

struct str http_transfer_header(const struct http_transfer *t, const char *name)
{
	struct curl_header *h;
	if (curl_easy_header(t->easy, name, 0, CURLH_HEADER, -1, &h) != CURLHE_OK)
		return STR_NONE;
	return str_of(h->value);
}
