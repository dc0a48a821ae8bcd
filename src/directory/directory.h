/* directory/directory.h - the portal's own directory of customers: search, lists and summaries without asking the operator.
 *
 * Fed by the customer service: a snapshot, page by page, then changes from a mark, one page in flight; both resume where they
 * stood. The index is a folder of immutable, mapped files (directory/segment.h) and a manifest; it can always be rebuilt.
 *
 * Thread: open, close and the feed belong to one loop (config.loop); search, lookup and state may be called from any thread, and
 * a search is answered on the loop that asked. Life: directory_open .. directory_close. */
#pragma once

#include "net/worker.h"
#include "sources/sources.h"

#define DIRECTORY_LIMIT_MAX    200  /* hits a page */
#define DIRECTORY_TEXT_MAX     256  /* bytes of search text; more: ERR_TOO_LARGE */
#define DIRECTORY_WORDS_MAX    8    /* words of search text; more: ERR_TOO_LARGE */
#define DIRECTORY_VALUES_MAX   16   /* values of one filter */
#define DIRECTORY_POSITION_MAX 1024 /* bytes of a position */
#define DIRECTORY_MARK_MAX     255  /* bytes of a change mark kept; longer ones are not used */
#define DIRECTORY_TAGS_MAX     32   /* tags and ... */
#define DIRECTORY_FORMER_MAX   8    /* ... former emails kept of one customer */

struct directory;

struct directory_config {
	const char *dir;         /* the folder of its files; made (0700) when missing */
	struct sources *sources; /* NULL: no feed, records come by directory_put only */
	struct loop *loop;       /* of the feed; NULL without one */
	unsigned poll_ms;        /* between two looks for changes; 0: 2000 */
	unsigned retry_ms;       /* after the source failed, doubled up to a minute; 0: 1000 */
	unsigned resnapshot_s;   /* full rebuild this often when the source offers no changes; 0: 3600 */
	unsigned search_threads; /* 1-8; 0: 2 */
	size_t max_queued;       /* searches waiting, past it ERR_LIMIT; 0: 256 */
	unsigned infix_ms;       /* how long the infix stage may take: then complete = false; 0: 15 */
	bool read_only;          /* look at the files of a running portal: no feed, no lock, no writing */
};

/* ERR_BUSY: another process has the folder. ERR_NOT_FOUND (read_only): nothing there yet. Files that a crash left half written
 * are removed; a folder whose manifest is damaged is emptied and filled again by the feed. */
NODISCARD enum err directory_open(const struct directory_config *c, struct directory **ret, struct err_info *info);
/* On config.loop. Cancels the feed, waits for what runs; searches still queued are answered ERR_CANCELLED. */
void directory_close(struct directory *d);

/* True once a whole snapshot is searchable; stays true while a rebuild runs beside it. Any thread. */
bool directory_ready(const struct directory *d);

struct directory_state {
	bool ready;
	bool loading;           /* a snapshot is under way (the first, or a rebuild) */
	uint64_t customers;     /* searchable now */
	uint64_t loaded;        /* records of the running snapshot so far */
	uint64_t refused;       /* records left out since start: no usable id */
	int64_t ready_since_ms; /* wall clock when the served snapshot was complete; 0: never */
	int64_t last_poll_ms;   /* wall clock of the last successful look for changes; 0: never */
	enum source_error last_error;
	unsigned files;
	uint64_t disk_bytes;
	char mark[DIRECTORY_MARK_MAX + 1]; /* where the change feed stands; "" before */
};
void directory_state(struct directory *d, struct directory_state *ret);

/* Starts a full rebuild beside what is served. Any thread; the second while one runs changes nothing. */
void directory_rebuild(struct directory *d);
/* The same from another process: leaves a note in the folder that the feed finds at its next look. */
NODISCARD enum err directory_rebuild_request(const char *dir);

enum directory_sort {
	DIRECTORY_SORT_RELEVANCE, /* exact, prefix by field, infix; within: vip, newest registration, id. Without text: the same
				     order */
	DIRECTORY_SORT_REGISTERED,
	DIRECTORY_SORT_NAME, /* folded full name */
	DIRECTORY_SORT_USERNAME,
	DIRECTORY_SORT_VIP,
	DIRECTORY_SORT_ID,
	DIRECTORY_SORT_COUNT_
};
/* "relevance", "registered", "name", "username", "vip", "id". */
const char *directory_sort_name(enum directory_sort s);
bool directory_sort_parse(struct str s, enum directory_sort *ret);

/* Enum filters are sets of bits, 1 << index of the value in the CUSTOMER schema (sources/schema_fields.h); 0: any. Lists match
 * any of their values, ASCII case apart; tags must all be there. A customer without the value never matches. */
struct directory_filters {
	unsigned account_status, vip_tier, kyc_status;
	int risk_at_least; /* index of the severity; -1: any */
	bool has_registered_from, has_registered_to;
	int32_t registered_from, registered_to; /* days, both included */
	const struct str *countries, *brands, *tags;
	size_t country_count, brand_count, tag_count; /* each at most DIRECTORY_VALUES_MAX */
};
#define DIRECTORY_FILTERS_NONE ((struct directory_filters){.risk_at_least = -1})

struct directory_query {
	struct str text; /* valid UTF-8; empty: filters alone */
	struct directory_filters filters;
	enum directory_sort sort;
	bool descending;      /* the other way round; not for relevance */
	size_t limit;         /* 1 .. DIRECTORY_LIMIT_MAX */
	struct str position;  /* next of the page before; empty: from the start */
	bool contact_visible; /* false: email, phone and former emails match by their whole value only */
	uint64_t deadline_ns; /* monotonic; 0: none. Past it while still queued: ERR_TIMEOUT; later it cuts the infix stage */
};

enum directory_field {
	DIRECTORY_MATCH_NONE, /* no text was given */
	DIRECTORY_MATCH_ID,
	DIRECTORY_MATCH_EMAIL,
	DIRECTORY_MATCH_USERNAME,
	DIRECTORY_MATCH_NAME,
	DIRECTORY_MATCH_PHONE,
	DIRECTORY_MATCH_FORMER_EMAIL,
	DIRECTORY_MATCH_COUNT_
};
enum directory_how { DIRECTORY_HOW_NONE, DIRECTORY_EXACT, DIRECTORY_PREFIX, DIRECTORY_INFIX };
/* "id", "email", "username", "name", "phone", "former_email"; "exact", "prefix", "infix". NULL for none. */
const char *directory_field_name(enum directory_field f);
const char *directory_how_name(enum directory_how h);

/* A customer's summary. Text as the source gave it, unmasked: the caller masks. p == NULL and -1: the source has none. */
struct directory_hit {
	struct str customer_id, username, full_name, email, phone, country, brand, currency;
	struct str former_emails[DIRECTORY_FORMER_MAX], tags[DIRECTORY_TAGS_MAX];
	size_t former_count, tag_count;
	int account_status, vip_tier, kyc_status, risk_level; /* indexes into the schema's values */
	int32_t registration_date;                            /* days */
	enum directory_field matched;
	enum directory_how how;
};

struct directory_answer {
	const struct directory_hit *hits;
	size_t count;
	struct str next; /* position behind the last hit, p == NULL: there is no more. Holds personal data: seal it before it
			    leaves */
	bool complete;   /* false: the infix stage was cut by its deadline, there may be more */
	uint64_t total;  /* customers that match; a lower bound unless total_exact */
	bool total_exact;
	bool infix; /* the infix stage was asked: exact and prefix matches did not fill the page */
};

struct directory_ticket;
/* @answer is valid during the call; NULL unless err is OK. */
typedef void directory_done_fn(void *ctx, enum err err, const struct directory_answer *answer);
/* Answers later on @home (the calling thread's loop). ERR_TOO_LARGE (text, words), ERR_SHAPE (limit, filters; a position of
 * another query), ERR_LIMIT (queue full): not asked, done is not called. */
NODISCARD enum err directory_search(struct directory *d, struct loop *home, const struct directory_query *q,
				    directory_done_fn *done, void *ctx, struct directory_ticket **ret);
/* On the home loop: done is not called any more. */
void directory_search_cancel(struct directory_ticket *t);
/* The same on the calling thread, for the terminal and tests; the answer lives in @a. */
NODISCARD enum err directory_search_now(struct directory *d, const struct directory_query *q, struct arena *a,
					struct directory_answer *ret);

/* A customer's summary by id, exactly as the source writes it; strings live in @a. ERR_NOT_FOUND. Any thread; microseconds. */
NODISCARD enum err directory_lookup(struct directory *d, struct str customer_id, struct arena *a, struct directory_hit *ret);

/* Puts records (schema CUSTOMER) in, replacing or deleting by id, durable and searchable when it returns. The feed does this by
 * itself; this is for tools and tests. Not on a loop: it writes files. */
NODISCARD enum err directory_put(struct directory *d, const struct record *records, size_t count);
