/* The handler's side of one request: what was asked, where its memory is, and the whole answer. */
#include "net/http1_conn.h"

#include "base/clock.h"

const char *http_method_name(enum http_method m)
{
	static const char *const names[HTTP_METHOD_COUNT_] = {
		[HTTP_GET] = "GET",       [HTTP_HEAD] = "HEAD",   [HTTP_POST] = "POST",       [HTTP_PUT] = "PUT",
		[HTTP_DELETE] = "DELETE", [HTTP_PATCH] = "PATCH", [HTTP_OPTIONS] = "OPTIONS",
	};
	return names[m];
}

struct str http_request_header(const struct http_request *r, const char *name)
{
	struct str wanted = str_of(name);
	for (size_t i = 0; i < r->header_count; i++)
		if (r->headers[i].name.n == wanted.n && str_ieq(r->headers[i].name, wanted))
			return r->headers[i].value;
	return STR_NONE;
}

const struct http_request *http_exchange_request(const struct http_exchange *x)
{
	return &x->request;
}

struct arena *http_exchange_arena(struct http_exchange *x)
{
	return &x->arena;
}

void http_exchange_set_data(struct http_exchange *x, void *data)
{
	x->data = data;
}

void *http_exchange_data(const struct http_exchange *x)
{
	return x->data;
}

void http_exchange_on_abort(struct http_exchange *x, void (*on_abort)(struct http_exchange *x))
{
	x->on_abort = on_abort;
}

void http_exchange_reset(struct http_exchange *x)
{
	MUST(x->conn->state == CONN_WORK);
	x->conn->state = CONN_WRITE; /* answered, as far as on_abort is concerned */
	conn_reset(x->conn);
}

struct http_handle http_exchange_handle(const struct http_exchange *x)
{
	return (struct http_handle){x->conn->server, x->slot, x->generation};
}

struct http_exchange *http_handle_find(struct http_handle h)
{
	if (!h.server || h.slot >= h.server->slot_count || h.generation == 0)
		return NULL;
	struct http_exchange *x = h.server->slots[h.slot];
	return x && x->generation == h.generation ? x : NULL;
}

static size_t body_bytes(const struct http_response *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->body_count; i++)
		n += r->body[i].bytes.n;
	return n;
}

void http_respond(struct http_exchange *x, const struct http_response *r)
{
	struct http_conn *c = x->conn;
	MUST(c->state == CONN_WORK);
	c->state = CONN_WRITE;
	c->close_after |= r->close || c->server->draining;
	bool bodiless = r->status == 204 || r->status == 304;
	struct response_framing f = {.content_length = bodiless ? -1 : (int64_t)body_bytes(r), .close = c->close_after};
	struct chunk head = response_head(x, r->status, r->headers, r->header_count, f);
	size_t count = r->body_count;
	if (bodiless || x->request.method == HTTP_HEAD || !head.bytes.p) {
		chunks_unref(r->body, r->body_count);
		count = 0;
	}
	enum out_result sent = head.bytes.p ? out_send(c, head, r->body, count, STR_NONE, false) : OUT_BROKEN;
	if (sent == OUT_WRITTEN)
		conn_answered(c);
	else if (sent == OUT_WAITS)
		conn_set_deadline(c, DEADLINE_WRITE);
	else
		conn_close(c);
}
