/* sources/plan.h - one source as the configuration has it, compiled. Private to src/sources. Immutable; any thread. */
#pragma once

#include "sources/config.h"
#include "sources/mapping_compile.h"
#include "sources/template.h"

enum {
	SOURCE_REQUESTS_MAX = 4, /* that make up one part */
	SOURCE_URL_MAX = 4096,
	SOURCE_NAME_MAX = 32,
	SOURCES_MAX = 32,
	SOURCE_POSITION_MAX = 1500, /* bytes of a list's position */
};

enum auth_kind { AUTH_NONE, AUTH_BEARER, AUTH_API_KEY, AUTH_BASIC, AUTH_OAUTH };

struct auth_plan {
	enum auth_kind kind;
	const char *header_line;                                   /* BEARER, API_KEY: "Authorization: Bearer …" */
	const char *user, *password;                               /* BASIC */
	const char *token_url, *client_id, *client_secret, *scope; /* OAUTH */
};

struct breaker_plan {
	unsigned window_s, min_requests, failure_percent, open_ms;
};

struct request_plan {
	struct template where;
	bool empty_on_404; /* a 404 is an answer without anything in it */
};

/* How a service is told what is wanted of a list, or of which span of time; n == 0: it has no parameter for it. */
struct filter_plan {
	struct str from_param, to_param;
	enum map_form form;                 /* of both: RFC3339, EPOCH_S, EPOCH_MS, DATE */
	struct str zone_param;              /* details over a span: whose days */
	struct str game_param;              /* bets */
	struct str kind_param, state_param; /* transactions */
};

/* A part or a detail. */
struct call_plan {
	struct request_plan requests[SOURCE_REQUESTS_MAX];
	size_t request_count;
	struct filter_plan filter; /* details over a span of time */
	struct mapping *mapping;
};

enum paging_kind { PAGING_NONE, PAGING_PAGE, PAGING_OFFSET, PAGING_CURSOR, PAGING_LINK };

struct paging_plan {
	enum paging_kind kind;
	struct str param;      /* PAGE, OFFSET, CURSOR: encoded name */
	struct str size_param; /* n == 0: the page size is the source's own */
	unsigned max, first;   /* largest page; number of the first page */
};

struct list_plan {
	struct request_plan request;
	struct paging_plan paging;
	struct filter_plan filter;
	struct mapping *mapping; /* of the envelope */
	int time_field;          /* of the item: what the list is ordered by; -1: no time */
	bool time_is_date;
};

struct content_plan {
	struct template where;
};

struct act_plan; /* sources/act_plan.h */

struct source_plan {
	atomic_uint refs;
	struct arena arena;
	const char *name;
	const char *base_url; /* without a slash at the end */
	unsigned simulator;
	unsigned timeout_ms, connect_timeout_ms, ttl_s, stale_s, retries, concurrency, queue;
	size_t body_max_bytes, content_max_bytes;
	struct breaker_plan breaker;
	struct auth_plan auth;
	struct http_client_tls tls;
	const char *const *headers; /* fixed ones and the credentials, NULL-terminated */
	struct call_plan *parts[PART_COUNT_], *details[DETAIL_COUNT_];
	struct list_plan *lists[LIST_COUNT_];
	struct content_plan *contents[2]; /* by enum content_kind */
	struct act_plan *acts[ACT_COUNT_];
};

void source_plan_unref(struct source_plan *p);
static inline struct source_plan *source_plan_ref(struct source_plan *p)
{
	atomic_fetch_add_explicit(&p->refs, 1, memory_order_relaxed);
	return p;
}

/* What the pieces of the parser share. */
struct plan_parser {
	struct source_plan *plan;
	struct err_info *info;
	const char *dir;
	struct map_context map;
};

/* config_auth.c: "auth", "tls", "headers". */
NODISCARD enum err plan_parse_auth(struct plan_parser *p, const struct yaml_node *source);
/* config_call.c: "parts", "details", "contents"; config_list.c: "lists". */
NODISCARD enum err plan_parse_calls(struct plan_parser *p, const struct yaml_node *source);
NODISCARD enum err plan_parse_lists(struct plan_parser *p, const struct yaml_node *lists);
/* config_action.c: "actions". */
NODISCARD enum err plan_parse_actions(struct plan_parser *p, const struct yaml_node *actions);
/* config_auth.c: letters, digits and hyphens. */
bool plan_is_header_name(struct str s);
/* config_filter.c: a parameter's name under @key; "filter" with @keys allowed. */
NODISCARD enum err plan_parse_param(struct plan_parser *p, const struct yaml_node *table, const char *key, bool required,
				    struct str *ret);
NODISCARD enum err plan_parse_filter(struct plan_parser *p, const struct yaml_node *n, const char *const *keys,
				     struct filter_plan *ret);
NODISCARD enum err plan_parse_request(struct plan_parser *p, const struct yaml_node *n, struct request_plan *ret);
/* Each answer must be known to be about the customer asked for: by {id} in the request, or by what it says itself. */
bool plan_is_bound(const struct request_plan *r);
