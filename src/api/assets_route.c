#include "api/assets_route.h"

#include "api/call.h"
#include "api/problem.h"

#define GET_AND_HEAD (1u << HTTP_GET | 1u << HTTP_HEAD)

struct route_match asset_route_find(const struct api_loop *al, const struct http_request *r)
{
	if (!assets_match(al->assets, r->path))
		return (struct route_match){0};
	bool taken = GET_AND_HEAD >> r->method & 1;
	return (struct route_match){.route = taken ? &api_fallback : NULL, .allowed = GET_AND_HEAD};
}

void api_loop_set_assets(struct api_loop *al, struct assets *a)
{
	struct assets *old = al->assets;
	al->assets = assets_ref(a);
	assets_unref(old);
}

static enum asset_encoding choose(const struct http_request *r, const struct asset *one)
{
	struct accept_encoding accept;
	accept_encoding_init(&accept);
	for (size_t i = 0; i < r->header_count; i++)
		if (str_ieq(r->headers[i].name, STR("Accept-Encoding")))
			accept_encoding_add(&accept, r->headers[i].value);
	return accept_encoding_choose(&accept, one->available);
}

static void put(struct reply *r, struct str name, struct str value)
{
	MUST(r->header_count < ARRAY_LEN(r->headers));
	r->headers[r->header_count++] = (struct http_header){name, value};
}

/* A 304 repeats what may have changed since: a browser puts its headers in place of those that it has kept, the policy too. */
static void put_headers(const struct asset *one, enum asset_encoding e, struct reply *r)
{
	put(r, STR("Cache-Control"), one->cache_control);
	put(r, STR("Vary"), STR("Accept-Encoding"));
	put(r, STR("ETag"), one->variants[e].tag);
	if (e != ENCODING_IDENTITY && r->status == 200)
		put(r, STR("Content-Encoding"), asset_encoding_name(e));
	if (one->policy.p)
		put(r, STR("Content-Security-Policy"), one->policy);
	if (one->page)
		put(r, STR("Cross-Origin-Opener-Policy"), STR("same-origin"));
	if (one->foreign) {
		/* Modules and fonts are fetched with CORS, and a CDN that pulls from here passes on what it was told. */
		put(r, STR("Access-Control-Allow-Origin"), STR("*"));
		put(r, STR("Cross-Origin-Resource-Policy"), STR("cross-origin"));
	}
}

static void refuse(struct call *c)
{
	struct err_info info;
	err_set(&info, ERR_SHAPE, NULL, "Accept-Encoding takes none of the codings that there are: br, gzip, identity.");
	call_problem_type(c, 406, "not-acceptable", "Not in a form that is asked for", &info, STR_NONE);
}

void asset_show(struct call *c)
{
	const struct asset *one = assets_match(c->al->assets, c->request->path);
	enum asset_encoding e = choose(c->request, one);
	if (e == ENCODING_COUNT_) {
		refuse(c);
		return;
	}
	const struct asset_variant *v = &one->variants[e];
	struct str known = http_request_header(c->request, "If-None-Match");
	struct reply r = {.status = known.p && etag_matches(known, v->tag) ? 304 : 200, .content_type = one->type};
	struct chunk body = {blob_str(v->body), NULL};
	put_headers(one, e, &r);
	if (r.status == 200) {
		body.owner = blob_ref(v->body);
		r.chunks = &body;
		r.chunk_count = 1;
	}
	call_respond(c, &r);
}
