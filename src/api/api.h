/* api/api.h - what every resource file of the API uses: the process's parts, the call, and how an answer leaves.
 *
 * A call is one request that has been routed, signed on and permitted. Its handler decodes, calls below, and ends with exactly
 * one of call_answer()   after the record is durable (every route that shows or changes something about a customer),
 *   call_respond()  at once (health, own session, the API's description),
 *   call_problem()  an application/problem+json error; recorded first when it is a denial.
 * Thread: the loop that accepted the connection. Life: the call lives in its exchange's arena; on_abort runs if the client leaves
 * before the answer, and must cancel whatever would come back to the call. */
#pragma once

#include "access/audit.h"
#include "access/identity.h"
#include "base/codec.h"
#include "base/json_bind.h"
#include "base/json_writer.h"
#include "base/log.h"
#include "directory/directory.h"
#include "net/http_server.h"
#include "net/url.h"
#include "view/view.h"

#define API_LOOPS_MAX 64

struct api_metrics; /* api/metrics.h */
struct assets;      /* api/assets.h */
struct live;        /* live/live.h */
struct presence;    /* api/presence.h */
struct push;        /* connect/push.h */
struct senders;     /* api/senders.h */
struct sender;
struct streams; /* api/stream.h */
struct api_loop;
struct route;

struct api_config {
	const char *public_url;
	bool demo;
	bool secure_cookie; /* public_url is https */
	size_t body_max_bytes, events_body_max_bytes;
	unsigned stream_heartbeat_s, stream_max_per_person;
	size_t stream_pending_max_bytes;
	unsigned stream_pending_max_ms;
	unsigned reveal_s; /* how long a revealed value and a grant are good for */
};

/* One a process; read only after start. */
struct api {
	struct api_config config;
	struct db *portal;
	struct identity *identity;
	struct audit *audit;
	const char *audit_dir; /* of all chains, for the browser of the record */
	struct cache *cache;
	struct sources *sources;
	struct directory *directory;
	struct live *live;
	struct senders *senders;
	struct push *push;         /* NULL: no pushes to browsers */
	struct presence *presence; /* NULL: nobody is told who else is here */
	const char *aside_dir;     /* of the log of events that were set aside */
	struct worker_pool *workers;
	struct api_metrics *metrics;
	uint8_t seal_key[32];                  /* for cursors and grants: made at start, kept in DATA/keys */
	struct api_loop *loops[API_LOOPS_MAX]; /* all of them, set before the first request */
	unsigned loop_count;
	atomic_bool ready, stopping;
	atomic_ullong strangers; /* failed sign-ons of nobody we know, since the last record of them: api/strangers.h */
};

/* One a loop. */
struct api_loop {
	struct api *api;
	struct loop *loop;
	struct http_server *server;
	struct view_env view_env;
	struct streams *streams;
	struct assets *assets;    /* the web front end; NULL: there is none */
	struct list answers_free; /* api/answer.h */
	unsigned answers_free_count;
	struct timer strangers_timer;
};
NODISCARD enum err api_loop_init(struct api_loop *al, struct api *api, struct loop *l);
void api_loop_done(struct api_loop *al);
/* For http_server_new: ctx is the struct api_loop. */
extern const struct http_server_hooks api_hooks;

#define CALL_PARAMS_MAX 4
#define CALL_QUERY_MAX  16

struct call {
	struct api_loop *al;
	struct http_exchange *exchange;
	const struct http_request *request;
	struct arena *arena;
	const struct route *route;
	struct person person;                   /* zero for public routes */
	struct sender *sender;                  /* of a ROUTE_SENDER, whose caller is no person */
	unsigned sight;                         /* perm_sight(person.role) */
	struct str params[CALL_PARAMS_MAX];     /* decoded path parameters, in the order of the pattern */
	struct url_param query[CALL_QUERY_MAX]; /* decoded; names were checked against the route's list */
	size_t query_count;
	char request_id[UUID_TEXT + 1];
	void *state;                      /* the resource's own */
	void (*on_abort)(struct call *c); /* the resource's own clean-up, may be NULL */
};

/* p == NULL when the parameter is absent. */
struct str call_query(const struct call *c, const char *name);

/* --- the end of a call --- */
struct reply {
	int status;
	struct str content_type; /* default application/json */
	struct http_header headers[8];
	size_t header_count;
	struct chunk *chunks; /* owners' references move */
	size_t chunk_count;
};
void call_respond(struct call *c, const struct reply *r);
/* The record is made durable first; if that fails the chunks are dropped and the answer is 503 "audit-unavailable". @members: as
 * in audit_entry, without who, session, request id, route and status, which are added here. */
void call_answer(struct call *c, enum audit_kind kind, struct str members, const struct reply *r);
/* A JSON body in one buffer of the call's arena. */
struct reply reply_json(struct call *c, int status, const struct buf *body);

/* api/problem.h */
/* Error to an answer: status and type come from one table. Detail from @info (may be NULL), text for people. Never a source's own
 * words. */
void call_problem(struct call *c, enum err e, const struct err_info *info);
/* With a type of its own ("unknown-cursor", "source-down"...) and extra members (JSON without braces, may be empty). */
void call_problem_type(struct call *c, int status, const char *type, const char *title, const struct err_info *info,
		       struct str extra_members);
/* 404, the same bytes whatever the reason but for the request id; recorded. */
void call_not_found(struct call *c, struct str customer);
/* The same, recorded as a denial, for what is hidden: call_hidden() in api/problem.h. */

/* --- decoding --- */
/* Body into @dst by table; on failure the problem is answered and false returned. */
bool call_bind(struct call *c, const struct json_bind *fields, size_t count, void *dst);
/* ?limit= (1-200, default @def); answers 422 itself. */
bool call_limit(struct call *c, size_t def, size_t *ret);
/* Cursors are sealed: bound to route, customer and person's sight; from elsewhere they are 422 "unknown-cursor". */
bool call_cursor_open(struct call *c, struct str text, struct str *ret_position);
struct str call_cursor_seal(struct call *c, struct str position);
/* 1-64 of [A-Za-z0-9_.:-], not only dots: a form that can stand in a source's path. */
bool customer_id_valid(struct str id);
/* The same; answers 404 itself when not. */
bool call_customer(struct call *c, struct str id);

/* --- routes --- */
typedef void route_handler(struct call *c);
/* ROUTE_PAGE: where there is a web front end, parameters are the page's own business. ROUTE_SENDER: for systems that send events,
 * by their own tokens; what form the body has is the handler's business. */
enum route_flag { ROUTE_BODY = 1, ROUTE_CSRF = 2, ROUTE_STREAM = 4, ROUTE_PAGE = 8, ROUTE_SENDER = 16 };
struct route {
	enum http_method method;
	const char *pattern; /* "/api/v1/customers/{id}/sections/{name}" */
	enum action action;
	unsigned flags;
	size_t body_max_bytes; /* 0: the default */
	const char *query;     /* names allowed, space-separated: "limit cursor from to"; others are refused by name */
	route_handler *handle;
};
extern const struct route api_routes[];
extern const size_t api_route_count;
/* Stands behind the table: for what no row of it knows, but the web front end does. */
extern const struct route api_fallback;

/* Handlers, one file per resource. */
route_handler session_create, session_show, session_delete; /* session.c */
route_handler customers_search;                             /* search.c */
route_handler customer_show, customer_section;              /* customer.c */
route_handler bets_list, sessions_list, rounds_list, transactions_list, bonuses_list, logins_list, tickets_list, documents_list,
	correspondence_list, statements_list;                                   /* lists.c */
route_handler bet_show, transaction_show, ticket_show, preferences_show;        /* details.c */
route_handler statistics_show, cashflow_show;                                   /* spans.c */
route_handler document_content, photo_content;                                  /* contents.c */
route_handler timeline_list;                                                    /* timeline.c */
route_handler reveal_create;                                                    /* reveal.c */
route_handler stream_open, stream_change;                                       /* stream.c */
route_handler events_take;                                                      /* events.c */
route_handler push_show, push_subscribe, push_unsubscribe;                      /* push.c */
route_handler push_settings_change, push_test_send;                             /* push.c */
route_handler events_aside_list;                                                /* events_aside.c */
route_handler alerts_list, alerts_seen_set;                                     /* alerts.c */
route_handler sources_list_show;                                                /* sources_route.c */
route_handler wall_show;                                                        /* wall_route.c */
route_handler audit_list;                                                       /* audit_route.c */
route_handler openapi_show, health_live, health_ready, metrics_show, root_show; /* service.c */
route_handler asset_show;                                                       /* assets_route.c */
