#include "base/utf8.h"
#include "net/url.h"
#include "sources/plan.h"

#include <stdio.h>
#include <stdlib.h>

enum { PLAN_BYTES_MAX = 32 << 20 };

static const struct number_key {
	const char *name;
	size_t offset;
	int64_t min, max, usual;
} number_keys[] = {
	{"timeout_ms", offsetof(struct source_plan, timeout_ms), 10, 120000, 2000},
	{"connect_timeout_ms", offsetof(struct source_plan, connect_timeout_ms), 10, 60000, 500},
	{"ttl_s", offsetof(struct source_plan, ttl_s), 0, 86400, 300},
	{"stale_s", offsetof(struct source_plan, stale_s), 0, 7 * 86400, 3600},
	{"retries", offsetof(struct source_plan, retries), 0, 5, 2},
	{"concurrency", offsetof(struct source_plan, concurrency), 1, 4096, 64},
	{"queue", offsetof(struct source_plan, queue), 0, 65536, 1024},
	{"simulator", offsetof(struct source_plan, simulator), 1, 100, 0},
};
static const struct number_key breaker_keys[] = {
	{"window_s", offsetof(struct source_plan, breaker.window_s), 1, 60, 10},
	{"min_requests", offsetof(struct source_plan, breaker.min_requests), 1, 10000, 10},
	{"failure_percent", offsetof(struct source_plan, breaker.failure_percent), 1, 100, 50},
	{"open_ms", offsetof(struct source_plan, breaker.open_ms), 10, 600000, 1000},
};
static const char *const source_keys[] = {
	"base_url",       "simulator", "auth",    "tls",   "headers",     "timeout_ms", "connect_timeout_ms",
	"ttl_s",          "stale_s",   "retries", "queue", "concurrency", "breaker",    "body_max_kb",
	"content_max_mb", "defaults",  "enums",   "maps",  "parts",       "lists",      "details",
	"contents",       "actions",   NULL};

void source_plan_unref(struct source_plan *p)
{
	if (!p || atomic_fetch_sub_explicit(&p->refs, 1, memory_order_acq_rel) != 1)
		return;
	struct arena a = p->arena; /* the plan itself lies in it */
	arena_done(&a);
}

static enum err parse_numbers(struct plan_parser *p, const struct yaml_node *n, const struct number_key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct yaml_node *v = n ? yaml_get(n, keys[i].name) : NULL;
		int64_t number = keys[i].usual;
		enum err e = v ? yaml_i64(v, keys[i].name, keys[i].min, keys[i].max, &number, p->info) : OK;
		if (e != OK)
			return e;
		*(unsigned *)(void *)((char *)p->plan + keys[i].offset) = (unsigned)number;
	}
	return OK;
}

static enum err parse_sizes(struct plan_parser *p, const struct yaml_node *n)
{
	const struct yaml_node *body = yaml_get(n, "body_max_kb"), *content = yaml_get(n, "content_max_mb");
	int64_t kb = 4096, mb = 50;
	enum err e = body ? yaml_i64(body, "body_max_kb", 1, 65536, &kb, p->info) : OK;
	if (e == OK && content)
		e = yaml_i64(content, "content_max_mb", 1, 2048, &mb, p->info);
	p->plan->body_max_bytes = (size_t)kb << 10;
	p->plan->content_max_bytes = (size_t)mb << 20;
	return e;
}

static enum err parse_breaker(struct plan_parser *p, const struct yaml_node *n)
{
	static const char *const keys[] = {"window_s", "min_requests", "failure_percent", "open_ms", NULL};
	enum err e = n ? yaml_check_keys(n, "breaker", keys, p->info) : OK;
	return e == OK ? parse_numbers(p, n, breaker_keys, ARRAY_LEN(breaker_keys)) : e;
}

static enum err parse_base_url(struct plan_parser *p, const struct yaml_node *source)
{
	const struct yaml_node *n = yaml_get(source, "base_url");
	struct str url;
	struct url_parts parts;
	if (!n)
		return yaml_fail(source, p->info, "base_url", "is required");
	enum err e = yaml_text(n, "base_url", SOURCE_URL_MAX / 4, &url, p->info);
	if (e != OK)
		return e;
	if (str_find(url, '@', 0) != SIZE_MAX)
		return yaml_fail(n, p->info, "base_url", "credentials go under \"auth\", never into an address");
	if (url_split(url, &parts) != OK || str_find(url, '?', 0) != SIZE_MAX || str_find(url, '#', 0) != SIZE_MAX)
		return yaml_fail(n, p->info, "base_url", "http:// or https://, a host, perhaps a port and a path are expected");
	while (url.n && url.p[url.n - 1] == '/')
		url.n--;
	p->plan->base_url = arena_dup(&p->plan->arena, url).p;
	return p->plan->base_url ? OK : err_set(p->info, ERR_NOMEM, NULL, "no memory");
}

/* A name goes into paths of metrics and onto the screen. */
static enum err parse_name(struct plan_parser *p, const struct yaml_node *key)
{
	struct str name = key->text;
	bool good = name.n > 0 && name.n <= SOURCE_NAME_MAX;
	for (size_t i = 0; i < name.n && good; i++)
		good = (name.p[i] >= 'a' && name.p[i] <= 'z') ||
		       (i && ((name.p[i] >= '0' && name.p[i] <= '9') || name.p[i] == '_'));
	if (!good)
		return yaml_fail(key, p->info, "sources", "a source's name is a lower-case word of at most %d letters",
				 SOURCE_NAME_MAX);
	p->plan->name = name.p;
	return OK;
}

static enum err parse_defaults(struct plan_parser *p, const struct yaml_node *n)
{
	static const char *const keys[] = {"money", "time", "date", NULL};
	if (!n)
		return OK;
	p->map.defaults = n;
	return yaml_check_keys(n, "defaults", keys, p->info);
}

static enum err parse_source(struct plan_parser *p, const struct yaml_node *key, const struct yaml_node *source)
{
	enum err e = parse_name(p, key);
	if (e == OK)
		e = yaml_check_keys(source, p->plan->name, source_keys, p->info);
	if (e == OK)
		e = parse_base_url(p, source);
	if (e == OK)
		e = parse_numbers(p, source, number_keys, ARRAY_LEN(number_keys));
	if (e == OK)
		e = parse_sizes(p, source);
	if (e == OK)
		e = parse_breaker(p, yaml_get(source, "breaker"));
	if (e == OK)
		e = plan_parse_auth(p, source);
	if (e == OK)
		e = parse_defaults(p, yaml_get(source, "defaults"));
	p->map.enums = yaml_get(source, "enums");
	p->map.maps = yaml_get(source, "maps");
	if (e == OK)
		e = plan_parse_calls(p, source);
	if (e == OK && yaml_get(source, "lists"))
		e = plan_parse_lists(p, yaml_get(source, "lists"));
	if (e == OK && yaml_get(source, "actions"))
		e = plan_parse_actions(p, yaml_get(source, "actions"));
	return e;
}

/* Says in which source it was, before what it was. */
static enum err name_source(struct err_info *info, struct str name, enum err e)
{
	if (info && e != OK) {
		char field[2 * sizeof(info->field)];
		name = utf8_cut(name, SOURCE_NAME_MAX);
		snprintf(field, sizeof(field), "sources.%.*s%s%s", STR_ARG(name), info->field[0] ? ": " : "", info->field);
		str_copy(info->field, sizeof(info->field), utf8_cut(str_of(field), sizeof(info->field) - 1));
	}
	return e;
}

static enum err plan_new(const struct yaml_pair *pair, const char *dir, struct source_plan **ret, struct err_info *info)
{
	struct arena a;
	arena_init(&a, PLAN_BYTES_MAX);
	struct source_plan *plan = ARENA_NEW(&a, struct source_plan);
	/* Copied, because words and pointers of the plan are slices of it. */
	const struct yaml_node *key = plan ? yaml_copy(pair->key, &a) : NULL, *source = key ? yaml_copy(pair->value, &a) : NULL;
	if (!source) {
		arena_done(&a);
		return err_set(info, ERR_NOMEM, "sources", "no memory");
	}
	atomic_init(&plan->refs, 1);
	plan->arena = a;
	struct plan_parser p = {.plan = plan, .info = info, .dir = dir, .map = {.arena = &plan->arena, .info = info}};
	enum err e = parse_source(&p, key, source);
	if (e != OK)
		source_plan_unref(plan);
	else
		*ret = plan;
	return name_source(info, pair->key->text, e);
}

/* What a later source brings again. */
static const char *brought_twice(const struct source_plan *a, const struct source_plan *b)
{
	for (unsigned i = 0; i < PART_COUNT_; i++)
		if (a->parts[i] && b->parts[i])
			return part_name((enum part)i);
	for (unsigned i = 0; i < LIST_COUNT_; i++)
		if (a->lists[i] && b->lists[i])
			return list_name((enum list_kind)i);
	for (unsigned i = 0; i < DETAIL_COUNT_; i++)
		if (a->details[i] && b->details[i])
			return detail_name((enum detail_kind)i);
	for (unsigned i = 0; i < ARRAY_LEN(a->contents); i++)
		if (a->contents[i] && b->contents[i])
			return i == CONTENT_PHOTO ? "photo" : "document";
	for (unsigned i = 0; i < ACT_COUNT_; i++)
		if (a->acts[i] && b->acts[i])
			return act_name((enum act_kind)i);
	return NULL;
}

static enum err check_twice(const struct source_config *configs, size_t count, const struct yaml_node *at, struct err_info *info)
{
	for (size_t i = 0; i + 1 < count; i++) {
		const char *what = brought_twice(configs[i].plan, configs[count - 1].plan);
		if (what)
			return yaml_fail(at, info, "sources", "%s and %s both bring \"%s\"", configs[i].plan->name,
					 configs[count - 1].plan->name, what);
	}
	return OK;
}

enum err source_configs_parse(const struct yaml_node *sources, const char *dir, struct source_config **ret, size_t *ret_count,
			      struct err_info *info)
{
	if (sources->type != YAML_MAPPING || sources->count == 0 || sources->count > SOURCES_MAX)
		return yaml_fail(sources, info, "sources", "a table of 1 to %d sources is expected", SOURCES_MAX);
	struct source_config *configs = calloc(sources->count, sizeof(*configs));
	size_t count = 0;
	enum err e = configs ? OK : err_set(info, ERR_NOMEM, "sources", "no memory");
	for (size_t i = 0; i < sources->count && e == OK; i++) {
		e = plan_new(&sources->pairs[i], dir, &configs[count].plan, info);
		if (e == OK)
			e = check_twice(configs, ++count, sources->pairs[i].key, info);
	}
	if (e != OK) {
		source_configs_free(configs, count);
		return e;
	}
	*ret = configs;
	*ret_count = count;
	return OK;
}

void source_configs_free(struct source_config *configs, size_t count)
{
	for (size_t i = 0; configs && i < count; i++)
		source_plan_unref(configs[i].plan);
	free(configs);
}

const char *source_config_name(const struct source_config *c)
{
	return c->plan->name;
}

const char *source_config_base_url(const struct source_config *c)
{
	return c->plan->base_url;
}

bool source_config_is_loopback(const struct source_config *c)
{
	return url_is_loopback(str_of(c->plan->base_url));
}

enum err source_configs_set_sim_port(struct source_config *configs, size_t count, uint16_t port)
{
	for (size_t i = 0; i < count; i++) {
		struct source_plan *p = configs[i].plan;
		if (p->simulator == 0)
			continue;
		if (port + p->simulator > UINT16_MAX)
			return ERR_RANGE;
		const char *url = arena_printf(&p->arena, "http://127.0.0.1:%u", port + p->simulator);
		if (!url)
			return ERR_NOMEM;
		p->base_url = url;
	}
	return OK;
}
