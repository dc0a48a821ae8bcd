#include "app/config.h"

#include "api/assets_page.h"
#include "app/config_events.h"
#include "app/config_push.h"
#include "net/url.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONFIG_ARENA_MAX = 16 << 20, CONFIG_TEXT_MAX = 1024, KB = 1 << 10, MB = 1 << 20 };

enum key_type { KEY_TEXT, KEY_TEXT_OR_NONE, KEY_NUMBER, KEY_BYTES, KEY_PORT, KEY_BOOL, KEY_LEVEL };

/* Rows stand in the order of the file. */
static const struct key {
	const char *section, *name; /* section NULL: at the top */
	enum key_type type;
	size_t offset;
	int64_t min, max, usual;
	int64_t scale;          /* BYTES: of the number in the file */
	const char *usual_text; /* TEXT, TEXT_OR_NONE */
	const char *full;       /* for sentences */
} keys[] = {
#define AT(field) offsetof(struct config, field)
	{NULL, "listen", KEY_TEXT, AT(listen), .usual_text = "127.0.0.1", .full = "listen"},
	{NULL, "port", KEY_PORT, AT(port), 0, 65535, 8360, .full = "port"},
	{NULL, "public_url", KEY_TEXT_OR_NONE, AT(public_url), .usual_text = "", .full = "public_url"},
	{NULL, "data", KEY_TEXT, AT(data), .usual_text = "./data", .full = "data"},
	{NULL, "loops", KEY_NUMBER, AT(loops), 0, 64, 0, .full = "loops"},
	{NULL, "log_level", KEY_LEVEL, AT(log_level), .usual = LOG_INFO, .full = "log_level"},
	{NULL, "demo", KEY_BOOL, AT(demo), .full = "demo"},
	{NULL, "body_max_kb", KEY_BYTES, AT(body_max_bytes), 1, 10240, 256, KB, .full = "body_max_kb"},
	{NULL, "reveal_s", KEY_NUMBER, AT(reveal_s), 5, 3600, 120, .full = "reveal_s"},
	{"sessions", "idle_s", KEY_NUMBER, AT(session_idle_s), 1, 86400, 1800, .full = "sessions.idle_s"},
	{"sessions", "absolute_s", KEY_NUMBER, AT(session_absolute_s), 1, 7 * 86400, 43200, .full = "sessions.absolute_s"},
	{"sign_on", "burst", KEY_NUMBER, AT(sign_on_burst), 1, 1000, 5, .full = "sign_on.burst"},
	{"sign_on", "window_s", KEY_NUMBER, AT(sign_on_window_s), 1, 86400, 60, .full = "sign_on.window_s"},
	{"audit", "segment_mb", KEY_BYTES, AT(audit_segment_bytes), 1, 4096, 64, MB, .full = "audit.segment_mb"},
	{"audit", "queue_mb", KEY_BYTES, AT(audit_max_queued_bytes), 1, 1024, 8, MB, .full = "audit.queue_mb"},
	{"audit", "head_every_s", KEY_NUMBER, AT(audit_head_every_s), 1, 86400, 60, .full = "audit.head_every_s"},
	{"cache", "limit_mb", KEY_BYTES, AT(cache_bytes), 4, 1 << 20, 64, MB, .full = "cache.limit_mb"},
	{"stream", "heartbeat_s", KEY_NUMBER, AT(stream_heartbeat_s), 1, 300, 15, .full = "stream.heartbeat_s"},
	{"stream", "max_per_person", KEY_NUMBER, AT(stream_max_per_person), 1, 1000, 16, .full = "stream.max_per_person"},
	{"stream", "pending_max_kb", KEY_BYTES, AT(stream_pending_max_bytes), 16, 65536, 1024, KB,
	 .full = "stream.pending_max_kb"},
	{"stream", "pending_max_ms", KEY_NUMBER, AT(stream_pending_max_ms), 100, 600000, 30000, .full = "stream.pending_max_ms"},
	{"directory", "poll_ms", KEY_NUMBER, AT(directory_poll_ms), 50, 3600000, 2000, .full = "directory.poll_ms"},
	{"directory", "retry_ms", KEY_NUMBER, AT(directory_retry_ms), 50, 60000, 1000, .full = "directory.retry_ms"},
	{"directory", "resnapshot_s", KEY_NUMBER, AT(directory_resnapshot_s), 10, 30 * 86400, 3600,
	 .full = "directory.resnapshot_s"},
	{"directory", "search_threads", KEY_NUMBER, AT(directory_threads), 1, 8, 2, .full = "directory.search_threads"},
	{"directory", "infix_ms", KEY_NUMBER, AT(directory_infix_ms), 1, 1000, 15, .full = "directory.infix_ms"},
	{"events", "body_max_kb", KEY_BYTES, AT(events_body_max_bytes), 64, 65536, 4096, KB, .full = "events.body_max_kb"},
	{"events", "customers_max", KEY_NUMBER, AT(events_customers_max), 64, 10000000, 200000, .full = "events.customers_max"},
	{"events", "keep_days", KEY_NUMBER, AT(events_keep_days), 0, 36500, 0, .full = "events.keep_days"},
	{"events", "snapshot_s", KEY_NUMBER, AT(events_snapshot_s), 1, 86400, 60, .full = "events.snapshot_s"},
	{"events", "resume_max_mb", KEY_BYTES, AT(events_ring_bytes), 1, 4096, 32, MB, .full = "events.resume_max_mb"},
	{"push", "enabled", KEY_BOOL, AT(push_enabled), .usual = true, .full = "push.enabled"},
	{"push", "subject", KEY_TEXT_OR_NONE, AT(push_subject), .usual_text = "", .full = "push.subject"},
	{"push", "burst", KEY_NUMBER, AT(push_burst), 1, 100, 5, .full = "push.burst"},
	{"push", "every_s", KEY_NUMBER, AT(push_every_s), 1, 3600, 10, .full = "push.every_s"},
	{"push", "loopback", KEY_BOOL, AT(push_loopback), .full = "push.loopback"},
	{"rules", "dir", KEY_TEXT, AT(rules_dir), .usual_text = "./rules", .full = "rules.dir"},
	{"web", "dir", KEY_TEXT_OR_NONE, AT(web_dir), .usual_text = "./build/web", .full = "web.dir"},
	{"web", "asset_url", KEY_TEXT_OR_NONE, AT(web_asset_url), .usual_text = "", .full = "web.asset_url"},
#undef AT
};

static const char *const sections[] = {"sessions",  "sign_on", "audit", "cache", "stream",
				       "directory", "events",  "push",  "rules", "web"};

static void *field_of(struct config *c, const struct key *k)
{
	return (char *)c + k->offset;
}

static enum err take_text(struct config *c, const struct key *k, const struct yaml_node *n, struct err_info *info)
{
	struct str text = str_of(k->usual_text);
	/* Where nothing is a value of its own, "" and null say so. */
	bool none = n && k->type == KEY_TEXT_OR_NONE && n->type == YAML_SCALAR && (n->text.n == 0 || yaml_is_null(n));
	enum err e = n && !none ? yaml_text(n, k->full, CONFIG_TEXT_MAX, &text, info) : OK;
	if (e != OK)
		return e;
	if (none)
		text = STR("");
	const char *copy = arena_dup(&c->arena, text).p;
	if (!copy)
		return err_set(info, ERR_NOMEM, k->full, "no memory");
	*(const char **)field_of(c, k) = copy;
	return OK;
}

static enum err take_level(struct config *c, const struct key *k, const struct yaml_node *n, struct err_info *info)
{
	enum log_level *level = field_of(c, k);
	*level = (enum log_level)k->usual;
	if (!n || (n->type == YAML_SCALAR && log_level_parse(n->text, level)))
		return OK;
	return yaml_fail(n, info, k->full, "one of debug, info, warn, error, off is expected");
}

static enum err take_number(struct config *c, const struct key *k, const struct yaml_node *n, struct err_info *info)
{
	int64_t v = k->usual;
	enum err e = n ? yaml_i64(n, k->full, k->min, k->max, &v, info) : OK;
	if (k->type == KEY_PORT)
		*(uint16_t *)field_of(c, k) = (uint16_t)v;
	else if (k->type == KEY_BYTES)
		*(size_t *)field_of(c, k) = (size_t)(v * k->scale);
	else
		*(unsigned *)field_of(c, k) = (unsigned)v;
	return e;
}

static enum err take_key(struct config *c, const struct key *k, const struct yaml_node *n, struct err_info *info)
{
	switch (k->type) {
	case KEY_TEXT:
	case KEY_TEXT_OR_NONE:
		return take_text(c, k, n, info);
	case KEY_BOOL:
		*(bool *)field_of(c, k) = k->usual != 0;
		return n ? yaml_bool(n, k->full, field_of(c, k), info) : OK;
	case KEY_LEVEL:
		return take_level(c, k, n, info);
	default:
		return take_number(c, k, n, info);
	}
}

static enum err check_names(const struct yaml_node *n, const char *section, struct err_info *info)
{
	const char *known[ARRAY_LEN(keys) + ARRAY_LEN(sections) + 2] = {0}; /* and one for what no table says */
	size_t count = 0;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (section ? keys[i].section && strcmp(keys[i].section, section) == 0 : !keys[i].section)
			known[count++] = keys[i].name;
	for (size_t i = 0; !section && i < ARRAY_LEN(sections); i++)
		known[count++] = sections[i];
	if (!section)
		known[count] = "sources";
	else if (strcmp(section, "events") == 0)
		known[count] = "senders";
	else if (strcmp(section, "push") == 0)
		known[count] = "allowed_hosts";
	return yaml_check_keys(n, section ? section : "", known, info);
}

static enum err take_keys(struct config *c, const struct yaml_node *root, struct err_info *info)
{
	enum err e = check_names(root, NULL, info);
	for (size_t i = 0; i < ARRAY_LEN(sections) && e == OK; i++)
		if (yaml_get(root, sections[i]))
			e = check_names(yaml_get(root, sections[i]), sections[i], info);
	for (size_t i = 0; i < ARRAY_LEN(keys) && e == OK; i++) {
		const struct yaml_node *in = keys[i].section ? yaml_get(root, keys[i].section) : root;
		e = take_key(c, &keys[i], in ? yaml_get(in, keys[i].name) : NULL, info);
	}
	return e;
}

/* Rules of single keys that no table says ----------------------------------------------------------------------------------- */

static enum err check_addresses(const struct config *c, const struct yaml_node *root, struct err_info *info)
{
	struct in6_addr any;
	struct url_parts url;
	if (inet_pton(AF_INET, c->listen, &any) != 1 && inet_pton(AF_INET6, c->listen, &any) != 1)
		return yaml_fail(yaml_get(root, "listen"), info, "listen", "a numeric address is expected");
	if (!c->public_url[0])
		return OK;
	if (url_split(str_of(c->public_url), &url) != OK || url.path_and_query.n > 1 ||
	    c->public_url[strlen(c->public_url) - 1] == '/')
		return yaml_fail(yaml_get(root, "public_url"), info, "public_url",
				 "an origin is expected, like https://pitboss.example.com");
	return OK;
}

static enum err check_demo(const struct config *c, const struct yaml_node *root, struct err_info *info)
{
	const struct yaml_node *n = yaml_get(root, "demo");
	if (!c->demo)
		return OK;
	if (c->public_url[0] && !url_is_loopback(str_of(c->public_url)))
		return yaml_fail(n, info, "demo",
				 "refused with a public_url that others reach: demo passwords are known to everybody");
	for (size_t i = 0; i < c->source_count; i++)
		if (!source_config_is_loopback(&c->sources[i]))
			return yaml_fail(n, info, "demo", "refused with real services: source %s is not on this machine",
					 source_config_name(&c->sources[i]));
	return OK;
}

static enum err check_web(const struct config *c, const struct yaml_node *root, struct err_info *info)
{
	const char *fault = c->web_asset_url[0] ? asset_url_fault(str_of(c->web_asset_url)) : NULL;
	return fault ? yaml_fail(yaml_get(yaml_get(root, "web"), "asset_url"), info, "web.asset_url", "%s", fault) : OK;
}

static enum err check_sessions(const struct config *c, const struct yaml_node *root, struct err_info *info)
{
	if (c->session_idle_s <= c->session_absolute_s)
		return OK;
	return yaml_fail(yaml_get(root, "sessions"), info, "sessions.idle_s", "must not be longer than absolute_s");
}

static enum err take_document(struct config *c, const struct yaml_node *root, const char *dir, struct err_info *info)
{
	const struct yaml_node *sources = yaml_get(root, "sources");
	enum err e = take_keys(c, root, info);
	if (e == OK)
		e = check_addresses(c, root, info);
	if (e == OK)
		e = check_sessions(c, root, info);
	if (e == OK)
		e = check_web(c, root, info);
	if (e == OK)
		e = config_events_parse(c, yaml_get(root, "events"), dir, info);
	if (e == OK)
		e = config_push_parse(c, yaml_get(root, "push"), info);
	if (e == OK && !sources)
		e = yaml_fail(root, info, "sources", "is required");
	if (e == OK)
		e = source_configs_parse(sources, dir, &c->sources, &c->source_count, info);
	return e == OK ? check_demo(c, root, info) : e;
}

enum err config_parse(struct str text, const char *dir, struct config **ret, struct err_info *info)
{
	struct arena tree;
	struct yaml_node *root;
	struct config *c = calloc(1, sizeof(*c));
	if (!c)
		return err_set(info, ERR_NOMEM, NULL, "no memory");
	arena_init(&c->arena, CONFIG_ARENA_MAX);
	arena_init(&tree, CONFIG_ARENA_MAX);
	enum err e = yaml_parse(text, &tree, &root, info);
	if (e == OK)
		e = take_document(c, root, dir, info);
	arena_done(&tree);
	if (e == OK)
		*ret = c;
	else
		config_free(c);
	return e;
}

/* Files ---------------------------------------------------------------------------------------------------------------------- */

static enum err read_file(const char *file, char **ret, size_t *ret_n, struct err_info *info)
{
	FILE *f = fopen(file, "re");
	if (!f)
		return err_set(info, errno == ENOENT ? ERR_NOT_FOUND : err_from_errno(errno), NULL, "%.100s can't be read: %m",
			       file);
	char *text = malloc(YAML_BYTES_MAX + 1);
	size_t n = text ? fread(text, 1, YAML_BYTES_MAX + 1, f) : 0;
	bool bad = !text || ferror(f);
	enum err e = text ? ERR_IO : ERR_NOMEM;
	fclose(f);
	if (bad) {
		free(text);
		return err_set(info, e, NULL, "%.100s can't be read", file);
	}
	*ret = text;
	*ret_n = n;
	return OK;
}

enum err config_load(const char *file, struct config **ret, struct err_info *info)
{
	char *text = NULL, dir[CONFIG_TEXT_MAX];
	size_t n = 0;
	const char *slash = strrchr(file, '/');
	if (!str_copy(dir, sizeof(dir), slash ? str_mem(file, (size_t)(slash - file)) : STR(".")))
		return err_set(info, ERR_TOO_LARGE, NULL, "the file's name is too long");
	enum err e = read_file(file, &text, &n, info);
	if (e != OK)
		return e;
	e = config_parse(str_mem(text, n), dir[0] ? dir : "/", ret, info);
	free(text);
	return e;
}

void config_free(struct config *c)
{
	if (!c)
		return;
	source_configs_free(c->sources, c->source_count);
	arena_done(&c->arena);
	free(c);
}

enum err config_set_sim_port(struct config *c, uint16_t port)
{
	return source_configs_set_sim_port(c->sources, c->source_count, port);
}
