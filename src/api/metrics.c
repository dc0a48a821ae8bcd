#include "api/metrics.h"

#include "api/answer.h"
#include "api/call.h"
#include "base/clock.h"
#include "connect/push.h"
#include "live/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define ROUTES_MAX     64
#define CLASSES        6 /* 1xx-5xx by index */
#define PAGE_MAX_BYTES (1u << 20)

/* Behind the rows of the route table: files of the web front end, and what has no route at all. */
enum { SLOT_FALLBACK = ROUTES_MAX, SLOT_NONE, SLOT_COUNT_ };

static const struct {
	uint64_t ns;
	const char *text;
} buckets[] = {
	{250000, "0.00025"}, {500000, "0.0005"},  {1000000, "0.001"},  {2500000, "0.0025"}, {5000000, "0.005"},
	{10000000, "0.01"},  {25000000, "0.025"}, {50000000, "0.05"},  {100000000, "0.1"},  {250000000, "0.25"},
	{500000000, "0.5"},  {1000000000, "1"},   {2500000000, "2.5"},
};
#define BUCKETS (ARRAY_LEN(buckets) + 1)

struct route_counts {
	atomic_ullong classes[CLASSES], buckets[BUCKETS], sum_ns;
};

/* Written by one loop, read by any: so an addition is a load and a store. */
struct loop_counts {
	struct api_loop *al;
	struct route_counts routes[SLOT_COUNT_];
};

struct api_metrics {
	_Atomic(struct loop_counts *) loops[API_LOOPS_MAX];
	int64_t started_ms;
};

enum err metrics_new(struct api_metrics **ret)
{
	MUST(api_route_count <= ROUTES_MAX);
	struct api_metrics *m = calloc(1, sizeof *m);
	if (!m)
		return ERR_NOMEM;
	m->started_ms = clock_wall_ms();
	*ret = m;
	return OK;
}

void metrics_free(struct api_metrics *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < API_LOOPS_MAX; i++)
		free(m->loops[i]);
	free(m);
}

enum err metrics_attach(struct api_metrics *m, struct api_loop *al)
{
	unsigned i = loop_index(al->loop);
	MUST(i < API_LOOPS_MAX);
	struct loop_counts *counts = calloc(1, sizeof *counts);
	if (!counts)
		return ERR_NOMEM;
	counts->al = al;
	atomic_store(&m->loops[i], counts);
	return OK;
}

void metrics_detach(struct api_metrics *m, struct api_loop *al)
{
	free(atomic_exchange(&m->loops[loop_index(al->loop)], NULL));
}

static void add(atomic_ullong *counter, uint64_t n)
{
	atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + n, memory_order_relaxed);
}

static size_t slot_of(const struct route *route)
{
	if (!route)
		return SLOT_NONE;
	return route == &api_fallback ? SLOT_FALLBACK : (size_t)(route - api_routes);
}

void metrics_answered(struct api_loop *al, const struct route *route, int status, uint64_t took_ns)
{
	struct loop_counts *counts = atomic_load_explicit(&al->api->metrics->loops[loop_index(al->loop)], memory_order_relaxed);
	if (!counts)
		return;
	struct route_counts *r = &counts->routes[slot_of(route)];
	size_t b = 0;
	while (b < ARRAY_LEN(buckets) && took_ns > buckets[b].ns)
		b++;
	add(&r->classes[MIN(MAX(status / 100, 0), CLASSES - 1)], 1);
	add(&r->buckets[b], 1);
	add(&r->sum_ns, took_ns);
}

/* --- the page --- */

static uint64_t total(const struct api_metrics *m, size_t route, size_t offset)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < API_LOOPS_MAX; i++) {
		struct loop_counts *counts = atomic_load(&((struct api_metrics *)(uintptr_t)m)->loops[i]);
		if (counts)
			sum += atomic_load_explicit((atomic_ullong *)(void *)((char *)&counts->routes[route] + offset),
						    memory_order_relaxed);
	}
	return sum;
}
#define TOTAL(m, route, member) total((m), (route), offsetof(struct route_counts, member))

static void head(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_printf(out, "# HELP pitboss_%s %s\n# TYPE pitboss_%s %s\n", name, help, name, type);
}

static void route_labels(struct buf *out, size_t route)
{
	const struct route *r = route == SLOT_FALLBACK ? &api_fallback : route < api_route_count ? &api_routes[route] : NULL;
	buf_printf(out, "method=\"%s\",route=\"%s\"", r ? http_method_name(r->method) : "", r ? r->pattern : "");
}

static void write_route_latency(const struct api_metrics *m, size_t route, struct buf *out)
{
	uint64_t count = 0;
	for (size_t b = 0; b < BUCKETS; b++) {
		count += total(m, route, offsetof(struct route_counts, buckets) + b * sizeof(atomic_ullong));
		BUF_LIT(out, "pitboss_request_seconds_bucket{");
		route_labels(out, route);
		buf_printf(out, ",le=\"%s\"} %llu\n", b < ARRAY_LEN(buckets) ? buckets[b].text : "+Inf",
			   (unsigned long long)count);
	}
	uint64_t ns = TOTAL(m, route, sum_ns);
	BUF_LIT(out, "pitboss_request_seconds_sum{");
	route_labels(out, route);
	buf_printf(out, "} %llu.%09llu\npitboss_request_seconds_count{", (unsigned long long)(ns / 1000000000u),
		   (unsigned long long)(ns % 1000000000u));
	route_labels(out, route);
	buf_printf(out, "} %llu\n", (unsigned long long)count);
}

static uint64_t class_total(const struct api_metrics *m, size_t route, size_t class)
{
	return total(m, route, offsetof(struct route_counts, classes) + class * sizeof(atomic_ullong));
}

static uint64_t answered_total(const struct api_metrics *m, size_t route)
{
	uint64_t n = 0;
	for (size_t class = 0; class < CLASSES; class ++)
		n += class_total(m, route, class);
	return n;
}

void metrics_write_requests(const struct api_metrics *m, struct buf *out)
{
	head(out, "requests_total", "counter", "Requests answered, by route and class of status.");
	for (size_t route = 0; route < SLOT_COUNT_; route++)
		for (size_t class = 1; class < CLASSES; class ++) {
			uint64_t n = class_total(m, route, class);
			if (!n)
				continue;
			BUF_LIT(out, "pitboss_requests_total{");
			route_labels(out, route);
			buf_printf(out, ",status=\"%zuxx\"} %llu\n", class, (unsigned long long)n);
		}
	head(out, "request_seconds", "histogram", "From the end of a request's head to its answer, the record included.");
	for (size_t route = 0; route < SLOT_COUNT_; route++)
		if (answered_total(m, route))
			write_route_latency(m, route, out);
}

static void value(struct buf *out, const char *name, const char *type, const char *help, uint64_t v)
{
	head(out, name, type, help);
	buf_printf(out, "pitboss_%s %llu\n", name, (unsigned long long)v);
}

static void write_cache(struct cache *cache, struct buf *out)
{
	struct cache_counts k = cache_counts(cache);
	value(out, "cache_hits_total", "counter", "Sections found in the cache.", k.hits);
	value(out, "cache_misses_total", "counter", "Sections not found in the cache.", k.misses);
	value(out, "cache_evicted_total", "counter", "Sections pushed out of the cache.", k.evicted);
	value(out, "cache_bytes", "gauge", "What the cache holds.", k.bytes);
	value(out, "cache_limit_bytes", "gauge", "What the cache may hold.", k.limit_bytes);
	value(out, "cache_entries", "gauge", "Sections in the cache.", k.entries);
}

struct source_row {
	const char *name, *type, *help;
	uint64_t (*get)(const struct source_health *h);
};

static uint64_t source_requests(const struct source_health *h)
{
	return h->requests;
}
static uint64_t source_retries(const struct source_health *h)
{
	return h->retries;
}
static uint64_t source_hits(const struct source_health *h)
{
	return h->cache_hits;
}
static uint64_t source_stale(const struct source_health *h)
{
	return h->cache_stale;
}
static uint64_t source_misses(const struct source_health *h)
{
	return h->cache_misses;
}
static uint64_t source_in_flight(const struct source_health *h)
{
	return h->in_flight;
}
static uint64_t source_queued(const struct source_health *h)
{
	return h->queued;
}
static uint64_t source_open(const struct source_health *h)
{
	return h->breaker == BREAKER_OPEN;
}

static const struct source_row source_rows[] = {
	{"source_requests_total", "counter", "Requests to a source.", source_requests},
	{"source_retries_total", "counter", "Of these, second and later tries.", source_retries},
	{"source_cache_hits_total", "counter", "Looks answered fresh from the cache.", source_hits},
	{"source_cache_stale_total", "counter", "Looks answered stale.", source_stale},
	{"source_cache_misses_total", "counter", "Looks that had to wait for the source.", source_misses},
	{"source_in_flight", "gauge", "Requests under way.", source_in_flight},
	{"source_queued", "gauge", "Requests waiting for a place.", source_queued},
	{"source_breaker_open", "gauge", "1 while the breaker is open.", source_open},
};

static void write_source_latency(struct sources *s, struct buf *out)
{
	head(out, "source_latency_seconds", "gauge", "Latency of the last minutes' answers, by quantile.");
	for (size_t i = 0; i < sources_count(s); i++) {
		struct source_health h;
		sources_health(s, i, &h);
		const struct {
			const char *quantile;
			uint32_t us;
		} q[] = {{"0.5", h.latency_p50_us}, {"0.95", h.latency_p95_us}, {"0.99", h.latency_p99_us}};
		for (size_t k = 0; k < ARRAY_LEN(q); k++)
			buf_printf(out, "pitboss_source_latency_seconds{source=\"%s\",quantile=\"%s\"} %u.%06u\n", h.name,
				   q[k].quantile, q[k].us / 1000000u, q[k].us % 1000000u);
	}
}

static void write_sources(struct sources *s, struct buf *out)
{
	struct source_health h;
	for (size_t row = 0; row < ARRAY_LEN(source_rows); row++) {
		head(out, source_rows[row].name, source_rows[row].type, source_rows[row].help);
		for (size_t i = 0; i < sources_count(s); i++) {
			sources_health(s, i, &h);
			buf_printf(out, "pitboss_%s{source=\"%s\"} %llu\n", source_rows[row].name, h.name,
				   (unsigned long long)source_rows[row].get(&h));
		}
	}
	head(out, "source_failures_total", "counter", "Answers that could not be used, by fixed error code.");
	for (size_t i = 0; i < sources_count(s); i++) {
		sources_health(s, i, &h);
		for (size_t e = SOURCE_OK + 1; e < SOURCE_ERROR_COUNT_; e++)
			if (h.failures[e])
				buf_printf(out, "pitboss_source_failures_total{source=\"%s\",error=\"%s\"} %llu\n", h.name,
					   source_error_name((enum source_error)e), (unsigned long long)h.failures[e]);
	}
	write_source_latency(s, out);
}

/* The second number of statm, in pages. */
static uint64_t resident_bytes(void)
{
	char line[128] = "";
	struct str rest, field;
	uint64_t pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");
	if (!f)
		return 0;
	rest = str_of(fgets(line, sizeof line, f));
	fclose(f);
	bool ok = str_split(&rest, ' ', &field); /* the whole of its addresses */
	ok = ok && str_split(&rest, ' ', &field);
	if (!ok || str_to_u64(field, &pages) != OK)
		return 0;
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void write_process(const struct api_metrics *m, struct buf *out)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	uint64_t us = (uint64_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000u +
		      (uint64_t)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
	buf_printf(out, "# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total %llu.%06llu\n",
		   (unsigned long long)(us / 1000000u), (unsigned long long)(us % 1000000u));
	buf_printf(out, "# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes %llu\n",
		   (unsigned long long)resident_bytes());
	buf_printf(out, "# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds %lld\n",
		   (long long)(m->started_ms / 1000));
}

static void write_directory(struct directory *d, struct buf *out)
{
	struct directory_state s;
	directory_state(d, &s);
	value(out, "directory_ready", "gauge", "1 when search answers from the portal's own directory.", s.ready);
	value(out, "directory_customers", "gauge", "Customers that can be found.", s.customers);
	value(out, "directory_disk_bytes", "gauge", "Size of the directory's files.", s.disk_bytes);
}

static void write_event_types(const struct live_counts *n, struct buf *out)
{
	/* Those of services are of class aml too, and by the place in the journal one could work out how many. */
	head(out, "events_total", "counter", "New events, by type; not alerts.");
	for (unsigned t = 0; t < EVENT_TYPE_COUNT_; t++)
		if (t != EVENT_FRAUD_ALERT)
			buf_printf(out, "pitboss_events_total{type=\"%s\"} %llu\n", event_type_name((enum event_type)t),
				   (unsigned long long)n->events[t]);
	value(out, "alert_batches_failed_total", "counter", "Batches of alerts that could not be stored at once; tried again.",
	      n->alerts_failed);
	head(out, "alerts_total", "counter", "Alerts that are new or have become graver, by rule and severity.");
	/* Who reads figures has no business with suspicions of money laundering, not even with how many there are. */
	for (unsigned r = 0; r < RULE_COUNT_; r++)
		for (unsigned s = SIGNAL_LOW; s < SIGNAL_SEVERITY_COUNT_; s++)
			if (n->alerts[r][s] && signal_rule_class((enum signal_rule_id)r) != SIGNAL_CLASS_AML)
				buf_printf(out, "pitboss_alerts_total{rule=\"%s\",severity=\"%s\"} %llu\n",
					   signal_rule_name((enum signal_rule_id)r),
					   signal_severity_name((enum signal_severity)s), (unsigned long long)n->alerts[r][s]);
}

static void write_live(struct live *l, struct buf *out)
{
	struct live_counts n;
	if (!l)
		return;
	live_counts(l, &n);
	struct live_state_counts state = live_state_counts(live_state_of(l));
	struct hub_counts hub = hub_counts(live_hub(l));
	write_event_types(&n, out);
	value(out, "events_repeated_total", "counter", "Events that were known.", n.repeats);
	value(out, "events_aside_total", "counter", "Events that were set aside.", n.aside);
	value(out, "events_aside", "gauge", "Events that are set aside in all.", journal_aside_count(live_journal(l)));
	value(out, "event_batches_total", "counter", "Requests with events.", n.batches);
	value(out, "event_batches_refused_total", "counter", "Of these, not taken: to be sent again.", n.refused);
	value(out, "events_healthy", "gauge", "1 while events can be made durable.", n.healthy);
	value(out, "events_applied_seq", "gauge", "Place in the journal of the last event that is in effect.", n.applied_seq);
	value(out, "event_lag_milliseconds", "gauge", "From the moment of the last event until it was in effect.",
	      (uint64_t)MAX(n.lag_ms, 0));
	value(out, "event_wait_microseconds", "gauge", "The last request with events, from the engine's taking it to its answer.",
	      n.wait_us);
	value(out, "live_customers", "gauge", "Customers with live state.", state.customers);
	value(out, "live_customers_evicted_total", "counter", "Customers whose live state made room.", state.evicted);
	value(out, "live_snapshots_total", "counter", "Snapshots of the live state.", n.snapshots);
	value(out, "live_snapshots_failed_total", "counter", "Snapshots that could not be written.", n.snapshots_failed);
	value(out, "live_snapshot_seq", "gauge", "Events up to there are in a snapshot.", n.snapshot_seq);
	value(out, "live_recovery_milliseconds", "gauge", "What the last start took to read the live state.", n.recovery_ms);
	value(out, "notices_total", "counter", "Notices to streams.", hub.notices);
	value(out, "notices_lost_total", "counter", "Notices that a loop was too slow for.", hub.lost);
	value(out, "notices_kept_bytes", "gauge", "What the notices take that a stream can resume from.", hub.ring_bytes);
	value(out, "stream_customers", "gauge", "Customers on streams.", hub.customers);
}

static void write_push(struct push *p, struct buf *out)
{
	struct push_counts n;
	if (!p)
		return;
	push_counts(p, &n);
	head(out, "pushes_total", "counter", "Messages to browsers, by how they ended; none of class aml.");
	for (unsigned o = 0; o < PUSH_OUTCOME_COUNT_; o++)
		buf_printf(out, "pitboss_pushes_total{outcome=\"%s\"} %llu\n", push_outcome_name((enum push_outcome)o),
			   (unsigned long long)n.outcomes[o]);
	value(out, "push_retries_total", "counter", "Messages that were tried once more.", n.retries);
	value(out, "push_dropped_total", "counter", "Messages that the queue had no room for.", n.dropped);
	value(out, "push_quiet_total", "counter", "Alerts that somebody was not told in quiet hours.", n.quiet);
	value(out, "push_summaries_total", "counter", "Messages that stand for several alerts.", n.summaries);
	value(out, "push_waiting", "gauge", "Messages that wait.", n.waiting);
}

/* --- counts that only their own loop may read: a letter goes to each and the last one comes home --- */

struct gather {
	struct letter home_letter;
	struct api_loop *home;
	struct http_handle handle;
	atomic_uint left;
	struct visit {
		struct letter letter;
		struct gather *gather;
		struct api_loop *al;
		struct http_server_counts counts;
	} visits[API_LOOPS_MAX];
	unsigned visit_count;
};

static void write_http(const struct gather *g, struct buf *out)
{
	struct http_server_counts sum = {0};
	for (unsigned i = 0; i < g->visit_count; i++) {
		const struct http_server_counts *k = &g->visits[i].counts;
		sum.accepted += k->accepted;
		sum.refused_cap += k->refused_cap;
		sum.refused_bad += k->refused_bad;
		sum.requests += k->requests;
		sum.aborted += k->aborted;
		sum.bytes_in += k->bytes_in;
		sum.bytes_out += k->bytes_out;
		sum.open += k->open;
		sum.active += k->active;
		sum.streams += k->streams;
	}
	value(out, "http_connections_total", "counter", "Connections accepted.", sum.accepted);
	value(out, "http_connections_refused_total", "counter", "Connections past the cap.", sum.refused_cap);
	value(out, "http_requests_refused_total", "counter", "Requests that the parser refused.", sum.refused_bad);
	value(out, "http_requests_total", "counter", "Requests taken.", sum.requests);
	value(out, "http_requests_aborted_total", "counter", "Clients that left before their answer.", sum.aborted);
	value(out, "http_received_bytes_total", "counter", "Bytes in.", sum.bytes_in);
	value(out, "http_sent_bytes_total", "counter", "Bytes out.", sum.bytes_out);
	value(out, "http_connections_open", "gauge", "Connections open.", sum.open);
	value(out, "http_requests_active", "gauge", "Requests being worked on.", sum.active);
	value(out, "http_streams_open", "gauge", "Streams open.", sum.streams);
}

static void page_write(struct api *api, const struct gather *g, struct buf *out)
{
	metrics_write_requests(api->metrics, out);
	write_http(g, out);
	value(out, "audit_healthy", "gauge", "1 while the record can be written.", audit_healthy(api->audit));
	value(out, "worker_queued", "gauge", "Jobs waiting for a worker.", worker_queued(api->workers));
	write_cache(api->cache, out);
	write_sources(api->sources, out);
	write_directory(api->directory, out);
	write_live(api->live, out);
	write_push(api->push, out);
	write_process(api->metrics, out);
}

static void page_answer(struct call *c, const struct gather *g)
{
	struct buf page;
	buf_init(&page, PAGE_MAX_BYTES);
	page_write(c->al->api, g, &page);
	struct blob *blob = buf_ok(&page) == OK ? blob_of(buf_view(&page)) : NULL;
	buf_done(&page);
	if (!blob) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	struct chunk chunk = {blob_str(blob), blob};
	call_respond(c, &(struct reply){.status = 200,
					.content_type = STR("text/plain; version=0.0.4; charset=utf-8"),
					.chunks = &chunk,
					.chunk_count = 1});
}

static void gather_home(struct letter *l)
{
	struct gather *g = CONTAINER_OF(l, struct gather, home_letter);
	struct http_exchange *x = http_handle_find(g->handle);
	if (x)
		page_answer(call_of(x), g);
	free(g);
}

static void visit_deliver(struct letter *l)
{
	struct visit *v = CONTAINER_OF(l, struct visit, letter);
	struct gather *g = v->gather;
	if (v->al->server)
		v->counts = http_server_counts(v->al->server);
	if (atomic_fetch_sub(&g->left, 1) == 1)
		loop_post(g->home->loop, &g->home_letter);
}

void metrics_show(struct call *c)
{
	struct gather *g = calloc(1, sizeof *g);
	if (!g) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	g->home = c->al;
	g->handle = http_exchange_handle(c->exchange);
	g->home_letter.deliver = gather_home;
	for (size_t i = 0; i < API_LOOPS_MAX; i++) {
		struct loop_counts *counts = atomic_load(&c->al->api->metrics->loops[i]);
		if (counts)
			g->visits[g->visit_count++] =
				(struct visit){.letter.deliver = visit_deliver, .gather = g, .al = counts->al};
	}
	unsigned count = g->visit_count;
	atomic_store(&g->left, count);
	for (unsigned i = 0; i < count; i++)
		loop_post(g->visits[i].al->loop, &g->visits[i].letter);
}
