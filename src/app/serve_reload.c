/* SIGHUP: sources, senders of events, log level and the web front end are taken over; what the running parts were made with is
 * compared and told. */
#include "app/serve.h"

#include "app/demo.h"

#include <string.h>

static bool same_events(const struct config *a, const struct config *b)
{
	return a->events_body_max_bytes == b->events_body_max_bytes && a->events_ring_bytes == b->events_ring_bytes &&
	       a->events_customers_max == b->events_customers_max && a->events_keep_days == b->events_keep_days &&
	       a->events_snapshot_s == b->events_snapshot_s;
}

static bool same_hosts(const struct config *a, const struct config *b)
{
	bool same = a->push_host_count == b->push_host_count && a->push_loopback == b->push_loopback;
	for (size_t i = 0; i < a->push_host_count && same; i++)
		same = strcmp(a->push_hosts[i], b->push_hosts[i]) == 0;
	return same;
}

/* Told rather than passed over: somebody changed these and would wait for the effect. */
static void tell_restart(const struct config *old, const struct config *new)
{
	const struct {
		const char *key;
		bool same;
	} fixed[] = {
		{"listen", strcmp(old->listen, new->listen) == 0 && old->port == new->port},
		{"public_url", strcmp(old->public_url, new->public_url) == 0},
		{"data", strcmp(old->data, new->data) == 0},
		{"loops", old->loops == new->loops},
		{"cache", old->cache_bytes == new->cache_bytes},
		{"events", same_events(old, new)},
		{"rules", strcmp(old->rules_dir, new->rules_dir) == 0},
		{"push", old->push_enabled == new->push_enabled && old->push_burst == new->push_burst &&
				 old->push_every_s == new->push_every_s &&strcmp(old->push_subject, new->push_subject) == 0 &&
				 same_hosts(old, new)},
		{"session", old->session_idle_s == new->session_idle_s && old->session_absolute_s == new->session_absolute_s},
	};
	for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
		if (!fixed[i].same)
			log_event(LOG_WARN, "config.restart", "key", fixed[i].key, "reason", "takes effect at the next start",
				  NULL);
}

static enum err check_demo_sources(const struct serve *s, const struct config *new, struct err_info *info)
{
	for (size_t i = 0; s->options.demo && i < new->source_count; i++)
		if (!source_config_is_loopback(&new->sources[i]))
			return err_set(info, ERR_DENIED, "sources", "demo accounts are not for real services: %.60s",
				       source_config_name(&new->sources[i]));
	return OK;
}

void serve_reload(struct serve *s)
{
	struct config *new = NULL;
	struct err_info info = {0};
	enum err e = config_load(s->options.config_file, &new, &info);
	if (e == OK && s->options.sim_port >= 0)
		e = config_set_sim_port(new, (uint16_t)s->options.sim_port);
	if (e == OK)
		e = check_demo_sources(s, new, &info);
	if (e == OK)
		e = serve_live_senders_check(s, new, &info);
	if (e == OK)
		e = sources_reload(s->api.sources, new->sources, new->source_count, &info);
	if (e == OK) {
		log_set_level(new->log_level);
		serve_live_senders_set(s, new);
		tell_restart(s->config, new);
		serve_site_reload(s, new);
		log_event(LOG_INFO, "config.reloaded", "file", s->options.config_file, NULL);
	} else {
		log_event(LOG_ERROR, "config.refused", "file", s->options.config_file, "line", log_num(info.line), "key",
			  info.field, "reason", info.text[0] ? info.text : err_name(e), NULL);
	}
	config_free(new);
}
