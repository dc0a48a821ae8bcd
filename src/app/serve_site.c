/* The web front end of a running portal: read at start and at SIGHUP, and given to every loop. */
#include "app/serve.h"

#include "api/assets_route.h"
#include "app/site.h"

static const char *folder_of(const struct serve *s, const struct config *c)
{
	return s->options.web ? s->options.web : c->web_dir;
}

static void tell(const char *event, const char *dir, const struct assets *a)
{
	log_event(LOG_INFO, event, "dir", dir, "addresses", log_num((int64_t)assets_count(a)), "bytes",
		  log_num((int64_t)assets_bytes(a)), NULL);
}

/* The API serves without it: a portal for programs is one, too. */
static void tell_missing(const char *dir, const struct err_info *info)
{
	log_event(LOG_WARN, "web.missing", "dir", dir, "reason", info->text, NULL);
}

enum err serve_site_open(struct serve *s, struct err_info *info)
{
	const char *dir = folder_of(s, s->config);
	if (!*dir)
		return OK;
	enum err e = site_read(dir, s->config->web_asset_url, &s->site, info);
	if (e == ERR_NOT_FOUND) {
		tell_missing(dir, info);
		*info = (struct err_info){0};
		return OK;
	}
	if (e == OK) {
		tell("web.loaded", dir, s->site);
		return OK;
	}
	const struct err_info why = *info;
	return err_set(info, e, "web.dir", "%.80s: %.110s", dir, why.text);
}

enum err serve_site_take(void *ctx, unsigned index)
{
	struct serve *s = ctx;
	api_loop_set_assets(&s->api_loops[index], s->site);
	return OK;
}

void serve_site_reload(struct serve *s, const struct config *new)
{
	const char *dir = folder_of(s, new);
	struct assets *site = NULL;
	struct err_info info = {0};
	enum err e = *dir ? site_read(dir, new->web_asset_url, &site, &info) : OK;
	if (e == ERR_NOT_FOUND && !s->site) {
		tell_missing(dir, &info);
		return;
	}
	if (e != OK) {
		log_event(LOG_ERROR, "web.refused", "dir", dir, "reason", info.text[0] ? info.text : err_name(e), NULL);
		return;
	}
	struct assets *old = s->site;
	s->site = site;
	(void)!loops_each(s->loops, serve_site_take, s);
	assets_unref(old);
	if (site)
		tell("web.reloaded", dir, site); /* by now every loop hands it out */
}
