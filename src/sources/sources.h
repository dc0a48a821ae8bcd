/* sources/sources.h - the operator's services: what the portal asks them, and what it keeps of their answers.
 *
 * A *snapshot* is one source's checked answer about one customer: immutable, ref-counted, kept in the cache. sources_look() says
 * what is known now: age <= ttl_s             fresh age <= stale_s           stale: given at once while a refresh runs; with the
 * source's error when that failed else                     fetched, waited for; missing, with an error, when that fails One fetch
 * runs per (customer, part), whoever asks, on whichever loop. A fetch ends by the source's timeout_ms, retries included: that is
 * the deadline of a section.
 *
 * Thread: looks, lists, details and contents are asked for on a loop and answered on the same. Life: sources_new ..
 * sources_attach (each loop) .. sources_free. */
#pragma once

#include "cache/cache.h"
#include "net/http_client.h"
#include "sources/schema.h"

struct sources;
struct source_config; /* sources/config.h */

/* Fixed words; never a source's own text. */
enum source_error {
	SOURCE_OK,
	SOURCE_TIMEOUT,        /* "timeout" */
	SOURCE_UNREACHABLE,    /* "unreachable": refused, reset, no such host */
	SOURCE_HTTP_ERROR,     /* "http_error": 5xx, 4xx but 404 and 429 */
	SOURCE_REFUSED,        /* "refused": 401, 403: our credentials are not taken */
	SOURCE_THROTTLED,      /* "throttled": 429 */
	SOURCE_MALFORMED,      /* "malformed": not JSON */
	SOURCE_TRUNCATED,      /* "truncated": cut short */
	SOURCE_WRONG_TYPE,     /* "wrong_type": a mapped field has another type or value than it must have, or a required one is
				  missing */
	SOURCE_WRONG_CUSTOMER, /* "wrong_customer" */
	SOURCE_TOO_LARGE,      /* "too_large" */
	SOURCE_OVERLOADED,     /* "overloaded": our own concurrency limit or queue */
	SOURCE_NOT_FOUND,      /* "not_found": the source says that it has no such customer or object */
	SOURCE_NOT_CONFIGURED, /* "not_configured": no call of the configuration brings this */
	SOURCE_ERROR_COUNT_
};
const char *source_error_name(enum source_error e);

struct snapshot {
	struct cache_value base;
	enum part part;
	int64_t started_ms; /* wall clock, when it was asked for: what happened later may be missing in it */
	uint64_t started_mono_ms;
	int64_t fetched_ms; /* wall clock, when the answer was complete */
	uint64_t fetched_mono_ms;
	atomic_int last_error; /* of the newest refresh, SOURCE_OK when none failed */
	atomic_ullong last_try_mono_ms;
	void *body; /* what seal() made of the record */
	void (*unseal)(void *body);
};
static inline void snapshot_unref(struct snapshot *s)
{
	if (s)
		cache_value_unref(&s->base);
}

enum look_state { LOOK_FRESH, LOOK_STALE, LOOK_MISSING };
struct look {
	enum look_state state;
	enum source_error error; /* why it is stale or missing; SOURCE_OK for stale while the refresh has not failed */
	bool breaker_open;
	struct snapshot *snapshot; /* a reference of the receiver's own; NULL when missing */
};

/* Turns a checked record into what the cache keeps; called on the loop of the fetch. NULL: no memory. @ret_size: its bytes. */
typedef void *snapshot_seal_fn(void *ctx, enum part p, struct str customer, const struct record *r, size_t *ret_size);

NODISCARD enum err sources_new(const struct source_config *configs, size_t count, struct cache *cache, snapshot_seal_fn *seal,
			       void (*unseal)(void *body), void *ctx, struct sources **ret, struct err_info *info);
/* Once per loop, on it, before it asks. */
NODISCARD enum err sources_attach(struct sources *s, struct loop *l);
void sources_detach(struct sources *s,
		    struct loop *l); /* cancels what this loop runs; waiters elsewhere get SOURCE_UNREACHABLE */
void sources_free(struct sources *s);
/* Takes over new configuration (SIGHUP): what runs finishes under the old one. */
NODISCARD enum err sources_reload(struct sources *s, const struct source_config *configs, size_t count, struct err_info *info);

struct look_ticket;
typedef void look_done_fn(void *ctx, enum part p, const struct look *l); /* takes over l->snapshot's reference */
/* True: *ret is the answer (fresh, or stale with a refresh on its way). False: done(ctx) is called later on this loop, never from
 * inside; *ret_ticket can be cancelled. */
bool sources_look(struct sources *s, struct loop *l, struct str customer, enum part p, struct look *ret, look_done_fn *done,
		  void *ctx, struct look_ticket **ret_ticket);
/* The same, but what was asked for before @since_mono_ms is not new enough and is fetched anew; when that fails it is shown all
 * the same, as stale with the error. 0: sources_look(). */
bool sources_look_since(struct sources *s, struct loop *l, struct str customer, enum part p, uint64_t since_mono_ms,
			struct look *ret, look_done_fn *done, void *ctx, struct look_ticket **ret_ticket);
void sources_look_cancel(struct look_ticket *t);
/* What is kept gets another body, of @bytes, as old as @old: something of it was brought up to date without asking the source.
 * Takes over @body. A reference of the caller's own; NULL: no memory, and @body is gone. Not kept when @old is not what is kept
 * any more. */
struct snapshot *sources_patch(struct sources *s, struct str customer, struct snapshot *old, void *body, size_t bytes);
/* What is known of @customer from elsewhere than the services has changed: sources_generation() is another one from now on. Any
 * thread. */
void sources_touch(struct sources *s, struct str customer);
/* The snapshot of this customer and part grew by @bytes: a variant was attached. */
void sources_snapshot_grew(struct sources *s, struct str customer, enum part p, struct snapshot *snapshot, size_t bytes);
/* A number that is another one once what is kept of @customer may have changed: a part was fetched, failed, or was dropped. So
 * long as it is the same and every part is younger than its ttl, what was put together from fresh looks is still what looks would
 * give. (Customers share numbers: a change may be another's.) */
uint64_t sources_generation(struct sources *s, struct str customer);
uint64_t sources_part_ttl_ms(const struct sources *s, enum part p);
/* For the figures: every part of a customer was shown from what is kept, without a look. */
void sources_count_shown(struct sources *s, struct loop *l);
/* Drops what is kept, so that the next look fetches. */
void sources_expire(struct sources *s, struct str customer, enum part p);

/* Lists, details and contents are asked for each time. One ticket type for all. */
struct ask_ticket;
/* Only some of a list's items. Applied here whatever the source does with it; a source that has no parameter for it is read
 * through, so that a page may come out empty and yet say where to go on. */
struct list_only {
	struct str game;  /* LIST_BETS: of this gameId; n == 0: of all */
	struct str state; /* LIST_TRANSACTIONS: in this state, in the source's own word; n == 0: in all */
	unsigned kinds;   /* LIST_TRANSACTIONS: a bit a kind; 0: all */
};
struct list_ask {
	struct str customer; /* empty for LIST_CUSTOMERS... */
	enum list_kind kind;
	struct str object; /* session id for LIST_ROUNDS; search text for LIST_CUSTOMER_SEARCH; mark for LIST_CUSTOMER_CHANGES */
	int64_t from_ms, to_ms; /* 0: open; half-open [from, to). Applied here when the source can't */
	size_t limit;           /* 1-200 */
	struct str position;    /* where to go on: next of the page before; p == NULL: from the start */
	struct list_only only;
};
struct list_page {
	enum source_error error;
	const struct record *items; /* valid during the call */
	size_t count;
	struct str next; /* p == NULL: the end */
};
NODISCARD enum err sources_list(struct sources *s, struct loop *l, const struct list_ask *ask,
				void (*done)(void *ctx, const struct list_page *page), void *ctx, struct ask_ticket **ret);
struct detail_ask {
	struct str customer;
	enum detail_kind kind;
	struct str object;      /* n == 0: there is one a customer */
	int64_t from_ms, to_ms; /* DETAIL_STATISTICS, DETAIL_CASHFLOW: half-open [from, to), both needed */
	struct str time_zone;   /* likewise: whose days and hours, an IANA name */
};
NODISCARD enum err sources_detail(struct sources *s, struct loop *l, const struct detail_ask *ask,
				  void (*done)(void *ctx, enum source_error e, const struct record *r), void *ctx,
				  struct ask_ticket **ret);
enum content_kind { CONTENT_DOCUMENT, CONTENT_PHOTO };
struct content_events {
	/* Once: the type and length (-1 unknown) when the source has it, or an error. */
	void (*on_head)(void *ctx, enum source_error e, struct str content_type, int64_t length);
	bool (*on_data)(void *ctx, struct str bytes);   /* false: pause until sources_content_resume */
	void (*on_end)(void *ctx, enum source_error e); /* SOURCE_OK: complete. Not called after an error in on_head */
};
NODISCARD enum err sources_content(struct sources *s, struct loop *l, struct str customer, enum content_kind kind,
				   struct str object, const struct content_events *ev, void *ctx, struct ask_ticket **ret);
void sources_content_resume(struct ask_ticket *t);
void sources_ask_cancel(struct ask_ticket *t);

/* Health, for GET /sources, /metrics and the bar. */
struct source_health {
	const char *name;
	enum { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN } breaker;
	enum source_error last_error;
	int64_t last_success_ms, last_failure_ms; /* wall; 0: never */
	uint64_t requests, failures[SOURCE_ERROR_COUNT_], retries, cache_hits, cache_stale, cache_misses;
	unsigned in_flight, queued;
	uint32_t latency_p50_us, latency_p95_us, latency_p99_us; /* of the last minutes' answers */
};
size_t sources_count(const struct sources *s);
void sources_health(struct sources *s, size_t index, struct source_health *ret);
/* @fn is called, on whichever loop, when a source's breaker has opened or closed. Before the first loop asks. */
void sources_on_flip(struct sources *s, void (*fn)(void *ctx), void *ctx);
/* The source that serves a part: name, static while the configuration lives. */
const char *sources_part_source(const struct sources *s, enum part p);
