#include "api/headers.h"

#define ROW(n, v)                                                       \
	{                                                               \
		.name = {n, sizeof n - 1}, .value = { v, sizeof v - 1 } \
	}

/* Rows that nothing overrides. */
static const struct http_header standing[] = {
	ROW("X-Content-Type-Options", "nosniff"),
	ROW("Referrer-Policy", "no-referrer"),
	ROW("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
};
static const struct http_header secure = ROW("Strict-Transport-Security", "max-age=31536000; includeSubDomains");

/* Rows that a resource may set itself. */
static const struct http_header usual[] = {
	ROW("Cache-Control", "no-store"),
	ROW("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
	ROW("Cross-Origin-Resource-Policy", "same-origin"),
};

static bool is_set(const struct reply *r, struct str name)
{
	for (size_t i = 0; i < r->header_count; i++)
		if (str_eq(r->headers[i].name, name))
			return true;
	return false;
}

size_t headers_make(const struct call *c, const struct reply *r, struct http_header out[HEADERS_MAX])
{
	size_t n = 0;
	memcpy(out, standing, sizeof standing);
	n += ARRAY_LEN(standing);
	if (c->al->api->config.secure_cookie)
		out[n++] = secure;
	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		if (!is_set(r, usual[i].name))
			out[n++] = usual[i];
	out[n++] = (struct http_header){STR("X-Request-Id"), str_mem(c->request_id, UUID_TEXT)};
	if (r->status != 204 && r->status != 304)
		out[n++] =
			(struct http_header){STR("Content-Type"), r->content_type.p ? r->content_type : STR("application/json")};
	MUST(n + r->header_count <= HEADERS_MAX);
	for (size_t i = 0; i < r->header_count; i++)
		out[n++] = r->headers[i];
	return n;
}
