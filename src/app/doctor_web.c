/* The web front end, as a start would find it. */
#include "app/doctor.h"

#include "app/site.h"

void doctor_web(struct doctor *d)
{
	struct assets *site = NULL;
	struct err_info info = {0};
	const char *dir = d->config ? d->config->web_dir : "";
	if (!d->config)
		return; /* told already */
	if (!*dir) {
		doctor_fine(d, "web front end", STR("none is configured (web.dir)"));
		return;
	}
	enum err e = site_read(dir, d->config->web_asset_url, &site, &info);
	if (e == OK)
		doctor_fine(d, "web front end",
			    format_text(d->arena, "%s, %zu file%s, %.*s", dir, assets_count(site),
					assets_count(site) == 1 ? "" : "s", STR_ARG(format_bytes(d->arena, assets_bytes(site)))));
	else if (e == ERR_NOT_FOUND)
		doctor_warn(d, "web front end", format_text(d->arena, "%s", info.text),
			    STR("Build it, or say with web.dir where it is; until then there is a small page and the API."));
	else
		doctor_fail(d, "web front end", format_text(d->arena, "%s: %s", dir, info.text),
			    STR("Build it anew; `pitboss serve` does not start with it."));
	assets_unref(site);
}
