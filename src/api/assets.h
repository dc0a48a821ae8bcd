/* api/assets.h - the web front end as it is handed out: a table from an address to bytes in memory, with each file's compressed
 * variants, their entity tags and what their headers say. A request touches no file, so that no address leads out of the folder.
 * Thread: made by one (assets_new .. assets_finish); then immutable, shared by all. Life: assets_new .. assets_add* ..
 * assets_finish .. assets_ref, assets_unref. */
#pragma once

#include "api/assets_encoding.h"
#include "base/blob.h"
#include "base/map.h"

#define ASSETS_FILES_MAX 4096u       /* with the variants */
#define ASSETS_BYTES_MAX (64u << 20) /* of all of them */
#define ASSET_PATH_MAX   240u        /* of one file's name below the folder */
#define ASSET_TAG_MAX    40u

struct asset_variant {
	struct blob *body;
	struct str tag; /* strong, with its quotes */
};

struct asset {
	struct str path; /* with a slash in front: as it is asked for */
	struct str type, cache_control;
	struct str policy;  /* Content-Security-Policy; p == NULL: the usual one */
	bool page;          /* text/html */
	bool foreign;       /* pages load it through another origin */
	unsigned available; /* bits 1 << enum asset_encoding */
	struct asset_variant variants[ENCODING_COUNT_];
};

struct assets;

NODISCARD enum err assets_new(struct assets **ret);
/* A file by its name below the folder, "assets/index-4f2a.js" or "assets/index-4f2a.js.br". Takes over @body, also on failure.
 * ERR_SHAPE: a name that no address has, or where routes of the portal's own are; ERR_CONFLICT: twice; ERR_TOO_LARGE: past a
 * limit; ERR_NOMEM. */
NODISCARD enum err assets_add(struct assets *a, struct str name, struct blob *body, struct err_info *info);
/* Nothing can be added any more; the page's addresses are made to lead to @asset_url (assets_page.h; "" is our own).
 * ERR_NOT_FOUND: there is no index.html; ERR_SHAPE: a variant of a file that isn't there; ERR_TOO_LARGE: the page is; ERR_NOMEM.
 */
NODISCARD enum err assets_finish(struct assets *a, struct str asset_url, struct err_info *info);
struct assets *assets_ref(struct assets *a);
void assets_unref(struct assets *a); /* NULL is fine */

size_t assets_count(const struct assets *a); /* addresses */
size_t assets_bytes(const struct assets *a);

/* What answers GET @path (as sent, still percent-encoded): the file of that name, or the page where the address is one that the
 * page itself tells apart: a customer's, or with no dot in its last segment, and not below what belongs to the portal. NULL:
 * nothing here. @a may be NULL. */
const struct asset *assets_match(const struct assets *a, struct str path);
