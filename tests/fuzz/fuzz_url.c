/* layer: net */
/* Decoding, query strings, and resolving a reference against a base: two texts, split at the first LF. What comes out must be
 * what callers rely on: valid text, the base's origin, no dot segments. */
#include "net/url.h"

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(struct str s)
{
	MUST(utf8_valid(s));
	for (size_t i = 0; i < s.n; i++)
		MUST((unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7f);
}

static void fuzz_decode(struct str s, struct arena *a)
{
	struct str out, back;
	if (url_decode(s, a, &out) != OK)
		return;
	check_text(out);
	struct buf b;
	buf_init(&b, 1u << 20);
	url_encode(&b, out);
	MUST(buf_ok(&b) == OK);
	MUST(url_decode(buf_view(&b), a, &back) == OK && str_eq(back, out));
	buf_done(&b);
}

static void fuzz_query(struct str s, struct arena *a)
{
	struct url_param p[16];
	size_t n;
	if (url_parse_query(s, a, p, ARRAY_LEN(p), &n) != OK)
		return;
	MUST(n <= ARRAY_LEN(p));
	for (size_t i = 0; i < n; i++) {
		check_text(p[i].name);
		check_text(p[i].value);
	}
}

static void fuzz_resolve(struct str base, struct str ref, struct arena *a)
{
	struct str out, again;
	if (url_resolve_same_origin(base, ref, a, &out) != OK)
		return;
	struct url_parts b, u;
	MUST(url_split(base, &b) == OK && url_split(out, &u) == OK);
	MUST(str_ieq(b.scheme, u.scheme) && str_ieq(b.authority, u.authority));
	struct str path = u.path_and_query;
	size_t q = str_find(path, '?', 0);
	path.n = q == SIZE_MAX ? path.n : q;
	for (struct str rest = path, part; str_split(&rest, '/', &part);)
		MUST(!str_is(part, ".") && !str_is(part, ".."));
	MUST(url_resolve_same_origin(base, out, a, &again) == OK && str_eq(out, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size};
	size_t lf = size ? str_find(text, '\n', 0) : SIZE_MAX;
	struct str first = {text.p, lf == SIZE_MAX ? size : lf};
	struct str second = lf == SIZE_MAX ? STR("") : str_mem(text.p + lf + 1, size - lf - 1);
	struct arena a;
	arena_init(&a, 1u << 20);
	fuzz_decode(first, &a);
	fuzz_query(first, &a);
	fuzz_resolve(STR("http://a/b/c/d;p?q"), first, &a);
	fuzz_resolve(first, second, &a);
	arena_done(&a);
	return 0;
}
