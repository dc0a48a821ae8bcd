/* api/assets_page.h - the page of the web front end: where its addresses lead, and what it may load. Pure; any thread. */
#pragma once

#include "base/buf.h"

#include <stdbool.h>

#define PAGE_HTML_MAX   (64u << 10) /* of the page as it was built */
#define ASSET_URL_MAX   512u
#define PAGE_POLICY_MAX 2048u

/* NULL: @url can stand before "assets/…" in the page, and its origin in a policy. Otherwise why not, a sentence's end. */
const char *asset_url_fault(struct str url);

/* The build writes the page's addresses relative to the page, which is served at every address of the front end. In href and src
 * attributes "./assets/" becomes @asset_url and "assets/" ("/assets/" when empty), every other "./" becomes "/". ERR_NOMEM,
 * ERR_TOO_LARGE as @out's. @ret_changed: anything at all was replaced. */
NODISCARD enum err page_rewrite(struct str html, struct str asset_url, struct buf *out, bool *ret_changed);

/* The Content-Security-Policy of the page, and of scripts that run as workers, which have one of their own. Neither permits
 * inline scripts or styles, nor eval. With an @asset_url its origin, too, is a place to load from. */
void page_policy(struct str asset_url, struct buf *out);
void worker_policy(struct str asset_url, struct buf *out);
