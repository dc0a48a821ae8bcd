/* layer: app - a portal's answer on the terminal: whatever it is, nothing but text comes out, in every width. */
#include "app/show.h"
#include "base/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_harmless(struct str out)
{
	for (size_t i = 0; i < out.n;) {
		uint32_t cp;
		size_t n = utf8_decode(out.p + i, out.p + out.n, &cp);
		if (!n || (cp < 0x20 && cp != '\n') || (cp >= 0x7f && cp < 0xa0) || (cp >= 0x202a && cp <= 0x202e))
			abort();
		i += n;
	}
}

static void render(struct arena *a, const struct json_node *view, unsigned width, bool utf8)
{
	struct term t = {.fd = -1, .width = width, .utf8 = utf8};
	struct show s = {.t = &t, .arena = a, .view = view, .now_ms = 1759760580000};
	buf_init(&t.out, 8u << 20);
	show_view(&s, NULL);
	if (buf_ok(&t.out) == OK)
		check_harmless(buf_view(&t.out));
	buf_done(&t.out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct json_node *view;
	if (size < 2)
		return 0;
	arena_init(&a, 8u << 20);
	if (json_tree_parse(str_mem((const char *)data + 1, size - 1), &a, &view, NULL) == OK)
		render(&a, view, TERM_WIDTH_MIN + data[0] % (TERM_WIDTH_MAX - TERM_WIDTH_MIN + 1), data[0] & 1);
	arena_done(&a);
	return 0;
}
