/* api/routes.c - the route table: every address, the action that permits it, and what it takes. A row without an action does not
 * compile. */
#include "api/api.h"

#define V1       "/api/v1"
#define CUSTOMER V1 "/customers/{id}"
#define ROUTE(m, p, a, f, q, h)                                                                                                 \
	{                                                                                                                       \
		.method = HTTP_##m, .pattern = p, .action = ACTION_##a + 0 * sizeof(char[ACTION_##a == ACTION_NONE_ ? -1 : 1]), \
		.flags = f, .query = q, .handle = h                                                                             \
	}
#define WRITE (ROUTE_BODY | ROUTE_CSRF)

const struct route api_routes[] = {
	ROUTE(POST, V1 "/session", PUBLIC, ROUTE_BODY, "", session_create),
	ROUTE(GET, V1 "/session", SIGNED_ON, 0, "", session_show),
	ROUTE(DELETE, V1 "/session", SIGNED_ON, ROUTE_CSRF, "", session_delete),
	ROUTE(POST, V1 "/customers/search", CUSTOMER_SEARCH, WRITE, "", customers_search),
	ROUTE(GET, CUSTOMER, CUSTOMER_VIEW, 0, "", customer_show),
	ROUTE(GET, CUSTOMER "/sections/{name}", CUSTOMER_VIEW, 0, "", customer_section),
	ROUTE(GET, CUSTOMER "/bets", CUSTOMER_VIEW, 0, "limit cursor from to gameId", bets_list),
	ROUTE(GET, CUSTOMER "/bets/{bid}", CUSTOMER_VIEW, 0, "", bet_show),
	ROUTE(GET, CUSTOMER "/sessions", CUSTOMER_VIEW, 0, "limit cursor from to", sessions_list),
	ROUTE(GET, CUSTOMER "/sessions/{sid}/rounds", CUSTOMER_VIEW, 0, "limit cursor", rounds_list),
	ROUTE(GET, CUSTOMER "/transactions", CUSTOMER_VIEW, 0, "limit cursor from to type state", transactions_list),
	ROUTE(GET, CUSTOMER "/transactions/{tid}", CUSTOMER_VIEW, 0, "", transaction_show),
	ROUTE(GET, CUSTOMER "/bonuses", CUSTOMER_VIEW, 0, "limit cursor", bonuses_list),
	ROUTE(GET, CUSTOMER "/logins", CUSTOMER_VIEW, 0, "limit cursor from to", logins_list),
	ROUTE(GET, CUSTOMER "/tickets", CUSTOMER_VIEW, 0, "limit cursor from to", tickets_list),
	ROUTE(GET, CUSTOMER "/tickets/{tid}", CUSTOMER_VIEW, 0, "", ticket_show),
	ROUTE(GET, CUSTOMER "/documents", CUSTOMER_VIEW, 0, "", documents_list),
	ROUTE(GET, CUSTOMER "/documents/{did}/content", CUSTOMER_VIEW, 0, "grant", document_content),
	ROUTE(GET, CUSTOMER "/photo", CUSTOMER_VIEW, 0, "", photo_content),
	ROUTE(GET, CUSTOMER "/preferences", CUSTOMER_VIEW, 0, "", preferences_show),
	ROUTE(GET, CUSTOMER "/statistics", CUSTOMER_VIEW, 0, "from to", statistics_show),
	ROUTE(GET, CUSTOMER "/cashflow", CUSTOMER_VIEW, 0, "from to", cashflow_show),
	ROUTE(GET, CUSTOMER "/correspondence", CUSTOMER_VIEW, 0, "limit cursor from to", correspondence_list),
	ROUTE(GET, CUSTOMER "/statements", CUSTOMER_VIEW, 0, "limit cursor", statements_list),
	ROUTE(GET, CUSTOMER "/timeline", CUSTOMER_VIEW, 0, "limit cursor from to source type", timeline_list),
	ROUTE(POST, CUSTOMER "/reveal", REVEAL, WRITE, "", reveal_create),
	ROUTE(GET, V1 "/stream", CUSTOMER_VIEW, ROUTE_STREAM, "customers topics unseen lastEventId", stream_open),
	ROUTE(PUT, V1 "/stream/{sid}", CUSTOMER_VIEW, WRITE, "", stream_change),
	ROUTE(POST, V1 "/events", EVENTS_SEND, ROUTE_BODY | ROUTE_SENDER, "", events_take),
	ROUTE(GET, V1 "/events/aside", EVENTS_VIEW, 0, "limit cursor", events_aside_list),
	ROUTE(GET, V1 "/alerts", ALERTS_VIEW, 0, "status class severityAtLeast customer order limit cursor", alerts_list),
	ROUTE(PUT, V1 "/alerts/seen", ALERTS_VIEW, WRITE, "", alerts_seen_set),
	ROUTE(GET, V1 "/push", CUSTOMER_VIEW, 0, "", push_show),
	ROUTE(POST, V1 "/push/subscriptions", CUSTOMER_VIEW, WRITE, "", push_subscribe),
	ROUTE(DELETE, V1 "/push/subscriptions/{sid}", CUSTOMER_VIEW, ROUTE_CSRF, "", push_unsubscribe),
	ROUTE(PUT, V1 "/push/settings", CUSTOMER_VIEW, WRITE, "", push_settings_change),
	ROUTE(POST, V1 "/push/test", CUSTOMER_VIEW, ROUTE_CSRF, "", push_test_send),
	ROUTE(GET, V1 "/sources", SOURCES_VIEW, 0, "", sources_list_show),
	ROUTE(GET, V1 "/wall", WALL_VIEW, 0, "", wall_show),
	ROUTE(GET, V1 "/audit", AUDIT_VIEW, 0, "limit cursor who customer kind from to", audit_list),
	ROUTE(GET, V1 "/openapi.json", PUBLIC, 0, "", openapi_show),
	ROUTE(GET, "/healthz", PUBLIC, 0, "", health_live),
	ROUTE(GET, "/readyz", PUBLIC, 0, "", health_ready),
	ROUTE(GET, "/metrics", PUBLIC, 0, "", metrics_show),
	ROUTE(GET, "/", PUBLIC, ROUTE_PAGE, "", root_show),
};
const size_t api_route_count = ARRAY_LEN(api_routes);

const struct route api_fallback = ROUTE(GET, "/{file}", PUBLIC, ROUTE_PAGE, "", asset_show);
