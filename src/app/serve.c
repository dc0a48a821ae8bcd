/* The wiring: which part is made of which, in which order, and who is told what. */
#include "app/serve.h"

#include "api/metrics.h"
#include "api/presence.h"
#include "api/stream.h"
#include "app/chain.h"
#include "app/demo.h"
#include "app/file.h"
#include "app/rule_files.h"
#include "net/url.h"
#include "store/migrations_portal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define FILES_WANTED        65536
#define CACHE_SHARDS        16
#define PORTAL_DB_READERS   2
#define PORTAL_DB_QUEUE_MAX 4096
#define PORTAL_DB_BUSY_MS   5000
#define WORKERS             2
#define WORKER_QUEUE_MAX    512

/* --- the process --- */

/* As many as the hard limit gives: 10,000 idle clients are no reason to refuse the next. */
static void raise_file_limit(void)
{
	struct rlimit r;
	if (getrlimit(RLIMIT_NOFILE, &r) != 0)
		return;
	r.rlim_cur = MIN(MAX(r.rlim_cur, FILES_WANTED), r.rlim_max);
	if (setrlimit(RLIMIT_NOFILE, &r) != 0)
		log_event(LOG_WARN, "limit.files", "error", err_name(err_from_errno(errno)), NULL);
}

/* glibc gives every thread an arena of its own and hardly ever returns memory from them. Sections are made on one loop and given
 * back on another, so the holes of all arenas add up. Measured on two loops with a full cache of 64 MB, anonymous memory after
 * 10,000 views and after 40,000: two arenas 83 and 110 MB, one arena 79 and 79 MB, with the same CPU: what is small never reaches
 * the arena's lock, for every thread keeps its own few of each size. */
static void tune_memory(void)
{
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_TRIM_THRESHOLD, 1 << 20);
	mallopt(M_TOP_PAD, 256 << 10);
	mallopt(M_MMAP_THRESHOLD, 256 << 10);
}

/* --- refusals --- */

static enum err check_demo(const struct serve *s, struct err_info *info)
{
	const struct config *c = s->config;
	if (!s->options.demo)
		return demo_refuse_left_over(&s->data, info);
	if (!url_host_is_loopback(str_of(s->http.address)))
		return err_set(info, ERR_DENIED, "listen", "demo accounts only listen on this machine's own address, not %.60s",
			       s->http.address);
	if (*c->public_url && !url_is_loopback(str_of(c->public_url)))
		return err_set(info, ERR_DENIED, "public_url", "demo accounts are not for a portal that others reach");
	for (size_t i = 0; i < c->source_count; i++)
		if (!source_config_is_loopback(&c->sources[i]))
			return err_set(info, ERR_DENIED, "sources", "demo accounts are not for real services: %.60s is at %.80s",
				       source_config_name(&c->sources[i]), source_config_base_url(&c->sources[i]));
	return OK;
}

/* Two portals could share a port without a word, each getting half of the clients: SO_REUSEPORT lets the same user do that. */
static enum err check_port(const struct http_server_config *c, struct err_info *info)
{
	struct sockaddr_storage a = {0};
	struct sockaddr_in *four = (void *)&a;
	struct sockaddr_in6 *six = (void *)&a;
	socklen_t n;
	int on = 1;
	if (inet_pton(AF_INET, c->address, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons(c->port);
		n = sizeof *four;
	} else if (inet_pton(AF_INET6, c->address, &six->sin6_addr) == 1) {
		six->sin6_family = AF_INET6;
		six->sin6_port = htons(c->port);
		n = sizeof *six;
	} else {
		return err_set(info, ERR_SHAPE, "listen", "'%.60s' is not a numeric address", c->address);
	}
	int fd = c->port ? socket(a.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
	if (fd < 0)
		return OK;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	int failed = bind(fd, (struct sockaddr *)&a, n) == 0 ? 0 : errno;
	close(fd);
	if (!failed)
		return OK;
	return err_set(info, ERR_CONFLICT, "port", "cannot listen on %.60s port %u: %s", c->address, c->port,
		       failed == EADDRINUSE ? "another program does" : strerror(failed));
}

/* --- what lasts --- */

static enum err open_store(struct serve *s, struct err_info *info)
{
	const struct db_config c = {.path = datadir_path(&s->data, DATA_PORTAL_DB),
				    .migrations = portal_migrations,
				    .migration_count = PORTAL_MIGRATIONS,
				    .readers = PORTAL_DB_READERS,
				    .max_queued = PORTAL_DB_QUEUE_MAX,
				    .busy_ms = PORTAL_DB_BUSY_MS};
	return db_open(&c, &s->api.portal, info);
}

static enum err open_audit(struct serve *s, struct err_info *info)
{
	const struct audit_config c = {.dir = datadir_path(&s->data, DATA_AUDIT_SERVE),
				       .key_file = datadir_path(&s->data, DATA_AUDIT_KEY),
				       .segment_bytes = s->config->audit_segment_bytes,
				       .max_queued_bytes = s->config->audit_max_queued_bytes,
				       .head_every_s = s->config->audit_head_every_s};
	enum err e = audit_open(&c, &s->api.audit, info);
	if (e == ERR_BUSY)
		err_set(info, e, NULL, "another portal runs on %.120s", datadir_path(&s->data, DATA_ROOT));
	return e;
}

static enum err note_start(struct serve *s, unsigned demo_accounts_added)
{
	char members[160];
	int n = snprintf(members, sizeof members, "\"event\":\"start\",\"version\":\"%s\",\"demo\":%s,\"demoAccountsAdded\":%u",
			 PITBOSS_VERSION, s->options.demo ? "true" : "false", demo_accounts_added);
	return chain_note(s->api.audit, AUDIT_ADMIN, str_mem(members, (size_t)n));
}

static enum err open_lasting(struct serve *s, struct err_info *info)
{
	unsigned added = 0;
	enum err e = datadir_make(&s->data, info);
	if (e == OK)
		e = datadir_seal_key(&s->data, s->api.seal_key, info);
	if (e == OK)
		e = open_store(s, info);
	if (e == OK)
		e = open_audit(s, info);
	if (e == OK && s->options.demo && (e = demo_accounts(s->api.portal, &s->data, &added)) != OK)
		err_set(info, e, NULL, "the demo accounts cannot be made: %s", err_name(e));
	if (e == OK && (e = note_start(s, added)) != OK)
		err_set(info, e, NULL, "the start cannot be put on the record: %s", err_name(e));
	return e;
}

/* --- errands on the loops --- */

static void forward_session_end(struct letter *m);

/* From identity's home loop to every other: streams of that session may be open on any. */
struct ended {
	struct letter letter;
	struct api_loop *al;
	char session_id[sizeof(((struct person *)NULL)->session_id)];
};

static void forward_session_end(struct letter *m)
{
	struct ended *e = CONTAINER_OF(m, struct ended, letter);
	if (e->al->streams)
		streams_session_ended(e->al->streams, e->session_id);
	free(e);
}

static void session_ended(void *ctx, const char *session_id)
{
	struct serve *s = ctx;
	for (unsigned i = 0; i < s->api.loop_count; i++) {
		struct ended *e = calloc(1, sizeof *e);
		/* Without it a stream would go on for somebody who may not see it any more. */
		MUST(e);
		e->letter.deliver = forward_session_end;
		e->al = &s->api_loops[i];
		str_copy(e->session_id, sizeof e->session_id, str_of(session_id));
		loop_post(s->api_loops[i].loop, &e->letter);
	}
}

static enum err open_identity(void *ctx, unsigned index)
{
	struct serve *s = ctx;
	const struct identity_config c = {.idle_s = s->config->session_idle_s,
					  .absolute_s = s->config->session_absolute_s,
					  .sign_on_burst = s->config->sign_on_burst,
					  .sign_on_window_s = s->config->sign_on_window_s,
					  .hash_concurrency = 2,
					  .refresh_s = 2};
	struct loop *home = loops_at(s->loops, index);
	enum err e = identity_open(s->api.portal, home, &c, &s->api.identity, &s->trouble[index]);
	if (e == OK && s->options.demo && !demo_token_is_good(s->api.identity, &s->data)) {
		/* Made now and read in at once, so that the terminal works from the first second on. */
		e = demo_token_make(s->api.portal, &s->data);
		identity_close(s->api.identity);
		s->api.identity = NULL;
		if (e == OK)
			e = identity_open(s->api.portal, home, &c, &s->api.identity, &s->trouble[index]);
	}
	if (e == OK)
		identity_on_session_end(s->api.identity, session_ended, s);
	return e;
}

static enum err attach_sources(void *ctx, unsigned index)
{
	struct serve *s = ctx;
	enum err e = sources_attach(s->api.sources, loops_at(s->loops, index));
	s->attached[index] = e == OK;
	return e;
}

static enum err open_directory(void *ctx, unsigned index)
{
	struct serve *s = ctx;
	const struct directory_config c = {.dir = datadir_path(&s->data, DATA_DIRECTORY),
					   .sources = s->api.sources,
					   .loop = loops_at(s->loops, index),
					   .poll_ms = s->config->directory_poll_ms,
					   .retry_ms = s->config->directory_retry_ms,
					   .resnapshot_s = s->config->directory_resnapshot_s,
					   .search_threads = s->config->directory_threads,
					   .infix_ms = s->config->directory_infix_ms};
	return directory_open(&c, &s->api.directory, &s->trouble[index]);
}

static enum err prepare_api(void *ctx, unsigned index)
{
	struct serve *s = ctx;
	struct api_loop *al = &s->api_loops[index];
	enum err e = api_loop_init(al, &s->api, loops_at(s->loops, index));
	s->prepared[index] = e == OK;
	if (e == OK)
		e = serve_site_take(s, index);
	return e == OK ? streams_new(al, &al->streams) : e;
}

static enum err listen_on(void *ctx, unsigned index)
{
	struct serve *s = ctx;
	struct api_loop *al = &s->api_loops[index];
	enum err e = http_server_new(al->loop, &s->http, &api_hooks, al, &al->server, &s->trouble[index]);
	if (e == OK)
		s->http.port = http_server_port(al->server); /* the first loop's choice, when any would do */
	return e;
}

/* --- in order --- */

static enum err give_trouble(struct serve *s, enum err e, const char *what, struct err_info *info)
{
	for (unsigned i = 0; i < LOOPS_MAX && e != OK; i++)
		if (s->trouble[i].text[0]) {
			*info = s->trouble[i];
			return e;
		}
	return e == OK ? OK : err_set(info, e, NULL, "%s: %s", what, err_name(e));
}

static enum err start_shared(struct serve *s, struct err_info *info)
{
	enum err e = cache_new(s->config->cache_bytes, CACHE_SHARDS, &s->api.cache);
	if (e == OK)
		e = metrics_new(&s->api.metrics);
	if (e == OK)
		e = presence_new(&s->api.presence);
	if (e == OK)
		e = worker_pool_new("work", WORKERS, WORKER_QUEUE_MAX, &s->api.workers);
	if (e == OK)
		e = sources_new(s->config->sources, s->config->source_count, s->api.cache, part_seal, part_unseal, NULL,
				&s->api.sources, info);
	return give_trouble(s, e, info->text[0] ? info->text : "the parts cannot be made", info);
}

static void source_flipped(void *ctx)
{
	streams_source_flipped(ctx);
}

static enum err start_loops(struct serve *s, struct err_info *info)
{
	enum err e = loops_start(s->options.loops ? s->options.loops : s->config->loops, &s->loops);
	if (e != OK)
		return err_set(info, e, NULL, "the event loops cannot be started: %s", err_name(e));
	s->api.loop_count = loops_count(s->loops);
	for (unsigned i = 0; i < s->api.loop_count; i++) {
		s->api_loops[i].loop = loops_at(s->loops, i);
		s->api.loops[i] = &s->api_loops[i];
	}
	sources_on_flip(s->api.sources, source_flipped, &s->api);
	e = loops_on(s->loops, 0, open_identity, s);
	if (e == OK)
		e = loops_each(s->loops, attach_sources, s);
	if (e == OK)
		e = loops_on(s->loops, 0, open_directory, s);
	if (e == OK)
		e = loops_each(s->loops, prepare_api, s);
	for (unsigned i = 0; e == OK && i < s->api.loop_count; i++)
		e = loops_on(s->loops, i, listen_on, s);
	return give_trouble(s, e, "the event loops cannot be set up", info);
}

static void set_api_config(struct serve *s)
{
	const struct config *c = s->config;
	s->api.config = (struct api_config){
		.public_url = c->public_url,
		.demo = s->options.demo,
		.secure_cookie = str_starts(str_of(c->public_url), STR("https://")),
		.body_max_bytes = c->body_max_bytes,
		.events_body_max_bytes = c->events_body_max_bytes,
		.stream_heartbeat_s = c->stream_heartbeat_s,
		.stream_max_per_person = c->stream_max_per_person,
		.stream_pending_max_bytes = c->stream_pending_max_bytes,
		.stream_pending_max_ms = c->stream_pending_max_ms,
		.reveal_s = c->reveal_s,
	};
	s->api.audit_dir = datadir_path(&s->data, DATA_AUDIT);
	s->api.aside_dir = datadir_path(&s->data, DATA_ASIDE);
	senders_init(&s->senders);
	s->api.senders = &s->senders;
}

static void set_http_config(struct serve *s)
{
	s->http = http_server_config_default();
	s->http.address = s->options.listen ? s->options.listen : s->config->listen;
	s->http.port = s->options.port >= 0 ? (uint16_t)s->options.port : s->config->port;
	s->http.body_max_bytes = s->config->body_max_bytes;
}

static enum err read_config(struct serve *s, struct err_info *info)
{
	enum err e = config_load(s->options.config_file, &s->config, info);
	if (e == OK && s->options.sim_port >= 0)
		e = config_set_sim_port(s->config, (uint16_t)s->options.sim_port);
	if (e == OK && datadir_set(&s->data, s->options.data ? s->options.data : s->config->data) != OK)
		e = err_set(info, ERR_TOO_LARGE, "data", "the data folder's name is too long");
	if (e != OK)
		return e;
	s->options.demo |= s->config->demo;
	log_set_level(s->config->log_level);
	set_http_config(s);
	set_api_config(s);
	return OK;
}

static enum err read_packs(struct serve *s, struct err_info *info)
{
	enum err e = rule_files_load(s->options.rules ? s->options.rules : s->config->rules_dir, &s->packs, info);
	struct buf said;
	buf_init(&said, 4096);
	for (size_t i = 0; e == OK && i < packs_count(s->packs); i++)
		buf_printf(&said, "%s%s %u", i ? ", " : "", packs_at(s->packs, i)->code, packs_at(s->packs, i)->version);
	buf_char(&said, '\0');
	if (e == OK && buf_ok(&said) == OK)
		log_event(LOG_INFO, "rules.packs", "packs", said.p, NULL);
	buf_done(&said);
	return e;
}

/* Where others find us: an address that means "all" is no address to call. */
static void tell_address(struct serve *s)
{
	const char *host = s->http.address;
	bool six = strchr(host, ':') != NULL;
	if (strcmp(host, "0.0.0.0") == 0)
		host = "127.0.0.1";
	else if (strcmp(host, "::") == 0)
		host = "::1";
	snprintf(s->url, sizeof s->url, six ? "http://[%s]:%u" : "http://%s:%u", host, s->http.port);
	enum err e = file_replace(datadir_path(&s->data, DATA_CLI_URL), str_of(s->url), 0600);
	if (e != OK)
		log_event(LOG_WARN, "cli.url", "error", err_name(e), NULL);
}

enum err serve_start(struct serve *s, const struct serve_options *o, struct err_info *info)
{
	*s = (struct serve){.options = *o};
	raise_file_limit();
	tune_memory();
	enum err e = read_config(s, info);
	if (e == OK)
		e = read_packs(s, info);
	if (e == OK)
		e = check_demo(s, info);
	if (e == OK)
		e = check_port(&s->http, info);
	if (e == OK)
		e = open_lasting(s, info);
	if (e == OK)
		e = serve_site_open(s, info);
	if (e == OK)
		e = start_shared(s, info);
	if (e == OK)
		e = serve_live_senders_check(s, s->config, info);
	if (e == OK)
		serve_live_senders_set(s, s->config);
	if (e == OK)
		e = serve_push_open(s, info);
	if (e == OK)
		e = serve_live_open(s, info);
	if (e == OK)
		e = start_loops(s, info);
	if (e != OK) {
		serve_stop(s);
		return e;
	}
	tell_address(s);
	atomic_store(&s->api.ready, true);
	return OK;
}
