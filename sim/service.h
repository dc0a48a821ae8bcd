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
	const char *code;           /* of ERR_NOT_FOUND, where it has one of its own */
};

/* Writes the answer. ERR_NOT_FOUND: 404, ERR_SHAPE: 400, anything else: 500; what was written is dropped then. */
typedef enum err ask_fn(struct ask *q);

struct route {
	const char *path; /* template: "/accounts/{id}/transactions/{ref}" */
	ask_fn *answer;
};

struct write; /* sim/write.h */
/* Reads the body of a write, does it, writes the answer. ERR_SHAPE with info: 400; ERR_NOT_FOUND: no such object; ERR_CONFLICT:
 * the scene says why. But for OK nothing happened. */
typedef enum err write_fn(struct write *x);

struct write_route {
	enum http_method method;
	const char *path; /* template, as of reads */
	write_fn *run;
};

struct service {
	const struct route *routes;
	size_t count;
	bool (*allowed)(const struct http_request *r);
	/* @code: snake_case, of a write or of what became of one; NULL: the status says it all. @field: a JSON Pointer, or NULL.
	 */
	void (*problem)(struct json_writer *w, int status, const char *code, const char *field);
	const struct write_route *writes;
	const size_t *write_count;
	const char *key_header; /* where a write's key is, lower case; NULL: in the body */
	const char *key_member; /* of the body */
};
#define ROUTES_MAX 16
#define WRITES_MAX 16

/* The writes of the services: sim/svc_*_write.c. */
#define WRITES(name)                                     \
	extern const struct write_route writes_##name[]; \
	extern const size_t writes_##name##_count
WRITES(customer);
WRITES(gaming);
WRITES(wallet);
WRITES(kyc);
WRITES(support);
WRITES(risk);
#undef WRITES

extern const struct service service_customer, service_gaming, service_wallet, service_kyc, service_support, service_risk;

/* Helpers of handlers. */
struct str ask_param(const struct ask *q, const char *name); /* p == NULL: absent or empty */
/* Absent: @fallback. ERR_SHAPE: no number or out of range. */
NODISCARD enum err ask_number(const struct ask *q, const char *name, uint64_t min, uint64_t max, uint64_t fallback,
			      uint64_t *ret);
/* What became of the key that is the object: the first answer, p == NULL: nothing, it is unknown. Lives until the next read of
 * the store. ERR_SHAPE: that is no key. */
NODISCARD enum err ask_key(struct ask *q, enum fault_service service, struct str *ret_answer);
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
