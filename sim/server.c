#include "sim/server_private.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>

#define SCRATCH_MAX_BYTES (1u << 20)
#define CONNECTIONS_MAX   4096u
#define ARENA_MAX_BYTES   (2u << 20)

const struct service *const server_services[SIM_SERVICES] = {
	[FAULT_CUSTOMER] = &service_customer, [FAULT_GAMING] = &service_gaming,   [FAULT_WALLET] = &service_wallet,
	[FAULT_KYC] = &service_kyc,           [FAULT_SUPPORT] = &service_support, [FAULT_RISK] = &service_risk,
};

static enum err listen_on(struct endpoint *ep, struct err_info *info)
{
	static const struct http_server_hooks hooks = {.on_request = server_on_request};
	struct http_server_config c = http_server_config_default();
	c.address = "127.0.0.1";
	c.port = (uint16_t)(ep->server->port + 1 + ep->id);
	c.max_connections = CONNECTIONS_MAX;
	c.arena_max_bytes = ARENA_MAX_BYTES;
	c.body_max_bytes = WRITE_BODY_MAX_BYTES;
	c.reuse_port = false; /* a taken port must be an error */
	return http_server_new(ep->server->loop, &c, &hooks, ep, &ep->http, info);
}

enum err server_new(struct loop *l, struct store *store, struct live *live, struct worker_pool *drawers, uint16_t port,
		    struct server **ret, struct err_info *info)
{
	struct server *s = calloc(1, sizeof(*s));
	enum err e = OK;
	if (!s)
		return err_set(info, ERR_NOMEM, "", "out of memory");
	s->loop = l;
	s->store = store;
	s->live = live;
	s->drawers = drawers;
	s->port = port;
	rng_seed(&s->rng, clock_mono_ns(), port);
	buf_init(&s->body, ANSWER_MAX_BYTES);
	buf_init(&s->mangled, 2 * ANSWER_MAX_BYTES);
	buf_init(&s->scratch, SCRATCH_MAX_BYTES);
	list_init(&s->late);
	fault_clear(&s->faults);
	for (unsigned i = 0; i < SIM_SERVICES && e == OK; i++) {
		MUST(server_services[i]->count <= ROUTES_MAX && *server_services[i]->write_count <= WRITES_MAX);
		s->endpoints[i].server = s;
		s->endpoints[i].id = (enum fault_service)i;
		e = listen_on(&s->endpoints[i], info);
	}
	if (e) {
		server_free(s);
		return e;
	}
	*ret = s;
	return OK;
}

void server_free(struct server *s)
{
	if (!s)
		return;
	for (unsigned i = 0; i < SIM_SERVICES; i++)
		if (s->endpoints[i].http)
			http_server_free(s->endpoints[i].http);
	server_drop_late(s);
	buf_done(&s->body);
	buf_done(&s->mangled);
	buf_done(&s->scratch);
	free(s);
}

static void one_drained(void *ctx)
{
	struct server *s = ctx;
	if (--s->draining == 0)
		s->drained(s->drained_ctx);
}

void server_drain(struct server *s, void (*done)(void *ctx), void *ctx)
{
	s->drained = done;
	s->drained_ctx = ctx;
	s->draining = 1;
	server_clear_faults(s);
	for (unsigned i = 0; i < SIM_SERVICES; i++)
		if (s->endpoints[i].http) {
			s->draining++;
			http_server_drain(s->endpoints[i].http, one_drained, s);
		}
	one_drained(s);
}

/* Nobody listens where a service is down altogether: connections are refused, open ones are gone. */
static enum err apply_down(struct server *s, struct err_info *info)
{
	enum err e = OK;
	for (unsigned i = 0; i < SIM_SERVICES; i++) {
		struct endpoint *ep = &s->endpoints[i];
		const struct fault_rule *r = &s->faults.rules[i];
		bool down = r->mode == FAULT_DOWN && r->share >= 1 && !r->phase && !r->times;
		if (down && ep->http) {
			http_server_free(ep->http);
			ep->http = NULL;
		} else if (!down && !ep->http) {
			enum err opened = listen_on(ep, info);
			e = e ? e : opened;
		}
	}
	return e;
}

enum err server_set_fault(struct server *s, struct str json, struct err_info *info)
{
	enum err e = fault_set_json(&s->faults, json, info);
	return e ? e : apply_down(s, info);
}

void server_clear_faults(struct server *s)
{
	struct err_info info;
	fault_clear(&s->faults);
	if (apply_down(s, &info))
		log_text(LOG_ERROR, "sim.listen", "%s", info.text);
}

const struct fault_table *server_faults(const struct server *s)
{
	return &s->faults;
}

static uint64_t requests_of(const struct endpoint *ep)
{
	uint64_t total = 0;
	for (unsigned i = 0; i <= WRONG_PATH; i++)
		total += ep->counts[i];
	for (unsigned i = 0; i < WRITES_MAX; i++)
		total += ep->write_counts[i];
	return total;
}

static void write_path(struct json_writer *w, const char *method, const char *path, uint64_t count)
{
	char key[128];
	if (count == 0)
		return;
	(void)snprintf(key, sizeof(key), "%s %s", method, path);
	json_key(w, str_of(key));
	json_put_u64(w, count);
}

static void write_endpoint(const struct endpoint *ep, struct json_writer *w)
{
	const struct service *service = server_services[ep->id];
	json_open_object(w);
	JSON_KEY(w, "total");
	json_put_u64(w, requests_of(ep));
	JSON_KEY(w, "paths");
	json_open_object(w);
	for (size_t i = 0; i < service->count; i++)
		write_path(w, "GET", service->routes[i].path, ep->counts[i]);
	for (size_t i = 0; i < *service->write_count; i++)
		write_path(w, http_method_name(service->writes[i].method), service->writes[i].path, ep->write_counts[i]);
	if (ep->counts[WRONG_PATH]) {
		JSON_KEY(w, "other");
		json_put_u64(w, ep->counts[WRONG_PATH]);
	}
	json_close_object(w);
	if (ep->tally.received) {
		JSON_KEY(w, "writes");
		tally_write(&ep->tally, w);
	}
	json_close_object(w);
}

void server_write_stats(const struct server *s, struct json_writer *w)
{
	uint64_t total = 0;
	for (unsigned i = 0; i < SIM_SERVICES; i++)
		total += requests_of(&s->endpoints[i]);
	JSON_KEY(w, "total");
	json_put_u64(w, total);
	JSON_KEY(w, "services");
	json_open_object(w);
	for (unsigned i = 0; i < SIM_SERVICES; i++) {
		json_key(w, str_of(fault_service_name((enum fault_service)i)));
		write_endpoint(&s->endpoints[i], w);
	}
	json_close_object(w);
}
