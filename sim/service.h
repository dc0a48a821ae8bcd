/* sim/service.h - what a simulated service is made of: routes, how it wants to be authorised, how it words its errors. A file per
 * service (sim/svc_*.c) fills in one of these; sim/server.c does the rest. Thread: the simulator's loop. */
#pragma once

#include "base/json_writer.h"
#include "base/money.h"
#include "net/http_server.h"
#include "net/url.h"
#include "sim/draw.h"
#include "sim/history.h"
#include "sim/refs.h"

#define ASK_PARAMS_MAX  32
#define PAGE_DEFAULT    50u
#define PAGE_MAX        200u
#define LINK_HEADER_MAX 1024

/* A picture or document to be drawn on a worker: everything that the pen needs, copied. */
struct draw_order {
	bool photo;
	enum draw_kind kind;
	enum draw_format format;
	unsigned pages;
	struct kyc person;
	char country[64], nationality[4], number[20];
	int32_t issue_day, expiry_day;
	uint64_t seed;
};

/* One request, on its way through a handler. */
struct ask {
	struct store *store;
	uint32_t number;   /* the customer to answer about; 0 where the path names none */
	struct str object; /* {ref} of the path */
	struct arena *arena;
	struct buf *scratch;
	struct json_writer *w;
	int64_t now;
	struct url_param params[ASK_PARAMS_MAX];
	size_t param_count;
	char link[LINK_HEADER_MAX]; /* Link header, "" for none */
	struct draw_order *draw;    /* set by a handler instead of writing */
};

/* Writes the answer. ERR_NOT_FOUND: 404, ERR_SHAPE: 400, anything else: 500; what was written is dropped then. */
typedef enum err ask_fn(struct ask *q);

struct route {
	const char *path; /* template: "/accounts/{id}/transactions/{ref}" */
	ask_fn *answer;
};

struct service {
	const struct route *routes;
	size_t count;
	bool (*allowed)(const struct http_request *r);
	void (*problem)(struct json_writer *w, int status);
};
#define ROUTES_MAX 16

extern const struct service service_customer, service_gaming, service_wallet, service_kyc, service_support, service_risk;

/* Helpers of handlers. */
struct str ask_param(const struct ask *q, const char *name); /* p == NULL: absent or empty */
/* Absent: @fallback. ERR_SHAPE: no number or out of range. */
NODISCARD enum err ask_number(const struct ask *q, const char *name, uint64_t min, uint64_t max, uint64_t fallback,
			      uint64_t *ret);
bool header_is(const struct http_request *r, const char *name, const char *value);

/* Which records of a series a page shows, newest first: ordinals end - 1 down to first. */
struct page {
	uint32_t first, end;
};
/* Reads the page's records, oldest first, into the arena. */
NODISCARD enum err ask_records(struct ask *q, const struct series_kind *kind, uint32_t length, struct page p, void *ret_array);
/* The ordinals of [from_ms, to_ms); 0: open. */
NODISCARD enum err ask_range(struct ask *q, const struct series_kind *kind, uint32_t length, int64_t from_ms, int64_t to_ms,
			     struct page *ret);
static inline unsigned exponent_of(const char *currency)
{
	const struct currency *c = currency_find(str_of(currency));
	return c ? c->exponent : 2;
}
