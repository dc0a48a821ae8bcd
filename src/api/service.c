/* api/service.c - the portal about itself: is it alive, is it ready, what does it speak. No customer's data, so no record. */
#include "api/answer.h"
#include "api/call.h"
#include "api/openapi.h"
#include "api/problem.h"
#include "live/live.h"

#define STATE_BODY_MAX 8192

static void respond_static(struct call *c, struct str type, struct str body, struct str cache_control)
{
	struct chunk chunk = {.bytes = body};
	struct reply r = {.status = 200, .content_type = type, .chunks = &chunk, .chunk_count = 1};
	r.headers[r.header_count++] = (struct http_header){STR("Cache-Control"), cache_control};
	call_respond(c, &r);
}

void health_live(struct call *c)
{
	respond_static(c, STR("application/json"), STR("{\"status\":\"ok\"}"), STR("no-store"));
}

void openapi_show(struct call *c)
{
	respond_static(c, STR("application/json"), openapi_text(), STR("no-cache"));
}

void root_show(struct call *c)
{
	if (c->al->assets) {
		asset_show(c);
		return;
	}
	static const char page[] =
		"<!doctype html>\n"
		"<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
		"<title>Pitboss</title></head>\n"
		"<body><h1>Pitboss</h1>\n"
		"<p>The 360° customer view for a gambling operator's people: everything that six services know about one "
		"customer, "
		"masked for who asks, with the age of every part, and every look on the record.</p>\n"
		"<p>Version " PITBOSS_VERSION
		". The API is described in <a href=\"/api/v1/openapi.json\">/api/v1/openapi.json</a>; "
		"<a href=\"/healthz\">/healthz</a>, <a href=\"/readyz\">/readyz</a> and <a href=\"/metrics\">/metrics</a> tell "
		"how it "
		"is.</p></body></html>\n";
	respond_static(c, STR("text/html; charset=utf-8"), str_mem(page, sizeof page - 1), STR("no-cache"));
}

/* --- readiness --- */

static void put_directory(struct json_writer *w, struct directory *d)
{
	struct directory_state s;
	directory_state(d, &s);
	JSON_KEY(w, "directory");
	json_open_object(w);
	json_kv_bool(w, STR("ready"), s.ready);
	json_kv_bool(w, STR("loading"), s.loading);
	json_kv_i64(w, STR("customers"), (int64_t)s.customers);
	json_kv_i64(w, STR("loaded"), (int64_t)s.loaded);
	json_close_object(w);
}

static void put_sources(struct json_writer *w, struct sources *sources)
{
	JSON_KEY(w, "sources");
	json_open_object(w);
	for (size_t i = 0; i < sources_count(sources); i++) {
		struct source_health h;
		sources_health(sources, i, &h);
		json_kv_str(w, str_of(h.name), h.breaker == BREAKER_CLOSED ? STR("up") : STR("down"));
	}
	json_close_object(w);
}

/* Ready: it may be asked. A source or the directory that is down costs its own part only, so they are told but don't decide. */
void health_ready(struct call *c)
{
	struct api *api = c->al->api;
	bool audit = audit_healthy(api->audit);
	bool ready = atomic_load(&api->ready) && !atomic_load(&api->stopping) && audit;
	struct buf body;
	struct json_writer w;
	if (!call_buf(c, STATE_BODY_MAX, &body)) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	json_writer_init(&w, &body);
	json_open_object(&w);
	json_kv_str(&w, STR("status"), ready ? STR("ready") : STR("not_ready"));
	json_kv_bool(&w, STR("started"), atomic_load(&api->ready));
	json_kv_bool(&w, STR("stopping"), atomic_load(&api->stopping));
	json_kv_bool(&w, STR("audit"), audit);
	json_kv_bool(&w, STR("events"), api->live && journal_healthy(live_journal(api->live)));
	put_directory(&w, api->directory);
	put_sources(&w, api->sources);
	json_close_object(&w);
	struct reply r = reply_json(c, ready ? 200 : 503, &body);
	call_respond(c, &r);
}
