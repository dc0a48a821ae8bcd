#include "api/assets.h"

#include "api/assets_page.h"
#include "base/arena.h"
#include "base/codec.h"

#include <sodium.h>
#include <stdlib.h>

#define ASSETS_ARENA_MAX (8u << 20) /* names, tags, policies */
#define TAG_BYTES        16u
#define INDEX            STR("/index.html")
#define FOLDER_IMMUTABLE STR("/assets/")

struct assets {
	atomic_uint refs;
	struct arena arena;
	struct map by_path;
	size_t files, bytes;
	bool foreign; /* there is an asset_url */
	struct str page_policy, worker_policy;
	const struct asset *index;
};

/* --- what a name says --- */

static const struct {
	const char *ending;
	struct str type;
} types[] = {
#define TYPE(e, t)                      \
	{                               \
		e,                      \
		{                       \
			t, sizeof t - 1 \
		}                       \
	}
	TYPE(".html", "text/html; charset=utf-8"),
	TYPE(".js", "text/javascript; charset=utf-8"),
	TYPE(".mjs", "text/javascript; charset=utf-8"),
	TYPE(".css", "text/css; charset=utf-8"),
	TYPE(".txt", "text/plain; charset=utf-8"),
	TYPE(".json", "application/json"),
	TYPE(".map", "application/json"),
	TYPE(".webmanifest", "application/manifest+json"),
	TYPE(".svg", "image/svg+xml"),
	TYPE(".png", "image/png"),
	TYPE(".jpg", "image/jpeg"),
	TYPE(".jpeg", "image/jpeg"),
	TYPE(".gif", "image/gif"),
	TYPE(".webp", "image/webp"),
	TYPE(".avif", "image/avif"),
	TYPE(".ico", "image/x-icon"),
	TYPE(".woff2", "font/woff2"),
	TYPE(".woff", "font/woff"),
	TYPE(".ttf", "font/ttf"),
	TYPE(".otf", "font/otf"),
	TYPE(".wasm", "application/wasm"),
	TYPE(".pdf", "application/pdf"),
	TYPE(".xml", "application/xml"),
#undef TYPE
};

static struct str type_of(struct str path)
{
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (str_ends(path, str_of(types[i].ending)))
			return types[i].type;
	return STR("application/octet-stream");
}

/* Cuts the ending of a compressed variant off. */
static enum asset_encoding cut_encoding(struct str *name)
{
	static const struct str endings[] = {[ENCODING_BR] = {".br", 3}, [ENCODING_GZIP] = {".gz", 3}};
	for (unsigned e = 0; e < ARRAY_LEN(endings); e++)
		if (name->n > endings[e].n && str_ends(*name, endings[e])) {
			name->n -= endings[e].n;
			return (enum asset_encoding)e;
		}
	return ENCODING_IDENTITY;
}

static struct str last_segment(struct str path)
{
	size_t begin = path.n;
	while (begin && path.p[begin - 1] != '/')
		begin--;
	return str_mem(path.p + begin, path.n - begin);
}

/* Names that need no percent-encoding, so that there is one address to each. */
static bool name_fits(struct str name)
{
	struct str rest = name, segment;
	if (!name.n || name.n > ASSET_PATH_MAX)
		return false;
	while (str_split(&rest, '/', &segment))
		if (!segment.n || segment.p[0] == '.')
			return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!plain && !strchr("-._~@+/", c))
			return false;
	}
	return true;
}

/* Is @segment the first of @name, which has no slash in front? */
static bool begins_with(struct str name, struct str segment)
{
	return str_starts(name, segment) && (name.n == segment.n || name.p[segment.n] == '/');
}

/* Where an address is never the page's: a wrong one must be told as such, to programs. */
static bool is_portals(struct str name)
{
	static const struct str own[] = {{"api", 3}, {"healthz", 7}, {"readyz", 6}, {"metrics", 7}, {"problems", 8}};
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		if (begins_with(name, own[i]))
			return true;
	return false;
}

static bool contains(struct str s, struct str what)
{
	for (size_t i = 0; i + what.n <= s.n; i++)
		if (memcmp(s.p + i, what.p, what.n) == 0)
			return true;
	return false;
}

/* Scripts that run in a global scope of their own have a policy of their own: "pdf.worker-1a2b.mjs", the service worker. */
static bool is_worker(struct str path)
{
	struct str name = last_segment(path);
	return str_is(name, "sw.js") ||
	       (contains(name, STR(".worker")) && (str_ends(name, STR(".mjs")) || str_ends(name, STR(".js"))));
}

/* --- making --- */

enum err assets_new(struct assets **ret)
{
	struct assets *a = calloc(1, sizeof *a);
	if (!a)
		return ERR_NOMEM;
	atomic_init(&a->refs, 1);
	arena_init(&a->arena, ASSETS_ARENA_MAX);
	map_init(&a->by_path);
	*ret = a;
	return OK;
}

static void assets_free(struct assets *a)
{
	size_t at = 0;
	for (struct asset *one; (one = map_next(&a->by_path, &at));)
		for (unsigned e = 0; e < ENCODING_COUNT_; e++)
			blob_unref(one->variants[e].body);
	map_done(&a->by_path);
	arena_done(&a->arena);
	free(a);
}

struct assets *assets_ref(struct assets *a)
{
	if (a)
		atomic_fetch_add_explicit(&a->refs, 1, memory_order_relaxed);
	return a;
}

void assets_unref(struct assets *a)
{
	if (a && atomic_fetch_sub_explicit(&a->refs, 1, memory_order_acq_rel) == 1)
		assets_free(a);
}

/* The entry of @name, made when there is none yet. NULL: no memory. */
static struct asset *entry_of(struct assets *a, struct str name)
{
	char key[ASSET_PATH_MAX + 1];
	key[0] = '/';
	memcpy(key + 1, name.p, name.n);
	struct asset *one = map_get(&a->by_path, str_mem(key, name.n + 1));
	if (one)
		return one;
	one = ARENA_NEW(&a->arena, struct asset);
	if (!one || !(one->path = arena_dup(&a->arena, str_mem(key, name.n + 1))).p)
		return NULL;
	return map_put(&a->by_path, one->path, one, NULL) == OK ? one : NULL;
}

static enum err check_name(struct str name, struct err_info *info)
{
	if (!name_fits(name))
		return err_set(info, ERR_SHAPE, NULL, "%.*s: a file of a site is named by letters, digits and - . _ ~ @ +",
			       (int)MIN(name.n, 80), name.p);
	if (is_portals(name))
		return err_set(info, ERR_SHAPE, NULL, "%.*s: addresses of that beginning are the portal's own",
			       (int)MIN(name.n, 80), name.p);
	return OK;
}

static enum err check_limits(const struct assets *a, const struct blob *body, struct err_info *info)
{
	if (a->files >= ASSETS_FILES_MAX)
		return err_set(info, ERR_TOO_LARGE, NULL, "more than %u files", ASSETS_FILES_MAX);
	if (body->n > ASSETS_BYTES_MAX - a->bytes)
		return err_set(info, ERR_TOO_LARGE, NULL, "more than %u MiB", ASSETS_BYTES_MAX >> 20);
	return OK;
}

enum err assets_add(struct assets *a, struct str name, struct blob *body, struct err_info *info)
{
	enum asset_encoding encoding = cut_encoding(&name);
	struct asset *one = NULL;
	enum err e = check_name(name, info);
	if (e == OK)
		e = check_limits(a, body, info);
	if (e == OK && !(one = entry_of(a, name)))
		e = err_set(info, ERR_NOMEM, NULL, "no memory");
	if (e == OK && one->variants[encoding].body)
		e = err_set(info, ERR_CONFLICT, NULL, "%.*s comes twice", (int)MIN(name.n, 80), name.p);
	if (e != OK) {
		blob_unref(body);
		return e;
	}
	one->variants[encoding].body = body;
	one->available |= 1u << encoding;
	a->files++;
	a->bytes += body->n;
	return OK;
}

/* --- finishing --- */

static struct str tag_of(struct arena *arena, const struct blob *body)
{
	unsigned char hash[TAG_BYTES];
	char hex[2 * TAG_BYTES + 1];
	crypto_generichash(hash, sizeof hash, (const unsigned char *)body->p, body->n, NULL, 0);
	codec_hex(hash, sizeof hash, hex);
	return str_of(arena_printf(arena, "\"%s\"", hex));
}

static enum err finish_one(struct assets *a, struct asset *one, struct err_info *info)
{
	bool immutable = str_starts(one->path, FOLDER_IMMUTABLE);
	if (!(one->available & 1u << ENCODING_IDENTITY))
		return err_set(info, ERR_SHAPE, NULL, "%.*s is only there compressed", (int)MIN(one->path.n - 1, 80),
			       one->path.p + 1);
	one->type = type_of(one->path);
	one->page = str_ends(one->path, STR(".html"));
	one->foreign = immutable && a->foreign;
	one->policy = one->page ? a->page_policy : is_worker(one->path) ? a->worker_policy : STR_NONE;
	one->cache_control = immutable ? STR("public, max-age=31536000, immutable") : STR("no-cache");
	for (unsigned e = 0; e < ENCODING_COUNT_; e++)
		if (one->available >> e & 1) {
			one->variants[e].tag = tag_of(&a->arena, one->variants[e].body);
			if (!one->variants[e].tag.p)
				return err_set(info, ERR_NOMEM, NULL, "no memory");
		}
	return OK;
}

static enum err make_policy(struct assets *a, void (*put)(struct str url, struct buf *out), struct str url, struct str *ret)
{
	struct buf text;
	buf_init(&text, PAGE_POLICY_MAX);
	put(url, &text);
	enum err e = buf_ok(&text);
	if (e == OK && !(*ret = arena_dup(&a->arena, buf_view(&text))).p)
		e = ERR_NOMEM;
	buf_done(&text);
	return e;
}

static void take_page(struct assets *a, struct asset *index, struct blob *page)
{
	a->bytes += page->n;
	for (unsigned e = 0; e < ENCODING_COUNT_; e++)
		if (index->variants[e].body) {
			a->bytes -= index->variants[e].body->n;
			blob_unref(index->variants[e].body);
			index->variants[e].body = NULL;
		}
	index->variants[ENCODING_IDENTITY].body = page;
	index->available = 1u << ENCODING_IDENTITY;
}

/* Once its addresses are other ones the page's compressed variants say something else, and are dropped. */
static enum err rewrite_index(struct assets *a, struct asset *index, struct str asset_url, struct err_info *info)
{
	struct buf out;
	bool changed = false;
	const struct blob *html = index->variants[ENCODING_IDENTITY].body;
	if (!html)
		return OK; /* finish_one() says so */
	if (html->n > PAGE_HTML_MAX)
		return err_set(info, ERR_TOO_LARGE, NULL, "index.html has more than %u KiB", PAGE_HTML_MAX >> 10);
	buf_init(&out, 2 * PAGE_HTML_MAX);
	enum err e = page_rewrite(blob_str(html), asset_url, &out, &changed);
	struct blob *page = e == OK && changed ? blob_of(buf_view(&out)) : NULL;
	buf_done(&out);
	if (e == OK && changed && !page)
		e = ERR_NOMEM;
	if (e != OK)
		return err_set(info, e, NULL, "index.html cannot be rewritten: %s", err_name(e));
	if (page)
		take_page(a, index, page);
	return OK;
}

enum err assets_finish(struct assets *a, struct str asset_url, struct err_info *info)
{
	struct asset *index = map_get(&a->by_path, INDEX);
	size_t at = 0;
	if (!index)
		return err_set(info, ERR_NOT_FOUND, NULL, "there is no index.html");
	a->index = index;
	a->foreign = asset_url.n > 0;
	enum err e = rewrite_index(a, index, asset_url, info);
	if (e == OK && (make_policy(a, page_policy, asset_url, &a->page_policy) != OK ||
			make_policy(a, worker_policy, asset_url, &a->worker_policy) != OK))
		e = err_set(info, ERR_NOMEM, NULL, "no memory");
	for (struct asset *one; e == OK && (one = map_next(&a->by_path, &at));)
		e = finish_one(a, one, info);
	return e;
}

/* --- asking --- */

size_t assets_count(const struct assets *a)
{
	return a->by_path.count;
}

size_t assets_bytes(const struct assets *a)
{
	return a->bytes;
}

/* What has a dot at its end is a file that is missing, but for customers, whose ids may have one. */
static bool is_pages(struct str name)
{
	if (is_portals(name) || begins_with(name, STR("assets")))
		return false;
	return begins_with(name, STR("customers")) || str_find(last_segment(name), '.', 0) == SIZE_MAX;
}

const struct asset *assets_match(const struct assets *a, struct str path)
{
	if (!a || !path.n || path.p[0] != '/')
		return NULL;
	const struct asset *one = map_get(&a->by_path, path);
	if (one)
		return one;
	struct str name = str_mem(path.p + 1, path.n - 1);
	return is_pages(name) ? a->index : NULL;
}
