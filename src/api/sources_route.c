/* api/sources_route.c - how the six sources are: breaker, errors, latency, what the cache spares them. */
#include "api/sources_route.h"
#include "api/answer.h"
#include "api/call.h"
#include "api/problem.h"

#define SOURCES_BODY_MAX (64u << 10)

static void put_time_or_null(struct json_writer *w, struct str key, int64_t ms)
{
	json_key(w, key);
	if (ms)
		json_put_time(w, ms);
	else
		json_put_null(w);
}

static void put_failures(struct json_writer *w, const struct source_health *h)
{
	JSON_KEY(w, "failures");
	json_open_object(w);
	for (size_t e = SOURCE_OK + 1; e < SOURCE_ERROR_COUNT_; e++)
		if (h->failures[e])
			json_kv_i64(w, str_of(source_error_name((enum source_error)e)), (int64_t)h->failures[e]);
	json_close_object(w);
}

static void put_latency(struct json_writer *w, const struct source_health *h)
{
	JSON_KEY(w, "latencyUs");
	json_open_object(w);
	json_kv_i64(w, STR("p50"), h->latency_p50_us);
	json_kv_i64(w, STR("p95"), h->latency_p95_us);
	json_kv_i64(w, STR("p99"), h->latency_p99_us);
	json_close_object(w);
}

static void put_cache(struct json_writer *w, const struct source_health *h)
{
	JSON_KEY(w, "cache");
	json_open_object(w);
	json_kv_i64(w, STR("hits"), (int64_t)h->cache_hits);
	json_kv_i64(w, STR("stale"), (int64_t)h->cache_stale);
	json_kv_i64(w, STR("misses"), (int64_t)h->cache_misses);
	json_close_object(w);
}

static void put_source(struct json_writer *w, const struct source_health *h)
{
	static const char *const breakers[] = {
		[BREAKER_CLOSED] = "closed", [BREAKER_OPEN] = "open", [BREAKER_HALF_OPEN] = "half_open"};
	json_open_object(w);
	json_kv_str(w, STR("name"), str_of(h->name));
	json_kv_str(w, STR("breaker"), str_of(breakers[h->breaker]));
	JSON_KEY(w, "lastError");
	if (h->last_error == SOURCE_OK)
		json_put_null(w);
	else
		json_put_string(w, str_of(source_error_name(h->last_error)));
	put_time_or_null(w, STR("lastSuccessAt"), h->last_success_ms);
	put_time_or_null(w, STR("lastFailureAt"), h->last_failure_ms);
	json_kv_i64(w, STR("requests"), (int64_t)h->requests);
	json_kv_i64(w, STR("retries"), (int64_t)h->retries);
	put_failures(w, h);
	json_kv_i64(w, STR("inFlight"), h->in_flight);
	json_kv_i64(w, STR("queued"), h->queued);
	put_latency(w, h);
	put_cache(w, h);
	json_close_object(w);
}

void sources_put_list(struct json_writer *w, struct sources *sources)
{
	json_open_array(w);
	for (size_t i = 0; i < sources_count(sources); i++) {
		struct source_health h;
		sources_health(sources, i, &h);
		put_source(w, &h);
	}
	json_close_array(w);
}

void sources_list_show(struct call *c)
{
	struct buf body;
	struct json_writer w;
	buf_init(&body, SOURCES_BODY_MAX);
	json_writer_init(&w, &body);
	json_open_object(&w);
	JSON_KEY(&w, "items");
	sources_put_list(&w, c->al->api->sources);
	json_kv_null(&w, STR("nextCursor"));
	json_close_object(&w);
	struct reply r = reply_owned(c, 200, &body);
	call_respond(c, &r); /* nothing about a customer */
}
