#include "api/cursor.h"

#include "api/answer.h"
#include "api/call.h"

#include <sodium.h>

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define MAC   crypto_aead_xchacha20poly1305_ietf_ABYTES

#define BOUND_MAX 8192 /* route, parameters and filters */

enum err seal_text(const uint8_t key[32], struct str bound, struct str inside, struct arena *a, struct str *ret)
{
	if (inside.n > CURSOR_POSITION_MAX)
		return ERR_TOO_LARGE;
	size_t n = NONCE + inside.n + MAC, text_max = n * 4 / 3 + 4;
	unsigned char *sealed = arena_alloc(a, n);
	char *text = arena_alloc(a, text_max + 1);
	if (!sealed || !text)
		return ERR_NOMEM;
	codec_random(sealed, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, NULL, (const unsigned char *)inside.p, inside.n,
						   (const unsigned char *)bound.p, bound.n, NULL, sealed, key);
	struct buf b = {.p = text, .cap = text_max, .max = text_max};
	buf_base64url(&b, sealed, n);
	if (buf_ok(&b) != OK)
		return buf_ok(&b);
	*ret = buf_view(&b);
	return OK;
}

enum err unseal_text(const uint8_t key[32], struct str bound, struct str text, struct arena *a, struct str *ret)
{
	size_t cap = NONCE + CURSOR_POSITION_MAX + MAC, n;
	if (text.n > CURSOR_TEXT_MAX)
		return ERR_SYNTAX;
	cap = MIN(cap, text.n);
	unsigned char *sealed = arena_alloc(a, cap + 1), *inside = arena_alloc(a, cap + 1);
	if (!sealed || !inside)
		return ERR_NOMEM;
	if (codec_unbase64url(text, sealed, cap, &n) != OK || n < NONCE + MAC)
		return ERR_SYNTAX;
	unsigned long long inside_n;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(inside, &inside_n, NULL, sealed + NONCE, n - NONCE,
						       (const unsigned char *)bound.p, bound.n, sealed, key) != 0)
		return ERR_DENIED;
	*ret = str_mem((const char *)inside, (size_t)inside_n);
	return OK;
}

static void bind_part(struct buf *b, struct str s)
{
	buf_u64(b, s.n);
	buf_char(b, ':');
	buf_str(b, s);
}

/* Where a cursor belongs: the route, its parameters (the customer first), what this person may see, and the filters. */
static bool cursor_bound(struct call *c, struct str extra, struct buf *b)
{
	if (!call_buf(c, BOUND_MAX, b))
		return false;
	bind_part(b, STR("cursor"));
	bind_part(b, str_of(c->route->pattern));
	for (size_t i = 0; i < CALL_PARAMS_MAX; i++)
		bind_part(b, c->params[i]);
	buf_u64(b, c->sight);
	struct str rest = str_of(c->route->query), name;
	while (str_split(&rest, ' ', &name)) {
		if (str_is(name, "cursor") || str_is(name, "limit"))
			continue;
		for (size_t i = 0; i < c->query_count; i++)
			if (str_eq(c->query[i].name, name)) {
				bind_part(b, name);
				bind_part(b, c->query[i].value);
			}
	}
	bind_part(b, extra);
	return buf_ok(b) == OK;
}

bool call_cursor_open_with(struct call *c, struct str text, struct str extra, struct str *ret_position)
{
	struct buf bound;
	struct str inside;
	if (!text.p) {
		*ret_position = STR_NONE;
		return true;
	}
	if (cursor_bound(c, extra, &bound) &&
	    unseal_text(c->al->api->seal_key, buf_view(&bound), text, c->arena, &inside) == OK) {
		*ret_position = inside;
		return true;
	}
	struct err_info info;
	err_set(&info, ERR_SHAPE, c->request->body.n ? "/cursor" : "cursor", "is not one that this list gave for this question");
	call_problem_type(c, 422, "unknown-cursor", "Not a cursor of this list", &info, STR_NONE);
	return false;
}

struct str call_cursor_seal_with(struct call *c, struct str position, struct str extra)
{
	struct buf bound;
	struct str text;
	if (!position.p || !cursor_bound(c, extra, &bound) ||
	    seal_text(c->al->api->seal_key, buf_view(&bound), position, c->arena, &text) != OK)
		return STR_NONE;
	return text;
}

bool call_cursor_open(struct call *c, struct str text, struct str *ret_position)
{
	return call_cursor_open_with(c, text, STR_NONE, ret_position);
}

struct str call_cursor_seal(struct call *c, struct str position)
{
	return call_cursor_seal_with(c, position, STR_NONE);
}

static bool grant_bound(struct call *c, struct str customer, struct str document, struct buf *b)
{
	if (!call_buf(c, 512, b))
		return false;
	bind_part(b, STR("grant"));
	bind_part(b, customer);
	bind_part(b, document);
	bind_part(b, str_of(c->person.session_id));
	return buf_ok(b) == OK;
}

struct str grant_seal(struct call *c, struct str customer, struct str document, int64_t until_ms)
{
	struct buf bound;
	struct str text;
	if (!grant_bound(c, customer, document, &bound) ||
	    seal_text(c->al->api->seal_key, buf_view(&bound), str_mem((const char *)&until_ms, sizeof until_ms), c->arena,
		      &text) != OK)
		return STR_NONE;
	return text;
}

bool grant_valid(struct call *c, struct str text, struct str customer, struct str document, int64_t now_ms)
{
	struct buf bound;
	struct str inside;
	int64_t until_ms;
	if (!text.p || !grant_bound(c, customer, document, &bound) ||
	    unseal_text(c->al->api->seal_key, buf_view(&bound), text, c->arena, &inside) != OK || inside.n != sizeof until_ms)
		return false;
	memcpy(&until_ms, inside.p, sizeof until_ms);
	return now_ms < until_ms;
}
